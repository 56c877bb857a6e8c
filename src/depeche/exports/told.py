"""What every export is made of: the events of a question, each with its article and the people in it, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from depeche.knowledge.codes import Codes, codes_of
from depeche.knowledge.gazetteer import COLUMNS, read_places
from depeche.records import Event, Located, Span
from depeche.store.query import Store, selection
from depeche.store.questions import Query
from depeche.store.rows import own

BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an event. `raw`: the words that name it there, None where it is implicit; `title`: an office beside
    the name."""

    id: str
    name: str
    kind: str
    state: str | None
    sectors: tuple[str, ...]
    wikidata: str | None
    title: str | None
    raw: Span | None

    @property
    def codes(self) -> Codes:
        return codes_of(self.state)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one article tells it. `fingerprint`: of the article, whichever version coded it; `day`: the first on
    which it can lie, that of the article if it has none of its own, None if no day is known; `score`, `quad`: of the
    codebook."""

    event_id: str
    coding: str
    fingerprint: str
    article: str
    event: Event
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    day: date | None
    last_day: date | None
    reported: date | None
    score: float
    quad: int
    language: str | None
    sentence: str
    text: str
    url: str | None
    source: str | None
    title: str | None
    publisher: str | None
    published: str | None
    authors: tuple[str, ...]
    version: str
    model: str | None

    def words(self, span: Located | None) -> str | None:
        return self.text[span.start : span.end] if span else None


PEOPLE = """
    SELECT coding, list({{'id': id, 'name': name, 'kind': kind, 'state': state, 'sectors': sectors,
        'wikidata': wikidata, 'title': roles[1].title}} ORDER BY number) AS people FROM {actors} GROUP BY coding"""
ARTICLES = """
    SELECT coding, fingerprint, text, url, source AS read_from, title, publisher, published, authors,
        coded_by.depeche AS version, coded_by.model AS model FROM articles"""


def told(store: Store, query: Query) -> Iterator[Told]:
    """The events of a question, in its order. Raises StoreError."""
    people = PEOPLE.format(actors=query.beside("actors"))
    text = f"""
        SELECT * FROM ({selection(query, None, 0)}) JOIN ({ARTICLES}) USING (coding) LEFT JOIN ({people}) USING (coding)
        ORDER BY from_day, reported, article, coding, number"""
    return (_told(row) for row in store.rows(text, query.bound()))


def _told(row: Mapping[str, Any]) -> Told:
    event = msgspec.convert(own("events", row) | {"mentions": []}, Event)
    people = {one["id"]: one for one in row["people"] or ()}
    return Told(
        event_id=row["event_id"],
        coding=row["coding"],
        fingerprint=row["fingerprint"],
        article=row["article"],
        event=event,
        actors=tuple(map(_party, event.actors, event.spans.actors, [people] * len(event.actors))),
        recipients=tuple(map(_party, event.recipients, event.spans.recipients, [people] * len(event.recipients))),
        day=None if row["from_day"] == date.min else row["from_day"],
        last_day=None if row["to_day"] == date.max else row["to_day"],
        reported=row["reported"],
        score=row["score"],
        quad=row["quad"],
        language=row["language"],
        sentence=row["sentence"],
        text=row["text"],
        url=row["url"],
        source=row["read_from"],
        title=row["title"],
        publisher=row["publisher"],
        published=row["published"],
        authors=tuple(row["authors"]),
        version=row["version"],
        model=row["model"],
    )


def _party(id: str, raw: Span | None, people: Mapping[str, Any]) -> Party:
    known = people.get(id) or {
        "name": id,
        "kind": "group",
        "state": None,
        "sectors": (),
        "wikidata": None,
        "title": None,
    }
    values = {name: known[name] for name in ("name", "kind", "state", "wikidata", "title")}
    return Party(id=id, raw=raw, sectors=tuple(known["sectors"]), **values)


# ---- provenance -----------------------------------------------------------------------------------------------------


def provenance(one: Told) -> Iterator[dict[str, Any]]:
    """Where each field of an event stands: `field`, `start`, `end` (code points of the article's text), the words."""
    event, spans = one.event, one.event.spans
    found: list[tuple[str, Located | None]] = [("trigger", event.trigger)]
    found += [("actor", span) for span in spans.actors]
    found += [("recipient", span) for span in spans.recipients]
    found += [("date", spans.date), ("place", spans.place), ("attribution", spans.attribution)]
    found += [("factuality", span) for span in spans.factuality]
    found += [("evidence", span) for span in event.evidence]
    found += [(quantity.kind, quantity) for quantity in event.quantities]
    for field, span in found:
        if span is not None:
            yield {"field": field, "start": span.start, "end": span.end, "text": one.text[span.start : span.end]}


def coder(one: Told) -> str:
    return f"Depeche {one.version} {one.model or ''}".strip()


@cache
def kinds_of_places() -> dict[int, str]:
    """GeoNames id -> city, country, region …"""
    kind, geonames = COLUMNS.index("kind"), COLUMNS.index("geonames_id")
    return {int(cells[geonames]): cells[kind] for cells in read_places() if cells[geonames]}


def known(values: dict[str, Any]) -> dict[str, Any]:
    """What is known, for an object."""
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}


# ---- cells ----------------------------------------------------------------------------------------------------------


def cell(value: object) -> str:
    """A value in a table that every reader reads alike: no tab, end of line or straight quote, nothing for None."""
    if value is None:
        return ""
    words = value if isinstance(value, str) else str(value)
    return BLANKS.sub(" ", words).replace('"', "”").strip()


def listed(values: Iterator[str | None] | list[str | None]) -> str:
    """Several values of one cell, `;` between them; what they hold of it gives way to a comma."""
    return ";".join(cell(value).replace(";", ",") for value in values)
