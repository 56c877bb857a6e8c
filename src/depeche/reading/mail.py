"""E-mail -> an article a message: a newsletter or a forwarded report (EML), or a mailbox of them (mbox).

The HTML part is read as a page, else the plain part as a text. Subject, date and sender are title, day and publisher;
attachments are left out.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame, make_article
from depeche.reading.moments import as_moment
from depeche.records import Article, Failure

LARGEST = 30_000_000  # bytes of a message
HEADER = re.compile(
    rb"(?:From |(?:Received|Return-Path|Delivered-To|From|To|Date|Subject|MIME-Version|Message-ID|X-[\w-]+): )", re.I
)
STATED = (re.compile(rb"^From: ", re.I | re.M), re.compile(rb"^(?:Subject|Date|Message-ID): ", re.I | re.M))
FAULTS = (LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError)


def knows_mail(head: bytes, name: str) -> bool:
    """It opens with headers, among them a sender and a subject or day."""
    top = re.split(rb"\r?\n\r?\n", head[:20000], maxsplit=1)[0]
    return HEADER.match(top) is not None and all(pattern.search(top) for pattern in STATED)


def read_mail(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """A message, or each message of a mailbox; one without a text is a `Failure` among others."""
    several = False
    for number, content in enumerate(messages(stream), start=1):
        several = several or content.startswith(b"From ")
        place = f"{frame.source}, message {number}" if several else frame.source
        named = replace(frame, id=f"{frame.id}:{number}", source=place) if several else frame
        try:
            yield read_message(content, named)
        except UnreadableArticle as error:
            if not several:
                raise
            yield Failure(place, str(error))


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """A mailbox cut at its "From " lines; a lone message as it is. What is over the limit is dropped, and refused."""
    lines: list[bytes] = []
    size, mailbox, blank = 0, None, True
    while line := stream.readline(1 << 20):
        mailbox = line.startswith(b"From ") if mailbox is None else mailbox
        if mailbox and blank and line.startswith(b"From ") and lines:
            yield b"".join(lines)
            lines, size = [], 0
        blank = not line.strip()
        size += len(line)
        if size <= LARGEST + (1 << 20):
            lines.append(line)
    if lines:
        yield b"".join(lines)


def read_message(content: bytes, frame: Frame) -> Article:
    """Raises UnreadableArticle."""
    if len(content) > LARGEST:
        raise UnreadableArticle(
            f"{frame.source}: a message of more than {LARGEST // 1_000_000} MB; take its attachments off"
        )
    try:
        message = email.message_from_bytes(
            content.split(b"\n", 1)[1] if content.startswith(b"From ") else content, policy=POLICY
        )
        assert isinstance(message, EmailMessage)
        stated = add_headers(message, frame)
        part = message.get_body(("html", "plain"))
        text = str(part.get_content()) if part is not None else ""
        marked = part is not None and part.get_content_subtype() == "html"
    except FAULTS as error:
        raise UnreadableArticle(f"{frame.source}: a message that cannot be taken apart; save its text") from error
    if not text.strip():
        raise UnreadableArticle(f"{frame.source}: a message without a text; save what it shows as a file")
    return of_html(text, stated) if marked else make_article(text.replace("\r\n", "\n"), stated)


POLICY = email.policy.default.clone(refold_source="none")


def of_html(text: str, frame: Frame) -> Article:
    from depeche.reading.page import read_source  # here, so that other formats start without it

    try:
        article = read_source(text, frame)
    except UnreadableArticle:
        article = read_source(text, frame, whole=True)  # a newsletter of short pieces
    return replace(
        article,
        title=frame.title or article.title,
        publisher=article.publisher or frame.publisher,
        published=article.published or frame.published,
    )


def add_headers(message: EmailMessage, frame: Frame) -> Frame:
    name, address = parseaddr(str(message.get("From", "")))
    return replace(
        frame,
        title=" ".join(str(message.get("Subject", "")).split()) or None,
        published=as_moment(str(message.get("Date", ""))) or frame.published,
        publisher=name or address.partition("@")[2] or None,
    )
