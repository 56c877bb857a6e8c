"""The folder of a store: what lies where, and which format it has.

store.json       the format's number, and the version that made the store
lock             held while somebody writes
commits/         a record a batch: which versions of the tables belong together
tables/NAME/     one Delta table each
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from depeche import __version__
from depeche.errors import StoreError
from depeche.store.commits import FOLDER, PART, write_whole
from depeche.store.schema import FORMAT

ABOUT, LOCK, TABLES_FOLDER = "store.json", "lock", "tables"
OWN = {ABOUT, ABOUT + PART, LOCK, FOLDER, TABLES_FOLDER}
UNFIT = set("*?[]{}%")  # DuckDB takes them for patterns, Delta for the start of another character


@dataclass(frozen=True, slots=True)
class About:
    """What `store.json` says. `depeche`: the version that made the store or last migrated it."""

    format: int
    depeche: str


def table_path(store: Path, table: str) -> Path:
    return store / TABLES_FOLDER / table


def check_local(store: Path) -> None:
    """Raises StoreError on an address ("s3://bucket/news"), of which a path keeps one slash."""
    if address := re.match(r"([a-z][a-z0-9+.-]+):/", str(store)):
        raise StoreError(
            f"{store}: a store is a folder of this machine, not in {address[1]} storage, which lacks the locks and "
            "renames it needs; give a folder, and copy it there when nobody writes"
        )


def about(store: Path) -> About:
    """Raises StoreError where there is no store, or one of a newer version."""
    check_local(store)
    try:
        found = msgspec.json.decode((store / ABOUT).read_bytes(), type=About)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(f"{store}: no store; make one with depeche ingest SOURCE --store {store}") from error
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(f"{store / ABOUT}: {error}; restore this file from a backup (depeche store backup)") from error
    if found.format > FORMAT:
        raise StoreError(
            f"{store}: store format {found.format}, of Dépêche {found.depeche}; this version knows up to {FORMAT}; "
            f"install Dépêche {found.depeche} or newer"
        )
    return found


def check_current(store: Path) -> None:
    """Raises StoreError where a reader cannot read it as it is."""
    found = about(store)
    if found.format < FORMAT:
        raise StoreError(
            f"{store}: store format {found.format}, this version reads {FORMAT}; "
            f"bring it up to date with depeche store compact --store {store}"
        )


def check_path(store: Path) -> None:
    """Raises StoreError on a path that cannot hold a store, before anything is made there."""
    check_local(store)
    if UNFIT & set(str(store.resolve())):
        raise StoreError(f"{store}: a store's path may hold none of {' '.join(sorted(UNFIT))}; name another folder")
    if store.exists() and not store.is_dir():
        raise StoreError(f"{store}: a file; a store is a folder of its own")
    if store.is_dir() and any(entry.name not in OWN for entry in store.iterdir()) and not (store / ABOUT).exists():
        raise StoreError(f"{store}: holds other things; a store is a folder of its own, name a new one")


def stamp(store: Path) -> None:
    """Say that the store is of this format. Raises OSError."""
    write_whole(store / ABOUT, msgspec.json.encode(About(FORMAT, __version__)) + b"\n", store / (ABOUT + PART))
