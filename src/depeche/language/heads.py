"""The heads of the encoder, read in numpy: what each says of pieces, of spans, of two spans.

All of them are small beside the encoder, and read the same vectors. Every answer is a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from depeche.errors import DepecheError
from depeche.language.encoder import MODEL
from depeche.language.labels import LAYERS

Array = NDArray[np.float32]
Range = tuple[int, int]  # pieces [first, last)

DISTANCES: Final = 17


@dataclass(frozen=True)
class Heads:
    """Weights by name, [out, in], column by column in memory: small products with them take half the time so."""

    weights: dict[str, Array]

    def linear(self, name: str, x: Array) -> Array:
        y: Array = x @ self.weights[f"{name}.weight"].T
        bias = self.weights.get(f"{name}.bias")
        return y if bias is None else y + bias

    def temperature(self, name: str) -> float:
        """What a head's scores are divided by, so that its probabilities say how often it is right."""
        return float(self.weights.get(f"temperature.{name}", 1.0))


@contextmanager
def on_one_core() -> Iterator[None]:
    """Products of matrices within this run on one core. They are small: threads cost more than they gain, where cores
    are busy ten times the whole (`benchmarks/throughput.py`); and sums come out the same wherever they are made."""
    with _products().limit(limits=1):
        yield


@cache
def _products() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


@cache
def load_heads() -> Heads:
    """The heads that ship with the package. Raises DepecheError."""
    try:
        with np.load(MODEL / "heads.npz", allow_pickle=False) as file:
            return Heads({name: np.array(file[name], np.float32, order="F") for name in file.files})
    except (OSError, ValueError) as error:
        raise DepecheError(f"{MODEL / 'heads.npz'}: {error}; install depeche again, or run `make model`") from error


def layers(heads: Heads, vectors: Array) -> Array:
    """[pieces, len(LAYERS), 3]: outside, begin, inside, for each kind of words."""
    return softmax(heads.linear("layers", vectors).reshape(len(vectors), len(LAYERS), 3))


def ranges(marks: NDArray[np.int64]) -> list[Range]:
    """Runs of begin and inside in one layer's likeliest marks: 0 outside, 1 begin, 2 inside."""
    found: list[Range] = []
    for at, mark in enumerate(marks):
        if mark == 2 and found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        elif mark:
            found.append((at, at + 1))
    return found


def triggers(heads: Heads, vectors: Array, clues: Array) -> Array:
    """[pieces, 2 + len(TYPES)]: outside, begin of each type, inside."""
    hidden = gelu(heads.linear("triggers.0", np.concatenate([vectors, clues], axis=1)))
    return softmax(heads.linear("triggers.3", hidden) / heads.temperature("triggers"))


@dataclass(frozen=True)
class ActScores:
    """What is said of acts: [acts, types], [acts, modes] each for itself, [acts, factualities], [acts, 2]."""

    types: Array
    modes: Array
    factuality: Array
    background: Array


def acts(heads: Heads, vectors: Array, clues: Array, spans: Sequence[Range]) -> ActScores:
    """What the acts are whose triggers stand at some pieces."""
    both = np.concatenate([means(vectors, spans), means(clues, spans)], axis=1)
    hidden = gelu(heads.linear("act.0", both))
    return ActScores(
        softmax(heads.linear("types", hidden) / heads.temperature("types")),
        sigmoid(heads.linear("mode", hidden)),
        softmax(heads.linear("factuality", hidden) / heads.temperature("factuality")),
        softmax(heads.linear("background", hidden)),
    )


def kinds(heads: Heads, vectors: Array, spans: Sequence[Range]) -> Array:
    """[spans, len(KINDS)]."""
    return softmax(heads.linear("kind", means(vectors, spans)))


@dataclass(frozen=True)
class Mentions:
    """Words that may play a role in an act or speak at a cue, and what is the same at each: `means` [mentions, 384],
    `alone` [mentions, …] what the head makes of them."""

    ranges: Sequence[Range]
    means: Array
    alone: Array


def mentions(heads: Heads, vectors: Array, ranges: Sequence[Range]) -> Mentions:
    """Words made ready for the head that gives roles."""
    own = means(vectors, ranges)
    return Mentions(ranges, own, heads.linear("roles.other", own))


