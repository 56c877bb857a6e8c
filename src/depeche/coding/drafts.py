"""Readings of triggers -> drafts of events, one per mention: sides completed, factuality, source, day and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from depeche.coding.attribution import Attribution, attribute
from depeche.coding.factuality import ASSERTED, Judgement, judge
from depeche.coding.frames import NOBODY, NOUNS, Reading, read_triggers
from depeche.coding.scene import Party, Scene, set_scenes
from depeche.coding.setting import dates_an_event, nearest_date, nearest_place
from depeche.coding.sides import Topic, aim_at_doers, complete, next_topic
from depeche.knowledge.codebook import load_public_sectors
from depeche.knowledge.lexicon import Match, load_lexicon, match_expressions
from depeche.knowledge.modality import load_shifts
from depeche.language.grammar import (
    VERBAL,
    Tree,
    is_finite,
    is_passive,
    is_past,
)
from depeche.records import Actor, Date, EventType, Factuality, Place, Quote, Sentence

# the content of these verbal acts is not a second event (PLOVER manual 2024, section 6)
ABSORBING: frozenset[EventType | None] = frozenset({"REQUEST", "AGREE", "THREATEN", "REJECT"})
ABSORBED_BY = frozenset({"xcomp", "ccomp", "obj", "obl", "nmod", "acl", "advcl"})
MAX_EMBEDDING = 3  # steps from an embedded act up to the verbal act that holds it
# acts of words, whose date may be that of what they are about
OF_WORDS: frozenset[EventType | None] = frozenset({"AGREE", "CONCEDE", "ACCUSE", "REQUEST", "REJECT", "THREATEN"})
WITHDRAWN = frozenset({"withdraw", "release", "disarm", "ceasefire"})  # modes whose promise is a concession
AGENTLESS: frozenset[EventType] = frozenset({"ASSAULT", "COERCE"})  # told without an actor often enough to be kept


@dataclass(frozen=True, slots=True)
class Draft:
    """One mention of an event, in one sentence."""

    scene: Scene
    reading: Reading
    type: EventType
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    judgement: Judgement
    factuality: Factuality
    attribution: Attribution
    date: Date | None
    place: Place | None
    reasons: tuple[str, ...]
    modes: tuple[str, ...]
    probability: float
    candidates: Mapping[str, tuple[str, ...]]
    precedent: bool = False  # an earlier act, from which the text counts (`precedents.py`)


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules read in one sentence: what the lexicon finds, every trigger with its sides, and those that tell a
    political act."""

    scene: Scene
    matches: tuple[Match, ...]
    readings: tuple[Reading, ...]
    drafts: tuple[Draft, ...]


def drafts_of(all_told: Iterable[Told]) -> tuple[Draft, ...]:
    """The acts that the rules alone tell, in text order."""
    return tuple(draft for told in all_told for draft in told.drafts)


def read_sentences(
    sentences: tuple[Sentence, ...],
    actors: tuple[Actor, ...],
    places: tuple[Place, ...],
    dates: tuple[Date, ...],
    quotes: tuple[Quote, ...],
    as_of: str | None,
) -> tuple[Told, ...]:
    """What the rules read, sentence by sentence. `as_of`: the ISO day the article speaks from."""
    read: list[Told] = []
    dates = tuple(date for date in dates if dates_an_event(date, as_of))
    topic = Topic(NOBODY, NOBODY)
    for sentence, scene in zip(sentences, set_scenes(sentences, actors, places), strict=True):
        lexicon = load_lexicon(sentence.language)
        matches = match_expressions(lexicon, sentence.tokens)
        readings = [complete(scene, r, topic) for r in read_triggers(scene, lexicon, matches)]
        readings = [aim_at_doers(r, readings) for r in readings]
        drafts = []
        for reading in _unabsorbed(scene.tree, readings):
            draft = _draft(scene, reading, dates, places, quotes, readings, as_of)
            told = draft.actors or _agentless(scene.tree, draft, readings) or _refers_back(scene.tree, draft)
            if told and _is_political(scene, draft):
                drafts.append(draft)
        read.append(Told(scene, matches, tuple(readings), tuple(drafts)))
        if sentence.block_kind != "caption":
            topic = next_topic(scene, topic)
    return tuple(read)


def _is_political(scene: Scene, draft: Draft) -> bool:
    """Does anybody who takes part belong to public life? A coach promises and a bank yields without being an event."""
    parties = (*draft.actors, *draft.recipients)
    return not parties or any(_is_public(scene, party) for party in parties)


def _is_public(scene: Scene, party: Party) -> bool:
    """A state (also one only its town stands for), somebody of a public sector, people of whom nothing is known."""
    actor = scene.actors.get(party.actor)
    if actor is None:
        return True
    return bool(set(actor.sectors) & load_public_sectors()) or (actor.kind == "group" and not actor.sectors)


