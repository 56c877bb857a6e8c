"""The panel: balanced, with what was read, and the same numbers as the rows behind it."""

from __future__ import annotations

import io
import re
from datetime import date

import pandas
import pyarrow.parquet
import pytest
from stores import act, fill, report, tell

from depeche.analysis.panels import classes_of, denominators, panel
from depeche.presenting.frames import write_parquet, write_stata
from depeche.store.query import open_store
from depeche.store.questions import Query

REPORTS = (
    report("a", "2024-01-10", act("SUPPORT", "RUS vladimir-putin", "PRK"), act("ASSAULT", "RUS", "UKR"), publisher="X"),
    report("b", "2024-01-20", act("CONSULT", "RUS PRK"), act("PROTEST", "nato"), publisher="Y"),
    report("c", "2024-04-02", act("AID", "PRK", "RUS"), language="fr", publisher="Y"),
    report("d", "2024-04-03", act("AID", "PRK", "RUS", date="2024-03-30/2024-04-02"), publisher=None),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("panels") / "store", *REPORTS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    with open_store(fill(tmp_path_factory.mktemp("panels") / "many", 60)) as opened:
        yield opened


def table(made):
    names = [column.name for column in made.columns]
    return pandas.DataFrame(list(made.rows()), columns=names).set_index(["period", *[n for n in names if n in UNITS]])


UNITS = ("source", "target", "actor")
JANUARY, FEBRUARY, APRIL = date(2024, 1, 1), date(2024, 2, 1), date(2024, 4, 1)


def test_dyads(store):
    found = table(panel(store, Query(), types=("AID", "verbal_cooperation")))
    assert len(found) == 3 * 4  # RUS-PRK, PRK-RUS, RUS-UKR; January to April
    row = found.loc[(JANUARY, "RUS", "PRK")]
    assert row[["events", "aid", "verbal_cooperation", "articles_read", "sources_read"]].tolist() == [2, 0, 2, 2, 2]
    assert found.loc[(FEBRUARY, "RUS", "PRK"), ["events", "articles_read"]].tolist() == [0, 0]  # nothing was read
    assert found.loc[(APRIL, "PRK", "RUS"), ["aid", "articles_en", "articles_fr"]].tolist() == [1, 1, 1]
    assert found.loc[(JANUARY, "RUS", "PRK"), ["source_cow", "target_gw"]].tolist() == [365, 731]
    assert panel(store, Query()).unplaced == 1


def test_actors_count_an_event_once(store):
    found = table(panel(store, Query(), unit="actor", by="year", types=("SUPPORT", "PROTEST")))
    year = date(2024, 1, 1)
    assert found.loc[(year, "RUS"), ["does_events", "does_support", "suffers_events"]].tolist() == [3, 1, 2]
    assert found.loc[(year, "nato"), "does_protest"] == 1  # without anybody it is done to
    assert pandas.isna(found.loc[(year, "nato"), "actor_cow"])


def test_measures(store):
    asked = {"types": ("verbal_cooperation", "material_conflict"), "unit": "actor"}
    score, share = (table(panel(store, Query(), measure=name, **asked)) for name in ("score", "share"))
    assert score.loc[(JANUARY, "RUS"), ["does_verbal_cooperation", "does_material_conflict"]].tolist() == [7.5, -9.0]
    assert share.loc[(JANUARY, "RUS"), "does_verbal_cooperation"] == pytest.approx(2 / 3, abs=1e-6)
    assert pandas.isna(share.loc[(FEBRUARY, "RUS"), "does_verbal_cooperation"])


def test_chosen_units_and_periods_are_all_there(store):
    asked = Query(since=date(2023, 12, 15), until=date(2024, 2, 10))
    found = panel(store, asked, among=("RUS", "PRK", "FRA"))
    rows = list(found.rows())
    assert (len(found.units), len(found.periods), len(rows)) == (6, 3, 18)


def test_a_panel_of_nothing(store):
    assert list(panel(store, Query(who="nobody")).rows()) == []


@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
def test_cells_add_up_to_the_events(many, by):
    found = table(panel(many, Query(), unit="actor", by=by))
    does = len([1 for row in many.stream(Query()) if row["actors"] != ["_1"]])
    assert found["does_events"].sum() == does
    quads = [column for column in found.columns if re.fullmatch("does_(verbal|material)_.*", column)]
    assert (found[quads].sum(axis=1) == found["does_events"]).all()
    units, periods = found.index.get_level_values("actor"), found.index.get_level_values("period")
    assert len(found) == units.nunique() * periods.nunique()


def test_denominators(store):
    rows = list(denominators(store, Query(type=("AID",)), "month"))
    assert rows == [
        (JANUARY, "X", "en", 1, 0),
        (JANUARY, "Y", "en", 1, 0),
        (APRIL, "Y", "fr", 1, 1),
        (APRIL, None, "en", 1, 1),
    ]


def test_classes():
    assert classes_of(("Aid",)) == {"aid": {"AID"}}
    assert set(classes_of(())) == {"verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"}
    with pytest.raises(KeyError):
        classes_of(("hug",))


def test_parquet_and_stata_are_read_again(store):
    made = panel(store, Query(), unit="actor", measure="share")
    expected = pandas.DataFrame(list(made.rows()), columns=[column.name for column in made.columns])
    out = io.BytesIO()
    write_parquet(made.columns, made.rows(), out)
    assert pyarrow.parquet.read_table(io.BytesIO(out.getvalue())).to_pylist() == [
        dict(zip(expected.columns, row, strict=True)) for row in made.rows()
    ]
    first, second = io.BytesIO(), io.BytesIO()
    write_stata(made.columns, made.rows(), first)
    write_stata(made.columns, made.rows(), second)
    assert first.getvalue() == second.getvalue()
    found = pandas.read_stata(io.BytesIO(first.getvalue()))
    assert list(found["period"].dt.date) == list(expected["period"])
    assert found["does_events"].tolist() == expected["does_events"].tolist()
    assert found["actor_iso3"].tolist() == expected["actor_iso3"].fillna("").tolist()
    with pandas.io.stata.StataReader(io.BytesIO(first.getvalue())) as reader:
        assert reader.variable_labels()["articles_read"].startswith("articles that speak from the period")
