"""Cues of reported speech in a sentence: speech verbs with their subjects, phrases that name a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from depeche.knowledge.grammar import load_function_words
from depeche.knowledge.speech import SpeechVerb, SpeechWords, lemmas_of, load_speech
from depeche.records import Sentence, Span, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
OWNING = NOMINAL | {"ADJ", "VERB"}  # words that may have an adposition behind them of their own
PHRASE_PARTS = frozenset(
    {"det", "amod", "nmod", "nmod:poss", "flat", "compound", "nummod", "case", "appos", "conj", "cc", "fixed", "advmod"}
)
OPENS, CLOSES = frozenset("«“„‹‘「`"), frozenset("»”›’」")  # beside the straight mark, told by the blank beside it
STRAIGHT = ('"', "''", "``")  # the mark, and the mark typed as two single ones
ASIDES = frozenset("—–")
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "expl:subj"})
LONGEST = 400  # words; no sentence of news is longer, a list or a line of marks is: its syntax is not asked
MAX_HOPS = 8  # from a verb up to the one whose subject it shares
CUE_REACH = 4  # words between an auxiliary and its participle, or inside a phrase such as "mettre … en garde"
PHRASE_LENGTH = 25  # words of a source


@dataclass(frozen=True, slots=True)
class Cue:
    """A speech verb or phrase. `token`: the verb's index in its sentence, None for a phrase; `head`: index of the head
    of the words that name the source; `dropped`: the verb has no subject in the text; `view`: its sentence's number."""

    view: int
    start: int
    end: int
    token: int | None
    verb: SpeechVerb | None
    source: Span | None
    head: int | None
    rule: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with what questions about it need: children, edges of subtrees, words in lower case. `raw`: the words
    as the article has them; `gaps`: what the article has before each word, where marks may stand that are no words;
    `verbless`: the pipeline saw no finite verb, so one of the words is misread."""

    number: int
    sentence: Sentence
    words: SpeechWords
    lower: tuple[str, ...]
    raw: tuple[str, ...]
    gaps: tuple[str, ...]
    verbless: bool
    children: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    cues: dict[int, SpeechVerb] = field(default_factory=dict)

    @property
    def long(self) -> bool:
        return len(self.sentence.tokens) > LONGEST

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens


def view_sentence(number: int, sentence: Sentence, text: str) -> View:
    tokens = sentence.tokens
    words = load_speech(sentence.language)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    left, right = _edges(tokens, children)
    lower = tuple(token.text.lower().replace("’", "'") for token in tokens)
    raw = tuple(text[token.start : token.end] for token in tokens)
    gaps = (_gap_before(text, sentence.start), *(text[a.end : b.start] for a, b in pairwise(tokens)))
    verbless = not any("VerbForm=Fin" in token.features for token in tokens)
    view = View(number, sentence, words, lower, raw, gaps, verbless, tuple(map(tuple, children)), left, right)
    for token in () if view.long else tokens:
        verb = _verb_at(view, token.index)
        if verb is not None:
            view.cues[token.index] = verb
    return view


def _gap_before(text: str, start: int) -> str:
    first = start
    while first > 0 and start - first < 3 and not text[first - 1].isalnum() and text[first - 1] not in ".!?…\n":
        first -= 1
    return text[first:start]


def opens_mark(view: View, i: int) -> bool:
    """Does a quotation mark open before a word, or is the word one?"""
    gap = view.gaps[i]
    return view.raw[i] in OPENS or view.raw[i] in STRAIGHT or gap.endswith(STRAIGHT) or any(c in OPENS for c in gap)


def closes_before(view: View, i: int) -> bool:
    """Does a quotation mark close between a word and the one before it?"""
    gap = view.gaps[i]
    last = view.raw[i - 1] if i > 0 else ""
    return last in CLOSES or last in STRAIGHT or gap.startswith(STRAIGHT) or any(c in CLOSES for c in gap)


def _edges(tokens: tuple[Token, ...], children: list[list[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Leftmost and rightmost word below each word."""
    left, right = list(range(len(tokens))), list(range(len(tokens)))
    order = [token.index for token in tokens if token.head == token.index]
    for parent in order:
        order.extend(children[parent])
    for child in reversed(order):
        parent = tokens[child].head
        left[parent] = min(left[parent], left[child])
        right[parent] = max(right[parent], right[child])
    return tuple(left), tuple(right)


