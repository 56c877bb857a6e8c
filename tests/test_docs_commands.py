"""Every command and every Python block of the docs does what it says: they are run, page by page, in their order."""

from __future__ import annotations

import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from model_server import Answers, serving
from test_docs import DOCS

import depeche
from depeche.cli import main

ROOT = Path(__file__).parent.parent
# what waits for others, or asks them, and the test that runs it
ELSEWHERE = {"depeche serve": "test_cli_serve.py", "depeche watch": "test_cli_watch.py"}
AWAY = "https://news.example"
MODEL = "http://localhost:8080/v1"  # where the docs have a language model
REPORT = """La Russie livre du blé à Bamako

18 juin 2024

La Russie a envoyé du blé au Mali, a annoncé mardi à Moscou le ministère de l'Agriculture. Le Mali a reçu lundi une
délégation russe. Paris a condamné l'accord et accusé Moscou d'acheter la junte.
"""
PRINTED_IDS = {  # ids that the docs print, and what tells one which the store has
    "s3f9c0a1b2c4d": 'sql "SELECT id FROM stories"',
    "s3f9": 'sql "SELECT id FROM stories"',
    "3f9c0a1b2c4d": "events --recipient MLI",
    "report-7/e2": "sql \"SELECT article || '/' || id FROM events WHERE id = 'e2'\"",
}
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", flags=re.M | re.S)
PAGES = [doc for doc in DOCS if BLOCK.search(doc.read_text(encoding="utf-8")) and doc.name != "README.md"]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with what the docs name: the examples, files of every kind, and a store called news."""
    for name in ("examples", "tests", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("reports", "monday", "pages"):
        (tmp_path / name).mkdir()
    for name in ("reports/report-7.txt", "monday/a.txt", "report.txt"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    (tmp_path / "tuesday.jsonl").write_text(json.dumps({"text": "Paris backed Kyiv.", "date": "2024-06-18"}))
    (tmp_path / "table.csv").write_text("titular;cuando;cuerpo\nUn sí;2024-03-06;París condenó el ataque de Moscú.\n")
    (tmp_path / "undated.txt").write_text("Moscow accused Kyiv on Monday of shelling a town.\n")
    (tmp_path / "pages/report.html").write_bytes((ROOT / "tests/reading/pages/detroit.html").read_bytes())
    for name, source in (("passages.jsonl", "fr-c.jsonl"), ("quotes.jsonl", "quotes/fr-held.jsonl")):
        (tmp_path / name).write_text("".join(lines(ROOT / "corpus" / source)[:3]), encoding="utf-8")
    said = {"of": "report-7/e2", "verdict": "retracted", "note": "a rumour"}
    (tmp_path / "corrections.jsonl").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("".join(lines(ROOT / "corpus/fr-pairs-a.tsv")[:4]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # coded in this process, whose models are loaded
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory):
    """The examples in a store, made once; the guide makes its own."""
    store, report = (tmp_path_factory.mktemp("docs") / name for name in ("news", "report-7.txt"))
    report.write_text(REPORT, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["ingest", str(ROOT / "examples"), str(report), "--store", str(store), "--jobs", "1"])
    assert not ended.value.code
    return store


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_does_what_it_says(page, desk, ingested, capsys):
    if page.name != "guide.md":
        shutil.copytree(ingested, "news")
    names: dict[str, Any] = {}
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python":
            if " as store:" not in block:  # asked of the store that an earlier block opened
                names["store"] = depeche.open_store("news")
            exec(compile(block, page.name, "exec"), names)
            continue
        for command in re.findall(r"^\$ (.*)$", block, flags=re.M):
            if not command.startswith(tuple(ELSEWHERE)):
                prepare(command, capsys)
                run(command, capsys)


@contextmanager
def pages() -> Iterator[str]:
    """A site on this machine, with the folder's pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory="pages")) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def prepare(command: str, capsys: Any) -> None:
    """What a command takes up from a program that is not ours."""
    if "corrected label-studio" in command:
        run("depeche export label-studio --store news --out asked", capsys)
        Path("export.json").write_bytes(Path("asked/tasks.json").read_bytes())
    if "corrected doccano" in command:
        run("depeche export doccano --store news --out asked-again", capsys)
        Path("export.jsonl").write_bytes(Path("asked-again/articles.jsonl").read_bytes())
    if "corrected inception" in command:
        run("depeche export inception --store news --out asked-too", capsys)
        for file in Path("asked-too").glob("*.xmi"):
            Path(file.name).write_bytes(file.read_bytes())


def run(command: str, capsys: Any) -> str:
    """What it prints. What only a shell understands goes through one."""
    for printed, question in PRINTED_IDS.items():
        if f" {printed} " in command:
            rows = run(f"depeche {question} --store news --format csv", capsys).splitlines()
            command = command.replace(f" {printed} ", f" {rows[1].split(',')[0]} ")
    if AWAY in command:
        with pages() as address:
            return run(f"{command.replace(AWAY, address)} --allow-private", capsys)
    if MODEL in command:
        with serving(Answers(lambda sentences: [])) as address:
            return run(command.replace(MODEL, address), capsys)
    if " | depeche" in command or " < " in command:
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout
    arguments = [name for word in shlex.split(command)[1:] for name in sorted(glob.glob(word)) or [word]]
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed_out, told = capsys.readouterr()
    assert not ended.value.code, f"{command}\n{told}"
    return printed_out


@pytest.mark.parametrize("command", ELSEWHERE)
def test_what_waits_is_run_elsewhere(command):
    assert f'"{command.split()[1]}"' in (ROOT / "tests" / ELSEWHERE[command]).read_text(encoding="utf-8")
