"""Batches into a store, all tables or none.

The record of a batch is begun before the first table is touched and takes its name after the last (`commits.py`); until
then every reader sees the batch before. Who opens a store to write puts tables that ran ahead back to the newest batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from depeche import __version__
from depeche.errors import StoreError
from depeche.interrupts import uninterrupted
from depeche.records import CodedArticle, Failure
from depeche.store import commits, delta
from depeche.store.commits import Commit
from depeche.store.folder import ABOUT, LOCK, TABLES_FOLDER, check_path, stamp, table_path
from depeche.store.folder import about as about_store
from depeche.store.identity import Identity, coding_id, failure_id
from depeche.store.lock import locked
from depeche.store.migrations import migrate
from depeche.store.query import Known, Store
from depeche.store.rows import Revision, Written, by_table, row, rows_of
from depeche.store.schema import TABLES, OfFailure, Resolved, Row, Superseded, arrow_rows

PACK_AFTER = 5  # small files that a table gathers before they are packed: keeps questions to a growing store quick

# What follows from a batch: of the store before it, the articles that come, the codings that they supersede -> rows
Derive = Callable[[Store, Sequence[Revision], Set[str]], Iterable[Written]]


@dataclass(frozen=True, slots=True)
class Coded:
    """An article for the store."""

    coded: CodedArticle
    identity: Identity


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure for the store. `path`: the file it was met in; `identity`, `coding`: of an article that was read."""

    failure: Failure
    path: str
    identity: Identity | None = None
    coding: str | None = None

    @property
    def id(self) -> str:
        return failure_id(self.path, self.failure)


@contextmanager
def open_writer(path: Path | str, *, wait: float = 0.0, make: bool = True) -> Iterator[Writer]:
    """Write to a store, alone; makes it where there is none. `wait`: seconds to wait for another writer. Raises
    StoreError."""
    store = Path(path)
    check_path(store)
    if not make:
        about_store(store)
    with ExitStack() as stack:
        with delta.told(store):
            store.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(store / LOCK, wait=wait))
            prepare(store)
        yield Writer(store)


def prepare(store: Path) -> None:
    """Make what is missing, and bring what is there to this version's format."""
    (store / commits.FOLDER).mkdir(exist_ok=True)
    (store / TABLES_FOLDER).mkdir(exist_ok=True)
    if (store / ABOUT).exists():
        migrate(store)
    for name in TABLES:
        delta.create(table_path(store, name), name)
    if not (store / ABOUT).exists():
        stamp(store)


