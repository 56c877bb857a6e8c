"""What the encoder gains by reading a paragraph at once: `python -m benchmarks.context`.

Every held-out passage, the same heads and clues: vectors of a pass over the whole passage against vectors of a pass
over each of its sentences alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import onnxruntime

from depeche.analysis.passages import read_corpus
from depeche.language.encoder import MODEL, load_session
from depeche.language.heads import Array, load_heads
from depeche.language.labels import FACTUALITY
from depeche.language.pieces import BEGIN, END
from training.examples import Example, example
from training.measure import measure

ROOT = Path(__file__).parent.parent
HELD_OUT = "chk"  # parts of the corpus
SENTENCE_END = re.compile(r"[.!?…][»”\"’)]*\s+(?=[«“\"¿¡—–]*\s*[A-ZÀ-Ý0-9])")


def main() -> None:
    paths = [ROOT / f"corpus/{language}-{part}.jsonl" for language in ("fr", "es", "en") for part in HELD_OUT]
    vocabulary = (MODEL / "pieces.model").read_bytes()
    with Pool() as pool:
        made = pool.imap(
            partial(example, vocabulary=vocabulary), (p for path in paths for p in read_corpus(path)), chunksize=16
        )
        examples = [one for one in made if len(sentences(one)) > 1]
    session = load_session()
    ways: dict[str, Callable[[Example], Array]] = {
        "whole passages": lambda one: run(session, one.pieces),
        "sentence by sentence": lambda one: apart(session, one),
    }
    print(f"{len(examples)} passages of more than one sentence\n")
    print(f"{'':22}triggers    typed    roles  recipient   teller     when  factuality")
    for name, encode in ways.items():
        tally = measure(load_heads(), encode, examples)
        names = ("triggers", "typed triggers", "roles", "recipient", "teller", "when")
        figures = [tally.figure(layer).f1 for layer in names] + [tally.macro("factuality", FACTUALITY)]
        print(f"{name:22}" + " ".join(f"{figure:8.3f}" for figure in figures))


def sentences(one: Example) -> list[tuple[int, int]]:
    """Pieces [first, last) of each sentence, signs of begin and end apart."""
    ends = [match.end() for match in SENTENCE_END.finditer(one.text)]
    starts = np.searchsorted([span.start for span in one.spans[1:-1]], ends) + 1
    cuts = [1, *starts.tolist(), len(one.pieces) - 1]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def run(session: onnxruntime.InferenceSession, pieces: np.ndarray) -> Array:
    found: Array = session.run(["vectors"], {"pieces": pieces[None]})[0][0]
    return found


def apart(session: onnxruntime.InferenceSession, one: Example) -> Array:
    """The vectors of sentences read alone, put where they stand in the passage."""
    vectors = run(session, one.pieces).copy()
    for start, end in sentences(one):
        alone = np.concatenate([[BEGIN], one.pieces[start:end], [END]])
        vectors[start:end] = run(session, alone)[1:-1]
    return vectors


if __name__ == "__main__":
    main()
