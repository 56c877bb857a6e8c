"""One run of training: batches of passages and of pairs in turn, rates that rise and fall, a checkpoint an epoch."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.batches import Item, in_batches, pair_scores, passage_loss, translation_loss
from training.examples import Example, Translations, pairs_of
from training.network import Network

WARM = 0.06  # of the steps, until the rates are full
LEAST = 0.02  # of the rates, at the end
DECAY = 0.01
LONGEST_STEP = 1.0  # norm of a gradient


@dataclass(frozen=True)
class Course:
    """How long and how fast. `encoder`, `heads`: learning rates."""

    epochs: int
    encoder: float
    heads: float
    seed: int = 1


def train(network: Network, kinds: Sequence[Sequence[Item]], course: Course, path: Path) -> Network:
    """The network after a course. `kinds`: examples of one kind each, a batch holds one kind. `path` holds the state
    after each epoch: a run that was stopped goes on there."""
    groups = [
        {
            "params": [
                p for n, p in network.named_parameters() if n.startswith("encoder.") == ours and p.requires_grad
            ],
            "lr": rate,
        }
        for ours, rate in ((True, course.encoder), (False, course.heads))
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)
    length = len(_batches(kinds, 0, course)) * course.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, length))
    done = _resume(path, network, optimiser, schedule)
    for epoch in range(done, course.epochs):
        torch.manual_seed(course.seed * 1000 + epoch)
        started = time.perf_counter()
        losses = _epoch(network, optimiser, schedule, _batches(kinds, epoch, course))
        _save(path, network, optimiser, schedule, epoch + 1)
        told = " ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
        print(f"epoch {epoch + 1} of {course.epochs}, {time.perf_counter() - started:.0f} s: {told}", flush=True)
    return network.eval()


def _batches(kinds: Sequence[Sequence[Item]], epoch: int, course: Course) -> list[list[Item]]:
    """Batches of one epoch in random order; epoch and seed decide it, so that a run can go on in the middle."""
    rng = random.Random(course.seed * 1000 + epoch)
    batches = [batch for items in kinds if items for batch in in_batches(items, rng)]
    rng.shuffle(batches)
    return batches


def _rate(step: int, length: int) -> float:
    return min(1.0, (step + 1) / max(1.0, WARM * length)) * max(LEAST, 1 - step / max(1, length))


def _epoch(network: Network, optimiser, schedule, batches) -> dict[str, float]:  # type: ignore[no-untyped-def]
    network.train()
    sums: dict[str, list[float]] = {}
    for batch in batches:
        losses = _losses(network, batch)
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        schedule.step()
        for name, loss in losses.items():
            sums.setdefault(name, []).append(loss.item())
    return {name: sum(values) / len(values) for name, values in sums.items()}


def _losses(network: Network, batch: list[Item]) -> dict[str, Tensor]:
    passages = [item for item in batch if isinstance(item, Example)]
    if passages:
        return passage_loss(network, passages)
    translations = [item for item in batch if isinstance(item, Translations)]
    return {"translations": translation_loss(pair_scores(network, pairs_of(translations)), translations)}


def _save(path: Path, network: Network, optimiser, schedule, epochs: int) -> None:  # type: ignore[no-untyped-def]
    state = {
        "network": network.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
        "epochs": epochs,
    }  # fmt: skip
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def _resume(path: Path, network: Network, optimiser, schedule) -> int:  # type: ignore[no-untyped-def]
    """The number of epochs done before, 0 where none is."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    print(f"{path}: goes on after epoch {state['epochs']}", flush=True)
    return int(state["epochs"])
