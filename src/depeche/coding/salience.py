"""The state most spoken of where none is named."""

from __future__ import annotations

from collections.abc import Iterator

from depeche.coding.ledger import ACTING, Ledger
from depeche.coding.mentions import Phrase
from depeche.knowledge.roles import load_reference
from depeche.records import Sentence, Span

# Weights of what speaks for a state as the one meant; measured on the corpus and the golden articles.
DECAY = 0.8  # per sentence of distance
PARAGRAPH = 0.5  # per paragraph of distance
LEAD = 2.0  # in the subject of a clause, to 1 elsewhere
SCENE = 1.5  # as the country of a place
MAX_DEPTH = 4  # links from a name up to the subject it stands in


def salient_state(ledger: Ledger, phrase: Phrase, *, but: frozenset[str] = frozenset()) -> str | None:
    """The state most spoken of so far, nearer mentions weighing more, and those who act; None when two are equal.
    `but`: states left out."""
    weights: dict[str, float] = {}
    fading = 1.0
    for index in range(phrase.sentence, -1, -1):
        for state, weight in _states_in(ledger, index, phrase):
            weights[state] = weights.get(state, 0.0) + weight * fading * (state not in but)
        apart = index and ledger.sentences[index - 1].block != ledger.sentences[index].block
        fading *= PARAGRAPH if apart else DECAY
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _states_in(ledger: Ledger, index: int, phrase: Phrase) -> Iterator[tuple[str, float]]:
    """The states a sentence speaks of before a phrase, each with its weight there."""
    sentence, span = ledger.sentences[index], Span.of(phrase)
    posts = load_reference(sentence.language).posts
    for mark in ledger.marks[index]:
        state = mark.draft.id if mark.draft.kind == "state" else mark.draft.state
        if state is None or mark.phrase.start >= phrase.start or mark.phrase in span:
            continue
        if sentence.tokens[sentence.tokens[mark.phrase.head].head].lemma not in posts:
            yield state, LEAD if leads_clause(sentence, mark.phrase) else 1.0
    for place, country in ledger.places[index]:
        governor = sentence.tokens[sentence.tokens[place.head].head].lemma if place.last else None
        if country and place.start < phrase.start and governor not in posts:
            yield country, SCENE


def leads_clause(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase is the subject of its clause, or stands in it."""
    token = sentence.tokens[phrase.head]
    for _ in range(MAX_DEPTH):
        if token.relation in ACTING and token.relation != "root":
            return True
        if token.relation not in ("nmod", "amod", "nmod:poss", "conj", "appos", "flat", "compound"):
            return False
        token = sentence.tokens[token.head]
    return False
