"""Reports of events from many articles -> groups that tell one event each.

Two reports are compared where they can be one event at all: one type, a side, a place or their origin in common, days
that can be the same. What speaks for and against is weighed (`stories.toml`, fitted by `benchmarks/stories.py` on
stories written for it); reports likely enough one event are joined, the likeliest first (`linkage.py`). No report is
changed: dropping the stories undoes them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

from depeche.analysis.linkage import joined
from depeche.analysis.origins import shifted
from depeche.knowledge.layout import fold
from depeche.records import Actor, CodedArticle, Event, Report

AROUND = 3  # days between which reports without a date of their own may tell one event
FAR = 60  # days beyond which a gap says no more
NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]{2,}")
FIGURE = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
WORD = re.compile(r"\w{4,}")
NO_WEEK = -1  # of reports that tell no day and speak from none

Block = tuple[str, str, int]  # type, what is held in common, week


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a report is in its story: the report there that it is likest to, and what spoke for (+) and against (-)."""

    other: tuple[str, str]
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Reports of one event, first told first. `joined`: of each but the first, why it is here."""

    reports: tuple[Report, ...]
    joined: Mapping[tuple[str, str], Joined]


# ---- articles to reports ---------------------------------------------------------------------------------------------


def reports_of(coded: CodedArticle, name: str | None = None, origin: str | None = None) -> tuple[Report, ...]:
    """The events of an article. `name`: what the reports call it, its id if not given; `origin`: the name of the one
    that it reprints, else its own."""
    actors = {actor.id: actor for actor in coded.actors}
    name = name or coded.article.id
    return tuple(_report(coded, event, actors, name, origin or name) for event in coded.events)


def _report(coded: CodedArticle, event: Event, actors: Mapping[str, Actor], name: str, origin: str) -> Report:
    article = coded.article
    text = " ".join(article[span] for span in (*event.evidence, event.trigger))
    first, last = _days(event.date)
    sides = (*event.actors, *event.recipients)
    return Report(
        name, event.id, origin, article.language or "", event.type,
        frozenset(_named(event.actors)), frozenset(_named(event.recipients)),
        frozenset(state for id in sides if (state := _state(actors.get(id)))),
        first, last, date.fromisoformat(coded.as_of.day) if coded.as_of.day else None,
        fold(event.place.name) if event.place else None, event.place.country if event.place else None,
        event.factuality, event.attribution,
        *words_of(text),
    )  # fmt: skip


def words_of(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names, figures and words of a text, folded."""
    names, words = (frozenset(fold(" ".join(found.findall(text))).split()) for found in (NAME, WORD))
    return names, frozenset(FIGURE.findall(text)), words


def _named(ids: Iterable[str]) -> Iterator[str]:
    """Ids that mean the same in another article."""
    return (id for id in ids if not id.startswith("_"))


def _state(actor: Actor | None) -> str | None:
    if actor is None:
        return None
    return actor.id if actor.kind == "state" else actor.state


def _days(value: str | None) -> tuple[date | None, date | None]:
    first, last = (value or "../..").split("/")
    return (_day(first), _day(last))


def _day(value: str) -> date | None:
    return None if value == ".." else date.fromisoformat(value)


# ---- how likely two reports are one event ----------------------------------------------------------------------------


@cache
def weights() -> Mapping[str, float]:
    """What each feature of two reports weighs, in logits."""
    found: dict[str, float] = tomllib.loads(files("depeche.analysis").joinpath("stories.toml").read_text())["weights"]
    return found


def features(one: Report, other: Report) -> dict[str, float]:
    """What two reports have in common, each figure in [0, 1]."""
    gap, told = _gap(one, other)
    acting = _shared(one.actors, other.actors)
    return {
        "always": 1.0,
        "same actors": acting,
        "same recipients": _shared(one.recipients, other.recipients),
        "sides swapped": float(_shared(one.actors, other.recipients) > acting),
        "other actors": float(bool(one.actors and other.actors) and not one.actors & other.actors),
        "other recipients": float(bool(one.recipients and other.recipients) and not one.recipients & other.recipients),
        "same states": _shared(one.states, other.states),
        "same day": float(gap == 0 and told == 2 and one.first == other.first and one.last == other.last),
        "days apart": math.log1p(min(gap, FAR)) / math.log1p(FAR),
        "a day not told": float(told < 2),
        "no day told": float(told == 0),
        "reported apart": math.log1p(min(_apart(one, other), FAR)) / math.log1p(FAR),
        "same place": float(one.place is not None and one.place == other.place),
        "another place": float(None not in (one.place, other.place) and one.place != other.place),
        "another country": float(None not in (one.country, other.country) and one.country != other.country),
        "same factuality": float(one.factuality == other.factuality),
        "same teller": float(one.attribution == other.attribution),
        "shared names": _shared(one.names, other.names),
        "shared figures": _shared(one.figures, other.figures),
        "shared words": _shared(one.words, other.words) if one.language == other.language else 0.0,
        "one language": float(one.language == other.language),
        "one origin": float(one.origin == other.origin),
    }


