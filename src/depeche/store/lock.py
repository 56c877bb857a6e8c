"""One writer at a time: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depeche.errors import StoreError

PAUSE = 0.1  # seconds between two tries


@contextmanager
def locked(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock file; `wait`: seconds to try for. Raises StoreError when another holds it, OSError when the file
    cannot be written."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not acquired(handle, time.monotonic() + wait):
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            raise StoreError(
                f"{path.parent}: another process ({holder}) is writing to this store; "
                "let it finish, or wait for it with --wait SECONDS"
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def acquired(handle: int, until: float) -> bool:
    import fcntl  # here, so that reading a store needs no such module

    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
