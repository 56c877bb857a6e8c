"""A coded article as a page for a person: its frame, then what it reports, with the words that say so.

Colours tell who acts, who is acted on, when and where; without them the act's own words stand between *stars*.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from typing import BinaryIO, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from depeche.batch import why_not_coded
from depeche.presenting.encoded import Result
from depeche.presenting.said import EXACT, office_of, place_of
from depeche.presenting.words import count, day_in_words, either, in_words, language_name
from depeche.records import Actor, Article, AsOf, CodedArticle, Date, Event, Located, Place, Quantity, Quote, Span

PAGE_WIDTH = 80  # columns, where nobody's window says otherwise
INDENT, DEEPER = 2, 4  # columns
COLOURS = {"act": "bold yellow", "actor": "bold cyan", "recipient": "bold blue", "date": "green", "place": "magenta"}
CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}") | dict.fromkeys(b"\n\r\t", " ")

T = TypeVar("T")
Marks = Iterable[tuple[Located, str]]  # where, and which of COLOURS


def write_pages(results: Iterable[Result], stream: BinaryIO, *, why: bool = False) -> None:
    """A page an article, with a rule between two. `why`: with reasons, confidence and rules."""
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    try:
        console = Console(file=text, width=None if text.isatty() or "COLUMNS" in os.environ else PAGE_WIDTH)
        for number, result in enumerate(results):
            with console.capture() as printed:
                if number:
                    console.rule(style="dim")
                page = Page(console, result.article, why=why)
                page.coded(result) if isinstance(result, CodedArticle) else page.read()
            text.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    finally:
        text.detach()


class Page:
    """Prints one article to a console."""

    def __init__(self, console: Console, article: Article, *, why: bool = False) -> None:
        self.console, self.article, self.why = console, article, why
        self.names: dict[str, str] = {}
        self.offices: dict[str, str] = {}
        self.said_at: dict[int, str] = {}

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
            self.line(self.words(block), indent=DEEPER)

    def coded(self, coded: CodedArticle) -> None:
        """The frame and all that was found."""
        self.names = {actor.id: actor.name for actor in coded.actors}
        self.offices = {a.id: office for a in coded.actors if (office := office_of(a, coded.as_of.day))}
        self.said_at = {q.start: place for q in coded.quotes if (place := place_of(coded, q))}
        self.frame(coded.as_of)
        if note := why_not_coded(self.article):
            self.line(Text(f"Note: {note}", "bold"), indent=0)
            return
        self.section("Events", coded.events, self.event)
        self.section("Quotes", coded.quotes, self.quote)
        self.dates(coded)
        self.places(coded)
        self.section("Relations", coded.relations, lambda r: self.relation(r.subject, r.relation, r.object))
        self.actors(coded.actors)
        self.console.print()

    # ---- the frame -----------------------------------------------------------------------------------------------

    def frame(self, as_of: AsOf | None) -> None:
        article = self.article
        self.line(Text(clean(article.title or article.id), "bold"), indent=0)
        captions = [block for block in article.blocks if block.kind == "caption"]
        facts = [language_name(article.language), spoken_from(article, as_of)]
        facts += [f"by {either(article.authors)}"] if article.authors else []
        facts += [count(len(captions), "caption")] if captions else []
        facts += [article.publisher] if article.publisher else []
        facts += ["standard input" if article.source == "-" else article.source] if article.source else []
        self.line(Text(clean(" · ".join(facts)), "dim"), indent=0)

    # ---- events --------------------------------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        self.line(self.sentence(event))
        marks = marks_of(event)
        told = [e for e in event.evidence if event.trigger in Span.of(e)] or list(event.evidence[:1])
        for evidence in event.evidence if self.why else told[:1]:
            self.line(self.words(evidence, marks), indent=DEEPER)
        if not self.why and len(event.evidence) > 1:
            self.line(Text(f"and {count(len(event.evidence) - 1, 'other sentence')}", "dim"), indent=DEEPER)
        for quantity in event.quantities:
            self.line(Text(f"{figure(quantity)}: “{self.words(quantity)}”{self.given_by(quantity)}"), indent=DEEPER)
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
        self.line(Text(f"{event.id}: confidence {event.confidence:.2f}{contexts}{told_again}", "dim"), indent=DEEPER)
        for reason in event.reasons:
            self.line(Text(f"because {clean(reason)}", "dim"), indent=DEEPER)
        for field, ids in event.candidates.items():
            self.line(Text(f"{field} may be {' or '.join(map(self.name, ids))}", "dim"), indent=DEEPER)

    # ---- quotes, dates, places, relations, actors ------------------------------------------------------------------

    def quote(self, quote: Quote) -> None:
        """Who said it and the words; for a part of a clause the words alone."""
        words = self.words(quote)
        said = words if quote.kind == "indirect" else Text.assemble("“", words, "”")
        if quote.of is not None:
            self.line(Text.assemble("in marks: ", said), indent=DEEPER)
        else:
            self.line(self.speaker(quote))
            self.line(said, indent=DEEPER)
        if self.why:
            self.line(Text(f"because {quote.rule}", "dim"), indent=DEEPER)

    def speaker(self, quote: Quote) -> Text:
        """“Antony Blinken, Secretary of State, United States → Irfaan Ali, in Georgetown (exact in part), “a
        réitéré”:”."""
        speaker = "nobody" if quote.kind == "not_speech" else self.source(quote)
        office = f", {clean(self.offices[quote.speaker])}" if quote.speaker in self.offices else ""
        addressee = f" → {clean(self.name(quote.addressee))}" if quote.addressee else ""
        where = Text(f", in {self.said_at[quote.start]}", COLOURS["place"]) if quote.start in self.said_at else ""
        cue = f", {self.shown(quote.cue)}" if quote.cue else ""
        who = (clean(speaker), COLOURS["actor"])
        return Text.assemble(who, office, addressee, where, f" ({EXACT[quote.kind]}){cue}:")

    def source(self, quote: Quote) -> str:
        """The speaker's name; of one without identity the words that name him."""
        if quote.speaker:
            return self.name(quote.speaker)
        return self.article[quote.source] if quote.source else "unknown"

    def dates(self, coded: CodedArticle) -> None:
        rows = [(self.shown(date), in_words(date.value), reckoned(date), date.rule) for date in coded.dates]
        self.table("Dates", ("words", "days", "how", "rule"), rows, style=COLOURS["date"])

    def places(self, coded: CodedArticle) -> None:
        """A row a place, with every way it is written."""
        rows: dict[tuple[str, str], list[Place]] = {}
        for place in coded.places:
            rows.setdefault((place.name, place.country or either(place.candidates) or "unknown"), []).append(place)
        cells = [(name, country, *self.times(places)) for (name, country), places in rows.items()]
        self.table("Places", ("place", "country", "words", "rule"), cells, style=COLOURS["place"])

    def times(self, places: list[Place]) -> tuple[str, str]:
        words = Counter(self.shown(place) for place in places)
        written = ", ".join(word if n == 1 else f"{word} ×{n}" for word, n in words.items())
        return written, ", ".join(dict.fromkeys(place.rule for place in places))

    def relation(self, subject: str, relation: str, object: str) -> None:
        self.line(Text(clean(f"{self.name(subject)} — {relation.replace('_', ' ')} — {self.name(object)}")))

    def actors(self, actors: tuple[Actor, ...]) -> None:
        rows = [(actor.name, actor.kind, known_as(actor), how_often(actor), ", ".join(actor.rules)) for actor in actors]
        self.table("Actors", ("name", "kind", "id", "mentions", "rule"), rows, style=COLOURS["actor"])

    # ---- parts of a page -------------------------------------------------------------------------------------------

    def section(self, title: str, records: tuple[T, ...], show: Callable[[T], None]) -> None:
        if records:
            self.heading(title, len(records))
        for record in records:
            show(record)

    def heading(self, title: str, number: int) -> None:
        self.console.print()
        self.console.print(Text(f"{title} ({number})", "bold underline"))

    def table(self, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, style: str) -> None:
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

    def line(self, text: Text, *, indent: int = INDENT) -> None:
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def shown(self, located: Located) -> str:
        return f"“{clean(self.article[located])}”"

    def words(self, located: Located, marks: Marks = ()) -> Text:
        """The words of the text, those of the act and its fields in their colours."""
        text = Text(clean(self.article[located]))
        inside = [mark for mark in marks if mark[0] in Span.of(located)]
        for span, kind in inside:
            text.stylize(COLOURS[kind], span.start - located.start, span.end - located.start)
        return text if self.console.is_terminal else starred(text, inside, located.start)


