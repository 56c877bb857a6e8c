"""Questions: filters, SQL that can only read, and what is told of a store that is not whole."""

from __future__ import annotations

import pytest
from stores import as_coded, fill

from depeche.errors import StoreError
from depeche.records import Article, Block
from depeche.store.folder import table_path
from depeche.store.query import asked as asking
from depeche.store.query import open_store
from depeche.store.questions import CONDITIONS, ORDER
from depeche.store.upkeep import check
from depeche.store.writer import open_writer


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(fill(tmp_path_factory.mktemp("query") / "store", 40, stories=True)) as opened:
        yield opened


def ids(relation):
    return relation.select("coding", "number").fetchall()


# ---- filters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"actor": "RUS"}, "'RUS' = ANY(actors)"),
        ({"recipient": "PRK"}, "'PRK' = ANY(recipients)"),
        ({"type": "support"}, "type = 'SUPPORT'"),
        ({"factuality": "planned"}, "factuality = 'planned'"),
        ({"attributed_to": "reporter"}, "attribution = 'reporter'"),
        ({"language": "en"}, "true"),
        ({"language": "fr"}, "false"),
        ({"since": "2018-01-01"}, "coalesce(substr(date, 1, 10), reported::text) >= '2018-01-01'"),
        ({"until": "2018-01-01"}, "coalesce(substr(date, 12), reported::text) <= '2018-01-01'"),
        ({"text": "GRÁIN"}, "sentence LIKE '%grain%'"),
    ],
)
def test_a_filter_of_events(store, asked, holds):
    found, expected = ids(store.events(**asked)), ids(store.sql(f"SELECT * FROM events WHERE {holds}"))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"actor": "RUS"}, "'RUS' = ANY(actors)"),
        ({"recipient": "PRK"}, "'PRK' = ANY(recipients)"),
        ({"type": "support"}, "type = 'SUPPORT'"),
        ({"min_sources": 2}, "sources > 1"),
        ({"min_origins": 2}, "independent_origins > 1"),
        ({"since": "2018-01-01"}, "to_day >= '2018-01-01'"),
        ({"until": "2018-01-01"}, "from_day <= '2018-01-01'"),
        ({"text": "GRÁIN"}, "sentence LIKE '%grain%'"),
        ({"language": "fr"}, "false"),
    ],
)
def test_a_filter_of_stories(store, asked, holds):
    found = store.stories(**asked).select("id").fetchall()
    expected = store.sql(f"SELECT id FROM stories WHERE {holds}").fetchall()
    assert sorted(found) == sorted(expected)


def test_filters_hold_together(store):
    one = store.events(limit=1).select("actors", "recipients", "type").fetchall()[0]
    found = store.events(actor=one[0][0], recipient=one[1][0], type=one[2]).select("actors", "recipients").fetchall()
    assert (one[0], one[1]) in found


def test_a_persons_act_counts_for_its_state(tmp_path, coded):
    real = coded("en", "Vladimir Putin met the Norwegian foreign minister in Oslo on Tuesday.")
    with open_writer(tmp_path / "s") as writer:
        writer.append([as_coded(real.article).__class__(real, as_coded(real.article).identity)])
    with open_store(tmp_path / "s") as opened:
        assert ids(opened.events(actor="RUS")) == ids(opened.events(actor="vladimir-putin")) != []


@pytest.mark.parametrize(
    ("date", "asked", "found"),
    [
        ("2024-06-19/..", {"since": "2025-01-01"}, True),
        ("2024-06-19/..", {"until": "2024-06-18"}, False),
        ("../2024-06-19", {"until": "2024-01-01"}, True),
        ("../2024-06-19", {"since": "2024-06-20"}, False),
        (None, {"since": "2024-06-20", "until": "2024-06-20"}, True),  # by the article's day
        (None, {"since": "2024-06-21"}, False),
    ],
)
def test_days_that_are_open(tmp_path, date, asked, found):
    from dataclasses import replace

    text = "The army of RUS left PRK."
    article = Article("a", text, (Block("b1", "paragraph", "en", 0, len(text)),), "en", published="2024-06-20")
    one = as_coded(article)
    events = tuple(replace(event, date=date) for event in one.coded.events)
    with open_writer(tmp_path / "s") as writer:
        writer.append([replace(one, coded=replace(one.coded, events=events))])
    with open_store(tmp_path / "s") as opened:
        assert bool(ids(opened.events(**asked))) == found


@pytest.mark.parametrize(
    ("verb", "asked", "some"),
    [
        ("articles", {"text": "report 7"}, True),
        ("articles", {"source": "/news/a7.txt"}, True),
        ("articles", {"publisher": "nobody"}, False),
        ("articles", {"since": "2010-01-01", "until": "2030-01-01", "language": "en"}, True),
        ("quotes", {"kind": "indirect", "text": "The"}, True),
        ("quotes", {"speaker": "nobody"}, False),
        ("actors", {"actor": "RUS", "kind": "state"}, True),
        ("actors", {"text": "rus", "since": "2010-01-01"}, True),
        ("dates", {"precision": "day", "since": "2010-01-01"}, True),
        ("dates", {"until": "2009-01-01"}, False),
        ("stories", {"actor": "RUS", "text": "the", "since": "2010-01-01"}, True),
        ("stories", {"min_origins": 30}, False),
        ("failures", {}, False),
    ],
)
def test_other_lists(store, verb, asked, some):
    assert bool(getattr(store, verb)(**asked).fetchall()) == some


