"""Acts from which the text counts: "the first visit in ten years" tells of the one before."""

from __future__ import annotations

import pytest
from conftest import Coder

# language, text, type, the earlier act's dates
FIRST = (
    (
        "fr",
        "La première visite du président chilien au Maroc depuis 1996 a commencé.",
        "CONSULT",
        "1996-01-01/1996-12-31",
    ),
    (
        "fr",
        "Le président chilien s'est rendu au Maroc pour la première fois en douze ans.",
        "CONSULT",
        "2012-01-01/2012-12-31",
    ),
    ("es", "El presidente de Chile visita Bolivia por primera vez en nueve años.", "CONSULT", "2015-01-01/2015-12-31"),
    ("es", "Es la primera reunión entre Chile y Bolivia desde 2017.", "CONSULT", "2017-01-01/2017-12-31"),
    (
        "en",
        "For the first time since 2009, Turkey and Armenia held talks in Geneva.",
        "CONSULT",
        "2009-01-01/2009-12-31",
    ),
    (
        "en",
        "Kenya expelled two French diplomats, the first such expulsion since March.",
        "SANCTION",
        "2024-03-01/2024-03-31",
    ),
)
NONE = (
    ("fr", "La première dame du Chili a visité le Maroc en 2012."),
    ("es", "El primer ministro de Japón visita Bolivia desde el lunes."),
    ("en", "Kenya has sheltered refugees from Sudan since 2013."),
    ("en", "The first visitors met the president of Chile in 2012."),
)


@pytest.mark.parametrize(("language", "text", "kind", "days"), FIRST)
def test_the_one_before(ruled: Coder, language: str, text: str, kind: str, days: str) -> None:
    events = [event for event in ruled(language, text).events if event.type == kind]
    then = [event for event in events if event.date == days]
    now = [event for event in events if event.date != days]
    assert len(then) == len(now) == 1
    assert then[0].background
    assert not now[0].background
    assert (then[0].actors, then[0].recipients) == (now[0].actors, now[0].recipients)
    assert any(reason.startswith("precedent") for reason in then[0].reasons)


def test_not_since(ruled: Coder) -> None:
    events = ruled("en", "Kenya's president had not visited Somalia since 2011.").events
    assert {(event.factuality, event.date) for event in events} == {
        ("denied", None),
        ("asserted", "2011-01-01/2011-12-31"),
    }


@pytest.mark.parametrize(("language", "text"), NONE)
def test_nothing_before(ruled: Coder, language: str, text: str) -> None:
    assert not [r for event in ruled(language, text).events for r in event.reasons if r.startswith("precedent")]
