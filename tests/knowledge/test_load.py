"""Tables and word lists: good ones are read, faulty ones name their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from depeche.errors import BadKnowledge
from depeche.knowledge import load
from depeche.knowledge.grammar import load_function_words
from depeche.knowledge.load import DATA, read_table, read_words
from depeche.knowledge.modality import load_modality, load_shifts
from depeche.knowledge.quantities import load_quantity_words
from depeche.knowledge.ties import load_ties
from depeche.language.pipelines import pinned_pipelines

TABLES = sorted(path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.rglob("*.tsv"))
WORDS = sorted(path.relative_to(DATA).with_suffix("").as_posix() for path in DATA.rglob("*.toml"))
LANGUAGES = sorted(pinned_pipelines())


def write(folder: Path, text: str) -> None:
    (folder / "oaths.tsv").write_text(text, encoding="utf-8")


def test_rows_come_in_order_under_their_line(tmp_path: Path) -> None:
    write(tmp_path, "lemma\tforms\njurer\tjure|jura\n\npromettre\t\n")
    rows = list(read_table("oaths", folder=tmp_path))
    assert [row.id for row in rows] == ["oaths:2", "oaths:4"]
    assert [row["lemma"] for row in rows] == ["jurer", "promettre"]
    assert [row.listed("forms") for row in rows] == [("jure", "jura"), ()]


def test_a_cell_keeps_quotes_and_blanks(tmp_path: Path) -> None:
    write(tmp_path, 'example\tsource\nIl a dit : "non\u00a0!"\tx\n')
    assert next(read_table("oaths", folder=tmp_path))["example"] == 'Il a dit : "non\u00a0!"'


@pytest.mark.parametrize("line", ["jurer", "jurer\tjure\tpar erreur"])
def test_a_line_of_another_width_is_refused(tmp_path: Path, line: str) -> None:
    write(tmp_path, f"lemma\tforms\nprêter\tprête\n{line}\n")
    with pytest.raises(BadKnowledge, match=r"oaths\.tsv:3: .*2; separate cells with one tab"):
        list(read_table("oaths", folder=tmp_path))


def test_bad_toml_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "oaths.toml").write_text("verbs = [jurer]", encoding="utf-8")
    with pytest.raises(BadKnowledge, match=r"oaths\.toml: .*mend"):
        read_words("oaths", folder=tmp_path)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_read(name: str) -> None:
    for row in read_table(name):
        assert all(cell == cell.strip() for cell in row.cells.values()), row.id


@pytest.mark.parametrize("name", WORDS)
def test_every_word_list_can_be_read(name: str) -> None:
    assert read_words(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_files(language: str) -> None:
    reference = {path.name for path in (DATA / "fr").iterdir()}
    assert {path.name for path in (DATA / language).iterdir()} == reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_records_load(language: str) -> None:
    assert load_function_words(language).negations
    assert load_modality(language).planned_governors
    assert load_quantity_words(language).kinds
    assert load_ties(language).by_lemma


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_has_one_colour(language: str) -> None:
    words = load_modality(language)
    for part in ("governors", "markers"):
        colours = [getattr(words, f"{colour}_{part}") for colour in ("planned", "hypothetical", "denied")]
        assert sum(map(len, colours)) == len(frozenset().union(*colours))
    assert words.disclaimers & words.denied_governors


def test_shifts_follow_the_codebook() -> None:
    shifts = load_shifts()
    assert shifts["CONSULT", "planned"] == "AGREE"
    assert shifts["RETREAT", "planned"] == "CONCEDE"
    assert ("ASSAULT", "planned") not in shifts


def test_the_version_follows_every_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = []
    monkeypatch.setattr(load, "DATA", tmp_path)
    for text in ("a\tb\n", "a\tc\n", "a\tb\n"):
        write(tmp_path, text)
        versions.append(load.knowledge_version.__wrapped__())
    assert versions[0] == versions[2] != versions[1]
    assert all(len(version) == 12 for version in versions)
