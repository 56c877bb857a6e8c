"""What the encoder reads of acts, with what the rules read as its clues -> drafts of events, each with a probability.

Syntax and knowledge constrain: who takes part must be a mention, when and where a date and a place that were found, and
a trigger is no name. What is less likely than `LEAST` is left open, and named among the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from depeche.coding.attribution import REPORTER, Attribution
from depeche.coding.clues import acting, all_role_clues, on_pieces, tokens_of
from depeche.coding.drafts import Draft, Told
from depeche.coding.engines import Decision, Prepared
from depeche.coding.factuality import judge
from depeche.coding.frames import Reading, Side
from depeche.coding.scene import Party, is_of_its_state, states_of
from depeche.coding.setting import framing_place
from depeche.knowledge.lexicon import Frame, Trigger
from depeche.language import heads as read
from depeche.language.encoder import model_version
from depeche.language.heads import Array, Heads, Range, load_heads
from depeche.language.labels import FACTUALITY, ROLES, TYPES, modes
from depeche.language.pieces import covering
from depeche.language.windows import Window
from depeche.records import Actor, Date, EventType, Factuality, MentionForm, Place, Span

TRIGGER: Final = 0.3  # probability from which a piece is of a trigger
# confidence from which words are an act of some type, where the rules tell one too and where they do not: four in five
# of those on held-out passages have the right type
TOLD, ACT = 0.6, 0.7
LEAST: Final = 0.5  # probability from which somebody plays a role in it
OPEN: Final = 0.25  # probability from which somebody is a candidate for a role
MODE: Final = 0.5
ACTOR, RECIPIENT, TELLER, WHEN, WHERE = range(len(ROLES))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may play a role: an actor's, a date's or a place's. `entity`: who or what they name."""

    entity: str
    start: int
    end: int
    form: MentionForm | None
    letter: str  # a actor, d date, p place
    date: Date | None = None
    place: Place | None = None
    stands_for: tuple[str, ...] = ()  # ids of actors

    @property
    def may_play(self) -> tuple[bool, ...]:
        """Whether it may stand in each role; nobody but an actor takes a side or tells."""
        return ALLOWED[self.letter, bool(self.stands_for)]


LETTERS: Final = {ACTOR: "ap", RECIPIENT: "ap", TELLER: "a", WHEN: "d", WHERE: "p"}  # that may stand in each role
ALLOWED: Final = {
    (letter, somebody): tuple(letter in LETTERS[role] and (somebody or role >= WHEN) for role in LETTERS)
    for letter in "adp"
    for somebody in (False, True)
}


@dataclass(frozen=True, slots=True)
class Encoder:
    """The engine that ships: the encoder decides, what the rules read are its clues."""

    name: str = "encoder"
    reads_windows: bool = True

    @property
    def version(self) -> str | None:
        return model_version()

    def decide(self, prepared: Prepared) -> Decision:
        return Decision(decide_acts(prepared))


def decide_acts(prepared: Prepared) -> tuple[Draft, ...]:
    """Every act told in the windows, in text order."""
    candidates = tuple(_candidates(prepared.actors, prepared.places, prepared.dates))
    drafts: list[Draft] = []
    for window in prepared.windows:
        start, end = window.sentences[0].start, window.sentences[-1].end
        inside = tuple(c for c in candidates if start <= c.start and c.end <= end)
        drafts.extend(_in_window(window, prepared.told_in(window), inside))
    return tuple(_framed(draft, prepared.places) for draft in drafts)


def _framed(draft: Draft, places: tuple[Place, ...]) -> Draft:
    """An act without a place of its own, and of no other time, has that of its sentence: a dateline's, or one set
    before."""
    of_the_day = draft.date is None or draft.date.precision == "day"
    if draft.place is not None or not of_the_day:
        return draft
    return replace(draft, place=framing_place(draft.scene, places))


def _candidates(actors: Iterable[Actor], places: Iterable[Place], dates: Iterable[Date]) -> Iterator[Candidate]:
    for actor in actors:
        ids = actor.members or (actor.id,)
        for m in actor.mentions:
            yield Candidate(actor.id, m.start, m.end, m.form, "a", stands_for=ids)
    for place in places:
        ids = (place.country,) if place.country is not None else ()
        yield Candidate(f"p:{place.name}", place.start, place.end, None, "p", place=place, stands_for=ids)
    for date in dates:
        yield Candidate(f"d:{date.start}", date.start, date.end, None, "d", date=date)


