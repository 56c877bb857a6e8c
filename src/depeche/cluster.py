"""code over many articles on a Ray cluster, with the same output in the same order; the only module that imports Ray.

Ray Data hands articles to workers, each of which has loaded what it needs once; the articles of a worker that is lost
go to another. Nothing is written there: whoever asks takes the results in order, each article's once.
"""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from depeche.batch import Timed, code_one
from depeche.errors import DepecheError
from depeche.records import Article, CodedArticle, Failure

if TYPE_CHECKING:
    from types import ModuleType

LOCAL = "local"  # instead of an address: a cluster of this machine alone, for the time of the run
TOGETHER = 8  # articles given to a worker at once, and coded again when it is lost
EACH = 1_000  # articles for each worker, before all are loaded anew: seconds in minutes
RETRIES = 3  # of articles whose worker was lost: else one that ends every worker would never end

ANSWER = 10.0  # seconds in which a cluster must answer
HOST = re.compile(r"(?:ray://)?(?P<host>[^:/]+):(?P<port>\d+)")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")

Result = CodedArticle | Failure
CodeOne = Callable[[Article | Failure], Timed[Result]]


def require_ray() -> ModuleType:
    """Raises DepecheError where Ray is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise DepecheError("--ray: Ray is not installed; run: pip install 'depeche[cluster]'") from error
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return ray  # type: ignore[no-any-return,unused-ignore]


def code_on_ray(
    articles: Iterable[Article | Failure], *, address: str, jobs: int | None = None, code: CodeOne = code_one
) -> Iterator[Result]:
    """Each article coded, in order, failures handed on. `address`: of a cluster, or LOCAL; `jobs`: workers, one for
    each core of the cluster if not given. Raises DepecheError where there is no cluster, or it is lost."""
    ray = require_ray()
    start(ray, address, jobs)
    try:
        workers = jobs or int(ray.cluster_resources().get("CPU", 1))
        waiting = iter(articles)
        while part := list(islice(waiting, EACH * workers)):
            yield from code_part(ray, part, workers, code)
    except ray.exceptions.RayError as error:
        remedy = "run the command again, it goes on from what is in the store"
        raise DepecheError(f"--ray {address}: {said(error)}; {remedy}") from error
    finally:
        ray.shutdown()


def start(ray: Any, address: str, jobs: int | None) -> None:
    """Raises DepecheError where no cluster answers."""
    here: dict[str, Any] = {"num_cpus": jobs, "include_dashboard": False} if address == LOCAL else {}
    try:
        if known := HOST.fullmatch(address):  # Ray itself tries for minutes
            socket.create_connection((known["host"], int(known["port"])), timeout=ANSWER).close()
        ray.init(address=address, logging_level="error", log_to_driver=False, **here)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        remedy = "start one with ray start --head, or give --ray local"
        raise DepecheError(f"--ray {address}: no Ray cluster ({said(error)}); {remedy}") from error


def said(error: Exception) -> str:
    """The first line of Ray's words, without colours."""
    return COLOURS.sub("", next(iter(str(error).splitlines()), type(error).__name__))


def code_part(ray: Any, part: list[Article | Failure], workers: int, code: CodeOne) -> Iterator[Result]:
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    packed = [
        {"article": msgspec.json.encode(article), "failed": isinstance(article, Failure)} for article in part
    ]  # fmt: skip
    asked = ray.data.from_items(packed, override_num_blocks=-(-len(part) // TOGETHER))
    workers = min(workers, asked.num_blocks())
    coded = asked.map_batches(
        Worker,
        batch_size=TOGETHER,
        compute=ray.data.ActorPoolStrategy(size=workers),
        fn_constructor_args=(code,),
        num_cpus=1,
        max_restarts=-1,
        max_task_retries=RETRIES,
    )
    for row in coded.iter_rows():
        yield unpacked(row["result"], Failure if row["failed"] else CodedArticle)


class Worker:
    """What Ray keeps in each of its processes."""

    def __init__(self, code: CodeOne) -> None:
        from depeche.language.encoder import CORES_VARIABLE

        os.environ[CORES_VARIABLE] = "1"
        self.code = code

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        given = zip(batch["article"], batch["failed"], strict=True)
        results = [self.code(unpacked(bytes(words), Failure if failed else Article)).result for words, failed in given]
        return {
            "result": [msgspec.json.encode(result) for result in results],
            "failed": [isinstance(result, Failure) for result in results],
        }


def unpacked(words: bytes, kind: Any) -> Any:
    return msgspec.json.decode(words, type=kind)
