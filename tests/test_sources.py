"""What is named, and the files that it stands for."""

from __future__ import annotations

import pytest
from stores import fill, news

from depeche.sources import count_files, files_in


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["news"], ["a.txt", "b.jsonl", "deep/c.txt", "empty.txt"]),
        (["news/a.txt", "news/deep"], ["a.txt", "deep/c.txt"]),
        (["news/*.txt"], ["a.txt", "empty.txt"]),
        (["news/**/c.*"], ["deep/c.txt"]),
        (["news/none.txt"], ["none.txt"]),
        (["news/*.xml"], ["*.xml"]),
        ([], []),
    ],
)
def test_files(tmp_path, monkeypatch, sources, found):
    folder = news(tmp_path / "news")
    (folder / ".hidden").mkdir()
    (folder / ".hidden/d.txt").touch()
    (folder / "deep/.e.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert sorted(files_in(sources)) == sorted(str(folder / name) for name in found)
    assert count_files(sources) == len(found)


def test_standard_input():
    assert list(files_in(["-"])) == ["-"]
    assert count_files(["-", "a.txt"]) is None


def test_a_store_is_no_source(tmp_path):
    folder = news(tmp_path / "news")
    fill(folder / "store", 1)
    assert count_files([str(folder)]) == 4
