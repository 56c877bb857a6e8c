"""What differs between two stores, or what coding anew changed: event by event of the articles that both have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from depeche.store.query import Store, event_id_of
from depeche.store.questions import Query

Change = Literal["added", "gone", "changed"]
FIELDS = ("type", "modes", "actors", "recipients", "date", "place", "factuality", "background", "attribution")


@dataclass(frozen=True, slots=True)
class Changed:
    """An event that only one store has, or that both have with other values. `fields`: name -> (first, second)."""

    change: Change
    event_id: str
    article: str
    type: str
    words: str
    sentence: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`articles`: in both, only in the first, only in the second; `same`: events that are equal in all of FIELDS;
    `by_field`: how many events differ in it."""

    articles: tuple[int, int, int]
    same: int
    changes: tuple[Changed, ...]

    def number(self, change: Change) -> int:
        return sum(one.change == change for one in self.changes)

    def by_field(self) -> dict[str, int]:
        counted = Counter(name for one in self.changes for name in one.fields)
        return {name: counted[name] for name in FIELDS if counted[name]}


def compare(first: Store, second: Store, query: Query | None = None) -> Comparison:
    """Articles are one if their text and address are; their events if their triggers overlap, of the same type before
    others. Raises StoreError."""
    asked = query or Query()
    one, other = _prints(first), _prints(second)
    both = one & other
    same, changes = 0, list[Changed]()
    for left, right in _paired(_events(first, asked, both), _events(second, asked, both)):
        pairs, gone, added = _matched(left, right)
        changes += [_alone("gone", row) for row in gone] + [_alone("added", row) for row in added]
        for before, after in pairs:
            fields = _differing(before, after)
            same += not fields
            if fields:
                changes.append(_changed("changed", after, fields))
    return Comparison((len(both), len(one - other), len(other - one)), same, tuple(changes))


Row = Mapping[str, Any]


def _prints(store: Store) -> set[str]:
    return {str(row["fingerprint"]) for row in store.rows("SELECT fingerprint FROM articles")}


def _events(store: Store, query: Query, both: set[str]) -> Iterator[tuple[str, list[Row]]]:
    """The events of each article that both have, by its fingerprint."""
    text = f"""
        SELECT {event_id_of(query)} AS event_id, *, place.name AS place_name
        FROM (SELECT * FROM {query.table} WHERE {query.condition()})
        JOIN (SELECT coding, fingerprint FROM articles) USING (coding)
        ORDER BY fingerprint, trigger."start", number"""
    rows = (row for row in store.rows(text, query.bound()) if row["fingerprint"] in both)
    return ((str(print), list(group)) for print, group in groupby(rows, lambda row: row["fingerprint"]))


def _paired(
    first: Iterator[tuple[str, list[Row]]], second: Iterator[tuple[str, list[Row]]]
) -> Iterator[tuple[list[Row], list[Row]]]:
    """The events of one article in either store, in the order of fingerprints."""
    left, right = next(first, None), next(second, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield left[1], []
            left = next(first, None)
        elif left is None or right[0] < left[0]:
            yield [], right[1]
            right = next(second, None)
        else:
            yield left[1], right[1]
            left, right = next(first, None), next(second, None)


def _matched(left: list[Row], right: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of one event, what only the first has, what only the second has."""
    pairs, free = list[tuple[Row, Row]](), list(right)
    alone: list[Row] = []
    for row in left:
        found = sorted(
            (other for other in free if _overlap(row, other)), key=lambda o: (o["type"] != row["type"], _far(row, o))
        )
        if found:
            pairs.append((row, found[0]))
            free.remove(found[0])
        else:
            alone.append(row)
    return pairs, alone, free


def _overlap(one: Row, other: Row) -> bool:
    a, b = one["trigger"], other["trigger"]
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _far(one: Row, other: Row) -> int:
    return abs(int(one["trigger"]["start"]) - int(other["trigger"]["start"]))


def _differing(before: Row, after: Row) -> dict[str, tuple[str, str]]:
    found = {name: (_value(before, name), _value(after, name)) for name in FIELDS}
    return {name: values for name, values in found.items() if values[0] != values[1]}


def _value(row: Row, name: str) -> str:
    value = row["place_name"] if name == "place" else row[name]
    return " ".join(value) if isinstance(value, list) else str("" if value is None else value)


def _alone(change: Change, row: Row) -> Changed:
    return _changed(change, row, {})


def _changed(change: Change, row: Row, fields: Mapping[str, tuple[str, str]]) -> Changed:
    words = {name: str(row[name]) for name in ("event_id", "article", "type", "words", "sentence")}
    return Changed(change, fields=fields, **words)
