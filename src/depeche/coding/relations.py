"""Lasting ties the text states: who holds which office, who is whose ally, enemy or kin."""

from __future__ import annotations

from collections.abc import Iterator

from depeche.coding.frames import meets, side_of
from depeche.coding.scene import Scene, set_scene
from depeche.knowledge.roles import load_roles
from depeche.knowledge.ties import Tie, load_ties
from depeche.language.grammar import is_negated
from depeche.records import Actor, Place, Relation, Role, Sentence, Span

OFFICES = (
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "minister",
    "army_chief",
    "speaker",
)
TIES_OF_OFFICES = {"leader": "leads", **{office: "holds_office" for office in OFFICES}}
FITTING = {"NOUN": ("NOUN", "PROPN", "ADJ"), "VERB": ("VERB", "AUX"), "ADJ": ("ADJ", "VERB")}


def find_relations(
    sentences: tuple[Sentence, ...], actors: tuple[Actor, ...], places: tuple[Place, ...]
) -> tuple[Relation, ...]:
    """Every tie once, with all the words that state it, in the order in which they are first stated."""
    found: dict[tuple[str, str, str], set[Span]] = {}
    for subject, relation, other, span in (*_offices(sentences, actors), *_stated(sentences, actors, places)):
        if subject != other:
            found.setdefault((subject, relation, other), set()).add(span)
    relations = [Relation(*key, evidence=tuple(sorted(spans))) for key, spans in found.items()]
    return tuple(sorted(relations, key=lambda r: (r.evidence[0], r.relation, r.subject, r.object)))


def _offices(sentences: tuple[Sentence, ...], actors: tuple[Actor, ...]) -> Iterator[tuple[str, str, str, Span]]:
    """Titles beside the name of somebody whose state is known."""
    for actor in actors:
        if actor.kind != "person" or actor.state is None or actor.id.startswith("_"):
            continue
        for role in actor.roles:
            relation = _tie_of_title(sentences, role)
            if relation is not None:
                yield actor.id, relation, actor.state, Span.of(role)


def _tie_of_title(sentences: tuple[Sentence, ...], role: Role) -> str | None:
    """What a title says: a leader leads, an office is held, other words ("soldat") say nothing lasting."""
    home = next((s for s in sentences if role in Span.of(s)), None)
    hit = next(load_roles(home.language).find(role.title), None) if home is not None else None
    return TIES_OF_OFFICES.get(hit.word.office) if hit is not None else None


def _stated(
    sentences: tuple[Sentence, ...], actors: tuple[Actor, ...], places: tuple[Place, ...]
) -> Iterator[tuple[str, str, str, Span]]:
    for sentence in sentences:
        scene, ties = set_scene(sentence, actors, places), load_ties(sentence.language)
        for token in sentence.tokens:
            for tie in ties.by_lemma.get(token.lemma, ()):
                if token.pos in FITTING[tie.pos] and is_negated(scene.tree, token.index) is None:
                    yield from _ends(scene, token.index, tie)


def _ends(scene: Scene, index: int, tie: Tie) -> Iterator[tuple[str, str, str, Span]]:
    if not all(meets(scene, (index,), index, need) for need in tie.frame.requires):
        return
    left = side_of(scene, (index,), index, tie.frame.actor).parties
    right = side_of(scene, (index,), index, tie.frame.recipient).parties
    if tie.frame.symmetric and not tie.frame.recipient:
        left, right = left[:1], left[1:]
    for one in left:
        for other in right:
            spans = [Span(one.start, one.end), Span(other.start, other.end), Span.of(scene.tree.tokens[index])]
            yield one.actor, tie.relation, other.actor, Span(min(s.start for s in spans), max(s.end for s in spans))
