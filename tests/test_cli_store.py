"""The commands of a store: what they print, and with which exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from stores import fill, news
from test_cli import REPORT, SECOND, Done, depeche  # noqa: F401

from depeche.store.folder import table_path


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A store that nobody writes to."""
    return fill(tmp_path_factory.mktemp("asked") / "store", 20, stories=True)


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "lima.txt").write_text(REPORT, encoding="utf-8")
    (folder / "oslo.txt").write_text(SECOND, encoding="utf-8")
    return folder


def test_ingest_ask_and_ingest_again(depeche, reports, tmp_path):  # noqa: F811
    store = tmp_path / "store"
    done = depeche("ingest", reports, "--store", store, "--published", "2024-06-20", "--jobs", "1")
    assert (done.status, done.err) == (0, f"depeche: {store}: 2 articles added, 0 known already, 0 failures\n")
    again = depeche("ingest", reports, "--store", store, "--published", "2024-06-20", "--jobs", "1")
    assert "0 articles added, 2 known already" in again.err
    found = depeche("events", "--store", store, "--actor", "CHL", "--recipient", "PER", "--format", "json")
    assert json.loads(found.out)[0]["type"] == "CONSULT"
    assert "Lima" in depeche("events", "--store", store, "--text", "lima", "--format", "csv").out
    assert depeche("store", "check", "--store", store).out == f"{store} is whole.\n"


def test_ingest_with_other_names_of_fields(depeche, tmp_path):  # noqa: F811
    table, store = tmp_path / "news.csv", tmp_path / "store"
    table.write_text(f'when,words\n2024-06-19,"{" ".join(REPORT.split())}"\n', encoding="utf-8")
    done = depeche("ingest", table, "--store", store, "--map", "text=words,date=when", "--jobs", "1")
    assert (done.status, done.err) == (0, f"depeche: {store}: 1 article added, 0 known already, 0 failures\n")
    assert depeche("ingest", table, "--store", store, "--map", "nonsense").status == 2