# ---- speech verbs ---------------------------------------------------------------------------------------------------


def _verb_at(view: View, i: int) -> SpeechVerb | None:
    """The row of the speech verb that stands at a word, longest phrase first."""
    token, verbs = view.tokens[i], view.words.verbs
    if token.pos not in ("VERB", "AUX") and not _mistagged(view, i):
        return None
    given = view.words.forms.get(view.lower[i], token.lemma)
    lemmas = [given] if given in verbs else lemmas_of(view.lower[i], view.words)
    reflexive = _is_reflexive(view, i)
    rows = [row for lemma in lemmas for row in verbs[lemma] if _goes_on(view, i, row) is not None]
    fitting = [row for row in rows if row.reflexive == reflexive] or [row for row in rows if not row.reflexive]
    return fitting[0] if fitting else None


def _mistagged(view: View, i: int) -> bool:
    """May a word tagged as no verb be one: before "que" or a colon, or right after a closing mark and a comma?"""
    token = view.tokens[i]
    if token.pos not in ("NOUN", "ADJ", "PROPN", "ADV", "X") or not token.text[:1].islower() or i == 0:
        return False
    if i + 1 < len(view.lower) and view.lower[i + 1] in view.words.complementisers:
        if any(view.tokens[c].relation in ("det", "nmod:poss", "amod") for c in view.children[i]):
            return False
        return view.tokens[i - 1].pos not in ("DET", "ADP", "NUM", "CCONJ") and "VerbForm" not in token.features
    follows = view.lower[i + 1 : i + 2]
    if view.verbless and view.tokens[i - 1].pos in ("NOUN", "PROPN", "PRON") and not token.text.endswith("s"):
        return True
    if follows == (":",) and view.tokens[i - 1].pos in ("NOUN", "PROPN", "PRON"):
        return True
    while i > 1 and view.tokens[i - 1].pos in ("AUX", "PRON", "ADV", "X"):
        i -= 1
    before = view.raw[i - 1]
    return closes_before(view, i) or before in ASIDES or (before == "," and closes_before(view, i - 1))


def _is_reflexive(view: View, i: int) -> bool:
    before = view.lower[max(0, i - 3) : i]
    return any(word in view.words.reflexive_pronouns for word in before) and any(
        view.lower[c] in view.words.reflexive_pronouns for c in view.children[i]
    )


def _goes_on(view: View, i: int, verb: SpeechVerb) -> int | None:
    """Index of the last word of a phrase that starts at i, None where the rest is not there."""
    at = i
    for word in verb.words[1:]:
        reach = range(at + 1, min(at + 1 + CUE_REACH, len(view.lower)))
        at = next((k for k in reach if view.lower[k] == word or view.tokens[k].lemma == word), -1)
        if at < 0:
            return None
    return at if verb.kind == "judgement" or not _strays(view, i, at) else None


def _strays(view: View, i: int, last: int) -> bool:
    """Does a stop stand in a phrase, or does an adposition that ends it belong to another word than its verb: "said the
    rest of" is no "say of". A judgement is passed on what stands between: "qualifie la trêve de"."""
    token = view.tokens[last]
    if any(view.raw[n] in ",;:" or opens_mark(view, n) for n in range(i + 1, last + 1)):
        return True
    apart = token.pos == "ADP" and last > i + 1 and view.tokens[last - 1].pos in OWNING
    return apart and i not in (token.head, view.tokens[token.head].head)


