"""A network for programs that draw graphs: GEXF, GraphML, node-link JSON.

An edge's type is its `event_type`: GEXF has a `type` of its own, which means something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, BinaryIO

import msgspec
import networkx

from depeche.analysis.networks import Edge, Network, network
from depeche.analysis.timelines import following
from depeche.exports.folder import Column, Export

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
WRITTEN_ON = r' lastmodifieddate="[^"]*"'


def as_graph(net: Network) -> Any:
    """A directed graph with an edge for each type of act and period; what is not known has no attribute. The numbers of
    edges follow their order."""
    graph = networkx.MultiDiGraph()
    for node in net.nodes:
        own = {"label": node.name, "kind": node.kind, "state": node.state}
        measures = {"acts": node.acts, "suffers": node.suffers, "partners": node.partners}
        central = {"pagerank": node.pagerank, "betweenness": node.betweenness}
        graph.add_node(node.id, **_known(own | measures | central))
    for edge in net.edges:
        graph.add_edge(edge.source, edge.target, **_known(_edge(net, edge)))
    return graph


def _edge(net: Network, edge: Edge) -> dict[str, Any]:
    days = {"first_day": edge.first and edge.first.isoformat(), "last_day": edge.last and edge.last.isoformat()}
    own = {"weight": edge.events, "event_type": edge.event_type, "score": round(edge.score, 3)}
    if net.by is None or edge.period is None:
        return own | days
    last = following(edge.period, net.by) - timedelta(days=1)
    return own | days | {"period": edge.period.isoformat(), "start": edge.period.isoformat(), "end": last.isoformat()}


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def write_gexf(net: Network, stream: BinaryIO) -> None:
    """GEXF 1.2; of a network cut by time a dynamic one: an edge lives from the first day of its period to the last. The
    day of writing is left out: the same network, the same bytes."""
    graph = as_graph(net)
    if net.by:
        graph.graph |= {"mode": "dynamic"}
    written = "".join(networkx.generate_gexf(graph, prettyprint=False))
    stream.write(f"{DECLARED}{re.sub(WRITTEN_ON, '', written, count=1)}\n".encode())


def write_graphml(net: Network, stream: BinaryIO) -> None:
    networkx.write_graphml_lxml(as_graph(net), stream)


def write_node_link(net: Network, stream: BinaryIO) -> None:
    """`{"nodes": [...], "edges": [{"source", "target", ...}]}`, as `networkx.node_link_graph` reads it."""
    stream.write(msgspec.json.encode(networkx.node_link_data(as_graph(net), edges="edges")) + b"\n")


# ---- as exports -----------------------------------------------------------------------------------------------------

COLUMNS = (
    Column("label", "text", "name of a node"),
    Column("kind", "text", "of a node", "state, organisation, group, person"),
    Column("state", "text", "a node belongs to", "ISO 3166 alpha-3"),
    Column("acts", "integer", "events in which a node acts, once for each other side"),
    Column("suffers", "integer", "events in which it is acted on"),
    Column("partners", "integer", "other nodes it has to do with"),
    Column("pagerank", "number", "of the acts that reach a node"),
    Column("betweenness", "number", "share of shortest ways that lead over a node", "0-1"),
    Column("weight", "integer", "events of an edge"),
    Column("event_type", "text", "PLOVER type of an edge", "16 values in capitals"),
    Column("score", "number", "sum of PLOVER scores of an edge"),
    Column("first_day", "day", "day of the first event of an edge", "YYYY-MM-DD"),
    Column("last_day", "day", "day of the last", "YYYY-MM-DD"),
    Column("period", "day", "month of an edge by its first day; its life is `start` to `end`", "YYYY-MM-DD"),
)


def export_gexf(export: Export) -> None:
    _export(export, "network.gexf", write_gexf)


def export_graphml(export: Export) -> None:
    _export(export, "network.graphml", write_graphml)


def _export(export: Export, name: str, write: Callable[[Network, BinaryIO], None]) -> None:
    """Sides by the states they belong to, edges by month."""
    for _ in export.events():
        pass
    with export.file(name).open("wb") as stream:
        write(network(export.store, export.query, by="month"), stream)
