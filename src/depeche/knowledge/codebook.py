"""PLOVER: event types, their modes, the contexts of an event, quad classes and scores.

Baseline: the PLOVER manual, draft 2.0 of 4 February 2024. Where the manual contradicts itself Dépêche follows a
house rule, written beside the table in `docs/knowledge.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast, get_args

from depeche.errors import BadKnowledge
from depeche.knowledge.load import DATA, Row, read_table
from depeche.records import EventType

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """An event type. `quad`: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict;
    `score` from -10 (conflict) to +10 (cooperation)."""

    type: EventType
    quad: int
    quad_name: str
    recipient_required: bool
    score: float
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class ModeEntry:
    """A mode of a type: how the act is done. `score` stands for the type's own score."""

    type: EventType
    mode: str
    score: float
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """What an act is about. `words`: by language, lower-case words whose presence in the paragraph speaks for it; one
    that ends in "*" is the beginning of words."""

    context: str
    definition: str
    example: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """The codebook's three tables, in its own order."""

    types: Mapping[str, TypeEntry]
    modes: Mapping[tuple[str, str], ModeEntry]
    contexts: Mapping[str, ContextEntry]

    def quad(self, type: str) -> int:
        """Quad class of an event type, 1 to 4."""
        return self.types[type].quad

    def score(self, type: str, modes: tuple[str, ...] = ()) -> float:
        """PLOVER score of an act, -10 to +10; of several modes the most conflictual counts (house rule)."""
        scores = [self.modes[type, mode].score for mode in modes if (type, mode) in self.modes]
        return min(scores, default=self.types[type].score)

    def modes_of(self, type: str) -> tuple[str, ...]:
        """The modes a type may take, in the codebook's order."""
        return tuple(mode for owner, mode in self.modes if owner == type)

    def allows(self, type: str, mode: str) -> bool:
        """Whether the type may take the mode."""
        return (type, mode) in self.modes


@cache
def load_codebook() -> Codebook:
    """The codebook. Raises BadKnowledge on a type, mode or context that does not belong to it."""
    types = {row["type"]: _type(row) for row in read_table("codebook/events")}
    if missing := set(get_args(EventType)) ^ types.keys():
        raise BadKnowledge(f"codebook/events.tsv: {min(missing)} must stand there once, as in records.EventType")
    modes = {(row["type"], row["mode"]): _mode(row, types) for row in read_table("codebook/modes")}
    languages = sorted(table.parent.name for table in DATA.glob("??/contexts.tsv"))
    words = {language: _words(language) for language in languages}
    contexts = {row["context"]: _context(row, words) for row in read_table("codebook/contexts")}
    for language, by_context in words.items():
        if unknown := by_context.keys() - contexts.keys():
            raise BadKnowledge(f"{language}/contexts.tsv: context {min(unknown)!r} is not in codebook/contexts.tsv")
    return Codebook(types, modes, contexts)


def find_contexts(codebook: Codebook, language: str, paragraph: str) -> tuple[str, ...]:
    """Contexts some word of which stands in the paragraph, in the codebook's order."""
    text = paragraph.lower().replace("’", "'")
    words, phrases = frozenset(WORD.findall(text)), _cues(codebook, language).phrases
    found = {context for word in words for context in _told_by(codebook, language, word)}
    for word in words & phrases.keys():
        found.update(context for context, phrase in phrases[word] if context not in found and phrase.search(text))
    return tuple(context for context in codebook.contexts if context in found)


@lru_cache(1 << 15)  # words come again
def _told_by(codebook: Codebook, language: str, word: str) -> tuple[str, ...]:
    cues = _cues(codebook, language)
    begun = [context for length in cues.beginnings for context in cues.stems.get(word[:length], ())]
    return (*cues.words.get(word, ()), *begun)


@dataclass(frozen=True, slots=True)
class _Cues:
    """What speaks for contexts in a language: whole words, beginnings of words and their lengths, and phrases by their
    first word."""

    words: Mapping[str, list[str]]
    stems: Mapping[str, list[str]]
    beginnings: tuple[int, ...]
    phrases: Mapping[str, list[tuple[str, re.Pattern[str]]]]


@cache
def _cues(codebook: Codebook, language: str) -> _Cues:
    words: defaultdict[str, list[str]] = defaultdict(list)
    stems: defaultdict[str, list[str]] = defaultdict(list)
    phrases: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for entry in codebook.contexts.values():
        for word in entry.words.get(language, ()):
            stem, inflected = word.removesuffix("*"), word.endswith("*")
            if WORD.fullmatch(stem):
                (stems if inflected else words)[stem].append(entry.context)
            else:
                ending = "" if inflected else r"(?!\w)"
                phrases[WORD.findall(stem)[0]].append((entry.context, re.compile(rf"(?<!\w){re.escape(stem)}{ending}")))
    return _Cues(dict(words), dict(stems), tuple(sorted({len(stem) for stem in stems})), dict(phrases))


def _type(row: Row) -> TypeEntry:
    return TypeEntry(
        type=cast(EventType, row["type"]),
        quad=int(row["quad"]),
        quad_name=row["quad_name"],
        recipient_required=row["recipient_required"] == "yes",
        score=_score(row),
        definition=row["definition"],
        example=row["example"],
    )


def _mode(row: Row, types: Mapping[str, TypeEntry]) -> ModeEntry:
    if row["type"] not in types:
        raise BadKnowledge(f"{row.id}: type {row['type']!r} is not in codebook/events.tsv")
    return ModeEntry(cast(EventType, row["type"]), row["mode"], _score(row), row["definition"], row["example"])


def _context(row: Row, words: Mapping[str, Mapping[str, tuple[str, ...]]]) -> ContextEntry:
    context = row["context"]
    own = {language: by_context.get(context, ()) for language, by_context in words.items()}
    return ContextEntry(context, row["definition"], row["example"], own)


def _words(language: str) -> dict[str, tuple[str, ...]]:
    gathered: dict[str, list[str]] = {}
    for row in read_table(f"{language}/contexts"):
        gathered.setdefault(row["context"], []).append(row["word"])
    return {context: tuple(words) for context, words in gathered.items()}


def _score(row: Row) -> float:
    try:
        return float(row["score"])
    except ValueError as error:
        raise BadKnowledge(f"{row.id}: score {row['score']!r} is no number; write one from -10 to 10") from error


@dataclass(frozen=True, slots=True)
class Doers:
    """Sectors that hardly ever do acts of a type, and those that mostly do: an army does not demonstrate."""

    unlikely: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()


@cache
def load_doers() -> Mapping[str, Doers]:
    return {
        row["type"]: Doers(frozenset(row.listed("unlikely")), frozenset(row.listed("likely")))
        for row in read_table("codebook/doers")
    }


@cache
def load_public_sectors() -> frozenset[str]:
    """Sectors of public life: an act in which nobody of them takes part is no political event."""
    return frozenset(row["sector"] for row in read_table("codebook/sectors") if row["public"] == "yes")
