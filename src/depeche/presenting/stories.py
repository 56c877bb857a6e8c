"""A story as a page for a person: what it is, each report with its words, and what the sources tell differently.

Reprints stand under the report that they come from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from depeche.presenting.page import COLOURS, DEEPER, INDENT, PAGE_WIDTH, clean
from depeche.presenting.words import count, either, in_words, language_name, spoken
from depeche.records import Differing, Story, StoryMention

Line = tuple[int, Text]  # columns from the left, words


def write_story(story: Story, stream: BinaryIO) -> None:
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    try:
        console = Console(file=text, width=None if text.isatty() or "COLUMNS" in os.environ else PAGE_WIDTH)
        with console.capture() as printed:
            for indent, line in lines(story):
                console.print(Padding(line, (0, 0, 0, indent)))
        text.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    finally:
        text.detach()


def lines(story: Story) -> Iterator[Line]:
    yield 0, Text.assemble((f"{story.id} ", "dim"), headline(story))
    yield 0, Text(told_in_all(story), "dim")
    yield from heading(f"Reports ({story.reports})")
    for head, *reprints in by_origin(story):
        yield from report(head, story)
        for reprint in reprints:
            yield from report(reprint, story, deeper=INDENT)
    if story.differing:
        yield from heading("Told differently")
    for one in story.differing:
        yield from told(one, story)


def heading(title: str) -> Iterator[Line]:
    yield 0, Text()
    yield 0, Text(title, "bold underline")


def headline(story: Story) -> Text:
    """“6 June 2023, Tbilisi — ARM → AZE: CONSULT”."""
    when = in_words(story.date) if story.date else ""
    where = clean(story.place.name) if story.place else ""
    before = Text.assemble((when, COLOURS["date"]), ", " if when and where else "", (where, COLOURS["place"]))
    said = Text.assemble(before, " — " if before else "", dyad(story.actors, story.recipients))
    said.append(": ").append(story.type, COLOURS["act"])
    return said.append("" if story.factuality == "asserted" else f", {story.factuality}")


def dyad(actors: tuple[str, ...], recipients: tuple[str, ...]) -> Text:
    said = Text(clean(either(actors)) or "someone", COLOURS["actor"])
    return said.append(f" → {clean(either(recipients))}", COLOURS["recipient"]) if recipients else said


def told_in_all(story: Story) -> str:
    languages = either(tuple(language_name(code) for code in story.languages))
    origins = count(story.independent_origins, "independent origin")
    return f"{count(story.reports, 'report')} of {count(story.sources, 'source')}, {origins}; {languages}"


def by_origin(story: Story) -> list[list[StoryMention]]:
    """Reports that come from one article, that article's own first; the first told first."""
    groups: dict[str, list[StoryMention]] = {}
    for mention in story.mentions:
        groups.setdefault(mention.origin, []).append(mention)
    return [sorted(group, key=lambda one: one.coding != one.origin) for group in groups.values()]


def report(mention: StoryMention, story: Story, *, deeper: int = 0) -> Iterator[Line]:
    day = spoken(mention.reported) if mention.reported else "day unknown"
    about = f"{day} · {clean(mention.source)} · {clean(mention.article)} · {language_name(mention.language)}"
    reprint = "reprint: " if mention.coding != mention.origin else ""
    yield INDENT + deeper, Text.assemble((reprint, "italic"), about)
    yield DEEPER + deeper, Text(f"“{clean(mention.sentence)}”")
    yield DEEPER + deeper, Text.assemble(dyad(mention.actors, mention.recipients), f", {according(mention)}")
    if mention.other and mention.probability is not None:
        other = next((one for one in story.mentions if (one.coding, one.event) == mention.other), None)
        like = f"as {clean(other.article)}" if other else "as a report that is no longer here"
        reasons = f": {', '.join(mention.reasons)}" if mention.reasons else ""
        yield DEEPER + deeper, Text(f"one event {like} by {mention.probability:.2f}{reasons}", "dim")


def according(mention: StoryMention) -> str:
    teller = "the reporter" if mention.attribution == "reporter" else clean(mention.attribution)
    return f"{mention.factuality}, told by {teller}"


def told(one: Differing, story: Story) -> Iterator[Line]:
    """“date: 6 June 2023 — 2 origins (a1, a3)”; the field's name before the first of its values."""
    first = next(other for other in story.differing if other.field == one.field) is one
    value = in_words(one.value) if one.field == "date" else one.value
    yield INDENT, Text.assemble(
        (f"{one.field}: ", "bold") if first else " " * (len(one.field) + 2), clean(value),
        (f" — {count(one.origins, 'origin')} ({clean(', '.join(one.articles))})", "dim"),
    )  # fmt: skip
