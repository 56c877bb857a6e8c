"""What a language model says of sentences -> drafts of events, as far as the sentences bear it out.

Nothing is taken from a model but where it points: every word it names must stand in the sentence as it is, who takes
part must be a mention that was found there, a type, a mode and a factuality one of the codebook's, a trigger no name.
What does not hold is left out, and counted by its reason. A model gives no probability; an act's confidence is what the
encoder gives the same words and the same type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from depeche.coding.acts import chances_of, is_name, row_of, side_of, without_own_state
from depeche.coding.attribution import REPORTER, Attribution
from depeche.coding.clues import tokens_of
from depeche.coding.drafts import Draft, Told
from depeche.coding.engines import Decision, Prepared
from depeche.coding.factuality import Judgement, judge
from depeche.coding.frames import Reading, side_at
from depeche.coding.scene import Party
from depeche.coding.setting import dates_an_event, nearest_date, nearest_place
from depeche.knowledge.codebook import load_codebook
from depeche.language.grammar import with_conjuncts
from depeche.language.labels import FACTUALITY, TYPES
from depeche.records import EventType, Factuality, Span

# why an act is left out
NO_SENTENCE = "of no sentence it was given"
NO_TYPE = "of no type of the codebook"
NO_FACTUALITY = "of no factuality that there is"
NOT_THERE = "with words that are not in the sentence"
A_NAME = "whose trigger is a name"
TWICE = "told twice"
# why a part of one is
NOBODY_THERE = "a side that is no mention"
NO_MODE = "a mode that its type does not have"


@dataclass(frozen=True, slots=True)
class Claim:
    """An act as a model tells it, in words of the sentence. `sentence`: an index in `Prepared.told`; `source`: who
    says that it happened, None for the reporter."""

    sentence: int
    trigger: str
    type: str
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    factuality: str
    source: str | None


class Unfounded(Exception):
    """A claim that the text does not bear out; says why."""


@dataclass(frozen=True, slots=True)
class Borne:
    """A claim that the text bears out: its words where they stand."""

    claim: Claim
    told: Told
    trigger: Span
    tokens: tuple[int, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    source: Party | None


def decide_claims(claims: Iterable[Claim], prepared: Prepared, engine: str) -> Decision:
    """The acts among the claims. `engine`: what made them, for their reasons."""
    left_out: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    borne: dict[tuple[int, tuple[int, ...], str], Borne] = {}
    number = 0
    for claim in claims:
        number += 1
        try:
            found = bear_out(claim, prepared, parts)
            if borne.setdefault((claim.sentence, found.tokens, claim.type), found) is not found:
                raise Unfounded(TWICE)
        except Unfounded as error:
            left_out[str(error)] += 1
    kept = sorted(borne.values(), key=lambda one: (one.trigger, one.claim.type))
    return Decision(tuple(_drafts(kept, prepared, engine)), tuple(_notes(engine, number, left_out, parts)))


def _notes(engine: str, number: int, left_out: Counter[str], parts: Counter[str]) -> Iterator[str]:
    if left_out:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        yield f"{engine}: {left_out.total()} of the {number} acts it tells are left out ({reasons})"
    if parts:
        reasons = ", ".join(f"{count} × {reason}" for reason, count in sorted(parts.items()))
        yield f"{engine}: of the acts that are kept some parts are left out ({reasons})"


# ---- what the text bears out ----------------------------------------------------------------------------------------


def bear_out(claim: Claim, prepared: Prepared, parts: Counter[str]) -> Borne:
    """`parts`: counts what is left out of the claim. Raises Unfounded."""
    _check_terms(claim, prepared)
    told = prepared.told[claim.sentence]
    trigger = _places(claim.trigger, told, prepared)[0]
    tokens = tokens_of(told.scene.tree, trigger)
    if not tokens or is_name(told, tokens):
        raise Unfounded(A_NAME)
    actors, recipients, sources = (_who(side, told, trigger, prepared, parts) for side in _sides(claim))
    if claim.mode is not None and not load_codebook().allows(claim.type, claim.mode):
        parts[NO_MODE] += 1
    acting = {party.actor for party in actors}
    recipients = tuple(party for party in recipients if party.actor not in acting)
    actors, recipients = without_own_state(told, actors), without_own_state(told, recipients)
    return Borne(claim, told, trigger, tokens, actors, recipients, next(iter(sources), None))


def _check_terms(claim: Claim, prepared: Prepared) -> None:
    if not 0 <= claim.sentence < len(prepared.told):
        raise Unfounded(NO_SENTENCE)
    if claim.type not in TYPES:
        raise Unfounded(NO_TYPE)
    if claim.factuality not in FACTUALITY:
        raise Unfounded(NO_FACTUALITY)


def _sides(claim: Claim) -> tuple[tuple[str, ...], ...]:
    return claim.actors, claim.recipients, () if claim.source is None else (claim.source,)


def _who(side: Iterable[str], told: Told, trigger: Span, prepared: Prepared, parts: Counter[str]) -> tuple[Party, ...]:
    """Whom the words of a side stand for, each once, in text order."""
    found: dict[str, Party] = {}
    for words in side:
        parties = _parties(told, _places(words, told, prepared), trigger)
        if not parties:
            parts[NOBODY_THERE] += 1
        for party in parties:
            found.setdefault(party.actor, party)
    return tuple(sorted(found.values(), key=lambda party: (party.start, party.end, party.actor)))


def _places(words: str, told: Told, prepared: Prepared) -> tuple[Span, ...]:
    """Where words stand in a sentence, as they are and as whole words. Raises Unfounded."""
    sentence = told.scene.sentence
    matches = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", prepared.article[sentence]) if words.strip() else ()
    found = tuple(Span(sentence.start + match.start(), sentence.start + match.end()) for match in matches)
    if not found:
        raise Unfounded(NOT_THERE)
    return found


def _parties(told: Told, places: tuple[Span, ...], trigger: Span) -> tuple[Party, ...]:
    """Whom some words stand for, at the place nearest to the trigger where they stand for anybody."""
    tree = told.scene.tree
    for place in sorted(places, key=lambda span: (abs(span.start - trigger.start), span.start)):
        tokens = tokens_of(tree, place)
        if not tokens:
            continue
        heads = tuple(i for i in with_conjuncts(tree, (tree.top(tokens),)) if i in tokens)
        parties = side_at(told.scene, heads).parties
        named = tuple(party for party in parties if place.overlaps(party))
        if parties:
            return named or parties
    return ()


# ---- drafts ---------------------------------------------------------------------------------------------------------


def _drafts(borne: Iterable[Borne], prepared: Prepared, engine: str) -> Iterator[Draft]:
    """Window by window, since the encoder reads one at a time."""
    dates = tuple(date for date in prepared.dates if dates_an_event(date, prepared.as_of))
    waiting = list(borne)
    for window in prepared.windows:
        starts = {sentence.start for sentence in window.sentences}
        here = [one for one in waiting if one.told.scene.sentence.start in starts]
        if not here:
            continue
        acts = [(one.trigger, cast(EventType, one.claim.type)) for one in here]
        chances = chances_of(window, prepared.told_in(window), acts)
        for one, chance in zip(here, chances, strict=True):
            draft = _draft(one, chance, engine)
            date = nearest_date(draft.scene, draft.reading, dates)
            yield replace(draft, date=date, place=nearest_place(draft.scene, draft.reading, prepared.places))


def _draft(one: Borne, chance: float, engine: str) -> Draft:
    """Without its day and its place."""
    told, claim, tree = one.told, one.claim, one.told.scene.tree
    kind, factuality = cast(EventType, claim.type), cast(Factuality, claim.factuality)
    allowed = claim.mode is not None and load_codebook().allows(kind, claim.mode)
    modes = (claim.mode,) if allowed and claim.mode else ()
    trigger, row = row_of(told, one.tokens, kind, modes)
    head = tree.top(one.tokens)
    judged = judge(tree, head, one.tokens)
    source = one.source
    return Draft(
        told.scene,
        Reading(trigger, one.tokens, head, side_of(told, one.actors), side_of(told, one.recipients), chance),
        kind,
        one.actors,
        one.recipients,
        judged if judged.factuality == factuality else Judgement(factuality, (), engine),
        factuality,
        Attribution(source.actor, Span.of(source), engine) if source else Attribution(REPORTER, None, engine),
        None,
        None,
        (
            f"trigger: {row}, {engine}",
            f"type: {engine}; the encoder gives it {chance:.3f}",
            f"factuality: {engine}",
        ),
        modes or trigger.modes,
        round(chance, 3),
        {},
    )
