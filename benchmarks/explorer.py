"""How long the explorer's pages take on a store of made-up articles, ten events each.

    python -m benchmarks.explorer --articles 10000

Prints for each page, in milliseconds: its first answer, by a server that runs and has not been asked it, what the
processor took for that (several cores share a question, and whatever else runs takes time too), and the median and the
worst of the next ones.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.synthetic import articles, made_up
from depeche.serving.app import make_app
from depeche.serving.guard import Door, hosts_of
from depeche.store.identity import identify
from depeche.store.writer import Coded, open_writer

BATCH = 500
REPEATED = 5
FIXED = ("/", "/events", "/events?text=grain", "/events?who=RUS&type=AID", "/events?page=500", "/articles",
         "/articles?text=grain", "/quotes", "/quotes?speaker=RUS", "/actors", "/actors/RUS", "/pairs/RUS/PRK",
         "/timeline", "/relations/RUS", "/network", "/stories", "/map", "/failures", "/read", "/api")  # fmt: skip


def fill(path: Path, number: int) -> Path:
    """A store of so many articles, packed as depeche store compact leaves it; made once."""
    if path.exists():
        return path
    made = (Coded(made_up(one), identify(one)) for one in articles(number))
    with open_writer(path) as writer:
        while batch := list(islice(made, BATCH)):
            writer.append(batch)
        writer.compact()
    return path


def pages(client: TestClient) -> Iterator[str]:
    """Every page; an article and an event from the middle of the archive."""
    rows = client.get("/events.json", params={"who": "NER", "type": "AID"}).json()["rows"]
    middle = rows[len(rows) // 2]
    yield from (*FIXED, f"/articles/{middle['coding']}", f"/events/{middle['event_id']}")


def asked(client: TestClient, address: str) -> tuple[float, float]:
    """Milliseconds of an answer, passed and of the processor."""
    start, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    spent = (time.perf_counter() - start) * 1000, (time.process_time() - worked) * 1000
    assert answer.status_code == 200, address
    return spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--store", type=Path, help="where to make the store, or find it; else it is thrown away")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = fill(given.store or Path(folder) / "store", given.articles)
        app = make_app(store, Door(hosts_of("localhost")), warm=True)
        app.state.archive.warming.join()
        client = TestClient(app, base_url="http://localhost")
        print(f"{'page':<44}{'first':>8}{'worked':>8}{'again':>8}{'worst':>8}")
        for address in list(pages(client)):
            first, worked = asked(client, address)
            again = [asked(client, address)[0] for _ in range(REPEATED)]
            print(f"{address:<44}{first:>8.0f}{worked:>8.0f}{statistics.median(again):>8.0f}{max(again):>8.0f}")


if __name__ == "__main__":
    main()
