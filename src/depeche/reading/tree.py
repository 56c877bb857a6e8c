"""A page's source -> its elements, each knowing where it stands in the source.

As lenient as a browser where it matters for reading: open tags are closed by what cannot stand in them, an end tag
without its start is passed over, script and style are no text. Every step takes time in proportion to the page; deeper
nesting than `DEEPEST` is flattened.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 150  # elements within one another; the deepest of the reading benchmark has 42
TOKEN = re.compile(
    r"<(?:!--|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?>[^>=]+|=\s*\"[^\"]*\"|=\s*'[^']*'|=)*+)>|[!?][^>]*>)"
)
ATTRIBUTE = re.compile(r"([^\s/>=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
NAMING = ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type", "data-block")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
RAW = frozenset(
    (
        "script",
        "style",
        "textarea",
        "title",
        "noscript",
        "iframe",
        "noembed",
        "noframes",
        "xmp",
        "template",
        "svg",
        "math",
    )
)
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
OUTER = frozenset({"html", "head", "body", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "select"})
CLOSES_PARAGRAPH = HEADINGS.union(
    ("address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt"),
    ("fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "menu"),
    ("nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
)
BLOCKS = CLOSES_PARAGRAPH | OUTER
PARAGRAPH = frozenset({"p"})
HOLDS_PARAGRAPHS = frozenset({"button", "td", "th", "table", "figure"})
AFTER_NAME = frozenset(" \t\n\r\f\v/>")
# what a start tag ends, and what it does not look beyond
SIBLINGS = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "body": (frozenset({"head"}), frozenset()),
}


@dataclass(slots=True, eq=False)
class Text:
    """Characters between tags, [start, end) of the source, references not yet resolved."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Element:
    """`start`: where its start tag begins; `end`: where its end tag does, or where it was closed."""

    name: str
    raw_attributes: str
    parent: Element | None
    start: int
    end: int = 0
    children: list[Element | Text] = field(default_factory=list)
    known: dict[str, str] | None = None
    named: str | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """Names in lower case; references resolved."""
        if self.known is None:
            self.known = read_attributes(self.raw_attributes)
        return self.known

    @property
    def labels(self) -> str:
        """Class, id, role and the like, in lower case ("storyLead" is "story-lead"): what the page says it is."""
        if self.named is None:
            said = self.attributes if self.raw_attributes else {}
            words = " ".join([said[name] for name in NAMING if name in said]) if said else ""
            self.named = words if words.islower() else HUMP.sub("-", words).lower()
        return self.named

    def __iter__(self) -> Iterator[Element]:
        """Itself and all elements below, in order."""
        waiting: list[Element] = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def above(self) -> Iterator[Element]:
        """What it stands in, from near to far."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def part(self) -> None:
        """It and its parent no longer know each other, so that a page that was read is freed at once."""
        self.parent = None
        self.children.clear()


def read_attributes(words: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(words):
        value = double or single or bare
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def parse(source: str, *, xml: bool = False) -> Element:
    """The page as one element without a name. Never fails: what is no markup is text. `xml`: tags close themselves
    only by "/>", names lose their prefix, CDATA is text; entities are never expanded."""
    builder = XmlBuilder(source) if xml else Builder(source)
    place = 0
    while place < len(source):
        place = builder.step(place)
    return builder.close()


class Builder:
    """Elements under construction, the innermost last. `opened`: how many of each name are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.open = [Element("", "", None, 0)]
        self.opened: defaultdict[str, int] = defaultdict(int)
        self.last = source.rfind(">") + 1  # no tag ends behind it, so none is looked for there

    def token(self, place: int) -> re.Match[str] | None:
        """The next tag, comment or declaration."""
        return TOKEN.search(self.source, place, self.last)

    def step(self, place: int) -> int:
        """Take in the text and the tag that follow; where the next begins."""
        found = self.token(place)
        if found is None:
            comment = self.source.find("<!--", place)  # that nothing ends
            self.add_text(place, comment if comment >= 0 else len(self.source))
            return len(self.source)
        start, after = found.span()
        if place < start:
            self.add_text(place, start)
        end, name, attributes = found.groups()
        if name is None:
            return self.skip(found)
        name = name.lower()
        if end:
            self.end(name, start)
            return after
        element = self.start(name, attributes, start)
        if name in RAW:
            return self.take_raw(element, after)
        if name in VOID or (attributes.endswith("/") and name not in BLOCKS):
            element.end = after
        else:
            self.push(element)
        return after

    def skip(self, found: re.Match[str]) -> int:
        """Where a comment or a declaration ends."""
        if found[0] != "<!--":
            return found.end()
        stop = self.source.find("-->", found.end() - 2)
        return len(self.source) if stop < 0 else stop + 3

    def add_text(self, start: int, end: int) -> None:
        if start < end:
            self.open[-1].children.append(Text(start, end))

    def start(self, name: str, attributes: str, place: int) -> Element:
        """A new element, not yet open."""
        if name in CLOSES_PARAGRAPH and self.opened["p"]:
            self.close_above(PARAGRAPH, HOLDS_PARAGRAPHS, place)
        if name in HEADINGS and self.open[-1].name in HEADINGS:
            self.pop(self.open[-1], place)
        if name in SIBLINGS:
            self.close_above(*SIBLINGS[name], place)
        element = Element(name, attributes, self.open[-1], place)
        self.open[-1].children.append(element)
        return element

    def close_above(self, names: frozenset[str], within: frozenset[str], place: int) -> None:
        """End the nearest open element of these names, unless one of `within` stands between."""
        for element in reversed(self.open):
            if element.name in names:
                self.pop(element, place)
                return
            if element.name in within:
                return

    def end(self, name: str, place: int) -> None:
        """An end tag; that of an inline element does not end the block it stands in."""
        if not self.opened[name]:
            return
        for element in reversed(self.open):
            if element.name == name:
                self.pop(element, place)
                return
            if name not in BLOCKS and element.name in BLOCKS:
                return
            if element.name in ("td", "th", "button") and name not in ("table", "tr", "tbody", "thead", "body", "html"):
                return

    def push(self, element: Element) -> None:
        if len(self.open) < DEEPEST:
            self.open.append(element)
            self.opened[element.name] += 1

    def pop(self, element: Element, place: int) -> None:
        """End an open element, and those left open in it."""
        while True:
            inner = self.open.pop()
            inner.end = place
            self.opened[inner.name] -= 1
            if inner is element:
                return

    def take_raw(self, element: Element, place: int) -> int:
        """What is not parsed, up to its end tag."""
        stop = end_tag(self.source, element.name, place)
        element.children.append(Text(place, stop))
        element.end = stop
        after = self.source.find(">", stop)
        return len(self.source) if after < 0 else after + 1

    def close(self) -> Element:
        for element in self.open:
            element.end = len(self.source)
        return self.open[0]


