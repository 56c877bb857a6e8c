"""Coded quotes -> the quotation benchmark's form, one content for each utterance."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypedDict

from depeche.knowledge.speech import load_speech
from depeche.records import Actor, Article, Block, Quote, Span

PHRASE_REACH = 80  # code points behind marked words in which their phrase ends
DIRECT = 0.9  # share of words in marks from which a content is direct, as the benchmark has it
WORD = re.compile(r"\w+")
RELATIVE_REACH = 20  # code points before a source in which a relative word and the word before it stand
BEFORE_SOURCE = re.compile(r"(?P<case>\w*)\W+(?P<word>\w+)\s+\Z")
CUE_GAP = 90  # code points between a cue and marked words that it rules


class BenchmarkQuote(TypedDict):
    """A quotation as the benchmark writes it: lists of [start, end] in code points."""

    content: list[list[int]]
    source: list[list[int]]
    cue: list[list[int]]
    kind: str
    speaker: str | None


def called_in(text: str, actor: Actor) -> str:
    """An actor's name; of one without a name the words by which the text first calls it."""
    words = (text[m.start : m.end] for m in actor.mentions if m.form != "pronoun")
    return next(words, actor.name) if actor.id.startswith("_") else actor.name


def quotes_to_benchmark(
    quotes: Iterable[Quote], article: Article, names: dict[str, str] | None = None
) -> dict[str, Any]:
    """One article's prediction. A clause with its marked words is one `mixed` content; pieces of an interrupted
    quotation are one content of several spans. `names`: an actor's name by its id."""
    found = tuple(quotes)
    inside = {n for n, quote in enumerate(found) if quote.of is not None and _told_by(quote, found[quote.of])}
    groups: dict[tuple[str, Span | int], list[Quote]] = {}
    for n, quote in enumerate(found):
        if quote.kind == "not_speech" or n in inside:
            continue
        family = quote.kind
        if quote.rule == "goes on" and ("indirect", quote.cue) in groups:
            family = "indirect"
        alone = quote.cue is None or (
            family == "partial" and not _joins(article, groups.get((family, quote.cue)), quote)
        )
        groups.setdefault((family, n if alone or quote.cue is None else quote.cue), []).append(quote)
    return {
        "id": article.id,
        "quotes": [_content(article, family, parts, found, names or {}) for (family, _), parts in groups.items()],
    }


def _joins(article: Article, before: list[Quote] | None, quote: Quote) -> bool:
    """ "“no peace” and “no justice”": only a conjunction between marked words of one cue, or none before them."""
    return not before or _small_gap(article, Span.of(before[-1]), Span.of(quote))


def _small_gap(article: Article, one: Span, other: Span) -> bool:
    language = article.language
    joins = load_speech(language).conjunctions if language else frozenset()
    words = WORD.findall(article.text[one.end : other.start].lower())
    return len(words) <= 1 and set(words) <= joins


