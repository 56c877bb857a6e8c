"""Which articles of a store reprint or update others, batch by batch. Articles are called by their codings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

from depeche.analysis.origins import WINDOW, find_copies, find_origins, shifted
from depeche.records import Copy, Signature
from depeche.store.query import Store
from depeche.store.rows import as_day

AT_ONCE = 5_000  # signatures of the store that are compared at once: 5 MB
STEPS = 10  # from a reprint to what it was taken from, followed either way: a text printed every day has no end

KNOWN = "SELECT coding, language, told, runs, values FROM signatures"
REPRINTS = """
    SELECT coding, source, kind, taken, kept FROM copies
    WHERE kind = 'reprint' AND (coding IN (SELECT unnest($1)) OR source IN (SELECT unnest($1)))"""


@dataclass(frozen=True, slots=True)
class Origins:
    """`of`: the origins of reprints, over the reprints between; `moved`: articles of the store that have another one
    than before."""

    of: Mapping[str, str]
    moved: frozenset[str]


def new_copies(store: Store, fresh: Sequence[Signature], gone: Set[str]) -> list[Copy]:
    """Copies with one of the fresh articles in them. `gone`: those that no longer count."""
    if not fresh:
        return []
    found = {(copy.article, copy.source): copy for copy in find_copies(fresh)}
    known = (one for one in known_around(store, fresh) if one.article not in gone)
    while part := list(islice(known, AT_ONCE)):
        found |= {(copy.article, copy.source): copy for copy in find_copies(fresh, part)}
    return [found[pair] for pair in sorted(found)]


def known_around(store: Store, fresh: Iterable[Signature]) -> Iterator[Signature]:
    """Signatures of the days around the fresh ones, and those without a day; all, where one of the fresh has none."""
    days = {as_day(one.told) for one in fresh}
    around = {shifted(day, n) for day in days if day for n in range(-WINDOW, WINDOW + 1)}
    near = "" if None in days else " WHERE day IS NULL OR day IN (SELECT unnest($1))"
    return map(signature, store.rows(KNOWN + near, [sorted(around)] if near else None))


def signature(row: Mapping[str, Any]) -> Signature:
    return Signature(row["coding"], row["language"], row["told"], row["runs"], bytes(row["values"]))


def origins(store: Store, new: Sequence[Copy], gone: Set[str]) -> Origins:
    """Where articles come from with the new copies, and without the articles that are gone."""
    new = [copy for copy in new if copy.kind == "reprint"]
    touched = {end for copy in new for end in (copy.article, copy.source)} | gone
    before = reprints_around(store, touched)
    after = [copy for copy in before if not {copy.article, copy.source} & gone] + new
    was, now = find_origins(before), find_origins(after)
    every = {end for copy in (*before, *new) for end in (copy.article, copy.source)} - gone
    return Origins(now, frozenset(one for one in every if was.get(one, one) != now.get(one, one)))


def reprints_around(store: Store, touched: Set[str]) -> list[Copy]:
    """Reprints among those that hang together with the articles touched."""
    found: dict[tuple[str, str], Copy] = {}
    ahead, seen = set(touched), set(touched)
    for _ in range(STEPS):
        if not ahead:
            break
        copies = [copy(row) for row in store.rows(REPRINTS, [sorted(ahead)])]
        found |= {(one.article, one.source): one for one in copies}
        ahead = {end for one in copies for end in (one.article, one.source)} - seen
        seen |= ahead
    return [found[pair] for pair in sorted(found)]


def copy(row: Mapping[str, Any]) -> Copy:
    return Copy(row["coding"], row["source"], row["kind"], row["taken"], row["kept"])
