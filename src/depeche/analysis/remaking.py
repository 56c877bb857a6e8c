"""The stories of a store, made for articles that are in none: of a store from before there were stories, or after they
were dropped. In the order of days and in batches, each whole or not there: what was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from depeche.analysis.chronicle import told_by
from depeche.store.query import Store
from depeche.store.rows import by_table
from depeche.store.schema import DERIVED
from depeche.store.writer import open_writer

AT_ONCE = 200  # articles

UNTOLD = f"SELECT coding FROM articles ANTI JOIN signatures USING (coding) ORDER BY day, id, coding LIMIT {AT_ONCE}"


def make_stories(
    path: Path | str, *, anew: bool = False, wait: float = 0.0, watch: Callable[[int], None] = lambda done: None
) -> int:
    """Put the articles that are in no story into stories; how many there were. `anew`: drop those there are first;
    `watch`: is told how many are done. Raises StoreError."""
    done = 0
    with open_writer(path, wait=wait, make=False) as writer:
        if anew:
            writer.empty(DERIVED)
        while codings := untold(writer.store):
            fresh = list(writer.store.coded_as(codings))
            writer.add(by_table(told_by(writer.store, fresh, frozenset())))
            done += len(codings)
            watch(done)
    return done


def untold(store: Store) -> list[str]:
    """The next codings that are in no story, in the order of their days."""
    return [str(row["coding"]) for row in store.rows(UNTOLD)]


def drop_stories(path: Path | str, *, wait: float = 0.0) -> None:
    """Undo all stories, and what was kept to find them; articles and events stay as they are. Raises StoreError."""
    with open_writer(path, wait=wait, make=False) as writer:
        writer.empty(DERIVED)
