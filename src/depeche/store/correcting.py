"""A coded article as people corrected it. What they said of a record is found again after coding anew: an event by its
id, else by its type and the words that tell it; whatever else by the words it stands at.

A later correction of the same field stands. `wrong` without another value takes the machine's away as long as it says
the same; a record that must have the field is then left out. Nothing here reads a store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import msgspec

from depeche.knowledge.codebook import load_codebook
from depeche.knowledge.directory import load_directory
from depeche.records import (
    Actor,
    Article,
    CodedArticle,
    Correction,
    Corrigible,
    Date,
    Event,
    EventPlace,
    EventSpans,
    Located,
    Mention,
    Place,
    Quote,
    Span,
)
from depeche.store.identity import event_id

STOP = re.compile(r"[.!?…]+[»”\"’)]*(?=\s|$)\s*|\n+")
Value = Any  # of a field, as the output has it
Key = tuple[Corrigible, str]  # a record of an article: ("event", "e2"), ("quote", "quote@120-180")
Held = Mapping[Key, Mapping[str | None, Correction]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field that can be corrected. `get`: its value; `put`: the record with another one, whose words stand at a span;
    `span`: the machine's words; `blank`: what it is when the machine's value is wrong, None where it must be known."""

    get: Callable[[Any], Value]
    put: Callable[[Any, Value, Span | None], Any]
    span: Callable[[Any], Span | None]
    blank: Callable[[Value], Value] | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """`coded`: with what people said; `held`: what stands of it, by record and field; `found`: ids of all corrections
    of a record, those too that gave way; `lost`: corrections whose record is not found; `ids`: of each event, by its
    id in the article, that in the archive, which a correction leaves as it was; `gone`: ids in the archive of the
    events that were retracted or are left out."""

    coded: CodedArticle
    held: Held
    found: Mapping[Key, tuple[str, ...]]
    lost: tuple[Correction, ...]
    ids: Mapping[str, str]
    gone: tuple[str, ...]

    def fields_of(self, key: Key) -> tuple[str, ...]:
        """The fields whose value people gave or took away, in order."""
        fields = self.held.get(key, {})
        return tuple(sorted(name for name, one in fields.items() if name and one.verdict != "right"))


# ---- the fields -----------------------------------------------------------------------------------------------------


def typed(event: Event, type: Value, span: Span | None) -> Event:
    return with_modes(replace(event, type=type), event.modes, span)


def with_modes(event: Event, modes: Value, span: Span | None) -> Event:
    """Those that its type allows."""
    return replace(event, modes=tuple(mode for mode in modes if load_codebook().allows(event.type, mode)))


def with_actors(event: Event, ids: Value, span: Span | None) -> Event:
    places = standing(event.actors, event.spans.actors, ids, span)
    return replace(event, actors=tuple(ids), spans=replace(event.spans, actors=places))


def with_recipients(event: Event, ids: Value, span: Span | None) -> Event:
    places = standing(event.recipients, event.spans.recipients, ids, span)
    return replace(event, recipients=tuple(ids), spans=replace(event.spans, recipients=places))


def standing(
    before: tuple[str, ...], places: tuple[Span | None, ...], ids: Iterable[str], span: Span | None
) -> tuple[Span | None, ...]:
    """The words of each of these: those it had, else the person's evidence."""
    known = dict(zip(before, places, strict=True))
    return tuple(known.get(id, span) for id in ids)


def dated(event: Event, value: Value, span: Span | None) -> Event:
    return replace(event, date=value, spans=replace(event.spans, date=span))


def placed(event: Event, value: Value, span: Span | None) -> Event:
    place = msgspec.convert(value, EventPlace) if value else None
    return replace(event, place=place, spans=replace(event.spans, place=span))


def judged(event: Event, value: Value, span: Span | None) -> Event:
    return replace(event, factuality=value, spans=replace(event.spans, factuality=(span,) if span else ()))


def attributed(event: Event, value: Value, span: Span | None) -> Event:
    return replace(event, attribution=value, spans=replace(event.spans, attribution=span))


def located(place: Place, value: Value, span: Span | None) -> Place:
    return replace(place, **value, candidates=())


def where(place: Any) -> Value:
    names = ("name", "country", "geonames_id", "latitude", "longitude")
    return {name: getattr(place, name) for name in names} if place else None


def nothing(value: Value) -> Value:
    return None


def none_of_them(value: Value) -> Value:
    return []


