"""Agreement with hand-made answers: known hits and misses, exact figures."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from depeche.analysis.agreement import Agreement, score_article, table
from depeche.analysis.answers import read_gold
from depeche.errors import DepecheError

TEXT = """Lisbonne accueille Inés Prado
Le président Rui Duarte et Inés Prado à Évora, mardi - ACME/ Lia Sousa
El presidente Rui Duarte e Inés Prado en Évora, el martes - ACME/ Lia Sousa
Rui Duarte a reçu mardi à Évora la ministre Inés Prado. « Nous signerons un accord », a dit la ministre. \
Un témoin, qui craint une visite ratée, accuse Madrid. Duarte n'a jamais rompu avec l'Espagne."""


def words(piece: str, nth: int = 0) -> dict[str, int]:
    """Where the piece stands, the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(piece, start + 1)
    return {"start": start, "end": start + len(piece)}


def mention(piece: str, nth: int = 0, form: str = "name", **more: Any) -> dict[str, Any]:
    return {**words(piece, nth), "form": form, **more}


def block(block_id: str, kind: str, piece: str, language: str = "fr", **more: Any) -> dict[str, Any]:
    return {"id": block_id, "kind": kind, "language": language, **words(piece), **more}


def event(
    event_id: str, kind: str, trigger: str, actors: list[str], recipients: list[str], **more: Any
) -> dict[str, Any]:
    told = {"evidence": [words(trigger)], "mentions": [], "trigger": words(trigger)}
    rest = {"date": None, "place": None, "factuality": "asserted", "background": False, "attribution": "reporter"}
    return {"id": event_id, "type": kind, "actors": actors, "recipients": recipients, **rest, **told, **more}


CREDIT = {"agencies": ["ACME"], "photographer": "Lia Sousa", "via": None}
GOLD: dict[str, Any] = {
    "schema": "depeche/1",
    "article": {
        "id": "evora",
        "text": TEXT,
        "blocks": [
            block("b1", "title", "Lisbonne accueille Inés Prado"),
            block(
                "b2", "caption", "Le président Rui Duarte et Inés Prado à Évora, mardi",
                credit=CREDIT, pair_with="b3",
            ),
            block(
                "b3", "caption", "El presidente Rui Duarte e Inés Prado en Évora, el martes", "es",
                credit=CREDIT, pair_with="b2", archive=True,
            ),
            block("b4", "paragraph", TEXT.splitlines()[3]),
        ],
    },
    "actors": [
        {"id": "PRT", "kind": "state", "name": "Portugal", "state": "PRT",
         "mentions": [mention("Lisbonne", form="metonym")]},
        {"id": "ESP", "kind": "state", "name": "Spain", "state": "ESP",
         "mentions": [mention("Madrid", form="metonym"), mention("Espagne")]},
        {"id": "ines-prado", "kind": "person", "name": "Inés Prado", "state": "ESP",
         "mentions": [mention("Inés Prado"), mention("Inés Prado", 3), mention("la ministre", 1, "role")]},
        {"id": "rui-duarte", "kind": "person", "name": "Rui Duarte", "state": "PRT",
         "mentions": [mention("Rui Duarte", 2), mention("Duarte", 3)]},
        {"id": "_1", "kind": "person", "name": "a witness", "state": None,
         "mentions": [mention("Un témoin", form="role")]},
    ],
    "dates": [
        {**words("mardi", 1), "value": "2024-05-14/2024-05-14"},
        {**words("jamais"), "value": None, "optional": True},
    ],
    "places": [{**words("Évora", 2), "name": "Évora", "country": "PRT"}],
    "quotes": [{**words("Nous signerons un accord"), "kind": "direct", "speaker": "ines-prado"}],
    "events": [
        event("v1", "CONSULT", "reçu", ["ines-prado"], ["rui-duarte"], date="2024-05-14/2024-05-14",
              place={"name": "Évora", "country": "PRT"}, accept={"reciprocal_actors": True, "place": ["PRT"]}),
        event("v2", "AGREE", "signerons", ["ESP"], ["PRT"], factuality="planned", attribution="ines-prado",
              accept={"type_factuality": [["SUPPORT", "asserted"]], "no_date": True}),
        event("v3", "ACCUSE", "accuse", ["_1"], ["ESP"], tier="fine"),
    ],
    "relations": [{"subject": "rui-duarte", "relation": "leads", "object": "PRT", "evidence": [words("Rui Duarte")]}],
    "non_events": [{**words("une visite ratée"), "tempting_type": "CONSULT/visit"}],
}  # fmt: skip


def spoilt(*changes: Callable[[dict[str, Any]], object]) -> Agreement:
    """The answer itself as a prediction, with changes."""
    prediction = copy.deepcopy(GOLD)
    for change in changes:
        change(prediction)
    return score_article(GOLD, prediction)


