"""Quoted and reported words, their cue, their source and who speaks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from depeche.coding.quotation_marks import BLANKS, Marked, find_marked
from depeche.coding.reported_clauses import Range, is_bare_participle, reported_by_phrase, reported_by_verb
from depeche.coding.speech_cues import (
    NOMINAL,
    SUBJECTS,
    Cue,
    View,
    according_cues,
    closes_before,
    inverted_cue,
    is_passive,
    opens_mark,
    phrase_from,
    phrase_span,
    subject_of,
    verb_cue,
    view_sentence,
)
from depeche.records import Actor, Article, Block, Mention, Quote, QuoteKind, Sentence, Span, Token

CUE_REACH = 16  # words after a mark in which its cue begins: "», « », the mayor of the port of X said"
COLON_REACH = 60  # words before a colon
HEADING_KINDS = frozenset({"title", "heading", "contents_item"})
DASHES = frozenset("—–")
STOPS = frozenset(",.:!?")
OPENING = frozenset('«“„‘"‹')
GUESSED = frozenset({"predicate", "subject"})  # rules that need an actor to stand
LOOK_BACK = 3  # sentences in which a pronoun or a dropped subject finds its speaker
MAX_CLIMB = 40  # steps from a word up its sentence
NAME_LENGTH = 3  # words before a colon that are a name although the pipeline saw a verb
NAMING_REACH = 40  # code points before a mark
NEAR = 8  # words between a verb and marked words that it may rule
SHORT_TERM = 3  # words; fewer, without a cue, are a term
GO_ON_REACH = 60  # code points between a cue and the marks that go on with its quotation
FORM_RANK = {"name": 0, "role": 1, "metonym": 1, "demonym": 2, "pronoun": 3}


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with its sentences, marks and the places of its words. `flat`: (sentence, word) of each word in text
    order and `starts` where it starts; `top`: the outermost marks; `phrases`: "selon X" by where it starts, and
    `phrases_of`: by sentence."""

    article: Article
    shadow: str
    views: tuple[View, ...]
    flat: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    top: tuple[Marked, ...]
    nested: tuple[Marked, ...]
    tops: tuple[int, ...]
    phrases: Mapping[int, Cue]
    phrases_of: Mapping[int, tuple[Cue, ...]]
    block_starts: tuple[int, ...]

    def word(self, n: int) -> tuple[View, int]:
        view, token = self.flat[n]
        return self.views[view], token

    def token(self, n: int) -> Token:
        view, token = self.flat[n]
        return self.views[view].tokens[token]

    def raw(self, n: int) -> str:
        view, token = self.flat[n]
        return self.views[view].raw[token]

    def first_at(self, offset: int) -> int:
        """Number of the first word that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    def last_before(self, offset: int, floor: int) -> str:
        """The last character before an offset that is no blank, "" where there is none."""
        while offset > floor and self.article.text[offset - 1] in BLANKS:
            offset -= 1
        return self.article.text[offset - 1] if offset > floor else ""

    def next_after(self, offset: int, ceiling: int) -> str:
        while offset < ceiling and self.article.text[offset] in BLANKS:
            offset += 1
        return self.article.text[offset] if offset < ceiling else ""

    def block_at(self, offset: int) -> Block:
        return self.article.blocks[max(0, bisect_right(self.block_starts, offset) - 1)]

    def mark_at(self, offset: int) -> Marked | None:
        """The outermost pair of marks around an offset."""
        n = bisect_right(self.tops, offset) - 1
        return self.top[n] if n >= 0 and offset < self.top[n].outer_end else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A quotation before its speaker is known. `inherits`: no cue of its own, the words before tell who speaks;
    `outer`: start of the marks it stands in, for words nested in a quotation."""

    start: int
    end: int
    kind: QuoteKind
    cue: Cue | None
    rule: str
    inherits: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A reported clause: its pieces in text order, and the cue they share. `marked`: all of it stands in marks, whose
    record tells it."""

    pieces: tuple[Span, ...]
    cue: Cue
    marked: bool


def find_quotes(article: Article, sentences: tuple[Sentence, ...], actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    """Quotations and reported clauses of an article, in text order; `of` is an index in the returned tuple."""
    reading = _read(article, sentences)
    told: dict[Marked, list[Draft]] = {}
    for mark in reading.top:
        told[mark] = _goes_on(reading, mark, told) or _told(reading, mark)
    used = {(d.cue.view, d.cue.start) for drafts in told.values() for d in drafts if d.cue is not None}
    clauses = _reported_clauses(reading, used)
    of_view: dict[int, list[Clause]] = {}
    for clause in clauses:
        of_view.setdefault(clause.cue.view, []).append(clause)
    drafts: list[Draft] = []
    for mark, found in told.items():
        drafts.extend(found or _placed(reading, mark, of_view))
    drafts.extend(_nested(reading, mark) for mark in reading.nested)
    drafts.extend(Draft(p.start, p.end, "indirect", c.cue, "clause") for c in clauses if not c.marked for p in c.pieces)
    drafts.sort(key=lambda draft: (draft.start, -draft.end, draft.kind))
    return _attribute(reading, drafts, actors)


def _read(article: Article, sentences: tuple[Sentence, ...]) -> Reading:
    views = tuple(view_sentence(n, sentence, article.text) for n, sentence in enumerate(sentences))
    shadow = "".join(c.lower() if len(c.lower()) == 1 else c for c in article.text).replace("’", "'")
    words = sorted((t.start, v.number, t.index) for v in views for t in v.tokens)
    marked = _confirmed(article, find_marked(article))
    top = tuple(mark for mark in marked if mark.depth == 0)
    phrases = {view.number: tuple(according_cues(view, shadow)) for view in views}
    return Reading(
        article=article,
        shadow=shadow,
        views=views,
        flat=tuple((view, token) for _, view, token in words),
        starts=tuple(start for start, _, _ in words),
        top=top,
        nested=tuple(mark for mark in marked if mark.depth > 0),
        tops=tuple(mark.outer_start for mark in top),
        phrases={cue.start: cue for cues in phrases.values() for cue in cues},
        phrases_of=phrases,
        block_starts=tuple(block.start for block in article.blocks),
    )


def _confirmed(article: Article, marked: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """Marks without the dashes that open a list rather than a dialogue: those beside no other mark of speech."""
    return marked


# ---- marks whose neighbours tell who speaks ---------------------------------------------------------------------------


def _told(reading: Reading, mark: Marked) -> list[Draft]:
    """What the words around a pair of marks say of it; empty when they say nothing."""
    if mark.dash:
        return _dialogue(reading, mark)
    if _is_named(reading, mark):
        return [Draft(mark.start, mark.end, "not_speech", None, "name")]
    inner = _interrupted(reading, mark, mark.start, mark.end)
    if inner:
        return inner
    opens = _opens(reading, mark)
    cue = _after_cue(reading, mark.outer_end, reading.article.text[mark.end - 1]) if opens else None
    if cue is None and opens:
        cue = _colon_after(reading, mark)
    if cue is not None:
        return [Draft(mark.start, mark.end, "direct", cue, cue.rule)]
    cue = _before_cue(reading, mark)
    if cue is None:
        return []
    direct = cue.rule in ("colon", "headline") or _is_clause(reading, mark.start, mark.end)
    return [Draft(mark.start, mark.end, "direct" if direct else "partial", cue, cue.rule)]


def _opens(reading: Reading, mark: Marked) -> bool:
    """Do the marks open a sentence or a clause of their own?"""
    block = reading.block_at(mark.outer_start)
    before = reading.last_before(mark.outer_start, block.start)
    if before in '.!?…:;»”"—–-([':
        return True
    n = reading.first_at(mark.outer_start) - 1
    view, k = reading.word(n)
    return view.lower[k] in view.words.conjunctions and (k == 0 or view.tokens[k - 1].text in ".;,:")


def _colon_after(reading: Reading, mark: Marked) -> Cue | None:
    """ "« A » : X savourait …": the subject of the clause behind the colon speaks."""
    n = reading.first_at(mark.outer_end)
    block = reading.block_at(mark.outer_start)
    if n + 1 >= len(reading.flat) or reading.token(n).text != ":" or reading.starts[n + 1] >= block.end:
        return None
    view, first = reading.word(n + 1)
    for k in range(first, 0 if view.long else len(view.tokens)):
        token = view.tokens[k]
        if token.text in ".;" or opens_mark(view, k):
            return None
        if token.pos in ("VERB", "AUX") and "VerbForm=Fin" in token.features and not token.relation.startswith("acl"):
            verb = token.head if token.relation.split(":")[0] in ("aux", "cop") else k
            head = subject_of(view, verb)
            if head is None or head < first or view.lower[head] in view.words.relatives:
                continue
            span = phrase_span(view, head)
            if verb in view.cues:
                return verb_cue(view, verb, "colon after")
            return Cue(view.number, span.start, span.start, None, None, span, head, "colon after")
    return None


def _goes_on(reading: Reading, mark: Marked, told: dict[Marked, list[Draft]]) -> list[Draft]:
    """ "« A », a dit X, « B »": marks behind the cue of the marks before, in the same sentence."""
    before = told[next(reversed(told))] if told else []
    cue = before[-1].cue if before else None
    if cue is None or before[-1].kind != "direct" or cue.start < before[-1].end:
        return []
    end = max(cue.end, cue.source.end) if cue.source is not None else cue.end
    if not end <= mark.outer_start <= end + GO_ON_REACH:
        return []
    gap = reading.article.text[end : mark.outer_start]
    short = not any(c in gap for c in ".!?;:\n»”")
    return [Draft(mark.start, mark.end, "direct", cue, "goes on")] if short and "," in gap[-3:] else []


def _is_named(reading: Reading, mark: Marked) -> bool:
    """Do the words around a pair of marks say that it holds a name, a term or a title?"""
    n = reading.first_at(mark.outer_start) - 1
    if n < 0 or reading.starts[n] < reading.block_at(mark.outer_start).start:
        return False
    view, k = reading.word(n)
    words, before = view.words, _shadow_before(reading, view, mark)
    if any(before.endswith(name) and not before[-len(name) - 1 : -len(name)].isalnum() for name in words.naming):
        verb = view.cues.get(k)
        tells = verb is not None and (verb.reflexive or subject_of(view, k) is not None)
        return not (tells and _speaks(reading, mark))
    capital = not reading.article.text[mark.start].islower()
    if capital and view.lower[k] in words.titled:
        return True
    following = reading.first_at(mark.outer_end)
    if following < len(reading.flat) and reading.word(following)[0] is view:
        after = reading.word(following)[1]
        adjacent = view.tokens[after].start - mark.outer_end <= 1
        if capital and adjacent and words.bare_clause and view.lower[after] in words.titled:
            return True
    while (
        k > 0 and view.tokens[k].pos in ("DET", "ADJ", "ADV", "PRON") and view.tokens[k].lemma not in words.naming_verbs
    ):
        k -= 1
    named = view.tokens[k].lemma in words.naming_verbs
    return named and any(w in words.naming_relatives for w in _two(view, max(0, k - 8), k))


def _shadow_before(reading: Reading, view: View, mark: Marked) -> str:
    return reading.shadow[max(view.sentence.start, mark.outer_start - NAMING_REACH) : mark.outer_start].rstrip()


def _two(view: View, first: int, last: int) -> Iterator[str]:
    """Words and pairs of words."""
    for i in range(first, last):
        yield view.lower[i]
        yield " ".join(view.lower[i : i + 2])


def _speaks(reading: Reading, mark: Marked) -> bool:
    """Are marked words a predicate or a clause, which "dit" may report, rather than a name?"""
    view, k = reading.word(reading.first_at(mark.start))
    return view.tokens[k].pos in ("VERB", "AUX", "ADV", "PRON", "ADJ") or _is_clause(reading, mark.start, mark.end)


def _after_cue(reading: Reading, end: int, last: str) -> Cue | None:
    """The cue that follows a mark: "», a dit X", "," X said", "», selon X". `last`: the last character quoted."""
    block = reading.block_at(end - 1)
    n, comma = reading.first_at(end), last in ",?!…—–"
    while n < len(reading.flat) and reading.raw(n) in (",", "—", "–", "-", "…"):
        comma, n = True, n + 1
    if n >= len(reading.flat) or reading.starts[n] >= block.end or not comma:
        return None
    if reading.article.text[end : reading.starts[n]].strip(" \u00a0\u202f\n\t,—–-…"):
        return None
    if reading.starts[n] in reading.phrases:
        return reading.phrases[reading.starts[n]]
    view, first = reading.word(n)
    if view.lower[first] in view.words.as_phrases:
        first += 1
    return _inverted_after(view, first) or _subject_after(reading, view, first)


