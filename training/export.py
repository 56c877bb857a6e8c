"""The trained encoder -> ONNX: eight-bit weights and, by calibration, eight-bit activations, never dynamic ones.

Dynamic scales are taken over what is read at once, so an answer would depend on its neighbours; these are fixed here,
from texts of the training corpus. Weights are scaled by output channel and keep to seven bits, so that machines with
and without VNNI agree. The graph reads one text at a time, [1, pieces], and knows no padding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from training.encoder import Encoder, Layer
from training.network import Network
from training.vocabulary import Vocabulary

OPSET = 17
EPSILON = 1e-12
PRODUCT, OUTLYING = ".product", ".down.product"  # names of products, and of those with outliers
BLOCK = 128  # weights with one scale


class Graph:
    """Nodes and weights, written in order."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: np.ndarray[Any, Any]) -> str:
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def add(self, op: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, x: str, weight: Any, bias: Any, name: str) -> str:
        w = self.weight(f"{name}.w", np.ascontiguousarray(weight.detach().numpy().T))
        b = self.weight(f"{name}.b", bias.detach().numpy())
        return self.add("Add", [self.add("MatMul", [x, w], f"{name}.product"), b], name)

    def norm(self, x: str, module: Any, name: str) -> str:
        w = self.weight(f"{name}.w", module.weight.detach().numpy())
        b = self.weight(f"{name}.b", module.bias.detach().numpy())
        return self.add("LayerNormalization", [x, w, b], name, axis=-1, epsilon=EPSILON)


def write_fp32(encoder: Encoder, path: Path) -> None:
    """The encoder as it was trained, but its words in eight bits with a scale each (they were in four)."""
    graph = Graph()
    x = _embedded(graph, encoder)
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        x = _layer(graph, x, layer, f"l{number}")
    graph.add("Identity", [x], "vectors")
    hidden = encoder.words.embedding_dim
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, "length", hidden])],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _embedded(graph: Graph, encoder: Encoder) -> str:
    words = encoder.words.weight.detach().numpy()
    scales = np.abs(words).max(axis=1, keepdims=True).astype(np.float32) / 127 + 1e-12
    table = graph.weight("words", np.round(words / scales).astype(np.int8))
    drawn = graph.add("Cast", [graph.add("Gather", [table, "pieces"], "drawn")], "drawn.float", to=TensorProto.FLOAT)
    scale = graph.add("Gather", [graph.weight("scales", scales), "pieces"], "drawn.scale")
    positions = graph.weight("positions", encoder.positions.weight.detach().numpy())
    length = graph.add("Shape", ["pieces"], "length", start=1)
    zero, one = graph.weight("zero", np.array([0], np.int64)), graph.weight("one", np.array([0], np.int64))
    placed = graph.add("Slice", [positions, zero, length, one], "placed")
    summed = graph.add("Add", [graph.add("Mul", [drawn, scale], "scaled"), placed], "summed")
    return graph.norm(summed, encoder.norm, "norm")


def _layer(graph: Graph, x: str, layer: Layer, name: str) -> str:
    hidden = layer.out.in_features
    size = hidden // layer.heads
    split = graph.weight(f"{name}.split", np.array([1, -1, layer.heads, size], np.int64))
    parts = []
    for n, (part, order) in enumerate((("q", (0, 2, 1, 3)), ("k", (0, 2, 3, 1)), ("v", (0, 2, 1, 3)))):
        rows = slice(n * hidden, (n + 1) * hidden)
        weight, bias = layer.qkv.weight[rows], layer.qkv.bias[rows]
        if part == "q":
            weight, bias = weight / size**0.5, bias / size**0.5
        whole = graph.linear(x, weight, bias, f"{name}.{part}")
        cut = graph.add("Reshape", [whole, split], f"{name}.{part}.cut")
        parts.append(graph.add("Transpose", [cut], f"{name}.{part}.heads", perm=order))
    attention = graph.add("Softmax", [graph.add("MatMul", parts[:2], f"{name}.scores")], f"{name}.attention", axis=-1)
    mixed = graph.add("MatMul", [attention, parts[2]], f"{name}.mixed")
    back = graph.add("Transpose", [mixed], f"{name}.back", perm=(0, 2, 1, 3))
    joined = graph.add(
        "Reshape", [back, graph.weight(f"{name}.join", np.array([1, -1, hidden], np.int64))], f"{name}.joined"
    )
    out = graph.linear(joined, layer.out.weight, layer.out.bias, f"{name}.out")
    x = graph.norm(graph.add("Add", [x, out], f"{name}.sum"), layer.norm, f"{name}.norm")
    up = _gelu(graph, graph.linear(x, layer.up.weight, layer.up.bias, f"{name}.up"), f"{name}.gelu")
    down = graph.linear(up, layer.down.weight, layer.down.bias, f"{name}.down")
    return graph.norm(graph.add("Add", [x, down], f"{name}.last"), layer.last_norm, f"{name}.last_norm")


