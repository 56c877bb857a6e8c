"""Lay a trigger's frame over its sentence: who acts, who is acted on.

A row of the lexicon says where the sides of an act attach ("nsubj>obl:contre"). Here the path is walked over the tree;
the row whose sides are best found reads the trigger. Passives turn the frame round, so a row is written once, for the
active.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from depeche.coding.scene import Party, Scene, parties_around
from depeche.knowledge.codebook import Doers, load_doers
from depeche.knowledge.lexicon import FITTING, Lexicon, Match, Requirement, Step, Trigger
from depeche.language.grammar import (
    VERBAL,
    Tree,
    is_passive,
    mark_of,
    passive_subjects,
    subjects,
    with_conjuncts,
)
from depeche.records import EventType

NOUNS = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
# how much it says for a row that a side is a known party, is some word, is missing; a requirement; a further word
FILLED, FOUND, UNFILLED, REQUIRED, WORD = 2.0, 0.5, -1.0, 1.0, 0.5
UNLIKELY, LIKELY = -2.0, 0.5  # who acts is of a sector that does no such acts, or mostly such
REQUIRED_OF_LOOKALIKE = 3.0  # what makes it a look-alike is there: "appeler" with an attribute names, it asks nothing
CLAUSES = ("xcomp", "ccomp", "acl", "advcl")
MAX_REACH = 8  # tokens between a trigger and a complement that the parser hung elsewhere; measured on the corpus


@dataclass(frozen=True, slots=True)
class Side:
    """The parties of one side, and the tokens they were read at."""

    parties: tuple[Party, ...]
    tokens: tuple[int, ...]


NOBODY = Side((), ())


@dataclass(frozen=True, slots=True)
class Reading:
    """A trigger read in a sentence: `tokens` are its words, `head` the one that governs the others; `content`: the type
    of the act that a promise or demand is about."""

    trigger: Trigger
    tokens: tuple[int, ...]
    head: int
    actor: Side
    recipient: Side
    score: float
    content: EventType | None = None


def read_triggers(scene: Scene, lexicon: Lexicon, matches: tuple[Match, ...]) -> tuple[Reading, ...]:
    """The acts a sentence names, each under its best row. Look-alikes are left out. `matches`: what the lexicon finds
    in the sentence."""
    types = {index: {t.type for t in match.triggers if t.is_event} for match in matches for index in match.tokens}
    readings = (_best(scene, match, lexicon, types) for match in matches if not _names_somebody(scene, match.tokens))
    return _apart([reading for reading in readings if reading is not None and reading.trigger.is_event])


def _apart(readings: list[Reading]) -> tuple[Reading, ...]:
    """Of readings of one verb or noun the better, then the longer."""
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda r: (-r.score, -len(r.tokens), r.tokens)):
        if not any(reading.head == other.head for other in kept):
            kept.append(reading)
    return tuple(sorted(kept, key=lambda r: r.tokens))


def _names_somebody(scene: Scene, tokens: tuple[int, ...]) -> bool:
    """Words that are part of a name or a title name no act ("la oposición", "Tratado de Seguridad Colectiva")."""
    within = scene.span(tokens)
    return all(scene.tree.tokens[i].pos not in VERBAL for i in tokens) and any(
        party.form in ("name", "role") and party.start <= within.start and within.end <= party.end
        for party in scene.parties[tokens[0]]
    )


def _best(scene: Scene, match: Match, lexicon: Lexicon, types: dict[int, set[EventType | None]]) -> Reading | None:
    """The row whose frame fits best; of equals a look-alike, then the type with most rows, then the first. Where no row
    of an expression fits, its words are read one by one."""
    rows = (*match.triggers, *_rows_inside(scene.tree, match, lexicon))
    readings = _readings(scene, match.tokens, rows, lexicon, types)
    if not readings and len(match.tokens) > 1:
        single = (_single_rows(scene.tree, i, lexicon) for i in match.tokens)
        inner = [_readings(scene, (i,), r, lexicon, types) for i, r in zip(match.tokens, single, strict=True)]
        readings = [reading for found in inner for reading in found]
    usual = Counter(reading.trigger.type for reading in readings if reading.trigger.is_event)
    return max(readings, key=lambda r: (r.score, not r.trigger.is_event, usual[r.trigger.type]), default=None)


def _readings(
    scene: Scene,
    tokens: tuple[int, ...],
    rows: tuple[Trigger, ...],
    lexicon: Lexicon,
    types: dict[int, set[EventType | None]],
) -> list[Reading]:
    """Every row whose requirements are met, laid over the words."""
    head = head_of(scene.tree, tokens)
    longest = max((len(trigger.words) for trigger in rows if trigger.is_event), default=0)
    return [
        _lay(scene, tokens, head, trigger)
        for trigger in rows
        if (trigger.is_event or len(trigger.words) >= longest)  # "negar" says nothing of "negarse a"
        and all(meets(scene, tokens, head, need, lexicon, types) for need in trigger.frame.requires)
    ]


def _single_rows(tree: Tree, index: int, lexicon: Lexicon) -> tuple[Trigger, ...]:
    """Rows of one word, where its part of speech fits."""
    token = tree.tokens[index]
    rows = lexicon.triggers.get(token.lemma, ())
    return tuple(row for row in rows if len(row.words) == 1 and token.pos in FITTING[row.pos])


def _rows_inside(tree: Tree, match: Match, lexicon: Lexicon) -> tuple[Trigger, ...]:
    """Rows of an expression's single words that name the same act: "sommet" tells the sides of "tenir un sommet"."""
    if len(match.tokens) == 1:
        return ()
    types = {trigger.type for trigger in match.triggers if trigger.is_event}
    rows = (row for i in match.tokens for row in lexicon.triggers.get(tree.tokens[i].lemma, ()))
    return tuple(
        row for row in rows if len(row.words) == 1 and row.is_event and row.type in types and row.pos == "NOUN"
    )


