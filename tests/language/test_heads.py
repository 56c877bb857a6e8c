"""The heads' arithmetic, against definitions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from depeche.coding.clues import PAIR_CLUES
from depeche.language import heads
from depeche.language.encoder import encode_one
from depeche.language.heads import load_heads
from depeche.language.labels import KINDS, LAYERS, ROLES, ROOTS, TYPES


@pytest.mark.parametrize("x", [-6.0, -1.3, -0.001, 0.0, 0.2, 1.0, 7.5])
def test_gelu_is_the_exact_one(x: float) -> None:
    exact = x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
    assert heads.gelu(np.array([x], np.float32))[0] == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize(
    ("distance", "bucket"), [(0, 8), (1, 9), (-1, 7), (2, 9), (3, 10), (-6, 6), (7, 11), (500, 16), (-500, 0)]
)
def test_distances_fall_into_buckets(distance: int, bucket: int) -> None:
    assert heads.bucket(np.array([distance]))[0] == bucket
    assert 0 <= bucket < heads.DISTANCES


def test_the_mean_of_no_pieces_is_nothing() -> None:
    vectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    found = heads.means(vectors, [(1, 3), (2, 2)])
    assert found.tolist() == [[4.5, 5.5, 6.5], [0.0, 0.0, 0.0]]


def test_every_head_answers_with_probabilities_of_its_labels() -> None:
    vectors = encode_one("Paris a condamné l’attaque contre Bamako.").vectors
    pieces, weights = len(vectors), load_heads()
    layers = heads.layers(weights, vectors)
    assert layers.shape == (pieces, len(LAYERS), 3)
    assert np.allclose(layers.sum(axis=2), 1, atol=1e-4)
    assert heads.kinds(weights, vectors, [(1, 2)]).shape == (1, len(KINDS))
    clues = np.zeros((pieces, weights.weights["triggers.0.weight"].shape[1] - 384), np.float32)
    assert heads.triggers(weights, vectors, clues).shape == (pieces, 2 + len(TYPES))
    width = weights.weights["roles.features.weight"].shape[1]
    mentions = heads.mentions(weights, vectors, [(1, 2), (5, 6)])
    found = heads.roles(weights, vectors, (3, 4), mentions, np.zeros((2, width), np.float32))
    assert found.shape == (2, len(ROLES))
    assert (found >= 0).all()
    pair = heads.pair(weights, vectors, (1, 2), (0, 0))
    assert pair.shape == (len(ROOTS),)
    assert pair.sum() == pytest.approx(1, abs=1e-4)


def test_the_head_of_pairs_reads_clues_where_it_was_taught_to() -> None:
    vectors = encode_one("Paris a condamné l’attaque contre Bamako.").vectors
    taught = np.zeros((256, PAIR_CLUES), np.float32)
    weights = replace(load_heads(), weights=load_heads().weights | {"pair_clues.weight": taught})
    assert heads.reads_pair_clues(weights)
    sides = (1, 2), (6, 8)
    without = heads.pair(load_heads(), vectors, *sides)
    assert np.allclose(heads.pair(weights, vectors, *sides, np.ones(PAIR_CLUES, np.float32)), without)
    taught[:, 0] = weights.weights["pair.3.weight"][3]  # the first clue speaks for the fourth root
    clues = np.eye(PAIR_CLUES, dtype=np.float32)[0] * 30
    assert heads.pair(weights, vectors, *sides, clues).argmax() == 3
    assert np.allclose(heads.pair(weights, vectors, *sides, np.roll(clues, 1)), without)


def test_products_are_made_on_one_core_and_on_those_of_before_afterwards() -> None:
    before = threadpool_info()
    with heads.on_one_core():
        assert {found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"} == {1}
    assert threadpool_info() == before
