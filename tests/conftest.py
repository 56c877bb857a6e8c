"""Shared by all tests: articles of one paragraph, coded once, and a mark for the words an answer stands at."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import cache

import pytest
import samples
from samples import PUBLISHED, paragraph

from depeche.pipeline import EngineName, code
from depeche.records import CodedArticle, Span

Coder = Callable[..., CodedArticle]
Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]


def pytest_configure() -> None:
    """The interrupt key takes effect in what tests start, though a shell in the background has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def _coded(language: str, text: str, published: str | None, engine: EngineName = "encoder") -> CodedArticle:
    return code(paragraph(language, text, published), engine=engine)


@pytest.fixture(scope="session")
def coded() -> Coder:
    """Code a one-paragraph article; each text once a session."""

    def run(language: str, text: str, published: str | None = PUBLISHED) -> CodedArticle:
        return _coded(language, text, published)

    return run


@pytest.fixture(scope="session")
def ruled() -> Coder:
    """As `coded`, by the rules alone: what the encoder's heads are told, and what a case of a rule is judged on."""

    def run(language: str, text: str, published: str | None = PUBLISHED) -> CodedArticle:
        return _coded(language, text, published, "rules")

    return run


@pytest.fixture(scope="session")
def unmark() -> Unmark:
    """ "Il ⟦part⟧ demain" -> the text without marks, and the spans that were marked."""

    def run(marked: str) -> tuple[str, tuple[Span, ...]]:
        text, spans = samples.unmark(marked)
        return text, tuple(Span(*span) for span in spans)

    return run
