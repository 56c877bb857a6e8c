"""The table that political scientists estimate on: every unit in every period, zeros included, with what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any, Literal

from depeche.analysis.dyads import By, Unit, dyads, period, sides
from depeche.analysis.timelines import beginning, coverage, spanned
from depeche.knowledge.codebook import load_codebook
from depeche.knowledge.codes import codes_of
from depeche.store.query import Store
from depeche.store.questions import Query

PanelUnit = Literal["dyad", "actor"]
Measure = Literal["count", "score", "share"]
Kind = Literal["day", "text", "integer", "number"]
Counts = Mapping[str, tuple[int, float]]  # type -> events, sum of scores

CODES: tuple[tuple[str, Kind], ...] = (("iso3", "text"), ("cow", "integer"), ("gw", "integer"))
ROLES = ("does", "suffers")


@dataclass(frozen=True, slots=True)
class PanelColumn:
    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a period: articles, of how many publishers, by language."""

    articles: int = 0
    sources: int = 0
    languages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """`cells`: of units and periods that have events; the others are zero. `unplaced`: events whose days reach over
    several periods, or are not known; `classes`: column -> the PLOVER types it counts."""

    unit: PanelUnit
    by: By
    measure: Measure
    columns: tuple[PanelColumn, ...]
    classes: Mapping[str, frozenset[str]]
    units: tuple[tuple[str, ...], ...]
    periods: tuple[date, ...]
    read: Mapping[date, Read]
    languages: tuple[str, ...]
    cells: Mapping[tuple[tuple[str, ...], date], Mapping[str, Counts]]
    unplaced: int

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Unit by unit, each from the first period to the last."""
        for unit in self.units:
            head = [*unit, *(value for id in unit for value in _codes(id))]
            for start in self.periods:
                read, cell = self.read.get(start, Read()), self.cells.get((unit, start), {})
                told = [value for role in self._roles() for value in self._measured(cell.get(role, {}))]
                by_language = dict(read.languages)
                number = [by_language.get(language, 0) for language in self.languages]
                yield (*head, start, *told, read.articles, read.sources, *number)

    def _roles(self) -> tuple[str, ...]:
        return ROLES if self.unit == "actor" else ("",)

    def _measured(self, counts: Counts) -> Iterator[int | float | None]:
        """The number of all events, then of each class what is asked for. A share of nothing is None."""
        everything = sum(events for events, _ in counts.values())
        yield everything
        for types in self.classes.values():
            events = sum(counts[type][0] for type in types if type in counts)
            if self.measure == "count":
                yield events
            elif self.measure == "score":
                yield round(sum(counts[type][1] for type in types if type in counts), 3)
            else:
                yield round(events / everything, 6) if everything else None


def classes_of(names: Sequence[str]) -> dict[str, frozenset[str]]:
    """Columns by name: a PLOVER type or a quad class ("verbal_cooperation"); of nothing, the four quad classes.
    Raises KeyError on what is neither."""
    types = load_codebook().types
    quads: dict[str, set[str]] = defaultdict(set)
    for type, entry in types.items():
        quads[entry.quad_name.replace(" ", "_")].add(type)
    known = {type.lower(): frozenset({type}) for type in types} | {name: frozenset(of) for name, of in quads.items()}
    return {name.lower(): known[name.lower()] for name in names or quads}


def panel(
    store: Store,
    query: Query,
    *,
    unit: PanelUnit = "dyad",
    by: By = "month",
    measure: Measure = "count",
    types: Sequence[str] = (),
    among: Sequence[str] = (),
    level: Unit = "party",
) -> Panel:
    """Every unit that the question's events name (or every one `among` the given sides) in every period from `since` to
    `until`, else from the first that has an event to the last. Raises StoreError; KeyError on an unknown type."""
    classes = classes_of(types)
    cells, unplaced = _cells(store, query, unit, by, level)
    if among:
        units = [*permutations(among, 2)] if unit == "dyad" else [(id,) for id in among]
    else:
        units = sorted({of for of, _ in cells})
    periods = _periods(query, by, [start for of, start in cells if of in set(units)])
    read = _read(store, query, by)
    languages = tuple(sorted({language for one in read.values() for language, _ in one.languages}))
    columns = tuple(_columns(unit, measure, classes, languages))
    return Panel(unit, by, measure, columns, classes, tuple(units), periods, read, languages, cells, unplaced)


def _cells(store: Store, query: Query, unit: PanelUnit, by: By, level: Unit) -> tuple[dict[Any, Any], int]:
    """What each unit has in each period, by role; and how many events are in no one."""
    own, told = (
        ("source, target, ''", dyads(query, level)) if unit == "dyad" else ("side, NULL, role", sides(query, level))
    )
    text = f"""
        SELECT {own}, {period(by)} AS period, type, count(*) AS events, sum(score) AS score
        FROM ({told}) GROUP BY ALL ORDER BY ALL"""
    cells: dict[Any, Any] = {}
    for row in store.rows(text, query.bound()):
        one, other, role, start, type, events, score = row.values()
        if start is not None:
            of = (one,) if other is None else (one, other)
            cells.setdefault((of, start), {}).setdefault(role, {})[type] = (events, score)
    without = f"SELECT count(*) AS number FROM {query.table} WHERE {query.condition()} AND ({period(by)}) IS NULL"
    (row,) = store.rows(without, query.bound())
    return cells, int(str(row["number"]))


def _periods(query: Query, by: By, found: Sequence[date]) -> tuple[date, ...]:
    first = beginning(query.since, by) if query.since else min(found, default=None)
    last = beginning(query.until, by) if query.until else max(found, default=None)
    return tuple(spanned([first, last], by)) if first and last and first <= last else ()


def _read(store: Store, query: Query, by: By) -> dict[date, Read]:
    about = coverage(query)
    text = f"""
        SELECT date_trunc('{by}', day)::DATE AS period, count(*) AS articles, count(DISTINCT publisher) AS sources,
            histogram(coalesce(language, 'unknown')) AS languages
        FROM articles WHERE day IS NOT NULL AND {about.condition()} GROUP BY period"""
    rows: Iterator[Any] = store.rows(text, about.bound())
    return {
        row["period"]: Read(row["articles"], row["sources"], tuple(sorted(row["languages"].items()))) for row in rows
    }


def denominators(store: Store, query: Query, by: By) -> Iterator[tuple[Any, ...]]:
    """Rows (period, publisher, language, articles, events): what was read, and the events of the question in it."""
    about = coverage(query)
    text = f"""
        WITH told AS (SELECT coding, count(*) AS events FROM {query.table} WHERE {query.condition()} GROUP BY coding)
        SELECT date_trunc('{by}', day)::DATE AS period, publisher, language, count(*) AS articles,
            coalesce(sum(events), 0)::BIGINT AS events
        FROM (SELECT coding, day, publisher, language FROM articles WHERE day IS NOT NULL AND {about.condition()})
        LEFT JOIN told USING (coding) GROUP BY ALL ORDER BY ALL"""
    return (tuple(row.values()) for row in store.rows(text, about.bound() | query.bound()))


def _codes(id: str) -> tuple[str | None, int | None, int | None]:
    codes = codes_of(id)
    return codes.iso3 or None, codes.cow, codes.gw


def _columns(
    unit: PanelUnit, measure: Measure, classes: Mapping[str, frozenset[str]], languages: Sequence[str]
) -> Iterator[PanelColumn]:
    names = ("source", "target") if unit == "dyad" else ("actor",)
    for name in names:
        yield PanelColumn(name, "text", "who acts" if name != "target" else "whom it is done to")
    for name in names:
        for code, kind in CODES:
            yield PanelColumn(f"{name}_{code}", kind, f"{MEANT[code]} of {name}, where it is a state")
    yield PanelColumn("period", "day", "first day of the period")
    told: Kind = "integer" if measure == "count" else "number"
    for role in ROLES if unit == "actor" else ("",):
        before = f"{role}_" if role else ""
        yield PanelColumn(f"{before}events", "integer", "events of every type")
        for name, types in classes.items():
            yield PanelColumn(f"{before}{name}", told, f"{MEASURED[measure]} {', '.join(sorted(types))}")
    yield PanelColumn("articles_read", "integer", "articles that speak from the period: where 0, a zero tells nothing")
    yield PanelColumn("sources_read", "integer", "publishers of these")
    for language in languages:
        yield PanelColumn(f"articles_{language.replace('-', '_')}", "integer", f"of these, in {language}")


MEANT = {"iso3": "ISO 3166 alpha-3", "cow": "Correlates of War number", "gw": "Gleditsch and Ward number"}
MEASURED = {
    "count": "number of events:",
    "score": "sum of PLOVER scores:",
    "share": "share of the unit's events in the period:",
}
