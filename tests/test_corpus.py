"""The written corpus: every file that its README lists reads, and keeps what the README says of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from depeche.analysis.passages import Passage, read_corpus
from depeche.knowledge.codebook import load_codebook
from depeche.language.pipelines import pinned_pipelines
from depeche.records import EventType, Factuality

CORPUS = Path(__file__).parent.parent / "corpus"


def listed() -> list[str]:
    """The files of the table, "{fr,es}-a.jsonl" written out; files still being written are not in it."""
    cells = re.findall(r"^\| `([^`]+)` \|", (CORPUS / "README.md").read_text(encoding="utf-8"), flags=re.M)
    names = []
    for cell in cells:
        choices = [part[1:-1].split(",") if part.startswith("{") else [part] for part in re.split(r"(\{[^}]*\})", cell)]
        names += ["".join(parts) for parts in product(*choices)]
    return names


FILES = listed()


@cache
def passages(name: str) -> tuple[Passage, ...]:
    return read_corpus(CORPUS / name)


def test_the_table_lists_files_of_every_language() -> None:
    assert {name[:2] for name in FILES} == set(pinned_pipelines())
    assert len(FILES) == len(set(FILES)) >= 9


@pytest.mark.parametrize("name", FILES)
def test_a_file_reads(name: str) -> None:
    """Format, tags and keys: what `read_corpus` refuses, it names with its line."""
    found = passages(name)
    assert len(found) >= 20
    assert {passage.language for passage in found} == {name[:2]}
    assert all(passage.id.startswith(f"{name[:4]}-") for passage in found)


@pytest.mark.parametrize("name", FILES)
def test_modes_are_in_the_codebook(name: str) -> None:
    codebook = load_codebook()
    odd = {
        (passage.id, event.type, mode)
        for passage in passages(name)
        for event in passage.events
        for mode in event.modes
        if not codebook.allows(event.type, mode)
    }
    assert odd == set()


STORIES = [json.loads(line) for path in sorted(CORPUS.glob("stories/*.jsonl")) for line in path.open(encoding="utf-8")]


def test_stories_hold_together() -> None:
    """Ids are their own, origins exist in the same language, and what is said of an event stands in the text."""
    articles = {article["id"]: article for article in STORIES}
    assert len(articles) == len(STORIES)
    told = Counter(article["story"] for article in STORIES)
    assert len(told) == 60
    assert set(told.values()) <= set(range(2, 7))
    types: dict[str, set[str]] = {}
    for article in STORIES:
        assert articles[article["origin"]]["language"] == article["language"]
        assert article["text"].startswith(article["title"])
        for event in article["events"]:
            assert article["text"].count(event["trigger"]) >= event["nth"] >= 1, (article["id"], event)
            assert event["type"] in get_args(EventType)
            assert event["factuality"] in get_args(Factuality)
            if event["date"]:
                first, last = map(date.fromisoformat, event["date"].split("/"))
                assert first <= last
            types.setdefault(event["event"], set()).add(event["type"])
    assert {key for key, names in types.items() if len(names) > 1} == set()


def test_no_passage_stands_twice() -> None:
    every = [passage for name in FILES for passage in passages(name)]
    assert len({passage.id for passage in every}) == len(every)
    assert len({passage.text for passage in every}) == len(every)
