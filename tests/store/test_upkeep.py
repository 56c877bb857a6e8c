"""Info, check, compact, vacuum, backup."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from stores import as_coded, everything, fill

from benchmarks.synthetic import articles
from depeche.errors import StoreError
from depeche.store import delta
from depeche.store.folder import table_path
from depeche.store.query import open_store
from depeche.store.schema import Rows, arrow_rows
from depeche.store.upkeep import backup, check, inform
from depeche.store.writer import open_writer


@pytest.fixture
def store(tmp_path):
    return fill(tmp_path / "store")


def test_info(store):
    with open_store(store) as opened:
        info = inform(opened)
    assert (info.articles, info.batches, info.failures) == (30, 3, 0)
    assert info.versions == (("depeche 0, model stand-in 1, knowledge none", 30),)
    assert {table.name: (table.rows, table.files) for table in info.tables}["events"] == (300, 3)


def test_a_whole_store(store):
    assert check(store) == []


def test_a_shortened_file(store):
    file = next(table_path(store, "quotes").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-100])
    assert [problem.split(": ")[0] for problem in check(store)] == [str(file)]


def lost(table: str, name: str) -> Rows:
    """A row of a table, pointing to nothing."""
    with open_store(name) as opened:
        row = next(opened.rows(f"SELECT * FROM all_{table}"))
    return arrow_rows(table, [dict(row) | {"coding": "none"}])


@pytest.mark.parametrize("table", ["blocks", "mentions", "events", "event_mentions", "relations"])
def test_rows_that_point_to_nothing(store, table):
    with open_writer(store) as writer, writer.batch():
        delta.append(writer.tables[table], writer.place(table), lost(table, store))
    assert [f"{table}: 1 rows point to nothing" in problem for problem in check(store)] == [True]


def test_an_article_that_stands_twice(store):
    with open_writer(store) as writer:
        row = next(writer.store.rows("SELECT * FROM all_articles"))
        with writer.batch():
            delta.append(writer.tables["articles"], writer.place("articles"), arrow_rows("articles", [row]))
    assert ["stands there twice" in problem for problem in check(store)] == [True]


def test_compacting_changes_nothing(store):
    before = everything(store)
    with open_writer(store) as writer:
        writer.compact()
        assert {len(files) for files in writer.store.files.values()} == {0, 1}
    assert everything(store) == before


def files(store):
    return sorted(store.rglob("*.parquet"))


def test_vacuum_keeps_what_a_reader_may_read(store):
    with open_store(store) as reader:
        with open_writer(store) as writer:
            writer.compact()
            before = files(store)
            assert [path for path in writer.vacuum(hours=1) if path.suffix == ".parquet"] == []
        assert [path for path in before if path not in files(store)] == []
        assert len(reader.events().fetchall()) == 300


def test_vacuum_removes_what_nobody_needs(store):
    with open_writer(store) as writer:
        writer.compact()
        time.sleep(0.01)
        gone = writer.vacuum(hours=0)
    assert len(gone) > 30
    assert not any(path.exists() for path in gone)
    assert check(store) == []
    assert len(everything(store)["events"]) == 300
    with open_writer(store) as writer:  # and it can be written to again
        writer.append([as_coded(article) for article in articles(5, start=50)])
    assert len(everything(store)["articles"]) == 35


def test_a_backup_is_a_store(store, tmp_path):
    with open_store(store) as opened, open_writer(store) as writer:
        writer.append([as_coded(article) for article in articles(5, start=50)])  # meanwhile
        backup(opened, tmp_path / "copy")
    assert len(everything(tmp_path / "copy")["articles"]) == 30
    assert check(tmp_path / "copy") == []
    with open_writer(tmp_path / "copy") as writer:
        writer.append([as_coded(article) for article in articles(5, start=50)])
    assert everything(tmp_path / "copy") == everything(store)
    shutil.rmtree(store)
    assert check(tmp_path / "copy") == []


def test_a_backup_takes_no_others_place(store, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "letter.txt").touch()
    with open_store(store) as opened, pytest.raises(StoreError, match="not empty; name a new folder"):
        backup(opened, tmp_path / "copy")
    assert os.listdir(tmp_path / "copy") == ["letter.txt"]


def test_a_backup_that_fails_leaves_nothing(store, tmp_path, monkeypatch):
    def refuse(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with open_store(store) as opened, pytest.raises(StoreError, match="No space left on device; free some space"):
        backup(opened, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


@pytest.mark.parametrize("address", ["s3://bucket/news", "gs://bucket/news"])
def test_object_storage_is_refused_in_a_line(address: str) -> None:
    for opening in (open_store, open_writer):
        with pytest.raises(StoreError, match=r"folder of this machine, not in (s3|gs) storage"), opening(address):
            pass
