"""Readings of triggers -> drafts of events, one per mention: sides completed, factuality, source, day and place.

What the best row of the lexicon left open is completed from the syntax around: the subject a noun's verb carries, a
possessor, the one a dropped Spanish subject continues, the state of the place that is attacked or visited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from depeche.coding.attribution import Attribution, attribute
from depeche.coding.factuality import Judgement, judge
from depeche.coding.frames import MAX_REACH, NOBODY, NOUNS, Reading, Side, read_triggers, side_at
from depeche.coding.scene import Party, Scene, is_whole_state, set_scene
from depeche.knowledge.lexicon import load_lexicon
from depeche.knowledge.modality import load_shifts
from depeche.language.grammar import (
    VERBAL,
    Tree,
    is_finite,
    is_passive,
    passive_subjects,
    subjects,
)
from depeche.records import Actor, Date, EventType, Factuality, Place, Quote, Sentence

# the content of these verbal acts is not a second event (PLOVER manual 2024, section 6)
ABSORBING: frozenset[EventType | None] = frozenset({"REQUEST", "AGREE", "THREATEN", "REJECT"})
ABSORBED_BY = frozenset({"xcomp", "ccomp", "obj", "obl", "nmod", "acl", "advcl"})
MAX_EMBEDDING = 3  # steps from an embedded act up to the verbal act that holds it
AGENTLESS: frozenset[EventType] = frozenset({"ASSAULT", "COERCE"})  # told without an actor often enough to be kept
STANCES: frozenset[EventType | None] = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT"})
ON_PLACES: frozenset[EventType] = frozenset(
    {"ASSAULT", "MOBILIZE"}
)  # done to the state of the place where they are done
DIRECTED: frozenset[EventType | None] = frozenset(
    {"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN", "SANCTION", "AID", "ASSAULT"}
)
# sectors of public life (PLOVER manual 2024, section 5); business, media, artists and athletes are not by themselves
PUBLIC = frozenset(
    {
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "PTY",
        "OPP",
        "REB",
        "UAF",
        "PRM",
        "SPY",
        "ELI",
        "IGO",
        "UNO",
        "EUR",
        "NGO",
        "ISM",
        "IMG",
    }
    | {"CVL", "LAB", "REF", "SOC", "REL", "PRE", "EDU", "CRM", "MED", "AGR"}
)
VISIT = "visit"
STRAY = frozenset(
    {"root", "conj", "dep", "parataxis", "nmod", "obl", "appos", "nsubj"}
)  # what a lost subject is called
MAX_DATE_STEPS, MAX_PLACE_STEPS = 5, 4  # tree distance to a trigger's own date and place; measured on the corpus


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


@dataclass(frozen=True, slots=True)
class Topic:
    """Who the text has been speaking of: the last subject, and the last group or pair."""

    one: Side
    many: Side


def draft_events(
    sentences: tuple[Sentence, ...],
    actors: tuple[Actor, ...],
    places: tuple[Place, ...],
    dates: tuple[Date, ...],
    quotes: tuple[Quote, ...],
    as_of: str | None,
) -> tuple[Draft, ...]:
    """Every act told in the sentences, in text order. `as_of`: the ISO day the article speaks from."""
    drafts: list[Draft] = []
    dates = tuple(date for date in dates if _dates_an_event(date, as_of))
    topic = Topic(NOBODY, NOBODY)
    for sentence in sentences:
        scene = set_scene(sentence, actors, places)
        readings = [_completed(scene, r, topic) for r in read_triggers(scene, load_lexicon(sentence.language))]
        readings = [_aimed_at_doers(r, readings) for r in readings]
        for reading in _unabsorbed(scene.tree, readings):
            draft = _draft(scene, reading, dates, places, quotes, readings)
            told = draft.actors or _agentless(scene.tree, draft) or _refers_back(scene.tree, draft)
            if told and _is_political(scene, draft):
                drafts.append(draft)
        if sentence.block_kind != "caption":
            topic = _next_topic(scene, topic)
    return tuple(drafts)


def _is_political(scene: Scene, draft: Draft) -> bool:
    """Does anybody who takes part belong to public life? A coach promises and a bank yields without being an event."""
    parties = (*draft.actors, *draft.recipients)
    return not parties or any(_is_public(scene, party) for party in parties)


def _is_public(scene: Scene, party: Party) -> bool:
    """A state (also one that only its town stands for), somebody of a public sector, people of whom nothing is known."""
    actor = scene.actors.get(party.actor)
    if actor is None:
        return True
    return bool(set(actor.sectors) & PUBLIC) or (actor.kind == "group" and not actor.sectors)


def _agentless(tree: Tree, draft: Draft) -> bool:
    """Violence whose author is not named, but whose victim is; not what things do ("circumstances force")."""
    head = draft.reading.head
    inanimate = not is_passive(tree, head) and bool(tree.children(head, "nsubj"))
    return draft.type in AGENTLESS and bool(draft.recipients) and not inanimate


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
) -> Draft:
    judgement = judge(scene.tree, reading.head, reading.tokens)
    factuality = reading.trigger.factuality or judgement.factuality
    told: EventType = reading.trigger.type or "CONSULT"
    shifted = load_shifts().get((told, factuality))
    if shifted and judgement.governor is None:
        factuality = "asserted"  # the announcement is made, not only wanted
    date = _nearest_date(scene, reading, dates)
    place = _nearest_place(scene, reading, places)
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
            *((f"type: {told} that is {judgement.factuality} becomes {shifted}",) if shifted else ()),
        ),
    )


# ---- completing the sides --------------------------------------------------------------------------------------------


def _completed(scene: Scene, reading: Reading, topic: Topic) -> Reading:
    actor, recipient = (_without_places(scene, reading, side) for side in (reading.actor, reading.recipient))
    if not actor.parties:
        actor = _actor_around(scene, reading, topic)
    mutual = reading.trigger.frame.symmetric and len({party.actor for party in actor.parties}) > 1
    if not recipient.parties and not mutual:
        recipient = _recipient_around(scene, reading, actor)
    return replace(reading, actor=actor, recipient=_without_places(scene, reading, recipient))


def _without_places(scene: Scene, reading: Reading, side: Side) -> Side:
    """A city or region stands for its state where it is attacked or visited, not where a road there is closed."""
    if reading.trigger.type in ON_PLACES or reading.trigger.type == "CONSULT":
        return side
    towns = {place.start for place in scene.places if place is not None and not is_whole_state(place)}
    kept = tuple(party for party in side.parties if party.form is not None or party.start not in towns)
    return side if kept == side.parties else Side(kept, side.tokens)


def _actor_around(scene: Scene, reading: Reading, topic: Topic) -> Side:
    tree, head = scene.tree, reading.head
    taken = set(reading.recipient.tokens) | set(reading.tokens)
    if tree.tokens[head].pos in VERBAL:
        options = [_agents_or_subjects(tree, head), _stray_subject(scene, head)]
    else:
        options = [*_noun_agents(tree, head), _carried(tree, head), _bearer(tree, head)]
    mutual = reading.trigger.frame.symmetric and not reading.recipient.parties
    if mutual:
        options.append(_clause_subjects(tree, head))
    for at in options:
        side = side_at(scene, tuple(i for i in at if i not in taken))
        several = len({party.actor for party in side.parties}) > 1
        if side.parties and (
            several or not (at and at == _clause_subjects(tree, head) and reading.trigger.frame.symmetric)
        ):
            return side
    if _drops_subject(tree, head):
        return topic.many if "Number=Plur" in tree.tokens[head].features and topic.many.parties else topic.one
    return _pronoun(tree, subjects(tree, head) or (_clause_subjects(tree, head) if mutual else ()), topic)


def _pronoun(tree: Tree, at: tuple[int, ...], topic: Topic) -> Side:
    """Whom a subject pronoun continues when nothing in its own sentence says it."""
    pronouns = [tree.tokens[i] for i in at if tree.tokens[i].pos == "PRON"]
    personal = [token for token in pronouns if token.text.lower() in tree.words.pronouns]
    if not personal:
        return NOBODY
    plural = "Number=Plur" in personal[0].features
    return topic.many if plural else topic.one


def _aimed_at_doers(reading: Reading, others: Iterable[Reading]) -> Reading:
    """Who condemns or supports an act condemns or supports those who do it."""
    for other in others:
        if other is not reading and other.head in reading.recipient.tokens and other.actor.parties:
            if reading.trigger.type in STANCES:
                return replace(reading, recipient=Side(other.actor.parties, other.actor.tokens))
    return reading


def _agents_or_subjects(tree: Tree, head: int) -> tuple[int, ...]:
    if is_passive(tree, head):
        return tree.children(head, "obl:agent")
    return subjects(tree, head)


def _stray_subject(scene: Scene, head: int) -> tuple[int, ...]:
    """Where the parser lost the agent of a passive or the subject of a finite verb: the nearest party behind or before it
    that stands as one would."""
    tree = scene.tree
    if is_passive(tree, head):
        behind = tree.tokens[head + 1 : head + 1 + MAX_REACH]
        return tuple(t.index for t in behind if (t.case or "").split(" ")[0] in tree.words.agent)[:1]
    if not is_finite(tree, head) or tree.children(head, "nsubj", "nsubj:pass", "csubj"):
        return ()
    before = tree.tokens[max(0, head - MAX_REACH) : head]
    return tuple(
        t.index for t in before if t.pos in NOUNS and t.relation in STRAY and t.case is None and scene.parties[t.index]
    )[-1:]


def _noun_agents(tree: Tree, head: int) -> list[tuple[int, ...]]:
    """Whose act a noun names, surest first: by whom, possessor, adjective of a state."""
    by = tuple(i for i in tree.children(head) if (tree.tokens[i].case or "").split(" ")[0] in tree.words.agent)
    owner = tuple(
        i
        for i in tree.children(head)
        if tree.tokens[i].relation == "nmod:poss" or "Poss=Yes" in tree.tokens[i].features
    )
    return [by, owner, tree.children(head, "amod", "compound")]


def _bearer(tree: Tree, head: int) -> tuple[int, ...]:
    """ "X, en visite à": the noun that the act's noun describes."""
    above = tree.head(head)
    token = tree.tokens[head]
    bare = not tree.children(head, "det")
    if above is None or not bare or token.case is None or tree.tokens[above].pos not in NOUNS:
        return ()
    return (above,) if token.case not in tree.words.possession else ()


