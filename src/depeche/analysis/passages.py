"""A corpus of annotated passages, one JSON object a line, tagged inline: `{a1|Paris} {e1|nie} …`.

The format is described in `docs/evaluation.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from depeche.analysis.matching import days
from depeche.errors import DepecheError
from depeche.records import Article, EventType, Factuality, QuoteKind

PassageKind = Literal["state", "government", "organisation", "group", "person", "place"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what a key stands for. `id`: as in `Actor.id`, None if unknown; `country`: ISO 3166 alpha-3."""

    kind: PassageKind
    id: str | None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """Words marked with a key: `aN` actor, `pN` place, `dN` date, `eN` trigger, `qN` words said, `cN` cue."""

    key: str
    start: int
    end: int


class GoldEvent(msgspec.Struct, frozen=True):
    """An event mention; every field but `type`, `modes` and `factuality` names keys."""

    e: str
    type: EventType
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    factuality: Factuality
    modes: tuple[str, ...] = ()
    by: str | None = None
    when: str | None = None
    where: str | None = None


class GoldQuote(msgspec.Struct, frozen=True):
    """Words said. `speaker` and `cue` are keys."""

    q: str
    kind: QuoteKind
    speaker: str | None = None
    cue: str | None = None


class _Line(msgspec.Struct, frozen=True):
    id: str
    lang: str
    published: str
    marked: str
    entities: dict[str, Entity]
    events: tuple[GoldEvent, ...]
    quotes: tuple[GoldQuote, ...]
    dates: dict[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and its answer. `tags`: in text order, the outer one first; `dates`: ISO interval per key."""

    id: str
    language: str
    published: str
    text: str
    tags: tuple[Tag, ...]
    entities: dict[str, Entity]
    events: tuple[GoldEvent, ...]
    quotes: tuple[GoldQuote, ...]
    dates: dict[str, str]

    def tagged(self, *keys: str) -> tuple[Tag, ...]:
        """Tags with one of the keys, or with any key of that letter."""
        return tuple(tag for tag in self.tags if tag.key in keys or tag.key[0] in keys)


TAG = re.compile(r"\{([aecqdp]\d+)\|")


def unmark(marked: str) -> tuple[str, tuple[Tag, ...]]:
    """The text without its tags, and the tags. Raises ValueError where braces do not match."""
    text: list[str] = []
    tags: list[Tag] = []
    open_tags: list[tuple[str, int]] = []
    at = 0
    while at < len(marked):
        if opening := TAG.match(marked, at):
            open_tags.append((opening[1], len(text)))
            at = opening.end()
            continue
        if marked[at] == "}":
            if not open_tags:
                raise ValueError("a tag is closed that was not opened")
            tags.append(Tag(*open_tags.pop(), len(text)))
        else:
            text.append(marked[at])
        at += 1
    if open_tags:
        raise ValueError(f"tag {open_tags[-1][0]} is not closed")
    return "".join(text), tuple(sorted(tags, key=lambda tag: (tag.start, -tag.end)))


def read_corpus(path: Path | str) -> tuple[Passage, ...]:
    """The passages of a file in order. Raises DepecheError that names the file and the line."""
    decoder = msgspec.json.Decoder(_Line)
    passages = []
    try:
        lines = Path(path).read_bytes().splitlines()
    except OSError as error:
        raise DepecheError(f"{path}: {error.strerror}; name a corpus file") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                passages.append(_passage(decoder.decode(line)))
            except (msgspec.MsgspecError, ValueError) as error:
                raise DepecheError(f"{path}:{number}: {error}; see the corpus format in docs/evaluation.md") from error
    return tuple(passages)


def _passage(line: _Line) -> Passage:
    text, tags = unmark(line.marked)
    for key in _named_keys(line):
        if not any(tag.key == key for tag in tags):
            raise ValueError(f"{line.id} names {key}, which is not tagged")
    if lost := [t.key for t in tags if (t.key[0] in "ap" and t.key not in line.entities)]:
        raise ValueError(f"{line.id}: {lost[0]} is not among its entities")
    if lost := [t.key for t in tags if t.key[0] == "d" and not days(line.dates.get(t.key))]:
        raise ValueError(f"{line.id}: {lost[0]} has no interval among its dates")
    return Passage(line.id, line.lang, line.published, text, tags, line.entities, line.events, line.quotes, line.dates)


def _named_keys(line: _Line) -> Iterator[str]:
    for event in line.events:
        optional = (event.by, event.when, event.where)
        yield from (event.e, *event.actors, *event.recipients, *filter(None, optional))
    for quote in line.quotes:
        yield from (quote.q, *filter(None, (quote.speaker, quote.cue)))


def to_article(passage: Passage, *, layout: Callable[[Article], Article] | None = None) -> Article:
    """The passage as an article dated to its day; without a `layout` it has no blocks."""
    article = Article(
        id=passage.id, text=passage.text, blocks=(), language=passage.language, published=passage.published
    )
    return layout(article) if layout else article
