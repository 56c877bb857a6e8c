"""Is an ingest that was killed as good as one that was not? `python -m benchmarks.kill [--kills N] [--seed S]`.

Ingest is ended by SIGKILL at random moments and started again, until so many kills have hit it and the articles are all
in. Then the store is compared, row for row, with that of a run nobody disturbed. Before each new start a reader looks:
what it sees is whole batches. Coding is a stand-in that takes no time (`benchmarks/synthetic.py`), so that the kills
fall on the writing; `--coder real` codes in earnest. Last line: the figure; exit status 1 when something differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.synthetic import CODER, articles
from depeche.ingest import Coder, ingest
from depeche.store import writer
from depeche.store.folder import ABOUT
from depeche.store.query import open_store
from depeche.store.upkeep import check

REAL = [
    *("Le ministre des affaires étrangères chilien a rencontré lundi à Lima le président péruvien.",),
    *("La canciller mexicana acusó el martes al gobierno de Guatemala de violar el acuerdo.",),
    *("The Norwegian army said on Friday that it would send two ships to the Red Sea.",),
]


@dataclass(frozen=True)
class Trial:
    """`batch`: articles; `pack`: files after which tables are packed, few, so that kills hit that too."""

    folder: Path
    coder: str
    articles: int
    batch: int = 5
    pack: int = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=400, help="in the sources; a new set when they are all in")
    parser.add_argument("--coder", choices=["stub", "real"], default="stub")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", nargs=2, metavar=("SOURCES", "STORE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder), options.coder, options.articles)
        if options.child:
            run_child(trial, *options.child)
        else:
            sys.exit(run(trial, options.kills, random.Random(options.seed)))


def run_child(trial: Trial, sources: str, store: str) -> None:
    """One ingest, to be killed."""
    writer.PACK_AFTER = trial.pack
    print("started", flush=True)
    ingest([sources], store, coder=CODER if trial.coder == "stub" else Coder(), batch=trial.batch)


def run(trial: Trial, kills: int, chance: random.Random) -> int:
    hit, rounds, wrong, started = 0, 0, 0, time.monotonic()
    while hit < kills:
        sources, store = trial.folder / f"news{rounds}", trial.folder / f"store{rounds}"
        write_sources(trial, sources, rounds)
        whole = undisturbed(trial, sources, rounds)
        for killed in killings(trial, sources, store, chance, whole):
            hit += killed
            if killed and hit % 20 == 0:
                print(f"{hit} kills, round {rounds + 1}, {time.monotonic() - started:.0f} s", flush=True)
            if hit >= kills and killed:
                break
        finish(trial, sources, store)
        wrong += differs(store, trial.folder / f"whole{rounds}")
        rounds += 1
    print(f"{hit} kills over {rounds} rounds of {trial.articles} articles ({trial.coder}): {wrong} stores differ")
    return 1 if wrong else 0


def write_sources(trial: Trial, sources: Path, round: int) -> None:
    """JSON Lines; some articles are revised further on, some reprinted, some stand twice, some lines are faulty."""
    sources.mkdir()
    lines = []
    before = None
    for n, article in enumerate(articles(trial.articles, seed=round)):
        if before is not None and n % 8 == 5:
            article = replace(before, text=f"{before.text}\n\nPrinted again, number {n}.")
        before = article
        text = article.text if trial.coder == "stub" else f"{REAL[n % 3]} {n}"
        about = {"text": text, "url": f"https://x.example/{n // 2 if n % 10 == 1 else n}", "language": article.language}
        lines.append(json.dumps(about | {"published": article.published, "id": f"a{n}"}))
        lines += ["{" for _ in range(n % 37 == 0)] + [lines[-1] for _ in range(n % 23 == 0)]
    for part in range(4):
        name = sources / f"part{part}.jsonl"
        name.write_text("\n".join(lines[part * len(lines) // 4 : (part + 1) * len(lines) // 4]) + "\n")


def command(trial: Trial, sources: Path, store: Path) -> list[str]:
    options = ["--coder", trial.coder, "--child", str(sources), str(store)]
    return [sys.executable, "-m", "benchmarks.kill", *options]


def undisturbed(trial: Trial, sources: Path, round: int) -> float:
    """A run to compare with; the seconds it took once it had started."""
    child = subprocess.Popen(command(trial, sources, trial.folder / f"whole{round}"), stdout=subprocess.PIPE, text=True)
    assert child.stdout
    child.stdout.readline()
    started = time.monotonic()
    assert child.wait() == 0
    return time.monotonic() - started


def killings(trial: Trial, sources: Path, store: Path, chance: random.Random, whole: float) -> Iterator[bool]:
    """Start and kill until a run comes through: was it hit? Moments are spread over what a run does in its first
    part, so that each gets some way and many kills are needed."""
    while True:
        child = subprocess.Popen(command(trial, sources, store), stdout=subprocess.PIPE, text=True)
        assert child.stdout
        child.stdout.readline()
        try:
            child.wait(chance.uniform(0, whole / 8))
            yield False
            return
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            look(store)
            yield True


def look(store: Path) -> None:
    """A reader finds whole batches or no store yet."""
    if (store / ABOUT).exists() and any((store / "commits").glob("*.json")):
        problems = check(store)
        assert not problems, problems


def finish(trial: Trial, sources: Path, store: Path) -> None:
    assert subprocess.run(command(trial, sources, store), stdout=subprocess.DEVNULL, check=False).returncode == 0


def differs(store: Path, whole: Path) -> bool:
    """Are the rows of any table others than those of the undisturbed run?"""
    different = False
    with open_store(store) as one, open_store(whole) as other:
        for name in one.files:
            rows, expected = (sorted(map(repr, s.sql(f"FROM all_{name}").fetchall())) for s in (one, other))
            if rows != expected:
                different = True
                print(f"{name}: {len(rows)} rows, {len(expected)} expected; {len({*rows} ^ {*expected})} differ")
    return different or bool(check(store))


if __name__ == "__main__":
    main()
