"""Where results go: standard output, or a file that is whole or untouched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from depeche.errors import DepecheError

STANDARD_OUTPUT = Path("-")


@contextmanager
def destination(out: Path | None) -> Iterator[BinaryIO]:
    """A stream to write to. A regular file takes its name only when all is written; until then, and after an error,
    what stood there stands; None or "-" is standard output. Raises DepecheError when it cannot be written;
    BrokenPipeError when the reader left."""
    if out is None or out == STANDARD_OUTPUT:
        with standard_output() as stream:
            yield stream
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


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_output()
        raise
    except OSError as error:
        discard_output()
        raise DepecheError(f"standard output: {error.strerror or error}; send it elsewhere") from error


def discard_output() -> None:
    """What is still held back for standard output goes nowhere: at its end the process would fail on it again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
