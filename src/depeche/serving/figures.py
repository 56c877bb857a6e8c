"""Figures of the archive: what it covers, and where events took place."""

from __future__ import annotations

from datetime import date
from typing import Any, cast, get_args

from depeche.analysis.dyads import By
from depeche.errors import StoreError
from depeche.store.query import Store
from depeche.store.questions import Query

Figures = list[dict[str, Any]]

FEW = {"day": 120, "week": 120 * 7, "month": 120 * 31}  # days that a unit is fine enough for
COVERAGE = """
    WITH told AS (SELECT coding, count(*) AS events FROM events GROUP BY coding)
    SELECT CAST(date_trunc('{unit}', day) AS DATE) AS period, language, count(*) AS articles,
        CAST(sum(coalesce(events, 0)) AS BIGINT) AS events
    FROM articles LEFT JOIN told USING (coding) GROUP BY ALL ORDER BY period, language"""
MOST = 20  # partners
PARTNERS = """
    WITH found AS MATERIALIZED (
        SELECT type, actors, recipients, list_contains(acting, $who) AS acts, list_contains(acted_on, $who) AS suffers
        FROM {events} WHERE {condition}),
    sides AS (
        SELECT unnest(recipients) AS partner, type, 1 AS does, 0 AS suffers, 0 AS joins FROM found WHERE acts
        UNION ALL SELECT unnest(actors), type, 0, 1, 0 FROM found WHERE suffers
        UNION ALL SELECT unnest(actors), type, 0, 0, 1 FROM found WHERE acts AND len(recipients) = 0)
    SELECT partner, count(*) AS events, CAST(sum(does) AS BIGINT) AS acts_on,
        CAST(sum(suffers) AS BIGINT) AS acted_on_by,
        CAST(sum(joins) AS BIGINT) AS together, count(*) FILTER (plover_quad(type) <= 2) AS cooperation,
        count(*) FILTER (plover_quad(type) > 2) AS conflict
    FROM sides WHERE partner <> $who AND NOT starts_with(partner, '_')
    GROUP BY partner ORDER BY events DESC, partner LIMIT $most"""
PLACES = """
    SELECT place.name AS place, place.country AS country, any_value(place.latitude) AS latitude,
        any_value(place.longitude) AS longitude, count(*) AS events,
        count(*) FILTER (plover_quad(type) > 2) AS conflict
    FROM {events} WHERE place IS NOT NULL AND {condition} GROUP BY ALL ORDER BY events DESC, place, country"""
SPAN = """
    SELECT min(from_day) FILTER (from_day > DATE '0001-01-01') AS first,
        max(from_day) FILTER (from_day > DATE '0001-01-01') AS last FROM {events} WHERE {condition}"""


def coverage(store: Store, unit: By) -> Figures:
    """Articles and events by period and language; a period of None: articles without a day."""
    return figures(store, COVERAGE.format(unit=unit), {})


def partners(store: Store, query: Query) -> Figures:
    """Whom the question's `who` meets most, and on which side."""
    return figures(
        store, PARTNERS.format(events=query.table, condition=query.condition()), query.bound() | {"most": MOST}
    )


def places(store: Store, query: Query) -> Figures:
    return figures(store, PLACES.format(events=query.table, condition=query.condition()), query.bound())


def figures(store: Store, text: str, values: dict[str, object]) -> Figures:
    return [dict(row) for row in store.rows(text, values)]


def span(store: Store, query: Query) -> tuple[date | None, date | None]:
    """The first and the last day on which events of a question began."""
    (row,) = store.rows(SPAN.format(events=query.table, condition=query.condition()), query.bound())
    return cast("date | None", row["first"]), cast("date | None", row["last"])


def unit_of(asked: str | None, first: date | None, last: date | None) -> By:
    """The unit asked for, else one that makes few enough periods. Raises StoreError."""
    if asked is not None:
        if asked not in get_args(By):
            raise StoreError(f"by {asked!r} is none of {', '.join(get_args(By))}")
        return cast(By, asked)
    days = (last - first).days if first and last else 0
    return cast(By, next((unit for unit, most in FEW.items() if days <= most), "year"))