def _joined(article: Article, spans: list[Span]) -> list[Span]:
    """Spans between which only a conjunction stands are one."""
    found: list[Span] = []
    for span in spans:
        if found and WORD.search(article.text[found[-1].end : span.start]) and _small_gap(article, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _told_by(part: Quote, whole: Quote) -> bool:
    """Is a part told with its whole? What another says in what "selon X" tells is told for itself."""
    cue, source = whole.cue, whole.source
    phrase = cue is not None and source is not None and 0 <= source.start - cue.end <= 1 and whole.end <= cue.start
    phrase = phrase or (
        cue is not None and source is not None and cue.start <= source.start <= source.end <= whole.start
    )
    return whole.kind in ("indirect", "direct") and not (phrase and part.cue not in (None, cue))


def _content(
    article: Article, family: str, parts: list[Quote], found: tuple[Quote, ...], names: dict[str, str]
) -> BenchmarkQuote:
    first = parts[0]
    spans = _joined(article, [Span.of(part) for part in parts])
    if family == "partial":
        spans = [_ruled(article, first)]
    told_of = _told_of(article, first)
    if told_of is not None:
        spans = [told_of, *spans]
    return BenchmarkQuote(
        content=[[span.start, span.end] for span in spans],
        source=[[first.source.start, first.source.end]] if first.source is not None else [],
        cue=[[first.cue.start, first.cue.end]] if first.cue is not None else [],
        kind=_kind(article, spans, found),
        speaker=names.get(first.speaker) if first.speaker is not None else None,
    )


def _kind(article: Article, spans: list[Span], found: tuple[Quote, ...]) -> str:
    """By how many of the words stand in marks: nearly all `direct`, some `mixed`, none `indirect`."""
    marks = [Span.of(quote) for quote in found if quote.kind != "indirect"]
    words = [Span(span.start + w.start(), span.start + w.end()) for span in spans for w in WORD.finditer(article[span])]
    marked = sum(any(word in mark for mark in marks) for word in words)
    return "indirect" if not marked else "direct" if marked >= DIRECT * len(words) else "mixed"


def _ruled(article: Article, quote: Quote) -> Span:
    """Marked words with the words between their cue and them: "dénonce [un silence « coupable »]"."""
    cue = quote.cue
    if cue is None or quote.rule == "complement" or not 0 <= quote.start - cue.end <= CUE_GAP:
        return Span.of(quote)
    between = article.text[cue.end : quote.start]
    if any(stop in between for stop in ".;:!?»”") or between.count(",") > 0:
        return Span.of(quote)
    start = cue.end
    while start < quote.start and not article.text[start].isalnum():
        start += 1
    end = _phrase_end(article, quote)
    alone = start >= quote.start and not WORD.search(article.text[quote.end : end])
    return Span.of(quote) if alone else Span(min(start, quote.start), end)


def _told_of(article: Article, quote: Quote) -> Span | None:
    """ "[which] the mayor called [“a disgrace”]": the relative word before a source, taken up by its cue."""
    source, cue = quote.source, quote.cue
    if source is None or cue is None or not source.end <= cue.start < cue.end <= quote.start:
        return None
    words = load_speech(article.language) if article.language else None
    before = BEFORE_SOURCE.search(article.text, max(0, source.start - RELATIVE_REACH), source.start)
    if words is None or before is None or before["word"].lower() not in words.object_relatives:
        return None
    hung = before["case"].lower() in words.phrase_cases | words.owner_cases | words.predicate_cases
    return Span(*before.span("word")) if not hung else None


def _phrase_end(article: Article, quote: Quote) -> int:
    """Where the phrase around marked words ends: at the next stop, mark or conjunction."""
    if article.text[quote.end - 1] in ",.;:!?…":
        return quote.end
    block = next(b for b in article.blocks if b.start <= quote.start < b.end)
    joins = _ends_phrase(block.language) if block.language else frozenset()
    after = re.compile(r"[\s\u00a0\u202f]*[»”\"’]?")
    match = after.match(article.text, quote.end)
    at = end = match.end() if match else quote.end
    for word in re.finditer(r"[^\s\u00a0\u202f]+", article.text[at : min(block.end, at + PHRASE_REACH)]):
        first, bare = word.group()[0], word.group().rstrip(".,;:!?)»”")
        if not first.isalnum() or word.group().lower() in joins:
            break
        end = at + word.start() + len(bare)
        if bare != word.group():
            break
    return end


def _ends_phrase(language: str) -> frozenset[str]:
    """Words before which a phrase ends: conjunctions, and what says when and how it was said."""
    words = load_speech(language)
    return words.conjunctions | words.setting | words.clause_breaks | (words.whether - words.relatives)


def read_benchmark(path: Path) -> Iterator[Article]:
    """The articles of a benchmark file: each line of a text that is not blank is a paragraph."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                row = json.loads(line)
                yield Article(row["id"], row["text"], _paragraphs(row["text"], row["lang"]), language=row["lang"])


def _paragraphs(text: str, language: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            blocks.append(Block(f"b{len(blocks) + 1}", "paragraph", language, start, at + len(line.rstrip())))
        at += len(line) + 1
    return tuple(blocks)
