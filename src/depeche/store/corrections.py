"""What a person says of a coded record, checked and made a correction: what is named must be there, a value must be one
that the field can have, and evidence must lie in the article's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, get_args

import msgspec

from depeche.errors import StoreError
from depeche.knowledge.codebook import load_codebook
from depeche.knowledge.directory import load_directory
from depeche.knowledge.gazetteer import PlaceEntry, load_gazetteer
from depeche.records import (
    CodedArticle,
    Correction,
    Corrigible,
    Event,
    EventPlace,
    EventType,
    Factuality,
    QuoteKind,
    Span,
    Verdict,
)
from depeche.store.correcting import RETRACTABLE, SLOTS, Value, blank_event, name_of, records_of, where
from depeche.store.identity import correction_id, event_id
from depeche.store.query import Store, identified
from depeche.store.questions import Query
from depeche.store.rows import Revision, row
from depeche.store.schema import Row
from depeche.store.writer import Writer

UNNAMED = "unnamed"
LONGEST = 2000  # code points of a note, of who says it
ADDED_FIELDS = ("type", "modes", "contexts", "actor", "recipient", "date", "place", "factuality", "background",
                "attribution")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """As a person writes it. `of`: an event's id or the beginning of it, or ARTICLE/e2, ARTICLE/quote@120-180; of an
    event that is added, the article. `verdict`: by what else is given if not named; `value`: words, one or several;
    `evidence`, `trigger`: offsets as "120-134", or words that stand in the text once; `time`: ISO 8601, now if not
    given; `values`: fields of an event that is added."""

    of: str
    field: str | None = None
    verdict: Verdict | None = None
    value: str | tuple[str, ...] | None = None
    values: dict[str, str | tuple[str, ...]] | None = None
    trigger: str | Span | None = None
    evidence: str | Span | None = None
    note: str | None = None
    who: str = UNNAMED
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that is there, with its article. `target`: its id; `found`: the record."""

    coded: CodedArticle
    coding: str
    fingerprint: str
    record: Corrigible
    target: str
    found: Any


def read_line(line: bytes) -> Said:
    """A line of JSON Lines. Raises StoreError."""
    try:
        return msgspec.json.decode(line, type=Said)
    except msgspec.DecodeError as error:
        raise StoreError(f'{error}; write it as {{"of": "EVENT", "field": "recipient", "value": "RUS"}}') from error


def record(writer: Writer, said: Iterable[Said], tell: Callable[[Said, StoreError], None]) -> int:
    """Append what people say as one batch, and tell what cannot be; how many were new. Raises StoreError."""
    known = {str(one["id"]) for one in writer.store.rows("SELECT id FROM corrections")}
    number, new = len(known), list[Row]()
    for one, shelf in fetched(writer.store, said):
        try:
            made = correction(writer.store, one, shelf)
        except StoreError as error:
            tell(one, error)
            continue
        if made.id not in known:
            known.add(made.id)
            new.append(row("corrections", replace(made, number=number + len(new))))
    writer.add({"corrections": new} if new else {})
    return len(new)


def correction(store: Store, said: Said, shelf: Shelf | None = None) -> Correction:
    """`shelf`: what was fetched already. Raises StoreError on what is not there or cannot be."""
    shelf = shelf or Shelf(store)
    said = replace(said, verdict=said.verdict or ("value" if said.value is not None else None))
    check_said(said)
    if said.verdict == "added":
        return sealed(addition(shelf, said), said)
    seen = see(shelf, said.of)
    return sealed(of_field(store, said, seen) if said.field else of_whole(said, seen), said)


def check_said(said: Said) -> None:
    if said.verdict is None:
        raise StoreError(f"{said.of}: nothing is said of it; give a value, or say right, wrong or retracted")
    if (said.value is not None) != (said.verdict == "value"):
        raise StoreError(f"{said.of}: a value goes with the verdict value alone, not with {said.verdict}")
    for words in (said.note, said.who):
        if words is not None and len(words) > LONGEST:
            raise StoreError(f"{said.of}: more than {LONGEST:,} characters; say it shorter")
    if not said.who.strip():
        raise StoreError(f"{said.of}: who says it has no name; leave it out to stay {UNNAMED}")


