"""How far a long run is, on a terminal; nothing where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.live import Live
from rich.text import Text

from depeche.ingest import Progress, Watch
from depeche.presenting.words import count


@contextmanager
def shown_progress(total: int | None) -> Iterator[Watch]:
    """What to tell of each step. `total`: files, None where nobody knows."""
    console = Console(stderr=True)
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    started = time.monotonic()
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield lambda progress: live.update(Text(in_words(progress, total, time.monotonic() - started)))


def in_words(progress: Progress, total: int | None, seconds: float) -> str:
    """ "120 articles added, 30 known, 5.2 a second, 12 of 40 files, 0:03:10 left, 1 failure"."""
    rate = progress.added / seconds if seconds else 0.0
    words = [f"{count(progress.added, 'article')} added", f"{progress.known} known", f"{rate:.1f} a second"]
    if total is not None:
        words.append(f"{progress.files} of {count(total, 'file')}")
        done = progress.files + progress.part
        if done:
            left = seconds * (total - done) / done
            words.append(f"{timedelta(seconds=round(left))} left")
    return ", ".join([*words, count(progress.failed, "failure")])


def done_in_words(progress: Progress) -> str:
    """What a run did, in a line."""
    known = f"{progress.known} known already"
    return f"{count(progress.added, 'article')} added, {known}, {count(progress.failed, 'failure')}"
