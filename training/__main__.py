"""`python -m training`: from the base weights and the corpora to the model that the package ships.

Steps, each kept under `build/model` and taken up where it stopped: vocabulary, examples, the encoder on the corpora,
the encoder on everything, the files of the package, the card. `--validate` adds the cross-validation on the pair files.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from depeche.analysis.passages import Passage, read_corpus
from depeche.language.pieces import Splitter
from depeche.language.pipelines import pinned_pipelines
from training.base import Base, read_base
from training.calibrate import calibrated
from training.card import encoder, read_heads, write_card
from training.encoder import Encoder
from training.examples import LANGUAGES, MAX_PIECES, Example, Pair, Translations, example, read_pairs, together
from training.export import write_heads, write_model, write_version
from training.lexicon import lexicon_examples
from training.network import Network
from training.train import Course, train
from training.validate import cross_validate
from training.vocabulary import Vocabulary, news_words, prune

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "src/depeche/language/model"
# parts of the corpus; the vocabulary and the first course do without those added last and can stay as they are
TAUGHT, ADDED, HELD_OUT = "abdefgijl", "m", "chk"
TEMPERATURES = "c"  # the held-out part that probabilities are calibrated on
ON_CORPORA = Course(epochs=5, encoder=1.2e-4, heads=1e-3)
ON_EVERYTHING = Course(epochs=3, encoder=8e-5, heads=6e-4, seed=2)
AGAIN = 3  # the second course learns one in so many of the corpus's pairs again
DROPOUT = 0.1
SMALL, FEW_PAIRS = 200, 150  # passages of a trial run; of its pairs one in so many
CALIBRATED_ON = 120  # passages that scales are taken from


def main() -> None:
    options = arguments()
    folder: Path = options.work
    folder.mkdir(parents=True, exist_ok=True)
    base = read_base()
    vocabulary = kept_vocabulary(base, folder)
    splitter = Splitter(vocabulary.model)
    corpus = kept_examples(vocabulary, folder, small=options.small)
    taught, added = (
        [e for name, part in sorted(corpus.items()) if name[-1] in parts for e in part] for parts in (TAUGHT, ADDED)
    )
    rows = kept_rows(splitter, folder) if not options.small else []
    own = kept_pairs(vocabulary, folder / "own_pairs.pickle", own_pairs(), small=options.small)
    files = given_pairs(options.pairs)
    given = kept_pairs(vocabulary, folder / "given_pairs.pickle", files, small=options.small) if files else []
    network = Network(Encoder(base, vocabulary.rows, dropout=DROPOUT))
    if options.small:
        taught = taught[:: max(1, len(taught) // SMALL)][:SMALL]
    network = train(network, [[*taught, *rows], own], course(ON_CORPORA, options), folder / "corpora.pt")
    if options.validate and given:
        results = cross_validate(network, given, folder / "folds")
        (folder / "validation.json").write_text(json.dumps([asdict(result) for result in results], indent=1))
    known = random.Random(ON_EVERYTHING.seed).sample(own, len(own) // AGAIN)
    new = given if not options.small else []
    every = [[*taught, *added, *rows], known, new, new]  # of the given pairs, which are few and new, twice an epoch
    network = train(network, every, course(ON_EVERYTHING, options), folder / "everything.pt")
    scales = [e.pieces for e in taught[:: max(1, len(taught) // CALIBRATED_ON)]]
    write_model(network, vocabulary, scales, options.out, folder / "encoder.fp32.onnx")
    held_out = {name: part for name, part in corpus.items() if name[-1] in HELD_OUT}
    sure = [e for name, part in held_out.items() if name[-1] == TEMPERATURES for e in part]
    write_heads(calibrated(read_heads(options.out), encoder(options.out), sure).weights, options.out)
    write_version(options.out)
    write_card(options.out, held_out, folder, taught=TAUGHT + ADDED, with_pairs=bool(given))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build/model", help="folder of what is kept between steps")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of the finished model")
    parser.add_argument(
        "--pairs", default="../shared/benchmarks/plover", help='folder of train_{en,fr,es}.tsv, or "none"'
    )
    parser.add_argument(
        "--validate", action="store_true", help="cross-validate on the pair files (an hour on two cores)"
    )
    parser.add_argument("--small", action="store_true", help=f"{SMALL} passages, one epoch: a trial")
    return parser.parse_args()


def course(full: Course, options: argparse.Namespace) -> Course:
    return Course(1, full.encoder, full.heads, full.seed) if options.small else full


def kept_vocabulary(base: Base, folder: Path) -> Vocabulary:
    model, rows = folder / "pieces.model", folder / "rows.json"
    if not rows.exists():
        made = prune(base, texts())
        model.write_bytes(made.model)
        rows.write_text(json.dumps(made.rows))
    return Vocabulary(model.read_bytes(), tuple(json.loads(rows.read_text())))


def texts() -> Iterator[str]:
    yield from news_words(ROOT)
    for path in corpus_files(TAUGHT):
        yield from (passage.text for passage in read_corpus(path))


def corpus_files(parts: str) -> list[Path]:
    return [ROOT / f"corpus/{language}-{part}.jsonl" for language in sorted(pinned_pipelines()) for part in parts]


def kept_examples(vocabulary: Vocabulary, folder: Path, *, small: bool) -> dict[str, list[Example]]:
    """Examples by file, made once: the rules read every passage for their clues."""
    kept = folder / "examples.pickle"
    found: dict[str, list[Example]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    missing = [path for path in corpus_files(TAUGHT + ADDED + HELD_OUT) if path.stem not in found]
    if not missing:
        return found
    with Pool() as pool:
        for path in missing:
            passages: Sequence[Passage] = read_corpus(path)
            passages = passages[:: len(passages) // 12 + 1] if small else passages
            made = pool.map(partial(example, vocabulary=vocabulary.model), passages, chunksize=16)
            found[path.stem] = [one for one in made if len(one.pieces) <= MAX_PIECES]
    kept.write_bytes(pickle.dumps(found))
    return found


def kept_rows(splitter: Splitter, folder: Path) -> list[Example]:
    """The lexicon's own examples, made once."""
    kept = folder / "rows.pickle"
    if not kept.exists():
        found = [one for language in sorted(pinned_pipelines()) for one in lexicon_examples(language, splitter)]
        kept.write_bytes(pickle.dumps(found))
    rows: list[Example] = pickle.loads(kept.read_bytes())
    return rows


def kept_pairs(
    vocabulary: Vocabulary, kept: Path, files: Sequence[tuple[Path, str]], *, small: bool
) -> list[Translations]:
    """The rows of pair files with their translations, made once a file: the rules read every sentence for clues."""
    found: dict[str, list[Pair]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    if missing := [(path, language) for path, language in files if path.name not in found]:
        made = read_pairs(missing, vocabulary.model, every=FEW_PAIRS if small else 1)
        found |= {path.name: rows for path, rows in made}
        kept.write_bytes(pickle.dumps(found))
    return together(pair for path, _ in files for pair in found[path.name])


def own_pairs() -> list[tuple[Path, str]]:
    """Files of the corpus, each with its language."""
    return [(path, path.name[:2]) for path in sorted((ROOT / "corpus").glob("*-pairs-*.tsv"))]


def given_pairs(folder: str) -> list[tuple[Path, str]]:
    """The pair files beside the project; none where the folder is "none" or does not exist."""
    files = [(Path(folder) / f"train_{language}.tsv", language) for language in LANGUAGES]
    if folder == "none" or not all(path.exists() for path, _ in files):
        print(f"{folder}: no pair files, the model is built without them")
        return []
    return files


if __name__ == "__main__":
    main()
