"""Markup left in a text: HTML tags, comments, no-break entities, Markdown signs.

The text is never rewritten: `mask` makes a shadow of the same length in which markup is blank, so that whatever is
found in the shadow stands at the same place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from depeche.knowledge.layout import load_tags

BREAK = "\x1e"  # stands in the shadow where a tag ends the line

MARKDOWN = re.compile(
    r"(?m)^[ \t]*(?P<heading>\#{1,6})(?=[ \t]+\S)"
    r"|^[ \t]*(?P<quoted>>+)(?=[ \t]*\S)"
    r"|(?P<image>!\[[^\]\n]{0,300}\]\([^)\s]{0,2000}\))"
    r"|(?P<open>\*\*|__)(?=\S)(?:[^*_\n]{1,2000})(?<=\S)(?P<close>(?P=open))"
    r"|^[ \t]*(?P<first>[*_])(?=[^\s*_])(?:[^*_\n]{1,2000})(?<=\S)(?P<last>(?P=first))(?=[ \t]*$)"
)
HEADING = re.compile(r"[hH][1-6]")
PAIRS = (("open", "close"), ("first", "last"))  # signs of emphasis
HINTS = {"quoted": "quote"}
LINK = re.compile(r"(\[)[^\[\]\n]{1,300}(\]\((?:https?://|/|\#)[^)\s]{0,2000}\))")
HTML = re.compile(
    r"(?P<comment><!--)|<(?P<raw>script|style)\b[^<>]*>|&(?:nbsp|\#160|\#xa0);"
    r"|<!doctype[^<>]*>|<(?P<closing>/?)(?P<name>[a-z][a-z0-9]{0,12})(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ENDS = {  # of what is no text up to its end, and how far that may be
    "comment": (re.compile("-->"), 20_000),
    "script": (re.compile(r"</script\s*>", re.IGNORECASE), 200_000),
    "style": (re.compile(r"</style\s*>", re.IGNORECASE), 200_000),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of markup. `hint`: what the words after it are ("title", "heading", "caption", "item", "quote").
    `level`: of a heading."""

    start: int
    end: int
    breaks: bool = False
    hint: str | None = None
    emphasis: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """`shadow` is as long as the text; `marks` are in order and do not overlap."""

    shadow: str
    marks: tuple[Mark, ...]


def mask(text: str) -> Masked:
    """The text with its markup blanked, and the markup."""
    marks = apart([*html_marks(text), *markdown_marks(text)])
    parts, done = [], 0
    for mark in marks:
        parts += [text[done : mark.start], (BREAK if mark.breaks else " "), " " * (mark.end - mark.start - 1)]
        done = mark.end
    return Masked("".join(parts) + text[done:], marks)


def apart(marks: list[Mark]) -> tuple[Mark, ...]:
    """In order, without those that begin inside another."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def html_marks(text: str) -> Iterator[Mark]:
    if "<" not in text and "&" not in text:
        return
    ends, at = Ends(text), 0
    while found := HTML.search(text, at):
        at = found.end()
        raw = "comment" if found["comment"] else (found["raw"] or "").lower()
        if raw and (end := ends.after(raw, at)):
            at = end
            yield Mark(found.start(), end, breaks=raw != "comment")
        elif raw != "comment":
            yield from tag_marks(found)


def tag_marks(found: re.Match[str]) -> Iterator[Mark]:
    """Of a tag that is known, or of an entity; a script that nothing closes is a tag."""
    name = found["name"] or found["raw"]
    if name is None:
        yield Mark(found.start(), found.end())
    elif tag := load_tags().get(name.lower()):
        hint = None if found["closing"] else tag.hint
        level = int(name[1]) if HEADING.fullmatch(name) else None
        yield Mark(found.start(), found.end(), tag.breaks, hint, tag.emphasis, level)


class Ends:
    """Where what is no text ends. Each end is looked for once, so that openings without one cost no time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, int | None] = {}  # the next end of each kind, None where there is none

    def after(self, kind: str, at: int) -> int | None:
        """None where it does not end, or too far away to be what it opens."""
        pattern, longest = ENDS[kind]
        known = self.known.get(kind, -1)
        if known is not None and known < at:
            found = pattern.search(self.text, at)
            known = self.known[kind] = found.end() if found else None
        return known if known is not None and known - at <= longest else None


def markdown_marks(text: str) -> Iterator[Mark]:
    for found in MARKDOWN.finditer(text):
        if pair := next((pair for pair in PAIRS if found[pair[0]]), None):
            yield from (Mark(*found.span(group), emphasis=True) for group in pair)
            continue
        group = found.lastgroup or "heading"
        hint = {"#": "title"}.get(found[group], "heading") if group == "heading" else HINTS.get(group)
        yield Mark(*found.span(group), hint=hint, level=len(found[group]) if group == "heading" else None)
    for found in LINK.finditer(text):
        yield from (Mark(*found.span(group)) for group in (1, 2))
