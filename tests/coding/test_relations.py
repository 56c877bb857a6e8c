"""Lasting ties: offices, alliances, wars, kinship."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from samples import gaps

from depeche.coding.relations import OFFICES, TIES_OF_OFFICES
from depeche.knowledge.ties import load_ties
from depeche.records import CodedArticle, Span

Coder = Callable[..., CodedArticle]
Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
Case = tuple[str, str, str, str, str]

# language, text with the ⟦words that state it⟧, subject, relation, object
CASES: tuple[Case, ...] = (
    ("fr", "L'⟦alliance entre Séoul et Tokyo⟧ tient bon.", "KOR", "ally_of", "JPN"),
    ("fr", "La ⟦guerre entre l'Éthiopie et l'Érythrée⟧ a repris.", "ETH", "at_war_with", "ERI"),
    ("fr", "Le ⟦rapprochement entre Rabat et Madrid⟧ se confirme.", "MAR", "rapprochement", "ESP"),
    ("fr", "⟦La Serbie s'est rapprochée de la Hongrie⟧.", "SRB", "rapprochement", "HUN"),
    ("fr", "⟦Le Rwanda soutient le Tchad⟧.", "RWA", "supports", "TCD"),
    ("fr", "⟦Berlin s'oppose à Varsovie⟧ sur ce point.", "DEU", "opposes", "POL"),
    ("fr", "⟦Le Japon s'inquiète de l'attitude de la Chine⟧.", "JPN", "worried_about", "CHN"),
    ("es", "⟦Armenia, aliada de Francia⟧, agradeció el gesto.", "ARM", "ally_of", "FRA"),
    ("es", "La ⟦alianza entre Seúl y Tokio⟧ resiste.", "KOR", "ally_of", "JPN"),
    ("es", "La ⟦guerra entre Etiopía y Eritrea⟧ se reanudó.", "ETH", "at_war_with", "ERI"),
    ("es", "⟦Ruanda apoya a Chad⟧.", "RWA", "supports", "TCD"),
    ("es", "⟦Berlín se opone a Varsovia⟧ en este punto.", "DEU", "opposes", "POL"),
    ("en", "The ⟦alliance between Seoul and Tokyo⟧ is holding.", "KOR", "ally_of", "JPN"),
    ("en", "The ⟦war between Ethiopia and Eritrea⟧ has resumed.", "ETH", "at_war_with", "ERI"),
    ("en", "⟦Rwanda supports Chad⟧.", "RWA", "supports", "TCD"),
    ("en", "⟦Berlin opposes Warsaw⟧ on this point.", "DEU", "opposes", "POL"),
    ("en", "⟦Japan is concerned about China⟧.", "JPN", "worried_about", "CHN"),
    (
        "fr",
        "Berlin affirme que « le ⟦réarmement de la Serbie devrait préoccuper⟧ tout le monde ».",
        "DEU",
        "worried_about",
        "SRB",
    ),
    ("es", "Berlín afirma que «⟦el rearme de Serbia debería preocupar⟧ a todos».", "DEU", "worried_about", "SRB"),
    ("en", "Berlin said that “⟦Serbia's rearmament should worry⟧ everybody”.", "DEU", "worried_about", "SRB"),
    ("en", "⟦Armenia, an ally of France⟧, thanked the UN.", "ARM", "ally_of", "FRA"),
)

# right, but not yet read so: the reason, then the case as above
KNOWN_GAPS: tuple[tuple[str, Case], ...] = (
    (
        "fr/relations: alliée is parsed as the participle of allier; a row allier VERB ^=obl:de is missing",
        ("fr", "⟦L'Arménie, alliée de la France⟧, a remercié l'ONU.", "ARM", "ally_of", "FRA"),
    ),
)


OFFICE_HOLDERS = (
    ("fr", "Le président Emmanuel Macron est arrivé mardi.", "emmanuel-macron", "FRA"),
    ("fr", "Emmanuel Macron, le président français, est arrivé mardi.", "emmanuel-macron", "FRA"),
    ("es", "El presidente Gustavo Petro llegó el martes.", "gustavo-petro", "COL"),
    ("es", "El presidente colombiano, Gustavo Petro, llegó el martes.", "gustavo-petro", "COL"),
    ("en", "President William Ruto arrived on Tuesday.", "william-ruto", "KEN"),
    ("en", "The Kenyan president, William Ruto, arrived on Tuesday.", "william-ruto", "KEN"),
)

DENIED = (
    ("fr", "La Serbie ne soutient pas la Hongrie.", "supports"),
    ("es", "Serbia no apoya a Hungría.", "supports"),
    ("en", "Serbia does not support Hungary.", "supports"),
)


@pytest.mark.parametrize(("language", "marked", "subject", "relation", "other"), [*CASES, *gaps(KNOWN_GAPS)])
def test_a_tie(
    ruled: Coder, unmark: Unmark, language: str, marked: str, subject: str, relation: str, other: str
) -> None:
    text, (span,) = unmark(marked)
    found = {(r.subject, r.relation, r.object): r.evidence for r in ruled(language, text).relations}
    assert (subject, relation, other) in found
    assert all(evidence.overlaps(span) for evidence in found[subject, relation, other])


@pytest.mark.parametrize(("language", "text", "person", "state"), OFFICE_HOLDERS)
def test_an_office(ruled: Coder, language: str, text: str, person: str, state: str) -> None:
    assert (person, "holds_office", state) in {
        (r.subject, r.relation, r.object) for r in ruled(language, text).relations
    }


@pytest.mark.parametrize(("language", "text", "relation"), DENIED)
def test_a_denied_tie_is_none(ruled: Coder, language: str, text: str, relation: str) -> None:
    assert relation not in {r.relation for r in ruled(language, text).relations}


def test_a_tie_told_twice_is_one_with_all_its_words(ruled: Coder) -> None:
    text = "L'alliance entre Séoul et Tokyo tient bon. Hier encore, l'alliance entre Séoul et Tokyo était contestée."
    (tie,) = [r for r in ruled("fr", text).relations if r.relation == "ally_of"]
    assert len(tie.evidence) == 2


def test_no_tie_with_oneself(ruled: Coder) -> None:
    text = "La Serbie soutient Belgrade, alliée de la Serbie."
    assert not [r for r in ruled("fr", text).relations if r.subject == r.object]


def test_every_office_has_a_tie() -> None:
    assert set(OFFICES) < set(TIES_OF_OFFICES)


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_the_same_ties_are_known_in_every_language(language: str) -> None:
    """By words of their own, or as titles beside a name say it."""
    assert known_ties(language) == known_ties("fr")


def known_ties(language: str) -> set[str]:
    return {tie.relation for rows in load_ties(language).by_lemma.values() for tie in rows} | set(
        TIES_OF_OFFICES.values()
    )
