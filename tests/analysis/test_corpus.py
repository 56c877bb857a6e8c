"""Scores against annotated passages: known hits and misses, exact figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from samples import QUIET, written

from depeche.analysis.corpus import (
    CorpusScores,
    Layer,
    Passage,
    errors,
    read_corpus,
    score_corpus,
    table,
    to_article,
)
from depeche.records import (
    SCHEMA,
    Actor,
    AsOf,
    CodedArticle,
    CodedBy,
    Date,
    Event,
    EventPlace,
    EventSpans,
    EventType,
    Factuality,
    Mention,
    MentionForm,
    Place,
    Quote,
    Role,
    Span,
)

SUMMIT = {
    "id": "fr-x-001",
    "lang": "fr",
    "published": "2024-05-15",
    "marked": (
        "{a1|Le président portugais} a {e1|reçu} {d1|mardi}, à {p1|Porto}, {a2|la cheffe de l'ONU}. "
        "{a1|Il} a {c1|assuré} que {q1|{a1|son} pays {e2|aiderait} {a3|le Mozambique}}."
    ),
    "entities": {
        "a1": {"kind": "person", "id": None, "country": "PRT"},
        "a2": {"kind": "person", "id": "ines-prado"},
        "a3": {"kind": "state", "id": "MOZ"},
        "p1": {"kind": "place", "id": "porto"},
    },
    "events": [
        {
            "e": "e1",
            "type": "CONSULT",
            "modes": ["visit"],
            "actors": ["a2"],
            "recipients": ["a1"],
            "factuality": "asserted",
            "by": None,
            "when": "d1",
            "where": "p1",
        },
        {
            "e": "e2",
            "type": "AGREE",
            "modes": [],
            "actors": ["a1"],
            "recipients": ["a3"],
            "factuality": "asserted",
            "by": "a1",
            "when": None,
            "where": None,
        },
    ],
    "quotes": [{"q": "q1", "kind": "indirect", "speaker": "a1", "cue": "c1"}],
    "dates": {"d1": "2024-05-14/2024-05-14"},
}


@pytest.fixture
def passages(tmp_path: Path) -> tuple[Passage, ...]:
    return read_corpus(written(tmp_path, SUMMIT, QUIET))


# ---- a coder that finds everything, to be spoilt --------------------------------------------------------------------


def at(passage: Passage, words: str) -> Span:
    start = passage.text.index(words)
    return Span(start, start + len(words))


def mention(passage: Passage, words: str, form: MentionForm = "role") -> Mention:
    span = at(passage, words)
    return Mention(span.start, span.end, form)


def actor(actor_id: str, name: str, *mentions: Mention, roles: tuple[Role, ...] = ()) -> Actor:
    return Actor(actor_id, "person", name, None, (), None, (), roles, mentions)


def event(
    passage: Passage,
    kind: EventType,
    trigger: str,
    actors: dict[str, str],
    recipients: dict[str, str],
    factuality: Factuality = "asserted",
    attribution: str = "reporter",
    date: str | None = None,
    place: str | None = None,
) -> Event:
    spans = EventSpans(
        tuple(at(passage, w) if w else None for w in actors.values()),
        tuple(at(passage, w) if w else None for w in recipients.values()),
        None,
        at(passage, place) if place else None,
        None,
        (),
    )
    where = EventPlace(place, None, None, None, None) if place else None
    return Event(
        trigger, kind, (), (), tuple(actors), tuple(recipients), date, where, factuality, False, attribution,
        at(passage, trigger), spans, (), (), (), 1.0, ("a row",), {},
    )  # fmt: skip


def coded_summit(p: Passage) -> CodedArticle:
    """Everything as in the answer, with other conventions: no articles, a pronoun, an implicit recipient."""
    day, porto, said = at(p, "mardi"), at(p, "Porto"), at(p, "son pays aiderait le Mozambique")
    return CodedArticle(
        SCHEMA,
        CodedBy("0", None, "0", {}),
        to_article(p),
        AsOf(p.published, "published", ()),
        actors=(
            actor(
                "_1", "", mention(p, "président portugais"), mention(p, "Il", "pronoun"), mention(p, "son", "pronoun")
            ),
            actor("ines-prado", "Inés Prado", mention(p, "cheffe de l'ONU")),
            actor("MOZ", "Mozambique", mention(p, "Mozambique", "name")),
        ),
        dates=(Date(day.start, day.end, "2024-05-14/2024-05-14", "day", "published", "weekday"),),
        places=(Place(porto.start, porto.end, "Porto", "PRT", None, None, None, (), "name"),),
        quotes=(Quote(said.start, said.end, "indirect", "_1", None, None, at(p, "Il"), None, "clause"),),
        events=(
            event(
                p, "CONSULT", "reçu", {"ines-prado": "cheffe"}, {"_1": "président"}, date="2024-05-14", place="Porto"
            ),
            event(p, "AGREE", "aiderait", {"_1": "son"}, {"MOZ": ""}, attribution="_1"),
        ),
        relations=(),
    )


def figures_of(scores: CorpusScores) -> dict[str, tuple[int, int, int]]:
    return {name: (f.right, f.predicted, f.gold) for name, f in scores.overall.figures.items()}


# ---- the scores -----------------------------------------------------------------------------------------------------


def test_a_full_answer_is_right_whatever_its_conventions(passages: tuple[Passage, ...]) -> None:
    summit = passages[0]
    scores = score_corpus([summit], [coded_summit(summit)])
    assert figures_of(scores) == {
        "mentions": (3, 3, 3),
        "mentions_with_id": (2, 2, 2),
        "pronouns": (2, 2, 2),
        "places": (1, 1, 1),
        "dates": (1, 1, 1),
        "quotes": (1, 1, 1),
        "triggers": (2, 2, 2),
        "typed": (2, 2, 2),
        "typed_actors": (2, 2, 2),
        "typed_participants": (2, 2, 2),
        "typed_dyad": (2, 2, 2),
        "actor_arguments": (2, 2, 2),
        "recipient_arguments": (2, 2, 2),
        "arguments": (4, 4, 4),
        "told_by_others": (1, 1, 1),
        "factuality_asserted": (2, 2, 2),
        "factuality_planned": (0, 0, 0),
        "factuality_hypothetical": (0, 0, 0),
        "factuality_denied": (0, 0, 0),
    }
    assert all(share.right == share.of for share in scores.overall.shares.values())
    assert scores.confusions == ()


def test_an_uncoded_passage_is_missed(passages: tuple[Passage, ...]) -> None:
    scores = score_corpus(passages, [])
    assert figures_of(scores)["mentions"] == (0, 0, 4)
    assert figures_of(scores)["triggers"] == (0, 0, 2)
    assert scores.languages["en"].passages == 1


def test_exchanged_sides_keep_the_participants_and_lose_the_dyad(passages: tuple[Passage, ...]) -> None:
    summit = passages[0]
    visit = event(summit, "CONSULT", "reçu", {"_1": "président"}, {"ines-prado": "cheffe"})
    scores = score_corpus([summit], [replace(coded_summit(summit), events=(visit,))])
    figures = figures_of(scores)
    assert figures["typed"] == (1, 1, 2)
    assert figures["typed_participants"] == (1, 1, 2)
    assert 0 <= scores.overall.factuality_macro_f1 <= 1
    assert figures["typed_actors"] == figures["typed_dyad"] == (0, 1, 2)
    assert scores.types["CONSULT"]["typed"].f1 == 1
    assert scores.types["CONSULT"]["dyad"].f1 == 0


def test_a_wrong_type_is_a_trigger_and_a_confusion(passages: tuple[Passage, ...]) -> None:
    summit = passages[0]
    wrong = event(summit, "AID", "aiderait", {"_1": "son"}, {"MOZ": ""})
    scores = score_corpus([summit], [replace(coded_summit(summit), events=(wrong,))])
    assert figures_of(scores)["triggers"] == (1, 1, 2)
    assert figures_of(scores)["typed"] == (0, 1, 2)
    assert {(c.gold, c.predicted) for c in scores.confusions} == {("AGREE", "AID"), ("CONSULT", "none")}


def test_factuality_source_date_and_place_are_asked_of_typed_events(passages: tuple[Passage, ...]) -> None:
    summit = passages[0]
    coded = coded_summit(summit)
    spoilt = (
        replace(coded.events[0], date="2024-05-15", place=None, spans=replace(coded.events[0].spans, place=None)),
        replace(coded.events[1], factuality="planned", attribution="reporter"),
    )
    shares = score_corpus([summit], [replace(coded, events=spoilt)]).overall.shares
    asked = {name: (shares[name].right, shares[name].of) for name in ("factuality", "attribution")}
    assert asked == {"factuality": (1, 2), "attribution": (1, 2)}
    assert (shares["event_date"].right, shares["event_date"].of) == (0, 1)
    assert (shares["event_place"].right, shares["event_place"].of) == (0, 1)


def test_an_event_where_there_is_none_is_a_false_alarm(passages: tuple[Passage, ...]) -> None:
    quiet = passages[1]
    base = coded_summit(passages[0])
    opened = event(quiet, "SUPPORT", "opened", {"_1": "The senator"}, {})
    empty = replace(base, article=to_article(quiet), actors=(), dates=(), places=(), quotes=(), events=(opened,))
    share = score_corpus(passages, [base, empty]).overall.shares["false_alarms"]
    assert (share.right, share.of) == (1, 1)


def test_a_title_beside_a_name_is_no_error(tmp_path: Path) -> None:
    marked = "{a1|President Amara Keita} left."
    entities = {"a1": {"kind": "person", "id": "amara-keita"}}
    (passage,) = read_corpus(written(tmp_path, QUIET | {"marked": marked, "entities": entities}))
    role = Role("President", *_ends(at(passage, "President")))
    keita = actor("_1", "Amara Keita", mention(passage, "Keita", "name"), roles=(role,))
    base = CodedArticle(
        SCHEMA, CodedBy("0", None, "0", {}), to_article(passage), AsOf(None, "", ()), (keita,), (), (), (), (), ()
    )
    figures = figures_of(score_corpus([passage], [base]))
    assert figures["mentions"] == (0, 1, 1)  # "Keita" alone and without its title beside it is too little
    whole = replace(keita, mentions=(mention(passage, "Amara Keita", "name"),))
    figures = figures_of(score_corpus([passage], [replace(base, actors=(whole,))]))
    assert figures["mentions"] == (1, 1, 1)
    assert figures["mentions_with_id"] == (1, 1, 1)  # by the name: the article has no id for her


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_an_open_interval_fits_a_closed_one(passages: tuple[Passage, ...]) -> None:
    summit = passages[0]
    coded = coded_summit(summit)
    for value, right in (("2024-05-14/..", 1), ("2024-05-13/..", 0), ("2024-05-14/2024-05-15", 0)):
        dates = (replace(coded.dates[0], value=value),)
        assert score_corpus([summit], [replace(coded, dates=dates)]).overall.shares["interval"].right == right


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("triggers", "fr-x-001 missed CONSULT: Le président portugais a ⟦reçu⟧ mardi, à Porto, la cheffe de l'ONU."),
        ("types", "fr-x-001 AGREE read as AID (a row): Il a assuré que son pays ⟦aiderait⟧ le Mozambique."),
        ("quotes", "fr-x-001 speaker Le président portugais read as MOZ (clause): Il a assuré que"),
        ("dates", "fr-x-001 2024-05-14/2024-05-14 read as 2024-05-21 (published 2024-05-15, weekday): Le président"),
        ("mentions", "fr-x-001 ines-prado read as MOZ: Le président portugais a reçu mardi, à Porto, la ⟦cheffe"),
    ],
)
def test_errors_are_readable_lines(passages: tuple[Passage, ...], layer: Layer, expected: str) -> None:
    summit = passages[0]
    coded = coded_summit(summit)
    moz = actor("MOZ", "Mozambique", mention(summit, "Mozambique", "name"), mention(summit, "cheffe de l'ONU"))
    spoilt = replace(
        coded,
        actors=(coded.actors[0], moz),
        events=(event(summit, "AID", "aiderait", {"_1": "son"}, {"MOZ": ""}),),
        quotes=(replace(coded.quotes[0], speaker="MOZ", source=None),),
        dates=(replace(coded.dates[0], value="2024-05-21"),),
    )
    (line,) = errors([summit], [spoilt], layer=layer)
    assert line.startswith(expected)


def test_the_table_has_a_line_per_figure(passages: tuple[Passage, ...]) -> None:
    lines = table(score_corpus(passages, [coded_summit(passages[0])])).splitlines()
    assert lines[0].split()[:3] == ["all", "en", "fr"]
    assert any(line.startswith("typed_dyad") and "2/2/2" in line for line in lines)
