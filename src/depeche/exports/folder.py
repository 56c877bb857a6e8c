"""A folder of an export, whole or not there: its files, their columns, version, checksums, how to cite."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from depeche.errors import DepecheError
from depeche.exports.told import Told, cell, provenance, told
from depeche.records import SCHEMA, Correction
from depeche.store.query import EVENT_ID, Store
from depeche.store.questions import Query

DESCRIBED = ("column", "type", "values", "meaning")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a key of an object. `type`: text, integer, number, day, boolean, list."""

    name: str
    type: str
    meaning: str
    values: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to export. `write` puts files into a folder; `notes`: what a reader of the files must know."""

    name: str
    about: str
    columns: tuple[Column, ...]
    write: Callable[[Export], None]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Export:
    """What is to be written, and where. `written`: how many events passed so far."""

    store: Store
    query: Query
    folder: Path
    written: int = 0

    def events(self) -> Iterator[Told]:
        """The events of the question, in order; where each stands goes to `provenance.jsonl` as it passes."""
        with (self.folder / "provenance.jsonl").open("wb") as beside:
            for one in told(self.store, self.query):
                spans = list(provenance(one))
                self.written += 1
                said = {"corrections": corrections_of(self.store, one)} if self.query.corrected else {}
                beside.write(line({"event_id": one.event_id} | about(one) | {"spans": spans} | said))
                yield one

    def file(self, name: str) -> Path:
        return self.folder / name


def about(one: Told) -> dict[str, Any]:
    """What formats of others have no room for."""
    event = one.event
    article = {"article": one.article, "url": one.url, "coding": one.coding, "language": one.language}
    judged = {"factuality": event.factuality, "background": event.background, "attribution": event.attribution}
    return article | judged | {"confidence": event.confidence, "reasons": event.reasons, "candidates": event.candidates}


def corrections_of(store: Store, one: Told) -> list[dict[str, Any]]:
    """What people said of an event that stands: field by field, with what the machine had coded."""
    made = store.judged.of(one.coding)
    said = made.held.get(("event", one.event.id), {}) if made else {}
    return [as_said(said[field]) for field in sorted(said, key=lambda name: name or "")]


def as_said(one: Correction) -> dict[str, Any]:
    own = ("id", "field", "verdict", "span", "score", "reasons", "evidence", "note", "who", "time")
    values = {name: one_or_none(getattr(one, name)) for name in ("machine", "value")}
    return {name: getattr(one, name) for name in own} | values


def one_or_none(words: str | None) -> object:
    return None if words is None else msgspec.json.decode(words)


def line(value: object) -> bytes:
    """A line of JSON; what some readers take for an end of line is escaped."""
    written = msgspec.json.encode(value, enc_hook=str)
    for mark in ("\u2028", "\u2029", "\x85"):
        written = written.replace(mark.encode(), f"\\u{ord(mark):04x}".encode())
    return written + b"\n"


# ---- the folder -----------------------------------------------------------------------------------------------------


def export(store: Store, format: Format, folder: Path, query: Query) -> int:
    """Write a folder of files and say how many events it holds. It takes its name when all is written. Raises
    DepecheError where something stands there already, or it cannot be written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DepecheError(f"{folder}: stands there already; name a new folder with --out")
    try:
        with new_folder(folder) as part:
            task = Export(store, query, part)
            format.write(task)
            withdrawn = write_retracted(store, query, part / "retracted.csv")
            write_table(part / "codebook.csv", DESCRIBED, map(described, format.columns))
            write_readme(store, format, query, part, task.written, withdrawn)
    except OSError as error:
        raise DepecheError(f"{folder}: {error.strerror or error}; name another folder with --out") from error
    return task.written


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def described(column: Column) -> list[str]:
    return [column.name, column.type, column.values, column.meaning]


RETRACTED = """
    WITH gone AS (
        SELECT {event_id} AS event_id, events.coding, superseded.reason, superseded."by"
        FROM all_events AS events JOIN (SELECT coding, fingerprint FROM all_articles) USING (coding)
        JOIN all_superseded AS superseded USING (coding)),
    here AS (SELECT {event_id} AS event_id FROM events JOIN (SELECT coding, fingerprint FROM articles) USING (coding))
    SELECT event_id, any_value(coding) AS coding, any_value(reason) AS reason, any_value("by") AS became
    FROM gone ANTI JOIN here USING (event_id) GROUP BY event_id ORDER BY event_id"""


