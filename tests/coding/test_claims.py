"""What is taken from a language model: what the sentence bears out, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import PUBLISHED, paragraph

from depeche.coding.claims import (
    A_NAME,
    NO_FACTUALITY,
    NO_MODE,
    NO_SENTENCE,
    NO_TYPE,
    NOBODY_THERE,
    NOT_THERE,
    TWICE,
    Claim,
    decide_claims,
)
from depeche.coding.engines import Decision, Prepared
from depeche.pipeline import code
from depeche.records import CodedArticle

TEXT = "Selon Caracas, Paris a condamné lundi l'attaque contre Bamako et Niamey."


@dataclass
class Claiming:
    """An engine that claims what it is told to."""

    claims: tuple[Claim, ...]
    name: str = "llm test"
    version: str | None = "test"
    reads_windows: bool = True

    def decide(self, prepared: Prepared) -> Decision:
        return decide_claims(self.claims, prepared, self.name)


def claim(**changed: Any) -> Claim:
    known: dict[str, Any] = {
        "sentence": 0,
        "trigger": "a condamné",
        "type": "ACCUSE",
        "mode": None,
        "actors": ("Paris",),
        "recipients": (),
        "factuality": "asserted",
        "source": None,
    }
    return Claim(**{**known, **changed})


@cache
def claimed(*claims: Claim, text: str = TEXT, language: str = "fr") -> CodedArticle:
    return code(paragraph(language, text, PUBLISHED), engine=Claiming(claims))


def test_a_claim_that_stands_becomes_an_event() -> None:
    found = claimed(claim(source="Caracas"))
    (event,) = found.events
    article = found.article
    assert (event.type, event.actors, event.factuality, event.attribution) == ("ACCUSE", ("FRA",), "asserted", "VEN")
    assert article[event.trigger] == "a condamné"
    assert [article[span] for span in event.spans.actors if span] == ["Paris"]
    assert event.spans.attribution is not None
    assert article[event.spans.attribution] == "Caracas"
    assert event.date == "2024-06-17/2024-06-17"
    assert article.notes == ()


def test_each_field_says_what_made_it() -> None:
    (event,) = claimed(claim()).events
    for field in ("trigger", "type", "factuality", "told by"):
        assert any(r.startswith(f"{field}: ") and "llm test" in r for r in event.reasons), field
    assert claimed(claim()).coded_by.model == "test"


def test_confidence_is_what_the_encoder_gives_and_no_invention() -> None:
    likely, unlikely = (claimed(claim(type=kind)).events[0].confidence for kind in ("ACCUSE", "AID"))
    assert 0 <= unlikely < 0.1 < likely <= 1
    told = next(r for r in claimed(claim()).events[0].reasons if r.startswith("type: "))
    assert float(re.findall(r"\d\.\d+", told)[0]) == likely


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"trigger": "a dénoncé"}, NOT_THERE),
        ({"trigger": "A CONDAMNÉ"}, NOT_THERE),
        ({"trigger": "condamn"}, NOT_THERE),  # part of a word
        ({"trigger": ""}, NOT_THERE),
        ({"trigger": " "}, NOT_THERE),
        ({"actors": ("France",)}, NOT_THERE),
        ({"recipients": ("Bamako", "Ankara")}, NOT_THERE),
        ({"source": "le Venezuela"}, NOT_THERE),
        ({"type": "MEET"}, NO_TYPE),
        ({"factuality": "probable"}, NO_FACTUALITY),
        ({"sentence": 7}, NO_SENTENCE),
        ({"sentence": -1}, NO_SENTENCE),
        ({"trigger": "Paris"}, A_NAME),
    ],
)
def test_what_the_text_does_not_bear_out_is_left_out_and_counted(changed: dict[str, Any], reason: str) -> None:
    found = claimed(claim(**changed), claim())
    assert len(found.events) == 1
    assert found.article.notes == (f"acts: llm test: 1 of the 2 acts it tells are left out (1 {reason})",)


def test_an_act_told_twice_is_one() -> None:
    found = claimed(claim(), claim())
    assert len(found.events) == 1
    assert TWICE in found.article.notes[0]


def test_a_side_that_is_no_mention_is_left_out_of_its_act() -> None:
    found = claimed(claim(recipients=("lundi",), mode="visit"))
    (event,) = found.events
    assert event.recipients == ()
    assert found.article.notes == (
        f"acts: llm test: of the acts that are kept some parts are left out (1 × {NO_MODE}, 1 × {NOBODY_THERE})",
    )


def test_words_for_several_are_several() -> None:
    found = claimed(claim(trigger="attaque", type="ASSAULT", actors=(), recipients=("Bamako et Niamey",)))
    (event,) = found.events
    assert set(event.recipients) == {"MLI", "NER"}


def test_the_nearest_of_equal_words_is_meant() -> None:
    text = "Paris dialogue avec Lima, et Paris a condamné Bamako."
    found = claimed(claim(), text=text)
    (span,) = found.events[0].spans.actors
    assert span is not None
    assert span.start == text.rindex("Paris")


def test_a_mode_of_its_type_is_kept() -> None:
    text = "The French president visited Lima on Monday."
    visit = claim(
        trigger="visited", type="CONSULT", mode="visit", actors=("The French president",), recipients=("Lima",)
    )
    (event,) = claimed(visit, text=text, language="en").events
    assert event.modes == ("visit",)
    assert event.recipients == ("PER",)


def test_coding_anew_does_not_keep_what_an_engine_noted() -> None:
    noted = claimed(claim(), claim()).article
    assert noted.notes
    assert code(noted, engine="rules").article.notes == ()


@cache
def prepared() -> Prepared:
    """The article as an engine gets it."""
    given_to: list[Prepared] = []

    class Looking(Claiming):
        def decide(self, prepared: Prepared) -> Decision:
            given_to.append(prepared)
            return Decision(())

    code(paragraph("fr", TEXT, PUBLISHED), engine=Looking(()))
    return given_to[0]


def parts_of(text: str) -> st.SearchStrategy[str]:
    """Any part of it, whole words or not."""
    return st.tuples(*[st.integers(0, len(text))] * 2).map(lambda ends: text[min(ends) : max(ends)])


WORDS = parts_of(TEXT) | st.sampled_from(TEXT.split()) | st.text(max_size=20)
SIDES = st.lists(WORDS, max_size=3).map(tuple)
TYPE = st.sampled_from(["ACCUSE", "ASSAULT", "CONSULT", "accuse", ""])
CLAIMS = st.builds(
    Claim, st.integers(-1, 1), WORDS, TYPE, st.none() | st.sampled_from(["visit", "", "x"]), SIDES, SIDES,
    st.sampled_from(["asserted", "denied", "maybe"]), st.none() | WORDS,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(CLAIMS, max_size=4))
def test_whatever_is_claimed_what_is_kept_stands_in_the_sentence(claims: list[Claim]) -> None:
    decided = decide_claims(claims, prepared(), "llm test")
    assert len(decided.drafts) <= len(claims)
    assert bool(decided.notes) or len(decided.drafts) == len(claims)
    for draft in decided.drafts:
        assert draft.type in ("ACCUSE", "ASSAULT", "CONSULT")
        assert draft.reading.tokens
        assert 0 <= draft.probability <= 1
        assert {party.actor for party in (*draft.actors, *draft.recipients)} <= set(draft.scene.actors) | {"MLI", "NER"}
        assert all(TEXT[party.start : party.end].strip() for party in (*draft.actors, *draft.recipients))
