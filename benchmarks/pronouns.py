"""Whom pronouns stand for: `python -m benchmarks.pronouns [--fit]`, on passages of `corpus/`.

`--fit` learns the weights of `coding/pronouns.toml` from the parts written for development and training. Scores are
those of parts a and b; parts c, h and k are neither read nor scored here.
"""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import depeche.coding.actors as actors_stage
import depeche.coding.pronouns as pronouns
from depeche.analysis.passages import Passage, Tag, read_corpus
from depeche.coding.ledger import Ledger
from depeche.coding.mentions import Phrase
from depeche.language.analysis import analyse
from depeche.records import Article, Block, Sentence

CORPUS = Path(__file__).parent.parent / "corpus"
WEIGHTS = Path(pronouns.__file__).with_suffix(".toml")
LANGUAGES = ("fr", "es", "en")
FITTED, SCORED = "defgijlm", "ab"
UNTAGGED = 0.25  # weight of a pronoun that nobody tagged: it stands for a thing, or for somebody who takes no part
LEAST = 0.4  # share from which somebody is meant; measured on parts a and b
PULL = 2.0  # towards nothing, for each weight
SMALL = 0.02  # below which a weight is left out
ROUNDS = 300


@dataclass
class Case:
    """A pronoun with its candidates; `right`: which are whom it stands for; `gold`: somebody tagged it."""

    language: str
    text: str
    candidates: tuple[pronouns.Candidate, ...]
    right: tuple[bool, ...]
    gold: bool


def load(parts: str, least: int = 10_000) -> Iterator[tuple[Passage, Article, tuple[Sentence, ...]]]:
    for language in LANGUAGES:
        for part in parts:
            for passage in read_corpus(CORPUS / f"{language}-{part}.jsonl")[:least]:
                article = article_of(passage)
                yield passage, article, analyse(article)


def article_of(passage: Passage) -> Article:
    """The passage with a paragraph a line."""
    blocks, at = [], 0
    for line in passage.text.split("\n"):
        if line.strip():
            blocks.append(Block(f"b{len(blocks)}", "paragraph", passage.language, at, at + len(line)))
        at += len(line) + 1
    return Article(passage.id, passage.text, tuple(blocks), language=passage.language, published=passage.published)


def cases(passages) -> Iterator[Case]:
    """Every pronoun of the passages, each with whom those before it were taken for by their tags."""
    for passage, article, sentences in passages:
        yield from _in_passage(passage, article, sentences)


def _in_passage(passage: Passage, article: Article, sentences: Sequence[Sentence]) -> list[Case]:
    found: list[Case] = []
    tags = {(tag.start, tag.end): tag for tag in passage.tagged("a")}

    def learn(ledger: Ledger, phrase: Phrase) -> None:
        pronoun = pronouns.read_pronoun(ledger, phrase)
        candidates = pronouns.candidates_of(ledger, pronoun)
        tag = tags.get((phrase.start, phrase.end))
        right = (
            tuple(_is(passage, tag, c) for c in candidates)
            if tag
            else tuple(c.draft is None and not c.members for c in candidates)
        )
        if tag and not any(right):
            right = tuple(c.draft is None and not c.members for c in candidates)
        found.append(
            Case(passage.language, passage.text[phrase.start : phrase.end], candidates, right, tag is not None)
        )
        chosen = next((c for c, r in zip(candidates, right, strict=True) if r and tag), None)
        if chosen and chosen.draft is not None:
            ledger.mark(chosen.draft, phrase, "pronoun", "tagged")

    before, actors_stage.resolve_pronoun = actors_stage.resolve_pronoun, learn
    try:
        actors_stage.resolve(article, tuple(sentences), datetime.date.fromisoformat(passage.published[:10]))
    finally:
        actors_stage.resolve_pronoun = before
    return found


def _is(passage: Passage, tag: Tag, candidate: pronouns.Candidate) -> bool:
    """Whether a candidate is whom a tag's key stands for: by its id, or by other words of the same key."""
    draft, wanted = candidate.draft, passage.entities[tag.key].id
    if draft is None:
        return False
    if wanted is not None and draft.id == wanted:
        return True
    named = [t for t in passage.tagged(tag.key) if t.end <= tag.start]
    return any(_covers(start, end, t) for start, end in draft.mentions for t in named)


def _covers(start: int, end: int, tag: Tag) -> bool:
    shared = min(end, tag.end) - max(start, tag.start)
    return 2 * shared >= max(end, tag.end) - min(start, tag.start)


# ---- weights ---------------------------------------------------------------------------------------------------------


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Weights under which those meant have the greatest share."""
    names = sorted({clue for case in found for c in case.candidates for clue in c.clues})
    index = {name: i for i, name in enumerate(names)}
    everyone = [c for case in found for c in case.candidates]
    rows = [i for i, c in enumerate(everyone) for _ in c.clues]
    columns = [index[clue] for c in everyone for clue in c.clues]
    clues = csr_matrix((np.ones(len(rows)), (rows, columns)), (len(everyone), len(names)))
    first = np.cumsum([0] + [len(case.candidates) for case in found[:-1]])
    right = np.array([r for case in found for r in case.right])
    heft = np.repeat([1.0 if c.gold else UNTAGGED for c in found], [len(c.candidates) for c in found])

    def loss(weights):
        strengths = np.exp(np.clip(clues @ weights, -30, 30))
        sizes = np.diff([*first, len(everyone)])
        every = np.repeat(np.add.reduceat(strengths, first), sizes)
        meant = np.repeat(np.add.reduceat(strengths * right, first), sizes)
        gradient = clues.T @ (heft * (strengths / every - strengths * right / meant))
        cost = (heft[first] * np.log(every[first] / meant[first])).sum()
        return cost + PULL * (weights**2).sum() / 2, gradient + PULL * weights

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return {name: round(float(weights[i]), 3) for name, i in index.items() if abs(weights[i]) >= SMALL}


def write(weights: dict[str, float]) -> None:
    lines = [f'"{name}" = {value}' for name, value in weights.items()]
    head = "# What speaks for whom a pronoun stands for, in logits. Written by `python -m benchmarks.pronouns --fit`.\n"
    WEIGHTS.write_text(f"{head}\nleast = {LEAST}\n\n[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    pronouns.load_weights.cache_clear()


# ---- scores ----------------------------------------------------------------------------------------------------------


def report(found: Sequence[Case]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for case in found:
        best = pronouns.likeliest(case.candidates)
        right = (
            best is not None
            and case.gold
            and any(
                r and (c.draft, c.members) == (best.draft, best.members)
                for c, r in zip(case.candidates, case.right, strict=True)
            )
        )
        for language in (case.language, "all"):
            counts[language, "tagged"] += case.gold
            counts[language, "right"] += right
            counts[language, "found"] += best is not None and case.gold
            counts[language, "untagged"] += best is not None and not case.gold
    for language in (*LANGUAGES, "all"):
        one = {name: counts[language, name] for name in ("tagged", "found", "right", "untagged")}
        print(f"{language}: {one}")


if __name__ == "__main__":
    if "--fit" in sys.argv:
        write(fit(list(cases(load(FITTED)))))
    report(list(cases(load(SCORED))))
