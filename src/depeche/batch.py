"""code over many articles: in turn or in processes, with the same output in the same order.

A crash in one article becomes a `Failure` that names it, and the rest goes on; `except Exception` stands only here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar

from depeche.errors import DepecheError, UnreadableArticle
from depeche.interrupts import uninterrupted
from depeche.language.pipelines import pinned_pipelines
from depeche.reading.formats import read
from depeche.records import Article, Block, CodedArticle, Failure

if TYPE_CHECKING:
    from depeche.coding.engines import Engine
    from depeche.pipeline import EngineName

AHEAD = 4  # articles handed to each worker before the first is waited for, so that none stands idle
RARELY = 50_000  # new objects until a worker's collector looks for cycles, of which coding leaves few

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Timed(Generic[R_co]):
    """What became of an article. `seconds` by stage, loading apart, in the order of the stages."""

    result: R_co
    seconds: dict[str, float] = field(default_factory=dict)


def read_many(
    paths: Iterable[str],
    *,
    input_format: str | None = None,
    published: str | None = None,
    language: str | None = None,
    fields: Mapping[str, str] | None = None,
    opened: Callable[[BinaryIO], None] = lambda stream: None,
) -> Iterator[Article | Failure]:
    """The articles of every file, in order; a file that cannot be read is a `Failure`. `opened` is told each stream."""
    frame: dict[str, Any] = {"input_format": input_format, "published": published, "language": language}
    for path in paths:
        try:
            yield from read(path, **frame, fields=fields, opened=opened)
        except UnreadableArticle as error:
            yield Failure(path, str(error))


def code_many(
    articles: Iterable[Article | Failure], *, jobs: int = 1, engine: Engine | EngineName = "encoder"
) -> Iterator[CodedArticle | Failure]:
    """Each article coded, in order, failures handed on. `jobs`: processes; `engine`: what decides on acts. Raises
    DepecheError when a process is ended."""
    return (timed.result for timed in code_timed(articles, jobs=jobs, engine=engine))


def code_timed(
    articles: Iterable[Article | Failure], *, jobs: int = 1, engine: Engine | EngineName = "encoder"
) -> Iterator[Timed[CodedArticle | Failure]]:
    """As `code_many`, with what each stage took."""
    code = partial(code_one, engine=engine)
    return map(code, articles) if jobs == 1 else code_in_processes(articles, jobs, code)


def code_in_processes(
    articles: Iterable[Article | Failure], jobs: int, code: Callable[[Article | Failure], Timed[CodedArticle | Failure]]
) -> Iterator[Timed[CodedArticle | Failure]]:
    waiting: deque[Future[Timed[CodedArticle | Failure]]] = deque()
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), stand_by) as pool:
            try:
                for article in articles:
                    waiting.append(pool.submit(code, article))
                    if len(waiting) >= jobs * AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:  # whoever stops here does not wait for what was not begun
                for future in waiting:
                    future.cancel()
    except BrokenProcessPool as error:
        raise DepecheError("a worker process was ended from outside, the rest is not done; try fewer --jobs") from error


def stand_by() -> None:
    """A worker leaves the interrupt key to the process that started it, reads one text at a time, seldom looks for
    garbage."""
    from depeche.language.encoder import CORES_VARIABLE  # here, in the worker, so that the parent starts at once

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ[CORES_VARIABLE] = "1"
    gc.set_threshold(RARELY)


def code_one(article: Article | Failure, *, engine: Engine | EngineName = "encoder") -> Timed[CodedArticle | Failure]:
    """An article's coding; whatever goes wrong in it is a `Failure` that names the article."""
    if isinstance(article, Failure):
        return Timed(article)
    with uninterrupted():
        from depeche.pipeline import Clock, code  # here, so that reading without coding starts at once

    clock = Clock()
    try:
        with clock.stage("loading"):
            for language in sorted({block.language or "" for block in article.blocks} & set(pinned_pipelines())):
                load(language)
        return Timed(code(article, clock=clock, engine=engine), clock.seconds)
    except DepecheError as error:
        return Timed(Failure(place_of(article), str(error)), clock.seconds)
    except Exception as error:
        words = " ".join(f"{type(error).__name__}: {error}".split())
        reason = f"coding it failed ({words}); the fault is in Dépêche, please report it with the article"
        return Timed(Failure(place_of(article), reason), clock.seconds)


@cache
def load(language: str) -> None:
    """Load a language's pipeline and tables, once in a process, by coding a full stop. Raises MissingPipeline."""
    with uninterrupted():
        from depeche.knowledge.gazetteer import load_gazetteer
        from depeche.pipeline import code

    code(Article("", ".", (Block("b1", "paragraph", language, 0, 1),), language))
    load_gazetteer().named(".")  # builds its index
    gc.freeze()  # tables and pipelines stay: the collector need not go through them again and again


def place_of(article: Article) -> str:
    """Where an article came from; its id too where its file may hold several."""
    if article.source is None or Path(article.source).stem == article.id:
        return article.source or article.id
    return f"{article.source}, article {article.id}"


def why_not_coded(article: Article) -> str | None:
    """A note on an article whose language no pipeline serves, else None."""
    coded = pinned_pipelines()
    if article.language in coded:
        return None
    language = f"language {article.language!r}" if article.language else "its language"
    verb = "is read, not coded" if article.language else "is not known, so it is read, not coded"
    return f"{language} {verb}; coded are {', '.join(coded)} (name one with --language)"
