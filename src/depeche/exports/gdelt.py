"""The table of GDELT 2.0 events, column by column: acts as CAMEO codes, a row for each pair of sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from depeche.exports.folder import Column, Export
from depeche.exports.told import Party, Told, cell, kinds_of_places
from depeche.knowledge.codes import codes_of
from depeche.knowledge.load import read_table

ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
         "Type2Code", "Type3Code")  # fmt: skip
GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
ALL_GDELT = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{name}" for n in (1, 2) for name in ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
MEANT = {
    "GlobalEventID": "id of the event and number of the pair of sides: 64 bits of the event's id",
    "Day": "YYYYMMDD of the first day it can lie on, else of the article",
    "FractionDate": "year and fraction of it",
    "IsRootEvent": "1 in the first paragraph",
    "EventCode": "CAMEO code, text: keep the leading 0",
    "EventBaseCode": "the same: no finer code is told",
    "EventRootCode": "CAMEO root",
    "QuadClass": "of the CAMEO root, not of PLOVER: 01-05 1, 06-08 2, 09-14 3, 15-20 4",
    "GoldsteinScale": "PLOVER score",
    "NumMentions": "triggers in the article",
    "NumSources": "1: a row an article",
    "NumArticles": "1: a row an article",
    "AvgTone": "empty: not measured",
    "ActionGeo_Type": "0 none, 1 country, 4 city or other place",
    "ActionGeo_CountryCode": "FIPS 10-4",
    "ActionGeo_FeatureID": "GeoNames id",
    "DATEADDED": "YYYYMMDDHHMMSS of the day the article speaks from",
    "SOURCEURL": "address, else path of the article",
}
GDELT = tuple(Column(name, "text", MEANT.get(name, "as in GDELT 2.0; empty where not known")) for name in ALL_GDELT)
GDELT_NOTES = (
    "Layout of GDELT 2.0 events: tab-separated, **no header**, 61 columns in the order of `codebook.csv`; a row for "
    "each pair of an actor and a recipient. CAMEO codes are text (`042`). "
    "PROTEST and CONCEDE have another quad class here than in PLOVER.",
    "pandas: `read_csv('events.export.CSV', sep='\\t', header=None, names=codebook.column, dtype=str, "
    "keep_default_na=False)`.",
)


@cache
def cameo() -> dict[tuple[str, str], str]:
    """(type, mode) -> CAMEO code; the type's own has no mode."""
    return {(row["type"], row["mode"]): row["cameo"] for row in read_table("codebook/cameo")}


@cache
def cameo_sectors() -> dict[str, str]:
    return {row["sector"]: row["cameo"] for row in read_table("codebook/cameo_sectors")}


def cameo_code(type: str, modes: tuple[str, ...]) -> str:
    table = cameo()
    return next((table[type, mode] for mode in modes if (type, mode) in table), table[type, ""])


def write_gdelt(export: Export) -> None:
    with export.file("events.export.CSV").open("w", encoding="utf-8", newline="\n") as stream:
        for one in export.events():
            for row in gdelt_rows(one):
                assert len(row) == len(ALL_GDELT)
                stream.write("\t".join(row) + "\n")


def gdelt_rows(one: Told) -> Iterator[list[str]]:
    """One for each pair of sides; of a meeting told without a host, of those who meet."""
    pairs = [(a, r) for a in one.actors for r in one.recipients or (None,)]
    if not one.recipients and len(one.actors) > 1:
        pairs = [(a, b) for i, a in enumerate(one.actors) for b in one.actors[i + 1 :]]
    code = cameo_code(one.event.type, one.event.modes)
    root = code[:2]
    for number, (actor, recipient) in enumerate(pairs or [(None, None)]):
        id = (int(one.event_id[:15], 16) + number) % 2**63
        row: list[object] = [id, *days(one.day or one.reported), *gdelt_actor(actor), *gdelt_actor(recipient)]
        first = one.text.find("\n\n", len(one.title or "") + 2)
        row += [int(first < 0 or one.event.trigger.start <= first), code, code, root, cameo_quad(root), one.score]
        row += [1, 1, 1, "", *[""] * len(GEO), *[""] * len(GEO), *action_geo(one)]
        row += [f"{one.reported:%Y%m%d}000000" if one.reported else "", one.url or one.source]
        yield [cell(value) for value in row]


def days(day: date | None) -> list[object]:
    if day is None:
        return [""] * 4
    fraction = day.year + (day.timetuple().tm_yday - 1) / (366 if day.year % 4 == 0 else 365)
    return [f"{day:%Y%m%d}", f"{day:%Y%m}", day.year, f"{fraction:.4f}"]


def gdelt_actor(party: Party | None) -> list[object]:
    if party is None:
        return [""] * len(ACTOR)
    types = [code for sector in party.sectors if (code := cameo_sectors().get(sector))][:3]
    return [
        f"{party.state or ''}{''.join(types[:1])}",
        party.name.upper(),
        party.state,
        "",
        "",
        "",
        "",
        *(types + [""] * 3)[:3],
    ]


def cameo_quad(root: str) -> int:
    return 1 + sum(int(root) > last for last in (5, 8, 14))


def action_geo(one: Told) -> list[object]:
    place = one.event.place
    if place is None:
        return ["0", *[""] * (len(GEO) - 1)]
    kind = "1" if kinds_of_places().get(place.geonames_id or 0) == "country" else "4"
    at = [place.latitude, place.longitude, place.geonames_id]
    return [kind, place.name, codes_of(place.country).fips, "", "", *at]
