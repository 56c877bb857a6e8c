"""Temperatures, so that a probability says how often the head is right: fitted on passages that nothing was trained on.

Dividing scores by a temperature changes how sure a head is, never which label is likeliest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from depeche.language import heads as read
from depeche.language.heads import Array, Heads
from depeche.language.labels import ROLES
from training.batches import LETTERS
from training.examples import Example

GRID = tuple(round(0.6 + 0.1 * step, 1) for step in range(30))
SMALLEST = 1e-6  # probability, so that its logarithm is finite

Loss = Callable[[Heads, Array, Example], list[float]]


def calibrated(heads: Heads, encode: Callable[[Example], Array], examples: Sequence[Example]) -> Heads:
    """The heads, each with the temperature under which the right labels are likeliest."""
    vectors = [encode(example) for example in examples]
    chosen: dict[str, Array] = {}
    for name, loss in LOSSES.items():
        losses = {t: _mean(loss, _with(heads, name, t), vectors, examples) for t in GRID}
        chosen[f"temperature.{name}"] = np.array(min(GRID, key=lambda t: losses[t]), np.float32)
    return Heads({**heads.weights, **chosen})


def _with(heads: Heads, name: str, temperature: float) -> Heads:
    return Heads({**heads.weights, f"temperature.{name}": np.array(temperature, np.float32)})


def _mean(loss: Loss, heads: Heads, vectors: Sequence[Array], examples: Sequence[Example]) -> float:
    found = [value for v, example in zip(vectors, examples, strict=True) for value in loss(heads, v, example)]
    return float(np.mean(found)) if found else 0.0


def _triggers(heads: Heads, vectors: Array, example: Example) -> list[float]:
    scores = read.triggers(heads, vectors, example.clues)
    return _logs(scores[np.arange(len(scores)), example.triggers])


def _acts(heads: Heads, vectors: Array, example: Example, field: str) -> list[float]:
    if not example.acts:
        return []
    scores = getattr(read.acts(heads, vectors, example.clues, [(a.start, a.end) for a in example.acts]), field)
    labels = [a.type if field == "types" else a.factuality for a in example.acts]
    return _logs(scores[np.arange(len(labels)), labels])


def _types(heads: Heads, vectors: Array, example: Example) -> list[float]:
    return _acts(heads, vectors, example, "types")


def _factuality(heads: Heads, vectors: Array, example: Example) -> list[float]:
    return _acts(heads, vectors, example, "factuality")


def _roles(heads: Heads, vectors: Array, example: Example) -> list[float]:
    """Per entity and role, as it is decided."""
    found: list[float] = []
    places = read.mentions(heads, vectors, [(w.start, w.end) for w in example.words])
    for number, act in enumerate(example.acts if example.words else ()):
        clues = example.role_clues[number].astype(np.float32)
        weights = read.roles(heads, vectors, (act.start, act.end), places, clues)
        for role, name in enumerate(ROLES):
            total: dict[int, float] = {}
            for word, weight in zip(example.words, weights[:, role], strict=True):
                if word.letter in LETTERS[name]:
                    total[word.entity] = total.get(word.entity, 0.0) + float(weight)
            for entity, weight in total.items():
                chance = 1 - np.exp(-weight)
                found += _logs(np.array([chance if entity in act.roles[role] else 1 - chance], np.float32))
    return found


def _logs(chances: Array) -> list[float]:
    return [float(x) for x in -np.log(np.maximum(chances, SMALLEST))]


LOSSES: dict[str, Loss] = {"triggers": _triggers, "types": _types, "factuality": _factuality, "roles": _roles}
