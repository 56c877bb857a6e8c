"""A plain text file -> one article. Its text is the file's, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode
from depeche.reading.frame import Frame, make_article, read_report
from depeche.records import Article, Failure


def read_plain(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when there is no text in it."""
    content = read_report(stream, frame.source)
    text = decode(content, frame.source)
    if not text.strip():
        raise UnreadableArticle(f"{frame.source}: empty; give a file with the text of an article")
    yield make_article(text, frame)
