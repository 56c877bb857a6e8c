"""JSON-LD: articles as schema.org/NewsArticle, and the events they tell."""

from __future__ import annotations

from typing import Any

from depeche.exports.folder import Column, Export, line
from depeche.exports.told import Party, Told, coder, known

PLOVER = "https://github.com/openeventdata/PLOVER#"
CONTEXT = {
    "@vocab": "https://schema.org/",
    "plover": PLOVER,
    "depeche": "urn:depeche:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "startDate": {"@type": "xsd:date"},
    "endDate": {"@type": "xsd:date"},
    "url": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "additionalType": {"@type": "@id"},
    "actor": {"@type": "@id"},
    "recipient": {"@id": "plover:recipient", "@type": "@id"},
    "subjectOf": {"@type": "@id"},
    "score": "plover:event_scale",
    "quad": "plover:quad_code",
    "factuality": "depeche:factuality",
    "attribution": "depeche:attribution",
    "confidence": "depeche:confidence",
    "start": "depeche:start",
    "end": "depeche:end",
}
KINDS = {"state": "Country", "organisation": "Organization", "group": "Organization", "person": "Person"}
COLUMNS = (
    Column(
        "@graph", "list", "articles (NewsArticle), events (Event), and who takes part (Country, Organization, Person)"
    ),
    Column("headline", "text", "title of an article"),
    Column("datePublished", "text", "when", "ISO 8601"),
    Column("inLanguage", "text", "of an article", "ISO 639-1"),
    Column("startDate", "day", "first day an event can lie on", "YYYY-MM-DD"),
    Column("endDate", "day", "last such day", "YYYY-MM-DD"),
    Column("additionalType", "text", "PLOVER type of an event"),
    Column("actor", "list", "who acts"),
    Column("recipient", "list", "whom it is done to"),
    Column("location", "object", "where: Place with GeoCoordinates"),
    Column("subjectOf", "text", "the article that tells an event"),
    Column("score", "number", "PLOVER score", "-10 to 10"),
    Column("quad", "integer", "quad class", "1-4"),
    Column("factuality", "text", "whether it happened", "asserted, planned, hypothetical, denied"),
    Column("attribution", "text", "who tells it: an id, or reporter"),
    Column("confidence", "number", "of the coder", "0-1"),
    Column(
        "disambiguatingDescription", "text", "the words that tell the act; start, end in code points of the article"
    ),
)


def write_jsonld(export: Export) -> None:
    """One document, written as the events come: an article before the first of its events, who takes part last."""
    articles, people = set[str](), dict[str, dict[str, Any]]()
    with export.file("events.jsonld").open("wb") as stream:
        stream.write(b'{"@context": ' + line(CONTEXT).rstrip() + b',\n"@graph": [\n' + line(CODER).rstrip())
        for one in export.events():
            if one.coding not in articles:
                articles.add(one.coding)
                stream.write(b",\n" + line(article(one)).rstrip())
            stream.write(b",\n" + line(event(one)).rstrip())
            people |= {node_id(one, p): party(one, p) for p in (*one.actors, *one.recipients)}
        for id in sorted(people):
            stream.write(b",\n" + line(people[id]).rstrip())
        stream.write(b"\n]}\n")


CODER = {"@id": "depeche:coder", "@type": "SoftwareApplication", "name": "Dépêche"}


def article(one: Told) -> dict[str, Any]:
    return known(
        {
            "@id": f"depeche:article/{one.coding}", "@type": "NewsArticle", "headline": one.title,
            "url": address(one.url), "datePublished": one.published, "inLanguage": one.language,
            "identifier": one.article,
            "author": [{"@type": "Person", "name": name} for name in one.authors],
            "publisher": {"@type": "Organization", "name": one.publisher} if one.publisher else None,
        }
    )  # fmt: skip


def event(one: Told) -> dict[str, Any]:
    told = one.event
    return known(
        {
            "@id": f"depeche:event/{one.event_id}", "@type": "Event", "name": told.type, "identifier": one.event_id,
            "additionalType": [f"{PLOVER}{name}" for name in (told.type, *told.modes)],
            "startDate": one.day, "endDate": one.last_day, "location": place(one),
            "actor": [node_id(one, p) for p in one.actors], "recipient": [node_id(one, p) for p in one.recipients],
            "subjectOf": f"depeche:article/{one.coding}", "description": one.sentence,
            "disambiguatingDescription": one.words(told.trigger), "start": told.trigger.start, "end": told.trigger.end,
            "score": one.score, "quad": one.quad, "factuality": told.factuality, "attribution": told.attribution,
            "confidence": told.confidence, "creditText": coder(one),
        }
    )  # fmt: skip


def place(one: Told) -> dict[str, Any] | None:
    where = one.event.place
    if where is None:
        return None
    at = {"@type": "GeoCoordinates", "latitude": where.latitude, "longitude": where.longitude}
    own = {"@type": "Place", "name": where.name, "geo": at if where.latitude is not None else None}
    geonames = f"https://sws.geonames.org/{where.geonames_id}/" if where.geonames_id else None
    return known(own | {"sameAs": geonames, "addressCountry": where.country})


def node_id(one: Told, party: Party) -> str:
    """Who has no known identity is one within its article only."""
    return f"depeche:actor/{one.coding}/{party.id}" if party.id.startswith("_") else f"depeche:actor/{party.id}"


def party(one: Told, party: Party) -> dict[str, Any]:
    wikidata = f"http://www.wikidata.org/entity/{party.wikidata}" if party.wikidata else None
    own = {"@id": node_id(one, party), "@type": KINDS[party.kind], "name": party.name, "identifier": party.id}
    return known(own | {"sameAs": wikidata, "jobTitle": party.title if party.kind == "person" else None})


def address(url: str | None) -> str | None:
    """Only what is an address is a link."""
    return url if url and url.startswith(("http://", "https://")) else None
