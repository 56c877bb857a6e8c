"""Blocks -> windows the encoder reads in one pass: a whole block, or of a long one as many sentences as fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from depeche.language.encoder import MAX_PIECES, Encoded, encode, load_splitter
from depeche.language.heads import Array, layers, load_heads
from depeche.records import Article, Block, Sentence, Span


@dataclass(frozen=True)
class Window:
    """Sentences of one block and what the encoder read there. `spans`: for each piece its code points of
    `Article.text`."""

    sentences: tuple[Sentence, ...]
    encoded: Encoded
    spans: tuple[Span, ...]

    @cached_property
    def layers(self) -> Array:
        """See `heads.layers`: names, proposals and quotations ask."""
        return layers(load_heads(), self.encoded.vectors)


def read_windows(article: Article, sentences: tuple[Sentence, ...]) -> tuple[Window, ...]:
    """Every sentence in one window, in text order. Raises DepecheError where the model is missing."""
    residue = [block for block in article.blocks if block.kind == "residue"]
    groups = [
        part
        for _, inside in groupby(sentences, key=lambda sentence: sentence.block)
        for part in _fitting(article, tuple(inside))
    ]
    texts = [_text(article, Span(part[0].start, part[-1].end), residue) for part in groups]
    windows = []
    for part, encoded in zip(groups, encode(texts), strict=True):
        start = part[0].start
        spans = tuple([Span(span.start + start, span.end + start) for span in encoded.pieces.spans])
        windows.append(Window(part, encoded, spans))
    return tuple(windows)


def _fitting(article: Article, sentences: Sequence[Sentence]) -> Iterable[tuple[Sentence, ...]]:
    """Runs of sentences of one block that the encoder can read at once."""
    run: list[Sentence] = []
    for sentence in sentences:
        if run and _pieces(article, run[0].start, sentence.end) > MAX_PIECES:
            yield tuple(run)
            run = []
        run.append(sentence)
    if run:
        yield tuple(run)


def _pieces(article: Article, start: int, end: int) -> int:
    """How many pieces some words are cut into. Never more than characters, which is cheap to know."""
    if end - start <= MAX_PIECES:
        return end - start
    return load_splitter().count(article.text[start:end])


def _text(article: Article, span: Span, residue: Iterable[Block]) -> str:
    """The words of a span, with blanks where markup stands."""
    text = list(article[span])
    for part in residue:
        for at in range(max(part.start, span.start), min(part.end, span.end)):
            text[at - span.start] = " "
    return "".join(text)