def roles(heads: Heads, vectors: Array, act: Range, mentions: Mentions, clues: Array) -> Array:
    """[mentions, len(ROLES)]: the weight of evidence, 0 or more, that a mention plays a role in an act; that of an
    entity is the sum over its mentions, and its probability 1 - exp(-sum). `clues`: [mentions, ROLE_CLUES]."""
    found: Array = all_roles(heads, vectors, [act], mentions, clues[None])[0]
    return found


def all_roles(heads: Heads, vectors: Array, acts: Sequence[Range], mentions: Mentions, clues: Array) -> Array:
    """[acts, mentions, len(ROLES)] as `roles` has it, for all acts of a text at once: products of matrices cost less
    together. `clues`: [acts, mentions, ROLE_CLUES]."""
    own, many = means(vectors, acts), len(acts) * len(mentions.ranges)
    distance = np.array([[start - act[0] for start, _ in mentions.ranges] for act in acts])
    mixed = heads.linear("roles.one", own)[:, None] + mentions.alone
    both = (own[:, None] * mentions.means).reshape(many, -1)
    mixed = mixed.reshape(many, -1) + heads.linear("roles.product", both)
    mixed = mixed + heads.weights["roles.distance.weight"][bucket(distance.reshape(many))]
    mixed = mixed + heads.linear("roles.features", clues.reshape(many, -1))
    scores = heads.linear("roles.last", gelu(mixed)) / np.float32(heads.temperature("roles"))
    return softplus(scores).reshape(len(acts), len(mentions.ranges), -1)


def reads_pair_clues(heads: Heads) -> bool:
    """Whether the head of pairs was taught to read clues."""
    return "pair_clues.weight" in heads.weights


def pair(heads: Heads, vectors: Array, source: Range, target: Range, clues: Array | None = None) -> Array:
    """[len(ROOTS)]: what the one does to the other in a text; an empty range stands for nobody. `clues`: [PAIR_CLUES],
    where the head reads them."""
    one, other = means(vectors, [source, target])
    whole = means(vectors, [(1, len(vectors) - 1)])[0]
    mixed = heads.linear("pair.0", np.concatenate([one, other, one * other, whole])[None])
    if clues is not None:
        mixed = mixed + heads.linear("pair_clues", clues[None])
    found: Array = softmax(heads.linear("pair.3", gelu(mixed)))[0]
    return found


def bucket(distance: NDArray[Any]) -> NDArray[np.int64]:
    """Signed distances in pieces to one of DISTANCES buckets: 0, then 1–2, 3–6, 7–14 … on either side."""
    size = np.minimum(np.floor(np.log2(np.abs(distance) + 1)), 8).astype(np.int64)
    found: NDArray[np.int64] = np.where(distance < 0, 8 - size, 8 + size)
    return found


def means(vectors: Array, spans: Sequence[Range]) -> Array:
    """[spans, …]: the mean of each span's pieces, zeros of an empty one."""
    empty = np.zeros(vectors.shape[1], np.float32)
    rows = [np.add.reduce(vectors[start:end], axis=0) / (end - start) if end > start else empty for start, end in spans]
    return np.stack(rows) if rows else np.zeros((0, vectors.shape[1]), np.float32)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    found: Array = e / e.sum(axis=-1, keepdims=True)
    return found


def sigmoid(x: Array) -> Array:
    found: Array = (1 / (1 + np.exp(-x))).astype(np.float32)
    return found


def softplus(x: Array) -> Array:
    found: Array = np.logaddexp(x, 0).astype(np.float32)
    return found


def gelu(x: Array) -> Array:
    """x · ½(1 + erf(x/√2)); erf by Abramowitz and Stegun 7.1.26, error below 1.5e-7."""
    z: Any = np.abs(x) / sqrt(2)
    t: Any = 1 / (1 + 0.3275911 * z)
    poly: Any = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf: Any = np.sign(x) * (1 - poly * np.exp(-z * z))
    found: Array = (x * 0.5 * (1 + erf)).astype(np.float32)
    return found
