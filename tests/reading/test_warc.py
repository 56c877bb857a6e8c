"""Pages out of web archives, one by one."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.formats import read
from depeche.records import Article, Failure
from depeche.terminal import say_failure

SENTENCE = "Les deux pays ont signé mardi à Oslo un accord de pêche qui entre en vigueur avant la fin de l'année. "
ARTICLE = f"<article><h1>Un accord</h1><p>{SENTENCE * 3}</p></article>"
PAGE = f"<html><head><title>Un accord</title></head><body>{ARTICLE}</body></html>"


def record(
    kind: str, address: str, body: bytes, *, status: str = "200 OK", content_type: str = "text/html", digest: str = ""
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2023-05-04T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n{digest}"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def sha1(body: bytes) -> str:
    return f"WARC-Payload-Digest: sha1:{base64.b32encode(hashlib.sha1(body).digest()).decode()}\r\n"


def pages(*, charset: str = "utf-8") -> bytes:
    body = PAGE.encode(charset)
    return b"".join(
        (
            record("request", "https://phare.example/1", b""),
            record("response", "https://phare.example/1", body, content_type=f"text/html; charset={charset}"),
            record("response", "https://phare.example/a.png", b"\x89PNG", content_type="image/png"),
            record("response", "https://phare.example/old", b"", status="301 Moved"),
            record("response", "https://phare.example/2", b"<html><body></body></html>"),
            record("response", "https://phare.example/3", body, content_type=f"text/html; charset={charset}"),
        )
    )


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16-le"])
def test_responses_that_are_pages(tmp_path: Path, charset: str) -> None:
    path = put(tmp_path / "crawl.warc", pages(charset=charset))
    one, empty, other = read(path)
    assert isinstance(one, Article)
    assert isinstance(empty, Failure)
    assert isinstance(other, Article)
    assert (one.id, one.url, one.source) == ("crawl:1", "https://phare.example/1", f"{path}: https://phare.example/1")
    assert "signé mardi" in one.text
    assert empty.reason.startswith(f"{path}: https://phare.example/2: no report found in the page")
    assert other.url == "https://phare.example/3"


def test_each_record_compressed(tmp_path: Path) -> None:
    parts = [gzip.compress(record("response", f"https://phare.example/{n}", PAGE.encode())) for n in range(3)]
    found = list(read(put(tmp_path / "crawl.warc.gz", b"".join(parts))))
    assert [one.id for one in found if isinstance(one, Article)] == ["crawl:1", "crawl:2", "crawl:3"]


def test_digests(tmp_path: Path) -> None:
    body = PAGE.encode()
    good = record("response", "https://phare.example/1", body, digest=sha1(body))
    bad = record("response", "https://phare.example/2", body, digest=sha1(b"other"))
    one, other = read(put(tmp_path / "crawl.warc", good + bad))
    assert isinstance(one, Article)
    assert isinstance(other, Failure)
    assert "its digest does not fit its content" in other.reason


def test_wacz(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(pages()))
        archive.writestr("pages/pages.jsonl", "{}")
        archive.writestr("datapackage.json", "{}")
    path = put(tmp_path / "crawl.wacz", out.getvalue())
    found = list(read(path))
    assert [type(one).__name__ for one in found] == ["Article", "Failure", "Article"]
    assert found[0].source == f"{path}/archive/data.warc.gz: https://phare.example/1"


def test_no_page_in_it(tmp_path: Path) -> None:
    path = put(tmp_path / "crawl.warc", record("request", "https://phare.example/1", b""))
    with pytest.raises(UnreadableArticle, match="no page in it"):
        read(path)


@pytest.mark.parametrize("cut", [10, 30, 200, 700, 1500])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_cut_off(tmp_path: Path, cut: int, pack: Callable[[bytes], bytes]) -> None:
    with suppress(UnreadableArticle):
        assert list(read(put(tmp_path / "crawl.warc", pack(pages())[:-cut])))


JUNK = [b"WARC/1.1\r\n" * 1000, b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", b"WARC/1.1\r\n" + b"x" * 200_000, b"WARC/9"]
JUNK += [
    record("response", "https://phare.example/1", PAGE.encode()).replace(b"Content-Length: ", b"Content-Length: 9999")
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk(tmp_path: Path, junk: bytes) -> None:
    with suppress(UnreadableArticle):
        list(read(put(tmp_path / "crawl.warc", junk)))


def test_encoded_by_the_server(tmp_path: Path) -> None:
    body = gzip.compress(PAGE.encode())
    head = "text/html; charset=utf-8\r\nContent-Encoding: gzip"
    (found,) = read(put(tmp_path / "a.warc", record("response", "https://phare.example/1", body, content_type=head)))
    assert isinstance(found, Article)


def test_an_address_has_one_line_and_so_has_a_failure(tmp_path: Path) -> None:
    broken = record("response", "https://phare.example/1\r”\nWARC-Date: 2023", b"\x00\x01" * 400)
    (failure,) = read(put(tmp_path / "a\nb.warc", broken))
    assert isinstance(failure, Failure)
    assert failure.source.endswith("a\nb.warc: https://phare.example/1")
    assert failure.reason.startswith(f"{tmp_path}/a b.warc: https://phare.example/1: not text")


def test_what_an_address_breaks_into_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    say_failure(Failure("a\nb.txt", "a\nb.txt: not text; give a text file"))
    assert capsys.readouterr().err == "depeche: a b.txt: not text; give a text file\n"
