"""Articles -> which were written from one another: reprints, shortened or touched up, and updates.

An article's signature is the MinHash of the runs of words of its body; from two signatures follows how much of either
stands in the other. `sign` makes one, `find_copies` compares new ones with each other and with those kept before, and
`find_origins` says from the copies where each article comes from. Signatures and copies are rows a store can keep.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depeche.knowledge.layout import fold
from depeche.records import Article, Block, BlockKind, Copy, Signature

BODY: frozenset[BlockKind] = frozenset({"standfirst", "paragraph"})  # a paper writes its own titles and captions
WORD = re.compile(r"\w+")
RUN = 3  # words; measured by benchmarks/origins.py: two and four are as right, two meet by chance eight times as often
SEED = 1  # another one makes other signatures: stored ones are then no longer compared rightly
VALUES = 128  # of a signature, 4 bytes each
LEAST = 12  # runs: a shorter body is a flash or a notice that says too little to tell where it comes from; chosen
WINDOW = 7  # days between two articles that are compared; chosen: reprints in the corpus come within one
LOOK_BACK = 8  # articles with a pair of values in common that are looked at, from the nearest in time
REPRINT = 0.65  # of an article's runs stand in an earlier one; measured by benchmarks/origins.py
UPDATE = 0.5  # of the shorter article's runs stand in the longer; chosen: by chance it is below a tenth
AT_ONCE = 50_000  # pairs compared at once: 50 MB


# ---- articles to signatures ------------------------------------------------------------------------------------------


def sign(article: Article, day: str | None, name: str | None = None) -> Signature:
    """`day`: the one the article speaks from (`AsOf.day`), for an article that does not say when it was published.
    `name`: what the signature calls the article, its id if not given."""
    runs = {run.encode() for run in _runs(article)}
    since = told(article.published, day)
    return Signature(name or article.id, article.language or "", since, len(runs), minhash(runs).tobytes())


def minhash(runs: Iterable[bytes]) -> NDArray[np.uint32]:
    """The least value of each of VALUES permutations of the runs' hashes, as datasketch's "affine32" has them: that
    takes 0.8 seconds and 45 MB to load (`tests/analysis/test_origins.py` holds one against the other)."""
    hashed = np.frombuffer(b"".join(hashlib.sha1(run).digest()[:4] for run in runs), "<u4").reshape(-1, 1)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):  # the end of MurmurHash3
        hashed = (hashed ^ (hashed >> np.uint32(shift))) * np.uint32(factor)
    factors, summands = _permutations()
    values: NDArray[np.uint32] = (hashed * factors + summands).min(axis=0, initial=np.uint32(2**32 - 1))
    return values.astype("<u4", copy=False)


def told(published: str | None, day: str | None) -> str | None:
    """The moment or day from which an article is news."""
    try:
        return _moment(published) if published else day
    except (ValueError, OverflowError):  # what a source states is kept as it is, whatever that may be
        return day


def shifted(day: date, days: int) -> date:
    """The day so many days later, or the last or first that there is."""
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal())))


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Odd factors and summands, modulo 2 ** 32."""
    chance = np.random.RandomState(SEED)
    factors = chance.randint(0, 2**31, VALUES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 2**32, VALUES, dtype=np.uint32)


def _runs(article: Article) -> Iterator[str]:
    words = [word for block in article.blocks if block.kind in BODY for word in WORD.findall(_folded(article, block))]
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _folded(article: Article, block: Block) -> str:
    """The block's words without the markup left in it."""
    text = article[block]
    inside = [b for b in article.blocks if b.kind == "residue" and block.start <= b.start and b.end <= block.end]
    for residue in reversed(inside):
        text = f"{text[: residue.start - block.start]} {text[residue.end - block.start :]}"
    return fold(text)


def _moment(published: str) -> str:
    """A moment with its zone is brought to UTC; a day stays one."""
    if len(published) <= len("2024-06-19"):
        return date.fromisoformat(published).isoformat()
    moment = datetime.fromisoformat(published)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None).isoformat()


# ---- signatures to copies --------------------------------------------------------------------------------------------


