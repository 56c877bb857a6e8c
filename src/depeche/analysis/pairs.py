"""Sentences with two marked actors and one label: what the first does to the second, one of fifteen roots.

Format: tab-separated, columns `row`, `gold_root`, `marked_sentence` with `<s>source</s>` and `<t>target</t>` (arXiv
2308.07876). A source without target is coded too, and a target without source.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from depeche.analysis.matching import Figure, figure
from depeche.coding.clues import Clues, pair_clues
from depeche.coding.drafts import read_sentences
from depeche.errors import DepecheError
from depeche.language.analysis import analyse
from depeche.language.encoder import encode
from depeche.language.heads import load_heads, pair, reads_pair_clues
from depeche.language.labels import ROOTS
from depeche.language.pieces import covering
from depeche.reading.identify import identify
from depeche.records import Actor, Article, Block, Mention, Span

COLUMNS = ("row", "gold_root", "marked_sentence")
MARK = re.compile(r"</?[st]>")
AT_ONCE = 64  # sentences encoded together
SOURCE, TARGET = "s", "t"  # ids of the two while the rules read
PUBLIC = ("CVL", "GOV")  # whoever is marked takes part in public life


@dataclass(frozen=True, slots=True)
class MarkedPair:
    """`source`, `target`: where they stand in `text`, which has no marks; None where none is marked."""

    row: str
    root: str
    text: str
    source: Span | None
    target: Span | None


@dataclass(frozen=True, slots=True)
class CodedPair:
    """The likeliest root and its probability."""

    row: str
    gold_root: str
    predicted_root: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PairScores:
    """`macro_f1`: the mean F1 of the roots that the file has."""

    rows: int
    macro_f1: float
    accuracy: float
    roots: Mapping[str, Figure]


def read_pairs(path: Path) -> tuple[MarkedPair, ...]:
    """The rows of a file in order. Raises DepecheError that names the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DepecheError(
            f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8'}; name a file of pairs"
        ) from error
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise DepecheError(f"{path}:1: no column {missing[0]}; give {', '.join(COLUMNS)}, separated by tabs")
    return tuple(_pair(path, number, row) for number, row in enumerate(rows, start=2))


def _pair(path: Path, number: int, row: Mapping[str, str | None]) -> MarkedPair:
    values = [row[name] for name in COLUMNS]
    if None in values:
        raise DepecheError(f"{path}:{number}: a column is missing; give {', '.join(COLUMNS)}")
    name, root, marked = (value or "" for value in values)
    if root not in ROOTS:
        raise DepecheError(f"{path}:{number}: {root!r} is no root; give one of {', '.join(ROOTS)}")
    text, marks, at = "", dict[str, int](), 0
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        marks.setdefault(found[0], len(text))  # of several sources or targets the first
        at = found.end()
    text += marked[at:]
    sides = [Span(marks[f"<{s}>"], marks[f"</{s}>"]) if {f"<{s}>", f"</{s}>"} <= set(marks) else None for s in "st"]
    if sides == [None, None]:
        raise DepecheError(f"{path}:{number}: nobody is marked; mark <s>source</s> and <t>target</t>")
    return MarkedPair(name, root, text, *sides)


def code_pairs(pairs: Sequence[MarkedPair]) -> Iterator[CodedPair]:
    """What each source does to its target. Raises DepecheError where the model is missing."""
    for at in range(0, len(pairs), AT_ONCE):
        chosen = pairs[at : at + AT_ONCE]
        for one, encoded in zip(chosen, encode([one.text for one in chosen]), strict=True):
            spans = encoded.pieces.spans
            source, target = (covering(spans, side) if side else (0, 0) for side in (one.source, one.target))
            clues = clues_of(one, identify(one.text)) if reads_pair_clues(load_heads()) else None
            chances = pair(load_heads(), encoded.vectors, source, target, clues)
            best = int(chances.argmax())
            yield CodedPair(one.row, one.root, ROOTS[best], round(float(chances[best]), 3))


def clues_of(one: MarkedPair, language: str) -> Clues:
    """What the rules and the lexicon make of the sentence, as if nobody acted in it but the two. Raises
    MissingPipeline."""
    article = Article(one.row, one.text, (Block("b1", "paragraph", language, 0, len(one.text)),), language)
    words = {name: side for name, side in ((SOURCE, one.source), (TARGET, one.target)) if side is not None}
    actors = tuple(
        Actor(name, "organisation", name, name, PUBLIC, None, (), (), (Mention(side.start, side.end, "name"),))
        for name, side in words.items()
    )
    return pair_clues(read_sentences(analyse(article), actors, (), (), (), None), SOURCE, TARGET, words)


def score_pairs(coded: Sequence[CodedPair]) -> PairScores:
    roots = {
        root: figure(
            sum(c.gold_root == c.predicted_root == root for c in coded),
            sum(c.predicted_root == root for c in coded),
            sum(c.gold_root == root for c in coded),
        )
        for root in ROOTS
        if any(root in (c.gold_root, c.predicted_root) for c in coded)
    }
    right = sum(c.gold_root == c.predicted_root for c in coded)
    macro = sum(f.f1 for f in roots.values()) / max(1, len(roots))
    return PairScores(len(coded), round(macro, 4), round(right / max(1, len(coded)), 4), roots)


def table(scores: PairScores) -> str:
    """The figures as lines."""
    lines = [f"macro-F1 {scores.macro_f1:.3f}  accuracy {scores.accuracy:.3f}  rows {scores.rows}", ""]
    lines += [f"{'':12}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}"]
    lines += [f"{root:12}{f.precision:7.3f}{f.recall:7.3f}{f.f1:7.3f}{f.gold:7}" for root, f in scores.roots.items()]
    return "\n".join(lines)


def as_tsv(coded: Iterable[CodedPair]) -> bytes:
    """`row`, `gold_root`, `predicted_root`, `confidence`."""
    out = io.StringIO()
    out.write("row\tgold_root\tpredicted_root\tconfidence\n")
    out.writelines(f"{c.row}\t{c.gold_root}\t{c.predicted_root}\t{c.confidence}\n" for c in coded)
    return out.getvalue().encode()
