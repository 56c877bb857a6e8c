"""A network as a picture: circles and lines whose places are known before the browser sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from depeche.analysis.networks import Network, places_of

DRAWN = 30  # nodes: more cannot be read
SIZE, MARGIN = 1000, 90  # of the picture's own units
LARGEST, SMALLEST = 26, 6  # radius of a node
THICKEST = 14  # width of a line


@dataclass(frozen=True, slots=True)
class Circle:
    id: str
    name: str
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Line:
    """All that two do to each other. `side`: what outweighs."""

    one: Circle
    other: Circle
    events: int
    width: float
    side: str


@dataclass(frozen=True, slots=True)
class Drawing:
    circles: tuple[Circle, ...]
    lines: tuple[Line, ...]
    size: int = SIZE


def drawing(net: Network, ids: Sequence[str], name: Callable[[str], str]) -> Drawing:
    """The nodes of these ids, and what runs between them."""
    if not ids:
        return Drawing((), ())
    places = placed(places_of(net, ids))
    weights = {node.id: node.acts + node.suffers for node in net.nodes}
    most = max(weights[id] for id in ids) or 1
    circles = {
        id: Circle(
            id, name(id), *places[id], radius=round(SMALLEST + (LARGEST - SMALLEST) * (weights[id] / most) ** 0.5)
        )
        for id in ids
    }
    return Drawing(tuple(circles.values()), tuple(lines(net, circles)))


def placed(places: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """The places, spread over the whole picture."""
    across, down = zip(*places.values(), strict=True)

    def spread(value: float, all: Sequence[float]) -> int:
        width = max(all) - min(all) or 1.0
        return round(MARGIN + (value - min(all)) / width * (SIZE - 2 * MARGIN))

    return {id: (spread(x, across), spread(y, down)) for id, (x, y) in places.items()}


def lines(net: Network, circles: Mapping[str, Circle]) -> list[Line]:
    """One for each pair, both directions together, thin ones first."""
    sums: dict[tuple[str, str], tuple[int, float]] = {}
    for edge in net.edges:
        if edge.source in circles and edge.target in circles:
            one, other = sorted((edge.source, edge.target))
            events, score = sums.get((one, other), (0, 0.0))
            sums[one, other] = (events + edge.events, score + edge.score)
    most = max((events for events, _ in sums.values()), default=1)
    drawn = [
        Line(circles[one], circles[other], events, round(1 + (THICKEST - 1) * events / most, 1), side(score))
        for (one, other), (events, score) in sums.items()
    ]
    return sorted(drawn, key=lambda line: (line.events, line.one.id, line.other.id))


def side(score: float) -> str:
    return "conflict" if score < 0 else "cooperation"
