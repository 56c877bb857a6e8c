"""What a page says of itself in JSON-LD: the article, its authors and its pictures.

Pages write it with faults: control characters in strings, comments around it, lists where one value is meant, authors
by reference. What cannot be read is passed over. Values are plain JSON; `Any` ends here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from depeche.reading.tree import Element, Text

MOST = 2000  # objects of a page
DEEPEST = 40  # objects within one another
LONGEST = 2_000_000  # code points of a script
ARTICLES = re.compile(
    r"(?:News|Report|Reportage|Analysis|Opinion|Background|Review|Tech|Blog|Scholarly|Live|Social)?\w*(?:Article|Posting)$"
)
MARKUP = re.compile(r"<[^<>]{0,500}>")
OPENING = re.compile(r"\A(?:<!--|(?://\s{0,9})?<!\[CDATA\[)")
CLOSING = re.compile(r"(?:-->|(?://\s{0,9})?\]\]>)$")
AROUND = " \t\r\n\f;"
HALF_SIGN = re.compile(  # of a surrogate pair, without the other half
    r"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F][0-9a-fA-F]{2})"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture a page describes beside its text."""

    url: str | None
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """The article as its JSON-LD describes it; values are None or empty where it does not."""

    title: str | None = None
    description: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None
    free: bool | None = None
    pictures: tuple[Picture, ...] = ()


def read_linked(elements: Iterable[Element], source: str) -> Linked:
    """What the scripts of type application/ld+json say of the article; an empty record where they do not."""
    found = list(objects(elements, source))
    named = {o["@id"]: o for o in found if isinstance(o.get("@id"), str) and len(o) > 1}
    articles = [o for o in found if any(ARTICLES.match(kind) for kind in kinds(o))]
    articles = [o for o in articles if "headline" in o or "datePublished" in o] or articles
    pages = [o for o in found if "WebPage" in kinds(o)]
    pictures = [o for o in found if "ImageObject" in kinds(o)]
    first = articles[0] if articles else {}
    rest = [*articles[:1], *pages[:1]]
    return Linked(
        title=words(first.get("headline")) or words(first.get("name")),
        description=words(first.get("description")),
        published=next(filter(None, (words(o.get("datePublished")) for o in rest)), None),
        updated=next(filter(None, (words(o.get("dateModified")) for o in rest)), None),
        authors=tuple(dict.fromkeys(names(first.get("author") or first.get("creator"), named))),
        publisher=next(names(first.get("publisher"), named), None),
        section=words(first.get("articleSection")),
        language=words(first.get("inLanguage")),
        url=words(first.get("url")),
        body=body if isinstance(body := first.get("articleBody"), str) else None,
        free=free(first.get("isAccessibleForFree")),
        pictures=tuple(picture(o) for o in pictures),
    )


def objects(elements: Iterable[Element], source: str) -> Iterator[dict[str, Any]]:
    """Every object of the scripts, outer ones first."""
    number = 0
    for script in elements:
        if script.name != "script" or "ld+json" not in script.raw_attributes.lower():
            continue
        for found in unfold(load("".join(source[t.start : t.end] for t in script.children if isinstance(t, Text)))):
            number += 1
            if number > MOST:
                return
            yield found


def load(script: str) -> Any:
    if len(script) > LONGEST:
        return None
    bare = CLOSING.sub("", OPENING.sub("", script.strip(AROUND))).strip(AROUND)
    for attempt in (bare, html.unescape(bare), re.sub(r",\s*(?=[}\]])", "", bare)):
        try:
            return json.loads(HALF_SIGN.sub(r"\\ufffd", attempt), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def unfold(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a value, level by level."""
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                yield one
                below.extend(v for v in one.values() if isinstance(v, dict | list))
            elif isinstance(one, list):
                below.extend(v for v in one if isinstance(v, dict | list))
        level = below


def kinds(o: dict[str, Any]) -> list[str]:
    kind = o.get("@type")
    listed = kind if isinstance(kind, list) else [kind]
    return [k.rsplit("/", 1)[-1] for k in listed if isinstance(k, str)]


def words(value: Any) -> str | None:
    """Text without markup; of a list its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    plain = html.unescape(value)
    return " ".join(MARKUP.sub(" ", plain).split() if "<" in plain else plain.split()) or None


def names(value: Any, named: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The names of persons or organisations."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = named.get(one.get("@id", ""), one) if not one.get("name") and isinstance(one.get("@id"), str) else one
            listed = one.get("name")
            yield from filter(None, map(words, listed if isinstance(listed, list) else [listed]))
        elif isinstance(one, str) and (name := words(one)):
            yield name


def free(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return (
        {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1]) if isinstance(value, str) else None
    )


def picture(o: dict[str, Any]) -> Picture:
    url = words(o.get("contentUrl")) or words(o.get("url"))
    credit = next(
        names(o.get("creditText") or o.get("creator") or o.get("author") or o.get("copyrightHolder"), {}), None
    )
    return Picture(url, words(o.get("caption")) or words(o.get("description")), credit)
