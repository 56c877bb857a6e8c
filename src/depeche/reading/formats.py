"""The table of input formats, and `read`: a path -> its articles."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame, is_day
from depeche.reading.html import read_html
from depeche.reading.jsonl import read_json, read_jsonl
from depeche.reading.plain import read_plain
from depeche.records import Article, Failure

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 1 << 16  # bytes looked at to tell the format
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Format:
    """`knows`: is it this format, judging by the first bytes and the file's name in lower case?"""

    name: str
    knows: Callable[[bytes, str], bool]
    read: Callable[[BinaryIO, Frame], Iterator[Article | Failure]]


def is_object(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError):
        return False
    return True


def knows_jsonl(head: bytes, name: str) -> bool:
    """The first line is an object; or the name says so, whatever the first line is."""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip().splitlines()
    return name.endswith((".jsonl", ".ndjson")) or (bool(lines) and is_object(lines[0]))


def knows_json(head: bytes, name: str) -> bool:
    """A document that opens with an object or an array of objects."""
    start = b"".join(head[:400].removeprefix(b"\xef\xbb\xbf").split())
    return start.startswith((b'{"', b'[{"')) or (name.endswith(".json") and start.startswith((b"{", b"[")))


def knows_html(head: bytes, name: str) -> bool:
    """It opens with a declaration or a tag that only a page has; or the name says so and a tag stands at its start."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000].lower()
    if re.match(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)[\s>]", start, re.DOTALL):
        return True
    return name.endswith((".html", ".htm", ".xhtml")) and b"<" in start


# In the order they are tried; plain text is what nothing else is.
FORMATS = (
    Format("jsonl", knows_jsonl, read_jsonl),
    Format("json", knows_json, read_json),
    Format("html", knows_html, read_html),
    Format("plain", lambda head, name: True, read_plain),
)


def read(
    path: Path | str,
    *,
    input_format: str | None = None,
    published: str | None = None,
    language: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Failure]:
    """The articles of a file, in order; "-" is standard input (`stdin`, or the process's own).

    `input_format` names a format, else it is told from the content. `published` (ISO 8601) and `language` hold for
    articles that do not state their own. Raises UnreadableArticle, at once, when the file is missing, a directory, not
    allowed, empty or binary; a faulty record among others comes out as a `Failure`.
    """
    source = str(path)
    if published is not None and not is_day(published):
        raise UnreadableArticle(f"{source}: published {published!r} is no date; write it as 2024-06-19")
    stem = "stdin" if source == STANDARD_INPUT else Path(source).stem
    stream = (stdin or sys.stdin.buffer) if source == STANDARD_INPUT else open_file(source)
    frame = Frame(stem, source, published=published, language=language)
    articles = read_closing(stream, frame, input_format, keep=source == STANDARD_INPUT)
    first = next(articles, None)
    if first is None:
        raise UnreadableArticle(f"{source}: holds no article; give at least one object with a text")
    return chain([first], articles)


def read_closing(
    stream: BinaryIO, frame: Frame, input_format: str | None, *, keep: bool
) -> Iterator[Article | Failure]:
    """Read the stream and close it, standard input apart."""
    try:
        head = stream.read(HEAD)
        if not head.strip():
            head += stream.read()
        if not head.strip():
            raise UnreadableArticle(f"{frame.source}: empty; give a file with the text of an article")
        chosen = choose_format(head, frame.source, input_format)
        yield from chosen.read(rejoin(head, stream), frame)
    except OSError as error:
        raise unreadable(frame.source, error) from error
    finally:
        if not keep:
            stream.close()


def choose_format(head: bytes, source: str, name: str | None) -> Format:
    """The format of that name, else the first that knows the content. Raises UnreadableArticle on an unknown name."""
    if name is None:
        return next(f for f in FORMATS if f.knows(head, source.lower()))
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(f.name for f in FORMATS)
    raise UnreadableArticle(f"{source}: no input format {name!r}; choose one of {names}")


def open_file(source: str) -> BinaryIO:
    if Path(source).is_dir():
        raise UnreadableArticle(f"{source}: a directory; name the files in it, for example {source.rstrip('/')}/*.txt")
    try:
        return Path(source).open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(source, error) from error


def unreadable(source: str, error: OSError | ValueError) -> UnreadableArticle:
    remedies: dict[type[Exception], str] = {
        FileNotFoundError: "no such file; check the path",
        PermissionError: "reading it is not allowed; change its permissions",
    }
    reason = remedies.get(type(error)) or f"{getattr(error, 'strerror', None) or error}; check the path"
    return UnreadableArticle(f"{source}: {reason}")


class Rejoined(io.RawIOBase):
    """The stream again from its start, its first bytes having been read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head, self.rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        found = self.head[: len(room)] or self.rest.read(len(room))
        self.head = self.head[len(room) :]
        room[: len(found)] = found
        return len(found)


def rejoin(head: bytes, rest: BinaryIO) -> BinaryIO:
    return io.BufferedReader(Rejoined(head, rest))
