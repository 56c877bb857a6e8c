"""The dateline that opens a report: "PARIS (AFP) —", "MADRID, 3 mar (EFE).-", "LONDON, March 3 (Reuters) -"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from depeche.knowledge.gazetteer import load_gazetteer
from depeche.knowledge.layout import agency_kind
from depeche.reading.lines import trim
from depeche.records import Article, Block, Span

LONGEST = 90  # code points
DASH = r"\s*[.:,]?\s*[-–—]{1,2}"
WITH_AGENCY = re.compile(
    rf"(?P<head>[^()\n]{{0,70}}?)\s*[(\[](?P<agency>[^()\[\]\n]{{2,40}})[)\]](?P<mark>{DASH}|\s*[.:])?\s*"
)
WITH_COUNTRY = re.compile(rf"(?P<head>[^\W\d_][^()\n.!?:]{{1,40}}?\s*\([^\W\d_][^()\d\n]{{2,30}})\){DASH}\s*")
WITH_COLON = re.compile(r"(?P<head>[^\W\d_][^()\n.!?:,]{2,30}?)\s*:\s+(?=\S)")
WITH_DATE = re.compile(r"(?P<head>[^\W\d_][^()\n.!?]{1,70}?)\s*[.,]?\s*[-–—]{1,2}\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The words before the report proper, [start, end) with their dash; what is not printed is None."""

    start: int
    end: int
    place: Span | None
    agency: Span | None
    date: Span | None


def dateline(article: Article, block: Block) -> Dateline | None:
    """The dateline at the start of a paragraph, or None."""
    return find_dateline(article.text, block.start, block.end) if block.kind == "paragraph" else None


def find_dateline(text: str, start: int, end: int) -> Dateline | None:
    """An agency in brackets after a place or a date; a place in capitals before a dash, its country perhaps behind it;
    a city in capitals before a colon."""
    stop = min(end, start + LONGEST)
    found = WITH_AGENCY.match(text, start, stop)
    if found and is_agency(found["agency"]) and plain_head(found["head"]):
        place, date = read_head(text, found.start("head"), found.end("head"))
        if found["mark"] or place is None:
            return Dateline(start, found.end(), place, trim(text, *found.span("agency")), date)
    if found := WITH_COUNTRY.match(text, start, stop):
        place = trim(text, *found.span("head"))
        if in_capitals(text[place.start : text.index("(", place.start)].strip()):
            return Dateline(start, found.end(), place, None, None)
    if (found := WITH_COLON.match(text, start, stop)) and in_capitals(found["head"]) and is_city(found["head"]):
        return Dateline(start, found.end(), trim(text, *found.span("head")), None, None)
    found = WITH_DATE.match(text, start, stop)
    if found is None:
        return None
    place, date = read_head(text, found.start("head"), found.end("head"))
    if place is None or not in_capitals(text[place.start : place.end]):
        return None
    return Dateline(start, found.end(), place, None, date)


def is_agency(words: str) -> bool:
    return any(agency_kind(part) is not None for part in re.split(r"\s*[/,]\s*", words.strip()))


def is_city(words: str) -> bool:
    return any(place.kind == "city" for place in load_gazetteer().named(words))


def plain_head(head: str) -> bool:
    """Is it a few words that begin with a capital or a number, as places and dates do?"""
    return not head.strip() or (len(head.split()) <= 9 and (head.strip()[0].isupper() or head.strip()[0].isdigit()))


def in_capitals(words: str) -> bool:
    first = words.split(",")[0]
    return first.isupper() and len(first) > 2 and len(first.split()) <= 4


def read_head(text: str, start: int, end: int) -> tuple[Span | None, Span | None]:
    """(place, date): the parts between commas without, and with, a digit."""
    spans = [trim(text, start + m.start(), start + m.end()) for m in re.finditer(r"[^,]+", text[start:end])]
    places = [s for s in spans if s.start < s.end and not re.search(r"\d", text[s.start : s.end])]
    dates = [s for s in spans if re.search(r"\d", text[s.start : s.end])]
    place = Span(places[0].start, places[-1].end) if places else None
    if place and dates and place.end > dates[0].start > place.start:
        place = places[0]
    return place, Span(dates[0].start, dates[-1].end) if dates else None
