"""A coded article in a notebook: its text with everything that was found, where it stands.

The text is cut at every border of a span, and each piece lies in a mark for every span over it: spans that overlap are
all to be seen, and without its tags the text is the article's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from depeche.records import CodedArticle, Located

STYLE = """<style>
.depeche-text{white-space:pre-wrap;line-height:2;max-width:48rem}
.depeche-text mark{background:none;color:inherit;border-bottom:3px solid;padding-bottom:1px}
.depeche-text mark mark{padding-bottom:5px}
.depeche-text mark mark mark{padding-bottom:9px}
.depeche-event{border-color:#b8860b!important;font-weight:bold}
.depeche-actor{border-color:#0072b2!important}
.depeche-date{border-color:#007a5e!important}
.depeche-place{border-color:#aa4499!important}
.depeche-quote{border-color:#777!important;border-bottom-style:dotted!important}
</style>"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to be marked. `layer`: event, actor, date, place or quote; `about`: what stands there."""

    start: int
    end: int
    layer: str
    about: str


def as_html(coded: CodedArticle) -> str:
    """A title, what is marked how, the text, and its events."""
    marks = tuple(marks_of(coded))
    layers = ", ".join(
        f'<mark class="depeche-{layer}">{layer}</mark>' for layer in dict.fromkeys(m.layer for m in marks)
    )
    title = escape(coded.article.title or coded.article.id)
    shown = f"<p>{layers}</p>" if layers else "<p>nothing found</p>"
    text = f'<div class="depeche-text">{marked(coded.article.text, marks)}</div>'
    return f"<div>{STYLE}<h3>{title}</h3>{shown}{text}{events_table(coded)}</div>"


def marks_of(coded: CodedArticle) -> Iterator[Mark]:
    for event in coded.events:
        sides = f"{', '.join(event.actors) or 'someone'} → {', '.join(event.recipients) or 'nobody'}"
        for span in (event.trigger, *event.mentions):
            yield mark(span, "event", f"{event.id} {event.type}: {sides}")
    for actor in coded.actors:
        for mention in actor.mentions:
            yield mark(mention, "actor", f"{actor.id}: {actor.name}")
    for date in coded.dates:
        yield mark(date, "date", date.value)
    for place in coded.places:
        yield mark(place, "place", f"{place.name}, {place.country or 'in no state'}")
    for quote in coded.quotes:
        yield mark(quote, "quote", f"{quote.kind}: {quote.speaker or 'of somebody'}")


def mark(span: Located, layer: str, about: str) -> Mark:
    return Mark(span.start, span.end, layer, about)


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The text in HTML; every piece of it within a mark for each span over it, the longest outermost."""
    kept = sorted((m for m in marks if 0 <= m.start < m.end <= len(text)), key=lambda m: (m.start, -m.end, m.layer))
    borders = sorted({0, len(text), *(m.start for m in kept), *(m.end for m in kept)})
    pieces, over, following = [], list[Mark](), iter([*kept, None])
    coming = next(following)
    for start, end in pairwise(borders):
        over = [m for m in over if m.end > start]
        while coming is not None and coming.start == start:
            over.append(coming)
            coming = next(following)
        around = sorted(over, key=lambda m: (m.start - m.end, m.start, m.layer))
        opening = "".join(f'<mark class="depeche-{m.layer}" title="{escape(m.about)}">' for m in around)
        pieces.append(f"{opening}{as_written(text[start:end])}{'</mark>' * len(around)}")
    return "".join(pieces)


def as_written(words: str) -> str:
    """The words, whatever they hold; a carriage return would be read as an end of line."""
    return escape(words, quote=False).replace("\r", "&#13;")


def events_table(coded: CodedArticle) -> str:
    if not coded.events:
        return ""
    names = ("event", "type", "actors", "recipients", "date", "factuality", "told by", "words")
    rows = (
        (e.id, e.type, ", ".join(e.actors), ", ".join(e.recipients), e.date or "", e.factuality, e.attribution,
         coded.article[e.trigger])
        for e in coded.events
    )  # fmt: skip
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
