"""The commands of stories: list them, tell one, make them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from depeche.cli_store import (
    INTERRUPTED,
    Actor,
    Language,
    Limit,
    RowsFormat,
    Since,
    StorePath,
    Text,
    Until,
    Wait,
    answer,
    asking,
    check_days,
    check_type,
    store_app,
)
from depeche.terminal import Out, examples, opened, put, say


def add_story_commands(app: typer.Typer) -> None:
    app.command(epilog=STORIES_EXAMPLES)(stories)
    app.command(epilog=examples("depeche story s3f9c0a1b2c4d --store news", "depeche story s3f9 --store news"))(story)
    store_app.command("stories", epilog=MAKING_EXAMPLES)(make)


STORIES_EXAMPLES = examples(
    "depeche stories --store news --min-origins 2 --since 2024-01-01",
    "depeche stories --store news --actor RUS --type SUPPORT --format jsonl",
)
MAKING_EXAMPLES = examples(
    "depeche store stories --store news",
    "depeche store stories --anew --store news",
    "depeche store stories --drop --store news",
)


def stories(
    store: StorePath,
    actor: Actor = None,
    recipient: Annotated[str | None, typer.Option(metavar="ID", help="Whom it is done to, as --actor.")] = None,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="PLOVER type, as SUPPORT.")] = None,
    since: Since = None,
    until: Until = None,
    min_sources: Annotated[int | None, typer.Option(metavar="N", min=1, help="Told by so many sources.")] = None,
    min_origins: Annotated[int | None, typer.Option(metavar="N", min=1, help="Of so many origins.")] = None,
    text: Text = None,
    language: Language = None,
    limit: Limit = None,
    format: RowsFormat = "table",
    out: Out = None,
) -> None:
    """List stories: an event each, however many articles tell it, in the order of their days."""
    check_days(since, until)
    check_type(type)
    least = {"min_sources": min_sources, "min_origins": min_origins}
    with asking(store) as asked:
        found = asked.stories(
            actor=actor, recipient=recipient, type=type, since=since, until=until, **least, text=text,
            language=language, limit=limit,
        )  # fmt: skip
        answer(asked, found, "stories", format, out)
        if untold := asked.untold():
            say(f"{untold} articles are in no story yet; take them in with depeche store stories --store {store}")


def story(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or enough of its beginning.")],
    store: StorePath,
    format: Annotated[Literal["page", "json"], typer.Option("--format", help="How to write it.")] = "page",
    out: Out = None,
) -> None:
    """Tell a story: every report with its words, why it belongs here, and what the sources tell differently."""
    import msgspec

    from depeche.presenting.stories import write_story

    with asking(store) as asked, opened(out) as stream:
        found = asked.story(id)
        if format == "json":
            stream.write(msgspec.json.encode(found) + b"\n")
        else:
            write_story(found, stream)


def make(
    store: StorePath,
    anew: Annotated[bool, typer.Option("--anew", help="Drop all stories and make them again.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Drop all stories; articles and events stay.")] = False,
    wait: Wait = 0.0,
) -> None:
    """Put the articles that are in no story into stories; ingest does so with those that it adds."""
    from depeche.analysis.remaking import drop_stories, make_stories

    if drop and anew:
        raise typer.BadParameter("is one thing, --anew another; give one of them", param_hint="--drop")
    if drop:
        drop_stories(store, wait=wait)
        put(f"{store}: no stories")
        return
    try:
        done = make_stories(store, anew=anew, wait=wait)
    except KeyboardInterrupt:
        say(f"stopped; the rest is done by depeche store stories --store {store}")
        raise typer.Exit(INTERRUPTED) from None
    put(f"{store}: {done} articles taken into stories")
