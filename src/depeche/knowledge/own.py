"""`use_knowledge`: take up the user's packs, checked, before anything is read."""

from __future__ import annotations

import os
from pathlib import Path

from depeche.errors import BadKnowledge
from depeche.knowledge import given_names, names
from depeche.knowledge.check import check_knowledge
from depeche.knowledge.directory import load_directory
from depeche.knowledge.load import knowledge_version
from depeche.knowledge.packs import VARIABLE, read_pack


def use_knowledge(*folders: Path | str) -> None:
    """From now on the rows of these packs are added to the shipped ones or override them, the last folder's above all;
    without a folder the shipped ones stand alone. Raises BadKnowledge, which names file, line and remedy."""
    for folder in folders:
        if not (Path(folder) / "actors").is_dir():
            raise BadKnowledge(f'{folder}: no folder actors in it; see "Your own rows" in docs/knowledge.md')
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = os.pathsep.join(str(Path(folder).resolve()) for folder in folders)
    forget()
    try:
        _check(folders)
    except BadKnowledge:
        os.environ[VARIABLE] = before or ""
        forget()
        raise


def _check(folders: tuple[Path | str, ...]) -> None:
    """Raises BadKnowledge with the first fault that stands in one of the packs."""
    inside = tuple(str(Path(folder).resolve()) for folder in folders)
    faults = [problem for problem in check_knowledge() if problem.startswith(inside)] if inside else []
    if faults:
        more = f" (and {len(faults) - 1} more: depeche knowledge check --knowledge DIR)" if len(faults) > 1 else ""
        raise BadKnowledge(faults[0] + more)


def forget() -> None:
    """Drop what was loaded from the tables of actors."""
    for loaded in (
        read_pack,
        load_directory,
        names.load_names,
        names.persons_by_sound,
        given_names.women,
        knowledge_version,
    ):
        loaded.cache_clear()
