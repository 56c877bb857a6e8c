"""Feeds of a server on this machine that are followed: what comes in, what is told, and what a restart finds."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from newssite import News, news_site

from benchmarks.synthetic import CODER
from depeche.errors import StoreError
from depeche.fetching.door import Answer, asked_to_wait
from depeche.records import Failure
from depeche.store.query import open_store
from depeche.store.upkeep import check
from depeche.watching import destinations as places
from depeche.watching import rounds
from depeche.watching.alerts import alert_of
from depeche.watching.destinations import destination, hidden, printed
from depeche.watching.memory import opened_memory
from depeche.watching.rounds import Orders, Round, watching

RUS = {"one": "RUS", "verb": "attacked", "two": "UKR"}
FRA = {"one": "FRA", "verb": "met", "two": "ESP"}


@pytest.fixture
def site() -> Iterator[News]:
    with news_site() as news:
        yield news


class Follower:
    """Runs one round after another, each as a process of its own would."""

    def __init__(self, folder: Path, *feeds: str, **orders: object) -> None:
        self.store, self.feeds, self.orders = folder / "store", feeds, {"every": 600.0, "pause": 0.0} | orders
        self.said: list[str] = []
        self.printed: list[str] = []
        self.failures: list[Failure] = []
        self.to: list[str] = []

    def round(self) -> Round:
        how = {"coder": CODER, "tell": self.said.append, "told": self.failures.append, "allow_private": True}
        with watching(Orders(self.feeds, self.store, **self.orders), self.destinations, **how) as watch:  # type: ignore[arg-type]
            return watch.once()

    def destinations(self, door: object) -> list[object]:
        return [destination(to, door) for to in self.to] or [printed(self.printed.append)]  # type: ignore[arg-type]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with open_store(self.store) as store:
            return store.sql(query).fetchall()


@pytest.fixture
def follower(site: News, tmp_path: Path) -> Follower:
    return Follower(tmp_path, f"{site.address}/feed")


# ---- what comes in --------------------------------------------------------------------------------------------------


def test_what_is_new_comes_in_and_nothing_twice(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a", **RUS), site.item("b", **FRA))
    assert follower.round().progress.added == 2
    assert follower.rows("SELECT url, publisher, title FROM articles ORDER BY url") == [
        (f"{site.address}/{name}", "The Lantern", f"Report {name}") for name in "ab"
    ]
    assert follower.round().progress.added == 0
    assert [tag is not None for path, tag in site.asked if path == "/feed"] == [False, True]
    site.tell("/feed", site.item("c", **RUS), site.item("a"), site.item("b"))
    assert follower.round().progress.added == 1
    assert [site.times(f"/{name}") for name in "abc"] == [1, 1, 1]
    assert follower.said == []


def test_another_edition_is_a_revision(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a", more="<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>", **RUS))
    follower.round()
    site.tell("/feed", site.item("a", more="<pubDate>Mon, 01 Jun 2026 12:00:00 GMT</pubDate>", **FRA))
    assert follower.round().progress.added == 1
    assert follower.rows("SELECT count(*), max(revision) FROM articles") == [(1, 2)]


def test_a_page_in_two_feeds_is_asked_for_once(site: News, tmp_path: Path) -> None:
    site.tell("/feed", site.item("a", **RUS))
    site.tell("/world", site.item("a"))
    follower = Follower(tmp_path, f"{site.address}/feed", f"{site.address}/world")
    follower.round()
    assert follower.round().progress.added == 0
    assert follower.rows("SELECT count(*) FROM articles") == [(1,)]


CARRIED = "<description>The army of MLI left NER on Monday, and MLI said nothing more of it.</description>"


def test_what_the_feed_carries(site: News, tmp_path: Path) -> None:
    site.tell("/feed", site.item("a", more=CARRIED), site.item("b", more=CARRIED.replace("MLI", "SEN"), link=False))
    follower = Follower(tmp_path, f"{site.address}/feed", content="feed")
    assert follower.round().progress.added == 2
    assert site.times("/a") == 0
    assert follower.rows("SELECT url FROM articles ORDER BY url NULLS LAST") == [(f"{site.address}/a",), (None,)]
    assert len(set(follower.rows("SELECT id FROM articles"))) == 2


def test_a_page_that_cannot_be_had_is_as_the_feed_carries_it(site: News, follower: Follower) -> None:
    whole = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>{}</p>]]></content:encoded>"
    site.tell("/feed", site.item("a", more=whole.format("The army of MLI left NER, and MLI said nothing more.")))
    site.status("/a", 403)
    assert follower.round().progress.added == 1
    assert follower.failures == []


# ---- what fails -----------------------------------------------------------------------------------------------------


def test_a_dead_feed_is_one_line_and_the_rest_goes_on(site: News, tmp_path: Path) -> None:
    site.tell("/feed", site.item("a", **RUS))
    site.page("/home", report_of_no_feed)
    dead = (f"{site.address}/gone", f"{site.address}/home", "http://127.0.0.1:1/feed", "feeds/news.xml")
    follower = Follower(tmp_path, *dead, f"{site.address}/feed")
    done = follower.round()
    assert (done.asked, done.silent, done.progress.added) == (1, 4, 1)
    for address, line in zip(dead, follower.said, strict=True):
        assert line.startswith(address)
        assert "\n" not in line
        assert "asked again in 2" in line  # twice ten minutes, and a little
    assert "the site answers 404" in follower.said[0]
    assert "no feed; give the address of its RSS or Atom" in follower.said[1]
    assert "no address of a web page" in follower.said[3]


report_of_no_feed = "<html><body><h1>The Lantern</h1></body></html>"


def test_a_feed_that_fails_is_left_alone_longer_and_longer(site: News, follower: Follower) -> None:
    pauses = []
    site.status("/feed", 500)
    for _ in range(3):
        follower.round()
        with opened_memory(follower.store) as memory:
            feed = memory.feed(follower.feeds[0])
            pauses.append(feed.not_before - feed.asked)
            memory.ask("UPDATE feeds SET not_before = 0")
    assert pauses == [pytest.approx(600 * 2**n, rel=0.1) for n in (1, 2, 3)]
    assert "3 times in a row" in follower.said[-1]
    follower.round()
    follower.round()  # within its pause: not asked
    assert site.times("/feed") == 4
    assert "failed before; asked again in" in follower.said[-1]


def test_a_site_that_asks_for_a_pause_gets_it(site: News, tmp_path: Path) -> None:
    site.tell("/feed", site.item("a"), site.item("b"), site.item("c"))
    site.status("/a", 429, Retry_After="3600")
    follower = Follower(tmp_path, f"{site.address}/feed")
    assert follower.round().later == 3
    assert site.times("/b") == 0
    assert len(follower.said) == 1
    assert "the site answers 429; tried again in 60 min" in follower.said[0]
    follower.round()
    assert site.times("/feed") == 1
    assert "its site asked to be left alone" in follower.said[-1]


def test_robots_are_obeyed(site: News, follower: Follower) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /a", "text/plain")
    site.tell("/feed", site.item("a", **RUS), site.item("b", **FRA))
    done = follower.round()
    assert (done.progress.added, done.progress.failed, site.times("/a")) == (1, 1, 0)
    assert "robots.txt does not allow it" in follower.failures[0].reason
    assert follower.rows("SELECT path FROM failures") == [(f"{site.address}/a",)]


def test_a_page_is_given_up_after_some_tries(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a"))
    site.status("/a", 503)
    for tries in range(1, 6):
        done = follower.round()
        assert (done.later, done.progress.failed) == ((1, 0) if tries < 5 else (0, 1))
        with opened_memory(follower.store) as memory:
            memory.ask("UPDATE entries SET not_before = 0")
    assert "given up after 5 tries" in follower.failures[0].reason
    follower.round()
    assert site.times("/a") == 5


def test_no_private_addresses(site: News, tmp_path: Path) -> None:
    said: list[str] = []
    orders = Orders((f"{site.address}/feed",), tmp_path / "store")
    with watching(orders, lambda door: (), coder=CODER, tell=said.append, told=print) as watch:
        assert watch.once().silent == 1
    assert "an address of a private network" in said[0]
    assert site.asked == []


def test_pages_that_are_no_reports(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a"), site.item("b"))
    site.page("/a", "")
    site.page("/b", '{"text": "One."}\n{"text": "Two."}\n', "application/json")
    assert follower.round().progress.failed == 2
    assert [
        "an empty page" in follower.failures[0].reason,
        "no page of a report but" in follower.failures[1].reason,
    ] == [
        True,
        True,
    ]


NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WAITS = [
    ("120", 120.0),
    ("Mon, 01 Jun 2026 12:05:00 GMT", 300.0),
    ("Mon, 01 Jun 2026 11:00:00 GMT", 0.0),
    ("soon", None),
    ("", None),
    ("-1", None),
]


@pytest.mark.parametrize(("said", "seconds"), WAITS)
def test_retry_after(said: str, seconds: float | None) -> None:
    assert asked_to_wait(Answer("http://x.example", 429, {"retry-after": said}, b""), NOW) == seconds


# ---- what is told ---------------------------------------------------------------------------------------------------


def test_an_event_is_told_once(site: News, follower: Follower) -> None:
    follower.orders["alerts"] = [alert_of("actor=RUS"), alert_of("recipient=UKR")]
    site.tell("/feed", site.item("a", **RUS), site.item("b", **FRA))
    follower.round()
    assert len(follower.printed) == 3
    assert all("RUS → UKR: The president of RUS attacked UKR" in line for line in follower.printed)
    follower.round()
    site.tell("/feed", site.item("c", **RUS), site.item("a"))
    assert follower.round().alerts == 3
    assert len(set(follower.printed)) == 6


def test_what_was_in_the_store_before_is_not_told(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a", **RUS))
    follower.round()
    follower.orders["alerts"] = [alert_of("actor=RUS")]
    site.tell("/feed", site.item("a", more="<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>"), site.item("b", **RUS))
    follower.round()
    assert len(follower.printed) == 3
    assert all("/b)" in line for line in follower.printed)


def test_a_revision_tells_what_is_new_in_it(site: News, follower: Follower) -> None:
    follower.orders["alerts"] = [alert_of("who=RUS")]
    site.tell("/feed", site.item("a", **RUS))
    follower.round()
    page = report_with("The president of RUS praised PRK at the port.")
    site.page("/a", page)
    site.tell("/feed", site.item("a", more="<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>"))
    follower.round()
    assert len(follower.printed) == 4
    assert "RUS → PRK" in follower.printed[-1]


def report_with(sentence: str) -> str:
    from newssite import report

    return report("Report a", **RUS).replace("</article>", f"<p>{sentence}</p></article>")


def test_a_file_of_alerts(site: News, follower: Follower, tmp_path: Path) -> None:
    follower.orders["alerts"] = [alert_of("actor=RUS")]
    follower.to = [str(tmp_path / "alerts.jsonl")]
    site.tell("/feed", site.item("a", **RUS))
    assert follower.round().alerts == 3
    lines = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert len({line["id"] for line in lines}) == 3
    assert lines[0]["alerts"] == ["actor=RUS"]
    assert lines[0]["article"]["url"] == f"{site.address}/a"
    assert lines[0]["event"]["actors"] == ["RUS"]
    assert lines[0]["story"]


def test_a_message_that_was_written_and_not_noted(site: News, follower: Follower, tmp_path: Path) -> None:
    """And one of which only a part was written."""
    file = tmp_path / "alerts.jsonl"
    follower.orders["alerts"] = [alert_of("actor=RUS")]
    follower.to = [str(file)]
    site.tell("/feed", site.item("a", **RUS))
    follower.round()
    whole = file.read_bytes()
    first, second, third = whole.splitlines(keepends=True)
    with opened_memory(follower.store) as memory:
        memory.ask("DELETE FROM alerts")
        memory.expect(str(memory.ask("SELECT fingerprint FROM entries")[0][0]))
    file.write_bytes(first + second + third[:40])
    follower.round()
    assert file.read_bytes() == whole


def test_a_webhook(site: News, follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PAUSES", (0.0,))
    follower.orders["alerts"] = [alert_of("actor=RUS")]
    follower.to = [f"{site.address}/hook/secret"]
    site.hook = 503
    site.tell("/feed", site.item("a", **RUS))
    assert follower.round().alerts == 0
    assert "the webhook answers 503; alerts wait for the next round" in follower.said[-1]
    assert "secret" not in follower.said[-1]
    site.hook = 200
    follower.round()
    follower.round()
    assert len(site.taken) == 3
    assert {json.loads(content)["id"] for _, content in site.taken} == {key for key, _ in site.taken}
    assert hidden("https://hooks.example/a/secret?x=1") == "https://hooks.example/…"


def test_a_webhook_of_a_private_network(site: News, follower: Follower, tmp_path: Path) -> None:
    follower.orders["alerts"] = [alert_of("actor=RUS")]
    site.tell("/feed", site.item("a", **RUS))
    follower.round()
    said: list[str] = []
    orders = Orders((f"{site.address}/feed",), follower.store, alerts=[alert_of("actor=RUS")])
    with opened_memory(follower.store) as memory:
        memory.expect(str(memory.ask("SELECT fingerprint FROM entries")[0][0]))
    hook = f"{site.address}/hook"
    with watching(orders, lambda door: [destination(hook, door)], coder=CODER, tell=said.append, told=print) as watch:
        watch.deliver()
    assert "an address of a private network" in said[0]
    assert site.taken == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("actor", "'actor' asks nothing"),
        ("actors=RUS", "events cannot be asked for their actors"),
        ("type=BOMB", "type 'BOMB' is none of"),
        ("text='a", "without its other half"),
    ],
)
def test_an_alert_that_asks_nothing(words: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        alert_of(words)


# ---- restarts -------------------------------------------------------------------------------------------------------


def test_one_watch_at_a_time(site: News, follower: Follower) -> None:
    site.tell("/feed", site.item("a", **RUS))
    follower.round()
    with opened_memory(follower.store), pytest.raises(StoreError, match="another depeche watch"):
        follower.round()


CHILD = """
import sys
from benchmarks.synthetic import CODER
from depeche.watching.alerts import alert_of
from depeche.watching.destinations import destination
from depeche.watching.rounds import Orders, watching
feed, store, file = sys.argv[1:]
orders = Orders((feed,), __import__("pathlib").Path(store), every=0.0, pause=0.0, alerts=[alert_of("actor=RUS")])
how = {"coder": CODER, "tell": print, "told": print, "allow_private": True}
with watching(orders, lambda door: [destination(file, door)], **how) as watch:
    print("started", flush=True)
    watch.once()
