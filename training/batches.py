"""Examples -> batches of about the same number of pieces, and the loss of each head on them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, kl_div, softplus

from depeche.coding.clues import ROLE_CLUES
from depeche.language.labels import ROLES, ROOTS, TYPES, modes, root_of
from depeche.language.pieces import END, PAD, UNKNOWN
from training.examples import IGNORED, Act, Example, Pair, Translations, Words, pairs_of
from training.network import Network, Spans, means

Item = Example | Pair | Translations

PIECES = 1024  # in a batch, pads included
SMOOTHING = 0.05  # of the labels of pairs
AGREEING = 1.0  # weight of what a pair's translations have to say alike
DERIVED = 0.3  # weight of pairs read off passages: their borders are not quite those of the pair files
HIDDEN = 0.06  # of the pieces of a text in training, so that no act hangs on one word alone
WITHOUT_CLUES = 0.15  # of the passages, so that the heads can also do without
# letters of the corpus's tags that may stand in each role
LETTERS = {"actor": "ap", "recipient": "ap", "teller": "a", "when": "d", "where": "pa"}


def in_batches(items: Sequence[Item], rng: random.Random) -> list[list[Item]]:
    """Items of about the same length together, batches in random order."""
    ordered = sorted(items, key=lambda item: len(item.pieces) + rng.uniform(-6, 6))
    batches: list[list[Item]] = [[]]
    for item in ordered:
        if batches[-1] and (len(batches[-1]) + 1) * max(len(i.pieces) for i in (item, *batches[-1])) > PIECES:
            batches.append([])
        batches[-1].append(item)
    rng.shuffle(batches)
    return batches


def padded(items: Sequence[Example | Pair]) -> Tensor:
    """[batch, pieces]."""
    return torch.from_numpy(_stack([item.pieces for item in items], PAD))


def hidden(pieces: Tensor) -> Tensor:
    """The pieces with a few of them unknown, drawn anew each time."""
    chosen = (torch.rand(pieces.shape) < HIDDEN) & (pieces > END)
    return pieces.masked_fill(chosen, UNKNOWN)


def _read(network: Network, items: Sequence[Example | Pair]) -> Tensor:
    """[batch, pieces, hidden]; in training some pieces are hidden."""
    pieces = padded(items)
    with torch.autocast("cpu", torch.bfloat16):
        return network.vectors(hidden(pieces) if network.training else pieces).float()


def _stack(rows: Sequence[np.ndarray], fill: int) -> np.ndarray:
    longest = max(row.shape[-1] for row in rows)
    return np.stack(
        [np.pad(r, [(0, 0)] * (r.ndim - 1) + [(0, longest - r.shape[-1])], constant_values=fill) for r in rows]
    )


def spans_of(found: Sequence[tuple[int, int, int]]) -> Spans:
    """(row, start, end) of each."""
    rows, starts, ends = torch.tensor(found, dtype=torch.long).view(-1, 3).unbind(1)
    return Spans(rows, starts, ends)


# ---- passages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meetings:
    """Every act of a batch with every tagged words of its passage: indices of both, their distance in pieces."""

    rows: Tensor
    acts: Tensor
    words: Tensor
    distance: Tensor
    clues: Tensor


def meet(items: Sequence[Example], acts: Sequence[tuple[int, Act]], words: Sequence[tuple[int, Words]]) -> Meetings:
    by_row: dict[int, list[int]] = {}
    for number, (row, _) in enumerate(words):
        by_row.setdefault(row, []).append(number)
    rows = [row for row, _ in acts for _ in by_row.get(row, ())]
    pairs = [(a, w) for a, (row, _) in enumerate(acts) for w in by_row.get(row, ())]
    distance = [words[w][1].start - acts[a][1].start for a, w in pairs]
    clues = [item.role_clues.reshape(-1, ROLE_CLUES) for item in items]
    a, w = torch.tensor(pairs, dtype=torch.long).view(-1, 2).unbind(1)
    return Meetings(
        torch.tensor(rows),
        a,
        w,
        torch.tensor(distance, dtype=torch.long),
        torch.from_numpy(np.concatenate(clues)).float(),
    )


def passage_loss(network: Network, items: Sequence[Example]) -> dict[str, Tensor]:
    """The loss of every head that the corpus teaches."""
    vectors = _read(network, items)
    vectors = network.dropout(vectors)
    known = torch.rand(len(items)) >= WITHOUT_CLUES if network.training else torch.ones(len(items), dtype=torch.bool)
    clues = torch.from_numpy(_stack([item.clues.T for item in items], 0)).transpose(1, 2) * known[:, None, None]
    losses = _token_losses(network, vectors, clues, items)
    acts = [(row, act) for row, item in enumerate(items) for act in item.acts]
    words = [(row, w) for row, item in enumerate(items) for w in item.words]
    if words:
        at = means(vectors, spans_of([(row, w.start, w.end) for row, w in words]))
        kinds = torch.tensor([w.kind for _, w in words])
        if bool((kinds != IGNORED).any()):
            losses["kind"] = cross_entropy(network.kind(at), kinds, ignore_index=IGNORED)
    if acts:
        at_acts = spans_of([(row, act.start, act.end) for row, act in acts])
        heads = means(vectors, at_acts)
        losses |= _act_losses(network, torch.cat([heads, means(clues, at_acts)], dim=1), [act for _, act in acts])
    if acts and words:
        meetings = meet(items, acts, words)
        ruled = meetings.clues * known[meetings.rows, None]
        scores = network.roles(heads[meetings.acts], at[meetings.words], meetings.distance, ruled)
        losses["roles"] = _role_loss(scores, meetings, acts, words)
        derived = _derived_pairs(network, vectors, items)
        losses["derived pairs"] = None if derived is None else DERIVED * derived
    losses["speaker"] = _speaker_loss(network, vectors, items)
    return {name: loss for name, loss in losses.items() if loss is not None}


def _token_losses(network: Network, vectors: Tensor, clues: Tensor, items: Sequence[Example]) -> dict[str, Tensor]:
    gold = torch.from_numpy(_stack([item.layers for item in items], IGNORED))  # [batch, layers, pieces]
    scores = network.layers(vectors).view(*vectors.shape[:2], gold.shape[1], 3).permute(0, 3, 2, 1)
    triggers = torch.from_numpy(_stack([item.triggers for item in items], IGNORED))
    marked = bool((gold != IGNORED).any())  # examples of the lexicon tell of nothing but their trigger
    layers = cross_entropy(scores, gold, ignore_index=IGNORED) * gold.shape[1] if marked else vectors.sum() * 0
    return {
        "layers": layers,
        "triggers": 4
        * cross_entropy(
            network.triggers(torch.cat([vectors, clues], dim=2)).transpose(1, 2), triggers, ignore_index=IGNORED
        ),
    }


def _act_losses(network: Network, heads: Tensor, acts: Sequence[Act]) -> dict[str, Tensor]:
    hidden = network.act(heads)
    wanted = torch.zeros(len(acts), len(modes()))
    for row, act in enumerate(acts):
        wanted[row, list(act.modes)] = 1
    background = torch.tensor([act.background for act in acts])
    factuality = torch.tensor([act.factuality for act in acts])
    losses = {
        "type": cross_entropy(network.types(hidden), torch.tensor([act.type for act in acts])),
        "mode": binary_cross_entropy_with_logits(network.mode(hidden), wanted) * 16,
    }
    if bool((factuality != IGNORED).any()):
        losses["factuality"] = cross_entropy(network.factuality(hidden), factuality, ignore_index=IGNORED) * 2
    if bool((background != IGNORED).any()):
        losses["background"] = cross_entropy(network.background(hidden), background, ignore_index=IGNORED)
    return losses


def _role_loss(
    scores: Tensor, meetings: Meetings, acts: Sequence[tuple[int, Act]], words: Sequence[tuple[int, Words]]
) -> Tensor:
    """An entity plays a role when one of its mentions does: p = 1 - Π(1 - p of a mention). Judged per entity."""
    entities: dict[tuple[int, int], int] = {}
    wanted, allowed, of = [], [], []
    for a, w in zip(meetings.acts.tolist(), meetings.words.tolist(), strict=True):
        act, word = acts[a][1], words[w][1]
        if (a, word.entity) not in entities:
            entities[a, word.entity] = len(entities)
            wanted.append([word.entity in filling for filling in act.roles])
            allowed.append([word.letter in LETTERS[role] for role in ROLES])
        of.append(entities[a, word.entity])
    total = torch.zeros(len(entities), len(ROLES)).index_add(0, torch.tensor(of), softplus(scores))
    right, judged = torch.tensor(wanted), torch.tensor(allowed)
    loss = torch.where(right, -torch.log1p(-torch.exp(-total.clamp(min=1e-6))), total)
    return (loss * judged).sum() / len(acts)


def _derived_pairs(network: Network, vectors: Tensor, items: Sequence[Example]) -> Tensor | None:
    """Two actors of one act, and no other between them, are a pair with its type's label."""
    text, sources, targets, roots = [], [], [], []
    for row, item in enumerate(items):
        for source, target, root in pairs_in(item):
            text.append((row, 1, len(item.pieces) - 1))
            sources.append((row, *source))
            targets.append((row, *target))
            roots.append(root)
    if not roots:
        return None
    return cross_entropy(
        network.pairs(vectors, spans_of(text), spans_of(sources), spans_of(targets)), torch.tensor(roots)
    )


