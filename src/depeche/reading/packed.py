"""Archives and compressed files -> what is packed in them: gzip, bzip2, xz, zstandard, zip, tar.

Nothing is written to disk, so no name can lead out of a folder; names that try are said and left out, and so are links,
encrypted members and members without end. What is packed is read like any other file, archives in archives up to
`DEEPEST`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import zstandard

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame
from depeche.reading.streams import CHUNK, Counted, Unpacked, seekable
from depeche.records import Failure

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ZSTD_CHUNK = 1024  # packed bytes at a time: they may stand for thirty thousand times as many
DEEPEST = 3  # archives within one another
MOST = 1_000_000  # members of an archive
LARGEST = 4_000_000_000  # bytes of a member
OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/")
LEFT_OUT = ("__MACOSX", "Thumbs.db", "desktop.ini")
ENDINGS = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".tgz")
FAULTS: tuple[type[Exception], ...] = (
    *(EOFError, OSError, ValueError, RuntimeError, zlib.error, lzma.LZMAError, zstandard.ZstdError),
    *(zipfile.BadZipFile, tarfile.TarError),
)


@dataclass(frozen=True)
class Member:
    """What is packed: its content as a stream, to be read before the next member; `frame.source` says where it is;
    `name` as it stands in the archive."""

    name: str
    stream: BinaryIO
    frame: Frame


Members = Iterator[Member | Failure]


def inner_frame(frame: Frame, name: str) -> Frame:
    """The frame of a member: "news.zip/monday/a.html", with the id "news/monday/a"."""
    stem = str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name
    return replace(frame, id=f"{frame.id}/{stem}", source=f"{frame.source}/{name}", depth=frame.depth + 1)


def check_depth(frame: Frame) -> None:
    if frame.depth >= DEEPEST:
        raise UnreadableArticle(f"{frame.source}: packed more than {DEEPEST} times over; unpack it by hand")


def refusal(name: str) -> str | None:
    """Why a member of that name is left out with a word; None when it is read."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or parts[0][1:2] == ":" or "\x00" in name:
        return "its name leads out of the archive; rename it"
    return None


def is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") or part in LEFT_OUT for part in parts if part not in ("", ".", ".."))


# ---- one compressed file ---------------------------------------------------------------------------------------------


def open_zstd(stream: BinaryIO) -> BinaryIO:
    return io.BufferedReader(Zstandard(stream), CHUNK)


class Zstandard(io.RawIOBase):
    """One frame after another; a frame without its end is an EOFError."""

    def __init__(self, inner: BinaryIO) -> None:
        self.inner = inner
        self.frame: Any = None
        self.ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        while not self.ready and (part := self.inner.read(ZSTD_CHUNK)):
            self.unpack(part)
        if not self.ready and self.frame is not None:
            raise EOFError("the last frame has no end")
        found, self.ready = self.ready[: len(room)], self.ready[len(room) :]
        room[: len(found)] = found
        return len(found)

    def unpack(self, part: bytes) -> None:
        while part:
            if self.frame is None:
                self.frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            self.ready += self.frame.decompress(part)
            part = self.frame.unused_data if self.frame.eof else b""
            if self.frame.eof:
                self.frame = None


def open_gzip(stream: BinaryIO) -> BinaryIO:
    return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]


def open_bzip2(stream: BinaryIO) -> BinaryIO:
    return bz2.BZ2File(stream)  # type: ignore[return-value]


def open_xz(stream: BinaryIO) -> BinaryIO:
    return lzma.LZMAFile(stream)  # type: ignore[return-value]


OPENERS: tuple[tuple[bytes, Callable[[BinaryIO], BinaryIO]], ...] = (
    (b"\x1f\x8b", open_gzip),
    (b"BZh", open_bzip2),
    (b"\xfd7zXZ\x00", open_xz),
    (b"\x28\xb5\x2f\xfd", open_zstd),
)


def knows_compressed(head: bytes, name: str) -> bool:
    return any(head.startswith(mark) for mark, _ in OPENERS)


