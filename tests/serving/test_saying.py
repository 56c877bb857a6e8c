"""A person corrects an event on its page; what is said is shown beside what was coded."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from explorers import HERE, explorer
from stores import act, report, tell

from depeche.errors import StoreError
from depeche.serving.app import make_app
from depeche.serving.guard import Door, hosts_of
from depeche.store.corrections import Said, record
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import open_writer


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    acts = (act("AID", "RUS", "PRK"), act("ACCUSE", "_1", "RUS"))
    b = report("b", "2024-02-10", act("AID", "FRA", "MLI", date="2024-02-09/2024-02-09"))
    return tell(tmp_path_factory.mktemp("saying") / "store", report("a", "2024-01-10", *acts), b)


@pytest.fixture
def store(untouched, tmp_path):
    return Path(shutil.copytree(untouched, tmp_path / "store"))


@pytest.fixture
def client(store):
    return explorer(store, annotate=True)


def address(store, name):
    with open_store(store) as opened:
        found = {f"{row['article']}/{row['id']}": row["event_id"] for row in opened.stream(Query())}
    return f"/events/{found[name]}"


def say(store, *said):
    with open_writer(store) as writer:
        record(writer, said, lambda one, error: pytest.fail(str(error)))


def kept(store):
    with open_store(store) as opened:
        return [(one.field, one.verdict, one.value, one.who) for one in opened.corrections()]


def test_a_form_marks_fields(client, store):
    page = address(store, "a/e1")
    assert 'method="post"' in client.get(page).text
    sent = {
        "verdict-type": "right",
        "verdict-date": "wrong",
        "value-recipient": "MLI, nato",
        "who": "Ana",
        "note": "<b>",
    }
    answer = client.post(page, data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#said")
    assert kept(store) == [
        ("type", "right", None, "Ana"),
        ("recipient", "value", '["MLI","nato"]', "Ana"),
        ("date", "wrong", None, "Ana"),
    ]
    shown = client.get(page).text
    assert "Ana says:" in shown
    assert "Mali, NATO" in shown
    assert "North Korea" in shown, "what was coded stands beside it"
    assert "&lt;b&gt;" in shown


def test_a_whole_event_is_retracted_and_taken_back(client, store):
    page = address(store, "a/e1")
    assert client.post(page, data={"verdict": "retracted"}).status_code == 200
    assert client.get("/events.json?corrected=true").json()["count"] == 2
    assert "no such event" in client.get(page).text
    client.post(page, data={"verdict": "right"})
    assert client.get("/events.json?corrected=true").json()["count"] == 3
    assert "a later one stands" in client.get(page).text


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "nothing was marked"),
        ({"verdict-type": ""}, "nothing was marked"),
        ({"verdict-actor": "value"}, "the right value is missing"),
        ({"verdict-actor": "right", "value-actor": "FRA"}, "say one of both"),
        ({"value-actor": "USB", "verdict-type": "right"}, "is no actor of the article"),
        ({"verdict-type": "right", "evidence": "never said"}, "do not stand in the article"),
        ({"verdict-type": "right", "note": "x" * 3000}, "more than 2,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(client, store, sent, problem):
    answer = client.post(address(store, "a/e1"), data=sent)
    assert answer.status_code == 400
    assert problem in answer.text
    assert 'role="alert"' in answer.text
    assert all(f'value="{value}"' in answer.text for value in sent.values() if value)
    assert kept(store) == []


def test_without_leave_there_is_no_form_and_nothing_is_taken(store):
    client = explorer(store)
    page = address(store, "a/e1")
    assert '<form class="correct"' not in client.get(page).text
    assert client.post(page, data={"verdict": "retracted"}).status_code == 405
    say(store, Said(of="a/e1", field="recipient", value="MLI", who="Ana"))
    assert "Ana says:" in client.get(page).text, "what others said is shown all the same"


def test_forms_from_elsewhere_are_refused(client, store):
    page = address(store, "a/e1")
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post(page, data={"verdict": "retracted"}, headers=headers).status_code == 403
    assert kept(store) == []
    assert client.post(page, data={"verdict": "right"}, headers={"origin": HERE}).status_code == 200


def test_without_the_token_nothing_is_taken(store):
    client = explorer(store, token="a token of some length", annotate=True)
    assert client.post(address(store, "a/e1"), data={"verdict": "retracted"}).status_code == 401
    assert kept(store) == []


def test_a_store_that_cannot_be_written_is_not_offered(store, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StoreError, match="cannot be written, and so not corrected"):
        make_app(store, Door(hosts_of("localhost")), annotate=True)
    assert make_app(store, Door(hosts_of("localhost")))


def test_an_event_that_is_not_there(client):
    assert client.post("/events/0123", data={"verdict": "right"}).status_code == 404
    assert client.post("/events/a%2Fe1", data={"verdict": "right"}).status_code == 404


def test_a_store_that_is_being_written_to(client, store, monkeypatch):
    monkeypatch.setattr("depeche.serving.archive.WAIT", 0.1)
    page = address(store, "a/e1")
    with open_writer(store):
        answer = client.post(page, data={"verdict": "right"})
    assert (answer.status_code, "is writing to this store" in answer.text) == (400, True)


PAGES = ("/events", "/quotes", "/timeline", "/network", "/map", "/actors/FRA", "/pairs/FRA/MLI", "/relations/FRA")


@pytest.mark.parametrize("page", PAGES)
def test_pages_can_be_read_as_corrected(client, store, page):
    assert "as people corrected" not in client.get(page).text, "nobody said anything"
    say(store, Said(of="b/e1", field="recipient", value="nato"))
    shown = client.get(page).text
    assert f'href="{page}?corrected=true"' in shown
    corrected = client.get(f"{page}?corrected=true")
    assert corrected.status_code == 200
    assert f'href="{page}"' in corrected.text
    assert 'aria-current="true">as people corrected them' in corrected.text


def test_a_page_and_its_files_hold_the_same_rows(client, store):
    say(store, Said(of="a/e1", verdict="retracted"), Said(of="b/e1", field="recipient", value="nato"))
    asked = "corrected=true&who=nato"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/events.csv?{asked}").text)))
    answer = client.get(f"/events.json?{asked}").json()
    assert [row["event_id"] for row in rows] == [row["event_id"] for row in answer["rows"]]
    assert answer["count"] == len(rows) == 1
    assert answer["rows"][0]["recipients"] == ["nato"]
    assert "corrected=true" in answer["cite"]
    page = client.get(f"/events?{asked}").text
    assert "1 event" in page
    assert "corrected:" in page
    assert '<input type="hidden" name="corrected" value="true">' in page


def test_all_that_was_said_is_a_page(client, store):
    say(store, Said(of="a/e1", field="actor", value="FRA", who="Ana"), Said(of="b/e1", verdict="retracted"))
    say(store, Said(of="b", verdict="added", trigger="FRA did", values={"type": "ASSAULT", "actor": "FRA"}))
    page = client.get("/corrections").text
    assert "3 corrections" in page
    assert "no such event" in page
    assert "was missed" in page
    rows = client.get("/corrections.json").json()["rows"]
    assert [row["state"] for row in rows] == ["stands"] * 3
    added = rows[0]["target"]
    assert client.get(f"/events/{added}").status_code == 200


def test_a_corrected_value_is_as_good_as_text(client, store):
    assert (
        client.post(address(store, "b/e1"), data={"value-place": "<script>alert(1)</script>, MLI"}).status_code == 200
    )
    shown = client.get(address(store, "b/e1")).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert client.get("/events.json?corrected=true&country=MLI").json()["count"] == 1
