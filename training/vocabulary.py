"""The vocabulary of three languages: the pieces that French, Spanish and English news need, for sentencepiece.

A piece is kept when words of the three languages are cut with it (`wordfreq`'s lists, the names and words of the
knowledge tables, the corpora), or when it is a single character; so any text can be cut, at worst into characters.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto
from wordfreq import top_n_list

from training.base import Base

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = 120_000  # of each language's list; the rest of `wordfreq` is one in ten million words


@dataclass(frozen=True)
class Vocabulary:
    """A sentencepiece model, and for each of its pieces the row of the base vocabulary."""

    model: bytes
    rows: tuple[int, ...]


def _normaliser() -> proto.NormalizerSpec:
    """The rules of XLM-R (`nmt_nfkc`), which sentencepiece compiles when it trains: on two words."""
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b"] * 9), model_writer=trained, vocab_size=6, model_type="unigram",
        normalization_rule_name="nmt_nfkc", hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return proto.ModelProto.FromString(trained.getvalue()).normalizer_spec


def _model(pieces: Iterable[tuple[str, float]]) -> bytes:
    model = proto.ModelProto()
    model.normalizer_spec.CopyFrom(_normaliser())
    model.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    kinds = proto.ModelProto.SentencePiece
    for row, (piece, score) in enumerate(pieces):
        kind = kinds.NORMAL if row >= len(SPECIAL) else kinds.UNKNOWN if piece == "<unk>" else kinds.CONTROL
        model.pieces.append(kinds(piece=piece, score=score, type=kind))
    spec = model.trainer_spec
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = range(len(SPECIAL))
    spec.bos_piece, spec.pad_piece, spec.eos_piece, spec.unk_piece = SPECIAL
    spec.vocab_size = len(model.pieces)
    return bytes(model.SerializeToString())


def full(base: Base) -> Vocabulary:
    """Every piece of the base."""
    return Vocabulary(_model(zip(base.pieces, base.scores.tolist(), strict=True)), tuple(range(len(base.pieces))))


def prune(base: Base, texts: Iterable[str]) -> Vocabulary:
    """The pieces that the texts are cut into, and every single character."""
    splitter = sentencepiece.SentencePieceProcessor(model_proto=full(base).model)
    kept = set(range(len(SPECIAL)))
    kept.update(row for row, piece in enumerate(base.pieces) if len(piece.removeprefix("▁")) <= 1)
    for text in texts:
        kept.update(splitter.encode(text))
    rows = tuple(sorted(kept))
    return Vocabulary(_model((base.pieces[row], float(base.scores[row])) for row in rows), rows)


def news_words(root: Path) -> Iterator[str]:
    """What the three languages' news is written with: words as listed and capitalised, alone and elided."""
    for language in ("fr", "es", "en"):
        for word in top_n_list(language, WORDS):
            yield word
            yield word.capitalize()
            yield word.upper() if len(word) <= 5 else word
            yield f"l’{word}"
    for table in sorted((root / "src/depeche/knowledge/data").rglob("*.tsv")):
        with table.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from row