def compressed(stream: BinaryIO, frame: Frame) -> Members:
    """The one file in it. Raises UnreadableArticle when it is damaged, while it is read."""
    check_depth(frame)
    counted = Counted(stream)
    packed = io.BufferedReader(counted, CHUNK)
    head = packed.peek(8)
    opener = next(opener for mark, opener in OPENERS if head.startswith(mark))
    name = PurePosixPath(frame.source).name
    ending = next((e for e in ENDINGS if name.lower().endswith(e)), "")
    bare = name[: len(name) - len(ending)] + (".tar" if ending == ".tgz" else "") if ending else name
    stem = frame.id.rsplit("/", 1)
    inner = PurePosixPath(bare).stem if ending and PurePosixPath(bare).suffix else stem[-1]
    faulty = io.BufferedReader(Faulty(opener(packed), frame.source), CHUNK)
    unpacked = io.BufferedReader(Unpacked(faulty, counted, frame.source), CHUNK)
    yield Member(bare, unpacked, replace(frame, id="/".join([*stem[:-1], inner]), depth=frame.depth + 1))


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Faulty(io.RawIOBase):
    """A stream whose faults are UnreadableArticle, naming their place."""

    def __init__(self, inner: Readable, source: str) -> None:
        self.inner, self.source = inner, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        try:
            found = self.inner.read(len(room))
        except FAULTS as error:
            raise damaged(self.source, error) from error
        room[: len(found)] = found
        return len(found)


def damaged(source: str, error: BaseException) -> UnreadableArticle:
    words = " ".join(str(error).split()) or type(error).__name__
    return UnreadableArticle(f"{source}: damaged or cut off ({words[:120]}); fetch it again")


# ---- zip -------------------------------------------------------------------------------------------------------------


def knows_zip(head: bytes, name: str) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def zipped(stream: BinaryIO, frame: Frame) -> Members:
    """Its files by their order in the archive. Raises UnreadableArticle when it is damaged or an office document."""
    with opened_zip(stream, frame) as archive:
        listed = archive.infolist()
        if any(info.filename.startswith(OFFICE) for info in listed[:3]):
            raise UnreadableArticle(f"{frame.source}: an office document or a book; save it as text or as a web page")
        yield from zip_members(archive, listed, frame)


def opened_zip(stream: BinaryIO, frame: Frame) -> zipfile.ZipFile:
    """Raises UnreadableArticle when it is damaged or too deep in other archives."""
    check_depth(frame)
    try:
        return zipfile.ZipFile(seekable(stream, frame.source))
    except FAULTS as error:
        raise damaged(frame.source, error) from error


def zip_members(archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo], frame: Frame) -> Members:
    check_count(len(listed), frame)
    for info in listed:
        inner = inner_frame(frame, info.filename)
        if info.is_dir() or is_hidden(info.filename):
            continue
        problem = refusal(info.filename) or zip_refusal(info)
        if problem:
            yield Failure(inner.source, f"{inner.source}: {problem}")
            continue
        try:
            content = archive.open(info)
        except FAULTS as error:
            yield Failure(inner.source, str(damaged(inner.source, error)))
            continue
        faulty = io.BufferedReader(Faulty(content, inner.source), CHUNK)
        limited = Unpacked(faulty, info.compress_size, inner.source, LARGEST)
        yield Member(info.filename, io.BufferedReader(limited, CHUNK), inner)


def zip_refusal(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 1:
        return "encrypted; unpack it with its password"
    if info.external_attr >> 16 & 0o170000 == 0o120000:
        return "a link; pack the file itself"
    return f"larger than {LARGEST // 10**9} GB; unpack it by hand" if info.file_size > LARGEST else None


def check_count(count: int, frame: Frame) -> None:
    if count > MOST:
        raise UnreadableArticle(f"{frame.source}: more than {MOST} files in it; unpack it by hand")


# ---- tar -------------------------------------------------------------------------------------------------------------


def knows_tar(head: bytes, name: str) -> bool:
    return head[257:262] == b"ustar"


def tarred(stream: BinaryIO, frame: Frame) -> Members:
    """Its files in order, one by one as the stream goes."""
    check_depth(frame)
    number = 0
    try:
        with tarfile.open(fileobj=io.BufferedReader(Faulty(stream, frame.source), CHUNK), mode="r|") as archive:
            for info in archive:
                number += 1
                check_count(number, frame)
                archive.members = []  # type: ignore[attr-defined]  # what was read is done with: memory stays flat
                yield from tar_member(archive, info, frame)
    except FAULTS as error:
        raise damaged(frame.source, error) from error


def tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, frame: Frame) -> Members:
    inner = inner_frame(frame, info.name)
    if info.isdir() or is_hidden(info.name):
        return
    problem = refusal(info.name) or tar_refusal(info)
    content = None if problem else archive.extractfile(info)
    if content is None:
        yield Failure(inner.source, f"{inner.source}: {problem or 'no file; pack files only'}")
        return
    yield Member(info.name, io.BufferedReader(Faulty(content, inner.source), CHUNK), inner)


def tar_refusal(info: tarfile.TarInfo) -> str | None:
    if info.issym() or info.islnk():
        return "a link; pack the file itself"
    if not info.isfile() or info.issparse():
        return "no plain file; pack files only"
    return f"larger than {LARGEST // 10**9} GB; unpack it by hand" if info.size > LARGEST else None
