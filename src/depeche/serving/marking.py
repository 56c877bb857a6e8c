"""The text of an article with everything found in it, each where it stands.

Spans overlap; the text is cut at every boundary and each piece knows all that cover it, so that all are seen. The
pieces joined are the text, unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from depeche.records import Article, Block, CodedArticle, Event, Located

LAYERS = ("event", "actor", "place", "date", "quote", "cue", "quantity", "relation", "credit")
LANES = 8  # lines under the text that are told apart; spans beyond share the last


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a layer is about. `of`: the id of what they stand for; `says`: the value, `rule`: what read it."""

    layer: str
    of: str
    start: int
    end: int
    says: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Covering:
    """A mark over a piece. `lane`: its line under the text; `first`: the piece is where the mark begins."""

    mark: Mark
    lane: int
    first: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same marks cover, outermost first."""

    text: str
    covering: tuple[Covering, ...]


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of the article, or what stands between two (`block` is None)."""

    block: Block | None
    pieces: tuple[Piece, ...]


# ---- what is marked -------------------------------------------------------------------------------------------------


def marks_of(coded: CodedArticle) -> tuple[Mark, ...]:
    """Everything found, in text order."""
    names = {actor.id: actor.name for actor in coded.actors}
    found = [*_actors(coded), *_places_and_dates(coded), *_quotes(coded, names), *_events(coded), *_ties(coded, names)]
    found += [
        Mark("credit", "credit", b.credit.start, b.credit.end, "credit") for b in coded.article.blocks if b.credit
    ]
    found += [Mark("credit", "byline", byline.start, byline.end, byline.name) for byline in coded.article.bylines]
    return tuple(sorted({one for one in found if one.start < one.end}, key=_place))


def _place(mark: Mark) -> tuple[int, int, int, str]:
    return mark.start, -mark.end, LAYERS.index(mark.layer), mark.of


def _actors(coded: CodedArticle) -> Iterator[Mark]:
    for actor in coded.actors:
        rules = ", ".join(actor.rules)
        for mention in actor.mentions:
            yield Mark("actor", actor.id, mention.start, mention.end, f"{actor.name} ({mention.form})", rules)


def _places_and_dates(coded: CodedArticle) -> Iterator[Mark]:
    for place in coded.places:
        country = place.country or " / ".join(place.candidates)
        says = f"{place.name}, {country}" if country else place.name
        yield Mark("place", place.name, place.start, place.end, says, place.rule)
    for named in coded.dates:
        yield Mark("date", named.value, named.start, named.end, f"{named.value} ({named.precision})", named.rule)


def _quotes(coded: CodedArticle, names: dict[str, str]) -> Iterator[Mark]:
    for number, quote in enumerate(coded.quotes):
        speaker = names.get(quote.speaker or "", "?")
        says = f"{quote.kind.replace('_', ' ')}: {speaker}"
        yield Mark("quote", f"q{number}", quote.start, quote.end, says, quote.rule)
        for words in (quote.cue, quote.source):
            if words is not None:
                yield Mark("cue", f"q{number}", words.start, words.end, says, quote.rule)


def _events(coded: CodedArticle) -> Iterator[Mark]:
    for event in coded.events:
        says = " ".join((event.type, *event.modes))
        for words in (event.trigger, *event.mentions):
            yield Mark("event", event.id, words.start, words.end, says, "; ".join(event.reasons))
        for words in event.spans.factuality:
            yield Mark("cue", event.id, words.start, words.end, event.factuality, "factuality")
        for figure in event.quantities:
            yield Mark("quantity", event.id, figure.start, figure.end, figure.kind)


def _ties(coded: CodedArticle, names: dict[str, str]) -> Iterator[Mark]:
    for number, tie in enumerate(coded.relations):
        says = f"{names.get(tie.subject, tie.subject)} {tie.relation} {names.get(tie.object, tie.object)}"
        for words in tie.evidence:
            yield Mark("relation", f"r{number}", words.start, words.end, says)


# ---- the text in pieces ---------------------------------------------------------------------------------------------


def marked(article: Article, marks: Sequence[Mark]) -> tuple[MarkedBlock, ...]:
    """The whole text: blocks, and what stands between them. Residue inside a block is a part of it."""
    lanes = lanes_of(marks)
    parts: list[MarkedBlock] = []
    end = 0
    for block in sorted(article.blocks, key=lambda b: (b.start, -b.end)):
        if block.start < end:
            continue  # lies in the one before
        if end < block.start:
            parts.append(MarkedBlock(None, tuple(pieces(article.text, lanes, end, block.start))))
        parts.append(MarkedBlock(block, tuple(pieces(article.text, lanes, block.start, block.end))))
        end = block.end
    if end < len(article.text):
        parts.append(MarkedBlock(None, tuple(pieces(article.text, lanes, end, len(article.text)))))
    return tuple(parts)


def lanes_of(marks: Iterable[Mark]) -> tuple[tuple[Mark, int], ...]:
    """Each mark, in text order, with the first line under the text that is free where it begins."""
    ends: list[int] = []  # of the last mark in each lane
    found = []
    for mark in sorted(marks, key=_place):
        lane = next((number for number, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[lane : lane + 1] = [mark.end]
        found.append((mark, min(lane, LANES - 1)))
    return tuple(found)


def pieces(text: str, lanes: Sequence[tuple[Mark, int]], start: int, end: int) -> Iterator[Piece]:
    """text[start:end], cut wherever a mark begins or ends."""
    here = [(mark, lane) for mark, lane in lanes if mark.start < end and start < mark.end]
    cuts = {start, end, *(at for mark, _ in here for at in (mark.start, mark.end) if start < at < end)}
    bounds = sorted(cuts)
    for one, other in pairwise(bounds):
        over = (Covering(m, lane, m.start == one) for m, lane in here if m.start <= one and other <= m.end)
        yield Piece(text[one:other], tuple(sorted(over, key=lambda c: -c.lane)))


# ---- one event ------------------------------------------------------------------------------------------------------


def event_marks(event: Event) -> Iterator[Mark]:
    """The words of each field of an event."""

    def each(field: str, spans: Iterable[Located | None]) -> Iterator[Mark]:
        return (Mark("event", field, span.start, span.end, field) for span in spans if span is not None)

    spans = event.spans
    yield from each("type", (event.trigger, *event.mentions))
    yield from each("actors", spans.actors)
    yield from each("recipients", spans.recipients)
    yield from each("date", (spans.date,))
    yield from each("place", (spans.place,))
    yield from each("attribution", (spans.attribution,))
    yield from each("factuality", spans.factuality)
    yield from each("quantities", event.quantities)
