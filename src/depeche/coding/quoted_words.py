"""Words in quotation marks: what the words around a pair of marks say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from depeche.coding.quotation_marks import BLANKS, Marked
from depeche.coding.quote_reading import Clause, Draft, Reading
from depeche.coding.reported_clauses import (
    Range,
    clause_start,
    complement_at,
    has_finite,
    is_bare_participle,
    is_present_participle,
    is_told,
    reported_by_verb,
)
from depeche.coding.speech_cues import (
    SUBJECTS,
    Cue,
    View,
    closes_before,
    inverted_cue,
    is_passive,
    opens_mark,
    phrase_from,
    phrase_span,
    subject_of,
    verb_cue,
)
from depeche.records import Block, QuoteKind, Span

CUE_REACH = 28  # words after a mark in which its cue begins: "», « », the mayor of the port of X said"
COLON_REACH = 60  # words before a colon
HEADING_KINDS = frozenset({"title", "heading", "contents_item"})
DASHES = frozenset("—–")
STOPS = frozenset(",.:!?")
INCISE = frozenset(",—–?!")  # before a cue inside what it tells
MAX_CLIMB = 40  # steps from a word up its sentence
NAME_LENGTH = 3  # words before a colon that are a name although the pipeline saw a verb
WORD = re.compile(r"\w+")
LONG_WORD = 4  # letters; shorter words have no capital in a title
NAMING_REACH = 40  # code points before a mark
NEAR = 8  # words between a verb and marked words that it may rule
NESTED = "".join(BLANKS) + "'’”\"»›"
JOINING = 2  # words between a comma and marks that go on: "and still"
GO_ON_REACH = 60  # code points between a cue and the marks that go on with its quotation


# ---- marks whose neighbours tell who speaks -------------------------------------------------------------------------


def told_beside(reading: Reading, mark: Marked, told: dict[Marked, list[Draft]]) -> list[Draft]:
    """What the words around a pair of marks say of it; empty when they say nothing. `told`: of the marks before it."""
    if mark.dash:
        return _dialogue(reading, mark)
    if _is_term(reading, mark):
        return [Draft(mark.start, mark.end, "not_speech", None, "set term")]
    if _is_named(reading, mark):
        return [Draft(mark.start, mark.end, "not_speech", None, "name")]
    inner = _interrupted(reading, mark, mark.start, mark.end)
    if inner:
        return inner
    opens = _opens(reading, mark)
    cue = _after_cue(reading, mark.outer_end, _last_said(reading, mark)) if opens else None
    if cue is None and opens:
        cue = _colon_after(reading, mark)
    if cue is not None:
        return [Draft(mark.start, mark.end, "direct", cue, cue.rule)]
    cue = _before_cue(reading, mark)
    if cue is None:
        return []
    if cue.rule == "object" and _clause_runs_on(reading, mark, cue):
        return []
    cue = _from_outside(reading, cue, told)
    direct = cue.rule in ("colon", "headline") or _is_clause(reading, mark.start, mark.end)
    if direct and (clause := _clause_before(reading, mark, cue)) is not None:
        return [clause, Draft(mark.start, mark.end, "direct", cue, "goes on")]
    around = _phrase_of(reading, mark, cue) if cue.rule == "object" else []
    return [*around, Draft(mark.start, mark.end, "direct" if direct else "partial", cue, cue.rule)]


def _clause_before(reading: Reading, mark: Marked, cue: Cue) -> Draft | None:
    """ "said [she has the one virtue that counts]: “Patience.”": the clause that a colon and marks go on with."""
    if cue.rule != "colon" or cue.token is None or cue.end > mark.outer_start:
        return None
    view = reading.views[cue.view]
    _, ranges = reported_by_verb(view, cue)
    colon = next((t.index for t in view.tokens if t.start >= cue.end and t.text == ":"), 0)
    words = (ranges[0][0], min(ranges[0][1], colon)) if len(ranges) == 1 else (0, 0)
    piece = whole_piece(reading, view, words) if words[0] < words[1] and has_finite(view, words) else None
    if piece is None or piece.start < cue.end or has_words(reading, piece.end, mark.outer_start):
        return None
    return Draft(piece.start, piece.end, "indirect", cue, "clause")


def _clause_runs_on(reading: Reading, mark: Marked, cue: Cue) -> bool:
    """ "said “budget cuts” would pay for it": do marked words begin a clause that goes on behind them?"""
    view, first = reading.views[cue.view], reading.within(mark)
    if cue.token is None or first is None or first[0] is not view or not view.words.bare_clause:
        return False
    clauses = [c for c in view.children[cue.token] if view.tokens[c].relation == "ccomp" and view.left[c] <= first[1]]
    return any(view.tokens[c].start >= mark.outer_end and view.left[c] > cue.token for c in clauses)


def _from_outside(reading: Reading, cue: Cue, told: dict[Marked, list[Draft]]) -> Cue:
    """A cue whose subject the parser took from words in marks: who spoke these goes on, in their sentence."""
    if cue.source is None or reading.mark_at(cue.source.start) in (None, reading.mark_at(cue.start)):
        return cue
    drafts = told[next(reversed(told))] if told else []
    before = next((d.cue for d in drafts if d.cue is not None and d.cue.view == cue.view), None)
    if before is None:
        return replace(cue, source=None, head=None, dropped=True)
    return replace(cue, source=before.source, head=before.head, dropped=before.dropped)


def _is_term(reading: Reading, mark: Marked) -> bool:
    found = reading.at(mark.start)
    known = found[0].words.terms if found is not None else ()
    return reading.shadow[mark.start : mark.end] in known


def _last_said(reading: Reading, mark: Marked) -> str:
    """The last character quoted, marks within the marks apart."""
    said = reading.article.text[mark.start : mark.end].rstrip(NESTED)
    return said[-1:]


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


def goes_on(reading: Reading, mark: Marked, told: dict[Marked, list[Draft]]) -> list[Draft]:
    """ "« A », a dit X, « B »": marks behind the cue of the marks before, in the same sentence."""
    before = told[next(reversed(told))] if told else []
    cue = before[-1].cue if before else None
    if cue is None or before[-1].kind != "direct" or cue.start < before[-1].end:
        return []
    end = max(cue.end, cue.source.end) if cue.source is not None else cue.end
    if not end <= mark.outer_start <= end + GO_ON_REACH:
        return []
    gap = reading.article.text[end : mark.outer_start]
    if _cue_between(reading, end, mark.outer_start):
        return []
    short = not any(c in gap for c in ".!?;:\n»”")
    return [Draft(mark.start, mark.end, "direct", cue, "goes on")] if short and "," in gap[-3:] else []


def _cue_between(reading: Reading, start: int, end: int) -> bool:
    """ "“A,” she said, adding: “B”": does a verb that takes marked words of its own stand between two offsets?"""
    places = map(reading.word, range(reading.first_at(start), reading.first_at(end)))
    return any(k in view.cues and "quote" in view.cues[k].takes for view, k in places)


def _is_named(reading: Reading, mark: Marked) -> bool:
    """Do the words around a pair of marks say that it holds a name, a term or a title, or its own capitals?"""
    if _is_title(reading, mark):
        return True
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
    following = reading.at(mark.outer_end)
    if following is not None and following[0] is view:
        after = following[1]
        adjacent = view.tokens[after].start - mark.outer_end <= 1
        if capital and adjacent and words.bare_clause and view.lower[after] in words.titled:
            return True
    if _names_object(view, k):
        return True
    if "Definite=Ind" in view.tokens[_first_in(view, mark)].features:  # "which he called “a farce”" judges
        return False
    while (
        k > 0 and view.tokens[k].pos in ("DET", "ADJ", "ADV", "PRON") and view.tokens[k].lemma not in words.naming_verbs
    ):
        k -= 1
    named = view.tokens[k].lemma in words.naming_verbs
    return named and any(w in words.naming_relatives for w in _two(view, max(0, k - 8), k))


def _first_in(view: View, mark: Marked) -> int:
    return next((t.index for t in view.tokens if t.start >= mark.start), 0)


def _is_title(reading: Reading, mark: Marked) -> bool:
    """ "on “Face the Nation” that …": words with capitals, all but small ones, behind a word of the sentence."""
    block = reading.block_at(mark.start)
    before = reading.last_before(mark.outer_start, block.start)
    words = WORD.findall(reading.article.text[mark.start : mark.end])
    capitals = [word for word in words if word[0].isupper() and not word.isupper()]
    plain = block.kind not in HEADING_KINDS and before.isalpha()
    return plain and len(capitals) > 1 and all(word in capitals for word in words if len(word) >= LONG_WORD)


def _names_object(view: View, k: int) -> bool:
    """ "on appelle la crue « la grande sale »": a verb that names, with what it names behind it."""
    for n in range(k, max(-1, k - NEAR), -1):
        token = view.tokens[n]
        if token.lemma in view.words.naming_objects and token.pos in ("VERB", "AUX"):
            return True
        if token.pos not in ("DET", "ADJ", "ADV", "PRON", "NOUN", "PROPN", "ADP"):
            return False
    return False


def _shadow_before(reading: Reading, view: View, mark: Marked) -> str:
    return reading.shadow[max(view.sentence.start, mark.outer_start - NAMING_REACH) : mark.outer_start].rstrip()


def _two(view: View, first: int, last: int) -> Iterator[str]:
    """Words and pairs of words."""
    for i in range(first, last):
        yield view.lower[i]
        yield " ".join(view.lower[i : i + 2])


def _speaks(reading: Reading, mark: Marked) -> bool:
    """Are marked words a predicate or a clause, which "dit" may report, rather than a name?"""
    found = reading.at(mark.start)
    first = found[0].tokens[found[1]].pos if found is not None else ""
    return first in ("VERB", "AUX", "ADV", "PRON", "ADJ") or _is_clause(reading, mark.start, mark.end)


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
            return (
                inverted_cue(view, k, "after")
                if not (is_present_participle(view, k) or _clause_follows(view, k))
                else None
            )
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
        if verb is None or "quote" not in verb.takes or not is_told(view, k):
            continue
        if _clause_follows(view, k):
            continue
        subject = subject_of(view, k)
        if subject is not None and first <= subject < k:
            return verb_cue(view, k, "after")
        cue = _named_after(view, first, k)
        if cue is not None:
            return cue
    return None


def _named_after(view: View, first: int, k: int) -> Cue | None:
    """ "», X, an aide, said": the noun phrase that starts behind a mark and a speech verb with no other between,
    whatever the parser made of them."""
    near = phrase_from(view, first)
    finite = [
        n
        for n in range(first, k)
        if view.tokens[n].pos in ("VERB", "AUX") and "VerbForm=Fin" in view.tokens[n].features
    ]
    own = [n for n in finite if not view.tokens[n].relation.startswith("acl") and view.tokens[n].head != k]
    if near is None or own:
        return None
    cue = verb_cue(view, k, "after")
    return replace(cue, source=near[0], head=near[1], dropped=False)


def _clause_follows(view: View, k: int) -> bool:
    return k + 1 < len(view.lower) and view.lower[k + 1] in view.words.complementisers


def _before_cue(reading: Reading, mark: Marked) -> Cue | None:
    """The cue that stands before a mark: "X a dit : «", "X said, “", "dijo «"."""
    block = reading.block_at(mark.outer_start)
    n = reading.first_at(mark.outer_start) - 1
    if n < 0:
        return None
    view, k = reading.word(n)
    if reading.starts[n] < block.start:
        opens = not any(c.isalnum() for c in reading.article.text[block.start : mark.outer_start])
        return _colon_cue(reading, n, reading.block_at(reading.starts[n])) if view.lower[k] == ":" and opens else None
    if view.lower[k] == ":":
        return _colon_cue(reading, n, block)
    if view.lower[k] == ",":
        return _comma_cue(view, k)
    verb = view.cues.get(k)
    if verb is None or not verb.takes & {"quote", "words"}:
        return None
    return verb_cue(view, k, "object")


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


# ---- cues inside what is said ---------------------------------------------------------------------------------------


def _interrupted(reading: Reading, mark: Marked, start: int, end: int) -> list[Draft]:
    """ "« A, a-t-il dit, B »": the pieces around a cue between commas inside the marks. Empty when there is none."""
    n = reading.first_at(start)
    while n < len(reading.flat) and reading.starts[n] < end:
        if reading.raw(n) in INCISE and n + 1 < len(reading.flat):
            found = _incise(reading, n, end)
            if found is not None:
                cue, resume = found
                pieces = [(start, _piece_end(reading, n)), (resume, end)]
                return [
                    Draft(*_strip(reading, a, b), "direct", cue, "incise")
                    for a, b in pieces
                    if has_words(reading, a, b)
                ]
        n += 1
    return []


def _piece_end(reading: Reading, n: int) -> int:
    """Where the words before a cue end: a question mark is theirs, a comma is not."""
    return reading.starts[n] + (reading.raw(n) in "?!")


def _incise(reading: Reading, comma: int, end: int) -> tuple[Cue, int] | None:
    """The cue behind a comma or dash and the offset where the quotation goes on."""
    if reading.starts[comma + 1] >= end:
        return None
    view, first = reading.word(comma + 1)
    separator = reading.raw(comma)
    cue = _inverted_after(view, first)
    if cue is None or cue.token is None or (cue.source is None and separator == ","):
        return None
    joined = view.lower[cue.head or 0].startswith("-") and view.lower[cue.head or 0] in view.words.incise_pronouns
    n = reading.first_at(max(cue.end, cue.source.end if cue.source is not None else 0))
    if separator in DASHES:
        return cue, _behind(reading, n, end, DASHES)
    closing = reading.raw(n) if n < len(reading.flat) and reading.starts[n] < end else ""
    if closing not in ("", ",", ".", "!", "?", ":") and not joined:
        return None
    if not joined and not is_pronoun(view, cue.head) and not _follows_verb(view, cue):
        return None
    return cue, _behind(reading, n, end, STOPS)


def _follows_verb(view: View, cue: Cue) -> bool:
    """Does the noun that names the source stand right behind the cue?"""
    last = cue.token or 0
    group = [t for t in view.tokens[:last] if t.start >= cue.start]
    adjacent = cue.source is not None and 0 <= cue.source.start - cue.end <= 1
    return adjacent and all(token.pos == "AUX" for token in group)


def _behind(reading: Reading, n: int, end: int, stops: frozenset[str]) -> int:
    """The offset behind the next stop at or after word n, at most `end`."""
    while n < len(reading.flat) and reading.starts[n] < end and reading.raw(n) not in stops:
        n += 1
    return min(end, reading.starts[n] + 1) if n < len(reading.flat) else end


def is_pronoun(view: View, head: int | None) -> bool:
    return head is not None and view.lower[head] in view.words.pronouns


def whole_piece(reading: Reading, view: View, words: Range) -> Span | None:
    """Code points of a range of words, marks that it cuts through taken in whole or left out."""
    start, end = view.tokens[words[0]].start, view.tokens[words[1] - 1].end
    first, last = reading.mark_at(start), reading.mark_at(end - 1)
    if last is not None and end < last.outer_end:
        end = last.outer_end if last.outer_start >= start else end
    if first is not None and first.outer_start < start and first.outer_end < end:
        start = first.outer_start if start == first.start else first.outer_end
    text = reading.article.text
    while start < end and (text[start] in BLANKS or text[start] in ",—–:;"):
        start += 1
    while end > start and (text[end - 1] in BLANKS or text[end - 1] in ",—–"):
        end -= 1
    end = _into_mark(reading, view, end)
    return Span(start, end) if has_words(reading, start, end) else None


def _into_mark(reading: Reading, view: View, end: int) -> int:
    """ "said they were to blame for “what he sang”": words that end right before marks end with them."""
    following = reading.at(end)
    mark = reading.mark_at(following[0].tokens[following[1]].start) if following is not None else None
    if mark is None or mark.dash or not end <= mark.outer_start or following is None or following[0] is not view:
        return end
    return mark.outer_end if not reading.article.text[end : mark.outer_start].strip("".join(BLANKS)) else end


def has_words(reading: Reading, start: int, end: int) -> bool:
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
        found = _incise(reading, n, mark.end) if reading.raw(n) in INCISE else None
        if found is None:
            n += 1
            continue
        if has_words(reading, start, reading.starts[n]):
            drafts.append(Draft(*_strip(reading, start, _piece_end(reading, n)), "direct", found[0], "dialogue"))
        cue, start = cue or found[0], found[1]
        n = max(n + 1, reading.first_at(start))
    if cue is None:
        return []
    end = _dialogue_end(reading, start, mark.end)
    if has_words(reading, start, end):
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


def told_on(reading: Reading, told: Mapping[Marked, list[Draft]]) -> dict[Marked, list[Draft]]:
    """What was told of each mark; words that no mark closes go on in the paragraph behind them, where marks open again:
    its speaker's."""
    result = dict(told)
    marks = list(told)
    for mark, following in reversed(list(pairwise(marks))):
        drafts, after = result[mark], result[following]
        if mark.closed or mark.dash or [draft.rule for draft in drafts] != ["alone"] or not after:
            continue
        block, next_block = reading.block_at(mark.start), reading.block_at(following.start)
        opens = following.outer_start == next_block.start
        follows = reading.article.blocks.index(next_block) - reading.article.blocks.index(block) == 1
        if opens and follows and after[0].kind == "direct" and after[0].cue is not None:
            result[mark] = [replace(drafts[0], cue=after[0].cue, inherits=False, rule="goes on")]
    return result


