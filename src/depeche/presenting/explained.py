"""Why an event is coded as it is: each field with its words in their context and what decided it; the other reports of
the same story, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from depeche.errors import StoreError
from depeche.exports.told import Party, Told, told
from depeche.presenting.page import clean
from depeche.presenting.words import count
from depeche.records import Located, Story
from depeche.store.query import EVENT_ID, Store
from depeche.store.questions import Query

AROUND = 40  # code points of context on either side
DECIDED = {"type": ("trigger", "type"), "date": ("date",), "factuality": ("factuality",), "attribution": ("told by",)}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event. `before`, `words`, `after`: where the article says so, None where nothing does; `start`,
    `end`: of the words; `reasons`: the rule, row or probability that decided; `candidates`: what it may be too."""

    field: str
    value: str
    before: str | None
    words: str | None
    after: str | None
    start: int | None
    end: int | None
    reasons: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`reasons`: those of no one field; `story`: what other articles tell of the same event, None if nobody does or no
    stories are made."""

    event_id: str
    type: str
    article: str
    url: str | None
    sentence: str
    score: float
    quad: int
    confidence: float
    coder: str
    fields: tuple[Field, ...]
    reasons: tuple[str, ...]
    story: Story | None


def explain(store: Store, name: str) -> Explanation:
    """`name`: the `event_id` or as much of its beginning as tells it from others, or article and event as
    "report-7/e2". Raises StoreError where there is none, or several."""
    one = find(store, name)
    event = one.event
    version = f"Dépêche {one.version}, model {one.model or 'none'}"
    fields = tuple(fields_of(one))
    used = {reason for field in fields for reason in field.reasons}
    left = tuple(reason for reason in event.reasons if reason not in used)
    return Explanation(
        one.event_id, event.type, one.article, one.url, one.sentence, one.score, one.quad, event.confidence, version,
        fields, left, story_of(store, one),
    )  # fmt: skip


def find(store: Store, name: str) -> Told:
    article, _, local = name.rpartition("/")
    if article and local:
        found = [one for one in told(store, Query(article=article)) if one.event.id == local]
    else:
        text = f"""
            SELECT article, event_id FROM (
                SELECT article, {EVENT_ID} AS event_id
                FROM events JOIN (SELECT coding, fingerprint FROM articles) USING (coding))
            WHERE starts_with(event_id, $1) ORDER BY event_id LIMIT 2"""
        ids = [(str(row["article"]), row["event_id"]) for row in store.rows(text, [name])]
        if len(ids) > 1:
            raise StoreError(f"{name}: several events begin so; give more of the id")
        found = [one for of, id in ids for one in told(store, Query(article=of)) if one.event_id == id]
    if not found:
        raise StoreError(f"{name}: no such event; their ids are the event_id of depeche events --format csv")
    return found[0]


def fields_of(one: Told) -> Iterator[Field]:
    event, spans = one.event, one.event.spans
    yield field(one, "type", " ".join((event.type, *event.modes)), event.trigger)
    yield from parties(one, "actor", one.actors, spans.actors)
    yield from parties(one, "recipient", one.recipients, spans.recipients)
    yield field(one, "date", event.date or "not told", spans.date)
    yield field(one, "place", event.place.name if event.place else "not told", spans.place)
    cue = spans.factuality[0] if spans.factuality else None
    yield field(one, "factuality", event.factuality + (", background" if event.background else ""), cue)
    yield field(one, "attribution", event.attribution, spans.attribution)
    for quantity in event.quantities:
        bounds = [f"{bound:g}" for bound in (quantity.low, quantity.high) if bound is not None]
        yield field(one, quantity.kind, " to ".join(dict.fromkeys(bounds)) or "some", quantity)
    if event.contexts:
        yield field(one, "contexts", ", ".join(event.contexts), None)


def parties(one: Told, name: str, sides: Iterable[Party], spans: Iterable[Located | None]) -> Iterator[Field]:
    for party, span in zip(sides, spans, strict=True):
        told_as = party.id if party.name == party.id else f"{party.id} ({party.name})"
        yield field(one, name, told_as, span)


def field(one: Told, name: str, value: str, span: Located | None) -> Field:
    reasons = tuple(reason for reason in one.event.reasons if reason.partition(":")[0] in DECIDED.get(name, ()))
    candidates = one.event.candidates.get(name, one.event.candidates.get(f"{name}s", ()))
    if span is None:
        return Field(name, value, None, None, None, None, None, reasons, candidates)
    before, after = one.text[max(0, span.start - AROUND) : span.start], one.text[span.end : span.end + AROUND]
    return Field(name, value, before, one.words(span), after, span.start, span.end, reasons, candidates)


def story_of(store: Store, one: Told) -> Story | None:
    """The story that holds the event, where several reports tell it."""
    text = "SELECT story FROM story_mentions WHERE coding = $1 AND event = $2"
    ids = [str(row["story"]) for row in store.rows(text, [one.coding, one.event.id])]
    story = store.story(ids[0]) if ids else None
    return story if story and story.reports > 1 else None


# ---- as a page ------------------------------------------------------------------------------------------------------


def write_explanation(found: Explanation, stream: BinaryIO) -> None:
    stream.write("".join(f"{clean(line).rstrip()}\n" for line in lines(found)).encode())


def lines(found: Explanation) -> Iterator[str]:
    yield f"{found.event_id}  {found.type}, score {found.score:+g}, confidence {found.confidence:.3f}"
    yield f"{found.article}{f'  {found.url}' if found.url else ''}  ({found.coder})"
    yield f"“{' '.join(found.sentence.split())}”"
    for one in found.fields:
        yield ""
        yield f"{one.field}: {one.value}"
        if one.words is not None:
            context = " ".join(f"{one.before}[{one.words}]{one.after}".split())
            yield f"    …{context}…  ({one.start}-{one.end})"
        yield from (f"    {reason}" for reason in one.reasons)
        if one.candidates:
            yield f"    may be too: {', '.join(one.candidates)}"
    if found.reasons:
        yield ""
        yield from (f"{reason}" for reason in found.reasons)
    yield from of_story(found)


def of_story(found: Explanation) -> Iterator[str]:
    story = found.story
    yield ""
    if story is None:
        yield "No other report of it is known; depeche store stories looks for them."
        return
    origins = count(story.independent_origins, "independent origin")
    yield f"Story {story.id}: {count(story.reports, 'report')}, {origins}"
    for mention in story.mentions:
        joined = f", {mention.probability:.2f} {'; '.join(mention.reasons)}" if mention.probability is not None else ""
        yield f"    {mention.article} ({mention.source}{joined})"
        yield f"        “{' '.join(mention.sentence.split())}”"
    for one in story.differing:
        yield f"    {one.field}: {one.value}, told by {', '.join(one.articles)}"