def _inverted_after(view: View, first: int) -> Cue | None:
    for k in range(first, min(first + 6, len(view.tokens))):
        verb = view.cues.get(k)
        if verb is not None and "quote" in verb.takes:
            return None if _clause_follows(view, k) else inverted_cue(view, k, "after")
        token = view.tokens[k]
        if token.pos == "VERB" and any(c in view.cues for c in (k + 1, k + 2)):
            continue
        if (
            token.pos not in ("AUX", "PRON", "ADV", "PART", "ADP", "X")
            and view.lower[k] not in view.words.incise_pronouns
        ):
            return None
        if token.pos == "PRON" and token.relation in SUBJECTS and not view.lower[k].startswith("-"):
            return None
    return None


def _subject_after(reading: Reading, view: View, first: int) -> Cue | None:
    for k in range(first, min(first + CUE_REACH, len(view.tokens))):
        token = view.tokens[k]
        if token.text in ".;:!?" or (k > first and opens_mark(view, k)) or view.lower[k] in view.words.complementisers:
            return None
        if k == first and (token.pos in ("CCONJ", "SCONJ", "ADP") or view.lower[k] in view.words.relatives):
            return None
        verb = view.cues.get(k)
        if verb is None or "quote" not in verb.takes:
            continue
        subject = subject_of(view, k)
        if subject is not None and first <= subject < k and not _clause_follows(view, k):
            return verb_cue(view, k, "after")
    return None


