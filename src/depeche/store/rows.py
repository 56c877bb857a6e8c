"""Coded articles -> rows of the tables, and back: what is stored and read again is equal."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from depeche.records import Actor, Article, CodedArticle, Event, Located, Span, Story
from depeche.store.schema import (
    TABLES,
    OfActor,
    OfArticle,
    OfDate,
    OfEvent,
    OfEventMention,
    OfFound,
    OfMention,
    OfPart,
    Row,
)

MARKS = re.compile("[\u0300-\u036f]")  # accents, taken off their letters
Written = tuple[str, Row]  # the table, the row


@dataclass(frozen=True, slots=True)
class Revision:
    """A coded article with what the store knows it by."""

    coded: CodedArticle
    coding: str
    fingerprint: str
    lineage: str | None
    number: int


def rows_of(revision: Revision) -> Iterator[Written]:
    """The rows of every table, each in the order of the article."""
    coded, coding = revision.coded, revision.coding
    article, day = coded.article, as_day(coded.as_of.day)
    beside = OfArticle(
        coding, revision.fingerprint, revision.lineage, revision.number, coded.schema, coded.coded_by, coded.as_of, day
    )
    yield "articles", row("articles", beside, article)
    for number, block in enumerate(article.blocks):
        yield "blocks", row("blocks", OfPart(coding, number), block)
    yield from actor_rows(coded, coding, day)
    yield from found_rows(coded, coding, day)
    yield from event_rows(coded, coding, day)
    for number, relation in enumerate(coded.relations):
        yield "relations", row("relations", OfPart(coding, number), relation)


def row(table: str, beside: object, record: object | None = None, *, sets: bool = False) -> Row:
    """A row of plain values; days stay days. `sets`: the record has some, which are put in order."""
    first: dict[str, object] = msgspec.to_builtins(beside, builtin_types=(date,))
    order: Literal["deterministic"] | None = "deterministic" if sets else None
    own: dict[str, object] = (
        msgspec.to_builtins(record, builtin_types=(date, bytes), order=order) if record is not None else {}
    )
    for name in TABLES[table].elsewhere:
        own.pop(name, None)
    return first | own


def actor_rows(coded: CodedArticle, coding: str, day: date | None) -> Iterator[Written]:
    article = coded.article
    for number, actor in enumerate(coded.actors):
        beside = OfActor(coding, number, article.id, day, article.language, len(actor.mentions))
        yield "actors", row("actors", beside, actor)
        for place, mention in enumerate(actor.mentions):
            yield "mentions", row("mentions", OfMention(coding, number, actor.id, place, article[mention]), mention)


def found_rows(coded: CodedArticle, coding: str, day: date | None) -> Iterator[Written]:
    article = coded.article

    def found(number: int, located: Located) -> OfFound:
        return OfFound(coding, number, article.id, day, language_at(article, located), article[located])

    for number, named in enumerate(coded.dates):
        own = found(number, named)
        beside = OfDate(coding, number, own.article, day, own.language, own.words, *bounds(named.value))
        yield "dates", row("dates", beside, named)
    for number, place in enumerate(coded.places):
        yield "places", row("places", found(number, place), place)
    for number, quote in enumerate(coded.quotes):
        yield "quotes", row("quotes", found(number, quote), quote)


def event_rows(coded: CodedArticle, coding: str, day: date | None) -> Iterator[Written]:
    article = coded.article
    states = {actor.id: states_of(actor) for actor in coded.actors}
    for number, event in enumerate(coded.events):
        first, last = days_of(event, day)
        words, sentence = article[event.trigger], article[sentence_of(event)]
        language = language_at(article, event.trigger)
        acting, acted_on = keys(event.actors, states), keys(event.recipients, states)
        beside = OfEvent(
            coding, number, article.id, day, language, words, sentence, folded(sentence), acting, acted_on, first, last
        )
        yield "events", row("events", beside, event)
        for place, mention in enumerate(event.mentions):
            beside_mention = OfEventMention(coding, number, event.id, place, article[mention])
            yield "event_mentions", row("event_mentions", beside_mention, mention)


def states_of(actor: Actor) -> tuple[str, ...]:
    """Whom an actor's acts count for beside itself: its state."""
    return (actor.state,) if actor.state else ()


def keys(ids: Sequence[str], states: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for id in ids for key in (id, *states.get(id, ()))))


def sentence_of(event: Event) -> Span:
    """The sentence the trigger stands in, else the trigger alone."""
    return next((span for span in event.evidence if event.trigger in span), event.trigger)


def folded(words: str) -> str:
    """The words as they are searched: without case, accents, and blanks of different kinds."""
    plain = " ".join(words.casefold().split())
    return plain if plain.isascii() else MARKS.sub("", unicodedata.normalize("NFD", plain))


