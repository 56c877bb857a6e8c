"""Quotations as others find them, for comparison: rules over syntax in the manner of the GenderGapTracker, textacy.

The GenderGapTracker (Asr et al. 2021, PLoS ONE 16(1)) takes a clause that a verb of speech governs, with the verb's
subject; what stands in quotation marks elsewhere, with the subject of the nearest verb of speech; and what a phrase as
"according to" opens. The rules here were written anew from that description, over the same spaCy pipelines and with our
own verbs of speech, so that nothing but the manner differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from depeche.analysis.quotation_scores import Found, MarkedQuote, MarkedText
from depeche.knowledge.speech import load_speech
from depeche.language.analysis import load_pipeline

MARKS = re.compile(r"«\s?([^«»]+?)\s?»|“([^“”]+)”|\"([^\"]+)\"")
LEAST_WORDS = 4  # in marks, for a quotation and not a term
CLAUSES = ("ccomp", "parataxis", "xcomp")
SUBJECTS = ("nsubj", "nsubj:pass", "nsubjpass")
Piece = tuple[int, int]


@cache
def pipeline(language: str) -> Any:
    return load_pipeline(language)


def by_syntax(text: MarkedText) -> Found:
    language = text.id[:2]
    doc = pipeline(language)(text.text)
    quotes = [*clauses(doc, language), *floating(doc, language), *phrases(doc, language)]
    kept: list[MarkedQuote] = []
    for quote in sorted(quotes, key=lambda q: q.content[0][0] - q.content[0][1]):
        if not any(overlap(quote.content[0], other.content[0]) for other in kept):
            kept.append(quote)
    return Found(text.id, tuple(kept))


def overlap(one: Piece, other: Piece) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def reporting(doc: Any, language: str) -> list[Any]:
    verbs = load_speech(language).verbs
    return [token for token in doc if token.pos_ == "VERB" and token.lemma_ in verbs]


def subtree(token: Any) -> Piece:
    """Without punctuation at its ends."""
    tokens = list(token.subtree)
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    while tokens and tokens[0].is_punct:
        tokens.pop(0)
    return (tokens[0].idx, tokens[-1].idx + len(tokens[-1])) if tokens else (token.idx, token.idx + len(token))


def subject(verb: Any) -> tuple[Piece, ...]:
    return next(((subtree(child),) for child in verb.children if child.dep_ in SUBJECTS), ())


def clauses(doc: Any, language: str) -> Iterator[MarkedQuote]:
    for verb in reporting(doc, language):
        for child in verb.children:
            if child.dep_ in CLAUSES and child.pos_ in ("VERB", "AUX"):
                yield quotation(doc.text, subtree(child), subject(verb))


def floating(doc: Any, language: str) -> Iterator[MarkedQuote]:
    verbs = reporting(doc, language)
    for mark in MARKS.finditer(doc.text):
        start, end = mark.span(mark.lastindex or 0)
        if len(doc.text[start:end].split()) >= LEAST_WORDS:
            outside = [verb for verb in verbs if not start <= verb.idx < end]
            nearest = min(outside, key=lambda verb: min(abs(verb.idx - end), abs(start - verb.idx)), default=None)
            yield MarkedQuote(((start, end),), "direct", subject(nearest) if nearest is not None else ())


def phrases(doc: Any, language: str) -> Iterator[MarkedQuote]:
    """ "According to X, …": the source ends at the comma, the rest of the sentence is what X says."""
    for sentence in doc.sents:
        opening = next((p for p in load_speech(language).according if sentence.text.lower().startswith(f"{p} ")), None)
        comma = sentence.text.find(",")
        if opening and 0 < comma < len(sentence.text) - 2:
            start = sentence.start_char
            content = (start + comma + 2, start + len(sentence.text.rstrip(". \n")))
            yield quotation(doc.text, content, ((start + len(opening) + 1, start + comma),))


def quotation(text: str, content: Piece, source: tuple[Piece, ...]) -> MarkedQuote:
    marked = any(overlap(mark.span(), content) for mark in MARKS.finditer(text))
    return MarkedQuote((content,), "mixed" if marked else "indirect", source)


def by_textacy(text: MarkedText) -> Found:
    """Nothing where its marks do not pair: it then refuses the text."""
    doc = pipeline(text.id[:2])(text.text)
    try:
        return Found(text.id, tuple(triples(doc)))
    except ValueError:
        return Found(text.id)


def triples(doc: Any) -> Iterator[MarkedQuote]:
    from textacy.extract import direct_quotations

    for found in direct_quotations(doc):
        content = (found.content.start_char, found.content.end_char)
        inner = doc.text[slice(*content)]
        left = len(inner) - len(inner.lstrip('«“" \u00a0\u202f'))
        right = len(inner) - len(inner.rstrip('»”" \u00a0\u202f'))
        speaker = found.speaker
        source = ((speaker[0].idx, speaker[-1].idx + len(speaker[-1])),) if speaker else ()
        yield MarkedQuote(((content[0] + left, content[1] - right),), "direct", source)