def _clause_follows(view: View, k: int) -> bool:
    return k + 1 < len(view.lower) and view.lower[k + 1] in view.words.complementisers


def _before_cue(reading: Reading, mark: Marked) -> Cue | None:
    """The cue that stands before a mark: "X a dit : «", "X said, “", "dijo «"."""
    block = reading.block_at(mark.outer_start)
    n = reading.first_at(mark.outer_start) - 1
    if n < 0 or reading.starts[n] < block.start:
        return None
    view, k = reading.word(n)
    if view.lower[k] == ":":
        return _colon_cue(reading, n, block)
    if view.lower[k] == ",":
        return _comma_cue(view, k)
    verb = view.cues.get(k)
    if verb is None or not verb.takes & {"quote", "words"}:
        return None
    said = "words" in verb.takes or reading.article.text[mark.start].isupper()
    return verb_cue(view, k, "object") if said or _is_clause(reading, mark.start, mark.end) else None


def _comma_cue(view: View, k: int) -> Cue | None:
    for i in range(k - 1, max(-1, k - 12), -1):
        if view.lower[i] in view.words.complementisers or view.tokens[i].text in ".;:":
            return None
        verb = view.cues.get(i)
        if verb is not None and "quote" in verb.takes:
            before = i - 1
            while before > 0 and view.tokens[before].pos in ("AUX", "PRON", "ADV"):
                before -= 1
            if before >= 0 and view.tokens[before].text == ",":
                return inverted_cue(view, i, "comma inside")
            cue = verb_cue(view, i, "comma")
            return cue if cue.head is not None else None
    return None


