"""A story as a page for a person: what it is, each report with its words, and what the sources tell differently.

Reprints stand under the report that they come from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from itertools import chain
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
    names = {id: name for mention in reversed(story.mentions) for id, name in mention.names.items()}
    yield 0, Text.assemble((f"{story.id} ", "dim"), headline(story, names))
    yield 0, Text(told_in_all(story), "dim")
    yield from heading(f"Reports ({story.reports})")
    for mention in chain.from_iterable(by_origin(story)):
        yield from report(mention, story)
    if story.differing:
        yield from heading("Told differently")
    for one in story.differing:
        yield from told(one, story)


def heading(title: str) -> Iterator[Line]:
    yield 0, Text()
    yield 0, Text(title, "bold underline")


def headline(story: Story, names: Mapping[str, str]) -> Text:
    """“6 June 2023, Tbilisi — Armenia → Azerbaijan: CONSULT”."""
    when = in_words(story.date) if story.date else ""
    where = clean(story.place.name) if story.place else ""
    before = Text.assemble((when, COLOURS["date"]), ", " if when and where else "", (where, COLOURS["place"]))
    said = Text.assemble(before, " — " if before else "", dyad(story.actors, story.recipients, names))
    said.append(": ").append(story.type, COLOURS["act"])
    return said.append("" if story.factuality == "asserted" else f", {story.factuality}")


def dyad(actors: tuple[str, ...], recipients: tuple[str, ...], names: Mapping[str, str]) -> Text:
    who, whom = (clean(either(tuple(names.get(id, id) for id in side))) for side in (actors, recipients))
    said = Text(who or "someone", COLOURS["actor"])
    return said.append(f" → {whom}", COLOURS["recipient"]) if whom else said


def told_in_all(story: Story) -> str:
    languages = either(tuple(language_name(code) for code in story.languages))
    origins = count(story.independent_origins, "independent origin")
    return f"{count(story.reports, 'report')} of {count(story.sources, 'source')}, {origins}; {languages}"


def by_origin(story: Story) -> list[list[StoryMention]]:
    """Reports that come from one article together, that article's own first; the first told first."""
    groups: dict[str, list[StoryMention]] = {}
    for mention in story.mentions:
        groups.setdefault(mention.origin, []).append(mention)
    return [sorted(group, key=lambda one: one.coding != one.origin) for group in groups.values()]


def report(mention: StoryMention, story: Story) -> Iterator[Line]:
    day = spoken(mention.reported) if mention.reported else "day unknown"
    about = f"{day} · {clean(mention.source)} · {clean(mention.article)} · {language_name(mention.language)}"
    reprint = mention.coding != mention.origin
    deeper = INDENT if reprint else 0
    yield INDENT + deeper, Text.assemble(("reprint: " if reprint else "", "italic"), about)
    yield DEEPER + deeper, Text(f"“{clean(mention.sentence)}”")
    yield DEEPER + deeper, dyad(mention.actors, mention.recipients, mention.names).append(f", {according(mention)}")
    if mention.other and mention.probability is not None:
        other = next((one for one in story.mentions if (one.coding, one.event) == mention.other), None)
        like = clean(other.article) if other else "a report that is no longer here"
        reasons = f" ({', '.join(mention.reasons)})" if mention.reasons else ""
        yield DEEPER + deeper, Text(f"one event with {like}: probability {mention.probability:.2f}{reasons}", "dim")


def according(mention: StoryMention) -> str:
    teller = "the reporter" if mention.attribution == "reporter" else mention.attribution
    return f"{mention.factuality}, told by {clean(mention.names.get(teller, teller))}"


def told(one: Differing, story: Story) -> Iterator[Line]:
    """“date: 6 June 2023 — 2 origins (a1, a3)”; the field's name before the first of its values."""
    first = next(other for other in story.differing if other.field == one.field) is one
    value = in_words(one.value) if one.field == "date" else one.value
    yield INDENT, Text.assemble(
        (f"{one.field}: ", "bold") if first else " " * (len(one.field) + 2), clean(value),
        (f" — {count(one.origins, 'origin')} ({clean(', '.join(one.articles))})", "dim"),
    )  # fmt: skip
