"""The commands of a store: fill it, ask it, look after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from depeche.terminal import (
    PATIENCE,
    BaseUrl,
    EngineChoice,
    FieldMap,
    ModelName,
    Out,
    OwnKnowledge,
    Patience,
    check_frame,
    check_language,
    chosen,
    examples,
    opened,
    put,
    read_fields,
    say,
    say_failure,
    take_up,
)

if TYPE_CHECKING:
    from depeche.coding.engines import Engine
    from depeche.ingest import Coder, Defaults, Progress
    from depeche.pipeline import EngineName
    from depeche.store.query import Relation, Store

INTERRUPTED = 130  # the exit status that shells give to an interrupted program

StorePath = Annotated[
    Path, typer.Option("--store", metavar="DIR", envvar="DEPECHE_STORE", help="Folder of the store.", show_envvar=True)
]
Wait = Annotated[float, typer.Option(metavar="SECONDS", min=0, help="Wait so long for another writer to end.")]
AllJobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Processes to code in; one for each core if not given.")
]
Ray = Annotated[
    str | None, typer.Option("--ray", metavar="ADDRESS", help="Code on a Ray cluster; local starts one for this run.")
]
Published = Annotated[str | None, typer.Option(metavar="DATE", help="Day of articles that state none, as 2024-06-19.")]
LanguageOf = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Language of articles that state none, as fr.")
]
InputFormat = Annotated[
    str | None, typer.Option(metavar="NAME", help="Format of the files; told from their content if not named.")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on, as 2024-06-19.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day, itself included.")]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="In this language, as fr.")]
Text = Annotated[str | None, typer.Option(metavar="WORDS", help="With these words, whatever their case and accents.")]
Limit = Annotated[int | None, typer.Option(metavar="N", min=0, help="No more rows than these.")]
RowsFormat = Annotated[
    Literal["table", "csv", "json", "jsonl", "parquet"], typer.Option("--format", help="How to write the rows.")
]
Actor = Annotated[str | None, typer.Option(metavar="ID", help="An actor, or a state for all that belong to it.")]

AsCorrected = Annotated[
    bool, typer.Option("--corrected", help="As people corrected it (depeche annotate), not as it was coded.")
]

# of each command's many columns, those of a table for reading
SHOWN = {
    "articles": ("day", "language", "id", "title", "publisher", "revision"),
    "events": ("date", "type", "actors", "recipients", "factuality", "attribution", "article", "sentence"),
    "quotes": ("reported", "speaker_name", "office", "exact", "addressee_name", "said_in", "words", "article"),
    "actors": ("id", "kind", "name", "state", "times", "article"),
    "dates": ("value", "precision", "words", "article"),
    "stories": ("id", "date", "type", "actors", "recipients", "sources", "independent_origins", "reports", "sentence"),
    "failures": ("source", "reason"),
}

store_app = typer.Typer(help="Look after a store.", no_args_is_help=True)


def add_store_commands(app: typer.Typer) -> None:
    """A command for each verb; those that look after a store under one name."""
    app.command(epilog=INGEST_EXAMPLES)(ingest)
    for verb in (articles, events, quotes, actors, dates):
        app.command(epilog=examples(f"depeche {verb.__name__} --store news", *ASKED[verb.__name__]))(verb)
    app.command(epilog=examples("depeche failures --store news", "depeche failures --store news --retry"))(failures)
    app.command(epilog=examples(SQL_EXAMPLE))(sql)
    app.add_typer(store_app, name="store")


INGEST_EXAMPLES = examples(
    "depeche ingest reports --store news",
    "depeche ingest 'monday/*.txt' tuesday.jsonl --store news --jobs 2",
    "depeche ingest articles.csv --store news --map text=body,date=when",
    "depeche ingest --recode --store news",
    "depeche ingest archive --store news --ray 10.0.0.1:6379",
    "depeche ingest reports --store news --engine llm --base-url http://localhost:8080/v1",
    "cat report.txt | depeche ingest - --store news --published 2024-06-19",
)
ASKED = {
    "articles": ("depeche articles --store news --text ceasefire --since 2024-01-01",),
    "events": (
        "depeche events --store news --actor RUS --recipient PRK --type SUPPORT --since 2024-01-01",
        "depeche events --store news --factuality asserted --format csv --out events.csv",
    ),
    "quotes": ("depeche quotes --store news --speaker vladimir-putin --format jsonl",),
    "actors": (
        "depeche actors --store news --kind organisation",
        "depeche actors --store news --actor FRA --why",
    ),
    "dates": ("depeche dates --store news --since 2024-06-01 --until 2024-06-30",),
}
SQL_EXAMPLE = """depeche sql "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC" --store news"""


# ---- filling a store ------------------------------------------------------------------------------------------------


def ingest(
    store: StorePath,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Files, folders, patterns; - is standard input.")
    ] = None,
    published: Published = None,
    language: LanguageOf = None,
    input_format: InputFormat = None,
    field_map: FieldMap = None,
    recode: Annotated[
        bool, typer.Option("--recode", help="Code anew what another version coded; without SOURCE, all of the store.")
    ] = False,
    wait: Wait = 0.0,
    jobs: AllJobs = None,
    ray: Ray = None,
    knowledge: OwnKnowledge = None,
    engine: EngineChoice = "encoder",
    base_url: BaseUrl = None,
    model: ModelName = None,
    timeout: Patience = PATIENCE,
) -> None:
    """Read and code articles into a store; what it has already is left out."""
    from depeche.ingest import ingest
    from depeche.presenting.progress import done_in_words, shown_progress
    from depeche.sources import count_files

    take_up(knowledge)
    defaults = defaults_of(published, language, input_format, field_map)
    if not sources and not recode:
        raise typer.BadParameter("name at least one, or --recode what the store has", param_hint="SOURCE")
    deciding = chosen(engine, base_url, model, timeout)
    with shown_progress(None if not sources else count_files(sources)) as watch, stopping():
        how: Any = {
            "defaults": defaults,
            "coder": coder(jobs, deciding, ray),
            "wait": wait,
            "watch": watch,
            "tell": say_failure,
        }
        done = ingest(sources or (), store, recode=recode, **how)
    say(f"{store}: {done_in_words(done)}")
    end(done, store)


def defaults_of(
    published: str | None, language: str | None, input_format: str | None, field_map: str | None
) -> Defaults:
    """Raises BadParameter, wrong usage."""
    from depeche.ingest import Defaults

    check_frame(published, input_format)
    check_language(language)
    return Defaults(input_format, published, language, read_fields(field_map))


def coder(jobs: int | None, engine: Engine | EngineName, ray: str | None = None) -> Coder:
    """What codes, in processes of this machine or on a Ray cluster. Raises DepecheError where Ray is not installed."""
    from functools import partial

    from depeche.batch import code_many, code_one
    from depeche.ingest import Coder, versions

    coded_by = partial(versions, engine=engine)
    if ray is not None:
        from depeche.cluster import code_on_ray, require_ray

        require_ray()
        return Coder(partial(code_on_ray, address=ray, jobs=jobs, code=partial(code_one, engine=engine)), coded_by)
    return Coder(partial(code_many, jobs=jobs or os.cpu_count() or 1, engine=engine), coded_by)


@contextmanager
def stopping() -> Iterator[None]:
    """The interrupt key ends a run in one line."""
    try:
        yield
    except KeyboardInterrupt:
        say("stopped; what was coded is in the store, the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None


def end(done: Progress, store: Path) -> None:
    if done.failed:
        say(f"see what failed with depeche failures --store {store}")
    raise typer.Exit(1 if done.failed else 0)


def failures(
    store: StorePath,
    retry: Annotated[bool, typer.Option("--retry", help="Read those files again, and code what failed.")] = False,
    published: Published = None,
    language: LanguageOf = None,
    input_format: InputFormat = None,
    field_map: FieldMap = None,
    wait: Wait = 0.0,
    jobs: AllJobs = None,
    engine: EngineChoice = "encoder",
    base_url: BaseUrl = None,
    model: ModelName = None,
    timeout: Patience = PATIENCE,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """What could not be read or coded; with --retry, try again."""
    if retry:
        from depeche.ingest import retry_failures
        from depeche.presenting.progress import done_in_words, shown_progress

        defaults = defaults_of(published, language, input_format, field_map)
        deciding = chosen(engine, base_url, model, timeout)
        with shown_progress(None) as watch, stopping():
            how: Any = {"defaults": defaults, "coder": coder(jobs, deciding), "wait": wait, "watch": watch}
            done = retry_failures(store, tell=say_failure, **how)
        say(f"{store}: {done_in_words(done)}")
        end(done, store)
    with asking(store) as opened_store:
        answer(opened_store, opened_store.failures(limit=limit), "failures", format, out)


# ---- asking a store -------------------------------------------------------------------------------------------------


def articles(
    store: StorePath,
    text: Text = None,
    since: Since = None,
    until: Until = None,
    language: Language = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="As its record states it.")] = None,
    source: Annotated[str | None, typer.Option(metavar="PATH", help="Path or address it was read from.")] = None,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List articles, in the order of their days."""
    check_days(since, until)
    with asking(store) as asked:
        found = asked.articles(
            text=text, since=since, until=until, language=language, publisher=publisher, source=source, limit=limit
        )
        answer(asked, found, "articles", format, out)


