"""The command by which people correct what was coded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from depeche.cli_store import StorePath, Wait, asking
from depeche.errors import StoreError
from depeche.terminal import Out, examples, opened, put, say

if TYPE_CHECKING:
    from depeche.records import Verdict
    from depeche.store.corrections import Said

UNNAMED = "unnamed"


def add_annotate_command(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(annotate)


EXAMPLES = examples(
    "depeche annotate 3f9c0a1b2c4d --field recipient --value RUS --evidence 'à Moscou' --store news",
    "depeche annotate 3f9c0a1b2c4d --field date --wrong --who anna --store news",
    "depeche annotate 3f9c0a1b2c4d --field type --right --store news",
    "depeche annotate report-7/e2 --retract --note 'a rumour of 1998' --store news",
    "depeche annotate report-7/quote@120-180 --field speaker --value vladimir-putin --store news",
    "depeche annotate report-7 --add AID --trigger 'a envoyé du blé' --actor RUS --recipient MLI --store news",
    "depeche annotate - --store news < corrections.jsonl",
    "depeche annotate --list --store news",
)


def annotate(
    store: StorePath,
    event: Annotated[
        str | None,
        typer.Argument(
            metavar="EVENT",
            help="Its event_id or the beginning of it, ARTICLE/e2, or ARTICLE/quote@120-180 (so actor, date, place); "
            "- reads many from standard input, one JSON object a line.",
        ),
    ] = None,
    field: Annotated[str | None, typer.Option(metavar="FIELD", help="The field that is meant, as recipient.")] = None,
    value: Annotated[
        list[str] | None, typer.Option(metavar="VALUE", help="The right value; may come again where there are several.")
    ] = None,
    right: Annotated[bool, typer.Option("--right", help="The field is right; without --field, the event is.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="The field is wrong, and the right value not known.")] = False,
    retract: Annotated[bool, typer.Option("--retract", help="There is no such event.")] = False,
    add: Annotated[
        str | None, typer.Option(metavar="TYPE", help="An event of this type was missed; EVENT names its article.")
    ] = None,
    trigger: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Words that tell the event to add, or their place as 120-134.")
    ] = None,
    actor: Annotated[list[str] | None, typer.Option(metavar="ID", help="Who does it, of an event to add.")] = None,
    recipient: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="To whom it is done, of an event to add.")
    ] = None,
    evidence: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Words of the article that say so, or their place as 120-134.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A remark to keep beside it.")] = None,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who says it.")] = UNNAMED,
    wait: Wait = 0.0,
    list_all: Annotated[bool, typer.Option("--list", help="List what was said, and whether it stands.")] = False,
    format: Annotated[
        Literal["table", "csv", "json", "jsonl"], typer.Option("--format", help="How to write the list.")
    ] = "table",
    out: Out = None,
) -> None:
    """Say what is right or wrong of a coded event, beside it: nothing that was coded is changed."""
    from depeche.store.corrections import Said

    if list_all:
        return list_corrections(store, format, out)
    if event is None:
        raise typer.BadParameter("name one, - for standard input, or --list what was said", param_hint="EVENT")
    if event == "-":
        return keep(store, in_lines(), wait)
    verdict = verdict_of(value, right, wrong, retract, add)
    values: dict[str, str | tuple[str, ...]] | None = None
    if add:
        values = {"type": add, "actor": tuple(actor or ()), "recipient": tuple(recipient or ())}
    said = Said(
        of=event, field=field, verdict=verdict, value=tuple(value) if value else None, values=values, trigger=trigger,
        evidence=evidence, note=note, who=who,
    )  # fmt: skip
    keep(store, iter([("", said)]), wait)


def verdict_of(value: list[str] | None, right: bool, wrong: bool, retract: bool, add: str | None) -> Verdict:
    """Raises BadParameter, wrong usage, where not one thing is said."""
    told: dict[Verdict, bool] = {
        "value": bool(value), "right": right, "wrong": wrong, "retracted": retract, "added": bool(add),
    }  # fmt: skip
    said = [name for name, one in told.items() if one]
    if len(said) != 1:
        raise typer.BadParameter("say one of --value, --right, --wrong, --retract, --add", param_hint="EVENT")
    return said[0]


def in_lines() -> Iterator[tuple[str, Said | StoreError]]:
    """What standard input says, a line each, with the line's name; one that cannot be read is an error."""
    from depeche.store.corrections import read_line

    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            try:
                yield f"line {number}: ", read_line(line)
            except StoreError as error:
                yield f"line {number}: ", error


def keep(store: Path, said: Iterator[tuple[str, Said | StoreError]], wait: float) -> None:
    """Append it as one batch; what cannot be said is told, the rest goes on."""
    from depeche.store.corrections import record
    from depeche.store.writer import open_writer

    failed = 0
    places: dict[int, str] = {}

    def tell(place: str, error: StoreError) -> None:
        nonlocal failed
        failed += 1
        say(f"{place}{error}")

    def readable() -> Iterator[Said]:
        for place, one in said:
            if isinstance(one, StoreError):
                tell(place, one)
            else:
                every.append(one)
                places[id(one)] = place
                yield one

    every: list[Said] = []  # kept, so that no two have one name
    with open_writer(store, wait=wait, make=False) as writer:
        number = record(writer, readable(), lambda one, error: tell(places[id(one)], error))
    put(f"{store}: {number} {'correction' if number == 1 else 'corrections'} added")
    raise typer.Exit(1 if failed else 0)


def list_corrections(store: Path, format: Literal["table", "csv", "json", "jsonl"], out: Path | None) -> None:
    from depeche.presenting.rows import Answer, write_answer

    with asking(store) as opened_store, opened(out) as stream:
        rows = opened_store.judged.told()
        columns = SHOWN if format == "table" else tuple(rows[0]) if rows else SHOWN
        write_answer(Answer(columns, ([row[name] for name in columns] for row in rows), columns), stream, format)


SHOWN = ("time", "who", "article", "target", "field", "verdict", "value", "machine", "state", "words")
