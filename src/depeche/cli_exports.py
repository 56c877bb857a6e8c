"""The command that exports a store to the formats of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from depeche.cli_findings import Facts, Types, Where, question
from depeche.cli_store import AsCorrected, Language, Since, StorePath, Until, Wait, asking
from depeche.errors import DepecheError
from depeche.terminal import Out, examples, opened, put, say

Tool = Literal["label-studio", "doccano", "inception"]


def add_export_commands(app: typer.Typer) -> None:
    lines = (
        "depeche export polecat --store news --out polecat-2024 --since 2024-01-01",
        "depeche export csv --store news --out russia --where 'who=RUS&confidence=0.5'",
    )
    app.command(epilog=examples(*lines))(export)
    back = (
        "depeche corrected label-studio export.json --store news --keep --who anna",
        "depeche corrected inception *.xmi --store news",
    )
    app.command(epilog=examples(*back))(corrected)


def export(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="csv, parquet, jsonl, polecat, gdelt, jsonld, ftm, ninjs, gexf, graphml, label-studio, doccano, "
            "inception, corpus.",
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
    corrected: AsCorrected = False,
) -> None:
    """Write the events of a store in a format of others, with their codebook, provenance, checksums and how to cite."""
    from depeche.exports.folder import export
    from depeche.exports.formats import FORMATS

    if format not in FORMATS:
        raise typer.BadParameter(f"{format!r} is none of {', '.join(FORMATS)}", param_hint="FORMAT")
    asked = question(where, since, until, type, factuality, language, corrected)
    with asking(store) as opened_store:
        number = export(opened_store, FORMATS[format], out, asked)
    put(f"{out}: {number:,} {'event' if number == 1 else 'events'}")


def corrected(
    tool: Annotated[
        Tool,
        typer.Argument(metavar="TOOL", help="label-studio, doccano or inception."),
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="What the tool exported.")],
    store: StorePath,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep it in the store as corrections (depeche annotate), not as lines.")
    ] = False,
    right: Annotated[
        bool, typer.Option("--right", help="With --keep: events that were left as they were are right.")
    ] = False,
    who: Annotated[str, typer.Option(metavar="NAME", help="With --keep: who says it.")] = "unnamed",
    wait: Wait = 0.0,
    out: Out = None,
) -> None:
    """Read articles back that people corrected: a line of JSON a change, with the machine's span, score and reasons."""
    import msgspec

    from depeche.exports.annotating import changes, read_corrected

    if keep:
        return keep_corrected(tool, files, store, who=who, right=right, wait=wait)
    failed = 0
    with asking(store) as opened_store, opened(out) as stream:
        for file in files:
            try:
                for person in read_corrected(tool, file):
                    for change in changes(opened_store, person):
                        stream.write(msgspec.json.encode(change) + b"\n")
            except DepecheError as error:
                failed += 1
                say(f"{file}: {error}" if not str(error).startswith(str(file)) else str(error))
    raise typer.Exit(1 if failed else 0)


def keep_corrected(tool: Tool, files: list[Path], store: Path, *, who: str, right: bool, wait: float) -> None:
    """Keep what people say in these files as one batch; the time of each file is when they say it, so that the same
    file again adds nothing."""
    from depeche.exports.annotating import read_corrected
    from depeche.exports.returned import said
    from depeche.store.corrections import Said, record
    from depeche.store.writer import open_writer

    problems: list[str] = []
    with open_writer(store, wait=wait, make=False) as writer:
        every: list[Said] = []
        for file in files:
            try:
                for person in read_corrected(tool, file):
                    how: Any = {"who": who, "time": written_on(file), "right": right, "tell": problems.append}
                    every += said(writer.store, person, **how)
            except DepecheError as error:
                problems.append(str(error) if str(error).startswith(str(file)) else f"{file}: {error}")
        number = record(writer, every, lambda one, error: problems.append(str(error)))
    for problem in problems:
        say(problem)
    put(f"{store}: {number} {'correction' if number == 1 else 'corrections'} added")
    raise typer.Exit(1 if problems else 0)


def written_on(file: Path) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
