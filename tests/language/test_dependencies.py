"""One set of labels from three schemes: trees written by hand, then parsed ones."""

from __future__ import annotations

import pytest

from depeche.knowledge.grammar import load_function_words
from depeche.language.dependencies import Node, case_of, relabel


def tree(language: str, *rows: str) -> list[Node]:
    """Rows "text lemma POS head label [features]"; heads count from 0, the root is its own."""
    nodes = []
    for index, row in enumerate(rows):
        text, lemma, pos, head, label, *features = row.split(" ")
        nodes.append(Node(index, text, lemma, pos, features[0] if features else "", int(head), label))
    relabel(nodes, load_function_words(language))
    return nodes


def drawn(nodes: list[Node]) -> str:
    return " ".join(f"{node.text}/{node.label}/{nodes[node.head].text}" for node in nodes)


def test_an_english_preposition_marks_its_noun() -> None:
    nodes = tree(
        "en", "troops troop NOUN 1 nsubj", "left leave VERB 1 ROOT", "from from ADP 1 prep", "Goma Goma PROPN 2 pobj"
    )
    assert drawn(nodes) == "troops/nsubj/left left/root/left from/case/Goma Goma/obl/left"
    assert case_of(nodes[3], nodes, load_function_words("en")) == "from"


def test_under_a_noun_it_is_a_nominal_complement() -> None:
    nodes = tree("en", "army army NOUN 0 ROOT", "of of ADP 0 prep", "Mali Mali PROPN 1 pobj")
    assert drawn(nodes) == "army/root/army of/case/Mali Mali/nmod/army"


def test_two_prepositions_mark_together() -> None:
    nodes = tree(
        "en",
        "withdrew withdraw VERB 0 ROOT",
        "out out ADP 0 prep",
        "of of ADP 1 prep",
        "Goma Goma PROPN 2 pobj",
    )
    assert drawn(nodes) == "withdrew/root/withdrew out/case/Goma of/case/Goma Goma/obl/withdrew"
    assert case_of(nodes[3], nodes, load_function_words("en")) == "out of"


def test_an_english_agent_is_an_agent() -> None:
    nodes = tree(
        "en",
        "Goma Goma PROPN 2 nsubjpass",
        "was be AUX 2 auxpass",
        "shelled shell VERB 2 ROOT VerbForm=Part",
        "by by ADP 2 agent",
        "rebels rebel NOUN 3 pobj",
    )
    assert (
        drawn(nodes)
        == "Goma/nsubj:pass/shelled was/aux:pass/shelled shelled/root/shelled by/case/rebels rebels/obl:agent/shelled"
    )


def test_a_gerund_after_a_preposition_is_a_clause() -> None:
    nodes = tree(
        "en",
        "accused accuse VERB 0 ROOT",
        "Chad Chad PROPN 0 dobj",
        "of of ADP 0 prep",
        "arming arm VERB 2 pcomp",
        "rebels rebel NOUN 3 dobj",
    )
    assert drawn(nodes) == "accused/root/accused Chad/obj/accused of/case/arming arming/advcl/accused rebels/obj/arming"


@pytest.mark.parametrize("label", ["attr", "acomp"])
def test_the_english_copula_goes_under_its_predicate(label: str) -> None:
    nodes = tree("en", "Turkey Turkey PROPN 1 nsubj", "is be AUX 1 ROOT", f"ready ready ADJ 1 {label}")
    assert drawn(nodes) == "Turkey/nsubj/ready is/cop/ready ready/root/ready"


def test_a_reported_copula_keeps_its_governor() -> None:
    nodes = tree(
        "en",
        "says say VERB 0 ROOT",
        "Turkey Turkey PROPN 2 nsubj",
        "is be AUX 0 ccomp",
        "ready ready ADJ 2 acomp",
    )
    assert drawn(nodes) == "says/root/says Turkey/nsubj/ready is/cop/ready ready/ccomp/says"


def test_other_verbs_keep_their_predicate() -> None:
    nodes = tree("en", "He he PRON 1 nsubj", "remains remain VERB 1 ROOT", "president president NOUN 1 attr")
    assert drawn(nodes) == "He/nsubj/remains remains/root/remains president/xcomp/remains"


