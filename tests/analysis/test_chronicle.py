"""The stories of a store: they grow, become one, lose what is superseded, and keep their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import fill

from benchmarks.synthetic import articles, coded_by, made_up
from depeche.analysis import chronicle
from depeche.analysis.accounts import accounts_of
from depeche.analysis.chronicle import told_by
from depeche.analysis.nearby import Kept, Placed, between, near
from depeche.analysis.remaking import UNTOLD, drop_stories, make_stories
from depeche.analysis.stories import blocks_of, reports_of
from depeche.errors import StoreError
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    Block,
    CodedArticle,
    Event,
    EventPlace,
    EventSpans,
    Quantity,
    Span,
)
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.upkeep import check
from depeche.store.writer import Coded, open_writer

MEETING = "Armenia and Azerbaijan met in Tbilisi on Tuesday, the Georgian ministry said."
WIRE = f"""{MEETING} The two delegations spoke for more than three hours behind closed doors about prisoners and
about the border. They will meet again in Vienna on Friday, a diplomat said. In the morning Armenia had accused the
army of its neighbour of having opened fire on workers of a factory close to the line."""
DAY = date(2024, 5, 14)


def told(
    id: str,
    text: str = MEETING,
    *,
    after: int = 1,
    sides: tuple[str, str] = ("ARM", "AZE"),
    day: date | None = DAY,
    publisher: str | None = None,
    version: str = "1",
    **changes,
) -> Coded:
    """An article that tells one event, `after` so many days."""
    published = (DAY + timedelta(days=after)).isoformat()
    article = Article(
        id, text, (Block("b1", "paragraph", "en", 0, len(text)),), "en", url=f"https://x.example/{id}",
        publisher=publisher or id, published=published,
    )  # fmt: skip
    trigger = Span(text.find("met"), text.find("met") + 3)
    actors = tuple(Actor(side, "state", side, side, (), None, (), (), ()) for side in sides)
    event = Event(
        "e1", "CONSULT", (), (), sides[:1], sides[1:], f"{day}/{day}" if day else None,
        EventPlace("Tbilisi", "GEO", 611717, 41.7, 44.8), "asserted", False, "reporter", trigger,
        EventSpans((None,), (None,), None, None, None, ()), (), (Span(0, len(MEETING)),), (), 0.9, (), {},
    )  # fmt: skip
    versions = replace(coded_by(article), model=version)
    coded = CodedArticle(
        SCHEMA,
        versions,
        article,
        AsOf(published, "published", ()),
        actors,
        (),
        (),
        (),
        (replace(event, **changes),),
        (),
    )
    return Coded(coded, identify(article))


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def take(store, *batches: Sequence[Coded]) -> None:
    with open_writer(store) as writer:
        for batch in batches:
            writer.append(batch, derive=told_by)
    assert check(store) == []


def stories(store) -> dict[str, set[str]]:
    """The ids of articles, by story."""
    found: dict[str, set[str]] = {}
    with open_store(store) as opened:
        query = "SELECT m.story, a.id FROM story_mentions m JOIN articles a USING (coding)"
        for story, article in opened.sql(query).fetchall():
            found.setdefault(story, set()).add(article)
        rows = opened.sql("SELECT id, reports FROM stories").fetchall()
    assert {story: len(articles) for story, articles in found.items()} == dict(rows)  # what is told of a story holds
    return found


def together(store) -> list[list[str]]:
    return sorted(sorted(articles) for articles in stories(store).values())


def withdrawn(store) -> list[tuple[str, str | None]]:
    with open_store(store) as opened:
        return opened.sql("SELECT reason, became FROM withdrawn ORDER BY story, edition").fetchall()


OTHER = {"sides": ("USA", "MEX"), "type": "PROTEST"}


def test_a_story_grows_and_keeps_its_name(store):
    take(store, [told("a"), told("z", **OTHER)])
    before = stories(store)
    take(store, [told("b")], [told("c", after=2)])
    assert together(store) == [["a", "b", "c"], ["z"]]
    (name,) = (name for name, articles in before.items() if articles == {"a"})
    assert stories(store)[name] == {"a", "b", "c"}
    assert withdrawn(store) == [("grown", None), ("grown", None)]
    with open_store(store) as opened:
        assert opened.sql("SELECT edition FROM stories ORDER BY edition").fetchall() == [(1,), (3,)]
        assert opened.sql("SELECT count(*) FROM all_story_mentions").fetchall() == [(4,)]  # none was written twice


def test_an_earlier_report_that_comes_late_is_the_first(store):
    take(store, [told("b", after=2)], [told("a", after=1)])
    (name,) = stories(store)
    with open_store(store) as opened:
        story = opened.story(name)
    assert (story.first_article, story.first_told) == ("a", "2024-05-15")
    assert [mention.article for mention in story.mentions] == ["a", "b"]
    assert [mention.other is None for mention in story.mentions] == [False, True]  # it began with b


def test_two_stories_become_one_by_a_report_that_joins_them(store):
    apart = [told("a", actors=(), place=None), told("b", recipients=(), place=None)]
    take(store, *([one] for one in apart))
    assert together(store) == [["a"], ["b"]]
    take(store, [told("c"), told("d")])
    assert together(store) == [["a", "b", "c", "d"]]
    assert ("merged", *stories(store)) in withdrawn(store)
    with open_store(store) as opened:
        (story,) = (opened.story(name) for name in stories(store))
    assert sum(mention.other is None for mention in story.mentions) == 1


def test_a_revised_article_tells_its_story_anew(store):
    take(store, [told("a"), told("b")])
    before = stories(store)
    take(store, [told("a", MEETING + " Corrected.", **OTHER)])
    assert together(store) == [["a"], ["b"]]
    assert next(name for name, articles in stories(store).items() if articles == {"b"}) in before
    assert [reason for reason, _ in withdrawn(store)] == ["dissolved"]


def test_a_revision_in_the_same_batch(store):
    take(store, [told("a"), told("b"), told("a", MEETING + " Corrected.")])
    assert together(store) == [["a", "b"]]


def test_a_recoded_story_keeps_its_name(store):
    take(store, [told("a"), told("b")])
    before = stories(store)
    take(store, [told("a", version="2"), told("b", version="2")])
    assert stories(store) == before
    assert withdrawn(store) == [("dissolved", *before)]
    take(store, [told("b", version="3")])
    assert stories(store) == before


def test_a_reprint_counts_as_its_origin(store):
    take(store, [told("a", WIRE, after=1)], [told("b", WIRE + " By our staff.", after=2)], [told("c", after=2)])
    (name,) = stories(store)
    with open_store(store) as opened:
        story = opened.story(name)
        (copy,) = opened.sql("SELECT kind, taken > 0.9 FROM copies").fetchall()
    assert copy == ("reprint", True)
    assert (story.reports, story.sources, story.independent_origins) == (3, 3, 2)
    origin = {mention.article: mention.origin for mention in story.mentions}
    assert origin["a"] == origin["b"] != origin["c"]


def test_an_origin_that_comes_late(store):
    take(
        store, [told("b", WIRE + " By our staff.", after=2), told("c", WIRE + " By ours.", after=3)], [told("a", WIRE)]
    )
    (name,) = stories(store)
    with open_store(store) as opened:
        story = opened.story(name)
    assert story.independent_origins == 1
    assert {mention.origin for mention in story.mentions} == {story.mentions[0].coding}
    assert story.mentions[0].article == "a"


def test_a_reprint_whose_source_is_revised_stands_alone(store):
    take(store, [told("a", WIRE), told("b", WIRE + " By our staff.", after=2)])
    take(store, [told("a", MEETING)])
    (name,) = stories(store)
    with open_store(store) as opened:
        assert opened.story(name).independent_origins == 2
        assert opened.sql("SELECT count(*) FROM copies").fetchall() == [(0,)]
        assert opened.sql("SELECT count(*) FROM all_copies").fetchall() == [(1,)]


def test_what_sources_tell_differently_stands_side_by_side(store):
    def killed(low: float) -> tuple[Quantity, ...]:
        return (Quantity("killed", low, low, None, 0, 3, None),)

    later = DAY + timedelta(days=1)
    take(store, [
        told("a", quantities=killed(3)), told("b", quantities=killed(3), factuality="denied", attribution="AZE"),
        told("c", quantities=killed(5), date=f"{later}/{later}"),
    ])  # fmt: skip
    (name,) = stories(store)
    with open_store(store) as opened:
        story = opened.story(name)
    found = {(one.field, one.value): (one.origins, one.articles) for one in story.differing}
    assert found["killed", "3"] == (2, ("a", "b"))
    assert found["killed", "5"] == (1, ("c",))
    assert found["factuality", "denied"] == (1, ("b",))
    assert found["attribution", "AZE"] == (1, ("b",))
    assert found["date", f"{DAY}/{DAY}"] == (2, ("a", "b"))
    assert {field for field, _ in found} == {"killed", "factuality", "attribution", "date"}


def test_far_days_are_not_read(store, monkeypatch):
    take(store, [told("old", after=1)])
    asked: list[int] = []

    def counted(*arguments, load=chronicle.load):
        found = load(*arguments)
        asked.append(len(found))
        return found

    monkeypatch.setattr("depeche.analysis.chronicle.load", counted)
    far = DAY + timedelta(days=300)
    take(store, [told("new", after=301, day=far)])
    assert sum(asked) == 0
    assert together(store) == [["new"], ["old"]]


def test_the_store_reads_what_shares_a_block(store):
    """The blocks as SQL makes them are those of `blocks_of`."""
    fill(store, 60, stories=True)
    made = [made_up(article) for article in articles(400)]
    reports = [report for one in made for report in reports_of(replace(one, article=one.article))]
    known, new = reports[:600], [one for n, one in enumerate(reports[600:]) if n % 9 == 0]
    edges = [replace(new[0], first=None, last=None, said=day) for day in (None, date.min, date.max)]
    new += [*edges, replace(known[0], article="x", first=None), replace(known[1], article="y", last=date.max)]
    blocks = {block for report in new for block in blocks_of(report)}
    with open_store(store) as opened:
        ids = dict(opened.sql("SELECT coding, id FROM articles").fetchall())
        found = {(ids[row["coding"]], row["event"]) for row in near(opened, new, blocks)}
    assert found == {one.key for one in known if not blocks.isdisjoint(blocks_of(one))}
    assert 10 < len(found) < 500


@pytest.mark.parametrize("published", ["0001-01-01", "0001-01-01T00:00:00+05:00", "9999-12-31", "last week"])
def test_days_that_are_none(store, published):
    odd = told("a")
    article = replace(odd.coded.article, published=published)
    day = published[:10] if published[0] in "09" else None
    coded = replace(odd.coded, article=article, as_of=AsOf(day, "published", ()))
    take(store, [Coded(coded, odd.identity)], [told("b")])
    assert len(stories(store)) in (1, 2)


# ---- made anew, dropped ---------------------------------------------------------------------------------------------


def some() -> list[Coded]:
    return [told("a"), told("b", after=2), told("w", WIRE, after=1), told("x", WIRE, after=3), told("z", **OTHER)]


def test_made_anew_they_are_the_same(store):
    take(store, some()[:2], some()[2:])
    before = together(store)
    assert make_stories(store) == 0
    assert make_stories(store, anew=True) == 5
    assert together(store) == before
    assert check(store) == []


def test_a_store_from_before_there_were_stories(store):
    with open_writer(store) as writer:
        writer.append(some())
    with open_store(store) as opened:
        assert (opened.untold(), opened.stories().fetchall()) == (5, [])
    take(store, [told("n", after=2)])
    assert together(store) == [["n"]]
    assert make_stories(store) == 5
    assert ["a", "b", "n", "w", "x"] in together(store)


def test_dropped_they_leave_nothing(store):
    take(store, some())
    with open_store(store) as opened:
        events = opened.events().fetchall()
    drop_stories(store)
    assert check(store) == []
    with open_store(store) as opened:
        assert opened.events().fetchall() == events
        for table in ("signatures", "copies", "reports", "stories", "story_mentions", "withdrawn"):
            assert opened.sql(f"SELECT count(*) FROM all_{table}").fetchall() == [(0,)]


class Stopped(BaseException):
    """As good as a kill: nothing tidies up."""


def test_making_them_goes_on_where_it_was_stopped(store, monkeypatch):
    with open_writer(store) as writer:
        writer.append(some())
    monkeypatch.setattr("depeche.analysis.remaking.UNTOLD", UNTOLD.replace("LIMIT 200", "LIMIT 2"))

    def stop(done: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        make_stories(store, watch=stop)
    with open_store(store) as opened:
        assert opened.untold() == 3
    assert make_stories(store) == 3
    whole = together(store)
    make_stories(store, anew=True)
    assert together(store) == whole


def test_a_story_that_there_is_not(store):
    take(store, some())
    with open_store(store) as opened:
        with pytest.raises(StoreError, match="no story; list their ids with depeche stories"):
            opened.story("nothing")
        with pytest.raises(StoreError, match="several stories begin so"):
            opened.story("s")
        (name, *_) = stories(store)
        assert opened.story(name[:8]).id == name


# ---- whatever the order ---------------------------------------------------------------------------------------------

ARTICLES = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([("ARM", "AZE"), ("USA", "MEX"), ("ARM", "MEX")]),
        st.integers(1, 4),
        st.sampled_from([MEETING, WIRE, WIRE + " More."]),
        st.sampled_from([None, 0, 1, 9]),
    ),
    min_size=1,
    max_size=8,
)


def batches(chosen, size: int) -> Iterator[list[Coded]]:
    made = [
        told(id, text, after=after, sides=sides, day=None if day is None else DAY + timedelta(days=day))
        for id, sides, after, text, day in chosen
    ]
    seen: dict[str, Coded] = {}
    fresh = [seen.setdefault(one.identity.fingerprint, one) for one in made]
    unique = [one for n, one in enumerate(fresh) if one not in fresh[:n]]
    return (unique[at : at + size] for at in range(0, len(unique), size))


@given(ARTICLES, st.integers(1, 4))
@settings(max_examples=12, deadline=None)
def test_every_current_event_is_in_one_current_story(tmp_path_factory, chosen, size):
    store = tmp_path_factory.mktemp("order") / "store"
    take(store, *batches(chosen, size))
    with open_store(store) as opened:
        events = opened.sql("SELECT coding, number FROM events ORDER BY ALL").fetchall()
        mentioned = opened.sql("SELECT coding, event_number FROM story_mentions ORDER BY ALL").fetchall()
        assert events == mentioned
        for (name,) in opened.sql("SELECT id FROM stories").fetchall():
            story = opened.story(name)
            assert story.reports == len(story.mentions)
            assert story.independent_origins == len({mention.origin for mention in story.mentions})
            assert sum(mention.other is None for mention in story.mentions) == 1


def test_what_lies_between_two_stories_is_reckoned_from_a_part(monkeypatch):
    def kept(names: str) -> Kept:
        codeds = [told(name) for name in names]
        accounts = [a for one in codeds for a in accounts_of(one.coded, one.coded.article.id, one.identity.fingerprint)]
        return Kept("s", 1, tuple(Placed(account, None) for account in accounts))

    whole = between(kept("abcdef"), kept("ghijkl"))
    monkeypatch.setattr("depeche.analysis.nearby.SAMPLE", 3)
    assert between(kept("abcdef"), kept("ghijkl")) == pytest.approx(whole, rel=0.05)
