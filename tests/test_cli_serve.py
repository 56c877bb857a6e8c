"""`depeche serve`, as a process."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from stores import fill

from depeche.cli import main


@contextmanager
def served(store: Path, *options: str) -> Iterator[str]:
    """The line it prints, while it runs."""
    command = [sys.executable, "-m", "depeche", "serve", "--store", str(store), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("served") / "news", 3)


def test_on_this_machine_no_token_is_needed(store):
    with served(store) as line:
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
        assert "token" not in line
        assert httpx.get(address, timeout=60).status_code == 200
        assert httpx.get(address, timeout=60, headers={"host": "elsewhere.example"}).status_code == 421


def test_elsewhere_a_token_is_needed(store):
    with served(store, "--host", "0.0.0.0") as line:
        address, token = re.search(r"(http://0\.0\.0\.0:\d+/).*the token is (\S+)", line).groups()
        assert len(token) >= 32
        assert httpx.get(address, timeout=60).status_code == 401
        assert httpx.get(address, timeout=60, headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_a_short_token_is_wrong_usage(store, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--store", str(store), "--token", "short"])
    assert ended.value.code == 2
    assert "16 characters" in capsys.readouterr().err


def test_what_cannot_be_served_is_one_line(tmp_path, store, capsys):
    for options in (["--store", str(tmp_path / "none")], ["--store", str(store), "--host", "192.0.2.1"]):
        with pytest.raises(SystemExit) as ended:
            main(["serve", *options])
        assert ended.value.code == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
