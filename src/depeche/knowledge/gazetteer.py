"""Places: countries, cities, and the regions, waters, sites and borders of the news.

Tables: `data/places/countries.tsv`, `regions.tsv` (written for Dépêche), `cities.tsv` (GeoNames, CC BY 4.0).
Rows stay text until asked for: of 34,000 cities an article names a dozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from depeche.knowledge.load import DATA
from depeche.knowledge.shadow import name_key

TABLES = ("places/countries", "places/regions", "places/cities")
COLUMNS = (
    *("id", "name_en", "name_fr", "name_es", "variants", "kind", "country", "within"),
    *("geonames_id", "latitude", "longitude", "population", "source", "confidence"),
)


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place. `id`: ISO 3166 alpha-3 for a country, else a slug; `kind`: country, city, region, water, site, border …;
    `within`: ids of the places that contain it; degrees; `population` 0 where unknown."""

    id: str
    name: str
    country: str | None
    kind: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    population: int
    within: tuple[str, ...] = ()


def read_places() -> Iterator[list[str]]:
    """Cells of every place row, in the order of `COLUMNS`: the three tables share one header."""
    for table in TABLES:
        lines = (DATA / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
        for line in lines[1:]:
            yield line.split("\t")


def place_names(cells: list[str]) -> set[str]:
    """Every written form of a place, in any language."""
    return {name for name in (*cells[1:4], *cells[4].split("|")) if name}


def _entry(cells: list[str]) -> PlaceEntry:
    id, name, _, _, _, kind, country, within, geonames, latitude, longitude, population, _, _ = cells
    return PlaceEntry(
        id,
        name,
        country or None,
        kind,
        int(geonames) if geonames else None,
        float(latitude) if latitude else None,
        float(longitude) if longitude else None,
        int(population or 0),
        tuple(within.split("|")) if within else (),
    )


@dataclass(frozen=True)
class Gazetteer:
    """Rows by id, in the order of the tables: countries, regions, then cities by falling population."""

    rows: Mapping[str, list[str]]

    def entry(self, id: str) -> PlaceEntry | None:
        cells = self.rows.get(id)
        return _entry(cells) if cells else None

    def named(self, text: str) -> tuple[PlaceEntry, ...]:
        """Every place of that name in any of the three languages, whatever its case and accents; best first."""
        return tuple(_entry(self.rows[id]) for id in _ids_by_name().get(name_key(text), ()))


@cache
def load_gazetteer() -> Gazetteer:
    """The shipped tables; `named` builds its index when first asked."""
    return Gazetteer({cells[0]: cells for cells in read_places()})


@cache
def _ids_by_name() -> Mapping[str, tuple[str, ...]]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for cells in load_gazetteer().rows.values():
        for key in {name_key(name) for name in place_names(cells)}:
            ids[key].append(cells[0])
    return {key: tuple(found) for key, found in ids.items()}
