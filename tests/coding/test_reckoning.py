"""Arithmetic of days."""

from __future__ import annotations

from datetime import date

import pytest

from depeche.coding.reckoning import UNKNOWN, Days, Vantage, connect, make_day, move, period_of, stage_of, whole_month
from depeche.coding.reckoning import whole_years as years

WEDNESDAY = date(2024, 6, 12)

MOVES = [
    (date(2024, 1, 31), 1, "month", date(2024, 2, 29)),
    (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
    (date(2024, 3, 1), -1, "day", date(2024, 2, 29)),
    (date(2024, 1, 1), -2, "week", date(2023, 12, 18)),
    (date(2024, 6, 12), -1, "decade", date(2014, 6, 12)),
    (date(2024, 6, 12), 48, "hour", date(2024, 6, 14)),
    (date(2024, 6, 12), -3, "hour", date(2024, 6, 12)),
]


@pytest.mark.parametrize(("day", "count", "unit", "there"), MOVES)
def test_move(day: date, count: int, unit: str, there: date) -> None:
    assert move(day, count, unit) == there


PERIODS = [
    ("day", "2024-06-12/2024-06-12"),
    ("week", "2024-06-10/2024-06-16"),
    ("month", "2024-06-01/2024-06-30"),
    ("quarter", "2024-04-01/2024-06-30"),
    ("half", "2024-01-01/2024-06-30"),
    ("year", "2024-01-01/2024-12-31"),
    ("decade", "2020-01-01/2029-12-31"),
    ("century", "2001-01-01/2100-12-31"),
]


@pytest.mark.parametrize(("unit", "value"), PERIODS)
def test_period(unit: str, value: str) -> None:
    assert period_of(WEDNESDAY, unit).value == value


STAGES = [
    (whole_month(2024, 2), "begin", "2024-02-01/2024-02-10"),
    (whole_month(2024, 2), "end", "2024-02-21/2024-02-29"),
    (years(2022, 2022), "middle", "2022-04-01/2022-09-30"),
    (years(1990, 1999, "decade"), "end", "1997-01-01/1999-12-31"),
    (years(1901, 2000, "decade"), "end", "1981-01-01/2000-12-31"),
    (Days(WEDNESDAY, WEDNESDAY, "day"), "begin", "2024-06-12/2024-06-12"),
    (UNKNOWN, "begin", "../.."),
]


@pytest.mark.parametrize(("days", "stage", "value"), STAGES)
def test_stage(days: Days, stage: str, value: str) -> None:
    assert stage_of(days, stage).value == value


CONNECTED = [
    ("since", whole_month(2024, 3), "2024-03-01/2024-06-12"),
    ("since", whole_month(2024, 9), "2024-09-01/.."),
    ("from", whole_month(2024, 9), "2024-09-01/.."),
    ("until", whole_month(2024, 9), "2024-06-12/2024-09-30"),
    ("until", whole_month(2024, 3), "../2024-03-31"),
    ("before", whole_month(2024, 9), "2024-06-12/2024-08-31"),
    ("by", whole_month(2024, 9), "2024-06-12/2024-09-30"),
    ("after", whole_month(2024, 3), "2024-04-01/2024-06-12"),
    ("after", whole_month(2024, 9), "2024-10-01/.."),
    ("after", UNKNOWN, "../.."),
]


@pytest.mark.parametrize(("kind", "days", "value"), CONNECTED)
def test_connect(kind: str, days: Days, value: str) -> None:
    assert connect(kind, days, Vantage(WEDNESDAY, "published")).value == value


def test_no_such_day() -> None:
    assert make_day(2023, 2, 29) is None
    assert make_day(2024, 2, 29) == date(2024, 2, 29)
