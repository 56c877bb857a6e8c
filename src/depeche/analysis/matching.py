"""What both scorers count with: precision and recall, spans compared by what they hold, one-to-one pairs."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from depeche.records import Located, Span

G = TypeVar("G")
P = TypeVar("P")

BLANKS = " \t\r\n\u00a0\u202f"
MARKS = BLANKS + "\"'«»“”„‘’"

# Words that coders leave in or out of a span as they please.
ARTICLES = "le la les l' l’ un une des el los las una unos unas the a an"
PREPOSITIONS = "de d' d’ du des au aux à en dans depuis après dès del al a desde tras hacia of in on at since after"
LEADING = re.compile(
    "(?:" + "|".join(w if w[-1] in "'’" else rf"{w}\s+" for w in f"{ARTICLES} {PREPOSITIONS}".split()) + ")",
    re.IGNORECASE,
)
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


# ---- figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and F1 in [0, 1], with their counts; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float
    right: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those asked about were right: `value` = `right` / `of`, 0 for none."""

    value: float
    right: int
    of: int


def rate(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def figure(right: int, predicted: int, gold: int, *, found: int | None = None) -> Figure:
    """`found`: how many of the gold were met, where that is not the number of predictions that are right."""
    precision, recall = rate(right, predicted), rate(right if found is None else found, gold)
    f1 = rate(2 * precision * recall, precision + recall)
    return Figure(precision, recall, f1, right, predicted, gold)


def share(answers: Iterable[bool]) -> Share:
    known = list(answers)
    return Share(rate(sum(known), len(known)), sum(known), len(known))


# ---- pairs ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pairing(Generic[G, P]):
    """What was found of the gold, what was missed, and what was predicted beside it, in the order given."""

    pairs: tuple[tuple[G, P], ...]
    missed: tuple[G, ...]
    spurious: tuple[P, ...]


def pair_up(gold: Sequence[G], predicted: Sequence[P], weight: Callable[[G, P], float]) -> Pairing[G, P]:
    """One-to-one pairs, greatest weight first, earliest on a tie; a weight of 0 is no pair."""
    weighed = ((-weight(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(found for found in weighed if found[0] < 0):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return Pairing(
        tuple((gold[i], predicted[partner[i]]) for i in sorted(partner)),
        tuple(g for i, g in enumerate(gold) if i not in partner),
        tuple(p for j, p in enumerate(predicted) if j not in taken),
    )


def figure_of(paired: Pairing[G, P]) -> Figure:
    """Pairs are right."""
    n = len(paired.pairs)
    return figure(n, n + len(paired.spurious), n + len(paired.missed))


# ---- spans ----------------------------------------------------------------------------------------------------------


def ratio(one: Located, other: Located) -> float:
    """Overlap as a share of the longer span."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return common / max(one.end - one.start, other.end - other.start) if common > 0 else 0.0


def stripped(text: str, located: Located, characters: str = MARKS) -> Span:
    """The span without those characters at its ends; unchanged if nothing else is in it."""
    piece = text[located.start : located.end]
    if not piece.strip(characters):
        return Span.of(located)
    start = located.start + len(piece) - len(piece.lstrip(characters))
    return Span(start, start + len(piece.strip(characters)))


def core(text: str, located: Located) -> Span:
    """The span without outer blanks and quotation marks, leading articles and prepositions."""
    span = stripped(text, located)
    start = span.start
    while (word := LEADING.match(text, start, span.end)) and word.end() < span.end:
        start = word.end()
    return Span(start, span.end)


# ---- names and days -------------------------------------------------------------------------------------------------


def slug(name: str) -> str:
    """Lower-case letters and digits joined by hyphens, without accents: "Côte d'Ivoire", "cote-d-ivoire"."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def days(value: str | None) -> tuple[str, str] | None:
    """First and last day of an ISO interval, day, month or year; "" for an open end; None if unreadable."""
    ends = value.split("/") if value else []
    if len(ends) not in (1, 2) or not all(end in ("", "..") or DAY.fullmatch(end) for end in ends):
        return None
    first, last = ends[0].strip("."), ends[-1].strip(".")
    if len(last) == len("2024-06"):
        last += f"-{calendar.monthrange(int(last[:4]), int(last[5:]))[1]}"
    return first and (first + "-01-01"[len(first) - 4 :])[:10], last and (last + "-12-31"[len(last) - 4 :])[:10]