EVENT = {
    "type": Slot(lambda e: e.type, typed, lambda e: e.trigger),
    "modes": Slot(lambda e: list(e.modes), with_modes, lambda e: None, none_of_them),
    "contexts": Slot(
        lambda e: list(e.contexts), lambda e, v, s: replace(e, contexts=tuple(v)), lambda e: None, none_of_them
    ),
    "actor": Slot(lambda e: list(e.actors), with_actors, lambda e: first(e.spans.actors), none_of_them),
    "recipient": Slot(lambda e: list(e.recipients), with_recipients, lambda e: first(e.spans.recipients), none_of_them),
    "date": Slot(lambda e: e.date, dated, lambda e: e.spans.date, nothing),
    "place": Slot(lambda e: where(e.place), placed, lambda e: e.spans.place, nothing),
    "factuality": Slot(lambda e: e.factuality, judged, lambda e: first(e.spans.factuality)),
    "background": Slot(
        lambda e: e.background, lambda e, v, s: replace(e, background=v), lambda e: None, lambda value: not value
    ),
    "attribution": Slot(lambda e: e.attribution, attributed, lambda e: e.spans.attribution),
}
QUOTE = {
    "kind": Slot(lambda q: q.kind, lambda q, v, s: replace(q, kind=v), lambda q: None),
    "speaker": Slot(lambda q: q.speaker, lambda q, v, s: replace(q, speaker=v, source=s), lambda q: q.source, nothing),
    "addressee": Slot(lambda q: q.addressee, lambda q, v, s: replace(q, addressee=v), lambda q: None, nothing),
}
ACTOR = {"id": Slot(lambda a: a.id, lambda a, v, s: replace(a, id=v), lambda a: first(a.mentions))}
DATE = {"value": Slot(lambda d: d.value, lambda d, v, s: replace(d, value=v), Span.of)}
PLACE = {"place": Slot(where, located, Span.of)}
SLOTS: Mapping[Corrigible, Mapping[str, Slot]] = {
    "event": EVENT,
    "quote": QUOTE,
    "actor": ACTOR,
    "date": DATE,
    "place": PLACE,
}
RETRACTABLE = ("event", "quote", "date", "place")


def first(places: Iterable[Located | None]) -> Span | None:
    return next((Span.of(place) for place in places if place is not None), None)


# ---- which record is meant ------------------------------------------------------------------------------------------


def name_of(record: Corrigible, located: Located) -> str:
    """What a record that is no event is called in its article."""
    return f"{record}@{located.start}-{located.end}"


def key_of(record: Corrigible, found: Any) -> Key:
    if record == "event":
        return record, found.id
    return record, name_of(record, found.mentions[0] if record == "actor" else found)


def records_of(coded: CodedArticle, record: Corrigible) -> tuple[Any, ...]:
    """An actor without a mention of its own stands nowhere: it cannot be meant."""
    if record == "actor":
        return tuple(actor for actor in coded.actors if actor.mentions)
    known: dict[str, tuple[Any, ...]] = {
        "event": coded.events, "quote": coded.quotes, "date": coded.dates, "place": coded.places,
    }  # fmt: skip
    return known[record]


def meant(coded: CodedArticle, ids: Mapping[str, str], one: Correction) -> Any:
    """The record that a correction is of, None where it is not there or could be several."""
    at = Span(one.start, one.end)
    if one.record == "actor":
        return only(a for a in coded.actors if any(Span.of(mention) == at for mention in a.mentions))
    if one.record != "event":
        known = records_of(coded, one.record)
        return only(r for r in known if Span.of(r) == at) or only(r for r in known if at.overlaps(r))
    alike = [event for event in coded.events if event.type == one.kind]
    return (
        only(event for event in coded.events if ids[event.id] == one.target)
        or only(event for event in alike if event.trigger == at)
        or only(event for event in alike if at.overlaps(event.trigger) or at in event.mentions)
        or (one.field and only(event for event in coded.events if event.trigger == at))
        or None
    )


def only(found: Iterable[Any]) -> Any:
    several = list(found)
    return several[0] if len(several) == 1 else None


# ---- the article as corrected ---------------------------------------------------------------------------------------


def corrected(coded: CodedArticle, fingerprint: str, said: Iterable[Correction]) -> Corrected:
    """`said`: of this article, in any order."""
    ids = {event.id: event_id(fingerprint, event) for event in coded.events}
    held: dict[Key, dict[str | None, Correction]] = defaultdict(dict)
    known: dict[Key, tuple[str, ...]] = defaultdict(tuple)
    lost = []
    for one in sorted(said, key=lambda one: (one.time, one.number)):
        found = meant(coded, ids, one)
        if found is None and one.verdict == "added":
            found = added(coded, one)
            coded, ids = replace(coded, events=(*coded.events, found)), ids | {found.id: one.target}
        if found is None:
            lost.append(one)
        else:
            key = key_of(one.record, found)
            held[key] |= said_of(one)
            known[key] += (one.id,)
    gone = [ids[event.id] for event in coded.events if left_out(event, "event", held)]
    return Corrected(rewritten(coded, held), held, known, tuple(lost), ids, tuple(gone))


