"""Addresses -> pages in a folder, for a person's own use; a page fetched before is asked for only if it has changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from depeche.errors import NotFetched
from depeche.fetching.door import Answer, Door
from depeche.reading.encoding import decode_page, is_utf8
from depeche.records import Failure

KNOWN = ".fetched.json"  # in the folder: what was fetched, and how to ask whether it has changed
ENDINGS = (
    ("pdf", ".pdf"),
    ("rss", ".xml"),
    ("atom", ".xml"),
    ("xml", ".xml"),
    ("json", ".json"),
    ("text/plain", ".txt"),
)


class Kept(msgspec.Struct, frozen=True):
    """What is known of a page fetched before."""

    file: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page in the folder. `changed`: it is new, or not what it was."""

    address: str
    path: Path
    changed: bool


def fetch(addresses: Iterable[str], folder: Path, *, allow_private: bool = False) -> Iterator[Fetched | Failure]:
    """Each page saved in the folder, in order; what cannot be fetched is a `Failure`. Raises NotFetched when the folder
    cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Fetcher(folder, allow_private=allow_private) as fetcher:
            for address in addresses:
                try:
                    yield fetcher.fetch(address)
                except NotFetched as error:
                    yield Failure(address, str(error))
    except OSError as error:
        raise NotFetched(f"{folder}: {error.strerror or error}; name a folder one can write to") from error


class Fetcher:
    """One run: the door, and what the folder has."""

    def __init__(self, folder: Path, *, allow_private: bool) -> None:
        self.folder = folder
        self.door = Door(allow_private=allow_private)
        self.known = read_known(folder)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.door.close()
        write_known(self.folder, self.known)

    def fetch(self, address: str) -> Fetched:
        """Raises NotFetched."""
        kept = self.known.get(address)
        kept = kept if kept and (self.folder / kept.file).is_file() else None
        answer = self.door.ask(address, if_changed(kept.etag, kept.last_modified) if kept else {})
        if answer.status == 304 and kept:
            return Fetched(address, self.folder / kept.file, False)
        if answer.status != 200:
            raise NotFetched(f"{address}: the site answers {answer.status}; check the address in a browser")
        return self.save(address, answer)

    def save(self, address: str, answer: Answer) -> Fetched:
        content = as_written(answer)
        path = self.folder / file_name(address, answer.kind)
        before = path.read_bytes() if path.is_file() else None
        write_whole(path, content)
        self.known[address] = Kept(path.name, answer.headers.get("etag"), answer.headers.get("last-modified"))
        write_known(self.folder, self.known)
        return Fetched(address, path, content != before)


def if_changed(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that ask for a page only if it is not what it was."""
    ask = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in ask.items() if value}


def as_written(answer: Answer) -> bytes:
    """The content as a file can hold it: what a server says beside a page of its encoding would be lost there."""
    if answer.charset and "html" in answer.kind and not is_utf8(answer.content):
        return decode_page(answer.content, answer.address, answer.charset).encode()
    return answer.content


# ---- files ----------------------------------------------------------------------------------------------------------


def file_name(address: str, kind: str) -> str:
    """ "phare-example-monde-accord-1a2b3c4d.html"."""
    parts = urlsplit(address)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname}{parts.path}".lower().removesuffix(".html")).strip("-")[:80]
    ending = next((ending for part, ending in ENDINGS if part in kind and "html" not in kind), ".html")
    return f"{words}-{hashlib.sha256(address.encode()).hexdigest()[:8]}{ending}"


def write_whole(path: Path, content: bytes) -> None:
    """The file is whole or what it was."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def read_known(folder: Path) -> dict[str, Kept]:
    try:
        return msgspec.json.decode((folder / KNOWN).read_bytes(), type=dict[str, Kept])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def write_known(folder: Path, known: dict[str, Kept]) -> None:
    write_whole(folder / KNOWN, msgspec.json.format(msgspec.json.encode(known)))
