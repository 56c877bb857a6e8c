"""The table of input formats, and `read`: a path -> its articles."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from depeche.errors import UnreadableArticle
from depeche.reading.delimited import knows_csv, read_csv
from depeche.reading.feed import knows_feed, read_feed
from depeche.reading.frame import Frame, is_day
from depeche.reading.html import read_html
from depeche.reading.jsonl import read_json, read_jsonl
from depeche.reading.mail import knows_mail, read_mail
from depeche.reading.markdown import knows_markdown, read_markdown
from depeche.reading.newsml import knows_newsml, read_newsml
from depeche.reading.ninjs import knows_ninjs, read_ninjs
from depeche.reading.packed import (
    Members,
    compressed,
    knows_compressed,
    knows_tar,
    knows_zip,
    tarred,
    zipped,
)
from depeche.reading.pdf import knows_pdf, read_pdf
from depeche.reading.plain import read_plain
from depeche.reading.streams import rejoin
from depeche.reading.warc import knows_wacz, knows_warc, read_wacz, read_warc
from depeche.records import Article, Failure

HEAD = 1 << 16  # bytes looked at to tell the format
STANDARD_INPUT = "-"

Articles = Iterator[Article | Failure]


@dataclass(frozen=True, slots=True)
class Format:
    """`knows`: is it this format, judging by the first bytes and the file's name in lower case?"""

    name: str
    knows: Callable[[bytes, str], bool]
    read: Callable[[BinaryIO, Frame], Iterator[Article | Failure]]


def is_object(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
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


def read_members(members: Callable[[BinaryIO, Frame], Members]) -> Callable[[BinaryIO, Frame], Articles]:
    """Reads what is packed in an archive, each file by its own format; one that cannot be read is a `Failure`."""

    def read_packed(stream: BinaryIO, frame: Frame) -> Articles:
        some = False
        for member in members(stream, frame):
            some = True
            if isinstance(member, Failure):
                yield member
                continue
            try:
                yield from read_stream(member.stream, member.frame, name=member.name)
            except UnreadableArticle as error:
                if member.frame.source == frame.source:
                    raise  # one compressed file: its fault is the whole's
                yield Failure(member.frame.source, str(error))
        if not some:
            raise UnreadableArticle(f"{frame.source}: no file in it; pack the files of the articles")

    return read_packed


# In the order they are tried; plain text is what nothing else is.
FORMATS = (
    Format("compressed", knows_compressed, read_members(compressed)),
    Format("wacz", knows_wacz, read_wacz),
    Format("zip", knows_zip, read_members(zipped)),
    Format("tar", knows_tar, read_members(tarred)),
    Format("warc", knows_warc, read_warc),
    Format("pdf", knows_pdf, read_pdf),
    Format("ninjs", knows_ninjs, read_ninjs),
    Format("jsonl", knows_jsonl, read_jsonl),
    Format("json", knows_json, read_json),
    Format("csv", knows_csv, read_csv),
    Format("newsml", knows_newsml, read_newsml),
    Format("feed", knows_feed, read_feed),
    Format("html", knows_html, read_html),
    Format("mail", knows_mail, read_mail),
    Format("markdown", knows_markdown, read_markdown),
    Format("plain", lambda head, name: True, read_plain),
)


def read(
    path: Path | str,
    *,
    input_format: str | None = None,
    published: str | None = None,
    language: str | None = None,
    fields: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
    opened: Callable[[BinaryIO], None] = lambda stream: None,
) -> Articles:
    """The articles of a file, in order; "-" is standard input (`stdin`, or the process's own).

    `input_format` names a format, else it is told from the content. `published` (ISO 8601) and `language` hold for
    articles that do not state their own; `fields` are what the fields of records or columns are called (`{"text":
    "body"}`). `opened` is told the stream, whose place says how far reading is. Raises UnreadableArticle, at once, when
    the file is missing, a directory, not allowed, empty or binary; a faulty record among others comes out as a
    `Failure`.
    """
    source = str(path)
    if published is not None and not is_day(published):
        raise UnreadableArticle(f"{source}: published {published!r} is no date; write it as 2024-06-19")
    stem = "stdin" if source == STANDARD_INPUT else Path(source).stem
    stream = (stdin or sys.stdin.buffer) if source == STANDARD_INPUT else open_file(source)
    opened(stream)
    frame = Frame(stem, source, published=published, language=language, fields=fields or {})
    articles = read_closing(stream, frame, input_format, keep=source == STANDARD_INPUT)
    first = next(articles, None)
    if first is None:
        raise UnreadableArticle(f"{source}: holds no article; give at least one object with a text")
    return chain([first], articles)


def read_closing(stream: BinaryIO, frame: Frame, input_format: str | None, *, keep: bool) -> Articles:
    """Read the stream and close it, standard input apart."""
    try:
        yield from read_stream(stream, frame, name=frame.source, input_format=input_format)
    except OSError as error:
        raise unreadable(frame.source, error) from error
    finally:
        if not keep:
            stream.close()


def read_stream(stream: BinaryIO, frame: Frame, *, name: str, input_format: str | None = None) -> Articles:
    """The articles of a stream; `name`: of the file, by which some formats are told. Raises UnreadableArticle."""
    head = stream.read(HEAD)
    if not head.strip():
        head += stream.read(HEAD)
    if not head.strip():
        raise UnreadableArticle(f"{frame.source}: empty; give a file with the text of an article")
    chosen = choose_format(head, name, input_format, frame.source)
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        yield from chosen.read(stream, frame)
    else:
        yield from chosen.read(rejoin(head, stream), frame)


def choose_format(head: bytes, file: str, name: str | None, source: str) -> Format:
    """The format of that name, else the first that knows the content. Raises UnreadableArticle on an unknown name."""
    if name is None:
        return next(f for f in FORMATS if f.knows(head, file.lower()))
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