@pytest.mark.parametrize("verb", CONDITIONS)
def test_rows_have_an_order_of_their_own(store, verb):
    assert verb in ORDER
    assert getattr(store, verb)(limit=5).fetchall() == getattr(store, verb)(limit=5).fetchall()


def test_no_date(store):
    with pytest.raises(StoreError, match="since 'soon' is no date; write it as 2024-06-19"):
        store.events(since="soon")


def test_frames(store):
    table = store.events(limit=3).to_arrow_table()
    assert (table.num_rows, "acting" in table.column_names) == (3, True)


@pytest.mark.parametrize(("library", "frame"), [("pandas", "df"), ("polars", "pl")])
def test_frames_of_others(store, library, frame):
    pytest.importorskip(library)
    assert len(getattr(store.events(limit=3), frame)()) == 3


# ---- SQL ------------------------------------------------------------------------------------------------------------


def test_sql(store):
    assert store.sql("SELECT count(*) FROM articles").fetchall() == [(40,)]
    assert store.sql("WITH a AS (FROM articles) SELECT id FROM a WHERE id = ?", ["a7"]).fetchall() == [("a7",)]


def test_the_interrupt_key_in_a_query(store):
    """What duckdb raises for it is the interrupt key still."""
    with pytest.raises(KeyboardInterrupt), asking(store.path):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="another fault"), asking(store.path):
        raise RuntimeError("another fault")


@pytest.mark.parametrize("value", ["x' OR '1'='1", "'; DROP VIEW events; --", "RUS')) OR true --", '"', "\\"])
def test_values_are_no_sql(store, value):
    for asked in ("actor", "recipient", "type", "attributed_to", "language", "text"):
        assert store.events(**{asked: value}).fetchall() == []
    assert store.sql("SELECT count(*) FROM articles").fetchall() == [(40,)]


@pytest.mark.parametrize(
    "query",
    [
        "DROP VIEW events",
        "SELECT 1; DROP VIEW events",
        "INSERT INTO all_failures SELECT * FROM all_failures",
        "COPY events TO '{there}'",
        "ATTACH '{there}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET enable_external_access = true",
        "CREATE TABLE x AS SELECT 1",
        "EXPORT DATABASE '{there}'",
        "CALL pragma_version()",
        "EXPLAIN SELECT 1",
        "",
        "SELEC",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('{inside}')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('https://x.example/a.parquet')",
        "SELECT * FROM read_blob('/etc/hostname')",
        "SELECT * FROM secret",
        "SELECT nothing FROM events",
        "SELECT * FROM events WHERE type = ?",
    ],
)
def test_what_is_refused(store, tmp_path, query):
    secret = ["a Python variable is no table"]
    there, inside = tmp_path / "there", store.path / "store.json"
    with pytest.raises(StoreError) as told:
        store.sql(query.format(there=there, inside=inside)).fetchall()
    assert "\n" not in str(told.value)
    assert secret
    assert not there.exists()


# ---- a store that is not whole --------------------------------------------------------------------------------------


def one_file(path, table="events"):
    return next(table_path(path, table).glob("*.parquet"))


def test_a_corrupted_file_is_named(tmp_path):
    path = fill(tmp_path / "s", 10)
    file = one_file(path)
    file.write_bytes(b"\0" * file.stat().st_size)
    with pytest.raises(StoreError, match=f"{file.name}.*restore .* from a backup"), open_store(path) as opened:
        opened.events().fetchall()


def test_a_lost_file_is_named(tmp_path):
    path = fill(tmp_path / "s", 10)
    file = one_file(path)
    file.unlink()
    (problem,) = check(path)
    assert problem.startswith(f"{file}: No such file")


def test_a_lost_commit_log_is_named(tmp_path):
    path = fill(tmp_path / "s", 10)
    for log in (table_path(path, "events") / "_delta_log").iterdir():
        log.unlink()
    with pytest.raises(StoreError, match=r"events.*backup"):
        open_store(path)


def test_a_broken_record_is_named(tmp_path):
    path = fill(tmp_path / "s", 10)
    (path / "commits/0000000001.json").write_bytes(b"{")
    with pytest.raises(StoreError, match=r"0000000001\.json.*backup"):
        open_store(path)


def test_how_an_actor_was_resolved(tmp_path, coded):
    real = coded("en", "The French president met Rajapaksa in Oslo on Tuesday. He spoke first.")
    with open_writer(tmp_path / "s") as writer:
        writer.append([as_coded(real.article).__class__(real, as_coded(real.article).identity)])
    with open_store(tmp_path / "s") as opened:
        found = opened.resolutions(opened.actors(kind="person"))
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    macron = next(row for row in rows if row["id"] == "emmanuel-macron")
    assert "role 1" in macron["forms"]
    assert macron["sectors"] == "GOV"
    assert "head_of_state FRA" in macron["offices"]
    assert macron["rules"].startswith("role: head_of_state of FRA on ")