# ---- marks that the sentence rules ----------------------------------------------------------------------------------


def told_around(reading: Reading, mark: Marked, clauses: Mapping[int, list[Clause]]) -> list[Draft]:
    """Marks without a cue beside them: part of a reported clause, words of a verb's subject, a term, or speech that
    goes on."""
    if mark.dash:
        return []
    found = reading.within(mark)
    if found is None:
        return [Draft(mark.start, mark.end, "not_speech", None, "no word")]
    view = found[0]
    near = clauses.get(view.number, [])
    around = [c for c in near if any(p.start <= mark.start and mark.end <= p.end for p in c.pieces)]
    if around:
        clause = min(around, key=lambda c: sum(p.end - p.start for p in c.pieces))
        return [_words(reading, mark, clause.cue, "in clause")]
    joined = next((c for c in near if _joined_to(reading, mark, c)), None)
    if joined is not None:
        return [_words(reading, mark, joined.cue, "goes on")]
    if _stands_alone(reading, mark):
        return [Draft(mark.start, mark.end, "direct", None, "alone", inherits=True)]
    if view.long:
        return [Draft(mark.start, mark.end, "not_speech", None, "long sentence")]
    cue = (
        _governing(reading, mark)
        or _cue_behind(reading, mark)
        or _verb_near(reading, mark)
        or _phrase_near(reading, mark)
    )
    if cue is not None:
        whole = _complement(reading, mark, cue)
        alone = whole is not None and _only(reading, whole, mark)
        return [*_phrase_of(reading, mark, cue), _words(reading, mark, cue, "complement" if alone else cue.rule)]
    return [_uncued(reading, mark)]


