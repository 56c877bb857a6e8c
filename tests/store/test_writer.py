"""Batches: all tables or none, one writer at a time, and what can be wrong with the folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from stores import as_coded, everything, fill

from benchmarks.synthetic import articles, coded_by
from depeche.errors import StoreError
from depeche.interrupts import uninterrupted
from depeche.records import Failure
from depeche.store import commits, delta, folder, migrations
from depeche.store.query import open_store
from depeche.store.schema import FORMAT, TABLES
from depeche.store.writer import Failed, open_writer


@pytest.fixture
def store(tmp_path):
    return fill(tmp_path / "store")


def test_batches_add_up(store):
    with open_store(store) as opened:
        assert [len(list(opened.coded())), opened.commit.number] == [30, 3]


def test_nothing_is_no_batch(store):
    with open_writer(store) as writer:
        writer.append([])
        assert writer.commit.number == 3


# ---- revisions ------------------------------------------------------------------------------------------------------


def revisions(store):
    with open_store(store) as opened:
        reasons = opened.sql("SELECT reason FROM superseded ORDER BY 1").fetchall()
        return opened.sql("SELECT revision, text FROM articles ORDER BY id, revision").fetchall(), reasons


def test_a_changed_article_is_a_new_revision(tmp_path):
    (article,) = articles(1)
    changed = replace(article, text=article.text.replace("Report", "Update"))
    with open_writer(tmp_path / "s") as writer:
        writer.append([as_coded(article)])
        writer.append([as_coded(changed)])
    assert revisions(tmp_path / "s") == ([(2, changed.text)], [("revised",)])


def test_revisions_in_one_batch(tmp_path):
    (article,) = articles(1)
    texts = [article.text + more for more in ("", " one", " two")]
    with open_writer(tmp_path / "s") as writer:
        writer.append([as_coded(replace(article, text=text)) for text in texts])
    assert revisions(tmp_path / "s") == ([(3, texts[2])], [("revised",), ("revised",)])


def test_a_recoded_article_stays_the_same_revision(tmp_path):
    (article,) = articles(1)
    first = as_coded(article)
    newer = replace(first.coded, coded_by=replace(coded_by(article), model="stand-in 2"))
    with open_writer(tmp_path / "s") as writer:
        writer.append([first])
        writer.append([replace(first, coded=newer)])
    assert revisions(tmp_path / "s") == ([(1, article.text)], [("recoded",)])
    with open_store(tmp_path / "s") as opened:
        assert [coded.coded_by.model for coded in opened.coded()] == ["stand-in 2"]
        assert opened.sql("SELECT count(DISTINCT coding) FROM events").fetchall() == [(1,)]


@pytest.mark.parametrize("source", [None, "-"])
def test_standard_input_has_no_revisions(tmp_path, source):
    (article,) = articles(1)
    two = [replace(article, source=source, text=text) for text in ("One day.", "Another day.")]
    with open_writer(tmp_path / "s") as writer:
        writer.append([as_coded(one) for one in two])
    assert revisions(tmp_path / "s")[1] == []


# ---- cut off --------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As good as a kill: nothing tidies up."""


STEPS = [*range(11), "record"]  # before each table that a batch appends to, and before its record


@pytest.mark.parametrize(
    ("step", "tidied"), [*((step, False) for step in STEPS), (0, True), (5, True), ("record", True)]
)
def test_a_batch_that_is_cut_off_leaves_nothing(store, monkeypatch, step, tidied):
    before, count = everything(store), iter(range(100))

    def append(*arguments, appended=delta.append):
        if next(count) == step:
            raise Killed
        return appended(*arguments)

    def finish(*arguments):
        raise Killed

    monkeypatch.setattr(delta, "append", append)
    if step == "record":
        monkeypatch.setattr(commits, "finish", finish)
    more = [as_coded(article) for article in articles(5, start=100)]
    with open_writer(store) as writer, monkeypatch.context() as patched:
        if not tidied:
            patched.setattr(type(writer), "recovered", lambda self, commit: commit)
        with pytest.raises(Killed):
            writer.append(more, [Failed(Failure("x", "y"), "x")])
    assert everything(store) == before  # a reader sees the batch before
    monkeypatch.undo()
    with open_writer(store) as writer:
        assert commits.leftovers(store) == []
        assert {name: table.version() for name, table in writer.tables.items()} == writer.commit.versions
        writer.append(more)
    with open_store(store) as opened:
        assert len(list(opened.coded())) == 35


def test_files_that_nobody_knows_are_swept(store):
    stray = folder.table_path(store, "events") / "part-00000-0-c000.zstd.parquet"
    stray.write_bytes(b"half a fi")
    commits.begin(store, 4)
    with open_writer(store):
        assert not stray.exists()


def test_a_store_that_was_cut_off_while_made(tmp_path, monkeypatch):
    monkeypatch.setattr("depeche.store.writer.stamp", lambda store: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed), open_writer(tmp_path / "s"):
        pass
    monkeypatch.undo()
    assert len(everything(fill(tmp_path / "s", 10))["articles"]) == 10


def test_small_files_are_packed(tmp_path, monkeypatch):
    monkeypatch.setattr("depeche.store.writer.PACK_AFTER", 4)
    packed, plain = fill(tmp_path / "a", 30, batch=3), fill(tmp_path / "b", 30, batch=30)
    with open_store(packed) as opened:
        assert len(opened.files["events"]) < 4
    assert everything(packed) == everything(plain)