def head_of(tree: Tree, tokens: tuple[int, ...]) -> int:
    """The word of an expression that governs the others: the one highest in the tree, the verb of equals."""
    inside = set(tokens)
    tops = [i for i in tokens if not inside & set(tree.ancestors(i))]
    return next((i for i in tops if tree.tokens[i].pos in VERBAL), tops[0] if tops else tokens[0])


def _lay(scene: Scene, tokens: tuple[int, ...], head: int, trigger: Trigger) -> Reading:
    frame = trigger.frame
    actor = side_of(scene, tokens, head, frame.actor)
    recipient = side_of(scene, tokens, head, frame.recipient)
    if recipient.parties and set(recipient.tokens) & set(actor.tokens):
        recipient = NOBODY
    required = REQUIRED if trigger.is_event else REQUIRED_OF_LOOKALIKE
    score = required * len(frame.requires) + WORD * (len(trigger.words) - 1)
    for path, side in ((frame.actor, actor), (frame.recipient, recipient)):
        if path:
            score += FILLED if side.parties else FOUND if side.tokens else UNFILLED
            score += 0.5 if side.parties and path[-1].preposition else 0.0
    score += _likelihood(scene, actor, trigger.type)
    if frame.symmetric:
        actor, recipient = Side(actor.parties + recipient.parties, actor.tokens + recipient.tokens), NOBODY
        if len({party.actor for party in actor.parties}) < 2:
            score += UNFILLED
    return Reading(trigger, tokens, head, actor, recipient, score)


def _likelihood(scene: Scene, actor: Side, kind: EventType | None) -> float:
    """How much it says for or against a type that everybody who acts is of sectors that do, or do not do, such acts."""
    doers = load_doers().get(kind or "", Doers())
    known = (scene.actors.get(party.actor) for party in actor.parties)
    sectors = [set(one.sectors) if one is not None else set[str]() for one in known]
    if not sectors or not all(sectors):
        return 0.0
    if all(found <= doers.unlikely for found in sectors):
        return UNLIKELY
    return LIKELY if all(found & doers.likely for found in sectors) else 0.0


