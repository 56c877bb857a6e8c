"""What a watch remembers, in the store's folder: how feeds are to be asked, which entries came in, what was told.

Each change is one transaction of SQLite: whole on disk, or not there, whenever the process ends. One watch at a time
holds the file. The only module that imports sqlite3.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from depeche.errors import StoreError

FILE = "watch.sqlite"
TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
    address TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, asked REAL NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, not_before REAL NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    feed TEXT, id TEXT, edition TEXT NOT NULL, address TEXT, published TEXT, publisher TEXT, fingerprint TEXT,
    done INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (feed, id));
CREATE INDEX IF NOT EXISTS entries_address ON entries (address);
CREATE INDEX IF NOT EXISTS entries_open ON entries (feed) WHERE done = 0;
CREATE TABLE IF NOT EXISTS arrivals (fingerprint TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS alerts (
    id TEXT, destination TEXT, message BLOB, PRIMARY KEY (id, destination));
"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """`asked`, `not_before`: seconds since 1970, when it was last asked and until when it is not; `failures`: in a
    row."""

    address: str
    etag: str | None = None
    last_modified: str | None = None
    asked: float = 0.0
    not_before: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry of a feed, by the feed's id for it. `fingerprint`: of the article it was last read as; `done`: it is in
    the store, or given up; `tries`: of its page that failed, `not_before`: until when that is left alone."""

    feed: str
    id: str
    edition: str
    address: str | None
    published: str | None = None
    publisher: str | None = None
    fingerprint: str | None = None
    done: bool = False
    tries: int = 0
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """An alert for a destination, as JSON."""

    id: str
    destination: str
    content: bytes


@contextmanager
def opened_memory(store: Path) -> Iterator[Memory]:
    """Raises StoreError where another watch has it, or it cannot be read."""
    path = store / FILE
    try:
        connection = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}; make the folder writable") from error
    try:
        with kept(path):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(f"BEGIN EXCLUSIVE; {TABLES} COMMIT;")
        yield Memory(path, connection)
    finally:
        connection.close()


@contextmanager
def kept(path: Path) -> Iterator[None]:
    """What goes wrong with the file, as one StoreError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            said = "another depeche watch follows feeds into this store; name all feeds in one command"
            raise StoreError(f"{path}: {said}") from error
        raise StoreError(f"{path}: {error}; make room, or make it writable") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}; remove it: entries of the feeds are then looked at anew") from error


class Memory:
    """Questions and changes; each change is on disk when it returns."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self.connection = path, connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """The changes within are one: all of them, or none."""
        with kept(self.path):
            self.connection.execute("BEGIN")
            with self.connection:  # which commits, or takes back
                yield

    def ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with kept(self.path):
            return self.connection.execute(query, values).fetchall()

    # ---- feeds and sites -------------------------------------------------------------------------------------------

    def feed(self, address: str) -> FeedState:
        columns = "address, etag, last_modified, asked, not_before, failures"
        found = self.ask(f"SELECT {columns} FROM feeds WHERE address = ?", [address])
        return FeedState(*found[0]) if found else FeedState(address)  # type: ignore[arg-type]

    def keep_feed(self, feed: FeedState) -> None:
        values = (feed.address, feed.etag, feed.last_modified, feed.asked, feed.not_before, feed.failures)
        self.ask("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)", values)

    def left_alone_until(self, site: str) -> float:
        found = self.ask("SELECT not_before FROM sites WHERE site = ?", [site])
        return float(str(found[0][0])) if found else 0.0

    def leave_alone(self, site: str, until: float) -> None:
        self.ask("INSERT OR REPLACE INTO sites VALUES (?, ?)", [site, until])

    # ---- entries ---------------------------------------------------------------------------------------------------

    def entry(self, feed: str, id: str) -> EntryState | None:
        return next(self._entries("feed = ? AND id = ?", [feed, id]), None)

    def open_entries(self, feed: str) -> list[EntryState]:
        """Those that are not in the store yet, in the order in which they were met."""
        return list(self._entries("feed = ? AND done = 0 ORDER BY rowid", [feed]))

    def is_done(self, address: str, edition: str) -> bool:
        """Did the same page come in by any feed?"""
        query = "SELECT 1 FROM entries WHERE address = ? AND edition = ? AND done = 1 LIMIT 1"
        return bool(self.ask(query, [address, edition]))

    def keep_entry(self, entry: EntryState) -> None:
        e = entry
        before = (e.feed, e.id, e.edition, e.address, e.published, e.publisher, e.fingerprint)
        values = (*before, int(e.done), e.tries, e.not_before)
        marks = ", ".join("?" * len(values))
        self.ask(f"INSERT OR REPLACE INTO entries VALUES ({marks})", values)

    def _entries(self, condition: str, values: Sequence[object]) -> Iterator[EntryState]:
        columns = "feed, id, edition, address, published, publisher, fingerprint, done, tries, not_before"
        for row in self.ask(f"SELECT {columns} FROM entries WHERE {condition}", values):
            yield EntryState(*row)  # type: ignore[arg-type]

    # ---- alerts ----------------------------------------------------------------------------------------------------

    def arrivals(self) -> list[str]:
        """Fingerprints of articles that were on their way into the store, in which nobody has looked for alerts."""
        return [str(row[0]) for row in self.ask("SELECT fingerprint FROM arrivals ORDER BY rowid")]

    def expect(self, fingerprint: str) -> None:
        self.ask("INSERT OR IGNORE INTO arrivals VALUES (?)", [fingerprint])

    def looked_at(self, fingerprints: Iterable[str]) -> None:
        for fingerprint in fingerprints:
            self.ask("DELETE FROM arrivals WHERE fingerprint = ?", [fingerprint])

    def to_tell(self, message: Message) -> None:
        """Keep a message until it is delivered; one that was kept or delivered before is left out."""
        values = (message.id, message.destination, message.content)
        self.ask("INSERT OR IGNORE INTO alerts VALUES (?, ?, ?)", values)

    def waiting(self, destination: str) -> list[Message]:
        """In the order in which they were kept."""
        query = "SELECT id, destination, message FROM alerts WHERE destination = ? AND message IS NOT NULL"
        return [Message(*row) for row in self.ask(f"{query} ORDER BY rowid", [destination])]  # type: ignore[arg-type]

    def told(self, message: Message) -> None:
        values = (message.id, message.destination)
        self.ask("UPDATE alerts SET message = NULL WHERE id = ? AND destination = ?", values)