def _in_window(window: Window, all_told: Sequence[Told], candidates: Sequence[Candidate]) -> Iterator[Draft]:
    weights, vectors = load_heads(), window.encoded.vectors
    clues = on_pieces(window.spans, all_told)
    scores = read.triggers(weights, vectors, clues)
    ranges = [found for found in find_triggers(scores) if window.spans[found[0]].start < window.spans[found[1] - 1].end]
    if not ranges:
        return
    about = read.acts(weights, vectors, clues, ranges)
    acts = list(_told_acts(window, all_told, scores, ranges, about))
    evidence, entities = _evidence(weights, window, acts, candidates), _entities(candidates)
    for act, said, chances in zip(acts, evidence, _chances(evidence, entities), strict=True):
        yield _draft(act, _Cast(candidates, entities, said, chances))


def _told_acts(
    window: Window, all_told: Sequence[Told], scores: Array, ranges: Sequence[Range], about: read.ActScores
) -> Iterator[_Act]:
    """Of the pieces that may be acts, those that are likely enough."""
    for number, found in enumerate(ranges):
        span = Span(window.spans[found[0]].start, window.spans[found[1] - 1].end)
        told = next((one for one in all_told if Span.of(one.scene.sentence).overlaps(span)), None)
        tokens = tokens_of(told.scene.tree, span) if told else ()
        if told is None or not tokens or is_name(told, tokens):
            continue
        types = type_chances(scores[found[0]], about.types[number])
        ruled = any(set(draft.reading.tokens) & set(tokens) for draft in told.drafts)
        if confidence(scores, found, types) < (TOLD if ruled else ACT):
            continue
        yield _Act(told, span, tokens, scores, found, types, about, number)


def find_triggers(scores: Array) -> list[Range]:
    """Pieces [first, last) of what may be acts. A piece is of a trigger from a probability of TRIGGER on; a trigger
    begins behind another where beginning is likelier than going on."""
    inside = 1 + len(TYPES)
    acting, begins = 1 - scores[:, 0], scores[:, 1:inside].sum(axis=1) > scores[:, inside]
    found: list[Range] = []
    for at in range(len(scores)):
        if acting[at] < TRIGGER:
            continue
        if found and found[-1][1] == at and not begins[at]:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def is_name(told: Told, tokens: tuple[int, ...]) -> bool:
    """A state is no act, nor is anything else that is only a name."""
    parties = [[p for p in told.scene.parties[i] if p.form in ("name", "metonym")] for i in tokens]
    return all(parties) and all(told.scene.tree.tokens[i].pos == "PROPN" for i in tokens)


def confidence(scores: Array, found: Range, types: Array) -> float:
    """How likely words are an act of their likeliest type. `scores`: of the pieces; `types`: see `type_chances`."""
    return float((1 - scores[found[0], 0]) * types.max())


def chances_of(window: Window, all_told: Sequence[Told], acts: Sequence[tuple[Span, EventType]]) -> tuple[float, ...]:
    """How likely some words of a window are an act of some type, whoever says they are."""
    weights, vectors = load_heads(), window.encoded.vectors
    clues = on_pieces(window.spans, all_told)
    scores = read.triggers(weights, vectors, clues)
    ranges = [covering(window.spans, span) for span, _ in acts]
    about = read.acts(weights, vectors, clues, ranges)
    return tuple(
        _chance(scores, found, about.types[n], kind)
        for n, (found, (_, kind)) in enumerate(zip(ranges, acts, strict=True))
    )


def _chance(scores: Array, found: Range, whole: Array, kind: EventType) -> float:
    """At that piece of the words where it is likeliest: "a condamné" is told by its second word."""
    if found[0] == found[1]:
        return 0.0
    at = found[0] + int(scores[slice(*found), 0].argmin())
    return float((1 - scores[at, 0]) * type_chances(scores[at], whole)[TYPES.index(kind)])


def type_chances(begin: Array, whole: Array) -> Array:
    """[len(TYPES)]: the geometric mean of what the trigger's first piece and its whole span say."""
    mixed = np.sqrt(begin[1 : 1 + len(TYPES)] * whole)
    found: Array = mixed / max(float(mixed.sum()), 1e-9)
    return found


def _evidence(weights: Heads, window: Window, acts: Sequence[_Act], candidates: Sequence[Candidate]) -> Array:
    """[acts, candidates, len(ROLES)]: the weight of each candidate in each role of an act."""
    if not acts or not candidates:
        return np.zeros((len(acts), len(candidates), len(ROLES)), np.float32)
    placed = read.mentions(weights, window.encoded.vectors, [covering(window.spans, c) for c in candidates])
    named = [(candidate, candidate.entity) for candidate in candidates]
    clues = np.stack([all_role_clues(acting(act.told, act.span), named) for act in acts])
    found = read.all_roles(weights, window.encoded.vectors, [act.pieces for act in acts], placed, clues)
    return found * np.array([candidate.may_play for candidate in candidates], np.float32)


