"""Tables that commands print."""

from __future__ import annotations

from io import TextIOWrapper
from typing import BinaryIO

from rich.console import Console
from rich.table import Table

from depeche.language.pipelines import pinned_pipelines
from depeche.presenting.words import language_name


def pipelines_table(stream: BinaryIO) -> None:
    """Every pinned pipeline, and whether it is installed."""
    table = Table("language", "pipeline", "version", "licence", "installed", box=None, pad_edge=False)
    for pipeline in pinned_pipelines().values():
        found = pipeline.installed_version()
        state = "no" if found is None else "yes" if found == pipeline.version else f"another version, {found}"
        name = f"{pipeline.language} {language_name(pipeline.language)}"
        table.add_row(name, pipeline.distribution, pipeline.version, pipeline.licence, state)
    text = TextIOWrapper(stream, encoding="utf-8", write_through=True)
    Console(file=text).print(table)
    text.detach()
