"""Source -> the text a reader reads, with the map between the two, made while markup is taken off."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from depeche.records import SourceRun, Span

# White space is one blank; references are resolved; what has no width is left out, joiners inside emoji apart.
BLANK = " \t\n\r\f\v"
CHANGED = re.compile(
    "[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]|[\u00ad\u200b\u2060\ufeff]+"
    "|&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
INVISIBLE = "\u00ad\u200b\u2060\ufeff"


@dataclass
class Spelled:
    """Text under construction, and where each part of it stands in the source. `runs`: (start in the text, start in
    the source, length in the source); a run as long in both maps character by character."""

    parts: list[str] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, words: str, start: int, length: int) -> None:
        """Words that stand for source[start : start + length]."""
        if words:
            self.runs.append((self.length, start, length))
            self.parts.append(words)
            self.length += len(words)

    def spell(self, source: str, start: int, end: int) -> None:
        """Take in characters of the source as a reader sees them."""
        done = start
        while done < end and source[done] in BLANK and self.blank_last():
            done += 1
        for found in CHANGED.finditer(source, done, end):
            if done < found.start():
                self.add(source[done : found.start()], done, found.start() - done)
            self.add_changed(found[0], found.start())
            done = found.end()
            while done < end and source[done] == " " and self.blank_last():
                done += 1
        if done < end:
            self.add(source[done:end], done, end - done)

    def add_changed(self, words: str, start: int) -> None:
        if words[0] == "&":
            resolved = html.unescape(words)
            resolved = CONTROL.sub("", "".join(c for c in resolved if c not in INVISIBLE))
            if resolved == "\n" or resolved == "\t":
                resolved = " "
            self.add(resolved, start, len(words))
        elif words[0] not in INVISIBLE and not self.blank_last():
            self.add(" ", start, len(words))

    def blank_last(self) -> bool:
        return not self.parts or self.parts[-1][-1] in " \n"

    def break_line(self, start: int, length: int) -> None:
        """A line ends here; a blank before it goes."""
        if self.parts and self.parts[-1].endswith(" "):
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            start_in_text, place, taken = self.runs[-1]
            self.runs[-1] = (start_in_text, place, taken - 1 if taken == len(self.parts[-1]) + 1 else taken)
            if not self.parts[-1]:
                self.parts.pop()
                self.runs.pop()
        if self.parts:
            self.add("\n", start, length)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def cut(spelled: Spelled, start: int, end: int, at: int) -> Iterable[SourceRun]:
    """The runs of spelled.text[start:end], which begins at `at` in the article's text."""
    starts = [run[0] for run in spelled.runs]
    index = max(0, bisect_right(starts, start) - 1)
    for number in range(index, len(spelled.runs)):
        begin, source, length = spelled.runs[number]
        if begin >= end:
            return
        stop = spelled.runs[number + 1][0] if number + 1 < len(spelled.runs) else spelled.length
        first, last = max(begin, start), min(stop, end)
        if first >= last:
            continue
        if stop - begin == length:  # character by character
            yield SourceRun(at + first - start, at + last - start, source + first - begin, source + last - begin)
        else:
            yield SourceRun(at + first - start, at + last - start, source, source + length)


def joined(runs: Iterable[SourceRun]) -> tuple[SourceRun, ...]:
    """Neighbours that map character by character as one."""
    kept: list[SourceRun] = []
    for run in runs:
        last = kept[-1] if kept else None
        if last and is_even(last) and is_even(run) and (last.end, last.source_end) == (run.start, run.source_start):
            kept[-1] = SourceRun(last.start, run.end, last.source_start, run.source_end)
        else:
            kept.append(run)
    return tuple(kept)


def is_even(run: SourceRun) -> bool:
    return run.end - run.start == run.source_end - run.source_start


def to_source(source_map: Sequence[SourceRun], start: int, end: int) -> Span | None:
    """Where the words [start, end) of the text stand in the source, from the first of them to the last; None for words
    that are not of the source (the blank lines between blocks)."""
    within = [run for run in source_map if run.start < end and run.end > start]
    if not within:
        return None
    first, last = within[0], within[-1]
    begin = first.source_start + (max(0, start - first.start) if is_even(first) else 0)
    stop = last.source_end - (max(0, last.end - end) if is_even(last) else 0)
    return Span(begin, stop)
