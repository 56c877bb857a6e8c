"""Messages: the same in every language, and all that the pages ask for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from depeche.knowledge.ties import load_ties
from depeche.records import ActorKind, EventType, Factuality, QuantityKind, QuoteKind
from depeche.serving import words as module
from depeche.serving.marking import LAYERS
from depeche.serving.words import FOLDER, chosen, languages, words
from depeche.store.judged import State
from depeche.store.questions import CONDITIONS

SERVING = Path(module.__file__).parent
LABELS = {
    "types": get_args(EventType), "factuality": get_args(Factuality),
    "kinds": (*get_args(ActorKind), *get_args(QuoteKind)), "layers": LAYERS, "quantities": get_args(QuantityKind),
    "states_of_corrections": get_args(State), "verdicts": ("right", "wrong", "retracted", "added"),
    "truths": ("true", "false"),
}  # fmt: skip
NAMED = re.compile(r"""\bt\(f?["']([a-z_]+\.[a-z_]+)["']""")


def keys(messages: dict[str, Any]) -> set[str]:
    return {f"{section}.{name}" for section, held in messages.items() for name in held}


def ties() -> set[str]:
    """Every relation of the tables."""
    return {tie.relation for one in languages() for rows in load_ties(one).by_lemma.values() for tie in rows}


def test_there_are_three_languages():
    assert languages() == ("en", "es", "fr")


@pytest.mark.parametrize("language", languages())
def test_a_language_says_all_that_the_others_say(language):
    assert keys(words(language).messages) == keys(words("en").messages)


@pytest.mark.parametrize("language", languages())
def test_a_message_takes_the_same_values_in_every_language(language):
    for section, held in words("en").messages.items():
        for name, message in held.items():
            mine = words(language).messages[section][name]
            if isinstance(message, str):
                assert sorted(re.findall(r"{\w+}", mine)) == sorted(re.findall(r"{\w+}", message)), f"{section}.{name}"


def test_every_message_that_is_asked_for_is_there():
    files = [*SERVING.glob("*.py"), *SERVING.glob("templates/*.html")]
    asked = {key for file in files for key in NAMED.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) > 100
    assert sorted(asked - keys(words("en").messages)) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("section", LABELS)
def test_every_value_has_a_name(language, section):
    assert [value for value in LABELS[section] if value not in words(language).messages[section]] == []


@pytest.mark.parametrize("language", languages())
def test_every_relation_is_told(language):
    found = {"holds_office", "leads", "located_in", *ties()}
    assert len(found) > 8
    for relation in found:
        told = words(language).tie(relation, "Aland", "Beland")
        assert {"Aland", "Beland"} < set(told.replace(",", "").split())
        assert "—" not in told
    assert words(language).tie("sells_to", "Aland", "Beland") == "Aland — sells to — Beland"


@pytest.mark.parametrize("language", languages())
def test_every_field_of_a_question_has_a_name(language):
    fields = {field for held in CONDITIONS.values() for field in held}
    assert sorted(fields - words(language).messages["fields"].keys()) == []


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("fr", "2024-06-19/2024-06-19", "19 juin 2024"),
        ("es", "2024-06-19/2024-06-19", "19 de junio de 2024"),
        ("en", "2024-06-01/2024-06-30", "June 2024"),
        ("fr", "2024-01-01/2024-12-31", "2024"),
        ("en", "2024-06-19/..", "from 19 June 2024"),
        ("es", "../2024-06-19", "hasta el 19 de junio de 2024"),
        ("fr", "2024-06-19/2024-06-21", "du 19 juin 2024 au 21 juin 2024"),
        ("en", "../..", "day unknown"),
        ("en", None, "day unknown"),
        ("en", "2024-99-99/2024-99-99", "2024-99-99/2024-99-99"),
    ],
)
def test_intervals(language, value, said):
    assert words(language).interval(value) == said


def test_numbers():
    assert words("en").count("events", 1) == "1 event"
    assert words("fr").count("events", 0) == "0 événement"
    assert words("es").count("events", 0) == "0 hechos"
    assert words("en").count("rows", 12345) == "12,345 rows"
    assert words("en").day(date(2024, 6, 19)) == "19 June 2024"


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "found"),
    [
        (None, None, "", "en"),
        (None, None, "fr-CH, en;q=0.8", "fr"),
        (None, None, "de, es;q=0.5", "es"),
        (None, "es", "fr", "es"),
        ("fr", "es", "en", "fr"),
        ("../../etc/passwd", None, "", "en"),
    ],
)
def test_the_readers_language(asked, kept, accepted, found):
    assert chosen(asked, kept, accepted) == found


def test_messages_stand_in_their_folder():
    assert all(path.suffix == ".toml" for path in FOLDER.iterdir())


@pytest.mark.parametrize(
    ("language", "one", "other", "told"),
    [
        ("fr", "RUS", "JPN", "La Russie s’oppose au Japon"),
        ("fr", "USA", "ISR", "Les États-Unis s’opposent à Israël"),
        ("fr", "UKR", "USA", "L'Ukraine s’oppose aux États-Unis"),
        ("en", "RUS", "NLD", "Russia opposes the Netherlands"),
        ("es", "RUS", "GBR", "Rusia se opone al Reino Unido"),
    ],
)
def test_states_have_their_article(language, one, other, told):
    names = words(language).states
    assert words(language).tie("opposes", names[one], names[other]) == told
