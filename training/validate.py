"""Cross-validation on the pair files: what the encoder codes on sentences that it was never trained on.

The folds keep a sentence, its translations and the rows that share it together. Each run starts from the encoder
trained without the pair files; its lower layers stay as they are, so what they say of each sentence is reckoned once.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor

from depeche.language.labels import ROOTS
from depeche.language.pieces import PAD
from training.batches import in_batches, padded, score_pairs, translation_loss
from training.examples import Pair, Translations, pairs_of
from training.network import Network

FOLDS = 5
SEEDS = (1, 2, 3)
FROZEN = 6  # layers
EPOCHS = 5
ROWS = 11  # of a batch, each in every language
ENCODER, HEADS = 6e-5, 5e-4  # learning rates
WARM, LEAST = 0.1, 0.3  # of the steps, until the rates are full; of the rates, at the end
AVERAGED = 0.5  # of the steps, from which on the mean of the weights is taken


@dataclass(frozen=True)
class Result:
    """Macro-F1 over the roots and accuracy, of one seed in one language."""

    seed: int
    language: str
    macro_f1: float
    accuracy: float


def cross_validate(network: Network, rows: Sequence[Translations], folder: Path) -> list[Result]:
    """`folder` keeps the answers of each fold: a run that was stopped goes on with the next."""
    folder.mkdir(exist_ok=True)
    start = {name: value.clone() for name, value in network.state_dict().items()}
    lower = _lower(network, pairs_of(rows))
    roots, groups = np.array([row.pairs[0].root for row in rows]), [row.pairs[0].text for row in rows]
    languages = [pair.language for pair in rows[0].pairs]
    results = []
    for seed in SEEDS:
        found = np.zeros((len(rows), len(languages)), np.int64)
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(roots, roots, groups)
        for fold, (train, test) in enumerate(folds):
            kept = folder / f"{seed}-{fold}.npy"
            if not kept.exists():
                network.load_state_dict(start)
                _fit(network, [rows[i] for i in train], lower, seed * FOLDS + fold)
                np.save(kept, _code(network, [rows[i] for i in test], lower))
                print(f"{kept}: done", flush=True)
            found[test] = np.load(kept)
        for language, answers in zip(languages, found.T, strict=True):
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


def _scores(network: Network, rows: Iterable[Translations], lower: Mapping[int, Tensor]) -> Tensor:
    """[rows x languages, len(ROOTS)]."""
    pairs = pairs_of(rows)
    x = torch.nn.utils.rnn.pad_sequence([lower[id(pair)] for pair in pairs], batch_first=True).float()
    seen = (padded(pairs) != PAD)[:, None, None, :]
    with torch.autocast("cpu", torch.bfloat16):
        for layer in network.encoder.layers[FROZEN:]:
            x = layer(x, seen)
    return score_pairs(network, network.dropout(x.float()), pairs)


def _fit(network: Network, rows: Sequence[Translations], lower: Mapping[int, Tensor], seed: int) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    upper = [p for layer in network.encoder.layers[FROZEN:] for p in layer.parameters()]
    weights = [*upper, *network.pair.parameters()]
    groups = [{"params": upper, "lr": ENCODER}, {"params": list(network.pair.parameters()), "lr": HEADS}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    batches = [batch for _ in range(EPOCHS) for batch in _batches(rows, rng)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / len(batches)))
    mean, averaged = [p.detach().clone() for p in weights], 0
    network.train()
    for step, batch in enumerate(batches, start=1):
        translation_loss(_scores(network, batch, lower), batch).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        schedule.step()
        if step >= AVERAGED * len(batches):
            averaged += 1
            for kept, now in zip(mean, weights, strict=True):
                kept.lerp_(now.detach(), 1 / averaged)
    with torch.no_grad():
        for kept, now in zip(mean, weights, strict=True):
            now.copy_(kept)


def _rate(done: float) -> float:
    return min(1.0, done / WARM + 0.01) * max(LEAST, 1 - done)


def _batches(rows: Sequence[Translations], rng: random.Random) -> list[Sequence[Translations]]:
    """Rows of about the same length together, batches in random order."""
    ordered = sorted(rows, key=lambda row: len(row.pieces) + rng.uniform(-24, 24))
    batches = [ordered[at : at + ROWS] for at in range(0, len(ordered), ROWS)]
    rng.shuffle(batches)
    return batches


@torch.no_grad()
def _code(network: Network, rows: Sequence[Translations], lower: Mapping[int, Tensor]) -> np.ndarray:
    """[rows, languages]."""
    network.eval()
    answers = [_scores(network, rows[at : at + 32], lower).argmax(dim=1) for at in range(0, len(rows), 32)]
    return torch.cat(answers).view(len(rows), -1).numpy()
