"""Phrases that may stand for somebody: their words and their kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from samples import paragraph

from depeche.coding.mentions import find_phrases
from depeche.errors import BadKnowledge
from depeche.knowledge.names import load_names
from depeche.knowledge.roles import load_reference, load_roles
from depeche.language.analysis import analyse
from depeche.records import Span

Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]

# language, text with every ⟦phrase of the kind⟧, kind
PHRASES = (
    ("fr", "⟦Le chef de la diplomatie norvégienne⟧ a vu ⟦trois diplomates⟧.", "role"),
    ("fr", "Il a parlé du ⟦ministre des Finances⟧.", "role"),
    ("fr", "⟦Les deux derniers otages⟧ sont libres.", "role"),
    ("fr", "⟦Une responsable de l'ONU⟧ qui part en mai a parlé.", "role"),
    ("fr", "L'avocate ⟦Odile Tremblon⟧ plaide.", "unknown"),
    ("fr", "La ⟦rue Odile Tremblon⟧ est fermée.", "site"),
    ("fr", "Un cargo ⟦grec⟧ a coulé.", "demonym"),
    ("fr", "⟦Ils⟧ ont perdu ⟦leur⟧ maison.", "pronoun"),
    ("es", "⟦El jefe de la diplomacia noruega⟧ vio a ⟦tres diplomáticos⟧.", "role"),
    ("es", "Habló del ⟦ministro de Finanzas⟧.", "role"),
    ("es", "⟦Los dos últimos rehenes⟧ están libres.", "role"),
    ("es", "La abogada ⟦Odila Tremblón⟧ alega.", "unknown"),
    ("es", "La ⟦calle Odila Tremblón⟧ está cerrada.", "site"),
    ("es", "Un carguero ⟦griego⟧ se hundió.", "demonym"),
    ("es", "⟦Ellos⟧ perdieron ⟦su⟧ casa.", "pronoun"),
    ("en", "⟦Norway's top diplomat⟧ saw ⟦three envoys⟧.", "role"),
    ("en", "⟦The last two hostages⟧ are free.", "role"),
    ("en", "⟦A U.N. official⟧ who leaves in May spoke.", "role"),
    ("en", "Lawyer ⟦Odile Trembling⟧ spoke.", "unknown"),
    ("en", "⟦Odile Trembling Street⟧ is closed.", "site"),
    ("en", "A ⟦Greek⟧ freighter sank.", "demonym"),
    ("en", "⟦They⟧ lost ⟦their⟧ house.", "pronoun"),
)


@pytest.mark.parametrize(("language", "marked", "kind"), PHRASES)
def test_phrases(unmark: Unmark, language: str, marked: str, kind: str) -> None:
    text, spans = unmark(marked)
    article = paragraph(language, text)
    phrases = find_phrases(article, analyse(article), load_names().find(text))
    assert [Span.of(p) for here in phrases for p in here if p.kind == kind] == list(spans)


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_role_tables_are_sound(language: str) -> None:
    roles = load_roles(language)
    assert len(roles.forms) > 1000
    for forms in roles.forms.values():
        for form in forms:
            assert form.word.row.startswith(f"{language}/roles:")
            assert form.written == form.written.strip()


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_reference_words_are_lower_case_and_disjoint(language: str) -> None:
    words = load_reference(language)
    assert not words.place_cases & words.act_cases
    assert not words.definite & words.indefinite
    assert all(word == word.lower() for word in words.motion | words.sites | words.place_cases)


def test_longest_role_word_wins() -> None:
    hits = list(load_roles("fr").find("le chef de la diplomatie et le chef"))
    assert [hit.word.office for hit in hits] == ["foreign_minister", "aide"]


def test_bad_kind_is_named(tmp_path: object) -> None:
    from depeche.knowledge.load import Row
    from depeche.knowledge.roles import _word

    row = Row("fr/roles:7", {"lemma": "x", "singular": "x", "plural": "", "class": "x", "kind": "king", "sectors": ""})
    with pytest.raises(BadKnowledge, match=r"fr/roles:7: kind 'king'"):
        _word(row)
