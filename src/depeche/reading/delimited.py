"""CSV -> articles, a row each: a header names the columns, parted by commas, semicolons, tabs or bars.

Columns are known by their names (`data/layout/fields.toml`) or named with --map text=COLUMN. Rows are read one by one;
a faulty row becomes a `Failure` that names its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.knowledge.layout import fold
from depeche.reading.encoding import WESTERN, decode
from depeche.reading.fields import Record, map_columns, names_of_fields, to_article
from depeche.reading.frame import Frame
from depeche.reading.streams import rejoin
from depeche.records import Article, Failure

SIGNS = ",;\t|"
LONGEST = 20_000_000  # code points of a field
LONGEST_NAME = 60  # code points of a column's name
LONGEST_HEADER = 1_000_000  # code points
HEAD = 1 << 16  # bytes from which the encoding is told


def sign_of(line: str) -> str | None:
    """What parts the columns of a header; None when it is a line of text."""
    counts = {sign: line.count(sign) for sign in SIGNS}
    best = max(SIGNS, key=lambda sign: counts[sign])
    try:
        names = next(csv.reader([line], delimiter=best), [])
    except csv.Error:
        return None
    short = all(len(name) <= LONGEST_NAME for name in names)
    return best if counts[best] and short else None


def knows_csv(head: bytes, name: str) -> bool:
    """The name says so, or the first line names columns of which one holds a text."""
    if name.endswith((".csv", ".tsv")):
        return True
    first = re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf").lstrip(), maxsplit=1)[0]
    line = first.decode("utf-8", errors="replace").strip()
    sign = sign_of(line)
    if sign is None:
        return False
    known = [names_of_fields().get(fold(column)) for column in next(csv.reader([line], delimiter=sign), [])]
    return "text" in known and sum(map(bool, known)) >= 2


def read_csv(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when there is no header or no column for the text."""
    head = stream.read(HEAD)
    lines = io.TextIOWrapper(
        rejoin(head, stream), encoding=encoding_of(head, frame.source), errors="replace", newline=""
    )
    csv.field_size_limit(LONGEST)
    sign, columns = columns_in(lines.readline(LONGEST_HEADER + 1), frame.source)
    named = map_columns(columns, frame.fields, frame.source)
    rows = csv.reader(lines, delimiter=sign, strict=False)
    while True:
        place = f"{frame.source}:{rows.line_num + 2}"
        try:
            row = next(rows, None)
            if row is None:
                return
            if any(map(str.strip, row)):
                yield read_row(columns, row, named, place, replace(frame, id=f"{frame.id}:{rows.line_num + 1}"))
        except csv.Error as error:
            yield Failure(place, f"{place}: {error}; mend the row")
        except UnreadableArticle as error:
            yield Failure(place, str(error))


def columns_in(header: str, source: str) -> tuple[str, list[str]]:
    """What parts the columns, and their names. Raises UnreadableArticle."""
    if len(header) > LONGEST_HEADER:
        said = f"a first line of more than {LONGEST_HEADER:,} characters names no columns"
        raise UnreadableArticle(f"{source}: {said}; name the format of the file with --input-format")
    sign = sign_of(header.strip("\r\n")) or ","
    try:
        return sign, next(csv.reader([header], delimiter=sign), [])
    except csv.Error as error:
        raise UnreadableArticle(f"{source}:1: {error}; mend the line that names the columns") from error


def encoding_of(head: bytes, source: str) -> str:
    """UTF-8, or UTF-16 by its mark, else what the first rows look like."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            words = decode(head, source)
            return next((name for name in WESTERN if head.decode(name, errors="replace") == words), "utf-8")
    return "utf-8-sig"


def read_row(columns: list[str], row: list[str], named: dict[str, str], place: str, frame: Frame) -> Article:
    if len(row) != len(columns):
        raise UnreadableArticle(f"{place}: {len(row)} fields where the header names {len(columns)}; mend the row")
    cells = dict(zip(columns, row, strict=True))
    values = {ours: cells[column].strip() for ours, column in named.items() if ours != "text"}
    authors = [name.strip() for name in values.pop("authors", "").split(";") if name.strip()]
    record = Record(text=cells[named["text"]], authors=authors, **{k: v or None for k, v in values.items()})
    return to_article(record, place, frame)