class Writer:
    """Appends batches. Whoever holds one is the only one to write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables = {name: delta.opened(table_path(path, name)) for name in TABLES}
        self.commit = self.recovered(commits.newest(path))
        self.store = self.seen()

    def seen(self) -> Store:
        """The store as it is now, to ask questions: by one thread, since the cores code meanwhile and each more takes
        memory of its own."""
        return Store(self.path, self.commit, {name: self.files(name) for name in TABLES}, threads=1)

    # ---- batches ---------------------------------------------------------------------------------------------------

    def append(
        self,
        coded: Sequence[Coded],
        failed: Iterable[Failed] = (),
        resolved: Iterable[str] = (),
        derive: Derive = lambda store, fresh, gone: (),
    ) -> None:
        """Append a batch: articles, in order; failures; ids of failures that did not come again; what is derived from
        the articles. Raises StoreError, and the store is as before."""
        fresh, superseded = self.revised(coded)
        gone = {one.coding for one in superseded}
        rows = by_table(
            chain(
                (written for one in fresh for written in rows_of(one)),
                (("superseded", row("superseded", one)) for one in superseded),
                failure_rows(failed),
                resolved_rows(resolved),
                derive(self.store, fresh, gone),
            )
        )
        self.add(rows)

    def add(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Append rows of any tables as a batch. Raises StoreError, and the store is as before."""
        written = {name: arrow_rows(name, rows[name]) for name in TABLES if name in rows}
        if not written:
            return
        delta.check_room(self.path, sum(table.nbytes for table in written.values()))
        with self.batch():
            for name, table in written.items():
                delta.append(self.tables[name], self.place(name), table)
            self.tidy()

    def empty(self, tables: Iterable[str]) -> None:
        """Leave no rows in tables that are made from others. Raises StoreError."""
        with self.batch():
            for name in tables:
                delta.empty(self.tables[name], self.place(name))

    def compact(self) -> None:
        """Join the small files of every table. Raises StoreError."""
        with self.batch():
            for name in TABLES:
                delta.compact(self.tables[name], self.place(name), target=delta.PACKED)

    def vacuum(self, *, hours: int) -> list[Path]:
        """Remove files that no batch of the last hours needs, and records of earlier batches. Raises StoreError."""
        with self.batch():
            gone = [file for name in TABLES for file in delta.vacuum(self.tables[name], self.place(name), hours=hours)]
        with delta.told(self.path):
            gone += commits.forget(self.path, hours=hours)
        return gone

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What is done to the tables in here is valid at its end, all of it or nothing; an interrupt waits for it."""
        before = self.commit
        self.store.close()  # it has held what was looked up, which packing can use
        with uninterrupted():
            try:
                with delta.told(self.path):
                    part = commits.begin(self.path, before.number + 1)
                    yield
                    self.commit = commits.finish(part, self.versions(), __version__)
            finally:
                if self.commit is before:
                    with suppress(StoreError):  # what cannot be put back now is put back when the store is next opened
                        self.commit = self.recovered(before)
                        self.renew()
            self.renew()

    def renew(self) -> None:
        self.tables = {name: delta.opened(self.place(name)) for name in TABLES}  # old ones gather what they wrote
        self.store = self.seen()

    def tidy(self) -> None:
        """Join small files where a table has gathered many."""
        for name in TABLES:
            small = [file for file in self.files(name) if file.size < delta.TIDY // 2]
            if len(small) >= PACK_AFTER:
                delta.compact(self.tables[name], self.place(name), target=delta.TIDY)

    # ---- after a batch that was cut off ----------------------------------------------------------------------------

    def recovered(self, commit: Commit | None) -> Commit:
        """The newest whole batch, with every table as it left it; what was left beside is swept. A store without any
        batch gets an empty one. Raises StoreError."""
        left = commits.leftovers(self.path)
        wanted = commit.versions if commit else {}
        for name, table in self.tables.items():
            delta.refresh(table, self.place(name))
            if table.version() != wanted.get(name, 0):
                delta.restore(table, self.place(name), wanted.get(name, 0))
        if left:
            for name, table in self.tables.items():
                delta.sweep(table, self.place(name))
        with delta.told(self.path):
            if commit is None or commit.versions != self.versions():
                part = commits.begin(self.path, commit.number + 1 if commit else 0)
                commit = commits.finish(part, self.versions(), __version__)
            for part in left:
                part.unlink(missing_ok=True)
        return commit

    def versions(self) -> dict[str, int]:
        return {name: table.version() for name, table in self.tables.items()}

    def files(self, name: str) -> tuple[delta.StoredFile, ...]:
        return delta.files(self.tables[name], self.place(name))

    def place(self, name: str) -> Path:
        return table_path(self.path, name)

    # ---- revisions -------------------------------------------------------------------------------------------------

    def revised(self, batch: Sequence[Coded]) -> tuple[list[Revision], list[Superseded]]:
        """Articles, each with its number among the revisions, and what they supersede."""
        current = Current(self.store, batch)
        fresh, superseded = [], []
        for one in batch:
            coding = coding_id(one.identity.fingerprint, one.coded.coded_by)
            before = current.before(one.identity)
            recoded = before is not None and before.fingerprint == one.identity.fingerprint
            number = 1 if before is None else before.revision if recoded else before.revision + 1
            if before:
                superseded.append(Superseded(before.coding, coding, "recoded" if recoded else "revised"))
            fresh.append(Revision(one.coded, coding, one.identity.fingerprint, one.identity.lineage, number))
            current.add(Known(coding, one.identity.fingerprint, one.identity.lineage, number, True))
        return fresh, superseded


class Current:
    """What each article of a batch would supersede, the batch's own articles included."""

    def __init__(self, store: Store, batch: Sequence[Coded]) -> None:
        self.by_fingerprint: dict[str, Known] = {}
        self.by_lineage: dict[str, Known] = {}
        known = store.known({one.identity.fingerprint for one in batch})
        known += store.known_lineages({one.identity.lineage for one in batch if one.identity.lineage})
        for coding in known:
            if coding.current:
                self.add(coding)

    def before(self, identity: Identity) -> Known | None:
        same = self.by_fingerprint.get(identity.fingerprint)
        return same or (self.by_lineage.get(identity.lineage) if identity.lineage else None)

    def add(self, known: Known) -> None:
        self.by_fingerprint[known.fingerprint] = known
        if known.lineage:
            self.by_lineage[known.lineage] = known


def failure_rows(failed: Iterable[Failed]) -> Iterator[Written]:
    for one in failed:
        fingerprint = one.identity.fingerprint if one.identity else None
        yield "failures", row("failures", OfFailure(one.id, one.path, fingerprint, one.coding), one.failure)


def resolved_rows(failures: Iterable[str]) -> Iterator[Written]:
    for failure in failures:
        yield "resolved", row("resolved", Resolved(failure))
