"""The command that follows feeds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from depeche.cli_store import StorePath, coder
from depeche.errors import DepecheError
from depeche.interrupts import ended_as_interrupted
from depeche.terminal import (
    PATIENCE,
    UNSEEN,
    BaseUrl,
    EngineChoice,
    Jobs,
    ModelName,
    OwnKnowledge,
    Patience,
    check_language,
    chosen,
    examples,
    put,
    say,
    say_failure,
    take_up,
)

if TYPE_CHECKING:
    from depeche.fetching.door import Door
    from depeche.watching.alerts import Alert, Destination
    from depeche.watching.rounds import Orders, Round, Watch

SHORTEST = 60.0  # seconds between two questions to a feed
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def add_watching_commands(app: typer.Typer) -> None:
    app.command(epilog=WATCH_EXAMPLES)(watch)


WATCH_EXAMPLES = examples(
    "depeche watch https://news.example/world.xml --store news",
    "depeche watch https://news.example/world.xml https://paper.example/atom --store news --every 30m",
    "depeche watch https://news.example/world.xml --store news --alert 'actor=RUS type=ASSAULT'",
    "depeche watch https://news.example/world.xml --store news --alert 'who=PRK' --alert-to alerts.jsonl",
    "depeche watch https://news.example/world.xml --store news --alert 'who=PRK' --alert-to https://hooks.example/1",
    "depeche watch https://news.example/world.xml --store news --once",
)


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED", help="Addresses of feeds: RSS or Atom.")],
    store: StorePath,
    every: Annotated[str, typer.Option(metavar="TIME", help="From one question to a feed to the next.")] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once and end, as for cron.")] = False,
    content: Annotated[
        Literal["page", "feed"], typer.Option(help="What to read: each entry's page, or what the feed itself carries.")
    ] = "page",
    alert: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Tell events such as actor=RUS type=ASSAULT.")
    ] = None,
    alert_to: Annotated[
        list[str] | None, typer.Option(metavar="WHERE", help="A file of JSON Lines or a webhook, not standard output.")
    ] = None,
    pause: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="Between two requests to a site.")] = 1.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of this machine and of private networks.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of articles that state none, as fr.")
    ] = None,
    wait: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="Wait so long for another writer.")] = 60.0,
    jobs: Jobs = 1,
    knowledge: OwnKnowledge = None,
    engine: EngineChoice = "encoder",
    base_url: BaseUrl = None,
    model: ModelName = None,
    timeout: Patience = PATIENCE,
) -> None:
    """Follow feeds: what is new in them comes into the store, and is told where an alert asks for it."""
    from depeche.watching.rounds import Orders, watching

    take_up(knowledge)
    check_language(language)
    if alert_to and not alert:
        raise typer.BadParameter("say what is to be told with --alert", param_hint="--alert-to")
    alerts = [checked_alert(words) for words in alert or ()]
    seconds = checked_time(every, least=0.0 if allow_private else SHORTEST)
    orders = Orders(tuple(dict.fromkeys(feeds)), store, seconds, content, alerts, pause, wait, language)
    how: Any = {"tell": say, "told": say_failure, "allow_private": allow_private}
    how["coder"] = coder(jobs, chosen(engine, base_url, model, timeout))
    try:
        with ended_as_interrupted(), watching(orders, destinations(alert_to or ()), **how) as watch:
            follow(orders, watch, once=once)
    except KeyboardInterrupt:
        say("stopped; what came in is in the store, the same command goes on from there")


def follow(orders: Orders, watch: Watch, *, once: bool) -> None:
    if once:
        done = watch.once()
        say(in_words(done))
        raise typer.Exit(1 if done.silent or done.progress.failed else 0)
    say(f"{orders.store}: {len(orders.feeds)} feeds followed (the interrupt key stops it)")
    for done in watch.rounds():
        say(f"{in_words(done)}; next at {time.strftime('%H:%M:%S', time.localtime(done.next))}")


def in_words(done: Round) -> str:
    p = done.progress
    parts = [f"{done.asked} feeds answered"] + [f"{done.silent} did not"] * bool(done.silent)
    parts += (
        [f"{p.added} articles added"] + [f"{p.known} known"] * bool(p.known) + [f"{p.failed} failed"] * bool(p.failed)
    )
    parts += [f"{done.later} to be tried again"] * bool(done.later) + [f"{done.alerts} alerts"] * bool(done.alerts)
    return f"{time.strftime('%H:%M:%S')} {', '.join(parts)}"


def checked_alert(words: str) -> Alert:
    """Raises BadParameter, wrong usage."""
    from depeche.watching.alerts import alert_of

    try:
        return alert_of(words)
    except DepecheError as error:
        raise typer.BadParameter(str(error), param_hint="--alert") from error


def checked_time(words: str, *, least: float) -> float:
    """Seconds of "15m", "2h", "90s". Raises BadParameter, wrong usage."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)([smhd])", words.strip())
    if not found:
        raise typer.BadParameter(f"{words!r} is no time; write it as 15m, 2h or 90s", param_hint="--every")
    seconds = float(found[1]) * UNITS[found[2]]
    if seconds < least:
        raise typer.BadParameter(
            f"{words} is more often than sites like; take {least:.0f}s at least", param_hint="--every"
        )
    return seconds


def destinations(named: Sequence[str]) -> Callable[[Door], Sequence[Destination]]:
    def of(door: Door) -> Sequence[Destination]:
        from depeche.watching.destinations import destination, printed

        return [destination(words, door) for words in dict.fromkeys(named)] or [printed(put_safely)]

    return of


def put_safely(line: str) -> None:
    """An article's words cannot command the terminal."""
    put(UNSEEN.sub("\N{REPLACEMENT CHARACTER}", line))
