"""Our own table as CSV and Parquet, and records in the form of PLOVER's manual."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pyarrow import parquet

from depeche.exports.folder import Column, Export, line, write_table
from depeche.exports.told import Party, Told, coder, known, listed
from depeche.records import Event

AT_ONCE = 10_000  # rows written together

# ---- our own --------------------------------------------------------------------------------------------------------

OWN = (
    Column("event_id", "text", "id of the event, unique", "20 hexadecimal digits"),
    Column("date", "day", "first day it can lie on; that of the article if it has none of its own", "YYYY-MM-DD"),
    Column("end_date", "day", "last such day", "YYYY-MM-DD"),
    Column("date_stated", "boolean", "whether the text dates it", "true, false"),
    Column("type", "text", "PLOVER type", "16 values in capitals"),
    Column("modes", "list", "PLOVER modes, ; between them"),
    Column("contexts", "list", "PLOVER contexts, ; between them"),
    Column("quad", "integer", "1 verbal, 2 material co-operation, 3 verbal, 4 material conflict", "1-4"),
    Column("score", "number", "PLOVER score of type and modes", "-10 (conflict) to 10 (co-operation)"),
    Column("actors", "list", "ids of who acts: ISO 3166 alpha-3, a slug, or _1 … without a known identity"),
    Column("actor_states", "list", "the state each belongs to, in the same order", "ISO 3166 alpha-3"),
    Column("recipients", "list", "ids of whom it is done to"),
    Column("recipient_states", "list", "the state each belongs to, in the same order", "ISO 3166 alpha-3"),
    Column("place", "text", "where"),
    Column("country", "text", "of the place", "ISO 3166 alpha-3"),
    Column("geonames_id", "integer", "of the place"),
    Column("latitude", "number", "degrees"),
    Column("longitude", "number", "degrees"),
    Column("factuality", "text", "whether it happened", "asserted, planned, hypothetical, denied"),
    Column("background", "boolean", "over long before the article", "true, false"),
    Column("attribution", "text", "who tells it: an id, or reporter"),
    Column("killed_low", "number", "killed, at least"),
    Column("killed_high", "number", "killed, at most"),
    Column("injured_low", "number", "injured, at least"),
    Column("injured_high", "number", "injured, at most"),
    Column("trigger", "text", "the words that tell the act"),
    Column("sentence", "text", "the sentence it stands in"),
    Column("start", "integer", "first code point of the trigger in the article's text"),
    Column("end", "integer", "the code point after its last"),
    Column("confidence", "number", "of the coder", "0-1"),
    Column("article", "text", "id of the article"),
    Column("url", "text", "address of the article"),
    Column("publisher", "text", "who published it"),
    Column("published", "text", "when", "ISO 8601"),
    Column("language", "text", "of the words", "ISO 639-1"),
    Column("coding", "text", "the article as one version coded it"),
    Column("coder", "text", "version and model that coded it"),
)

CSV_NOTES = (
    "Comma-separated, one header, UTF-8; lists have `;` between values, what is unknown is empty, straight quotes "
    "stand curled. pandas: "
    "`read_csv('events.csv', dtype={'geonames_id': 'Int64'}, keep_default_na=False, na_values=[''])`.",
)


def own_row(one: Told) -> dict[str, Any]:
    """Values by column; lists stay lists."""
    event, place = one.event, one.event.place
    killed, injured = quantity(event, "killed"), quantity(event, "injured")
    return {
        "event_id": one.event_id, "date": one.day, "end_date": one.last_day, "date_stated": event.date is not None,
        "type": event.type, "modes": list(event.modes), "contexts": list(event.contexts), "quad": one.quad,
        "score": one.score, "actors": list(event.actors), "actor_states": [p.state for p in one.actors],
        "recipients": list(event.recipients), "recipient_states": [p.state for p in one.recipients],
        "place": place and place.name, "country": place and place.country,
        "geonames_id": place and place.geonames_id, "latitude": place and place.latitude,
        "longitude": place and place.longitude, "factuality": event.factuality, "background": event.background,
        "attribution": event.attribution, "killed_low": killed[0], "killed_high": killed[1],
        "injured_low": injured[0], "injured_high": injured[1], "trigger": one.words(event.trigger),
        "sentence": one.sentence, "start": event.trigger.start, "end": event.trigger.end,
        "confidence": event.confidence, "article": one.article, "url": one.url, "publisher": one.publisher,
        "published": one.published, "language": one.language, "coding": one.coding, "coder": coder(one),
    }  # fmt: skip


def quantity(event: Event, kind: str) -> tuple[float | None, float | None]:
    """The first figure of a kind."""
    found = next((one for one in event.quantities if one.kind == kind), None)
    return (found.low, found.high) if found else (None, None)


def flat(value: object) -> object:
    if isinstance(value, list):
        return listed(value)
    return str(value).lower() if isinstance(value, bool) else value


def write_csv(export: Export) -> None:
    names = [column.name for column in OWN]
    write_table(export.file("events.csv"), names, (map_flat(own_row(one)) for one in export.events()))


def map_flat(row: dict[str, Any]) -> list[object]:
    return [flat(value) for value in row.values()]


def write_jsonl(export: Export) -> None:
    with export.file("events.jsonl").open("wb") as stream:
        for one in export.events():
            stream.write(line(plover_record(one)))


def write_parquet(export: Export) -> None:
    """Lists are lists, days are days."""
    schema = pa.schema([(column.name, ARROW[column.type]) for column in OWN])
    waiting: list[dict[str, Any]] = []
    with parquet.ParquetWriter(export.file("events.parquet"), schema, compression="zstd") as writer:
        for one in export.events():
            waiting.append(own_row(one))
            if len(waiting) == AT_ONCE:
                writer.write_table(pa.Table.from_pylist(waiting, schema=schema))
                waiting = []
        writer.write_table(pa.Table.from_pylist(waiting, schema=schema))


ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "day": pa.date32(),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
}


# ---- PLOVER records -------------------------------------------------------------------------------------------------

PLOVER = (
    Column("id", "text", "id of the event, unique", "20 hexadecimal digits"),
    Column("date", "day", "first day it can lie on; that of the article if it has none of its own", "YYYY-MM-DD"),
    Column("enddate", "day", "last such day, where it differs", "YYYY-MM-DD"),
    Column("actor", "list", "objects: id, name, country, sectors, wikidata, text, start, end"),
    Column("recipient", "list", "the same of whom it is done to"),
    Column("event", "list", "PLOVER type", "16 values in capitals"),
    Column("mode", "list", "PLOVER modes"),
    Column("context", "list", "PLOVER contexts"),
    Column("quad_code", "integer", "quad class", "1-4"),
    Column("event_scale", "number", "PLOVER score", "-10 to 10"),
    Column("event_text", "text", "the words that tell the act"),
    Column("event_loc", "object", "resolved_place, country, geonameid, lat, lon, and the words with start and end"),
    Column("size", "object", "dead, injured, arrested … as [low, high]"),
    Column("text_info", "object", "sentence, start and end of the trigger, in code points of the article's text"),
    Column("cite_info", "object", "title, url, publication, language, coder, codebook of the article"),
    Column("factuality", "text", "whether it happened", "asserted, planned, hypothetical, denied"),
    Column("attribution", "text", "who tells it: an id, or reporter"),
    Column("confidence", "number", "of the coder", "0-1"),
)
SIZES = {"killed": "dead"}


def plover_record(one: Told) -> dict[str, Any]:
    """In the form of PLOVER's manual, section 7; what is unknown is left out."""
    event = one.event
    text = {"sentence": one.sentence, "start": event.trigger.start, "end": event.trigger.end}
    cited = {"title": one.title, "url": one.url, "publication": one.publisher, "language": one.language}
    return known(
        {
            "id": one.event_id, "date": one.day,
            "enddate": one.last_day if one.last_day != one.day else None,
            "actor": [plover_party(one, party) for party in one.actors],
            "recipient": [plover_party(one, party) for party in one.recipients],
            "event": [event.type], "mode": list(event.modes), "context": list(event.contexts), "quad_code": one.quad,
            "event_scale": one.score, "event_text": one.words(event.trigger), "event_loc": plover_place(one),
            "size": {SIZES.get(q.kind, q.kind): [q.low, q.high] for q in event.quantities}, "text_info": text,
            "cite_info": known(cited | {"coder": coder(one), "codebook": "PLOVER 2.0 draft, 2024-02-04"}),
            "factuality": event.factuality, "attribution": event.attribution, "confidence": event.confidence,
        }
    )  # fmt: skip


def plover_party(one: Told, party: Party) -> dict[str, Any]:
    raw = {"text": one.words(party.raw), "start": party.raw.start, "end": party.raw.end} if party.raw else {}
    own = {"id": party.id, "name": party.name, "country": party.state, "sectors": list(party.sectors)}
    return known(own | {"wikidata": party.wikidata} | raw)


def plover_place(one: Told) -> dict[str, Any] | None:
    place, span = one.event.place, one.event.spans.place
    if place is None:
        return None
    raw = {"extracted_place": one.words(span), "start": span.start, "end": span.end} if span else {}
    own = {"resolved_place": place.name, "country_code": place.country, "geonameid": place.geonames_id}
    return known(own | {"lat": place.latitude, "lon": place.longitude} | raw)
