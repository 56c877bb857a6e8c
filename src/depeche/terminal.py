"""What every command needs: what it says, where its results go, how wrong usage is told."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import typer

from depeche.errors import DepecheError

if TYPE_CHECKING:
    from depeche.coding.engines import Engine
    from depeche.pipeline import EngineName
    from depeche.records import Failure

Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Write to this file; it is whole or untouched; - is standard output.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to code in; the output is the same.")]
FieldMap = Annotated[
    str | None, typer.Option("--map", metavar="FIELDS", help="What records call our fields: text=body,date=when.")
]
OwnKnowledge = Annotated[
    list[Path] | None,
    typer.Option(
        "--knowledge", metavar="DIR", help="Your own rows of actors, added to the shipped ones or overriding them."
    ),
]

EngineChoice = Annotated[
    Literal["encoder", "rules", "llm"],
    typer.Option("--engine", help="What decides on acts: the encoder that ships, the rules alone, a language model."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="For --engine llm: an OpenAI-compatible server; articles go there."),
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="For --engine llm: the server's model; its only one else.")
]
Patience = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=1, help="For --engine llm: wait so long for an answer.")
]
PATIENCE = 120.0  # seconds


def chosen(
    engine: EngineName | Literal["llm"], base_url: str | None, model: str | None, timeout: float
) -> Engine | EngineName:
    """The engine that the options name. Raises BadParameter, wrong usage; EngineFailed where no server is there."""
    if engine != "llm":
        if base_url or model:
            raise typer.BadParameter("a server and its model are for --engine llm", param_hint="--base-url")
        return engine
    if not base_url:
        raise typer.BadParameter("name the server with --base-url http://localhost:8080/v1", param_hint="--engine llm")
    from depeche.llm import find_model

    return find_model(base_url, model, seconds=timeout)


def take_up(packs: list[Path] | None) -> None:
    """Use the user's packs. Raises BadKnowledge."""
    if packs:
        from depeche.knowledge.own import use_knowledge

        use_knowledge(*packs)


def examples(*lines: str) -> str:
    """An epilogue of example command lines, kept as they are."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # commands to a terminal, turns of the line


def say(line: str) -> None:
    """One line on standard error; a name in it, of a file or an address, cannot command the terminal."""
    words = UNSEEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(line.split()))
    print(f"depeche: {words}", file=sys.stderr)


def say_failure(failure: Failure) -> None:
    """Reasons that do not name their source get it in front."""
    named = failure.reason.startswith(" ".join(failure.source.split()))
    say(failure.reason if named else f"{failure.source}: {failure.reason}")


@contextmanager
def opened(out: Path | None) -> Iterator[BinaryIO]:
    """The destination; a reader who has left is no error, and what nobody reads is not written."""
    from depeche.presenting.destination import destination

    try:
        with destination(out) as stream:
            yield stream
    except BrokenPipeError:
        raise typer.Exit from None


def put(line: str) -> None:
    """A line on standard output."""
    with opened(None) as stream:
        stream.write(f"{line}\n".encode())


def check_frame(published: str | None, input_format: str | None) -> None:
    """Raises BadParameter, wrong usage."""
    from depeche.reading.formats import FORMATS
    from depeche.reading.frame import is_day

    if published is not None and not is_day(published):
        raise typer.BadParameter(f"{published!r} is no date; write it as 2024-06-19", param_hint="--published")
    names = [known.name for known in FORMATS]
    if input_format is not None and input_format not in names:
        raise typer.BadParameter(f"{input_format!r} is none of {', '.join(names)}", param_hint="--input-format")


def read_fields(words: str | None) -> dict[str, str]:
    """Raises BadParameter, wrong usage."""
    from depeche.reading.fields import read_map

    try:
        return read_map(words) if words is not None else {}
    except DepecheError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from error


def check_language(language: str | None) -> None:
    """Raises BadParameter, wrong usage, on what is no language code; it may name a region ("fr-FR")."""
    if language is not None and not re.fullmatch(r"[a-z]{2,3}(?:[-_][a-z0-9_-]+)?", language.lower()):
        raise typer.BadParameter(f"{language!r} is no language code; write it as fr", param_hint="--language")
