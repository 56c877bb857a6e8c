"""Words that state a lasting tie between two actors, and where its ends stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from depeche.knowledge.lexicon import Frame, parse_frame
from depeche.knowledge.load import read_table


@dataclass(frozen=True, slots=True)
class Tie:
    """A row of `data/<lang>/relations.tsv`: the frame's actor is the subject, its recipient the object."""

    relation: str
    pos: str
    frame: Frame
    row: str


@dataclass(frozen=True, slots=True)
class Ties:
    by_lemma: Mapping[str, tuple[Tie, ...]]


@cache
def load_ties(language: str) -> Ties:
    ties: dict[str, list[Tie]] = {}
    for row in read_table(f"{language}/relations"):
        tie = Tie(row["relation"], row["pos"], parse_frame(row["frame"]), row.id)
        ties.setdefault(row["lemma"], []).append(tie)
    return Ties({lemma: tuple(rows) for lemma, rows in ties.items()})
