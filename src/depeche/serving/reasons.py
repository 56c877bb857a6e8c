"""An event for a reader: what each field is called in the reader's language, its words, and why it is coded so."""

from __future__ import annotations

from collections.abc import Mapping

from depeche.presenting.explained import Field, fields_of, other_reasons
from depeche.records import CodedArticle, Event
from depeche.serving.views import Asking

PARTIES = ("actor", "recipient", "attribution")  # fields that name an actor
MARKS = {"actor": "actors", "recipient": "recipients"}  # fields -> the marks of their words, where called otherwise


def event_seen(asking: Asking, coded: CodedArticle, event: Event) -> dict[str, object]:
    """An event, its sides and its fields."""
    local = {actor.id: actor.name for actor in coded.actors if actor.id.startswith("_")}
    names = {actor.id: actor.name for actor in coded.actors}
    fields = tuple(fields_of(event, coded.article.text, names))
    return {
        "event": event,
        "actors": [(id, asking.name(id, local)) for id in event.actors],
        "recipients": [(id, asking.name(id, local)) for id in event.recipients],
        "teller": asking.name(event.attribution, local),
        "where": place_in_words(asking, event),
        "fields": [field_seen(asking, event, field, local) for field in fields],
        "other_reasons": other_reasons(event, fields),
    }


def field_seen(asking: Asking, event: Event, field: Field, local: Mapping[str, str]) -> dict[str, object]:
    """`called`: the field; `value`: in words, nothing where it is not known; `mark`: how its words are marked."""
    figure = field.field in asking.t.messages["quantities"]
    candidates = [asking.name(one, local) if field.field in PARTIES else one for one in field.candidates]
    return {
        "field": field,
        "called": asking.t.label("quantities" if figure else "fields", field.field),
        "value": figure_in_words(event, field) if figure else value_in_words(asking, event, field, local),
        "mark": "quantities" if figure else MARKS.get(field.field, field.field),
        "candidates": candidates,
    }


def value_in_words(asking: Asking, event: Event, field: Field, local: Mapping[str, str]) -> str:
    t = asking.t
    if field.field in PARTIES:
        return asking.name(field.id, local) if field.id else ""
    if field.field == "type":
        return " · ".join((t.label("types", event.type), *(t.label("modes", mode) for mode in event.modes)))
    if field.field == "date":
        return t.interval(event.date) if event.date else ""
    if field.field == "place":
        return place_in_words(asking, event)
    if field.field == "factuality":
        return t.label("factuality", event.factuality) + (f", {t('events.background')}" if event.background else "")
    return ", ".join(t.label("contexts", one) for one in event.contexts)


def figure_in_words(event: Event, field: Field) -> str:
    """ "12 people", "10–20"."""
    place = (field.field, field.start, field.end)
    figure = next(one for one in event.quantities if (one.kind, one.start, one.end) == place)
    bounds = dict.fromkeys(f"{bound:g}" for bound in (figure.low, figure.high) if bound is not None)
    return " ".join(part for part in ("–".join(bounds), figure.unit) if part)


def place_in_words(asking: Asking, event: Event) -> str:
    if event.place is None:
        return ""
    country = asking.name(event.place.country) if event.place.country else ""
    return event.place.name if country in ("", event.place.name) else f"{event.place.name}, {country}"
