"""Speech words: every row is found in its own example."""

from __future__ import annotations

from pathlib import Path

import pytest

from depeche.coding.quotes import find_quotes
from depeche.errors import BadKnowledge
from depeche.knowledge import load, speech
from depeche.knowledge.speech import SpeechVerb, lemmas_of, load_speech
from depeche.language.analysis import analyse
from depeche.records import Article, Block

LANGUAGES = ["fr", "es", "en"]
FOUND_AT_LEAST = 0.97  # of the examples; the pipelines misread the rest


def verbs(language: str) -> list[SpeechVerb]:
    return [verb for rows in load_speech(language).verbs.values() for verb in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_verbs_of_every_complement(language: str) -> None:
    rows = verbs(language)
    assert len(rows) >= 120
    assert {take for row in rows for take in row.takes} == {"quote", "clause", "infinitive", "words", "listener"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_report_something(language: str) -> None:
    rows = verbs(language)
    text = "\n".join(row.example for row in rows)
    blocks, at = [], 0
    for n, row in enumerate(rows):
        blocks.append(Block(f"b{n}", "paragraph", language, at, at + len(row.example)))
        at += len(row.example) + 1
    article = Article("examples", text, tuple(blocks), language=language)
    found = find_quotes(article, analyse(article), ())
    told = [q for q in found if q.kind != "not_speech" and q.cue is not None]
    silent = [
        row.example
        for row, block in zip(rows, blocks, strict=True)
        if not any(block.start <= q.start < block.end for q in told)
    ]
    assert len(silent) <= (1 - FOUND_AT_LEAST) * len(rows), silent


def test_a_form_leads_to_its_verb() -> None:
    assert "déclarer" in lemmas_of("déclara", load_speech("fr"))
    assert "decir" in lemmas_of("dijeron", load_speech("es"))
    assert lemmas_of("table", load_speech("fr")) == []


def test_reflexive_and_multiword_rows() -> None:
    french = load_speech("fr").verbs
    assert ("faire", "valoir") in [row.words for row in french["faire"]]
    assert [row.reflexive for row in french["dire"]] == [True, False]


def test_an_unknown_kind_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "speech.tsv").write_text("lemma\tkind\ttakes\texample\ndire\tgossip\tquote\t« A », dit-il.\n", "utf-8")
    (folder / "speech.toml").write_text((load.DATA / "fr" / "speech.toml").read_text("utf-8"), "utf-8")
    rows = list(load.read_table("xx/speech", folder=tmp_path))
    with pytest.raises(BadKnowledge, match="xx/speech:2"):
        speech._read_verb(rows[0], (), ())
