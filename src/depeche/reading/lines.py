"""Text -> pieces: what stands on a line of its own, broken lines joined, markup and list markers off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from depeche.reading.markup import BREAK, Mark, Masked
from depeche.records import Span

LINE_ENDS = re.compile("\r\n|[\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
BLANKS = "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)]))
BLANKS += "\u2028\u2029\u202f\u205f\u3000" + INVISIBLE
NUMBER = re.compile(r"(?:\d{1,2}[.)°]|[a-z]\)|(?:[ivx]{1,4}|[IVX]{1,4})[.)])(?=\s)\s*")
SECOND = re.compile(r"[IVX]{2}")  # "I." alone may be an initial
BULLET = re.compile(r"[•·▪‣►●○■□◦➤➜*](?=\s|\w)\s*|[-–](?=\s)\s*")
UNBROKEN = re.compile(r"[^ \t]+")  # no line is broken at a no-break space
CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]\s]*$")

# A text broken by hand or by a mailer: no line longer than this, and many lines go on in lower case. Measured on the
# corpus, three paragraphs at a time: wrapped at 60 to 90 columns, each comes out whole (279 of 279 at each width).
WIDEST = 100
WRAPPED_SHARE = 0.2
SLACK = 3  # columns


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words, outer blanks off. `width`, `indent`: columns; `apart`: after a blank line; `broken`: a tag
    ended the line before it."""

    start: int
    end: int
    width: int
    indent: int
    apart: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One or more lines that belong together. `marker`: its list number or bullet, outside [start, end); `level`: of
    a heading, where markup says it."""

    start: int
    end: int
    apart: bool
    hint: str | None = None
    emphasis: bool = False
    marker: Span | None = None
    level: int | None = None


def trim(text: str, start: int, end: int) -> Span:
    """The span without outer blanks and invisible characters; empty when nothing is left."""
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip(BLANKS))
    return Span(begin, max(begin, begin + len(words.strip(BLANKS))))


def find_pieces(masked: Masked) -> tuple[Piece, ...]:
    """In text order; a line without a letter or digit is no piece."""
    lines = tuple(find_lines(masked.shadow))
    markers = find_markers(masked.shadow, lines)
    width = wrap_width(masked.shadow, lines)
    pieces: list[Piece] = []
    for previous, line in zip((None, *lines), lines, strict=False):
        marker = markers.get(line.start)
        if previous and marker is None and goes_on(masked.shadow, previous, line, width):
            pieces[-1] = Piece(pieces[-1].start, line.end, pieces[-1].apart, marker=pieces[-1].marker)
        else:
            start = trim(masked.shadow, marker.end, line.end).start if marker else line.start
            pieces.append(Piece(start, line.end, line.apart, marker=marker))
    return tuple(add_hints(pieces, masked.marks))


def find_lines(shadow: str) -> Iterator[Line]:
    """Lines with a letter or digit."""
    apart, broken = True, True
    for start, end, by_tag in printed_lines(shadow):
        words = trim(shadow, start, end)
        if has_words(shadow, words):
            yield Line(words.start, words.end, end - start, words.start - start, apart, broken)
            apart, broken = False, by_tag
        else:
            apart = apart or words.start < words.end or not (broken or by_tag)
            broken = broken or by_tag


def find_wordless(shadow: str) -> Iterator[Span]:
    """Lines of signs alone: "* * *", "-----"."""
    for start, end, _ in printed_lines(shadow):
        words = trim(shadow, start, end)
        if words.start < words.end and not has_words(shadow, words):
            yield words


def printed_lines(shadow: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, ended by a tag) of every line, blank ones too."""
    start = 0
    for found in LINE_ENDS.finditer(shadow):
        yield start, found.start(), found[0] == BREAK
        start = found.end()
    yield start, len(shadow), False


def has_words(shadow: str, span: Span) -> bool:
    return any(map(str.isalnum, shadow[span.start : span.end]))


def wrap_width(shadow: str, lines: tuple[Line, ...]) -> int | None:
    """The columns at which the text was broken by hand; None when each line is whole."""
    inner = [(a, b) for a, b in pairwise(lines) if not b.apart and not b.broken]
    lower = sum(shadow[b.start].islower() for _, b in inner)
    if not inner or lower < WRAPPED_SHARE * len(inner):
        return None
    widths = sorted(line.width for line in lines)
    fitting = [width for width in widths if width <= WIDEST]
    return fitting[-1] if len(fitting) >= 0.9 * len(widths) else None


def goes_on(shadow: str, line: Line, after: Line, width: int | None) -> bool:
    """Is `after` the rest of `line`? Yes when its first word had no room there, or when it begins in lower case."""
    if after.apart or after.broken or after.indent > line.indent + 1:
        return False
    first = UNBROKEN.match(shadow, after.start, after.end)
    if shadow[after.start].islower() and not CLOSED.search(shadow[line.start : line.end]):
        return True
    return width is not None and first is not None and line.width + 1 + len(first[0]) > width - SLACK


def find_markers(shadow: str, lines: tuple[Line, ...]) -> dict[int, Span]:
    """List numbers and bullets by the start of their line. A lone number or dash is part of the words."""
    numbers = [(i, m) for i, line in enumerate(lines) if (m := NUMBER.match(shadow, line.start, line.end))]
    bullets = [(i, m) for i, line in enumerate(lines) if (m := BULLET.match(shadow, line.start, line.end))]
    roman = any(SECOND.match(found[0]) for _, found in numbers)
    numbers = [(place, found) for place, found in numbers if roman or not found[0][0].isupper()]
    kept = numbers if len(numbers) > 1 else []
    for place, found in bullets:
        alike = [i for i, other in bullets if other[0][0] == found[0][0] and i != place]
        if found[0][0] not in "-–*" or any(abs(i - place) <= 2 for i in alike):
            kept.append((place, found))
    spans = {lines[i].start: trim(shadow, m.start(), m.end()) for i, m in kept if m.end() < lines[i].end}
    return {start: span for start, span in spans.items() if span.start < span.end}


def add_hints(pieces: list[Piece], marks: tuple[Mark, ...]) -> Iterator[Piece]:
    """Say of each piece what the markup around it says."""
    following, before = 0, 0
    for piece in pieces:
        while following < len(marks) and marks[following].start < piece.start:
            following += 1
        around = marks[before:following]
        hint, level = next(((mark.hint, mark.level) for mark in reversed(around) if mark.hint), (None, None))
        opened = any(mark.emphasis for mark in around)
        while following < len(marks) and marks[following].start < piece.end:
            following += 1
        before = following
        closed = following < len(marks) and marks[following].emphasis
        yield Piece(piece.start, piece.end, piece.apart, hint, opened and closed, piece.marker, level)
