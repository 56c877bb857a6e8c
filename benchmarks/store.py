"""What a store costs: `python -m benchmarks.store [--events N] [--articles A B …] [--coder C] [--seed S] [--json OUT]`.

Times of filters over a million synthetic events, a twentieth of them superseded: the median and the slowest of seven
rounds, and how many events each finds; once counted, as the explorer's pages do, once with the first hundred rows
fetched as `depeche events` prints them. Memory and time of an ingest at several numbers of articles, each in a process
of its own, with a coder that takes no time (`benchmarks/synthetic.py`), and what of it goes into stories; `--coder
real` codes them in earnest, with one worker, each of one passage of the corpus. Last line: the slowest filter; exit
status 1 when a filter finds other events than the same question in plain SQL.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.synthetic import CODER, FIRST_DAY, TOLD, articles, made_up
from benchmarks.throughput import LANGUAGES, passages_of
from depeche.batch import code_many
from depeche.cli_store import SHOWN
from depeche.ingest import Coder, Ingestion, identified, stories
from depeche.records import Article, Block
from depeche.store.identity import identify
from depeche.store.query import Store, open_store
from depeche.store.questions import query
from depeche.store.rows import Written
from depeche.store.writer import Coded, open_writer

ROUNDS, TOGETHER = 7, 2000
A_DAY = 20  # short reports
# filters, and the same in SQL
DAY = "coalesce(date[:10]::DATE, reported)"
QUESTIONS: list[tuple[dict[str, str], str]] = [
    ({"actor": "RUS"}, "'RUS' = ANY(actors)"),
    (
        {"actor": "RUS", "recipient": "PRK", "type": "SUPPORT"},
        "actors[1] = 'RUS' AND recipients[1] = 'PRK' AND type = 'SUPPORT'",
    ),
    ({"type": "SUPPORT", "factuality": "planned"}, "type = 'SUPPORT' AND factuality = 'planned'"),
    ({"attributed_to": "USA"}, "attribution = 'USA'"),
    ({"since": "2024-01-01", "until": "2024-02-01"}, f"{DAY} BETWEEN '2024-01-01' AND '2024-02-01'"),
    ({"text": "grain pipeline"}, "sentence LIKE '%grain pipeline%'"),
    (
        {"actor": "RUS", "since": "2024-01-01", "factuality": "asserted", "text": "summit"},
        f"'RUS' = ANY(actors) AND {DAY} >= '2024-01-01' AND factuality = 'asserted' AND sentence LIKE '%summit%'",
    ),
]


@dataclass(frozen=True)
class Timing:
    """Milliseconds."""

    question: str
    found: int
    counted: float
    counted_slowest: float
    fetched: float
    fetched_slowest: float
    right: bool


@dataclass(frozen=True)
class Memory:
    """`mb`: the most the process held; `seconds`: for the whole; `stories`: for finding what changes in them."""

    articles: int
    mb: float
    seconds: float
    stories: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--coder", choices=CODED, default="stub")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--store", type=Path, help="keep the store here, and take it as it is if it is there")
    parser.add_argument("--ingest", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ingest is not None:
        return ingest_alone(options.ingest, options.store, options.coder, options.seed)
    with TemporaryDirectory() as folder:
        memory = [held(number, Path(folder) / str(number), options.coder, options.seed) for number in options.articles]
        timings = time_filters(options.store or Path(folder) / "events", options.events, options.seed)
    if options.json:
        figures = {"filters": [asdict(t) for t in timings], "memory": [asdict(m) for m in memory]}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    sys.exit(0 if all(timing.right for timing in timings) else 1)


# ---- memory ---------------------------------------------------------------------------------------------------------


def held(number: int, store: Path, coder: str, seed: int) -> Memory:
    command = [sys.executable, "-m", "benchmarks.store", "--ingest", str(number), "--store", str(store)]
    command += ["--coder", coder, "--seed", str(seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    memory = Memory(number, *map(float, done.stdout.split()))
    print(
        f"{number:8,} articles: {memory.mb:6.0f} MB at most, {memory.seconds:6.1f} s, stories {memory.stories:6.1f} s",
        flush=True,
    )
    return memory


def ingest_alone(number: int, store: Path, kind: str, seed: int) -> None:
    made, coder = CODED[kind]
    started, inside = time.perf_counter(), 0.0

    def clocked_stories(*batch: Any) -> list[Written]:
        nonlocal inside
        begun = time.perf_counter()
        found = list(stories(*batch))
        inside += time.perf_counter() - begun
        return found

    with patch("depeche.ingest.stories", clocked_stories), open_writer(store) as writer:
        met = (identified(a.source or a.id, a, ends=True) for a in made(number, seed=seed))
        assert Ingestion(writer, coder, lambda progress: None).run(met).added == number
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(most, time.perf_counter() - started, inside)


def short_reports(number: int, *, seed: int) -> Iterator[Article]:
    """A passage each, in three languages in turn, some a day; a title makes it an article of its own when passages come
    again."""
    passages = [passages_of(language, random.Random(seed)) for language in LANGUAGES]
    for n in range(number):
        text, language = f"{n}\n\n{next(passages[n % 3])}", LANGUAGES[n % 3]
        start = text.index("\n") + 2
        blocks = (Block("b1", "title", language, 0, start - 2), Block("b2", "paragraph", language, start, len(text)))
        day = (FIRST_DAY + timedelta(days=n // A_DAY)).isoformat()
        yield Article(f"a{n}", text, blocks, language, published=day, source=f"/news/a{n}.txt")


CODED = {"stub": (articles, CODER), "real": (short_reports, Coder(code_many))}


# ---- filters --------------------------------------------------------------------------------------------------------


def time_filters(path: Path, events: int, seed: int) -> list[Timing]:
    if not path.exists():
        fill(path, events // TOLD, seed)
    with open_store(path) as store:
        timings = [timed(store, asked, holds) for asked, holds in QUESTIONS]
    slowest = max(timings, key=lambda timing: timing.counted)
    print(f"{events:,} events: slowest filter {slowest.counted:.0f} ms ({slowest.question}), with 100 rows fetched "
          f"{max(timing.fetched for timing in timings):.0f} ms")  # fmt: skip
    return timings


def fill(path: Path, number: int, seed: int) -> None:
    """Articles, every twentieth revised."""
    made = (made_up(article) for article in articles(number, seed=seed))
    with open_writer(path) as writer:
        while part := [Coded(coded, identify(coded.article)) for coded in islice(made, TOGETHER)]:
            changed = [replace(one.coded.article, text=f"{one.coded.article.text} Corrected.") for one in part[::20]]
            writer.append(part + [Coded(made_up(article), identify(article)) for article in changed])
        writer.compact()


def timed(store: Store, asked: dict[str, str], holds: str) -> Timing:
    question = query("events", **asked)
    counts = [clocked(lambda: store.count(question)) for _ in range(ROUNDS)]
    columns = [f'"{column}"' for column in SHOWN["events"]]
    fetches = [clocked(lambda: store.events(**asked, limit=100).select(*columns).fetchall()) for _ in range(ROUNDS)]
    found = store.count(question)
    right = store.sql(f"SELECT count(*) FROM events WHERE {holds}").fetchall()[0][0] == found
    timing = Timing(
        " ".join(f"--{name} {value}" for name, value in asked.items()), found,
        median(counts), max(counts), median(fetches), max(fetches), right,
    )  # fmt: skip
    print(
        f"{timing.question:70} {found:8,} found, counted in {timing.counted:4.0f} ms (at most "
        f"{timing.counted_slowest:4.0f}), 100 fetched in {timing.fetched:4.0f} ms{'' if right else ' WRONG'}",
        flush=True,
    )
    return timing


def clocked(question: Callable[[], object]) -> float:
    started = time.perf_counter()
    question()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
