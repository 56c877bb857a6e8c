"""According to whom: the speaker inside whose words an act is told, else the reporter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from depeche.coding.factuality import Judgement
from depeche.coding.frames import Reading, side_at
from depeche.coding.scene import Scene
from depeche.language.grammar import subjects
from depeche.records import Quote, Span

REPORTER = "reporter"
EMBEDDING = frozenset({"xcomp", "ccomp", "advcl", "obl", "acl"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who tells an act: an actor's id or "reporter", the words that name the source, the rule."""

    source: str
    span: Span | None
    rule: str


def attribute(
    scene: Scene, reading: Reading, judgement: Judgement, quotes: Iterable[Quote], others: Iterable[Reading]
) -> Attribution:
    """Innermost first: the accuser who alleges it, the one who denies it, the speaker whose words hold it."""
    accuser = _accuser(scene, reading, others)
    if accuser is not None:
        return accuser
    if judgement.disclaimed and judgement.governor is not None:
        parties = side_at(scene, subjects(scene.tree, judgement.governor)).parties or reading.actor.parties
        if parties:
            party = parties[0]
            return Attribution(party.actor, Span(party.start, party.end), "told by the one who denies it")
    return _speaker(scene.span(reading.tokens), quotes)


def _speaker(trigger: Span, quotes: Iterable[Quote]) -> Attribution:
    around = [q for q in quotes if q.kind != "not_speech" and trigger in Span(q.start, q.end) and q.speaker]
    if not around:
        return Attribution(REPORTER, None, "nobody is quoted")
    inner = min(around, key=lambda q: q.end - q.start)
    return Attribution(inner.speaker or REPORTER, inner.source, f"told in a quotation ({inner.rule})")


def _accuser(scene: Scene, reading: Reading, others: Iterable[Reading]) -> Attribution | None:
    """ "X accused Y of attacking Z": the attack is told by X."""
    tree = scene.tree
    if tree.tokens[reading.head].relation not in EMBEDDING:
        return None
    above = tree.head(reading.head)
    for other in others:
        if other.trigger.type == "ACCUSE" and above in other.tokens and other.actor.parties:
            party = other.actor.parties[0]
            return Attribution(party.actor, Span(party.start, party.end), "told by the accuser")
    return None
