"""The shadow of a text: the same length, without case, accents and kinds of apostrophe, space and hyphen.

Names are compared on it, word by word; the text itself is never rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

UNDECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ð": "d", "ə": "a"}
PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "−": "-"}
SPACES = "\u00a0\u202f\u2009\u2002\u2003\t\n\r"
LATIN = (range(0x41, 0x250), range(0x1E00, 0x1F00))
# marks that stand apart from their letter in decomposed text, and signs that are not seen
MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
_MARKED = re.compile(f"[{MARKS}]")


def _plain(letter: str) -> str:
    lower = letter.lower()
    base = unicodedata.normalize("NFD", lower)[0]
    return UNDECOMPOSED.get(base, base)


@cache
def _table() -> dict[int, str]:
    letters = {code: _plain(chr(code)) for block in LATIN for code in block if chr(code).isalpha()}
    signs = {ord(sign): plain for sign, plain in PLAIN.items()} | {ord(space): " " for space in SPACES}
    return {code: plain for code, plain in (letters | signs).items() if chr(code) != plain}


def shadow(text: str) -> str:
    """The text without case and accents, character for character: "L’Élysée" -> "l'elysee"."""
    return text.lower() if text.isascii() and text.isalpha() else text.translate(_table())


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text, each folded, with its start and end. Hyphens, apostrophes and stops part words."""
    for found in WORD.finditer(shadow(text)):
        word = found.group()
        yield (word if word.isascii() else _MARKED.sub("", word)), found.start(), found.end()


@cache
def _key_table() -> dict[int, str | None]:
    """Letters plain, marks gone, all other signs a space: the words of a name in one translation."""
    between: dict[int, str | None] = {
        code: " "
        for block in (range(0x80), range(0x80, 0x250), range(0x2000, 0x2070))
        for code in block
        if not chr(code).isalnum()
    }
    marks: dict[int, str | None] = dict.fromkeys((*range(0x300, 0x370), 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
    letters = {code: plain for code, plain in _table().items() if chr(code).isalnum()}
    return between | {ord(sign): " " for sign in PLAIN} | letters | marks


def name_key(name: str) -> str:
    """What two spellings of a name share: "Kim Jong-Un", "kim jong un" -> "kim jong un"; "EE. UU." -> "ee uu"."""
    return " ".join(name.translate(_key_table()).split())
