"""Why an event is coded as it is: each field with its words in their context and what decided it; the other reports of
the same story, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from depeche.errors import StoreError
from depeche.exports.told import Told, told
from depeche.presenting.page import clean
from depeche.presenting.words import count
from depeche.records import Event, Located, Story
from depeche.store.query import Store, identified
from depeche.store.questions import Query

AROUND = 40  # code points of context on either side
NOT_TOLD = "not told"
# What reasons of a field begin with, where it is not its name.
DECIDED = {"type": ("trigger", "type"), "attribution": ("told by", "attribution")}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event. `id`: of the actor that it names, else None; `before`, `words`, `after`: where the article
    says so, None where nothing does; `start`, `end`: of the words; `reasons`: the rule, row or probability that
    decided; `candidates`: what it may be too."""

    field: str
    id: str | None
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


def explain(store: Store, name: str, *, corrected: bool = False) -> Explanation:
    """`name`: the `event_id` or as much of its beginning as tells it from others, or article and event as
    "report-7/e2"; `corrected`: as people corrected it. Raises StoreError where there is none, or several."""
    one = find(store, name, Query(corrected=corrected))
    event = one.event
    version = f"Dépêche {one.version}, model {one.model or 'none'}"
    names = {party.id: party.name for party in (*one.actors, *one.recipients)}
    fields = tuple(fields_of(event, one.text, names))
    return Explanation(
        one.event_id, event.type, one.article, one.url, one.sentence, one.score, one.quad, event.confidence, version,
        fields, other_reasons(event, fields), story_of(store, one.coding, event.id),
    )  # fmt: skip


def find(store: Store, name: str, asked: Query) -> Told:
    """The event of a name, among those that could be asked for."""
    article, _, local = name.rpartition("/")
    if article and local:
        found = [one for one in told(store, asked.but(article=article)) if one.event.id == local]
    else:
        text = f"""
            SELECT article, event_id FROM ({identified(asked)})
            WHERE starts_with(event_id, $1) ORDER BY event_id LIMIT 2"""
        ids = [(str(row["article"]), row["event_id"]) for row in store.rows(text, [name])]
        if len(ids) > 1:
            raise StoreError(f"{name}: several events begin so; give more of the id")
        found = [one for of, id in ids for one in told(store, asked.but(article=of)) if one.event_id == id]
    if not found:
        raise StoreError(f"{name}: no such event; their ids are the event_id of depeche events --format csv")
    return found[0]


def fields_of(event: Event, text: str, names: Mapping[str, str]) -> Iterator[Field]:
    """`text`: of the article; `names`: what its actors are called, by id."""
    spans = event.spans

    def field(name: str, value: str, span: Located | None, id: str | None = None) -> Field:
        plural = f"{name}s"
        reasons = tuple(r for r in event.reasons if r.partition(":")[0] in DECIDED.get(name, (name, plural)))
        candidates = event.candidates.get(name, event.candidates.get(plural, ()))
        return Field(name, id, value, *in_context(text, span), reasons, candidates)

    def party(name: str, id: str, span: Located | None) -> Field:
        return field(name, id if names.get(id, id) == id else f"{id} ({names[id]})", span, id)

    yield field("type", " ".join((event.type, *event.modes)), event.trigger)
    for name, ids, stand in (("actor", event.actors, spans.actors), ("recipient", event.recipients, spans.recipients)):
        yield from (party(name, id, span) for id, span in zip(ids, stand, strict=True))
        if not ids and event.candidates.get(f"{name}s"):
            yield field(name, NOT_TOLD, None)
    yield field("date", event.date or NOT_TOLD, spans.date)
    yield field("place", event.place.name if event.place else NOT_TOLD, spans.place)
    for cue in spans.factuality or (None,):
        yield field("factuality", event.factuality + (", background" if event.background else ""), cue)
    yield field("attribution", event.attribution, spans.attribution, event.attribution)
    for quantity in event.quantities:
        bounds = [f"{bound:g}" for bound in (quantity.low, quantity.high) if bound is not None]
        yield field(quantity.kind, " to ".join(dict.fromkeys(bounds)) or "some", quantity)
    if event.contexts:
        yield field("contexts", ", ".join(event.contexts), None)


Context = tuple[str | None, str | None, str | None, int | None, int | None]


def in_context(text: str, span: Located | None) -> Context:
    """What stands before words, the words, what stands after, and where; None where there are none."""
    if span is None:
        return None, None, None, None, None
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return before, text[span.start : span.end], after, span.start, span.end


def other_reasons(event: Event, fields: Iterable[Field]) -> tuple[str, ...]:
    """Those of no one field."""
    used = {reason for field in fields for reason in field.reasons}
    return tuple(reason for reason in event.reasons if reason not in used)


def story_of(store: Store, coding: str, event: str) -> Story | None:
    """The story that holds the event, where several reports tell it."""
    text = "SELECT story FROM story_mentions WHERE coding = $1 AND event = $2"
    ids = [str(row["story"]) for row in store.rows(text, [coding, event])]
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
