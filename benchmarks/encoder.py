"""What a pass of the encoder costs: `python benchmarks/encoder.py EXACT.onnx [--json OUT]`.

Side by side in one run, on one core, passages of a held-out part of the corpus: the shipped encoder and the same one in
fp32 (`build/model/encoder.fp32.onnx`), each with its tokeniser and all heads; and spaCy's pipeline on the same text.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime

from depeche.analysis.passages import read_corpus
from depeche.coding.clues import ROLE_CLUES, TOKEN_CLUES
from depeche.language import heads as read
from depeche.language.analysis import load_pipeline
from depeche.language.encoder import load_session, load_splitter
from depeche.language.heads import load_heads

ROOT = Path(__file__).parent.parent
PASSAGES, ROUNDS = 12, 7  # of each language; in turn, the median counts
ACTS = [(2, 3), (5, 6)]  # where two acts and their mentions might stand: about as many as a sentence has
MENTIONS = [(1, 2), (4, 5), (6, 8)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exact", type=Path, help="the encoder in fp32")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    started = time.perf_counter()
    shipped = load_session()
    load_heads(), load_splitter()
    loading = time.perf_counter() - started
    threads = onnxruntime.SessionOptions()
    threads.intra_op_num_threads = threads.inter_op_num_threads = 1
    exact = onnxruntime.InferenceSession(options.exact, threads, providers=["CPUExecutionProvider"])
    texts = {
        language: [p.text for p in read_corpus(ROOT / f"corpus/{language}-c.jsonl")[:PASSAGES]]
        for language in ("fr", "es", "en")
    }
    pipelines = {language: load_pipeline(language) for language in texts}
    every = [text for part in texts.values() for text in part]
    ways: dict[str, Callable[[], None]] = {
        "fp32": lambda: _pass(exact, every),
        "shipped": lambda: _pass(shipped, every),
        "spaCy": lambda: [pipelines[language](text) for language, part in texts.items() for text in part] and None,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.process_time()
            way()
            seconds[name].append(time.process_time() - start)
    pieces = sum(len(load_splitter().split(text).ids) for text in every)
    cost = {name: median(values) / pieces * 60 * 1000 for name, values in seconds.items()}
    for name, value in cost.items():
        print(f"{name:10}{value:8.2f} ms per 60 pieces   {value / cost['fp32']:.2f} of fp32")
    print(f"{'loading':10}{loading:8.2f} s")
    if options.json:
        options.json.write_text(json.dumps({"ms_per_60_pieces": cost, "loading_s": loading}))


def _pass(session: onnxruntime.InferenceSession, texts: list[str]) -> None:
    weights = load_heads()
    for text in texts:
        ids = load_splitter().split(text).ids
        vectors = session.run(["vectors"], {"pieces": ids[None]})[0][0]
        read.layers(weights, vectors)
        clues = np.zeros((len(ids), TOKEN_CLUES), np.float32)
        read.triggers(weights, vectors, clues)
        read.acts(weights, vectors, clues, ACTS)
        mentions = read.mentions(weights, vectors, MENTIONS)
        for act in ACTS:
            read.roles(weights, vectors, act, mentions, np.zeros((len(MENTIONS), ROLE_CLUES), np.float32))


if __name__ == "__main__":
    main()
