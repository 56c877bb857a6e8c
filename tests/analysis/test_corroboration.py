"""What is told together, counted by origin; what is told differently, side by side; what is only vaguer, not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from depeche.analysis.accounts import Account, source_of
from depeche.analysis.corroboration import day_window, story_of, written
from depeche.records import EventPlace, Quantity, Report

TBILISI = EventPlace("Tbilisi", "GEO", 611717, 41.7, 44.8)
GEORGIA = EventPlace("Georgia", "GEO", 614540, 42.0, 43.5)
BAKU = EventPlace("Baku", "AZE", 587084, 40.4, 49.9)
DAY = "2023-06-06/2023-06-06"


def account(
    name: str, *, origin: str | None = None, date: str | None = DAY, told: str = "2023-06-07", **changes
) -> Account:
    own = {field: changes.pop(field) for field in ("factuality", "attribution") if field in changes}
    first, last = days(date)
    report = Report(
        name, "e1", origin or name, "en", "CONSULT", frozenset(), frozenset(), frozenset(), first, last, None, None,
        None, "asserted", "reporter", frozenset(), frozenset(), frozenset(),
    )  # fmt: skip
    one = Account(
        replace(report, **own), 0, f"s{name}", name, name, None, told, "They met.", ("ARM",), ("AZE",), ("ARM",),
        ("AZE",), date, TBILISI, (),
    )  # fmt: skip
    return replace(one, **changes)


def days(value: str | None) -> tuple[date | None, date | None]:
    ends = (value or "../..").split("/")
    first, last = (None if end == ".." else date.fromisoformat(end) for end in ends)
    return first, last


def differing(*accounts: Account) -> dict[str, list[tuple[str, int, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, int, tuple[str, ...]]]] = {}
    for one in story_of("s1", accounts).differing:
        found.setdefault(one.field, []).append((one.value, one.origins, one.articles))
    return found


def killed(low: float | None, high: float | None = None) -> tuple[Quantity, ...]:
    return (Quantity("killed", low, high, None, 0, 1, None),)


def test_reports_that_agree_differ_in_nothing() -> None:
    assert differing(account("a"), account("b")) == {}


def test_what_most_origins_tell_counts_and_reprints_are_one() -> None:
    moved = "2023-06-08/2023-06-08"
    reprints = [account(name, origin="a", date=moved) for name in "abcd"]
    story = story_of("s1", [*reprints, account("e", told="2023-06-09"), account("f", told="2023-06-09")])
    assert (story.reports, story.sources, story.independent_origins, story.date) == (6, 6, 3, DAY)
    assert [(one.value, one.origins) for one in story.differing] == [(DAY, 2), (moved, 1)]


def test_of_equals_the_first_told_counts() -> None:
    late, early = account("a", factuality="denied", told="2023-06-09"), account("b", told="2023-06-07T08:00")
    story = story_of("s1", [late, early])
    assert (story.factuality, story.first_article, story.first_told) == ("asserted", "b", "2023-06-07T08:00")
    assert differing(late, early) == {"factuality": [("asserted", 1, ("b",)), ("denied", 1, ("a",))]}


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (DAY, "2023-06-01/2023-06-30", False),  # a month that holds the day
        (DAY, "2023-06-01/..", False),
        (DAY, None, False),
        (DAY, "2023-06-07/2023-06-07", True),
        ("2023-06-05/2023-06-06", "2023-06-06/2023-06-07", True),
    ],
)
def test_days(one, other, differs) -> None:
    assert ("date" in differing(account("a", date=one), account("b", date=other))) == differs


def test_a_vaguer_day_does_not_hide_that_others_differ() -> None:
    found = differing(
        account("a"), account("b", date="2023-06-01/2023-06-30"), account("c", date="2023-06-08/2023-06-08")
    )
    assert found["date"] == [(DAY, 1, ("a",)), ("2023-06-08/2023-06-08", 1, ("c",))]


@pytest.mark.parametrize(("place", "differs"), [(TBILISI, False), (GEORGIA, False), (None, False), (BAKU, True)])
def test_places(place, differs) -> None:
    assert ("place" in differing(account("a"), account("b", place=place))) == differs


@pytest.mark.parametrize(
    ("sides", "keys", "differs"),
    [
        (("nikol-pashinyan",), ("nikol-pashinyan", "ARM"), False),  # who acts for the state
        (("ARM", "RUS"), ("ARM", "RUS"), False),
        ((), (), False),
        (("_1",), ("_1",), False),  # without a name nobody can tell
        (("RUS",), ("RUS",), True),
    ],
)
def test_who_is_blamed(sides, keys, differs) -> None:
    found = differing(account("a"), account("b", actors=sides, acting=keys))
    assert found.get("actors") == ([("ARM", 1, ("a",)), ("RUS", 1, ("b",))] if differs else None)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (killed(3, 3), killed(3, 3), []),
        (killed(3, 3), killed(2, 5), []),
        (killed(3, 3), killed(3), []),
        (killed(3, 3), (), []),
        (killed(3, 3), killed(5, 5), ["3", "5"]),
        (killed(10), killed(None, 4), ["at least 10", "at most 4"]),
        ((Quantity("money", 5, 5, "EUR", 0, 1, None),), (Quantity("money", 6, 6, "USD", 0, 1, None),), []),
    ],
)
def test_figures(one, other, values) -> None:
    found = differing(account("a", quantities=one), account("b", quantities=other))
    assert [value for value, _, _ in found.get("killed", [])] == values
    assert set(found) <= {"killed"}


def test_who_tells_it() -> None:
    found = differing(account("a"), account("b", attribution="AZE"), account("c", attribution="_2"))
    assert [value for value, _, _ in found["attribution"]] == ["reporter", "AZE", "_2 of c"]


def test_everybody_named_stands_in_the_row_the_most_told_first() -> None:
    accounts = [account("a", actors=("_1", "ARM")), account("b", actors=("RUS",)), account("c", actors=("RUS",))]
    assert story_of("s1", accounts).actors == ("RUS", "ARM")


@pytest.mark.parametrize(
    ("values", "window"),
    [
        ([DAY, "2023-06-08/2023-06-09"], (date(2023, 6, 6), date(2023, 6, 9))),
        ([DAY, "2023-06-08/.."], (date(2023, 6, 6), date.max)),
        ([DAY, None], (date(2023, 6, 6), date(2023, 6, 6))),
        ([None], (None, None)),
    ],
)
def test_days_it_can_lie_on(values, window) -> None:
    assert day_window([account(str(n), date=value) for n, value in enumerate(values)]) == window


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(3, 3, "3"), (1200, 1500, "1,200–1,500"), (2.5, None, "at least 2.5"), (None, 4, "at most 4")],
)
def test_figures_in_words(low, high, words) -> None:
    assert written(Quantity("killed", low, high, None, 0, 1, None)) == words


@pytest.mark.parametrize(
    ("publisher", "url", "source"),
    [
        ("The Times", "https://x.example/1", "The Times"),
        (None, "https://x.example/1", "x.example"),
        (None, "urn:1", "a"),
        (None, None, "a"),
    ],
)
def test_who_published_it(publisher, url, source) -> None:
    assert source_of(publisher, url, "a") == source
