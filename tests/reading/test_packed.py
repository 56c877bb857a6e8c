"""What is packed is read; what would lead out, never ends or is damaged is one line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from depeche.errors import UnreadableArticle
from depeche.reading import packed, streams
from depeche.reading.formats import read
from depeche.records import Article, Failure

TEXT = "Le ministre norvégien a reçu mardi à Oslo son homologue suédois.\n"
CONTENT = TEXT.encode()


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tar_of(files: dict[str, bytes | None]) -> bytes:
    """None: a link."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/hostname"
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def texts(path: Path) -> list[tuple[str, str, str]]:
    found = [one for one in read(path) if isinstance(one, Article)]
    return [(article.id, str(article.source), article.text) for article in found]


def failures(path: Path) -> list[str]:
    said = [one.reason for one in read(path) if isinstance(one, Failure)]
    assert all("\n" not in line for line in said)
    return said


COMPRESSED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("oslo.txt.gz", gzip.compress),
    ("oslo.txt.bz2", bz2.compress),
    ("oslo.txt.xz", lzma.compress),
    ("oslo.txt.zst", zstandard.ZstdCompressor().compress),
]


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_one_compressed_file(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    path = put(tmp_path, name, compress(CONTENT))
    assert texts(path) == [("oslo", str(path), TEXT)]


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_told_from_content_not_from_the_name(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    path = put(tmp_path, "oslo", compress(b'{"text": "Un accord."}\n{"text": "Un autre."}\n'))
    assert [text for _, _, text in texts(path)] == ["Un accord.", "Un autre."]


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_damaged(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    content = compress(bytes(range(256)) * 4000)
    path = put(tmp_path, name, content[: len(content) // 2])
    with pytest.raises(UnreadableArticle, match=r"damaged or cut off|not text but binary"):
        read(path)


def test_members_have_their_place(tmp_path: Path) -> None:
    files = {"monday/oslo.txt": CONTENT, "monday/.hidden": CONTENT, "__MACOSX/x": CONTENT, "lima.txt": CONTENT}
    for name, content in (("news.zip", zip_of(files)), ("news.tar", tar_of(dict(files)))):
        path = put(tmp_path, name, content)
        assert texts(path) == [
            ("news/monday/oslo", f"{path}/monday/oslo.txt", TEXT),
            ("news/lima", f"{path}/lima.txt", TEXT),
        ]


def test_archives_in_archives(tmp_path: Path) -> None:
    path = put(
        tmp_path, "all.tar.gz", gzip.compress(tar_of({"a.zip": zip_of({"oslo.txt.gz": gzip.compress(CONTENT)})}))
    )
    assert [text for _, _, text in texts(path)] == []
    assert failures(path) == [f"{path}/a.zip/oslo.txt.gz: packed more than 3 times over; unpack it by hand"]
    path = put(tmp_path, "two.zip", zip_of({"a.zip": zip_of({"oslo.txt": CONTENT})}))
    assert texts(path) == [("two/a/oslo", f"{path}/a.zip/oslo.txt", TEXT)]


NAMES = ["../oslo.txt", "a/../../oslo.txt", "/etc/oslo.txt", "..\\oslo.txt", "C:\\oslo.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    for kind, content in (("news.zip", zip_of({name: CONTENT})), ("news.tar", tar_of({name: CONTENT}))):
        path = put(tmp_path, kind, content)
        assert [line.split(": ")[-1] for line in failures(path)] == ["its name leads out of the archive; rename it"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["news.tar", "news.zip"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    path = put(tmp_path, "news.tar", tar_of({"oslo.txt": None}))
    assert failures(path) == [f"{path}/oslo.txt: a link; pack the file itself"]


def test_a_bad_member_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = put(tmp_path, "news.zip", zip_of({"a.txt": b"\x00\x01", "oslo.txt": CONTENT, "empty.txt": b""}))
    assert [text for _, _, text in texts(path)] == [TEXT]
    assert [line.split(": ", 1)[1].split(";")[0] for line in failures(path)] == ["not text but binary", "empty"]


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "FLOOR", 1_000_000)
    zeros = b"a" * 5_000_000
    path = put(tmp_path, "bomb.txt.gz", gzip.compress(zeros))
    with pytest.raises(UnreadableArticle, match="unpacks to more than 250 times its size"):
        read(path)
    path = put(tmp_path, "bomb.zip", zip_of({"bomb.txt": zeros, "oslo.txt": CONTENT}))
    assert [line.split(": ")[1] for line in failures(path)] == [
        "unpacks to more than 250 times its size; unpack it by hand"
    ]
    assert len(texts(path)) == 1


def test_too_large_a_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LARGEST", 10)
    path = put(tmp_path, "news.zip", zip_of({"oslo.txt": CONTENT}))
    assert "larger than" in failures(path)[0]


def test_office_documents(tmp_path: Path) -> None:
    path = put(tmp_path, "a.docx", zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    with pytest.raises(UnreadableArticle, match="an office document or a book; save it as text"):
        read(path)


def test_nothing_in_it(tmp_path: Path) -> None:
    for name, content in (("news.zip", zip_of({})), ("news.tar", tar_of({"a": b"x"})[512:])):
        with pytest.raises(UnreadableArticle):
            read(put(tmp_path, name, content))


def test_zip_from_standard_input() -> None:
    class Pipe(io.RawIOBase):
        inner = io.BytesIO(zip_of({"oslo.txt": CONTENT}))

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            return self.inner.readinto(buffer)

    (found,) = read("-", stdin=io.BufferedReader(Pipe()))
    assert isinstance(found, Article)
    assert (found.id, found.source) == ("stdin/oslo", "-/oslo.txt")
