"""Web archives -> their pages: WARC (responses, in order, as a stream) and WACZ (a zip that holds them).

A response counts when it is a page (HTML, status 200) and not too large; what its digest or its server says is checked
and used. Everything else in the archive (pictures, scripts, requests, redirects) is passed over.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any, BinaryIO

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame
from depeche.reading.packed import (
    FAULTS,
    Faulty,
    Member,
    compressed,
    damaged,
    inner_frame,
    knows_compressed,
    opened_zip,
)
from depeche.records import Article, Failure

PAGES = ("text/html", "application/xhtml+xml")
WITHIN = ("archive/",)  # of a WACZ


def knows_warc(head: bytes, name: str) -> bool:
    return head.startswith(b"WARC/")


def knows_wacz(head: bytes, name: str) -> bool:
    """A zip that says so in its name, or whose first files are those of a WACZ."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    return name.endswith(".wacz") or any(head[30:60].startswith(first) for first in (b"archive/", b"datapackage.json"))


def read_warc(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """One page at a time; one without a report is a `Failure`. Raises UnreadableArticle when no page is in it."""
    number = 0
    for number, found in enumerate(responses(stream, frame), start=1):
        yield found if isinstance(found, Failure) else read_response(*found, number, frame)
    if not number:
        raise UnreadableArticle(f"{frame.source}: no page in it; give an archive with responses of type text/html")


def responses(stream: BinaryIO, frame: Frame) -> Iterator[Failure | tuple[str, str | None, bytes]]:
    """Address, character encoding by the server, content."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # here, so that other formats start without it

    from depeche.reading.page import LARGEST

    try:
        told = Told(stream)
        for record in ArchiveIterator(
            told, record_types=WarcRecordType.response, auto_decode="all", stream_detect=False, verify_digests=False
        ):
            address = "".join((record.headers.get("WARC-Target-URI") or "").strip("<>").splitlines()[:1])
            if not is_page(record):
                continue
            place = f"{frame.source}: {address}"
            if not is_sound(record):
                yield Failure(place, f"{place}: its digest does not fit its content; fetch the archive again")
                continue
            content = record.reader.read(LARGEST + 1)
            if len(content) > LARGEST:
                yield Failure(place, f"{place}: a page of more than {LARGEST // 1_000_000} MB; left out")
                continue
            yield address, record.http_charset, content
    except FAULTS as error:
        raise damaged(frame.source, error) from error


class Told(io.RawIOBase):
    """A stream that says where it is, which is all that the archive's reader asks of it beside its bytes."""

    def __init__(self, inner: BinaryIO) -> None:
        self.inner, self.place = inner, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self.inner.read(size)
        self.place += len(found)
        return found

    def tell(self) -> int:
        return self.place


def is_page(record: Any) -> bool:
    kind = (record.http_content_type or "").lower()
    status = record.http_headers.status_code if record.http_headers else None
    return status == 200 and kind.startswith(PAGES)


def is_sound(record: Any) -> bool:
    """Does the content fit the digest, where the archive gives one?"""
    if record.headers.get("WARC-Payload-Digest"):
        return bool(record.verify_payload_digest())
    return not record.headers.get("WARC-Block-Digest") or bool(record.verify_block_digest())


def read_response(address: str, charset: str | None, content: bytes, number: int, frame: Frame) -> Article | Failure:
    from depeche.reading.page import read_page

    place = f"{frame.source}: {address}"
    try:
        return read_page(content, replace(frame, id=f"{frame.id}:{number}", source=place, url=address), charset=charset)
    except UnreadableArticle as error:
        return Failure(place, str(error))


def read_wacz(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """The pages of its WARC files, in their order."""
    with opened_zip(stream, frame) as archive:
        names = [i.filename for i in archive.infolist() if i.filename.startswith(WITHIN) and ".warc" in i.filename]
        if not names:
            raise UnreadableArticle(f"{frame.source}: no WARC in its archive/ folder; make the WACZ again")
        for name in names:
            inner = inner_frame(frame, name)
            with opened_member(archive, name, inner) as content:
                yield from read_warc(unpacked(io.BufferedReader(Faulty(content, inner.source)), inner), inner)


def opened_member(archive: zipfile.ZipFile, name: str, frame: Frame) -> IO[bytes]:
    """Raises UnreadableArticle where the archive's list and the file in it differ."""
    try:
        return archive.open(name)
    except FAULTS as error:
        raise damaged(frame.source, error) from error


def unpacked(stream: io.BufferedReader, frame: Frame) -> BinaryIO:
    """The stream, decompressed where it is compressed."""
    if not knows_compressed(stream.peek(8), ""):
        return stream
    member = next(compressed(stream, replace(frame, depth=0)))
    assert isinstance(member, Member)
    return member.stream
