"""Any text can be cut, and each piece knows where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depeche.language.encoder import load_splitter
from depeche.language.pieces import BEGIN, END, covering
from depeche.records import Span


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Où va l’armée ?", ["Où", "va", "l’", "armée", "?"]),
        ("El Kremlin\u00a0«dice» que…", ["El", "Kremlin", "«dice»", "que…"]),
        ("💩 Seoul and 서울 agree", ["💩", "Seoul", "서울", "agree"]),
        ("  two   blanks\n", ["two", "blanks"]),
    ],
)
def test_words_are_covered_by_their_pieces(text: str, words: list[str]) -> None:
    cut = load_splitter().split(text)
    for word in words:
        start = text.index(word)
        first, last = covering(cut.spans, Span(start, start + len(word)))
        found = text[cut.spans[first].start : cut.spans[last - 1].end]
        assert word in found
        assert len(found.split()) == 1


def test_signs_of_begin_and_end_stand_at_nothing() -> None:
    cut = load_splitter().split("Paris")
    assert (cut.ids[0], cut.ids[-1]) == (BEGIN, END)
    assert cut.spans[0] == Span(0, 0)
    assert cut.spans[-1] == Span(5, 5)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_cut(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    cut = load_splitter().split(text)
    assert len(cut.ids) == len(cut.spans)
    assert all(0 <= span.start <= span.end <= len(text) for span in cut.spans)
    starts = [span.start for span in cut.spans]
    assert starts == sorted(starts)


def test_nothing_covers_what_is_not_there() -> None:
    assert covering((Span(0, 0), Span(0, 3)), Span(5, 8)) == (0, 0)