def cue_span(view: View, i: int, verb: SpeechVerb | None) -> Span:
    """The words of a verb group: auxiliaries, clitics and adverbs before the verb, the rest of its phrase after."""
    tokens, start = view.tokens, i
    aux = [c for c in view.children[i] if c < i and tokens[c].relation.split(":")[0] in ("aux", "expl")]
    if aux and all(_inside_group(view, k, i) for k in range(min(aux), i)):
        start = min(aux)
    end = _goes_on(view, i, verb) if verb is not None else i
    return Span(tokens[start].start, tokens[i if end is None else end].end)


def _inside_group(view: View, k: int, verb: int) -> bool:
    token = view.tokens[k]
    return token.pos in ("AUX", "ADV", "PART") or token.pos == "PRON" or (token.head == verb and token.pos != "NOUN")


# ---- subjects -------------------------------------------------------------------------------------------------------


def subject_of(view: View, i: int) -> int | None:
    """Index of the head of the words that name a verb's subject; for a passive, its agent."""
    for _ in range(MAX_HOPS):
        found = _own_subject(view, i)
        if found is not None:
            return None if found < 0 else found
        token = view.tokens[i]
        governor = token.head
        if governor == i:
            return None
        if token.relation.startswith("acl"):
            return governor if view.tokens[governor].pos in NOMINAL else None
        shares = token.relation in ("conj", "xcomp", "advcl", "ccomp", "aux", "cop", "dep", "obl", "acl")
        if not shares or view.tokens[governor].pos not in ("VERB", "AUX", "ADJ", "NOUN"):
            return None
        if token.relation in ("ccomp",) and "VerbForm=Fin" in token.features:
            return None
        i = governor
    return None


def _own_subject(view: View, i: int) -> int | None:
    """The subject below a verb; -1 where it is known to have none that speaks."""
    tokens = view.tokens
    subjects = [c for c in view.children[i] if _may_be_subject(view, i, c)]
    if not subjects:
        return None
    agents = _agents(view, i) if is_passive(view, i) else []
    if agents:
        return agents[0]
    subject = _nearest(subjects, i)
    if tokens[subject].relation == "nsubj:pass" and not _inverted_perfect(view, i):
        return -1
    relative = view.lower[subject] in view.words.relatives
    if relative and tokens[i].relation.startswith("acl") and tokens[tokens[i].head].pos in NOMINAL:
        return tokens[i].head
    return subject


def _agents(view: View, i: int) -> list[int]:
    """Who acts in a passive: below the verb, or below a word behind it."""
    marks = load_function_words(view.sentence.language).agent
    behind = range(i + 1, view.right[i] + 1)
    return [k for k in behind if view.tokens[k].case in marks and view.tokens[k].pos in NOMINAL]


def _may_be_subject(view: View, i: int, c: int) -> bool:
    token = view.tokens[c]
    if token.relation not in SUBJECTS or _behind_mark(view, i, c):
        return False
    return not (token.pos == "PRON" and view.lower[c] in view.words.never_subjects)


def _behind_mark(view: View, i: int, c: int) -> bool:
    """Does a colon or a mark stand between a verb and a word behind it?"""
    return c > i and any(view.raw[k] == ":" or opens_mark(view, k) for k in range(i + 1, c + 1))


def _nearest(candidates: list[int], i: int) -> int:
    """Before the verb the first, else the first after it."""
    before = [c for c in candidates if c < i]
    return before[-1] if before else candidates[0]


def _inverted_perfect(view: View, i: int) -> bool:
    """Reflexive perfects ("s'est exclamé") are sometimes labelled passive."""
    return _is_reflexive(view, i) or any(view.tokens[c].relation == "expl" for c in view.children[i])


def phrase_span(view: View, head: int) -> Span:
    """The words of a noun phrase: its head, what stands before it, complements and appositions; no clauses."""
    keep, queue, tokens = {head}, [head], view.tokens
    for i in queue:
        for c in view.children[i]:
            if c not in keep and _part_of_phrase(view, c, head):
                keep.add(c)
                queue.append(c)
    first = last = head
    while first - 1 in keep:
        first -= 1
    small = {c for i in keep for c in view.children[i] if tokens[c].relation in ("case", "punct", "cc", "mark", "det")}
    limit = min(len(tokens) - 1, head + PHRASE_LENGTH)
    at = last
    while at + 1 <= limit and (at + 1 in keep or at + 1 in small) and not _phrase_stops(view, at + 1):
        at += 1
        last = at if at in keep else last
    return Span(tokens[first].start, tokens[last].end)


