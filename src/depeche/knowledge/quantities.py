"""Words that figures of an event stand beside: the dead, the injured, the arrested, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from depeche.knowledge.load import read_table, read_words
from depeche.records import QuantityKind


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Lower-case forms. `kinds`: a form to what its number counts; `scales`, `collectives`: to what they multiply or
    are; `numbers`: number words to their value."""

    kinds: Mapping[str, QuantityKind]
    at_least: tuple[str, ...]
    at_most: tuple[str, ...]
    about: tuple[str, ...]
    scales: Mapping[str, int]
    collectives: Mapping[str, int]
    numbers: Mapping[str, int]


@cache
def load_quantity_words(language: str) -> QuantityWords:
    words = read_words(f"{language}/quantities")
    kinds = {
        word: cast(QuantityKind, row["kind"])
        for row in read_table("quantities")
        if row["language"] == language
        for word in row.listed("words")
    }
    return QuantityWords(
        kinds,
        tuple(words["at_least"]),
        tuple(words["at_most"]),
        tuple(words["about"]),
        words["scales"],
        words["collectives"],
        _numbers(language),
    )


def _numbers(language: str) -> dict[str, int]:
    rows: list[str] = read_words(f"{language}/calendar")["numbers"]
    return {word: number for number, row in enumerate(rows, start=1) for word in row.split("|")}