def _colon_cue(reading: Reading, colon: int, block: Block) -> Cue | None:
    first = colon
    while first > 0 and colon - first < COLON_REACH and reading.starts[first - 1] >= block.start:
        if reading.raw(first - 1) in ".!?;»”" or closes_before(*reading.word(first)):
            break
        first -= 1
    places = [reading.word(n) for n in range(first, colon) if reading.mark_at(reading.starts[n]) is None]
    verbs = [(view, k) for view, k in places if k in view.cues]
    if verbs:
        view, k = next(((v, i) for v, i in reversed(verbs) if not is_bare_participle(v, i)), verbs[-1])
        cue = verb_cue(view, k, "colon")
        return cue if cue.head is not None else inverted_cue(view, k, "colon")
    nouns = [(view, k) for view, k in places if view.tokens[k].lemma in view.words.speech_nouns]
    if nouns:
        return _noun_cue(*nouns[-1], "colon")
    return _headline(places)


def _headline(places: list[tuple[View, int]]) -> Cue | None:
    """ "Macron : « … »" and "The minister, on Monday: “…”": the subject before the colon."""
    if not places:
        return None
    view, first = places[0]
    near = phrase_from(view, first)
    verbs = [(v, k) for v, k in places if v.tokens[k].pos in ("VERB", "AUX") and "VerbForm=Fin" in v.tokens[k].features]
    if verbs:
        v, k = verbs[0]
        head = subject_of(v, k)
        if head is not None:
            span = phrase_span(v, head)
            return Cue(v.number, span.start, span.start, None, None, span, head, "headline")
        if len(places) > NAME_LENGTH:
            return None
        span = Span(view.tokens[first].start, v.tokens[places[-1][1]].end)
        return Cue(view.number, span.start, span.start, None, None, span, first, "headline")
    if near is None:
        return None
    return Cue(view.number, near[0].start, near[0].start, None, None, near[0], near[1], "headline")


def _noun_cue(view: View, k: int, rule: str) -> Cue:
    """ "la déclaration de X", "in a statement": the noun's complement speaks, else the subject of its verb."""
    token = view.tokens[k]
    owners = [c for c in view.children[k] if view.tokens[c].relation in ("nmod", "nmod:poss") and c != k]
    head = owners[0] if owners else subject_of(view, token.head) if token.head != k else None
    span = phrase_span(view, head) if head is not None else None
    return Cue(view.number, token.start, token.end, None, None, span, head, rule, dropped=head is None)


# ---- cues inside what is said -----------------------------------------------------------------------------------------


def _interrupted(reading: Reading, mark: Marked, start: int, end: int) -> list[Draft]:
    """ "« A, a-t-il dit, B »": the pieces around a cue between commas inside the marks. Empty when there is none."""
    n = reading.first_at(start)
    while n < len(reading.flat) and reading.starts[n] < end:
        if reading.raw(n) in (",", "—", "–") and n + 1 < len(reading.flat):
            found = _incise(reading, n, end)
            if found is not None:
                cue, resume = found
                pieces = [(start, reading.starts[n]), (resume, end)]
                return [
                    Draft(*_strip(reading, a, b), "direct", cue, "incise") for a, b in pieces if _worded(reading, a, b)
                ]
        n += 1
    return []


