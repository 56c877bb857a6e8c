"""Who supports, accuses, fights and meets whom: what an actor does and what is done to it, partner by partner, with the
trend and the words; and the lasting ties that articles state of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from depeche.analysis.dyads import Unit, dyads
from depeche.analysis.networks import names_of
from depeche.analysis.timelines import coverage
from depeche.store.query import Store, event_id_of
from depeche.store.questions import Query

Direction = Literal["does", "suffers", "both"]
Trend = Literal["rising", "falling", "steady"]
ENOUGH = 6  # events below which nothing is said of a trend
STEEP = 1.5  # times as many for each article read, in one half of the time as in the other
SHOWN = 3  # pieces of evidence of a tie


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event behind a tie. `words`: the sentence that tells it, [start, end) of its article's text."""

    event_id: str
    article: str
    date: str | None
    words: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Tie:
    """Events of one type between an actor and a partner. `direction`: the actor `does` it, `suffers` it, or both do it
    together; `score`: sum of the codebook's scores; `earlier`, `later`: events in either half of the time that the
    answer spans; `trend`: of their number for each article read in that half; None where there are too few."""

    direction: Direction
    event_type: str
    partner: str
    partner_name: str
    events: int
    score: float
    earlier: int
    later: int
    trend: Trend | None
    first: date | None
    last: date | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A lasting tie that articles state ("ally_of"): in how many, and the words of one."""

    subject: str
    relation: str
    object: str
    articles: int
    article: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relations:
    """`ties`: the most frequent first; `halves`: the day on which the later half of the time begins."""

    actor: str
    query: Query
    ties: tuple[Tie, ...]
    stated: tuple[Stated, ...]
    halves: date | None


def relations(
    store: Store, actor: str, query: Query | None = None, *, unit: Unit = "party", shown: int = SHOWN
) -> Relations:
    """What an actor, or a state with all that belong to it, does to each partner and what each does to it. `unit`:
    partners as states with all that belong to them, or each actor by itself; `shown`: pieces of evidence of a tie.
    Raises StoreError."""
    asked = (query or Query()).but(who=actor)
    halves, read = _halves(store, asked)
    text = TIES.format(dyads=dyads(asked, unit, around=True, more=TOLD), shown=shown)
    rows: list[Any] = list(store.rows(text, asked.bound() | {"halves": halves}))
    names = names_of(store, {row["partner"] for row in rows})
    wanted = {(key["coding"], key["number"]) for row in rows for key in row["evidence"]}
    evidence = _evidence(store, asked, wanted) if wanted else {}
    ties = tuple(_tie(row, names[row["partner"]][0], read, evidence) for row in rows)
    return Relations(actor, asked, ties, stated(store, actor, asked), halves)


TOLD = ", reported, confidence, article"  # of an event, to reckon with
TIES = """
    WITH told AS (
        SELECT *, CASE WHEN mutual THEN 'both' WHEN source = $who THEN 'does' ELSE 'suffers' END AS direction,
            CASE WHEN source = $who THEN target ELSE source END AS partner
        FROM ({dyads}) WHERE source = $who OR (target = $who AND NOT mutual))
    SELECT direction, type AS event_type, partner, count(*) AS events, sum(score) AS score,
        count(*) FILTER (reported < $halves) AS earlier, count(*) FILTER (reported >= $halves) AS later,
        min(nullif(from_day, DATE '0001-01-01')) AS first, max(nullif(from_day, DATE '0001-01-01')) AS last,
        list({{'coding': coding, 'number': number}} ORDER BY confidence DESC, article, coding, number)[:{shown}]
            AS evidence
    FROM told GROUP BY direction, event_type, partner
    ORDER BY events DESC, partner, event_type, direction"""
EVIDENCE = """
    WITH wanted AS (SELECT unnest($codings) AS coding, unnest($numbers) AS number)
    SELECT coding, number, {event_id} AS event_id, article, date, sentence AS words, span."start" AS start,
        span."end" AS "end", confidence
    FROM (
        SELECT *, coalesce(
            list_filter(evidence, lambda s: s."start" <= trigger."start" AND trigger."end" <= s."end")[1],
            trigger) AS span
        FROM {events} SEMI JOIN wanted USING (coding, number))
    JOIN (SELECT coding, fingerprint FROM articles) USING (coding)"""


def _evidence(store: Store, asked: Query, keys: set[tuple[str, int]]) -> dict[tuple[str, int], Evidence]:
    """Events by coding and number."""
    text = EVIDENCE.format(event_id=event_id_of(asked), events=asked.table)
    rows: Iterable[Any] = store.rows(text, {"codings": [key[0] for key in keys], "numbers": [key[1] for key in keys]})
    return {(row.pop("coding"), row.pop("number")): Evidence(**row) for row in rows}


def _halves(store: Store, asked: Query) -> tuple[date | None, tuple[int, int]]:
    """The middle of the time in which the events were told, and how many articles were read in either half."""
    told = f"SELECT min(reported) AS first, max(reported) AS last FROM {asked.table} WHERE {asked.condition()}"
    span: dict[str, Any] = dict(next(store.rows(told, asked.bound())))
    if span["first"] is None:
        return None, (0, 0)
    middle = span["first"] + timedelta(days=((span["last"] - span["first"]).days + 1) // 2)
    about = coverage(asked).but(since=span["first"], until=span["last"])
    read = f"""
        SELECT count(*) FILTER (day < $halves) AS earlier, count(*) FILTER (day >= $halves) AS later
        FROM articles WHERE {about.condition()}"""
    number: dict[str, Any] = dict(next(store.rows(read, about.bound() | {"halves": middle})))
    return middle, (number["earlier"], number["later"])


def _tie(row: Any, name: str, read: tuple[int, int], known: Mapping[tuple[str, int], Evidence]) -> Tie:
    evidence = tuple(known[key["coding"], key["number"]] for key in row["evidence"])
    trend = trend_of((row["earlier"], row["later"]), read)
    return Tie(**row | {"evidence": evidence, "partner_name": name, "trend": trend})


def trend_of(events: tuple[int, int], read: tuple[int, int]) -> Trend | None:
    """Of events for each article read, earlier and later; None where there are too few to say, or nothing was read."""
    if sum(events) < ENOUGH or not all(read):
        return None
    earlier, later = events[0] / read[0], events[1] / read[1]
    if later > STEEP * earlier:
        return "rising"
    return "falling" if earlier > STEEP * later else "steady"


def stated(store: Store, actor: str, query: Query) -> tuple[Stated, ...]:
    """The lasting ties of an actor, or of a state and all that belong to it, that articles of the question state."""
    about = coverage(query).but(since=query.since, until=query.until)
    found = store.rows(STATED.format(condition=about.condition()), about.bound() | {"who": actor})
    return tuple(Stated(**row) for row in found)  # type: ignore[arg-type]


STATED = """
    WITH chosen AS (SELECT coding FROM articles WHERE {condition}),
    own AS (SELECT coding, actors.id FROM actors WHERE actors.id = $who OR state = $who),
    touched AS (
        SELECT DISTINCT relations.* FROM relations JOIN own USING (coding) WHERE own.id IN (subject, object)),
    found AS (
        SELECT touched.coding, coalesce(s.state, subject) AS subject, relation,
            coalesce(o.state, object) AS object, evidence[1] AS span
        FROM touched JOIN chosen USING (coding)
        LEFT JOIN actors AS s ON s.coding = touched.coding AND s.id = subject AND s.id LIKE '!_%' ESCAPE '!'
        LEFT JOIN actors AS o ON o.coding = touched.coding AND o.id = object AND o.id LIKE '!_%' ESCAPE '!'),
    told AS (
        SELECT subject, relation, object, count(DISTINCT coding) AS articles, min(coding) AS coding,
            min_by(span, coding) AS span
        FROM found GROUP BY subject, relation, object)
    SELECT subject, relation, object, told.articles, articles.id AS article,
        substring(text, span."start" + 1, span."end" - span."start") AS words, span."start" AS start,
        span."end" AS "end"
    FROM told JOIN articles USING (coding) ORDER BY told.articles DESC, subject, relation, object"""
