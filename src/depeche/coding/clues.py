"""What the lexicon, the syntax and the rules say, as numbers for the heads of the encoder.

A token's clues: which types rows of the lexicon name there, which type the rules read, whether they told it and as
what. The clues of an act and a mention: what the rules make of one in the other, and the way through the tree between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
RELATION_AT: Final = {relation: at for at, relation in enumerate(RELATIONS)}
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
    pieces, all_told = tuple(pieces), tuple(all_told)
    clues = np.zeros((len(pieces), TOKEN_CLUES), np.float32)
    tokens = [token for told in all_told for token in told.scene.tree.tokens]
    if not tokens:
        return clues
    of_tokens = np.concatenate([token_clues(told) for told in all_told])
    starts = [token.start for token in tokens]
    owners = [bisect_right(starts, piece.start) - 1 for piece in pieces]
    owned = [
        n for n, (piece, of) in enumerate(zip(pieces, owners, strict=True))
        if of >= 0 and piece.start < piece.end and piece.start < tokens[of].end
    ]  # fmt: skip
    clues[owned] = of_tokens[[owners[n] for n in owned]]
    return clues


def tokens_of(tree: Tree, located: Located) -> tuple[int, ...]:
    """The tokens that share a character with some words."""
    if located.end <= tree.sentence.start or tree.sentence.end <= located.start:
        return ()
    start, end = located.start, located.end
    return tuple([t.index for t in tree.tokens if t.start < end and start < t.end])


@dataclass(frozen=True)
class Acting:
    """An act in its sentence: its head, and what the rules make of it."""

    tree: Tree
    start: int
    head: int
    passive: bool
    verbal: bool
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
    return Acting(tree, act.start, head, is_passive(tree, head), tree.tokens[head].pos in VERBAL, readings, drafts)


def role_clues(act: Acting | None, mention: Located, entity: str) -> Clues:
    """[ROLE_CLUES] for an act in a sentence and a mention anywhere; `entity`: the id of whom or what it names."""
    found: Clues = all_role_clues(act, [(mention, entity)])[0]
    return found


def all_role_clues(act: Acting | None, mentions: Sequence[tuple[Located, str]]) -> Clues:
    """[mentions, ROLE_CLUES] for an act and many mentions, each with the id of whom or what it names."""
    clues = np.zeros((len(mentions), ROLE_CLUES), np.float32)
    if act is None:
        return clues
    clues[:, ROLE_CLUES - 2], clues[:, ROLE_CLUES - 3] = act.passive, act.verbal
    holding = [(n, at) for n, (mention, entity) in enumerate(mentions) for at in _holding(act, mention, entity)]
    if holding:
        clues[tuple(zip(*holding, strict=True))] = 1
    return clues


def _holding(act: Acting, mention: Located, entity: str) -> list[int]:
    """Places of the clues that hold of the mention."""
    found = [ROLE_CLUES - 1] if mention.start < act.start else []
    for reading in act.readings:
        found.extend(_from_reading(reading, mention, entity))
    for draft in act.drafts:
        found.extend(_from_draft(draft, mention, entity))
    if mentioned := tokens_of(act.tree, mention):
        found.append(ROLE_CLUES - 4)
        found.extend(_way(act.tree, act.head, act.tree.top(mentioned)))
    return found


def _from_reading(reading: Reading, mention: Located, entity: str) -> Iterator[int]:
    for role, side in enumerate((reading.actor, reading.recipient)):
        for party in side.parties:
            if party.actor == entity:
                yield role
            if party.start < mention.end and mention.start < party.end:
                yield len(ROLES) + role


def _from_draft(draft: Draft, mention: Located, entity: str) -> Iterator[int]:
    if draft.attribution.source == entity:
        yield 2
    for role, found in ((3, draft.date), (4, draft.place)):
        if found is not None and found.start < mention.end and mention.start < found.end:
            yield role


def _way(tree: Tree, head: int, mention: int) -> list[int]:
    """The edges up from the act and down to the mention, the first edge down, the mention's own, its adposition."""
    way = tree.way(head, mention)
    if way is None:
        return []
    up, down = len(way[0]) - 1, len(way[1]) - 1  # edges
    at = len(ROLES) + 2
    found = [at + min(up, STEPS - 1), at + STEPS + min(down, STEPS - 1)]
    at += 2 * STEPS
    for word in (way[1][max(down - 1, 0)], mention):
        if (relation := RELATION_AT.get(tree.tokens[word].relation)) is not None:
            found.append(at + relation)
        at += len(RELATIONS)
    case = tree.tokens[mention].case
    if case is not None:
        found.append(at + _bucket(case))
    return [*found, *([] if up else [at + CASES]), *([] if down else [at + CASES + 1])]


@lru_cache(1 << 10)
def _bucket(case: str) -> int:
    return crc32(case.encode()) % CASES