def _agentless(tree: Tree, draft: Draft, readings: Iterable[Reading]) -> bool:
    """Violence whose author is not named, but whose victim is; not what things do ("circumstances force"), unless
    they are violence themselves ("the attack killed")."""
    head = draft.reading.head
    doing = () if is_passive(tree, head) else tree.children(head, "nsubj")
    violent = any(r.head in doing and r.trigger.type == "ASSAULT" for r in readings)
    return draft.type in AGENTLESS and bool(draft.recipients) and (violent or not doing)


def _refers_back(tree: Tree, draft: Draft) -> bool:
    """ "The massacre", "ces violences": an act without sides that the text takes for known."""
    head = draft.reading.head
    determiners = [tree.tokens[i].features for i in tree.children(head, "det")]
    definite = any("Definite=Def" in features or "PronType=Dem" in features for features in determiners)
    return definite and tree.tokens[head].pos in NOUNS and not draft.recipients


def _draft(
    scene: Scene,
    reading: Reading,
    dates: tuple[Date, ...],
    places: tuple[Place, ...],
    quotes: tuple[Quote, ...],
    others: Iterable[Reading],
    as_of: str | None,
) -> Draft:
    date = nearest_date(scene, reading, dates)
    told, judgement = _told(reading), judge(scene.tree, reading.head, reading.tokens)
    ahead = date is not None and as_of is not None and date.value[:10] > as_of
    if judgement == ASSERTED and ahead and not is_past(scene.tree, reading.head) and told not in OF_WORDS:
        judgement = Judgement("planned", (), "its day lies ahead")
    factuality = reading.trigger.factuality or judgement.factuality
    shifted = load_shifts().get((told, factuality))
    if shifted and judgement.governor is None:
        factuality = "asserted"  # the announcement is made, not only wanted
    place = nearest_place(scene, reading, places)
    acting = {party.actor for party in reading.actor.parties}
    return Draft(
        scene,
        reading,
        shifted or told,
        reading.actor.parties,
        tuple(party for party in reading.recipient.parties if party.actor not in acting),
        judgement,
        factuality,
        attribute(scene, reading, judgement, quotes, others),
        date,
        place,
        (
            f"trigger: {reading.trigger.row}",
            f"factuality: {judgement.rule}",
            *(
                (f"type: {told} that is {judgement.factuality} becomes {shifted}",)
                if shifted not in (None, told)
                else ()
            ),
        ),
        reading.trigger.modes,
        1.0,
        {},
    )


def _told(reading: Reading) -> EventType:
    """The type of the row; a promise to withdraw is what a planned withdrawal is, a concession."""
    kind: EventType = reading.trigger.type or "CONSULT"
    promised = load_shifts().get((reading.content, "planned")) if reading.content and kind == "AGREE" else None
    return promised or kind


def _unabsorbed(tree: Tree, readings: list[Reading]) -> list[Reading]:
    """Without the acts that are the content of a demand, promise, threat or refusal; whom they are aimed at passes on
    to the verbal act that names nobody."""
    holders = {id(reading): _holder(tree, reading, readings) for reading in readings}
    kept = []
    for reading in readings:
        if holders[id(reading)] is not None:
            continue
        content = [r for r in readings if holders[id(r)] is reading]
        aimed = [r.recipient for r in content if r.recipient.parties]
        if not reading.recipient.parties and not reading.trigger.frame.symmetric and aimed:
            reading = replace(reading, recipient=aimed[0])
        promised = next((r.trigger.type for r in content if set(r.trigger.modes) & WITHDRAWN), None)
        kept.append(replace(reading, content=promised))
    return kept


def _holder(tree: Tree, reading: Reading, others: Iterable[Reading]) -> Reading | None:
    """The verbal act whose content an act is; the fighting that is spoken of goes on all the same."""
    below, chain = reading.head, []
    for above in tree.ancestors(reading.head)[:MAX_EMBEDDING]:
        relation = tree.tokens[below].relation
        own = (relation == "acl" and is_passive(tree, below)) or (
            relation in ("acl", "advcl") and is_finite(tree, below)
        )
        if own or tree.tokens[below].relation not in ABSORBED_BY:
            break
        chain.append(above)
        below = above
    fighting = reading.trigger.type == "ASSAULT" and tree.tokens[reading.head].pos not in VERBAL
    for other in others:
        if other is reading or other.trigger.type not in ABSORBING or not set(chain) & set(other.tokens):
            continue
        if not (fighting and other.trigger.type != "THREATEN"):
            return other
    return None
