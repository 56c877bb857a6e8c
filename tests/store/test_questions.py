"""One question for the page, the file and the API: the rows of each are the same, and all of them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import fill

from benchmarks.synthetic import FIRST_DAY, SAID, STATES
from depeche.errors import StoreError
from depeche.knowledge.codebook import load_codebook
from depeche.presenting.rows import Answer, write_answer
from depeche.store.corrections import Said, record
from depeche.store.query import FACETS, fetched, open_store
from depeche.store.questions import CONDITIONS, SEVERAL, Query, of_address, query
from depeche.store.writer import open_writer

DAYS = st.integers(0, 6000).map(lambda number: FIRST_DAY + timedelta(days=number))
STATE = st.sampled_from([*STATES, "_1", "nobody"])
VALUES = {
    "actor": STATE,
    "recipient": STATE,
    "who": STATE,
    "partner": STATE,
    "type": st.lists(st.sampled_from(list(load_codebook().types)), min_size=1, max_size=9, unique=True).map(tuple),
    "factuality": st.lists(
        st.sampled_from(["asserted", "planned", "hypothetical", "denied"]), min_size=1, max_size=3, unique=True
    ).map(tuple),
    "mode": st.sampled_from(["visit", "demo"]),
    "context": st.sampled_from(["military", "health"]),
    "attributed_to": st.one_of(st.just("reporter"), STATE),
    "speaker": STATE,
    "country": st.sampled_from(["NOR", "FRA"]),
    "place": st.sampled_from(["Oslo", "Bergen"]),
    "confidence": st.sampled_from([0.0, 0.5, 0.99]),
    "min_sources": st.integers(0, 3),
    "min_origins": st.integers(0, 3),
    "language": st.sampled_from(["en", "fr"]),
    "publisher": st.just("nobody"),
    "article": st.integers(0, 45).map(lambda number: f"a{number}"),
    "source": st.integers(0, 45).map(lambda number: f"/news/a{number}.txt"),
    "precision": st.sampled_from(["day", "year"]),
    "corrected": st.just(True),
    "since": DAYS,
    "until": DAYS,
    "text": st.one_of(st.sampled_from([*SAID, "Élections", "%", "'"]), st.text(min_size=1, max_size=3)),
}
KIND = {"quotes": st.sampled_from(["indirect", "direct"]), "actors": st.sampled_from(["state", "person"])}


@st.composite
def questions(draw, *, most=3):
    view = draw(st.sampled_from(list(CONDITIONS)))
    names = (
        draw(st.lists(st.sampled_from(list(CONDITIONS[view])), max_size=most, unique=True)) if CONDITIONS[view] else []
    )
    given = {name: draw(KIND[view] if name == "kind" else VALUES[name]) for name in names}
    if "partner" in given:
        given["who"] = draw(STATE)
    return Query(view=view, **given)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("questions") / "store", 40, stories=True)
    with open_writer(path) as writer:
        assert record(writer, said(), lambda one, error: pytest.fail(str(error))) == 40
    with open_store(path) as opened:
        yield opened


def said():
    """What people say of some of the events."""
    for number in range(0, 40, 4):
        yield Said(of=f"a{number}/e1", field="recipient", value=("MLI", "nato"))
        yield Said(of=f"a{number}/e2", verdict="retracted")
        yield Said(of=f"a{number}/e3", field="date", value="2003-05-01")
        yield Said(
            of=f"a{number}", verdict="added", trigger="0-6", values={"type": "AID", "actor": "FRA", "place": "Oslo"}
        )


@settings(max_examples=60, deadline=None)
@given(asked=questions())
def test_rows_written_are_those_counted_and_paged(store, asked):
    """CSV, API and page hold the same rows in the same order: as many as are shown."""
    relation = store.ask(asked)
    columns, out = tuple(relation.columns), io.BytesIO()
    write_answer(Answer(columns, fetched(relation, store.path), columns), out, "csv")
    header, *written = csv.reader(io.StringIO(out.getvalue().decode()))
    streamed = list(store.stream(asked))
    paged = [
        row for offset in range(0, len(streamed) + 1, 17) for row in store.page(asked, limit=17, offset=offset).rows
    ]
    assert len(written) == store.count(asked) == store.page(asked, limit=1).total
    assert paged == streamed
    key = "event_id" if asked.view == "events" else columns[0]
    assert [row[header.index(key)] for row in written] == [str(row[key]) for row in streamed]


@given(asked=questions(most=6))
def test_an_address_asks_the_same(asked):
    assert of_address(asked.view, asked.address()) == asked


def test_blank_words_ask_nothing():
    assert Query(text=" \n") == Query() == of_address("events", "text=+")


def test_an_address_of_a_form():
    asked = of_address("events", "who=RUS&partner=&type=aid&type=SUPPORT&since=2024-01-01&text=&confidence=0.5")
    assert asked == Query(who="RUS", type=("AID", "SUPPORT"), since=date(2024, 1, 1), confidence=0.5)
    assert asked.address() == "who=RUS&type=AID&type=SUPPORT&confidence=0.5&since=2024-01-01"
    assert asked.but(type=()).address() == "who=RUS&confidence=0.5&since=2024-01-01"


@pytest.mark.parametrize(
    ("view", "address", "said"),
    [
        ("events", "colour=red", "events cannot be asked for their colour; they can for article, language"),
        ("failures", "who=RUS", "failures cannot be asked for their who"),
        ("events", "type=HUG", "type 'HUG' is none of AGREE"),
        ("events", "since=soon", "since 'soon' is no date; write it as 2024-06-19"),
        ("events", "confidence=much", "confidence 'much' is no number"),
        ("events", "who=RUS&who=PRK", "who is asked for twice; only type and factuality"),
        ("events", "partner=PRK", "a partner is one of somebody"),
        ("quotes", "kind=state", "kind 'state' is none of direct"),
        ("actors", "kind=direct", "kind 'direct' is none of state"),
    ],
)
def test_what_cannot_be_asked(view, address, said):
    with pytest.raises(StoreError, match=said):
        of_address(view, address)


def test_either_side(store):
    either = {row["event_id"] for row in store.stream(Query(who="RUS", partner="PRK"))}
    one = {row["event_id"] for row in store.stream(Query(actor="RUS", recipient="PRK"))}
    other = {row["event_id"] for row in store.stream(Query(actor="PRK", recipient="RUS"))}
    assert either == one | other != set()


@pytest.mark.parametrize(("view", "field"), [(view, field) for view in FACETS for field in FACETS[view]])
def test_a_facet_counts_what_choosing_it_gives(store, view, field):
    for value, number in store.facet(Query(view=view), field, limit=3):
        assert store.count(query(view, **{field: value})) == number


def test_event_ids_are_unique_and_the_same_elsewhere(store, tmp_path):
    ids = [row["event_id"] for row in store.stream(Query())]
    assert len(set(ids)) == len(ids) == 400
    with open_store(fill(tmp_path / "other", 20, batch=7)) as other:
        assert {row["event_id"] for row in other.stream(Query())} < set(ids)


def test_quads_and_scores_are_the_codebooks(store):
    codebook = load_codebook()
    for row in store.stream(Query()):
        assert row["quad"] == codebook.quad(row["type"])
        assert row["score"] == codebook.score(row["type"], tuple(row["modes"]))
    asked = (
        "SELECT plover_score('COERCE', ['arrest', 'censor', 'no mode']), plover_score('AID', []), plover_quad('AID')"
    )
    assert store.sql(asked).fetchall() == [(-7.0, 10.0, 2)]


def test_several_values(store):
    one, other = (store.count(query("events", type=name)) for name in ("aid", "SUPPORT"))
    assert store.count(query("events", type=("AID", "support"))) == one + other
    assert SEVERAL == ("type", "factuality")
