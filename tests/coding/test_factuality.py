"""Did it happen? Negation, tense, mood and the verbs above an act, in three languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from samples import gaps, paragraph

from depeche.coding.factuality import Judgement, judge
from depeche.language.analysis import analyse
from depeche.language.grammar import Tree, grow
from depeche.records import Span

Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
Case = tuple[str, str, str, str]

# language, sentence with the ⟦act⟧, factuality, the words that decide it
CASES: tuple[Case, ...] = (
    # told as done
    ("fr", "L'armée a ⟦bombardé⟧ le port.", "asserted", ""),
    ("fr", "L'armée ⟦bombarde⟧ le port depuis lundi.", "asserted", ""),
    ("fr", "La radio affirme que l'armée a ⟦bombardé⟧ le port.", "asserted", ""),
    ("fr", "Le président a ordonné l'enquête après que l'armée a ⟦bombardé⟧ le port.", "asserted", ""),
    ("fr", "L'armée n'a pas seulement ⟦bombardé⟧ le port.", "asserted", ""),
    ("fr", "L'armée n'a ⟦bombardé⟧ que le port.", "asserted", ""),
    ("es", "El ejército ⟦bombardeó⟧ el puerto.", "asserted", ""),
    ("es", "El ejército ha ⟦bombardeado⟧ el puerto.", "asserted", ""),
    ("es", "La radio afirma que el ejército ⟦bombardeó⟧ el puerto.", "asserted", ""),
    ("es", "El ejército no solo ⟦bombardeó⟧ el puerto.", "asserted", ""),
    ("en", "The army ⟦shelled⟧ the port.", "asserted", ""),
    ("en", "The army has been ⟦shelling⟧ the port.", "asserted", ""),
    ("en", "The radio says the army ⟦shelled⟧ the port.", "asserted", ""),
    ("en", "The army did not only ⟦shell⟧ the port.", "asserted", ""),
    ("en", "Residents left after the army ⟦shelled⟧ the port.", "asserted", ""),
    # a condition is one, negated or not; a headline's infinitive is a plan
    ("fr", "Si Israël ne ⟦retire⟧ pas ses troupes, la trêve prendra fin.", "hypothetical", "Si"),
    ("en", "If Israel does not ⟦withdraw⟧ its troops, the truce will end.", "hypothetical", "If"),
    ("en", "Minister to ⟦visit⟧ Rabat", "planned", "to"),
    # denied
    ("fr", "L'armée n'a pas ⟦bombardé⟧ le port.", "denied", "pas"),
    ("fr", "L'armée n'a jamais ⟦bombardé⟧ le port.", "denied", "jamais"),
    ("fr", "Aucun avion n'a ⟦bombardé⟧ le port.", "denied", "Aucun"),
    ("fr", "L'armée nie avoir ⟦bombardé⟧ le port.", "denied", "nie"),
    ("fr", "Le colonel a refusé de ⟦bombarder⟧ le port.", "denied", "refusé"),
    ("fr", "L'armée est partie sans ⟦bombarder⟧ le port.", "denied", "sans"),
    ("fr", "L'armée a renoncé à ⟦bombarder⟧ le port.", "denied", "renoncé"),
    ("fr", "La trêve a empêché l'armée de ⟦bombarder⟧ le port.", "denied", "empêché"),
    ("es", "El ejército no ⟦bombardeó⟧ el puerto.", "denied", "no"),
    ("es", "El ejército nunca ⟦bombardeó⟧ el puerto.", "denied", "nunca"),
    ("es", "Ningún avión ⟦bombardeó⟧ el puerto.", "denied", "Ningún"),
    ("es", "El ejército niega haber ⟦bombardeado⟧ el puerto.", "denied", "niega"),
    ("es", "El ejército desmintió haber ⟦bombardeado⟧ el puerto.", "denied", "desmintió"),
    ("es", "El coronel se fue sin ⟦bombardear⟧ el puerto.", "denied", "sin"),
    ("es", "El gobierno renunció a ⟦bombardear⟧ el puerto.", "denied", "renunció"),
    ("es", "El ejército evitó ⟦bombardear⟧ el puerto.", "denied", "evitó"),
    ("fr", "Ses efforts infructueux pour ⟦rencontrer⟧ le ministre sont loin.", "denied", "infructueux"),
    ("es", "La ministra trató en vano de ⟦mediar⟧ en el conflicto.", "denied", "vano"),
    ("en", "The envoy tried unsuccessfully to ⟦meet⟧ the rebels.", "denied", "unsuccessfully"),
    ("en", "The army did not ⟦shell⟧ the port.", "denied", "not"),
    ("en", "The army never ⟦shelled⟧ the port.", "denied", "never"),
    ("en", "No ship ⟦shelled⟧ the port.", "denied", "No"),
    ("en", "The army denied ⟦shelling⟧ the port.", "denied", "denied"),
    ("en", "The army denies having ⟦shelled⟧ the port.", "denied", "denies"),
    ("en", "The colonel refused to ⟦shell⟧ the port.", "denied", "refused"),
    ("en", "The army left without ⟦shelling⟧ the port.", "denied", "without"),
    ("en", "The army failed to ⟦capture⟧ the port.", "denied", "failed"),
    ("en", "The truce prevented the army from ⟦shelling⟧ the port.", "denied", "prevented"),
    # planned
    ("fr", "L'armée ⟦bombardera⟧ le port.", "planned", "bombardera"),
    ("fr", "L'armée va ⟦bombarder⟧ le port.", "planned", "va"),
    ("fr", "L'armée veut ⟦bombarder⟧ le port.", "planned", "veut"),
    ("fr", "L'armée doit ⟦bombarder⟧ le port demain.", "planned", "doit"),
    ("fr", "L'armée prévoit de ⟦bombarder⟧ le port.", "planned", "prévoit"),
    ("fr", "L'armée s'apprête à ⟦bombarder⟧ le port.", "planned", "apprête"),
    ("fr", "L'armée avance pour ⟦bombarder⟧ le port.", "planned", "pour"),
    ("fr", "L'armée a l'intention de ⟦bombarder⟧ le port.", "planned", "intention"),
    ("fr", "L'armée est prête à ⟦bombarder⟧ le port.", "planned", "prête"),
    ("fr", "Le port sera ⟦bombardé⟧ par l'armée.", "planned", "sera"),
    ("es", "El ejército ⟦bombardeará⟧ el puerto.", "planned", "bombardeará"),
    ("es", "El ejército va a ⟦bombardear⟧ el puerto.", "planned", "va"),
    ("es", "El ejército quiere ⟦bombardear⟧ el puerto.", "planned", "quiere"),
    ("es", "El ejército planea ⟦bombardear⟧ el puerto.", "planned", "planea"),
    ("es", "El ejército pretende ⟦bombardear⟧ el puerto.", "planned", "pretende"),
    ("es", "El ejército avanza para ⟦bombardear⟧ el puerto.", "planned", "para"),
    ("es", "El ejército tiene la intención de ⟦bombardear⟧ el puerto.", "planned", "intención"),
    ("es", "El puerto será ⟦bombardeado⟧ por el ejército.", "planned", "será"),
    ("en", "The army will ⟦shell⟧ the port.", "planned", "will"),
    ("en", "The army wants to ⟦shell⟧ the port.", "planned", "wants"),
    ("en", "The army plans to ⟦shell⟧ the port.", "planned", "plans"),
    ("en", "The army is preparing to ⟦shell⟧ the port.", "planned", "preparing"),
    ("en", "The army is ready to ⟦shell⟧ the port.", "planned", "ready"),
    ("en", "The army announced a plan to ⟦shell⟧ the port.", "planned", "plan"),
    ("en", "The port will be ⟦shelled⟧ by the army.", "planned", "will"),
    # possible
    ("fr", "L'armée aurait ⟦bombardé⟧ le port.", "hypothetical", "aurait"),
    ("fr", "L'armée pourrait ⟦bombarder⟧ le port.", "hypothetical", "pourrait"),
    ("fr", "L'armée peut ⟦bombarder⟧ le port.", "hypothetical", "peut"),
    ("fr", "Les habitants craignent que l'armée ⟦bombarde⟧ le port.", "hypothetical", "craignent"),
    ("fr", "L'armée a peut-être ⟦bombardé⟧ le port.", "hypothetical", "peut-être"),
    ("es", "El ejército ⟦bombardearía⟧ el puerto.", "hypothetical", "bombardearía"),
    ("es", "El ejército habría ⟦bombardeado⟧ el puerto.", "hypothetical", "habría"),
    ("es", "El ejército podría ⟦bombardear⟧ el puerto.", "hypothetical", "podría"),
    ("es", "Los vecinos se irán si el ejército ⟦bombardea⟧ el puerto.", "hypothetical", "si"),
    ("es", "Los vecinos temen que el ejército ⟦bombardee⟧ el puerto.", "hypothetical", "temen"),
    ("es", "Quizá el ejército ⟦bombardeó⟧ el puerto.", "hypothetical", "Quizá"),
    ("en", "The army would ⟦shell⟧ the port.", "hypothetical", "would"),
    ("en", "The army may have ⟦shelled⟧ the port.", "hypothetical", "may"),
    ("en", "The army could ⟦shell⟧ the port.", "hypothetical", "could"),
    ("en", "Residents will leave if the army ⟦shells⟧ the port.", "hypothetical", "if"),
    ("en", "Residents fear the army might ⟦shell⟧ the port.", "hypothetical", "might"),
    ("en", "Residents fear the army ⟦shelled⟧ the port.", "hypothetical", "fear"),
    ("en", "Perhaps the army ⟦shelled⟧ the port.", "hypothetical", "Perhaps"),
    # acts told by nouns
    ("fr", "L'armée a lancé un ⟦bombardement⟧.", "asserted", ""),
    ("fr", "L'armée va lancer un ⟦bombardement⟧.", "planned", "va"),
    ("fr", "L'armée prépare un ⟦bombardement⟧.", "planned", "prépare"),
    ("fr", "L'armée n'a pas mené de ⟦bombardement⟧.", "denied", "pas"),
    ("fr", "L'armée nie tout ⟦bombardement⟧.", "denied", "nie"),
    ("fr", "Les habitants redoutent un ⟦bombardement⟧.", "hypothetical", "redoutent"),
    ("fr", "Un éventuel ⟦bombardement⟧ inquiète les habitants.", "hypothetical", "éventuel"),
    ("es", "El ejército lanzó un ⟦bombardeo⟧.", "asserted", ""),
    ("es", "El ejército prepara un ⟦bombardeo⟧.", "planned", "prepara"),
    ("es", "El ejército niega el ⟦bombardeo⟧.", "denied", "niega"),
    ("es", "Los vecinos temen un ⟦bombardeo⟧.", "hypothetical", "temen"),
    ("en", "The army launched a ⟦bombardment⟧.", "asserted", ""),
    ("en", "The army will launch a ⟦bombardment⟧.", "planned", "will"),
    ("en", "The army is planning a ⟦bombardment⟧.", "planned", "planning"),
    ("en", "The army denied the ⟦bombardment⟧.", "denied", "denied"),
    ("en", "Residents fear a ⟦bombardment⟧.", "hypothetical", "fear"),
    ("en", "The army did not launch any ⟦bombardment⟧.", "denied", "not"),
    ("en", "The army is going to ⟦shell⟧ the port.", "planned", "going"),
)


# right, but not yet read so: the reason, then the case as above
KNOWN_GAPS: tuple[tuple[str, Case], ...] = (
    (
        "French parse: dément taken for an adverb, the sentence without a verb",
        ("fr", "L'armée dément avoir ⟦bombardé⟧ le port.", "denied", "dément"),
    ),
    (
        "a marker of several words parsed as noun and clause (au lieu de)",
        ("fr", "La délégation s'est retirée au lieu de ⟦signer⟧ le texte.", "denied", "au"),
    ),
    (
        "French pipeline: a form it does not know has no mood",
        ("fr", "L'armée ⟦bombarderait⟧ le port.", "hypothetical", "bombarderait"),
    ),
    (
        "French parse: risque taken for an adjective",
        ("fr", "L'armée risque de ⟦bombarder⟧ le port.", "hypothetical", "risque"),
    ),
    (
        "French parse: bombarde taken for a noun's participle",
        ("fr", "Les habitants partiront si l'armée ⟦bombarde⟧ le port.", "hypothetical", "si"),
    ),
    (
        "a marker of several words parsed as noun and complement (en cas de)",
        ("fr", "Les habitants partiront en cas de ⟦bombardement⟧.", "hypothetical", "en"),
    ),
)


def judged(unmark: Unmark, language: str, marked: str) -> tuple[Tree, Judgement]:
    text, (span,) = unmark(marked)
    (sentence,) = analyse(paragraph(language, text))
    (index,) = [token.index for token in sentence.tokens if token in span]
    tree = grow(sentence)
    return tree, judge(tree, index, (index,))


@pytest.mark.parametrize(("language", "marked", "factuality", "deciding"), [*CASES, *gaps(KNOWN_GAPS)])
def test_whether_it_happened(unmark: Unmark, language: str, marked: str, factuality: str, deciding: str) -> None:
    tree, judgement = judged(unmark, language, marked)
    assert judgement.factuality == factuality, judgement.rule
    assert " ".join(tree.tokens[i].text for i in judgement.tokens[:1]) == deciding


@pytest.mark.parametrize(
    ("language", "marked", "disclaimed"),
    [
        ("fr", "L'armée nie avoir ⟦bombardé⟧ le port.", True),
        ("fr", "Le colonel a refusé de ⟦bombarder⟧ le port.", False),
        ("es", "El ejército niega haber ⟦bombardeado⟧ el puerto.", True),
        ("en", "The army denied ⟦shelling⟧ the port.", True),
        ("en", "The army failed to ⟦capture⟧ the port.", False),
    ],
)
def test_a_denial_answers_what_others_say(unmark: Unmark, language: str, marked: str, disclaimed: bool) -> None:
    _, judgement = judged(unmark, language, marked)
    assert judgement.disclaimed is disclaimed
    assert judgement.governor is not None
