"""Where results go: standard output, or a file that is whole or untouched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from depeche.errors import DepecheError


@contextmanager
def destination(out: Path | None) -> Iterator[BinaryIO]:
    """A stream to write to. A regular file takes its name only when all is written; until then, and after an error,
    what stood there stands. Raises DepecheError when it cannot be written; BrokenPipeError when the reader left."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with atomic(out.resolve()) if out.is_file() or not out.exists() else out.open("wb") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DepecheError(f"{out}: {error.strerror or error}; name another file with --out") from error


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
