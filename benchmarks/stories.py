"""Stories told by several articles, in three languages: `python -m benchmarks.stories [--fit] [--jobs N]`.

B³ over the event mentions of `corpus/stories/*.jsonl`: a third of the stories, those whose number 3 divides, is never
fitted on. The events as they were annotated; the events as Dépêche codes them, on the mentions that it finds; under
each, every report alone, the floor. `--fit` writes the weights of `stories.toml` anew.
Needs the tools of training (`make training-tools`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.linear_model import LogisticRegression

from depeche.analysis import stories
from depeche.analysis.stories import Report, features, find_stories, reports_of
from depeche.batch import code_many
from depeche.knowledge.layout import fold
from depeche.reading.formats import read
from depeche.records import CodedArticle

HERE = Path(__file__).parent.parent / "corpus/stories"
WEIGHTS = Path(stories.__file__).with_name("stories.toml")


def load():
    return [json.loads(line) for path in sorted(HERE.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def held_out(article) -> bool:
    return int(article["story"][1:]) % 3 == 0


def bcubed(predicted: Mapping[Hashable, Hashable], gold: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """Precision, recall, F1 over items that both have."""
    items = [item for item in gold if item in predicted]
    mine, theirs = Counter(predicted[i] for i in items), Counter(gold[i] for i in items)
    both = Counter((predicted[i], gold[i]) for i in items)
    p = sum(both[predicted[i], gold[i]] / mine[predicted[i]] for i in items) / len(items)
    r = sum(both[predicted[i], gold[i]] / theirs[gold[i]] for i in items) / len(items)
    return p, r, 2 * p * r / (p + r)


# ---- from annotated articles to reports ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A report with the event it is of, as annotated."""

    report: Report
    event: str
    held_out: bool


def annotated(articles) -> list[Told]:
    return [
        Told(as_report(article, event), event["event"], held_out(article))
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


def coded(articles, jobs: int) -> list[Told]:
    """What Dépêche finds, each report with the annotated event whose trigger it shares, else whose type and sentence;
    reports of nothing annotated are left out."""
    by_id = {article["id"]: article for article in articles}
    fields = ("id", "title", "text", "language", "published")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stories.jsonl"
        path.write_text("\n".join(json.dumps({k: a[k] for k in fields}) for a in articles), "utf-8")
        found = [one for one in code_many(read(str(path)), jobs=jobs) if isinstance(one, CodedArticle)]
    return [told for one in found for told in matched(one, by_id[one.article.id])]


def matched(one: CodedArticle, article) -> Iterable[Told]:
    reports = {report.event: report for report in reports_of(one, article["origin"])}
    free = list(article["events"])
    for near in (False, True):
        for event in one.events:
            for gold in free:
                start, end = trigger(article, gold)
                spans = event.evidence if near else (event.trigger, *event.mentions)
                if (
                    event.id in reports
                    and event.type == gold["type"]
                    and any(s.start < end and start < s.end for s in spans)
                ):
                    yield Told(reports.pop(event.id), gold["event"], held_out(article))
                    free.remove(gold)
                    break


# ---- fitting and measuring -------------------------------------------------------------------------------------------


def fit(told: Sequence[Told]) -> None:
    """Weights from every pair of reports that can be one event, of the stories that are not held out."""
    by_key = {one.report.key: one.event for one in told}
    reports = [one.report for one in told]
    rows, labels = [], []
    for a, b in stories.candidates(reports):
        rows.append(features(reports[a], reports[b]))
        labels.append(by_key[reports[a].key] == by_key[reports[b].key])
    names = list(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000).fit(x, labels)
    lines = [f'"{name}" = {weight:.3f}' for name, weight in zip(names, model.coef_[0], strict=True)]
    opening = (
        "# What speaks for two reports being one event, in logits. Written by `python -m benchmarks.stories --fit`.\n"
    )
    WEIGHTS.write_text(opening + "\n[weights]\n" + "\n".join(lines) + "\n", "utf-8")
    stories.weights.cache_clear()
    print(f"fitted on {len(labels)} pairs, {sum(labels)} of them one event")


def figures(told: Sequence[Told]) -> tuple[float, float, float]:
    gold = {one.report.key: one.event for one in told}
    found = {report.key: story.id for story in find_stories([one.report for one in told]) for report in story.reports}
    return bcubed(found, gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="write the weights anew")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    articles = load()
    sets = {"as annotated": annotated(articles), "as coded": coded(articles, options.jobs)}
    if options.fit:
        fit([one for told in sets.values() for one in told if not one.held_out])
    print(f"{'':34}      P      R     F1   mentions")
    for name, told in sets.items():
        for part, kept in (("fitted on", False), ("held out", True)):
            chosen = [one for one in told if one.held_out == kept]
            alone = bcubed({o.report.key: o.report.key for o in chosen}, {o.report.key: o.event for o in chosen})
            row(f"{name}, {part}", figures(chosen), len(chosen))
            row("  every report alone", alone, len(chosen))


def row(name: str, found: tuple[float, float, float], mentions: int) -> None:
    print(f"{name:34}" + " ".join(f"{figure:6.3f}" for figure in found) + f"   {mentions}")


if __name__ == "__main__":
    main()
