"""What the lexicon, the syntax and the rules say, as numbers for the heads of the encoder.

A token's clues: which types rows of the lexicon name there, which type the rules read, whether they told it and as
what. The clues of an act and a mention: what the rules make of one in the other, and the way through the tree between.
Those of two actors: which acts the rules read between them, and which the lexicon names beside or between their words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from depeche.coding.drafts import Draft, Told
from depeche.coding.frames import Reading
from depeche.language.grammar import VERBAL, Tree, is_passive
from depeche.language.labels import FACTUALITY, ROLES, ROOTS, TYPES, root_of
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
READ, DOES, SUFFERS, TURNED, NAMED, BETWEEN, ABOVE, CODED = range(8)  # what a clue of two actors says of each root
PAIR_CLUES: Final = 8 * len(ROOTS)
NEAR: Final = 2  # words above a source of which one may tell what it does


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
    return tree.touching(located.start, located.end)


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


# ---- two actors ------------------------------------------------------------------------------------------------------


def pair_clues(all_told: Iterable[Told], source: str, target: str, words: Mapping[str, Located]) -> Clues:
    """[PAIR_CLUES] for two actors by id, and where they stand; in `words` may be one of them only."""
    clues = np.zeros((8, len(ROOTS)), np.float32)
    for told in all_told:
        found = [*_named(told, *(words.get(side) for side in (source, target))), *_done(told, source, target)]
        if found:
            clues[tuple(zip(*found, strict=True))] = 1
    return clues.ravel()


def _named(told: Told, source: Located | None, target: Located | None) -> Iterator[tuple[int, int]]:
    """What the lexicon names in a sentence, on the way between both, and right above the source."""
    tree = told.scene.tree
    one, other = (_top(tree, side) for side in (source, target))
    way = None if one is None or other is None else tree.way(one, other)
    between = set() if way is None else {*way[0], *way[1]}
    above = set() if one is None else set(tree.ancestors(one)[:NEAR])
    for match in told.matches:
        for trigger in match.triggers:
            if trigger.is_event and trigger.type is not None:
                root = ROOTS.index(root_of(trigger.type))
                yield NAMED, root
                yield from ((kind, root) for kind, at in ((BETWEEN, between), (ABOVE, above)) if at & set(match.tokens))


def _top(tree: Tree, side: Located | None) -> int | None:
    tokens = tokens_of(tree, side) if side is not None else ()
    return tree.top(tokens) if tokens else None


def _done(told: Told, source: str, target: str) -> Iterator[tuple[int, int]]:
    """What the rules read the one to do, to suffer or to do to the other."""
    for reading in told.readings:
        if reading.trigger.type is not None:
            root = ROOTS.index(root_of(reading.trigger.type))
            actors = {party.actor for party in reading.actor.parties}
            recipients = {party.actor for party in reading.recipient.parties}
            if source in actors:
                yield (READ if target in recipients else DOES), root
            elif target in recipients:
                yield SUFFERS, root
            if target in actors and source in recipients:
                yield TURNED, root
    for draft in told.drafts:
        doing = any(party.actor == source for party in draft.actors)
        if doing and any(party.actor == target for party in draft.recipients):
            yield CODED, ROOTS.index(root_of(draft.type))
