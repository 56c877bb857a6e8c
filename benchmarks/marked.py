"""Passages of a benchmark, one a line: an id, the article's day, and text in which `{value|words}` marks what to find.

A value may be several, "A or B": each is right. A value of "?" marks words that may be found or not, with any value.
Every third passage, by the number in its id, is held out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
LANGUAGES = ("fr", "es", "en")
MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
OPTIONAL = "?"
THIRD = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """Words to find, [start, end), and the values that are right."""

    start: int
    end: int
    values: tuple[str, ...]

    @property
    def optional(self) -> bool:
        return self.values == (OPTIONAL,)


@dataclass(frozen=True)
class Passage:
    """A line of a benchmark. `published`: ISO 8601; `events`: "words=place", parted by semicolons."""

    id: str
    published: str
    marked: str
    events: str = ""

    @property
    def language(self) -> str:
        return self.id[:2]

    @property
    def held_out(self) -> bool:
        return int(self.id.rpartition("-")[2]) % THIRD == 0

    @cached_property
    def text(self) -> str:
        return MARK.sub(lambda mark: mark[2], self.marked)

    @cached_property
    def marks(self) -> tuple[Marked, ...]:
        """In text order, at their places in `text`."""
        found, shift = [], 0
        for mark in MARK.finditer(self.marked):
            start = mark.start() - shift
            found.append(Marked(start, start + len(mark[2]), tuple(mark[1].split(" or "))))
            shift += len(mark[0]) - len(mark[2])
        return tuple(found)


def read_passages(folder: str) -> Iterator[Passage]:
    """The passages of `corpus/FOLDER`, language by language. Raises ValueError that names the file and line."""
    for language in LANGUAGES:
        path = CORPUS / folder / f"{language}.tsv"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
            cells = line.split("\t")
            if (
                len(cells) not in (3, 4)
                or not cells[0].startswith(language)
                or re.search("[{}|]", MARK.sub("", cells[2]))
            ):
                raise ValueError(f"{path}:{number}: not an id, a day and a marked text; see corpus/{folder}/README.md")
            yield Passage(*cells)
