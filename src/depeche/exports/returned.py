"""Articles that people corrected in another tool, as corrections of the store they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from depeche.errors import DepecheError
from depeche.exports.annotating import ROLES, Annotated, Labelled, annotated, became_of, check_text
from depeche.exports.told import Told, told
from depeche.records import CodedArticle, EventType, Located, Place, Span
from depeche.store.corrections import Said
from depeche.store.query import Store
from depeche.store.questions import of_address

SIDES = ("actor", "recipient")


class Unresolved(DepecheError):
    """Words that a person marked, which name nothing that the article is known to name."""


@dataclass(frozen=True, slots=True)
class Returned:
    """An article as a person gave it back. `became`: spans of the machine that were moved or relabelled; `how`: who
    says it, when."""

    coded: CodedArticle
    events: tuple[Told, ...]
    machine: Annotated
    person: Annotated
    became: dict[Labelled, Labelled]
    how: dict[str, Any]

    def now(self, words: Labelled) -> Labelled:
        return self.became.get(words, words)

    def words(self, of: Annotated, trigger: Labelled, role: str) -> set[Labelled]:
        """Those with a role in an event."""
        return {tie.words for tie in of.ties if tie.trigger == trigger and tie.role == role}


def said(
    store: Store, person: Annotated, *, who: str, time: str, right: bool, tell: Callable[[str], None]
) -> Iterator[Said]:
    """What a person says by the changes; `right`: what was left as it was is right; `tell`: what cannot be said. Raises
    DepecheError where the article is no longer there."""
    asked = of_address("events", person.question).but(article=person.article)
    events = tuple(one for one in told(store, asked) if one.coding == person.coding)
    machine = next(annotated(events, person.question), None)
    if machine is None:
        raise DepecheError(f"{person.article}: this coding of it is no longer in the store; export it anew")
    check_text(machine, person)
    (revision,) = store.coded_as([person.coding])
    of = Returned(revision.coded, events, machine, person, became_of(machine, person), {"who": who, "time": time})
    for one in of.events:
        found = list(resolved(of_event(of, one), tell))
        yield from found or ([Said(of=one.event_id, verdict="right", **of.how)] if right else [])
    yield from resolved(added(of), tell)


def resolved(several: Iterable[Callable[[], Said]], tell: Callable[[str], None]) -> Iterator[Said]:
    for one in several:
        try:
            yield one()
        except Unresolved as error:
            tell(str(error))


def of_event(of: Returned, one: Told) -> Iterator[Callable[[], Said]]:
    trigger = trigger_of(one)
    now = of.now(trigger)
    if now not in of.person.spans:
        yield lambda: Said(of=one.event_id, verdict="retracted", **of.how)
        return
    if now.label != trigger.label:
        yield lambda: Said(of=one.event_id, field="type", value=now.label, **of.how)
    for role in ROLES:
        before = {of.now(words) for words in of.words(of.machine, trigger, role)}
        after = of.words(of.person, now, role)
        if before != after:
            yield lambda role=role, after=after: of_role(of, one, role, sorted(after))  # type: ignore[misc]


def trigger_of(one: Told) -> Labelled:
    return Labelled(one.event.trigger.start, one.event.trigger.end, one.event.type)


def of_role(of: Returned, one: Told, role: str, words: list[Labelled]) -> Said:
    """What a field is now that its words are others. Raises Unresolved."""
    if role in SIDES:
        ids, spans = (
            (one.event.actors, one.event.spans.actors)
            if role == "actor"
            else (one.event.recipients, one.event.spans.recipients)
        )
        implicit = [id for id, span in zip(ids, spans, strict=True) if span is None]
        known = {
            of.now(Labelled(s.start, s.end, "side")): id for id, s in zip(ids, spans, strict=True) if s is not None
        }
        value: Any = tuple(dict.fromkeys([known.get(w) or actor_at(of, w) for w in words] + implicit))
        new = [w for w in words if w not in known]
    else:
        value, new = (VALUES[role](of, words[0]), words[:1]) if words else (None, [])
    if not value:
        empty: dict[str, Any] = {"value": "reporter"} if role == "attribution" else {"verdict": "wrong"}
        return Said(of=one.event_id, field=role, **empty, **of.how)
    evidence = Span(new[0].start, new[0].end) if new else None
    return Said(of=one.event_id, field=role, value=value, evidence=evidence, **of.how)


def added(of: Returned) -> Iterator[Callable[[], Said]]:
    """Events whose triggers are new."""
    known = {*of.machine.spans, *of.became.values()}
    for span in of.person.spans:
        if span.label in get_args(EventType) and span not in known:
            yield lambda span=span: addition(of, span)  # type: ignore[misc]


def addition(of: Returned, trigger: Labelled) -> Said:
    """Raises Unresolved."""
    values: dict[str, Any] = {"type": trigger.label}
    for role in ROLES:
        if words := sorted(of.words(of.person, trigger, role)):
            values[role] = (
                tuple(dict.fromkeys(actor_at(of, one) for one in words))
                if role in SIDES
                else VALUES[role](of, words[0])
            )
    at = Span(trigger.start, trigger.end)
    return Said(of=of.person.coding, verdict="added", trigger=at, values=values, **of.how)


# ---- what words name ------------------------------------------------------------------------------------------------


def actor_at(of: Returned, words: Labelled) -> str:
    """The actor whose mention stands there. Raises Unresolved."""
    mentions = [(mention, actor.id) for actor in of.coded.actors for mention in actor.mentions]
    return str(nearest(of, words, mentions))


def date_at(of: Returned, words: Labelled) -> str:
    return str(nearest(of, words, [(date, date.value) for date in of.coded.dates]))


def place_at(of: Returned, words: Labelled) -> str:
    place: Place = nearest(of, words, [(place, place) for place in of.coded.places])
    return str(place.geonames_id) if place.geonames_id else f"{place.name}, {place.country or ''}"


def nearest(of: Returned, words: Labelled, known: Iterable[tuple[Located, Any]]) -> Any:
    """Of what overlaps the words, that which stands most like them. Raises Unresolved."""
    at = Span(words.start, words.end)
    near = [
        (abs(place.start - at.start) + abs(place.end - at.end), number, value)
        for number, (place, value) in enumerate(known)
        if at.overlaps(place)
    ]
    if not near:
        told = of.coded.article[at]
        raise Unresolved(
            f"{of.coded.article.id}: {told!r} ({at.start}-{at.end}) names nothing that the article is known to name; "
            "say it with depeche annotate"
        )
    return min(near)[2]


VALUES: dict[str, Callable[[Returned, Labelled], str]] = {"date": date_at, "place": place_at, "attribution": actor_at}