def _incise(reading: Reading, comma: int, end: int) -> tuple[Cue, int] | None:
    """The cue behind a comma or dash and the offset where the quotation goes on."""
    view, first = reading.word(comma + 1)
    separator = reading.raw(comma)
    cue = _inverted_after(view, first)
    if cue is None or cue.token is None or (cue.source is None and separator == ","):
        return None
    joined = view.lower[cue.head or 0].startswith("-") and view.lower[cue.head or 0] in view.words.incise_pronouns
    n = reading.first_at(max(cue.end, cue.source.end if cue.source is not None else 0))
    if separator != ",":
        return cue, _behind(reading, n, end, DASHES)
    closing = reading.raw(n) if n < len(reading.flat) and reading.starts[n] < end else ""
    if closing not in ("", ",", ".", "!", "?", ":") and not joined:
        return None
    if not joined and not _pronoun(view, cue.head):
        return None
    return cue, _behind(reading, n, end, STOPS)


def _behind(reading: Reading, n: int, end: int, stops: frozenset[str]) -> int:
    """The offset behind the next stop at or after word n, at most `end`."""
    while n < len(reading.flat) and reading.starts[n] < end and reading.raw(n) not in stops:
        n += 1
    return min(end, reading.starts[n] + 1) if n < len(reading.flat) else end


def _pronoun(view: View, head: int | None) -> bool:
    return head is not None and view.lower[head] in view.words.pronouns


def _worded(reading: Reading, start: int, end: int) -> bool:
    return any(c.isalnum() for c in reading.article.text[start:end])


def _strip(reading: Reading, start: int, end: int) -> tuple[int, int]:
    text = reading.article.text
    while start < end and (text[start] in BLANKS or text[start] in ",—–:.;"):
        start += 1
    while end > start and (text[end - 1] in BLANKS or text[end - 1] in ",—–"):
        end -= 1
    return start, end


def _dialogue(reading: Reading, mark: Marked) -> list[Draft]:
    """ "—A —dijo X—. B": what a dash opens, without the words about the speaker between two dashes."""
    drafts: list[Draft] = []
    start, n = mark.start, reading.first_at(mark.start)
    cue: Cue | None = None
    while n + 1 < len(reading.flat) and reading.starts[n] < mark.end:
        found = _incise(reading, n, mark.end) if reading.raw(n) in (",", "—", "–") else None
        if found is None:
            n += 1
            continue
        if _worded(reading, start, reading.starts[n]):
            drafts.append(Draft(*_strip(reading, start, reading.starts[n]), "direct", found[0], "dialogue"))
        cue, start = cue or found[0], found[1]
        n = max(n + 1, reading.first_at(start))
    if cue is None:
        return []
    end = _dialogue_end(reading, start, mark.end)
    if _worded(reading, start, end):
        drafts.append(Draft(*_strip(reading, start, end), "direct", cue, "dialogue"))
    return [replace(draft, cue=cue) for draft in drafts]


def _dialogue_end(reading: Reading, start: int, end: int) -> int:
    """Where the words after the last cue of a line of dialogue end: before a sentence that reports again."""
    n = reading.first_at(start)
    while n < len(reading.flat) and reading.starts[n] < end:
        view, k = reading.word(n)
        told = k in view.cues and "VerbForm=Fin" in view.tokens[k].features and subject_of(view, k) is not None
        if told or opens_mark(view, k):
            return max(start, view.sentence.start)
        n += 1
    return end


# ---- reported clauses -------------------------------------------------------------------------------------------------


def _reported_clauses(reading: Reading, used: set[tuple[int, int]]) -> list[Clause]:
    clauses: list[Clause] = []
    seen: set[tuple[Span, ...]] = set()
    for view in reading.views:
        cues = [verb_cue(view, k, "clause") for k in sorted(view.cues)]
        cues += reading.phrases_of[view.number]
        for cue in cues:
            if (cue.view, cue.start) in used or reading.mark_at(cue.start) is not None:
                continue
            if "according" in cue.rule:
                ranges = reported_by_phrase(view, cue)
            else:
                cue, ranges = reported_by_verb(view, cue)
            pieces = tuple(p for r in ranges if (p := _piece(reading, view, r)) is not None)
            if pieces and pieces not in seen:
                seen.add(pieces)
                clauses.append(Clause(pieces, cue, all(_all_marked(reading, piece) for piece in pieces)))
    return clauses


