"""Sentences, tokens, lemmas and dependencies of an article; the only module that imports spaCy."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from depeche.interrupts import uninterrupted
from depeche.knowledge.grammar import load_function_words
from depeche.language.attributes import look_up_attributes
from depeche.language.dependencies import Node, case_of, relabel
from depeche.language.pipelines import Pipeline, pinned_pipelines, require_pipeline
from depeche.reading.datelines import dateline
from depeche.records import Article, Block, Found, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

CODED_KINDS = frozenset({"title", "standfirst", "contents_item", "heading", "paragraph", "caption"})
ONE_SENTENCE_KINDS = frozenset({"title", "contents_item", "heading"})
TERMINAL = frozenset(".!?…:;")
CLOSING = frozenset("\"'»”’)]›“\u00a0\u202f ")
NAME_KINDS = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "NORP": "MISC",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
}
# dashes of asides, and marks around a few quoted words, lead the parsers astray: measured on the corpus
ASIDE = re.compile(r"(?<= )[-–—](?= )")
SCARE = re.compile(r"""[«"“„‹] ?[^«»"“”„‹›.!?]{1,40}[»"”›]""")
# "Jong-un", "Port-au-Prince" inside a sentence; at its start it may be "Est-ce" or "Dit-il"
# a word of four letters or more with a full stop, then a capital, in marks or not: no abbreviation ends so
PLAIN = str.maketrans("’\u00a0\u202f\r\n\t", "'     ")
ENDING = 12  # characters looked at before a token
STOPS = frozenset(".!?…")
ENDED = re.compile(r"[^\W\d_]{4,}[.!?…]+[»”\"'’)]*\s+$")
BEGINS = re.compile(r"[«“\"‹¿¡]?\s?[A-ZÀ-ÖØ-Þ]")
HYPHENATED = re.compile(
    r"(?<=[^\W\d_,] |['’,;] )[^\W\d_a-zß-öø-ÿ][^\W\d_]+(?:-[^\W\d_]+)*-[a-zß-öø-ÿ]+\b(?<!-il|-on|-ce|-je)"
)
LARGE_PATTERN = 100_000  # characters
BOUNDARIES, NAMES = "depeche_boundaries", "ner"  # parts of a pipeline


def analyse(article: Article, *, names: bool = True) -> tuple[Sentence, ...]:
    """The sentences of every block whose language has a pipeline, in text order. Each block goes to the pipeline of its
    own language. `names`: with the pipeline's own, nearly half of its time. Raises MissingPipeline."""
    residue = [block for block in article.blocks if block.kind == "residue"]
    by_language: dict[str, list[Block]] = {}
    for block in article.blocks:
        if block.kind in CODED_KINDS and block.language in pinned_pipelines():
            by_language.setdefault(block.language or "", []).append(block)
    sentences: list[Sentence] = []
    for language, blocks in by_language.items():
        texts = [_shadow(article, block, residue) for block in blocks]
        for block, doc in zip(blocks, _parse(language, blocks, texts, names=names), strict=True):
            sentences.extend(_sentences(doc, block, language))
    return tuple(sorted(sentences, key=lambda sentence: sentence.start))


def _shadow(article: Article, block: Block, residue: Iterable[Block]) -> str:
    """A block's text, character for character, with blanks where residue stands and typographic apostrophes and
    blanks straightened as the pipelines expect them."""
    plain = article[block].translate(PLAIN)
    for start, end in (*((part.start, part.end) for part in residue), _dateline_of(article, block)):
        first, last = (min(max(at, block.start), block.end) - block.start for at in (start, end))
        plain = plain[:first] + " " * (last - first) + plain[last:]
    return ASIDE.sub(",", SCARE.sub(lambda marked: " " + marked[0][1:-1] + " ", plain))


def _dateline_of(article: Article, block: Block) -> tuple[int, int]:
    """The range of a paragraph's dateline ("BRUSELAS (EFE).-"), which is no part of its first sentence."""
    line = dateline(article, block) if block.kind == "paragraph" else None
    return (line.start, line.end) if line is not None else (block.start, block.start)


def _parse(language: str, blocks: list[Block], texts: list[str], *, names: bool) -> Iterator[Doc]:
    nlp = load_pipeline(language)
    docs = []
    for block, text in zip(blocks, texts, strict=True):
        doc = nlp.make_doc(text)
        doc.user_data["one_sentence"] = block.kind in ONE_SENTENCE_KINDS
        docs.append(doc)
    return iter(nlp.pipe(docs, disable=() if names else (NAMES,)))


@cache
def load_pipeline(language: str) -> Language:
    """The spaCy pipeline of a language. Raises UnknownLanguage, MissingPipeline."""
    with uninterrupted():
        return _load(require_pipeline(language))


