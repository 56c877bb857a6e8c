"""Dépêche beside what else one would take, in one run: quotations, dates, pages, events, and what each costs.

    python -m benchmarks.peers [--json OUT] [--each N] [--only quotations dates pages events classifier]

All read the same texts on one core, each text by all readers in turn; seconds are those of the processor, so that what
else the machine does counts little, and what loads once is loaded before. Every reader gets what it can use: the day,
the language, the same spaCy pipelines, our own tables. Texts are of the parts that nothing was tuned on: passages of
`corpus/quotes` and `corpus/dates` that are held out, parts c, h and k of the corpus (of which every Nth passage).

- quotations: rules over syntax in the manner of the GenderGapTracker (`benchmarks/quoting.py`), textacy
- dates: dateparser's search_dates, htmldate's patterns, the day of publication (`benchmarks/dates.py`)
- pages: trafilatura and others, on a benchmark's pages where they lie beside the project (`benchmarks/reading.py`)
- events: a dictionary coder in the manner of PETRARCH (`benchmarks/dictionary.py`), our rules without the encoder
- classifier: what asking a model of roberta-large's shape sixteen hypotheses a sentence costs; its weights are random,
  so time is all it tells

Who is not installed is named and left out (`benchmarks/peers.txt`; torch comes with the training's tools).
Last line: the figure.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

os.environ["DEPECHE_CORES"] = "1"

import msgspec

from benchmarks import dates, reading
from benchmarks.dictionary import by_dictionary
from benchmarks.marked import read_passages
from benchmarks.quoting import by_syntax, by_textacy
from depeche.analysis.corpus import Passage, read_corpus, score_corpus
from depeche.analysis.quotation_scores import Found, MarkedText, as_found, score_quotes
from depeche.analysis.quotations import quotes_to_benchmark
from depeche.knowledge.codebook import load_codebook
from depeche.language.analysis import analyse
from depeche.language.labels import TYPES
from depeche.pipeline import code
from depeche.reading.frame import Frame, make_article
from depeche.records import Article, CodedArticle

CORPUS = Path(__file__).parent.parent / "corpus"
PARTS, LANGUAGES = "chk", ("fr", "es", "en")
ASKED = 2  # sentences that the classifier is asked about
T = TypeVar("T")
R = TypeVar("R")
Row = dict[str, float | None]


@dataclass(frozen=True)
class Compared:
    """What a section found. `texts`: which, in words; `rows`: by reader, its figures by column."""

    texts: str
    rows: dict[str, Row]


def in_turn(readers: Mapping[str, Callable[[T], R]], texts: Sequence[T]) -> tuple[dict[str, list[R]], dict[str, float]]:
    """Each text by all readers, and the seconds a text took each."""
    found: dict[str, list[R]] = {name: [] for name in readers}
    seconds = dict.fromkeys(readers, 0.0)
    for read in readers.values():
        for text in texts[:: max(1, len(texts) // 6)]:  # of every language
            read(text)
    for text in texts:
        for name, read in readers.items():
            start = time.process_time()
            found[name].append(read(text))
            seconds[name] += time.process_time() - start
    return found, {name: spent / len(texts) for name, spent in seconds.items()}


def installed(readers: Mapping[str, tuple[str, Callable[[T], R]]]) -> dict[str, Callable[[T], R]]:
    """`readers`: by name, the module each needs."""
    for name, (module, _) in readers.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name} is not installed and left out", file=sys.stderr)
    return {name: read for name, (module, read) in readers.items() if importlib.util.find_spec(module)}


def milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 1)


# ---- quotations -----------------------------------------------------------------------------------------------------


def quotations(each: int) -> Compared:
    texts = [text for language in LANGUAGES for text in marked_texts(CORPUS / f"quotes/{language}-held.jsonl")]
    readers = installed(
        {
            "Dépêche (codes everything)": ("depeche", quotes_of),
            "syntax, as the GenderGapTracker": ("spacy", by_syntax),
            "textacy": ("textacy", by_textacy),
        }
    )
    found, seconds = in_turn(readers, texts)
    rows: dict[str, Row] = {}
    for name, answers in found.items():
        scores = score_quotes(texts, answers)
        rows[name] = {
            "precision": scores.contents.precision,
            "recall": scores.contents.recall,
            "F1": scores.contents.f1,
            "with their source, F1": scores.attributed.f1,
            "direct, F1": scores.direct.f1,
            "indirect, F1": scores.indirect.f1,
            "ms a passage": milliseconds(seconds[name]),
        }
    return Compared(f"{len(texts)} held-out passages of corpus/quotes in three languages", rows)


def marked_texts(path: Path) -> list[MarkedText]:
    lines = path.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=MarkedText) for line in lines if line.strip()]


def quotes_of(text: MarkedText) -> Found:
    coded = code(article(text.id, text.text, text.id[:2], None))
    return as_found(quotes_to_benchmark(coded.quotes, coded.article, {a.id: a.name for a in coded.actors}))


def article(id: str, text: str, language: str, published: str | None) -> Article:
    return make_article(text, Frame(id, id, published=published, language=language))


# ---- dates ----------------------------------------------------------------------------------------------------------


def when(each: int) -> Compared:
    passages = [passage for passage in read_passages("dates") if passage.held_out]
    known = {"Dépêche": "depeche", "dateparser": "dateparser", "day of publication": "dateparser"}
    readers = installed({name: (known.get(name, "htmldate"), read) for name, read in dates.READERS.items()})
    found, seconds = in_turn(readers, passages)
    rows: dict[str, Row] = {}
    for name, answers in found.items():
        score = dates.score([dates.judge(p, list(a)) for p, a in zip(passages, answers, strict=True)])
        rows[name] = {
            "precision": score.spans.precision,
            "recall": score.spans.recall,
            "F1": score.spans.f1,
            "right days, of those": score.values.value,
            "both, F1": score.both.f1,
            "ms a passage": milliseconds(seconds[name]),
        }
    return Compared(f"{len(passages)} held-out passages of corpus/dates in three languages", rows)


# ---- pages ----------------------------------------------------------------------------------------------------------


def pages(each: int) -> Compared | None:
    if not (reading.FOLDER / "score.py").exists():
        print(f"no pages at {reading.FOLDER}: left out", file=sys.stderr)
        return None
    sys.path.insert(0, str(reading.FOLDER))
    readers = dict(reading.load_readers(list(reading.READERS)))
    found = reading.compare(importlib.import_module("score"), reading.FOLDER, readers)
    rows: dict[str, Row] = {}
    for name, figures in found.items():
        speed = figures["pages/s"]
        rows[name] = {
            "text, F1": figures["text F1"],
            "passages fr": figures["passages fr"],
            "passages es": figures["passages es"],
            "title": figures["title"],
            "date": figures["date"],
            "authors": figures["authors"],
            "captions": figures["captions"],
            "ms a page": milliseconds(1 / speed) if speed else None,
        }
    return Compared("development pages of a reading benchmark, which the rules were made looking at", rows)


# ---- events ---------------------------------------------------------------------------------------------------------


def events(each: int) -> Compared:
    passages = corpus_passages(each)
    readers: dict[str, Callable[[Article], CodedArticle]] = {
        "Dépêche": code,
        "Dépêche's rules alone": partial(code, engine="rules"),
        "dictionary, as PETRARCH": by_dictionary,
    }
    found, seconds = in_turn(readers, [article(p.id, p.text, p.language, p.published) for p in passages])
    rows: dict[str, Row] = {}
    for name, coded in found.items():
        scores = score_corpus(passages, coded).overall
        rows[name] = {
            "triggers, F1": scores.figures["triggers"].f1,
            "and type, F1": scores.figures["typed"].f1,
            "and actors, F1": scores.figures["typed_actors"].f1,
            "and recipients, F1": scores.figures["typed_dyad"].f1,
            "factuality": scores.factuality_macro_f1,
            "ms a passage": milliseconds(seconds[name]),
        }
    return Compared(f"{len(passages)} passages of parts c, h and k of the corpus in three languages", rows)


def corpus_passages(each: int) -> list[Passage]:
    everything = [
        p for part in PARTS for language in LANGUAGES for p in read_corpus(CORPUS / f"{language}-{part}.jsonl")
    ]
    return everything[::each]


# ---- a classifier by hypotheses -------------------------------------------------------------------------------------


def classifier(each: int) -> Compared | None:
    if importlib.util.find_spec("torch") is None:
        print("torch is not installed: the classifier is left out", file=sys.stderr)
        return None
    passages = corpus_passages(each)
    sentences = [
        analyse(article(p.id, p.text, p.language, p.published)) for p in passages[:: max(1, len(passages) // 30)]
    ]
    mean = sum(map(len, sentences)) / len(sentences)
    model = large_model()
    hypotheses = [f"This sentence is about {load_codebook().types[kind].definition}." for kind in TYPES]
    words = [[token.text for token in s.tokens] for one in sentences for s in one[:1]][:ASKED]
    start = time.process_time()
    for premise in words:
        for hypothesis in hypotheses:
            model(pieces_of(len(premise)) + pieces_of(len(hypothesis.split())) + 4)
    a_sentence = (time.process_time() - start) / len(words)
    row: Row = {"s a sentence": round(a_sentence, 2), "sentences a passage": round(mean, 2)}
    row["ms a passage"] = milliseconds(a_sentence * mean)
    told = f"{len(words)} sentences of the corpus, {len(TYPES)} hypotheses each, one pass a pair"
    return Compared(told, {f"{model.__name__}, random weights": row})


def pieces_of(words: int) -> int:
    return round(words * 1.3)  # word pieces of running text, about


def large_model() -> Callable[[int], Any]:
    """A pass of so many pieces through a model of roberta-large's shape: 24 layers of 1,024, 16 heads, 4,096 within."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    if importlib.util.find_spec("transformers") is not None:
        from transformers import RobertaConfig, RobertaForSequenceClassification

        shape = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
        config = RobertaConfig(vocab_size=50265, max_position_embeddings=514, num_labels=3, **shape)
        roberta = RobertaForSequenceClassification(config).eval()

        def roberta_large(pieces: int) -> Any:
            with torch.inference_mode():
                return roberta(torch.randint(5, 50_000, (1, pieces)))

        return roberta_large
    layer = torch.nn.TransformerEncoderLayer(1024, 16, 4096, activation="gelu", batch_first=True)
    encoder = torch.nn.TransformerEncoder(layer, 24).eval()

    def encoder_of_its_shape(pieces: int) -> Any:
        with torch.inference_mode():
            return encoder(torch.randn(1, pieces, 1024))

    return encoder_of_its_shape


