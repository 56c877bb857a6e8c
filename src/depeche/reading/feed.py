"""RSS and Atom -> an article an entry: its content where the feed carries it, else its summary, said in a note.

An entry's title, days, authors, address, pictures with their captions and credits stand as the feed states them.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode_page
from depeche.reading.frame import Frame
from depeche.reading.moments import as_moment
from depeche.reading.story import Shown, Story, as_html, as_text, read_story
from depeche.records import Article, Failure

if TYPE_CHECKING:
    from depeche.reading.tree import Element

LARGEST = 50_000_000  # bytes
REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
MOST_NESTED = 1000  # elements below the deepest that are read; feedparser takes 12 s of the processor for 100,000
SUMMARY = "the feed gives a summary, not the whole report"
OPENING = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)


def knows_feed(head: bytes, name: str) -> bool:
    """Its root is an `rss`, `feed` or `RDF` element."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000]
    return start.startswith(b"<") and OPENING.search(start) is not None and b"<html" not in start.lower()


@dataclass(frozen=True, slots=True)
class Entry:
    """`id`: what the feed calls it, else its link or title; `edition`: another one where the feed says or shows that it
    changed; `link`: as it stands there; `stated`: its frame; `read`: what the feed itself gives of it."""

    id: str
    edition: str
    link: str | None
    stated: Frame
    read: Article | Failure


def read_feed(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when it is too large, declares entities, is nested without end, or has no entry."""
    some = False
    for entry in read_entries(stream.read(LARGEST + 1), frame):
        some = True
        yield entry.read
    if not some:
        raise UnreadableArticle(f"{frame.source}: no entry in the feed; give one with items")


def read_entries(content: bytes, frame: Frame) -> Iterator[Entry]:
    """None where the feed has none. Raises UnreadableArticle as `read_feed`, and when it is no feed."""
    from depeche.reading.tree import parse  # here, so that other formats start without it

    content = checked(content, frame)
    source = decode_page(content, frame.source)
    root = parse(source, xml=True)
    if is_endless(root):
        raise UnreadableArticle(f"{frame.source}: elements within one another without end; save the feed anew")
    found = parsed(content, frame)
    shown = list(pictures(root, source))
    for number, entry in enumerate(found.entries, start=1):
        pictured = shown[number - 1] if len(shown) == len(found.entries) else ()
        place = f"{frame.source}, entry {number}"
        stated = frame_of(entry, found.feed, replace(frame, id=f"{frame.id}:{number}", source=place))
        try:
            read: Article | Failure = read_entry(entry, pictured, stated)
        except UnreadableArticle as error:
            read = Failure(place, str(error))
        title, link = as_text(entry.get("title") or ""), entry.get("link")
        edition = (entry.get("updated") if "updated" in entry else entry.get("published")) or title
        yield Entry(entry.get("id") or link or title, edition, link, stated, read)


def parsed(content: bytes, frame: Frame) -> Any:
    """As feedparser reads it. Raises UnreadableArticle."""
    import feedparser  # here, so that other formats start without it

    try:
        found = feedparser.parse(
            REFERENCE.sub(to_a_character, content), sanitize_html=False, resolve_relative_uris=False
        )
    except UnicodeError as error:
        raise UnreadableArticle(f"{frame.source}: signs in it that are none; save the feed anew") from error
    if not found.entries and not found.version:
        raise UnreadableArticle(f"{frame.source}: no feed; give the address of its RSS or Atom")
    return found


def checked(content: bytes, frame: Frame) -> bytes:
    """Raises UnreadableArticle when it is too large or declares entities."""
    if len(content) > LARGEST:
        raise UnreadableArticle(f"{frame.source}: a feed of more than {LARGEST // 1_000_000} MB; split it")
    if ENTITIES.search(content[:100_000].replace(b"\0", b"")):  # UTF-16 too; feedparser drops what stands further on
        raise UnreadableArticle(
            f"{frame.source}: it declares entities, which feeds need not; take the <!ENTITY> lines out"
        )
    return content


def to_a_character(reference: re.Match[bytes]) -> bytes:
    """The reference, or that of U+FFFD for one to no character, which feedparser cannot take."""
    figures = (reference[1] or reference[2]).lstrip(b"0")
    number = int(figures or b"0", 16 if reference[1] else 10) if len(figures) < 9 else -1
    return reference[0] if 0 <= number < 0xD800 or 0xDFFF < number <= 0x10FFFF else b"&#65533;"


def is_endless(root: Element) -> bool:
    """Are elements open within one another, far beyond the deepest that are told apart?"""
    from depeche.reading.tree import DEEPEST

    return any(len(e.children) > MOST_NESTED and sum(1 for _ in e.above()) >= DEEPEST - 1 for e in root)


def frame_of(entry: Any, feed: Any, frame: Frame) -> Frame:
    """What a feed states of an entry."""
    return replace(
        frame,
        title=as_text(entry.get("title") or "") or None,
        url=address(entry.get("link")),
        publisher=as_text(feed.get("title") or "") or None,
        published=moment(entry, "published") or moment(entry, "updated") or frame.published,
        updated=moment(entry, "updated"),
        authors=tuple(names(entry)),
        section=next((tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")), None),
    )


def read_entry(entry: Any, pictured: tuple[Shown, ...], frame: Frame) -> Article:
    content = max((part.get("value") or "" for part in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary") or ""
    summary = "" if as_text(summary) in [shown.caption for shown in pictured] else summary
    body, standfirst = (content, as_text(summary)) if content else (summary, "")
    repeated = as_text(body)[: len(standfirst)] == standfirst or len(standfirst) > 900
    story = Story(frame.title or "", "" if repeated else standfirst, "", as_html(body), pictured)
    return read_story(story, replace(frame, notes=() if content else (SUMMARY,)))


def address(link: str | None) -> str | None:
    return link if link and link.startswith(("http://", "https://")) else None


def names(entry: Any) -> Iterator[str]:
    for author in entry.get("authors", ()):
        name = as_text(author.get("name") or "")
        if name:
            yield name


def moment(entry: Any, name: str) -> str | None:
    """As written where that can be read, else as the feed's reader understands it, in UTC. What is not there is None,
    though feedparser would give one day for the other."""
    if name not in entry:
        return None
    if written := as_moment(entry.get(name) or ""):
        return written
    parsed = entry.get(f"{name}_parsed")
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None


def pictures(root: Element, source: str) -> Iterator[tuple[Shown, ...]]:
    """For each entry the captions of its `media:content` with their `media:credit`, which feedparser mixes with the
    entry's own words."""
    for item in root:
        if item.name in ("item", "entry"):
            yield tuple(dict.fromkeys(shown_in(item, source)))


def shown_in(item: Element, source: str) -> Iterator[Shown]:
    for media in item:
        if media.name == "content" and "url" in media.attributes:
            near = [media, *(above for above in media.above() if above.name == "group")]
            if caption := next(inner_words(near, "description", source), ""):
                yield Shown(caption, next(inner_words([*near, item], "credit", source), None))


def inner_words(elements: Iterable[Element], name: str, source: str) -> Iterator[str]:
    """The words of the elements of that name, within the first of the elements that has any."""
    from depeche.reading.leaves import read_leaves

    for element in elements:
        for inner in element:
            if inner.name == name and (words := " ".join(leaf.text for leaf in read_leaves(inner, source))):
                yield as_text(words)
