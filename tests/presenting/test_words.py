"""Values as one would say them."""

from __future__ import annotations

import pytest

from depeche.language.pipelines import pinned_pipelines
from depeche.presenting.words import LANGUAGES, count, either, in_words, language_name

INTERVALS = [
    ("2024-06-19/2024-06-19", "19 June 2024"),
    ("2024-06-19", "19 June 2024"),
    ("2024-06-03/2024-06-09", "3 to 9 June 2024"),
    ("2024-06-30/2024-07-02", "30 June to 2 July 2024"),
    ("2023-12-30/2024-01-02", "30 December 2023 to 2 January 2024"),
    ("2024-02-01/2024-02-29", "February 2024"),
    ("2024-01-01/2024-12-31", "2024"),
    ("2010-01-01/2019-12-31", "2010 to 2019"),
    ("2024-06-19/..", "from 19 June 2024"),
    ("../2024-06-19", "until 19 June 2024"),
    ("../..", "unknown"),
    ("sometime", "sometime"),
]


@pytest.mark.parametrize(("interval", "said"), INTERVALS)
def test_days(interval, said):
    assert in_words(interval) == said


@pytest.mark.parametrize(("number", "said"), [(1, "1 caption"), (0, "0 captions"), (8, "8 captions")])
def test_count(number, said):
    assert count(number, "caption") == said


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")]
)
def test_list(names, said):
    assert either(names) == said


def test_languages_have_names():
    assert set(pinned_pipelines()) <= set(LANGUAGES)
    assert [language_name(code) for code in ("fr", "tlh", None)] == ["French", "language tlh", "unknown language"]
