"""What somebody without a name is called."""

from __future__ import annotations

import datetime

import pytest
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.knowledge.roles import load_roles
from depeche.language.analysis import analyse

NAMES = (
    ("fr", "Des responsables norvégiens ont parlé.", "Norwegian officials"),
    ("es", "Responsables noruegos hablaron con la prensa.", "Norwegian officials"),
    ("fr", "Des initiés de Santiago ont parlé.", "Santiago insiders"),
    ("es", "Habitantes de Valparaíso hablaron.", "Valparaíso residents"),
    ("fr", "Un diplomate norvégien a parlé.", "Norwegian diplomat"),
    ("fr", "Des manifestants ont défilé.", "protesters"),
    ("fr", "Des responsables de l'Union européenne ont parlé.", "European Union officials"),
    # a word that is not understood, a number, whose they are: as it stands
    ("fr", "De jeunes manifestants ont défilé.", "De jeunes manifestants"),
    ("fr", "Trois soldats norvégiens ont disparu.", "Trois soldats norvégiens"),
    ("fr", "Oslo a perdu. Ses alliés ont protesté.", "Ses alliés"),
    ("en", "Norwegian officials spoke.", "Norwegian officials"),
)


@pytest.mark.parametrize(("language", "text", "name"), NAMES)
def test_is_named_in_english_where_every_word_is_known(language: str, text: str, name: str) -> None:
    article = paragraph(language, text)
    cast = resolve(article, analyse(article), datetime.date(2024, 6, 20))
    assert [actor.name for actor in cast.actors if actor.id.startswith("_")] == [name]


def test_english_calls_one_and_several() -> None:
    for language in ("fr", "es"):
        words = [form.word for forms in load_roles(language).forms.values() for form in forms]
        told = [word for word in words if word.english]
        assert len(told) > 0.8 * len(words)
        assert all(len(word.english) == 2 and all(word.english) for word in told)
