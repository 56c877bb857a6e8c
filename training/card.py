"""The model card, from figures measured on what the model was never trained on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

import numpy as np
import onnxruntime

from depeche.analysis.matching import Figure
from depeche.analysis.passages import read_corpus
from depeche.language.heads import Array, Heads
from depeche.language.labels import FACTUALITY, LAYERS, ROLES, TYPES
from training.agreement import agreement
from training.examples import Example
from training.measure import Tally, measure

CORPUS = Path(__file__).parent.parent / "corpus"
LANGUAGES = ("fr", "es", "en")


def write_card(
    folder: Path, held_out: Mapping[str, Sequence[Example]], work: Path, *, taught: str, with_pairs: bool
) -> None:
    """`card.md` beside the model. `held_out`: examples by corpus file; `taught`: parts of the corpus
    that were trained on; `work`: where the results of the
    cross-validation and of `benchmarks/encoder.py` lie, if they were run."""
    heads, encode = read_heads(folder), encoder(folder)
    parts = sorted({name[-1] for name in held_out})
    tallies = {
        (part, language): measure(heads, encode, held_out.get(f"{language}-{part}", ()))
        for part in parts
        for language in LANGUAGES
    }
    everything = measure(heads, encode, [e for part in held_out.values() for e in part])
    alone = measure(heads, encode, [e for part in held_out.values() for e in part], clues=False)
    results = _kept(work / "validation.json") or []
    counts = {part: sum(len(v) for name, v in held_out.items() if name[-1] == part) for part in parts}
    sections = [
        _opening(folder, taught, with_pairs=with_pairs),
        _pairs(results),
        _passages(tallies, counts),
        _whole(everything, alone),
        _readers(),
        _cost(_kept(work / "cost.json")),
    ]
    (folder / "card.md").write_text("\n\n".join(section for section in sections if section) + "\n", encoding="utf-8")


def _kept(path: Path) -> Any:
    return json.loads(path.read_text()) if path.exists() else None


def read_heads(folder: Path) -> Heads:
    return Heads({name: value.astype(np.float32) for name, value in np.load(folder / "heads.npz").items()})


def encoder(folder: Path) -> Callable[[Example], Array]:
    """The encoder in a folder, one example at a time."""
    session = onnxruntime.InferenceSession(folder / "encoder.onnx", providers=["CPUExecutionProvider"])
    return lambda example: session.run(["vectors"], {"pieces": example.pieces[None]})[0][0]


def _opening(folder: Path, taught: str, *, with_pairs: bool) -> str:
    size = sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".onnx", ".npz", ".model")) / 1e6
    pairs = (
        "and on the 3 × 1,050 marked pairs of arXiv 2308.07876 (PLV_train) and their translations, whose sentences are "
        "not part of this project; without them: `make model PAIRS=none`"
        if with_pairs
        else "and on no other text"
    )
    return (
        "# The encoder\n\n"
        "multilingual-e5-small (MIT), its vocabulary cut to French, Spanish and English, trained on the passages and "
        f"pairs in `corpus/` (parts {', '.join(taught)}) {pairs}. Built by `make model`; {size:.0f} MB."
    )


def _pairs(results: Sequence[Mapping[str, float]]) -> str:
    if not results:
        return ""
    lines = [
        "## What one marked actor does to another",
        "",
        "Five-fold cross-validation on the pair files, from the encoder trained without them; a sentence, its "
        "translations and rows that share it stay in one fold. Mean and deviation over three seeds.",
        "",
        "| language | macro-F1, 15 roots | accuracy |",
        "| --- | --- | --- |",
    ]
    for language in LANGUAGES:
        f1 = [r["macro_f1"] for r in results if r["language"] == language]
        right = [r["accuracy"] for r in results if r["language"] == language]
        lines.append(f"| {language} | {mean(f1):.3f} ± {pstdev(f1):.3f} | {mean(right):.3f} ± {pstdev(right):.3f} |")
    return "\n".join(lines)


def _passages(tallies: Mapping[tuple[str, str], Tally], counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{part} ({count})" for part, count in counts.items())
    lines = [
        "## Passages",
        "",
        f"Held-out parts of the corpus, with their number of passages: {told}. Actors, places and dates are given.",
        "",
        "| part | triggers F1 | typed F1 | roles F1 | factuality macro-F1 | attribution | false alarms |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for (part, language), tally in tallies.items():
        alarms = tally.figure("false alarms")
        lines.append(
            f"| {language}-{part} | {tally.figure('triggers').f1:.3f} | {tally.figure('typed triggers').f1:.3f} "
            f"| {tally.figure('roles').f1:.3f} | {tally.macro('factuality', FACTUALITY):.3f} "
            f"| {tally.figure('attribution').precision:.3f} | {alarms.right} of {alarms.gold} |"
        )
    return "\n".join(lines)


def _whole(tally: Tally, alone: Tally) -> str:
    lines = [
        "## All held-out passages together",
        "",
        "| | P | R | F1 | without clues of lexicon and syntax |",
        "| --- | --- | --- | --- | --- |",
    ]
    names = ["triggers", "typed triggers", "roles", *ROLES, *(f"factuality {f}" for f in FACTUALITY), "background"]
    names += [f"words: {layer.name}" for layer in LAYERS] + [f"type {kind}" for kind in TYPES]
    for name in names:
        lines.append(f"| {name} | {_figures(tally.figure(name))} | {alone.figure(name).f1:.3f} |")
    errors = ", ".join(f"{name} {tally.calibration(name):.3f}" for name in ("typed trigger", "role", "factuality"))
    return "\n".join([*lines, "", f"Expected calibration error: {errors}."])


def _readers() -> str:
    """A random sample that was annotated twice, the second time without a look at the first."""
    paths = sorted((CORPUS / "second").glob("*.jsonl"))
    if not paths:
        return ""
    first = {p.id: p for path in CORPUS.glob("*-?.jsonl") for p in read_corpus(path)}
    lines = [
        "## Two readers",
        "",
        "A random sample of passages, annotated again by a reader who had not seen the first annotation "
        "(`corpus/second/`). Actors are whatever each reader tagged.",
        "",
        "| language | passages | triggers F1 | typed F1 | roles F1 | factuality macro-F1 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for path in paths:
        found = agreement(first, read_corpus(path))
        figures = " | ".join(f"{f.f1:.3f}" for f in (found.triggers, found.typed, found.roles))
        lines.append(f"| {path.stem} | {found.passages} | {figures} | {found.factuality:.3f} |")
    return "\n".join(lines)


def _cost(kept: Any) -> str:
    if kept is None:
        return ""
    cost = kept["ms_per_60_pieces"]
    share = cost["shipped"] / cost["fp32"]
    return (
        "## Cost\n\n"
        f"One core, 60 pieces, tokeniser and heads included: {cost['shipped']:.1f} ms, {share:.2f} of "
        f"the same model in fp32; spaCy's pipeline takes {cost['spaCy']:.1f} ms for the same text. Loading: "
        f"{kept['loading_s']:.1f} s. (`benchmarks/encoder.py`)"
    )


def _figures(figure: Figure) -> str:
    return f"{figure.precision:.3f} | {figure.recall:.3f} | {figure.f1:.3f}"
