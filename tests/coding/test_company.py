"""Places of one name, told apart by what the article names beside them."""

from __future__ import annotations

import pytest
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.language.analysis import analyse
from depeche.records import Place

# language, text, country of each place in text order
COMPANY = (
    ("fr", "L'armée libanaise est entrée dans Tripoli. Des tirs ont éclaté à Beyrouth.", "LBN LBN"),
    ("fr", "Les rebelles libyens sont entrés dans Tripoli puis à Syrte.", "LBY LBY"),
    ("fr", "On recomptera les bulletins en Géorgie et en Pennsylvanie. On a défilé à Atlanta.", "USA USA USA"),
    ("fr", "Des chars ont franchi la frontière. On se bat en Géorgie, à Gori et à Tbilissi.", "GEO GEO GEO"),
    ("es", "La Junta de Andalucía abrió una oficina en Córdoba. En Sevilla hubo marchas.", "ESP ESP ESP"),
    ("es", "Hubo marchas en Córdoba y en Rosario, contó la policía argentina.", "ARG ARG"),
    ("es", "Un hombre mató a nueve compañeros en San José, en California.", "USA USA"),
    ("es", "La policía de Costa Rica cortó las calles de San José.", "CRI"),
    ("en", "A gunman shot two people in Birmingham. Troopers of Alabama sealed off Montgomery.", "USA USA USA"),
    ("en", "Police made arrests in Birmingham and in Manchester.", "GBR GBR"),
    ("en", "Students marched in Cambridge and in Boston.", "USA USA"),
    ("en", "Bombs went off in Hyderabad, Pakistan, and in Karachi.", "PAK PAK"),
    # a place in no table lies where the one beside it lies
    ("en", "Gunmen took girls from a school in Zobruk, in Borno.", "NGA NGA"),
)


def places_of(language: str, text: str) -> list[Place]:
    read = paragraph(language, text)
    return [p for p in resolve(read, analyse(read), None).places if p.name not in ("Costa Rica", "Pakistan")]


@pytest.mark.parametrize(("language", "text", "countries"), COMPANY)
def test_company_decides(language: str, text: str, countries: str) -> None:
    assert [place.country for place in places_of(language, text)] == countries.split()


def test_what_decided_is_said() -> None:
    first, _ = places_of("fr", "L'armée libanaise est entrée dans Tripoli. Des tirs ont éclaté à Beyrouth.")
    assert first.rule.endswith("by company")
    assert first.geonames_id == 266826
