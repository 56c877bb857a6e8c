"""An article laid out for finding quotations: sentences, marks, phrases that name a source, places of words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from depeche.coding.quotation_marks import BLANKS, Marked, find_marked
from depeche.coding.speech_cues import Cue, View, according_cues, view_sentence
from depeche.records import Article, Block, QuoteKind, Sentence, Span, Token


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with its sentences, marks and the places of its words. `flat`: (sentence, word) of each word in text
    order and `starts` where it starts; `top`: the outermost marks; `phrases`: "selon X" by where it starts, and
    `phrases_of`: by sentence."""

    article: Article
    shadow: str
    views: tuple[View, ...]
    flat: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    top: tuple[Marked, ...]
    nested: tuple[Marked, ...]
    tops: tuple[int, ...]
    phrases: Mapping[int, Cue]
    phrases_of: Mapping[int, tuple[Cue, ...]]
    block_starts: tuple[int, ...]

    def word(self, n: int) -> tuple[View, int]:
        view, token = self.flat[n]
        return self.views[view], token

    def token(self, n: int) -> Token:
        view, token = self.flat[n]
        return self.views[view].tokens[token]

    def raw(self, n: int) -> str:
        view, token = self.flat[n]
        return self.views[view].raw[token]

    def first_at(self, offset: int) -> int:
        """Number of the first word that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    def at(self, offset: int) -> tuple[View, int] | None:
        """The first word that starts at or after an offset; None behind the last."""
        n = self.first_at(offset)
        return self.word(n) if n < len(self.flat) else None

    def within(self, mark: Marked) -> tuple[View, int] | None:
        """The first word in a pair of marks; None where the pipeline saw none, or one that runs over them."""
        found = self.at(mark.start)
        return found if found is not None and found[0].tokens[found[1]].start < mark.end else None

    def last_before(self, offset: int, floor: int) -> str:
        """The last character before an offset that is no blank, "" where there is none."""
        while offset > floor and self.article.text[offset - 1] in BLANKS:
            offset -= 1
        return self.article.text[offset - 1] if offset > floor else ""

    def next_after(self, offset: int, ceiling: int) -> str:
        while offset < ceiling and self.article.text[offset] in BLANKS:
            offset += 1
        return self.article.text[offset] if offset < ceiling else ""

    def block_at(self, offset: int) -> Block:
        return self.article.blocks[max(0, bisect_right(self.block_starts, offset) - 1)]

    def mark_at(self, offset: int) -> Marked | None:
        """The outermost pair of marks around an offset."""
        n = bisect_right(self.tops, offset) - 1
        return self.top[n] if n >= 0 and offset < self.top[n].outer_end else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A quotation before its speaker is known. `inherits`: no cue of its own, the words before tell who speaks;
    `outer`: start of the marks it stands in, for words nested in a quotation."""

    start: int
    end: int
    kind: QuoteKind
    cue: Cue | None
    rule: str
    inherits: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A reported clause: its pieces in text order, and the cue they share. `marked`: all of it stands in marks, whose
    record tells it."""

    pieces: tuple[Span, ...]
    cue: Cue
    marked: bool


def _in_lower_case(text: str) -> str:
    """A text in lower case, character for character: "İ" would become two."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def read_quotable(article: Article, sentences: tuple[Sentence, ...]) -> Reading:
    views = tuple(view_sentence(n, sentence, article.text) for n, sentence in enumerate(sentences))
    shadow = _in_lower_case(article.text).replace("’", "'")
    words = sorted((t.start, v.number, t.index) for v in views for t in v.tokens)
    marked = find_marked(article)
    top = tuple(mark for mark in marked if mark.depth == 0)
    phrases = {view.number: tuple(according_cues(view, shadow)) for view in views}
    return Reading(
        article=article,
        shadow=shadow,
        views=views,
        flat=tuple((view, token) for _, view, token in words),
        starts=tuple(start for start, _, _ in words),
        top=top,
        nested=tuple(mark for mark in marked if mark.depth > 0),
        tops=tuple(mark.outer_start for mark in top),
        phrases={cue.start: cue for cues in phrases.values() for cue in cues},
        phrases_of=phrases,
        block_starts=tuple(block.start for block in article.blocks),
    )
