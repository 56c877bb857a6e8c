"""What people say of coded records: kept beside them, found again after coding anew, never over what was coded."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import OSLO, act, everything, report, tell

from depeche.errors import StoreError
from depeche.records import Date, Place, Quote, Span
from depeche.store.correcting import SLOTS, corrected
from depeche.store.corrections import READ, Said, correction, read_line, record
from depeche.store.identity import event_id
from depeche.store.query import open_store
from depeche.store.questions import Query, of_address
from depeche.store.upkeep import check, inform
from depeche.store.writer import open_writer

ACTS = (act("AID", "RUS", "PRK"), act("ACCUSE", "PRK", "RUS vladimir-putin"), act("CONSULT", "RUS PRK"))
WHEN = "2024-03-01T10:00:00+00:00"


def first():
    """A report with a quotation, a date and a place of its own."""
    one = report("a", "2024-01-10", *ACTS)
    text = one.coded.article.text
    start = text.index("PRK did")
    quote = Quote(start, start + 7, "direct", "PRK", None, None, None, None, "made up")
    part = replace(quote, start=start, end=start + 3, kind="partial", of=0)
    day = Date(0, 6, "2024-01-10/2024-01-10", "day", "published", "made up")
    place = Place(7, 8, OSLO.name, OSLO.country, OSLO.geonames_id, OSLO.latitude, OSLO.longitude, (), "made up")
    coded = replace(one.coded, quotes=(quote, part), dates=(day,), places=(place,))
    return replace(one, coded=coded)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A store of which nobody has said anything."""
    path = tmp_path_factory.mktemp("untouched") / "store"
    return tell(path, first(), report("b", "2024-02-10", act("AID", "FRA", "MLI")))


@pytest.fixture
def path(untouched, tmp_path):
    return Path(shutil.copytree(untouched, tmp_path / "store"))


@pytest.fixture(scope="module")
def made(untouched):
    with open_store(untouched) as store:
        yield store


def say(path, *said):
    """What is said, added; what could not be."""
    problems = []
    with open_writer(path) as writer:
        record(writer, said, lambda one, error: problems.append(str(error)))
    return problems


def events(path, asked="corrected=true"):
    with open_store(path) as store:
        return {f"{row['article']}/{row['id']}": row for row in store.stream(of_address("events", asked))}


def states(path):
    with open_store(path) as store:
        return [row["state"] for row in store.judged.told()]


def recoded(path, *reports):
    """The same articles, coded by another version."""
    with open_writer(path) as writer:
        writer.append(
            [replace(r, coded=replace(r.coded, coded_by=replace(r.coded.coded_by, depeche="9"))) for r in reports]
        )
    return path


def changed(one, number, **fields):
    """A report of which one event was coded otherwise."""
    events = list(one.coded.events)
    events[number] = replace(events[number], **fields)
    return replace(one, coded=replace(one.coded, events=tuple(events)))


# ---- saying it ------------------------------------------------------------------------------------------------------

VALUES = [
    ("a/e1", "type", "support", "type", "SUPPORT"),
    ("a/e1", "actor", ("FRA", "RUS"), "actors", ["FRA", "RUS"]),
    ("a/e1", "recipient", "nato", "recipients", ["nato"]),
    ("a/e2", "date", "2024-01-08", "date", "2024-01-08/2024-01-08"),
    ("a/e1", "date", "2024-01-08/..", "date", "2024-01-08/.."),
    ("a/e1", "factuality", "denied", "factuality", "denied"),
    ("a/e1", "background", "true", "background", True),
    ("a/e1", "attribution", "vladimir-putin", "attribution", "vladimir-putin"),
    ("a/e1", "contexts", "military", "contexts", ["military"]),
    ("a/e3", "modes", "visit", "modes", ["visit"]),
]


def test_values_that_a_person_gives(path):
    before = events(path, "")
    assert say(path, *(Said(of=of, field=field, value=value, who="Anna") for of, field, value, *_ in VALUES)) == []
    now = events(path)
    for of, field, _, column, after in VALUES:
        assert now[of][column] == after != before[of][column]
        assert field in now[of]["corrected"]
    assert [now[of]["event_id"] for of in now] == [before[of]["event_id"] for of in now]
    assert events(path, "") == before, "what was coded is as it was"
    assert now["b/e1"]["corrected"] == []
    assert now["b/e1"] == before["b/e1"] | {"corrected": []}
    assert check(path) == []


