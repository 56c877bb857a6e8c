"""Findings as tables for a person, and as rows for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

from depeche.analysis.comparing import Changed, Comparison
from depeche.analysis.networks import Network
from depeche.analysis.relations import Relations, Tie
from depeche.analysis.timelines import Period, Timeline
from depeche.presenting.rows import Answer
from depeche.presenting.tables import rows_table
from depeche.presenting.words import count
from depeche.store.query import Page

BAR = 16  # characters of the longest bar of a chart
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
PERIODS = ("period", "articles_read", "events", *QUADS, "cooperation", "conflict", "score", "mean_score")
TIES = ("direction", "event_type", "partner", "partner_name", "events", "score", "trend", "earlier", "later", "first",
        "last", "evidence")  # fmt: skip
EDGES = ("source", "target", "event_type", "period", "events", "score", "first", "last")
EVENTS = ("date", "type", "score", "actors", "recipients", "factuality", "attribution", "event_id", "sentence")
DEEDS = {"does": "does", "suffers": "suffers", "both": "together"}
EMPTY = 3  # periods in a row without events, from which a chart leaves them out


def heading(words: str, stream: BinaryIO) -> None:
    stream.write(f"{words}\n".encode())


def answer(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
    return Answer(tuple(columns), rows, tuple(columns))


# ---- timelines ------------------------------------------------------------------------------------------------------


def timeline_rows(line: Timeline) -> Answer:
    """A row a period."""
    mean = (None if p.mean is None else round(p.mean, 3) for p in line.periods)
    return answer(
        PERIODS,
        (
            (
                p.start,
                p.articles,
                p.events,
                *p.quads,
                round(p.cooperation, 3),
                round(p.conflict, 3),
                round(p.score, 3),
                m,
            )
            for p, m in zip(line.periods, mean, strict=True)
        ),
    )


def timeline_page(line: Timeline, page: Page, stream: BinaryIO) -> None:
    """Bars of conflict to the left and co-operation to the right; then the first events in order."""
    heading(f"{count(line.events, 'event')} by {line.by}: sums of PLOVER scores, conflict < > co-operation", stream)
    if line.periods:
        longest = max(1.0, *(max(p.cooperation, -p.conflict) for p in line.periods))
        shown = (period_cells(p, longest) if p else ["…", "", "", "", ""] for p in without_runs(line.periods))
        rows_table(("period", "articles", "events", "score", f"{'conflict':>{BAR}} | co-operation"), shown, stream)
    if line.unplaced:
        heading(
            f"{count(line.unplaced, 'event')} in no one {line.by}: their days reach over several, or are not known",
            stream,
        )
    events_part(page, stream)


def events_part(page: Page, stream: BinaryIO) -> None:
    from depeche.presenting.rows import in_short

    if page.rows:
        heading("", stream)
        rows_table(EVENTS, ([in_short(row[column]) for column in EVENTS] for row in page.rows), stream)
    left = page.total - len(page.rows)
    if left > 0:
        heading(f"and {left:,} more: --limit shows them", stream)


def without_runs(periods: Sequence[Period]) -> Iterator[Period | None]:
    """The periods; None for a run of them without events."""
    run: list[Period] = []
    for period in periods:
        if not period.events:
            run.append(period)
            continue
        yield from [None] if len(run) >= EMPTY else run
        run = []
        yield period


def period_cells(p: Period, longest: float) -> list[str]:
    left, right = (round(BAR * value / longest) for value in (-p.conflict, p.cooperation))
    unread = "" if p.articles else " (nothing read)"
    bars = f"{'<' * left:>{BAR}} | {'>' * right}{unread}"
    return [p.start.isoformat(), str(p.articles), str(p.events), f"{p.score:+.1f}", bars]


# ---- relations ------------------------------------------------------------------------------------------------------


def relations_rows(found: Relations) -> Answer:
    """A row a tie, its evidence nested."""
    return answer(TIES, ([_plain(tie, name) for name in TIES] for tie in found.ties))


def _plain(tie: Tie, name: str) -> Any:
    value = getattr(tie, name)
    return msgspec.to_builtins(value) if name == "evidence" else value


def relations_page(found: Relations, stream: BinaryIO, *, limit: int) -> None:
    columns = ("", "type", "partner", "events", "score", "trend", "first", "last", "words")
    heading(f"{found.actor}: {count(len(found.ties), 'tie')}", stream)
    rows_table(columns, (tie_cells(tie) for tie in found.ties[:limit]), stream)
    if len(found.ties) > limit:
        heading(f"and {len(found.ties) - limit:,} more: --limit shows them", stream)
    if found.stated:
        heading("\nStated by articles:", stream)
        cells = ([s.subject, s.relation, s.object, str(s.articles), s.words] for s in found.stated[:limit])
        rows_table(("subject", "relation", "object", "articles", "words"), cells, stream)


def tie_cells(tie: Tie) -> list[str]:
    days = [day.isoformat() if day else "" for day in (tie.first, tie.last)]
    words = tie.evidence[0].words if tie.evidence else ""
    name = tie.partner if tie.partner_name == tie.partner else f"{tie.partner} {tie.partner_name}"
    return [
        DEEDS[tie.direction],
        tie.event_type,
        name,
        str(tie.events),
        f"{tie.score:+.1f}",
        tie.trend or "",
        *days,
        words,
    ]


# ---- networks -------------------------------------------------------------------------------------------------------


def edges_rows(net: Network) -> Answer:
    return answer(EDGES, ([getattr(edge, name) for name in EDGES] for edge in net.edges))


def network_page(net: Network, stream: BinaryIO, *, limit: int) -> None:
    events = sum(edge.events for edge in net.edges)
    heading(f"{count(len(net.nodes), 'side')}, {count(events, 'act')} between them, {net.within:,} within one", stream)
    columns = ("id", "name", "acts", "suffers", "partners", "pagerank", "betweenness")
    rows_table(columns, ([str(getattr(node, name)) for name in columns] for node in net.nodes[:limit]), stream)
    pairs: dict[tuple[str, str], list[Any]] = {}
    for edge in net.edges:
        pair = pairs.setdefault((edge.source, edge.target), [0, 0.0, {}])
        pair[0] += edge.events
        pair[1] += edge.score
        pair[2][edge.event_type] = pair[2].get(edge.event_type, 0) + edge.events
    heading("", stream)
    most = sorted(pairs.items(), key=lambda pair: (-pair[1][0], pair[0]))[:limit]
    rows_table(
        ("source", "target", "events", "score", "types"), (pair_cells(*ids, *sums) for ids, sums in most), stream
    )


def pair_cells(source: str, target: str, events: int, score: float, types: dict[str, int]) -> list[str]:
    told = ", ".join(f"{type} {number}" for type, number in sorted(types.items(), key=lambda item: (-item[1], item[0])))
    return [source, target, str(events), f"{score:+.1f}", told]


# ---- comparisons ----------------------------------------------------------------------------------------------------

CHANGES = ("change", "event_id", "article", "type", "words", "fields", "sentence")


def changes_rows(found: Comparison) -> Answer:
    return answer(CHANGES, ([getattr(one, name) for name in CHANGES] for one in found.changes))


def changes_page(found: Comparison, stream: BinaryIO, *, limit: int) -> None:
    both, first, second = found.articles
    heading(f"{count(both, 'article')} in both, {first:,} only in the first, {second:,} only in the second", stream)
    told = (f"{found.number(change):,} {change}" for change in ("changed", "gone", "added"))
    heading(f"events: {found.same:,} the same, {', '.join(told)}", stream)
    if fields := found.by_field():
        heading(f"changed in {', '.join(f'{name} {number:,}' for name, number in fields.items())}", stream)
    if found.changes:
        heading("", stream)
        columns = ("change", "type", "article", "words", "first → second", "sentence")
        rows_table(columns, (change_cells(one) for one in found.changes[:limit]), stream)
    if len(found.changes) > limit:
        heading(f"and {len(found.changes) - limit:,} more: --limit shows them", stream)


def change_cells(one: Changed) -> list[str]:
    fields = "; ".join(f"{name}: {before or '-'} → {after or '-'}" for name, (before, after) in one.fields.items())
    return [one.change, one.type, one.article, one.words, fields, one.sentence]
