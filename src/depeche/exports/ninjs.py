"""Articles as ninjs 2.1 (IPTC), enriched with who takes part, places, and the events they tell: one object a line."""

from __future__ import annotations

from typing import Any

from depeche.exports.folder import Column, Export, line
from depeche.exports.told import Party, Told, known

COLUMNS = (
    Column("uri", "text", "address of the article, else its coding as a URN"),
    Column("standard", "object", "name, version and schema of ninjs"),
    Column("type", "text", "text"),
    Column("language", "text", "of the article", "ISO 639-1"),
    Column("versioncreated", "text", "when it was published", "ISO 8601"),
    Column("headlines", "list", "role, value"),
    Column("bodies", "list", "role, contenttype, value: the text to whose code points start and end refer"),
    Column("infosources", "list", "the publisher"),
    Column("people", "list", "persons: name, rel (actor, recipient), uri of Wikidata"),
    Column("organisations", "list", "states, organisations, groups: the same"),
    Column("places", "list", "name, uri of GeoNames, geometry_geojson"),
    Column("events", "list", "name, uri, and as extension: type, date, actors, recipients, score, spans"),
)
STANDARD = {"name": "ninjs", "version": "2.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"}


def write_ninjs(export: Export) -> None:
    """An article once its last event has come: they come by day, so all are held until then."""
    articles: dict[str, list[Told]] = {}
    for one in export.events():
        articles.setdefault(one.coding, []).append(one)
    with export.file("articles.ninjs.jsonl").open("wb") as stream:
        for events in articles.values():
            stream.write(line(article(events)))


def article(events: list[Told]) -> dict[str, Any]:
    one = events[0]
    parties = {(p.id, rel): named(p, rel) for told in events for p, rel in sides(told)}
    people = [node for (id, rel), node in parties.items() if kind_of(events, id) == "person"]
    others = [node for (id, rel), node in parties.items() if kind_of(events, id) != "person"]
    return known(
        {
            "uri": one.url or f"urn:depeche:article:{one.coding}", "standard": STANDARD, "type": "text",
            "language": one.language, "versioncreated": one.published,
            "headlines": [{"role": "main", "value": one.title}] if one.title else [],
            "bodies": [{"role": "main", "contenttype": "text/plain", "charcount": len(one.text), "value": one.text}],
            "infosources": [{"name": one.publisher}] if one.publisher else [],
            "people": people, "organisations": others, "places": places(events),
            "events": [event(told) for told in events],
        }
    )  # fmt: skip


def sides(one: Told) -> list[tuple[Party, str]]:
    return [(p, "actor") for p in one.actors] + [(p, "recipient") for p in one.recipients]


def kind_of(events: list[Told], id: str) -> str:
    return next(p.kind for told in events for p, _ in sides(told) if p.id == id)


def named(party: Party, rel: str) -> dict[str, Any]:
    uri = f"http://www.wikidata.org/entity/{party.wikidata}" if party.wikidata else f"urn:depeche:actor:{party.id}"
    return {"name": party.name, "rel": rel, "uri": uri}


def places(events: list[Told]) -> list[dict[str, Any]]:
    found = {}
    for one in events:
        place = one.event.place
        if place is not None:
            at = (
                {"type": "Point", "coordinates": [place.longitude, place.latitude]}
                if place.latitude is not None
                else None
            )
            uri = f"https://sws.geonames.org/{place.geonames_id}/" if place.geonames_id else None
            found[place.name] = known({"name": place.name, "uri": uri, "geometry_geojson": at})
    return list(found.values())


def event(one: Told) -> dict[str, Any]:
    told = one.event
    coded = {
        "type": told.type, "modes": list(told.modes), "date": told.date, "actors": list(told.actors),
        "recipients": list(told.recipients), "score": one.score, "factuality": told.factuality,
        "attribution": told.attribution, "confidence": told.confidence,
        "trigger": {"start": told.trigger.start, "end": told.trigger.end, "text": one.words(told.trigger)},
    }  # fmt: skip
    return {"name": one.sentence, "rel": "reports", "uri": f"urn:depeche:event:{one.event_id}", "depeche": known(coded)}
