"""Bytes -> text: each encoding gives back exactly what was written."""

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode

FRENCH = "L’été, à Fès, l’œuvre coûta 30\u00a0€ – « déjà » trop…\r\nÀ bientôt, Noël.\r\n"
SPANISH = "«¿Qué pasó en A Coruña?», preguntó la señora Ibáñez… 20 € más.\n"

SOUND = [
    (FRENCH, "utf-8"),
    (FRENCH, "utf-8-sig"),
    (FRENCH, "utf-16"),
    (FRENCH, "utf-32"),
    (FRENCH, "cp1252"),
    (SPANISH, "cp1252"),
    (SPANISH.replace("…", ""), "iso8859-15"),
    ("Le cœur de l'Union a coûté 3 € à Bruxelles, où l'été fut rude.", "iso8859-15"),
    (FRENCH, "mac_roman"),
    ('<?xml version="1.0" encoding="ISO-8859-1"?>\nL’été coûte 3 €.', "cp1252"),
    ('<meta charset="windows-1251">\nПрезидент прибыл в Осло.', "cp1251"),
    ("# -*- coding: iso-8859-2 -*-\nPremiér Čech jedná v Brně.", "iso8859-2"),
    ("Plain ASCII text.\n\n\tIndented.", "ascii"),
]


@pytest.mark.parametrize(("text", "encoding"), SOUND)
def test_text_is_the_decoded_file(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x00", b"text\x00text", b"\x89PNG\r\n\x1a\n\xff", b"\x01\x02", b"a\x1bb"]
)
def test_binary_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableArticle, match=r"^a\.bin: not text but binary; give "):
        decode(content, "a.bin")


def test_mark_that_lies_is_refused() -> None:
    with pytest.raises(UnreadableArticle, match="UTF-16"):
        decode(b"\xff\xfea", "a.txt")


def test_cut_utf8_keeps_what_is_sound() -> None:
    assert decode("L'été à Orléans, là-bas, déjà fêté près du château".encode()[:-2] + b"\xc3", "a.txt").startswith(
        "L'été à Orléans"
    )
