"""The fields of a record, from whatever they are called -> an article.

Ours are `text` (kept unchanged), `id` (a number becomes text), and where known `title`, `published`, `updated`,
`language`, `url`, `publisher`, `authors`, `section`. A record may call them otherwise: `--map text=body,date=published`
names its fields one by one, and a table's columns are known by the names of `data/layout/fields.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import msgspec

from depeche.errors import UnreadableArticle
from depeche.knowledge.layout import fold
from depeche.knowledge.load import read_words
from depeche.reading.encoding import printable
from depeche.reading.frame import Frame, is_day, make_article
from depeche.reading.moments import as_moment
from depeche.records import Article


class Record(msgspec.Struct, frozen=True):
    """One record, as it comes in."""

    text: str
    id: str | int | float | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: list[str] | str | None = None
    section: str | None = None


OURS = Record.__struct_fields__


@cache
def names_of_fields() -> dict[str, str]:
    """A column's name, folded -> ours."""
    table = read_words("layout/fields")
    return {fold(name): ours for ours in OURS for name in (ours, *table[ours])}


def read_map(words: str) -> dict[str, str]:
    """ "text=body,date=published" -> {"text": "body", "published": "published"}. Raises UnreadableArticle."""
    found: dict[str, str] = {}
    for pair in words.split(","):
        name, sign, theirs = pair.partition("=")
        ours = names_of_fields().get(fold(name))
        if not sign or not theirs.strip() or ours is None:
            raise UnreadableArticle(
                f"--map {pair!r}: write it as text=body, with one of {', '.join(OURS)} before the sign"
            )
        found[ours] = theirs.strip()
    return found


def map_columns(columns: Iterable[str], stated: Mapping[str, str], place: str) -> dict[str, str]:
    """Ours -> the column. Raises UnreadableArticle when a stated column, or one for the text, is missing."""
    listed = list(columns)
    for ours, column in stated.items():
        if column not in listed:
            raise UnreadableArticle(
                f"{place}: no column {column!r} for {ours}; its columns are {', '.join(listed)[:200]}"
            )
    found = dict(stated)
    for column in listed:
        ours = names_of_fields().get(fold(column), "")
        if ours and ours not in found:
            found[ours] = column
    if "text" not in found:
        raise UnreadableArticle(
            f"{place}: no column holds the text; name it with --map text=COLUMN, of {', '.join(listed)[:200]}"
        )
    return found


def renamed(record: Mapping[str, Any], stated: Mapping[str, str]) -> dict[str, Any]:
    """The record with the stated fields under our names; "byline.name" is a field within a field."""
    found = dict(record)
    for ours, path in stated.items():
        value: Any = record
        for name in [path] if path in record else path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None:
            found[ours] = value
        else:
            found.pop(ours, None)
    return found


def to_article(record: Record, place: str, frame: Frame) -> Article:
    """Raises UnreadableArticle, naming the place, when it has no text or a faulty day."""
    if not record.text.strip():
        raise UnreadableArticle(f"{place}: its text is empty; fill it or take the line out")
    days = [day_of(name, day, place) for name, day in (("published", record.published), ("updated", record.updated))]
    article = add_fields(record, frame)
    return make_article(
        printable(record.text, place), replace(article, published=days[0] or frame.published, updated=days[1])
    )


def day_of(name: str, day: str | None, place: str) -> str | None:
    if not day or is_day(day):
        return day or None
    moment = as_moment(day)
    if moment is None:
        raise UnreadableArticle(f"{place}: {name} {day!r} is no date; write it as 2024-06-19")
    return moment


def add_fields(record: Record, frame: Frame) -> Frame:
    """The frame with what the record states; what the caller stated fills the gaps."""
    authors = [record.authors] if isinstance(record.authors, str) else record.authors
    return replace(
        frame,
        id=frame.id if record.id in (None, "") else str(record.id),
        language=record.language or frame.language,
        title=record.title or None,
        url=record.url or None,
        publisher=record.publisher or None,
        authors=tuple(authors or ()),
        section=record.section or None,
    )
