"""What is installed is pinned, what is asked for is used, and the package holds what it needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-dev.lock")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^(\S+)==(\S+?)(?: ; [^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
SOURCE = ROOT / "src/depeche"


def pins(name: str) -> set[tuple[str, str]]:
    return {(package, version) for package, version, _ in PIN.findall(LOCKS[name])}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_a_pin_by_hash(name):
    assert PIN.sub("", LOCKS[name]) == ""
    assert len(pins(name)) > 20


def test_both_locks_pin_the_same():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_what_is_asked_for_is_pinned_and_used():
    optional = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
    lines = (*PROJECT["project"]["dependencies"], *optional)
    asked, extra = ({re.split(r"[^a-z0-9-]", line)[0] for line in part} for part in (lines, optional))
    assert extra <= {package for package, _ in pins("requirements-dev.lock")}
    assert asked - extra <= {package for package, _ in pins("requirements.lock")}
    imported = {
        name.split(".")[0]
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else
                     [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
    }  # fmt: skip
    extra = {
        re.split(r"[^a-z0-9-]", line)[0] for of in PROJECT["project"]["optional-dependencies"].values() for line in of
    }
    assert extra <= imported
    foreign = imported - set(sys.stdlib_module_names) - {"depeche", "_typeshed"} - extra
    called = {"dateutil": "python-dateutil", "vl_convert": "vl-convert-python"}
    used = {called.get(name, name).replace("_", "-") for name in foreign}
    used |= {"python-multipart", "scipy"}  # starlette reads forms with one, networkx ranks with the other
    assert asked - extra <= used <= asked


def test_the_licence_stands_in_full():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_notice_names_every_source_that_is_not_ours():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    sources = {
        row[source].split(",")[0]
        for table in SOURCE.glob("knowledge/data/*/*.tsv")
        for header, *rows in [[line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]]
        if "source" in header and table.parent.name in ("actors", "places")
        for source in [header.index("source")]
        for row in rows
    }
    assert "GeoNames" in sources
    assert [name for name in sorted(sources - {"general knowledge"}) if name not in notice] == []
    assert "https://creativecommons.org/licenses/by/4.0/" in notice


def test_the_wheel_holds_the_tables(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in ZipFile(wheel).namelist() if name.startswith("depeche/")}
    wanted = {
        str(path.relative_to(SOURCE.parent))
        for path in SOURCE.rglob("*")
        if path.is_file() and path.suffix in (".py", ".tsv", ".toml", ".typed", ".html", ".css", ".js", ".json", ".svg")
    }
    assert held >= wanted
    licences = {Path(name).name for name in ZipFile(wheel).namelist() if ".dist-info/" in name}
    assert {"LICENSE", "NOTICE"} <= licences


def test_ci_runs_the_tests():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert (
        lines.index("make test") < lines.index("make browser") < lines.index("make foreign-readers") == len(lines) - 2
    )
    assert lines[-1].endswith("-m pytest --quiet tests/exports")


def test_make_without_python_says_what_to_do(tmp_path):
    """A machine whose only Pythons fail gets told so."""
    for name in ("Makefile", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "bin").mkdir()
    for name in ("python", "python3", "python3.11", "python3.12", "python3.13"):
        fake = tmp_path / "bin" / name
        fake.write_text("#!/bin/sh\nexit 1\n")
        fake.chmod(0o755)
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    done = subprocess.run(
        ["make", "test"], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "No Python 3.11 or newer with venv and pip was found" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr
