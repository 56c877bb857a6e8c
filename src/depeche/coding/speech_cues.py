"""Cues of reported speech in a sentence: speech verbs with their subjects, phrases that name a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from depeche.knowledge.speech import SpeechVerb, SpeechWords, load_speech
from depeche.records import Sentence, Span, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
PHRASE_PARTS = frozenset(
    "det amod nmod nmod:poss flat compound nummod case appos conj cc fixed name poss advmod goeswith punct".split()
)
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "expl:subj"})
MAX_HOPS = 8  # from a verb up to the one whose subject it shares
CUE_REACH = 4  # words between an auxiliary and its participle, or inside a phrase such as "mettre … en garde"
PHRASE_LENGTH = 25  # words of a source


@dataclass(frozen=True, slots=True)
class Cue:
    """A speech verb or phrase. `token`: the verb's index in its sentence, None for a phrase; `head`: index of the head of
    the words that name the source; `dropped`: the verb has no subject in the text; `view`: its sentence's number."""

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
    """A sentence with what questions about it need: children, edges of subtrees, words in lower case."""

    number: int
    sentence: Sentence
    words: SpeechWords
    lower: tuple[str, ...]
    children: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    cues: dict[int, SpeechVerb] = field(default_factory=dict)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens


def view_sentence(number: int, sentence: Sentence) -> View:
    tokens = sentence.tokens
    words = load_speech(sentence.language)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    left, right = _edges(tokens, children)
    lower = tuple(token.text.lower().replace("’", "'") for token in tokens)
    view = View(number, sentence, words, lower, tuple(map(tuple, children)), left, right)
    for token in tokens:
        verb = _verb_at(view, token.index)
        if verb is not None:
            view.cues[token.index] = verb
    return view


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
    token = view.tokens[i]
    if token.pos not in ("VERB", "AUX") or token.lemma not in view.words.verbs:
        return None
    reflexive = _is_reflexive(view, i)
    rows = [row for row in view.words.verbs[token.lemma] if _goes_on(view, i, row.words[1:]) is not None]
    fitting = [row for row in rows if row.reflexive == reflexive] or [row for row in rows if not row.reflexive]
    return fitting[0] if fitting else None


def _is_reflexive(view: View, i: int) -> bool:
    before = view.lower[max(0, i - 3) : i]
    return any(word in view.words.reflexive_pronouns for word in before) and any(
        view.lower[c] in view.words.reflexive_pronouns for c in view.children[i]
    )


def _goes_on(view: View, i: int, rest: tuple[str, ...]) -> int | None:
    """Index of the last word of a phrase that starts at i, None where the rest is not there."""
    at = i
    for word in rest:
        reach = range(at + 1, min(at + 1 + CUE_REACH, len(view.lower)))
        at = next((k for k in reach if view.lower[k] == word or view.tokens[k].lemma == word), -1)
        if at < 0:
            return None
    return at


def cue_span(view: View, i: int, verb: SpeechVerb | None) -> Span:
    """The words of a verb group: auxiliaries, clitics and adverbs before the verb, the rest of its phrase after."""
    tokens, start = view.tokens, i
    aux = [c for c in view.children[i] if c < i and tokens[c].relation.split(":")[0] in ("aux", "expl")]
    if aux and all(_inside_group(view, k, i) for k in range(min(aux), i)):
        start = min(aux)
    end = _goes_on(view, i, verb.words[1:]) if verb is not None else i
    return Span(tokens[start].start, tokens[i if end is None else end].end)


def _inside_group(view: View, k: int, verb: int) -> bool:
    token = view.tokens[k]
    return token.pos in ("AUX", "ADV", "PART") or token.pos == "PRON" or token.head == verb and token.pos != "NOUN"


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
    subjects = [c for c in view.children[i] if tokens[c].relation in SUBJECTS]
    if not subjects:
        return None
    agents = [c for c in view.children[i] if tokens[c].relation == "obl:agent"]
    if agents:
        return agents[0]
    subject = _nearest(subjects, i)
    if tokens[subject].relation == "nsubj:pass" and not _inverted_perfect(view, i):
        return -1
    relative = view.lower[subject] in view.words.relatives
    if relative and tokens[i].relation.startswith("acl") and tokens[tokens[i].head].pos in NOMINAL:
        return tokens[i].head
    return subject


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
            if tokens[c].relation in PHRASE_PARTS and tokens[c].pos not in ("VERB", "AUX", "ADP", "SCONJ") and c not in keep:
                if tokens[c].relation != "punct":
                    keep.add(c)
                    queue.append(c)
    first = last = head
    while first - 1 in keep:
        first -= 1
    small = {c for i in keep for c in view.children[i] if tokens[c].relation in ("case", "punct", "cc", "mark", "det")}
    limit = min(len(tokens) - 1, head + PHRASE_LENGTH)
    at = last
    while at + 1 <= limit and (at + 1 in keep or at + 1 in small) and view.lower[at + 1] not in "«“\"»”:;":
        at += 1
        last = at if at in keep else last
    return Span(tokens[first].start, tokens[last].end)


def phrase_from(view: View, first: int) -> tuple[Span, int] | None:
    """The noun phrase that starts at a word, read on the surface: up to a stop, a finite verb, a relative word."""
    tokens, head, last = view.tokens, None, None
    for k in range(first, min(first + PHRASE_LENGTH, len(tokens))):
        token = tokens[k]
        stop = token.pos == "PUNCT" or token.text in ",;:.—–()«»“”\"" or view.lower[k] in view.words.relatives
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


def verb_cue(view: View, i: int, rule: str) -> Cue:
    """The cue of a speech verb with its source."""
    verb = view.cues.get(i)
    span = cue_span(view, i, verb)
    head = subject_of(view, i)
    source = phrase_span(view, head) if head is not None else None
    return Cue(view.number, span.start, span.end, i, verb, source, head, rule, dropped=head is None)


def inverted_cue(view: View, i: int, rule: str) -> Cue:
    """The cue of a speech verb that stands before its subject: the pronoun joined to it, its subject, or the noun phrase
    that follows."""
    cue = verb_cue(view, i, rule)
    tokens = view.tokens
    if cue.head is not None and cue.head >= (0 if cue.source is None else 0) and _own_subject(view, i) == cue.head:
        return cue
    span = cue_span(view, i, view.cues.get(i))
    following = i + 1
    while following < len(tokens) and tokens[following].start < span.end:
        following += 1
    near = phrase_from(view, following)
    joined = next((k for k in range(max(0, i - 3), i) if view.lower[k] in view.words.incise_pronouns), None)
    if joined is not None and view.lower[joined].startswith("-"):
        return Cue(view.number, cue.start, cue.end, i, cue.verb, Span.of(tokens[joined]), joined, rule)
    bare = following < len(tokens) and tokens[following].pos in ("DET", "PROPN", "NOUN", "PRON", "NUM", "ADJ")
    if near is not None and bare and near[1] - following <= 4:
        return Cue(view.number, cue.start, cue.end, i, cue.verb, near[0], near[1], rule)
    return Cue(view.number, cue.start, cue.end, i, cue.verb, None, None, rule, dropped=True)


# ---- phrases that name a source -------------------------------------------------------------------------------------


@cache
def _according_pattern(language: str) -> re.Pattern[str]:
    words = load_speech(language)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words.according)) + r")(?!\w)|\bd'après(?!\w)")


def according_cues(view: View, shadow: str) -> Iterator[Cue]:
    """ "selon X", "according to X" in a sentence. `shadow`: the article in lower case, apostrophes straight."""
    sentence, words = view.sentence, view.words
    starts = {token.start: token.index for token in view.tokens}
    for match in _according_pattern(sentence.language).finditer(shadow, sentence.start, sentence.end):
        if any(shadow.startswith(phrase, match.start()) for phrase in words.not_according):
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


def _source_after(view: View, start: int, end: int, first: int) -> Cue | None:
    """The source that follows "selon", also after a speech verb ("según dijo el ministro")."""
    for k in range(first, min(first + 3, len(view.tokens))):
        if k in view.cues:
            cue = inverted_cue(view, k, "according verb")
            return Cue(view.number, start, cue.end, k, cue.verb, cue.source, cue.head, cue.rule, cue.dropped)
        if view.tokens[k].pos not in ("AUX", "PRON", "ADV"):
            break
    near = phrase_from(view, first)
    if near is None:
        return None
    span, head = near
    whole = phrase_span(view, head)
    if whole.start <= span.start and span.end < whole.end <= span.end + 80:
        span = Span(span.start, whole.end)
    return Cue(view.number, start, end, None, None, span, head, "according")


def _weak_fits(view: View, cue: Cue, shadow: str) -> bool:
    """ "Pour Paris, …": at the start of a clause, the source a name or a role with its article, closed by a comma."""
    assert cue.source is not None and cue.head is not None
    before = shadow[view.sentence.start : cue.start].rstrip()
    opens = not before or before[-1] in ",;:—–("
    closed = shadow[cue.source.end : cue.source.end + 1] == ","
    head = view.tokens[cue.head]
    return opens and closed and (head.pos == "PROPN" or head.text[:1].isupper() or head.text in view.words.pronouns)
