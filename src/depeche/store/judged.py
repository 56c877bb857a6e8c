"""What people said of the articles of a store, worked out article by article, and the rows that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from depeche.records import Correction
from depeche.store.correcting import Corrected, corrected
from depeche.store.rows import Revision, Written, actor_rows, as_day, by_table, event_rows, found_rows
from depeche.store.schema import Row

State = Literal["stands", "replaced", "lost"]
CORRECTIBLE = ("actors", "mentions", "dates", "places", "quotes", "events", "event_mentions")  # tables


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a row of events as people corrected it: the id it had before, and the fields that they changed."""

    coding: str
    number: int
    kept_id: str
    corrected: tuple[str, ...]


class Judged:
    """`said`: every correction; `lost`: those whose record, or article, is not found any more."""

    def __init__(self, said: tuple[Correction, ...], revisions: Iterable[Revision]) -> None:
        self.said = said
        by_article: dict[str, list[Correction]] = defaultdict(list)
        for one in said:
            by_article[one.fingerprint].append(one)
        self.revisions = {one.coding: one for one in revisions}
        self.articles: Mapping[str, Corrected] = {
            coding: corrected(one.coded, one.fingerprint, by_article[one.fingerprint])
            for coding, one in self.revisions.items()
        }
        here = {one.fingerprint for one in self.revisions.values()}
        lost = [one for made in self.articles.values() for one in made.lost]
        self.lost = tuple(sorted((*lost, *(one for one in said if one.fingerprint not in here)), key=in_order))

    def of(self, coding: str) -> Corrected | None:
        """An article as people corrected it, None where nobody said anything."""
        return self.articles.get(coding)

    @property
    def gone(self) -> tuple[str, ...]:
        """Ids of the events that people retracted."""
        return tuple(id for made in self.articles.values() for id in made.gone)

    def state(self, one: Correction) -> State:
        """Whether it stands, gave way to a later one, or has no record any more."""
        if one in self._lost:
            return "lost"
        return "stands" if one.id in self._standing else "replaced"

    @cached_property
    def _lost(self) -> frozenset[Correction]:
        return frozenset(self.lost)

    @cached_property
    def _standing(self) -> frozenset[str]:
        held = (fields for made in self.articles.values() for fields in made.held.values())
        return frozenset(one.id for fields in held for one in fields.values())

    def told(self) -> list[dict[str, object]]:
        """Every correction as a row, with its `state`."""
        return [msgspec.to_builtins(one) | {"state": self.state(one)} for one in self.said]

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """The rows of every article that somebody said something of, by table, as corrected."""
        return by_table(written for coding in self.articles for written in self._rows(coding))

    def _rows(self, coding: str) -> Iterator[Written]:
        coded = self.articles[coding].coded
        day = as_day(coded.as_of.day)
        yield from actor_rows(coded, coding, day)
        yield from found_rows(coded, coding, day)
        yield from event_rows(coded, coding, day)

    def kept(self) -> Iterator[Kept]:
        for coding, made in self.articles.items():
            for number, event in enumerate(made.coded.events):
                yield Kept(coding, number, made.ids[event.id], made.fields_of(("event", event.id)))


def in_order(one: Correction) -> tuple[str, int]:
    """A later one stands."""
    return one.time, one.number
