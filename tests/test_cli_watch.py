"""`depeche watch` as it is typed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from newssite import News, news_site

from depeche.cli import main
from depeche.cli_watch import checked_time
from depeche.interrupts import ended_as_interrupted
from depeche.store.query import open_store


@pytest.fixture
def site() -> Iterator[News]:
    with news_site() as news:
        yield news


def status(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(["watch", *arguments])
    return ended.value.code


def test_once_with_an_alert(site: News, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Coded in earnest."""
    carried = (
        "<description>The Norwegian army attacked the Swedish port of Lund on Monday \u202eafter noon.</description>"
    )
    site.tell("/feed", site.item("a", more=carried))
    order = (f"{site.address}/feed", "--store", str(tmp_path / "news"), "--once", "--allow-private")
    assert status(*order, "--content", "feed", "--language", "en", "--alert", "who=NOR factuality=asserted") == 0
    said = capsys.readouterr()
    assert "The Norwegian army attacked" in said.out
    assert "\u202e" not in said.out
    assert said.out.startswith("undated ASSAULT")
    assert "1 feeds answered, 1 articles added, 1 alerts" in said.err
    with open_store(tmp_path / "news") as store:
        assert len(store.articles().fetchall()) == 1


def test_a_dead_feed_is_status_1(site: News, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.tell("/feed")
    order = (f"{site.address}/feed", f"{site.address}/gone", "--store", str(tmp_path / "news"))
    assert status(*order, "--once", "--allow-private") == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "/gone: the site answers 404" in said[0]
    assert "1 feeds answered, 1 did not" in said[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(site: News, tmp_path: Path, number: int) -> None:
    site.tell("/feed")
    command = [sys.executable, "-m", "depeche", "watch", f"{site.address}/feed", "--store", str(tmp_path / "news")]
    watch = subprocess.Popen([*command, "--allow-private"], stderr=subprocess.PIPE, text=True, env={**os.environ})
    assert watch.stderr
    assert "1 feeds followed" in watch.stderr.readline()
    assert "1 feeds answered, 0 articles added; next at" in watch.stderr.readline()
    watch.send_signal(number)
    assert (
        watch.stderr.read() == "depeche: stopped; what came in is in the store, the same command goes on from there\n"
    )
    assert watch.wait() == 0


def test_a_service_that_ignores_the_interrupt_key_ends_too() -> None:
    """As a shell starts its background: SIGTERM ends it all the same."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt), ended_as_interrupted():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--every", "often"), "'often' is no time; write it as 15m, 2h or 90s"),
        (("--every", "5s"), "5s is more often than sites like; take 60s at least"),
        (("--alert", "actors=RUS"), "events cannot be asked for their actors"),
        (("--alert-to", "a.jsonl"), "say what is to be told with --alert"),
    ],
)
def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], said: str) -> None:
    assert status("https://news.example/feed", "--store", str(tmp_path / "news"), *wrong) == 2
    assert said in " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert not (tmp_path / "news").exists()


@pytest.mark.parametrize(("words", "seconds"), [("15m", 900), ("2h", 7200), ("90s", 90), ("1d", 86400), ("1.5h", 5400)])
def test_times(words: str, seconds: float) -> None:
    assert checked_time(words, least=60) == seconds
