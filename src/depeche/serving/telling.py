"""What an article tells in all, as a reader would tell it: its events in the order of time, who is what to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from depeche.coding.actors import slug
from depeche.knowledge.directory import load_directory
from depeche.records import CodedArticle, Event, Relation
from depeche.serving.views import Asking

OFFICES = ("holds_office", "leads")  # relations of a person to what the office is of


def in_time(events: Iterable[Event]) -> list[Event]:
    """The events in the order of their dates, of equals the one told first; those without a date after them."""
    return sorted(events, key=lambda event: (days(event) is None, days(event) or ("", "")))


def days(event: Event) -> tuple[str, str] | None:
    """The bounds of its date, an open one that of the other side; None where no day is known."""
    first, _, last = (event.date or "..").partition("/")
    bounds = [bound for bound in (first, last) if bound not in ("", "..")]
    return (bounds[0], bounds[-1]) if bounds else None


def stands(coded: CodedArticle) -> dict[str, tuple[int, int]]:
    """Where each event and relation is first told, by the id of its marks."""
    told = {event.id: event.trigger for event in coded.events}
    told |= {f"r{number}": tie.evidence[0] for number, tie in enumerate(coded.relations) if tie.evidence}
    return {id: (span.start, span.end) for id, span in told.items()}


def relations_told(asking: Asking, coded: CodedArticle) -> list[dict[str, str]]:
    """Each relation in words, the office that is meant, and the words of the article."""
    names = {slug(place.name): place.name for place in coded.places}
    names |= {actor.id: actor.name for actor in coded.actors if actor.id not in asking.t.states}
    return [
        {
            "told": asking.t.tie(tie.relation, asking.name(tie.subject, names), asking.name(tie.object, names)),
            "office": office(asking, coded, tie),
            "words": coded.article[tie.evidence[0]],
            "at": f"r{number}",
        }
        for number, tie in enumerate(coded.relations)
        if tie.evidence
    ]


def office(asking: Asking, coded: CodedArticle, tie: Relation) -> str:
    """The title, in the reader's language, of the office that a relation states, if the tables know it on that day."""
    if tie.relation not in OFFICES or coded.as_of.day is None:
        return ""
    held = load_directory().offices_of(tie.subject, date.fromisoformat(coded.as_of.day))
    titles = (one.titles.get(asking.t.language) for one in held if one.state == tie.object)
    return next((title for title in titles if title), "")
