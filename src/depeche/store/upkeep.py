"""Looking after a store: what is in it, whether it is whole, and a copy of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from depeche import __version__
from depeche.errors import StoreError
from depeche.store import commits, delta
from depeche.store.commits import Commit
from depeche.store.folder import ABOUT, LOCK, TABLES_FOLDER, about, table_path
from depeche.store.query import Store, files_of, open_store
from depeche.store.schema import TABLES, UNBOUND

REMEDY = "restore it from a backup (depeche store backup)"
MANY_FILES = 200  # of all tables together: from there on opening them shows in the time of a query


@dataclass(frozen=True, slots=True)
class TableInfo:
    """`rows`: those superseded included; `size`: bytes on disk, those no longer needed left out."""

    name: str
    rows: int
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Info:
    """`batches`: how often something was committed; `articles`: current ones; `versions`: what coded them, how many;
    `corrections`: what people said, `lost`: of these, whose record is not found any more."""

    path: str
    format: int
    depeche: str
    batches: int
    committed: str
    articles: int
    superseded: int
    failures: int
    corrections: int
    lost: int
    versions: tuple[tuple[str, int], ...]
    tables: tuple[TableInfo, ...]
    to_compact: bool


CODED_BY = """
    SELECT 'depeche ' || coded_by.depeche || ', model ' || coalesce(coded_by.model, 'none')
           || ', knowledge ' || coded_by.knowledge AS version, count(*)
    FROM articles GROUP BY version ORDER BY version"""


def inform(store: Store) -> Info:
    """Raises StoreError."""
    found = about(store.path)
    counts = {name: count(store, name) for name in ("articles", "superseded", "failures", "corrections")}
    tables = tuple(
        TableInfo(name, sum(file.rows or 0 for file in files), len(files), sum(file.size for file in files))
        for name, files in store.files.items()
    )
    versions = tuple((str(row["version"]), int(str(row["count_star()"]))) for row in store.rows(CODED_BY))
    return Info(
        str(store.path), found.format, found.depeche, store.commit.number, store.commit.time,
        counts["articles"], counts["superseded"], counts["failures"],
        counts["corrections"], len(store.judged.lost) if counts["corrections"] else 0, versions, tables,
        sum(table.files for table in tables) > MANY_FILES,
    )  # fmt: skip


def count(store: Store, view: str) -> int:
    (row,) = store.rows(f"SELECT count(*) AS number FROM {view}")
    return int(str(row["number"]))


# ---- is it whole? ---------------------------------------------------------------------------------------------------


def check(path: Path | str) -> list[str]:
    """What is wrong, a line each; nothing where the store is whole. Raises StoreError where it cannot be opened."""
    store = Path(path)
    about(store)
    commit = commits.newest(store)
    files = files_of(store, commit).values() if commit else ()
    problems = [problem for group in files for file in group for problem in check_size(file)]
    if problems:
        return problems
    with open_store(store) as opened:
        problems = [problem for group in files for file in group for problem in check_rows(opened, file)]
        if not problems:
            problems = [problem for table in REFERENCES for problem in check_references(opened, table)]
        return problems + doubled(opened)


def check_size(file: delta.StoredFile) -> Iterator[str]:
    try:
        size = file.path.stat().st_size
    except OSError as error:
        yield f"{file.path}: {error.strerror}; {REMEDY}"
        return
    if size != file.size:
        yield f"{file.path}: {size} bytes, {file.size} were written; {REMEDY}"


def check_rows(store: Store, file: delta.StoredFile) -> Iterator[str]:
    try:
        rows = store.rows_in(file.path)
    except StoreError:
        yield f"{file.path}: not as it was written; {REMEDY}"
        return
    if file.rows not in (None, rows):
        yield f"{file.path}: {rows} rows, {file.rows} were written; {REMEDY}"


# what each row points to: columns -> another table's columns
REFERENCES = {
    **{name: (("coding",), "articles", ("coding",)) for name in TABLES if name not in (*UNBOUND, "articles")},
    "mentions": (("coding", "actor_number", "actor"), "actors", ("coding", "number", "id")),
    "event_mentions": (("coding", "event_number", "event"), "events", ("coding", "number", "id")),
    "superseded": (("coding",), "articles", ("coding",)),
    "resolved": (("failure",), "failures", ("failure",)),
    "reports": (("coding", "number", "event"), "events", ("coding", "number", "id")),
    "story_mentions": (("coding", "event_number", "event"), "events", ("coding", "number", "id")),
    "stories": (("first_coding",), "articles", ("coding",)),
    "withdrawn": (("story", "edition"), "stories", ("id", "edition")),
    "corrections": (("coding",), "articles", ("coding",)),
}


def check_references(store: Store, table: str) -> Iterator[str]:
    columns, other, theirs = REFERENCES[table]
    pairs = " AND ".join(f"a.{mine} = b.{its}" for mine, its in zip(columns, theirs, strict=True))
    found = store.rows(f"SELECT count(*) AS lost FROM all_{table} a ANTI JOIN all_{other} b ON {pairs}")
    if lost := int(str(next(found)["lost"])):
        path = table_path(store.path, table)
        yield f"{path}: {lost} rows point to nothing in {other}; restore the store from a backup, or ingest anew"


def doubled(store: Store) -> list[str]:
    found = store.rows("SELECT coding FROM all_articles GROUP BY coding HAVING count(*) > 1 ORDER BY coding")
    path = table_path(store.path, "articles")
    return [f"{path}: coding {row['coding']} stands there twice; please report it" for row in found]


# ---- a copy ---------------------------------------------------------------------------------------------------------


def backup(store: Store, copy: Path) -> int:
    """Copy what the store's newest batch needs to a new folder, which takes its name when all is there; bytes copied.
    Writers may go on meanwhile. Raises StoreError."""
    if copy.exists() and (not copy.is_dir() or any(copy.iterdir())):
        raise StoreError(f"{copy}: is there and not empty; name a new folder for the copy")
    part = copy.with_name(f".{copy.name}.{os.getpid()}{commits.PART}")
    with delta.told(copy):
        try:
            part.mkdir(parents=True)
            size = sum(copy_file(store.path, path, part) for path in needed(store))
            write_commit(store.commit, part)
            if copy.exists():
                copy.rmdir()
            part.replace(copy)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return size


def needed(store: Store) -> Iterator[Path]:
    """The files of a batch, and the log of each table up to it."""
    yield store.path / ABOUT
    for name, version in store.commit.versions.items():
        yield from delta.log(table_path(store.path, name), version)
        yield from (file.path for file in store.files[name])


def copy_file(store: Path, path: Path, part: Path) -> int:
    target = part / path.resolve().relative_to(store.resolve())
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    commits.sync(target)
    return target.stat().st_size


def write_commit(commit: Commit, part: Path) -> None:
    """The record of the batch that was copied, as the first of the copy."""
    (part / commits.FOLDER).mkdir()
    (part / TABLES_FOLDER).mkdir(exist_ok=True)
    (part / LOCK).touch()
    commits.finish(commits.begin(part, commit.number), commit.versions, __version__)
