"""Every row of `dates.tsv` reads its own example, on Wednesday 12 June 2024."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from depeche.coding.dates import find_dates
from depeche.coding.reckoning import MEANINGS
from depeche.errors import BadKnowledge
from depeche.knowledge.calendar import (
    DatePattern,
    calendar_languages,
    fold,
    load_anchors,
    load_calendar,
)
from depeche.knowledge.load import DATA, read_words
from depeche.records import Article, AsOf, Block

LANGUAGES = sorted(calendar_languages())


def patterns() -> list[tuple[str, DatePattern]]:
    return [(language, pattern) for language in LANGUAGES for pattern in load_calendar(language).patterns]


@pytest.mark.parametrize(
    ("language", "pattern"), [pytest.param(*row, id=f"{row[1].rule}-{n}") for n, row in enumerate(patterns())]
)
def test_every_row_reads_its_example(language: str, pattern: DatePattern) -> None:
    start, end = pattern.example.index("⟦"), pattern.example.index("⟧") - 1
    text = pattern.example.replace("⟦", "").replace("⟧", "")
    read = Article("a", text, (Block("b1", "paragraph", language, 0, len(text)),), language)
    found = find_dates(read, AsOf("2024-06-12", "published", ()))
    assert (text[start:end], pattern.value) in [(read[one], one.value) for one in found]


@pytest.mark.parametrize(("language", "pattern"), patterns()[::1], ids=lambda value: getattr(value, "rule", value))
def test_every_meaning_is_reckoned(language: str, pattern: DatePattern) -> None:
    assert pattern.meaning[0] in MEANINGS or pattern.meaning[0] == "conflict"


NUMBERS = [
    ("fr", "vingt et un", 21),
    ("fr", "soixante et onze", 71),
    ("fr", "quatre-vingt-dix-sept", 97),
    ("fr", "une quinzaine", 15),
    ("es", "treinta y una", 31),
    ("es", "noventa y nueve", 99),
    ("es", "una docena", 12),
    ("en", "forty-two", 42),
    ("en", "a hundred", 100),
    ("en", "a dozen", 12),
]


@pytest.mark.parametrize(("language", "words", "number"), NUMBERS)
def test_numbers_in_words(language: str, words: str, number: int) -> None:
    assert load_calendar(language).values["number"][fold(words)] == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_numbers_twelve_months_seven_days(language: str) -> None:
    values = load_calendar(language).values
    assert set(values["number"].values()) >= set(range(1, 101))
    assert set(values["monthname"].values()) == set(range(1, 13))
    assert set(values["weekday"].values()) == set(range(1, 8))


def test_every_language_lists_the_same_things() -> None:
    keys = [set(read_words(f"{language}/calendar")) for language in LANGUAGES]
    assert all(one == keys[0] for one in keys)


def test_anchors_have_days_and_sources() -> None:
    rows = (DATA / "anchors.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(row.split("\t")[-1] for row in rows)
    assert len({anchor.id for anchor in load_anchors()}) == len(load_anchors()) == len(rows)
    for anchor in load_anchors():
        first = date.fromisoformat(anchor.first)
        assert anchor.last is None or first <= date.fromisoformat(anchor.last)


def test_a_pattern_with_an_unknown_slot_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from depeche.knowledge import calendar

    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "calendar.toml").write_bytes((DATA / "en" / "calendar.toml").read_bytes())
    header = "rule\tpattern\tmeaning\texample\tvalue\n"
    (folder / "dates.tsv").write_text(header + "moon\t<moon>\tdate\t⟦x⟧\t../..\n", encoding="utf-8")
    monkeypatch.setattr(calendar, "read_words", lambda name: read_words(name, folder=tmp_path))
    read_table = calendar.read_table
    monkeypatch.setattr(calendar, "read_table", lambda name: read_table(name, folder=tmp_path))
    with pytest.raises(BadKnowledge, match=re.escape("en/dates:2")):
        calendar.load_calendar.__wrapped__("en")
