"""The trained encoder -> ONNX: eight-bit weights and, by calibration, eight-bit activations, never dynamic ones.

Dynamic scales are taken over what is read at once, so an answer would depend on its neighbours; these are fixed here,
from texts of the training corpus. Weights are scaled by output channel and keep to seven bits, so that machines with
and without VNNI agree. The graph reads one text at a time, [1, pieces], and knows no padding.

Products are written as the operators of onnxruntime that give floats at once: quantised results that are read back into
floats, and products with weights in blocks, took twice the time and came less near to the encoder as it was trained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoder import Encoder, Layer
from training.network import Network
from training.vocabulary import Vocabulary

OPSET, IR = 20, 9
OWN = "com.microsoft"  # operators of onnxruntime's own
EPSILON = 1e-12
LARGEST = 63  # of a weight: seven bits
# What norms let through has channels of far larger values than others: each is divided by its share, and its weights
# are multiplied by it. SmoothQuant's exponent; .6 comes as near to the encoder in floats, .75 and .9 less near.
SMOOTHING = 0.5
# What is inside of a layer has one channel, at most four, that a single range cannot hold with the others (72 beside
# 7): these are multiplied in floats. Mean cosine to the vectors in floats: .985 before; with all this .998.
FAR = 4

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Product:
    """Weights [in, out] and bias of a product of matrices."""

    name: str
    weight: Array
    bias: Array


@dataclass(frozen=True)
class Reach:
    """The lowest and the highest value of each channel."""

    low: Array
    high: Array

    def widest(self) -> Array:
        return np.maximum(np.maximum(-self.low, self.high), 1e-6)


class Graph:
    """Nodes and weights, written in order; products of matrices in floats. `read`: what products read."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.read: list[str] = []

    def weight(self, name: str, value: Any) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op: str, inputs: Sequence[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def products(self, x: str, products: Sequence[Product], *, smooth: bool = False, far: int = 0) -> list[str]:
        """Products that read the same. `smooth`, `far`: how what they read is brought into whole numbers."""
        self.read.append(x)
        return [self.product(x, one) for one in products]

    def product(self, x: str, one: Product) -> str:
        times = self.add("MatMul", [x, self.weight(f"{one.name}.w", one.weight)], f"{one.name}.product")
        return self.add("Add", [times, self.weight(f"{one.name}.b", one.bias)], one.name)

    def norm(self, x: str, module: Any, name: str) -> str:
        w = self.weight(f"{name}.w", module.weight.detach().numpy())
        b = self.weight(f"{name}.b", module.bias.detach().numpy())
        return self.add("LayerNormalization", [x, w, b], name, axis=-1, epsilon=EPSILON)


class WholeNumbers(Graph):
    """The same with products of matrices in whole numbers. `reaches`: of what they read, by name."""

    def __init__(self, reaches: Mapping[str, Reach]) -> None:
        super().__init__()
        self.reaches = reaches

    def products(self, x: str, products: Sequence[Product], *, smooth: bool = False, far: int = 0) -> list[str]:
        reach = self.reaches[x]
        if smooth:
            x, reach, products = self.smoothed(x, reach, products)
        if not far:
            whole = self.quantised(x, reach)
            return [self.in_whole_numbers(whole, one) for one in products]
        widest = np.sort(np.argsort(reach.widest())[-far:])
        reach, rows = without(widest, reach, products)
        whole = self.quantised(x, reach)
        drawn = self.add("Gather", [x, self.weight(f"{x}.far", widest)], f"{x}.drawn", axis=2)
        near = (self.in_whole_numbers(whole, one) for one in rows)
        return [self.with_far(y, drawn, one, widest) for y, one in zip(near, products, strict=True)]

    def smoothed(self, x: str, reach: Reach, products: Sequence[Product]) -> tuple[str, Reach, list[Product]]:
        """Channels divided by their shares, so that their reaches are more alike, and the weights times these."""
        heaviest = np.maximum(np.max([np.abs(one.weight).max(axis=1) for one in products], axis=0), 1e-6)
        share = reach.widest() ** SMOOTHING / heaviest ** (1 - SMOOTHING)
        share = (share / np.exp(np.log(share).mean())).astype(np.float32)
        divided = self.add("Mul", [x, self.weight(f"{x}.shares", 1 / share)], f"{x}.smooth")
        rows = [Product(one.name, one.weight * share[:, None], one.bias) for one in products]
        return divided, Reach(reach.low / share, reach.high / share), rows

    def quantised(self, x: str, reach: Reach) -> tuple[str, str, str]:
        """In eight bits, its scale, its zero."""
        low, high = min(float(reach.low.min()), 0.0), max(float(reach.high.max()), 0.0)
        step = (high - low) / 255 or 1.0
        scale, zero = np.float32(step), np.uint8(round(-low / step))
        names = self.weight(f"{x}.scale", scale), self.weight(f"{x}.zero", zero)
        return (self.add("QuantizeLinear", [x, *names], f"{x}.whole"), *names)

    def in_whole_numbers(self, whole: tuple[str, str, str], one: Product) -> str:
        scales = np.abs(one.weight).max(axis=0) / LARGEST
        scales = np.where(scales == 0, 1, scales).astype(np.float32)
        x, scale, zero = whole
        inputs = [
            *(x, self.weight(f"{one.name}.w", np.round(one.weight / scales).astype(np.int8))),
            *(scale, self.weight(f"{one.name}.scales", scales)),
            *(zero, self.weight(f"{one.name}.zeros", np.zeros(len(scales), np.int8))),
            self.weight(f"{one.name}.b", one.bias),
        ]
        return self.add("MatMulIntegerToFloat", inputs, f"{one.name}.near", OWN)

    def with_far(self, near: str, drawn: str, one: Product, channels: NDArray[np.int64]) -> str:
        times = self.add("MatMul", [drawn, self.weight(f"{one.name}.far", one.weight[channels])], f"{one.name}.rest")
        return self.add("Add", [near, times], one.name)


def without(channels: NDArray[np.int64], reach: Reach, products: Sequence[Product]) -> tuple[Reach, list[Product]]:
    """What is left when some channels count nothing: they are cut off where the others end, and their weights are 0."""
    kept = np.delete(np.arange(len(reach.low)), channels)
    rows = []
    for one in products:
        weight = one.weight.copy()
        weight[channels] = 0
        rows.append(Product(one.name, weight, one.bias))
    return Reach(reach.low[kept], reach.high[kept]), rows


# ---- the encoder ----------------------------------------------------------------------------------------------------


def write_encoder(graph: Graph, encoder: Encoder, path: Path) -> None:
    """Its words in eight bits with a scale each (they were in four), the rest as the graph writes products."""
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
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(OWN, 1)],
        ir_version=IR,
    )
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
    size = layer.out.in_features // layer.heads
    parts = graph.products(x, _queries(layer, name), smooth=True)
    heads = {"num_heads": layer.heads, "scale": size**-0.5}
    attended = graph.add("MultiHeadAttention", parts, f"{name}.attention", OWN, **heads)
    (out,) = graph.products(attended, [_of(layer.out, f"{name}.out")])
    x = graph.norm(graph.add("Add", [x, out], f"{name}.sum"), layer.norm, f"{name}.norm")
    (up,) = graph.products(x, [_of(layer.up, f"{name}.up")], smooth=True)
    inside = graph.add("Gelu", [up], f"{name}.gelu")
    (down,) = graph.products(inside, [_of(layer.down, f"{name}.down")], far=FAR)
    return graph.norm(graph.add("Add", [x, down], f"{name}.last"), layer.last_norm, f"{name}.last_norm")


