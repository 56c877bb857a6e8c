"""The language pipelines: which are pinned, which are installed, how to install one."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from depeche.errors import MissingPipeline, UnknownLanguage

PINS = Path(__file__).parent / "pipelines.toml"
OTHER_BYTES = re.compile("do not match the hashes|hash mismatch", re.IGNORECASE)  # as pip and uv say it


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pinned wheel of the package index that holds one language's trained pipeline."""

    language: str
    distribution: str
    module: str
    version: str
    sha256: str
    licence: str

    def installed_version(self) -> str | None:
        """The version found on this machine, or None."""
        if importlib.util.find_spec(self.module) is None:
            return None
        return metadata.version(self.distribution)


@cache
def pinned_pipelines() -> dict[str, Pipeline]:
    """Every pipeline Dépêche knows, by language code."""
    pins = tomllib.loads(PINS.read_text(encoding="utf-8"))
    return {language: Pipeline(language=language, **pin) for language, pin in pins.items()}


def pipeline_for(language: str) -> Pipeline:
    """The pinned pipeline of a language. Raises UnknownLanguage."""
    pipelines = pinned_pipelines()
    if language not in pipelines:
        raise UnknownLanguage(f"language {language!r}: no pipeline; choose from {', '.join(pipelines)}")
    return pipelines[language]


def require_pipeline(language: str) -> Pipeline:
    """The pipeline of a language, known to be installed. Raises UnknownLanguage, MissingPipeline."""
    pipeline = pipeline_for(language)
    if pipeline.installed_version() is None:
        raise MissingPipeline(
            f"language {language!r}: pipeline {pipeline.distribution} is not installed; "
            f"run: depeche languages install {language}"
        )
    return pipeline


def install_pipeline(language: str) -> None:
    """Fetch a pipeline's wheel from the package index, refuse any other bytes than the pinned ones, install it.
    Its own pins are set aside. Raises UnknownLanguage, MissingPipeline."""
    pipeline = pipeline_for(language)
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "pipeline.txt"
        lock.write_text(
            f"{pipeline.distribution}=={pipeline.version} --hash=sha256:{pipeline.sha256}\n", encoding="utf-8"
        )
        command = [*_installer(), "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    if done.returncode or pipeline.installed_version() is None:
        problem = f"language {language!r}: {pipeline.distribution} {pipeline.version} could not be installed"
        raise MissingPipeline(f"{problem} ({_why_not(done.stderr)}, then run the command again")


def _why_not(said: str) -> str:
    """What the installer said in one line, and what to do about it."""
    if OTHER_BYTES.search(said):
        return "the package index offers other bytes than those pinned by SHA-256); name an index you trust"
    last = (said.strip().splitlines() or ["no message"])[-1].strip()
    return f"{last}); check that the package index can be reached"


def _installer() -> list[str]:
    """pip of this environment; uv where the environment was made without pip."""
    if importlib.util.find_spec("pip") is None and (uv := shutil.which("uv")):
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