def _phrase_stops(view: View, k: int) -> bool:
    return opens_mark(view, k) or closes_before(view, k) or view.raw[k] in ":;"


def _part_of_phrase(view: View, c: int, head: int) -> bool:
    token = view.tokens[c]
    if not any(c.isalnum() for c in token.text):
        return False
    if token.relation == "obl":  # "people familiar with the talks"
        return view.tokens[token.head].relation == "amod" and view.tokens[token.head].pos == "ADJ"
    if token.relation not in PHRASE_PARTS or token.pos in ("VERB", "AUX", "ADP", "SCONJ"):
        return False
    if token.relation == "nmod":
        return token.case is None or token.case in view.words.phrase_cases
    if token.relation == "appos" or (token.relation in ("conj", "advmod") and c > head):
        return token.pos in ("PROPN", "NOUN") and (token.relation != "appos" or _holds_name(view, c, head))
    return True


def _holds_name(view: View, c: int, head: int) -> bool:
    """An apposition names: it or its head is a proper name."""
    return view.tokens[c].pos == "PROPN" or view.tokens[head].pos == "PROPN" or view.tokens[c].text[:1].isupper()


def phrase_from(view: View, first: int) -> tuple[Span, int] | None:
    """The noun phrase that starts at a word, read on the surface: up to a stop, a finite verb, a relative word."""
    tokens, head, last = view.tokens, None, None
    for k in range(first, min(first + PHRASE_LENGTH, len(tokens))):
        token = tokens[k]
        stop = (
            (token.pos == "PUNCT" and not _joins(view, k))
            or view.raw[k] in ",;:.—–()"
            or view.lower[k] in view.words.relatives
        )
        stop = stop or (k > first and _phrase_stops(view, k))
        verb = token.pos in ("VERB", "AUX") and "VerbForm=Part" not in token.features
        if stop or (verb and head is not None) or (token.pos in ("SCONJ", "CCONJ") and head is None):
            break
        if head is None and token.pos in NOMINAL:
            head = k
        last = k
    if head is None or last is None:
        return None
    if last > head and tokens[last].pos in ("ADP", "DET", "CCONJ", "ADV"):
        last -= 1
    return Span(tokens[first].start, tokens[last].end), head


def _joins(view: View, k: int) -> bool:
    """A hyphen within a word that the pipeline took apart: "a 52-count complaint"."""
    return view.raw[k] == "-" and not view.gaps[k] and k + 1 < len(view.gaps) and not view.gaps[k + 1]


def verb_cue(view: View, i: int, rule: str) -> Cue:
    """The cue of a speech verb with its source."""
    verb = view.cues.get(i)
    span = cue_span(view, i, verb)
    head = subject_of(view, i)
    shared = _shared_participle(view, i)
    if shared is not None:
        head = subject_of(view, shared)
    if head is None and not is_passive(view, i):
        head = _phrase_before(view, i, span)
    if head is None and "VerbForm=Fin" not in view.tokens[i].features:
        head = _main_subject(view, i)
    source = _bare(view, head) or phrase_span(view, head) if head is not None else None
    return Cue(view.number, span.start, span.end, i, verb, source, head, rule, dropped=head is None)


def _shared_participle(view: View, i: int) -> int | None:
    """ "a promis que le pont serait prêt et ajouté que": the participle whose auxiliary a joined one shares."""
    token = view.tokens[i]
    if token.relation != "conj" or "VerbForm=Part" not in token.features or "Tense=Past" not in token.features:
        return None
    if any(view.tokens[c].relation.split(":")[0] in ("aux", "nsubj") for c in view.children[i]):
        return None
    earlier = (k for k in view.cues if k < i and "VerbForm=Part" in view.tokens[k].features and k != token.head)
    with_auxiliary = [k for k in earlier if any(view.tokens[c].relation == "aux" for c in view.children[k])]
    return max(with_auxiliary, default=None)


