"""Text -> the pieces the encoder reads, each with its place in the text; the only module that imports sentencepiece."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from depeche.records import Located, Span

BEGIN: Final = 0  # rows of the vocabulary
PAD: Final = 1
END: Final = 2
UNKNOWN: Final = 3
START_OF, END_OF = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Pieces:
    """`ids` [n] of int64, the first and last of them signs of begin and end; `spans` [n], code points of the text
    without outer blanks, empty for signs."""

    ids: NDArray[np.int64]
    spans: tuple[Span, ...]


class Splitter:
    """Cuts text as the encoder's vocabulary does. Every text can be cut: unknown characters become unknown pieces."""

    def __init__(self, model: bytes) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    def split(self, text: str) -> Pieces:
        found = self._processor.encode(text, return_type="proto").pieces
        at = _code_points(text)
        spans = [_stripped(text, at[piece.begin], at[piece.end]) for piece in found]
        ids = np.array([BEGIN, *(piece.id for piece in found), END], np.int64)
        return Pieces(ids, (Span(0, 0), *spans, Span(len(text), len(text))))

    def count(self, text: str) -> int:
        """How many pieces `split` would give, signs included."""
        return len(self._processor.encode(text, out_type=int)) + 2


def _code_points(text: str) -> list[int]:
    """For each byte of the text in UTF-8, and its end, the code point it belongs to."""
    if text.isascii():
        return list(range(len(text) + 1))
    lengths = [len(c.encode("utf-8", "surrogatepass")) for c in text]
    points = [i for i, length in enumerate(lengths) for _ in range(length)]
    return [*points, len(text)]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def covering(spans: Sequence[Span], located: Located) -> tuple[int, int]:
    """The pieces [first, last) that share a character with some words, (0, 0) where none does."""
    first = bisect_right(spans, located.start, key=END_OF)  # pieces are in text order
    last = bisect_left(spans, located.end, key=START_OF)
    return (first, last) if first < last else (0, 0)
