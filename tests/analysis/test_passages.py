"""The corpus format: tags, keys, and lines that are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from samples import QUIET, written

from depeche.analysis.passages import read_corpus, to_article, unmark
from depeche.errors import DepecheError


def test_tags_nest_and_leave_the_text() -> None:
    text, tags = unmark("{q1|{a1|Ella} {e1|vino}}.")
    assert text == "Ella vino."
    assert [(t.key, text[t.start : t.end]) for t in tags] == [("q1", "Ella vino"), ("a1", "Ella"), ("e1", "vino")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"marked": "{a1|The senator opened a bakery."}, "a1 is not closed"),
        ({"marked": "The senator} opened a bakery."}, "closed that was not opened"),
        ({"entities": {}}, "a1 is not among its entities"),
        ({"quotes": [{"q": "q1", "kind": "direct"}]}, "names q1"),
        ({"quotes": [{"q": "q1", "kind": "shouted"}]}, "shouted"),
        ({"marked": "{d1|Today}", "entities": {}}, "d1 has no interval"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(DepecheError, match=r"corpus\.jsonl:2") as raised:
        read_corpus(written(tmp_path, QUIET, QUIET | change))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="nowhere"):
        read_corpus(tmp_path / "nowhere.jsonl")


def test_an_article_has_the_text_and_the_layout_asked_for(tmp_path: Path) -> None:
    (passage,) = read_corpus(written(tmp_path, QUIET))
    article = to_article(passage, layout=lambda a: replace(a, title="x"))
    assert (article.text, article.published, article.title) == ("The senator opened a bakery.", "2024-05-15", "x")
