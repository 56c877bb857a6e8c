"""The shipped tables are sound, and a fault is named with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from depeche.knowledge.check import check_knowledge
from depeche.knowledge.load import DATA

AGAIN = (
    "kachin\tKachin\tKachin\tKachin\t\tstate\tMMR\t\t\t26\t97.4\t\tgeneral knowledge\thigh"  # the state of another row
)
FAULTS = [
    ("actors/states", "FRA\t", "FRX\t", "FRX is no ISO 3166 code"),
    ("actors/states", "Q142\t", "142\t", "Wikidata id 142"),
    ("actors/organisations", "nato\t", "Nato\t", "id Nato"),
    ("actors/persons", "vladimir-putin\t", "vladimir-poutine\t", "unknown person vladimir-putin"),
    ("actors/profiles", "republican\t", "republicans\t", "unknown profile republicans"),
    ("actors/offices_europe", "2012-05-07", "2012-13-07", "date 2012-13-07"),
    ("places/regions", "\tdarfur\t", "\tdarfour\t", "unknown place darfour"),
    ("places/regions", "kachin-state\t", f"{AGAIN}\nkachin-state\t", "kachin-state is kachin (places/regions:"),
    ("places/countries", "\tFRA\t", "\tXYZ\t", "unknown country XYZ"),
]


def test_shipped_tables_are_sound() -> None:
    assert check_knowledge() == ()


def test_english_plurals_are_english() -> None:
    """A plural by rule alone ("secretarys") is never met, and who is called so not found."""
    rows = (DATA / "en" / "roles.tsv").read_text(encoding="utf-8").splitlines()[1:]
    plurals = [form for row in rows for form in row.split("\t")[2].split("|")]
    assert not [form for form in plurals if re.search(r"[^aeiou]ys$|mans$", form)]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables without their 34,000 cities, which take seconds to check."""
    folder = tmp_path_factory.mktemp("data")
    for part in ("actors", "places"):
        shutil.copytree(DATA / part, folder / part)
    cities = folder / "places" / "cities.tsv"
    cities.write_text("".join(cities.open(encoding="utf-8").readlines()[:2000]), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("table", "right", "wrong", "problem"), FAULTS)
def test_faults_are_named(copied: Path, table: str, right: str, wrong: str, problem: str) -> None:
    path = copied / f"{table}.tsv"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(right, wrong, 1), encoding="utf-8")
    try:
        found = check_knowledge(folder=copied)
    finally:
        path.write_text(sound, encoding="utf-8")
    assert any(problem in line and line.startswith(("actors/", "places/")) for line in found), found
