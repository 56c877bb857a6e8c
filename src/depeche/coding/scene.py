"""A sentence with what was found in it: which of its words stand for whom, and where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from depeche.knowledge.directory import load_directory
from depeche.knowledge.names import load_names
from depeche.language.grammar import Tree, grow
from depeche.records import Actor, Located, MentionForm, Place, Sentence, Span

L = TypeVar("L", bound=Located)
MAX_DESCENT = 3  # steps from "les troupes" down to whose they are; deeper complements tell of something else
POSSESSORS = frozenset({"nmod:poss", "amod", "appos", "flat", "compound", "det"})


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes a side in an act, and the words that say so."""

    actor: str
    start: int
    end: int
    form: MentionForm | None  # None for a place that stands for its state


@dataclass(frozen=True)
class Scene:
    """A sentence's tree, and the parties each of its tokens stands for, smallest mention first."""

    tree: Tree
    parties: tuple[tuple[Party, ...], ...]
    places: tuple[Place | None, ...]
    actors: Mapping[str, Actor]
    around: dict[int, tuple[Party, ...]] = field(default_factory=dict, compare=False, repr=False)  # `parties_around`

    @property
    def sentence(self) -> Sentence:
        return self.tree.sentence

    def span(self, indices: tuple[int, ...]) -> Span:
        """From the first to the last of some tokens."""
        tokens = self.tree.tokens
        return Span(tokens[min(indices)].start, tokens[max(indices)].end)


ARMS_OF_STATE = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})


def is_whole_state(place: Place) -> bool:
    """Does a place's name name a state, not a city or region of it?"""
    entry = load_directory().entry(place.country) if place.country is not None else None
    return entry is not None and entry.name == place.name


def is_capital(place: Place) -> bool:
    """Is a place's name one by which newspapers call its state's government?"""
    return any(sense.form == "metonym" and sense.id == place.country for sense in load_names().named(place.name))


def states_of(ids: Iterable[str], actors: Mapping[str, Actor]) -> frozenset[str]:
    """The states of actors, an actor itself where it has none, is not known or does not act for it."""
    return frozenset((actors[i].state or i) if i in actors and is_of_its_state(actors[i]) else i for i in ids)


def is_of_its_state(actor: Actor) -> bool:
    """Whether somebody's acts count as his state's: those of protesters or residents without a name do not."""
    return not actor.id.startswith("_") or not actor.sectors or bool(ARMS_OF_STATE & set(actor.sectors))


