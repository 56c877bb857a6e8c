"""Reports of events from many articles -> stories: what several articles tell of one event, with where they differ.

Two reports are compared where they can be one event at all: one type, a side, a place or their origin in common, days
that can be the same. What speaks for and against is weighed (`stories.toml`, fitted by `benchmarks/stories.py` on
stories written for it); reports likely enough one event are joined, the likeliest first. Nothing is averaged and no
report is changed: dropping the stories undoes them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import combinations

from depeche.analysis.origins import find_copies, find_origins, sign
from depeche.knowledge.layout import fold
from depeche.records import Actor, CodedArticle, Event, Factuality

JOINED = 0.4  # probability from which two groups of reports are one event; measured by benchmarks/stories.py --choose
AROUND = 3  # days between which reports without a date of their own may tell one event
FAR = 60  # days beyond which a gap says no more
NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]{2,}")
FIGURE = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Report:
    """What one article tells of an event. `first`, `last`: its days; `said`: the day the article speaks from; `names`,
    `figures`, `words`: those of its sentences, folded; `origin`: the article or the one it reprints (`origins.py`)."""

    article: str
    event: str
    origin: str
    language: str
    type: str
    actors: frozenset[str]
    recipients: frozenset[str]
    states: frozenset[str]
    first: date | None
    last: date | None
    said: date | None
    place: str | None
    country: str | None
    factuality: Factuality
    attribution: str
    names: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        return self.article, self.event


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a report is in its story: the likeliest other report of it, and what spoke for (+) and against (-)."""

    other: tuple[str, str]
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One event and its reports, first told first. `origins`: how many of them were written independently;
    `differing`: by field, each value with the articles that tell it."""

    id: str
    reports: tuple[Report, ...]
    joined: Mapping[tuple[str, str], Joined]
    origins: int
    differing: Mapping[str, Mapping[str, tuple[str, ...]]]


# ---- articles to reports ---------------------------------------------------------------------------------------------


def stories_of(articles: Sequence[CodedArticle]) -> tuple[Story, ...]:
    """The stories that articles tell, reprints among them recognised."""
    origins = find_origins(find_copies(sign(one.article, one.as_of.day) for one in articles))
    return find_stories([told for one in articles for told in reports_of(one, origins.get(one.article.id))])


def reports_of(coded: CodedArticle, origin: str | None = None) -> tuple[Report, ...]:
    """The events of an article. `origin`: id of the article that it reprints, else its own."""
    actors = {actor.id: actor for actor in coded.actors}
    return tuple(_report(coded, event, actors, origin or coded.article.id) for event in coded.events)


def _report(coded: CodedArticle, event: Event, actors: Mapping[str, Actor], origin: str) -> Report:
    article = coded.article
    text = " ".join(article[span] for span in (*event.evidence, event.trigger))
    first, last = _days(event.date)
    sides = (*event.actors, *event.recipients)
    return Report(
        article.id, event.id, origin, article.language or "", event.type,
        frozenset(_named(event.actors)), frozenset(_named(event.recipients)),
        frozenset(state for id in sides if (state := _state(actors.get(id)))),
        first, last, date.fromisoformat(coded.as_of.day) if coded.as_of.day else None,
        fold(event.place.name) if event.place else None, event.place.country if event.place else None,
        event.factuality, event.attribution,
        *words_of(text),
    )  # fmt: skip


def words_of(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names, figures and words of a text, folded."""
    names, words = NAME.findall(text), WORD.findall(text)
    return frozenset(map(fold, names)), frozenset(FIGURE.findall(text)), frozenset(map(fold, words))


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
    return len(one & other) / len(one | other) if one or other else 0.0


def _gap(one: Report, other: Report) -> tuple[int, int]:
    """Days between two reports' days, 0 where they can be the same; and how many of them tell their days."""
    told = sum(report.first is not None or report.last is not None for report in (one, other))
    (a, b), (c, d) = _span(one), _span(other)
    if a is None or b is None or c is None or d is None:
        return 0, told
    return max(0, (c - b).days, (a - d).days), told


def _span(report: Report) -> tuple[date | None, date | None]:
    """First and last day; of an open interval the end that is told; of a report without days those around its own."""
    first, last = report.first or report.last, report.last or report.first
    if first is None and report.said is not None:
        return report.said - timedelta(AROUND), report.said + timedelta(AROUND)
    return first, last


