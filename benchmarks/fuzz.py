"""Hostile input: does everything that is read come out as articles, or as one line that says what is wrong?

    python -m benchmarks.fuzz [--cases N] [--first N] [--minutes M] [--seed S] [--coded SHARE] [--only N]

Every case is read by a child process as `depeche read` would, a share of them coded, printed, put into a store and
asked back as the explorer's page. A case falls when it ends in an error that is none of Dépêche's, takes more than 10
seconds of the processor until its first or its next article, or 2 GB of memory, writes a file outside its folder, opens
a connection or starts a program, or gives an article that cannot be written. Inputs are in `benchmarks/hostile.py`; the
first are made to hurt, the others are documents changed by chance. Each case that falls is printed; `--only N` runs it
alone. Children are forks of this process, which loads everything once: a case that ends its child costs no more than
another. The last line is the figure; exit status 1 when any falls.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.hostile import HOSTILE, SEEDS, case, hostile, seed

if TYPE_CHECKING:
    from depeche.records import Article, CodedArticle

SECONDS = 10  # of the processor
PATIENCE = 1800  # seconds on the clock, for a child that waits for something, or for a busy machine
MEMORY = 2_000_000_000  # bytes
LONGEST_CODED = 3000  # code points
TOGETHER = 20  # articles that go into a store at once
TOLD_EVERY = 1000  # cases between two lines about how far it is
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NEVER = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.remove", "os.rename")


# ---- a case ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """How a case went. `fault`: why it falls, or ""; `stored`: this is of its coding, its page and its store, behind
    what was said of its reading."""

    number: int
    fault: str
    stored: bool = False


@dataclass
class Reader:
    """What reads cases: where their files lie, and what was coded and goes into a store next, each with its case."""

    folder: Path
    waiting: list[tuple[int, Article, CodedArticle]] = field(default_factory=list)

    def fault_of(self, name: str, content: bytes, *, coded_as: int | None = None) -> str:
        """Why the case falls; empty where it stands. `coded_as`: its number, where it is coded too."""
        from depeche.errors import DepecheError

        path = self.folder / str(coded_as) / name  # an address of its own, or it would be a revision of another
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            self.read(path, coded_as)
        except DepecheError as error:
            said = str(error)
            if "\n" in said or name not in said:
                return f"an error of {len(said.splitlines())} lines that may not name the file: {said[:200]!r}"
        except Exception as error:
            return raised(error)
        finally:
            path.unlink()
            path.parent.rmdir()
        return ""

    def read(self, path: Path, coded_as: int | None) -> None:
        from depeche.presenting.encoded import dumps
        from depeche.reading.formats import read
        from depeche.records import Article

        for one in read(path):
            if signal.getitimer(signal.ITIMER_PROF)[0]:  # within `bounded`, not while loading
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
            dumps(one).decode()
            if not isinstance(one, Article):
                assert "\n" not in one.reason, f"a reason of several lines: {one.reason[:200]!r}"
                continue
            for block in one.blocks:
                assert 0 <= block.start <= block.end <= len(one.text), f"block {block.id} lies outside the text"
            if coded_as is not None and len(one.text) <= LONGEST_CODED:
                self.waiting.append((coded_as, one, coded_and_printed(one)))
                coded_as = None

    def store(self) -> list[Case]:
        """What waits goes into a store and comes back as the explorer's pages. Where that fails, one by one."""
        together, self.waiting = self.waiting, []
        if not (fault := fault_in_store(self.folder / "store", together)):
            return [Case(number, "", True) for number, _, _ in together]
        alone = [Case(one[0], fault_in_store(self.folder / "store", [one]), True) for one in together]
        return alone if any(case.fault for case in alone) else [replace(alone[0], fault=f"{fault}, but not alone")]


def raised(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:200]}"


