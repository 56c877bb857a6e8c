"""Stores of made-up articles, coded by a stand-in that takes no time."""

from __future__ import annotations

from pathlib import Path

from benchmarks.synthetic import articles, made_up
from depeche.records import Article
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.writer import Coded, open_writer

Rows = dict[str, list[tuple[object, ...]]]


def as_coded(article: Article) -> Coded:
    return Coded(made_up(article), identify(article))


def everything(path: Path) -> Rows:
    """All rows of every table, in an order of their own."""
    with open_store(path) as store:
        return {name: sorted(store.sql(f"FROM all_{name}").fetchall(), key=repr) for name in store.files}


def fill(path: Path, number: int = 30, *, batch: int = 10) -> Path:
    """A store of so many articles."""
    made = [as_coded(article) for article in articles(number)]
    with open_writer(path) as writer:
        for start in range(0, number, batch):
            writer.append(made[start : start + batch])
    return path


def news(folder: Path) -> Path:
    """Four files: three articles, one of them in JSON Lines with an address, and one that holds none."""
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("Peace talks\n\nThe president of RUS met PRK over grain and trade.\n")
    (folder / "b.jsonl").write_text('{"text": "The army of MLI left NER on Monday.", "url": "https://x.example/1"}\n')
    (folder / "deep" / "c.txt").write_text("Élections\n\nThe army of PRK accused RUS over the élections.\n")
    (folder / "empty.txt").write_text("")
    return folder
