"""Stores of older formats, as the version of then wrote them, brought up to date."""

from __future__ import annotations

import json
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from deltalake import write_deltalake
from stores import as_coded, everything, fill

from benchmarks.synthetic import articles
from depeche.errors import StoreError
from depeche.store import commits, delta, migrations
from depeche.store.folder import ABOUT, about, table_path
from depeche.store.query import open_store
from depeche.store.schema import DERIVED, FORMAT
from depeche.store.upkeep import check
from depeche.store.writer import Failed, open_writer

OLD = Path(__file__).with_name("format-1.tar.xz")  # six articles in two batches, one of them revised, and a failure


@pytest.fixture
def first_format(tmp_path):
    """Made before articles had `section`, `source_map` and `notes`."""
    with tarfile.open(OLD) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old"


@pytest.fixture
def later_first_format(tmp_path):
    """Made with them, before there were stories."""
    store = fill(tmp_path / "later", 20)
    last = commits.newest(store)
    assert last
    later = (*DERIVED, "corrections")
    for name in later:
        shutil.rmtree(table_path(store, name))
    versions = {name: version for name, version in last.versions.items() if name not in later}
    commits.finish(commits.begin(store, last.number + 1), versions, "0.1.0")
    (store / ABOUT).write_text('{"format":1,"depeche":"0.1.0"}\n')
    return store


@pytest.fixture
def second_format(tmp_path):
    """Made before blocks had a level."""
    store = fill(tmp_path / "second", 20)
    last = commits.newest(store)
    assert last
    blocks = delta.opened(table_path(store, "blocks"))
    rows = blocks.to_pyarrow_dataset().to_table().drop_columns(["level"])
    write_deltalake(blocks, rows, mode="overwrite", schema_mode="overwrite")
    versions = {**last.versions, "blocks": delta.opened(table_path(store, "blocks")).version()}
    shutil.rmtree(table_path(store, "corrections"))
    del versions["corrections"]
    commits.finish(commits.begin(store, last.number + 1), versions, "0.1.0")
    (store / ABOUT).write_text('{"format":2,"depeche":"0.1.0"}\n')
    return store


@pytest.fixture
def third_format(tmp_path):
    """Made before people could correct what was coded."""
    store = fill(tmp_path / "third", 20)
    last = commits.newest(store)
    assert last
    shutil.rmtree(table_path(store, "corrections"))
    versions = {name: version for name, version in last.versions.items() if name != "corrections"}
    commits.finish(commits.begin(store, last.number + 1), versions, "0.1.0")
    (store / ABOUT).write_text('{"format":3,"depeche":"0.1.0"}\n')
    return store


def migrated(store):
    with open_writer(store):
        pass
    return store


def test_a_store_without_the_later_columns(first_format):
    with pytest.raises(StoreError, match="bring it up to date with depeche store compact"):
        open_store(first_format)
    assert about(migrated(first_format)).format == FORMAT
    assert check(first_format) == []
    made = {article.id: article for article in articles(6)}
    made["a0"] = replace(made["a0"], text=made["a0"].text.replace("Report", "Update"))
    with open_store(first_format) as store:
        assert {one.article.id: one.article for one in store.coded()} == made
        assert [one for one in store.coded() if one.article.id == "a3"] == [as_coded(made["a3"]).coded]
        assert store.sql("SELECT count(*) FROM all_articles").fetchall() == [(7,)]
        assert store.sql("SELECT reason FROM superseded").fetchall() == [("revised",)]
        assert store.failures().select("source").fetchall() == [("x.txt",)]
        assert store.stories().fetchall() == []


def test_it_can_be_written_to(first_format):
    with open_writer(first_format) as writer:
        writer.append([as_coded(article) for article in articles(4, start=6)], [Failed(_failure(), "y")])
        writer.compact()
    with open_store(first_format) as store:
        assert len(list(store.coded())) == 10
        assert len(store.failures().fetchall()) == 2


def _failure():
    from depeche.records import Failure

    return Failure("y", "y: empty")


def test_a_store_with_the_later_columns(later_first_format):
    articles_before = len(list(table_path(later_first_format, "articles").glob("*.parquet")))
    migrated(later_first_format)
    assert about(later_first_format).format == FORMAT
    assert len(list(table_path(later_first_format, "articles").glob("*.parquet"))) == articles_before
    assert len(everything(later_first_format)["articles"]) == 20
    assert check(later_first_format) == []


class Killed(BaseException):
    """As good as a kill: nothing tidies up."""


def test_a_store_whose_blocks_have_no_level(second_format):
    assert about(migrated(second_format)).format == FORMAT
    assert check(second_format) == []
    with open_store(second_format) as store:
        assert {one.article.id: one.article for one in store.coded()} == {a.id: a for a in articles(20)}


def test_a_store_without_corrections(third_format):
    before = versions_of(third_format)
    with pytest.raises(StoreError, match="store format 3, this version reads 4"):
        open_store(third_format)
    assert about(migrated(third_format)).format == FORMAT
    assert check(third_format) == []
    with open_store(third_format) as store:
        assert store.corrections() == ()
        assert {one.article.id: one.article for one in store.coded()} == {a.id: a for a in articles(20)}
    assert {name: delta.opened(table_path(third_format, name)).version() for name in before} == before


def versions_of(store):
    return commits.newest(store).versions


@pytest.mark.parametrize("step", ["create", "finish", "stamp"])
def test_a_table_of_corrections_that_is_cut_off(third_format, monkeypatch, step):
    def killed(*arguments, **options):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr({"create": delta, "finish": commits}.get(step, migrations), step, killed)
        with pytest.raises(Killed):
            migrated(third_format)
    assert about(third_format).format == 3
    migrated(third_format)
    assert check(third_format) == []


@pytest.mark.parametrize("step", ["complete", "create", "finish", "stamp"])
def test_a_migration_that_is_cut_off(first_format, monkeypatch, step):
    def killed(*arguments, **options):
        raise Killed

    homes = {"complete": (delta, "bring_to_disk"), "create": (delta, "create"), "finish": (commits, "finish")}
    home, name = homes.get(step, (None, "depeche.store.migrations.stamp"))
    with monkeypatch.context() as patched:
        patched.setattr(home, name, killed) if home else patched.setattr(name, killed)
        with pytest.raises(Killed):
            migrated(first_format)
    assert json.loads((first_format / ABOUT).read_text())["format"] == 1
    migrated(first_format)
    assert check(first_format) == []
    with open_store(first_format) as store:
        assert len(list(store.coded())) == 6


def test_a_migration_after_a_batch_that_was_cut_off(first_format):
    table = delta.opened(table_path(first_format, "articles"))
    table.restore(1)  # ahead of the newest record
    migrated(first_format)
    with open_store(first_format) as store:
        assert len(list(store.coded())) == 6
