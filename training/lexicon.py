"""The lexicon's own examples as examples for the heads: each row's sentence, its trigger known, the rest not judged.

The heads are given no clues here, so the encoder itself has to learn what the words mean that the tables list, and so
what words mean that they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from depeche.coding.clues import ROLE_CLUES, TOKEN_CLUES
from depeche.knowledge.lexicon import Trigger, load_lexicon, match_expressions
from depeche.language.analysis import analyse
from depeche.language.labels import LAYERS, ROLES, TYPES, modes
from depeche.language.pieces import Splitter, covering
from depeche.records import Article, Block, Span
from training.examples import IGNORED, Act, Example, Words

OPENING = {"[": "actor", "{": "recipient"}
CLOSING = {"]": "actor", "}": "recipient"}


def lexicon_examples(language: str, splitter: Splitter) -> list[Example]:
    """One for each row whose example holds its words."""
    rows = {row.row: row for rows in load_lexicon(language).triggers.values() for row in rows}
    made = (_example(language, row, splitter) for _, row in sorted(rows.items()))
    return [example for example in made if example is not None]


def _example(language: str, row: Trigger, splitter: Splitter) -> Example | None:
    text, sides = _unmarked(row.example)
    cut = splitter.split(text)
    places = list(_places(language, row, text))
    if not places:
        return None
    triggers = np.full(len(cut.ids), IGNORED, np.int64)
    for span in _quiet(language, text):
        start, end = covering(cut.spans, span)
        triggers[start:end] = 0
    acts = []
    for span in places:
        start, end = covering(cut.spans, span)
        triggers[start:end] = 1 + len(TYPES) if row.is_event else 0
        if row.is_event and row.type is not None and end > start:
            triggers[start] = 1 + TYPES.index(row.type)
            named = [f"{row.type} {mode}" for mode in row.modes]
            chosen = tuple(modes().index(name) for name in named if name in modes())
            acts.append(Act(start, end, TYPES.index(row.type), chosen, IGNORED, IGNORED, _roles(sides)))
    placed = [(covering(cut.spans, span), number) for number, (_, span) in enumerate(sides)]
    words = tuple(Words(*at, number, IGNORED, "a") for at, number in placed if at[1] > at[0])
    return Example(
        row.row, language, text, cut.ids, cut.spans, np.full((len(LAYERS), len(cut.ids)), IGNORED, np.int64), triggers,
        tuple(acts), words, (), np.zeros((len(cut.ids), TOKEN_CLUES), np.float32),
        np.zeros((len(acts), len(words), ROLE_CLUES), np.uint8),
    )  # fmt: skip


def _unmarked(example: str) -> tuple[str, list[tuple[str, Span]]]:
    """The example without its marks, and which side stands where: "[" opens an actor, "{" a recipient."""
    text, opened, sides = "", {}, []
    for character in example:
        if character in OPENING:
            opened[OPENING[character]] = len(text)
        elif character in CLOSING:
            sides.append((CLOSING[character], Span(opened.pop(CLOSING[character], len(text)), len(text))))
        else:
            text += character
    return text, sides


def _roles(sides: Sequence[tuple[str, Span]]) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(n for n, (side, _) in enumerate(sides) if side == role) for role in ROLES)


def _places(language: str, row: Trigger, text: str) -> Iterator[Span]:
    """Where the row's words stand in its example."""
    for sentence in analyse(_article(language, text)):
        for match in match_expressions(load_lexicon(language), sentence.tokens):
            if any(found.row == row.row for found in match.triggers):
                inside = [sentence.tokens[i] for i in match.tokens]
                yield Span(inside[0].start, inside[-1].end)


def _quiet(language: str, text: str) -> Iterator[Span]:
    """Words that no row knows, and that are no verbs: no acts."""
    for sentence in analyse(_article(language, text)):
        matched = {i for match in match_expressions(load_lexicon(language), sentence.tokens) for i in match.tokens}
        for token in sentence.tokens:
            if token.index not in matched and token.pos not in ("VERB", "NOUN"):
                yield Span(token.start, token.end)


def _article(language: str, text: str) -> Article:
    return Article("", text, (Block("b1", "paragraph", language, 0, len(text)),), language)