def _carried(tree: Tree, head: int) -> tuple[int, ...]:
    """The subject of the verb whose object a noun is."""
    above = tree.head(head)
    if (
        above is None
        or tree.tokens[head].relation not in ("obj", "obl", "xcomp", "nsubj:pass")
        or tree.tokens[head].pos not in NOUNS
    ):
        return ()
    return _agents_or_subjects(tree, above) if tree.tokens[above].lemma in tree.words.support_verbs else ()


def _clause_subjects(tree: Tree, head: int) -> tuple[int, ...]:
    """Who meets or agrees, where only the clause around says so ("ils se sont engagés avec un accord")."""
    above = next((i for i in tree.ancestors(head) if tree.tokens[i].pos in VERBAL), None)
    return () if above is None else _agents_or_subjects(tree, above)


def _drops_subject(tree: Tree, head: int) -> bool:
    token = tree.tokens[head]
    return (
        tree.words.drops_subject
        and token.pos in VERBAL
        and is_finite(tree, head)
        and not tree.children(head, "nsubj", "nsubj:pass", "csubj")
        and token.lemma not in tree.words.impersonal
        and not is_passive(tree, head)
        and token.relation in ("root", "conj", "parataxis", "ccomp")
    )


def _recipient_around(scene: Scene, reading: Reading, actor: Side) -> Side:
    """What the row's frame asks for but does not find at its place; the state of the place attacked."""
    tree, head = scene.tree, reading.head
    taken = set(actor.tokens) | set(reading.tokens)
    options: list[tuple[int, ...]] = []
    if reading.trigger.frame.recipient and tree.tokens[head].pos in VERBAL:
        options = [passive_subjects(tree, head), tree.children(head, "obj"), tree.children(head, "iobj")]
    if reading.trigger.frame.recipient or reading.trigger.type in DIRECTED:
        options += [_aimed_at(tree, i) for i in (head, *tree.children(head, "obj", "nsubj:pass"))]
    if reading.trigger.type in ON_PLACES or VISIT in reading.trigger.modes:
        options.append(_place_of(scene, reading))
    acting = {party.actor for party in actor.parties}
    for at in options:
        side = side_at(scene, tuple(i for i in at if i not in taken))
        if side.parties and not {party.actor for party in side.parties} & acting:
            return side
    return Side((), reading.recipient.tokens)  # what it is aimed at may be an act