def marks_of(event: Event) -> Marks:
    """The words of an event's fields, those of the act last so that they stand out."""
    spans = event.spans
    groups: tuple[tuple[str, Iterable[Span | None]], ...] = (
        ("date", (spans.date,)),
        ("place", (spans.place,)),
        ("recipient", spans.recipients),
        ("actor", spans.actors),
        ("act", (event.trigger, *event.mentions)),
    )
    return [(span, kind) for kind, group in groups for span in group if span]


def starred(text: Text, marks: Marks, offset: int) -> Text:
    """The words with stars around those of the act."""
    plain = text.plain
    for start, end in sorted({(m.start - offset, m.end - offset) for m, kind in marks if kind == "act"}, reverse=True):
        plain = f"{plain[:start]}*{plain[start:end]}*{plain[end:]}"
    return Text(plain)


def spoken_from(article: Article, as_of: AsOf | None) -> str:
    if as_of is None:
        return f"published {day_in_words(article.published)}" if article.published else "no date stated"
    if as_of.day is None:
        return "speaks from an unknown day"
    how = "as published" if as_of.rule == "published" else as_of.rule.replace("-", " ")
    return f"speaks from {day_in_words(as_of.day)} ({how})"


def reckoned(date: Date) -> str:
    """“day”, or “day, from 5 March 2024” for one that depends on another day."""
    return (
        date.precision
        if date.anchor in ("absolute", "unknown")
        else f"{date.precision}, from {day_in_words(date.anchor)}"
    )


def figure(quantity: Quantity) -> str:
    """“injured: 12 to 15 persons”."""
    ends = [f"{end:g}" for end in (quantity.low, quantity.high) if end is not None]
    number = " to ".join(dict.fromkeys(ends)) or "an unknown number"
    if len(ends) == 1:
        number = f"{'at least' if quantity.high is None else 'at most'} {number}"
    return f"{quantity.kind}: {number}" + (f" {quantity.unit}" if quantity.unit else "")


def known_as(actor: Actor) -> str:
    """An actor's id and state; for one it is not known which, whom it may be."""
    if actor.candidates:
        return " or ".join(actor.candidates)
    known = "not known" if actor.id.startswith("_") else actor.id
    return known if actor.state in (None, actor.id) else f"{known}, {actor.state}"


def how_often(actor: Actor) -> str:
    """“5 (3 name, 2 pronoun)”."""
    forms = Counter(mention.form for mention in actor.mentions)
    return f"{forms.total()} ({', '.join(f'{n} {form}' for form, n in forms.most_common())})" if forms else "0"


def clean(words: str) -> str:
    """The words, character for character, without what could steer a terminal."""
    return words.translate(CONTROLS)
