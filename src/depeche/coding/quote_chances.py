"""What the encoder says of words in marks: somebody's words, or a name or term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from depeche.language.labels import LAYERS
from depeche.language.pieces import covering
from depeche.language.windows import Window
from depeche.records import Span

NAMES: Final = tuple(layer.name for layer in LAYERS)
MARKED, NOT_SPEECH = NAMES.index("marked"), NAMES.index("not speech")
LEAST: Final = 0.3  # mean probability of its pieces from which words that only syntax ties to a speaker are his


@dataclass(frozen=True)
class Chances:
    """How likely, on the mean of its pieces, some words are quoted, and how likely a name or term."""

    said: float
    term: float

    @property
    def unlikely(self) -> bool:
        return self.said < max(LEAST, self.term)


def reader_of(windows: tuple[Window, ...]) -> Callable[[Span], Chances | None]:
    """Asks the encoder about a span; None where it read nothing there."""

    def chances(span: Span) -> Chances | None:
        for window in windows:
            if window.sentences[0].start <= span.start and span.end <= window.sentences[-1].end:
                first, last = covering(window.spans, span)
                pieces = 1 - window.layers[first:last, :, 0]
                return (
                    Chances(float(pieces[:, MARKED].mean()), float(pieces[:, NOT_SPEECH].mean()))
                    if last > first
                    else None
                )
        return None

    return chances