def set_scene(sentence: Sentence, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Scene:
    """Lay actors and places over a sentence's tokens. A group stands for its known members."""
    (scene,) = set_scenes((sentence,), actors, places)
    return scene


def set_scenes(
    sentences: tuple[Sentence, ...], actors: tuple[Actor, ...], places: tuple[Place, ...]
) -> tuple[Scene, ...]:
    """The scene of every sentence of an article, in order."""
    by_id = {actor.id: actor for actor in actors}
    parties = [
        Party(member, mention.start, mention.end, mention.form)
        for actor in actors
        for mention in actor.mentions
        for member in actor.members or (actor.id,)
    ]
    here = zip(sentences, by_sentence(sentences, parties), by_sentence(sentences, places), strict=True)
    return tuple(_scene(sentence, inside, set_there, by_id) for sentence, inside, set_there in here)


def by_sentence(sentences: Sequence[Sentence], found: Iterable[L]) -> list[list[L]]:
    """For each sentence what shares a character with it, in the given order. The sentences are in text order."""
    inside: list[list[L]] = [[] for _ in sentences]
    ends = [sentence.end for sentence in sentences]
    for one in found:
        at = bisect_right(ends, one.start)
        while at < len(sentences) and sentences[at].start < one.end:
            inside[at].append(one)
            at += 1
    return inside


def _scene(sentence: Sentence, parties: Iterable[Party], places: Iterable[Place], actors: Mapping[str, Actor]) -> Scene:
    on: list[list[Party]] = [[] for _ in sentence.tokens]
    for party in parties:
        for index in _covered(sentence, party.start, party.end):
            on[index].append(party)
    where: list[Place | None] = [None] * len(sentence.tokens)
    for place in places:
        for index in _covered(sentence, place.start, place.end):
            where[index] = place
    ordered = tuple(
        tuple(sorted(found, key=lambda p: (p.end - p.start, p.actor)) if len(found) > 1 else found) for found in on
    )
    return Scene(grow(sentence), ordered, tuple(where), actors)


def _covered(sentence: Sentence, start: int, end: int) -> range:
    """Indices of the tokens that stand within a span that shares a character with the sentence."""
    inside = [token.index for token in sentence.tokens if start <= token.start and token.end <= end]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def parties_at(scene: Scene, index: int) -> tuple[Party, ...]:
    """Whom a word stands for: the smallest mention on it, the one it explains ("Londres, l'ancienne puissance"), the
    state of a place named there, or whose it is ("les troupes de Kiev", "son armée", "the Russian fleet")."""
    own = _named(scene, index) or _smallest(scene, index)
    if own:
        return own
    layer: tuple[int, ...] = (index,)
    for _ in range(MAX_DESCENT):
        layer = tuple(i for word in layer for i in scene.tree.below[word] if _owns(scene, i))
        found = tuple(party for i in layer for party in _smallest(scene, i) if party.form is not None)
        if found:
            return found
    return ()


def _named(scene: Scene, index: int) -> tuple[Party, ...]:
    """For somebody without a name, the named one beside it in apposition."""
    own = _smallest(scene, index)
    if not own or not all(party.actor.startswith("_") for party in own):
        return ()
    head = scene.tree.head(index)
    beside = scene.tree.children(index, "appos")
    if head is not None and scene.tree.tokens[index].relation == "appos":
        beside = (head, *beside)
    return tuple(p for i in beside for p in _smallest(scene, i) if not p.actor.startswith("_") and p.form == "name")


def _smallest(scene: Scene, index: int) -> tuple[Party, ...]:
    parties = scene.parties[index]
    if parties:
        size = parties[0].end - parties[0].start
        return tuple(party for party in parties if party.end - party.start == size)
    place = scene.places[index]
    if place is not None and place.country is not None:
        return (Party(place.country, place.start, place.end, None),)
    return ()


def _owns(scene: Scene, index: int) -> bool:
    token, words = scene.tree.tokens[index], scene.tree.words
    complement = token.relation in ("nmod", "obl") and token.case in words.possession | words.between
    return token.relation in POSSESSORS or complement


def parties_around(scene: Scene, index: int) -> tuple[Party, ...]:
    """Whom a word stands for, and who is enumerated with them; every row of the lexicon asks, so answers are kept."""
    if index not in scene.around:
        found = parties_at(scene, index)
        scene.around[index] = tuple(one for party in found for one in (party, *neighbours(scene, party)))
    return scene.around[index]


def neighbours(scene: Scene, party: Party) -> tuple[Party, ...]:
    """Parties enumerated with one ("Riyad, Bahreïn et Le Caire"), which parsers often leave apart. A list ends with a
    conjunction; commas alone are appositions."""
    before, after = _listed(scene, party, -1), _listed(scene, party, 1)
    if after and after[-1][1] == ",":
        after = []
    if before and before[0][1] == "," and not after:
        before = []
    return tuple(found for found, _ in (*before, *after))


def _listed(scene: Scene, party: Party, step: int) -> list[tuple[Party, str]]:
    """Parties one after the other on one side, each with the conjunction or comma that joins it."""
    listed: list[tuple[Party, str]] = []
    at: Party | None = party
    while at is not None and (found := _next(scene, at, step)) is not None:
        listed.append(found)
        at = found[0] if found[1] == "," or step < 0 else None
    return listed


def _next(scene: Scene, party: Party, step: int) -> tuple[Party, str] | None:
    """The party beside one and what joins them, a conjunction or a comma; words of the same actor ("le président X")
    and articles are passed over."""
    tokens, word = scene.tree.tokens, ""
    edge = [t.index for t in tokens if party.start <= t.start and t.end <= party.end]
    at = (edge[0] if step < 0 else edge[-1]) + step if edge else -1
    while 0 <= at < len(tokens):
        token, parties = tokens[at], [p for p in scene.parties[at] if p.form in ("name", "metonym", "role")]
        if any(p.actor == party.actor for p in parties) or token.pos == "DET":
            at += step
            continue
        if word and parties:
            return None if _begins_a_clause(scene, at, party) else (parties[-1], word)
        if token.text.lower() not in scene.tree.words.conjunctions or word not in ("", ","):
            return None
        word = token.text.lower()
        at += step
    return None


def _begins_a_clause(scene: Scene, index: int, party: Party) -> bool:
    """ "… met X, and Y has since …": Y is the subject of a verb of its own."""
    tokens = scene.tree.tokens
    for i in (index, *scene.tree.ancestors(index)[:2]):
        if tokens[i].relation in ("nsubj", "nsubj:pass"):
            verb = tokens[i].head
            inside = [t for t in tokens if party.start <= t.start and t.end <= party.end]
            return not any(verb == t.head or verb in scene.tree.ancestors(t.index)[:2] for t in inside)
    return False
