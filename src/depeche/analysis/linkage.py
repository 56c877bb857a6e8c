"""Average linkage: what is likely enough one is joined, the likeliest first.

Two groups are one where the mean over all pairs between them, those not compared counting nothing, is at least JOINED.
A node may stand for many at once (a story found before), which are kept together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

JOINED = 0.4  # probability from which two groups of reports are one event; measured by benchmarks/stories.py --choose

Pair = tuple[int, int]


def joined(sizes: Sequence[int], links: Mapping[Pair, float]) -> list[list[int]]:
    """Groups of nodes. `links`: how likely two nodes of size 1 are one."""
    return Linkage(sizes, links).join([(chance, *pair) for pair, chance in links.items()])


class Linkage:
    """`sums`: total of the probabilities between all that two nodes stand for. `kept`: the first of the nodes that were
    found before; what is between two of those, `between` tells where both may become one."""

    def __init__(
        self,
        sizes: Sequence[int],
        sums: Mapping[Pair, float],
        kept: int | None = None,
        between: Callable[[int, int], float] = lambda one, other: 0.0,
    ) -> None:
        self.size = list(sizes)
        self.group = list(range(len(sizes)))
        self.nodes = {n: [n] for n in self.group}
        self.kept = {n: [n] for n in self.group if kept is not None and n >= kept}
        self.between = between
        self.near: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for (one, other), total in sums.items():
            self.near[one][other] += total
            self.near[other][one] += total

    def join(self, links: Iterable[tuple[float, int, int]]) -> list[list[int]]:
        """`links`: a probability and the two nodes that it would make one."""
        likely = [link for link in links if link[0] >= JOINED]
        for _, a, b in sorted(likely, key=lambda link: (-link[0], *link)):
            one, other = sorted((self.group[a], self.group[b]))
            if one != other and self.mean(one, other) >= JOINED:
                self.merge(one, other)
        return list(self.nodes.values())

    def mean(self, one: int, other: int) -> float:
        before = (self.between(a, b) for a in self.kept.get(one, ()) for b in self.kept.get(other, ()))
        return (self.near[one].get(other, 0.0) + sum(before)) / (self.size[one] * self.size[other])

    def merge(self, one: int, other: int) -> None:
        for node in self.nodes[other]:
            self.group[node] = one
        self.nodes[one] += self.nodes.pop(other)
        self.size[one] += self.size[other]
        if kept := self.kept.pop(other, None):
            self.kept.setdefault(one, []).extend(kept)
        for third, total in self.near.pop(other, {}).items():
            self.near[third].pop(other, None)
            if third != one:
                self.near[one][third] += total
                self.near[third][one] += total
