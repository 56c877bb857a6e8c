"""What lies near new reports in a store: reports that can tell the same events, and the stories they belong to.

Reports are read a few at a time and only figures kept of them; whole stories are read where a new report may join them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from depeche.analysis.accounts import COLUMNS, Account, account_from, report_from
from depeche.analysis.linkage import JOINED
from depeche.analysis.stories import NO_WEEK, Block, Joined, blocks_of, can_be_one, days_around, probability
from depeche.records import Report
from depeche.store.query import Store

SAMPLE = 30  # reports of a story that stand for all of it where two stories may be one

# Reports with a block in common with new ones; the same blocks as `stories.blocks_of` makes. `told`: narrow rows, which
# are what is kept in memory while the wide ones of the reports pass by.
WEEKS = f"""CASE WHEN from_day IS NULL AND to_day IS NULL THEN [{NO_WEEK}] ELSE list_distinct(flatten([
    [week, week + 1] FOR week IN [(day - DATE '0001-01-01' + 1) // 7 FOR day IN [from_day, to_day] IF day IS NOT NULL]
    ])) END"""
NEAR = f"""
    WITH blocks AS (SELECT unnest($types) AS type, unnest($keys) AS key, unnest($weeks) AS week),
    around AS NOT MATERIALIZED (
        SELECT * FROM reports
        WHERE from_day IS NULL OR to_day IS NULL OR (to_day >= $since AND from_day <= $until)),
    keyed AS (
        SELECT coding, number, type, week, unnest(list_concat(states, actors, recipients, [place, country])) AS key
        FROM (SELECT *, unnest({WEEKS}) AS week FROM around)),
    met AS (
        SELECT coding, number FROM keyed SEMI JOIN blocks USING (type, key, week)
        UNION SELECT coding, event_number FROM story_mentions WHERE origin IN (SELECT unnest($origins))),
    told AS MATERIALIZED (
        SELECT story, origin, coding, event_number FROM story_mentions AS m
        SEMI JOIN met ON met.coding = m.coding AND met.number = m.event_number)
    SELECT t.story, t.origin, r.*
    FROM around AS r JOIN told AS t ON t.coding = r.coding AND t.event_number = r.number"""
STORIES = f"""
    SELECT m.story, s.edition, m.other_coding, m.other_event, m.probability, m.reasons, {COLUMNS}
    FROM story_mentions AS m JOIN stories AS s ON s.id = m.story
    JOIN reports AS r ON r.coding = m.coding AND r.number = m.event_number
    JOIN events AS e ON e.coding = m.coding AND e.number = m.event_number
    JOIN articles AS a ON a.coding = m.coding
    WHERE m.story IN (SELECT unnest($1))"""
HOLDING = "SELECT DISTINCT story FROM story_mentions WHERE coding IN (SELECT unnest($1)) ORDER BY story"
EDITIONS = """
    SELECT a.id, max(a.edition) AS edition, bool_or(s.id IS NOT NULL) AS current
    FROM all_stories AS a LEFT JOIN stories AS s ON s.id = a.id AND s.edition = a.edition
    WHERE a.id IN (SELECT unnest($1)) GROUP BY a.id"""


@dataclass(frozen=True, slots=True)
class Placed:
    """An account in a story, and why it is there."""

    account: Account
    joined: Joined | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A story as the store has it."""

    id: str
    edition: int
    placed: tuple[Placed, ...]

    @property
    def first(self) -> Account:
        return min((one.account for one in self.placed), key=lambda account: account.order)


@dataclass(slots=True)
class Links:
    """What new reports, by number, have to do with stories: the probabilities with reports of a story; `pairs`: those
    from JOINED on; `likest`: the best of them, and with which report. The order in which reports come is no matter."""

    chances: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    pairs: list[tuple[float, int, str]] = field(default_factory=list)
    likest: dict[tuple[int, str], tuple[float, Report]] = field(default_factory=dict)

    def add(self, new: int, story: str, report: Report, chance: float) -> None:
        self.chances[new, story].append(chance)
        if chance < JOINED:
            return
        self.pairs.append((chance, new, story))
        best = self.likest.get((new, story))
        if best is None or (chance, report.key) > (best[0], best[1].key):
            self.likest[new, story] = chance, report

    def sums(self) -> dict[tuple[int, str], float]:
        """Total of the probabilities with all reports of a story."""
        return {pair: math.fsum(chances) for pair, chances in self.chances.items()}


def links_to(store: Store, new: Sequence[Report], apart: Set[str], gone: Set[str]) -> Links:
    """`apart`: stories that are not asked; `gone`: codings that no longer count."""
    blocks: dict[Block, list[int]] = defaultdict(list)
    for n, report in enumerate(new):
        for block in blocks_of(report):
            blocks[block].append(n)
    found = Links()
    for row in near(store, new, blocks) if new else ():
        if row["story"] not in apart and row["coding"] not in gone:
            report = report_from(row)
            for n in sorted({n for block in blocks_of(report) for n in blocks.get(block, ())}):
                if can_be_one(new[n], report):
                    found.add(n, row["story"], report, probability(new[n], report))
    return found


def near(store: Store, new: Sequence[Report], blocks: Iterable[Block]) -> Iterator[Any]:
    types, keys, weeks = zip(*sorted(blocks), strict=True)
    days = [day for report in new for day in days_around(report) if day]
    origins = sorted({report.origin for report in new if report.origin != report.article})
    since, until = min(days, default=date.max), max(days, default=date.min)
    values = {"types": types, "keys": keys, "weeks": weeks, "origins": origins, "since": since, "until": until}
    return store.rows(NEAR, values)


def stories_with(store: Store, codings: Set[str]) -> list[str]:
    return [str(row["story"]) for row in store.rows(HOLDING, [sorted(codings)])] if codings else []


def load(store: Store, ids: Iterable[str]) -> dict[str, Kept]:
    """Whole stories."""
    placed: dict[str, list[Placed]] = defaultdict(list)
    edition: dict[str, int] = {}
    asked = sorted(ids)
    rows: Iterator[Any] = store.rows(STORIES, [asked]) if asked else iter(())
    for row in rows:
        placed[row["story"]].append(placed_from(row))
        edition[row["story"]] = row["edition"]
    return {id: Kept(id, edition[id], tuple(sorted(found, key=placed_at))) for id, found in sorted(placed.items())}


def placed_at(placed: Placed) -> tuple[str, int]:
    return placed.account.report.article, placed.account.number


def placed_from(row: Mapping[str, Any]) -> Placed:
    other = row["other_coding"]
    joined = Joined((other, row["other_event"]), row["probability"], tuple(row["reasons"])) if other else None
    return Placed(account_from(row), joined)


def editions(store: Store, ids: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Stories that there are or were: their last edition, and whether they are current."""
    asked = sorted(ids)
    rows: Iterator[Any] = store.rows(EDITIONS, [asked]) if asked else iter(())
    return {row["id"]: (row["edition"], row["current"]) for row in rows}


def between(one: Kept, other: Kept) -> float:
    """Total of the probabilities between the reports of two stories, reckoned from a part of them."""
    mine, theirs = sample(one), sample(other)
    total = sum(probability(a, b) for a in mine for b in theirs if compared(a, b))
    return total * len(one.placed) * len(other.placed) / (len(mine) * len(theirs))


def compared(one: Report, other: Report) -> bool:
    return can_be_one(one, other) and not set(blocks_of(one)).isdisjoint(blocks_of(other))


def sample(kept: Kept) -> list[Report]:
    every = len(kept.placed) // SAMPLE + 1
    return [placed.account.report for placed in kept.placed[::every]]
