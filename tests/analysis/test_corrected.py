"""What people corrected is what findings, reasons and exports tell when asked so, and only then."""

from __future__ import annotations

import csv
import json

import pytest
from stores import act, report, tell

from depeche.analysis.networks import network
from depeche.analysis.panels import panel
from depeche.analysis.relations import relations
from depeche.analysis.timelines import timeline
from depeche.exports.folder import export
from depeche.exports.formats import FORMATS
from depeche.presenting.explained import explain
from depeche.store.corrections import Said, record
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import open_writer

AS_CODED, AS_SAID = Query(), Query(corrected=True)
SAID = (
    Said(of="a/e1", field="actor", value="emmanuel-macron", who="Anna", note="see the title", evidence="RUS did AID"),
    Said(of="a/e1", field="date", value="2024-02-01"),
    Said(of="a/e2", verdict="retracted", who="Anna"),
    Said(of="a/e3", field="type", verdict="right"),
    Said(of="b", verdict="added", trigger="FRA did", values={"type": "ASSAULT", "actor": "FRA", "recipient": "MLI"}),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    acts = (act("AID", "RUS", "MLI"), act("THREATEN", "PRK", "KOR"), act("CONSULT", "PRK", "RUS"))
    b = report("b", "2024-01-20", act("AID", "FRA", "MLI"))
    path = tell(tmp_path_factory.mktemp("corrected") / "store", report("a", "2024-01-10", *acts), b)
    with open_writer(path) as writer:
        assert record(writer, SAID, lambda one, error: pytest.fail(str(error))) == 5
    with open_store(path) as opened:
        yield opened


def test_a_timeline(store):
    assert [(p.start.month, p.events) for p in timeline(store, AS_CODED).periods] == [(1, 4)]
    assert [(p.start.month, p.events) for p in timeline(store, AS_SAID).periods] == [(1, 3), (2, 1)]


def test_relations_know_the_state_of_whom_people_name(store):
    def ties(query):
        return {(tie.partner, tie.event_type, tie.events) for tie in relations(store, "FRA", query).ties}

    assert ties(AS_CODED) == {("MLI", "AID", 1)}
    assert ties(AS_SAID) == {("MLI", "AID", 2), ("MLI", "ASSAULT", 1)}
    ids = {one.event_id for tie in relations(store, "FRA", AS_SAID).ties for one in tie.evidence}
    assert ids == {row["event_id"] for row in store.stream(AS_SAID.but(who="FRA"))}


def test_a_network(store):
    assert {(e.source, e.target) for e in network(store, AS_CODED).edges} == {
        ("RUS", "MLI"), ("PRK", "KOR"), ("PRK", "RUS"), ("FRA", "MLI"),
    }  # fmt: skip
    assert {(e.source, e.target) for e in network(store, AS_SAID).edges} == {("PRK", "RUS"), ("FRA", "MLI")}


@pytest.mark.parametrize("unit", ["dyad", "actor"])
def test_a_panel(store, unit):
    def sides(query):
        return {id for of in panel(store, query, unit=unit).units for id in of}

    assert "KOR" in sides(AS_CODED)
    assert sides(AS_SAID) == {"FRA", "MLI", "PRK", "RUS"}


def test_an_explanation(store):
    id = next(row["event_id"] for row in store.stream(AS_CODED) if row["id"] == "e1" and row["article"] == "a")
    for name in (id, "a/e1"):
        (said,) = [one for one in explain(store, name, corrected=True).fields if one.field == "actor"]
        assert (said.id, said.words, said.reasons) == ("emmanuel-macron", "RUS did AID", ("actor: value by Anna",))
    (coded,) = [one for one in explain(store, id).fields if one.field == "actor"]
    assert (coded.id, coded.reasons) == ("RUS", ())


@pytest.mark.parametrize("name", FORMATS)
def test_an_export(store, tmp_path, name):
    assert export(store, FORMATS[name], tmp_path / name, AS_SAID) == store.count(AS_SAID) == 4
    beside = [json.loads(line) for line in (tmp_path / name / "provenance.jsonl").read_text().splitlines()]
    said = {one["event_id"]: one["corrections"] for one in beside}
    assert set(said) == {row["event_id"] for row in store.stream(AS_SAID)}
    (actor,) = [one for each in said.values() for one in each if one["field"] == "actor" and one["who"] == "Anna"]
    assert (actor["machine"], actor["value"], actor["score"]) == (["RUS"], ["emmanuel-macron"], 0.9)
    assert (actor["reasons"], actor["note"]) == (["made up"], "see the title")
    (gone,) = csv.DictReader((tmp_path / name / "retracted.csv").open())
    assert (gone["reason"], gone["event_id"]) == ("corrected", store.judged.gone[0])
    assert "as people corrected it" in (tmp_path / name / "README.md").read_text()


def test_without_being_asked_exports_are_as_coded(store, tmp_path):
    assert export(store, FORMATS["csv"], tmp_path / "csv", AS_CODED) == 4
    rows = list(csv.DictReader((tmp_path / "csv" / "events.csv").open()))
    assert [(row["type"], row["actors"]) for row in rows if row["article"] == "a"] == [
        ("AID", "RUS"), ("THREATEN", "PRK"), ("CONSULT", "PRK"),
    ]  # fmt: skip
    assert "corrections" not in (tmp_path / "csv" / "provenance.jsonl").read_text()
    assert len((tmp_path / "csv" / "retracted.csv").read_text().splitlines()) == 1
