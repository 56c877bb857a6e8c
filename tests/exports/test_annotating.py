"""Articles go out to annotation tools and come back: what was not touched comes back as it went."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from stores import act, report, tell

from depeche.errors import DepecheError
from depeche.exports.annotating import XMI, Labelled, Tied, annotated, changes, read_corrected
from depeche.exports.folder import export
from depeche.exports.formats import FORMATS
from depeche.exports.returned import said
from depeche.exports.told import told
from depeche.records import Date, EventSpans, Place, Span
from depeche.store.corrections import record
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import open_writer

ASKED = Query(factuality=("asserted",))
FILES = {"label-studio": "tasks.json", "doccano": "articles.jsonl"}


def story(id, title):
    """An article whose first lines shift every UTF-16 offset after them."""
    one = report(
        id, "2024-01-10", act("AID", "RUS", "PRK"), act("ACCUSE", "PRK", "RUS", factuality="denied"), title=title
    )
    text = one.coded.article.text.replace("Report", "💩e\u0301 <b>&\t")
    shift = len(text) - len(one.coded.article.text)

    def moved(span):
        return Span(span.start + shift, span.end + shift)

    def at(event):
        start = event.evidence[0].start + shift
        spans = EventSpans((Span(start, start + 3),), (None,), None, None, None, ())
        return replace(event, trigger=Span(start + 4, start + 7), evidence=(moved(event.evidence[0]),), spans=spans)

    article = replace(one.coded.article, text=text)
    return replace(one, coded=replace(one.coded, article=article, events=tuple(map(at, one.coded.events))))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("annotations") / "s", story("a", "A"), story("b", "B"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def folders(store, tmp_path_factory):
    root = tmp_path_factory.mktemp("tools")
    for name in (*FILES, "inception"):
        assert export(store, FORMATS[name], root / name, ASKED) == 2
    return root


def accepted(folder, tool, tmp_path):
    """The files as the tool gives them back untouched: Label Studio has predictions as annotations."""
    if tool == "inception":
        return sorted(folder.glob("*.xmi"))
    if tool == "doccano":
        return [folder / FILES[tool]]
    tasks = json.loads((folder / FILES[tool]).read_text(encoding="utf-8"))
    for task in tasks:
        task["annotations"] = [{"result": task["predictions"][0]["result"]}]
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    return [tmp_path / "export.json"]


@pytest.mark.parametrize("tool", [*FILES, "inception"])
def test_what_nobody_touched_comes_back(store, folders, tmp_path, tool):
    own = {one.coding: one for one in annotated(told(store, ASKED), ASKED.address())}
    back = [one for file in accepted(folders / tool, tool, tmp_path) for one in read_corrected(tool, file)]
    assert {one.coding for one in back} == set(own)
    for one in back:
        mine = own[one.coding]
        assert (one.spans, one.ties, one.text) == (mine.spans, mine.ties, mine.text)
        assert [mine.text[s.start : s.end] for s in one.spans] == ["RUS", "did"]
        assert list(changes(store, one)) == []


def test_corrections_keep_what_the_machine_said(store):
    machine = next(annotated(told(store, ASKED), ASKED.address()))
    side, trigger = machine.spans
    other = Labelled(trigger.start, trigger.end + 4, "COOPERATE")
    new = Labelled(trigger.end + 1, trigger.end + 4, "place")
    tie = replace(machine.ties[0], trigger=other)
    person = replace(machine, spans=(side, other, new), ties=(tie, replace(tie, role="place", words=new)))
    found = list(changes(store, person))
    assert [(c.change, c.machine, c.person) for c in found] == [
        ("relabelled", trigger, other),
        ("added", None, new),
        ("added", None, person.ties[1]),
    ]
    assert (found[0].score, found[0].reasons) == (0.9, ("made up",))
    assert [c.change for c in changes(store, replace(machine, spans=(trigger,), ties=()))] == ["removed", "removed"]


# ---- kept as corrections --------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    one = report("a", "2024-01-10", act("AID", "RUS", "PRK"), act("ACCUSE", "PRK", "RUS"), act("AID", "FRA", "MLI"))
    text = one.coded.article.text

    def at(event):
        """Who acts stands before the words that tell it, whom it is done to nowhere; a day and a place behind them."""
        start = event.evidence[0].start
        spans = EventSpans((Span(start, start + 3),), (None,), None, None, None, ())
        return replace(event, trigger=Span(start + 4, start + 7), spans=spans)

    events = tuple(map(at, one.coded.events))
    day, place = text.index("to PRK"), text.index("to MLI")
    dates = (Date(day, day + 2, "2024-01-09/2024-01-09", "day", "absolute", "made up"),)
    places = (Place(place, place + 2, "Bamako", "MLI", 2460596, 12.65, -8.0, (), "made up"),)
    return tell(tmp_path / "s", replace(one, coded=replace(one.coded, events=events, dates=dates, places=places)))


def given_back(path, change, **how):
    """The corrections that follow from a change of what went out, kept; and what could not be."""
    told_of = []
    with open_writer(path) as writer:
        machine = next(annotated(told(writer.store, Query()), Query().address()))
        of = {"who": "Anna", "time": "2024-03-01T00:00:00+00:00", "right": False, "tell": told_of.append} | how
        record(writer, list(said(writer.store, change(machine), **of)), lambda one, error: told_of.append(str(error)))
    with open_store(path) as store:
        made = store.corrections()
        now = [(row["type"], row["actors"], row["recipients"]) for row in store.stream(Query(corrected=True))]
    return [(one.field, one.verdict, one.value) for one in made], now, told_of


def by_trigger(machine):
    return {(machine.text[s.start - 4 : s.start - 1], s.label): s for s in machine.spans if s.label != "side"}


def test_what_was_left_is_right_only_if_said_so(path):
    assert given_back(path, lambda machine: machine)[0] == []
    assert [verdict for _, verdict, _ in given_back(path, lambda machine: machine, right=True)[0]] == ["right"] * 3


def test_changes_become_corrections(path):
    def change(machine):
        of = by_trigger(machine)
        aid, accuse, other = of["RUS", "AID"], of["PRK", "ACCUSE"], of["FRA", "AID"]
        text = machine.text
        words = {name: text.index(f"to {name}") for name in ("PRK", "RUS", "MLI")}
        prk = Labelled(words["PRK"] + 3, words["PRK"] + 6, "side")
        day, place = Labelled(words["PRK"], words["PRK"] + 2, "date"), Labelled(words["MLI"], words["MLI"] + 2, "place")
        new = Labelled(other.end + 1, other.end + 4, "ASSAULT")
        sides = {tie.trigger: tie.words for tie in machine.ties}
        support = replace(aid, label="SUPPORT")
        ties = (
            Tied(support, "actor", prk),
            Tied(support, "date", day),
            Tied(other, "place", place),
            Tied(new, "actor", sides[other]),
        )
        assert accuse in machine.spans
        spans = (support, other, new, prk, day, place, sides[other])
        return replace(machine, spans=tuple(sorted(spans)), ties=tuple(sorted(ties)))

    made, now, told_of = given_back(path, change)
    assert told_of == []
    assert set(made) == {
        ("type", "value", '"SUPPORT"'),
        ("actor", "value", '["PRK"]'),
        ("date", "value", '"2024-01-09/2024-01-09"'),
        (None, "retracted", None),
        ("actor", "wrong", None),
        ("place", "value", made_place(made)),
        (None, "added", '{"type":"ASSAULT","actor":["FRA"]}'),
    }
    assert ("SUPPORT", ["PRK"], ["PRK"]) in now
    assert ("ASSAULT", ["FRA"], []) in now
    assert len(now) == 3


def made_place(made):
    (value,) = [value for field, _, value in made if field == "place"]
    assert json.loads(value)["name"] == "Bamako"
    return value


def test_words_that_name_nothing_are_told(path):
    def change(machine):
        aid = by_trigger(machine)["RUS", "AID"]
        word = Labelled(aid.end + 1, aid.end + 4, "side")
        return replace(machine, spans=(*machine.spans, word), ties=(*machine.ties, Tied(aid, "recipient", word)))

    made, _, (problem,) = given_back(path, change)
    assert made == []
    assert "names nothing that the article is known to name; say it with depeche annotate" in problem


def test_label_studio_counts_in_utf_16(folders):
    for task in json.loads((folders / "label-studio/tasks.json").read_text(encoding="utf-8")):
        units = task["data"]["text"].encode("utf-16-le")
        for one in task["predictions"][0]["result"]:
            if one["type"] == "labels":
                value = one["value"]
                assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]


def test_inception_counts_in_utf_16(folders):
    for path in (folders / "inception").glob("*.xmi"):
        root = ElementTree.parse(path).getroot()
        units = root.find("{http:///uima/cas.ecore}Sofa").get("sofaString").encode("utf-16-le")
        spans = list(root.iter("{http:///webanno/custom.ecore}Depeche"))
        words = [units[2 * int(s.get("begin")) : 2 * int(s.get("end"))].decode("utf-16-le") for s in spans]
        assert words == ["RUS", "did"]
        assert all(s.get(f"{{{XMI}}}id") for s in spans)


def test_inception_in_a_reader_of_uima(folders):
    cassis = pytest.importorskip("cassis")
    with (folders / "inception/TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    for path in (folders / "inception").glob("*.xmi"):
        with path.open("rb") as stream:
            cas = cassis.load_cas_from_xmi(stream, typesystem=types)
        assert [(s.get_covered_text(), s.label) for s in cas.select("webanno.custom.Depeche")] == [
            ("RUS", "side"),
            ("did", "AID"),
        ]
        (role,) = cas.select("webanno.custom.DepecheRole")
        assert (role.role, role.Governor.label, role.Dependent.label) == ("actor", "AID", "side")


@pytest.mark.parametrize("tool", [*FILES, "inception"])
def test_a_file_that_is_none(tmp_path, tool):
    path = tmp_path / "x"
    path.write_text('{"a": 1}')
    with pytest.raises(DepecheError, match=rf"x: no export of {tool}"):
        list(read_corrected(tool, path))
    with pytest.raises(DepecheError, match="name another file"):
        list(read_corrected(tool, tmp_path / "none"))


def test_another_text_is_refused(store):
    machine = next(annotated(told(store, ASKED), ASKED.address()))
    with pytest.raises(DepecheError, match="export it anew"):
        list(changes(store, replace(machine, text=machine.text + " ")))
    with pytest.raises(DepecheError, match="no longer in the store"):
        list(changes(store, replace(machine, coding="0" * 32)))