def pairs_in(item: Example) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """(source, target, label) of acts told of two entities that no act of another label joins."""
    roots: dict[tuple[int, int], dict[int, Act]] = {}
    for act in item.acts:
        for source in act.roles[0]:
            for target in act.roles[1]:
                roots.setdefault((source, target), {})[ROOTS.index(root_of(TYPES[act.type]))] = act
    for (source, target), labels in roots.items():
        if len(labels) == 1:
            root, act = next(iter(labels.items()))
            yield _nearest(item, source, act), _nearest(item, target, act), root


def _nearest(item: Example, entity: int, act: Act) -> tuple[int, int]:
    words = min((w for w in item.words if w.entity == entity), key=lambda w: abs(w.start - act.start), default=None)
    return (words.start, words.end) if words else (0, 0)


def _speaker_loss(network: Network, vectors: Tensor, items: Sequence[Example]) -> Tensor | None:
    """Which of a passage's actors speaks at a cue, by entity as for roles."""
    losses = []
    for row, item in enumerate(items):
        actors = [w for w in item.words if w.letter == "a"]
        if not item.said or not actors:
            continue
        at = means(vectors, spans_of([(row, w.start, w.end) for w in actors]))
        cues = means(vectors, spans_of([(row, said.start, said.end) for said in item.said]))
        for cue, said in zip(cues, item.said, strict=True):
            distance = torch.tensor([w.start - said.start for w in actors])
            scores = network.speaker(cue.expand_as(at), at, distance)[:, 0]
            numbers = {e: n for n, e in enumerate(dict.fromkeys(w.entity for w in actors))}
            total = torch.zeros(len(numbers)).index_add(
                0, torch.tensor([numbers[w.entity] for w in actors]), softplus(scores)
            )
            right = torch.tensor([e == said.speaker for e in numbers])
            losses.append(torch.where(right, -torch.log1p(-torch.exp(-total.clamp(min=1e-6))), total).sum())
    return torch.stack(losses).mean() * 0.5 if losses else None