def events(
    store: StorePath,
    actor: Actor = None,
    recipient: Annotated[str | None, typer.Option(metavar="ID", help="Whom it is done to, as --actor.")] = None,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="PLOVER type, as SUPPORT.")] = None,
    since: Since = None,
    until: Until = None,
    factuality: Annotated[
        Literal["asserted", "planned", "hypothetical", "denied"] | None, typer.Option(help="Did it happen?")
    ] = None,
    attributed_to: Annotated[
        str | None, typer.Option(metavar="ID", help="Who tells it: an actor, or reporter.")
    ] = None,
    text: Text = None,
    language: Language = None,
    corrected: AsCorrected = False,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List events: who did what to whom, in the order of their days."""
    check_days(since, until)
    check_type(type)
    who = {"actor": actor, "recipient": recipient, "attributed_to": attributed_to}
    with asking(store) as asked:
        found = asked.events(
            **who,
            type=type,
            since=since,
            until=until,
            factuality=factuality,
            text=text,
            language=language,
            corrected=corrected,
            limit=limit,
        )
        answer(asked, found, "events", format, out)


def quotes(
    store: StorePath,
    speaker: Annotated[str | None, typer.Option(metavar="ID", help="Who said it.")] = None,
    kind: Annotated[
        Literal["direct", "indirect", "partial", "not_speech"] | None, typer.Option(help="How it is reported.")
    ] = None,
    text: Text = None,
    since: Since = None,
    until: Until = None,
    language: Language = None,
    corrected: AsCorrected = False,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List who said what: with the speaker's office on that day, how exact the words are, to whom and where."""
    check_days(since, until)
    with asking(store) as asked:
        found = asked.quotes(
            speaker=speaker,
            kind=kind,
            text=text,
            since=since,
            until=until,
            language=language,
            corrected=corrected,
            limit=limit,
        )
        answer(asked, asked.quotations(found, corrected=corrected), "quotes", format, out)


