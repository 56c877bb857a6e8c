"""Runs a measurement and keeps what it found, for docs/benchmarks.md.

    python -m benchmarks.results NAME -- python -m benchmarks.kill --kills 200

writes `benchmarks/results/NAME.json`: the command as given, its last line (the figure), its exit status, seconds on the
clock and of the processor, the day, how busy the machine was (load before and after, of how many cores), and, where the
command writes a file that is named {json}, what stands in it. A NAME that ends in a number is one of several runs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Result:
    """A measurement. `figure`: its last line; `wall`, `cpu`: seconds; `load`: of the machine in the minute before its
    start and before its end; `found`: what it wrote as JSON."""

    command: str
    figure: str
    status: int
    day: str
    wall: float
    cpu: float
    cores: int
    load: tuple[float, float]
    found: Any = None


def measure(command: list[str]) -> Result:
    before, start, load = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.json"
        ran = [sys.executable if word == "python" else word.replace("{json}", str(path)) for word in command]
        with subprocess.Popen(ran, stdout=subprocess.PIPE, text=True) as running:
            lines = list(passed_on(running))
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall, loads = time.monotonic() - start, (round(load, 1), round(os.getloadavg()[0], 1))
    figure = next((line for line in reversed(lines) if line), "")
    command = [word for word in command if word not in ("--json", "{json}")]
    day, cores = date.today().isoformat(), os.cpu_count() or 1
    return Result(
        shlex.join(command), figure, running.returncode, day, round(wall, 1), round(cpu, 1), cores, loads, found
    )


def passed_on(running: subprocess.Popen[str]) -> Iterator[str]:
    """Its lines, as it prints them."""
    assert running.stdout
    for line in running.stdout:
        print(line, end="", flush=True)
        yield line.strip()


def keep(name: str, result: Result) -> Path:
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{name}.json"
    path.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="behind --")
    given = parser.parse_args()
    result = measure([word for word in given.command if word != "--"])
    print(f"kept in {keep(given.name, result)}", file=sys.stderr)
    return result.status


if __name__ == "__main__":
    sys.exit(main())
