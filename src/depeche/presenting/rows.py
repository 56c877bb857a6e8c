"""Rows of a query -> what a person or a program reads: table, CSV, JSON, JSON Lines, Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO, Literal, get_args

import msgspec

RowFormat = Literal["table", "csv", "json", "jsonl", "parquet"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that starts so for something to run
BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), " ")
WIDEST = 300  # characters of a cell in a table


@dataclass(frozen=True, slots=True)
class Answer:
    """`rows` come a few at a time; each holds a value for every column, `shown` names those of a table."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Any]]
    shown: tuple[str, ...]

    def objects(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, map(plain, row), strict=True)) for row in self.rows)


def write_answer(answer: Answer, stream: BinaryIO, format: RowFormat) -> None:
    """Times and days are ISO 8601, what is nested in a cell of CSV is JSON."""
    if format == "table":
        from depeche.presenting.tables import rows_table

        places = [answer.columns.index(column) for column in answer.shown]
        rows_table(answer.shown, ([in_short(row[place]) for place in places] for row in answer.rows), stream)
    elif format == "csv":
        write_csv(answer, stream)
    elif format == "jsonl":
        for row in answer.objects():
            stream.write(msgspec.json.encode(row, enc_hook=str) + b"\n")
    else:
        assert format == "json", f"{format} is none of {get_args(RowFormat)} that is written row by row"
        write_json(answer, stream)


def plain(value: Any) -> Any:
    """A sum of whole numbers is one, though it comes as a decimal."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def write_json(answer: Answer, stream: BinaryIO) -> None:
    """One array, an object a line."""
    stream.write(b"[")
    for number, row in enumerate(answer.objects()):
        stream.write((b",\n" if number else b"\n") + msgspec.json.encode(row, enc_hook=str))
    stream.write(b"\n]\n")


def write_csv(answer: Answer, stream: BinaryIO) -> None:
    import csv

    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([as_cell(value) for value in row] for row in answer.rows)
    finally:
        text.detach()


def as_cell(value: Any) -> str:
    """A value in a cell: nothing for None, no formula for a text that looks like one, and a blank for each sign that
    would break the line or the column in a reader that takes no quotation marks."""
    if isinstance(value, str):
        cell = f"'{value}" if value.startswith(FORMULA) else value
        return cell.translate(BLANKS)
    return "" if value is None else written(value)


def written(value: Any) -> str:
    """JSON, a text or a day alone without its marks."""
    return msgspec.json.encode(plain(value), enc_hook=str).decode().strip('"')


def in_short(value: Any) -> str:
    """A value in a table for a person."""
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        words = ", ".join(value)
    else:
        words = value if isinstance(value, str) else "" if value is None else written(value)
    words = " ".join(words.split())
    return words if len(words) <= WIDEST else f"{words[: WIDEST - 1]}…"


def write_parquet(batches: Any, stream: BinaryIO) -> None:
    """Arrow batches, as they come."""
    import pyarrow.parquet as parquet

    with parquet.ParquetWriter(stream, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
