"""Where alerts go: standard output, a file of JSON Lines, a webhook."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from depeche.errors import NotAnswered, NotFetched
from depeche.fetching.door import Door, check_address
from depeche.watching.alerts import Destination
from depeche.watching.memory import Message

PAUSES = (1.0, 4.0)  # seconds between tries to reach a webhook in one round
TAIL = 1 << 16  # bytes at the end of a file in which a message may stand that was written and not noted


def destination(words: str, door: Door) -> Destination:
    """Of an address or a path. Raises NotFetched on an address that is none."""
    if "://" not in words:
        return file(Path(words))
    check_address(words, hidden(words))
    return webhook(words, door)


def printed(put: Callable[[str], None]) -> Destination:
    """A line an event, for a person."""

    def send(message: Message) -> None:
        put(str(msgspec.json.decode(message.content)["text"]))

    return Destination("-", "standard output", send)


def file(path: Path) -> Destination:
    """A line of JSON an event. What was written and not noted is found again at the file's end; what was written in
    part is taken back."""

    def has(message: Message) -> bool:
        end = end_of(path)
        return f'"id":"{message.id}"'.encode() in end[: end.rfind(b"\n") + 1]

    def send(message: Message) -> None:
        end = end_of(path)
        with path.open("ab") as stream:
            if end and not end.endswith(b"\n"):
                stream.truncate(stream.tell() - len(end) + end.rfind(b"\n") + 1)
            stream.write(message.content + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    return Destination(named(str(path.resolve())), str(path), send, has)


def end_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(size - TAIL, 0))
            return stream.read()
    except FileNotFoundError:
        return b""


def webhook(address: str, door: Door) -> Destination:
    """POST of JSON; a message that was taken and not noted comes again under the same id."""

    def send(message: Message) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.id}
        for pause in (*PAUSES, None):
            try:
                return post(message, headers)
            except NotAnswered:
                if pause is None:
                    raise
                time.sleep(pause)

    def post(message: Message, headers: dict[str, str]) -> None:
        status = door.post(address, message.content, headers, said=hidden(address)).status
        if status == 429 or status >= 500:
            raise NotAnswered(f"{hidden(address)}: the webhook answers {status}")
        if not 200 <= status < 300:
            raise NotFetched(f"{hidden(address)}: the webhook answers {status}; check its address")

    return Destination(named(address), hidden(address), send)


def named(words: str) -> str:
    """Tells one from another, and not what may be secret in it."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def hidden(address: str) -> str:
    """The site; what follows may be a secret between two programs."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}/…"