def said_of(one: Correction) -> dict[str | None, Correction]:
    """What a correction says, field by field: one that adds an event says all that it gives."""
    if one.verdict != "added":
        return {one.field: one}
    values = msgspec.json.decode(one.value or "{}")
    each = {
        name: replace(one, field=name, verdict="value", value=msgspec.json.encode(value).decode())
        for name, value in values.items()
    }
    return {None: one, **each}


def added(coded: CodedArticle, one: Correction) -> Event:
    """An event that the machine did not see; its fields are said."""
    trigger = Span(one.start, one.end)
    event = blank_event(trigger, one.kind, f"c{len(coded.events) + 1}")
    told = one.evidence if one.evidence and trigger in one.evidence else sentence_around(coded.article, trigger)
    return replace(event, evidence=(told,), reasons=(f"added by {one.who}",))


def sentence_around(article: Article, words: Span) -> Span:
    """From stop to stop within the block that the words stand in."""
    holds = (block for block in article.blocks if block.start <= words.start and words.end <= block.end)
    start, end = next(((block.start, block.end) for block in holds), (0, len(article.text)))
    stops = [start, *(start + stop.end() for stop in STOP.finditer(article.text[start:end])), end]
    return Span(max(s for s in stops if s <= words.start), min(s for s in stops if s >= words.end))


def blank_event(trigger: Span, type: Value, id: str) -> Event:
    """An event of which nothing is known but its type and the words that tell it."""
    spans = EventSpans((), (), None, None, None, ())
    return Event(
        id=id, type=type, modes=(), contexts=(), actors=(), recipients=(), date=None, place=None,
        factuality="asserted", background=False, attribution="reporter", trigger=trigger, spans=spans, quantities=(),
        evidence=(), mentions=(), confidence=1.0, reasons=(), candidates={},
    )  # fmt: skip


def rewritten(coded: CodedArticle, held: Held) -> CodedArticle:
    events = tuple(spoken(event, "event", held) for event in coded.events if not left_out(event, "event", held))
    dates: tuple[Date, ...] = tuple(spoken(one, "date", held) for one in coded.dates if not left_out(one, "date", held))
    places: tuple[Place, ...] = tuple(
        spoken(one, "place", held) for one in coded.places if not left_out(one, "place", held)
    )
    written = replace(coded, events=events, dates=dates, places=places, quotes=quotes_left(coded.quotes, held))
    return with_everybody(renamed(written, renames(coded.actors, held)))


def quotes_left(quotes: tuple[Quote, ...], held: Held) -> tuple[Quote, ...]:
    """Those that stay; a part of one that does not is a part of nothing."""
    kept = [number for number, one in enumerate(quotes) if not left_out(one, "quote", held)]
    places = {number: place for place, number in enumerate(kept)}
    said = (spoken(quotes[number], "quote", held) for number in kept)
    return tuple(replace(one, of=places.get(one.of) if one.of is not None else None) for one in said)


def left_out(record: Any, kind: Corrigible, held: Held) -> bool:
    """Whether it was retracted, or has no value that it must have."""
    said = held.get(key_of(kind, record), {})
    whole = said.get(None)
    if whole is not None and whole.verdict == "retracted":
        return True
    return any(
        one.verdict == "wrong" and SLOTS[kind][name].blank is None and still(SLOTS[kind][name], record, one)
        for name, one in said.items()
        if name is not None
    )


def still(slot: Slot, record: Any, one: Correction) -> bool:
    """Whether the machine says what it said then."""
    return bool(slot.get(record) == msgspec.json.decode(one.machine or "null"))


def spoken(record: Any, kind: Corrigible, held: Held) -> Any:
    """A record with what people said of its fields; the type of an event first, which its modes depend on."""
    said = held.get(key_of(kind, record), {})
    machine = record
    for name, slot in SLOTS[kind].items():
        if name in said and kind != "actor":
            record = slot_spoken(record, machine, name, slot, said[name])
    return record