def _joined_to(reading: Reading, mark: Marked, clause: Clause) -> bool:
    """ "The pump broke, she said, and “nobody came.”": do marks go on, behind a comma and a conjunction, with what the
    cue before them tells?"""
    cue = clause.cue
    end = max(cue.end, cue.source.end) if cue.source is not None else cue.end
    if not clause.pieces[-1].end <= cue.start or not end <= mark.outer_start <= end + GO_ON_REACH:
        return False
    gap = reading.article.text[end : mark.outer_start]
    words = gap.rpartition(",")[2].lower().split()
    joins = reading.views[cue.view].words.conjunctions
    plain = "," in gap and not any(c in gap for c in ".!?;:\n»”") and not _cue_between(reading, end, mark.outer_start)
    return plain and 0 < len(words) <= JOINING and words[0] in joins


def _phrase_of(reading: Reading, mark: Marked, cue: Cue) -> list[Draft]:
    """ "a exprimé [sa « profonde tristesse » devant la cour]": the complement of a speech verb in which marked words
    stand, where it is more than they; or all that stands before a cue behind them."""
    if cue.token is None:
        return []
    if cue.end > mark.outer_start:
        return _before_mark(reading, mark, cue)
    piece = _complement(reading, mark, cue)
    if piece is None or _only(reading, piece, mark):
        return []
    return [Draft(piece.start, piece.end, "indirect", cue, "phrase")]


