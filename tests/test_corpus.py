"""The written corpus: every file that its README lists reads, and keeps what the README says of it."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from depeche.analysis.passages import Passage, read_corpus
from depeche.knowledge.codebook import load_codebook
from depeche.language.pipelines import pinned_pipelines

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


def test_no_passage_stands_twice() -> None:
    every = [passage for name in FILES for passage in passages(name)]
    assert len({passage.id for passage in every}) == len(every)
    assert len({passage.text for passage in every}) == len(every)
