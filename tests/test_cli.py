"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from depeche import __version__, pipeline
from depeche.cli import main

REPORT = "La ministre chilienne s'est entretenue lundi à Lima avec le président péruvien.\n"
SECOND = "The Norwegian foreign minister met his Swedish counterpart in Oslo on Tuesday.\n"
LONGER = """Elle est arrivée dans la capitale avec trois de ses collègues, qui ont été reçus par le président et
par sa ministre de la Pêche. Les deux pays ont dit qu'ils avaient trouvé un accord sur les quotas pour l'année à venir.
"""
OTHER = "Der Außenminister traf am Dienstag in Berlin seinen Amtskollegen zu einem langen Gespräch über den Frieden.\n"


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


Depeche = Callable[..., Done]


@pytest.fixture
def depeche(capfdbinary, monkeypatch) -> Depeche:
    """Run a command line in this process."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Done(int(ended.value.code or 0), out.decode(), err.decode())

    return run


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "lima.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path) -> Path:
    """Three good lines and, second, a bad one."""
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": id, "text": text}) for id, text in (("a", REPORT), ("c", SECOND), ("b", REPORT))]
    path.write_text("\n".join([lines[0], '{"id": "bad"', *lines[1:]]), encoding="utf-8")
    return path


# ---- read: shapes ---------------------------------------------------------------------------------------------------


def test_one_article_is_one_object(depeche, report):
    done = depeche("read", report, "--format", "json", "--published", "2024-06-20")
    coded = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert list(coded) == [
        *("schema", "coded_by", "article", "as_of", "actors", "dates", "places", "quotes", "events", "relations")
    ]
    assert coded["article"]["text"] == REPORT
    assert coded["article"]["published"] == "2024-06-20"


def test_several_articles_are_one_array(depeche, report):
    assert len(json.loads(depeche("read", report, report, "--format", "json").out)) == 2


def test_lines_in_order_and_a_bad_one_said(depeche, many):
    done = depeche("read", many, "--format", "jsonl")
    assert [json.loads(line)["article"]["id"] for line in done.out.splitlines()] == ["a", "c", "b"]
    assert done.status == 1
    assert len(done.lines) == 1
    assert f"{many}:2" in done.lines[0]


def test_jobs_change_nothing(depeche, many):
    alone, together = (depeche("read", many, "--format", "jsonl", "--jobs", jobs) for jobs in "12")
    assert alone == together


def test_an_array_where_all_but_one_fail(depeche, many, report):
    done = depeche("read", many.with_name("none.txt"), report, "--format", "json")
    assert [coded["article"]["id"] for coded in json.loads(done.out)] == ["lima"]
    assert done.status == 1


def test_standard_input(depeche):
    done = depeche("read", "-", "--language", "fr", "--format", "json", stdin=REPORT.encode())
    assert json.loads(done.out)["article"]["language"] == "fr"


def test_only_the_article(depeche, report):
    read = json.loads(depeche("read", report, "--only", "article", "--format", "json").out)
    assert list(read) == ["schema", "article"]
    assert read["article"]["blocks"][0]["kind"] == "paragraph"


LARGE = {"spacy", "onnxruntime", "duckdb", "deltalake", "pyarrow", "pandas", "httpx", "numpy", "py3langid.langid"}
OF_OTHER_FORMATS = {"trafilatura", "lxml", "htmldate", "pypdf", "feedparser", "fastwarc", "charset_normalizer"}


def loaded(*arguments) -> set[str]:
    """The modules that a command loads."""
    code = """import sys; from depeche.cli import main
