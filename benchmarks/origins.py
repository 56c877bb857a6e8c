"""Which articles were written from one another: `python -m benchmarks.origins`.

Reprints among the articles of `corpus/stories/*.jsonl` by their bodies alone; and, since the written ones are all
easily told, articles made from them: reprints cut off after a part of their words, reprints followed by words of
others. Two thirds of the stories were looked at to choose `RUN`, `LEAST` and `REPRINT`; those whose number 3 divides
were not.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from depeche.analysis import origins
from depeche.records import Article, Block

HERE = Path(__file__).parent.parent / "corpus/stories"
SEED = 4
CUT = (0.75, 0.5, 0.33, 0.25)  # of a reprint's words that are left
ADDED = (0.1, 0.25, 0.5, 0.75, 1.0, 2.0)  # words of others for each of a reprint's
OWN = 0.5  # from which addition on an article is to be its own origin
SHORT = 0.33  # down to which cut it is to be a reprint


def load():
    return [json.loads(line) for path in sorted(HERE.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def held_out(article) -> bool:
    return int(article["story"][1:]) % 3 == 0


def signed(article) -> origins.Signature:
    return origins.sign(as_read(article, article["text"][len(article["title"]) :]), article["published"])


def as_read(article, body: str) -> Article:
    block = Block("b1", "paragraph", article["language"], 0, len(body))
    return Article(article["id"], body, (block,), language=article["language"], published=article["published"])


# ---- the articles as written -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scores:
    precision: float
    recall: float
    f1: float
    pairs: int
    named: float  # share of the reprints whose origin is the annotated one


def scores(articles) -> Scores:
    """Of pairs of articles with one origin."""
    found = origins.find_origins(origins.find_copies([signed(article) for article in articles]))
    gold = {article["id"]: article["origin"] for article in articles}
    mine, theirs = same({id: found.get(id, id) for id in gold}), same(gold)
    p, r = len(mine & theirs) / len(mine), len(mine & theirs) / len(theirs)
    reprints = [id for id, origin in gold.items() if id != origin]
    named = sum(found.get(id) == gold[id] for id in reprints) / len(reprints)
    return Scores(p, r, 2 * p * r / (p + r), len(theirs), named)


def same(origin: Mapping[str, str]) -> set[tuple[str, str]]:
    return {pair for pair in combinations(sorted(origin), 2) if origin[pair[0]] == origin[pair[1]]}


# ---- articles made from them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """An article made from a reprint of `source`. `reprint`: what it is to be told for; None where either is right."""

    name: str
    source: origins.Signature
    body: origins.Signature
    reprint: bool | None


def make(articles) -> list[Made]:
    rng = random.Random(SEED)
    by_id = {article["id"]: article for article in articles}
    return [
        made
        for article in articles
        if article["id"] != article["origin"]
        for made in variants(article, by_id[article["origin"]], articles, rng)
    ]


def variants(article, source, articles, rng: random.Random) -> Iterator[Made]:
    words = article["text"][len(article["title"]) :].split()
    others = [one for one in articles if one["language"] == article["language"] and one["origin"] != source["id"]]
    first = replace(signed(source), told=f"{source['published']}T06:00:00")
    yield Made("as written", first, of(article, words), True)
    for part in CUT:
        left = words[: int(len(words) * part)]
        yield Made(f"cut to {part:.0%}", first, of(article, left), True if part >= SHORT else None)
    for part in ADDED:
        more = filling(int(len(words) * part), others, rng)
        wanted = None if 0.1 < part < OWN else part < OWN
        yield Made(f"{part:.0%} added", first, of(article, [*words, *more]), wanted)


def filling(count: int, others, rng: random.Random) -> list[str]:
    words: list[str] = []
    while len(words) < count:
        other = rng.choice(others)
        words += other["text"][len(other["title"]) :].split()
    return words[:count]


def of(article, words: Sequence[str]) -> origins.Signature:
    """Of an article told a little later, so that the longer is not the first."""
    one = origins.sign(as_read(article, " ".join(words)), None)
    return replace(one, told=f"{article['published']}T23:00:00")


def told_apart(made: Made) -> str:
    """reprint, update or nothing."""
    copies = origins.find_copies([made.source, made.body])
    return copies[0].kind if copies else "nothing"


# ---- the table -------------------------------------------------------------------------------------------------------


def report(articles) -> None:
    parts = {"fitted on": [a for a in articles if not held_out(a)], "held out": [a for a in articles if held_out(a)]}
    print(f"{'origins, of pairs of articles':34}      P      R     F1   pairs, origin named rightly")
    for name, chosen in parts.items():
        one = scores(chosen)
        print(f"{name:34} {one.precision:6.3f} {one.recall:6.3f} {one.f1:6.3f}   {one.pairs}, {one.named:.3f}")
    print(f"\n{'articles made from reprints':34}" + "".join(f"{name + ': reprint, update':>28}" for name in parts))
    tables = {name: counted(make(chosen)) for name, chosen in parts.items()}
    for case in next(iter(tables.values())):
        print(f"{case:34}" + "".join(f"{kinds(table[case]):>28}" for table in tables.values()))
    print(f"{'right':34}" + "".join(f"{right(make(chosen)):28.3f}" for chosen in parts.values()))


def counted(made: Sequence[Made]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in made:
        found.setdefault(one.name, []).append(told_apart(one))
    return found


def kinds(found: Sequence[str]) -> str:
    return f"{found.count('reprint') / len(found):.2f}, {found.count('update') / len(found):.2f}"


def right(made: Sequence[Made]) -> float:
    """F1 of reprints, over the cases of which it is said what they are."""
    wanted = [one for one in made if one.reprint is not None]
    found = [told_apart(one) == "reprint" for one in wanted]
    both = sum(yes and bool(one.reprint) for yes, one in zip(found, wanted, strict=True))
    return 2 * both / (sum(found) + sum(bool(one.reprint) for one in wanted))


if __name__ == "__main__":
    report(load())