def _queries(layer: Layer, name: str) -> list[Product]:
    """Of queries, keys and values."""
    whole, hidden = _of(layer.qkv, name), layer.out.in_features
    parts = ((part, slice(n * hidden, (n + 1) * hidden)) for n, part in enumerate("qkv"))
    return [Product(f"{name}.{part}", whole.weight[:, rows], whole.bias[rows]) for part, rows in parts]


def _of(module: Any, name: str) -> Product:
    return Product(name, module.weight.detach().numpy().T, module.bias.detach().numpy())


def measured(path: Path, names: Sequence[str], texts: Iterable[NDArray[np.int64]]) -> dict[str, Reach]:
    """How far what is called so reaches in a graph that reads some texts' pieces."""
    model = onnx.load(path)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    lows: dict[str, list[Array]] = {name: [] for name in names}
    highs: dict[str, list[Array]] = {name: [] for name in names}
    for pieces in texts:
        for name, values in zip(names, session.run(names, {"pieces": pieces[None]}), strict=True):
            lows[name].append(values[0].min(axis=0))
            highs[name].append(values[0].max(axis=0))
    return {name: Reach(np.min(lows[name], axis=0), np.max(highs[name], axis=0)) for name in names}


def write_model(
    network: Network, vocabulary: Vocabulary, texts: Iterable[NDArray[np.int64]], folder: Path, exact: Path
) -> None:
    """All that the installed package reads: encoder, heads and vocabulary. `texts`: pieces to take scales from;
    `exact`: where the encoder in fp32 goes, to compare with."""
    folder.mkdir(parents=True, exist_ok=True)
    write_encoders(network.encoder, texts, folder, exact)
    heads = {name: value for name, value in network.state_dict().items() if not name.startswith("encoder.")}
    write_heads({name: value.numpy() for name, value in heads.items()}, folder)
    (folder / "pieces.model").write_bytes(vocabulary.model)


def write_encoders(encoder: Encoder, texts: Iterable[NDArray[np.int64]], folder: Path, exact: Path) -> None:
    """The encoder in floats, and from it the one that ships."""
    floats = Graph()
    write_encoder(floats, encoder, exact)
    write_encoder(WholeNumbers(measured(exact, floats.read, texts)), encoder, folder / "encoder.onnx")


def write_heads(weights: Mapping[str, np.ndarray[Any, Any]], folder: Path) -> None:
    """The heads in half precision."""
    np.savez(folder / "heads.npz", **{name: value.astype(np.float16) for name, value in weights.items()})


def write_version(folder: Path) -> None:
    """What tells this model from any other: a digest of its files."""
    digest = sha256()
    for name in ("encoder.onnx", "heads.npz", "pieces.model"):
        digest.update((folder / name).read_bytes())
    (folder / "version.txt").write_text(f"{digest.hexdigest()[:12]}\n", encoding="utf-8")
