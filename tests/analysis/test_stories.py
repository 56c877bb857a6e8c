"""Reports of one event become one story, in any order and any language; look-alikes stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from samples import paragraph

from depeche.analysis.corroboration import stories_of
from depeche.analysis.stories import features, find_stories, probability, weights, words_of
from depeche.pipeline import code
from depeche.records import Report


def report(article: str, *, language: str = "en", text: str = "", **changes) -> Report:
    one = Report(
        article, "e1", article, language, "CONSULT", frozenset({"ARM"}), frozenset({"AZE"}), frozenset({"ARM", "AZE"}),
        date(2023, 6, 6), date(2023, 6, 6), date(2023, 6, 7), "tbilisi", "GEO", "asserted", "reporter", *words_of(text),
    )  # fmt: skip
    return replace(one, **changes)


def together(*reports: Report) -> list[set[str]]:
    return [{one.article for one in story.reports} for story in find_stories(reports)]


def test_every_weight_has_its_feature() -> None:
    assert set(weights()) == set(features(report("a"), report("b")))


def test_one_event_in_three_languages_is_one_story() -> None:
    found = together(report("a"), report("b", language="fr"), report("c", language="es", place=None, country=None))
    assert found == [{"a", "b", "c"}]


@pytest.mark.parametrize(
    "other",
    [
        {"first": date(2023, 6, 12), "last": date(2023, 6, 12), "said": date(2023, 6, 12)},
        {"type": "ASSAULT"},
        {"actors": frozenset({"GEO"}), "recipients": frozenset({"TUR"}), "states": frozenset({"GEO", "TUR"})},
    ],
    ids=["another day", "another type", "other sides"],
)
def test_a_look_alike_is_another_story(other) -> None:
    assert together(report("a"), report("b", **other)) == [{"a"}, {"b"}]


def test_a_place_in_common_is_enough_to_be_compared() -> None:
    unnamed = {"actors": frozenset(), "recipients": frozenset(), "states": frozenset()}
    assert together(report("a"), report("b", **unnamed)) == [{"a", "b"}]


def test_articles_read_tell_stories_with_their_origins() -> None:
    text = (
        "French President Emmanuel Macron met German Chancellor Olaf Scholz in Berlin on Tuesday, the Elysee said. "
        "The two leaders spoke for more than three hours about the budget of the European Union."
    )
    told = [code(replace(paragraph("en", text, f"2024-05-{day}"), id=id)) for id, day in (("b", 15), ("a", 16))]
    story = next(story for story in stories_of(told) if story.type == "CONSULT")
    assert [(mention.article, mention.origin) for mention in story.mentions] == [("b", "b"), ("a", "b")]
    assert (story.reports, story.independent_origins) == (2, 1)


def test_two_events_of_one_article_are_never_one() -> None:
    assert len(find_stories([report("a"), report("a", event="e2")])) == 2


def test_order_changes_nothing_and_the_first_report_stands_first() -> None:
    reports = [report("late", said=date(2023, 6, 9)), report("early"), report("other", type="PROTEST")]
    one, other = find_stories(reports), find_stories(reports[::-1])
    assert one == other
    assert [r.article for r in one[0].reports] == ["early", "late"]


def test_every_report_says_why_it_is_there() -> None:
    (story,) = find_stories([report("a"), report("b", origin="a"), report("c")])
    assert set(story.joined) == {("b", "e1"), ("c", "e1")}
    for joined in story.joined.values():
        assert joined.probability >= 0.5
        assert any(reason.startswith("same day +") for reason in joined.reasons)


def test_likeness_goes_both_ways() -> None:
    one, other = report("a", text="Bakou et Erevan"), report("b", language="fr", text="Baku, Erevan", attribution="GEO")
    assert probability(one, other) == probability(other, one)