def _piece(reading: Reading, view: View, words: Range) -> Span | None:
    """Code points of a range of words, marks that it cuts through taken in whole or left out."""
    start, end = view.tokens[words[0]].start, view.tokens[words[1] - 1].end
    first, last = reading.mark_at(start), reading.mark_at(end - 1)
    if last is not None and end < last.outer_end:
        end = last.outer_end if last.outer_start >= start else end
    if first is not None and first.outer_start < start and first.outer_end < end:
        start = first.outer_end
    text = reading.article.text
    while start < end and (text[start] in BLANKS or text[start] in ",—–:;"):
        start += 1
    while end > start and (text[end - 1] in BLANKS or text[end - 1] in ",—–"):
        end -= 1
    return Span(start, end) if _worded(reading, start, end) else None


def _all_marked(reading: Reading, piece: Span) -> bool:
    """Do all words of a piece stand in marks?"""
    n = reading.first_at(piece.start)
    while n < len(reading.flat) and reading.starts[n] < piece.end:
        mark = reading.mark_at(reading.starts[n])
        if mark is None and reading.token(n).text[:1].isalnum():
            return False
        n += 1
    return True


# ---- marks that the sentence rules ------------------------------------------------------------------------------------


def _placed(reading: Reading, mark: Marked, clauses: Mapping[int, list[Clause]]) -> list[Draft]:
    """Marks without a cue beside them: part of a reported clause, words of a verb's subject, a term, or speech that
    goes on."""
    if mark.dash:
        return []
    n = reading.first_at(mark.start)
    if n >= len(reading.flat) or reading.starts[n] >= mark.end:
        return [Draft(mark.start, mark.end, "not_speech", None, "no word")]
    view = reading.word(n)[0]
    near = clauses.get(view.number, [])
    around = [c for c in near if any(p.start <= mark.start and mark.end <= p.end for p in c.pieces)]
    if around:
        clause = min(around, key=lambda c: sum(p.end - p.start for p in c.pieces))
        return [_words(reading, mark, clause.cue, "in clause")]
    if _stands_alone(reading, mark):
        return [Draft(mark.start, mark.end, "direct", None, "alone", inherits=True)]
    if view.long:
        return [Draft(mark.start, mark.end, "not_speech", None, "long sentence")]
    cue = _governing(reading, mark) or _verb_near(reading, mark) or _phrase_near(reading, mark)
    if cue is not None:
        return [_words(reading, mark, cue, cue.rule)]
    return [_uncued(reading, mark)]


def _uncued(reading: Reading, mark: Marked) -> Draft:
    """Marked words that nothing reports: a predicate of its own subject, some words of a sentence's subject, or a term."""
    n, words = reading.first_at(mark.start), 0
    view, first = reading.word(n)
    block = reading.block_at(mark.start)
    last = first
    while last < len(view.tokens) and view.tokens[last].start < mark.end:
        words += view.tokens[last].text[:1].isalnum()
        last += 1
    if block.kind in HEADING_KINDS:
        return Draft(mark.start, mark.end, "not_speech", None, "heading")
    heads = [k for k in range(first, last) if not first <= view.tokens[k].head < last or view.tokens[k].head == k]
    for k in heads:
        subject = subject_of(view, k) if view.tokens[k].pos in ("VERB", "AUX") else None
        if subject is not None and subject < first:
            return _by_subject(view, mark, subject, "predicate")
    if words >= SHORT_TERM and heads:
        k = view.tokens[heads[0]].head
        for _ in range(10):
            subject = subject_of(view, k) if view.tokens[k].pos in ("VERB", "AUX") else None
            if subject is not None and not first <= subject < last:
                return _by_subject(view, mark, subject, "subject")
            k = view.tokens[k].head
    return Draft(mark.start, mark.end, "not_speech", None, "term")


def _by_subject(view: View, mark: Marked, head: int, rule: str) -> Draft:
    span = phrase_span(view, head)
    return Draft(
        mark.start, mark.end, "partial", Cue(view.number, span.start, span.start, None, None, span, head, rule), rule
    )


def _words(reading: Reading, mark: Marked, cue: Cue, rule: str) -> Draft:
    kind: QuoteKind = "direct" if _is_clause(reading, mark.start, mark.end) else "partial"
    return Draft(mark.start, mark.end, kind, cue, rule)


def _stands_alone(reading: Reading, mark: Marked) -> bool:
    """Do the marks hold whole sentences, with a sentence ended before them and another begun behind?"""
    block, text = reading.block_at(mark.outer_start), reading.article.text
    if block.kind in HEADING_KINDS:
        return False
    before, after = reading.last_before(mark.outer_start, block.start), reading.next_after(mark.outer_end, block.end)
    opens = before in '.!?…;»”"—–'
    ends = after in ".!?" or (text[mark.end - 1] in ".!?…" and not after.islower())
    return opens and ends and _is_clause(reading, mark.start, mark.end)


