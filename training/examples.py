"""Corpus passages and pair files -> examples: pieces, labels on pieces, and who is who among them.

A label stands on every piece that shares a character with the tagged words: B on the first, I on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from depeche.analysis import pairs
from depeche.analysis.passages import Passage, Tag
from depeche.coding.clues import ROLE_CLUES, acting, on_pieces, role_clues
from depeche.coding.drafts import Told
from depeche.language.labels import FACTUALITY, KINDS, LAYERS, ROOTS, TYPES, modes
from depeche.language.pieces import Splitter, covering
from depeche.records import Span
from training.clues import read

__all__ = ["Act", "Example", "Pair", "example", "read_pairs", "together"]

MAX_PIECES = 500
LANGUAGES = ("en", "fr", "es")  # of a pair and its translations, in this order
IGNORED = -100  # torch's word for a label that is not judged
BACKGROUND_AFTER = timedelta(days=31)  # as in `coding/events.py`


@dataclass(frozen=True)
class Act:
    """A trigger: pieces [start, end), its labels, and the entities (numbers) in each role."""

    start: int
    end: int
    type: int
    modes: tuple[int, ...]
    factuality: int
    background: int
    roles: tuple[frozenset[int], ...]  # of ROLES


@dataclass(frozen=True)
class Words:
    """Tagged words of an entity or date: pieces [start, end)."""

    start: int
    end: int
    entity: int
    kind: int
    letter: str


@dataclass(frozen=True)
class Said:
    """A cue, pieces [start, end), and who speaks."""

    start: int
    end: int
    speaker: int | None


@dataclass(frozen=True)
class Example:
    """A text as pieces, `layers` [len(LAYERS), pieces] with 0 = O, 1 = B, 2 = I, and `triggers` [pieces] with
    0 = O, 1 + type = B, 1 + len(TYPES) = I. `clues` [pieces, TOKEN_CLUES], `role_clues` [acts, words, ROLE_CLUES]."""

    id: str
    language: str
    text: str
    pieces: np.ndarray
    spans: tuple[Span, ...]
    layers: np.ndarray
    triggers: np.ndarray
    acts: tuple[Act, ...]
    words: tuple[Words, ...]
    said: tuple[Said, ...]
    clues: np.ndarray
    role_clues: np.ndarray


@dataclass(frozen=True)
class Pair:
    """A sentence with two marked actors. `source`, `target`: pieces [start, end) without marks; `row` names the
    sentence with its translations. `clues`: [PAIR_CLUES]."""

    row: str
    language: str
    text: str
    root: int
    pieces: np.ndarray
    source: tuple[int, int]
    target: tuple[int, int]
    clues: np.ndarray


@dataclass(frozen=True)
class Translations:
    """One pair in several languages, always in the same order."""

    pairs: tuple[Pair, ...]

    @cached_property
    def pieces(self) -> np.ndarray:
        """Of all of them: what a batch has to hold."""
        return np.concatenate([pair.pieces for pair in self.pairs])


def pairs_of(rows: Iterable[Translations]) -> list[Pair]:
    """One row after the other, each in every language."""
    return [pair for row in rows for pair in row.pairs]


# ---- passages --------------------------------------------------------------------------------------------------------


@cache
def _splitter(vocabulary: bytes) -> Splitter:
    return Splitter(vocabulary)


def example(passage: Passage, *, vocabulary: bytes) -> Example:
    """A passage as the encoder reads it. `vocabulary`: a sentencepiece model."""
    cut = _splitter(vocabulary).split(passage.text)
    ranges = {id(tag): covering(cut.spans, tag) for tag in passage.tags}
    tagged = {key: [ranges[id(t)] for t in passage.tags if t.key == key] for key in {t.key for t in passage.tags}}
    entities = {key: number for number, key in enumerate(sorted({*passage.entities, *passage.dates}))}
    words = tuple(
        Words(*ranges[id(t)], entities[t.key], KINDS.index(_kind(passage, t.key)), t.key[0])
        for t in passage.tagged("a", "p", "d")
        if ranges[id(t)] != (0, 0)
    )
    acts = tuple(_act(passage, tagged, entities, e) for e in passage.events)
    acts = tuple(act for act in acts if act.end > act.start)
    said = tuple(
        Said(*at, entities[quote.speaker] if quote.speaker else None)
        for quote in passage.quotes
        if quote.cue
        for at in tagged.get(quote.cue, [])
    )
    triggers = np.zeros(len(cut.ids), np.int64)
    for act in acts:
        triggers[act.start : act.end] = 1 + len(TYPES)
        triggers[act.start] = 1 + act.type
    told = read(passage)
    return Example(
        passage.id, passage.language, passage.text, cut.ids, cut.spans, _layers(passage, ranges, len(cut.ids)),
        triggers, acts, words, said, on_pieces(cut.spans, told), _role_clues(passage, told, cut.spans, acts, words),
    )  # fmt: skip


def _role_clues(
    passage: Passage, all_told: tuple[Told, ...], spans: Sequence[Span], acts: Sequence[Act], words: Sequence[Words]
) -> np.ndarray:
    keys = sorted({*passage.entities, *passage.dates})
    names = [passage.entities[k].id or k if k in passage.entities else k for k in keys]
    clues = np.zeros((len(acts), len(words), ROLE_CLUES), np.uint8)
    for a, act in enumerate(acts):
        trigger = Span(spans[act.start].start, spans[act.end - 1].end)
        told = next((one for one in all_told if Span.of(one.scene.sentence).overlaps(trigger)), None)
        here = acting(told, trigger) if told is not None else None
        for w, word in enumerate(words):
            mention = Span(spans[word.start].start, spans[word.end - 1].end)
            clues[a, w] = role_clues(here, mention, names[word.entity])
    return clues


def _kind(passage: Passage, key: str) -> str:
    kind = passage.entities[key].kind if key[0] != "d" else "date"
    return "state" if kind == "government" else kind


def _act(passage: Passage, tagged: dict[str, list[tuple[int, int]]], entities: dict[str, int], event) -> Act:  # type: ignore[no-untyped-def]
    start, end = tagged[event.e][0]
    named = [f"{event.type} {mode}" for mode in event.modes]
    single = [{entities[key]} if key else set() for key in (event.by, event.when, event.where)]
    return Act(
        start,
        end,
        TYPES.index(event.type),
        tuple(modes().index(mode) for mode in named if mode in modes()),
        FACTUALITY.index(event.factuality),
        _background(passage, event),
        tuple(
            frozenset(entities[k] if isinstance(k, str) else k for k in keys)
            for keys in (event.actors, event.recipients, *single)
        ),
    )


def _background(passage: Passage, event) -> int:  # type: ignore[no-untyped-def]
    """1 for what had ended long before the day of publication; not judged where no day is told."""
    if event.when is None or event.factuality != "asserted":
        return IGNORED
    last = passage.dates[event.when].split("/")[1]
    return int(date.fromisoformat(last) < date.fromisoformat(passage.published) - BACKGROUND_AFTER)


def _layers(passage: Passage, ranges: dict[int, tuple[int, int]], pieces: int) -> np.ndarray:
    layers = np.zeros((len(LAYERS), pieces), np.int64)
    kinds = {quote.q: quote.kind for quote in passage.quotes}
    for number, layer in enumerate(LAYERS):
        chosen = [tag for tag in passage.tagged(layer.key) if layer.of in (None, _family(kinds.get(tag.key)))]
        for tag in chosen:
            outside = any(_holds(other, tag) for other in chosen)
            if outside == layer.inner and ranges[id(tag)] != (0, 0):
                start, end = ranges[id(tag)]
                layers[number, start:end] = 2
                layers[number, start] = 1
    return layers


def _family(kind: str | None) -> str | None:
    return {"not_speech": "not_speech", "indirect": "indirect", "direct": "marked", "partial": "marked"}.get(kind or "")


def _holds(outer: Tag, inner: Tag) -> bool:
    """Does a tag hold another of its kind? Of two on the same words the first in the text is the outer one."""
    if outer is inner or not (outer.start <= inner.start and inner.end <= outer.end):
        return False
    return (outer.start, outer.end) != (inner.start, inner.end)


# ---- pairs -----------------------------------------------------------------------------------------------------------


def read_pairs(
    files: Iterable[tuple[Path, str]], vocabulary: bytes, *, every: int = 1
) -> Iterator[tuple[Path, list[Pair]]]:
    """The rows of pair files, each file with its language, in their order; `every`: so many-th only. `vocabulary`: a
    sentencepiece model. Raises DepecheError that names the line."""
    with Pool() as pool:
        for path, language in files:
            rows = [(row, language) for row in pairs.read_pairs(path)[::every]]
            yield path, pool.starmap(partial(_pair, vocabulary=vocabulary), rows, chunksize=16)


def _pair(marked: pairs.MarkedPair, language: str, *, vocabulary: bytes) -> Pair:
    cut = _splitter(vocabulary).split(marked.text)
    source, target = (covering(cut.spans, side) if side else (0, 0) for side in (marked.source, marked.target))
    root, clues = ROOTS.index(marked.root), pairs.clues_of(marked, language)
    return Pair(marked.row, language, marked.text, root, cut.ids, source, target, clues.astype(np.uint8))


def together(found: Iterable[Pair]) -> list[Translations]:
    """Pairs of one row, each in every language, as one."""
    rows: dict[str, dict[str, Pair]] = {}
    for pair in found:
        rows.setdefault(pair.row, {})[pair.language] = pair
    return [Translations(tuple(told[language] for language in LANGUAGES)) for told in rows.values()]
