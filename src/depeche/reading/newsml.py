"""NewsML-G2 and NITF, the XML of press agencies (IPTC) -> an article a text item; items without a text are passed over.

The document is taken apart by the reader of pages in its XML manner: no entity is expanded, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode
from depeche.reading.frame import Frame
from depeche.reading.moments import as_moment
from depeche.reading.story import Story, as_html, read_story
from depeche.records import Article, Failure

if TYPE_CHECKING:
    from depeche.reading.tree import Element

LARGEST = 50_000_000  # bytes
OPENING = re.compile(rb"<(?:\w+:)?(?:newsItem|newsMessage|packageItem|nitf)[\s>]")
RENAMED = (
    (re.compile(r"<(/?)(?:\w+:)?hl2\b", re.IGNORECASE), r"<\1h2"),
    (re.compile(r"<(/?)(?:\w+:)?media-caption\b", re.IGNORECASE), r"<\1figcaption"),
    (re.compile(r"<(/?)(?:\w+:)?media-reference\b", re.IGNORECASE), r"<\1img"),
    (re.compile(r"<(/?)(?:\w+:)?media\b(?!-)", re.IGNORECASE), r"<\1figure"),
    (re.compile(r"<(?:\w+:)?media-producer\b", re.IGNORECASE), r'<small class="credit"'),
    (re.compile(r"</(?:\w+:)?media-producer\b", re.IGNORECASE), r"</small"),
    (re.compile(r"<(/?)\w+:(?=(?:p|div|h[1-6]|ul|ol|li|figure|figcaption|img|body|section|br)\b)"), r"<\1"),
)


def knows_newsml(head: bytes, name: str) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000]
    return start.startswith(b"<") and OPENING.search(start) is not None


def read_newsml(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when it is too large or no item has a text."""
    from depeche.reading.tree import parse  # here, so that other formats start without it

    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableArticle(f"{frame.source}: more than {LARGEST // 1_000_000} MB; give one item a file")
    source = decode(content, frame.source)
    root = parse(source, xml=True)
    elements = [e for e in root if e.name in ("newsitem", "nitf") and not any(a.name == "newsitem" for a in e.above())]
    found = [element for element in elements if body_of(element, source)]
    if not found:
        raise UnreadableArticle(f"{frame.source}: no item with a text in it; give text items")
    for number, element in enumerate(found, start=1):
        place = frame.source if len(found) == 1 else f"{frame.source}, item {number}"
        named = frame if len(found) == 1 else replace(frame, id=f"{frame.id}:{number}", source=place)
        try:
            yield read_item(element, source, named)
        except UnreadableArticle as error:
            yield Failure(place, str(error))


def read_item(item: Element, source: str, frame: Frame) -> Article:
    title = words(item, source, "headline", "hl1")
    byline = words(item, source, "by", "byline")
    guid = item.attributes.get("guid")
    stated = replace(
        frame,
        id=guid or frame.id,
        title=title or None,
        publisher=words(item, source, "provider", "creditline", "doc.copyright", "copyrightholder") or None,
        published=day(item, source, "firstcreated", "contentcreated", "date.issue", "versioncreated")
        or frame.published,
        updated=day(item, source, "versioncreated", "contentmodified"),
        language=frame.language or language(item),
    )
    standfirst = words(item, source, "abstract")
    return read_story(Story(title, standfirst, byline, body_of(item, source)), stated)


def named(item: Element, name: str) -> Iterator[Element]:
    return (element for element in item if element.name == name)


def words(item: Element, source: str, *names: str) -> str:
    """The words of the first such element that has any; of one that is coded, its name within."""
    from depeche.reading.leaves import read_leaves

    for name in names:
        for element in named(item, name):
            inner = next(named(element, "name"), None) or element
            if text := " ".join(leaf.text for leaf in read_leaves(inner, source)):
                return " ".join(text.split())
    return ""


def day(item: Element, source: str, *names: str) -> str | None:
    from depeche.reading.leaves import read_leaves

    for name in names:
        for element in named(item, name):
            stated = element.attributes.get("norm") or "".join(leaf.text for leaf in read_leaves(element, source))
            if moment := as_moment(stated):
                return moment
    return None


def language(item: Element) -> str | None:
    for element in named(item, "language"):
        if tag := element.attributes.get("tag"):
            return tag
    return item.attributes.get("xml:lang")


def body_of(item: Element, source: str) -> str:
    """The markup of its text: NITF's or XHTML's body, or plain text."""
    for name in ("body.content", "inlinexml", "inlinedata"):
        for element in named(item, name):
            inner = next(named(element, "body"), element) if name == "inlinexml" else element
            markup = inside(inner, source)
            if re.search(r"\w", re.sub(r"<[^<>]*>", "", markup)):
                return renamed(markup) if name != "inlinedata" else as_html(plain(inner, source))
    return ""


def inside(element: Element, source: str) -> str:
    """What stands between its tags."""
    places: Sequence[int] = [child.start for child in element.children]
    return source[min(places) : element.end] if places else ""


def plain(element: Element, source: str) -> str:
    import html

    return html.unescape(inside(element, source).removeprefix("<![CDATA[").removesuffix("]]>"))


def renamed(markup: str) -> str:
    for pattern, name in RENAMED:
        markup = pattern.sub(name, markup)
    return markup