def _governing(reading: Reading, mark: Marked) -> Cue | None:
    """The nearest speech verb above the marked words."""
    n = reading.first_at(mark.start)
    view, k = reading.word(n)
    below = ""
    for _ in range(MAX_CLIMB):
        token = view.tokens[k]
        if below not in SUBJECTS and not mark.outer_start <= token.start < mark.outer_end and k in view.cues:
            cue = verb_cue(view, k, "governing")
            if "words" in view.cues[k].takes and not (cue.dropped and is_passive(view, k)):
                return cue
        if token.head == k:
            return None
        below, k = token.relation, token.head
    return None


def _verb_near(reading: Reading, mark: Marked) -> Cue | None:
    """A speech verb some words before a mark with no other verb between: what the parser hung elsewhere."""
    view, first = reading.word(reading.first_at(mark.start))
    for k in range(first - 1, max(-1, first - 1 - NEAR), -1):
        token = view.tokens[k]
        if k in view.cues and "words" in view.cues[k].takes and not is_passive(view, k):
            cue = verb_cue(view, k, "near")
            return cue if cue.head is not None else None
        if (
            token.text in ",;:.()"
            or closes_before(view, k)
            or (token.pos in ("VERB", "AUX") and "VerbForm=Fin" in token.features)
        ):
            return None
    return None


def _phrase_near(reading: Reading, mark: Marked) -> Cue | None:
    """ "selon X" in the sentence of a mark, the nearest."""
    view, _ = reading.word(reading.first_at(mark.start))
    near = reading.phrases_of[view.number]
    return min(near, key=lambda cue: abs(cue.start - mark.start), default=None)


def _is_clause(reading: Reading, start: int, end: int) -> bool:
    """Do words make a whole clause: a finite verb with its subject, or after "que", or a sentence of their own?"""
    n, text = reading.first_at(start), reading.article.text
    sentence = text[start].isupper() or text[start] in "¡¿"
    opened = sentence or _follows_complementiser(reading, n)
    while n < len(reading.flat) and reading.starts[n] < end:
        view, k = reading.word(n)
        if view.long:
            return sentence
        if view.tokens[k].pos in ("VERB", "AUX") and "VerbForm=Fin" in view.tokens[k].features:
            verb = view.tokens[k].head if view.tokens[k].relation in ("aux", "aux:pass", "cop") else k
            if sentence or _main_inside(view, verb, start, end, opened):
                return True
        n += 1
    return sentence and text[end - 1] in ".!?…"


def _follows_complementiser(reading: Reading, n: int) -> bool:
    if n == 0 or n >= len(reading.flat):
        return False
    view, k = reading.word(n - 1)
    return view.lower[k] in view.words.complementisers and view.tokens[k].pos == "SCONJ"


def _main_inside(view: View, verb: int, start: int, end: int, opened: bool) -> bool:
    """Is a verb, with its subject unless a "que" opens the words, no relative or adverbial clause of other words inside?"""
    token = view.tokens[verb]
    governor = view.tokens[token.head]
    if token.relation in ("acl:relcl", "acl", "advcl") and start <= governor.start < end:
        return False
    inside = (view.tokens[c] for c in view.children[verb])
    return opened or any(t.relation in SUBJECTS and start <= t.start < end for t in inside)


def _nested(reading: Reading, mark: Marked) -> Draft:
    cue = _before_cue(reading, mark)
    if cue is not None and cue.token is not None:
        return _words(reading, mark, cue, cue.rule)
    return Draft(mark.start, mark.end, "not_speech", None, "nested")


# ---- who speaks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of actors in text order, longest first where two start together."""

    found: tuple[tuple[Mention, str], ...]
    starts: tuple[int, ...]
    longest: int

    def over(self, span: Span) -> list[tuple[Mention, str]]:
        first = bisect_left(self.starts, span.start - self.longest)
        last = bisect_left(self.starts, span.end)
        return [pair for pair in self.found[first:last] if pair[0].end > span.start]


def _mentions(actors: tuple[Actor, ...]) -> Mentions:
    found = sorted(((m, a.id) for a in actors for m in a.mentions), key=lambda p: (p[0].start, -p[0].end, p[1]))
    return Mentions(tuple(found), tuple(m.start for m, _ in found), max((m.end - m.start for m, _ in found), default=0))


def _named_by(mentions: Mentions, view: View, source: Span, head: int | None) -> str | None:
    """The actor that the words of a source name: the mention on their head first, then one beside it, names first."""
    over = mentions.over(source)
    if not over:
        return None
    token = view.tokens[head] if head is not None else None

    def rank(pair: tuple[Mention, str]) -> tuple[bool, int, int, int]:
        mention = pair[0]
        on_head = token is not None and mention.start < token.end and token.start < mention.end
        return not on_head, FORM_RANK[mention.form], -(mention.end - mention.start), mention.start

    return min(over, key=rank)[1]


