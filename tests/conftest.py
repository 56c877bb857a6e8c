"""Shared by all tests: articles of one paragraph, coded once, and a mark for the words an answer stands at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from depeche.pipeline import code
from depeche.records import Article, Block, CodedArticle, Span

PUBLISHED = "2024-06-20"  # the day the made-up reports are from: decides who holds which office
Coder = Callable[..., CodedArticle]
Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]


def paragraph(language: str, text: str, published: str | None = PUBLISHED) -> Article:
    """An article of one paragraph."""
    return Article(
        "test", text, (Block("b1", "paragraph", language, 0, len(text)),), language=language, published=published
    )


@cache
def _coded(language: str, text: str, published: str | None) -> CodedArticle:
    return code(paragraph(language, text, published))


@pytest.fixture(scope="session")
def coded() -> Coder:
    """Code a one-paragraph article; each text once a session."""

    def run(language: str, text: str, published: str | None = PUBLISHED) -> CodedArticle:
        return _coded(language, text, published)

    return run


@pytest.fixture(scope="session")
def unmark() -> Unmark:
    """ "Il ⟦part⟧ demain" -> the text without marks, and the spans that were marked."""

    def run(marked: str) -> tuple[str, tuple[Span, ...]]:
        text, spans, start = "", [], 0
        for char in marked:
            if char == "⟦":
                start = len(text)
            elif char == "⟧":
                spans.append(Span(start, len(text)))
            else:
                text += char
        return text, tuple(spans)

    return run