def _main_subject(view: View, i: int) -> int | None:
    """The subject of the sentence's main verb, where a verb that is not finite follows it without an auxiliary."""
    root = next((t.index for t in view.tokens if t.relation == "root"), i)
    auxiliary = any(view.tokens[c].relation.startswith("aux") for c in view.children[i])
    return _own_subject(view, root) if root < i and not auxiliary and not is_passive(view, root) else None


def _bare(view: View, head: int) -> Span | None:
    """A pronoun joined to its verb by a hyphen, without the hyphen and the "t"."""
    for k in (head, head + 1):
        if k < len(view.lower) and view.lower[k].startswith("-") and view.lower[k] in view.words.incise_pronouns:
            token = view.tokens[k]
            return Span(token.start + token.text.rindex("-") + 1, token.end)
    return None


def _phrase_before(view: View, i: int, cue: Span) -> int | None:
    """The head of the noun phrase right before a verb group: what the parser missed as its subject."""
    k, tokens = i, view.tokens
    while k > 0 and tokens[k - 1].start >= cue.start:
        k -= 1
    if k == 0 or "VerbForm=Inf" in tokens[i].features:
        return None
    end = k = _before_aside(view, k - 1)
    while tokens[k].relation in ("flat", "amod") and tokens[k].head < k:
        k = tokens[k].head
    if not _may_speak(view, k):
        return _noun_between(view, end)
    while tokens[k].head < k and tokens[tokens[k].head].pos in NOMINAL:
        k = tokens[k].head
    return k if tokens[k].case is None else _noun_between(view, end)


def _before_aside(view: View, k: int) -> int:
    """The word before a comma, or before an auxiliary and the aside that parts it from its participle."""
    if view.tokens[k].text != "," or k == 0:
        return k
    opening = next((n for n in range(k - 1, max(0, k - 2 * CUE_REACH), -1) if view.raw[n] == ","), 0)
    return opening - 2 if opening > 1 and view.tokens[opening - 1].pos == "AUX" else k - 1


def _may_speak(view: View, k: int) -> bool:
    token = view.tokens[k]
    if token.pos not in NOMINAL or token.relation in ("obj", "obl"):
        return False
    return token.pos != "PRON" or view.lower[k] in view.words.pronouns


def _noun_between(view: View, end: int) -> int | None:
    """The first noun of a phrase that starts with an article behind a comma and ends at a word, whatever its parse."""
    start = end
    while start > 0 and view.tokens[start - 1].text not in ",;:." and end - start < PHRASE_LENGTH:
        start -= 1
    words = view.tokens[start : end + 1]
    opens = start > 0 and view.tokens[start - 1].text == "," and words[0].pos == "DET"
    if not opens or any(word.pos in ("VERB", "AUX", "SCONJ") for word in words):
        return None
    return next((word.index for word in words if word.pos in ("NOUN", "PROPN")), None)


def is_passive(view: View, i: int) -> bool:
    below = [view.tokens[c].relation for c in view.children[i]]
    return ("nsubj:pass" in below or "aux:pass" in below) and not _inverted_perfect(view, i)


def inverted_cue(view: View, i: int, rule: str) -> Cue:
    """The cue of a speech verb that stands before its subject: the pronoun joined to it, or the noun phrase that
    follows."""
    verb = view.cues.get(i)
    span = cue_span(view, i, verb)
    around = range(max(0, i - 3), min(i + 4, len(view.tokens)))
    joined = next((k for k in around if k != i and _bare(view, k) is not None), None)
    if joined is not None:
        return Cue(view.number, span.start, span.end, i, verb, _bare(view, joined), joined, rule)
    head = _phrase_after(view, i, span)
    source = phrase_span(view, head) if head is not None else None
    if source is not None and head is not None and source.start < span.end:
        source = Span(view.tokens[head].start, source.end)
    return Cue(view.number, span.start, span.end, i, verb, source, head, rule, dropped=head is None)