def _place_of(scene: Scene, reading: Reading) -> tuple[int, ...]:
    """Where an attack or a visit goes: a place under the trigger, or close behind it where the parser hung it higher."""
    tree, head = scene.tree, reading.head
    under = tuple(i for i in tree.children(head, "obl", "nmod") if scene.places[i] is not None)
    last = max(reading.tokens)
    behind = tuple(
        t.index
        for t in tree.tokens[last + 1 : last + 1 + MAX_REACH]
        if t.case in tree.words.locative and scene.places[t.index] is not None
    )
    return under or behind[:1]


def _aimed_at(tree: Tree, index: int) -> tuple[int, ...]:
    """Complements under an adposition that points at someone ("son aide à", "sanctions against")."""
    return tuple(i for i in tree.children(index, "nmod", "obl", "iobj") if tree.tokens[i].case in tree.words.directed)


def _unabsorbed(tree: Tree, readings: list[Reading]) -> list[Reading]:
    """Without the acts that are the content of a demand, promise, threat or refusal; whom they are aimed at passes on
    to the verbal act that names nobody."""
    holders = {id(reading): _holder(tree, reading, readings) for reading in readings}
    kept = []
    for reading in readings:
        if holders[id(reading)] is not None:
            continue
        content = [r for r in readings if holders[id(r)] is reading and r.recipient.parties]
        if not reading.recipient.parties and not reading.trigger.frame.symmetric and content:
            reading = replace(reading, recipient=content[0].recipient)
        kept.append(reading)
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


