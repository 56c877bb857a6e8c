"""According to whom: the speaker, the accuser, the one who denies it, else the reporter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from samples import gaps

from depeche.records import CodedArticle, Span

Coder = Callable[..., CodedArticle]
Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
Case = tuple[str, str, str, str]

# language, text with the ⟦trigger⟧, who tells it, the words that name the source
CASES: tuple[Case, ...] = (
    ("fr", "La Russie a ⟦bombardé⟧ Odessa.", "reporter", ""),
    ("fr", "La Russie a ⟦bombardé⟧ Odessa, selon Kiev.", "UKR", "Kiev"),
    ("fr", "Selon Kiev, la Russie a ⟦bombardé⟧ Odessa.", "UKR", "Kiev"),
    ("fr", "D'après l'ONU, la Russie a ⟦bombardé⟧ Odessa.", "un", "ONU"),
    ("fr", "Kiev affirme que la Russie a ⟦bombardé⟧ Odessa.", "UKR", "Kiev"),
    ("fr", "La Russie a ⟦bombardé⟧ Odessa, a annoncé Kiev.", "UKR", "Kiev"),
    (
        "fr",
        "« La Russie a ⟦bombardé⟧ Odessa », a déclaré Volodymyr Zelensky.",
        "volodymyr-zelensky",
        "Volodymyr Zelensky",
    ),
    ("fr", "Kiev a accusé la Russie d'avoir ⟦bombardé⟧ Odessa.", "UKR", "Kiev"),
    ("fr", "La Russie nie avoir ⟦bombardé⟧ Odessa.", "RUS", "Russie"),
    ("fr", "Kiev s'est tu après que la Russie a ⟦bombardé⟧ Odessa.", "reporter", ""),
    ("es", "Rusia ⟦bombardeó⟧ Odesa.", "reporter", ""),
    ("es", "Rusia ⟦bombardeó⟧ Odesa, según Kiev.", "UKR", "Kiev"),
    ("es", "Según Kiev, Rusia ⟦bombardeó⟧ Odesa.", "UKR", "Kiev"),
    ("es", "Kiev afirma que Rusia ⟦bombardeó⟧ Odesa.", "UKR", "Kiev"),
    ("es", "«Rusia ⟦bombardeó⟧ Odesa», declaró Volodímir Zelenski.", "volodymyr-zelensky", "Volodímir Zelenski"),
    ("es", "Kiev acusó a Rusia de ⟦bombardear⟧ Odesa.", "UKR", "Kiev"),
    ("es", "Rusia niega haber ⟦bombardeado⟧ Odesa.", "RUS", "Rusia"),
    ("en", "Russia ⟦shelled⟧ Odesa.", "reporter", ""),
    ("en", "Kyiv said that Russia ⟦shelled⟧ Odesa.", "UKR", "Kyiv"),
    ("en", "Russia ⟦shelled⟧ Odesa, Kyiv said.", "UKR", "Kyiv"),
    ("en", "“Russia ⟦shelled⟧ Odesa,” Volodymyr Zelensky said.", "volodymyr-zelensky", "Volodymyr Zelensky"),
    ("en", "Kyiv accused Russia of ⟦shelling⟧ Odesa.", "UKR", "Kyiv"),
    ("en", "Russia denied ⟦shelling⟧ Odesa.", "RUS", "Russia"),
    ("en", "Russia denied having ⟦shelled⟧ Odesa.", "RUS", "Russia"),
    ("en", "Russia ⟦shelled⟧ Odesa, according to Kyiv.", "UKR", "Kyiv"),
    ("en", "According to Kyiv, Russia ⟦shelled⟧ Odesa.", "UKR", "Kyiv"),
)


# right, but not yet read so: the reason, then the case as above
KNOWN_GAPS: tuple[tuple[str, Case], ...] = ()


@pytest.mark.parametrize(("language", "marked", "teller", "source"), [*CASES, *gaps(KNOWN_GAPS)])
def test_who_tells_it(ruled: Coder, unmark: Unmark, language: str, marked: str, teller: str, source: str) -> None:
    text, (trigger,) = unmark(marked)
    report = ruled(language, text)
    (event,) = [e for e in report.events if trigger.overlaps(e.trigger)]
    assert event.attribution == teller
    named = event.spans.attribution
    words = "" if named is None else report.article[named]
    assert source in words
    assert bool(words) == bool(source)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Kiev accuse la Russie d'avoir bombardé Odessa."),
        ("es", "Kiev acusó a Rusia de bombardear Odesa."),
        ("en", "Kyiv accused Russia of shelling Odesa."),
    ],
)
def test_an_accusation_is_told_by_the_reporter(ruled: Coder, language: str, text: str) -> None:
    (accusation,) = [e for e in ruled(language, text).events if e.type == "ACCUSE"]
    assert (accusation.attribution, accusation.actors, accusation.recipients) == ("reporter", ("UKR",), ("RUS",))