def _load(pipeline: Pipeline) -> Language:
    from spacy.language import Language

    if not Language.has_factory(BOUNDARIES):
        Language.component(BOUNDARIES, func=_set_boundaries)
    with warnings.catch_warnings(), _short_letter_classes():
        warnings.simplefilter("ignore")  # the Spanish wheel's version pin, see pipelines.toml
        nlp: Language = importlib.import_module(pipeline.module).load()
    nlp.add_pipe(BOUNDARIES, first=True)
    _as_sets(nlp)
    look_up_attributes(nlp.get_pipe("attribute_ruler"))
    return nlp


def _as_sets(nlp: Language) -> None:
    """The lemmatizers look words up in lists of tens of thousands, a millisecond each; sets say the same at once."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is not None and lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for part in table:
            table[part] = frozenset(table[part])


@contextmanager
def _short_letter_classes() -> Iterator[None]:
    """spaCy's French tokenizer is one pattern of 1.4 million characters, nearly all of it ranges of letters written out
    again and again: 2.4 s of the 8 s that a first article took. Within this, such a pattern says "\\w" for them. The
    tokens of the French corpus stay the same (`tests/language/test_analysis.py`)."""
    from spacy.lang.char_classes import ALPHA, ALPHA_LOWER

    compile_pattern = re.compile

    def shortened(pattern: str, flags: int = 0) -> re.Pattern[str]:
        if isinstance(pattern, str) and len(pattern) > LARGE_PATTERN:
            pattern = pattern.replace(ALPHA, r"\w").replace(ALPHA_LOWER, r"\w")
        return compile_pattern(pattern, flags)

    re.compile = shortened  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = compile_pattern


def _set_boundaries(doc: Doc) -> Doc:
    """Join names the tokenizers cut at hyphens; forbid the parser to start a sentence where no sentence has ended."""
    text = doc.text  # made anew at each call
    _join_names(doc, text)
    whole = bool(doc.user_data.get("one_sentence"))
    for token in list(doc)[1:]:
        begins = False if whole else _begins_sentence(text, token.idx, len(token))
        if begins is not None:
            token.is_sent_start = begins
    return doc


def _join_names(doc: Doc, text: str) -> None:
    if names := list(HYPHENATED.finditer(text)):
        with doc.retokenize() as retokenizer:
            for name in names:
                span = doc.char_span(*name.span())
                if span is not None and len(span) > 1:
                    retokenizer.merge(span)


def _begins_sentence(text: str, at: int, length: int) -> bool | None:
    """Whether a sentence begins with the token there, None where the parser is to say."""
    last = at - 1
    while last >= 0 and (text[last] in CLOSING or text[last].isspace()):
        last -= 1
    if (last >= 0 and text[last] not in TERMINAL) or (length == 1 and text[at] in CLOSING and text[at] != '"'):
        return False
    stopped = last >= 0 and text[last] in STOPS  # else there is nothing to search
    return True if stopped and ENDED.search(text, max(0, at - ENDING), at) and BEGINS.match(text, at) else None


def _sentences(doc: Doc, block: Block, language: str) -> Iterator[Sentence]:
    for chunk in doc.sents:
        words = [token for token in chunk if not token.is_space]
        if not words:
            continue
        yield Sentence(
            block=block.id,
            block_kind=block.kind,
            language=language,
            start=block.start + words[0].idx,
            end=block.start + words[-1].idx + len(words[-1]),
            tokens=_tokens(words, block.start, language),
            names=tuple(
                Found(
                    NAME_KINDS.get(name.label_, "MISC"),
                    block.start + name.start_char,
                    block.start + name.end_char,
                    "pipeline",
                )
                for name in chunk.ents
                if name.label_ in NAME_KINDS or name.label_ == "MISC"
            ),
        )


def _tokens(kept: list[Word], offset: int, language: str) -> tuple[Token, ...]:
    """A sentence's tokens under common labels. `kept`: without blanks."""
    index = {token.i: i for i, token in enumerate(kept)}
    nodes = []
    said = kept[0].vocab.strings
    for i, token in enumerate(kept):
        head = token.head
        while (at := index.get(head.i)) is None and head.head.i != head.i:
            head = head.head
        features = str(said[token.morph.key]).removeprefix("_")  # type: ignore[attr-defined]  # str() takes far longer
        nodes.append(
            Node(i, token.text, token.lemma_.lower(), token.pos_, features, i if at is None else at, token.dep_)
        )
    words = load_function_words(language)
    relabel(nodes, words)
    return tuple(
        Token(
            index=node.index,
            text=node.text,
            lemma=node.lemma,
            pos=node.pos,
            head=node.head,
            relation=node.label,
            features=node.features,
            case=case_of(node, nodes, words),
            start=offset + token.idx,
            end=offset + token.idx + len(token),
        )
        for node, token in zip(nodes, kept, strict=True)
    )