def _complement(reading: Reading, mark: Marked, cue: Cue) -> Span | None:
    """The complement of a cue before marked words that holds them."""
    if cue.token is None or cue.end > mark.outer_start:
        return None
    view = reading.views[cue.view]
    if _follows_complementiser(reading, reading.first_at(mark.start)):
        return None
    found = complement_at(view, cue, next(t.index for t in view.tokens if t.start >= mark.start))
    piece = whole_piece(reading, view, found) if found is not None else None
    cites = [
        c.start for c in reading.phrases_of[cue.view] if piece is not None and mark.outer_end <= c.start < piece.end
    ]
    if piece is not None and cites:
        piece = Span(
            piece.start, piece.start + len(reading.article.text[piece.start : min(cites)].rstrip(", \u00a0\u202f"))
        )
    return piece if piece is not None and piece.start <= mark.start and mark.end <= piece.end else None


def _before_mark(reading: Reading, mark: Marked, cue: Cue) -> list[Draft]:
    """ "[La presse « manipule tout »], dit le maire": what the marked words end, from the start of its sentence."""
    if cue.start < mark.outer_end or "quote" not in (cue.verb.takes if cue.verb else ()):
        return []
    view, first = reading.word(reading.first_at(mark.start))
    begin = clause_start(view, first)
    start = view.tokens[begin].start
    if view.number != cue.view or reading.mark_at(start) is not None or (cue.source and cue.source.start < mark.start):
        return []
    return [Draft(start, mark.outer_end, "indirect", cue, "phrase")] if begin < first else []


