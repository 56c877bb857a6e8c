"""The table of POLECAT, column by column."""

from __future__ import annotations

from depeche.exports.folder import Column, Export, write_table
from depeche.exports.told import Party, Told, coder, kinds_of_places, listed
from depeche.knowledge.codebook import load_codebook


def _side(name: str) -> tuple[Column, ...]:
    """Columns 8 to 15, and 16 to 23: parallel lists, `;` between entities."""
    return (
        Column(f"{name} Name", "list", "names, ; between entities"),
        Column(f"{name} Country", "list", "state of each", "ISO 3166 alpha-3"),
        Column(f"{name} COW", "list", "Correlates of War number of that state"),
        Column(f"Primary {name} Sector", "list", "main sector of each", "PLOVER sectors"),
        Column(f"{name} Sectors", "list", "all sectors, | within an entity"),
        Column(f"{name} Title", "list", "office beside the name"),
        Column(f"{name} Name Raw", "list", "the words"),
        Column(f"Wikipedia {name} ID", "list", "Wikidata item, since Dépêche knows no page ids", "Q…"),
    )


POLECAT = (
    Column("Event ID", "text", "digits of the article's fingerprint, _ and type, _ and the event's id"),
    Column("Event Date", "day", "first day it can lie on, else that of the article", "YYYY-MM-DD"),
    Column("Event Type", "text", "PLOVER type", "16 values in capitals"),
    Column("Event Mode", "list", "PLOVER modes, ; between them"),
    Column("Intensity", "number", "PLOVER score", "-10 to 10"),
    Column(
        "Quad Code",
        "text",
        "quad class",
        "VERBAL COOPERATION, MATERIAL COOPERATION, VERBAL CONFLICT, MATERIAL CONFLICT",
    ),
    Column("Contexts", "list", "PLOVER contexts, ; between them"),
    *_side("Actor"),
    *_side("Recipient"),
    Column("Placename", "text", "where"),
    Column("City", "text", "the place, if it is a city"),
    Column("District", "text", "empty: not known to Dépêche"),
    Column("Province", "text", "the place, if it is a region"),
    Column("Country", "text", "of the place", "ISO 3166 alpha-3"),
    Column("Latitude", "number", "degrees"),
    Column("Longitude", "number", "degrees"),
    Column("GeoNames ID", "integer", "of the place"),
    Column("Raw Placename", "text", "the words"),
    Column("Feature Type", "text", "kind of the place", "city, country, region, water, site …"),
    Column("Source", "text", "publisher"),
    Column("Publication Date", "day", "day the article speaks from", "YYYY-MM-DD"),
    Column("Story People", "list", "persons of the event"),
    Column("Story Organizations", "list", "organisations of the event"),
    Column("Story Locations", "list", "its place"),
    Column("Language", "text", "of the words", "ISO 639-1"),
    Column("Version", "text", "coder"),
)
POLECAT_NOTES = (
    "Layout of POLECAT (doi:10.7910/DVN/AJGVIT): tab-separated, one header, 40 columns, UTF-8. What is missing is "
    "empty, never `None`. SANCTION is material conflict, as in section 3.13 of the manual.",
    "pandas: `read_csv('events.polecat.txt', sep='\\t', dtype=str, keep_default_na=False)`; R: `readr::read_tsv(..., "
    "col_types = readr::cols(.default = 'c'))`.",
)


def write_polecat(export: Export) -> None:
    names = [column.name for column in POLECAT]
    rows = (polecat_row(one) for one in export.events())
    write_table(export.file("events.polecat.txt"), names, rows, delimiter="\t")


def polecat_row(one: Told) -> list[object]:
    event, place = one.event, one.event.place
    quad = load_codebook().types[event.type].quad_name.upper()
    head = [
        f"{one.fingerprint[:16]}_{event.type}_{one.event_id}",
        one.day,
        event.type,
        listed(list(event.modes)),
        one.score,
    ]
    kind = kinds_of_places().get(place.geonames_id or 0, "") if place else ""
    where: list[object] = [""] * 10
    if place:
        city, province = (place.name if kind == wanted else "" for wanted in ("city", "region"))
        where = [place.name, city, "", province, place.country, place.latitude, place.longitude, place.geonames_id]
        where += [one.words(event.spans.place), kind]
    sides = (*one.actors, *one.recipients)
    people, groups = (listed([p.name for p in sides if p.kind == kind]) for kind in ("person", "organisation"))
    tail = [one.publisher, one.reported, people, groups, place and place.name, one.language, coder(one)]
    return [
        *head,
        quad,
        listed(list(event.contexts)),
        *side(one, one.actors),
        *side(one, one.recipients),
        *where,
        *tail,
    ]


def side(one: Told, parties: tuple[Party, ...]) -> list[str]:
    """Eight parallel lists; a side without anybody is eight empty cells."""
    return [
        listed([p.name for p in parties]),
        listed([p.state for p in parties]),
        listed([str(p.codes.cow or "") for p in parties]),
        listed([p.sectors[0] if p.sectors else None for p in parties]),
        listed(["|".join(p.sectors) for p in parties]),
        listed([p.title for p in parties]),
        listed([one.words(p.raw) for p in parties]),
        listed([p.wikidata for p in parties]),
    ]
