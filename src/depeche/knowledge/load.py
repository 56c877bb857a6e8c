"""Data files -> checked rows. Every table is UTF-8, tab-separated, one header line, no quoting."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from depeche.errors import BadKnowledge
from depeche.knowledge.packs import merged, pack_folders

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. `id` names it in reasons: "fr/triggers:12" is line 12 of `data/fr/triggers.tsv`."""

    id: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def listed(self, column: str) -> tuple[str, ...]:
        """The cell's values, separated by bars."""
        return tuple(value for value in self.cells[column].split("|") if value)


def read_table(name: str, *, folder: Path = DATA) -> Iterator[Row]:
    """Rows of `data/<name>.tsv` in order, with those of the user's packs. Raises BadKnowledge on a line with more or
    fewer cells than the header."""
    path = folder / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    shipped = _rows(name, path, columns, lines)
    for id, cells in merged(name, columns, shipped) if folder == DATA else shipped:
        yield Row(id, cells)


def _rows(name: str, path: Path, columns: list[str], lines: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise BadKnowledge(
                f"{path}:{number}: {len(cells)} cells where the header has {len(columns)}; separate cells with one tab"
            )
        yield f"{name}:{number}", dict(zip(columns, cells, strict=True))


def read_words(name: str, *, folder: Path = DATA) -> dict[str, Any]:
    """The lists of `data/<name>.toml`."""
    path = folder / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadKnowledge(f"{path}: {error}; mend the TOML at that place") from error


@cache
def knowledge_version() -> str:
    """First digits of the SHA-256 over every data file, packs included: two codings agree only if this does."""
    digest = hashlib.sha256()
    for folder in (DATA, *pack_folders()):
        for path in sorted(folder.rglob("*.t*")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