def sealed(made: Correction, said: Said) -> Correction:
    """With who says it, when, and its id."""
    made = replace(made, who=" ".join(said.who.split()), note=said.note, time=moment(said.time))
    return replace(made, id=correction_id(made))


def moment(time: str | None) -> str:
    """ISO 8601 in UTC, to the second; now if not given. Raises StoreError."""
    try:
        given = datetime.fromisoformat(time) if time else datetime.now(UTC)
    except ValueError as error:
        raise StoreError(f"{time!r} is no moment; write it as 2024-06-19T12:00:00Z") from error
    return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


# ---- the record -----------------------------------------------------------------------------------------------------

EVENTS = f"""
    SELECT coding, id, event_id FROM ({identified(Query())}) WHERE starts_with(event_id, $1)
    UNION SELECT coding, id, event_id FROM ({identified(Query(corrected=True))}) WHERE starts_with(event_id, $1)
    ORDER BY event_id LIMIT 3"""
RECORDS: Mapping[str, Corrigible] = {name: name for name in SLOTS}
ARTICLES = "SELECT coding FROM articles WHERE id = $1 OR fingerprint = $1 OR coding = $1 ORDER BY coding LIMIT 2"


NAMED_ARTICLES = """
    WITH names AS (SELECT DISTINCT unnest($1) AS name)
    SELECT name, coding FROM articles JOIN names ON id = name
    UNION SELECT name, coding FROM articles JOIN names ON fingerprint = name
    UNION SELECT name, coding FROM articles JOIN names ON coding = name"""
NAMED_EVENTS = f"""
    SELECT event_id AS name, coding, id FROM ({identified(Query())}) WHERE event_id IN (SELECT unnest($1))"""
AT_ONCE = 100  # of what is said, fetched together


@dataclass(frozen=True, slots=True)
class Shelf:
    """What names mean and articles hold, fetched for many at once. `articles`: codings by the names that have one;
    `events`: codings and ids there, by whole event id."""

    store: Store
    articles: dict[str, str] = field(default_factory=dict)
    events: dict[str, tuple[str, str]] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)

    def revision(self, coding: str) -> Revision:
        if coding not in self.revisions:
            (self.revisions[coding],) = self.store.coded_as([coding])
        return self.revisions[coding]


def fetched(store: Store, said: Iterable[Said]) -> Iterator[tuple[Said, Shelf]]:
    """What is said, with what it speaks of."""
    left = iter(said)
    while part := list(islice(left, AT_ONCE)):
        shelf = shelf_of(store, [one.of for one in part])
        yield from ((one, shelf) for one in part)


def shelf_of(store: Store, names: Sequence[str]) -> Shelf:
    articles = defaultdict[str, set[str]](set)
    for one in store.rows(NAMED_ARTICLES, [[name.rpartition("/")[0] or name for name in names]]):
        articles[str(one["name"])].add(str(one["coding"]))
    events = {str(r["name"]): (str(r["coding"]), str(r["id"])) for r in store.rows(NAMED_EVENTS, [list(names)])}
    known = {name: min(codings) for name, codings in articles.items() if len(codings) == 1}
    codings = sorted({*known.values(), *(coding for coding, _ in events.values())})
    return Shelf(store, known, events, {made.coding: made for made in store.coded_as(codings)})


def see(shelf: Shelf, name: str) -> Seen:
    """The record of a name. Raises StoreError where there is none, or several."""
    article, _, local = name.rpartition("/")
    if article and local:
        return in_coding(shelf, the_article(shelf, article), local)
    if name in shelf.events:
        return in_coding(shelf, *shelf.events[name])
    found = list(shelf.store.rows(EVENTS, [name])) if name else []
    if len({one["event_id"] for one in found}) > 1:
        raise StoreError(f"{name}: several events begin so; give more of the id")
    if not found:
        raise StoreError(f"{name}: no such event; their ids are the event_id of depeche events --format csv")
    return in_coding(shelf, str(found[0]["coding"]), str(found[0]["id"]))


