"""Rows that a page shows in part and a file holds in full: the same question, the same order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

import msgspec

from depeche.presenting.rows import Answer, plain, write_csv
from depeche.serving.archive import Snapshot
from depeche.store.query import Store, selection
from depeche.store.questions import Query, View
from depeche.store.schema import Row

ON_PAGE = 50  # rows
IN_MEMORY = 8_000_000  # bytes of a file before it goes to disk


@dataclass(frozen=True)
class Listing:
    """`total` rows of a name; `part(limit, offset)` gives some of them, without a limit all from `offset` on; of those
    with a limit, which a page shows, the columns that it needs."""

    name: str
    columns: tuple[str, ...]
    total: int
    part: Callable[[int | None, int], Iterator[Row]]

    def pages(self) -> int:
        return max(1, -(-self.total // ON_PAGE))

    def page(self, number: int) -> list[Row]:
        return list(self.part(ON_PAGE, (number - 1) * ON_PAGE))


def listed(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Listing:
    """Rows that are there already."""

    def part(limit: int | None, offset: int) -> Iterator[Row]:
        return islice(iter(rows), offset, None if limit is None else offset + limit)

    return Listing(name, tuple(columns), len(rows), part)


# what pages show of a row, of views whose other columns are wide
SEEN: Mapping[View, tuple[str, ...]] = {
    "events": (
        *("event_id", "quad", "type", "actors", "recipients", "date", "reported", "factuality", "background"),
        *("attribution", "evidence", "trigger", "sentence", "language", "coding"),
    ),
    "articles": ("coding", "id", "fingerprint", "day", "language", "title", "publisher", "source", "url"),
}


def asked(snapshot: Snapshot, query: Query) -> Listing:
    """The rows of a question."""
    store = snapshot.store

    def part(limit: int | None, offset: int) -> Iterator[Row]:
        values = query.bound() | ({} if limit is None else {"limit": limit}) | ({"offset": offset} if offset else {})
        shown = () if limit is None else seen(query)
        return store.rows(selection(query, limit, offset, shown), values)

    columns = snapshot.kept(Store.columns, Query(view=query.view, corrected=query.corrected))
    return Listing(query.view, columns, snapshot.kept(Store.count, query), part)


def seen(query: Query) -> tuple[str, ...]:
    """The columns that a page of a question shows, where they are not all."""
    shown = SEEN.get(query.view, ())
    return (*shown, "corrected") if shown and query.corrected else shown


def as_csv(listing: Listing) -> IO[bytes]:
    """All rows, under one header."""
    stream = spooled()
    rows = ([row[column] for column in listing.columns] for row in listing.part(None, 0))
    write_csv(Answer(listing.columns, rows, listing.columns), stream)  # type: ignore[arg-type]
    stream.seek(0)
    return stream


def as_json(listing: Listing, about: Mapping[str, object]) -> IO[bytes]:
    """What the rows are, then all of them, a line each."""
    stream = spooled()
    head = msgspec.json.encode(dict(about) | {"count": listing.total, "columns": listing.columns}, enc_hook=str)
    stream.write(head[:-1] + b',"rows":[')
    for number, row in enumerate(listing.part(None, 0)):
        values = {column: plain(row[column]) for column in listing.columns}
        stream.write((b",\n" if number else b"\n") + msgspec.json.encode(values, enc_hook=str))
    stream.write(b"\n]}\n")
    stream.seek(0)
    return stream


def spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def chunks(stream: IO[bytes]) -> Iterable[bytes]:
    with stream:
        while chunk := stream.read(65536):
            yield chunk