def _gelu(graph: Graph, x: str, name: str) -> str:
    """x · ½(1 + erf(x/√2)), in the pattern that onnxruntime fuses."""
    root, one, half = (
        graph.weight(f"{name}.{n}", np.array(v, np.float32)) for n, v in (("root", 2**0.5), ("one", 1), ("half", 0.5))
    )
    erf = graph.add("Erf", [graph.add("Div", [x, root], f"{name}.div")], f"{name}.erf")
    return graph.add(
        "Mul", [graph.add("Mul", [x, graph.add("Add", [erf, one], f"{name}.add")], f"{name}.twice"), half], name
    )


class _Texts(CalibrationDataReader):
    def __init__(self, pieces: Iterable[np.ndarray[Any, Any]]) -> None:
        self._left: Iterator[dict[str, np.ndarray[Any, Any]]] = iter([{"pieces": p[None]} for p in pieces])

    def get_next(self) -> dict[str, np.ndarray[Any, Any]] | None:
        return next(self._left, None)


def quantise(source: Path, target: Path, pieces: Iterable[np.ndarray[Any, Any]]) -> None:
    """Matrix products with weights in eight bits; what attends to what stays in floats.

    Most take activations in eight bits too, their range found on `pieces`; weights keep to seven bits there, so that
    sums overflow on no machine. The last product of a layer has activations with outliers that one range cannot hold:
    its weights alone are in eight bits, a scale for each block."""
    model = onnx.load(source)
    products = [n.name for n in model.graph.node if n.op_type == "MatMul" and n.name.endswith(PRODUCT)]
    quantize_static(
        source, target, _Texts(pieces), quant_format=QuantFormat.QDQ, op_types_to_quantize=["MatMul"],
        nodes_to_quantize=[name for name in products if not name.endswith(OUTLYING)], per_channel=True,
        reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
    )  # fmt: skip
    half = onnx.load(target)
    _in_blocks(half.graph)
    half.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(half, target)


def _in_blocks(graph: onnx.GraphProto) -> None:
    """The outlying products with weights in blocks of eight bits, reckoned in whole numbers block by block."""
    weights = {w.name: w for w in graph.initializer}
    nodes, kept = [], set(weights)
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.endswith(OUTLYING):
            name = node.input[1]
            kept.discard(name)
            rows = numpy_helper.to_array(weights[name]).T
            blocks = rows.reshape(len(rows), -1, BLOCK)
            largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
            scales = np.where(largest == 0, 1, largest / -128).astype(np.float32)
            whole = np.clip(np.round(blocks / scales) + 128, 0, 255).astype(np.uint8)
            graph.initializer.append(numpy_helper.from_array(whole, f"{name}.whole"))
            graph.initializer.append(numpy_helper.from_array(scales.reshape(-1), f"{name}.scales"))
            kept |= {f"{name}.whole", f"{name}.scales"}
            node = helper.make_node(
                "MatMulNBits", [node.input[0], f"{name}.whole", f"{name}.scales"], list(node.output), name=node.name,
                domain="com.microsoft", K=rows.shape[1], N=rows.shape[0], bits=8, block_size=BLOCK, accuracy_level=4,
            )  # fmt: skip
        nodes.append(node)
    initialisers = [w for w in graph.initializer if w.name in kept]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(initialisers)


def write_model(
    network: Network, vocabulary: Vocabulary, texts: Iterable[np.ndarray[Any, Any]], folder: Path, exact: Path
) -> None:
    """All that the installed package reads: encoder, heads and vocabulary. `texts`: pieces to take scales from;
    `exact`: where the encoder in fp32 goes, to compare with."""
    folder.mkdir(parents=True, exist_ok=True)
    write_fp32(network.encoder, exact)
    quantise(exact, folder / "encoder.onnx", texts)
    heads = {name: value for name, value in network.state_dict().items() if not name.startswith("encoder.")}
    write_heads({name: value.numpy() for name, value in heads.items()}, folder)
    (folder / "pieces.model").write_bytes(vocabulary.model)


def write_heads(weights: Mapping[str, np.ndarray[Any, Any]], folder: Path) -> None:
    """The heads in half precision."""
    np.savez(folder / "heads.npz", **{name: value.astype(np.float16) for name, value in weights.items()})


def write_version(folder: Path) -> None:
    """What tells this model from any other: a digest of its files."""
    digest = sha256()
    for name in ("encoder.onnx", "heads.npz", "pieces.model"):
        digest.update((folder / name).read_bytes())
    (folder / "version.txt").write_text(f"{digest.hexdigest()[:12]}\n", encoding="utf-8")
