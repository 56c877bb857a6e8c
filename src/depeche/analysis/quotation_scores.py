"""Quotations found in texts against those a reader marked: contents, speakers, and words that nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from depeche.analysis.matching import Figure, Share, figure, pair_up, share
from depeche.records import Span

SAME: Final = 0.8  # of the words of the longer content, from which two are one quotation
CAUGHT: Final = 0.5  # of the words of a trap, from which a quotation that meets no other has fallen into it
OPENERS: Final = frozenset(
    ["that", "que", "qu", "à", "de", "d", "if", "whether", "si"]
)  # a reader marks them or leaves them out
WORD: Final = re.compile(r"\w+")
Pieces = tuple[tuple[int, int], ...]


class MarkedQuote(msgspec.Struct, frozen=True):
    content: Pieces
    kind: Literal["direct", "mixed", "indirect", "not_speech"]
    source: Pieces = ()
    speaker: str | None = None


class MarkedText(msgspec.Struct, frozen=True):
    id: str
    text: str
    quotes: tuple[MarkedQuote, ...] = ()


class Found(msgspec.Struct, frozen=True):
    id: str
    quotes: tuple[MarkedQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteScores:
    """`contents`: the same words; `attributed`: and the right speaker; `traps`: share of words that nobody says which
    were taken for a quotation."""

    contents: Figure
    attributed: Figure
    direct: Figure
    mixed: Figure
    indirect: Figure
    traps: Share


def score_quotes(texts: Sequence[MarkedText], found: Iterable[Found]) -> QuoteScores:
    """A text without a prediction counts as one in which nothing was found."""
    by_id = {one.id: one.quotes for one in found}
    judged = [_judge(text, by_id.get(text.id, ())) for text in texts]
    pairs = [pair for one in judged for pair in one.pairs]
    gold = [quote for one in judged for quote in one.gold]
    said = [quote for one in judged for quote in one.said]
    kinds = {
        kind: figure(
            sum(q.kind == kind for _, q in pairs), sum(q.kind == kind for q in said), sum(q.kind == kind for q in gold),
            found=sum(q.kind == kind for q, _ in pairs),
        )
        for kind in ("direct", "mixed", "indirect")
    }  # fmt: skip
    return QuoteScores(
        contents=figure(len(pairs), len(said), len(gold)),
        attributed=figure(sum(one.attributed for one in judged), len(said), len(gold)),
        traps=share(caught for one in judged for caught in one.caught),
        **kinds,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    gold: tuple[MarkedQuote, ...]
    said: tuple[MarkedQuote, ...]
    pairs: tuple[tuple[MarkedQuote, MarkedQuote], ...]
    attributed: int
    caught: tuple[bool, ...]


def _judge(text: MarkedText, quotes: tuple[MarkedQuote, ...]) -> _Judged:
    gold = tuple(quote for quote in text.quotes if quote.kind != "not_speech")
    words = {id(quote): _words(text.text, quote.content) for quote in (*text.quotes, *quotes)}

    def alike(one: MarkedQuote, other: MarkedQuote) -> float:
        a, b = words[id(one)], words[id(other)]
        same = len(a & b) / max(len(a), len(b), 1)
        return same if same >= SAME else 0.0

    paired = pair_up(gold, quotes, alike)
    traps = [words[id(quote)] for quote in text.quotes if quote.kind == "not_speech"]
    free = [words[id(quote)] for quote in paired.spurious]
    return _Judged(
        gold,
        quotes,
        tuple(paired.pairs),
        sum(_same_speaker(text.text, one, other) for one, other in paired.pairs),
        tuple(any(len(trap & taken) >= CAUGHT * len(trap) for taken in free) for trap in traps),
    )


def _words(text: str, pieces: Pieces) -> frozenset[int]:
    """Where the words of a content start, without one that opens it."""
    starts = [(start + w.start(), w.group().lower()) for start, end in pieces for w in WORD.finditer(text[start:end])]
    if len(starts) > 1 and starts[0][1] in OPENERS:
        starts = starts[1:]
    return frozenset(start for start, _ in starts)


def _same_speaker(text: str, gold: MarkedQuote, said: MarkedQuote) -> bool:
    """By the words that name the source; where the text has none, by the name; where nobody is named, by silence."""
    if gold.source:
        return any(Span(*one).overlaps(Span(*other)) for one in gold.source for other in said.source)
    if gold.speaker is None:
        return not said.source
    named = " ".join([said.speaker or "", *(text[start:end] for start, end in said.source)])
    return WORD.findall(gold.speaker.lower())[-1] in WORD.findall(named.lower())


def as_found(prediction: Mapping[str, object]) -> Found:
    """What `quotes_to_benchmark` writes, to be scored."""
    return msgspec.convert(prediction, Found)