def test_subtypes_go_but_those_frames_need() -> None:
    nodes = tree(
        "fr",
        "Accra Accra PROPN 1 nsubj:outer",
        "aide aider VERB 1 ROOT",
        "Lomé Lomé PROPN 1 obl:arg",
    )
    assert drawn(nodes) == "Accra/nsubj/aide aide/root/aide Lomé/obl/aide"


def test_contractions_are_undone() -> None:
    nodes = tree("fr", "armée armée NOUN 0 ROOT", "du du ADP 2 case", "Mali Mali PROPN 0 nmod")
    assert case_of(nodes[2], nodes, load_function_words("fr")) == "de"
    assert case_of(nodes[0], nodes, load_function_words("fr")) is None


def test_fixed_words_join_the_adposition() -> None:
    nodes = tree(
        "fr",
        "parle parler VERB 0 ROOT",
        "auprès auprès ADP 3 case",
        "de de ADP 1 fixed",
        "Rome Rome PROPN 0 obl",
    )
    assert case_of(nodes[3], nodes, load_function_words("fr")) == "auprès de"


def test_an_adverb_with_its_noun_is_one_complement() -> None:
    nodes = tree(
        "fr",
        "réuni réunir VERB 0 ROOT",
        "lors lors ADV 0 advmod",
        "de de ADP 3 case",
        "sommet sommet NOUN 1 obl:arg",
    )
    assert drawn(nodes) == "réuni/root/réuni lors/case/sommet de/case/sommet sommet/obl/réuni"
    assert case_of(nodes[3], nodes, load_function_words("fr")) == "lors de"


@pytest.mark.parametrize(
    ("verb", "label"), [("partir partir VERB", "nsubj"), ("faut falloir VERB", "expl"), ("reste rester VERB", "expl")]
)
def test_a_personal_il_is_a_subject(verb: str, label: str) -> None:
    assert tree("fr", "Il il PRON 1 expl:subj", f"{verb} 1 ROOT")[0].label == label


def test_an_object_under_an_adposition_is_none() -> None:
    nodes = tree("es", "pide pedir VERB 0 ROOT", "con con ADP 2 case", "Lima Lima PROPN 0 obj")
    assert nodes[2].label == "obl"


@pytest.mark.parametrize(("auxiliary", "label"), [("fue ser AUX 2 aux", "nsubj:pass"), ("ha haber AUX 2 aux", "nsubj")])
def test_a_spanish_passive_is_seen_by_its_auxiliary(auxiliary: str, label: str) -> None:
    nodes = tree(
        "es",
        "Lima Lima PROPN 2 nsubj",
        auxiliary,
        "atacada atacar VERB 2 ROOT VerbForm=Part",
        "por por ADP 4 case",
        "rebeldes rebelde NOUN 2 obj",
    )
    assert nodes[0].label == label
    assert nodes[4].label == ("obl:agent" if label == "nsubj:pass" else "obl")


def test_an_object_behind_a_day_stays_one() -> None:
    nodes = tree(
        "fr",
        "Lomé Lomé PROPN 1 nsubj",
        "signe signer VERB 1 ROOT",
        "mercredi mercredi NOUN 1 obl:mod",
        "un un DET 4 det",
        "pacte pacte NOUN 1 obl:mod",
    )
    assert drawn(nodes) == "Lomé/nsubj/signe signe/root/signe mercredi/obl/signe un/det/pacte pacte/obj/signe"


def test_a_spanish_relative_with_two_objects_is_the_subject() -> None:
    nodes = tree(
        "es",
        "rebeldes rebelde NOUN 4 nsubj",
        "que que PRON 2 obj",
        "tomaron tomar VERB 0 acl",
        "Goma Goma PROPN 2 obj",
        "huyeron huir VERB 4 ROOT",
    )
    assert drawn(nodes).startswith("rebeldes/nsubj/huyeron que/nsubj/tomaron tomaron/acl:relcl/rebeldes Goma/obj")
