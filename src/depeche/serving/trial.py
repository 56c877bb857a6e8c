"""An article that a reader pastes or uploads, coded at once; nothing of it is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from depeche.batch import code_one
from depeche.errors import DepecheError, UnreadableArticle
from depeche.reading.formats import read_stream
from depeche.reading.frame import Frame, is_day
from depeche.records import Article, CodedArticle, Failure

MOST = 1_000_000  # bytes of what is sent: an article is a hundredth of it
PASTED = "pasted"
WAIT = 60.0  # seconds that one article waits for another

Code = Callable[[Article], CodedArticle | Failure]


def code(article: Article) -> CodedArticle | Failure:
    return code_one(article).result


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader sent. `name`: of the file, `pasted` for a text."""

    content: bytes
    name: str
    published: str | None
    language: str | None


async def received(request: Request) -> Sent:
    """What the form holds. Raises UnreadableArticle where it is too much, or none."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > MOST:
        raise UnreadableArticle(f"more than {MOST:,} bytes were sent; send one article")
    async with request.form(max_files=1, max_fields=8, max_part_size=MOST) as form:
        file = form.get("file")
        named = isinstance(file, UploadFile) and file.filename
        content = await file.read() if isinstance(file, UploadFile) and named else str(form.get("text", "")).encode()
        name = str(named) if named else PASTED
        return Sent(content, name, words(form, "published"), words(form, "language"))


def words(form: FormData, field: str) -> str | None:
    return str(form.get(field) or "").strip() or None


def read_sent(sent: Sent) -> Article:
    """The first article of what was sent. Raises UnreadableArticle."""
    if sent.published is not None and not is_day(sent.published):
        raise UnreadableArticle(f"{sent.published!r} is no date; write it as 2024-06-19")
    frame = Frame(PASTED, sent.name, published=sent.published, language=sent.language)
    input_format = "plain" if sent.name == PASTED else None
    first = next(iter(read_stream(io.BytesIO(sent.content), frame, name=sent.name, input_format=input_format)))
    if isinstance(first, Failure):
        raise UnreadableArticle(first.reason)
    return first


class Desk:
    """Codes one article at a time, whoever asks."""

    def __init__(self, code: Code) -> None:
        self.code, self.lock = code, Lock()

    def coded(self, sent: Sent) -> CodedArticle:
        """Raises DepecheError."""
        article = read_sent(sent)
        if not self.lock.acquire(timeout=WAIT):
            raise DepecheError("other articles are being coded; try again in a minute")
        try:
            result = self.code(article)
        finally:
            self.lock.release()
        if isinstance(result, Failure):
            raise DepecheError(result.reason)
        return result
