"""Hostile input: does everything that is read come out as articles, or as one line that says what is wrong?

    python -m benchmarks.fuzz [--cases N] [--seed S] [--coded SHARE] [--only N]

Every case is read by a child process as `depeche read` would, a share of them coded, printed and stored besides. A case
falls when it ends in an error that is none of Dépêche's, takes more than 10 seconds of the processor or 2 GB of memory,
writes a file outside its folder, opens a connection or starts a program, or gives an article that cannot be written.
Inputs are in `benchmarks/hostile.py`; the first are made to hurt, the others are documents changed by chance. Each case
that falls is printed; `--only N` runs it alone. The last line is the figure; exit status 1 when any falls.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile import case

SECONDS = 10  # of the processor
PATIENCE = 600  # seconds on the clock, for a child that waits for something, or for a busy machine
MEMORY = 2_000_000_000  # bytes
LONGEST_CODED = 3000  # code points
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NEVER = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.remove", "os.rename")


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
        elif event in NEVER and not str(arguments[0]).startswith(self.folder):
            self.found.append(f"{event} {arguments[:1]}")


def child(seed: int, share: float) -> None:
    """Reads case numbers from standard input, and says of each how it went."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tempfile.tempdir = name
        sys.dont_write_bytecode = True
        watch = Watch(folder)
        sys.addaudithook(watch)
        load(folder, share)
        resource.setrlimit(resource.RLIMIT_AS, (taken() + MEMORY, resource.RLIM_INFINITY))
        for line in sys.stdin:
            number = int(line)
            watch.found, watch.on = [], True
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # ends the process where nothing else can
            fault = fault_of(folder, *case(seed, number), coded=share > 0 and number % round(1 / share) == 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            watch.on = False
            print(json.dumps([number, fault or "; ".join(watch.found)]), flush=True)


def load(folder: Path, share: float) -> None:
    """Whatever loads on first use loads before the first case."""
    from benchmarks.hostile import SEEDS

    for name in SEEDS:
        fault = fault_of(folder, name, SEEDS[name](), coded=share > 0)
        assert not fault, f"{name}: {fault}"


def taken() -> int:
    """Bytes of address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def fault_of(folder: Path, name: str, content: bytes, *, coded: bool) -> str:
    """Why the case falls; empty where it stands."""
    from depeche.errors import DepecheError

    path = folder / name
    path.write_bytes(content)
    try:
        read_one(path, folder, coded=coded)
    except DepecheError as error:
        said = str(error)
        if "\n" in said or name not in said:
            return f"an error of {len(said.splitlines())} lines that may not name the file: {said[:200]!r}"
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:200]}"
    finally:
        path.unlink()
    return ""


def read_one(path: Path, folder: Path, *, coded: bool) -> None:
    from depeche.presenting.encoded import dumps
    from depeche.reading.formats import read
    from depeche.records import Article

    for one in read(path):
        dumps(one).decode()
        if not isinstance(one, Article):
            assert "\n" not in one.reason, f"a reason of several lines: {one.reason[:200]!r}"
            continue
        for block in one.blocks:
            assert 0 <= block.start <= block.end <= len(one.text), f"block {block.id} lies outside the text"
        if coded and len(one.text) <= LONGEST_CODED:
            code_one(one, folder)
            coded = False


def code_one(article: object, folder: Path) -> None:
    import io

    from depeche.pipeline import code
    from depeche.presenting.encoded import dumps, loads
    from depeche.presenting.page import write_pages
    from depeche.records import Article
    from depeche.store.identity import identify
    from depeche.store.writer import Coded, open_writer

    assert isinstance(article, Article)
    found = code(article)
    assert loads(dumps(found)) == found, "what was coded is not what is read back"
    write_pages([found], io.BytesIO())
    with open_writer(folder / "store") as writer:
        writer.append([Coded(found, identify(article))])


# ---- the parent -----------------------------------------------------------------------------------------------------


def run(numbers: Iterator[int], seed: int, share: float) -> Iterator[tuple[int, str]]:
    """Each case, and why it falls or ""; a child that ends is followed by another."""
    number: int | None = next(numbers, None)
    while number is not None:
        command = [sys.executable, "-m", "benchmarks.fuzz", "--child", "--seed", str(seed), "--coded", str(share)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
            while number is not None:
                answer = ask(worker, number)
                if answer is None:
                    worker.kill()
                    yield number, ended(worker.wait())
                    number = next(numbers, None)
                    break
                yield number, answer
                number = next(numbers, None)


def ask(worker: subprocess.Popen[str], number: int) -> str | None:
    """What the child says of a case; None where it says nothing more."""
    assert worker.stdin
    assert worker.stdout
    with contextlib.suppress(BrokenPipeError):
        worker.stdin.write(f"{number}\n")
        worker.stdin.flush()
        ready, _, _ = select.select([worker.stdout], [], [], PATIENCE)
        line = worker.stdout.readline() if ready else ""
        if line:
            said: tuple[int, str] = json.loads(line)
            return said[1]
    return None


def ended(status: int) -> str:
    names = {
        -signal.SIGPROF: f"more than {SECONDS} s",
        -signal.SIGKILL: f"no answer in {PATIENCE} s, or no memory left",
    }
    return names.get(status, f"the process ended with {status}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=1000, metavar="N")
    arguments.add_argument("--seed", type=int, default=1, metavar="S")
    arguments.add_argument("--coded", type=float, default=0.03, metavar="SHARE", help="of the cases that are coded too")
    arguments.add_argument("--only", type=int, metavar="N", help="one case, whose input is kept beside")
    arguments.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.child:
        child(given.seed, given.coded)
        return 0
    if given.only is not None:
        name, content = case(given.seed, given.only)
        Path(f"case-{given.only}-{name}").write_bytes(content)
    numbers = iter(range(given.cases)) if given.only is None else iter([given.only])
    fallen = done = 0
    for number, fault in run(numbers, given.seed, given.coded):
        done += 1
        if fault:
            fallen += 1
            print(f"case {number} ({case(given.seed, number)[0]}): {fault}", flush=True)
    print(f"{fallen} of {done} cases fall (seed {given.seed})")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