try: main(sys.argv[1:])
finally: print(*sys.modules, file=sys.stderr)"""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split())


def test_only_the_article_loads_what_its_format_needs(tmp_path):
    text, page = tmp_path / "report.txt", tmp_path / "report.html"
    text.write_text(f"Le traité est signé\n\n{REPORT}\n{LONGER}\n", encoding="utf-8")
    page.write_text(f"<html lang='fr'><body><h1>Le traité</h1><p>{REPORT}<p>{LONGER}</body></html>", encoding="utf-8")
    assert loaded("read", text, "--only", "article") & (LARGE | OF_OTHER_FORMATS) == set()
    assert loaded("read", page, "--only", "article") & (LARGE | {"pypdf", "feedparser", "fastwarc"}) == set()


def test_a_command_loads_no_others():
    assert loaded("--version") & {"depeche.cli_store", "depeche.cli_findings", "depeche.reading.formats"} == set()


def test_another_language_is_read_not_coded(depeche, tmp_path):
    path = tmp_path / "berlin.txt"
    path.write_text(OTHER, encoding="utf-8")
    done = depeche("read", path, "--format", "json")
    assert done.status == 0
    assert json.loads(done.out)["events"] == []
    assert "language 'de' is read, not coded" in done.err
    assert "is read, not coded" in " ".join(depeche("read", path).out.split())


def test_a_page_in_another_language_is_read_not_coded(depeche, tmp_path):
    page = tmp_path / "bericht.html"
    page.write_text(f"<html><body><h1>Ein Gespräch in Berlin</h1><p>{OTHER * 3}</p></body></html>", encoding="utf-8")
    done = depeche("read", page, "--format", "json")
    assert done.status == 0
    assert "is read, not coded" in done.err
    coded = json.loads(done.out)
    assert (coded["article"]["title"], coded["article"]["language"], coded["events"]) == (
        "Ein Gespräch in Berlin",
        "de",
        [],
    )


def test_what_a_reader_should_know_is_said(depeche, tmp_path):
    page = tmp_path / "bericht.html"
    notice = "<p>La suite est réservée aux abonnés.</p>"
    page.write_text(f"<html><body><h1>Une visite</h1><p>{REPORT * 3}</p>{notice}</body></html>", encoding="utf-8")
    done = depeche("read", page, "--only", "article", "--format", "json")
    assert (done.status, done.err.strip()) == (0, "depeche: bericht: behind a paywall: 38 words can be read")


def test_columns_are_named(depeche, tmp_path):
    table = tmp_path / "a.csv"
    table.write_text(f'when,words\n2023-05-04,"{REPORT.strip()}"\n', encoding="utf-8")
    done = depeche("read", table, "--map", "text=words,date=when", "--only", "article", "--format", "json")
    assert (done.status, json.loads(done.out)["article"]["published"]) == (0, "2023-05-04")
    assert depeche("read", table, "--map", "colour=red").status == 2
    done = depeche("read", table)
    assert (done.status, "--map text=COLUMN" in done.err) == (1, True)


def test_timings(depeche, report):
    done = depeche("read", report, "--format", "json", "--timings")
    assert done.lines[0].startswith("depeche: lima: loading ")
    assert "sentences" in done.lines[0]


# ---- read: the page -------------------------------------------------------------------------------------------------


def test_the_page(depeche, report):
    done = depeche("read", report, "--published", "2024-06-20")
    assert "French · speaks from 20 June 2024 (as published)" in done.out
    assert "CONSULT" in done.out
    assert "*entretenue*" in done.out  # the act's word, without colours
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\x1b" not in done.out
    assert "because" not in done.out


def test_the_page_says_why(depeche, report):
    assert "because" in depeche("read", report, "--why").out


def test_the_page_of_an_article_alone(depeche, report):
    assert "b1 paragraph, fr" in depeche("read", report, "--only", "article").out


def test_a_text_cannot_steer_the_terminal(depeche, report):
    report.write_text("Le ministre \x1b[2J a rencontré mardi à Oslo son homologue suédois.\n", encoding="utf-8")
    assert "\x1b" not in depeche("read", report).out


# ---- read: where it goes --------------------------------------------------------------------------------------------


def test_out_holds_what_is_printed(depeche, report, tmp_path):
    out = tmp_path / "out.json"
    printed = depeche("read", report, "--format", "json").out
    assert depeche("read", report, "--format", "json", "--out", out) == Done(0, "", "")
    assert out.read_text(encoding="utf-8") == printed


def test_out_stands_when_all_fails(depeche, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("before")
    assert depeche("read", tmp_path / "none.txt", "--out", out).status == 1
    assert [out.read_text(), [p.name for p in tmp_path.iterdir()]] == ["before", ["out.json"]]


def test_out_that_cannot_be_written(depeche, report, tmp_path):
    done = depeche("read", report, "--out", tmp_path / "no" / "folder.json")
    assert (done.status, len(done.lines)) == (1, 1)


def test_out_may_be_standard_output(depeche, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = depeche("read", report, "--only", "article", "--format", "json", "--out", "-")
    assert json.loads(done.out)["article"]["text"] == REPORT
    assert list(tmp_path.iterdir()) == [report]


def test_what_is_read_is_not_written_over(depeche, report):
    done = depeche("read", report, "--only", "article", "--out", report.parent / "." / report.name)
    assert done.status == 2
    assert "would be lost" in done.err
    assert report.read_text(encoding="utf-8") == REPORT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
@pytest.mark.parametrize(
    "command", ["read {report} --only article", "read {report} --only article --format json", "languages", "--version"]
)
def test_a_full_disk_is_one_line(report, command):
    line = f'"{sys.executable}" -m depeche {command.format(report=report)} > /dev/full'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("depeche: standard output: ")


@pytest.mark.parametrize("code", ["FR", "fr-CA", "fr_FR"])
def test_language_codes_as_others_write_them(depeche, report, code):
    done = depeche("read", report, "--only", "article", "--format", "json", "--language", code)
    assert json.loads(done.out)["article"]["language"] == "fr"


def test_a_reader_who_leaves(report):
    command = f'"{sys.executable}" -m depeche read {" ".join([str(report)] * 200)} --only article | head -1'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["read", "none.txt"], 1, "none.txt: no such file"),
        (["read", "."], 1, ".: a directory"),
        (["read", "-"], 1, "-: empty"),
        (["languages", "install", "tlh"], 1, "no pipeline; choose from fr, es, en"),
        (["eval", "article", "none.json", "none.json"], 1, "none.json: No such file"),
        (["eval", "corpus", "none.jsonl"], 1, "none.jsonl"),
        (["eval", "quotes", "none.jsonl", "--predictions", "mine.jsonl"], 1, "none.jsonl: No such file"),
        (["read"], 2, "Missing argument"),
        (["read", "x.txt", "--published", "tomorrow"], 2, "'tomorrow' is no date"),
        (["read", "x.txt", "--input-format", "docx"], 2, "'docx' is none of"),
        (["read", "x.txt", "--format", "xml"], 2, "'xml' is not"),
        (["read", "x.txt", "--jobs", "0"], 2, "--jobs"),
        (["read", "x.txt", "--language", "French, please"], 2, "is no language code"),
        (["eval", "corpus", "none.jsonl", "--errors", "spelling"], 2, "'spelling' is none of"),
        (["reed"], 2, "No such command"),
    ],
)
def test_faults(depeche, tmp_path, monkeypatch, arguments, status, said):
    monkeypatch.chdir(tmp_path)
    done = depeche(*arguments)
    assert done.status == status
    assert said in done.err
    assert len(done.lines) == 1 or status == 2
    assert "Traceback" not in done.err


def test_a_name_does_not_command_the_terminal(depeche, tmp_path):
    path = tmp_path / "\x1b[2J\u202etxt.\x9b31m.txt"
    path.write_bytes(b"")
    done = depeche("read", path)
    assert done.status == 1
    assert "empty" in done.err
    assert not {"\x1b", "\u202e", "\x9b"} & set(done.err)


def depeche_process(*arguments: str | Path) -> Done:
    """Run a command line as a shell would."""
    command = [sys.executable, "-m", "depeche", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.txt", None, "no such file; check the path"),
        (
            "report.pdf",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x00\x01\x02",
            "a damaged PDF; open it and save it again",
        ),
        ("report.png", b"\x89PNG\r\n\x1a\n\x00\x00", "not text but binary; give a text file"),
        ("report.docx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "damaged or cut off"),
        ("empty.txt", b"", "empty; give a file with the text of an article"),
        ("blank.txt", b" \r\n\t\n", "empty; give a file with the text of an article"),
        ("broken.json", b'{"id": "a", "text": ', "broken.json"),
        ("wordless.json", b'{"id": "a"}', "wordless.json"),
    ],
)
def test_a_file_that_holds_no_article(tmp_path, name, content, said):
    """One line and status 1 from the program itself, whatever is given to it; what was good is printed."""
    path, good = tmp_path / name, tmp_path / "good.txt"
    good.write_text(REPORT, encoding="utf-8")
    if content is not None:
        path.write_bytes(content)
    done = depeche_process("read", path, good, "--only", "article", "--format", "jsonl")
    assert done.status == 1
    assert len(done.lines) == 1
    assert done.lines[0].startswith(f"depeche: {path}")
    assert said in done.lines[0]
    assert [json.loads(line)["article"]["id"] for line in done.out.splitlines()] == ["good"]


def test_a_file_one_may_not_read(depeche, monkeypatch, report):
    def refuse(self, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # root may read every file, so no mode of the file would do
    done = depeche("read", report)
    assert (done.status, done.out) == (1, "")
    assert done.lines == [f"depeche: {report}: reading it is not allowed; change its permissions"]


def test_a_missing_pipeline_names_its_command(report):
    code = """import sys, depeche.language.pipelines as pipelines