def test_the_interrupt_key_waits_for_the_batch():
    done = []

    def batch():
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("batch")

    with pytest.raises(KeyboardInterrupt):
        batch()
    assert done == ["batch"]


# ---- readers and writers --------------------------------------------------------------------------------------------


def test_a_reader_keeps_what_it_opened(store):
    with open_store(store) as before, open_writer(store) as writer:
        writer.append([as_coded(article) for article in articles(5, start=50)])
        writer.compact()
        assert before.articles().aggregate("count(*)").fetchall() == [(30,)]
        assert open_store(store).articles().aggregate("count(*)").fetchall() == [(35,)]


def test_a_second_writer_is_refused(store):
    code = "import sys; from depeche.store.writer import open_writer\nwith open_writer(sys.argv[1]): pass"
    with open_writer(store):
        done = subprocess.run([sys.executable, "-c", code, store], capture_output=True, text=True, check=False)
        assert f"another process ({os.getpid()}) is writing to this store" in done.stderr
    assert subprocess.run([sys.executable, "-c", code, store], check=False).returncode == 0


def test_a_second_writer_may_wait(store):
    with open_writer(store), pytest.raises(StoreError, match="--wait SECONDS"), open_writer(store, wait=0.2):
        pass


# ---- folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_it", [open_store, lambda path: open_writer(path).__enter__()])
def test_a_newer_format_is_refused(store, open_it):
    (store / folder.ABOUT).write_text(json.dumps({"format": FORMAT + 1, "depeche": "9.1.0"}))
    with pytest.raises(
        StoreError, match=rf"store format {FORMAT + 1}, of Dépêche 9\.1\.0.*install Dépêche 9\.1\.0 or newer"
    ):
        open_it(store)


def test_an_older_format_is_migrated(store, monkeypatch):
    done = []
    monkeypatch.setattr(folder, "FORMAT", FORMAT + 1)
    monkeypatch.setattr(migrations, "FORMAT", FORMAT + 1)
    monkeypatch.setitem(migrations.MIGRATIONS, FORMAT, done.append)
    with pytest.raises(StoreError, match="bring it up to date with depeche store compact"):
        open_store(store)
    with open_writer(store):
        pass
    assert done == [store]
    assert folder.about(store).format == FORMAT + 1


def test_a_format_without_a_way_is_refused(store, monkeypatch):
    monkeypatch.setattr(migrations, "FORMAT", FORMAT + 1)
    with pytest.raises(StoreError, match=f"no way from store format {FORMAT}"), open_writer(store):
        pass


def test_no_store(tmp_path):
    with pytest.raises(StoreError, match="no store; make one with depeche ingest"):
        open_store(tmp_path / "none")
    with pytest.raises(StoreError, match="no store"), open_writer(tmp_path / "none", make=False):
        pass
    assert not (tmp_path / "none").exists()


def test_another_folder_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear …")
    with pytest.raises(StoreError, match="holds other things"), open_writer(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["news[1]", "*", "50%20"])
def test_a_path_that_reads_as_a_pattern(tmp_path, name):
    with pytest.raises(StoreError, match="may hold none of"), open_writer(tmp_path / name):
        pass


@pytest.mark.parametrize("name", ["with space", "é 'quoted'"])
def test_other_paths(tmp_path, name):
    assert len(everything(fill(tmp_path / name, 10))["articles"]) == 10


def test_a_file_is_no_store(tmp_path):
    (tmp_path / "s").write_text("x")
    with pytest.raises(StoreError, match="a store is a folder"), open_writer(tmp_path / "s"):
        pass


def refusing(code):
    def refuse(*arguments, **options):
        raise OSError(f"Generic LocalFileSystem error: Unable to write, {os.strerror(code)} (os error {code})")

    return refuse


@pytest.mark.parametrize(
    ("code", "said"), [(28, "No space left on device; free some space"), (13, "Permission denied; change its permis")]
)
def test_a_disk_that_refuses(store, monkeypatch, code, said):
    before = everything(store)
    with open_writer(store) as writer:
        monkeypatch.setattr(delta, "write_deltalake", refusing(code))
        with pytest.raises(StoreError, match=said) as told:
            writer.append([as_coded(article) for article in articles(5, start=50)])
        assert "\n" not in str(told.value)
    assert everything(store) == before


def test_a_disk_that_is_nearly_full(store, monkeypatch):
    before = everything(store)
    monkeypatch.setattr(delta.shutil, "disk_usage", lambda path: SimpleNamespace(free=delta.SPARE))
    with open_writer(store) as writer, pytest.raises(StoreError, match="No space left on device; free some space"):
        writer.append([as_coded(article) for article in articles(5, start=50)])
    assert everything(store) == before


def test_a_read_only_folder(store, monkeypatch):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    before = everything(store)
    monkeypatch.setattr(os, "open", refuse)  # root may write everywhere, so no mode of the folder would do
    with pytest.raises(StoreError, match="Permission denied; change its permissions"), open_writer(store):
        pass
    monkeypatch.undo()
    assert everything(store) == before


def test_every_table_is_there(store):
    assert {path.name for path in (store / folder.TABLES_FOLDER).iterdir()} == set(TABLES)
