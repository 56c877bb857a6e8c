"""Stories told by several articles, in three languages: `python -m benchmarks.stories [--fit] [--choose] [--jobs N]`.

First which articles reprint others (`benchmarks/origins.py`). Then B³ over the event mentions of
`corpus/stories/*.jsonl`: a third of the stories, those whose number 3 divides, is never fitted on. The events as they
were annotated; the events as Dépêche codes them, with the origins that it finds, on the mentions that it finds: of the
annotated type, then those too that it takes for another type. Under each, every report alone, the floor. `--fit` writes
the weights of `stories.toml` anew; `--choose` shows, within the two thirds, what other fits and limits would give.
Needs the tools of training (`make training-tools`).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks import origins
from benchmarks.origins import load
from depeche.analysis import linkage, stories
from depeche.analysis.chronicle import told_by
from depeche.analysis.origins import find_copies, find_origins, sign
from depeche.analysis.stories import features, find_stories, reports_of
from depeche.batch import code_many
from depeche.knowledge.layout import fold
from depeche.reading.formats import read
from depeche.records import CodedArticle, Event, Report
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.writer import Coded, open_writer

WEIGHTS = Path(stories.__file__).with_name("stories.toml")
ANNOTATED, CODED = "annotated", "coded"
FOLDS = 5  # of the two thirds
BATCHES = (5, 1000)  # articles that a store takes at once
BLOCK = 6  # stories that stay in one fold, so that look-alikes do
WEIGHT_CODED = 3.0  # what a pair of coded reports weighs in the fit beside one of annotated ones; measured by --choose
STRENGTH = 1.0  # inverse of the penalty on weights; measured by --choose: 10 is no better


def bcubed(predicted: Mapping[Hashable, Hashable], gold: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """Precision, recall, F1 over items that both have."""
    items = [item for item in gold if item in predicted]
    mine, theirs = Counter(predicted[i] for i in items), Counter(gold[i] for i in items)
    both = Counter((predicted[i], gold[i]) for i in items)
    p = sum(both[predicted[i], gold[i]] / mine[predicted[i]] for i in items) / len(items)
    r = sum(both[predicted[i], gold[i]] / theirs[gold[i]] for i in items) / len(items)
    return p, r, 2 * p * r / (p + r)


# ---- from articles to reports ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A report with the event it is of, as annotated; None where nothing annotated was found to be it."""

    report: Report
    event: str | None
    story: int

    @property
    def held_out(self) -> bool:
        return self.story % 3 == 0


def number(article) -> int:
    return int(article["story"][1:])


def annotated(articles) -> list[Told]:
    return [
        Told(as_report(article, event), event["event"], number(article))
        for article in articles
        for event in article["events"]
    ]


def as_report(article, event) -> Report:
    first, last = (date.fromisoformat(day) for day in event["date"].split("/")) if event["date"] else (None, None)
    sentence = sentence_of(article["text"], *trigger(article, event))
    sides = {*event["actors"], *event["recipients"]}
    return Report(
        article["id"], event["event"], article["origin"], article["language"], event["type"],
        frozenset(event["actors"]), frozenset(event["recipients"]), frozenset(s for s in sides if s.isupper()),
        first, last, date.fromisoformat(article["published"]),
        fold(event["place"]) if event["place"] else None, None, event["factuality"], event["by"] or "reporter",
        *stories.words_of(sentence),
    )  # fmt: skip


def trigger(article, event) -> tuple[int, int]:
    at = -1
    for _ in range(event["nth"]):
        at = article["text"].index(event["trigger"], at + 1)
    return at, at + len(event["trigger"])


