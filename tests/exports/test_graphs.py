"""Networks, read back by networkx and by an XML parser."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import networkx
import pytest
from stores import act, fill, report, tell

from depeche.analysis.networks import network
from depeche.exports.graphs import as_graph, write_gexf, write_graphml, write_node_link
from depeche.store.query import open_store
from depeche.store.questions import Query


@pytest.fixture(scope="module", params=[None, "year"])
def net(request, tmp_path_factory):
    with open_store(fill(tmp_path_factory.mktemp("graphs") / "store", 20)) as opened:
        yield network(opened, Query(), by=request.param)


READERS = {
    write_gexf: networkx.read_gexf,
    write_graphml: lambda stream: networkx.read_graphml(stream, force_multigraph=True),
    write_node_link: lambda stream: networkx.node_link_graph(json.load(stream), edges="edges"),
}


@pytest.mark.parametrize("write", READERS)
def test_read_back_by_networkx(net, write):
    out = io.BytesIO()
    write(net, out)
    found, own = READERS[write](io.BytesIO(out.getvalue())), as_graph(net)
    names = ("event_type", "score", "weight", "first_day", "period")

    def told(graph):
        return sorted(
            (one, other, *(str(edge.get(name)) for name in names if name != "weight"), float(edge["weight"]))
            for one, other, edge in graph.edges(data=True)
        )

    assert told(found) == told(own)
    assert len(told(found)) == len(net.edges)
    assert {id: node["label"] for id, node in found.nodes(data=True)} == {node.id: node.name for node in net.nodes}


def test_gexf_has_no_type_of_its_own(net):
    """`type` of an edge says directed or not in GEXF; periods are lives of edges."""
    out, again = io.BytesIO(), io.BytesIO()
    write_gexf(net, out)
    write_gexf(net, again)
    assert out.getvalue() == again.getvalue()
    assert b"lastmodifieddate" not in out.getvalue()
    edges = list(ElementTree.fromstring(out.getvalue()).iter("{http://www.gexf.net/1.2draft}edge"))
    assert len(edges) == len(net.edges)
    assert not any("type" in edge.attrib for edge in edges)
    assert all(("start" in edge.attrib) == (net.by is not None) for edge in edges)


def test_names_with_marks_and_controls(tmp_path):
    story = report("a", "2024-01-10", act("AID", "the-<&>-front", "RUS"))
    with open_store(tell(tmp_path / "s", story)) as opened:
        net = network(opened, Query())
    for write, read in READERS.items():
        out = io.BytesIO()
        write(net, out)
        assert "the-<&>-front" in read(io.BytesIO(out.getvalue()))