def test_a_place_is_one_of_the_tables_or_has_its_country(path):
    assert (
        say(path, Said(of="a/e1", field="place", value="Bamako"), Said(of="b/e1", field="place", value="Hill 7, MLI"))
        == []
    )
    assert events(path)["a/e1"]["place"]["country"] == "MLI"
    assert events(path)["a/e1"]["place"]["geonames_id"]
    assert events(path)["b/e1"]["place"] == {
        "name": "Hill 7", "country": "MLI", "geonames_id": None, "latitude": None, "longitude": None,
    }  # fmt: skip


WRONG = [
    (Said(of="zzz", field="type", verdict="right"), "zzz: no such event"),
    (Said(of="", field="type", verdict="right"), "no such event"),
    (Said(of="a/e9", field="type", verdict="right"), "nothing of that name"),
    (Said(of="c/e1", field="type", verdict="right"), "c: no such article"),
    (Said(of="a/dog@1-2", field="type", verdict="right"), "none of e2, quote@120-180"),
    (Said(of="a/e1", field="colour", verdict="right"), "'colour' is no field of this event; it has type, modes"),
    (Said(of="a/e1", field="type", value="KISS"), "'KISS' is none of AGREE, CONSULT"),
    (Said(of="a/e1", field="actor", value="USB"), "'USB' is no actor of the article, the tables or the store"),
    (Said(of="a/e1", field="modes", value="visit"), "'visit' is none of"),
    (Said(of="a/e1", field="date", value="soon"), "'soon' is no day; write one as 2024-06-19"),
    (Said(of="a/e1", field="date", value="2024-02-02/2024-01-01"), "the last day is before the first"),
    (Said(of="a/e1", field="date", value="../.."), "no day is known by that"),
    (Said(of="a/e1", field="place", value="Nowhereville"), "'Nowhereville' is no place of the tables"),
    (Said(of="a/e1", field="place", value="Oslo, Mars"), "'Mars' is no state"),
    (Said(of="a/e1", field="factuality", value="maybe"), "'maybe' is none of asserted"),
    (Said(of="a/e1", field="attribution", value=("RUS", "PRK")), "name one actor"),
    (Said(of="a/e1", field="type", verdict="retracted"), "a whole event is retracted, not its type"),
    (Said(of="a/e1", verdict="wrong"), "say which field is wrong"),
    (Said(of="a/e1"), "nothing is said of it"),
    (Said(of="a/e1", field="type", verdict="right", value="AID"), "a value goes with the verdict value alone"),
    (Said(of="a/e1", field="type", verdict="right", evidence="never said"), "do not stand in the article"),
    (Said(of="a/e1", field="type", verdict="right", evidence="did"), "stand 3 times in the article"),
    (Said(of="a/e1", field="type", verdict="right", evidence="10-9999"), "10-9999 is no place in the article"),
    (Said(of="a/e1", field="type", verdict="right", evidence=Span(9, 9)), "9-9 is no place in the article"),
    (Said(of="a/e1", field="type", verdict="right", who=" "), "who says it has no name"),
    (Said(of="a/e1", field="type", verdict="right", note="x" * 2001), "more than 2,000 characters"),
    (Said(of="a/e1", field="type", verdict="right", time="noon"), "'noon' is no moment"),
    (Said(of="a", verdict="added", trigger="RUS did"), "needs a type, and as trigger the words"),
    (Said(of="a", verdict="added", values={"type": "AID"}), "needs a type, and as trigger the words"),
    (Said(of="a", verdict="added", trigger="RUS did", values={"type": "AID", "dog": "x"}), "'dog' is no field"),
]


@pytest.mark.parametrize(("said", "problem"), WRONG, ids=lambda one: one if isinstance(one, str) else "")
def test_what_cannot_be_said(made, said, problem):
    with pytest.raises(StoreError) as told:
        correction(made, said)
    assert problem in str(told.value)
    assert "\n" not in str(told.value)