def fault_in_store(path: Path, articles: list[tuple[int, Article, CodedArticle]]) -> str:
    """Why articles do not come back from a store of their own; empty where they do."""
    from starlette.testclient import TestClient

    from depeche.serving.app import make_app
    from depeche.serving.guard import Door, hosts_of
    from depeche.store.identity import coding_id, identify
    from depeche.store.writer import Coded, open_writer

    try:
        by_text = {identify(article).fingerprint: (identify(article), coded) for _, article, coded in articles}
        found = dict(by_text.values())
        with open_writer(path) as writer:
            writer.append([Coded(coded, identity) for identity, coded in found.items()])
        client = TestClient(make_app(path, Door(hosts_of("localhost"))), base_url="http://localhost")
        told = Counter(identity.lineage for identity in found)
        for identity, coded in found.items():
            answer = client.get(f"/articles/{coding_id(identity.fingerprint, coded.coded_by)}")
            current = identity.lineage is None or told[identity.lineage] == 1  # else another may be its newer revision
            assert answer.status_code == 200 or not current, f"the explorer answers {answer.status_code}"
    except Exception as error:
        return raised(error)
    finally:
        shutil.rmtree(path, ignore_errors=True)
    return ""


def coded_and_printed(article: Article) -> CodedArticle:
    from depeche.pipeline import code
    from depeche.presenting.encoded import dumps, loads
    from depeche.presenting.page import write_pages

    found = code(article)
    assert loads(dumps(found)) == found, "what was coded is not what is read back"
    write_pages([found], io.BytesIO())
    return found


# ---- the child ------------------------------------------------------------------------------------------------------


class Watch:
    """What a case does that reading must not do."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.found: list[str] = []
        self.on = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES:
            if not str(arguments[0]).startswith((self.folder, "/dev/null")):
                self.found.append(f"writes {arguments[0]}")
        elif event in NEVER and not (str(arguments[0]).startswith(self.folder) or inside(arguments, self.folder)):
            self.found.append(f"{event} {arguments[:1]}")

    def said(self) -> str:
        return "; ".join(self.found)[:300]


def inside(arguments: tuple[object, ...], folder: str) -> bool:
    """A name beside the descriptor of a folder within another, as removing whole folders has it."""
    at = arguments[-1]
    return isinstance(at, int) and at >= 0 and os.readlink(f"/proc/self/fd/{at}").startswith(folder)


def child(folder: Path, numbers: range, say: int, seed_number: int, share: float) -> None:
    """Reads cases, and says of each how it went."""
    tempfile.tempdir = str(folder)
    reader, watch = Reader(folder), Watch(folder)
    sys.addaudithook(watch)
    if share:
        reader.read(written(folder, "a.txt"), 0)
        assert not reader.store()[0].fault  # its threads and tables are no case's
    resource.setrlimit(resource.RLIMIT_AS, (taken() + MEMORY, resource.RLIM_INFINITY))
    for number in numbers:
        name, content = case(seed_number, number)
        with bounded(watch):
            fault = reader.fault_of(name, content, coded_as=number if is_coded(number, share) else None)
        tell_parent(say, Case(number, fault or watch.said()))
        if len(reader.waiting) >= TOGETHER or (number == numbers[-1] and reader.waiting):
            with bounded(watch, len(reader.waiting)):
                stored = reader.store()
            for one in stored:
                tell_parent(say, replace(one, fault=one.fault or watch.said()))


def is_coded(number: int, share: float) -> bool:
    return share > 0 and number % round(1 / share) == 0


@contextmanager
def bounded(watch: Watch, articles: int = 1) -> Iterator[None]:
    """Watched, and ended with the process where nothing else can: SECONDS for each article."""
    watch.found, watch.on = [], True
    signal.setitimer(signal.ITIMER_PROF, SECONDS * articles)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    watch.on = False


def tell_parent(say: int, case: Case) -> None:
    os.write(say, json.dumps([case.number, case.fault, case.stored]).encode() + b"\n")


def taken() -> int:
    """Bytes of address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


# ---- the parent -----------------------------------------------------------------------------------------------------