def slot_spoken(record: Any, machine: Any, name: str, slot: Slot, one: Correction) -> Any:
    if one.verdict == "wrong":
        if slot.blank is None or not still(slot, machine, one):
            return record
        value, span = slot.blank(slot.get(machine)), None
    else:
        words = one.machine if one.verdict == "right" else one.value
        value, span = msgspec.json.decode(words or "null"), one.span if one.verdict == "right" else one.evidence
    if value != slot.get(record):
        record = slot.put(record, value, span)
    return with_reason(record, f"{name}: {one.verdict} by {one.who}")


def with_reason(record: Any, reason: str) -> Any:
    return replace(record, reasons=(*record.reasons, reason)) if isinstance(record, Event) else record


# ---- who is who -----------------------------------------------------------------------------------------------------


def renames(actors: tuple[Actor, ...], held: Held) -> dict[str, str]:
    """Of actors that are somebody else, the id that they have and the right one; who it is not, is nobody known."""
    found, used = dict[str, str](), {actor.id for actor in actors}
    for actor in actors:
        one = held.get(key_of("actor", actor), {}).get("id") if actor.mentions else None
        if one is not None and one.verdict != "wrong":
            found[actor.id] = msgspec.json.decode((one.machine if one.verdict == "right" else one.value) or "null")
        elif one is not None and still(ACTOR["id"], actor, one):
            found[actor.id] = next(id for id in (f"_{number}" for number in count(1)) if id not in used)
            used.add(found[actor.id])
    return {before: after for before, after in found.items() if before != after}


def renamed(coded: CodedArticle, names: Mapping[str, str]) -> CodedArticle:
    if not names:
        return coded

    def now(id: Any) -> Any:
        return names.get(id, id)

    quotes = tuple(replace(q, speaker=now(q.speaker), addressee=now(q.addressee)) for q in coded.quotes)
    ties = tuple(replace(tie, subject=now(tie.subject), object=now(tie.object)) for tie in coded.relations)
    events = tuple(event_renamed(event, now) for event in coded.events)
    return replace(coded, actors=actors_renamed(coded.actors, now), events=events, quotes=quotes, relations=ties)


def event_renamed(event: Event, now: Callable[[Any], Any]) -> Event:
    def sides(ids: tuple[str, ...], places: tuple[Span | None, ...]) -> dict[str, Span | None]:
        return {now(id): place for id, place in reversed(list(zip(ids, places, strict=True)))}

    actors, recipients = sides(event.actors, event.spans.actors), sides(event.recipients, event.spans.recipients)
    spans = replace(event.spans, actors=tuple(actors.values())[::-1], recipients=tuple(recipients.values())[::-1])
    return replace(
        event, actors=tuple(actors)[::-1], recipients=tuple(recipients)[::-1], spans=spans,
        attribution=now(event.attribution),
    )  # fmt: skip


def actors_renamed(actors: Iterable[Actor], now: Callable[[Any], Any]) -> tuple[Actor, ...]:
    """Each under its id; what turns out to be one actor has the mentions of all."""
    found: dict[str, Actor] = {}
    for actor in actors:
        id = now(actor.id)
        one = actor if id == actor.id else known_as(id, actor)
        if id in found:
            mentions: tuple[Mention, ...] = tuple(
                sorted((*found[id].mentions, *actor.mentions), key=lambda mention: (mention.start, mention.end))
            )
            one = replace(found[id], mentions=mentions)
        found[id] = one
    return tuple(found.values())


def known_as(id: str, before: Actor) -> Actor:
    """An actor who is somebody else than the machine took it for: as the tables know that one."""
    entry = load_directory().entry(id)
    if entry is None:
        return replace(before, id=id, state=None, sectors=(), wikidata=None, candidates=())
    own = {name: getattr(entry, name) for name in ("kind", "name", "state", "sectors", "wikidata")}
    return replace(before, id=id, candidates=(), **own)


def with_everybody(coded: CodedArticle) -> CodedArticle:
    """Whoever people named is an actor of the article, without a mention."""
    here = {actor.id for actor in coded.actors}
    new = [id for id in dict.fromkeys(named(coded)) if id not in here and id != "reporter"]
    return replace(coded, actors=(*coded.actors, *map(newcomer, new))) if new else coded


def named(coded: CodedArticle) -> Iterator[str]:
    for event in coded.events:
        yield from (*event.actors, *event.recipients, event.attribution)
    for quote in coded.quotes:
        yield from (id for id in (quote.speaker, quote.addressee) if id is not None)


def newcomer(id: str) -> Actor:
    return known_as(id, Actor(id, "group", id, None, (), None, (), (), ()))
