"""Delta tables: made, appended to, put back, packed and swept. The only module that imports deltalake.

A table's files are never changed once written. What is removed from a table stays on disk until it is vacuumed, so that
a reader who opened an earlier version reads on.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

# deltalake's allocator (jemalloc) keeps what it freed unless told so before it is loaded: 60 MB by 10,000 articles
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0,narenas:1")

from deltalake import ColumnProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from depeche.errors import StoreError
from depeche.store.commits import sync
from depeche.store.schema import Rows, arrow_schema, completed

LOG = "_delta_log"
ROW_GROUP = 1 << 17  # rows: what DuckDB reads as one piece of work, so that all cores read a packed file
PACKED = 64 << 20  # bytes that packing aims at: large files read fast, and packing them fits in memory
TIDY = 2 << 20  # bytes that it aims at while articles come in: it then takes as much memory however many there are
SPARE = (
    16 << 20
)  # bytes that are left free: for packing and logs; and a disk that fills up makes deltalake print a trace
# Tables that are searched more than kept small, and their columns of words that hardly come again: a million events are
# 110 MB for 69, and words in them are found in 68 ms for 104 (2 cores, benchmarks/store.py)
QUICK = {"events": ("sentence", "folded")}
KEEP_LOG = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.dataSkippingNumIndexedCols": "0",
    "delta.checkpointInterval": "10",  # what is opened reads the log since: a thread and its memory for each version
}  # else a version that a commit record names could go
REMEDIES = {
    errno.ENOSPC: "free some space and run the command again",
    errno.EDQUOT: "free some of your quota and run the command again",
    errno.EROFS: "give a store on a disk that can be written",
    errno.EACCES: "change its permissions, or give another store",
    errno.EPERM: "change its permissions, or give another store",
    errno.ENOENT: "it was there: restore it from a backup (depeche store backup)",
}

Delta = DeltaTable


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a table. `size`: bytes; `rows`: how many, as the table has it, None where it does not say."""

    path: Path
    size: int
    rows: int | None


def create(path: Path, table: str) -> None:
    """An empty table, unless one is there. Raises StoreError."""
    with told(path):
        if not DeltaTable.is_deltatable(str(path)):
            path.mkdir(parents=True, exist_ok=True)
            DeltaTable.create(str(path), arrow_schema(table), mode="ignore", name=table, configuration=KEEP_LOG)


def opened(path: Path, version: int | None = None) -> Delta:
    """The table as of a version, or its newest. Raises StoreError."""
    with told(path):
        return DeltaTable(str(path), version=version)


def as_files(table: str) -> WriterProperties:
    """How the files of a table are written."""
    if table not in QUICK:
        return WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=ROW_GROUP)
    plain = ColumnProperties(dictionary_enabled=False, encoding="DELTA_LENGTH_BYTE_ARRAY")
    columns = dict.fromkeys(QUICK[table], plain)
    return WriterProperties(compression="LZ4_RAW", max_row_group_size=ROW_GROUP, column_properties=columns)


def check_room(path: Path, size: int) -> None:
    """Raises StoreError where a disk has no room for so many bytes and what is written about them."""
    with told(path):
        if shutil.disk_usage(path).free < size + SPARE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def append(table: Delta, path: Path, rows: Rows) -> None:
    """Append rows and bring them to disk. Raises StoreError."""
    with told(path):
        write_deltalake(table, rows, mode="append", writer_properties=as_files(path.name))
        bring_to_disk(path, table.version())


def bring_to_disk(path: Path, version: int) -> None:
    log = path / LOG / f"{version:020}.json"
    entries = [msgspec.json.decode(line) for line in log.read_bytes().splitlines() if line]
    for entry in entries:
        if "add" in entry:
            sync(path / entry["add"]["path"])
    for place in (path, log, log.parent):
        sync(place)


def complete(table: Delta, path: Path) -> None:
    """Write all rows anew with the columns that have come since, in a new version; nothing where none has. Raises
    StoreError."""
    with told(path):
        stored = table.to_pyarrow_dataset()
        if stored.schema.names == arrow_schema(path.name).names:
            return
        rows = completed(path.name, stored.to_batches())
        write_deltalake(table, rows, mode="overwrite", schema_mode="overwrite", writer_properties=as_files(path.name))
        bring_to_disk(path, table.version())


def empty(table: Delta, path: Path) -> None:
    """No rows, in a new version. Raises StoreError."""
    with told(path):
        table.delete()
        bring_to_disk(path, table.version())


def restore(table: Delta, path: Path, version: int) -> None:
    """Put the table back to a version, as a new version. Raises StoreError."""
    with told(path):
        table.restore(version)


def refresh(table: Delta, path: Path) -> None:
    """The table at its newest version, whoever wrote it. Raises StoreError."""
    with told(path):
        table.update_incremental()


def compact(table: Delta, path: Path, *, target: int) -> None:
    """Join small files to larger ones, of `target` bytes. Raises StoreError."""
    with told(path):
        table.optimize.compact(target_size=target, max_concurrent_tasks=1, writer_properties=as_files(path.name))
        bring_to_disk(path, table.version())


def vacuum(table: Delta, path: Path, *, hours: int) -> list[Path]:
    """Remove files that the newest version does not need, that were left by it more than so many hours ago, or that
    no version knows; those removed. Raises StoreError."""
    with told(path):
        gone = table.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True)
        table.create_checkpoint()
    return [path / name for name in gone]


def sweep(table: Delta, path: Path) -> list[Path]:
    """Remove files that no version of the table knows, left by a writer that was cut off: nobody can read them."""
    with told(path):
        unneeded = table.vacuum(0, dry_run=True, enforce_retention_duration=False, full=True)
        left = table.vacuum(0, dry_run=True, enforce_retention_duration=False)
        strays = [path / name for name in sorted(set(unneeded) - set(left))]
        for stray in strays:
            stray.unlink(missing_ok=True)
    return strays


def files(table: Delta, path: Path) -> tuple[StoredFile, ...]:
    """The files of the version that is open, in order. Raises StoreError."""
    with told(path):
        actions = table.get_add_actions(flatten=True)
        columns = (actions.column(name).to_pylist() for name in ("path", "size_bytes", "num_records"))
    return tuple(sorted((StoredFile(path / n, s, r) for n, s, r in zip(*columns, strict=True)), key=lambda f: f.path))


def log(path: Path, version: int) -> list[Path]:
    """The files of a table's log that tell what it holds up to a version: "00000000000000000012.json" and the like."""
    numbered = [(file, re.match(r"\d{20}", file.name)) for file in sorted((path / LOG).iterdir())]
    return [file for file, number in numbered if number and int(number[0]) <= version]


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What goes wrong with a table or a file of it, as one StoreError."""
    try:
        yield
    except (DeltaError, OSError, ValueError, msgspec.DecodeError) as error:
        raise StoreError(explained(path, error)) from error


def explained(path: Path, error: BaseException) -> str:
    """File, problem and remedy in one line. Errors of the disk come as text from deltalake: "… (os error 28)"."""
    code = error.errno if isinstance(error, OSError) else None
    number = re.search(r"os error (\d+)", str(error))
    code = int(number[1]) if number else code
    if code is not None:
        remedy = REMEDIES.get(code, "check the disk and run the command again")
        return f"{path}: {os.strerror(code)}; {remedy}; what was committed before is whole"
    words = next(iter(str(error).splitlines()), type(error).__name__)[:300]  # a trace may follow
    return f"{path}: {words}; see what is whole with depeche store check, or restore a backup"