def test_an_answer_agrees_with_itself() -> None:
    found = spoilt()
    assert found.overall == 1
    assert found.same_text
    assert found.events.events.right == 3
    assert found.events.fine.value == 1
    assert found.relations.recall.value == 1
    assert (found.events.missed, found.events.wrong, found.malformed) == ((), (), ())
    assert json.loads(msgspec.json.encode(found))["dates"]["dates"]["f1"] == 1


def test_nothing_found_is_nothing() -> None:
    assert score_article(GOLD, {}).overall == 0
    assert not score_article(GOLD, {}).same_text


# ---- layers ---------------------------------------------------------------------------------------------------------


def test_blocks_ask_for_kind_and_extent() -> None:
    found = spoilt(
        lambda p: p["article"]["blocks"][0].update(kind="heading"),
        lambda p: p["article"]["blocks"][3].update(language="es"),
    ).blocks
    assert (found.blocks.right, found.blocks.predicted, found.blocks.gold) == (3, 4, 4)
    assert (found.language.right, found.language.of) == (2, 3)


def test_captions_ask_for_twin_credit_and_age() -> None:
    def change(p: dict[str, Any]) -> None:
        first, second = p["article"]["blocks"][1:3]
        first.update(pair_with=None, credit={**CREDIT, "agencies": ["Acme", "Reuters"]})
        second.update(pair_with=None, archive=False, credit={**CREDIT, "photographer": "LIA SOUSA"})

    found = spoilt(change).captions
    assert found is not None
    assert found.pairing.f1 == 0
    assert (found.agencies.value, found.photographer.value, found.archive.value) == (0.5, 1.0, 0.5)
    assert found.score == pytest.approx((0 + 0.5 + 1 + 0.5) / 4)


def test_without_captions_they_do_not_count() -> None:
    gold = copy.deepcopy(GOLD)
    gold["article"]["blocks"] = [b for b in gold["article"]["blocks"] if b["kind"] != "caption"]
    found = score_article(gold, gold)
    assert found.captions is None
    assert found.overall == 1


def test_mentions_ask_for_words_and_id() -> None:
    def change(p: dict[str, Any]) -> None:
        p["actors"][0]["mentions"].append(mention("Madrid"))  # two ids for the same words, one of them wrong
        p["actors"][2]["mentions"] = [mention("Inés"), mention("Inés Prado", 3), mention("ministre", 1, "role")]

    found = spoilt(change).mentions
    assert (found.spans.right, found.spans.predicted, found.spans.gold) == (9, 10, 10)
    assert found.mentions.right == 8
    assert (found.linking.right, found.linking.of) == (8, 9)
    assert (found.recall["metonym"].value, found.recall["role"].value) == (0.5, 1.0)
    assert [m.split(" ", 1)[1] for m in found.missed] == ["Inés Prado", "Madrid"]


def test_pronouns_demonyms_and_titles_are_not_judged() -> None:
    def change(p: dict[str, Any]) -> None:
        p["actors"][2]["mentions"].append(mention("Nous", form="pronoun"))
        p["actors"][3]["roles"] = [{"title": "président", **words("président")}]

    found = spoilt(change).mentions.mentions
    assert (found.right, found.predicted, found.gold) == (10, 10, 10)


def test_actors_are_those_of_the_events() -> None:
    found = spoilt(lambda p: p["actors"].append({"id": "nato", "kind": "organisation"})).actors
    assert (found.actors.right, found.actors.predicted, found.actors.gold) == (5, 6, 5)
    assert found.wrong == ("nato",)


def test_dates_ask_for_overlap_and_interval() -> None:
    found = spoilt(lambda p: p["dates"][0].update(value="2024-05-21"), lambda p: p["dates"].pop()).dates
    assert (found.dates.right, found.dates.predicted, found.dates.gold) == (0, 1, 1)
    assert (found.spans.f1, found.interval.value) == (1.0, 0.0)


def test_quotes_ask_for_speech_and_speaker() -> None:
    assert spoilt(lambda p: p["quotes"][0].update(kind="not_speech")).quotes.quotes.f1 == 0
    assert spoilt(lambda p: p["quotes"][0].update(kind="partial")).quotes.quotes.f1 == 1
    other = spoilt(lambda p: p["quotes"][0].update(speaker="rui-duarte")).quotes
    assert (other.quotes.f1, other.spans.f1, other.speaker.value) == (0.0, 1.0, 0.0)


