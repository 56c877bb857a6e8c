"""Paragraphs that people have gone through, in the form of our corpus (`{a1|Paris} {e1|nie} …`), to train and score.

A paragraph is written when somebody has said something of every event that the machine coded in it, and as people
corrected it; what nobody looked at teaches nothing. Quotations are left to the machine, and so left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from depeche.coding.actors import slug
from depeche.exports.folder import Column, Export, line
from depeche.exports.told import told
from depeche.records import Actor, Block, CodedArticle, Event, Located, Span
from depeche.store.correcting import Corrected
from depeche.store.judged import Judged

KINDS = ("paragraph", "caption", "title", "standfirst", "heading")  # blocks whose words are coded
UNWRITABLE = set("{}|")  # marks of the form

COLUMNS = (
    Column("id", "text", "coding of the article and place of the paragraph in it"),
    Column("lang", "text", "language of the paragraph", "ISO 639-1"),
    Column("published", "day", "day the article speaks from", "YYYY-MM-DD"),
    Column("marked", "text", "the paragraph; aN actors, pN places, dN dates, eN triggers, as {a1|Paris}"),
    Column("entities", "object", "by key of an actor or place: kind, id, country"),
    Column("events", "list", "objects: e, type, modes, actors, recipients, factuality, by, when, where, all keys"),
    Column("quotes", "list", "always empty: quotations were not gone through"),
    Column("dates", "object", "by key, the days it means", "ISO 8601 intervals"),
    Column("article", "text", "id of the article"),
    Column("corrections", "list", "ids of the corrections that went into it"),
)
NOTES = (
    "A paragraph stands here when people have said something of every event that was coded in it; it is as they "
    "corrected it, with `--corrected` or without. Left out are paragraphs in which a side that people gave has no "
    "words: name them with `--evidence`. `depeche eval corpus passages.jsonl` scores against it.",
)


def write_corpus(export: Export) -> None:
    """The paragraphs of the articles that tell events of the question, as coded or as corrected."""
    other = export.query.but(corrected=not export.query.corrected)
    codings = dict.fromkeys(one.coding for one in (*export.events(), *told(export.store, other)))
    with export.file("passages.jsonl").open("wb") as stream:
        for coding in codings:
            for one in passages(export.store.judged, coding):
                stream.write(line(one))


def passages(judged: Judged, coding: str) -> Iterator[dict[str, Any]]:
    """Those of an article that people went through."""
    made = judged.of(coding)
    if made is None:
        return
    coded = judged.revisions[coding].coded
    blocks = (one for one in enumerate(coded.article.blocks) if one[1].kind in KINDS)
    for number, block in blocks:
        if (found := passage(coded, made, block)) is not None:
            yield {"id": f"{coding}-{number}"} | found


def passage(coded: CodedArticle, made: Corrected, block: Block) -> dict[str, Any] | None:
    """A paragraph as people corrected it, None where it was not gone through or cannot be written."""
    here = Span.of(block)
    machine = [event for event in coded.events if event.trigger in here]
    text = coded.article.text[block.start : block.end]
    events = [event for event in made.coded.events if event.trigger in here]
    seen = all(("event", event.id) in made.found for event in machine)
    if UNWRITABLE & set(text) or not seen or not (machine or events):
        return None
    marks = Marks(made.coded, here, events)
    told = [marks.told(event, given(made, event)) for event in events]
    if any(one is None for one in told):
        return None
    said = sorted({id for event in (*machine, *events) for id in made.found.get(("event", event.id), ())})
    return {
        "lang": block.language or coded.article.language or "", "published": coded.as_of.day or "",
        "marked": marks.marked(text), "entities": marks.entities, "events": told, "quotes": [], "dates": marks.dates,
        "article": coded.article.id, "corrections": said,
    }  # fmt: skip


def given(made: Corrected, event: Event) -> frozenset[str]:
    """Ids that people gave for a side of an event."""
    fields = made.fields_of(("event", event.id))
    sides = {"actor": event.actors, "recipient": event.recipients}
    return frozenset(id for name, ids in sides.items() if name in fields for id in ids)


@dataclass
class Marks:
    """What is marked in a paragraph. `places`: each with its key; no two cross, triggers and sides come first."""

    coded: CodedArticle
    here: Span
    events: list[Event]
    places: list[tuple[Span, str]] = field(default_factory=list)
    entities: dict[str, dict[str, str | None]] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for event in self.events:
            self.mark("e", event.id, event.trigger)
        actors = {actor.id: actor for actor in self.coded.actors}
        for event in self.events:
            spans = (*event.spans.actors, *event.spans.recipients, event.spans.attribution)
            for id, span in zip((*event.actors, *event.recipients, event.attribution), spans, strict=True):
                self.actor(actors.get(id), span)
        for actor in self.coded.actors:
            for mention in actor.mentions:
                self.actor(actor, mention)
        for date in self.coded.dates:
            if key := self.mark("d", f"{date.start}-{date.end}", date):
                self.dates[key] = date.value
        for place in self.coded.places:
            if key := self.mark("p", place.name, place):
                self.entities[key] = {"kind": "place", "id": slug(place.name), "country": place.country}

    def actor(self, actor: Actor | None, span: Located | None) -> None:
        if actor is not None and span is not None and (key := self.mark("a", actor.id, span)):
            id = None if actor.id.startswith("_") else actor.id
            self.entities[key] = {"kind": actor.kind, "id": id, "country": actor.state}

    def mark(self, letter: str, name: str, located: Located) -> str | None:
        """The key of what stands there; None where it is not in the paragraph, or crosses what is marked already."""
        span = Span.of(located)
        if span not in self.here or any(crosses(span, other) for other, _ in self.places):
            return None
        same = [key for known, key in self.keys.items() if known == (letter, name)]
        key = same[0] if same else f"{letter}{sum(known[0] == letter for known in self.keys) + 1}"
        self.keys[letter, name] = key
        if (span, key) not in self.places:
            self.places.append((span, key))
        return key

    def told(self, event: Event, needed: frozenset[str]) -> dict[str, Any] | None:
        """An event by keys; None where it, or a side that people gave, has no words here."""
        trigger = self.keys.get(("e", event.id))
        if trigger is None or any(("a", id) not in self.keys for id in needed):
            return None
        return {
            "e": trigger, "type": event.type, "modes": event.modes, "actors": self.sides(event.actors),
            "recipients": self.sides(event.recipients), "factuality": event.factuality,
            "by": self.keys.get(("a", event.attribution)), "when": self.over("d", event.spans.date),
            "where": self.over("p", event.spans.place),
        }  # fmt: skip

    def sides(self, ids: Iterable[str]) -> list[str]:
        return [self.keys["a", id] for id in ids if ("a", id) in self.keys]

    def over(self, letter: str, span: Span | None) -> str | None:
        """The key of that letter that stands over words."""
        return next((key for place, key in self.places if key[0] == letter and span and place.overlaps(span)), None)

    def marked(self, text: str) -> str:
        """The paragraph with its marks, the outer one first."""
        opening: dict[int, list[str]] = {}
        closing: dict[int, int] = {}
        for span, key in sorted(self.places, key=lambda one: (one[0].start, -one[0].end, one[1])):
            opening.setdefault(span.start - self.here.start, []).append(f"{{{key}|")
            closing[span.end - self.here.start] = closing.get(span.end - self.here.start, 0) + 1
        return "".join(self._letters(text, opening, closing))

    def _letters(self, text: str, opening: Mapping[int, list[str]], closing: Mapping[int, int]) -> Iterator[str]:
        for at in range(len(text) + 1):
            yield "}" * closing.get(at, 0) + "".join(opening.get(at, ())) + text[at : at + 1]


def crosses(one: Span, other: Span) -> bool:
    """Whether each holds a part of the other, and neither all of it."""
    return one.overlaps(other) and one not in other and other not in one
