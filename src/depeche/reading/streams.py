"""Streams of bytes: again from their start, kept within limits, made seekable."""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING, BinaryIO

from depeche.errors import UnreadableArticle

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 16
IN_MEMORY = 32_000_000  # bytes of an archive that comes without a file, before it goes to a temporary one
LARGEST_SPOOLED = 8_000_000_000
# A packed text is seldom a tenth of itself; thousandfold is a bomb. Below the floor no harm is done.
RATIO = 250
FLOOR = 50_000_000  # bytes


class Rejoined(io.RawIOBase):
    """The stream again from its start, its first bytes having been read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self.head, self.rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        found = self.head[: len(room)] or self.rest.read(len(room))
        self.head = self.head[len(room) :]
        room[: len(found)] = found
        return len(found)


def rejoin(head: bytes, rest: BinaryIO) -> BinaryIO:
    return io.BufferedReader(Rejoined(head, rest), CHUNK)


class Counted(io.RawIOBase):
    """A stream that counts what is read from it."""

    def __init__(self, inner: BinaryIO) -> None:
        self.inner, self.count = inner, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        found = self.inner.read(len(room))
        room[: len(found)] = found
        self.count += len(found)
        return len(found)


class Unpacked(Counted):
    """What comes out of a packed stream; it ends with UnreadableArticle when it is too much for what went in, or for
    `most` bytes."""

    def __init__(self, inner: BinaryIO, packed: Counted | int, source: str, most: int | None = None) -> None:
        super().__init__(inner)
        self.packed, self.source, self.most = packed, source, most

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        found = super().readinto(buffer)
        went_in = self.packed if isinstance(self.packed, int) else self.packed.count
        if self.count > FLOOR and self.count > RATIO * max(1, went_in):
            raise UnreadableArticle(f"{self.source}: unpacks to more than {RATIO} times its size; unpack it by hand")
        if self.most is not None and self.count > self.most:
            raise UnreadableArticle(
                f"{self.source}: unpacks to more than {self.most // 1_000_000} MB; unpack it by hand"
            )
        return found


def seekable(stream: BinaryIO, source: str) -> BinaryIO:
    """The stream where one can seek in it, else a copy in memory or in a temporary file."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (it is handed on, and closed with its last user)
    size = 0
    while part := stream.read(CHUNK):
        size += len(part)
        if size > LARGEST_SPOOLED:
            raise UnreadableArticle(
                f"{source}: an archive of more than {LARGEST_SPOOLED // 10**9} GB; give it as a file"
            )
        copy.write(part)
    copy.seek(0)
    return copy  # type: ignore[return-value]