def _apart(one: Report, other: Report) -> int:
    return abs((one.said - other.said).days) if one.said and other.said else 0


# ---- reports to stories ----------------------------------------------------------------------------------------------


def find_stories(reports: Sequence[Report]) -> tuple[Story, ...]:
    """Every report in one story, stories in the order in which they are first told."""
    links = {(a, b): probability(reports[a], reports[b]) for a, b in candidates(reports)}
    groups = _join(len(reports), links)
    ordered = [sorted(group, key=lambda n: (reports[n].said or date.max, reports[n].key)) for group in groups]
    ordered.sort(key=lambda group: (reports[group[0]].said or date.max, reports[group[0]].key))
    return tuple(_story(f"s{n}", group, reports, links) for n, group in enumerate(ordered, start=1))


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs that can be one event: one type, days not too far apart, a side, state, place or origin in common."""
    blocks: dict[tuple[str, str, int], list[int]] = {}
    for n, report in enumerate(reports):
        for common in _held_in_common(report):
            for week in _weeks(report):
                blocks.setdefault((report.type, common, week), []).append(n)
    pairs = {pair for inside in blocks.values() for pair in combinations(inside, 2)}
    return (pair for pair in sorted(pairs) if _can_be_one(reports[pair[0]], reports[pair[1]]))


def _held_in_common(report: Report) -> Iterable[str]:
    places = {place for place in (report.place, report.country) if place is not None}
    return report.states | report.actors | report.recipients | places | {report.origin}


def _weeks(report: Report) -> Iterable[int]:
    """The weeks an event may lie in, and those beside them: one block each. Long spans count by their ends."""
    first, last = _span(report)
    days = {day for day in (first, last) if day is not None}
    return {day.toordinal() // 7 + beside for day in days for beside in (0, 1)} or {-1}


def _can_be_one(one: Report, other: Report) -> bool:
    return one.article != other.article and _gap(one, other)[0] <= AROUND


def _join(count: int, links: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Average linkage: two groups are one where the mean over their pairs, those not compared counting nothing, is
    at least JOINED. The likeliest pair is looked at first."""
    group = list(range(count))
    members = {n: [n] for n in range(count)}
    for (a, b), chance in sorted(links.items(), key=lambda link: (-link[1], link[0])):
        one, other = group[a], group[b]
        if chance < JOINED or one == other:
            continue
        pairs = [links.get((min(x, y), max(x, y)), 0.0) for x in members[one] for y in members[other]]
        if sum(pairs) / len(pairs) >= JOINED:
            for n in members.pop(other):
                group[n] = one
                members[one].append(n)
    return list(members.values())


def _story(id: str, group: list[int], reports: Sequence[Report], links: Mapping[tuple[int, int], float]) -> Story:
    inside = tuple(reports[n] for n in group)
    joined = {}
    for n in group[1:]:
        chance, other = max(
            ((links.get((min(n, m), max(n, m)), 0.0), m) for m in group if m != n), key=lambda one: (one[0], -one[1])
        )
        joined[reports[n].key] = Joined(reports[other].key, round(chance, 3), _reasons(reports[n], reports[other]))
    return Story(id, inside, joined, len({report.origin for report in inside}), _differing(inside))


def _reasons(one: Report, other: Report) -> tuple[str, ...]:
    """What weighed most, for and against."""
    parts = {name: weights().get(name, 0.0) * value for name, value in features(one, other).items() if value}
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    return tuple(f"{name} {weight:+.1f}" for name, weight in ordered if name != "always" and abs(weight) >= 0.1)


def _differing(reports: Sequence[Report]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Fields on which articles do not agree; what an article does not tell is no disagreement."""
    found: dict[str, dict[str, list[str]]] = {}
    for report in reports:
        for name, value in _said(report).items():
            articles = found.setdefault(name, {}).setdefault(value, [])
            if report.article not in articles:
                articles.append(report.article)
    return {
        name: {value: tuple(articles) for value, articles in values.items()}
        for name, values in found.items()
        if len(values) > 1
    }


def _said(report: Report) -> dict[str, str]:
    """What a report tells, field by field."""
    fields = {
        "actors": ", ".join(sorted(report.actors)),
        "recipients": ", ".join(sorted(report.recipients)),
        "date": f"{report.first}/{report.last}" if report.first and report.last else "",
        "place": report.place or "",
        "factuality": report.factuality,
    }
    return {name: value for name, value in fields.items() if value}
