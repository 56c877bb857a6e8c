"""What several test modules build their cases from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from depeche.records import Article, Block

PUBLISHED = "2024-06-20"  # the day the made-up reports are from: decides who holds which office

# a passage that tells no event
QUIET = {
    "id": "en-x-001",
    "lang": "en",
    "published": "2024-05-15",
    "marked": "{a1|The senator} opened a bakery.",
    "entities": {"a1": {"kind": "person", "id": None}},
    "events": [],
    "quotes": [],
    "dates": {},
}


def paragraph(language: str, text: str, published: str | None = None) -> Article:
    """An article of one paragraph."""
    return Article(
        "test", text, (Block("b1", "paragraph", language, 0, len(text)),), language=language, published=published
    )


def gaps(known: Iterable[tuple[str, tuple[object, ...]]]) -> list[object]:
    """Cases that are right but not yet read so, each with its reason: expected to fail, and to be told when they do
    not."""
    return [pytest.param(*case, marks=pytest.mark.xfail(strict=True, reason=reason)) for reason, case in known]


def written(folder: Path, *records: object) -> Path:
    """A corpus file of some passages."""
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """ "Il ⟦part⟧ demain" -> the text without marks, start and end of what was marked."""
    text, spans, start = "", [], 0
    for piece in re.split("([⟦⟧])", marked):
        if piece == "⟦":
            start = len(text)
        elif piece == "⟧":
            spans.append((start, len(text)))
        else:
            text += piece
    return text, spans
