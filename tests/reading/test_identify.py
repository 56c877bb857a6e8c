"""Language of a text among ours, of an article among all."""

import pytest

from depeche.reading.identify import identify, identify_article


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le président a reçu hier à l'Élysée son homologue.", "fr"),
        ("El presidente recibió ayer a su homólogo en la capital.", "es"),
        ("The president met his counterpart in the capital yesterday.", "en"),
        ("LES DEUX PAYS SIGNENT UN ACCORD SUR LA PÊCHE", "fr"),
    ],
)
def test_identify(text: str, language: str) -> None:
    assert identify(text) == language
    assert identify(text, fallback="xx") == language


@pytest.mark.parametrize("text", ["Emmanuel Macron", "AFP", "Kim Jong Un", "2024", "", "Oslo, Bergen"])
def test_names_alone_take_the_fallback(text: str) -> None:
    assert identify(text, fallback="fr") == "fr"
    assert identify(text, fallback="es") == "es"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Bundeskanzler hat am Dienstag in Berlin den Ministerpräsidenten empfangen.", "de"),
        ("O presidente do Brasil disse ontem que vai viajar a Lisboa na próxima semana.", "pt"),
        ("Президент прибыл во вторник с визитом в Осло.", "ru"),
        ("La presidenta llegó el martes a Oslo para una visita de dos días.", "es"),
        ("White House: no deal yet", "en"),
        ("2024 — 17 %", None),
    ],
)
def test_identify_article(text: str, language: str | None) -> None:
    assert identify_article(text) == language
