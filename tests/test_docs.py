"""The docs cannot lag: what is not described fails, and the README's examples are run."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import reference
import typer.main

from depeche import records
from depeche.cli import app, main
from depeche.exports.formats import FORMATS as EXPORTS
from depeche.reading.formats import FORMATS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
OUTPUT = (ROOT / "docs/output.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
DATA = ROOT / "src/depeche/knowledge/data"
UNWRITTEN = {"--help", "--version"}  # of every command


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something by itself, with its full name."""
    inner = getattr(command, "commands", {})
    if not inner or (command.invoke_without_command and name != "depeche"):
        yield name, command
    for word, below in inner.items():
        yield from commands(below, f"{name} {word}")


ALL_COMMANDS = dict(commands(typer.main.get_command(app), "depeche"))


def section(text: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, flags=re.M | re.S)
    assert found, f"no section {title!r}"
    return found[1]


def reached(record: Any, seen: dict[str, Any]) -> dict[str, Any]:
    """Every record type that a record holds, itself included."""
    if is_dataclass(record) and isinstance(record, type) and record.__name__ not in seen:
        seen[record.__name__] = record
        for hint in get_type_hints(record).values():
            reached(hint, seen)
    for argument in get_args(record):
        reached(argument, seen)
    return seen


RECORDS = {name: type for name, type in reached(records.CodedArticle, {}).items() if name != "Span"}


# ---- commands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_a_command_is_described(name):
    described = section(COMMANDS, name)
    assert f"$ {name}" in described or f"| {name}" in described
    for parameter in ALL_COMMANDS[name].params:
        for option in set(parameter.opts) - UNWRITTEN:
            assert not option.startswith("-") or f"`{option}" in described, f"{name}: {option} is not described"


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_help_has_examples(name):
    assert f"  {name}" in ALL_COMMANDS[name].epilog


def test_no_command_is_described_that_is_none():
    assert set(re.findall(r"^## (depeche .*)$", COMMANDS, flags=re.M)) == set(ALL_COMMANDS)


# ---- output ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_described_field_by_field(name):
    described = re.findall(r"^\| (`.*?) \|", section(OUTPUT, name), flags=re.M)
    assert re.findall(r"`(\w+)`", " ".join(described)) or not fields(RECORDS[name])
    assert set(re.findall(r"`(\w+)`", " ".join(described))) == {field.name for field in fields(RECORDS[name])}


@pytest.mark.parametrize(
    "values",
    [
        records.BlockKind,
        records.ActorKind,
        records.MentionForm,
        records.Precision,
        records.QuoteKind,
        records.Factuality,
        records.EventType,
        records.QuantityKind,
    ],
)
def test_a_value_is_described(values):
    assert [value for value in get_args(values) if f"`{value}`" not in OUTPUT] == []


