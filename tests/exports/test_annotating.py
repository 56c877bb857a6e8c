"""Articles go out to annotation tools and come back: what was not touched comes back as it went."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from stores import act, report, tell

from depeche.errors import DepecheError
from depeche.exports.annotating import XMI, Labelled, annotated, changes, read_corrected
from depeche.exports.folder import export
from depeche.exports.formats import FORMATS
from depeche.exports.told import told
from depeche.records import EventSpans, Span
from depeche.store.query import open_store
from depeche.store.questions import Query

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