"""


def test_a_watch_that_is_killed_goes_on(site: News, tmp_path: Path) -> None:
    """At any moment: every entry is in the store once, every event told once."""
    chance, killed = Random(7), 0
    store, alerts = tmp_path / "store", tmp_path / "alerts.jsonl"
    command = [sys.executable, "-c", CHILD, f"{site.address}/feed", str(store), str(alerts)]
    site.tell("/feed", *(site.item(f"a{n}", one="RUS", verb=f"met {n} times", two="UKR") for n in range(12)))
    for until in [*(chance.uniform(0.0, 2.0) for _ in range(5)), None]:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout
        assert child.stdout.readline() == "started\n"
        try:
            assert child.wait(until) == 0
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
    assert killed
    assert check(store) == []
    with open_store(store) as opened:
        assert opened.sql("SELECT count(*), count(DISTINCT url) FROM all_articles").fetchall() == [(12, 12)]
    lines = [json.loads(line)["id"] for line in alerts.read_text().splitlines()]
    assert len(lines) == len(set(lines)) == 36


def test_rounds_go_on(site: News, follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in a round is told, and the next one brings it in."""
    site.tell("/feed", site.item("a", **RUS))
    pauses: list[float] = []
    monkeypatch.setattr(rounds, "time", type("Clock", (), {"time": staticmethod(time.time), "sleep": pauses.append}))
    monkeypatch.setattr(rounds, "ingest_met", once_refused(rounds.ingest_met))
    how = {"coder": CODER, "tell": follower.said.append, "told": print, "allow_private": True}
    orders = Orders(follower.feeds, follower.store, every=0.0, pause=0.0)
    with watching(orders, lambda door: (), **how) as watch:  # type: ignore[arg-type]
        assert next(watch.rounds()).progress.added == 1
    assert follower.said == ["another process is writing; tried again in 1 s"]
    assert len(pauses) == 2


def once_refused(ingest):  # type: ignore[no-untyped-def]
    refused: list[int] = []

    def ingest_met(*what, **how):  # type: ignore[no-untyped-def]
        if not refused:
            refused.append(1)
            raise StoreError("another process is writing")
        return ingest(*what, **how)

    return ingest_met
