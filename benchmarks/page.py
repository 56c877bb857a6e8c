"""Writes docs/benchmarks.md from the results that are kept.

    python -m benchmarks.page

Results are in `benchmarks/results`, kept by `benchmarks/results.py`; the words around them in `benchmarks/page.toml`.
Nothing on the page is written by hand; a test checks that it is of both.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.results import KEPT, Result

PAGE = Path(__file__).parent.parent / "docs/benchmarks.md"
WORDS = Path(__file__).parent / "page.toml"
HEAD = ["command", "figure", "", "CPU", "clock", "load", "day"]
COMPARED = {
    "quotations": "Quotations",
    "dates": "Dates",
    "pages": "Web pages",
    "events": "Events",
    "classifier": "Asking a large model sixteen hypotheses a sentence",
}


@dataclass(frozen=True)
class Section:
    """`names`: with what the names of its results begin; `more`: what of a result follows the table of commands."""

    title: str
    names: tuple[str, ...]
    words: str
    more: str | None = None


# ---- what a result holds besides its figure -------------------------------------------------------------------------


def comparisons(result: Result) -> Iterator[str]:
    for name in (name for name in COMPARED if name in result.found):
        rows: dict[str, dict[str, float | None]] = result.found[name]["rows"]
        columns = list(next(iter(rows.values())))
        yield f"\n### {COMPARED[name]}\n\n{upper(result.found[name]['texts'])}.\n\n"
        yield table(["", *columns], [[one, *(cell(c, row[c]) for c in columns)] for one, row in rows.items()])


def upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def cell(column: str, value: float | None) -> str:
    if not value:
        return "–"
    return f"{value:,.1f}" if column.startswith(("ms ", "s ")) else f"{value:.3f}"


def pages_asked(result: Result) -> Iterator[str]:
    found: dict[str, Any] = result.found
    memory = ", ".join(f"{mb:,.0f}" for mb in found["memory"])
    yield f"\nMemory of the server, a tenth of the time at a time: {memory} MB.\n\n"
    rows = [[f"`{name}`", *(f"{value:,.0f}" for value in row)] for name, row in sorted(found["pages"].items())]
    yield table(["page", "asked", "median, ms", "99 %, ms"], rows)


def store_costs(result: Result) -> Iterator[str]:
    found: dict[str, Any] = result.found
    held = [
        [f"{m['articles']:,}", *(f"{m[name]:,.0f}" for name in ("mb", "seconds", "stories"))] for m in found["memory"]
    ]
    yield "\n" + table(["articles", "memory at most, MB", "clock, s", "of it stories, s"], held)
    columns = ("found", "counted", "counted_slowest", "fetched", "fetched_slowest")
    asked = [[f"`{f['question']}`", *(f"{f[name]:,.0f}" for name in columns)] for f in found["filters"]]
    yield "\n" + table(["filter", "found", "counted, ms", "slowest", "100 rows fetched, ms", "slowest"], asked)


MORE: dict[str, Callable[[Result], Iterator[str]]] = {
    "comparisons": comparisons,
    "pages_asked": pages_asked,
    "store_costs": store_costs,
}


# ---- the page -------------------------------------------------------------------------------------------------------


def read_words() -> tuple[str, tuple[Section, ...]]:
    """What opens the page, and its sections."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return words["opening"].lstrip(), tuple(
        Section(one["title"], tuple(one["names"]), one["words"], one.get("more")) for one in words["section"]
    )


def results() -> dict[str, Result]:
    kept = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(KEPT.glob("*.json"))}
    return {name: Result(**{**one, "load": tuple(one["load"])}) for name, one in kept.items()}


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"


def told(result: Result) -> list[str]:
    busy = " to ".join(f"{load:g}" for load in result.load)
    spent = (f"{result.cpu:,.0f} s", f"{result.wall:,.0f} s")
    ended = "passed" if result.status == 0 else "failed"
    return [f"`{result.command}`", result.figure.replace("|", "\\|"), ended, *spent, busy, result.day]


def page() -> str:
    opening, sections = read_words()
    kept, parts = results(), [opening]
    for section in sections:
        mine = [one for name, one in kept.items() if name.startswith(section.names)]
        if mine:
            parts.append(f"\n## {section.title}\n\n{section.words}\n{table(HEAD, [told(one) for one in mine])}")
            parts += [words for one in mine if section.more for words in MORE[section.more](one)]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
