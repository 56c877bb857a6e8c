"""Tables that commands print."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from depeche.language.pipelines import pinned_pipelines
from depeche.presenting.page import clean
from depeche.presenting.words import language_name

if TYPE_CHECKING:
    from depeche.store.upkeep import Info

WHOLE = ("source", "reason")  # columns whose words are not cut off where a terminal is narrow
UNBEHELD = 1000  # columns, where no terminal sets a bound


def pipelines_table(stream: BinaryIO) -> None:
    """Every pinned pipeline, and whether it is installed."""
    table = Table("language", "pipeline", "version", "licence", "installed", box=None, pad_edge=False)
    for pipeline in pinned_pipelines().values():
        found = pipeline.installed_version()
        state = "no" if found is None else "yes" if found == pipeline.version else f"another version, {found}"
        name = f"{pipeline.language} {language_name(pipeline.language)}"
        table.add_row(name, pipeline.distribution, pipeline.version, pipeline.licence, state)
    print_table(table, stream)


def rows_table(columns: Sequence[str], rows: Iterable[Sequence[str]], stream: BinaryIO) -> None:
    """Rows of a query under their columns, as wide as they are where nobody looks on; else the widest give way."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(cell(column, words) for column, words in zip(columns, row, strict=True)))
    print_table(table, stream)


def cell(column: str, words: str) -> Text:
    whole = column in WHOLE
    return Text(clean(words), no_wrap=not whole, overflow="fold" if whole else "ellipsis")


def info_table(info: Info, stream: BinaryIO) -> None:
    """What is in a store."""
    table = Table("table", "rows", "files", "MB", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in info.tables:
        table.add_row(one.name, f"{one.rows:,}", f"{one.files:,}", f"{one.size / 1e6:,.1f}")
    coded = [f"coded by {version}: {number:,}" for version, number in info.versions]
    said = [f"{info.corrections:,} corrections"] if info.corrections else []
    lost = [f"{info.lost:,} of them find no record any more (depeche annotate --list)"] if info.lost else []
    lines = [
        f"{info.path}: format {info.format}, batch {info.batches} of {info.committed}",
        f"{info.articles:,} articles, {info.superseded:,} superseded codings, {info.failures:,} failures",
        *([", ".join(said + lost)] if said else []),
        *coded,
    ]
    stream.write("".join(f"{clean(line)}\n" for line in lines).encode())
    print_table(table, stream)
    if info.to_compact:
        stream.write(b"many small files: depeche store compact makes queries faster\n")


def print_table(table: Table, stream: BinaryIO) -> None:
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    try:
        beheld = text.isatty() or "COLUMNS" in os.environ
        Console(file=text, width=None if beheld else UNBEHELD).print(table)
    finally:
        text.detach()