def test_the_rest_goes_on_and_is_one_batch(path):
    with open_store(path) as store:
        before = store.commit.number
    wrong, right = Said(of="zzz", verdict="right"), Said(of="a/e1", verdict="right")
    assert len(say(path, wrong, right, Said(of="b/e1", verdict="right"))) == 1
    with open_store(path) as store:
        assert (store.commit.number, len(store.corrections())) == (before + 1, 2)


def test_a_line_of_json():
    said = read_line(b'{"of": "a/e1", "field": "actor", "value": ["RUS"], "evidence": {"start": 1, "end": 2}}')
    assert said == Said(of="a/e1", field="actor", value=("RUS",), evidence=Span(1, 2))
    with pytest.raises(StoreError, match=r'write it as \{"of": "EVENT"'):
        read_line(b'{"field": "actor"}')


def test_what_is_kept(path):
    say(
        path,
        Said(of="a/e1", field="recipient", value="FRA", evidence="RUS did AID", note="seen", who="Anna", time=WHEN),
    )
    with open_store(path) as store:
        (one,) = store.corrections()
        coded = next(found for found in store.coded() if found.article.id == "a")
    assert (json.loads(one.machine), json.loads(one.value)) == (["PRK"], ["FRA"])
    assert (one.score, one.reasons) == (0.9, ("made up",))
    assert coded.article[one.evidence] == "RUS did AID"
    assert (one.words, coded.article[one]) == ("RUS", "RUS")
    assert (one.note, one.who, one.time, one.kind) == ("seen", "Anna", WHEN, "AID")
    assert one.target == event_id(one.fingerprint, coded.events[0])


def test_the_same_again_is_known(path):
    said = Said(of="a/e1", field="type", verdict="right", time=WHEN)
    say(path, said, said)
    say(path, said)
    with open_store(path) as store:
        assert len(store.corrections()) == 1
        assert inform(store).corrections == 1


def test_the_beginning_of_an_id_is_enough(path):
    id = events(path, "")["b/e1"]["event_id"]
    assert say(path, Said(of=id[:8], verdict="retracted"), Said(of=id, field="actor", value="DEU")) == []
    assert "b/e1" not in events(path)


# ---- what follows ---------------------------------------------------------------------------------------------------


def test_the_later_one_stands_and_both_are_kept(path):
    say(path, Said(of="a/e1", field="recipient", value="FRA", time="2024-03-02T00:00:00Z"))
    say(path, Said(of="a/e1", field="recipient", value="MLI", time="2024-03-01T00:00:00Z"))
    assert events(path)["a/e1"]["recipients"] == ["FRA"]
    assert states(path) == ["replaced", "stands"]
    say(path, Said(of="a/e1", field="recipient", verdict="right"))
    assert (events(path)["a/e1"]["recipients"], events(path)["a/e1"]["corrected"]) == (["PRK"], [])


def test_wrong_takes_a_value_away(path):
    say(path, Said(of="a/e1", field="recipient", verdict="wrong"), Said(of="a/e2", field="background", verdict="wrong"))
    assert events(path)["a/e1"]["recipients"] == []
    assert events(path)["a/e2"]["background"] is True


@pytest.mark.parametrize("field", ["type", "factuality", "attribution"])
def test_without_a_field_that_it_needs_an_event_is_left_out(path, field):
    say(path, Said(of="a/e1", field=field, verdict="wrong"))
    assert set(events(path)) == {"a/e2", "a/e3", "b/e1"}
    say(path, Said(of="a/e1", field=field, verdict="right"))
    assert "a/e1" in events(path)


def test_an_event_is_retracted_and_taken_back(path):
    id = events(path, "")["a/e2"]["event_id"]
    say(path, Said(of="a/e2", verdict="retracted", time="2024-03-01T00:00:00Z"))
    assert "a/e2" not in events(path)
    assert "a/e2" in events(path, "")
    with open_store(path) as store:
        assert store.judged.gone == (id,)
    say(path, Said(of="a/e2", verdict="right"))
    assert "a/e2" in events(path)


