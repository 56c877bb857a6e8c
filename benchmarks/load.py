"""Does the explorer stand many readers at once, while articles come in?

    python -m benchmarks.load [--minutes 5] [--clients 32] [--articles 1000] [--json OUT]

`depeche serve` runs on a store of made-up articles, ten events each, on this machine alone. Clients ask its pages,
each one after the other, without a pause, pages by chance; meanwhile an ingest adds twenty articles every other
second (coded by a stand-in, so that its batches, not its coding, load the machine). Prints for each page how often it
was asked, the median and the 99th percentile of its answers in milliseconds; and the memory of the server, a tenth of
the time at a time. Last line: the figure; exit status 1 on any answer but 200, or where the server holds much more at
the end than after the first third.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median

import httpx

from benchmarks.explorer import FIXED, fill
from benchmarks.synthetic import articles, made_up
from depeche.ingest import stories
from depeche.store.identity import identify
from depeche.store.writer import Coded, open_writer

EACH, PAUSE = 20, 2.0  # articles of a batch, seconds between two
GROWTH, SOME = 1.25, 100.0  # what the server may hold at the end: so many times what it held after a third, and MB more
SHOWN = 200  # articles and events of the store whose pages are asked for
LONGEST = 120.0  # seconds that a client waits


@dataclass
class Page:
    """`times`: milliseconds; `wrong`: answers that were not 200, or none."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Load:
    """What was found. `pages`: asked, median and 99th percentile by page; `memory`: MB of the server, a tenth of the
    time at a time; `batches`: that came in meanwhile."""

    clients: int
    minutes: float
    asked: int
    wrong: int
    p50: float
    p99: float
    batches: int
    memory: list[float]
    pages: dict[str, tuple[int, float, float]]

    @property
    def grows(self) -> bool:
        then, now = self.memory[len(self.memory) // 3], self.memory[-1]
        return now > then * GROWTH and now > then + SOME


# ---- the server, and what comes in ----------------------------------------------------------------------------------


@contextmanager
def served(store: Path) -> Iterator[tuple[str, int]]:
    """Its address and its process."""
    command = [sys.executable, "-m", "depeche", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address, "the server does not start"
            yield address[0], process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def come_in(store: Path, start: int, until: float) -> None:
    """A batch every PAUSE seconds, as an ingest writes them."""
    number, made = 0, articles(10**9, start=start)
    with open_writer(store) as writer:
        while time.time() < until:
            began = time.time()
            writer.append([Coded(made_up(one), identify(one)) for one in islice(made, EACH)], derive=stories)
            number += 1
            time.sleep(max(0.0, PAUSE - (time.time() - began)))
    print(number)


def memory_of(pid: int) -> float:
    """MB that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) / 1000, 1) if found else 0.0


# ---- clients --------------------------------------------------------------------------------------------------------


def addresses(base: str) -> dict[str, list[str]]:
    """By page, what of it is asked for; of articles and events some of those the store has."""
    rows = httpx.get(f"{base}/events.json", timeout=LONGEST).json()["rows"]
    some = rows[:: max(1, len(rows) // SHOWN)]
    found = {page: [page] for page in FIXED}
    found["/articles/{id}"] = [f"/articles/{row['coding']}" for row in some]
    found["/events/{id}"] = [f"/events/{row['event_id']}" for row in some]
    return found


def ask(base: str, known: dict[str, list[str]], seed: int, until: float, pages: dict[str, Page]) -> None:
    chance, names = random.Random(seed), list(known)
    with httpx.Client(base_url=base, timeout=LONGEST, trust_env=False) as client:
        while time.time() < until:
            name = chance.choice(names)
            start = time.perf_counter()
            try:
                answer = client.get(chance.choice(known[name]))
                wrong = "" if answer.status_code == 200 else f"{answer.status_code}"
            except httpx.HTTPError as error:
                wrong = type(error).__name__
            pages[name].times.append((time.perf_counter() - start) * 1000)
            pages[name].wrong += [wrong] if wrong else []


def run(store: Path, clients: int, minutes: float, number: int) -> Load:
    with served(store) as (base, pid):
        known = addresses(base)
        until = time.time() + 60 * minutes
        writing = [sys.executable, "-m", "benchmarks.load", "--come-in", str(store), str(number), str(until)]
        with subprocess.Popen(writing, stdout=subprocess.PIPE, text=True) as writer:
            seen: list[dict[str, Page]] = [defaultdict(Page) for _ in range(clients)]
            threads = [
                threading.Thread(target=ask, args=(base, known, n, until, pages)) for n, pages in enumerate(seen)
            ]
            for thread in threads:
                thread.start()
            memory = []
            for tenth in range(1, 11):
                time.sleep(max(0.0, until - 60 * minutes * (1 - tenth / 10) - time.time()))
                memory.append(memory_of(pid))
            for thread in threads:
                thread.join()
            assert writer.stdout
            batches = int(writer.stdout.read() or 0)
    return load_of(seen, minutes, batches, memory)


def load_of(seen: list[dict[str, Page]], minutes: float, batches: int, memory: list[float]) -> Load:
    pages: dict[str, Page] = defaultdict(Page)
    for one in seen:
        for name, page in one.items():
            pages[name].times += page.times
            pages[name].wrong += page.wrong
    times = [spent for page in pages.values() for spent in page.times]
    wrong = [f"{name}: {reason}" for name, page in pages.items() for reason in page.wrong]
    for line in sorted(set(wrong)):
        print(f"{line} ({wrong.count(line)} times)")
    by_page = {name: (len(p.times), round(median(p.times)), round(percentile(p.times))) for name, p in pages.items()}
    return Load(
        len(seen),
        minutes,
        len(times),
        len(wrong),
        round(median(times)),
        round(percentile(times)),
        batches,
        memory,
        by_page,
    )


def percentile(times: list[float], share: float = 0.99) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


# ---- the command ----------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--articles", type=int, default=1000, help="in the store when it begins")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    parser.add_argument("--come-in", nargs=3, metavar=("STORE", "START", "UNTIL"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.come_in:
        come_in(Path(given.come_in[0]), int(given.come_in[1]), float(given.come_in[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        store = fill(Path(folder) / "store", given.articles)
        found = run(store, given.clients, given.minutes, given.articles)
    print(f"{'page':<40}{'asked':>8}{'median':>9}{'99 %':>9}")
    for name, (asked, middle, slow) in sorted(found.pages.items()):
        print(f"{name:<40}{asked:>8}{middle:>9.0f}{slow:>9.0f}")
    print("memory of the server, MB:", *found.memory)
    if given.json:
        given.json.write_text(json.dumps(asdict(found)), encoding="utf-8")
    failed = bool(found.wrong) or found.grows
    print(
        f"{found.clients} clients, {found.minutes:g} minutes, {found.batches} batches: {found.asked} answers, "
        f"{found.wrong} wrong, median {found.p50:.0f} ms, 99 % within {found.p99:.0f} ms; "
        f"{found.memory[len(found.memory) // 3]:.0f} MB after a third, {found.memory[-1]:.0f} MB at the end"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
