"""Who acts on whom: the events of a question as pairs of sides, in SQL. Timelines, networks and panels count these."""

from __future__ import annotations

from typing import Literal

from depeche.store.questions import Query

By = Literal["day", "week", "month", "year"]
Unit = Literal["actor", "party"]

# What an actor that is no state counts for. `actor`: itself; one that no table or name identifies counts for its state.
# `party`: the state it belongs to; without one itself, as the United Nations do.
UNITS: dict[Unit, str] = {
    "actor": "CASE WHEN id LIKE '!_%' ESCAPE '!' THEN state ELSE id END",
    "party": "coalesce(state, CASE WHEN id LIKE '!_%' ESCAPE '!' THEN NULL ELSE id END)",
}
STATE = "CASE WHEN regexp_full_match({0}, '[A-Z]{{3}}') THEN {0} END"


def dyads(query: Query, unit: Unit, *, around: bool = False, more: str = "") -> str:
    """Rows `coding, number, type, score, from_day, to_day, mutual, source, target`: each event of the question once
    for every pair of sides. Events in which all are actors (a meeting told without a host) go both ways, `mutual`. A
    side that stands for nothing known is left out; acts of a unit on itself are kept. `around`: whoever belongs to the
    question's `who` counts as that; `more`: columns of events to have beside, each behind a comma."""
    named = f"CASE WHEN id = $who OR state = $who THEN $who ELSE {UNITS[unit]} END" if around else UNITS[unit]
    return f"""
        WITH chosen AS MATERIALIZED (
            SELECT row_number() OVER () AS event, coding, number, type, plover_score(type, modes) AS score,
                from_day, to_day, actors, recipients{more}
            FROM {query.table} WHERE {query.condition()}),
        pairs AS (
            SELECT event, coding, false AS mutual, one, other
            FROM chosen, unnest(actors) AS a(one), unnest(recipients) AS r(other)
            UNION ALL
            SELECT event, coding, true AS mutual, one, other
            FROM chosen, unnest(actors) AS a(one), unnest(actors) AS r(other)
            WHERE len(recipients) = 0 AND len(actors) > 1 AND one <> other),
        units AS (SELECT coding, id, {named} AS unit FROM {query.beside("actors")} WHERE kind <> 'state'),
        sides AS (
            SELECT DISTINCT event, mutual, coalesce(s.unit, {STATE.format("one")}) AS source,
                coalesce(t.unit, {STATE.format("other")}) AS target
            FROM pairs LEFT JOIN units AS s ON s.coding = pairs.coding AND s.id = one
            LEFT JOIN units AS t ON t.coding = pairs.coding AND t.id = other)
        SELECT coding, number, type, score, from_day, to_day, mutual, source, target{more}
        FROM sides JOIN chosen USING (event)
        WHERE source IS NOT NULL AND target IS NOT NULL AND NOT (mutual AND source = target)"""


def sides(query: Query, unit: Unit) -> str:
    """Rows `coding, number, type, score, from_day, to_day, role, side`: each event of the question once for every side
    of it, which `does` it or `suffers` it. A side that stands for nothing known is left out."""
    return f"""
        WITH chosen AS MATERIALIZED (
            SELECT row_number() OVER () AS event, coding, number, type, plover_score(type, modes) AS score,
                from_day, to_day, actors, recipients
            FROM {query.table} WHERE {query.condition()}),
        roles AS (
            SELECT event, coding, 'does' AS role, one FROM chosen, unnest(actors) AS a(one)
            UNION ALL
            SELECT event, coding, 'suffers' AS role, one FROM chosen, unnest(recipients) AS r(one)),
        units AS (SELECT coding, id, {UNITS[unit]} AS unit FROM {query.beside("actors")} WHERE kind <> 'state'),
        named AS (
            SELECT DISTINCT event, role, coalesce(units.unit, {STATE.format("one")}) AS side
            FROM roles LEFT JOIN units ON units.coding = roles.coding AND units.id = one)
        SELECT coding, number, type, score, from_day, to_day, role, side
        FROM named JOIN chosen USING (event) WHERE side IS NOT NULL"""


def period(by: By, first: str = "from_day", last: str = "to_day") -> str:
    """The first day of the period an event lies in; NULL where its days reach over several. One that began on a known
    day and has no end counts when it began."""
    start = f"date_trunc('{by}', {first})::DATE"
    return f"""CASE WHEN {first} = DATE '0001-01-01' THEN NULL
        WHEN {last} = DATE '9999-12-31' OR date_trunc('{by}', {last})::DATE = {start} THEN {start} END"""