def _entities(candidates: Sequence[Candidate]) -> tuple[tuple[int, ...], ...]:
    """The numbers of the candidates that name one entity, for each."""
    numbers: dict[str, list[int]] = {}
    for number, candidate in enumerate(candidates):
        numbers.setdefault(candidate.entity, []).append(number)
    return tuple(map(tuple, numbers.values()))


def _chances(evidence: Array, entities: Sequence[tuple[int, ...]]) -> NDArray[np.float64]:
    """[acts, entities, len(ROLES)]: how likely each entity plays a role, over its mentions."""
    sums = [evidence[:, numbers].sum(axis=1, dtype=np.float64) for numbers in entities]
    found: NDArray[np.float64] = 1 - np.exp(-np.stack(sums, axis=1)) if sums else evidence.astype(np.float64)
    return found


@dataclass(frozen=True)
class _Act:
    """Words that are an act: where they are told, the tokens, and what is said of them."""

    told: Told
    span: Span
    tokens: tuple[int, ...]
    scores: Array
    pieces: Range
    types: Array
    about: read.ActScores
    number: int

    @property
    def probability(self) -> float:
        return float(1 - self.scores[self.pieces[0], 0])


@dataclass(frozen=True)
class _Cast:
    candidates: Sequence[Candidate]
    entities: Sequence[tuple[int, ...]]  # numbers of the candidates that name each
    evidence: Array  # [candidates, len(ROLES)]
    chances: NDArray[np.float64]  # [entities, len(ROLES)]

    def likely(self, role: int, least: float = 0.0) -> list[tuple[float, Candidate]]:
        """Who may play a role, the likeliest first, each entity with the mention that says most for it. `least`: how
        likely they must be."""
        weight, found = self.evidence[:, role].tolist(), []
        for numbers, chance in zip(self.entities, self.chances[:, role].tolist(), strict=True):
            if chance >= least and chance > 0:
                found.append((chance, self.candidates[max(numbers, key=weight.__getitem__)]))
        return sorted(found, key=lambda one: (-one[0], one[1].start))


def _draft(act: _Act, cast: _Cast) -> Draft:
    told, tokens = act.told, act.tokens
    kind = TYPES[int(act.types.argmax())]
    chances = act.about.modes[act.number]
    chosen = tuple(mode for at, mode in _modes_of(kind) if chances[at] >= MODE)
    actors, recipients, opened = _sides(cast, told.scene.actors)
    head = told.scene.tree.top(tokens)
    trigger, rule = row_of(told, tokens, kind, chosen)
    actors, recipients = _agreed(told, tokens, kind, (actors, recipients))
    judgement = judge(told.scene.tree, head, tokens)
    factuality, certain = _factuality(act)
    when, where = (next((c for _, c in cast.likely(role, LEAST)), None) for role in (WHEN, WHERE))
    chance = confidence(act.scores, act.pieces, act.types)
    return Draft(
        told.scene,
        Reading(trigger, tokens, head, side_of(told, actors), side_of(told, recipients), chance),
        kind,
        actors,
        recipients,
        judgement,
        judgement.factuality if judgement.plain else factuality,
        _attribution(cast),
        when.date if when else None,
        where.place if where else None,
        (
            f"trigger: {rule}, encoder {act.probability:.3f}",
            f"type: encoder {float(act.types.max()):.3f}",
            f"factuality: {judgement.rule}" if judgement.plain else f"factuality: encoder {certain:.3f}",
        ),
        chosen or trigger.modes,  # where the encoder is unsure, as the words are known for
        round(chance, 3),
        _opened(act, opened),
    )


def _tells(draft: Draft, kind: EventType) -> bool:
    """A planned visit is an agreement for the rules; here it is a visit too."""
    return kind in (draft.type, draft.reading.trigger.type)


