"""What the lexicon, the syntax and the rules say, as numbers for the heads of the encoder.

A token's clues: which types rows of the lexicon name there, which type the rules read, whether they told it and as
what. The clues of an act and a mention: what the rules make of one in the other, and the way through the tree between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from depeche.coding.drafts import Draft, Told
from depeche.coding.frames import Reading
from depeche.language.grammar import VERBAL, Tree, is_passive
from depeche.language.labels import FACTUALITY, ROLES, TYPES
from depeche.records import Located, Span

Clues = NDArray[np.float32]

PARTS: Final = ("VERB", "AUX", "NOUN", "PROPN", "ADJ")
RELATIONS: Final = (
    "nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss", "amod", "appos", "conj", "acl",
    "acl:relcl", "advcl", "ccomp", "xcomp", "flat", "compound", "det", "parataxis", "expl",
)  # fmt: skip
STEPS: Final = 5  # 0 … 4 and more edges
CASES: Final = 24  # buckets of adpositions, by a hash that never changes
RULED: Final = slice(2 * len(TYPES), 3 * len(TYPES))  # of a token's clues: acts that the rules tell
TOKEN_CLUES: Final = 3 * len(TYPES) + 2 + len(FACTUALITY) + len(PARTS)
ROLE_CLUES: Final = len(ROLES) + 2 + 2 * STEPS + 2 * len(RELATIONS) + CASES + 6


def token_clues(told: Told) -> Clues:
    """[tokens, TOKEN_CLUES] of a sentence."""
    tree = told.scene.tree
    clues = np.zeros((len(tree.tokens), TOKEN_CLUES), np.float32)
    width = len(TYPES)
    for match in told.matches:
        for trigger in match.triggers:
            at = list(match.tokens)
            if trigger.is_event and trigger.type is not None:
                clues[at, TYPES.index(trigger.type)] = 1
            else:
                clues[at, 3 * width] = 1
    for reading in told.readings:
        if reading.trigger.type is not None:
            clues[list(reading.tokens), width + TYPES.index(reading.trigger.type)] = 1
            clues[reading.head, 3 * width + 1] = 1
    for draft in told.drafts:
        clues[list(draft.reading.tokens), 2 * width + TYPES.index(draft.type)] = 1
        clues[list(draft.reading.tokens), 3 * width + 2 + FACTUALITY.index(draft.factuality)] = 1
    for token in tree.tokens:
        if token.pos in PARTS:
            clues[token.index, TOKEN_CLUES - len(PARTS) + PARTS.index(token.pos)] = 1
    return clues


def on_pieces(pieces: Iterable[Span], all_told: Iterable[Told]) -> Clues:
    """[pieces, TOKEN_CLUES]: for each piece those of the word it is cut from, zeros outside the sentences."""
    pieces = tuple(pieces)
    clues = np.zeros((len(pieces), TOKEN_CLUES), np.float32)
    owner = {}
    for told in all_told:
        found = token_clues(told)
        for token in told.scene.tree.tokens:
            owner.update(dict.fromkeys(range(token.start, token.end), found[token.index]))
    for number, piece in enumerate(pieces):
        if piece.start in owner and piece.end > piece.start:
            clues[number] = owner[piece.start]
    return clues


def tokens_of(tree: Tree, located: Located) -> tuple[int, ...]:
    """The tokens that share a character with some words."""
    if located.end <= tree.sentence.start or tree.sentence.end <= located.start:
        return ()
    return tuple(t.index for t in tree.tokens if t.start < located.end and located.start < t.end)


@dataclass(frozen=True)
class Acting:
    """An act in its sentence: its head, and what the rules make of it."""

    tree: Tree
    start: int
    head: int
    passive: bool
    readings: tuple[Reading, ...]
    drafts: tuple[Draft, ...]


def acting(told: Told, act: Located) -> Acting | None:
    """An act where some words stand; None where the sentence has none of them."""
    tree = told.scene.tree
    tokens = tokens_of(tree, act)
    if not tokens:
        return None
    head, inside = tree.top(tokens), set(tokens)
    readings = tuple(reading for reading in told.readings if inside.intersection(reading.tokens))
    drafts = tuple(draft for draft in told.drafts if inside.intersection(draft.reading.tokens))
    return Acting(tree, act.start, head, is_passive(tree, head), readings, drafts)


def role_clues(act: Acting | None, mention: Located, entity: str) -> Clues:
    """[ROLE_CLUES] for an act in a sentence and a mention anywhere; `entity`: the id of whom or what it names."""
    clues = np.zeros(ROLE_CLUES, np.float32)
    if act is None:
        return clues
    ruled, rest = clues[: len(ROLES) + 2], clues[len(ROLES) + 2 :]
    for reading in act.readings:
        _from_reading(ruled, reading, mention, entity)
    for draft in act.drafts:
        _from_draft(ruled, draft, mention, entity)
    mentioned = tokens_of(act.tree, mention)
    rest[-1] = mention.start < act.start
    rest[-2] = act.passive
    rest[-3] = act.tree.tokens[act.head].pos in VERBAL
    if mentioned:
        rest[-4] = 1
        _way(rest, act.tree, act.head, act.tree.top(mentioned))
    return clues


def _from_reading(clues: Clues, reading: Reading, mention: Located, entity: str) -> None:
    for role, side in enumerate((reading.actor, reading.recipient)):
        for party in side.parties:
            clues[role] = max(clues[role], float(party.actor == entity))
            if party.start < mention.end and mention.start < party.end:
                clues[len(ROLES) + role] = 1


def _from_draft(clues: Clues, draft: Draft, mention: Located, entity: str) -> None:
    clues[2] = max(clues[2], float(draft.attribution.source == entity))
    for role, found in ((3, draft.date), (4, draft.place)):
        if found is not None and found.start < mention.end and mention.start < found.end:
            clues[role] = 1


def _way(clues: Clues, tree: Tree, head: int, mention: int) -> None:
    """The edges up from the act and down to the mention, the first edge down, the mention's own, its adposition."""
    way = tree.way(head, mention)
    if way is None:
        return
    up, down = len(way[0]) - 1, len(way[1]) - 1  # edges
    clues[min(up, STEPS - 1)] = 1
    clues[STEPS + min(down, STEPS - 1)] = 1
    first = way[1][max(down - 1, 0)]
    at = 2 * STEPS
    for word in (first, mention):
        relation = tree.tokens[word].relation
        if relation in RELATIONS:
            clues[at + RELATIONS.index(relation)] = 1
        at += len(RELATIONS)
    case = tree.tokens[mention].case
    if case is not None:
        clues[at + crc32(case.encode()) % CASES] = 1
    clues[at + CASES] = up == 0
    clues[at + CASES + 1] = down == 0
