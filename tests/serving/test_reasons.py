"""The page of an event: why each field is so, who else reports it, where they differ."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from explorers import explorer
from stores import OSLO, act, report, tell

from depeche.analysis.remaking import make_stories
from depeche.presenting.explained import explain
from depeche.records import EventSpans, Quantity, Span
from depeche.store.query import open_store
from depeche.store.questions import Query

PLACED = {"place": OSLO, "date": "2024-01-09/2024-01-09"}
STAND = EventSpans((Span(14, 17), None), (), None, None, None, (Span(18, 21), Span(26, 29)))
WHY = {
    "reasons": ("trigger: en/triggers:7", "type: encoder 0.8", "told by: encoder 1.0", "kept whole"),
    "candidates": {"recipients": ("BLR",)},
    "quantities": (Quantity("participants", 3.0, 5.0, "people", 10, 13, None),),
    "contexts": ("diplomatic",),
    "spans": STAND,
}
REPORTS = (
    report("visit", "2024-01-10", act("CONSULT", "RUS PRK", **PLACED, **WHY), publisher="X"),
    report("other", "2024-01-10", act("CONSULT", "RUS PRK", **PLACED, factuality="planned"), publisher="Y"),
    report("alone", "2020-01-10", act("AID", "FRA", "MLI")),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tell(tmp_path_factory.mktemp("reasons") / "store", *REPORTS)
    make_stories(path)
    return path


@pytest.fixture(scope="module")
def ids(store):
    """Article -> the `event_id` of its event."""
    with open_store(store) as opened:
        return {row["article"]: row["event_id"] for row in opened.stream(Query())}


@pytest.fixture
def client(store):
    return explorer(store)


def words_of(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def fields(html):
    """What stands under the name of each field."""
    panel = re.search('<dl class="fields">(.*?)</dl>', html, re.DOTALL)[1]
    told = [re.search("<dt>(.*?)</dt>(.*)", one, re.DOTALL) for one in panel.split("</div>") if "<dt>" in one]
    return [(words_of(one[1]), words_of(one[2])) for one in told]


def test_each_field_has_its_words_in_context_and_its_reasons(client, ids):
    told = fields(client.get(f"/events/{ids['visit']}").text)
    assert (
        "Type",
        "Consult …Report visit RUS and PRK did CONSULT to nobody.… trigger: en/triggers:7 type: encoder 0.8",
    ) in told
    assert [value for name, value in told if name == "Actor"] == [
        "Russia …Report visit RUS and PRK did CONSULT to nobody.…",
        "North Korea implicit",
    ]
    assert ("Recipient", "not known may also be: Belarus") in told
    assert len([name for name, _ in told if name == "Did it happen?"]) == 2, "both cues"
    assert ("According to", "the reporter told by: encoder 1.0") in told
    assert dict(told)["Participants"].startswith("3–5 people")
    assert dict(told)["Rule or probability"] == "kept whole"


def test_the_page_and_its_file_hold_what_explain_tells(client, store, ids):
    with open_store(store) as opened:
        found = explain(opened, ids["visit"])
    rows = list(csv.DictReader(io.StringIO(client.get(f"/events/{ids['visit']}.csv").text)))
    assert [(row["field"], row["value"], row["words"]) for row in rows] == [
        (one.field, one.value, (one.words or "").replace("\n", " "))
        for one in found.fields  # a cell is one line
    ]


def test_other_reports_and_where_they_differ(client, ids):
    html = client.get(f"/events/{ids['visit']}").text
    reports = re.search('<ol class="reports">(.*?)</ol>', html, re.DOTALL)[1]
    assert words_of(reports).count("this report") == 1
    (link,) = re.findall('href="([^"]+)"', reports)
    address, _, place = link.partition("#")
    assert f'id="{place}"' in client.get(address).text, "it leads to the words"
    assert "Report other" in reports
    assert re.search(r"Did it happen\?.{0,20}planned 1 other", words_of(html))
    story = re.search('href="(/stories/[^"]+)"', html)[1]
    assert client.get(story).status_code == 200


def test_an_event_that_nobody_else_reports(client, ids):
    html = client.get(f"/events/{ids['alone']}").text
    assert "No other report of it is known" in html
    assert 'class="reports"' not in html