def the_article(shelf: Shelf, name: str) -> str:
    """The coding of an article by its id, its fingerprint or the coding itself. Raises StoreError."""
    if name in shelf.articles:
        return shelf.articles[name]
    found = [str(one["coding"]) for one in shelf.store.rows(ARTICLES, [name])]
    if len(found) > 1:
        raise StoreError(f"{name}: several articles have this id; name its fingerprint (depeche articles --format csv)")
    if not found:
        raise StoreError(f"{name}: no such article; their ids are those of depeche articles --format csv")
    return found[0]


def in_coding(shelf: Shelf, coding: str, local: str) -> Seen:
    """A record of an article by its name there: "e2", "quote@120-180". Raises StoreError."""
    revision = shelf.revision(coding)
    kind: Corrigible | None = RECORDS.get(local.partition("@")[0] if "@" in local else "event")
    if kind is None:
        raise StoreError(f"{local}: none of e2, {', '.join(f'{name}@120-180' for name in SLOTS if name != 'event')}")
    for one in records_of(revision.coded, kind):
        name = one.id if kind == "event" else name_of(kind, one.mentions[0] if kind == "actor" else one)
        if name == local:
            target = event_id(revision.fingerprint, one) if kind == "event" else name
            return Seen(revision.coded, coding, revision.fingerprint, kind, target, one)
    if kind == "event" and (known := added_there(shelf.store, coding, local)):
        return Seen(revision.coded, coding, revision.fingerprint, kind, *known)
    raise StoreError(f"{revision.coded.article.id}/{local}: nothing of that name in the article")


def added_there(store: Store, coding: str, local: str) -> tuple[str, Event] | None:
    """An event that a person added, with its id."""
    made = store.judged.of(coding)
    found = next((event for event in made.coded.events if event.id == local), None) if made else None
    return (made.ids[local], found) if made and found else None


def blank(seen: Seen) -> Correction:
    """Nothing said yet of a record."""
    at = Span.of(seen.found.mentions[0] if seen.record == "actor" else trigger_of(seen.found))
    kind = seen.found.type if seen.record == "event" else getattr(seen.found, "kind", None)
    words = seen.coded.article.text[at.start : at.end]
    event = seen.found if isinstance(seen.found, Event) else None
    return Correction(
        id="", number=0, fingerprint=seen.fingerprint, article=seen.coded.article.id, coding=seen.coding,
        record=seen.record, target=seen.target, kind=kind, start=at.start, end=at.end, words=words, field=None,
        verdict="right", machine=None, span=None, score=event.confidence if event else None,
        reasons=event.reasons if event else reasons_of(seen.found), value=None, evidence=None, note=None, who=UNNAMED,
        time="",
    )  # fmt: skip


def trigger_of(found: Any) -> Any:
    return found.trigger if isinstance(found, Event) else found


def reasons_of(found: Any) -> tuple[str, ...]:
    """The rules that read a record which is no event."""
    return tuple(getattr(found, "rules", None) or (found.rule,) if hasattr(found, "rule") else ())


# ---- what is said of it ---------------------------------------------------------------------------------------------


def of_whole(said: Said, seen: Seen) -> Correction:
    """A record retracted, or right as it is. Raises StoreError."""
    if said.verdict not in ("right", "retracted"):
        raise StoreError(f"{said.of}: say which field is {said.verdict}: one of {', '.join(SLOTS[seen.record])}")
    if said.verdict == "retracted" and seen.record not in RETRACTABLE:
        raise StoreError(f"{said.of}: an actor cannot be retracted; say who it is (field id)")
    return replace(blank(seen), verdict=said.verdict, evidence=evidence(said.evidence, seen.coded))


