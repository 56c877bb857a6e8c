"""The heads on held-out passages, whose actors, places and dates are given: what the model card tells.

The figures are those of `docs/evaluation.md`: a trigger is right when it overlaps, typed with its type too; roles are
judged on right triggers, an entity in a role; factuality by macro-F1, since nine in ten acts are asserted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from depeche.analysis.matching import Figure, figure
from depeche.coding.acts import ACT, LEAST, TOLD, confidence, find_triggers, type_chances
from depeche.coding.clues import RULED, TOKEN_CLUES
from depeche.language import heads as read
from depeche.language.heads import Array, Heads
from depeche.language.labels import FACTUALITY, LAYERS, ROLES, TYPES
from training.batches import LETTERS
from training.examples import Act, Example

BINS = 10  # of the expected calibration error
Encode = Callable[[Example], Array]


@dataclass
class Tally:
    """What was right, predicted and gold of each layer, and how sure the answers were."""

    right: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    sure: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)

    def count(self, name: str, right: int, predicted: int, gold: int) -> None:
        self.right[name] += right
        self.predicted[name] += predicted
        self.gold[name] += gold

    def judge(self, name: str, probability: float, right: bool) -> None:
        self.sure.setdefault(name, []).append((probability, right))

    def figure(self, name: str) -> Figure:
        return figure(self.right[name], self.predicted[name], self.gold[name])

    def macro(self, prefix: str, names: Iterable[str]) -> float:
        """Mean F1 of some labels."""
        found = [self.figure(f"{prefix} {name}").f1 for name in names]
        return sum(found) / len(found)

    def calibration(self, name: str) -> float:
        """Expected calibration error: how far probabilities lie from how often they were right."""
        judged = self.sure.get(name, [])
        bins: dict[int, list[tuple[float, bool]]] = {}
        for probability, right in judged:
            bins.setdefault(min(BINS - 1, int(probability * BINS)), []).append((probability, right))
        gaps = (abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins.values())
        return sum(gaps) / max(1, len(judged))


def measure(heads: Heads, encode: Encode, examples: Iterable[Example], *, clues: bool = True) -> Tally:
    """Every head on every passage. `clues`: whether the heads are told what lexicon and syntax say."""
    tally = Tally()
    for example in examples:
        vectors = encode(example)
        told = example.clues if clues else np.zeros((len(vectors), TOKEN_CLUES), np.float32)
        _layers(tally, heads, vectors, example)
        found = _triggers(tally, heads, vectors, told, example)
        for act, span in found:
            _act(tally, heads, vectors, told, example, act, span, clues=clues)
    return tally


def _layers(tally: Tally, heads: Heads, vectors: Array, example: Example) -> None:
    marks = read.layers(heads, vectors).argmax(axis=2).T
    for layer, gold, predicted in zip(LAYERS, example.layers, marks, strict=True):
        here, there = set(read.ranges(gold)), set(read.ranges(predicted))
        tally.count(f"words: {layer.name}", len(here & there), len(there), len(here))
        tally.count(
            f"pieces: {layer.name}",
            int(((gold > 0) & (predicted > 0)).sum()),
            int((predicted > 0).sum()),
            int((gold > 0).sum()),
        )


def _triggers(
    tally: Tally, heads: Heads, vectors: Array, told: Array, example: Example
) -> list[tuple[Act, tuple[int, int]]]:
    """Right triggers with their acts; all of them counted."""
    scores = read.triggers(heads, vectors, told)
    spans = find_triggers(scores)
    types = read.acts(heads, vectors, told, spans).types if spans else np.zeros((0, len(TYPES)), np.float32)
    chances = [type_chances(scores[start], whole) for (start, _), whole in zip(spans, types, strict=True)]
    sure = [confidence(scores, span, types) for span, types in zip(spans, chances, strict=True)]
    # as the pipeline decides: an act that no rule tells must be likelier
    kept = [
        n for n, (a, b) in enumerate(spans) if sure[n] >= (ACT if told.any() and not told[a:b, RULED].any() else TOLD)
    ]
    spans = [spans[n] for n in kept]
    tally.count("false alarms", bool(spans) and not example.acts, not example.acts, not example.acts)
    free = list(example.acts)
    met = []
    typed = 0
    for number, (start, end) in zip(kept, spans, strict=True):
        act = next((a for a in free if a.start < end and start < a.end), None)
        kind = int(chances[number].argmax())
        tally.judge("typed trigger", sure[number], act is not None and act.type == kind)
        tally.count(f"type {TYPES[kind]}", act is not None and act.type == kind, 1, 0)
        if act is not None:
            free.remove(act)
            typed += act.type == kind
            met.append((act, (start, end)))
    for act in example.acts:
        tally.count(f"type {TYPES[act.type]}", 0, 0, 1)
    tally.count("triggers", len(met), len(spans), len(example.acts))
    tally.count("typed triggers", typed, len(spans), len(example.acts))
    return met


def _act(
    tally: Tally,
    heads: Heads,
    vectors: Array,
    told: Array,
    example: Example,
    act: Act,
    span: tuple[int, int],
    *,
    clues: bool,
) -> None:
    about = read.acts(heads, vectors, told, [span])
    factuality = int(about.factuality[0].argmax())
    tally.judge("factuality", float(about.factuality[0].max()), factuality == act.factuality)
    for number, name in enumerate(FACTUALITY):
        tally.count(
            f"factuality {name}", factuality == act.factuality == number, factuality == number, act.factuality == number
        )
    if act.background >= 0:
        background = int(about.background[0].argmax())
        tally.count("background", background == act.background == 1, background == 1, act.background == 1)
    ruled = example.role_clues[example.acts.index(act)].astype(np.float32)
    if not example.words:
        return
    places = read.mentions(heads, vectors, [(w.start, w.end) for w in example.words])
    weights = read.roles(heads, vectors, span, places, ruled if clues else np.zeros_like(ruled))
    for role, name in enumerate(ROLES):
        total: dict[int, float] = {}
        for word, weight in zip(example.words, weights[:, role], strict=True):
            if word.letter in LETTERS[name]:
                total[word.entity] = total.get(word.entity, 0.0) + float(weight)
        _role(tally, name, {entity: 1 - float(np.exp(-sum_)) for entity, sum_ in total.items()}, act.roles[role])


def _role(tally: Tally, name: str, chances: dict[int, float], gold: frozenset[int]) -> None:
    for entity, chance in chances.items():
        likely = chance >= LEAST
        for counted in (name, *(("roles",) if name in ("actor", "recipient") else ())):
            tally.count(counted, likely and entity in gold, likely, entity in gold)
        if chance >= 0.05:
            tally.judge("role", chance, entity in gold)
    if name == "teller":
        best = max(chances, key=lambda entity: chances[entity], default=None)
        said = best if best is not None and chances[best] >= LEAST else None
        tally.count("attribution", said == next(iter(gold), None), 1, 1)