def _phrase_after(view: View, i: int, cue: Span) -> int | None:
    """The head of the first noun phrase behind a verb that no adposition marks: its subject, or what the parser took
    for an object. Bare nouns ("mardi") are no sources."""
    subject = _own_subject(view, i)
    if subject is not None and subject > i:
        return subject
    for k in range(i + 1, min(i + PHRASE_LENGTH, len(view.tokens))):
        token = view.tokens[k]
        if token.start < cue.end:
            continue
        if (
            view.raw[k] in ",;:.!?—–("
            or _phrase_stops(view, k)
            or view.lower[k] in view.words.relatives
            or token.pos == "SCONJ"
        ):
            return None
        if "AdvType=Tim" in token.features:
            continue
        owner = token.relation == "nmod:poss"
        if token.pos in NOMINAL and token.case is None and not owner and not _inside_other(view, k, i, cue):
            named = token.pos in ("PROPN", "PRON") or token.text[:1].isupper()
            if named or any(view.tokens[c].relation in ("det", "nummod", "nmod:poss") for c in view.children[k]):
                return k
    return None


def _inside_other(view: View, k: int, i: int, cue: Span) -> bool:
    """Is a word part of a noun phrase with an adposition behind the verb ("à la télévision Nawaz Sharif" is not)?"""
    token = view.tokens[k]
    above = view.tokens[token.head]
    inner = token.relation in ("flat", "compound", "nmod", "det", "fixed", "amod") and above.index > i
    return (
        inner
        and above.index != k
        and above.start >= cue.end
        and not (token.relation == "nmod" and token.pos == "PROPN")
    )


# ---- phrases that name a source -------------------------------------------------------------------------------------


@cache
def _according_pattern(language: str) -> re.Pattern[str]:
    words = load_speech(language)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words.according)) + r")(?!\w)|\bd'après(?!\w)")


def according_cues(view: View, shadow: str) -> Iterator[Cue]:
    """ "selon X", "according to X" in a sentence. `shadow`: the article in lower case, apostrophes straight."""
    sentence, words = view.sentence, view.words
    if view.long:
        return
    starts = {token.start: token.index for token in view.tokens}
    yield from as_cues(view)
    for match in _according_pattern(sentence.language).finditer(shadow, sentence.start, sentence.end):
        if any(shadow.startswith(phrase, match.start()) for phrase in words.not_according):
            continue
        if match.group() in words.according_relative:
            yield from _relative_source(view, match.start(), match.end())
            continue
        after = match.end()
        while after < sentence.end and not shadow[after].isalnum():
            after += 1
        first = starts.get(after)
        if first is None or shadow[match.end() : after].strip("' "):
            continue
        cue = _source_after(view, match.start(), match.end(), first)
        if cue is not None and (match.group() not in words.according_weak or _weak_fits(view, cue, shadow)):
            yield cue


def as_cues(view: View) -> Iterator[Cue]:
    """ "As the mayor put it, …", "…, comme l'a dit le préfet", "como señaló el juez, …": a clause of "as" with a speech
    verb and its subject, between the ends of its sentence and commas."""
    if view.long:
        return
    for i, word in enumerate(view.lower):
        opens = i == 0 or view.raw[i - 1] in _AROUND
        k = told_as(view, i) if opens and word in view.words.as_phrases else None
        if k is None:
            continue
        before = verb_cue(view, k, "according verb")
        named = before.head is not None and i < before.head < k
        cue = before if named else inverted_cue(view, k, "according verb")
        if cue.source is not None and view.tokens[i].start < cue.source.start and _ends_there(view, cue):
            yield Cue(view.number, view.tokens[i].start, cue.end, k, cue.verb, cue.source, cue.head, cue.rule)


_AROUND = (",", "—", "–", "(", "-")