# ---- the command ----------------------------------------------------------------------------------------------------

SECTIONS: dict[str, Callable[[int], Compared | None]] = {
    "quotations": quotations,
    "dates": when,
    "pages": pages,
    "events": events,
    "classifier": classifier,
}


def table(compared: Compared) -> str:
    columns = list(next(iter(compared.rows.values())))
    lines = [f"{'':34}" + "".join(f"{column:>24}" for column in columns)]
    for name, row in compared.rows.items():
        lines.append(f"{name:34}" + "".join(f"{'–' if row[c] is None else f'{row[c]:.3f}':>24}" for c in columns))
    return "\n".join((compared.texts, *lines))


def figure(found: Mapping[str, Compared]) -> str:
    """ "F1 of events 0.41 against 0.17, …": Dépêche, and the best of the others."""
    chosen = {"quotations": "F1", "dates": "both, F1", "pages": "text, F1", "events": "and type, F1"}
    parts = []
    for name, column in chosen.items():
        if name in found:
            ours, *others = ((row[column] or 0.0) for row in found[name].rows.values())
            parts.append(f"{name} {ours:.3f} (others at most {max(others, default=0.0):.3f})")
    return ", ".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    parser.add_argument("--each", type=int, default=4, metavar="N", help="every Nth passage of the corpus")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    found: dict[str, Compared] = {}
    for name in given.only:
        if (compared := SECTIONS[name](given.each)) is not None:
            found[name] = compared
            print(f"\n{name}: {table(compared)}", flush=True)
    if given.json:
        given.json.write_bytes(msgspec.json.encode(found))
    print(f"\n{figure(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
