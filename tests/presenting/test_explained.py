"""Why an event is coded as it is."""

from __future__ import annotations

import io

import pytest
from stores import act, report, tell

from depeche.analysis.remaking import make_stories
from depeche.errors import StoreError
from depeche.presenting.explained import explain, write_explanation
from depeche.records import EventPlace, Quantity
from depeche.store.query import open_store
from depeche.store.questions import Query

REASONS = ("trigger: en/triggers:7, encoder 0.9", "type: encoder 0.8", "told by: encoder 1.0", "kept whole")
MEN = (Quantity("killed", 3.0, 5.0, None, 10, 13, None),)
WHY = {"reasons": REASONS, "candidates": {"type": ("AID",), "actors": ("BLR",)}, "quantities": MEN}
REPORTS = (
    report("a/b", "2024-01-10", act("SUPPORT", "RUS", "PRK", **WHY)),
    report("c", "2024-01-10", act("SUPPORT", "PRK", "RUS")),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("explained") / "store", *REPORTS)) as opened:
        yield opened


def test_each_field_has_its_words_and_its_reasons(store):
    found = explain(store, "a/b/e1")
    fields = {one.field: one for one in found.fields}
    assert (found.type, found.score, found.reasons) == ("SUPPORT", 5.0, ("kept whole",))
    assert fields["type"].reasons == REASONS[:2]
    assert fields["type"].candidates == ("AID",)
    assert (fields["actor"].value, fields["actor"].candidates) == ("RUS", ("BLR",))
    assert fields["attribution"].reasons == ("told by: encoder 1.0",)
    assert fields["killed"].value == "3 to 5"
    text = REPORTS[0].coded.article.text
    for one in found.fields:
        if one.words is not None:
            assert text[one.start : one.end] == one.words
            assert f"{one.before}{one.words}{one.after}" in text


def test_by_id_or_its_beginning(store):
    ids = [row["event_id"] for row in store.stream(Query())]
    for id in ids:
        assert explain(store, id).event_id == explain(store, id[:12]).event_id == id


@pytest.mark.parametrize(("name", "said"), [("zz", "no such event"), ("c/e9", "no such event"), ("", "several events")])
def test_no_such_event(store, name, said):
    with pytest.raises(StoreError, match=said):
        explain(store, name)


def test_a_page(store):
    out = io.BytesIO()
    write_explanation(explain(store, "a/b/e1"), out)
    page = out.getvalue().decode()
    assert "SUPPORT, score +5, confidence 0.900" in page
    assert "[RUS] did SUPPORT" in page
    assert "    may be too: AID" in page
    assert "No other report of it is known" in page


def test_other_reports_of_the_story(tmp_path):
    """Two papers on one visit: both are named, why they are one, and what they tell differently."""
    place = EventPlace("Minsk", "BLR", 625144, 53.9, 27.57)
    visit = {"place": place, "date": "2024-01-09/2024-01-09"}
    one = report("a", "2024-01-10", act("CONSULT", "RUS", "PRK", **visit), publisher="X")
    other = report("b", "2024-01-10", act("CONSULT", "RUS", "PRK", **visit, factuality="planned"), publisher="Y")
    tell(tmp_path / "s", one, other)
    assert make_stories(tmp_path / "s") == 2
    with open_store(tmp_path / "s") as opened:
        found = explain(opened, "a/e1")
    assert found.story is not None
    assert {mention.article for mention in found.story.mentions} == {"a", "b"}
    out = io.BytesIO()
    write_explanation(found, out)
    page = out.getvalue().decode()
    assert "2 reports" in page
    assert "factuality: planned, told by b" in page
