"""What stands around an article's text, and the article made of both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.layout import lay_out
from depeche.records import Article


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of an article beside its text; `source`: path or address it came from; `fields`: our names for the
    fields of a table or of records ({"text": "body"}); `depth`: how many archives it was packed in."""

    id: str
    source: str
    published: str | None = None
    language: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    notes: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0


LONGEST = 500_000  # code points of a report; the longest of the benchmarks has 60,000


MOST_LINES = 20_000  # of a report; each is asked whether it is a caption, a byline, a heading


def refuse_long(length: int, source: str) -> None:
    """Raises UnreadableArticle."""
    if length > LONGEST:
        said = f"a text of {length:,} characters, of which a report has at most {LONGEST:,}"
        raise UnreadableArticle(f"{source}: {said}; give one report a file")


def refuse_many_lines(text: str, source: str) -> None:
    """Raises UnreadableArticle."""
    lines = max(text.count("\n"), text.count("\r"))
    if lines > MOST_LINES:
        said = f"a text of {lines:,} lines, of which a report has at most {MOST_LINES:,}"
        raise UnreadableArticle(f"{source}: {said}; give one report a file, or name its format with --input-format")


LARGEST = 4 * LONGEST + 4  # bytes: no encoding takes more for the longest report, its mark included


def read_report(stream: BinaryIO, source: str) -> bytes:
    """A file that is one report. Raises UnreadableArticle when it is more, without decoding it."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        said = f"a text of more than {LARGEST // 1_000_000} MB, of whose characters a report has at most {LONGEST:,}"
        raise UnreadableArticle(f"{source}: {said}; give one report a file")
    return content


def make_article(text: str, frame: Frame) -> Article:
    """An article with its blocks. What the frame states stands; title and authors are else read from the text. Raises
    UnreadableArticle when the text is too long for a report."""
    refuse_long(len(text), frame.source)
    refuse_many_lines(text, frame.source)
    layout = lay_out(text, language=without_region(frame.language))
    return Article(
        id=frame.id,
        text=text,
        blocks=layout.blocks,
        language=layout.language,
        title=frame.title or layout.title,
        source=frame.source,
        url=frame.url,
        publisher=frame.publisher,
        published=frame.published,
        updated=frame.updated,
        authors=frame.authors or tuple(dict.fromkeys(byline.name for byline in layout.bylines)),
        bylines=layout.bylines,
        section=frame.section,
        notes=frame.notes,
    )


def without_region(language: str | None) -> str | None:
    """A language's code in lower case ("fr-FR" is "fr")."""
    return re.split("[-_]", language.lower())[0] if language else None


def is_day(words: str) -> bool:
    """Is it a day or a moment in ISO 8601?"""
    try:
        return bool(date.fromisoformat(words) if len(words) <= 10 else datetime.fromisoformat(words))
    except ValueError:
        return False
