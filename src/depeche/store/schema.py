"""The tables of a store, derived from the records: a column for each field, nested where the record is.

A table holds a record's fields, less those that have a table of their own, and beside them the columns that tie it to
its coding and that queries filter by. `docs/store.md` describes them. The only module that makes Arrow schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from depeche.records import (
    Actor,
    Article,
    AsOf,
    Block,
    CodedBy,
    Copy,
    Correction,
    Date,
    Event,
    Failure,
    Mention,
    Place,
    Quote,
    Relation,
    Report,
    Signature,
    Span,
    Story,
)

FORMAT = 4  # raised whenever a table changes; each step has its migration in `migrations.py`

Row = Mapping[str, object]  # a row on its way into Arrow, or out of DuckDB: column -> value
Rows = Any  # a pyarrow.Table
Reason = Literal["revised", "recoded"]
Withdrawal = Literal["grown", "merged", "dissolved"]


# ---- the columns beside a record's own ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfArticle:
    """`coding` names the article as one version coded it: every other table points to it. `fingerprint`: of the text
    and the address; `lineage`: what its revisions share, None where it cannot be told; `day`: it speaks from."""

    coding: str
    fingerprint: str
    lineage: str | None
    revision: int
    schema: str
    coded_by: CodedBy
    as_of: AsOf
    day: date | None


@dataclass(frozen=True, slots=True)
class OfPart:
    """`number`: place in the order of its article, from 0."""

    coding: str
    number: int


@dataclass(frozen=True, slots=True)
class OfReport(OfPart):
    """`article`: the article's id; `reported`: the day it speaks from; `language`: of the block."""

    article: str
    reported: date | None
    language: str | None


@dataclass(frozen=True, slots=True)
class OfFound(OfReport):
    """`words`: the words."""

    words: str


@dataclass(frozen=True, slots=True)
class OfActor(OfReport):
    """`actor_number`: that of the actor in its article, which `mentions` point to."""

    times: int


@dataclass(frozen=True, slots=True)
class OfMention:
    coding: str
    actor_number: int
    actor: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class OfDate(OfFound):
    """`first_day`, `last_day`: of the interval; None for an open end."""

    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class OfEvent(OfFound):
    """`acting`, `acted_on`: the ids of either side and of the states they belong to; `from_day`, `to_day`: days it can
    lie on, for filters (an event without a date counts by the article's day, an open end has no bound); `sentence`:
    the words that tell it; `folded`: those without case and accents, to be searched."""

    sentence: str
    folded: str
    acting: tuple[str, ...]
    acted_on: tuple[str, ...]
    from_day: date | None
    to_day: date | None


@dataclass(frozen=True, slots=True)
class OfEventMention:
    coding: str
    event_number: int
    event: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """A coding that is no longer current, and the one in its stead."""

    coding: str
    by: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class OfFailure:
    """`failure`: id of the source and its reason; `path`: the file it was met in; `fingerprint`, `coding`: of the
    article where one was read."""

    failure: str
    path: str
    fingerprint: str | None
    coding: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A failure that did not come again when its file was read once more."""

    failure: str


@dataclass(frozen=True, slots=True)
class OfSigned:
    """`day`: from which the article is news."""

    coding: str
    day: date | None


@dataclass(frozen=True, slots=True)
class OfCopy:
    coding: str


@dataclass(frozen=True, slots=True)
class OfCompared(OfPart):
    """`number`: that of the event; `anchor`: names the event whichever version coded it; `from_day`, `to_day`: days
    around which reports are compared with it."""

    anchor: str
    from_day: date | None
    to_day: date | None


@dataclass(frozen=True, slots=True)
class OfStory:
    """`edition`: counted up each time the story changes; `acting`, `acted_on`: the ids of either side and of the states
    they belong to; `from_day`, `to_day`: days it can lie on, by any report; `first_coding`: of the first report."""

    edition: int
    acting: tuple[str, ...]
    acted_on: tuple[str, ...]
    from_day: date | None
    to_day: date | None
    first_coding: str


@dataclass(frozen=True, slots=True)
class OfStoryMention:
    """`edition`: of the story, from which on the event belongs to it; `other_coding`, `other_event`: the report that it
    is likest to, None where the story began with it."""

    story: str
    edition: int
    coding: str
    event_number: int
    event: str
    origin: str
    other_coding: str | None
    other_event: str | None
    probability: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An edition that is no longer current. `became`: the story in which all that is left of it is."""

    story: str
    edition: int
    reason: Withdrawal
    became: str | None


