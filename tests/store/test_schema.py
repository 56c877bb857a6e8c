"""The tables: their columns, and the way of a coded article through them and back."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import articles, made_up
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    Block,
    Byline,
    CodedArticle,
    CodedBy,
    Credit,
    Date,
    Event,
    EventPlace,
    EventSpans,
    Mention,
    Place,
    Quantity,
    Quote,
    Relation,
    Role,
    SourceRun,
    Span,
)  # fmt: skip
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.rows import Revision, Stored, bounds, by_table, folded, rows_of
from depeche.store.schema import FORMAT, TABLES, described
from depeche.store.writer import Coded, open_writer

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/store.md").read_text(encoding="utf-8")
DIGESTS = {
    1: "cb833f78852d",
    2: "d748eb533ea9",
    3: "4dea83517467",
    4: "ebce659217c9",
}  # of each format's tables; what was released does not change


def test_the_format_says_what_the_tables_are():
    """When this fails: raise FORMAT, add its digest, and a migration from the format before (`store/migrations.py`)."""
    tables = json.dumps({name: described(name) for name in TABLES}).encode()
    assert DIGESTS[FORMAT] == hashlib.sha256(tables).hexdigest()[:12]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_described_column_by_column(name):
    section = DOCS.split(f"### {name}\n")[1].split("\n###")[0].split("\n## ")[0]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [
        column for column, _ in described(name)
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
MAYBE = st.none() | TEXT
MANY = st.lists(TEXT, max_size=2).map(tuple)
PLACE_IN_TEXT = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda ends: Span(min(ends), max(ends)))
SPANS = st.lists(PLACE_IN_TEXT, max_size=2).map(tuple)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
DAY = st.none() | st.dates().map(str)
INTERVAL = st.tuples(st.dates(), st.sampled_from(["", ".."])).map(lambda d: f"{d[0]}/{d[1] or d[0]}")
WHERE = st.tuples(TEXT, MAYBE, st.none() | st.integers(0, 10**9), NUMBER, NUMBER)


def record(kind, *parts):
    """A record whose span comes first, after which its other fields follow."""
    return st.tuples(PLACE_IN_TEXT, *parts).map(lambda p: kind(p[0].start, p[0].end, *p[1:]))


MENTION = record(Mention, st.sampled_from(["name", "pronoun"]))
ROLE = st.tuples(TEXT, PLACE_IN_TEXT).map(lambda p: Role(p[0], p[1].start, p[1].end))
ACTOR = st.builds(
    Actor, TEXT, st.sampled_from(["state", "person"]), TEXT, MAYBE, MANY, MAYBE, MANY,
    st.lists(ROLE, max_size=2).map(tuple), st.lists(MENTION, max_size=3).map(tuple), MANY, MANY,
)  # fmt: skip
CREDIT = st.tuples(MANY, MAYBE, MAYBE, PLACE_IN_TEXT).map(lambda p: Credit(*p[:3], p[3].start, p[3].end))
BLOCK = st.tuples(
    TEXT,
    st.sampled_from(["caption", "paragraph"]),
    MAYBE,
    PLACE_IN_TEXT,
    st.none() | CREDIT,
    MAYBE,
    MAYBE,
    st.booleans(),
).map(lambda p: Block(p[0], p[1], p[2], p[3].start, p[3].end, *p[4:]))
BYLINE = st.tuples(TEXT, PLACE_IN_TEXT).map(lambda p: Byline(p[0], p[1].start, p[1].end))
ARTICLE = st.builds(
    Article, TEXT, TEXT.map(lambda words: words + "0123456789"), st.lists(BLOCK, max_size=3).map(tuple),
    *(MAYBE for _ in range(5)), DAY, DAY, MANY, st.lists(BYLINE, max_size=2).map(tuple),
    MAYBE, st.lists(record(SourceRun, st.integers(0, 10**9), st.integers(0, 10**9)), max_size=2).map(tuple), MANY,
)  # fmt: skip
QUANTITY = st.tuples(st.sampled_from(["killed", "money"]), NUMBER, NUMBER, MAYBE, PLACE_IN_TEXT, MAYBE).map(
    lambda p: Quantity(*p[:4], p[4].start, p[4].end, p[5])
)
OPTIONAL_SPAN = st.none() | PLACE_IN_TEXT
EVENT = st.builds(
    Event, TEXT, st.sampled_from(["AID", "AGREE"]), MANY, MANY, MANY, MANY, st.none() | INTERVAL,
    st.none() | WHERE.map(lambda p: EventPlace(*p)), st.sampled_from(["asserted", "denied"]), st.booleans(), TEXT,
    PLACE_IN_TEXT,
    st.builds(EventSpans, st.lists(OPTIONAL_SPAN, max_size=2).map(tuple), st.just(()), OPTIONAL_SPAN, OPTIONAL_SPAN,
              OPTIONAL_SPAN, SPANS),
    st.lists(QUANTITY, max_size=2).map(tuple), SPANS, SPANS, st.floats(0, 1), MANY,
    st.dictionaries(TEXT, MANY, max_size=2),
)  # fmt: skip
CODED = st.builds(
    CodedArticle, st.just(SCHEMA), st.builds(CodedBy, TEXT, MAYBE, TEXT, st.dictionaries(TEXT, TEXT, max_size=2)),
    ARTICLE, st.builds(AsOf, DAY, TEXT, SPANS), st.lists(ACTOR, max_size=3).map(tuple),
    st.lists(record(Date, INTERVAL, st.just("day"), TEXT, TEXT), max_size=2).map(tuple),
    st.lists(record(Place, *(TEXT, MAYBE, st.none() | st.integers(0, 10**9), NUMBER, NUMBER, MANY, TEXT)),
             max_size=2).map(tuple),
    st.lists(record(Quote, st.just("direct"), MAYBE, MAYBE, OPTIONAL_SPAN, OPTIONAL_SPAN, st.none() | st.integers(0, 9),
                    TEXT), max_size=2).map(tuple),
    st.lists(EVENT, max_size=3).map(tuple),
    st.lists(st.builds(Relation, TEXT, TEXT, TEXT, SPANS), max_size=2).map(tuple),
)  # fmt: skip


@given(CODED)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_rows_give_the_article_back(coded):
    rows = by_table(rows_of(Revision(coded, "c", "f", None, 1)))
    assert Stored(rows).coded() == coded


@given(st.lists(CODED, min_size=1, max_size=4, unique_by=lambda coded: identify(coded.article).fingerprint))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_stored_and_read_back_is_equal(several):
    with tempfile.TemporaryDirectory() as folder:
        with open_writer(folder) as writer:
            writer.append([Coded(one, replace(identify(one.article), lineage=None)) for one in several])
        with open_store(folder) as store:
            assert sorted(store.coded(), key=repr) == sorted(several, key=repr)


def test_real_codings_come_back(coded, tmp_path):
    real = coded("fr", "La ministre chilienne s'est entretenue lundi à Lima avec le président péruvien.")
    assert real.events
    with open_writer(tmp_path / "s") as writer:
        writer.append([Coded(real, identify(real.article))])
    with open_store(tmp_path / "s") as store:
        assert list(store.coded()) == [real]
        assert store.events(actor="CHL", recipient="PER", text="LIMA").fetchall()


@pytest.mark.parametrize(
    ("interval", "first", "last"),
    [
        ("2024-06-19/2024-06-20", "2024-06-19", "2024-06-20"),
        ("2024-06-19/..", "2024-06-19", "None"),
        ("../2024-06-19", "None", "2024-06-19"),
        ("../..", "None", "None"),
    ],
)
def test_bounds(interval, first, last):
    assert tuple(map(str, bounds(interval))) == (first, last)


@pytest.mark.parametrize(("words", "plain"), [("Élections  À\nQUÉBEC", "elections a quebec"), ("Straße", "strasse")])
def test_folded(words, plain):
    assert folded(words) == plain


def test_an_event_counts_for_the_state_its_actor_belongs_to():
    (article,) = articles(1)
    rows = by_table(rows_of(Revision(made_up(article), "c", "f", None, 1)))
    assert all(row["actors"][0] in row["acting"] for row in rows["events"])
