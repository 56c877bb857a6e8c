"""A user's own rows beside the shipped ones."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

import depeche
from depeche.knowledge.directory import load_directory
from depeche.knowledge.load import knowledge_version
from depeche.knowledge.names import load_names

DAY = datetime.date(2024, 6, 20)
PERSONS = "id\tname_en\tname_fr\tname_es\tvariants\tstate\tsectors\n"
OFFICES = "state\toffice\ttitle_en\ttitle_fr\ttitle_es\tperson\tfrom\tto\n"


@pytest.fixture
def pack(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "actors").mkdir()
    yield tmp_path
    depeche.use_knowledge()


def write(pack: Path, table: str, text: str) -> Path:
    (pack / "actors" / f"{table}.tsv").write_text(text, encoding="utf-8")
    return pack


def test_a_row_is_added(pack):
    row = "fjord-front\tmovement\tFjord Front\tFront du fjord\tFrente del Fiordo\n"
    depeche.use_knowledge(write(pack, "organisations", "id\tkind\tname_en\tname_fr\tname_es\n" + row))
    assert [sense.id for sense in load_names().named("Front du fjord")] == ["fjord-front"]


def test_a_row_overrides_what_it_says_and_keeps_the_rest(pack):
    before = load_directory().entries["espen-barth-eide"]
    depeche.use_knowledge(write(pack, "persons", "id\tvariants\nespen-barth-eide\tEspen B. Eide\n"))
    after = load_directory().entries["espen-barth-eide"]
    assert (after.name, after.state) == (before.name, before.state)
    assert load_names().named("Espen B. Eide")[0].id == "espen-barth-eide"


def test_an_office_takes_the_place_of_the_same_one(pack):
    row = "FRA\thead_of_state\tPresident\tprésident\tpresidente\temmanuel-macron\t2017-05-14\t2023-01-01\n"
    depeche.use_knowledge(write(pack, "offices", OFFICES + row))
    assert load_directory().holders("FRA", "head_of_state", DAY) == ()


def test_the_version_tells_of_the_pack(pack):
    before = knowledge_version()
    depeche.use_knowledge(write(pack, "persons", "id\tvariants\nespen-barth-eide\tEspen B. Eide\n"))
    assert knowledge_version() != before
    depeche.use_knowledge()
    assert knowledge_version() == before


FAULTS = (  # table, its text, what is said of it
    ("persons", PERSONS + "jo-doe\tJo Doe\tJo Doe\tJo Doe\t\tXXX\tGOV\n", r"persons.tsv:2: unknown state XXX; use"),
    ("persons", PERSONS + "jo-doe\tJo Doe\n", r"persons.tsv:2: 2 cells where the header has 7; separate"),
    ("persons", "name_en\nJo Doe\n", r"persons.tsv:2: no id; name the actor"),
    (
        "offices",
        OFFICES + "NOR\t\t\t\t\tjonas-gahr-store\t2024\t\n",
        r"offices.tsv:2: no office; a row of office needs",
    ),
    ("offices", OFFICES + "NOR\thead\tH\tH\tH\tno-one\t2024\t\n", r"offices.tsv:2: unknown person no-one; add"),
    ("organisations", "id\tkind\tname_en\tname_fr\nfjord\tmovement\tFjord\tFjord\n", r"no name_es; write"),
    ("persons", "id\twikidata\nespen-barth-eide\t12\n", r"persons.tsv:2: Wikidata id 12; write"),
)


@pytest.mark.parametrize(("table", "text", "said"), FAULTS)
def test_a_fault_is_named_with_its_place_and_remedy(pack, table, text, said):
    with pytest.raises(depeche.BadKnowledge, match=said):
        depeche.use_knowledge(write(pack, table, text))
    assert "espen-barth-eide" in load_directory().entries  # the shipped rows stand


def test_a_folder_that_is_no_pack(tmp_path):
    with pytest.raises(depeche.BadKnowledge, match="no folder actors in it; see"):
        depeche.use_knowledge(tmp_path)