def language_at(article: Article, located: Located) -> str | None:
    """That of the block the words stand in, else the article's."""
    inside = (b.language for b in article.blocks if b.start <= located.start and located.end <= b.end and b.language)
    return next(inside, article.language)


# ---- days -----------------------------------------------------------------------------------------------------------


def as_day(words: str | None) -> date | None:
    """A day of ISO 8601, also of a moment; None where it is none."""
    try:
        return date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None


def bounds(interval: str) -> tuple[date | None, date | None]:
    """First and last day of an ISO interval; None for an open end."""
    first, _, last = interval.partition("/")
    return as_day(first), as_day(last or first)


def days_of(event: Event, reported: date | None) -> tuple[date | None, date | None]:
    """The days it can lie on; open ends have no bound, an event without a date counts by the day of its article."""
    if event.date is None:
        return reported, reported
    first, last = bounds(event.date)
    return first or date.min, last or date.max


# ---- and back -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stored:
    """All rows of one coding, by table, each table's in the order of the article."""

    rows: dict[str, list[Row]]

    def coded(self) -> CodedArticle:
        """Raises msgspec.ValidationError where a row is none of a record."""
        (head,) = self.rows["articles"]
        parts = {name: self.own_rows(name) for name in ("dates", "places", "quotes", "relations")}
        actors = self.joined("actors", "mentions", "actor_number")
        events = self.joined("events", "event_mentions", "event_number")
        about = {name: head[name] for name in ("schema", "coded_by", "as_of")}
        found = {"article": self.as_read(), "actors": actors, "events": events}
        return msgspec.convert(about | parts | found, CodedArticle)

    def revision(self) -> Revision:
        (head,) = self.rows["articles"]
        known: tuple[Any, ...] = tuple(head[name] for name in ("coding", "fingerprint", "lineage", "revision"))
        return Revision(self.coded(), *known)

    def article(self) -> Article:
        return msgspec.convert(self.as_read(), Article)

    def as_read(self) -> Row:
        (head,) = self.rows["articles"]
        return own("articles", head) | {"blocks": self.own_rows("blocks")}

    def own_rows(self, table: str) -> list[Row]:
        return [own(table, row) for row in self.rows.get(table, [])]

    def joined(self, table: str, mentions: str, of: str) -> list[Row]:
        """The records with their mentions."""
        by_number: dict[object, list[Row]] = defaultdict(list)
        for mention in self.rows.get(mentions, []):
            by_number[mention[of]].append(own(mentions, mention))
        return [own(table, row) | {"mentions": by_number[row["number"]]} for row in self.rows.get(table, [])]


def own(table: str, row: Row) -> dict[str, object]:
    """The record's own fields of a row."""
    return {name: row[name] for name in TABLES[table].own()}


def by_table(written: Iterable[Written]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for table, row in written:
        rows[table].append(row)
    return dict(rows)


# ---- stories --------------------------------------------------------------------------------------------------------

MENTIONS_OF_STORY = """
    SELECT m.coding, m.event, a.id AS article, a.url, e.reported, e.language, e.actors, e.recipients, n.names,
           coalesce(a.publisher, nullif(regexp_extract(a.url, '://([^/:]+)', 1), ''), a.source, a.id) AS source,
           e.date, e.place, e.factuality, e.attribution, e.sentence, m.origin, m.other_coding, m.other_event,
           m.probability, m.reasons
    FROM story_mentions AS m JOIN events AS e ON e.coding = m.coding AND e.number = m.event_number
    JOIN articles AS a ON a.coding = m.coding
    JOIN reports AS r ON r.coding = m.coding AND r.number = m.event_number
    JOIN signatures AS s ON s.coding = m.coding
    LEFT JOIN (
        SELECT coding, list({'id': id, 'name': name}) AS names FROM actors
        WHERE coding IN (SELECT coding FROM story_mentions WHERE story = $1) GROUP BY coding
    ) AS n ON n.coding = m.coding
    WHERE m.story = $1 ORDER BY coalesce(s.told, '') || '~', m.origin <> m.coding, r.anchor"""


def with_mentions(story: Row, mentions: Iterable[Row]) -> Story:
    """Raises msgspec.ValidationError where a row is none of a record."""
    found = [dict(row) | {"other": other_of(row), "names": names_of(row)} for row in mentions]
    return msgspec.convert(own("stories", story) | {"mentions": found}, Story)


def names_of(mention: Any) -> dict[str, str]:
    """Of those who take part or tell, among all whom the article names."""
    named = {actor["id"]: actor["name"] for actor in mention["names"] or ()}
    return own_names((*mention["actors"], *mention["recipients"], mention["attribution"]), named)


def own_names(ids: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    return {id: named[id] for id in ids if id in named}


def other_of(mention: Row) -> tuple[object, object] | None:
    return (mention["other_coding"], mention["other_event"]) if mention["other_coding"] else None
