"""What others call a state: Correlates of War, Gleditsch and Ward, FIPS 10-4. Table: `data/actors/codes.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from depeche.knowledge.load import read_table


@dataclass(frozen=True, slots=True)
class Codes:
    """A state of today. `cow`, `gw`: numbers; `cow_abbreviation`: three letters, not those of ISO; `iso2`, `fips`: two
    letters. None where that list does not have it."""

    iso3: str
    iso2: str | None
    cow: int | None
    cow_abbreviation: str | None
    gw: int | None
    fips: str | None


UNCODED = Codes("", None, None, None, None, None)


@cache
def load_codes() -> Mapping[str, Codes]:
    """By ISO 3166 alpha-3, and KOS for Kosovo."""
    return {
        row["iso3"]: Codes(
            row["iso3"],
            row["iso2"] or None,
            _number(row["cow"]),
            row["cow_abbreviation"] or None,
            _number(row["gw"]),
            row["fips"] or None,
        )
        for row in read_table("actors/codes")
    }


def codes_of(id: str | None) -> Codes:
    return load_codes().get(id or "", UNCODED)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
