"""How fast is an ingest? `python -m benchmarks.throughput [--articles N] [--rounds R] [--seed S] [--json OUT]`.

Articles of about 500 words in three languages, put together from passages of the corpus, go four ways in turn, round by
round: through `depeche ingest` (reading, coding, writing the store) with one worker and with two; and, as many at once,
through the language pipelines as they ship and one pass of the encoder alone. Each is a run of its own, timed from when
its workers have loaded what they need. CPU time is what all its processes used, which other work on the machine
disturbs less than wall time, though not little. Last line: the figures asked for; exit status 1 when one is missed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from depeche.analysis.passages import read_corpus
from depeche.batch import AHEAD, code_many, code_timed, read_many, stand_by
from depeche.ingest import Coder, Defaults, Ingestion, Met, Progress, identified, meet
from depeche.language.analysis import CODED_KINDS
from depeche.language.encoder import encode_one
from depeche.language.pipelines import pinned_pipelines
from depeche.records import Article, Block
from depeche.store.writer import open_writer

CORPUS: Final = Path(__file__).parent.parent / "corpus"
PARTS, LANGUAGES, WORDS = "abdefgij", ("fr", "es", "en"), 500
WAYS: Final = (("alone", 1), ("ingest", 1), ("alone", 2), ("ingest", 2))
TIMES: Final = 1.3  # end to end, at most so many times the pipelines and the encoder alone
GAIN: Final = 1.8  # two workers, at least so many times one
RATE: Final = 5.0  # articles a second on two cores, at least


@dataclass(frozen=True)
class Run:
    """Seconds for so many articles."""

    way: str
    workers: int
    articles: int
    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--child", nargs=3, metavar=("WAY", "WORKERS", "SOURCE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        way, workers, source = options.child
        print(json.dumps(asdict(CHILDREN[way](source, int(workers)))))
        return
    with TemporaryDirectory() as folder:
        source = Path(folder) / "news.jsonl"
        words = write_articles(source, options.articles, random.Random(options.seed))
        print(f"{options.articles} articles of {words:.0f} words on the mean")
        show_stages(source)
        runs = [run(way, workers, source) for _ in range(options.rounds) for way, workers in WAYS]
    sys.exit(report(runs, options.json))


# ---- articles -------------------------------------------------------------------------------------------------------


def write_articles(path: Path, number: int, chance: random.Random) -> float:
    """JSON Lines, the languages in turn; how many words an article has on the mean."""
    passages = {language: passages_of(language, chance) for language in LANGUAGES}
    records = [record(n, LANGUAGES[n % 3], passages[LANGUAGES[n % 3]]) for n in range(number)]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return sum(len(record["text"].split()) for record in records) / number


def passages_of(language: str, chance: random.Random) -> Iterator[str]:
    """Passages of the parts that may be looked at, over and over, in chance orders."""
    texts = [p.text for part in PARTS for p in read_corpus(CORPUS / f"{language}-{part}.jsonl")]
    while True:
        yield from chance.sample(texts, len(texts))


def record(number: int, language: str, passages: Iterator[str]) -> dict[str, str]:
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < WORDS - 20:
        parts.append(next(passages))
    text = "\n\n".join(parts)
    return {"id": f"a{number}", "language": language, "published": "2024-06-19", "text": text}


# ---- the ways -------------------------------------------------------------------------------------------------------


def run(way: str, workers: int, source: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.throughput", "--child", way, str(workers), str(source)]
    done = Run(**json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))
    print(f"{way:7} {workers} at once: {done.articles / done.wall:5.2f} articles a second, "
          f"{1000 * done.cpu / done.articles:4.0f} ms of CPU each", flush=True)  # fmt: skip
    return done


def ingested(source: str, workers: int) -> Run:
    """Articles read, coded and written, from when every worker is at work to the last batch written."""
    if workers == 1:
        stand_by()
    first = 2 * workers * AHEAD  # results until which workers load and fill their queues
    watch = Watch(first)
    with TemporaryDirectory() as store, open_writer(Path(store) / "store") as writer:
        coder = Coder(partial(code_many, jobs=workers))
        done = Ingestion(writer, coder, watch).run(chain(warming(first), meet([source], Defaults())))
        return Run("ingest", workers, done.added - first, *watch.since())


def warming(number: int) -> Iterator[Met]:
    """Articles in all languages at once, so that whoever codes one loads them all."""
    blocks = tuple(Block(f"b{n}", "paragraph", language, 2 * n, 2 * n + 1) for n, language in enumerate(LANGUAGES))
    for n in range(number):
        yield identified("-", Article(f"w{n}", f". . . {n}", blocks, "en"), ends=False)


class Watch:
    """Starts its clocks when so many articles are in."""

    def __init__(self, first: int) -> None:
        self.first, self.wall, self.cpu = first, 0.0, 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.added == self.first:
            self.wall, self.cpu = time.perf_counter(), cpu_of_all()
        self.last, self.own = cpu_of_all(), time.process_time()

    def since(self) -> tuple[float, float]:
        """Wall and CPU time until now; the workers are gone by then, the last batch is written after them."""
        return time.perf_counter() - self.wall, self.last - self.cpu + time.process_time() - self.own


def cpu_of_all() -> float:
    """Seconds that this process and those it has started used."""
    ticks = os.sysconf("SC_CLK_TCK")
    children = (Path(f"/proc/{child.pid}/stat").read_text() for child in multiprocessing.active_children())
    used = (stat.rpartition(")")[2].split()[11:13] for stat in children)
    return time.process_time() + sum(int(user) + int(system) for user, system in used) / ticks


def alone(source: str, workers: int) -> Run:
    """The blocks that are coded, through their pipeline and the encoder, all of a language at once."""
    blocks = [(b.language or "", a[b]) for a in articles_of(source) for b in a.blocks if b.kind in CODED_KINDS]
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(workers)
    told = context.SimpleQueue()
    shares = [blocks[n::workers] for n in range(workers)]
    processes = [context.Process(target=analysed, args=(share, ready, told.put)) for share in shares]
    for process in processes:
        process.start()
    times = [told.get() for _ in processes]
    return Run("alone", workers, len(list(articles_of(source))), max(t[0] for t in times), sum(t[1] for t in times))


def analysed(blocks: list[tuple[str, str]], ready: object, tell: Callable[[tuple[float, float]], None]) -> None:
    stand_by()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of another version of spaCy
        pipelines = {lang: importlib.import_module(pinned_pipelines()[lang].module).load() for lang in LANGUAGES}
    encode_one(".")
    ready.wait()  # type: ignore[attr-defined]
    wall, cpu = time.perf_counter(), time.process_time()
    for language in LANGUAGES:
        texts = [text for of, text in blocks if of == language]
        for _ in pipelines[language].pipe(texts):
            pass
        for text in texts:
            encode_one(text)
    tell((time.perf_counter() - wall, time.process_time() - cpu))


CHILDREN: Final = {"ingest": ingested, "alone": alone}


def articles_of(source: str | Path) -> Iterator[Article]:
    return (article for article in read_many([str(source)]) if isinstance(article, Article))


# ---- what is told ---------------------------------------------------------------------------------------------------


def show_stages(source: Path) -> None:
    """What coding spends its time on, one article after the other."""
    stand_by()
    total: dict[str, float] = {}
    coded = list(code_timed(chain((one.read for one in warming(1)), articles_of(source))))
    for timed in coded[1:]:
        for stage, seconds in timed.seconds.items():
            total[stage] = total.get(stage, 0.0) + seconds
    whole = sum(total.values())
    print("coding: " + ", ".join(f"{stage} {seconds / whole:.0%}" for stage, seconds in total.items()), flush=True)


def report(runs: Iterable[Run], out: Path | None) -> int:
    runs = list(runs)
    cost = {way: [1000 * r.cpu / r.articles for r in runs if (r.way, r.workers) == way] for way in WAYS}
    rate = {way: [r.articles / r.wall for r in runs if (r.way, r.workers) == way] for way in WAYS}
    times = {n: median(i / a for i, a in zip(cost["ingest", n], cost["alone", n], strict=True)) for n in (1, 2)}
    gain = median(2 * one / two for one, two in zip(cost["ingest", 1], cost["ingest", 2], strict=True))
    fastest = 2000 / median(cost["ingest", 2])
    wall = median(two / one for one, two in zip(rate["ingest", 1], rate["ingest", 2], strict=True))
    print(f"by the wall: {median(rate['ingest', 2]):.1f} articles a second with 2 workers, {wall:.2f} times 1 worker")
    figures = {"times": times[1], "times_of_2": times[2], "gain": gain, "gain_by_wall": wall, "rate": fastest}
    if out:
        out.write_text(json.dumps({"figures": figures, "runs": [asdict(r) for r in runs]}, indent=2) + "\n")
    print(
        f"by CPU time: an ingest takes {times[1]:.2f} times the pipelines and the encoder alone (with 2 workers "
        f"{times[2]:.2f}), 2 workers do {gain:.2f} times what 1 does, {fastest:.1f} articles a second on two free cores"
    )
    return 0 if times[1] <= TIMES and gain >= GAIN and fastest >= RATE else 1


if __name__ == "__main__":
    main()