def probability(one: Report, other: Report) -> float:
    """That two reports tell one event."""
    found = features(one, other)
    return 1 / (1 + math.exp(-sum(weight * found[name] for name, weight in weights().items())))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _gap(one: Report, other: Report) -> tuple[int, int]:
    """Days between two reports' days, 0 where they can be the same; and how many of them tell their days."""
    told = sum(report.first is not None or report.last is not None for report in (one, other))
    (a, b), (c, d) = days_around(one), days_around(other)
    if a is None or b is None or c is None or d is None:
        return 0, told
    return max(0, (c - b).days, (a - d).days), told


def days_around(report: Report) -> tuple[date | None, date | None]:
    """First and last day; of an open interval the end that is told; of a report without days those around its own."""
    return _around(report.first, report.last, report.said)


@lru_cache(1 << 14)  # one day comes again and again
def _around(first: date | None, last: date | None, said: date | None) -> tuple[date | None, date | None]:
    first, last = first or last, last or first
    if first is None and said is not None:
        return shifted(said, -AROUND), shifted(said, AROUND)
    return first, last


def _apart(one: Report, other: Report) -> int:
    return abs((one.said - other.said).days) if one.said and other.said else 0


# ---- reports to groups -----------------------------------------------------------------------------------------------


def find_stories(reports: Sequence[Report]) -> tuple[Group, ...]:
    """Every report in one group, groups in the order in which they are first told."""
    ordered = sorted(reports, key=told_first)
    links = {(a, b): probability(ordered[a], ordered[b]) for a, b in candidates(ordered)}
    groups = sorted(sorted(group) for group in joined([1] * len(ordered), links))
    return tuple(_group(group, ordered, links) for group in groups)


def told_first(report: Report) -> tuple[date, tuple[str, str]]:
    return report.said or date.max, report.key


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs that can be one event: one type, days not too far apart, a side, state, place or origin in common."""
    blocks: dict[Block, list[int]] = {}
    for n, report in enumerate(reports):
        for block in blocks_of(report):
            blocks.setdefault(block, []).append(n)
    pairs = {pair for inside in blocks.values() for pair in combinations(inside, 2)}
    return (pair for pair in sorted(pairs) if can_be_one(reports[pair[0]], reports[pair[1]]))


def blocks_of(report: Report) -> Iterator[Block]:
    """Reports that have one in common are compared."""
    weeks = _weeks(report)
    return ((report.type, key, week) for key in _held_in_common(report) for week in weeks)


def _held_in_common(report: Report) -> Iterable[str]:
    places = {place for place in (report.place, report.country) if place is not None}
    return report.states | report.actors | report.recipients | places | {report.origin}


def _weeks(report: Report) -> Iterable[int]:
    """The weeks an event may lie in, and those beside them: one block each. Long spans count by their ends."""
    return _weeks_of(*days_around(report))


@lru_cache(1 << 14)
def _weeks_of(first: date | None, last: date | None) -> frozenset[int]:
    days = {day for day in (first, last) if day is not None}
    return frozenset(day.toordinal() // 7 + beside for day in days for beside in (0, 1)) or frozenset({NO_WEEK})


def can_be_one(one: Report, other: Report) -> bool:
    return one.article != other.article and _gap(one, other)[0] <= AROUND


def _group(group: Sequence[int], reports: Sequence[Report], links: Mapping[tuple[int, int], float]) -> Group:
    why = {}
    for n in group[1:]:
        chance, other = max((links.get((min(n, m), max(n, m)), 0.0), -m) for m in group if m != n)
        why[reports[n].key] = because(reports[n], reports[-other], chance)
    return Group(tuple(reports[n] for n in group), why)


def because(report: Report, other: Report, chance: float) -> Joined:
    """Why a report is where it is: what weighed most, for and against."""
    parts = {name: weights().get(name, 0.0) * value for name, value in features(report, other).items() if value}
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    reasons = (f"{name} {weight:+.1f}" for name, weight in ordered if name != "always" and abs(weight) >= 0.1)
    return Joined(other.key, round(chance, 3), tuple(reasons))