def of_field(store: Store, said: Said, seen: Seen) -> Correction:
    """Raises StoreError."""
    assert said.verdict is not None
    assert said.field is not None
    if said.field not in SLOTS[seen.record]:
        raise StoreError(f"{said.field!r} is no field of this {seen.record}; it has {', '.join(SLOTS[seen.record])}")
    if said.verdict in ("retracted", "added"):
        raise StoreError(f"{said.of}: a whole {seen.record} is {said.verdict}, not its {said.field}")
    slot = SLOTS[seen.record][said.field]
    value = None if said.value is None else as_json(value_of(store, seen, said.field, several(said.value)))
    return replace(
        blank(seen), field=said.field, verdict=said.verdict, machine=as_json(slot.get(seen.found)),
        span=slot.span(seen.found), value=value, evidence=evidence(said.evidence, seen.coded),
    )  # fmt: skip


def addition(shelf: Shelf, said: Said) -> Correction:
    """An event that was not seen. Raises StoreError."""
    store, coding = shelf.store, the_article(shelf, said.of)
    revision = shelf.revision(coding)
    coded, given = revision.coded, dict(said.values or {})
    if unknown := [name for name in given if name not in ADDED_FIELDS]:
        raise StoreError(f"{unknown[0]!r} is no field of an event; it has {', '.join(ADDED_FIELDS)}")
    if said.trigger is None or "type" not in given:
        raise StoreError(f"{said.of}: an event that is added needs a type, and as trigger the words that tell it")
    at = evidence(said.trigger, coded)
    assert at is not None
    event = blank_event(at, an_event_type(store, None, several(given["type"])), "")
    seen = Seen(coded, coding, revision.fingerprint, "event", "", event)
    values = {name: value_of(store, seen, name, several(words)) for name, words in given.items()}
    event = replace(event, actors=tuple(values.get("actor", ())), recipients=tuple(values.get("recipient", ())))
    made = replace(
        blank(seen), verdict="added", target=event_id(revision.fingerprint, event), value=as_json(values),
        evidence=evidence(said.evidence, coded), score=None, reasons=(),
    )  # fmt: skip
    return made


def several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def as_json(value: Value) -> str:
    return msgspec.json.encode(value).decode()


def evidence(given: str | Span | None, coded: CodedArticle) -> Span | None:
    """Where words of the article stand. Raises StoreError where they do not, or more than once."""
    if given is None or given == "":
        return None
    text = coded.article.text
    if isinstance(given, str) and (offsets := re.fullmatch(r"(\d+)-(\d+)", given.strip())):
        given = Span(int(offsets[1]), int(offsets[2]))
    if isinstance(given, Span):
        if not 0 <= given.start < given.end <= len(text):
            raise StoreError(
                f"{given.start}-{given.end} is no place in the article, which has {len(text):,} characters"
            )
        return given
    times = text.count(given)
    if times != 1:
        often = (
            f"stand {times} times in the article; give their place as 120-134"
            if times
            else "do not stand in the article"
        )
        raise StoreError(f"the words {given!r} {often}")
    start = text.index(given)
    return Span(start, start + len(given))


# ---- values ---------------------------------------------------------------------------------------------------------


def value_of(store: Store, seen: Seen, field: str, words: Sequence[str]) -> Value:
    """A value as its field has it. Raises StoreError on one that it cannot have."""
    return READ[seen.record, field](store, seen, tuple(word.strip() for word in words if word.strip()))


def one_of(allowed: Sequence[str], words: Sequence[str]) -> str:
    if len(words) != 1 or words[0] not in allowed:
        raise StoreError(f"{' '.join(words)!r} is none of {', '.join(allowed)}")
    return words[0]


def an_event_type(store: Store, seen: Seen | None, words: Sequence[str]) -> EventType:
    found: EventType = one_of(get_args(EventType), [word.upper() for word in words])  # type: ignore[assignment]
    return found


def some_modes(store: Store, seen: Seen, words: Sequence[str]) -> list[str]:
    """Of the event's type, as it is now corrected."""
    type = seen.found.type
    if made := store.judged.of(seen.coding):
        now = next((event.type for event in made.coded.events if event.id == seen.found.id), type)
        type = now
    return [one_of(load_codebook().modes_of(type), [word]) for word in words]


