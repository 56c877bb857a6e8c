"""Records -> JSON, and back. The shapes are described in `docs/output.md`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from depeche.errors import DepecheError
from depeche.records import Article, CodedArticle


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article that was read and not coded."""

    schema: str
    article: Article


Result = CodedArticle | ReadArticle


def dumps(result: Result) -> bytes:
    """One line of JSON, UTF-8, without its end of line."""
    return msgspec.json.encode(result)


def loads(line: bytes | str) -> CodedArticle:
    """The coded article that `dumps` wrote. Raises DepecheError on anything else."""
    try:
        return msgspec.json.decode(line, type=CodedArticle)
    except msgspec.DecodeError as error:
        raise DepecheError(f"no coded article: {error}; give JSON that Dépêche wrote") from error


def write_jsonl(results: Iterable[Result], stream: BinaryIO) -> None:
    """One object a line, each written as soon as it is there."""
    for result in results:
        stream.write(dumps(result) + b"\n")
        stream.flush()


def write_json(results: Iterable[Result], stream: BinaryIO, *, several: bool) -> None:
    """One object; an array of `several`, one object a line."""
    if not several:
        return write_jsonl(results, stream)
    stream.write(b"[\n")
    for number, result in enumerate(results):
        stream.write((b",\n" if number else b"") + dumps(result))
    stream.write(b"\n]\n")
