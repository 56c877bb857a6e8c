"""The command that exports a store to the formats of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depeche.cli_findings import Facts, Types, Where, question
from depeche.cli_store import Language, Since, StorePath, Until, asking
from depeche.terminal import examples, put


def add_export_commands(app: typer.Typer) -> None:
    lines = (
        "depeche export polecat --store news --out polecat-2024 --since 2024-01-01",
        "depeche export csv --store news --out russia --where 'who=RUS&confidence=0.5'",
    )
    app.command(epilog=examples(*lines))(export)


def export(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT", help="csv, parquet, jsonl, polecat, gdelt, jsonld, ftm, ninjs, gexf or graphml."
        ),
    ],
    store: StorePath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder; it is whole or not there.")],
    since: Since = None,
    until: Until = None,
    type: Types = None,
    factuality: Facts = None,
    language: Language = None,
    where: Where = None,
) -> None:
    """Write the events of a store in a format of others, with their codebook, provenance, checksums and how to cite."""
    from depeche.exports.folder import export
    from depeche.exports.formats import FORMATS

    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is none of {', '.join(FORMATS)}", param_hint="FORMAT")
    asked = question(where, since, until, type, factuality, language)
    with asking(store) as opened_store:
        number = export(opened_store, FORMATS[format], out, asked)
    put(f"{out}: {number:,} {'event' if number == 1 else 'events'}")
