"""Bytes -> text: UTF-8, UTF-16 and UTF-32 with their mark, what the file declares, else what its letters look like.

Nothing is rewritten: line ends and no-break spaces stay. A byte order mark is not part of the text.
"""

from __future__ import annotations

import codecs
import re
from typing import AnyStr

from depeche.errors import UnreadableArticle

MARKS = (  # UTF-32 before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"(?:charset|encoding|coding)\s*[=:]\s*[\"']?\s*([A-Za-z][\w.:-]{2,30})", re.IGNORECASE)
DECLARED_WITHIN = 1024  # bytes
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
CONTROLS = bytes(n for n in range(128) if NOT_TEXT.match(chr(n)))
WESTERN = ("cp1252", "iso8859-15", "mac_roman", "cp850")
LETTERS = frozenset("àâäáãçéèêëîïíìôöóòõùûüúÿñœæøåßÀÂÄÁÇÉÈÊËÎÏÍÔÖÓÙÛÜÚÑŒÆØÅšžŠŽý")
SIGNS = frozenset("«»“”‘’„‚…–—€£¿¡°ºª·•©®§½\u00a0")
ODD_NEIGHBOURS = re.compile(r"[^\W\d_][½¼¾¤¿¡€£§©®«“„][^\W\d_]|[a-zà-ÿ][À-ÖØ-Þ]|[¤¦¨´¸]|[A-Za-z]–[a-z]")
WESTERN_SHARE = 0.9  # of the characters above ASCII that are letters and signs of French, Spanish or English
SAMPLE = 500_000  # code points or bytes, from the first above ASCII on, that tell which encoding it is
ABOVE, ABOVE_BYTES = re.compile("[^\x00-\x7f]"), re.compile(rb"[\x80-\xff]")
BROKEN_SHARE = 0.1  # of the sequences of a UTF-8 text that may be faulty


def decode(content: bytes, source: str) -> str:
    """The text of a file. Raises UnreadableArticle when it is binary, or in no encoding we know."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return printable(decode_marked(content[len(mark) :], name, source), source)
    if b"\x00" in content:
        raise binary(source)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return printable(decode_other(content, source), source)
    if len(content.translate(None, CONTROLS)) < len(content):
        raise binary(source)
    return text


def decode_page(content: bytes, source: str, charset: str | None = None) -> str:
    """The text of a web page, as lenient as a browser: its declaration stands where it is no UTF-8, `charset` (the
    server's word) before it, and control characters are blanks."""
    marked = any(content.startswith(mark) for mark, _ in MARKS)
    if not marked and charset and not is_utf8(content):
        try:
            name = codecs.lookup(charset).name
            return blank_controls(
                content.decode("cp1252" if name in ("iso8859-1", "ascii") else name, errors="replace")
            )
        except LookupError:
            pass
    try:
        return decode(content, source)
    except UnreadableArticle:
        if marked or content.count(b"\x00") > len(content) // 1000:
            raise
        return blank_controls(content.replace(b"\x00", b" ").decode("utf-8", errors="replace"))


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def blank_controls(text: str) -> str:
    return NOT_TEXT.sub(" ", text)


def decode_marked(content: bytes, name: str, source: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not {name.upper()}, as its first bytes say; save it as UTF-8"
        raise UnreadableArticle(f"{source}: {problem}") from error


def decode_other(content: bytes, source: str) -> str:
    """Not UTF-8: as declared, as broken UTF-8, as Western, or as charset-normalizer reads it."""
    if (declared := decode_declared(content)) is not None:
        return declared
    if is_broken_utf8(content):
        return content.decode("utf-8", errors="replace")
    western = max((score_western(content, name), -order, name) for order, name in enumerate(WESTERN))
    if western[0] >= WESTERN_SHARE:
        return content.decode(western[2])
    from charset_normalizer import from_bytes  # here, so that a text in UTF-8 is read without it

    best = from_bytes(telling(content, ABOVE_BYTES)).best()
    if best is None:
        raise binary(source)
    return content.decode(best.encoding, errors="replace")


def decode_declared(content: bytes) -> str | None:
    """As an XML, HTML or editor declaration in the first lines says; Latin-1 is read as CP1252, its superset in use."""
    found = DECLARED.search(content[:DECLARED_WITHIN])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        return content.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeError):
        return None


def is_broken_utf8(content: bytes) -> bool:
    """Mostly sound UTF-8 with a few faulty bytes, as after a cut."""
    text = content.decode("utf-8", errors="replace")
    faulty = text.count("\ufffd") - content.count("\ufffd".encode())
    sound = len(text) - len(text.encode("ascii", errors="ignore")) - text.count("\ufffd")
    return faulty <= BROKEN_SHARE * sound


def score_western(content: bytes, name: str) -> float:
    """Share of the characters above ASCII that fit French, Spanish or English text; odd neighbours count against it."""
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        return 0.0
    text = telling(text, ABOVE)
    high = ABOVE.findall(text)
    fit = sum(character in LETTERS or character in SIGNS for character in high)
    return (fit - len(ODD_NEIGHBOURS.findall(text))) / len(high)


def printable(text: str, source: str) -> str:
    if NOT_TEXT.search(text):
        raise binary(source)
    return text


def binary(source: str) -> UnreadableArticle:
    return UnreadableArticle(f"{source}: not text but binary; give a text file, or its text extracted")


def telling(text: AnyStr, above: re.Pattern[AnyStr]) -> AnyStr:
    """What tells the encoding of a long text: a part of it, from right before the first of those above ASCII on."""
    if len(text) <= SAMPLE or (first := above.search(text)) is None:
        return text
    start = max(0, first.start() - 1)
    return text[start : start + SAMPLE]
