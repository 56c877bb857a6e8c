"""Names that mean a place, and which place."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.language.analysis import analyse
from depeche.records import Span

Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]

# language, text with the ⟦place⟧, its name, its country
PLACES = (
    ("fr", "Les ministres se sont réunis à ⟦Oslo⟧ mardi.", "Oslo", "NOR"),
    ("fr", "Il s'est rendu à ⟦Athènes⟧ lundi.", "Athens", "GRC"),
    ("fr", "Le ministre est arrivé à ⟦Istanbul⟧ mardi.", "Istanbul", "TUR"),
    ("en", "A missile hit a building in ⟦Tel Aviv⟧ on Friday.", "Tel Aviv", "ISR"),
    ("en", "US and American officials met in ⟦Geneva⟧ on Monday.", "Geneva", "CHE"),
    ("fr", "La Cour siège en ⟦Norvège⟧.", "Norway", "NOR"),
    ("fr", "Une bombe a explosé à ⟦Mossoul⟧.", "Mosul", "IRQ"),
    ("fr", "Des combats ont éclaté près de ⟦Goma⟧.", "Goma", "COD"),
    ("fr", "À ⟦Oslo⟧, le gouvernement a démenti.", "Oslo", "NOR"),
    ("fr", "Il a quitté ⟦Lisbonne⟧ en train.", "Lisbon", "PRT"),
    ("fr", "La foule occupe la ⟦place Simón Bolívar⟧.", "place Simón Bolívar", None),
    ("fr", "⟦BAMAKO⟧ (AFP) - Le parti a réuni ses cadres.", "Bamako", "MLI"),
    ("fr", "Une cérémonie sur la place Simón Bolívar à ⟦Sofia⟧.", "Sofia", "BGR"),
    ("fr", "L'armée est entrée sur le ⟦sol malien⟧.", "Mali", "MLI"),
    ("fr", "La Norvège attend. La foule a envahi ⟦la capitale⟧.", "Oslo", "NOR"),
    ("fr", "Il a atterri dans la ⟦capitale norvégienne⟧.", "Oslo", "NOR"),
    ("fr", "Les soldats ont quitté la ⟦Norvège⟧.", "Norway", "NOR"),
    ("es", "Los ministros se reunieron en ⟦Oslo⟧ el martes.", "Oslo", "NOR"),
    ("es", "Oslo / ⟦Tiflis⟧ (EFE).- El partido reunió a sus cuadros.", "Tbilisi", "GEO"),
    ("es", "El ministro viajó a ⟦Atenas⟧ el lunes.", "Athens", "GRC"),
    ("es", "El tribunal tiene su sede en ⟦Noruega⟧.", "Norway", "NOR"),
    ("es", "Una bomba estalló en ⟦Mosul⟧.", "Mosul", "IRQ"),
    ("es", "Hubo combates cerca de ⟦Goma⟧.", "Goma", "COD"),
    ("es", "El ministro abandonó ⟦Lisboa⟧ en tren.", "Lisbon", "PRT"),
    ("es", "La multitud ocupa la ⟦plaza Simón Bolívar⟧.", "plaza Simón Bolívar", None),
    ("es", "⟦BAMAKO⟧ (EFE) - El partido reunió a sus cuadros.", "Bamako", "MLI"),
    ("es", "El general murió en ⟦Córdoba⟧, Argentina.", "Córdoba", "ARG"),
    ("en", "Ministers met in ⟦Oslo⟧ on Tuesday.", "Oslo", "NOR"),
    ("en", "He travelled to ⟦Athens⟧ on Monday.", "Athens", "GRC"),
    ("en", "The court sits in ⟦Norway⟧.", "Norway", "NOR"),
    ("en", "A bomb went off in ⟦Mosul⟧.", "Mosul", "IRQ"),
    ("en", "Fighting broke out near ⟦Goma⟧.", "Goma", "COD"),
    ("en", "He left ⟦Lisbon⟧ by train.", "Lisbon", "PRT"),
    ("en", "Crowds filled ⟦Simón Bolívar Square⟧.", "Simón Bolívar Square", None),
    ("en", "⟦BAMAKO⟧, June 7 (Reuters) - The party gathered.", "Bamako", "MLI"),
    ("en", "Tanks stood on ⟦Malian soil⟧.", "Mali", "MLI"),
    ("en", "A fire broke out in ⟦Amur⟧ on Monday.", "Amur", "RUS"),
    ("es", "Hubo combates en la ⟦provincia de Basora⟧.", "Basra province", "IRQ"),
    ("fr", "Une bombe a explosé à ⟦Puebla⟧.", "Puebla", "MEX"),
    ("en", "Atlanta is calm. ⟦Georgia⟧ votes on Monday.", "Georgia", "USA"),
    ("fr", "⟦Tripoli⟧, au nord du Liban, s'est embrasée.", "Tripoli", "LBN"),
)


@pytest.mark.parametrize(("language", "marked", "name", "country"), PLACES)
def test_places(unmark: Unmark, language: str, marked: str, name: str, country: str | None) -> None:
    text, (span,) = unmark(marked)
    article = paragraph(language, text)
    cast = resolve(article, analyse(article), datetime.date(2024, 6, 20))
    places = {Span.of(place): (place.name, place.country) for place in cast.places}
    assert places.get(span) == (name, country)
    assert not [m for a in cast.actors for m in a.mentions if Span.of(m) == span], "a place there, not an actor"


def test_coordinates_come_from_the_gazetteer() -> None:
    text = "Ils se sont vus à Oslo."
    article = paragraph("fr", text)
    place = resolve(article, analyse(article), None).places[0]
    assert place.geonames_id == 3143244
    assert round(place.latitude or 0) == 60


def test_company_decides_between_places_of_one_name() -> None:
    text = "La Colombie a fermé sa frontière. Les autorités colombiennes enquêtent à Cartagena."
    article = paragraph("fr", text)
    places = [p for p in resolve(article, analyse(article), None).places if p.name.startswith("Carta")]
    assert [p.country for p in places] == ["COL"]
