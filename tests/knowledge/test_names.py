"""Names over a text: every spelling found, no word taken for a name, every reading kept."""

from __future__ import annotations

import random
import time

import pytest

from depeche.knowledge.names import load_names
from depeche.knowledge.shadow import name_key, shadow, words

# ⟦name⟧, and the ids among its readings; the first is the best
SENTENCES = [
    ("⟦Etats-Unis⟧", "USA"),
    ("les ⟦États Unis⟧ hésitent", "USA"),
    ("SOMMET EN ⟦COREE DU NORD⟧", "PRK"),
    ("la ⟦Corée du nord⟧ se tait", "PRK"),
    ("⟦EE.UU.⟧ y México", "USA"),
    ("⟦EE. UU.⟧ responde", "USA"),
    ("⟦EE UU⟧ responde", "USA"),
    ("the ⟦U.S.⟧ envoy", "USA"),
    ("⟦Kim Jong Un⟧ parle", "kim-jong-un"),
    ("⟦Kim Jong-un⟧ parle", "kim-jong-un"),
    ("⟦Kim\u00a0Jong\u2011Un⟧ parle", "kim-jong-un"),
    ("⟦Zelenski⟧ viajó", "volodymyr-zelensky"),
    ("⟦Zelenskyy⟧ flew", "volodymyr-zelensky"),
    ("⟦Zelensky⟧ part", "volodymyr-zelensky"),
    ("l’⟦Otan⟧ se réunit", "nato"),
    ("l'⟦OTAN⟧ se réunit", "nato"),
    ("el ⟦Kremlin⟧ calla", "RUS"),
    ("l’⟦Élysée⟧ confirme", "FRA"),
    ("des diplomates ⟦nord-coréens⟧", "PRK"),
    ("⟦Russians⟧ vote", "RUS"),
    ("⟦Bruselas⟧ cede", "european-union"),
    ("the ⟦Pentagon⟧ declined", "USA"),
    ("⟦E\u0301rythre\u0301e⟧ en guerre", "ERI"),  # decomposed accents
    ("à ⟦Charm el-Cheikh⟧", "sharm-el-sheikh"),
    ("en ⟦Leópolis⟧", "lviv"),
    ("⟦Taiwan Strait⟧ patrol", "taiwan-strait"),
    ("un traité ⟦franco⟧-italien", "FRA"),
    ("un traité franco-⟦italien⟧", "ITA"),
    ("⟦Sino⟧-Russian trade", "CHN"),
    ("⟦Corea⟧ calla", "KOR"),
]

NO_NAMES = [
    "tell us who it is",
    "it may or may not",
    "a turkey and a chad",
    "le maire de la commune",
    "si mai sur or",
    "He will go to the market in May",
    "the west wind",
    "Pie XI est mort",
    "los bancos y la unión",
    "un franco y medio",
    "con fines de lucro",
    "le Pôle emploi",
    "polish the brass",
    "a tent pole",
]


@pytest.mark.parametrize(("marked", "id"), SENTENCES)
def test_names_in_sentences(marked: str, id: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    hit = next(hit for hit in load_names().find(text) if (hit.start, hit.end) == (start, end))
    assert hit.senses[0].id == id


@pytest.mark.parametrize("text", NO_NAMES)
def test_words_that_are_no_names(text: str) -> None:
    assert [text[hit.start : hit.end] for hit in load_names().find(text)] == []


def test_capital_is_metonym_and_place() -> None:
    senses = load_names().named("Pyongyang")
    assert [(sense.id, sense.form, sense.literal) for sense in senses] == [
        ("PRK", "metonym", "Pyongyang"),
        ("pyongyang", "place", None),
    ]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Congo", {"COG", "COD"}),
        ("Bush", {"george-w-bush", "george-h-w-bush"}),
        ("Clinton", {"bill-clinton", "hillary-clinton"}),
        ("ELN", {"eln", "nla"}),
        ("Georgia", {"GEO", "georgia-us-state"}),
    ],
)
def test_ambiguous_names_keep_every_reading(name: str, ids: set[str]) -> None:
    assert ids <= {sense.id for sense in load_names().named(name)}


def test_acronyms_that_are_words_are_not_read_in_lines_of_capitals() -> None:
    text = "WHO WILL LEAVE NEXT"
    assert load_names().find(text) == ()
    assert load_names().find("The WHO will leave next")[0].senses[0].id == "world-health-organization"


def test_sentence_end_parts_two_names() -> None:
    text = "Ils quittent le Congo. Brazzaville proteste."
    assert [text[hit.start : hit.end] for hit in load_names().find(text)] == ["Congo", "Brazzaville"]


ALPHABET = "aéÉßœŒİıøÅ’'‑-. \u00a0\u202f\u00ad\u0301🙂中ЯA"


def test_hits_are_inside_in_order_and_apart() -> None:
    parts = ["États-Unis", "Kim Jong-un", "EE. UU.", "Pékin", "U.S.", "Otan"]
    chance = random.Random(7)
    for _ in range(200):
        text = "".join(chance.choice(parts) if chance.random() < 0.3 else chance.choice(ALPHABET) for _ in range(30))
        assert len(shadow(text)) == len(text)
        ends = [0]
        for hit in load_names().find(text):
            assert ends[-1] <= hit.start < hit.end <= len(text)
            assert hit.senses
            ends.append(hit.end)


@pytest.mark.parametrize(
    "name", ["Côte d’Ivoire", "EE. UU.", "Kim Jong-Un", "E\u0301lyse\u0301e", "N'Djamena", "São Tomé"]
)
def test_a_names_key_is_its_words(name: str) -> None:
    assert name_key(name) == " ".join(word for word, _, _ in words(name))


def test_finding_is_linear(record_property: pytest.RecordProperty) -> None:
    text = "Le président Vladimir Poutine a reçu à Moscou une délégation de l’Union européenne. " * 1200
    load_names()
    started = time.perf_counter()
    hits = load_names().find(text)
    record_property("seconds_for_100k", time.perf_counter() - started)  # 0.05 to 0.1 s on a laptop
    assert len(hits) == 1200 * 3


# another spelling of a name, whose it is
SPELLINGS = (
    ("Yeyhun Bairámov", "jeyhun-bayramov"),
    ("Djeyhoun Bayramof", "jeyhun-bayramov"),
    ("Serguey Lavrof", "sergei-lavrov"),
    ("Dmitri Medvediev", "dmitry-medvedev"),
)


@pytest.mark.parametrize(("spelling", "id"), SPELLINGS)
def test_transliterations(spelling: str, id: str) -> None:
    assert load_names().sounding_like(spelling) == (id,)


@pytest.mark.parametrize("other", ["Lavrov", "Jean Dupont", "Li Na", ""])
def test_no_transliteration(other: str) -> None:
    assert load_names().sounding_like(other) == ()