def end_tag(source: str, name: str, place: int) -> int:
    """Where the end tag of this name begins, or the source ends."""
    while (place := source.find("</", place)) >= 0:
        behind = place + 2 + len(name)
        if source[place + 2 : behind].lower() == name and (source[behind : behind + 1] or "a") in AFTER_NAME:
            return place
        place += 2
    return len(source)


CDATA = "<![CDATA["


class XmlBuilder(Builder):
    """Without what a browser knows of HTML."""

    def step(self, place: int) -> int:
        found = self.token(place)
        data = self.source.find(CDATA, place, found.start() + len(CDATA) if found else len(self.source))
        if data >= 0:
            self.add_text(place, data)
            stop = self.source.find("]]>", data)
            stop = len(self.source) if stop < 0 else stop
            self.add_text(data + len(CDATA), stop)
            return stop + 3
        if found is None or found["name"] is None:
            return super().step(place)
        self.add_text(place, found.start())
        name = found["name"].lower().rsplit(":", 1)[-1]
        if found["end"]:
            inner = next((element for element in reversed(self.open) if element.name == name), None)
            if self.opened[name] and inner is not None:
                self.pop(inner, found.start())
            return found.end()
        element = Element(name, found["attributes"].rstrip("/"), self.open[-1], found.start())
        self.open[-1].children.append(element)
        if found["attributes"].endswith("/"):
            element.end = found.end()
        else:
            self.push(element)
        return found.end()