def _only(reading: Reading, piece: Span, mark: Marked) -> bool:
    """Does a piece hold no word but those in a pair of marks?"""
    text = reading.article.text
    rest = text[piece.start : mark.outer_start] + text[mark.outer_end : piece.end]
    return not any(c.isalnum() for c in rest)


def _uncued(reading: Reading, mark: Marked) -> Draft:
    """Marked words that nothing reports: a predicate of its subject, or a term."""
    view, first = reading.word(reading.first_at(mark.start))
    block = reading.block_at(mark.start)
    last = first
    while last < len(view.tokens) and view.tokens[last].start < mark.end:
        last += 1
    if block.kind in HEADING_KINDS:
        return Draft(mark.start, mark.end, "not_speech", None, "heading")
    if view.tokens[first].pos == "ADP" and first > 0 and view.tokens[first - 1].pos == "NOUN":
        return Draft(mark.start, mark.end, "not_speech", None, "label")
    shown_as = _shown_as(view, first)
    if shown_as is not None:
        return _by_subject(view, mark, shown_as, "predicate")
    heads = [k for k in range(first, last) if not first <= view.tokens[k].head < last or view.tokens[k].head == k]
    for k in heads:
        subject = subject_of(view, k) if view.tokens[k].pos in ("VERB", "AUX") else None
        if subject is not None and subject < first:
            return _by_subject(view, mark, subject, "predicate")
    return Draft(mark.start, mark.end, "not_speech", None, "term")


