"""What people say of an event, on its page: what is said already, beside what was coded; a form to say more; what it
sends, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from depeche.errors import StoreError
from depeche.knowledge.codebook import load_codebook
from depeche.records import CodedArticle, Correction, Event, EventType, Factuality
from depeche.serving.reasons import place_in_words
from depeche.serving.views import Asking
from depeche.store.correcting import EVENT, Value
from depeche.store.corrections import UNNAMED, Said

CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": get_args(EventType), "factuality": get_args(Factuality), "background": ("true", "false"),
}  # fmt: skip
SECTIONS = {"type": "types", "factuality": "factuality", "background": "truths"}
PARTIES = ("actor", "recipient")
VERDICTS = ("right", "wrong", "value")
MOST_FIELDS = 4 * len(EVENT)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the form. `called`: in the reader's language; `machine`: what was coded, in words; `choices`: the
    values it can have, with what they are called; `known`: values that are offered; `verdict`, `given`: as sent."""

    field: str
    called: str
    machine: str
    choices: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, str], ...]
    verdict: str
    given: str


# ---- what is said already -------------------------------------------------------------------------------------------


def said_of(asking: Asking, coding: str, coded: CodedArticle, event: Event) -> list[dict[str, object]]:
    """Every correction of an event that finds it, the latest last."""
    made = asking.store.judged.of(coding)
    if made is None:
        return []
    names = local_names(made.coded)
    every = (one for one in asking.store.judged.said if one.id in made.found.get(("event", event.id), ()))
    return [correction_seen(asking, one, names) for one in every]


def local_names(coded: CodedArticle) -> dict[str, str]:
    """Of those without a known identity."""
    return {actor.id: actor.name for actor in coded.actors if actor.id.startswith("_")}


def correction_seen(asking: Asking, one: Correction, names: Mapping[str, str]) -> dict[str, object]:
    t = asking.t
    given = in_words(asking, one.field, one.value, names)
    return {
        "one": one,
        "state": asking.store.judged.state(one),
        "called": t.label("fields", one.field) if one.field else t("correct.whole"),
        "machine": in_words(asking, one.field, one.machine, names),
        "says": given if one.verdict == "value" else t.label("verdicts", one.verdict),
    }  # fmt: skip


def in_words(asking: Asking, field: str | None, value: str | None, names: Mapping[str, str]) -> str:
    """A value, JSON as it is kept, in the reader's language; nothing for nothing."""
    known: Value = msgspec.json.decode(value) if value is not None else None
    return "" if field is None or known in (None, []) else value_in_words(asking, field, known, names)


def value_in_words(asking: Asking, field: str, value: Value, names: Mapping[str, str]) -> str:
    t = asking.t
    if field in SECTIONS:
        return t.label(SECTIONS[field], str(value).lower() if isinstance(value, bool) else value)
    if field in (*PARTIES, "modes", "contexts"):
        called = asking.name if field in PARTIES else lambda one, local: t.label(field, one)
        return ", ".join(called(one, names) for one in value)
    if field == "place":
        return ", ".join(filter(None, (value["name"], asking.name(value["country"]) if value["country"] else "")))
    return t.interval(value) if field == "date" else asking.name(value, names)


# ---- the form -------------------------------------------------------------------------------------------------------


def form_of(asking: Asking, coded: CodedArticle, event: Event, sent: Mapping[str, str]) -> list[Asked]:
    """The fields that can be marked; `sent`: what was sent and could not be kept."""
    return [field_asked(asking, coded, event, field, sent) for field in EVENT]


def field_asked(asking: Asking, coded: CodedArticle, event: Event, field: str, sent: Mapping[str, str]) -> Asked:
    t, names = asking.t, local_names(coded)
    machine = msgspec.json.encode(EVENT[field].get(event)).decode()
    choices = tuple((value, t.label(SECTIONS[field], value)) for value in CHOICES.get(field, ()))
    words = place_in_words(asking, event) if field == "place" else in_words(asking, field, machine, names)
    return Asked(
        field, t.label("fields", field), words, choices, tuple(offered(asking, coded, event, field)),
        sent.get(f"verdict-{field}", ""), sent.get(f"value-{field}", ""),
    )  # fmt: skip


def offered(asking: Asking, coded: CodedArticle, event: Event, field: str) -> Iterator[tuple[str, str]]:
    """Values that are likely, for those that a person writes."""
    if field in (*PARTIES, "attribution"):
        yield from ((actor.id, asking.name(actor.id, {actor.id: actor.name})) for actor in coded.actors)
    elif field == "modes":
        yield from ((mode, asking.t.label("modes", mode)) for mode in load_codebook().modes_of(event.type))
    elif field == "contexts":
        yield from ((context, asking.t.label("contexts", context)) for context in load_codebook().contexts)
    elif field == "place":
        yield from ((place.name, place.name) for place in coded.places if place.geonames_id)


# ---- what it sends --------------------------------------------------------------------------------------------------


def read_form(event_id: str, sent: Mapping[str, str]) -> list[Said]:
    """What a form says. Raises StoreError where it says nothing."""
    common: dict[str, Any] = {
        "of": event_id, "evidence": sent.get("evidence") or None, "note": sent.get("note") or None,
        "who": sent.get("who") or UNNAMED,
    }  # fmt: skip
    found = []
    if sent.get("verdict") in ("right", "retracted"):
        found.append(Said(verdict=sent["verdict"], **common))  # type: ignore[arg-type]
    for field in EVENT:
        verdict, value = sent.get(f"verdict-{field}", ""), sent.get(f"value-{field}", "").strip()
        if value and verdict in ("right", "wrong"):
            raise StoreError(f"{field}: marked as {verdict} and given another value; say one of both")
        if value:
            found.append(Said(field=field, value=values_of(field, value), **common))
        elif verdict == "value":
            raise StoreError(f"{field}: the right value is missing; write it, or say that the field is wrong")
        elif verdict in VERDICTS:
            found.append(Said(field=field, verdict=verdict, **common))  # type: ignore[arg-type]
    if not found:
        raise StoreError("nothing was marked; mark a field as right or wrong, or give another value")
    return found


def values_of(field: str, value: str) -> str | tuple[str, ...]:
    """Where there may be several, blanks or commas stand between them."""
    return tuple(value.replace(",", " ").split()) if field in (*PARTIES, "modes", "contexts") else value
