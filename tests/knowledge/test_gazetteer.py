"""Places and what is known of them."""

from __future__ import annotations

import pytest

from depeche.knowledge.gazetteer import load_gazetteer
from depeche.knowledge.names import load_names

NAMED = [
    ("Pyongyang", "pyongyang", "PRK"),
    ("Séoul", "seoul", "KOR"),
    ("Ginebra", "geneva", "CHE"),
    ("Genève", "geneva", "CHE"),
    ("Londres", "london", "GBR"),
    ("Le Caire", "cairo", "EGY"),
    ("Raqqa", "raqqa", "SYR"),
    ("Donbass", "donbas", "UKR"),
    ("Cisjordania", "west-bank", "PSE"),
    ("estrecho de Ormuz", "strait-of-hormuz", None),
    ("détroit d'Ormuz", "strait-of-hormuz", None),
    ("Haut-Karabakh", "nagorno-karabakh", "AZE"),
    ("France", "FRA", "FRA"),
    ("Paris", "paris", "FRA"),
    ("San José", "san-jose", "USA"),
    ("Nueva York", "new-york-city", "USA"),
    ("région de l'Amour", "amur-rus", "RUS"),
    ("óblast de Murmansk", "murmansk-region", "RUS"),
    ("Murmansk", "murmansk", "RUS"),
    ("estado de Puebla", "puebla-state", "MEX"),
    ("Herat", "herat", "AFG"),
]


@pytest.mark.parametrize(("name", "id", "country"), NAMED)
def test_best_place_of_a_name(name: str, id: str, country: str | None) -> None:
    best = load_gazetteer().named(name)[0]
    assert (best.id, best.country) == (id, country)


def test_coordinates_and_geonames() -> None:
    place = load_gazetteer().entry("pyongyang")
    assert place is not None
    assert place.geonames_id == 1871859
    assert place.latitude == pytest.approx(39.03, abs=0.1)
    assert place.longitude == pytest.approx(125.75, abs=0.1)
    assert place.population > 1_000_000


@pytest.mark.parametrize(
    ("iso", "latitude", "longitude"), [("FRA", 47, 2), ("AUS", -25, 134), ("RUS", 61, 96), ("CHL", -35, -71)]
)
def test_countries_have_a_middle(iso: str, latitude: float, longitude: float) -> None:
    place = load_gazetteer().entry(iso)
    assert place is not None
    assert place.kind == "country"
    assert place.geonames_id
    assert place.latitude == pytest.approx(latitude, abs=5)
    assert place.longitude == pytest.approx(longitude, abs=5)


def test_regions_say_what_contains_them() -> None:
    place = load_gazetteer().entry("north-darfur")
    assert place is not None
    assert place.within == ("darfur",)


def test_several_places_of_one_name() -> None:
    assert {"cordoba", "cordoba-esp"} <= {place.id for place in load_gazetteer().named("Córdoba")}


def test_unknown_place() -> None:
    assert load_gazetteer().entry("no-such-place") is None
    assert load_gazetteer().named("Atlantis under the waves") == ()


@pytest.mark.parametrize(
    "text", ["Man overboard", "Sale of arms", "Florida Victor spoke", "Oral statement", "Nada cambia"]
)
def test_small_cities_named_like_words_are_not_read(text: str) -> None:
    first = text.split()[0]
    assert not [
        sense
        for sense in load_names().named(first)
        if load_gazetteer().entry(sense.id) and load_gazetteer().entry(sense.id).kind == "city"
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["Nice", "Tours", "Lens", "Bonn", "Nancy", "Valence", "Le Mans", "Split"])
def test_cities_that_stay_though_they_look_like_words(name: str) -> None:
    assert "place" in {sense.form for sense in load_names().named(name)}
