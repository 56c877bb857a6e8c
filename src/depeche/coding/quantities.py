"""Figures a report gives: how many were killed, injured, arrested, displaced or took part, how much money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from depeche.knowledge.quantities import QuantityWords, load_quantity_words
from depeche.records import Article, Date, Quantity, Sentence, Span, Token

FIGURE = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d+(?:[.,]\d+)?")
MAX_GAP = 4  # words between a figure and what it counts ("douze soldats maliens tués")
MAX_BEFORE = 3  # words before a figure that may qualify it


def find_quantities(article: Article, sentences: tuple[Sentence, ...], dates: tuple[Date, ...]) -> tuple[Quantity, ...]:
    """Every figure beside a word that says what it counts, in text order; spans take in figure and word. The figures of
    dates count nothing."""
    return tuple(q for sentence in sentences for q in _of_sentence(article, sentence, dates))


def _of_sentence(article: Article, sentence: Sentence, dates: tuple[Date, ...]) -> Iterator[Quantity]:
    words, tokens = load_quantity_words(sentence.language), sentence.tokens
    here = [date for date in dates if Span.of(date).overlaps(Span.of(sentence))]
    at = 0
    while at < len(tokens):
        of_a_date = any(tokens[at] in Span.of(date) for date in here)
        number = None if of_a_date else _number(tokens, at, words)
        if number is None:
            at += 1
            continue
        value, after = number
        counted = _counted(tokens, at, after, words)
        if counted is not None:
            before = article.text[tokens[max(0, at - MAX_BEFORE)].start : tokens[at].start].lower()
            first, last = min(at, counted.index), max(after - 1, counted.index)
            yield _quantity(value, before, tokens[first], tokens[last], counted, words)
            after = last + 1
        at = after


def _counted(tokens: tuple[Token, ...], at: int, after: int, words: QuantityWords) -> Token | None:
    """The word that says what a figure counts: behind it, a verb before it ("arrested 35 people"); "people" alone
    only where nothing tells more."""
    behind = list(takewhile(lambda t: t.pos not in ("PUNCT", "CCONJ", "NUM"), tokens[after : after + MAX_GAP]))
    hits = [t for t in behind if t.text.lower() in words.kinds]
    telling = [t for t in hits if words.kinds[t.text.lower()] != "participants"]
    verbs = [t for t in tokens[max(0, at - MAX_BEFORE) : at] if t.pos == "VERB" and t.text.lower() in words.kinds]
    return next(iter((*telling, *verbs[-1:], *hits)), None)


def _quantity(value: float, before: str, first: Token, last: Token, counted: Token, words: QuantityWords) -> Quantity:
    kind = words.kinds[counted.text.lower()]
    low = None if before.rstrip().endswith(words.at_most) else value
    high = None if before.rstrip().endswith(words.at_least) else value
    unit = counted.lemma if kind == "money" else None
    return Quantity(kind, low, high, unit, first.start, last.end, None)


def _number(tokens: tuple[Token, ...], at: int, words: QuantityWords) -> tuple[float, int] | None:
    """The number that begins at a token and the index after it, scales ("3 millions") multiplied in."""
    text, after = tokens[at].text.lower(), at + 1
    if FIGURE.fullmatch(text):
        while after < len(tokens) and re.fullmatch(r"\d{3}", tokens[after].text) and text.isdigit():
            text, after = text + tokens[after].text, after + 1  # "12 500"
        value = _read(text)
    elif text in words.collectives:
        value = float(words.collectives[text])
    elif text in words.numbers and tokens[at].pos in ("NUM", "NOUN"):
        value = float(words.numbers[text])
    else:
        return None
    while after < len(tokens) and (scale := words.scales.get(tokens[after].text.lower())):
        value, after = value * scale, after + 1
    return value, after


def _read(text: str) -> float:
    """ "4.000", "3,000" and "12 500" are thousands, "2,5" and "2.5" are not."""
    if re.fullmatch(r"\d{1,3}(?:[.,\s]\d{3})+", text):
        return float(re.sub(r"\D", "", text))
    return float(text.replace(",", "."))
