"""Blocks are read whole, long ones in runs of sentences, and every piece stands where it stands in the article."""

from __future__ import annotations

import pytest
from samples import paragraph

from depeche.language.analysis import analyse
from depeche.language.encoder import MAX_PIECES
from depeche.language.windows import read_windows

SENTENCE = "Le ministère de la Défense a condamné l’attaque contre l’ambassade du Niger à Alger. "


@pytest.mark.parametrize("times", [1, 3, 60])
def test_every_sentence_is_read_once(times: int) -> None:
    article = paragraph("fr", SENTENCE * times)
    sentences = analyse(article)
    windows = read_windows(article, sentences)
    assert [s for window in windows for s in window.sentences] == list(sentences)
    assert (len(windows) == 1) == (times < 10)
    for window in windows:
        assert len(window.encoded.pieces.ids) <= MAX_PIECES + 2
        assert len(window.spans) == len(window.encoded.vectors)
        for span in window.spans[1:-1]:
            assert window.sentences[0].start <= span.start <= span.end <= window.sentences[-1].end


def test_pieces_stand_in_the_article() -> None:
    article = paragraph("en", "Première phrase. The Kremlin said no.")
    (window,) = read_windows(article, analyse(article))
    words = [article[span].strip() for span in window.spans if span.end > span.start]
    assert "".join(words) == article.text.replace(" ", "")


def test_nothing_to_read_is_nothing_read() -> None:
    assert read_windows(paragraph("fr", "…"), ()) == ()
