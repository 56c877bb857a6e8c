"""The commands that put events together: timelines, relations, networks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal, cast

import typer

from depeche.cli_store import AsCorrected, Language, Since, StorePath, Until, asking, check_days, check_type
from depeche.errors import StoreError
from depeche.terminal import Out, examples, opened, say

if TYPE_CHECKING:
    from depeche.analysis.networks import Network
    from depeche.analysis.panels import Panel
    from depeche.analysis.timelines import Timeline
    from depeche.presenting.rows import Answer
    from depeche.store.query import Store
    from depeche.store.questions import Query

By = Annotated[Literal["day", "week", "month", "year"], typer.Option("--by", help="Length of a period.")]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="PLOVER type, as SUPPORT; may come again.")
]
Facts = Annotated[
    list[str] | None,
    typer.Option(
        "--factuality", metavar="VALUE", help="Did it happen? asserted unless said otherwise; may come again."
    ),
]
Where = Annotated[
    str | None,
    typer.Option("--where", metavar="FILTERS", help="Any filters of events, as 'country=FRA&confidence=0.5'."),
]
RowsOf = Annotated[Literal["table", "csv", "json", "jsonl"], typer.Option("--format", help="How to print it.")]
Unit = Annotated[
    Literal["party", "actor"],
    typer.Option("--unit", help="Sides: each with the state it belongs to, or each actor by itself."),
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write to this file; its ending tells the format."),
]
PICTURES = ("html", "png", "svg")
ROWS = ("csv", "json", "jsonl")
SHOWN = 20  # events, sides or ties that a table shows unless asked for more
Shown = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Rows to show in a table.")]


def add_findings_commands(app: typer.Typer) -> None:
    for verb in (timeline, relations, network, panel, explain, compare):
        app.command(epilog=examples(*EXAMPLES[verb.__name__]))(verb)


EXAMPLES = {
    "explain": ("depeche explain 3f9c0a1b2c4d --store news", "depeche explain report-7/e2 --store news --format json"),
    "compare": ("depeche compare before after", "depeche compare before after --where type=ASSAULT --format jsonl"),
    "panel": (
        "depeche panel --unit dyad --by month --store news --out panel.csv",
        "depeche panel --unit actor --by year --measure score --types AID --types ASSAULT --store news --out panel.dta",
        "depeche panel --among RUS --among PRK --since 2024-01-01 --until 2024-12-31 --store news --out panel.parquet",
    ),
    "timeline": (
        "depeche timeline RUS PRK --store news",
        "depeche timeline RUS PRK --by week --store news --out chart.html",
        "depeche timeline vladimir-putin --type CONSULT --store news --format csv",
    ),
    "relations": (
        "depeche relations RUS --store news",
        "depeche relations RUS --since 2024-01-01 --store news --format json",
    ),
    "network": (
        "depeche network --store news",
        "depeche network --since 2024-01-01 --by month --store news --out news.gexf",
        "depeche network --least 3 --store news --out news.png",
    ),
}


def timeline(
    actor: Annotated[str, typer.Argument(metavar="A", help="An actor, or a state for all that belong to it.")],
    store: StorePath,
    partner: Annotated[
        str | None, typer.Argument(metavar="B", help="The other side; without it, everything A takes part in.")
    ] = None,
    by: By = "month",
    since: Since = None,
    until: Until = None,
    type: Types = None,
    factuality: Facts = None,
    language: Language = None,
    where: Where = None,
    corrected: AsCorrected = False,
    limit: Shown = SHOWN,
    format: RowsOf = "table",
    out: OutFile = None,
) -> None:
    """Co-operation against conflict between two sides over time, and the events in order."""
    from depeche.analysis.timelines import timeline
    from depeche.presenting.findings import timeline_page, timeline_rows

    asked = question(where, since, until, type, factuality, language, corrected).but(who=actor, partner=partner)
    kind = format_of(out, format, (*ROWS, *PICTURES))
    with asking(store) as opened_store:
        line = timeline(opened_store, asked, by=by)
        if kind in PICTURES:
            return draw(line, f"{actor} and {partner}" if partner else actor, cast(Any, kind), out)
        with opened(out) as stream:
            if kind == "table":
                return timeline_page(line, opened_store.page(asked, limit=limit), stream)
            write_rows(timeline_rows(line), stream, kind)


def relations(
    actor: Annotated[str, typer.Argument(metavar="A", help="An actor, or a state for all that belong to it.")],
    store: StorePath,
    unit: Unit = "party",
    since: Since = None,
    until: Until = None,
    type: Types = None,
    factuality: Facts = None,
    language: Language = None,
    where: Where = None,
    corrected: AsCorrected = False,
    limit: Shown = SHOWN,
    format: RowsOf = "table",
    out: OutFile = None,
) -> None:
    """Whom an actor supports, accuses, fights and meets, and who does it to it: how often, the trend, the words."""
    from depeche.analysis.relations import relations
    from depeche.presenting.findings import relations_page, relations_rows

    asked = question(where, since, until, type, factuality, language, corrected)
    kind = format_of(out, format, ROWS)
    with asking(store) as opened_store, opened(out) as stream:
        found = relations(opened_store, actor, asked, unit=unit)
        if kind == "table":
            return relations_page(found, stream, limit=limit)
        write_rows(relations_rows(found), stream, kind)


def network(
    store: StorePath,
    unit: Unit = "party",
    by: Annotated[
        Literal["day", "week", "month", "year"] | None, typer.Option("--by", help="Edges of each period apart.")
    ] = None,
    least: Annotated[int, typer.Option(metavar="N", min=1, help="Leave out pairs with fewer events.")] = 1,
    since: Since = None,
    until: Until = None,
    type: Types = None,
    factuality: Facts = None,
    language: Language = None,
    where: Where = None,
    corrected: AsCorrected = False,
    limit: Shown = SHOWN,
    format: RowsOf = "table",
    out: OutFile = None,
) -> None:
    """Who acts on whom, weighed by the number of events; who stands in the middle. Files: gexf, graphml, json, csv
    (edges), png, svg, html."""
    from depeche.analysis.networks import network
    from depeche.presenting.findings import edges_rows, network_page

    asked = question(where, since, until, type, factuality, language, corrected)
    kind = format_of(out, format, (*ROWS, *PICTURES, "gexf", "graphml"))
    with asking(store) as opened_store:
        net = network(opened_store, asked, unit=unit, by=by, least=least)
    if kind in PICTURES:
        return draw(net, "Who acts on whom", cast(Any, kind), out)
    with opened(out) as stream:
        if kind == "table":
            network_page(net, stream, limit=limit)
        elif kind in ("csv", "jsonl"):
            write_rows(edges_rows(net), stream, kind)
        else:
            write_graph(net, stream, kind)


def panel(
    store: StorePath,
    unit: Annotated[Literal["dyad", "actor"], typer.Option(help="Each on each other, or each by itself.")] = "dyad",
    by: By = "month",
    measure: Annotated[
        Literal["count", "score", "share"], typer.Option(help="Events, sum of scores, or share of the unit's events.")
    ] = "count",
    types: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TYPE", help="A column each: a PLOVER type or a class, as verbal_conflict; may come again."
        ),
    ] = None,
    among: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only these sides, and all of them; may come again.")
    ] = None,
    level: Annotated[
        Literal["party", "actor"], typer.Option(help="Sides: with the state they belong to, or each actor by itself.")
    ] = "party",
    since: Since = None,
    until: Until = None,
    factuality: Facts = None,
    language: Language = None,
    where: Where = None,
    corrected: AsCorrected = False,
    denominators: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what was read by source and language here too, CSV.")
    ] = None,
    format: Annotated[
        Literal["csv", "jsonl", "parquet", "stata"], typer.Option("--format", help="How to write it.")
    ] = "csv",
    out: OutFile = None,
) -> None:
    """A balanced table for estimation: every unit in every period, with what was read, so that a zero is known from
    nothing read. States bear their ISO, Correlates of War and Gleditsch-Ward codes."""
    from depeche.analysis.panels import panel

    kind = {"csv": "csv", "jsonl": "jsonl", "parquet": "parquet", "dta": "stata"}.get(
        out.suffix.lower().removeprefix(".") if out and format == "csv" else "", format
    )
    if kind in ("parquet", "stata") and out is None:
        raise typer.BadParameter("is no text; name a file with --out", param_hint=f"--format {kind}")
    asked = question(where, since, until, None, factuality, language, corrected)
    check_classes(types)
    with asking(store) as opened_store:
        made = panel(
            opened_store, asked, unit=unit, by=by, measure=measure, types=types or (), among=among or (), level=level
        )
        if made.unplaced:
            say(f"{made.unplaced:,} events are in no one {by}: their days reach over several, or are not known")
        with opened(out) as stream:
            write_panel(made, stream, kind)
        if denominators:
            write_denominators(opened_store, asked, by, denominators)


def check_classes(types: Sequence[str] | None) -> None:
    """Raises BadParameter, wrong usage."""
    from depeche.analysis.panels import classes_of

    try:
        classes_of(types or ())
    except KeyError as error:
        raise typer.BadParameter(f"{error} is no PLOVER type and no class", param_hint="--types") from error


def write_panel(made: Panel, stream: BinaryIO, kind: str) -> None:
    from depeche.presenting.frames import write_parquet, write_stata
    from depeche.presenting.rows import Answer

    if kind in ("csv", "jsonl"):
        names = tuple(column.name for column in made.columns)
        return write_rows(Answer(names, made.rows(), names), stream, kind)
    {"parquet": write_parquet, "stata": write_stata}[kind](made.columns, made.rows(), stream)


def write_denominators(store: Store, asked: Query, by: Literal["day", "week", "month", "year"], out: Path) -> None:
    from depeche.analysis.panels import denominators
    from depeche.presenting.rows import Answer

    names = ("period", "publisher", "language", "articles", "events")
    with opened(out) as stream:
        write_rows(Answer(names, denominators(store, asked, by), names), stream, "csv")


def explain(
    event: Annotated[
        str, typer.Argument(metavar="EVENT", help="Its event_id or the beginning of it, or ARTICLE/EVENT.")
    ],
    store: StorePath,
    corrected: AsCorrected = False,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")] = "text",
    out: Out = None,
) -> None:
    """Why an event is coded as it is: each field with its words, what decided it, other reports, where they differ."""
    import msgspec

    from depeche.presenting.explained import explain, write_explanation

    with asking(store) as opened_store:
        found = explain(opened_store, event, corrected=corrected)
    with opened(out) as stream:
        if format == "json":
            stream.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
        else:
            write_explanation(found, stream)


def compare(
    first: Annotated[Path, typer.Argument(metavar="STORE1", help="A store.")],
    second: Annotated[Path, typer.Argument(metavar="STORE2", help="The store it is compared with.")],
    where: Where = None,
    limit: Shown = SHOWN,
    format: RowsOf = "table",
    out: OutFile = None,
) -> None:
    """What differs between two stores, event by event: what coding anew changed."""
    from depeche.analysis.comparing import compare
    from depeche.presenting.findings import changes_page, changes_rows
    from depeche.store.questions import Query

    asked = of_where(where) if where else Query()
    kind = format_of(out, format, ROWS)
    with asking(first) as one, asking(second) as other:
        found = compare(one, other, asked)
    with opened(out) as stream:
        if kind == "table":
            return changes_page(found, stream, limit=limit)
        write_rows(changes_rows(found), stream, kind)


def of_where(where: str) -> Query:
    """Raises BadParameter, wrong usage."""
    from depeche.store.questions import of_address

    try:
        return of_address("events", where)
    except StoreError as error:
        raise typer.BadParameter(str(error), param_hint="--where") from error


# ---- what they share ------------------------------------------------------------------------------------------------


def question(
    where: str | None,
    since: str | None,
    until: str | None,
    type: Sequence[str] | None,
    factuality: Sequence[str] | None,
    language: str | None,
    corrected: bool = False,
) -> Query:
    """The events that options ask for; of what happened if they do not say otherwise. Raises BadParameter."""
    from depeche.analysis.timelines import happened
    from depeche.store.questions import checked, of_address, query

    check_days(since, until)
    for one in type or ():
        check_type(one)
    given = {"since": since, "until": until, "type": type, "factuality": factuality, "language": language}
    try:
        own = checked(query("events", **given)).but(corrected=corrected)
        return happened(of_address("events", where or "").but(**own.asked()))
    except StoreError as error:
        raise typer.BadParameter(str(error), param_hint="--factuality" if not where else "--where") from error


def format_of(out: Path | None, format: str, known: Sequence[str]) -> str:
    """By the ending of the file, else what is asked for. Raises BadParameter on an ending that is not known."""
    if out is None or format != "table":
        return format
    ending = out.suffix.lower().removeprefix(".")
    if ending in known:
        return ending
    if ending in ("", "txt"):
        return "table"
    raise typer.BadParameter(f"{out.name} ends in none of {', '.join(known)}, txt", param_hint="--out")


def write_rows(answer: Answer, stream: BinaryIO, kind: str) -> None:
    from depeche.presenting.rows import write_answer

    write_answer(answer, stream, cast(Any, kind))


def draw(finding: Timeline | Network, title: str, kind: Literal["html", "png", "svg"], out: Path | None) -> None:
    from depeche.analysis.networks import Network
    from depeche.presenting.charts import network_chart, timeline_chart, write_picture

    chart = network_chart(finding, title) if isinstance(finding, Network) else timeline_chart(finding, title)
    with opened(out) as stream:
        write_picture(chart, stream, kind)


def write_graph(net: Network, stream: BinaryIO, kind: str) -> None:
    from depeche.exports.graphs import write_gexf, write_graphml, write_node_link

    {"gexf": write_gexf, "graphml": write_graphml, "json": write_node_link}[kind](net, stream)
