"""docs/benchmarks.md is of the results that are kept, all of them, and their commands are there to be run."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.results import KEPT, Result, measure

RESULTS = page.results()


def test_the_page_is_of_the_results() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run python -m benchmarks.page"


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_stands_on_the_page(name: str) -> None:
    assert sum(name.startswith(section.names) for section in page.read_words()[1]) == 1
    assert f"`{RESULTS[name].command}`" in page.page()


@pytest.mark.parametrize("name", RESULTS)
def test_a_command_can_be_run_again(name: str) -> None:
    words = RESULTS[name].command.split()
    assert words[0] == "python"
    assert importlib.util.find_spec(words[words.index("-m") + 1]) is not None


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_no_result_tells_of_a_machine(path: Path) -> None:
    words = json.loads(path.read_text(encoding="utf-8"))["command"].split()
    assert not [word for word in words if word.startswith(("/", "~"))]


def test_a_measurement_is_kept_with_its_command_and_what_it_wrote() -> None:
    writes = "import sys; open(sys.argv[2], 'w').write('{\"a\": 1}'); print('words'); print('3 of 4'); sys.exit(1)"
    found = measure(["python", "-c", writes, "--json", "{json}"])
    assert (found.figure, found.status, found.found, found.cores > 0) == ("3 of 4", 1, {"a": 1}, True)
    assert found.command.startswith("python -c")
    assert "{json}" not in found.command
    assert sys.executable not in found.command


def test_a_failed_run_says_so() -> None:
    failed = Result("python -m benchmarks.kill", "1 differs", 1, "2024-06-19", 1.0, 1.0, 2, (1.0, 2.0))
    assert page.told(failed)[2] == "failed"