# ---- pairs -----------------------------------------------------------------------------------------------------------


def pair_scores(network: Network, pairs: Sequence[Pair]) -> Tensor:
    """[n, len(ROOTS)]."""
    return score_pairs(network, _read(network, pairs), pairs)


def score_pairs(network: Network, vectors: Tensor, pairs: Sequence[Pair]) -> Tensor:
    """[n, len(ROOTS)]. `vectors`: of the pieces, [n, pieces, hidden]."""
    text = spans_of([(row, 1, len(p.pieces) - 1) for row, p in enumerate(pairs)])
    sources = spans_of([(row, *p.source) for row, p in enumerate(pairs)])
    targets = spans_of([(row, *p.target) for row, p in enumerate(pairs)])
    clues = torch.from_numpy(np.stack([p.clues for p in pairs])).float()
    return network.pairs(vectors, text, sources, targets, clues)


def pair_loss(scores: Tensor, pairs: Sequence[Pair]) -> Tensor:
    return cross_entropy(scores, torch.tensor([p.root for p in pairs]), label_smoothing=SMOOTHING)


def translation_loss(scores: Tensor, items: Sequence[Translations]) -> Tensor:
    """The loss of each translation, and how far its answer is from what all translations of its pair say together.
    `scores`: of the items' pairs, one item after the other."""
    pairs = pairs_of(items)
    said = scores.log_softmax(dim=1).view(len(items), -1, scores.shape[1])
    together = said.exp().mean(dim=1, keepdim=True).detach().expand_as(said)
    return pair_loss(scores, pairs) + AGREEING * kl_div(said, together, reduction="sum") / len(pairs)
