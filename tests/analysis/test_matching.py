"""Counting, pairing and comparing spans."""

from __future__ import annotations

import pytest

from depeche.analysis.matching import core, days, figure, pair_up, ratio, share, slug
from depeche.records import Span


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("à la ministre", "ministre"),
        ("du Sénat", "Sénat"),
        ("l’Assemblée", "Assemblée"),
        ("en juin", "juin"),
        ("el 3 de mayo", "3 de mayo"),
        ("al Congreso", "Congreso"),
        ("on Tuesday", "Tuesday"),
        ("the Senate", "Senate"),
        ("« la paix »", "paix"),
        ("le", "le"),
        ("Las Vegas", "Vegas"),
        ("Lannion", "Lannion"),
    ],
)
def test_core_leaves_what_coders_agree_on(words: str, left: str) -> None:
    text = f"… {words} …"
    span = core(text, Span(2, 2 + len(words)))
    assert text[span.start : span.end] == left


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((0, 10), (0, 10), 1.0), ((0, 10), (5, 10), 0.5), ((0, 10), (8, 18), 0.2), ((0, 5), (5, 10), 0.0)],
)
def test_ratio_is_of_the_longer_span(one: tuple[int, int], other: tuple[int, int], expected: float) -> None:
    assert ratio(Span(*one), Span(*other)) == expected


def test_pairs_are_one_to_one_and_the_greatest_first() -> None:
    weights = {("a", "x"): 0.5, ("a", "y"): 0.9, ("b", "y"): 0.8, ("c", "y"): 0.7}
    paired = pair_up("abc", "xyz", lambda g, p: weights.get((g, p), 0.0))
    assert paired.pairs == (("a", "y"),)
    assert paired.missed == ("b", "c")
    assert paired.spurious == ("x", "z")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-06-19/2024-06-19", ("2024-06-19", "2024-06-19")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2024-06-19/..", ("2024-06-19", "")),
        ("../2024", ("", "2024-12-31")),
        ("next week", None),
        ("2024-13", None),
        (None, None),
    ],
)
def test_days(value: str | None, expected: tuple[str, str] | None) -> None:
    assert days(value) == expected


def test_figures() -> None:
    found = figure(2, 4, 8)
    assert (found.precision, found.recall) == (0.5, 0.25)
    assert found.f1 == pytest.approx(1 / 3)
    assert figure(0, 0, 0).f1 == 0
    assert figure(2, 4, 8, found=4).recall == 0.5
    assert share([True, False, True, True]).value == 0.75
    assert share([]).value == 0


def test_slug() -> None:
    assert slug("Côte d'Ivoire") == "cote-d-ivoire"
