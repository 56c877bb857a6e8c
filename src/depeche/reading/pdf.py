"""PDF with a text layer -> one article, where the order of its text can be trusted; else a refusal that says why.

The lines come in the order in which the file draws them. That is the order of reading when it goes down the page column
by column; a file that jumps up again and again was put together otherwise (newspapers, tables), and is refused.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame, make_article
from depeche.records import Article, Failure

LARGEST = 50_000_000  # bytes
MOST_PAGES = 400
LEAST = 100  # code points of text a page, in the mean, or it is a picture of one
MOST_JUMPS = 5  # upwards a page: columns and a box or two
REPEATED = 3  # pages on which a first or last line is the same: a running head
FAULTS = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError),
    *(RecursionError, OSError, NotImplementedError),
)
NUMBER = re.compile(r"\d+")


def knows_pdf(head: bytes, name: str) -> bool:
    return head[:1024].lstrip().startswith(b"%PDF-")


def read_pdf(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when it is too large, locked, damaged, a picture, or of doubtful order."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableArticle(
            f"{frame.source}: a PDF of more than {LARGEST // 1_000_000} MB; give the article's pages alone"
        )
    pages = read_pages(content, frame.source)
    if sum(len(text) for text, _ in pages) < LEAST * len(pages):
        raise UnreadableArticle(
            f"{frame.source}: a PDF without a text layer, or hardly any; run text recognition on it first"
        )
    if any(jumps > MOST_JUMPS for _, jumps in pages):
        raise UnreadableArticle(
            f"{frame.source}: a PDF whose text is not in the order of reading; give the article as text"
        )
    yield make_article("\n\n".join(without_running_lines([text for text, _ in pages])), frame)


def read_pages(content: bytes, source: str) -> list[tuple[str, int]]:
    """The text of each page, and how often it jumps up."""
    import pypdf  # here, so that other formats start without it

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableArticle(f"{source}: a PDF locked with a password; save it without")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableArticle(f"{source}: a PDF of more than {MOST_PAGES} pages; give the article's pages alone")
        return [read_one(page) for page in reader.pages]
    except (*FAULTS, pypdf.errors.PyPdfError) as error:
        raise UnreadableArticle(f"{source}: a damaged PDF; open it and save it again, or give its text") from error


def read_one(page: Any) -> tuple[str, int]:
    heights: list[float] = []

    def note(words: str, outer: Any, inner: Any, font: Any, size: float) -> None:
        if words.strip():
            heights.append(round(inner[5] * outer[3] + outer[5], 1))

    text = page.extract_text(visitor_text=note)
    top = float(page.mediabox.height) or 1.0
    jumps = sum(1 for one, other in pairwise(heights) if other - one > 0.03 * top)
    return text.replace("\x00", ""), jumps


def without_running_lines(pages: list[str]) -> list[str]:
    """Without first and last lines that stand on several pages, numbers apart."""
    split = [[line for line in text.split("\n") if line.strip()] for text in pages]
    ends = Counter(NUMBER.sub("#", line.strip()) for lines in split for line in {*lines[:1], *lines[-1:]})
    kept = []
    for lines in split:
        for end in (0, -1):
            if lines and ends[NUMBER.sub("#", lines[end].strip())] >= REPEATED:
                lines.pop(end)
        kept.append("\n".join(lines))
    return kept