def _shown_as(view: View, first: int) -> int | None:
    """ "kept attacking him as a “crook”": who, by a verb with an object, makes marked words out of it."""
    k = first - 1
    while k >= 0 and view.tokens[k].pos in ("DET", "ADJ", "PUNCT") and view.raw[k] not in ",;:":
        k -= 1
    if k < 1 or view.lower[k] not in view.words.as_phrases:
        return None
    verb = next((n for n in range(k - 1, max(-1, k - 1 - NEAR), -1) if view.tokens[n].pos == "VERB"), None)
    if verb is None or is_passive(view, verb) or not any(view.tokens[c].relation == "obj" for c in view.children[verb]):
        return None
    return subject_of(view, verb)


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
    several = any(stop in text[mark.start : mark.end] for stop in (". ", "! ", "? "))
    ends = after in ".!?" or (text[mark.end - 1] in ".!?…" and not after.islower()) or (several and after != ",")
    begins = text[mark.start].isupper() and after == ","  # "« Nous partons », qui …": the reporter goes on
    return opens and (ends or begins) and _is_clause(reading, mark.start, mark.end)


def _governing(reading: Reading, mark: Marked) -> Cue | None:
    """The nearest speech verb above the marked words."""
    n = reading.first_at(mark.start)
    view, k = reading.word(n)
    below = ""
    for _ in range(MAX_CLIMB):
        token = view.tokens[k]
        setting = below.startswith("obl") and mark.outer_end <= token.start
        if (
            below not in SUBJECTS
            and not setting
            and not mark.outer_start <= token.start < mark.outer_end
            and k in view.cues
        ):
            cue = verb_cue(view, k, "governing")
            if "words" in view.cues[k].takes and not (cue.dropped and is_passive(view, k)):
                return cue
        if token.head == k:
            return None
        below, k = token.relation, token.head
    return None


