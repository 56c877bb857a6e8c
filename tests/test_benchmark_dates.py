"""The passages that dates are measured with, and the scores reached on them: `python -m benchmarks.dates`."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from benchmarks.dates import Judged, depeche, judge, read_value, right_days, same_days, score
from benchmarks.marked import LANGUAGES, Passage, read_passages
from depeche.knowledge.calendar import fold, load_calendar


@cache
def passages() -> tuple[Passage, ...]:
    return tuple(read_passages("dates"))


def test_there_are_five_hundred_dates_and_a_third_is_held_out() -> None:
    marks = [mark for passage in passages() for mark in passage.marks if not mark.optional]
    held_out = [mark for passage in passages() if passage.held_out for mark in passage.marks if not mark.optional]
    assert len(marks) >= 500
    assert 0.3 < len(held_out) / len(marks) < 0.37
    assert {passage.language for passage in passages()} == set(LANGUAGES)
    assert len({passage.id for passage in passages()}) == len(passages())


def test_a_weekday_that_is_named_is_that_of_an_end() -> None:
    for passage in passages():
        days = load_calendar(passage.language).values["weekday"]
        for mark in passage.marks:
            named = {days[word] for word in fold(passage.text[mark.start : mark.end]).split() if word in days}
            ends = [end for pair in ([] if mark.optional else right_days(mark)) for end in pair if end != ".."]
            assert not ends or named <= {date.fromisoformat(end).isoweekday() for end in ends}, (passage.id, mark)


VALUES = [
    ("2024", [("2024-01-01", "2024-12-31")]),
    ("2024-02", [("2024-02-01", "2024-02-29")]),
    ("2024-W24", [("2024-06-10", "2024-06-16")]),
    ("2024-Q2", [("2024-04-01", "2024-06-30")]),
    ("1990s", [("1990-01-01", "1999-12-31")]),
    ("2023-winter", [("2023-12-21", "2024-03-20"), ("2023-12-01", "2024-02-28")]),
    ("2024-06-12/2025", [("2024-06-12", "2025-12-31")]),
    ("../2024-06", [("..", "2024-06-30")]),
]


@pytest.mark.parametrize(("value", "days"), VALUES)
def test_values_are_read(value: str, days: list[tuple[str, str]]) -> None:
    assert read_value(value) == days


def test_an_open_end_is_as_good_as_the_day_of_the_article() -> None:
    assert same_days(("2024-06-12", "2024-06-30"), ("..", "2024-06-30"), "2024-06-12")
    assert not same_days(("2024-06-11", "2024-06-30"), ("..", "2024-06-30"), "2024-06-12")


@pytest.mark.parametrize("held_out", [False, True])
def test_the_scores_are_kept(held_out: bool) -> None:
    judged: list[Judged] = [judge(passage, depeche(passage)) for passage in passages() if passage.held_out == held_out]
    reached = score(judged)
    assert reached.spans.f1 >= 0.97
    assert reached.values.value >= 0.94
