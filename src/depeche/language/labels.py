"""What the encoder's heads tell apart, in the order of their outputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from depeche.knowledge.codebook import load_codebook
from depeche.records import EventType, Factuality

TYPES: Final[tuple[EventType, ...]] = get_args(EventType)
FACTUALITY: Final[tuple[Factuality, ...]] = get_args(Factuality)
BACKGROUND: Final = ("news", "background")
KINDS: Final = ("state", "organisation", "group", "person", "place", "date")
ROLES: Final = ("actor", "recipient", "teller", "when", "where")
# fifteen types for what one marked actor does to another: two of PLOVER's are one in the data of arXiv 2308.07876
ROOTS: Final = tuple(sorted({"YIELD", *TYPES} - {"CONCEDE", "RETREAT"}))


def root_of(kind: EventType) -> str:
    """The type of a pair that an event's type is."""
    return "YIELD" if kind in ("CONCEDE", "RETREAT") else kind


@cache
def modes() -> tuple[str, ...]:
    """ "TYPE mode" for every mode of the codebook."""
    codebook = load_codebook()
    return tuple(f"{kind} {mode}" for kind in TYPES for mode in codebook.modes_of(kind))


@dataclass(frozen=True, slots=True)
class Layer:
    """Words to be marked, as begin, inside or outside. `key`: the letter of the corpus's tags; `of`: which quotations;
    `inner`: those that stand within others of their kind."""

    name: str
    key: Literal["a", "p", "d", "q", "c"]
    of: str | None = None
    inner: bool = False


LAYERS: Final = (
    Layer("actor", "a"),
    Layer("inner actor", "a", inner=True),
    Layer("place", "p"),
    Layer("date", "d"),
    Layer("marked", "q", "marked"),
    Layer("indirect", "q", "indirect"),
    Layer("not speech", "q", "not_speech"),
    Layer("cue", "c"),
)
