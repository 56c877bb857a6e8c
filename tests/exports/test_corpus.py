"""Paragraphs that people went through, in the form of the corpus, read again as the corpus is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from stores import act, report, tell

from depeche.analysis.passages import read_corpus
from depeche.exports.folder import export
from depeche.exports.formats import FORMATS
from depeche.records import Date, EventSpans, Span
from depeche.store.corrections import Said, record
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import open_writer

ALL = Query()


def made():
    one = report("a", "2024-01-10", act("AID", "RUS", "PRK"), act("ACCUSE", "PRK", "_1"), act("AID", "FRA", "MLI"))
    text = one.coded.article.text
    first = one.coded.events[0]
    at = first.evidence[0].start
    spans = EventSpans((Span(at, at + 3),), (Span(text.index("PRK"), text.index("PRK") + 3),), None, None, None, ())
    day = Date(text.index("to PRK"), text.index("to PRK") + 2, "2024-01-09/2024-01-09", "day", "absolute", "made up")
    told = replace(first, trigger=Span(at + 4, at + 7), spans=replace(spans, date=Span(day.start, day.end)))
    return replace(one, coded=replace(one.coded, events=(told, *one.coded.events[1:]), dates=(day,)))


@pytest.fixture
def written(tmp_path):
    """Says what people say, and gives the passages and their lines."""
    path = tell(tmp_path / "store", made())

    def write(*said, asked=ALL):
        with open_writer(path) as writer:
            record(writer, said, lambda one, error: pytest.fail(str(error)))
        with open_store(path) as store:
            number = export(store, FORMATS["corpus"], tmp_path / "out", asked)
            assert number == store.count(asked)
        file = tmp_path / "out" / "passages.jsonl"
        return read_corpus(file), [json.loads(line) for line in file.read_text().splitlines()]

    return write


def test_what_nobody_looked_at_is_not_written(written):
    assert written() == ((), [])


def test_a_paragraph_that_is_right(written):
    (passage,), (line,) = written(Said(of="a/e1", verdict="right"))
    assert line["marked"] == "{a1|RUS} {e1|did} AID {d1|to} {a2|PRK}."
    assert passage.text == "RUS did AID to PRK."
    (event,) = passage.events
    assert (event.type, event.actors, event.recipients, event.when) == ("AID", ("a1",), ("a2",), "d1")
    assert {key: entity.id for key, entity in passage.entities.items()} == {"a1": "RUS", "a2": "PRK"}
    assert passage.dates == {"d1": "2024-01-09/2024-01-09"}
    assert (passage.language, passage.published, line["article"]) == ("en", "2024-01-10", "a")
    assert len(line["corrections"]) == 1


def test_sides_that_people_gave(written):
    said = (
        Said(of="a/e1", field="type", value="SUPPORT"),
        Said(of="a/e1", field="recipient", value="nato", evidence="to PRK"),
    )
    (passage,), (line,) = written(*said)
    assert line["marked"] == "{a1|RUS} {e1|did} AID {a2|{d1|to} {a3|PRK}}."
    assert (passage.events[0].type, passage.events[0].recipients) == ("SUPPORT", ("a2",))
    assert passage.entities["a2"].id == "nato"
    assert len(line["corrections"]) == 2


def test_a_side_without_words_is_not_guessed(written):
    assert written(Said(of="a/e1", field="recipient", value="nato")) == ((), [])


@pytest.mark.parametrize("corrected", [True, False])
def test_what_was_retracted_and_what_was_added(written, corrected):
    said = (
        Said(of="a/e2", verdict="retracted"),
        Said(of="a/e1", verdict="right"),
        Said(of="a", verdict="added", trigger="FRA did", values={"type": "REJECT", "actor": "FRA"}),
        Said(of="a/e3", verdict="retracted"),
    )
    passages, _ = written(*said, asked=Query(corrected=corrected))
    assert [(one.text[:7], [event.type for event in one.events]) for one in passages] == [
        ("RUS did", ["AID"]), ("PRK did", []), ("FRA did", ["REJECT"]),
    ]  # fmt: skip
