"""Cross-validation on the pair files: what the encoder codes on sentences that it was never trained on.

The folds keep a sentence, its translations and the rows that share it together. Each run starts from the encoder
trained without the pair files; its lower layers stay as they are, so what they say of each sentence is reckoned once.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor
from torch.nn.functional import cross_entropy

from depeche.language.labels import ROOTS
from depeche.language.pieces import PAD
from training.batches import in_batches, padded, spans_of
from training.examples import Pair
from training.network import Network

FOLDS = 5
SEEDS = (1, 2, 3)
FROZEN = 6  # layers
EPOCHS = 5
BATCH = 32
ENCODER, HEADS = 8e-5, 5e-4  # learning rates
SMOOTHING = 0.05


@dataclass(frozen=True)
class Result:
    """Macro-F1 over the roots and accuracy, of one seed in one language."""

    seed: int
    language: str
    macro_f1: float
    accuracy: float


def cross_validate(network: Network, pairs: Mapping[str, Sequence[Pair]], own: Sequence[Pair]) -> list[Result]:
    """`pairs`: per language the same rows in the same order; `own`: further pairs that are trained on in every fold."""
    start = {name: value.clone() for name, value in network.state_dict().items()}
    lower = _lower(network, [*own, *(pair for rows in pairs.values() for pair in rows)])
    first = next(iter(pairs.values()))
    roots, groups = np.array([pair.root for pair in first]), [pair.text for pair in first]
    results = []
    for seed in SEEDS:
        found = {language: np.zeros(len(first), np.int64) for language in pairs}
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(roots, roots, groups)
        for fold, (train, test) in enumerate(folds):
            network.load_state_dict(start)
            chosen = [rows[i] for rows in pairs.values() for i in train]
            _fit(network, [*chosen, *own], lower, seed * FOLDS + fold)
            for language, rows in pairs.items():
                found[language][test] = _code(network, [rows[i] for i in test], lower)
        for language, answers in found.items():
            f1 = float(f1_score(roots, answers, average="macro", labels=range(len(ROOTS))))
            results.append(Result(seed, language, f1, float(accuracy_score(roots, answers))))
            print(results[-1], flush=True)
    network.load_state_dict(start)
    return results


@torch.no_grad()
def _lower(network: Network, pairs: Sequence[Pair]) -> dict[int, Tensor]:
    """What the frozen layers say of each pair's sentence, by the pair's identity."""
    network.eval()
    found = {}
    for batch in in_batches(pairs, random.Random(0)):
        pieces = padded(batch)
        with torch.autocast("cpu", torch.bfloat16):
            x = network.encoder.embed(pieces)
            for layer in network.encoder.layers[:FROZEN]:
                x = layer(x, (pieces != PAD)[:, None, None, :])
        for row, pair in enumerate(batch):
            found[id(pair)] = x[row, : len(pair.pieces)].to(torch.bfloat16)
    return found


def _scores(network: Network, pairs: Sequence[Pair], lower: Mapping[int, Tensor]) -> Tensor:
    x = torch.nn.utils.rnn.pad_sequence([lower[id(pair)] for pair in pairs], batch_first=True).float()
    seen = (padded(pairs) != PAD)[:, None, None, :]
    with torch.autocast("cpu", torch.bfloat16):
        for layer in network.encoder.layers[FROZEN:]:
            x = layer(x, seen)
    text = spans_of([(row, 1, len(p.pieces) - 1) for row, p in enumerate(pairs)])
    sources = spans_of([(row, *p.source) for row, p in enumerate(pairs)])
    targets = spans_of([(row, *p.target) for row, p in enumerate(pairs)])
    return network.pairs(network.dropout(x.float()), text, sources, targets)


def _fit(network: Network, pairs: Sequence[Pair], lower: Mapping[int, Tensor], seed: int) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    upper = [p for layer in network.encoder.layers[FROZEN:] for p in layer.parameters()]
    groups = [{"params": upper, "lr": ENCODER}, {"params": list(network.pair.parameters()), "lr": HEADS}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    length = EPOCHS * -(-len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [ENCODER, HEADS], total_steps=length, pct_start=0.1, anneal_strategy="linear"
    )
    network.train()
    for _ in range(EPOCHS):
        ordered = sorted(pairs, key=lambda p: len(p.pieces) + rng.uniform(-8, 8))
        batches = [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            roots = torch.tensor([p.root for p in batch])
            cross_entropy(_scores(network, batch, lower), roots, label_smoothing=SMOOTHING).backward()
            torch.nn.utils.clip_grad_norm_(upper, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()


@torch.no_grad()
def _code(network: Network, pairs: Sequence[Pair], lower: Mapping[int, Tensor]) -> list[int]:
    network.eval()
    return [
        int(root) for at in range(0, len(pairs), 64) for root in _scores(network, pairs[at : at + 64], lower).argmax(1)
    ]
