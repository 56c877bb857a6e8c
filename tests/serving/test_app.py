"""Pages and their files: the same rows, all of them; what is not there is said."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import get_args

import msgspec
import networkx
import pytest
from explorers import explorer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import as_coded, fill

from benchmarks.synthetic import STATES, articles
from depeche.analysis.remaking import make_stories
from depeche.records import Article, Block, CodedArticle, EventType, Factuality, Failure, Story
from depeche.serving.app import PAGES
from depeche.serving.listing import ON_PAGE
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import Failed, open_writer

RECORDS = {"/articles/{id}": CodedArticle, "/stories/{id}": Story}  # pages whose JSON is a record
LINKS = 12  # of a page that are followed
HOSTILE = '<script>alert(1)</script> & <b onclick="alert(2)">"RUS"</b> met PRK.'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("app") / "news", 40)
    block = Block("b1", "paragraph", "en", 0, len(HOSTILE))
    hostile = as_coded(
        Article("hostile", HOSTILE, (block,), "en", title="<i>&", published="2020-02-03", source="<u>.txt")
    )
    with open_writer(path) as writer:
        writer.append([hostile])
        writer.append([], [Failed(Failure("lost.txt", "lost.txt: <empty>; give it a text"), "lost.txt")])
    make_stories(path)
    return path


@pytest.fixture
def client(store):
    return explorer(store)


@pytest.fixture(scope="module")
def addresses(store):
    """One address of every page."""
    with open_store(store) as opened:
        (row,) = opened.sql("SELECT fingerprint, coding FROM articles WHERE id = 'a7'").fetchall()
        event = opened.page(Query(view="events"), limit=1).rows[0]["event_id"]
        story = opened.page(Query(view="stories"), limit=1).rows[0]["id"]
    values = {"/articles/{id}": {"id": row[0]}, "/events/{id}": {"id": event}, "/actors/{id}": {"id": "RUS"}}
    values |= {"/relations/{id}": {"id": "RUS"}, "/stories/{id}": {"id": story}}
    values["/pairs/{one}/{other}"] = {"one": "RUS", "other": "PRK"}
    return {page: page.format(**values.get(page, {})) for page in PAGES}


@pytest.mark.parametrize(("form", "read"), [("gexf", networkx.read_gexf), ("graphml", networkx.read_graphml)])
def test_the_network_for_programs_that_draw(client, form, read):
    """The edges of the page, by the reader of a library that is not ours."""
    page = client.get("/network?type=AID").text
    assert f'href="/network.{form}?type=AID"' in page
    graph = read(io.BytesIO(client.get(f"/network.{form}?type=AID").content))
    rows = client.get("/network.json?type=AID").json()["rows"]
    assert rows
    told = sorted((one, other, edge["weight"]) for one, other, edge in graph.edges(data=True))
    assert told == sorted((row["source"], row["target"], row["events"]) for row in rows)


def test_the_timeline_shows_every_period_that_its_file_has(client):
    """Those without an event too, page by page."""
    rows = client.get("/timeline.json?by=day").json()["rows"]
    assert any(row["events"] == 0 for row in rows)
    shown: list[str] = []
    for number in range(1, -(-len(rows) // ON_PAGE) + 1):
        page = client.get(f"/timeline?by=day&page={number}").text
        shown += re.findall(r"<tr><td>(\d{4}-\d\d-\d\d)</td>", page)
    assert shown == [row["period"] for row in rows]


@pytest.mark.parametrize("address", ["/timeline", "/relations/RUS", "/network"])
def test_what_is_counted_is_said(client, address):
    page = client.get(address).text
    assert "what ten articles tell counts ten times" in page
    assert ("told as having happened" in page) == (address == "/timeline")
    assert '<a href="/stories">Count each event once: stories</a>' in page


class Page(HTMLParser):
    """A page as a program that reads it aloud would find it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        assert not any(name.startswith("on") or name == "style" for name in found), (tag, found)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label" and found.get("for"):
            self.labelled.add(str(found["for"]))
        if tag in ("input", "select", "textarea") and found.get("type") not in ("checkbox", "hidden"):
            self.fields.append(str(found.get("id")))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_page_is_shown(client, addresses, page, language):
    answer = client.get(addresses[page], params={"lang": language})
    assert answer.status_code == 200, answer.text
    found = Page(answer.text)
    assert f'<html lang="{language}">' in answer.text
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert set(found.fields) <= found.labelled
    assert "stand-in 1" in answer.text, "what coded it"
    assert 'id="cite"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(client, addresses, page):
    links = {link for link in Page(client.get(addresses[page]).text).links if not link.startswith("#")}
    assert all(link.startswith("/") for link in links), "no page leads outside"
    for link in sorted(links)[:: max(1, len(links) // LINKS)]:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("page", PAGES)
def test_a_pages_files_hold_its_rows(client, addresses, page):
    address = addresses[page] if addresses[page] != "/" else "/overview"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text)))
    head = client.get(f"{address}.csv").headers
    assert int(head["x-total-count"]) == len(rows)
    assert f"-{len(rows)}-rows.csv" in head["content-disposition"]
    told = client.get(f"{address}.json")
    if page in RECORDS:
        assert msgspec.json.decode(told.content, type=RECORDS[page])
        return
    assert told.json()["count"] == len(told.json()["rows"]) == len(rows)
    assert told.json()["cite"]
    assert told.json()["coded_by"]
    assert f"{len(rows):,} row" in client.get(addresses[page]).text


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(STATES),
        "actor": st.sampled_from(STATES),
        "type": st.sampled_from(get_args(EventType)),
        "factuality": st.sampled_from(get_args(Factuality)),
        "since": st.dates().map(str),
        "text": st.sampled_from(["grain", "TRADE", "l'eau", '"', "%"]),
        "language": st.sampled_from(["en", "fr"]),
    },
)