def some_contexts(store: Store, seen: Seen, words: Sequence[str]) -> list[str]:
    return [one_of(tuple(load_codebook().contexts), [word]) for word in words]


def some_actors(store: Store, seen: Seen, words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(an_actor(store, seen, (word,)) for word in words))


KNOWN = "SELECT id FROM actors WHERE id = $1 AND NOT starts_with(id, '_') LIMIT 1"


def an_actor(store: Store, seen: Seen, words: Sequence[str]) -> str:
    """One whom the article names, the tables know, or the store has met."""
    if len(words) != 1:
        raise StoreError(f"{' '.join(words)!r}: name one actor by its id")
    id = words[0]
    if any(actor.id == id for actor in seen.coded.actors) or load_directory().entry(id):
        return id
    if next(iter(store.rows(KNOWN, [id])), None):
        return id
    raise StoreError(f"{id!r} is no actor of the article, the tables or the store; find ids with depeche actors --text")


def a_teller(store: Store, seen: Seen, words: Sequence[str]) -> str:
    return "reporter" if tuple(words) == ("reporter",) else an_actor(store, seen, words)


def an_interval(store: Store, seen: Seen, words: Sequence[str]) -> str:
    """Days as ISO 8601: one, or first/last with ".." for an open end."""
    first, _, last = " ".join(words).partition("/")
    last = last or first
    for day in {first, last} - {".."}:
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise StoreError(f"{day!r} is no day; write one as 2024-06-19, several as 2024-06-19/2024-06-21") from error
    if first == last == "..":
        raise StoreError("no day is known by that; say that the date is wrong instead")
    if ".." not in (first, last) and first > last:
        raise StoreError(f"{first}/{last}: the last day is before the first")
    return f"{first}/{last}"


def a_place(store: Store, seen: Seen, words: Sequence[str]) -> Value:
    """A name of the tables (the best known of that name), with its country where several have it; a GeoNames id; or
    any name with its country."""
    name, _, country = (part.strip() for part in ", ".join(words).partition(","))
    if entry := load_directory().entry(country):
        country = entry.state or ""
    elif country:
        raise StoreError(f"{country!r} is no state; write it as Oslo, NOR")
    known = places_known(name, country)
    if not known and not country:
        raise StoreError(f"{name!r} is no place of the tables; write it with its country, as Oslo, NOR")
    if not known:
        return where(EventPlace(name, country, None, None, None))
    one = known[0]
    return where(EventPlace(one.name, one.country, one.geonames_id, one.latitude, one.longitude))


def places_known(name: str, country: str) -> list[PlaceEntry]:
    if name.isdecimal():
        rows = (cells[0] for cells in load_gazetteer().rows.values() if cells[8] == name)
        found = [load_gazetteer().entry(id) for id in rows]
    else:
        found = list(load_gazetteer().named(name))
    return [one for one in found if one is not None and country in ("", one.country)]


def a_truth(store: Store, seen: Seen, words: Sequence[str]) -> bool:
    return one_of(("true", "false"), [word.lower() for word in words]) == "true"


def a_factuality(store: Store, seen: Seen, words: Sequence[str]) -> str:
    return one_of(get_args(Factuality), words)


def a_kind(store: Store, seen: Seen, words: Sequence[str]) -> str:
    return one_of(get_args(QuoteKind), words)


READ: Mapping[tuple[Corrigible, str], Callable[[Store, Seen, Sequence[str]], Value]] = {
    ("event", "type"): an_event_type,
    ("event", "modes"): some_modes,
    ("event", "contexts"): some_contexts,
    ("event", "actor"): some_actors,
    ("event", "recipient"): some_actors,
    ("event", "date"): an_interval,
    ("event", "place"): a_place,
    ("event", "factuality"): a_factuality,
    ("event", "background"): a_truth,
    ("event", "attribution"): a_teller,
    ("quote", "kind"): a_kind,
    ("quote", "speaker"): an_actor,
    ("quote", "addressee"): an_actor,
    ("actor", "id"): an_actor,
    ("date", "value"): an_interval,
    ("place", "place"): a_place,
}
