"""How well news pages are read, and how fast: Dépêche beside other readers, in one run.

    python benchmarks/reading.py [../shared/benchmarks/reading] [--readers depeche trafilatura …] [--json out.json]
    python benchmarks/reading.py --stream 1000

The folder holds `score.py`, `dev/` and `scrapinghub_dev/`; its README says what each number means. Readers not
installed are named and left out (`pip install newspaper4k readability-lxml jusText goose3`). Pages are read from
memory, each by all readers in turn, on one core; those of which the body alone is expected are read before those that
are timed, so that every reader has loaded its tables. Seconds are those of the processor, so that what else runs on the
machine counts little.
`--stream MB` writes a web archive of that size from pages made here, reads it and prints the most memory it took.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).parents[2] / "shared/benchmarks/reading"
LANGUAGES = {"fr": "French", "es": "Spanish", "en": "English"}
Prediction = dict[str, Any]
READS = {"paragraph", "heading", "contents_item", "standfirst"}


@dataclass(frozen=True)
class Page:
    """A page of the benchmark. `body_only`: the body alone is expected, without standfirst."""

    id: str
    content: bytes
    url: str
    language: str
    body_only: bool


Reader = Callable[[Page], Prediction]


@dataclass
class Run:
    """What a reader found on each page, and the seconds of the processor it took."""

    predictions: list[Prediction] = field(default_factory=list)
    seconds: float = 0.0


# ---- readers --------------------------------------------------------------------------------------------------------


def read_depeche() -> Reader:
    from depeche.errors import UnreadableArticle
    from depeche.reading.frame import Frame
    from depeche.reading.page import read_page

    def read(page: Page) -> Prediction:
        try:
            article = read_page(page.content, Frame(page.id, page.id, url=page.url or None))
        except UnreadableArticle:
            return {}
        kinds = READS - {"standfirst"} if page.body_only else READS
        captions = [block for block in article.blocks if block.kind == "caption"]
        return {
            "title": article.title,
            "authors": article.authors,
            "date": article.published,
            "text": "\n".join(article[block] for block in article.blocks if block.kind in kinds),
            "headings": [article[block] for block in article.blocks if block.kind == "heading"],
            "captions": [{"text": article[c], "credit": article[c.credit] if c.credit else ""} for c in captions],
        }

    return read


def read_trafilatura(**options: bool) -> Callable[[], Reader]:
    def load() -> Reader:
        import trafilatura

        def read(page: Page) -> Prediction:
            html = trafilatura.utils.decode_file(page.content)
            found = trafilatura.bare_extraction(
                html, url=page.url or None, with_metadata=True, include_comments=False, **options
            )
            if found is None:
                return {}
            authors = (found.author or "").split("; ")
            return {"title": found.title, "authors": authors, "date": found.date, "text": found.text}

        return read

    return load


def read_newspaper() -> Reader:
    import newspaper

    def read(page: Page) -> Prediction:
        address = page.url or "https://page.example/"
        article = newspaper.Article(address, language=page.language, fetch_images=False)
        article.download(input_html=page.content.decode("utf-8", errors="replace"))
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else None
        return {"title": article.title, "authors": article.authors, "date": date, "text": article.text}

    return read


def read_readability() -> Reader:
    import lxml.html
    import readability

    def read(page: Page) -> Prediction:
        document = readability.Document(page.content.decode("utf-8", errors="replace"))
        body = lxml.html.fromstring(document.summary())
        lines = (" ".join(part.text_content().split()) for part in body.iter("p", "h2", "h3", "li", "blockquote"))
        return {"title": document.short_title(), "text": "\n".join(filter(None, lines))}

    return read


def read_justext() -> Reader:
    import justext

    def read(page: Page) -> Prediction:
        words = justext.get_stoplist(LANGUAGES.get(page.language, "English"))
        return {"text": "\n".join(p.text for p in justext.justext(page.content, words) if not p.is_boilerplate)}

    return read


def read_goose() -> Reader:
    import goose3

    goose = goose3.Goose({"enable_image_fetching": False})

    def read(page: Page) -> Prediction:
        found = goose.extract(raw_html=page.content.decode("utf-8", errors="replace"))
        date = found.publish_date if isinstance(found.publish_date, str) else None
        return {"title": found.title, "authors": found.authors, "date": date, "text": found.cleaned_text}

    return read


READERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "depeche": ("depeche", read_depeche),
    "trafilatura": ("trafilatura", read_trafilatura()),
    "trafilatura-precision": ("trafilatura", read_trafilatura(favor_precision=True)),
    "newspaper4k": ("newspaper", read_newspaper),
    "readability": ("readability", read_readability),
    "justext": ("justext", read_justext),
    "goose3": ("goose3", read_goose),
}


# ---- scores ---------------------------------------------------------------------------------------------------------


def load_pages(folder: Path, name: str) -> tuple[list[dict[str, Any]], list[Page]]:
    lines = (folder / name / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines if line.strip()]
    pages = [
        Page(
            one["id"],
            gzip.decompress((folder / name / one["file"]).read_bytes()),
            one.get("url") or "",
            one.get("language") or "en",
            one.get("set") == "scrapinghub",
        )
        for one in expected
    ]
    return expected, pages


def run(readers: dict[str, Reader], pages: list[Page]) -> dict[str, Run]:
    """Each page by every reader in turn, so that what else the machine does slows all of them alike."""
    runs = {name: Run() for name in readers}
    for page in pages:
        for name, read in readers.items():
            start = time.process_time()
            found = read_safely(name, read, page)
            runs[name].seconds += time.process_time() - start
            runs[name].predictions.append({**found, "id": page.id})
    return runs


def read_safely(name: str, read: Reader, page: Page) -> Prediction:
    try:
        return read(page)
    except Exception as error:  # whatever another library meets is its reading of this page
        print(f"  {name} on {page.id}: {type(error).__name__}", file=sys.stderr)
        return {}


def compare(score: ModuleType, folder: Path, readers: dict[str, Reader]) -> dict[str, dict[str, float | None]]:
    expected, pages = load_pages(folder, "dev")
    other, more = load_pages(folder, "scrapinghub_dev")
    bodies = run(readers, more)  # first, so that the pages that are timed meet readers with all their tables loaded
    whole = run(readers, pages)
    return {
        name: figures(
            score.score(expected, whole[name].predictions)[0],
            score.score(other, bodies[name].predictions)[0],
            len(pages) / whole[name].seconds,
        )
        for name in readers
    }


def figures(result: dict[str, Any], body: dict[str, Any], speed: float) -> dict[str, float | None]:
    """`body`: the score of the pages of which the body alone is expected."""

    def of(group: str, *path: str) -> float | None:
        value: Any = result.get(group)
        for name in path:
            value = (value or {}).get(name)
        return value

    return {
        "text F1": of("all", "text", "f1"),
        **{f"text {code}": of(f"language {code}", "text", "f1") for code in LANGUAGES},
        **{f"passages {code}": of(f"language {code}", "segments", "f1") for code in ("fr", "es")},
        "title": of("all", "title", "share"),
        "date": of("all", "date", "share"),
        "authors": of("all", "authors", "f1"),
        "headings": of("all", "headings", "own_line"),
        "standfirst": of("all", "standfirst", "in_text"),
        "captions": of("all", "captions", "recovered"),
        "credits": of("all", "captions", "credit_split"),
        "captions in text": of("all", "captions", "in_body_text"),
        "scrapinghub F1": body["all"]["text"]["f1"],
        "pages/s": round(speed, 1),
    }


def table(rows: dict[str, dict[str, float | None]]) -> str:
    columns = list(next(iter(rows.values())))
    lines = [f"| reader | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    for name, row in rows.items():
        cells = ("–" if row[c] is None else f"{row[c]:.1f}" if c == "pages/s" else f"{row[c]:.3f}" for c in columns)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def time_start(folder: Path) -> float:
    """Seconds of the processor in which `depeche read --only article` starts, reads its shortest page and ends."""
    _, pages = load_pages(folder, "dev")
    command = [sys.executable, "-m", "depeche", "read", "--only", "article", "--input-format", "html", "-"]
    page = min(pages, key=lambda page: len(page.content)).content
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, input=page, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# ---- a web archive of any size --------------------------------------------------------------------------------------

SENTENCE = "Les ministres de Marvane et de Sorelle ont signé mardi à Velde l'accord numéro {0} sur la pêche côtière. "


def write_archive(path: Path, megabytes: int) -> int:
    """An uncompressed WARC of about that size, of invented pages; how many there are."""
    number = 0
    with path.open("wb") as out:
        while out.tell() < megabytes * 1_000_000:
            number += 1
            paragraphs = "".join(f"<p>{SENTENCE.format(number * 100 + n) * 4}</p>" for n in range(12))
            filling = f"<script>{'x' * 150_000}</script>"  # as in pages of today, most of which is no text
            own = f'id="post-{number}" class="post post-{number}"'  # as many systems write: names of its own for each
            article = f"<article {own}><h1>Accord {number}</h1>{paragraphs}</article>"
            page = f"<html><head>{filling}</head><body>{article}</body></html>"
            body = page.encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            out.write(
                b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/%d\r\n"
                b"WARC-Date: 2023-05-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:%032d>\r\n"
                b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n" % (number, number, len(http))
            )
            out.write(http + b"\r\n\r\n")
    return number


STREAM = "from depeche.reading.formats import read; import sys; print(sum(1 for _ in read(sys.argv[1])))"


def stream(megabytes: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc"
        number = write_archive(path, megabytes)
        size = path.stat().st_size
        start = time.perf_counter()
        read = subprocess.run([sys.executable, "-c", STREAM, path], capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    came = int(read.stdout)
    speed = f"{came} of {number} pages in {seconds:.0f} s ({came / seconds:.1f}/s)"
    return f"{size / 1e6:.0f} MB, {speed}, at most {most:.0f} MB of memory"


def load_readers(names: list[str]) -> Iterator[tuple[str, Reader]]:
    for name in names:
        library, load = READERS[name]
        if importlib.util.find_spec(library) is None:
            print(f"{name} is not installed and left out", file=sys.stderr)
        else:
            yield name, load()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    arguments.add_argument("--readers", nargs="+", choices=READERS, default=list(READERS))
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--stream", type=int, metavar="MB")
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    if given.stream:
        print(stream(given.stream))
        return 0
    sys.path.insert(0, str(given.folder))
    rows = compare(importlib.import_module("score"), given.folder, dict(load_readers(given.readers)))
    print(table(rows))
    print(f"\n`depeche read --only article` reads a page from start to end in {time_start(given.folder):.2f} s")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