def find_copies(signatures: Iterable[Signature], known: Iterable[Signature] = ()) -> tuple[Copy, ...]:
    """Every copy with at least one of `signatures` in it, in the order of telling; `known`: those kept before, of the
    days around (`WINDOW`). An article that stands in both is taken anew. Memory: twice the signatures."""
    new = {one.article: one for one in signatures}
    every = (*new.values(), *(one for one in known if one.article not in new))
    rows = sorted((one for one in every if one.runs >= LEAST), key=_order)
    if not rows:
        return ()
    table = _Table.of(rows, new.keys())
    pairs = np.unique(np.concatenate([_alike(table, band) for band in table.bands]), axis=0)
    parts = table.shared(*pairs.T)
    return tuple(
        Copy(rows[later].article, rows[earlier].article, "reprint" if part >= REPRINT else "update", part, rest)
        for (earlier, later), part, rest in zip(pairs, *map(_rounded, parts), strict=True)
    )


def _rounded(parts: NDArray[np.float64]) -> list[float]:
    return [round(part, 3) for part in parts.tolist()]


def _order(one: Signature) -> tuple[str, int, str]:
    """The earliest first, of one moment the fullest: papers shorten. A day stands after the moments of that day: who
    tells the hour is nearer to the source. Those that tell no day come last."""
    return f"{one.told or ''}~", -one.runs, one.article


_Parts = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Signatures by column, in the order of telling."""

    values: NDArray[np.uint32]
    runs: NDArray[np.int64]
    days: NDArray[np.int64]  # -1 where not known
    languages: NDArray[np.int64]
    new: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[Signature], new: Container[str]) -> _Table:
        languages = {language: n for n, language in enumerate(sorted({one.language for one in rows}))}
        return cls(
            np.frombuffer(b"".join(one.values for one in rows), "<u4").reshape(len(rows), VALUES),
            np.array([one.runs for one in rows]),
            np.array([date.fromisoformat(one.told[:10]).toordinal() if one.told else -1 for one in rows]),
            np.array([languages[one.language] for one in rows]),
            np.array([one.article in new for one in rows]),
        )

    @property
    def bands(self) -> NDArray[np.uint64]:
        """Pairs of neighbouring values, a band a row: articles that share a quarter of their runs have one in common
        in 98 of 100 cases, those that share a hundredth in one of 150."""
        return self.values.view("<u8").T

    def may_be_copies(self, earlier: NDArray[np.int64], later: NDArray[np.int64]) -> NDArray[np.bool_]:
        """In one language, within WINDOW where both days are known, and not both known before."""
        near = self.days[later] - self.days[earlier] <= WINDOW
        undated = (self.days[later] < 0) | (self.days[earlier] < 0)
        fresh = self.new[later] | self.new[earlier]
        found: NDArray[np.bool_] = (self.languages[later] == self.languages[earlier]) & (near | undated) & fresh
        return found

    def shared(self, earlier: NDArray[np.int64], later: NDArray[np.int64]) -> _Parts:
        """The part of the later articles' runs that stands in the earlier, and of the earlier's in the later."""
        alike = np.mean(self.values[earlier] == self.values[later], axis=1)
        both = alike / (1 + alike) * (self.runs[earlier] + self.runs[later])
        return np.minimum(1, both / self.runs[later]), np.minimum(1, both / self.runs[earlier])


def _alike(table: _Table, band: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Pairs, earlier and later row, that have the band in common and are copies."""
    order = np.argsort(band, kind="stable")  # articles with the band in common stand together, in the order of telling
    found = [np.empty((0, 2), np.int64)]
    for step in range(1, min(LOOK_BACK, len(order) - 1) + 1):
        earlier, later = order[:-step], order[step:]
        met = np.flatnonzero(band[earlier] == band[later])
        met = met[table.may_be_copies(earlier[met], later[met])]
        for at in range(0, len(met), AT_ONCE):
            pairs = met[at : at + AT_ONCE]
            taken, kept = table.shared(earlier[pairs], later[pairs])
            copies = pairs[np.maximum(taken, kept) >= UPDATE]
            found.append(np.stack([earlier[copies], later[copies]], axis=1))
    return np.concatenate(found)


# ---- copies to origins -----------------------------------------------------------------------------------------------


def find_origins(copies: Iterable[Copy]) -> Mapping[str, str]:
    """The first article from which each reprint comes, over the reprints between. Articles that are no reprint are
    their own origin and are left out."""
    reprints = sorted((copy for copy in copies if copy.kind == "reprint"), key=_nearest)
    sources = {copy.article: copy.source for copy in reprints}
    return {article: _first(article, sources) for article in sorted(sources)}


def _nearest(copy: Copy) -> tuple[float, float, str]:
    """What an article was written from comes last: of all that have its words the one with the least beside them."""
    return copy.taken, copy.kept, copy.source


def _first(article: str, sources: Mapping[str, str]) -> str:
    while article in sources:
        article = sources[article]
    return article