def test_knowing_all_loads_no_pipeline(tmp_path):
    folder, store = news(tmp_path / "news"), tmp_path / "store"
    code = """import sys; from benchmarks.synthetic import CODER; from depeche.ingest import ingest
ingest(sys.argv[1:2], sys.argv[2], coder=CODER)
from depeche.cli import main
try: main(['ingest', sys.argv[1], '--store', sys.argv[2], '--jobs', '1'])
finally: print('spacy' in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code, folder, store], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "False\n")
    assert "0 articles added, 3 known already, 1 failure" in done.stderr


def test_help_loads_no_library():
    code = (
        "import sys; from depeche.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"duckdb", "deltalake", "pyarrow", "spacy"} & set(done.stderr.split()) == set()


@pytest.mark.parametrize("verb", ["articles", "events", "quotes", "actors", "dates", "stories", "failures"])
@pytest.mark.parametrize("format", ["table", "csv", "json", "jsonl", "parquet"])
def test_lists(depeche, made, tmp_path, verb, format):  # noqa: F811
    out = tmp_path / "out"
    done = depeche(verb, "--store", made, "--limit", "3", "--format", format, "--out", out)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert out.stat().st_size > 0 or (verb, format) == ("failures", "jsonl")


def test_the_store_of_the_environment(depeche, made, monkeypatch):  # noqa: F811
    monkeypatch.setenv("DEPECHE_STORE", str(made))
    assert len(depeche("events", "--limit", "3", "--format", "jsonl").out.splitlines()) == 3


def test_sql(depeche, made):  # noqa: F811
    query = "SELECT count(*) AS n, sum(number) AS s FROM events WHERE language = ?"
    assert depeche("sql", query, "--bind", "en", "--store", made, "--format", "jsonl").out == '{"n":200,"s":900}\n'


def test_failures_and_retry(depeche, reports, tmp_path):  # noqa: F811
    store = tmp_path / "store"
    (reports / "empty.txt").touch()
    assert depeche("ingest", reports / "empty.txt", "--store", store).status == 1
    assert "empty; give a file" in depeche("failures", "--store", store, "--format", "jsonl").out
    (reports / "empty.txt").write_text(REPORT, encoding="utf-8")
    assert depeche("failures", "--retry", "--jobs", "1", "--store", store).status == 0
    assert depeche("failures", "--store", store, "--format", "json").out == "[\n]\n"


def test_upkeep(depeche, tmp_path):  # noqa: F811
    store = fill(tmp_path / "store", 20)
    assert json.loads(depeche("store", "info", "--store", store, "--format", "json").out)["articles"] == 20
    assert "20 articles" in depeche("store", "info", "--store", store).out
    assert depeche("store", "compact", "--store", store).out.endswith("20 files are now 10\n")
    assert depeche("store", "vacuum", "--store", store).out.endswith(" 0 files removed\n")
    assert depeche("store", "backup", tmp_path / "copy", "--store", store).status == 0
    assert depeche("store", "check", "--store", tmp_path / "copy").status == 0
    next(table_path(store, "events").glob("*.parquet")).unlink()
    next(table_path(tmp_path / "copy", "events").glob("*.parquet")).unlink()
    done = depeche("store", "check", "--store", tmp_path / "copy")
    assert (done.status, "No such file" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["ingest", "--store", "s"], 2, "name at least one, or --recode"),
        (["ingest", "x.txt"], 2, "--store"),
        (["ingest", "x.txt", "--store", "s", "--published", "tomorrow"], 2, "'tomorrow' is no date"),
        (["ingest", "x.txt", "--store", "none.txt"], 1, "a store is a folder of its own"),
        (["events", "--store", "none"], 1, "none: no store; make one with depeche ingest"),
        (["events", "--store", "{made}", "--since", "tomorrow"], 2, "'tomorrow' is no date"),
        (["events", "--store", "{made}", "--type", "HUG"], 2, "'HUG' is none of AGREE"),
        (["events", "--store", "{made}", "--format", "parquet"], 2, "name a file with --out"),
        (["sql", "DROP VIEW events", "--store", "{made}"], 1, "only one SELECT can be asked"),
        (
            ["sql", "SELECT * FROM read_csv('/etc/hostname')", "--store", "{made}"],
            1,
            "the store's views and nothing else",
        ),
        (["sql", "SELECT x FROM events", "--store", "{made}"], 1, "docs/store.md"),
        (["failures", "--retry", "--store", "none"], 1, "no store"),
        (["story", "nothing", "--store", "{made}"], 1, "no story; list their ids with depeche stories"),
        (["store", "stories", "--anew", "--drop", "--store", "{made}"], 2, "give one of them"),
        (["store", "stories", "--store", "none"], 1, "no store"),
        (["store", "compact", "--store", "none"], 1, "no store"),
        (["store", "check", "--store", "none"], 1, "no store"),
    ],
)
def test_faults(depeche, made, tmp_path, monkeypatch, arguments, status, said):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none.txt").touch()
    done = depeche(*(argument.format(made=made) for argument in arguments))
    assert (done.status, said in " ".join(done.err.split())) == (status, True), done.err
    assert len(done.lines) == 1 or status == 2


def test_the_interrupt_key(reports, tmp_path):
    """One line; what was coded is in the store and the same command goes on."""
    many = reports / "many.jsonl"
    many.write_text("".join(json.dumps({"text": f"{REPORT} {n}"}) + "\n" for n in range(3000)))
    command = [sys.executable, "-m", "depeche", "ingest", str(many), "--store", str(tmp_path / "s"), "--jobs", "1"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "s/store.json").exists():
        time.sleep(0.1)
    time.sleep(1)
    os.kill(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said == "depeche: stopped; what was coded is in the store, the same command goes on from there\n"


def test_stories(depeche, reports, tmp_path):  # noqa: F811
    (reports / "reprint.txt").write_text(f"{REPORT}\n", encoding="utf-8")
    (reports / "again.jsonl").write_text(
        json.dumps({"text": f"{REPORT}\n\nElle repartira jeudi.", "id": "again", "published": "2024-06-21"}) + "\n"
    )
    store = tmp_path / "store"
    assert depeche("ingest", reports, "--store", store, "--published", "2024-06-20", "--jobs", "1").status == 0
    listed = depeche("stories", "--store", store, "--min-sources", "2", "--type", "CONSULT", "--format", "jsonl")
    (found,) = map(json.loads, listed.out.splitlines())
    assert (found["reports"], found["sources"]) == (2, 2)
    page = depeche("story", found["id"], "--store", store)
    assert f"{found['id']} " in page.out
    assert "again" in page.out
    assert "one event with " in page.out
    told = json.loads(depeche("story", found["id"][:6], "--store", store, "--format", "json").out)
    assert [mention["article"] for mention in told["mentions"]][-1] == "again"
    assert depeche("store", "stories", "--store", store).out == f"{store}: 0 articles taken into stories\n"
    assert depeche("store", "stories", "--drop", "--store", store).out == f"{store}: no stories\n"
    empty = depeche("stories", "--store", store, "--format", "jsonl")
    assert (empty.out, "3 articles are in no story yet" in empty.err) == ("", True)
    assert depeche("store", "stories", "--store", store).out == f"{store}: 3 articles taken into stories\n"
    again = depeche("stories", "--store", store, "--min-sources", "2", "--type", "CONSULT", "--format", "jsonl")
    assert json.loads(again.out)["id"] == found["id"]