# ---- events ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, True),
        ({"actors": ["ESP"]}, True),  # a state for its minister
        ({"actors": ["PRT"]}, False),
        ({"actors": [], "recipients": ["rui-duarte"]}, False),
        ({"actors": ["rui-duarte", "ines-prado"], "recipients": []}, True),  # accepted: both as actors
        ({"actors": ["rui-duarte"], "recipients": ["ines-prado"]}, False),
        ({"type": "AGREE"}, False),
        ({"trigger": words("craint"), "evidence": [], "mentions": []}, False),  # another sentence
        ({"trigger": words("craint"), "evidence": [words("reçu")]}, True),
    ],
)
def test_an_event_asks_for_type_dyad_and_sentence(change: dict[str, Any], right: bool) -> None:
    found = spoilt(lambda p: p["events"][0].update(change)).events
    assert any(label.startswith("v1 = ") for label in found.matched) is right
    assert bool(found.missed) is not right


def test_one_person_is_not_another_of_the_same_state() -> None:
    def change(p: dict[str, Any]) -> None:
        p["actors"].append({"id": "luis-vega", "kind": "person", "name": "Luis Vega", "state": "ESP"})
        p["events"][0]["actors"] = ["luis-vega"]

    assert spoilt(change).events.missed[0].startswith("v1 CONSULT")


def test_what_is_asked_of_a_matched_event() -> None:
    def change(p: dict[str, Any]) -> None:
        p["events"][0].update(date="2024-05-13", place={"name": "Porto", "country": "PRT"}, background=True)
        p["events"][1].update(type="SUPPORT", factuality="asserted", attribution="reporter")
        p["events"][2].update(factuality="denied")

    found = spoilt(change).events
    assert (found.events.right, found.events.recall) == (3, 1.0)
    assert (found.factuality.right, found.factuality.of) == (2, 3)  # SUPPORT asserted is accepted, the denial is not
    assert [label.split()[0] for label in found.wrong_factuality] == ["v3"]
    assert (found.background.right, found.attribution.right) == (2, 2)
    assert (found.date.right, found.date.of) == (1, 2)  # no date is asked of v2
    assert (found.place.right, found.place.of) == (1, 1)  # the country is accepted


def test_precision_is_over_all_and_recall_over_the_core() -> None:
    def change(p: dict[str, Any]) -> None:
        p["events"][1:] = [
            {**p["events"][0], "id": "again", "trigger": words("accueille"), "evidence": [words("reçu")]},
            event("made-up", "COERCE", "ratée", ["PRT"], ["ESP"]),
        ]

    found = spoilt(change).events
    assert found.events.precision == pytest.approx(2 / 3)
    assert found.events.recall == 0.5
    assert found.reports_per_event == 2
    assert found.fine.value == 0
    assert found.wrong == ("made-up COERCE PRT > ESP asserted",)


def test_words_that_only_tempt_are_a_false_alarm() -> None:
    visit = event("alarm", "CONSULT", "visite", ["ESP"], ["PRT"], evidence=[words("reçu")])
    found = spoilt(lambda p: p["events"].append(visit)).events
    assert found.false_alarms == ("alarm CONSULT ESP > PRT asserted",)
    assert (found.events.right, found.events.predicted) == (3, 4)


def test_an_event_may_be_told_within_another() -> None:
    gold = copy.deepcopy(GOLD)
    welcome = event("v0", "SUPPORT", "accueille", ["PRT"], ["ESP"], evidence=[words("accueille")])
    gold["events"].append({**welcome, "accept": {"merge_into": ["v1"]}})
    told = copy.deepcopy(GOLD)
    assert score_article(gold, told).events.missed == ("v0 SUPPORT PRT > ESP asserted",)
    told["events"][0]["evidence"].append(words("accueille"))
    assert score_article(gold, told).events.missed == ()


def test_a_nameless_actor_is_known_by_his_mentions() -> None:
    def renumber(p: dict[str, Any]) -> None:
        p["actors"].insert(0, {"id": "_1", "kind": "group", "mentions": [mention("Nous", form="pronoun")]})
        p["actors"][-1]["id"] = "_2"
        p["events"][2]["actors"] = ["_2"]

    assert spoilt(renumber).events.fine.value == 1
    assert spoilt(renumber, lambda p: p["events"][2].update(actors=["_1"])).events.fine.value == 0


def test_relations_ask_for_name_and_ends() -> None:
    other = spoilt(lambda p: p["relations"][0].update(relation="supports")).relations
    assert (other.recall.value, other.ends.value) == (0.0, 1.0)
    assert other.missed == ("rui-duarte leads PRT",)
    state = spoilt(lambda p: p["relations"][0].update(subject="ESP")).relations
    assert state.ends.value == 0


# ---- what cannot be read --------------------------------------------------------------------------------------------


def test_a_malformed_layer_counts_as_empty_and_is_named() -> None:
    found = spoilt(lambda p: p.update(dates=[{"start": 9, "end": 3}]), lambda p: p.update(quotes="none"))
    assert (found.dates.dates.f1, found.quotes.quotes.f1, found.events.events.f1) == (0.0, 0.0, 1.0)
    assert [layer.split(":")[0] for layer in found.malformed] == ["dates", "quotes"]