@given(FILTERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_holds_the_rows_that_are_counted(client, filters):
    counted = int(re.search(r'class="total" role="status">(\d+)', client.get("/events", params=filters).text)[1])
    assert client.get("/events.json", params=filters).json()["count"] == counted
    assert len(list(csv.reader(io.StringIO(client.get("/events.csv", params=filters).text)))) == counted + 1


def test_pages_of_rows_are_each_row_once(client):
    told = [row["event_id"] for row in client.get("/events.json").json()["rows"]]
    seen: list[str] = []
    for page in range(1, 20):
        found = re.findall(r'<td><a href="/events/(\w+)">', client.get("/events", params={"page": page}).text)
        seen += found
        if not found:
            break
    assert seen == told


def test_markup_in_an_article_is_text(client, store):
    with open_store(store) as opened:
        ((fingerprint,),) = opened.sql("SELECT fingerprint FROM articles WHERE id = 'hostile'").fetchall()
    for address in (f"/articles/{fingerprint}", "/articles", "/events?since=2020-02-01&until=2020-02-04"):
        html = client.get(address).text
        assert "<script>alert" not in html
        assert "<b onclick" not in html
        assert "<i>&" not in html
        Page(html)
    assert HOSTILE in "".join(Page(client.get(f"/articles/{fingerprint}").text).words)


def test_an_article_is_found_by_its_coding_too(client, store):
    with open_store(store) as opened:
        ((fingerprint, coding),) = opened.sql("SELECT fingerprint, coding FROM articles WHERE id = 'a7'").fetchall()
    assert client.get(f"/articles/{coding}.json").content == client.get(f"/articles/{fingerprint}.json").content


@pytest.mark.parametrize(
    "address", ["/articles/none", "/events/none", "/actors/nobody-at-all", "/nowhere", "/static/none"]
)
def test_what_is_not_there(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/events?who=RUS&nonsense=1",
        "/events?since=monday",
        "/events?page=0",
        "/?by=hour",
        "/events?type=X",
        "/quotes?page=x",
    ],
)
def test_a_question_that_cannot_be_asked(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    path, _, asked = address.partition("?")
    if path != "/" and "page" not in asked:
        assert client.get(f"{path}.json?{asked}").json()["problem"]


def test_a_batch_that_is_added_is_seen(tmp_path):
    store = fill(tmp_path / "news", 3)
    client = explorer(store)
    assert client.get("/articles.json").json()["count"] == 3
    with open_writer(store) as writer:
        writer.append([as_coded(one) for one in articles(2, start=3)])
    assert client.get("/articles.json").json()["count"] == 5


def test_the_script_of_charts_is_our_own(client):
    answer = client.get("/static/vega.js")
    assert "vegaEmbed" in answer.text
    assert "immutable" in answer.headers["cache-control"]


def test_the_language_is_kept(store):
    client = explorer(store)
    assert '<html lang="es">' in client.get("/?lang=es").text
    assert '<html lang="es">' in client.get("/events").text


def test_the_api_is_described(client):
    """Every address that the document names answers, with every condition it names; and every page is named."""
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    named = {path.rsplit(".", 1)[0] for path in document["paths"]}
    assert named == {"/overview" if page == "/" else page for page in PAGES}
    assert all(named_path in client.get("/api").text for named_path in document["paths"])
    for path, operations in document["paths"].items():
        conditions = [one for one in operations["get"]["parameters"] if one["in"] == "query"]
        if "{id}" not in path and "{one}" not in path:
            for one in conditions:
                beside = {"who": "RUS"} if one["name"] == "partner" else {}
                asked = {one["name"]: example(one["schema"])} | beside
                assert client.get(path, params=asked).status_code == 200, (path, one)


def example(schema):
    one = schema.get("items", schema)
    return one.get("example") or one.get("enum", ["0.5" if one["type"] == "number" else "RUS"])[0]
