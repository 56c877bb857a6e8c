"""Pairs of quotation marks in a block, whatever the typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from depeche.records import Article, Block

PAIRS = {"«": "»", "“": "”", "„": "“”", "‹": "›", "‘": "’", "「": "」", "``": "''"}
STRAIGHT = frozenset("\"'")
REOPENING = frozenset("»”›」")
MIXED = frozenset('“”"')
MARK = re.compile("[«»“”„‹›‘’「」\"']")
DOUBLED = ("''", "``")  # a double mark typed as two single ones
BLANKS = frozenset(" \u00a0\u202f\u2009\t\n\r")
BEFORE_OPENING = BLANKS | frozenset("([{-—–«“„‹‘'’\"/:;,¡¿>")
AFTER_CLOSING = BLANKS | frozenset(")]}-—–»”›’'\".,;:!?…/<")
APOSTROPHE_REACH = 600  # code points; a single mark closes within a few sentences or is an apostrophe
CODED = frozenset({"title", "standfirst", "contents_item", "heading", "paragraph", "caption", "byline"})


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """What stands between two marks. `start`, `end`: inside, blanks stripped; `outer_*`: with the marks; `depth`: 0 for
    the outermost; `closed`: false when the closing mark is missing; `dash`: a line of dialogue after a dash."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int
    closed: bool = True
    dash: bool = False


def find_marked(article: Article, dialogue: frozenset[str] = frozenset("—–")) -> tuple[Marked, ...]:
    """Pairs of marks of every coded block, in text order. Marks never pair across blocks."""
    found: list[Marked] = []
    for block in article.blocks:
        if block.kind in CODED:
            found.extend(_marked_in(article.text, block, dialogue))
    found.sort(key=lambda pair: (pair.outer_start, -pair.outer_end))
    ends: list[int] = []
    nested: list[Marked] = []
    for pair in found:
        while ends and ends[-1] <= pair.outer_start:
            ends.pop()
        nested.append(replace(pair, depth=len(ends)))
        if not pair.dash:
            ends.append(pair.outer_end)
    return tuple(nested)


def _marked_in(text: str, block: Block, dialogue: frozenset[str]) -> Iterator[Marked]:
    stack: list[int] = []
    tokens = _marks(text, block)
    pairs: list[tuple[int, int]] = []
    for at, role in tokens:
        if role == "open":
            stack.append(at)
            continue
        match = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 4), -1) if _fits(text, stack[i], at)), None)
        if match is not None:
            pairs.append((stack[match], at))
            del stack[match:]
    for opening, closing in pairs:
        yield from _record(text, opening, closing, closing + _width(text, closing), closed=True)
    if stack and _runs_on(text, block, stack[0], pairs):
        yield from _record(text, stack[0], block.end, block.end, closed=False)
    yield from _dialogue(text, block, dialogue)


def _record(text: str, opening: int, end: int, outer_end: int, *, closed: bool) -> Iterator[Marked]:
    start = opening + _width(text, opening)
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    if any(c.isalnum() for c in text[start:end]):
        yield Marked(start, end, opening, outer_end, 0, closed)


def _fits(text: str, opening: int, closing: int) -> bool:
    first, last = text[opening], text[closing]
    if _width(text, opening) == 2 or _width(text, closing) == 2:
        return _width(text, opening) == _width(text, closing)
    if {first, last} <= MIXED:  # “ closed by ", or the other way round, by a careless hand
        return True
    same = first in STRAIGHT or first in REOPENING  # "»", at the start of a paragraph, goes on with what was said
    return first == last if same else last in PAIRS[first]


def _runs_on(text: str, block: Block, opening: int, pairs: list[tuple[int, int]]) -> bool:
    """Is an opening mark without a closing one the start of words that run to the end of the block?"""
    if any(closing > opening for _, closing in pairs) or text[opening] in "'‘":
        return False
    before = text[block.start : opening].rstrip()
    return not before or before[-1] in ":,.!?—–"


def _dialogue(text: str, block: Block, dialogue: frozenset[str]) -> Iterator[Marked]:
    """A block that starts with a dash and a capital or an opening mark is a line of dialogue."""
    at = block.start
    if at >= block.end or text[at] not in dialogue:
        return
    start = at + 1
    while start < block.end and text[start] in BLANKS:
        start += 1
    if start < block.end and (text[start].isupper() or text[start] in "¡¿…"):
        yield Marked(start, block.end, at, block.end, 0, closed=False, dash=True)