pipelines.Pipeline.installed_version = lambda pipeline: None
from depeche.cli import main
main(sys.argv[1:])"""
    done = subprocess.run([sys.executable, "-c", code, "read", report], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (1, "")
    assert done.stderr.endswith("run: depeche languages install fr\n")
    assert done.stderr.count("\n") == 1


def test_a_crash_is_a_failure_and_the_rest_is_done(depeche, monkeypatch, many):
    def crash(article, *, coded=pipeline.code, **how):
        if article.id == "c":
            raise RuntimeError("two\nlines")
        return coded(article, **how)

    monkeypatch.setattr(pipeline, "code", crash)
    done = depeche("read", many, "--format", "jsonl")
    assert [json.loads(line)["article"]["id"] for line in done.out.splitlines()] == ["a", "b"]
    assert "article c: coding it failed (RuntimeError: two lines)" in done.lines[1]


# ---- other commands -------------------------------------------------------------------------------------------------


def test_version(depeche):
    assert depeche("--version") == Done(0, f"depeche {__version__}\n", "")


def test_languages(depeche):
    done = depeche("languages")
    assert [line.split()[0] for line in done.out.splitlines()] == ["language", "fr", "es", "en"]


def test_an_installed_language_is_not_fetched(depeche):
    done = depeche("languages", "install", "fr", "es", "en")
    assert done.out.count("is installed") == 3


def test_an_article_agrees_with_itself(depeche, report, tmp_path):
    answer = tmp_path / "answer.json"
    depeche("read", report, "--format", "json", "--out", answer)
    scores = json.loads(depeche("eval", "article", answer, answer).out)
    assert scores["overall"] == 1.0
    assert "events" in depeche("eval", "article", answer, answer, "--format", "table").out


def test_quotes_in_the_form_of_their_benchmark(depeche, tmp_path):
    texts, out = tmp_path / "texts.jsonl", tmp_path / "mine.jsonl"
    texts.write_text(json.dumps({"id": "q", "lang": "en", "text": '"We will stay," the minister said.'}) + "\n")
    assert depeche("eval", "quotes", texts, "--predictions", out).status == 0
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["q"]


def test_knowledge_holds_together(depeche):
    assert depeche("knowledge", "check").err == ""
