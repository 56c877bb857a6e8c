"""The codebook: types, modes, contexts, scores and quad classes."""

from pathlib import Path
from typing import get_args

import pytest

from depeche.knowledge.codebook import find_contexts, load_codebook
from depeche.records import EventType

CODEBOOK = load_codebook()


@pytest.mark.parametrize(
    ("type", "modes", "score"),
    [
        ("AGREE", (), 2.5),
        ("CONSULT", ("visit",), 4),
        ("CONSULT", ("third-party",), 1),
        ("ACCUSE", (), -3),  # house rule: the manual prints +3
        ("PROTEST", ("vandalize",), -5),  # house rule: the manual gives none
        ("ASSAULT", ("beat", "drone"), -9.5),  # the most conflictual of several
        ("RETREAT", ("resign", "disarm"), 4.5),
        ("AID", ("visit",), 10),  # a mode of another type does not count
        ("COERCE", ("martial-law",), -7.5),
    ],
)
def test_score(type: str, modes: tuple[str, ...], score: float) -> None:
    assert CODEBOOK.score(type, modes) == score


@pytest.mark.parametrize(
    ("quad", "types"),
    [
        (1, "AGREE CONSULT SUPPORT CONCEDE"),
        (2, "COOPERATE AID RETREAT"),
        (3, "REQUEST ACCUSE REJECT THREATEN"),
        (4, "PROTEST SANCTION MOBILIZE COERCE ASSAULT"),  # SANCTION: house rule
    ],
)
def test_quad(quad: int, types: str) -> None:
    assert {entry.type for entry in CODEBOOK.types.values() if entry.quad == quad} == set(types.split())


def test_tables_are_whole() -> None:
    assert set(CODEBOOK.types) == set(get_args(EventType))
    assert len(CODEBOOK.contexts) == 37
    assert all(-10 <= entry.score <= 10 for entry in CODEBOOK.modes.values())
    assert {entry.type for entry in CODEBOOK.types.values() if entry.recipient_required} == {
        "COOPERATE",
        "AID",
        "SANCTION",
    }


@pytest.mark.parametrize("table", ["types", "modes", "contexts"])
def test_every_entry_has_an_example(table: str) -> None:
    entries = getattr(CODEBOOK, table).values()
    assert all(entry.definition and entry.example.endswith(".") for entry in entries)


def test_modes_of_a_type() -> None:
    assert CODEBOOK.modes_of("REQUEST") == ("assist", "change", "yield", "meet")
    assert CODEBOOK.modes_of("AID") == ()
    assert CODEBOOK.allows("REJECT", "meet")
    assert not CODEBOOK.allows("AGREE", "meet")


@pytest.mark.parametrize(
    ("language", "paragraph", "contexts"),
    [
        ("fr", "L’ambassadeur a quitté la conférence.", ("diplomatic",)),
        ("fr", "Les inspecteurs ont visité un site d'enrichissement.", ("cbrn",)),
        ("es", "La epidemia de cólera avanza.", ("health",)),
        ("es", "Se trata de un asunto privado.", ()),
        ("en", "The people who came were tired.", ()),
        ("en", "Hackers took down the site.", ("cyber",)),
    ],
)
def test_contexts(language: str, paragraph: str, contexts: tuple[str, ...]) -> None:
    assert find_contexts(CODEBOOK, language, paragraph) == contexts


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_every_context_has_words(language: str) -> None:
    assert [entry.context for entry in CODEBOOK.contexts.values() if not entry.words[language]] == []


def test_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "knowledge.md").read_text(encoding="utf-8")
    assert [type for type in CODEBOOK.types if f"`{type}`" not in page] == []