@pytest.mark.parametrize(
    ("gold", "prediction", "message"),
    [
        (GOLD, [], "prediction is not a JSON object"),
        ("x", GOLD, "answer is not a JSON object"),
        ({"schema": "other/3"}, GOLD, "neither depeche/1 nor depeche-gold/1"),
        ({**GOLD, "events": [{"type": 3}]}, GOLD, "events: "),
        ({"format": "depeche-gold/1"}, GOLD, "malformed"),
    ],
)
def test_malformed_files_are_refused_in_one_line(gold: object, prediction: object, message: str) -> None:
    with pytest.raises(DepecheError, match=message) as raised:
        score_article(gold, prediction)
    assert "\n" not in str(raised.value)


def test_the_table_names_what_is_missed() -> None:
    lines = table(spoilt(lambda p: p["events"].pop(0))).splitlines()
    assert lines[1].split()[:4] == ["blocks", "1.000", "1.000", "1.000"]
    assert "events missed: v1 CONSULT ines-prado > rui-duarte asserted" in lines
    assert lines[-1].startswith("overall 0.9")


# ---- the older format, against its own scorer -----------------------------------------------------------------------

ACCEPTANCE = Path(__file__).parents[3] / "shared" / "acceptance"
needs_acceptance = pytest.mark.skipif(
    not (ACCEPTANCE / "score.py").exists(), reason="no ../shared/acceptance beside the repository"
)


def gold_and_text() -> tuple[dict[str, Any], str]:
    gold = json.loads((ACCEPTANCE / "article.gold.json").read_text(encoding="utf-8"))
    return gold, (ACCEPTANCE / "article.txt").read_bytes().decode("utf-8")


def as_prediction(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """What a coder that finds the whole answer would print."""
    answer = msgspec.to_builtins(read_gold(gold))
    answer["article"] = {"id": "x", "text": text, "blocks": answer.pop("blocks")}
    for actor in answer["actors"]:
        actor["mentions"] = [m for m in actor["mentions"] if not m["aside"]]
    answer["actors"] = [actor for actor in answer["actors"] if actor["mentions"]]
    return json.loads(json.dumps(answer))  # type: ignore[no-any-return]


def thinned(prediction: dict[str, Any], every: int) -> dict[str, Any]:
    """Without every nth record of each layer, and with other types, sides and values in some that are left."""
    changed = copy.deepcopy(prediction)
    for holder, layer in [(changed["article"], "blocks"), *((changed, k) for k in ("dates", "quotes", "events"))]:
        holder[layer] = [record for n, record in enumerate(holder[layer], start=1) if n % every]
    for n, told in enumerate(changed["events"]):
        if n % every == 1:
            told["actors"], told["recipients"] = told["recipients"], told["actors"]
        if n % every == 2:
            told.update(factuality="hypothetical", date=None, attribution="nato")
    for n, said in enumerate(changed["quotes"]):
        said["speaker"] = "nato" if n % every == 1 else said["speaker"]
    for n, date in enumerate(changed["dates"]):
        date["value"] = "1999" if n % every == 1 else date["value"]
    for actor in changed["actors"]:
        actor["mentions"] = [m for n, m in enumerate(actor["mentions"], start=1) if n % every]
    return changed


def own_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("acceptance_score", ACCEPTANCE / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_acceptance
@pytest.mark.parametrize("every", [0, 2, 3, 5])
def test_figures_are_those_of_the_older_scorer(every: int) -> None:
    gold, text = gold_and_text()
    prediction = as_prediction(gold, text)
    prediction = thinned(prediction, every) if every else prediction
    theirs, ours = own_scorer().score(gold, text, prediction), score_article(gold, prediction)
    assert ours.same_text
    assert ours.captions is not None
    pairs = {
        "overall": (ours.overall, theirs["overall"]),
        "blocks": (ours.blocks.blocks.f1, theirs["blocks"]["f1"]),
        "captions": (ours.captions.score, theirs["captions"]["score"]),
        "mentions": (ours.mentions.mentions.f1, theirs["mentions"]["f1"]),
        "actors": (ours.actors.actors.f1, theirs["actors"]["f1"]),
        "dates": (ours.dates.dates.f1, theirs["dates"]["f1"]),
        "quotes": (ours.quotes.quotes.f1, theirs["quotes"]["f1"]),
        "events": (ours.events.events.f1, theirs["events"]["f1"]),
        "relations": (ours.relations.recall.value, theirs["relations"]["recall"]),
        **{
            figure: (getattr(ours.events, figure).value, theirs["events"][figure])
            for figure in ("factuality", "background", "date", "place", "attribution")
        },
    }
    apart = {layer: pair for layer, pair in pairs.items() if abs(pair[0] - pair[1]) > 0.02}
    assert apart == {}
    assert every or ours.overall == pytest.approx(1.0)