def sentence_of(text: str, start: int, end: int) -> str:
    before = max(text.rfind(mark, 0, start) for mark in (". ", "\n", "? ", "! "))
    after = min((at for mark in (". ", "\n", "? ", "! ") if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[before + 1 : after]


def code(articles, jobs: int) -> list[CodedArticle]:
    fields = ("id", "title", "text", "language", "published")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stories.jsonl"
        path.write_text("\n".join(json.dumps({k: a[k] for k in fields}) for a in articles), "utf-8")
        return [one for one in code_many(read(str(path)), jobs=jobs) if isinstance(one, CodedArticle)]


def coded(found: Sequence[CodedArticle], articles, any_type: bool) -> list[Told]:
    """What Dépêche finds, each report with the annotated event that it tells, if any."""
    by_id = {article["id"]: article for article in articles}
    first = find_origins(find_copies(sign(one.article, one.as_of.day) for one in found))
    told = []
    for one in found:
        article = by_id[one.article.id]
        events = dict(matched(one, article, any_type))
        reports = reports_of(one, origin=first.get(one.article.id))
        told += [Told(report, events.get(report.event), number(article)) for report in reports]
    return told


def matched(one: CodedArticle, article, any_type: bool) -> Iterator[tuple[str, str]]:
    """Events found and annotated: of one type with a trigger in common, else with their sentence; with `any_type`
    at last those with a trigger in common."""
    events, free = list(one.events), list(article["events"])
    for near, typed in [(False, True), (True, True), *[(False, False)] * any_type]:
        for event in list(events):
            for gold in free:
                if (event.type == gold["type"] or not typed) and meets(event, *trigger(article, gold), near):
                    yield event.id, gold["event"]
                    events.remove(event)
                    free.remove(gold)
                    break


def meets(event: Event, start: int, end: int, near: bool) -> bool:
    spans = event.evidence if near else (event.trigger, *event.mentions)
    return any(span.start < end and start < span.end for span in spans)


# ---- fitting and measuring -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pairs:
    """Pairs of reports that can be one event: their features, whether they are, what each weighs in a fit."""

    names: tuple[str, ...]
    rows: np.ndarray
    one_event: np.ndarray
    weights: np.ndarray


def pairs_of(told: Sequence[Told], weight: float) -> Pairs:
    known = [one for one in told if one.event is not None]
    found = list(stories.candidates([one.report for one in known]))
    rows = [features(known[a].report, known[b].report) for a, b in found]
    one_event = [known[a].event == known[b].event for a, b in found]
    values = np.array([list(row.values()) for row in rows])
    return Pairs(tuple(rows[0]), values, np.array(one_event), np.full(len(found), weight))


def fitting_pairs(
    sets: Mapping[str, Sequence[Told]], annotated: float = 1.0, coded: float = WEIGHT_CODED
) -> list[Pairs]:
    weights = {ANNOTATED: annotated, CODED: coded}
    return [pairs_of(sets[name], weight) for name, weight in weights.items() if weight]


def fitted(pairs: Sequence[Pairs], strength: float = STRENGTH) -> dict[str, float]:
    """Weight of each feature."""
    model = LogisticRegression(C=strength, fit_intercept=False, max_iter=5000)
    rows, one_event = np.concatenate([p.rows for p in pairs]), np.concatenate([p.one_event for p in pairs])
    model.fit(rows, one_event, sample_weight=np.concatenate([p.weights for p in pairs]))
    return dict(zip(pairs[0].names, model.coef_[0], strict=True))


def write(weights: Mapping[str, float]) -> None:
    lines = [f'"{name}" = {weight:.3f}' for name, weight in weights.items()]
    opening = (
        "# What speaks for two reports being one event, in logits. Written by `python -m benchmarks.stories --fit`.\n"
    )
    WEIGHTS.write_text(opening + "\n[weights]\n" + "\n".join(lines) + "\n", "utf-8")
    stories.weights.cache_clear()


def mentions(told: Sequence[Told]) -> int:
    return sum(one.event is not None for one in told)


def figures(told: Sequence[Told], found: Mapping[Hashable, Hashable] | None = None) -> tuple[float, float, float]:
    """Of the reports of annotated events, among all that were found. `found`: the stories, if not to be looked for."""
    gold = {one.report.key: one.event for one in told if one.event is not None}
    if found is not None:
        return bcubed(found, gold)
    groups = enumerate(find_stories([one.report for one in told]))
    found = {report.key: n for n, group in groups for report in group.reports}
    return bcubed(found, gold)


def kept(found: Sequence[CodedArticle], batch: int, seed: int) -> dict[Hashable, Hashable]:
    """The stories of a store that takes the articles in batches, in an order of chance: event -> story."""
    shuffled = list(found)
    random.Random(seed).shuffle(shuffled)
    with TemporaryDirectory() as folder:
        with open_writer(folder) as writer:
            for at in range(0, len(shuffled), batch):
                part = [Coded(one, identify(one.article)) for one in shuffled[at : at + batch]]
                writer.append(part, derive=told_by)
        with open_store(folder) as store:
            rows = store.sql("SELECT a.id, m.event, m.story FROM story_mentions m JOIN articles a USING (coding)")
            return {(article, event): story for article, event, story in rows.fetchall()}


# ---- choosing what to fit on -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """What pairs of annotated and of coded reports weigh, how strong weights may be, from where groups are joined."""

    annotated: float
    coded: float
    strength: float
    joined: float


CHOICES = [
    *(Option(*weights, STRENGTH, linkage.JOINED) for weights in ((1, 0), (0, 1), (1, 1), (1, WEIGHT_CODED))),
    Option(1, WEIGHT_CODED, 10, linkage.JOINED),
    *(Option(1, WEIGHT_CODED, STRENGTH, joined) for joined in (0.3, 0.35, 0.45, 0.5, 0.6)),
]


def choose(sets: Mapping[str, Sequence[Told]]) -> None:
    """F1 on each fold of the two thirds with weights fitted on the others, mean over the mentions."""
    print(f"{'weights annotated, coded; C; JOINED':38}" + "".join(f"{name:>24}" for name in sets))
    for option in CHOICES:
        scores = crossed({name: [one for one in told if not one.held_out] for name, told in sets.items()}, option)
        title = f"{option.annotated:g}, {option.coded:g}; {option.strength:g}; {option.joined:g}"
        print(f"{title:38}" + "".join(f"{scores[name]:24.3f}" for name in sets), flush=True)


def crossed(sets: Mapping[str, Sequence[Told]], option: Option) -> Mapping[str, float]:
    total: Counter[str] = Counter()
    for left_out in range(FOLDS):
        others = {name: [one for one in told if fold_of(one) != left_out] for name, told in sets.items()}
        weights = fitted(fitting_pairs(others, option.annotated, option.coded), option.strength)
        joined = patch.object(linkage, "JOINED", option.joined)
        with joined, patch.object(stories, "weights", lambda weights=weights: weights):
            for name, told in sets.items():
                here = [one for one in told if fold_of(one) == left_out]
                total[name] += mentions(here) / mentions(sets[name]) * figures(here)[2]
    return total


def fold_of(told: Told) -> int:
    return told.story // BLOCK % FOLDS


# ---- the tables ------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="write the weights anew")
    parser.add_argument("--choose", action="store_true", help="show what else could be fitted on")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="of the order in which a store takes the articles")
    options = parser.parse_args()
    articles = load()
    origins.report(articles)
    found = code(articles, options.jobs)
    sets = {
        ANNOTATED: annotated(articles),
        CODED: coded(found, articles, any_type=False),
        "coded, any type": coded(found, articles, any_type=True),
    }
    if options.choose:
        choose(sets)
    if options.fit:
        write(fitted(fitting_pairs({name: [one for one in told if not one.held_out] for name, told in sets.items()})))
    table(sets)
    for batch in BATCHES:
        by_batches(f"in batches of {batch}", sets[CODED], kept(found, batch, options.seed))


def by_batches(name: str, told: Sequence[Told], found: Mapping[Hashable, Hashable]) -> None:
    """What a store makes of the same articles."""
    for part, held_out in (("fitted on", False), ("held out", True)):
        known = [one for one in told if one.held_out == held_out and one.event is not None]
        row(f"{name}, {part}", figures(known, found), len(known))


def table(sets: Mapping[str, Sequence[Told]]) -> None:
    print(f"\n{'stories, of mentions of events':34}      P      R     F1   mentions")
    for name, told in sets.items():
        for part, kept in (("fitted on", False), ("held out", True)):
            chosen = [one for one in told if one.held_out == kept]
            known = [one for one in chosen if one.event is not None]
            alone = bcubed({o.report.key: o.report.key for o in known}, {o.report.key: o.event for o in known})
            row(f"{name}, {part}", figures(chosen), len(known))
            row("  every report alone", alone, len(known))


def row(name: str, found: tuple[float, float, float], count: int) -> None:
    print(f"{name:34} " + " ".join(f"{figure:6.3f}" for figure in found) + f"   {count}")


if __name__ == "__main__":
    main()
