"""Coded quotes in the benchmark's form: one content for each utterance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depeche.analysis.quotations import quotes_to_benchmark, read_benchmark
from depeche.coding.quotes import find_quotes
from depeche.language.analysis import analyse
from depeche.records import Article, Block

CASES = [
    # a clause with its marked words is one mixed content
    ("Le maire affirme que la digue est « solide ».", [("mixed", ["la digue est « solide »"])]),
    # pieces of an interrupted quotation are one content
    ("« Il neige, a-t-il dit, et le col ferme »", [("direct", ["Il neige", "et le col ferme"])]),
    # marked words bring the phrase they stand in
    ("Le syndicat dénonce un « silence » coupable.", [("mixed", ["un « silence » coupable"])]),
    ("Selon le préfet, deux ponts sont fermés.", [("indirect", ["deux ponts sont fermés"])]),
    ("Le film « La Source » sort mercredi.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_one_content_for_each_utterance(text: str, expected: list[tuple[str, list[str]]]) -> None:
    article = Article("a", text, (Block("b1", "paragraph", "fr", 0, len(text)),), language="fr")
    found = quotes_to_benchmark(find_quotes(article, analyse(article), ()), article)
    assert found["id"] == "a"
    assert [(q["kind"], [text[a:b] for a, b in q["content"]]) for q in found["quotes"]] == expected


def test_each_line_of_a_text_is_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "x", "lang": "fr", "text": "Un.\n\n  Deux.\n"}) + "\n", "utf-8")
    (article,) = read_benchmark(path)
    assert [article[block] for block in article.blocks] == ["Un.", "Deux."]
