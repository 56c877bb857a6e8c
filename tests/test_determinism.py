"""Same input, same bytes: twice, in another order, among other articles; and nothing of it stays."""

from __future__ import annotations

import gc

import msgspec
import pytest

from depeche.coding.ledger import Ledger
from depeche.language.pipelines import pinned_pipelines
from depeche.pipeline import Clock, code
from depeche.records import Article, Block, Sentence

FRENCH = (
    ("title", "fr", "Le Ghana et le Togo concluent un accord de pêche"),
    ("standfirst", "fr", "Accra et Lomé se sont engagées lundi à surveiller ensemble leurs eaux."),
    ("caption", "es", "Ghana y Togo firmaron el acuerdo el lunes."),
    (
        "paragraph",
        "fr",
        "« C'est une étape », a déclaré le président ghanéen. Selon Lomé, 12 bateaux ont été saisis en mai.",
    ),
    ("paragraph", "fr", "Le Nigeria, lui, a rejeté la proposition de ses voisins."),
)
SPANISH = (
    ("title", "es", "Chile protesta ante Bolivia"),
    ("paragraph", "es", "Chile acusó el martes a Bolivia de cerrar la frontera. «No es verdad», respondió La Paz."),
)
ENGLISH = (
    ("title", "en", "Kenya sends medics to Malawi"),
    (
        "paragraph",
        "en",
        "Kenya sent 40 medics to Malawi on Monday after floods killed at least 200 people, Lilongwe said.",
    ),
)
UNKNOWN = (("paragraph", "eo", "Neniu respondis al la letero."),)


def article(name: str, parts: tuple[tuple[str, str, str], ...]) -> Article:
    blocks, text = [], ""
    for number, (kind, language, words) in enumerate(parts):
        blocks.append(
            msgspec.convert(
                {
                    "id": f"b{number}",
                    "kind": kind,
                    "language": language,
                    "start": len(text),
                    "end": len(text) + len(words),
                },
                Block,
            )
        )
        text += words + "\n\n"
    return Article(name, text, tuple(blocks), language=parts[0][1], title=parts[0][2], published="2024-06-20")


ARTICLES = tuple(
    article(name, parts) for name, parts in (("fr", FRENCH), ("es", SPANISH), ("en", ENGLISH), ("eo", UNKNOWN))
)


def bytes_of(one: Article) -> bytes:
    return msgspec.json.encode(code(one))


@pytest.fixture(scope="module")
def alone() -> dict[str, bytes]:
    return {one.id: bytes_of(one) for one in ARTICLES}


@pytest.mark.parametrize("one", ARTICLES, ids=lambda one: one.id)
def test_twice_is_the_same(alone: dict[str, bytes], one: Article) -> None:
    assert bytes_of(one) == alone[one.id]


def test_in_another_order_is_the_same(alone: dict[str, bytes]) -> None:
    assert {one.id: bytes_of(one) for one in reversed(ARTICLES)} == alone


def test_an_article_is_not_touched() -> None:
    before = msgspec.json.encode(ARTICLES[0])
    code(ARTICLES[0])
    assert msgspec.json.encode(ARTICLES[0]) == before


def test_nothing_of_an_article_stays_in_memory() -> None:
    """What is kept of each article is what a year of news runs out of memory by."""

    def held() -> int:
        gc.collect()
        return sum(isinstance(one, Ledger | Sentence) for one in gc.get_objects())

    before = held()
    assert code(ARTICLES[0]).events
    assert held() == before


def test_a_watched_run_is_the_same(alone: dict[str, bytes]) -> None:
    clock = Clock()
    assert msgspec.json.encode(code(ARTICLES[1], clock=clock)) == alone["es"]
    assert list(clock.seconds) == [
        "dates",
        "sentences",
        "encoder",
        "actors and places",
        "quotes",
        "events",
        "relations",
    ]


def test_something_was_coded(alone: dict[str, bytes]) -> None:
    for one in ARTICLES[:3]:
        coded = msgspec.json.decode(alone[one.id])
        assert all(coded[layer] for layer in ("actors", "dates", "quotes", "events")), one.id


def test_a_language_without_a_pipeline_comes_back_empty() -> None:
    coded = code(ARTICLES[3])
    assert (coded.actors, coded.quotes, coded.events, coded.relations) == ((), (), (), ())
    assert coded.coded_by.pipelines == {}


def test_the_record_says_what_coded_it() -> None:
    made = code(ARTICLES[0]).coded_by
    assert set(made.pipelines) == {"fr", "es"}
    for language, version in made.pipelines.items():
        pin = pinned_pipelines()[language]
        assert version == f"{pin.module} {pin.version}"