def test_a_relation_is_described():
    tables = [path.read_text(encoding="utf-8") for path in DATA.glob("*/relations.tsv")]
    answers = [json.loads(path.read_bytes()) for path in (ROOT / "tests/golden").glob("*.json")]
    names = {line.split("\t")[0] for table in tables for line in table.splitlines()[1:]}
    asked = {tie["relation"] for answer in answers for tie in answer["relations"]}
    annotation = (ROOT / "docs/annotation.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names - {""}) if f"`{name}`" not in section(OUTPUT, "Relation")] == []
    assert [name for name in sorted(asked) if f"`{name}`" not in annotation] == []


# ---- dependencies ---------------------------------------------------------------------------------------------------


def test_a_dependency_is_described():
    """Each that is asked for, with the version that is pinned."""
    described = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^(\S+?)==(\S+)", (ROOT / "requirements-dev.lock").read_text(), flags=re.M))
    asked = re.findall(r'^    "([a-z-]+)>=', (ROOT / "pyproject.toml").read_text(), flags=re.M)
    assert len(asked) > 10
    for name in asked:
        row = re.search(rf"^\| {name} \|.*$", described, flags=re.M)
        assert row, f"{name} is not described"
        assert f"| {pinned[name]} |" in row[0], f"{name} is pinned at {pinned[name]}"


def test_a_known_advisory_is_mended():
    """In what is pinned, which the table tells as it is."""
    told = section((ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), "Advisories")
    pinned = dict(re.findall(r"^(\S+?)==(\S+)", (ROOT / "requirements-dev.lock").read_text(), flags=re.M))
    rows = re.findall(r"^\| ([a-z0-9-]+) \|.*CVE-.*\| (\S+) \| (\S+) \|$", told, flags=re.M)
    assert len(rows) == told.count("\n| ") - 2
    for name, mended, version in rows:
        assert version == pinned[name], f"{name} is pinned at {pinned[name]}"
        assert numbers(version) >= numbers(mended), f"{name} {version} has a known fault"


def numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


# ---- README ---------------------------------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.M | re.S)


def run(capsys: Any, command: str) -> str:
    _, *arguments = shlex.split(command)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code
    return capsys.readouterr().out


def test_the_excerpt_is_what_is_printed(capsys, monkeypatch):
    """Every line of the README's excerpt, in order; "…" stands for lines left out."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    (excerpt,) = blocks("text")
    printed = iter(run(capsys, "depeche read examples/guyana-esequibo.txt").splitlines())
    missing = [line for line in excerpt.splitlines() if line.strip() not in ("", "…") and line not in printed]
    assert missing[:1] == [], "copy the lines anew from: depeche read examples/guyana-esequibo.txt"


def test_console_examples_run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for block in blocks("console"):
        for command in re.findall(r"^\$ (depeche .*)$", block, flags=re.M):
            run(capsys, command)


def test_python_example_runs(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")
    exec(example, {})
    assert capsys.readouterr().out.strip()


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    for doc in DOCS:
        for target in re.findall(r"`make ([a-z-]+)", doc.read_text(encoding="utf-8")):
            assert target in targets, f"{doc.name}: make {target}"


# ---- all docs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_lead_somewhere(doc):
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", doc.read_text(encoding="utf-8")):
        assert "://" in link or (doc.parent / link).exists(), link


def test_version_has_its_line():
    version = sys.modules["depeche"].__version__
    assert re.search(rf"^## {re.escape(version)}", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M)


# ---- what the docs name exists --------------------------------------------------------------------------------------

NAMED = re.compile(r"`([\w./<>-]+\.(?:py|toml|tsv|lock))`")


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_files_that_are_named_exist(doc):
    """A path from the root, the package or the tables; "<lang>" and "<region>" stand for any."""
    for name in NAMED.findall(doc.read_text(encoding="utf-8")):
        pattern = re.sub(r"<\w+>", "*", name)
        places = (ROOT, ROOT / "src/depeche", DATA, DATA / "fr", DATA / "actors", DATA / "places", DATA / "codebook")
        assert any(list(place.glob(pattern)) for place in places), f"{doc.name} names {name}"


def test_tests_that_are_named_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/security.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"no {test} in {file}"


def test_every_input_format_is_described():
    described = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", described, flags=re.M)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(known.name for known in FORMATS)


def test_the_reference_is_of_this_code():
    assert reference.PAGE.read_text(encoding="utf-8") == reference.reference(), "run make reference"


def test_every_export_is_described():
    described = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|", described, flags=re.M)
    assert rows == list(EXPORTS)
    assert [name for name in EXPORTS if f"`{name}`" not in section(COMMANDS, "depeche export")] == []


def test_every_table_is_described():
    described = "".join(
        (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") for name in ("knowledge", "knowledge-actors")
    )
    tables = {path.relative_to(DATA) for path in DATA.rglob("*.t*") if path.parent.name not in ("es", "en")}
    missing = [str(table) for table in sorted(tables) if not re.search(rf"[`/]{re.escape(table.name)}`", described)]
    missing = [name for name in missing if "offices_" not in name]  # `offices_<region>.tsv`
    assert missing == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_languages_have_the_same_tables(language):
    assert {p.name for p in (DATA / language).iterdir()} == {p.name for p in (DATA / "fr").iterdir()}
