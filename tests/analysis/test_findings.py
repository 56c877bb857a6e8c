"""Timelines, networks and relations of a store whose every event is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import act, fill, report, tell

from depeche.analysis.dyads import dyads
from depeche.analysis.networks import network
from depeche.analysis.relations import relations, trend_of
from depeche.analysis.timelines import beginning, following, happened, timeline
from depeche.knowledge.codebook import load_codebook
from depeche.store.query import open_store
from depeche.store.questions import Query

NIGHTS, SINCE, UNTIL = "2024-01-30/2024-02-03", "2024-04-01/..", "../2024-04-04"
REPORTS = (
    report("a", "2024-01-10", act("SUPPORT", "RUS", "PRK"), act("ASSAULT", "RUS", "UKR", modes=("drone",))),
    report("b", "2024-01-20", act("CONSULT", "vladimir-putin PRK"), act("ACCUSE", "nato", "RUS")),
    report(
        "c",
        "2024-04-02",
        act("AID", "PRK", "RUS", date="2024-03-05/2024-03-05"),
        act("COERCE", "RUS", "vladimir-putin"),
    ),
    report("d", "2024-04-03", act("ACCUSE", "_1", "RUS", date=NIGHTS), act("AGREE", "_2", "RUS")),
    report(
        "e", "2024-04-04", act("THREATEN", "RUS", "nato", date=SINCE), act("AID", "RUS", "PRK", factuality="planned")
    ),
    report(
        "f",
        "2024-04-05",
        act("REJECT", "PRK", "RUS", date=UNTIL),
        relations=[("RUS", "ally_of", "PRK"), ("_1", "opposes", "RUS")],
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("findings") / "store", *REPORTS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    with open_store(fill(tmp_path_factory.mktemp("findings") / "many", 40)) as opened:
        yield opened


# ---- timelines ------------------------------------------------------------------------------------------------------


def test_periods_without_a_gap(store):
    found = timeline(store, Query(who="RUS", partner="PRK", factuality=("asserted",)))
    assert [(p.start.month, p.articles, p.events, p.cooperation, p.conflict) for p in found.periods] == [
        (1, 2, 2, 7.5, 0.0),  # SUPPORT 5, CONSULT 2.5
        (2, 0, 0, 0.0, 0.0),  # nothing read, so nothing known
        (3, 0, 1, 10.0, 0.0),  # AID on a day of its own
    ]
    assert (found.unplaced, found.events) == (1, 4)  # REJECT: since when is not known


def test_what_lies_over_the_border_of_two_periods_is_not_placed(store):
    by_month, by_year = (timeline(store, Query(who="FRA"), by=by) for by in ("month", "year"))
    assert (by_month.periods, by_month.unplaced) == ((), 1)
    (year,) = by_year.periods
    assert (year.start, year.events, year.quads, year.mean) == (date(2024, 1, 1), 1, (0, 0, 1, 0), -3.0)


def test_an_act_that_goes_on_counts_when_it_began(store):
    (day,) = timeline(store, Query(actor="RUS", recipient="nato"), by="day").periods
    assert (day.start, day.articles) == (date(2024, 4, 1), 0)


def test_only_what_happened_counts_if_nothing_else_is_asked():
    assert happened(Query(who="RUS")) == Query(who="RUS", factuality=("asserted",))
    assert happened(Query(factuality=("planned",))).factuality == ("planned",)


QUERIES = st.builds(
    lambda who, type: Query(who=who, type=type),
    st.sampled_from([None, "RUS", "PRK"]),
    st.lists(st.sampled_from(list(load_codebook().types)), max_size=2, unique=True).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(query=QUERIES, by=st.sampled_from(["day", "week", "month", "year"]))
def test_a_timeline_counts_every_row_once(many, query, by):
    codebook, found, rows = load_codebook(), timeline(many, query, by=by), list(many.stream(query))
    assert found.events == many.count(query) == len(rows)
    assert sum(sum(p.quads) for p in found.periods) + found.unplaced == len(rows)
    scores = [codebook.score(row["type"], tuple(row["modes"])) for row in rows]
    assert sum(p.score for p in found.periods) == pytest.approx(sum(scores))  # all days are single days here
    starts = [p.start for p in found.periods]
    assert starts[1:] == [following(start, by) for start in starts[:-1]]
    assert {beginning(row["from_day"], by) for row in rows} == {p.start for p in found.periods if p.events}


# ---- networks -------------------------------------------------------------------------------------------------------


def edges(found):
    return {(e.source, e.target, e.event_type): e.events for e in found.edges}


def test_who_acts_on_whom_by_party(store):
    found = network(store, Query(factuality=("asserted",)))
    assert edges(found) == {
        ("RUS", "PRK", "SUPPORT"): 1,
        ("RUS", "UKR", "ASSAULT"): 1,
        ("RUS", "PRK", "CONSULT"): 1,  # a meeting goes both ways; a president's acts are his state's
        ("PRK", "RUS", "CONSULT"): 1,
        ("nato", "RUS", "ACCUSE"): 1,
        ("PRK", "RUS", "AID"): 1,
        ("FRA", "RUS", "ACCUSE"): 1,  # a Frenchman whom nobody names
        ("RUS", "nato", "THREATEN"): 1,
        ("PRK", "RUS", "REJECT"): 1,
    }
    assert found.within == 1  # Russia coerces its own
    first = found.nodes[0]
    assert (first.id, first.name, first.acts, first.suffers, first.partners) == ("RUS", "Russia", 4, 5, 4)
    assert first.betweenness == max(node.betweenness for node in found.nodes) > 0
    assert sum(node.pagerank for node in found.nodes) == pytest.approx(1, abs=1e-5)


def test_who_acts_on_whom_by_actor(store):
    found = network(store, Query(type=("CONSULT", "COERCE")), unit="actor")
    assert set(edges(found)) == {
        ("vladimir-putin", "PRK", "CONSULT"),
        ("PRK", "vladimir-putin", "CONSULT"),
        ("RUS", "vladimir-putin", "COERCE"),
    }
    assert {node.name for node in found.nodes} == {"Vladimir Putin", "North Korea", "Russia"}


def test_over_time_and_no_less_than(store):
    found = network(store, Query(), by="year", least=2)
    assert {(e.source, e.target) for e in found.edges} == {("RUS", "PRK"), ("PRK", "RUS")}
    assert {e.period for e in found.edges} == {date(2024, 1, 1), None}  # REJECT has no known beginning


def test_a_network_of_nothing(store):
    found = network(store, Query(who="nobody"))
    assert (found.nodes, found.edges, found.within) == ((), (), 0)


def test_several_of_one_state_act_once(tmp_path):
    with open_store(tell(tmp_path / "s", report("a", "2024-01-10", act("AID", "RUS vladimir-putin", "PRK")))) as opened:
        assert edges(network(opened, Query())) == {("RUS", "PRK", "AID"): 1}
        assert len(list(opened.rows(dyads(Query(), "actor")))) == 2


# ---- relations ------------------------------------------------------------------------------------------------------


def test_what_an_actor_does_and_suffers(store):
    found = relations(store, "RUS", Query(factuality=("asserted",)))
    ties = {(tie.direction, tie.event_type, tie.partner): tie.events for tie in found.ties}
    assert ties == {
        ("does", "SUPPORT", "PRK"): 1,
        ("does", "ASSAULT", "UKR"): 1,
        ("does", "THREATEN", "nato"): 1,
        ("does", "COERCE", "RUS"): 1,
        ("both", "CONSULT", "PRK"): 1,
        ("suffers", "ACCUSE", "nato"): 1,
        ("suffers", "ACCUSE", "FRA"): 1,
        ("suffers", "AID", "PRK"): 1,
        ("suffers", "REJECT", "PRK"): 1,
    }
    (assault,) = (tie for tie in found.ties if tie.event_type == "ASSAULT")
    (evidence,) = assault.evidence
    assert (assault.partner_name, assault.score, evidence.article) == ("Ukraine", -9.5, "a")
    text = REPORTS[0].coded.article.text
    assert text[evidence.start : evidence.end] == evidence.words == "RUS did ASSAULT to UKR."
    assert evidence.event_id in {row["event_id"] for row in store.stream(Query(type=("ASSAULT",)))}


def test_ties_that_are_stated(store):
    stated = relations(store, "RUS").stated
    assert [(s.subject, s.relation, s.object) for s in stated] == [("FRA", "opposes", "RUS"), ("RUS", "ally_of", "PRK")]
    assert relations(store, "UKR").stated == ()


def test_relations_of_a_person(store):
    ties = relations(store, "vladimir-putin").ties
    assert {(tie.direction, tie.event_type, tie.partner) for tie in ties} == {
        ("both", "CONSULT", "PRK"),
        ("suffers", "COERCE", "RUS"),
    }


@pytest.mark.parametrize(
    ("events", "read", "trend"),
    [
        ((2, 3), (10, 10), None),
        ((2, 8), (10, 10), "rising"),
        ((2, 8), (10, 40), "steady"),  # as many for each article read
        ((8, 2), (10, 10), "falling"),
        ((5, 5), (10, 10), "steady"),
        ((0, 9), (0, 10), None),  # nothing was read before
    ],
)
def test_a_trend_is_of_what_was_read(events, read, trend):
    assert trend_of(events, read) == trend
