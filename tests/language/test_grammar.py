"""Questions to a sentence: active, passive, infinitive and relative clauses have the same doer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from depeche.language.analysis import analyse
from depeche.language.grammar import (
    Tree,
    clause_of,
    grow,
    is_finite,
    is_negated,
    is_passive,
    mark_of,
    passive_subjects,
    subjects,
    with_conjuncts,
)
from depeche.records import Article, Block

Unmark = Callable[[str], tuple[str, tuple[object, ...]]]

# language, sentence with the ⟦word⟧ asked about, heads of the answer
DOERS = (
    ("fr", "Le Tchad ⟦soutient⟧ les rebelles.", "Tchad"),
    ("fr", "Le Tchad et le Niger ⟦soutiennent⟧ les rebelles.", "Tchad Niger"),
    ("fr", "Varsovie veut ⟦rencontrer⟧ les émissaires.", "Varsovie"),
    ("fr", "Varsovie a promis d'⟦aider⟧ Kiev.", "Varsovie"),
    ("fr", "Varsovie a demandé à Berlin d'⟦aider⟧ Kiev.", "Berlin"),
    ("fr", "L'émissaire qui ⟦représente⟧ Lagos est parti.", "émissaire"),
    ("fr", "Le ministre a salué l'accord et ⟦critiqué⟧ l'opposition.", "ministre"),
    ("fr", "Il ⟦accuse⟧ ses voisins.", "Il"),
    ("fr", "Les rebelles ont été ⟦attaqués⟧ par l'armée.", ""),
    ("es", "Bolivia ⟦respalda⟧ la propuesta.", "Bolivia"),
    ("es", "Bolivia y Perú ⟦respaldan⟧ la propuesta.", "Bolivia Perú"),
    ("es", "Honduras quiere ⟦romper⟧ el acuerdo.", "Honduras"),
    ("es", "El ministro que ⟦firmó⟧ el acuerdo dimitió.", "ministro"),
    ("es", "El puente fue ⟦destruido⟧ por el ejército.", ""),
    ("en", "Ghana ⟦backs⟧ the plan.", "Ghana"),
    ("en", "Ghana and Togo ⟦back⟧ the plan.", "Ghana Togo"),
    ("en", "Ghana wants to ⟦join⟧ the talks.", "Ghana"),
    ("en", "Ghana asked Togo to ⟦join⟧ the talks.", "Togo"),
    ("en", "The envoy who ⟦signed⟧ the deal has left.", "envoy"),
    ("en", "The minister met rebels and ⟦signed⟧ a deal.", "minister"),
    ("en", "The bridge was ⟦destroyed⟧ by the army.", ""),
)
UNDERGOERS = (
    ("fr", "Les rebelles ont été ⟦attaqués⟧ par l'armée.", "rebelles"),
    ("fr", "Le pont et la gare ont été ⟦détruits⟧.", "pont gare"),
    ("fr", "Le convoi ⟦attaqué⟧ par les rebelles venait de Gao.", "convoi"),
    ("fr", "L'armée a ⟦attaqué⟧ les rebelles.", ""),
    ("es", "El puente fue ⟦destruido⟧ por el ejército.", "puente"),
    ("es", "El convoy ⟦atacado⟧ por los rebeldes venía de Cali.", "convoy"),
    ("es", "El ejército ha ⟦atacado⟧ a los rebeldes.", ""),
    ("en", "The bridge was ⟦destroyed⟧ by the army.", "bridge"),
    ("en", "The convoy ⟦attacked⟧ by rebels came from Goma.", "convoy"),
    ("en", "The army has ⟦attacked⟧ the rebels.", ""),
)
PASSIVES = (
    ("fr", "La demande a été ⟦rejetée⟧ par Moscou.", True),
    ("fr", "Moscou a ⟦rejeté⟧ la demande.", False),
    ("fr", "Les ministres se sont ⟦rencontrés⟧ à Accra.", False),
    ("fr", "La ministre est ⟦arrivée⟧ à Accra.", False),
    ("fr", "Le village ⟦bombardé⟧ était vide.", True),
    ("fr", "Moscou a accusé Paris et ⟦rappelé⟧ son ambassadeur.", False),
    ("es", "La petición fue ⟦rechazada⟧ por Quito.", True),
    ("es", "Quito ha ⟦rechazado⟧ la petición.", False),
    ("es", "Quito ⟦rechazó⟧ la petición.", False),
    ("en", "The request was ⟦rejected⟧ by Quito.", True),
    ("en", "Quito has ⟦rejected⟧ the request.", False),
    ("en", "Quito is ⟦rejecting⟧ the request.", False),
    ("en", "Quito has been ⟦criticised⟧.", True),
)
# the word that denies, none where it is affirmed
NEGATED = (
    ("fr", "La Chine n'a pas ⟦livré⟧ les armes.", "pas"),
    ("fr", "Rome n'a jamais ⟦reçu⟧ la lettre.", "jamais"),
    ("fr", "Aucun pays n'a ⟦condamné⟧ le raid.", "Aucun"),
    ("fr", "Rome n'a ⟦condamné⟧ aucun pays.", "aucun"),
    ("fr", "La Chine n'a pas seulement ⟦livré⟧ des armes.", ""),
    ("fr", "Rome a ⟦reçu⟧ la lettre.", ""),
    ("es", "China no ⟦entregó⟧ las armas.", "no"),
    ("es", "Roma nunca ⟦recibió⟧ la carta.", "nunca"),
    ("es", "Ningún país ⟦condenó⟧ el ataque.", "Ningún"),
    ("es", "China no solo ⟦entregó⟧ armas.", ""),
    ("en", "China did not ⟦deliver⟧ the weapons.", "not"),
    ("en", "China didn't ⟦deliver⟧ the weapons.", "n't"),
    ("en", "Rome never ⟦received⟧ the letter.", "never"),
    ("en", "No country ⟦condemned⟧ the raid.", "No"),
    ("en", "China did not only ⟦deliver⟧ weapons.", ""),
)
MARKS = (
    ("fr", "Elle a promis d'⟦aider⟧ Kiev.", "de"),
    ("fr", "Elle part sans ⟦signer⟧ l'accord.", "sans"),
    ("fr", "Elle viendra pour ⟦signer⟧ l'accord.", "pour"),
    ("fr", "Elle dit que Berlin ⟦aide⟧ Kiev.", "que"),
    ("fr", "Si Berlin ⟦refuse⟧, elle partira.", "si"),
    ("es", "Llegó para ⟦firmar⟧ el acuerdo.", "para"),
    ("es", "Se fue sin ⟦firmar⟧ el acuerdo.", "sin"),
    ("es", "Dice que Lima ⟦ayuda⟧ a Quito.", "que"),
    ("en", "She left without ⟦signing⟧ the deal.", "without"),
    ("en", "She will leave if Berlin ⟦refuses⟧.", "if"),
)
CLAUSES = (
    ("fr", "Les troupes du ⟦Mali⟧ avancent vers Kidal.", "avancent"),
    ("es", "Las tropas de ⟦Malí⟧ avanzan hacia Kidal.", "avanzan"),
    ("en", "She says the army of ⟦Mali⟧ is retreating.", "retreating"),
)
FINITE = (
    ("fr", "Il a ⟦signé⟧.", True),
    ("fr", "Il veut ⟦signer⟧.", False),
    ("es", "Quiere ⟦firmar⟧.", False),
    ("es", "Ha ⟦firmado⟧ el acuerdo.", True),
    ("en", "He has ⟦signed⟧.", True),
    ("en", "He wants to ⟦sign⟧.", False),
)


def ask(unmark: Unmark, language: str, marked: str) -> tuple[Tree, int]:
    """The tree of a sentence and its marked word."""
    text, (span,) = unmark(marked)
    (sentence,) = analyse(Article("test", text, (Block("b", "paragraph", language, 0, len(text)),)))
    (index,) = [t.index for t in sentence.tokens if span.start <= t.start and t.end <= span.end]  # type: ignore[attr-defined]
    return grow(sentence), index


def words(tree: Tree, indices: tuple[int, ...]) -> list[str]:
    return [tree.tokens[i].text for i in indices]


@pytest.mark.parametrize(("language", "marked", "doers"), DOERS)
def test_who_does_it(unmark: Unmark, language: str, marked: str, doers: str) -> None:
    tree, index = ask(unmark, language, marked)
    assert words(tree, subjects(tree, index)) == doers.split()


@pytest.mark.parametrize(("language", "marked", "undergoers"), UNDERGOERS)
def test_who_undergoes_it(unmark: Unmark, language: str, marked: str, undergoers: str) -> None:
    tree, index = ask(unmark, language, marked)
    assert words(tree, passive_subjects(tree, index)) == undergoers.split()


@pytest.mark.parametrize(("language", "marked", "passive"), PASSIVES)
def test_a_passive_is_told_from_a_perfect(unmark: Unmark, language: str, marked: str, passive: bool) -> None:
    assert is_passive(*ask(unmark, language, marked)) is passive


@pytest.mark.parametrize(("language", "marked", "denier"), NEGATED)
def test_what_denies_it(unmark: Unmark, language: str, marked: str, denier: str) -> None:
    tree, index = ask(unmark, language, marked)
    at = is_negated(tree, index)
    assert ("" if at is None else tree.tokens[at].text) == denier


@pytest.mark.parametrize(("language", "marked", "mark"), MARKS)
def test_what_introduces_it(unmark: Unmark, language: str, marked: str, mark: str) -> None:
    assert mark_of(*ask(unmark, language, marked)) == mark


@pytest.mark.parametrize(("language", "marked", "clause"), CLAUSES)
def test_the_clause_it_belongs_to(unmark: Unmark, language: str, marked: str, clause: str) -> None:
    tree, index = ask(unmark, language, marked)
    assert tree.tokens[clause_of(tree, index)].text == clause


@pytest.mark.parametrize(("language", "marked", "finite"), FINITE)
def test_finite_or_not(unmark: Unmark, language: str, marked: str, finite: bool) -> None:
    assert is_finite(*ask(unmark, language, marked)) is finite


def test_the_tree_can_be_walked(unmark: Unmark) -> None:
    tree, index = ask(unmark, "fr", "Les troupes du ⟦Mali⟧ et du Niger avancent.")
    troops, root = (next(t.index for t in tree.tokens if t.text == text) for text in ("troupes", "avancent"))
    assert tree.ancestors(index) == (troops, root)
    assert tree.head(root) is None
    assert tree.subtree(root) == tuple(range(len(tree.tokens)))
    assert words(tree, with_conjuncts(tree, (index,))) == ["Mali", "Niger"]