def _agreed(
    told: Told, tokens: tuple[int, ...], kind: EventType, read: tuple[tuple[Party, ...], tuple[Party, ...]]
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """The sides as syntax has them where the rules tell the same act, else as the encoder has them. On part c of the
    corpus: right dyads .25 to .28 (fr), .30 to .31 (es), .32 to .33 (en) against the encoder's alone."""
    actors, recipients = read
    for draft in told.drafts:
        if _tells(draft, kind) and set(draft.reading.tokens) & set(tokens):
            actors, recipients = draft.actors or actors, draft.recipients or recipients
            break
    acting = {party.actor for party in actors}
    recipients = tuple(party for party in recipients if party.actor not in acting)
    return without_own_state(told, actors), without_own_state(told, recipients)


def without_own_state(told: Told, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """ "Le président russe": who acts for a state is named, not his state beside him."""
    actors = told.scene.actors
    known = [actors[party.actor] for party in parties if party.actor in actors]
    represented = {actor.state for actor in known if actor.kind != "state" and is_of_its_state(actor)}
    states = {actor.id for actor in known if actor.kind == "state"}
    return tuple(party for party in parties if not (party.actor in states and party.actor in represented))


def side_of(told: Told, parties: tuple[Party, ...]) -> Side:
    return Side(parties, tuple(i for party in parties for i in tokens_of(told.scene.tree, party)))


@cache
def _modes_of(kind: EventType) -> tuple[tuple[int, str], ...]:
    """The modes of a type, each with its place among all."""
    return tuple((at, name.split(" ", 1)[1]) for at, name in enumerate(modes()) if name.startswith(f"{kind} "))


def row_of(told: Told, tokens: tuple[int, ...], kind: EventType, chosen: tuple[str, ...]) -> tuple[Trigger, str]:
    """The row of the lexicon that names the same act there, else one that only the encoder knows."""
    for reading in told.readings:
        if set(reading.tokens) & set(tokens) and reading.trigger.type == kind:
            return reading.trigger, reading.trigger.row
    pos = told.scene.tree.tokens[tokens[0]].pos
    return Trigger((), (), pos, Frame((), (), False, ()), kind, chosen, None, True, "", "encoder"), "no row"


def _sides(
    cast: _Cast, actors: Mapping[str, Actor]
) -> tuple[tuple[Party, ...], tuple[Party, ...], Mapping[str, tuple[str, ...]]]:
    """Actors and recipients; who is likely on both sides stands where that is likelier. A state and those who act for
    it are one side: where neither is likely but one of them is, it is the likeliest of them."""
    chances = [{c.entity: (p, c) for p, c in cast.likely(role, OPEN)} for role in (ACTOR, RECIPIENT)]
    sides: list[tuple[Party, ...]] = []
    opened = {}
    for role, other in ((ACTOR, RECIPIENT), (RECIPIENT, ACTOR)):
        here = [(p, c) for p, c in chances[role].values() if p >= chances[other].get(c.entity, (0.0, c))[0]]
        mine = [(p, c) for p, c in here if p >= LEAST] or _of_one_state(here, actors)
        parties: dict[str, Party] = {}
        for _, c in sorted(mine, key=lambda one: one[1].start):
            for id in c.stands_for:
                parties.setdefault(id, Party(id, c.start, c.end, c.form))
        sides.append(tuple(parties.values()))
        ids = [id for p, c in chances[role].values() if OPEN <= p < LEAST for id in c.stands_for if id not in parties]
        opened["actors" if role == ACTOR else "recipients"] = tuple(dict.fromkeys(ids))
    acting = {party.actor for party in sides[0]}
    return sides[0], tuple(p for p in sides[1] if p.actor not in acting), opened


def _of_one_state(
    chances: Iterable[tuple[float, Candidate]], actors: Mapping[str, Actor]
) -> list[tuple[float, Candidate]]:
    """The likeliest of those of the likeliest state, where some one of them is likely."""
    by_state: dict[str, list[tuple[float, Candidate]]] = {}
    for p, c in chances:
        states = states_of(c.stands_for, actors)
        if p >= OPEN and len(states) == 1:
            by_state.setdefault(min(states), []).append((p, c))
    together = {state: 1 - float(np.prod([1 - p for p, _ in found])) for state, found in by_state.items()}
    best = max(together, key=lambda state: together[state], default=None)
    return by_state[best][:1] if best is not None and together[best] >= LEAST else []


def _factuality(act: _Act) -> tuple[Factuality, float]:
    scores = act.about.factuality[act.number]
    return FACTUALITY[int(scores.argmax())], float(scores.max())


def _attribution(cast: _Cast) -> Attribution:
    tellers = cast.likely(TELLER)
    if not tellers or tellers[0][0] < LEAST:
        chance = 1 - (tellers[0][0] if tellers else 0.0)
        return Attribution(REPORTER, None, f"encoder {chance:.3f}")
    chance, found = tellers[0]
    return Attribution(found.stands_for[0], Span(found.start, found.end), f"encoder {chance:.3f}")


def _opened(act: _Act, opened: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What else a field may be."""
    scores = act.about.factuality[act.number]
    found = {name: ids for name, ids in opened.items() if ids}
    for name, labels, chances in (("type", TYPES, act.types), ("factuality", FACTUALITY, scores)):
        others = tuple(labels[int(i)] for i in np.argsort(-chances)[1:] if chances[i] >= OPEN)
        if others:
            found[name] = others
    return found
