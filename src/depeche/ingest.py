"""Sources -> a store: what it has is left out before it is coded, the rest is coded and appended in batches.

What is in memory at a time is a batch and what the workers hold, however many articles there are.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from depeche.batch import code_many, read_many
from depeche.errors import DepecheError, StoreError
from depeche.interrupts import uninterrupted
from depeche.records import Article, CodedArticle, CodedBy, Failure
from depeche.sources import files_in
from depeche.store.identity import Identity, coding_id, identify
from depeche.store.query import Store, open_store
from depeche.store.rows import Revision, Written
from depeche.store.writer import Coded, Failed, Writer, open_writer

if TYPE_CHECKING:
    from depeche.coding.engines import Engine
    from depeche.pipeline import EngineName

BATCH = 200  # articles
SECONDS = 60.0  # after which a batch is written however small, so that a slow source shows
LOOKED_UP = 32  # articles looked up in the store together

Code = Callable[[Iterable[Article | Failure]], Iterator[CodedArticle | Failure]]


def versions(article: Article, engine: Engine | EngineName = "encoder") -> CodedBy:
    with uninterrupted():
        from depeche.pipeline import coded_by  # here, so that a store that has everything is left alone at once

    return coded_by(article, engine)


def stories(store: Store, fresh: Sequence[Revision], gone: Set[str]) -> Iterator[Written]:
    """What a batch adds to the stories of a store, and what it changes in them."""
    from depeche.analysis.chronicle import told_by  # here, so that a store that has everything is left alone at once

    return told_by(store, fresh, gone)


@dataclass(frozen=True, slots=True)
class Coder:
    """What codes: a result for each article, in order; and what it writes into `coded_by`."""

    code: Code = code_many
    coded_by: Callable[[Article], CodedBy] = versions


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. `known`: articles the store had; `failed`: failures met, those known included; `part`: of the file
    under way, 0 where nobody knows."""

    added: int = 0
    known: int = 0
    failed: int = 0
    files: int = 0
    part: float = 0.0


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for articles that do not state it themselves, the format of all files where it is named, and what
    records call our fields where they call them otherwise."""

    input_format: str | None = None
    published: str | None = None
    language: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Met:
    """An article or a failure, and the file it was met in; `ends`: nothing more comes from that file; `part`: of the
    file that was read by then."""

    path: str
    read: Article | Failure
    ends: bool
    identity: Identity | None = None
    part: float = 0.0


Watch = Callable[[Progress], None]
Tell = Callable[[Failure], None]


@dataclass
class Ingestion:
    """One run. `tell`: of each failure; `retry`: code again what failed before; `recode`: what another version
    coded."""

    writer: Writer
    coder: Coder
    watch: Watch
    tell: Tell = lambda failure: None
    recode: bool = False
    retry: bool = False
    batch: int = BATCH
    progress: Progress = field(default_factory=Progress)
    coded: list[Coded] = field(default_factory=list)  # not yet written, as `failed`
    failed: list[Failed] = field(default_factory=list)
    waiting: deque[Met] = field(default_factory=deque)  # handed to the coder
    underway: set[str] = field(default_factory=set)  # fingerprints that the store may not have yet
    again: set[str] = field(default_factory=set)  # open failures that came again
    ended: set[str] = field(default_factory=set)  # files with open failures that were read to their end
    written: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        failures = self.writer.store.rows("SELECT failure, path FROM failures")
        self.open = {str(row["failure"]): str(row["path"]) for row in failures}
        self.before = tuple(self.open)

    def run(self, met: Iterable[Met]) -> Progress:
        """Raises StoreError; DepecheError and KeyboardInterrupt once what was coded until then is in the store."""
        try:
            for result in self.coder.code(self.to_code(met)):
                self.take(self.waiting.popleft(), result)
        except StoreError:
            raise
        except (KeyboardInterrupt, DepecheError):
            self.write()
            raise
        self.write([id for id in self.before if self.open[id] in self.ended and id not in self.again])
        return self.progress

    # ---- before coding ---------------------------------------------------------------------------------------------

    def to_code(self, met: Iterable[Met]) -> Iterator[Article | Failure]:
        """What is new, and failures, in order; the result of each is waited for."""
        parts = iter(met)
        while part := list(islice(parts, LOOKED_UP)):
            ahead = (*(one.identity for one in self.waiting), *(one.identity for one in self.coded))
            self.underway = {identity.fingerprint for identity in ahead if identity}
            here = Here(self.writer.store, part)
            for one in part:
                if self.wanted(one, here):
                    self.underway |= {one.identity.fingerprint} if one.identity else set()
                    self.waiting.append(one)
                    yield one.read
                else:
                    self.close(one)

    def wanted(self, one: Met, here: Here) -> bool:
        """A failure; an article that is new, or that another version coded and is to be recoded, or that failed and is
        to be tried again."""
        if isinstance(one.read, Failure) or one.identity is None:
            return True
        fingerprint = one.identity.fingerprint
        if fingerprint not in self.underway and not here.known(fingerprint):
            failed = here.failures.get(fingerprint) if not self.retry else None
            again = [id for id, coding in failed.items() if coding == self.coding(one)] if failed else []
            self.again.update(again)
            self.count(failed=len(again))
            return not again
        current = fingerprint not in self.underway and here.current(fingerprint)
        if self.recode and current and self.coding(one) not in here.codings[fingerprint]:
            return True
        self.count(known=1)
        return False

    def coding(self, one: Met) -> str:
        """The id that its coding would have."""
        assert isinstance(one.read, Article)
        assert one.identity
        return coding_id(one.identity.fingerprint, self.coder.coded_by(one.read))

    # ---- after coding ----------------------------------------------------------------------------------------------

    def take(self, one: Met, result: CodedArticle | Failure) -> None:
        if isinstance(result, Failure):
            self.fail(one, result)
        else:
            assert one.identity
            self.coded.append(Coded(result, one.identity))
            self.count(added=1)
        self.close(one)

    def fail(self, one: Met, failure: Failure) -> None:
        coding = self.coding(one) if isinstance(one.read, Article) else None
        failed = Failed(failure, one.path, one.identity, coding)
        self.again.add(failed.id)
        if failed.id not in self.open:
            self.open[failed.id] = one.path
            self.failed.append(failed)
        self.count(failed=1)
        self.tell(failure)

    def close(self, one: Met) -> None:
        """Done with what was met."""
        self.progress = replace(self.progress, part=0.0 if one.ends else one.part)
        if one.ends:
            self.count(files=1)
            if one.path in self.paths_of_failures():
                self.ended.add(one.path)
        due = time.monotonic() - self.written > SECONDS
        if len(self.coded) + len(self.failed) >= self.batch or (due and (self.coded or self.failed)):
            self.write()
        self.watch(self.progress)

    def paths_of_failures(self) -> set[str]:
        return {self.open[id] for id in self.before}

    def count(self, *, added: int = 0, known: int = 0, failed: int = 0, files: int = 0) -> None:
        p = self.progress
        sums = {"added": p.added + added, "known": p.known + known, "failed": p.failed + failed}
        self.progress = replace(p, **sums, files=p.files + files)

    def write(self, resolved: Iterable[str] = ()) -> None:
        """Append what was coded; an interrupt takes effect after it, and finds nothing left to write."""
        coded, failed = self.coded, self.failed
        self.coded, self.failed, self.written = [], [], time.monotonic()
        with uninterrupted():
            self.writer.append(coded, failed, resolved, stories)


class Here:
    """What the store has of some articles, looked up together."""

    def __init__(self, store: Store, part: Iterable[Met]) -> None:
        fingerprints = [one.identity.fingerprint for one in part if one.identity]
        self.codings: dict[str, dict[str, bool]] = defaultdict(dict)  # fingerprint -> coding -> is it current?
        self.failures: dict[str, dict[str, str]] = defaultdict(dict)  # fingerprint -> failure -> coding
        if not fingerprints:
            return
        for known in store.known(fingerprints):
            self.codings[known.fingerprint][known.coding] = known.current
        query = "SELECT fingerprint, failure, coding FROM failures WHERE fingerprint IN (SELECT unnest($1))"
        for row in store.rows(query, [fingerprints]):
            self.failures[str(row["fingerprint"])][str(row["failure"])] = str(row["coding"])

    def known(self, fingerprint: str) -> bool:
        return fingerprint in self.codings

    def current(self, fingerprint: str) -> bool:
        return any(self.codings.get(fingerprint, {}).values())


# ---- what is met ----------------------------------------------------------------------------------------------------


def meet(sources: Iterable[str], defaults: Defaults) -> Iterator[Met]:
    """Everything in the sources, in order."""
    for path in files_in(sources):
        place = Place()
        found = read_many(
            [path],
            input_format=defaults.input_format,
            published=defaults.published,
            language=defaults.language,
            fields=defaults.fields,
            opened=place.of,
        )
        one = next(found)  # a file holds an article, or is a failure
        for following in found:
            yield identified(path, one, ends=False, part=place.part())
            one = following
        yield identified(path, one, ends=True)


class Place:
    """How far the reading of a file is."""

    def __init__(self) -> None:
        self.stream: BinaryIO | None = None

    def of(self, stream: BinaryIO) -> None:
        self.stream = stream

    def part(self) -> float:
        """Of its bytes; 0 where the whole was read at once, or nobody knows."""
        try:
            assert self.stream
            part = self.stream.tell() / max(os.fstat(self.stream.fileno()).st_size, 1)
        except (OSError, ValueError):  # standard input, or closed
            return 0.0
        return part if part < 1 else 0.0


def meet_again(path: Path | str) -> Iterator[Met]:
    """Every article that is current in a store when the first is asked for."""
    with open_store(path) as store:  # one of its own: the writer's ends with each batch
        yield from (identified(article.source or article.id, article, ends=False) for article in store.read())


def identified(path: str, read: Article | Failure, *, ends: bool, part: float = 0.0) -> Met:
    return Met(path, read, ends, identify(read) if isinstance(read, Article) else None, part)


# ---- the whole ------------------------------------------------------------------------------------------------------


def ingest(
    sources: Iterable[str],
    path: Path | str,
    *,
    defaults: Defaults | None = None,
    coder: Coder | None = None,
    recode: bool = False,
    retry: bool = False,
    wait: float = 0.0,
    batch: int = BATCH,
    watch: Watch = lambda progress: None,
    tell: Tell = lambda failure: None,
) -> Progress:
    """Read the sources into the store; it is made where there is none. With `recode` and no sources: what the store
    has. `wait`: seconds for another writer to end; `tell`: of each failure. Raises DepecheError, and what was written
    until then stays."""
    named = tuple(sources)
    with open_writer(path, wait=wait) as writer:
        run = Ingestion(writer, coder or Coder(), watch, tell, recode=recode, retry=retry, batch=batch)
        return run.run(meet(named, defaults or Defaults()) if named or not recode else meet_again(path))


def ingest_met(
    met: Iterable[Met],
    path: Path | str,
    *,
    coder: Coder | None = None,
    wait: float = 0.0,
    tell: Tell = lambda failure: None,
) -> Progress:
    """As `ingest`, what is met by other means than files. Raises DepecheError."""
    with open_writer(path, wait=wait) as writer:
        return Ingestion(writer, coder or Coder(), lambda progress: None, tell).run(met)


def retry_failures(
    path: Path | str,
    *,
    defaults: Defaults | None = None,
    coder: Coder | None = None,
    wait: float = 0.0,
    watch: Watch = lambda progress: None,
    tell: Tell = lambda failure: None,
) -> Progress:
    """Read again the files in which something failed, addresses apart; those that come in are no failures any longer.
    Raises DepecheError."""
    with open_writer(path, wait=wait, make=False) as writer:
        rows = writer.store.rows(
            "SELECT DISTINCT path FROM failures WHERE path <> '-' AND path NOT LIKE '%://%' ORDER BY path"
        )
        run = Ingestion(writer, coder or Coder(), watch, tell, retry=True)
        return run.run(meet([str(row["path"]) for row in rows], defaults or Defaults()))