def load(folder: Path, share: float) -> None:
    """Whatever loads on first use loads before the first child; but no store, whose threads no fork survives."""
    reader = Reader(folder)
    for name in SEEDS:
        fault = reader.fault_of(name, seed(name))
        assert not fault, f"{name}: {fault}"
    for name in HOSTILE:
        hostile(name)
    if share:
        from depeche.reading.formats import read
        from depeche.records import Article

        for article in read(written(folder, "a.jsonl")):
            assert isinstance(article, Article)
            coded_and_printed(article)
    gc.collect()
    gc.freeze()


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(seed(name))
    return path


def run(numbers: range, seed_number: int, share: float) -> Iterator[Case]:
    """Each case in turn; a child that ends is followed by another, which goes on behind it."""
    at = 0
    while at < len(numbers):
        with tempfile.TemporaryDirectory() as folder:
            listen, say = os.pipe()
            pid = os.fork()
            if pid == 0:
                in_child(Path(folder), numbers[at:], say, seed_number, share)
            os.close(say)
            try:
                for case in told(listen):
                    at += not case.stored
                    yield case
            except GeneratorExit:  # nobody wants more
                os.kill(pid, signal.SIGKILL)
                raise
            finally:
                os.close(listen)
                status = finished(pid)
        if status:
            yield Case(numbers[min(at, len(numbers) - 1)], f"{ended(status)} (or in the store, what was coded before)")
            at += 1


def finished(pid: int) -> int:
    """The status of a child that says nothing more; one that has not ended is ended."""
    for _ in range(100):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def in_child(folder: Path, numbers: range, say: int, seed_number: int, share: float) -> None:
    """Never returns to what the parent would do next."""
    try:
        child(folder, numbers, say, seed_number, share)
    except BaseException:
        traceback.print_exc()
        os._exit(3)
    os._exit(0)


def told(answers: int) -> Iterator[Case]:
    """What a child says, until it says nothing more."""
    waiting = b""
    while select.select([answers], [], [], PATIENCE)[0]:
        came = os.read(answers, 1 << 16)
        if not came:
            return
        *lines, waiting = (waiting + came).split(b"\n")
        for line in lines:
            yield Case(*json.loads(line))


def ended(status: int) -> str:
    names = {
        -signal.SIGPROF: f"more than {SECONDS} s",
        -signal.SIGKILL: f"no answer in {PATIENCE} s, or no memory left",
    }
    return names.get(status, f"the process ended with {status}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=1000, metavar="N")
    arguments.add_argument("--first", type=int, default=0, metavar="N", help="number of the first case")
    arguments.add_argument("--minutes", type=float, default=float("inf"), metavar="M", help="stop after so many")
    arguments.add_argument("--seed", type=int, default=1, metavar="S")
    arguments.add_argument("--coded", type=float, default=0.03, metavar="SHARE", help="of the cases that are coded too")
    arguments.add_argument("--only", type=int, metavar="N", help="one case, whose input is kept beside")
    given = arguments.parse_args()
    numbers = range(given.first, given.first + given.cases)
    if given.only is not None:
        name, content = case(given.seed, given.only)
        Path(f"case-{given.only}-{name}").write_bytes(content)
        numbers = range(given.only, given.only + 1)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder), given.coded)
    tell(f"loaded in {time.monotonic() - start:.0f} s")
    return judge(run(numbers, given.seed, given.coded), given.seed, given.minutes)


def judge(cases: Iterator[Case], seed_number: int, minutes: float) -> int:
    fallen = done = coded = 0
    start = time.monotonic()
    for one in cases:
        done += not one.stored
        coded += one.stored
        if one.fault:
            fallen += 1
            print(f"case {one.number} ({case(seed_number, one.number)[0]}): {one.fault}", flush=True)
        if done % TOLD_EVERY == 0 and not one.stored:
            tell(f"{done} cases, {coded} of them coded, {fallen} fallen, {done / (time.monotonic() - start):.1f}/s")
        if time.monotonic() - start > 60 * minutes:
            break
    print(f"{fallen} of {done} cases fall, {coded} of them coded (seed {seed_number})")
    return 1 if fallen else 0


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ["DEPECHE_CORES"] = "1"
    sys.exit(main())
