"""The page, for an article made by hand."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest

from depeche.presenting.page import figure, write_pages
from depeche.presenting.said import office_of
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    Block,
    CodedArticle,
    CodedBy,
    Event,
    EventPlace,
    EventSpans,
    Mention,
    Place,
    Quantity,
    Quote,
    Role,
    Span,
)

TEXT = "Le roi a reçu dix élus à Oslo."
ARTICLE = Article(
    "oslo", TEXT, (Block("b1", "paragraph", "fr", 0, len(TEXT)),), language="fr", title="À Oslo", published="2024-06-19"
)
KING = Actor("king", "person", "The King", "NOR", ("GOV",), None, (), (), (Mention(0, 6, "role"),), rules=("office",))
ELECTED = Actor("_1", "group", "dix élus", None, (), None, (), (), (Mention(14, 22, "role"),))
VISIT = Event(
    "e1", "CONSULT", ("visit",), (), ("_1",), ("king",), "2024-06-19/2024-06-19",
    EventPlace("Oslo", "NOR", None, None, None), "planned", True, "king", Span(9, 13),
    EventSpans((Span(14, 22),), (Span(0, 6),), None, Span(25, 29), None, ()),
    (Quantity("participants", 10, 10, "persons", 14, 22, "king"),),
    (Span(0, len(TEXT)),), (), 0.75, ("trigger: fr/triggers:1",), {"actors": ("a", "b")},
)  # fmt: skip
QUOTE = Quote(14, 22, "direct", "king", "_1", Span(9, 13), None, None, "marks")
OSLO = Place(25, 29, "Oslo", "NOR", None, None, None, (), "name")
CODED = CodedArticle(
    SCHEMA, CodedBy("0", None, "", {}), ARTICLE, AsOf("2024-06-19", "published", ()),
    (KING, ELECTED), (), (OSLO,), (QUOTE, replace(QUOTE, kind="partial", of=0)), (VISIT,), (),
)  # fmt: skip


def page(coded: CodedArticle, *, why: bool = False) -> list[str]:
    stream = BytesIO()
    write_pages([coded], stream, why=why)
    return stream.getvalue().decode().splitlines()


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


def test_frame():
    assert page(CODED)[:2] == ["À Oslo", "French · speaks from 19 June 2024 (as published)"]


def test_an_event_is_a_sentence_and_its_evidence():
    sentence = "  19 June 2024, Oslo — dix élus → The King: CONSULT (visit), planned, background, told by The King"
    at = page(CODED).index(sentence)
    assert page(CODED)[at + 1 : at + 3] == [
        "    Le roi a *reçu* dix élus à Oslo.",
        "    participants: 10 persons: “dix élus”, given by The King",
    ]


def test_quotes_and_their_parts():
    at = page(CODED).index("  The King → dix élus, in Oslo (exact words), “reçu”:")
    assert page(CODED)[at + 1 : at + 3] == ["    “dix élus”", "    in marks: “dix élus”"]


def test_an_office_is_that_of_the_day():
    for day, office in (("2015-03-01", "President, United States"), (None, None)):
        assert office_of(replace(KING, id="barack-obama"), day) == office
    mayor = replace(KING, name="Ada Lovel", roles=(Role("maire", 0, 5),))
    assert office_of(mayor, "2024-06-19") == "maire"


def test_a_speaker_without_identity_is_named_by_the_words():
    alone = replace(QUOTE, speaker=None, addressee=None, source=Span(0, 6))
    assert "  Le roi, in Oslo (exact words), “reçu”:" in page(replace(CODED, quotes=(alone,)))


def test_actors():
    at = page(CODED).index("Actors (2)")
    assert [" ".join(line.split()) for line in page(CODED)[at + 1 :]] == [
        "name kind id mentions",
        "The King person king, NOR 1 (1 role)",
        "dix élus group not known 1 (1 role)",
        "",
    ]


def test_why():
    told = page(CODED, why=True)
    for line in ("e1: confidence 0.75", "because trigger: fr/triggers:1", "actors may be a or b", "because marks"):
        assert f"    {line}" in told


def test_nobody_is_someone():
    alone = replace(VISIT, actors=(), recipients=(), date=None, place=None, factuality="asserted", background=False)
    assert "  someone: CONSULT (visit), told by The King" in page(replace(CODED, events=(alone,)))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (3, 3, "killed: 3"),
        (3, 5, "killed: 3 to 5"),
        (3, None, "killed: at least 3"),
        (None, 5, "killed: at most 5"),
        (None, None, "killed: an unknown number"),
    ],
)
def test_figures(low, high, said):
    assert figure(Quantity("killed", low, high, None, 0, 1, None)) == said
