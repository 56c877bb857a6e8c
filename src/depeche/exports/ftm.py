"""Entities of FollowTheMoney (Aleph, OpenAleph): articles, who takes part, and the events between them.

Written by hand, a line an entity: the library brings a database along. A test reads them with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from depeche.exports.folder import Column, Export, line
from depeche.exports.told import Party, Told
from depeche.knowledge.codes import codes_of

SCHEMATA = {"state": "PublicBody", "organisation": "Organization", "group": "Organization", "person": "Person"}
COLUMNS = (
    Column("id", "text", "of the entity: a digest"),
    Column("schema", "text", "FollowTheMoney schema", "Article, Event, Person, Organization, PublicBody"),
    Column("properties", "object", "values by property, each a list of text"),
)


def write_ftm(export: Export) -> None:
    seen = set[str]()
    with export.file("entities.ftm.json").open("wb") as stream:
        for one in export.events():
            for entity in entities(one):
                if entity["id"] not in seen:
                    seen.add(entity["id"])
                    stream.write(line(entity))


def entities(one: Told) -> Iterator[dict[str, Any]]:
    article = entity(
        "Article",
        one.coding,
        title=[one.title or one.article],
        sourceUrl=[one.url if one.url and one.url.startswith("http") else None],
        publisher=[one.publisher],
        publishedAt=[(one.published or "")[:10]],
        language=[LANGUAGES.get(one.language or "")],
        author=list(one.authors),
        bodyText=[one.text],
    )
    yield article
    for party in (*one.actors, *one.recipients):
        yield side(one, party)
    yield event(one, article["id"])


LANGUAGES = {"fr": "fra", "es": "spa", "en": "eng"}  # FollowTheMoney names languages by ISO 639-3


def side(one: Told, party: Party) -> dict[str, Any]:
    return entity(
        SCHEMATA[party.kind],
        key(one, party),
        name=[party.name],
        country=[country(party.state)],
        wikidataId=[party.wikidata],
        position=[party.title] if party.kind == "person" else [],
    )


def country(state: str | None) -> str | None:
    """FollowTheMoney has two letters, small."""
    iso2 = codes_of(state).iso2
    return iso2.lower() if iso2 else None


def key(one: Told, party: Party) -> str:
    return f"{one.coding}/{party.id}" if party.id.startswith("_") else party.id


def event(one: Told, article: str) -> dict[str, Any]:
    told, place = one.event, one.event.place
    return entity(
        "Event",
        one.event_id,
        name=[f"{told.type}: {one.words(told.trigger)}"],
        summary=[one.sentence],
        keywords=[told.type, *told.modes, *told.contexts, told.factuality],
        startDate=[one.day.isoformat() if one.day else None],
        endDate=[one.last_day.isoformat() if one.last_day else None],
        location=[place.name if place else None],
        country=[country(place.country if place else None)],
        organizer=[entity(SCHEMATA[p.kind], key(one, p))["id"] for p in one.actors if p.kind != "state"],
        involved=[entity(SCHEMATA[p.kind], key(one, p))["id"] for p in (*one.actors, *one.recipients)],
        proof=[article],
        recordId=[one.event_id],
        sourceUrl=[one.url if one.url and one.url.startswith("http") else None],
    )


def entity(schema: str, own: str, **properties: list[str | None]) -> dict[str, Any]:
    digest = hashlib.sha1(f"depeche/{schema}/{own}".encode(), usedforsecurity=False).hexdigest()
    kept = {name: [value for value in values if value] for name, values in properties.items()}
    return {"id": digest, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}
