"""What the browser walks: a store of more than 200 articles, in build/, coded once for each coder.

The articles are those of `corpus/stories`, the examples, and a few that try the pages: markup in the text, a text that
tells no event, a file that cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from depeche.ingest import Coder, ingest
from depeche.knowledge.load import knowledge_version
from depeche.language.encoder import model_version

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "browser"
KEPT = ("id", "language", "published", "publisher", "title", "text")
HOSTILE = (
    '<script>document.title = "taken"</script> meets the press\n\n'
    'President Emmanuel Macron met Chancellor Olaf Scholz in Berlin on Monday. <img src=x onerror="document.title=1"> '
    "He told reporters: “We agree on <b>everything</b> & </div> more.”\n\n"
    '<a href="javascript:alert(1)" onclick="alert(2)">Germany</a> accused Russia of an attack on Kharkiv 💥 in May.'
)
QUIET = "The library closes early\n\nThe library on the corner closes at five in winter, and nobody minds very much."
TRIED = (
    {"id": "hostile", "language": "en", "published": "2024-06-18", "publisher": "Trial", "text": HOSTILE},
    {"id": "quiet", "language": "en", "published": "2024-01-10", "publisher": "Trial", "text": QUIET},
)


def records() -> Iterator[dict[str, object]]:
    """The articles, as JSON Lines have them."""
    for part in sorted((ROOT / "corpus" / "stories").glob("*.jsonl")):
        for line in part.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            yield {name: article[name] for name in KEPT} | {"url": f"https://news.example/{article['id']}"}
    yield from TRIED


def source(folder: Path) -> list[str]:
    """The files to ingest."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "news.jsonl"
    lines = (json.dumps(one, ensure_ascii=False) for one in records())
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")
    return [str(written), str(folder / "empty.txt"), *map(str, sorted((ROOT / "examples").glob("*.txt")))]


def key() -> str:
    """Another one for other articles and for another coder."""
    package = ROOT / "src" / "depeche"
    code = sorted(path for folder in ("coding", "store", "analysis") for path in (package / folder).glob("*.py"))
    parts = [json.dumps(list(records())), model_version(), knowledge_version(), *(path.read_text() for path in code)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def archive(*, coder: Coder | None = None) -> Path:
    """The store, made where it is missing."""
    store = BUILD / key()
    if (store / ".whole").is_file():
        return store
    shutil.rmtree(BUILD, ignore_errors=True)
    ingest(source(BUILD / "source"), store, coder=coder or Coder())
    (store / ".whole").touch()
    return store


if __name__ == "__main__":
    sys.stdout.write(f"{archive()}\n")