def _next_topic(scene: Scene, topic: Topic) -> Topic:
    """Who the sentence is about: the subject of its main clause; and the last group or pair it speaks of."""
    root = next((token.index for token in scene.tree.tokens if token.relation == "root"), None)
    about = side_at(scene, scene.tree.children(root, "nsubj", "nsubj:pass")) if root is not None else NOBODY
    groups = [
        side_at(scene, (token.index,))
        for token in scene.tree.tokens
        if token.pos in NOUNS and scene.parties[token.index]
    ]
    several = [side for side in groups if len({party.actor for party in side.parties}) > 1]
    return Topic(about if about.parties else topic.one, several[-1] if several else topic.many)


# ---- when and where --------------------------------------------------------------------------------------------------


def _dates_an_event(date: Date, as_of: str | None) -> bool:
    """Not how long something has lasted or how long ago it last was ("en 24 ans", "depuis 2000")."""
    first, last = date.value.split("/")
    return first != ".." and not (last == as_of and first != last and date.precision in ("year", "decade", "vague"))


def _nearest_date(scene: Scene, reading: Reading, dates: tuple[Date, ...]) -> Date | None:
    """The date of the trigger's own clause, or the only one of a caption or headline."""
    sentence = scene.sentence
    inside = [d for d in dates if sentence.start <= d.start and d.end <= sentence.end]
    near = [(steps, d.start, d) for d in inside if (steps := _steps(scene.tree, reading.head, d)) <= MAX_DATE_STEPS]
    if near:
        return min(near, key=lambda found: found[:2])[2]
    return inside[0] if len(inside) == 1 and sentence.block_kind == "caption" else None


def _nearest_place(scene: Scene, reading: Reading, places: tuple[Place, ...]) -> Place | None:
    """The nearest place of the trigger's clause; a city beside it in the same country is more exact."""
    sentence = scene.sentence
    inside = [p for p in places if sentence.start <= p.start and p.end <= sentence.end]
    near = [(steps, p.start, p) for p in inside if (steps := _steps(scene.tree, reading.head, p)) <= MAX_PLACE_STEPS]
    if near:
        return min(near, key=lambda found: found[:2])[2]
    return inside[0] if inside and sentence.block_kind == "caption" else None


def _steps(tree: Tree, index: int, located: Date | Place) -> int:
    """Edges between a word and the highest word of a span."""
    inside = [t.index for t in tree.tokens if located.start <= t.start and t.end <= located.end]
    if not inside:
        return len(tree.tokens)
    top = next((i for i in inside if tree.tokens[i].head not in inside or tree.tokens[i].head == i), inside[0])
    up, other = (index, *tree.ancestors(index)), (top, *tree.ancestors(top))
    common = next((i for i in up if i in other), None)
    return len(tree.tokens) if common is None else up.index(common) + other.index(common)
