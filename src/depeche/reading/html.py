"""A web page in a file -> one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame
from depeche.records import Article, Failure


def read_html(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when the page is too large, an error page, or holds no report."""
    from depeche.reading.page import LARGEST, read_page  # here, so that other formats start without it

    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        size = f"{LARGEST // 1_000_000} MB"
        raise UnreadableArticle(f"{frame.source}: a page of more than {size}; give the article's own page")
    yield read_page(content, frame)