def side_of(scene: Scene, tokens: tuple[int, ...], head: int, path: tuple[Step, ...]) -> Side:
    """The parties at the end of a frame's path from a trigger."""
    return side_at(scene, _walk(scene.tree, tokens, head, path))


def _parties(scene: Scene, at: Iterable[int]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for index in at:
        for party in parties_around(scene, index):
            found.setdefault(party.actor, party)
    return tuple(sorted(found.values(), key=lambda party: (party.start, party.end, party.actor)))


def side_at(scene: Scene, at: tuple[int, ...]) -> Side:
    """The parties some tokens stand for, and those co-ordinated with them; a relative pronoun stands for its noun."""
    at = tuple(dict.fromkeys(_antecedent(scene.tree, index) for index in at))
    return Side(_parties(scene, at), at)


def stands_for_several(scene: Scene, index: int) -> bool:
    """Whether `side_at` would have more than one party there."""
    parties = parties_around(scene, _antecedent(scene.tree, index))
    return len(parties) > 1 and len({party.actor for party in parties}) > 1


def _antecedent(tree: Tree, index: int) -> int:
    if tree.tokens[index].text.lower() not in tree.words.relatives:
        return index
    for above in tree.ancestors(index):
        head = tree.head(above)
        if tree.tokens[above].relation == "acl:relcl" and head is not None:
            return head
    return index


# ---- walking a path --------------------------------------------------------------------------------------------------


def _walk(tree: Tree, tokens: tuple[int, ...], head: int, path: tuple[Step, ...]) -> tuple[int, ...]:
    if not path:
        return ()
    at = _first_step(tree, tokens, head, path[0])
    for step in path[1:]:
        at = tuple(dict.fromkeys(i for index in at for i in _step(tree, index, step)))
    return with_conjuncts(tree, at)


def _first_step(tree: Tree, tokens: tuple[int, ...], head: int, step: Step) -> tuple[int, ...]:
    """A step from the trigger may start at any word of the expression, never to one of its own words."""
    starts = (head, *(i for i in tokens if i != head))
    for start in starts:
        found = tuple(i for i in _step(tree, start, step) if i not in tokens)
        if found:
            return found
    return _misattached(tree, tokens, head, step)


def _step(tree: Tree, index: int, step: Step) -> tuple[int, ...]:
    relation, preposition = step.relation, step.preposition
    if relation in CLAUSES:
        return tuple(i for i in tree.children(index, *CLAUSES) if preposition in (None, mark_of(tree, i)))
    if preposition is not None:
        return _marked(tree, index, preposition)
    if relation == "^":
        return _itself(tree, index)
    if relation == "nsubj":
        return _agents(tree, index) if is_passive(tree, index) else _doers(tree, index)
    if relation == "nsubj:pass":
        return passive_subjects(tree, index) or _objects(tree, index)
    if relation == "obj":
        return passive_subjects(tree, index) if is_passive(tree, index) else _objects(tree, index)
    if relation == "iobj":
        return _addressed(tree, index)
    if relation == "obl:agent":
        return _agents(tree, index)
    if relation == "poss":
        return _possessors(tree, index)
    return tree.children(index, relation)


def _itself(tree: Tree, index: int) -> tuple[int, ...]:
    """The trigger itself, or the noun that a participle or adjective qualifies."""
    head = tree.head(index)
    if head is not None and tree.tokens[index].relation in ("amod", "acl", "appos"):
        return (head,)
    return (index,)


def _doers(tree: Tree, index: int) -> tuple[int, ...]:
    """The subject; of a noun, the subject of the verb that carries it ("X a lancé une attaque")."""
    found = subjects(tree, index)
    above = tree.head(index)
    if not found and tree.tokens[index].pos in NOUNS and above is not None and tree.tokens[above].pos in VERBAL:
        passive = is_passive(tree, above)
        if passive and tree.tokens[above].lemma not in tree.words.support_verbs:
            return ()  # "the attack was condemned by X": X condemns
        return _agents(tree, above) if passive else subjects(tree, above)
    return found


def _agents(tree: Tree, index: int) -> tuple[int, ...]:
    found = tree.children(index, "obl:agent")
    return found or tuple(
        i for i in tree.children(index, "obl", "nmod") if (tree.tokens[i].case or "").split(" ")[0] in tree.words.agent
    )


def _objects(tree: Tree, index: int) -> tuple[int, ...]:
    """Direct objects; "a" marks them in Spanish; a relative clause's object is what it qualifies; French names without
    an article are often called something else."""
    found = tree.children(index, "obj")
    head, token = tree.head(index), tree.tokens[index]
    if head is not None and token.relation in ("acl", "acl:relcl") and not _relative_subject(tree, index):
        words = (tree.tokens[i].text.lower() for i in found or tree.children(index, "mark"))
        if any(word in tree.words.relatives for word in words):
            return (head,)
    return found or _addressed(tree, index) or _bare_names(tree, index)


def _relative_subject(tree: Tree, index: int) -> bool:
    return any(tree.tokens[i].text.lower() in tree.words.relatives for i in tree.children(index, "nsubj"))


def _bare_names(tree: Tree, index: int) -> tuple[int, ...]:
    """Names without adposition behind a verb that has no object ("accuse Alger", "menace Budapest")."""
    if tree.tokens[index].pos not in VERBAL:
        return ()
    behind = (i for i in tree.children(index, "xcomp", "obl", "nmod", "dep") if i > index)
    return tuple(i for i in behind if tree.tokens[i].case is None and tree.tokens[i].pos == "PROPN")


def _addressed(tree: Tree, index: int) -> tuple[int, ...]:
    return tree.children(index, "iobj") + tuple(
        i for i in tree.children(index, "obl", "obj", "nmod") if tree.tokens[i].case in tree.words.dative
    )


def _possessors(tree: Tree, index: int) -> tuple[int, ...]:
    return tuple(
        i
        for i in tree.children(index)
        if tree.tokens[i].relation == "nmod:poss" or "Poss=Yes" in tree.tokens[i].features
    )


def _marked(tree: Tree, index: int, preposition: str) -> tuple[int, ...]:
    """Complements under an adposition, whatever the parser calls them."""
    return tuple(
        i for i in tree.children(index) if tree.tokens[i].case == preposition and tree.tokens[i].relation != "conj"
    )


def _misattached(tree: Tree, tokens: tuple[int, ...], head: int, step: Step) -> tuple[int, ...]:
    """A complement that follows the trigger closely but hangs on its governor, or on one of its complements."""
    if step.preposition is None or step.relation in CLAUSES or step.relation == "obl:agent":
        return ()
    last = max(tokens)
    near = {head, *tree.ancestors(head)[:1], *tree.children(head)}
    return tuple(
        token.index
        for token in tree.tokens[last + 1 : last + 1 + MAX_REACH]
        if token.case == step.preposition
        and token.head in near
        and token.head != token.index
        and token.relation != "obl:agent"
    )[:1]


# ---- requirements ----------------------------------------------------------------------------------------------------


def meets(
    scene: Scene,
    tokens: tuple[int, ...],
    head: int,
    need: Requirement,
    lexicon: Lexicon | None = None,
    types: Mapping[int, set[EventType | None]] = MappingProxyType({}),
) -> bool:
    """Is there what a frame asks for beside its sides? `types`: what other words of the sentence may name."""
    tree = scene.tree
    if need.feature is not None:
        return any(need.feature in tree.tokens[i].features for i in (*tokens, *tree.children(head, "aux", "cop")))
    if need.path and need.path[0].relation == "expl:se":
        return bool(tree.children(head, "expl:se"))
    at = _walk(tree, tokens, head, need.path)
    if not (need.classes or need.lemmas or need.types):
        return bool(at)
    classes = lexicon.classes if lexicon is not None else {}
    allowed = need.lemmas.union(*(classes.get(name, frozenset()) for name in need.classes))
    return any(tree.tokens[i].lemma in allowed or bool(types.get(i, set()) & set(need.types)) for i in at)
