"""Imports only go up: who may import whom, and who may import which library."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import depeche

ROOT = Path(depeche.__file__).parent
# From the bottom: each may import those before it, and its own.
LAYERS = (
    {"errors", "interrupts", "records"},
    {"knowledge"},
    {"reading"},
    {"language"},  # a parser is told where reading found the dateline
    {"coding"},
    {"llm"},
    {"store"},
    {"analysis"},
    {"exports"},
    {"pipeline"},
    {"batch"},
    {"cluster"},
    {"sources"},
    {"ingest"},
    {"fetching"},
    {"watching"},
    {"presenting"},
    {"serving"},
    {"terminal"},
    {"cli_store"},
    {"cli_stories"},
    {"cli_findings"},
    {"cli_exports"},
    {"cli_annotate"},
    {"cli_serve"},
    {"cli_watch"},
    {"cli"},
    {"__main__"},
)
HOME_OF = {
    "networkx": {"analysis.networks", "exports.graphs"},
    "pandas": {"presenting.frames"},
    "altair": {"presenting.charts"},
    "vl_convert": {"presenting.charts"},
    "spacy": {"language.analysis"},
    "onnxruntime": {"language.encoder"},
    "sentencepiece": {"language.pieces"},
    "threadpoolctl": {"language.heads"},
    "ray": {"cluster"},
    "py3langid": {"reading.identify"},
    "trafilatura": {"reading.body"},
    "htmldate": {"reading.page"},
    "feedparser": {"reading.feed"},
    "pypdf": {"reading.pdf"},
    "httpx": {"fetching.door", "llm"},
    "sqlite3": {"watching.memory"},
    "httpcore": {"fetching.door"},
    "fastwarc": {"reading.warc"},
    "zstandard": {"reading.packed"},
    "charset_normalizer": {"reading.encoding"},
    "deltalake": {"store.delta"},
    "duckdb": {"store.query"},
    "pyarrow": {"store.schema", "presenting.rows", "presenting.frames", "exports.own"},
    "rich": {"presenting.page", "presenting.progress", "presenting.stories", "presenting.tables"},
    "typer": {
        "cli",
        "cli_annotate",
        "cli_exports",
        "cli_findings",
        "cli_serve",
        "cli_store",
        "cli_stories",
        "cli_watch",
        "terminal",
    },
    "starlette": {"serving.app", "serving.guard", "serving.trial", "serving.views"},
    "uvicorn": {"serving.server"},
    "jinja2": {"serving.app"},
    "markupsafe": {"serving.app"},
}
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(ROOT.rglob("*.py"))}
RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> tuple[str, ...]:
    names: list[str] = []
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots"
            names.append(node.module or "")
    return tuple(names)


def siblings(module: str) -> set[str]:
    """Modules of Dépêche that a module imports, without "depeche."."""
    return {name.removeprefix("depeche.") for name in imports(module) if name.startswith("depeche.")}


def test_every_module_has_its_layer():
    assert {module.split(".")[0] for module in MODULES} - {"__init__"} == set(RANKS)


@pytest.mark.parametrize("module", [m for m in MODULES if m != "__init__"])
def test_imports_go_up(module):
    own = module.split(".")[0]
    for imported in siblings(module):
        other = imported.split(".")[0]
        assert RANKS[other] < RANKS[own] or other in LAYERS[RANKS[own]], f"{module} may not import {imported}"


def test_no_import_goes_round():
    done: list[str] = []

    def follow(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for imported in sorted(siblings(module) & set(MODULES)):
                follow(imported, (*path, module))
            done.append(module)

    for module in MODULES:
        follow(module, ())


def test_input_formats_do_not_import_each_other():
    names = ("plain", "jsonl", "html", "feed", "ninjs", "warc", "delimited", "newsml", "markdown", "mail", "pdf")
    formats = {f"reading.{name}" for name in names}
    for module in formats & set(MODULES):
        assert not siblings(module) & formats, module


@pytest.mark.parametrize("library", HOME_OF)
def test_a_library_has_one_home(library):
    users = {m for m in MODULES if any(name.split(".")[0] == library for name in imports(m))}
    assert users == HOME_OF[library]


def test_crashes_are_caught_in_one_place():
    broad = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or "Exception" in ast.unparse(node.type))
    }
    assert broad == {"batch"}


def test_no_language_in_code():
    """`if language == "fr"` appears nowhere."""
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                assert not any(isinstance(s, ast.Constant) and s.value in ("fr", "es", "en") for s in sides), module


def test_a_folder_is_no_module():
    for module in MODULES:
        if module.endswith(".__init__"):
            assert [type(node) for node in tree(module).body] == [ast.Expr], f"{module} is more than a docstring"
