"""Tables with typed columns as Parquet and Stata. Alone imports pandas, which `depeche[stata]` installs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from depeche.analysis.panels import PanelColumn
from depeche.errors import DepecheError

ARROW = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "day": pa.date32()}
AT_ONCE = 50_000  # rows written together
LONGEST = 32  # characters of a name in Stata
STAMP = datetime(2000, 1, 1)  # no file tells the hour it was written: the same rows, the same bytes


def write_parquet(columns: Sequence[PanelColumn], rows: Iterable[Sequence[Any]], stream: BinaryIO) -> None:
    schema = pa.schema([pa.field(c.name, ARROW[c.kind], metadata={"meaning": c.meaning}) for c in columns])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        waiting: list[Sequence[Any]] = []
        for row in rows:
            waiting.append(row)
            if len(waiting) == AT_ONCE:
                writer.write_table(_table(schema, waiting))
                waiting = []
        writer.write_table(_table(schema, waiting))


def _table(schema: Any, rows: Sequence[Sequence[Any]]) -> Any:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


def write_stata(columns: Sequence[PanelColumn], rows: Iterable[Sequence[Any]], stream: BinaryIO) -> None:
    """Stata 14 and newer; labels say what a column means. Raises DepecheError where pandas is missing."""
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise DepecheError("a Stata file needs pandas; install depeche[stata], or write csv or parquet") from error
    frame = pandas.DataFrame(list(rows), columns=[c.name[:LONGEST] for c in columns])
    for column in columns:
        name = column.name[:LONGEST]
        if column.kind == "day":
            frame[name] = pandas.to_datetime(frame[name])
        elif column.kind == "text":
            frame[name] = frame[name].fillna("").astype(object)
        else:
            frame[name] = frame[name].astype("float64" if frame[name].isna().any() else STATA[column.kind])
    labels = {c.name[:LONGEST]: c.meaning[:80] for c in columns}
    days = {c.name[:LONGEST]: "td" for c in columns if c.kind == "day"}
    frame.to_stata(stream, write_index=False, version=118, variable_labels=labels, convert_dates=days, time_stamp=STAMP)


STATA = {"integer": "int64", "number": "float64"}
