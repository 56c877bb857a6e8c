"""A quotation as a newsroom has it: the speaker's office on that day, how exact, and where it was said."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from depeche.knowledge.directory import load_directory
from depeche.records import Actor, CodedArticle, Quote, QuoteKind, Span

EXACT: Final[dict[QuoteKind, str]] = {
    "direct": "exact words", "partial": "exact in part", "indirect": "reported", "not_speech": "not speech",
}  # fmt: skip
SENTENCE_END: Final = re.compile(r"[.!?…][»”\"']?\s|\n")


def office_of(actor: Actor, day: str | None) -> str | None:
    """The office that the directory knows for the day, else the title printed beside the name; None without either."""
    directory = load_directory()
    held = directory.offices_of(actor.id, date.fromisoformat(day)) if day else ()
    if held:
        return directory.in_words(held[0])
    titles = (role.title for role in actor.roles)
    return next((title for title in titles if title.lower() not in actor.name.lower()), None)


def place_of(coded: CodedArticle, quote: Quote) -> str | None:
    """Where something was said: the first place in its cue's sentence that no quotation holds; None where none is
    named."""
    if quote.cue is None:
        return None
    sentence = _around(coded.article.text, quote.cue)
    named = [place for place in coded.places if place in sentence and not _is_quoted(coded, Span.of(place))]
    return named[0].name if named else None


def _around(text: str, cue: Span) -> Span:
    start = max((match.end() for match in SENTENCE_END.finditer(text, 0, cue.start)), default=0)
    end = SENTENCE_END.search(text, cue.end)
    return Span(start, end.start() if end else len(text))


def _is_quoted(coded: CodedArticle, place: Span) -> bool:
    return any(quote.kind != "not_speech" and place in Span.of(quote) for quote in coded.quotes)