def test_an_event_is_added(path):
    said = Said(
        of="b",
        verdict="added",
        trigger="FRA did",
        values={"type": "assault", "actor": "FRA", "recipient": ("MLI", "nato")},
    )
    assert say(path, said) == []
    (new,) = [row for row in events(path).values() if row["type"] == "ASSAULT"]
    assert (new["actors"], new["recipients"], new["words"]) == (["FRA"], ["MLI", "nato"], "FRA did")
    assert new["sentence"] == "FRA did AID to MLI."
    assert new["event_id"] not in {row["event_id"] for row in events(path, "").values()}
    assert say(path, Said(of=new["event_id"], field="factuality", value="planned")) == []
    assert events(path, "corrected=true&type=ASSAULT&factuality=planned")[f"b/{new['id']}"]
    assert say(path, Said(of=new["event_id"], verdict="retracted")) == []
    assert len(events(path)) == 4


def test_who_an_actor_is(path):
    at = first().coded.actors[0].mentions[0]  # PRK
    assert say(path, Said(of=f"a/actor@{at.start}-{at.end}", field="id", value="KOR")) == []
    found = events(path)
    assert [found[f"a/e{n}"]["actors"] for n in (1, 2, 3)] == [["RUS"], ["KOR"], ["RUS", "KOR"]]
    assert found["a/e1"]["recipients"] == ["KOR"]
    with open_store(path) as store:
        assert {r["id"] for r in store.stream(Query(view="actors", corrected=True)) if r["article"] == "a"} >= {"KOR"}
        assert {r["speaker"] for r in store.stream(Query(view="quotes", corrected=True))} == {"KOR"}
    say(path, Said(of=f"a/actor@{at.start}-{at.end}", field="id", verdict="wrong"))
    assert events(path)["a/e1"]["recipients"] == ["_1"]


def test_quotes_dates_and_places(path):
    start = first().coded.quotes[0].start
    said = (
        Said(of=f"a/quote@{start}-{start + 7}", verdict="retracted"),
        Said(of=f"a/quote@{start}-{start + 3}", field="speaker", value="nato"),
        Said(of="a/date@0-6", field="value", value="2024-01-09"),
        Said(of="a/place@7-8", field="place", value="Bamako"),
    )
    assert say(path, *said) == []
    with open_store(path) as store:
        (quote,) = store.stream(Query(view="quotes", corrected=True))
        (told,) = store.quotations(store.quotes(corrected=True), corrected=True).select("speaker_name").fetchall()
        assert told == ("NATO",)
        assert (quote["speaker"], quote["of"]) == ("nato", None)
        assert [row["value"] for row in store.stream(Query(view="dates", corrected=True))] == ["2024-01-09/2024-01-09"]
        assert store.sql("SELECT name FROM corrected_places").fetchall() == [("Bamako",)]
        assert store.count(Query(view="quotes")) == 2


def test_whoever_is_named_counts_for_its_state(path):
    say(path, Said(of="b/e1", field="recipient", value="vladimir-putin"))
    assert set(events(path, "corrected=true&recipient=RUS")) == {"a/e2", "a/e3", "b/e1"}
    assert set(events(path, "recipient=RUS")) == {"a/e2", "a/e3"}


def test_nothing_said_changes_nothing(path):
    plain, same = events(path, ""), events(path)
    assert {of: {k: v for k, v in row.items() if k != "corrected"} for of, row in same.items()} == plain


# ---- after coding anew ----------------------------------------------------------------------------------------------


def test_corrections_outlive_coding_anew(path):
    say(path, Said(of="a/e1", field="recipient", value="FRA"), Said(of="a/e2", verdict="retracted"))
    before = everything(path)["corrections"]
    recoded(
        path, changed(first(), 0, actors=("nato",), confidence=0.4), report("b", "2024-02-10", act("AID", "FRA", "MLI"))
    )
    now = events(path)
    assert (now["a/e1"]["actors"], now["a/e1"]["recipients"]) == (["nato"], ["FRA"])
    assert set(now) == {"a/e1", "a/e3", "b/e1"}
    assert everything(path)["corrections"] == before
    assert states(path) == ["stands", "stands"]
    with open_store(path) as store:
        assert store.corrections()[0].score == 0.9, "the machine's own, as it was then"
        assert check(path) == []


def test_what_was_right_stays_right(path):
    say(path, Said(of="a/e1", field="recipient", verdict="right"), Said(of="a/e3", field="actor", verdict="wrong"))
    recoded(path, changed(changed(first(), 0, recipients=("nato",)), 2, actors=("FRA",)))
    assert events(path)["a/e1"]["recipients"] == ["PRK"], "confirmed then"
    assert events(path)["a/e3"]["actors"] == ["FRA"], "another value than the one that was wrong"


