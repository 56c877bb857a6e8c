"""A coded article as a page for a person: its frame, then what it reports, with the words that say so.

Colours tell who acts, who is acted on, when and where; without them the act's own words stand between *stars*.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from depeche.batch import why_not_coded
from depeche.presenting.encoded import ReadArticle
from depeche.presenting.words import count, day_in_words, either, in_words, language_name
from depeche.records import Actor, Article, AsOf, CodedArticle, Event, EventPlace, Located, Quantity, Quote, Span

PAGE_WIDTH = 80  # columns, where nobody's window says otherwise
INDENT = 2
COLOURS = {"act": "bold yellow", "actor": "bold cyan", "recipient": "bold blue", "date": "green", "place": "magenta"}
CONTROLS = {c: "\N{REPLACEMENT CHARACTER}" for c in [*range(32), *range(127, 160)]} | dict.fromkeys(map(ord, "\n\r\t"), " ")

Marks = Iterable[tuple[Located | None, str]]


def write_pages(results: Iterable[CodedArticle | ReadArticle], stream: BinaryIO, *, why: bool = False) -> None:
    """A page an article, with a rule between two. `why`: with reasons, confidence and rules."""
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    try:
        console = Console(file=text, width=None if text.isatty() or "COLUMNS" in os.environ else PAGE_WIDTH)
        for number, result in enumerate(results):
            if number:
                console.rule(style="dim")
            page = Page(console, result.article, why=why)
            page.coded(result) if isinstance(result, CodedArticle) else page.read()
    finally:
        text.detach()


class Page:
    """Prints one article to a console."""

    def __init__(self, console: Console, article: Article, *, why: bool = False) -> None:
        self.console, self.article, self.why = console, article, why
        self.names: dict[str, str] = {}

    def read(self) -> None:
        """The frame and the blocks."""
        self.frame(None)
        self.heading("Blocks", len(self.article.blocks))
        for block in self.article.blocks:
            about = [block.kind.replace("_", " "), block.language or "", "archive picture" if block.archive else ""]
            if block.pair_with or block.announces:
                about.append(f"→ {block.pair_with or block.announces}")
            if block.credit:
                about.append(f"credit: {self.words(block.credit)}")
            self.line(Text.assemble((f"{block.id} ", "dim"), (", ".join(filter(None, about)), "italic")))
            self.line(self.words(block), INDENT)

    def coded(self, coded: CodedArticle) -> None:
        """The frame and all that was found."""
        self.names = {actor.id: actor.name for actor in coded.actors}
        self.frame(coded.as_of)
        if note := why_not_coded(self.article):
            self.line(Text(f"Note: {note}", "bold"))
            return
        self.section("Events", coded.events, self.event)
        self.section("Quotes", coded.quotes, self.quote)
        self.dates(coded)
        self.places(coded)
        self.section("Relations", coded.relations, lambda r: self.relation(r.subject, r.relation, r.object))
        self.actors(coded.actors)
        self.console.print()

    # ---- the frame --------------------------------------------------------------------------------------------------

    def frame(self, as_of: AsOf | None) -> None:
        article = self.article
        self.line(Text(clean(article.title or article.id), "bold"))
        captions = [block for block in article.blocks if block.kind == "caption"]
        facts = [language_name(article.language), spoken_from(article, as_of)]
        facts += [f"by {either(article.authors)}"] if article.authors else []
        facts += [count(len(captions), "caption")] if captions else []
        facts += [article.publisher] if article.publisher else []
        facts += [article.source] if article.source else []
        self.line(Text(clean(" · ".join(facts)), "dim"))

    # ---- events -----------------------------------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        self.line(self.sentence(event))
        marks = marks_of(event)
        for evidence in event.evidence:
            self.line(self.words(evidence, marks), INDENT)
        for quantity in event.quantities:
            self.line(Text(f"{figure(quantity)}: “{self.words(quantity)}”{self.given_by(quantity)}"), INDENT)
        if self.why:
            self.reasons(event)

    def sentence(self, event: Event) -> Text:
        """“19 June 2024, Pyongyang — Vladimir Putin → Kim Jong-un: CONSULT (visit), told by the reporter”."""
        when = in_words(event.date) if event.date else ""
        where = event.place.name if event.place else ""
        said = Text.assemble(
            (when, COLOURS["date"]), ", " if when and where else "", (where, COLOURS["place"]),
            " — " if when or where else "",
            (self.called(event.actors), COLOURS["actor"]), " → " if event.recipients else "",
            (self.called(event.recipients) if event.recipients else "", COLOURS["recipient"]), ": ",
            (event.type, COLOURS["act"]), f" ({', '.join(event.modes)})" if event.modes else "",
        )  # fmt: skip
        said.append("" if event.factuality == "asserted" else f", {event.factuality}")
        said.append(", background" if event.background else "")
        return said.append(f", told by {self.teller(event.attribution)}")

    def called(self, ids: tuple[str, ...]) -> str:
        return clean(either(tuple(self.name(id) for id in ids)) or "someone")

    def teller(self, id: str) -> str:
        return "the reporter" if id == "reporter" else clean(self.name(id))

    def name(self, id: str) -> str:
        return self.names.get(id, id)

    def given_by(self, quantity: Quantity) -> str:
        return f", given by {self.teller(quantity.by)}" if quantity.by else ""

    def reasons(self, event: Event) -> None:
        told_again = f"; told again by {', '.join(self.shown(m) for m in event.mentions)}" if event.mentions else ""
        contexts = f"; contexts {', '.join(event.contexts)}" if event.contexts else ""
        self.line(Text(f"{event.id}: confidence {event.confidence:.2f}{contexts}{told_again}", "dim"), INDENT)
        for reason in event.reasons:
            self.line(Text(f"because {clean(reason)}", "dim"), INDENT)
        for field, ids in event.candidates.items():
            self.line(Text(f"{field} may be {' or '.join(map(self.name, ids))}", "dim"), INDENT)

    # ---- quotes, dates, places, relations, actors ---------------------------------------------------------------------

    def quote(self, quote: Quote) -> None:
        speaker = "nobody" if quote.kind == "not_speech" else self.name(quote.speaker) if quote.speaker else "unknown"
        self.line(Text.assemble(
            (clean(speaker), COLOURS["actor"]), f" → {self.name(quote.addressee)}" if quote.addressee else "",
            f" ({quote.kind.replace('_', ' ')})", f", {self.shown(quote.cue)}" if quote.cue else "", ":",
        ))  # fmt: skip
        self.line(f"“{self.words(quote)}”" if quote.kind != "indirect" else self.words(quote), INDENT)
        if self.why:
            self.line(Text(f"because {quote.rule}", "dim"), INDENT)

    def dates(self, coded: CodedArticle) -> None:
        rows = [
            (self.shown(d), in_words(d.value), f"{d.precision}, reckoned from {d.anchor}", d.rule) for d in coded.dates
        ]
        self.table("Dates", ("words", "days", "how", "rule"), rows, style=COLOURS["date"])

    def places(self, coded: CodedArticle) -> None:
        rows = [
            (self.shown(p), p.name, p.country or either(p.candidates) or "unknown", p.rule) for p in coded.places
        ]
        self.table("Places", ("words", "place", "country", "rule"), rows, style=COLOURS["place"])

    def relation(self, subject: str, relation: str, object: str) -> None:
        self.line(Text(clean(f"{self.name(subject)} — {relation.replace('_', ' ')} — {self.name(object)}")))

    def actors(self, actors: tuple[Actor, ...]) -> None:
        rows = [(actor.name, actor.kind, known_as(actor), how_often(actor), ", ".join(actor.rules)) for actor in actors]
        self.table("Actors", ("name", "kind", "id", "mentions", "rule"), rows, style=COLOURS["actor"])

    # ---- parts of a page ----------------------------------------------------------------------------------------------

    def section[T](self, title: str, records: tuple[T, ...], show: Callable[[T], None]) -> None:
        if records:
            self.heading(title, len(records))
        for record in records:
            show(record)

    def heading(self, title: str, number: int) -> None:
        self.console.print()
        self.console.print(Text(f"{title} ({number})", "bold underline"))

    def table(self, title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], *, style: str) -> None:
        """Rows under their columns; the last column, what decided, only with `why`."""
        if not rows:
            return
        self.heading(title, len(rows))
        shown = columns if self.why else columns[:-1]
        table = Table(box=None, pad_edge=False, header_style="dim")
        for number, column in enumerate(shown):
            table.add_column(column, style="" if number else style, overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(cell)) for cell in row[: len(shown)]))
        self.console.print(Padding(table, (0, 0, 0, INDENT)))

    def line(self, text: Text | str, indent: int = 0) -> None:
        shown = Text(text) if isinstance(text, str) else text
        self.console.print(Padding(shown, (0, 0, 0, INDENT + indent)) if self.names else Padding(shown, (0, 0, 0, indent)))

    def shown(self, located: Located) -> str:
        return f"“{clean(self.article[located])}”"

    def words(self, located: Located, marks: Marks = ()) -> Text:
        """The words of the text, those of the act and its fields in their colours."""
        text = Text(clean(self.article[located]))
        inside = [(span, kind) for span, kind in marks if span and located.start <= span.start and span.end <= located.end]
        for span, kind in inside:
            text.stylize(COLOURS[kind], span.start - located.start, span.end - located.start)
        return text if self.console.is_terminal else starred(text, acts(inside), located.start)


def acts(marks: Marks) -> Iterator[Located]:
    return (span for span, kind in marks if kind == "act" and span)


def starred(text: Text, spans: Iterable[Located], offset: int) -> Text:
    """The words with stars around the spans, which do not overlap."""
    plain = text.plain
    for span in sorted(spans, key=lambda s: s.start, reverse=True):
        start, end = span.start - offset, span.end - offset
        plain = f"{plain[:start]}*{plain[start:end]}*{plain[end:]}"
    return Text(plain)