def _marks(text: str, block: Block) -> list[tuple[int, str]]:
    """Where marks open and close in a block, in order."""
    found: list[tuple[int, str]] = [*_straight(text, block, ('"',)), *_straight(text, block, DOUBLED)]
    singles = _single_closers(text, block)
    open_single = -1
    low_open = False
    for mark in MARK.finditer(text, block.start, block.end):
        at, c = mark.start(), mark[0]
        if c in "«“„‹「":
            closes_low = c == "“" and low_open
            found.append((at, "close" if closes_low else "open"))
            low_open = c == "„" or (low_open and not closes_low)
        elif c in "»”›」":
            found.append((at, "open" if at == block.start else "close"))
        elif c in "‘'" and open_single < at and _opens(text, block, at):
            closing = singles.get(at)
            if closing is not None:
                found += [(at, "open"), (closing, "close")]
                open_single = closing
    return sorted(found)


def _opens(text: str, block: Block, at: int) -> bool:
    before = text[at - 1] if at > block.start else " "
    after = text[at + 1] if at + 1 < block.end else " "
    return (
        before in BEFORE_OPENING
        and before not in "'’"
        and after not in BLANKS
        and (after.isalpha() or after in '¡¿…“"')
    )


def _single_closers(text: str, block: Block) -> dict[int, int]:
    """For each single mark that may open, the single mark that closes it: the last of its kind before the next opening
    one, a blank or a stop after it. Right to left, one pass."""
    result: dict[int, int] = {}
    closer, beyond_mark = {"‘": -1, "'": -1}, False
    for mark in reversed(tuple(MARK.finditer(text, block.start, block.end))):
        at, c = mark.start(), mark[0]
        if c == "'" and (text.startswith("''", at) or (at > block.start and text[at - 1] == "'")):
            c = '"'
        if c not in "‘’'":
            beyond_mark = beyond_mark or c in '«»“”"'
            continue
        if c in "‘'" and _opens(text, block, at):
            if closer[c] > at + 1 and closer[c] - at <= APOSTROPHE_REACH:
                result[at] = closer[c]
            closer[c] = -1
            continue
        kind = "‘" if c == "’" else "'"
        if _closes(text, block, at) and (closer[kind] < 0 or beyond_mark or not _plural(text, at)):
            closer[kind], beyond_mark = at, False
    return result


def _closes(text: str, block: Block, at: int) -> bool:
    before = text[at - 1] if at > block.start else " "
    after = text[at + 1] if at + 1 < block.end else " "
    return before not in BLANKS and after in AFTER_CLOSING


def _plural(text: str, at: int) -> bool:
    """ "workers’ rights": an apostrophe after a plural."""
    return text[at - 1] == "s" and text[at + 1 : at + 2] == " "


def _straight(text: str, block: Block, marks: tuple[str, ...]) -> list[tuple[int, str]]:
    """Straight double marks of a block, told open from closed by their neighbours, by turns where these do not tell."""
    places = [at for mark in marks for at in _all(text, mark, block.start, block.end)]
    places.sort()
    sides = [_side(text, block, at) for at in places]
    curly = any(text.find(mark, block.start, block.end) >= 0 for mark in "“”")
    if _balanced(sides) or (curly and None not in sides):
        return [(at, side or "open") for at, side in zip(places, sides, strict=True)]
    if len(places) % 2 == 0:
        return [(at, "close" if i % 2 else "open") for i, at in enumerate(places)]
    return _by_sides(places, sides)


def _all(text: str, mark: str, start: int, end: int) -> Iterator[int]:
    at = text.find(mark, start, end)
    while at >= 0:
        yield at
        at = text.find(mark, at + len(mark), end)


def _width(text: str, at: int) -> int:
    return 2 if text.startswith(DOUBLED, at) else 1


def _by_sides(places: list[int], sides: list[str | None]) -> list[tuple[int, str]]:
    """An odd number of marks: one that opens while another is open means that the first was never closed."""
    roles: list[tuple[int, str]] = []
    is_open = False
    for at, side in zip(places, sides, strict=True):
        if is_open and side == "open":
            roles.pop()
            roles.append((at, "open"))
        elif is_open:
            roles.append((at, "close"))
            is_open = False
        elif side != "close":
            roles.append((at, "open"))
            is_open = True
    return roles


def _side(text: str, block: Block, at: int) -> str | None:
    behind = at + _width(text, at)
    before = text[at - 1] if at > block.start else " "
    after = text[behind] if behind < block.end else " "
    opens, closes = before in BEFORE_OPENING, after in AFTER_CLOSING
    if opens and closes and (before in BLANKS) != (after in BLANKS):
        return "close" if after in BLANKS else "open"
    if opens == closes:
        return None
    return "open" if opens else "close"


def _balanced(sides: list[str | None]) -> bool:
    depth = 0
    for side in sides:
        if side is None:
            return False
        depth += 1 if side == "open" else -1
        if depth < 0 or depth > 2:
            return False
    return depth == 0