def test_another_type_at_the_same_words(path):
    say(path, Said(of="a/e1", field="recipient", value="FRA"), Said(of="a/e2", verdict="retracted"))
    recoded(path, changed(changed(first(), 0, type="SUPPORT"), 1, type="REJECT"))
    assert events(path)["a/e1"]["recipients"] == ["FRA"]
    assert "a/e2" in events(path), "another event than the one that was retracted"
    assert states(path) == ["stands", "lost"]


def test_what_finds_no_record_is_listed(path):
    say(path, Said(of="a/e1", field="recipient", value="FRA"), Said(of="b/e1", verdict="right"))
    without = first()
    without = replace(without, coded=replace(without.coded, events=without.coded.events[1:]))
    recoded(path, without)
    assert states(path) == ["lost", "stands"]
    with open_store(path) as store:
        assert (inform(store).corrections, inform(store).lost) == (2, 1)
        assert store.count(Query(corrected=True)) == store.count(Query())


def test_another_text_is_another_article(path):
    say(path, Said(of="b/e1", field="recipient", value="FRA"))
    tell(path, report("b", "2024-02-11", act("AID", "FRA", "MLI"), act("AID", "FRA", "NER")))
    assert states(path) == ["lost"]


def test_an_addition_that_the_machine_finds_later(path):
    said = Said(of="b", verdict="added", trigger="did", values={"type": "SUPPORT", "actor": "FRA", "recipient": "nato"})
    assert say(path, said) == []
    assert len(events(path)) == 5
    one = report("b", "2024-02-10", act("AID", "FRA", "MLI"))
    at = one.coded.article.text.index("did")
    found = replace(one.coded.events[0], id="e2", type="SUPPORT", trigger=Span(at, at + 3), recipients=("MLI",))
    recoded(path, replace(one, coded=replace(one.coded, events=(*one.coded.events, found))))
    assert len(events(path)) == 5, "it stands there once"
    assert events(path)["b/e2"]["recipients"] == ["nato"]


# ---- in general -----------------------------------------------------------------------------------------------------

IDS = st.sampled_from(["RUS", "PRK", "FRA", "nato"])
SPOKEN = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(["AID", "REJECT", "CONSULT"])),
    st.tuples(st.sampled_from(["actor", "recipient"]), st.lists(IDS, min_size=1, max_size=3).map(tuple)),
    st.tuples(st.just("factuality"), st.sampled_from(["planned", "asserted"])),
    st.tuples(st.just("date"), st.dates().map(str)),
    st.tuples(st.just("background"), st.sampled_from(["true", "false"])),
)
SAYING = st.lists(
    st.tuples(
        st.sampled_from(["a/e1", "a/e2", "a/e3"]), SPOKEN, st.sampled_from(["value", "right", "wrong", "retracted"])
    ),
    max_size=5,
)


@given(SAYING)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said(made, saying):
    """Each correction stands, or gave way; ids stay; sides and their words run parallel."""
    coding = next(made.rows("SELECT coding FROM articles WHERE id = 'a'"))["coding"]
    (revision,) = made.coded_as([coding])
    said = []
    for number, (of, (field, value), verdict) in enumerate(saying):
        whole = verdict == "retracted"
        one = Said(
            of=of,
            field=None if whole else field,
            verdict=verdict,
            value=value if verdict == "value" else None,
            time=WHEN,
        )
        said.append(replace(correction(made, one), number=number))
    after = corrected(revision.coded, revision.fingerprint, said)
    assert after.lost == ()
    assert {one.id for one in after.coded.events} | {id for id, known in after.ids.items() if known in after.gone} == {
        "e1",
        "e2",
        "e3",
    }
    for event in after.coded.events:
        assert len(event.actors) == len(event.spans.actors)
        assert len(event.recipients) == len(event.spans.recipients)
        named = {*event.actors, *event.recipients}
        assert named <= {actor.id for actor in after.coded.actors}
    assert after == corrected(revision.coded, revision.fingerprint, reversed(said))


def test_every_field_can_be_read():
    assert set(READ) == {(record, field) for record, fields in SLOTS.items() for field in fields}
