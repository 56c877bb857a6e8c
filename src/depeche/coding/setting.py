"""When and where an act took place: the date and the place nearest to its trigger in the syntax."""

from __future__ import annotations

from collections.abc import Iterable

from depeche.coding.frames import Reading
from depeche.coding.places import DATELINE_RULE
from depeche.coding.scene import Scene
from depeche.language.grammar import Tree
from depeche.reading.datelines import LONGEST
from depeche.records import Date, Place

MAX_OPENING = 3  # tokens before a place that opens its sentence: "près de", "dans la"
MAX_DATE_STEPS, MAX_PLACE_STEPS = 5, 4  # tree distance to a trigger's own date and place; measured on the corpus


def dates_an_event(date: Date, as_of: str | None) -> bool:
    """Not how long something has lasted or how long ago it last was ("en 24 ans", "depuis 2000")."""
    first, last = date.value.split("/")
    return first != ".." and not (last == as_of and first != last and date.precision in ("year", "decade", "vague"))


def nearest_date(scene: Scene, reading: Reading, dates: tuple[Date, ...]) -> Date | None:
    """The date of the trigger's own clause, or the only one of a caption or headline."""
    sentence = scene.sentence
    inside = [d for d in dates if sentence.start <= d.start and d.end <= sentence.end]
    near = [(steps, d.start, d) for d in inside if (steps := _steps(scene.tree, reading.head, d)) <= MAX_DATE_STEPS]
    if near:
        return min(near, key=lambda found: found[:2])[2]
    return inside[0] if len(inside) == 1 and sentence.block_kind == "caption" else None


def nearest_place(scene: Scene, reading: Reading, places: tuple[Place, ...]) -> Place | None:
    """The nearest place of the trigger's clause, else the one that holds for the sentence."""
    sentence = scene.sentence
    inside = [p for p in places if sentence.start <= p.start and p.end <= sentence.end]
    near = [(steps, p.start, p) for p in inside if (steps := _steps(scene.tree, reading.head, p)) <= MAX_PLACE_STEPS]
    if near:
        return min(near, key=lambda found: found[:2])[2]
    return inside[0] if inside and sentence.block_kind == "caption" else framing_place(scene, places)


def framing_place(scene: Scene, places: Iterable[Place]) -> Place | None:
    """The place that holds for a whole sentence: set before it ("À Oslo, …"), or, where it names none, that of the
    dateline right before it."""
    sentence, places = scene.sentence, tuple(places)
    inside = [p for p in places if sentence.start <= p.start and p.end <= sentence.end]
    if inside:
        return inside[0] if _opens(scene.tree, inside[0]) else None
    return next((p for p in places if _heads(scene, p)), None)


def _opens(tree: Tree, place: Place) -> bool:
    """Is it set before the clause with its adposition, a comma behind?"""
    first = next((t.index for t in tree.tokens if place.start <= t.start), len(tree.tokens))
    after = next((t.text for t in tree.tokens if t.start >= place.end), "")
    return 0 < first <= MAX_OPENING and after == ","


def _heads(scene: Scene, place: Place) -> bool:
    """Is it the dateline of the sentence?"""
    before = scene.sentence.start - place.end
    return place.rule.startswith(DATELINE_RULE) and 0 <= before <= LONGEST


def _steps(tree: Tree, index: int, located: Date | Place) -> int:
    """Edges between a word and the highest word of a span."""
    inside = [t.index for t in tree.tokens if located.start <= t.start and t.end <= located.end]
    return tree.distance(index, tree.top(inside)) if inside else len(tree.tokens)
