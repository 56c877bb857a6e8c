"""From an older format of a store to the next, step by step.

A step may be cut off at any moment: until it has committed, the store is as it was; after that it finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from depeche import __version__
from depeche.errors import StoreError
from depeche.store import commits, delta
from depeche.store.folder import about, stamp, table_path
from depeche.store.schema import DERIVED, FORMAT


def migrate(store: Path) -> None:
    """Bring an older store to this format, holding its lock. Raises StoreError."""
    for step in range(about(store).format, FORMAT):
        if step not in MIGRATIONS:
            raise StoreError(f"{store}: no way from store format {step}; ingest its sources into a new store")
        MIGRATIONS[step](store)
    if about(store).format < FORMAT:
        stamp(store)


def with_stories(store: Path) -> None:
    """From 1 to 2: tables for stories. Stores made before articles had sections, maps and notes get those columns, and
    their rows are written anew."""
    commit = commits.newest(store)
    if commit is None:
        return
    versions = with_columns(store, commit.versions, "articles")
    for name in DERIVED:
        delta.create(table_path(store, name), name)
        versions.setdefault(name, 0)
    if versions != commit.versions:
        commits.finish(commits.begin(store, commit.number + 1), versions, __version__)


def with_levels(store: Path) -> None:
    """From 2 to 3: blocks have a level."""
    commit = commits.newest(store)
    if commit is None:
        return
    versions = with_columns(store, commit.versions, "blocks")
    if versions != commit.versions:
        commits.finish(commits.begin(store, commit.number + 1), versions, __version__)


def with_corrections(store: Path) -> None:
    """From 3 to 4: a table for what people say of records."""
    commit = commits.newest(store)
    if commit is None or "corrections" in commit.versions:
        return
    delta.create(table_path(store, "corrections"), "corrections")
    commits.finish(commits.begin(store, commit.number + 1), {**commit.versions, "corrections": 0}, __version__)


def with_columns(store: Path, versions: Mapping[str, int], name: str) -> dict[str, int]:
    """The versions of the tables once this one has the columns that came since."""
    if name not in versions:
        return dict(versions)
    path = table_path(store, name)
    table = delta.opened(path)
    if table.version() != versions[name]:  # of a batch, or of this step, that was cut off
        delta.restore(table, path, versions[name])
    delta.complete(table, path)
    return {**versions, name: delta.opened(path).version()}


# from a format to the next one: what to do in a store of that format
MIGRATIONS: dict[int, Callable[[Path], None]] = {1: with_stories, 2: with_levels, 3: with_corrections}