def _cue_behind(reading: Reading, mark: Marked) -> Cue | None:
    """ "The offer “is a joke,” X said": the cue behind marked words that end a clause."""
    view, first = reading.word(reading.first_at(mark.start))
    begin = clause_start(view, first)
    told = (t for t in view.tokens[begin:] if t.start < mark.end and "VerbForm=Fin" in t.features)
    return _after_cue(reading, mark.outer_end, _last_said(reading, mark)) if any(told) else None


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
    """Does a verb make the words a clause: with its subject inside unless a "que" opens them, and no relative or
    adverbial clause of other words inside?"""
    token = view.tokens[verb]
    governor = view.tokens[token.head]
    if token.relation in ("acl:relcl", "acl", "advcl") and start <= governor.start < end:
        return False
    inside = (view.tokens[c] for c in view.children[verb])
    return opened or any(t.relation in SUBJECTS and start <= t.start < end for t in inside)


def told_inside(reading: Reading, mark: Marked) -> Draft:
    cue = _before_cue(reading, mark)
    if cue is None and reading.within(mark) is not None and not _is_named(reading, mark):
        above = _governing(reading, mark)
        same = above is not None and reading.mark_at(above.start) == reading.mark_at(mark.start)
        cue = above if same and above is not None and above.end <= mark.outer_start else None
    if cue is not None and cue.token is not None:
        return _words(reading, mark, cue, cue.rule)
    return Draft(mark.start, mark.end, "not_speech", None, "nested")
