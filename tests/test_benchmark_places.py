"""The passages that places are measured with, and the scores reached on them: `python -m benchmarks.places`."""

from __future__ import annotations

from functools import cache

from benchmarks.marked import LANGUAGES, Passage, read_passages
from benchmarks.places import NO_COUNTRY, depeche, judge, right_acts, score
from depeche.knowledge.gazetteer import load_gazetteer


@cache
def passages() -> tuple[Passage, ...]:
    return tuple(read_passages("places"))


def test_there_are_two_hundred_places_and_a_third_is_held_out() -> None:
    marks = [mark for passage in passages() for mark in passage.marks if not mark.optional]
    held_out = [mark for passage in passages() if passage.held_out for mark in passage.marks if not mark.optional]
    assert len(marks) >= 200
    assert 0.28 < len(held_out) / len(marks) < 0.37
    assert {passage.language for passage in passages()} == set(LANGUAGES)
    assert len({passage.id for passage in passages()}) == len(passages())


def test_values_are_countries_and_acts_stand_in_the_text() -> None:
    for passage in passages():
        values = {value for mark in passage.marks if not mark.optional for value in mark.values}
        assert all(value == NO_COUNTRY or load_gazetteer().entry(value) for value in values), passage.id
        words = {passage.text[mark.start : mark.end] for mark in passage.marks}
        assert all(place in words for _, _, place in right_acts(passage)), passage.id


def test_the_scores_are_kept() -> None:
    reached = score([judge(passage, depeche(passage)) for passage in passages() if passage.held_out])
    assert reached.spans.f1 >= 0.947
    assert reached.countries.value >= 0.95
