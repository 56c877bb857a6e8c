"""Decisions of the encoder inside the pipeline: what binds them, and what is left open."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Coder

from depeche.coding.acts import ACT, LEAST, OPEN, TOLD, find_triggers
from depeche.language.labels import TYPES

INSIDE = 1 + len(TYPES)


def scores(*marks: tuple[int, float]) -> np.ndarray:
    """One piece each: the likeliest label, and its probability; the rest says there is no act."""
    rows = np.zeros((len(marks), 2 + len(TYPES)), np.float32)
    for row, (label, chance) in zip(rows, marks, strict=True):
        row[0] += 1 - chance
        row[label] += chance
    return rows


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([(0, 1.0), (3, 0.9), (INSIDE, 0.9), (0, 1.0)], [(1, 3)]),
        ([(3, 0.9), (4, 0.9)], [(0, 1), (1, 2)]),  # one act right behind another
        ([(INSIDE, 0.9)], [(0, 1)]),  # going on with nothing is beginning
        ([(3, 0.2)], []),
        ([], []),
    ],
)
def test_triggers_are_runs_of_likely_pieces(marks: list[tuple[int, float]], found: list[tuple[int, int]]) -> None:
    assert find_triggers(scores(*marks)) == found


TEXTS = [
    ("fr", "Le rejet par Moscou de la demande de Kiev a surpris Ankara."),
    ("en", "Kyiv's request was rejected by Moscow on Monday, officials in Ankara said."),
    ("es", "El presidente de Chile recibió en Santiago a su homólogo peruano y condenó el ataque contra Lima."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_every_field_stands_in_the_text_or_is_open(coded: Coder, language: str, text: str) -> None:
    found = coded(language, text)
    known = {actor.id for actor in found.actors}
    assert found.events
    for event in found.events:
        assert set(event.actors) | set(event.recipients) <= known
        assert not set(event.actors) & set(event.recipients)
        assert LEAST * 0.2 < event.confidence <= 1
        assert any("encoder" in reason for reason in event.reasons)
        assert event.attribution == "reporter" or event.attribution in known
        assert 0 <= event.trigger.start < event.trigger.end <= len(text)
        assert event.type not in event.candidates.get("type", ())


def test_a_noun_and_a_passive_tell_the_same_act(coded: Coder) -> None:
    noun = coded("fr", TEXTS[0][1]).events
    passive = coded("en", TEXTS[1][1]).events
    rejects = [next(e for e in events if e.type == "REJECT") for events in (noun, passive)]
    assert [(e.actors, e.recipients) for e in rejects] == [(("RUS",), ("UKR",))] * 2


def test_what_is_open_is_less_likely_than_what_is_said() -> None:
    assert 0 < OPEN < LEAST
    assert TOLD <= ACT < 1
