"""A user's own rows: folders with `actors/` tables whose rows are added to the shipped ones or override them.

A table of a pack may have fewer columns than the shipped one. A row of a known id takes the place of what the shipped
row says in the pack's columns; a row of office takes the place of those of the same person in that office which it
overlaps. The folders stand in an environment variable, so that every process of a run reads the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from depeche.errors import BadKnowledge

VARIABLE = "DEPECHE_KNOWLEDGE"
KEYS = {"actors/states": "iso3", "actors/organisations": "id", "actors/persons": "id"}
OFFICES = "actors/offices"  # a pack's offices, in one table or in one for each region
LAST_SHIPPED = "actors/offices_other"  # behind whose rows those of packs come
WANTED = ("state", "office", "person")  # columns a table of offices must have
LATEST = "9999"

Cells = dict[str, str]


def pack_folders() -> tuple[Path, ...]:
    """The packs in use, the one that overrides the others last."""
    named = os.environ.get(VARIABLE, "")
    return tuple(Path(folder) for folder in named.split(os.pathsep) if folder)


def merged(name: str, columns: Sequence[str], shipped: Iterator[tuple[str, Cells]]) -> Iterator[tuple[str, Cells]]:
    """The rows of a table with those of the packs in use, each with what names it ("my-pack/actors/persons:3")."""
    packs = pack_folders()
    if not packs or not (name in KEYS or name.startswith(OFFICES)):
        return shipped
    if name in KEYS:
        return _overridden(KEYS[name], columns, shipped, [rows for pack in packs for rows in read_pack(pack, name)])
    own = [row for pack in packs for row in _offices(pack)]
    kept = ((id, cells) for id, cells in shipped if not any(_same_office(cells, other) for _, other in own))
    return (*kept, *((id, _filled(cells, columns)) for id, cells in own)) if name == LAST_SHIPPED else kept  # type: ignore[return-value]


def _overridden(
    key: str, columns: Sequence[str], shipped: Iterator[tuple[str, Cells]], own: Sequence[tuple[str, Cells]]
) -> Iterator[tuple[str, Cells]]:
    rows = {cells[key]: (id, cells) for id, cells in shipped}
    for id, cells in own:
        if key not in cells or not cells[key]:
            raise BadKnowledge(f"{_place(id)}: no {key}; name the actor the row is about")
        before = rows.get(cells[key], (id, _filled({}, columns)))[1]
        known = {column: value for column, value in cells.items() if column in columns}
        rows[cells[key]] = (id, _filled(before | known, columns))
    return iter(rows.values())


def _filled(cells: Mapping[str, str], columns: Sequence[str]) -> Cells:
    """The row with every column of the shipped table; who says it, where the pack does not, is the pack."""
    plain = {"source": "own pack", "confidence": "high"}
    return {column: cells.get(column) or plain.get(column, "") for column in columns}


def _same_office(one: Cells, other: Cells) -> bool:
    if any(one[column] != other.get(column) for column in WANTED):
        return False
    return one["from"] <= (other.get("to") or LATEST) and (other.get("from") or "") <= (one["to"] or LATEST)


def _offices(pack: Path) -> list[tuple[str, Cells]]:
    names = sorted(path.stem for path in (pack / "actors").glob("offices*.tsv"))
    rows = [row for name in names for row in read_pack(pack, f"actors/{name}")]
    for id, cells in rows:
        if missing := [column for column in WANTED if not cells.get(column)]:
            raise BadKnowledge(f"{_place(id)}: no {missing[0]}; a row of office needs {', '.join(WANTED)}")
    return rows


@cache
def read_pack(pack: Path, name: str) -> tuple[tuple[str, Cells], ...]:
    """Rows of a pack's table, none where it has no such table. Raises BadKnowledge."""
    path = pack / f"{name}.tsv"
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise BadKnowledge(f"{path}: it is not UTF-8 ({error.reason}); save it as UTF-8") from error
    columns = lines[0].rstrip("\r").split("\t")
    return tuple(_rows(path, columns, lines[1:]))


def _rows(path: Path, columns: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[str, Cells]]:
    for number, line in enumerate(lines, start=2):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        if len(cells) != len(columns):
            raise BadKnowledge(
                f"{path}:{number}: {len(cells)} cells where the header has {len(columns)}; separate cells with one tab"
            )
        yield f"{path.with_suffix('')}:{number}", dict(zip(columns, cells, strict=True))


def _place(id: str) -> str:
    table, _, line = id.rpartition(":")
    return f"{table}.tsv:{line}"
