"""Products in whole numbers come near to those in floats, whatever channels reach far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("torch")

import onnxruntime
from onnx import TensorProto, helper

from training.export import IR, OPSET, OWN, Array, Graph, Product, Reach, WholeNumbers

CHANNELS, OUT = 64, 16
WAYS: tuple[Mapping[str, int], ...] = ({}, {"smooth": 1}, {"far": 4}, {"smooth": 1, "far": 4})


def numbers(*shape: int) -> Array:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def read(graph: Graph, x: Array, way: Mapping[str, int]) -> list[Array]:
    """What two products say of some vectors, [1, n, CHANNELS]."""
    products = [Product(name, numbers(CHANNELS, OUT + n), numbers(OUT + n)) for n, name in enumerate("qk")]
    names = graph.products("x", products, smooth=bool(way.get("smooth")), far=way.get("far", 0))
    of = {"x": [1, None, CHANNELS]} | dict.fromkeys(names)
    told = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in of.items()}
    made = helper.make_graph(graph.nodes, "two", [told["x"]], [told[name] for name in names], graph.weights)
    sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(OWN, 1)]
    model = helper.make_model(made, opset_imports=sets, ir_version=IR)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found: list[Array] = session.run(names, {"x": x})
    return found


def apart(way: Mapping[str, int], x: Array) -> float:
    """How far whole numbers lie from floats, as a part of these."""
    reach = {"x": Reach(x[0].min(axis=0), x[0].max(axis=0))}
    pairs = list(zip(read(Graph(), x, way), read(WholeNumbers(reach), x, way), strict=True))
    return max(float(np.abs(whole - exact).mean() / np.abs(exact).mean()) for exact, whole in pairs)


@pytest.mark.parametrize("way", WAYS)
def test_whole_numbers_come_near_to_floats(way: Mapping[str, int]) -> None:
    assert apart(way, numbers(1, 40, CHANNELS)) < 0.02


@pytest.mark.parametrize("way", WAYS[1:])
def test_a_channel_that_reaches_far_costs_the_others_nothing(way: Mapping[str, int]) -> None:
    x = numbers(1, 40, CHANNELS)
    x[0, 3, 7] = 300.0  # one piece, one channel
    assert apart({}, x) > 0.1
    assert apart(way, x) < 0.04


def test_what_is_read_is_remembered_to_be_measured() -> None:
    graph = Graph()
    read(graph, numbers(1, 2, CHANNELS), {})
    assert graph.read == ["x"]
