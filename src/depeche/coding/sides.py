"""Complete the sides of an act from the syntax around it, where the best row of the lexicon left them open.

The subject a noun's verb carries, a possessor, the one a dropped Spanish subject or a pronoun continues, the state of
the place that is attacked or visited, the doers of the act that is condemned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from depeche.coding.frames import MAX_REACH, NOBODY, NOUNS, Reading, Side, side_at, stands_for_several
from depeche.coding.scene import Scene, is_capital, is_whole_state
from depeche.language.grammar import VERBAL, Tree, is_finite, is_passive, passive_subjects, subjects
from depeche.records import EventType

STANCES: frozenset[EventType | None] = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT"})
ON_PLACES: frozenset[EventType] = frozenset(
    {"ASSAULT", "MOBILIZE"}
)  # done to the state of the place where they are done
DIRECTED: frozenset[EventType | None] = frozenset(
    {"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN", "SANCTION", "AID", "ASSAULT"}
)
VISIT = "visit"
STRAY = frozenset(
    {"root", "conj", "dep", "parataxis", "nmod", "obl", "appos", "nsubj"}
)  # what a lost subject is called


@dataclass(frozen=True, slots=True)
class Topic:
    """Who the text has been speaking of: the last subject, and the last group or pair."""

    one: Side
    many: Side


def complete(scene: Scene, reading: Reading, topic: Topic) -> Reading:
    """The reading with both sides, as far as the sentence and the topic tell them."""
    actor, recipient = (_without_places(scene, reading, side) for side in (reading.actor, reading.recipient))
    if not actor.parties:
        actor = _actor_around(scene, reading, topic)
    mutual = reading.trigger.frame.symmetric and len({party.actor for party in actor.parties}) > 1
    if not recipient.parties and not mutual:
        recipient = _recipient_around(scene, reading, actor)
    return replace(reading, actor=actor, recipient=_without_places(scene, reading, recipient))


def _without_places(scene: Scene, reading: Reading, side: Side) -> Side:
    """A town or region stands for its state where it is attacked or visited, a capital also where it is helped or
    accused, none where a road there is closed."""
    if reading.trigger.type in ON_PLACES or reading.trigger.type == "CONSULT":
        return side
    directed = reading.trigger.type in DIRECTED
    words = scene.tree.words
    towns = {
        place.start
        for token, place in zip(scene.tree.tokens, scene.places, strict=True)
        if place is not None
        and not is_whole_state(place)
        and not (directed and is_capital(place) and token.case not in words.locative)
    }
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


def aim_at_doers(reading: Reading, others: Iterable[Reading]) -> Reading:
    """Who condemns or supports an act condemns or supports those who do it."""
    for other in others:
        about = other is not reading and other.head in reading.recipient.tokens
        if about and other.actor.parties and reading.trigger.type in STANCES:
            return replace(reading, recipient=Side(other.actor.parties, other.actor.tokens))
    return reading


def _agents_or_subjects(tree: Tree, head: int) -> tuple[int, ...]:
    if is_passive(tree, head):
        return tree.children(head, "obl:agent")
    return subjects(tree, head)


def _stray_subject(scene: Scene, head: int) -> tuple[int, ...]:
    """Where the parser lost the agent of a passive or the subject of a finite verb: the nearest party behind or before
    it that stands as one would."""
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
        options.append(_stray_object(scene, head))
    if reading.trigger.frame.recipient or reading.trigger.type in DIRECTED:
        objects = () if reading.trigger.type == "SUPPORT" else tree.children(head, "obj", "nsubj:pass")
        options += [_aimed_at(tree, i) for i in (head, *objects)]
    if reading.trigger.type in ON_PLACES or VISIT in reading.trigger.modes:
        options.append(_place_of(scene, reading))
    options.append(_qualifiers(tree, reading.tokens))
    acting = {party.actor for party in actor.parties}
    for at in options:
        side = side_at(scene, tuple(i for i in at if i not in taken))
        if side.parties and not {party.actor for party in side.parties} & acting:
            return side
    return Side((), reading.recipient.tokens)  # what it is aimed at may be an act


def _stray_object(scene: Scene, head: int) -> tuple[int, ...]:
    """Where the parser hung the object of an active verb under the place or day before it ("a reçu lundi à Dakar son
    homologue"): the first party behind the verb that no adposition marks."""
    tree = scene.tree
    if is_passive(tree, head):
        return ()
    behind = tree.tokens[head + 1 : head + 1 + MAX_REACH]
    return tuple(
        t.index
        for t in behind
        if t.case is None
        and t.relation in ("nmod", "obl", "dep")
        and scene.parties[t.index]
        and head in tree.ancestors(t.index)[:2]
        and tree.children(t.index, "det")
    )[:1]


def _place_of(scene: Scene, reading: Reading) -> tuple[int, ...]:
    """Where an attack or a visit goes: a place under the trigger, or close behind it if the parser hung it higher."""
    tree, head = scene.tree, reading.head
    objects = tree.children(head, "obj") if reading.trigger.type == "ASSAULT" else ()
    under = tuple(
        i
        for above in (head, *objects, *tree.children(head, "obl"))
        for i in tree.children(above, "obl", "nmod", "obj")
        if scene.places[i] is not None
    )
    verb = tree.head(head) if tree.tokens[head].relation == "nsubj" else None  # "the attack left ten dead in Kabul"
    last = max(*reading.tokens, head, verb or 0)
    behind = tuple(
        t.index
        for t in tree.tokens[last + 1 : last + 1 + MAX_REACH]
        if t.case in tree.words.locative and scene.places[t.index] is not None
    )
    return under[:1] or behind[:1]


def _qualifiers(tree: Tree, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Whose ambassador is summoned: what qualifies a noun of an expression of several words."""
    nouns = [i for i in tokens if tree.tokens[i].pos == "NOUN"] if len(tokens) > 1 else []
    return tuple(i for noun in nouns for i in tree.children(noun, "amod", "nmod:poss") if i not in tokens)


def _aimed_at(tree: Tree, index: int) -> tuple[int, ...]:
    """Complements under an adposition that points at someone ("son aide à", "sanctions against")."""
    return tuple(i for i in tree.children(index, "nmod", "obl", "iobj") if tree.tokens[i].case in tree.words.directed)


def next_topic(scene: Scene, topic: Topic) -> Topic:
    """Who the sentence is about: the subject of its main clause; and the last group or pair it speaks of."""
    root = next((token.index for token in scene.tree.tokens if token.relation == "root"), None)
    about = side_at(scene, scene.tree.children(root, "nsubj", "nsubj:pass")) if root is not None else NOBODY
    nouns = (t.index for t in reversed(scene.tree.tokens) if t.pos in NOUNS and scene.parties[t.index])
    several = next((side_at(scene, (i,)) for i in nouns if stands_for_several(scene, i)), topic.many)
    return Topic(about if about.parties else topic.one, several)