def _attribute(reading: Reading, drafts: list[Draft], actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    mentions = _mentions(actors)
    quotes: list[Quote] = []
    last: Quote | None = None
    for draft in drafts:
        quote = _quote(reading, draft, mentions, last)
        quotes.append(quote)
        if quote.kind != "not_speech":
            last = quote
    return _linked(quotes)


def _quote(reading: Reading, draft: Draft, mentions: Mentions, last: Quote | None) -> Quote:
    if draft.kind == "not_speech":
        return Quote(draft.start, draft.end, "not_speech", None, None, None, None, None, draft.rule)
    if draft.inherits:
        return _inherited(reading, draft, mentions, last)
    cue = draft.cue
    assert cue is not None
    view = reading.views[cue.view]
    speaker = _named_by(mentions, view, cue.source, cue.head) if cue.source is not None else None
    if speaker is None and (cue.source is None or _pronoun(view, cue.head)):
        speaker = _speaker_before(reading, min(draft.start, cue.start), mentions, last)
    if speaker is None and draft.rule in GUESSED:
        return Quote(draft.start, draft.end, "not_speech", None, None, None, None, None, "term")
    source = _whole_name(mentions, cue.source) if cue.source is not None else None
    span = Span(cue.start, cue.end) if cue.end > cue.start else None
    listener = _addressee(view, cue, mentions)
    listener = listener if listener != speaker else None
    return Quote(draft.start, draft.end, draft.kind, speaker, listener, span, source, None, draft.rule)


def _whole_name(mentions: Mentions, source: Span) -> Span:
    """A source that begins or ends inside a name, with the whole name."""
    names = [m for m, _ in mentions.over(source) if m.form == "name"]
    return Span(min([source.start, *(m.start for m in names)]), max([source.end, *(m.end for m in names)]))


def _inherited(reading: Reading, draft: Draft, mentions: Mentions, last: Quote | None) -> Quote:
    """Words without a cue: they go on with the quotation whose cue stands between, else the last speaker speaks."""
    block = reading.block_at(draft.start)
    if last is not None and last.start >= block.start and last.cue is not None and last.end <= last.cue.start:
        return replace(last, start=draft.start, end=draft.end, kind=draft.kind, of=None, rule="goes on")
    speaker = _speaker_before(reading, draft.start, mentions, last)
    return Quote(draft.start, draft.end, draft.kind, speaker, None, None, None, None, draft.rule)


def _speaker_before(reading: Reading, offset: int, mentions: Mentions, last: Quote | None) -> str | None:
    """Who spoke in the sentence before, else that sentence's subject, else who spoke last in the paragraph."""
    block = reading.block_at(offset)
    n = reading.first_at(offset) - 1
    here = last.speaker if last is not None and last.start >= block.start else None
    for _ in range(LOOK_BACK):
        if n < 0 or reading.starts[n] < block.start:
            break
        view = reading.word(n)[0]
        if here is not None and last is not None and last.end > view.sentence.start:
            return here
        subject = _first_subject(view, offset, mentions)
        if subject is not None:
            return subject
        n = reading.first_at(view.sentence.start) - 1
    return here if here is not None else last.speaker if last is not None and last.end < offset else None


def _first_subject(view: View, offset: int, mentions: Mentions) -> str | None:
    """The actor that a sentence's main verb, or else the first of its verbs, has as its subject."""
    subjects = [t for t in (() if view.long else view.tokens) if t.relation in SUBJECTS and t.start < offset]
    subjects.sort(key=lambda t: (view.tokens[t.head].relation != "root", t.start))
    named = (_named_by(mentions, view, phrase_span(view, t.index), t.index) for t in subjects)
    return next((name for name in named if name is not None), None)


def _addressee(view: View, cue: Cue, mentions: Mentions) -> str | None:
    if cue.token is None or cue.verb is None:
        return None
    for c in view.children[cue.token]:
        token = view.tokens[c]
        told = token.relation == "iobj" or (token.relation == "obl" and token.case in view.words.addressee)
        if (told or (token.relation == "obj" and "listener" in cue.verb.takes)) and token.pos in NOMINAL:
            named = _named_by(mentions, view, phrase_span(view, c), c)
            if named is not None:
                return named
    return None


def _linked(quotes: list[Quote]) -> tuple[Quote, ...]:
    """Set `of`: the smallest reported clause, else the quotation, that a part lies in."""
    result: list[Quote] = []
    open_clauses: list[int] = []
    for n, quote in enumerate(quotes):
        while open_clauses and quotes[open_clauses[-1]].end <= quote.start:
            open_clauses.pop()
        around = next((i for i in reversed(open_clauses) if quotes[i].end >= quote.end), None)
        result.append(replace(quote, of=around))
        open_clauses.append(n)
    return tuple(result)