def _ends_there(view: View, cue: Cue) -> bool:
    """Does a clause of "as" end behind its verb and subject, but for a day?"""
    end = max(cue.end, cue.source.end if cue.source is not None else 0)
    behind = next((t.index for t in view.tokens if t.start >= end), len(view.tokens))
    while behind < len(view.tokens) and (
        view.tokens[behind].pos == "ADV" or "AdvType=Tim" in view.tokens[behind].features
    ):
        behind += 1
    return behind >= len(view.tokens) or not view.raw[behind][:1].isalnum() or closes_before(view, behind)


def told_as(view: View, i: int) -> int | None:
    """The finite speech verb of a clause of "as", the first of its verbs, where nothing stands behind it that it could
    tell."""
    if i + 1 < len(view.tokens) and view.tokens[i + 1].pos == "ADP":
        return None
    for k in range(i + 1, min(i + PHRASE_LENGTH, len(view.tokens))):
        if view.raw[k] in ".;:" or opens_mark(view, k) or closes_before(view, k):
            return None
        verb = view.cues.get(k)
        if verb is not None and "quote" in verb.takes and verb.kind in ("statement", "thought"):
            follows = view.lower[k + 1] if k + 1 < len(view.lower) else "."
            return None if follows in view.words.complementisers else k
        if view.tokens[k].pos == "VERB" and "VerbForm=Fin" in view.tokens[k].features:
            return None
    return None


def _relative_source(view: View, start: int, end: int) -> Iterator[Cue]:
    """ "X, pour qui …": the noun before the comma is the source."""
    first = next((t.index for t in view.tokens if t.start >= start), 0)
    head = _phrase_before(view, first, Span(start, end))
    if head is not None:
        yield Cue(view.number, start, end, None, None, phrase_span(view, head), head, "according relative")


def _source_after(view: View, start: int, end: int, first: int) -> Cue | None:
    """The source that follows "selon", also after a speech verb ("según dijo el ministro")."""
    for k in range(first, min(first + 3, len(view.tokens))):
        if k in view.cues:
            cue = inverted_cue(view, k, "according verb")
            if cue.head is None and start > view.sentence.start:
                return _told_by_front(view, start, cue)
            return Cue(view.number, start, cue.end, k, cue.verb, cue.source, cue.head, cue.rule, cue.dropped)
        if view.tokens[k].pos not in ("AUX", "PRON", "ADV"):
            break
    near = phrase_from(view, first)
    if near is None:
        return None
    span, head = near
    whole = phrase_span(view, head)
    follows = next((t.text for t in view.tokens if t.start >= whole.end), ".")
    if follows == "," and whole.start <= span.start and span.end < whole.end <= span.end + 80:
        span = Span(span.start, whole.end)
    return Cue(view.number, start, end, None, None, span, head, "according")


def _told_by_front(view: View, start: int, cue: Cue) -> Cue:
    """ "Un vecino, según contó, vio …": the noun before the comma tells."""
    first = next(t.index for t in view.tokens if t.start >= start)
    head = _phrase_before(view, first, Span(start, cue.end)) if first > 1 and view.raw[first - 1] == "," else None
    source = phrase_span(view, head) if head is not None else None
    return Cue(view.number, start, cue.end, cue.token, cue.verb, source, head, cue.rule, dropped=True)


def _weak_fits(view: View, cue: Cue, shadow: str) -> bool:
    """ "Pour Paris, …": at the start of a clause, the source a name or a role with its article, closed by a comma."""
    if cue.token is not None or cue.source is None or cue.head is None:
        return False
    before = shadow[view.sentence.start : cue.start].rstrip()
    opens = not before or before[-1] in ",;:—–("
    closed = shadow[cue.source.end : cue.source.end + 1] == ","
    head = view.tokens[cue.head]
    named = any(t.pos == "PROPN" and t.start >= cue.source.start and t.end <= cue.source.end for t in view.tokens)
    return opens and closed and (named or head.text[:1].isupper() or head.text in view.words.pronouns)
