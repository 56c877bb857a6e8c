"""Co-operation against conflict over time, by the scores of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from depeche.analysis.dyads import By, period
from depeche.store.query import Store
from depeche.store.questions import Query

HAPPENED = ("asserted",)  # what counts where a question names no factuality


@dataclass(frozen=True, slots=True)
class Period:
    """`start`: its first day; `articles`: how many were read that speak from it, 0 where nothing can be known;
    `quads`: events by quad class; `cooperation`, `conflict`: sums of the scores above and below zero."""

    start: date
    articles: int
    events: int
    quads: tuple[int, int, int, int]
    cooperation: float
    conflict: float

    @property
    def score(self) -> float:
        """The sum of all scores."""
        return self.cooperation + self.conflict

    @property
    def mean(self) -> float | None:
        """The mean score of an event, -10 to 10."""
        return self.score / self.events if self.events else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`periods`: without a gap, from the first that has an event to the last; `unplaced`: events whose days reach over
    several periods, or are not known."""

    query: Query
    by: By
    periods: tuple[Period, ...]
    unplaced: int

    @property
    def events(self) -> int:
        return self.unplaced + sum(one.events for one in self.periods)


def happened(query: Query) -> Query:
    """The question, about what happened if it names no factuality."""
    return query if query.factuality else query.but(factuality=HAPPENED)


def timeline(store: Store, query: Query, *, by: By = "month") -> Timeline:
    """The events of a question, period by period. Raises StoreError."""
    found = list(
        store.rows(COUNTED.format(period=period(by), events=query.table, condition=query.condition()), query.bound())
    )
    counted = {row["period"]: row for row in found if row["period"] is not None}
    unplaced = sum(int(cast(int, row["events"])) for row in found if row["period"] is None)
    read = articles_read(store, query, by)
    starts = spanned(cast(Iterable[date], counted), by)
    return Timeline(
        query, by, tuple(_period(start, counted.get(start), read.get(start, 0)) for start in starts), unplaced
    )


COUNTED = """
    WITH chosen AS (SELECT {period} AS period, plover_quad(type) AS quad, plover_score(type, modes) AS score
        FROM {events} WHERE {condition})
    SELECT period, count(*) AS events, sum(greatest(score, 0)) AS cooperation, sum(least(score, 0)) AS conflict,
        [count(*) FILTER (quad = 1), count(*) FILTER (quad = 2), count(*) FILTER (quad = 3), count(*) FILTER (quad = 4)]
        AS quads
    FROM chosen GROUP BY period"""


def _period(start: date, row: Mapping[str, Any] | None, articles: int) -> Period:
    if row is None:
        return Period(start, articles, 0, (0, 0, 0, 0), 0.0, 0.0)
    one, two, three, four = row["quads"]
    return Period(start, articles, row["events"], (one, two, three, four), row["cooperation"], row["conflict"])


def articles_read(store: Store, query: Query, by: By) -> dict[date, int]:
    """How many articles speak from each period, of those that the question is about: of its language and publisher."""
    about = coverage(query)
    text = f"""
        SELECT date_trunc('{by}', day)::DATE AS period, count(*) AS number FROM articles
        WHERE day IS NOT NULL AND {about.condition()} GROUP BY period"""
    return {cast(date, row["period"]): cast(int, row["number"]) for row in store.rows(text, about.bound())}


def coverage(query: Query) -> Query:
    """The articles in which a question's events could have been told."""
    return Query(view="articles", language=query.language, publisher=query.publisher, article=query.article)


def spanned(starts: Iterable[date], by: By) -> Iterator[date]:
    """Every period from the first to the last of these, by its first day."""
    known = sorted(starts)
    if known:
        start = known[0]
        while start <= known[-1]:
            yield start
            start = following(start, by)


def following(start: date, by: By) -> date:
    """The first day of the next period."""
    if by == "day":
        return start + timedelta(days=1)
    if by == "week":
        return start + timedelta(days=7)
    if by == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return date(start.year + 1, 1, 1)


def beginning(day: date, by: By) -> date:
    """The first day of the period that a day lies in; weeks begin on Monday."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "day":
        return day
    return day.replace(day=1) if by == "month" else day.replace(month=1, day=1)
