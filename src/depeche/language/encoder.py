"""Text -> one vector a piece, in one pass; the only module that imports onnxruntime.

Each text is a run of its own: no padding, no scale taken over a batch. So a text has the same vectors alone and among
others, whatever stands beside it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from depeche.errors import DepecheError
from depeche.language.pieces import Pieces, Splitter

MODEL: Final = Path(__file__).parent / "model"
CORES_VARIABLE: Final = "DEPECHE_CORES"  # how many texts are read at once; all cores where it is not set
MAX_PIECES: Final = 510  # positions the encoder knows, less the two signs


@dataclass(frozen=True)
class Encoded:
    """A text's pieces and their vectors, [pieces, 384]."""

    pieces: Pieces
    vectors: NDArray[np.float32]


@cache
def load_splitter() -> Splitter:
    """The vocabulary that ships with the package. Raises DepecheError."""
    return Splitter(_read("pieces.model"))


@cache
def load_session() -> Any:
    """The encoder, ready to run on one core a text. Raises DepecheError."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_read("encoder.onnx"), options, providers=["CPUExecutionProvider"])


@cache
def model_version() -> str:
    """What tells the model that ships from any other. Raises DepecheError."""
    return _read("version.txt").decode().strip()


def _read(name: str) -> bytes:
    try:
        return (MODEL / name).read_bytes()
    except OSError as error:
        raise DepecheError(f"{MODEL / name}: {error.strerror}; install depeche again, or run `make model`") from error


def encode(texts: Sequence[str]) -> tuple[Encoded, ...]:
    """One pass for each text, several at once on the cores there are. Pieces past MAX_PIECES are left out: cut long
    texts at their sentences before."""
    cores = int(os.environ.get(CORES_VARIABLE, 0)) or os.cpu_count() or 1
    if cores == 1 or len(texts) < 2:
        return tuple(map(encode_one, texts))
    with ThreadPoolExecutor(min(cores, len(texts))) as pool:
        return tuple(pool.map(encode_one, texts))


def encode_one(text: str) -> Encoded:
    pieces = load_splitter().split(text)
    if len(pieces.ids) > MAX_PIECES + 2:
        pieces = Pieces(
            np.concatenate([pieces.ids[: MAX_PIECES + 1], pieces.ids[-1:]]),
            (*pieces.spans[: MAX_PIECES + 1], pieces.spans[-1]),
        )
    (vectors,) = load_session().run(["vectors"], {"pieces": pieces.ids[None]})
    return Encoded(pieces, vectors[0])