def actors(
    store: StorePath,
    actor: Actor = None,
    kind: Annotated[
        Literal["state", "organisation", "group", "person"] | None, typer.Option(help="What it is.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="With these words in its name.")] = None,
    since: Since = None,
    until: Until = None,
    language: Language = None,
    corrected: AsCorrected = False,
    limit: Limit = None,
    why: Annotated[
        bool, typer.Option("--why", help="How each was resolved: mentions by form, offices, candidates, rules.")
    ] = False,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List who takes part, article by article."""
    check_days(since, until)
    with asking(store) as asked:
        found = asked.actors(
            actor=actor,
            kind=kind,
            text=text,
            since=since,
            until=until,
            language=language,
            corrected=corrected,
            limit=limit,
        )
        answer(asked, asked.resolutions(found) if why else found, None if why else "actors", format, out)


def dates(
    store: StorePath,
    since: Since = None,
    until: Until = None,
    precision: Annotated[
        Literal["day", "week", "month", "season", "year", "decade", "vague"] | None, typer.Option(help="How exact.")
    ] = None,
    text: Text = None,
    language: Language = None,
    corrected: AsCorrected = False,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List the days that articles name."""
    check_days(since, until)
    with asking(store) as asked:
        found = asked.dates(
            since=since,
            until=until,
            precision=precision,
            text=text,
            language=language,
            corrected=corrected,
            limit=limit,
        )
        answer(asked, found, "dates", format, out)


def sql(
    query: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT over the views of the store.")],
    store: StorePath,
    bind: Annotated[
        list[str] | None, typer.Option("--bind", "-b", metavar="VALUE", help="What stands for ? in it, in order.")
    ] = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """Ask a store in SQL; it can read the store and nothing else."""
    with asking(store) as asked:
        relation = asked.sql(query, bind)
        answer(asked, relation, None, format, out)


def check_days(*days: str | None) -> None:
    """Raises BadParameter, wrong usage."""
    for option, day in zip(("--since", "--until"), days, strict=True):
        from datetime import date

        try:
            if day is not None:
                date.fromisoformat(day)
        except ValueError:
            raise typer.BadParameter(f"{day!r} is no date; write it as 2024-06-19", param_hint=option) from None


def check_type(type: str | None) -> None:
    """Raises BadParameter, wrong usage."""
    from depeche.records import EventType

    if type is not None and type.upper() not in get_args(EventType):
        raise typer.BadParameter(f"{type!r} is none of {', '.join(get_args(EventType))}", param_hint="--type")


@contextmanager
def asking(path: Path) -> Iterator[Store]:
    from depeche.store.query import open_store

    with open_store(path) as store:
        yield store


def answer(store: Store, relation: Relation, verb: str | None, format: Any, out: Path | None) -> None:
    """Write the rows of a question; all columns, a table for reading apart."""
    from depeche.presenting.rows import Answer, write_answer, write_parquet
    from depeche.store.query import arrow_batches, fetched

    if format == "parquet" and out is None:
        raise typer.BadParameter("is no text; name a file with --out", param_hint="--format parquet")
    if format == "table" and verb:
        relation = relation.select(*(f'"{column}"' for column in SHOWN[verb]))
    with opened(out) as stream:
        if format == "parquet":
            write_parquet(arrow_batches(relation, store.path), stream)
        else:
            columns = tuple(relation.columns)
            write_answer(Answer(columns, fetched(relation, store.path), columns), stream, format)


# ---- looking after a store ------------------------------------------------------------------------------------------


@store_app.command(epilog=examples("depeche store info --store news", "depeche store info --store news --format json"))
def info(
    store: StorePath,
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")] = "table",
) -> None:
    """Say what is in a store, and what coded it."""
    import msgspec

    from depeche.presenting.tables import info_table
    from depeche.store.upkeep import inform

    with asking(store) as asked, opened(None) as stream:
        found = inform(asked)
        if format == "json":
            stream.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
        else:
            info_table(found, stream)


@store_app.command(epilog=examples("depeche store check --store news"))
def check(store: StorePath) -> None:
    """Check that a store is whole: its files, their rows, and what they point to."""
    from depeche.store.upkeep import check

    problems = check(store)
    for problem in problems:
        say(problem)
    if problems:
        raise typer.Exit(1)
    put(f"{store} is whole.")


@store_app.command(epilog=examples("depeche store compact --store news"))
def compact(store: StorePath, wait: Wait = 0.0) -> None:
    """Join small files to larger ones, which makes queries faster; nothing in the store changes."""
    from depeche.store.writer import open_writer

    with open_writer(store, wait=wait, make=False) as writer:
        before = writer.store.files
        writer.compact()
        after = writer.store.files
    put(f"{store}: {sum(map(len, before.values()))} files are now {sum(map(len, after.values()))}")


@store_app.command(epilog=examples("depeche store vacuum --store news", "depeche store vacuum --store news --grace 1"))
def vacuum(
    store: StorePath,
    grace: Annotated[
        int, typer.Option(metavar="HOURS", min=0, help="Keep what a reader may have opened so long ago.")
    ] = 24,
    wait: Wait = 0.0,
) -> None:
    """Remove files that are no longer needed: of compacted tables, of batches that were cut off."""
    from depeche.store.writer import open_writer

    with open_writer(store, wait=wait, make=False) as writer:
        gone = writer.vacuum(hours=grace)
    put(f"{store}: {len(gone)} files removed")


@store_app.command(epilog=examples("depeche store backup copy --store news"))
def backup(
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="A new folder for the copy.")], store: StorePath
) -> None:
    """Copy a store as of its newest whole batch; others may write meanwhile."""
    from depeche.store.upkeep import backup

    with asking(store) as asked:
        size = backup(asked, copy)
    put(f"{copy}: {size / 1e6:.1f} MB copied, batch {asked.commit.number}")
