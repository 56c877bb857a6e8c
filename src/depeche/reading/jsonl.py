"""JSON -> articles: one object a line, or one document with an object or an array of them.

Their fields are those of `fields.py`; others are left aside. A faulty record becomes a `Failure` and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import msgspec

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode
from depeche.reading.fields import Record, renamed, to_article
from depeche.reading.frame import Frame
from depeche.records import Article, Failure


def read_jsonl(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """One article or failure a line that is not blank, in order. Raises UnreadableArticle when every line is blank."""
    some = False
    for number, line in enumerate(stream, start=1):
        place = f"{frame.source}:{number}"
        try:
            words = decode(line, place).strip()
            if words:
                some = True
                yield read_record(words.encode(), place, replace(frame, id=f"{frame.id}:{number}"))
        except UnreadableArticle as error:
            some = True
            yield Failure(place, str(error))
    if not some:
        raise UnreadableArticle(f"{frame.source}: empty; give one JSON object a line, with its text")


def read_json(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """The articles of one JSON document, an object or an array of objects. Raises UnreadableArticle on a faulty one."""
    content = decode(stream.read(), frame.source).encode()
    try:
        whole = msgspec.json.decode(content, type=msgspec.Raw)
        records = msgspec.json.decode(content, type=list[msgspec.Raw]) if content.lstrip()[:1] == b"[" else [whole]
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableArticle(f"{frame.source}: {said(error)}; mend the JSON") from error
    for number, record in enumerate(records, start=1):
        place = frame.source if len(records) == 1 else f"{frame.source}, object {number}"
        named = frame if len(records) == 1 else replace(frame, id=f"{frame.id}:{number}")
        try:
            yield read_record(bytes(record), place, named)
        except UnreadableArticle as error:
            yield Failure(place, str(error))


def read_record(content: bytes, place: str, frame: Frame) -> Article:
    """Raises UnreadableArticle, naming the place, when the object is faulty or has no text."""
    try:
        if frame.fields:
            whole = msgspec.json.decode(content, type=dict[str, Any])
            record = msgspec.convert(renamed(whole, frame.fields), Record)
        else:
            record = msgspec.json.decode(content, type=Record)
    except msgspec.ValidationError as error:
        problem = f'{said(error)}; give at least {{"text": "…"}}, or name its fields with --map text=FIELD'
        raise UnreadableArticle(f"{place}: {problem}") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise UnreadableArticle(f"{place}: {said(error)}; write one JSON object a line") from error
    return to_article(record, place, frame)


def said(error: Exception) -> str:
    """The decoder's words without a final stop, first letter small ("JSON" stays)."""
    words = str(error).rstrip(".")
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
