"""Coded quotes in the benchmark's form: one content for each utterance."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from depeche.analysis.quotation_scores import Found, MarkedQuote, MarkedText, as_found, score_quotes
from depeche.analysis.quotations import called_in, quotes_to_benchmark, read_benchmark
from depeche.coding.quotes import find_quotes
from depeche.language.analysis import analyse
from depeche.records import Actor, Article, Block, Mention

TUNED = 0.9  # least F1 over contents of the passages that rules were made on
CASES = [
    # a clause with its marked words is one mixed content
    ("fr", "Le maire affirme que la digue est « solide ».", [("mixed", ["la digue est « solide »"])]),
    # pieces of an interrupted quotation are one content
    ("fr", "« Il neige, a-t-il dit, et le col ferme »", [("direct", ["Il neige", "et le col ferme"])]),
    # marked words bring the phrase they stand in
    ("fr", "Le syndicat dénonce un « silence » coupable.", [("mixed", ["un « silence » coupable"])]),
    ("fr", "Selon le préfet, deux ponts sont fermés.", [("indirect", ["deux ponts sont fermés"])]),
    ("fr", "Le film « La Source » sort mercredi.", []),
    # the relative word of which something is said is part of it
    ("en", "The treaty, which the consul called “a farce”, was signed.", [("mixed", ["which", "a farce"])]),
    ("en", "The treaty, in which the consul said he trusts, was signed.", [("indirect", ["he trusts"])]),
    # where the phrase around marked words ends
    ("en", "The crew was chanting “no boats, no peace” after the owners left.", [("direct", ["no boats, no peace"])]),
    # a colon goes on with a clause
    ("en", "The clerk said the town had one wish: “Peace.”", [("mixed", ["the town had one wish", "Peace."])]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_one_content_for_each_utterance(language: str, text: str, expected: list[tuple[str, list[str]]]) -> None:
    article = Article("a", text, (Block("b1", "paragraph", language, 0, len(text)),), language=language)
    found = quotes_to_benchmark(find_quotes(article, analyse(article), ()), article)
    assert found["id"] == "a"
    assert [(q["kind"], [text[a:b] for a, b in q["content"]]) for q in found["quotes"]] == expected


def test_each_line_of_a_text_is_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "x", "lang": "fr", "text": "Un.\n\n  Deux.\n"}) + "\n", "utf-8")
    (article,) = read_benchmark(path)
    assert [article[block] for block in article.blocks] == ["Un.", "Deux."]


def test_scores() -> None:
    text = "Il dit que la digue tiendra. « Oui », dit-elle. Le film « Mer » sort."
    said = MarkedQuote(((7, 27),), "indirect", ((0, 2),))
    yes = MarkedQuote(((29, 36),), "direct", ((42, 46),))
    trap = MarkedQuote(((57, 64),), "not_speech")
    texts = [MarkedText("a", text, (said, yes, trap))]
    assert score_quotes(texts, []).contents.recall == 0
    scores = score_quotes(
        texts, [Found("a", (said, MarkedQuote(((30, 35),), "direct"), MarkedQuote(((57, 64),), "direct")))]
    )
    assert (scores.contents.right, scores.contents.predicted, scores.contents.gold) == (2, 3, 2)
    assert (scores.attributed.right, scores.direct.predicted, scores.traps.right) == (1, 2, 1)


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_written_passages(language: str) -> None:
    path = Path(__file__).parents[2] / "corpus" / "quotes" / f"{language}-tuned.jsonl"
    texts = [msgspec.json.decode(line, type=MarkedText) for line in path.read_bytes().splitlines()]
    found = [as_found(quotes_to_benchmark(find_quotes(a, analyse(a), ()), a)) for a in read_benchmark(path)]
    assert score_quotes(texts, found).contents.f1 >= TUNED


def test_written_passages_point_at_their_words() -> None:
    for path in sorted((Path(__file__).parents[2] / "corpus" / "quotes").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            row = msgspec.json.decode(line, type=MarkedText)
            for quote in row.quotes:
                for start, end in (*quote.content, *quote.source):
                    assert row.text[start:end].strip() == row.text[start:end] != "", (row.id, start, end)


def test_who_has_no_name_is_called_by_the_words_of_the_text() -> None:
    text = "Il doute, dit un diplomate norvégien."
    mentions = (Mention(0, 2, "pronoun"), Mention(14, 36, "role"))
    nameless = Actor("_1", "person", "Norwegian diplomat", "NOR", (), None, (), (), mentions)
    assert called_in(text, nameless) == "un diplomate norvégien"
    assert called_in(text, replace(nameless, id="x", name="Ada Vik")) == "Ada Vik"