# ---- the tables -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """`beside`: the record of the columns that come first; `elsewhere`: fields that have a table of their own."""

    name: str
    beside: type
    record: type | None = None
    elsewhere: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Column -> the type of its values, in order."""
        own = get_type_hints(self.record) if self.record else {}
        return get_type_hints(self.beside) | {name: own[name] for name in self.own()}

    @cache  # asked for with each row  # noqa: B019
    def own(self) -> tuple[str, ...]:
        """The record's fields that stand in this table."""
        return tuple(f.name for f in fields(self.record) if f.name not in self.elsewhere) if self.record else ()


TABLES = {
    table.name: table
    for table in (
        Table("articles", OfArticle, Article, ("blocks",)),
        Table("blocks", OfPart, Block),
        Table("actors", OfActor, Actor, ("mentions",)),
        Table("mentions", OfMention, Mention),
        Table("dates", OfDate, Date),
        Table("places", OfFound, Place),
        Table("quotes", OfFound, Quote),
        Table("events", OfEvent, Event, ("mentions",)),
        Table("event_mentions", OfEventMention, Span),
        Table("relations", OfPart, Relation),
        Table("superseded", Superseded),
        Table("failures", OfFailure, Failure),
        Table("resolved", Resolved),
        Table("signatures", OfSigned, Signature, ("article",)),
        Table("copies", OfCopy, Copy, ("article",)),
        Table("reports", OfCompared, Report, ("article", "origin")),
        Table("stories", OfStory, Story, ("mentions",)),
        Table("story_mentions", OfStoryMention),
        Table("withdrawn", Withdrawn),
        Table("corrections", Correction),
    )
}

DERIVED = ("signatures", "copies", "reports", "stories", "story_mentions", "withdrawn")  # made from the others
# tables whose rows are of no coding that can be superseded, or have a record of their own for that
UNBOUND = ("superseded", "failures", "resolved", "stories", "story_mentions", "withdrawn", "corrections")


@cache
def arrow_schema(name: str) -> pa.Schema:
    return pa.schema([_field(column, hint) for column, hint in TABLES[name].columns().items()])


def arrow_rows(name: str, rows: Iterable[Row]) -> Rows:
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(name))


def completed(name: str, batches: Iterable[Any]) -> Rows:
    """Rows as they come, with the columns that the table has got since: unknown, or empty where there must be one."""
    schema = arrow_schema(name)

    def column(batch: pa.RecordBatch, field: pa.Field[Any]) -> pa.Array[Any]:
        if field.name in batch.schema.names:
            return batch.column(field.name).cast(field.type)
        return pa.array([None if field.nullable else []] * batch.num_rows, type=field.type)

    complete = (pa.record_batch([column(batch, field) for field in schema], schema=schema) for batch in batches)
    return pa.RecordBatchReader.from_batches(schema, complete)


def described(name: str) -> list[tuple[str, str]]:
    """Each column with its Arrow type, as the docs name it."""
    return [(column.name, str(column.type)) for column in arrow_schema(name)]


def _field(name: str, hint: Any) -> pa.Field[Any]:
    inner, optional = _without_none(hint)
    return pa.field(name, _arrow_type(inner), nullable=optional)


def _without_none(hint: Any) -> tuple[Any, bool]:
    """ "T | None" -> T and whether None may be."""
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    (inner,) = (argument for argument in get_args(hint) if argument is not NoneType)
    return inner, True


PLAIN = {
    str: pa.string(),
    bytes: pa.binary(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
}


def _arrow_type(hint: Any) -> pa.DataType:
    if hint in PLAIN:
        return PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return pa.string()
    if origin in (tuple, frozenset):
        return pa.list_(_field("element", arguments[0]))
    if origin is dict:
        return pa.map_(pa.string(), _arrow_type(arguments[1]))
    if is_dataclass(hint):
        return pa.struct([_field(name, inner) for name, inner in get_type_hints(hint).items()])
    raise TypeError(f"no column type for {hint}")