def write_retracted(store: Store, query: Query, path: Path) -> int:
    """Events that earlier exports may hold and that are none any longer: their articles changed or were coded anew, or
    people retracted them."""
    rows = list(store.rows(RETRACTED.format(event_id=EVENT_ID)))
    if query.corrected:
        rows += [
            {"event_id": made.ids[id], "coding": coding, "reason": "corrected", "became": None}
            for coding, made in store.judged.articles.items()
            for id in sorted(made.ids, key=made.ids.__getitem__)
            if made.ids[id] in made.gone
        ]
    columns = ("event_id", "coding", "reason", "became")
    write_table(path, columns, ([cell(row[name]) for name in columns] for row in rows))
    return len(rows)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> None:
    """UTF-8, one header, a line a row; no cell holds a tab, an end of line or a straight quote."""
    with path.open("wb") as stream, text_of(stream) as text:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(value) for value in row] for row in rows)


@contextmanager
def text_of(stream: BinaryIO) -> Iterator[TextIOWrapper]:
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()


# ---- README ---------------------------------------------------------------------------------------------------------

README = """# {format}: events coded by Dépêche

{about}

- events: {events:,}
- retracted since earlier exports: {retracted:,} (`retracted.csv`: their ids, why, and the coding in their stead)
- question: {question}{said}
- store: batch {batch} of {committed}
- coded by: {versions}
- schema: {schema}

`event_id` is a digest of the article's text and address, the trigger, the type and both sides: unique, and the same in
every export. `codebook.csv` describes the columns. `provenance.jsonl` has a line an event: where each field stands,
[start, end) in code points of the article's text, with the words, who tells it, whether it happened, and why it was
coded so.
{notes}
## Check

`sha256sum -c SHA256SUMS`

{sums}

## Cite

Name this folder by its date and checksum, and the coder: Dépêche {version} (events coded from news reports by the
PLOVER codebook, draft 2.0 of 4 February 2024), batch {batch}, {committed}; {question}; SHA-256 of
`{main}`: {digest}.
The codebook is the Open Event Data Alliance's: PLOVER, CC BY-SA 4.0.
"""


CORRECTED = """
- as people corrected it: what they changed, and what had been coded, is in `provenance.jsonl` (`corrections`); events
  that they retracted are in `retracted.csv`"""


def write_readme(store: Store, format: Format, query: Query, folder: Path, events: int, retracted: int) -> None:
    sums = {path.name: digest(path) for path in sorted(folder.iterdir())}
    (folder / "SHA256SUMS").write_text("".join(f"{sum}  {name}\n" for name, sum in sums.items()), encoding="utf-8")
    versions = store.rows(
        "SELECT DISTINCT coded_by.depeche AS depeche, coded_by.model AS model FROM articles ORDER BY ALL"
    )
    coders = [f"Dépêche {row['depeche']}, model {row['model'] or 'none'}" for row in versions]
    main = next(name for name in sums if name not in BESIDE)
    words = README.format(
        format=format.name,
        about=format.about,
        events=events,
        retracted=retracted,
        question=f"`{query.address()}`" if query.asked() else "all events",
        said=CORRECTED if query.corrected else "",
        batch=store.commit.number,
        committed=store.commit.time,
        versions="; ".join(coders) or "nothing",
        schema=SCHEMA,
        notes="".join(f"\n{note}\n" for note in format.notes),
        sums=sums_table(sums),
        version=coders[0].removeprefix("Dépêche ") if coders else "",
        main=main,
        digest=sums[main],
    )
    (folder / "README.md").write_text(words, encoding="utf-8")


BESIDE = ("codebook.csv", "provenance.jsonl", "retracted.csv")


def sums_table(sums: Mapping[str, str]) -> str:
    return "\n".join(["| file | SHA-256 |", "| --- | --- |", *(f"| {name} | {sum} |" for name, sum in sums.items())])


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
