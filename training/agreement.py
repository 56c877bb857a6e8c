"""How far two readers agree: passages annotated a second time by somebody who did not see the first annotation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depeche.analysis.matching import Figure, figure
from depeche.analysis.passages import GoldEvent, Passage
from depeche.language.labels import FACTUALITY
from depeche.records import Span


@dataclass(frozen=True)
class Agreement:
    """The second reading scored against the first, as the model is."""

    passages: int
    triggers: Figure
    typed: Figure
    roles: Figure
    factuality: float


def agreement(first: Mapping[str, Passage], second: Iterable[Passage]) -> Agreement:
    """Triggers that overlap, with the same type; who plays which role on right triggers; macro-F1 of factuality."""
    counts = dict.fromkeys(("passages", "triggers", "typed", "here", "there", "roles", "roles here", "roles there"), 0)
    told: list[tuple[str, str]] = []
    for other in second:
        one = first[other.id]
        counts["passages"] += 1
        counts["here"] += len(one.events)
        counts["there"] += len(other.events)
        for mine, theirs in _matched(one, other):
            counts["triggers"] += 1
            counts["typed"] += mine.type == theirs.type
            told.append((mine.factuality, theirs.factuality))
            for role in ("actors", "recipients"):
                here = [_spans(one, key) for key in getattr(mine, role)]
                there = [_spans(other, key) for key in getattr(theirs, role)]
                counts["roles here"] += len(here)
                counts["roles there"] += len(there)
                counts["roles"] += sum(any(_meet(a, b) for b in there) for a in here)
    labels = [
        figure(sum(a == b == f for a, b in told), sum(b == f for _, b in told), sum(a == f for a, _ in told)).f1
        for f in FACTUALITY
    ]
    return Agreement(
        counts["passages"],
        figure(counts["triggers"], counts["there"], counts["here"]),
        figure(counts["typed"], counts["there"], counts["here"]),
        figure(counts["roles"], counts["roles there"], counts["roles here"]),
        sum(labels) / len(labels),
    )


def _matched(one: Passage, other: Passage) -> list[tuple[GoldEvent, GoldEvent]]:
    free = list(other.events)
    found = []
    for event in one.events:
        here = _spans(one, event.e)
        alike = [e for e in free if _meet(here, _spans(other, e.e))]
        if alike:
            best = next((e for e in alike if e.type == event.type), alike[0])
            free.remove(best)
            found.append((event, best))
    return found


def _spans(passage: Passage, key: str) -> list[Span]:
    return [Span(tag.start, tag.end) for tag in passage.tagged(key) if tag.key == key]


def _meet(some: list[Span], others: list[Span]) -> bool:
    return any(a.overlaps(b) for a in some for b in others)
