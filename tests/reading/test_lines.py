"""Lines -> pieces: wrapped paragraphs are joined, whole lines are not."""

import pytest

from depeche.reading.lines import find_pieces
from depeche.reading.markup import mask

WRAPPED = """Les deux gouvernements ont signé mardi un accord de pêche qui met fin
à six ans de brouille entre les deux rives du détroit. Le texte entrera
en vigueur au printemps.

Selon le ministre, « la mer n'a pas de frontière ».
"""

CASES = [
    (WRAPPED, 2),
    ("Un titre court\nUne phrase. Une autre phrase.\nUne troisième phrase.", 3),
    ("Un titre qui continue\nsur la ligne suivante\n\nUne phrase.", 2),
    ("Une.\r\n\r\nDeux.\rTrois.\n", 3),
    ("<p>Une.</p><p>Deux.<br/>Trois.</p>", 3),
    ("* * *\n\nUne.\n-----\n", 1),
    ("1. Un\n2. Deux\n- rien\n", 3),
    (" \u00a0\n\t\n", 0),
]


@pytest.mark.parametrize(("text", "count"), CASES)
def test_count(text: str, count: int) -> None:
    assert len(find_pieces(mask(text))) == count


def test_markers_and_hints() -> None:
    text = "## Titre\n\n 1) Un\n 2) Deux\n\n**Gras**\n"
    pieces = find_pieces(mask(text))
    assert [text[p.start : p.end] for p in pieces] == ["Titre", "Un", "Deux", "Gras"]
    assert [text[p.marker.start : p.marker.end] if p.marker else None for p in pieces] == [None, "1)", "2)", None]
    assert [p.hint for p in pieces] == ["heading", None, None, None]
    assert [p.emphasis for p in pieces] == [False, False, False, True]


def test_mask_keeps_length_and_words() -> None:
    text = "a < b, <3 & <b>gras</b> <!-- <p> --> [lien](https://a.example/x) x<y>z"
    masked = mask(text)
    assert len(masked.shadow) == len(text)
    assert masked.shadow.split() == ["a", "<", "b,", "<3", "&", "gras", "lien", "x<y>z"]
