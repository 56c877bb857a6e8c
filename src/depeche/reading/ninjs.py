"""ninjs, the JSON of press agencies (IPTC), versions 1.x and 2.x -> articles: an object, an array, or one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import msgspec

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode
from depeche.reading.frame import Frame
from depeche.reading.moments import as_moment
from depeche.reading.story import Shown, Story, as_html, as_text, read_story
from depeche.records import Article, Failure

LARGEST = 100_000_000  # bytes
OPENING = re.compile(rb"\s*\[?\s*\{")
NAMES = re.compile(rb'"(?:body_text|body_xhtml|body_html|bodies|versioncreated|pubstatus|versionCreated)"\s*:')
Item = Mapping[str, Any]


def knows_ninjs(head: bytes, name: str) -> bool:
    """An object with a `uri` and a name that only ninjs has."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    return OPENING.match(start) is not None and b'"uri"' in start and NAMES.search(start) is not None


def read_ninjs(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when it is too large or no JSON."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableArticle(f"{frame.source}: more than {LARGEST // 1_000_000} MB; give one item a file")
    found = items(decode(content, frame.source).encode(), frame.source)
    for number, item in enumerate(found, start=1):
        place = frame.source if len(found) == 1 else f"{frame.source}, item {number}"
        named = frame if len(found) == 1 else replace(frame, id=f"{frame.id}:{number}", source=place)
        try:
            yield read_item(item, named)
        except UnreadableArticle as error:
            yield Failure(place, str(error))


def items(content: bytes, source: str) -> list[Item]:
    """One document, or a document a line."""
    attempts = (
        lambda: msgspec.json.decode(content),
        lambda: [msgspec.json.decode(x) for x in content.splitlines() if x],
    )
    problem: Exception | None = None
    for attempt in attempts:
        try:
            whole = attempt()
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            problem = problem or error
            continue
        listed = whole if isinstance(whole, list) else [whole]
        return [item for item in listed if isinstance(item, dict)]
    raise UnreadableArticle(f"{source}: {problem}; mend the JSON") from problem


def read_item(item: Item, frame: Frame) -> Article:
    title = as_text(said(item, "headline", "headlines", "title"))
    body = said(item, "body_xhtml", "body_html", "body_text", "bodies")
    byline = as_text(said(item, "byline", "bylines", "by"))
    stated = replace(
        frame,
        id=str(item.get("uri") or frame.id),
        title=title or None,
        url=next((u for u in (item.get("url"), item.get("uri")) if isinstance(u, str) and u.startswith("http")), None),
        publisher=name_of(item.get("provider")) or text_of(item.get("copyrightholder")) or text_of(item.get("source")),
        published=day(item, "firstcreated", "firstCreated", "versioncreated", "versionCreated") or frame.published,
        updated=day(item, "versioncreated", "versionCreated"),
        authors=tuple(authors(item, byline)),
        language=frame.language or text_of(item.get("language")),
        section=next((name_of(s) for s in listed(item.get("subject"), item.get("subjects")) if name_of(s)), None),
    )
    return read_story(Story(title, "", byline, as_html(body), tuple(pictures(item))), stated)


def said(item: Item, *names: str) -> str:
    """The first of these fields with words; of several versions (2.x) the one in HTML, else the longest."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return value
        versions = [v for v in listed(value) if isinstance(v, dict) and isinstance(v.get("value"), str)]
        marked = [v for v in versions if "html" in str(v.get("contenttype") or v.get("contentType"))]
        if versions:
            return str(max((v["value"] for v in marked or versions), key=len))
    return ""


def listed(*values: Any) -> list[Any]:
    return [one for value in values if isinstance(value, list) for one in value]


def text_of(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def name_of(value: Any) -> str | None:
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def day(item: Item, *names: str) -> str | None:
    return next((m for name in names if isinstance(item.get(name), str) and (m := as_moment(item[name]))), None)


def authors(item: Item, byline: str) -> Iterator[str]:
    """Persons whose role is the author's; none where only the byline names them."""
    for person in listed(item.get("person"), item.get("people"), item.get("infosources")):
        role = str(person.get("rel") or person.get("role")) if isinstance(person, dict) else ""
        if role in ("author", "creator", "writer") and (name := name_of(person)):
            yield name


def pictures(item: Item) -> Iterator[Shown]:
    """Captions of the associated pictures: an object by name (1.x) or a list (2.x)."""
    found = item.get("associations")
    for one in found.values() if isinstance(found, dict) else listed(found):
        if isinstance(one, dict) and one.get("type") in ("picture", "graphic", "video", None):
            caption = as_text(said(one, "description_text", "descriptions", "body_text", "headline", "headlines"))
            if caption:
                yield Shown(caption, credit_of(one) or None)


def credit_of(picture: Item) -> str:
    """Who took it and whose it is: "Ana Ruiz/AP"."""
    taker = as_text(said(picture, "byline", "bylines", "by"))
    owner = as_text(said(picture, "creditline", "copyrightholder", "copyrightHolder"))
    return "/".join(filter(None, (taker, owner))) if taker not in owner else owner
