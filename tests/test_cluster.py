"""Coding on Ray: the same store as on one machine, also when a worker is lost in the middle."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.synthetic import articles, coded_by, made_up
from depeche.batch import Timed
from depeche.cli import app
from depeche.cluster import TOGETHER, code_on_ray
from depeche.errors import DepecheError
from depeche.ingest import Coder, Ingestion, Progress, identified
from depeche.records import Article, CodedArticle, Failure
from depeche.store.upkeep import check
from depeche.store.writer import open_writer
from tests.stores import everything  # by this name the workers find it too

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="depeche[cluster] is not installed")
NUMBER = 5 * TOGETHER + 3


def code_or_end(given: Article | Failure, marks: str) -> Timed[CodedArticle | Failure]:
    """Codes by a stand-in; at one article the whole process is killed, once; another fails."""
    if isinstance(given, Failure):
        return Timed(given)
    mark = Path(marks, f"lost at {given.id}")
    if given.id == "a20" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if given.id == "a30":
        return Timed(Failure(given.source or "", "told to fail"))
    return Timed(made_up(given))


def ingested(store: Path, coder: Coder) -> Progress:
    with open_writer(store) as writer:
        met = (identified(a.source or a.id, a, ends=True) for a in articles(NUMBER))
        return Ingestion(writer, coder, lambda progress: None, batch=7).run(met)


@needs_ray
def test_no_article_is_lost_or_doubled_when_a_worker_is(tmp_path: Path) -> None:
    code = partial(code_or_end, marks=str(tmp_path))
    on_ray = Coder(partial(code_on_ray, address="local", jobs=2, code=code), coded_by)
    done = ingested(tmp_path / "ray", on_ray)
    assert (tmp_path / "lost at a20").exists()
    assert (done.added, done.failed) == (NUMBER - 1, 1)
    here = Coder(lambda given: (code(one).result for one in given), coded_by)
    assert ingested(tmp_path / "here", here) == done
    assert everything(tmp_path / "ray") == everything(tmp_path / "here")
    assert check(tmp_path / "ray") == []


@needs_ray
def test_no_cluster_is_one_line() -> None:
    with pytest.raises(DepecheError, match=r"--ray 127\.0\.0\.1:9: no Ray cluster .*--ray local"):
        next(code_on_ray(articles(1), address="127.0.0.1:9"))


def test_without_ray_a_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "a.txt").write_text("Paris accuse Bamako.")
    command = ["ingest", str(tmp_path / "a.txt"), "--store", str(tmp_path / "s"), "--ray", "local"]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, DepecheError)
    assert str(done.exception) == "--ray: Ray is not installed; run: pip install 'depeche[cluster]'"
    assert not (tmp_path / "s").exists()
