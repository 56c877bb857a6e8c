"""Who acts on whom, weighed by the number of events, over time; and who stands where in it. The only module that
measures graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx

from depeche.analysis.dyads import By, Unit, dyads, period
from depeche.knowledge.directory import load_directory
from depeche.store.query import Store
from depeche.store.questions import Query

EXACT = 1000  # nodes up to which betweenness is reckoned over all pairs; beyond, from as many drawn with a fixed seed
DRAWN = 200
SEED = 0

Graph = Any  # a networkx.DiGraph or MultiDiGraph, which come without types of their nodes


@dataclass(frozen=True, slots=True)
class Edge:
    """Acts of one type of `source` on `target`. `period`: its first day where the network is cut by time; `score`: sum
    of the codebook's scores; `first`, `last`: days on which the acts began, where known."""

    source: str
    target: str
    event_type: str
    period: date | None
    events: int
    score: float
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Node:
    """`kind`: state, organisation, group, person, or None; `acts`, `suffers`: events in which it acts and is acted on,
    counted once for each other side; `pagerank`: of the acts that reach it; `betweenness`: share of shortest ways that
    lead over it."""

    id: str
    name: str
    kind: str | None
    state: str | None
    acts: int
    suffers: int
    partners: int
    pagerank: float
    betweenness: float


@dataclass(frozen=True, slots=True)
class Network:
    """`nodes`: those that take part most first; `within`: acts of a unit on itself, which are no edges."""

    query: Query
    unit: Unit
    by: By | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    within: int


def network(store: Store, query: Query, *, unit: Unit = "party", by: By | None = None, least: int = 1) -> Network:
    """Who acts on whom in the events of a question. `by`: edges of each period apart; `least`: number of events below
    which a pair, in all its types and periods, is left out. Raises StoreError."""
    when = period(by) if by else "NULL::DATE"
    text = f"""
        SELECT source, target, type AS event_type, {when} AS period, count(*) AS events,
            sum(score) AS score,
            min(from_day) FILTER (from_day > DATE '0001-01-01') AS first,
            max(from_day) FILTER (from_day > DATE '0001-01-01') AS last
        FROM ({dyads(query, unit)}) GROUP BY ALL ORDER BY source, target, event_type, period"""
    found: list[Any] = [Edge(**row) for row in store.rows(text, query.bound())]  # type: ignore[arg-type]
    frequent = Counter[tuple[str, str]]()
    for edge in found:
        frequent[edge.source, edge.target] += edge.events
    edges = tuple(e for e in found if e.source != e.target and frequent[e.source, e.target] >= least)
    within = sum(edge.events for edge in found if edge.source == edge.target)
    return Network(query, unit, by, _nodes(store, edges), edges, within)


def graph_of(edges: Iterable[Edge]) -> Graph:
    """One edge for each ordered pair, weighed by its events."""
    graph = networkx.DiGraph()
    for edge in edges:
        before = graph.get_edge_data(edge.source, edge.target, {"weight": 0})["weight"]
        graph.add_edge(edge.source, edge.target, weight=before + edge.events)
    return graph


def places_of(net: Network, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where nodes stand in a picture: close to those they have most to do with; the same each time."""
    kept = set(ids)
    graph = graph_of(edge for edge in net.edges if edge.source in kept and edge.target in kept).to_undirected()
    graph.add_nodes_from(ids)
    found = networkx.spring_layout(graph, weight=None, seed=SEED, k=2 / max(1, len(ids)) ** 0.5)
    return {id: (round(float(x), 4), round(float(y), 4)) for id, (x, y) in found.items()}


def ready() -> None:
    """Load what measuring needs, which takes longer than most networks."""
    graph = networkx.DiGraph([(1, 2), (2, 1)])
    networkx.pagerank(graph)
    networkx.spring_layout(graph, seed=SEED)


def _nodes(store: Store, edges: tuple[Edge, ...]) -> tuple[Node, ...]:
    graph = graph_of(edges)
    ranks = networkx.pagerank(graph, weight="weight") if graph else {}
    drawn = None if len(graph) <= EXACT else DRAWN
    between = networkx.betweenness_centrality(graph, k=drawn, seed=SEED)
    known = names_of(store, graph)
    nodes = (
        Node(
            id,
            *known[id],
            acts=graph.out_degree(id, weight="weight"),
            suffers=graph.in_degree(id, weight="weight"),
            partners=len({*graph.predecessors(id), *graph.successors(id)}),
            pagerank=round(ranks[id], 6),
            betweenness=round(between[id], 6),
        )
        for id in graph
    )
    return tuple(sorted(nodes, key=lambda node: (-node.acts - node.suffers, node.id)))


def names_of(store: Store, ids: Iterable[str]) -> dict[str, tuple[str, str | None, str | None]]:
    """For each id its name, kind and state: of the tables, else as the articles have it."""
    directory, wanted = load_directory(), list(ids)
    text = """
        SELECT id, mode(name) AS name, mode(kind) AS kind, mode(state) AS state FROM actors
        WHERE list_contains($ids, id) GROUP BY id"""
    unknown = [id for id in wanted if directory.entry(id) is None]
    told: dict[Any, Any] = {row["id"]: row for row in store.rows(text, {"ids": unknown})} if unknown else {}
    found: dict[str, tuple[str, str | None, str | None]] = {}
    for id in wanted:
        entry, row = directory.entry(id), told.get(id)
        if entry is not None:
            found[id] = (entry.name, entry.kind, entry.state)
        else:
            found[id] = (row["name"], row["kind"], row["state"]) if row else (id, None, None)
    return found
