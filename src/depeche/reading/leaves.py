"""A page's elements -> leaves: what stands on lines of its own, with the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from depeche.knowledge.elements import labelled
from depeche.reading.offsets import Spelled
from depeche.reading.tree import BLOCKS, RAW, Element, Text

NO_WORDS = RAW | frozenset(["head", "button", "input", "select", "option", "canvas", "audio", "video", "object", "map"])
BREAKING = re.compile(r"(?<![\w-])br(?![\w-])")  # an empty element that stands for <br>
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CARD = 12  # elements in which a card shows what it is
BREAKS_OF_A_PARAGRAPH = 2  # <br> in a row


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline element with a class, an address or a relation, and its words in `Leaf.spelled`."""

    element: Element
    start: int
    end: int


@dataclass(eq=False)
class Leaf:
    """Words and the block element they stand in. `linked`, `strong`: characters inside links that lead to other pages,
    inside bold; `number`: place among the leaves of the page."""

    element: Element
    number: int = 0
    spelled: Spelled = field(default_factory=Spelled)
    linked: int = 0
    strong: int = 0
    text: str = ""  # trimmed
    start: int = 0  # where the trimmed text begins in `spelled`
    marks: list[Mark] = field(default_factory=list)

    def close(self) -> None:
        words = self.spelled.text
        self.start = len(words) - len(words.lstrip())
        self.text = words.strip()

    @property
    def link_share(self) -> float:
        return self.linked / max(1, len(self.text))

    def within(self) -> Iterator[Element]:
        """The element and all that it stands in, from near to far."""
        yield self.element
        yield from self.element.above()


class Reader:
    """Collects the leaves of an element, in order."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.leaves: list[Leaf] = []
        self.leaf: Leaf | None = None
        self.linked = self.strong = self.breaks = 0

    def read(self, element: Element, block: Element) -> None:
        """`block`: the block element it stands in, itself if it is one."""
        for child in element.children:
            if isinstance(child, Text):
                self.add(child, block)
            elif child.name == "br":
                self.break_line(child)
            elif child.name in BLOCKS:
                self.flush()
                self.read(child, child)
                self.flush()
            elif child.name not in NO_WORDS:
                self.read_inline(child, block)

    def read_inline(self, element: Element, block: Element) -> None:
        if is_unseen(element):
            return
        away = element.name == "a" and not element.attributes.get("href", "").startswith("#")
        link, strong = away, element.name in ("b", "strong")
        self.linked += link
        self.strong += strong
        if element.name in ("span", "i") and not element.children and BREAKING.search(element.labels):
            self.break_line(element)
        leaf, start = self.leaf, self.leaf.spelled.length if self.leaf else 0
        self.read(element, block)
        if self.leaf is not None and element.raw_attributes and (leaf is None or leaf is self.leaf):
            self.leaf.marks.append(Mark(element, start, self.leaf.spelled.length))
        self.linked -= link
        self.strong -= strong

    def add(self, text: Text, block: Element) -> None:
        if self.leaf is None:
            if self.source[text.start : text.end].isspace():
                return
            self.leaf = Leaf(block)
        before = self.leaf.spelled.length
        self.leaf.spelled.spell(self.source, text.start, text.end)
        added = self.leaf.spelled.length - before
        self.leaf.linked += added if self.linked else 0
        self.leaf.strong += added if self.strong else 0
        self.breaks = 0 if added > 1 else self.breaks

    def break_line(self, element: Element) -> None:
        self.breaks += 1
        if self.leaf is not None:
            if self.breaks >= BREAKS_OF_A_PARAGRAPH:
                self.flush()
            else:
                self.leaf.spelled.break_line(element.start, element.end - element.start)

    def flush(self) -> None:
        if self.leaf is not None:
            self.leaf.close()
            if any(map(str.isalnum, self.leaf.text)):
                self.leaf.number = len(self.leaves)
                self.leaves.append(self.leaf)
        self.leaf, self.breaks = None, 0


def is_unseen(element: Element) -> bool:
    """Is it inside a line, but not to be read with it: words for screen readers, what shows when pointed at?"""
    if not element.raw_attributes:
        return False
    said = element.raw_attributes.lower()
    if ("hidden" in said or "none" in said) and (
        "hidden" in element.attributes or HIDDEN.search(element.attributes.get("style", ""))
    ):
        return True
    return labelled(element.labels, "unseen") or is_card(element)


def is_card(element: Element) -> bool:
    """A picture, then links: what shows when a name is pointed at."""
    names = [inner.name for inner in islice(element, 1, CARD)] if element.name == "span" else []
    return "img" in names and names.count("a") > 1 and names.index("img") < names.index("a")


def read_leaves(root: Element, source: str) -> list[Leaf]:
    """The leaves of a page or an element, in order."""
    reader = Reader(source)
    reader.read(root, root)
    reader.flush()
    return reader.leaves
