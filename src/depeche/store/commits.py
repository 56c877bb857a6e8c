"""Commit records: which version of every table belongs together. `commits/0000000007.json` is there, whole, or not.

The record of a batch is begun as a `.part` file before the first table is touched and takes its name after the last: a
`.part` that nobody holds the lock for is the trace of a batch that was cut off.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from depeche.errors import StoreError

FOLDER = "commits"
PART = ".part"


@dataclass(frozen=True, slots=True)
class Commit:
    """`versions`: table -> its Delta version; `time`: ISO 8601, UTC; `depeche`: the version that wrote it."""

    number: int
    versions: dict[str, int]
    time: str
    depeche: str


def newest(store: Path) -> Commit | None:
    """The last whole batch, None in a store without any. Raises StoreError on a record that cannot be read."""
    paths = records(store)
    return read_commit(paths[-1]) if paths else None


def records(store: Path) -> list[Path]:
    """Every commit record, the oldest first."""
    return sorted((store / FOLDER).glob("[0-9]*.json"))


def read_commit(path: Path) -> Commit:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Commit)
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(f"{path}: {error}; restore this file from a backup (depeche store backup)") from error


def begin(store: Path, number: int) -> Path:
    """Mark that batch `number` is being written. Raises OSError."""
    part = store / FOLDER / f"{number:010}.json{PART}"
    part.touch()
    return part


def finish(part: Path, versions: dict[str, int], depeche: str) -> Commit:
    """Make the batch valid: from here on every reader sees it. Raises OSError."""
    number = int(part.name.partition(".")[0])
    commit = Commit(number, versions, datetime.now(UTC).isoformat(timespec="seconds"), depeche)
    write_whole(part.with_suffix(""), msgspec.json.encode(commit) + b"\n", part)
    return commit


def write_whole(path: Path, content: bytes, part: Path) -> None:
    """The file with this content, or as it was: written beside it, brought to disk, renamed. Raises OSError."""
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leftovers(store: Path) -> list[Path]:
    """What batches that were cut off left here."""
    return sorted((store / FOLDER).glob(f"*{PART}"))


def forget(store: Path, *, hours: int) -> list[Path]:
    """Remove the records that were written more than so many hours ago, the newest apart. Raises OSError."""
    oldest = time.time() - hours * 3600
    gone = [path for path in records(store)[:-1] if path.stat().st_mtime < oldest]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
