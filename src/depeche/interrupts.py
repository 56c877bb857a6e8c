"""The interrupt key, put off: while a batch is written, and while libraries load, whose errors would hide it.

A run that waits without end is ended by a service's signal in the same way.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def uninterrupted() -> Iterator[None]:
    """The interrupt key takes effect at the end of this."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


@contextmanager
def ended_as_interrupted() -> Iterator[None]:
    """The signal that services are ended by (SIGTERM) is here the interrupt key, also where a
    shell's background has that one ignored."""
    before = signal.signal(signal.SIGTERM, _press)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _press(number: int, frame: FrameType | None) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)
