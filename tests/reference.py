"""`make reference`: writes docs/reference.md from the docstrings of what is public."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin

import depeche

PAGE = Path(__file__).parent.parent / "docs/reference.md"
HEAD = """# Reference

The public side of the package in Python, made from its docstrings by `make reference`. Everything else may change
between versions. Commands are described on [a page of their own](commands.md), the fields
of records [on another](output.md).

## In one screen

`import depeche` loads nothing; each name is fetched when first asked for.

| name | |
| --- | --- |
"""
# homes of what is public, beside the package itself
HOMES = (
    "depeche.store.query",
    "depeche.store.questions",
    "depeche.analysis.timelines",
    "depeche.analysis.relations",
    "depeche.analysis.networks",
    "depeche.analysis.panels",
    "depeche.analysis.comparing",
    "depeche.analysis.corroboration",
)


def reference() -> str:
    """The whole page."""
    names = {name: getattr(depeche, name) for name in depeche.__all__}
    rows = "".join(f"| [`{name}`](#{name.lower()}) | {summary(thing)} |\n" for name, thing in names.items())
    text = f"{HEAD}{rows}\n"
    text += "".join(entry(name, thing) for name, thing in names.items())
    for home in HOMES:
        module = import_module(home)
        text += f"## {home}\n\n{paragraphs(module)}\n"
        text += "".join(entry(name, thing) for name, thing in public(module) if name not in names)
    return text.rstrip() + "\n"


def public(module: Any) -> Iterator[tuple[str, Any]]:
    """Functions and classes that a module defines for others, in the order of its text."""
    for name, thing in vars(module).items():
        ours = getattr(thing, "__module__", None) == module.__name__ and not name.startswith("_")
        if ours and (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__doc__:
            yield name, thing


def entry(name: str, thing: Any) -> str:
    """A heading, what it is called with, what it does, and what a class has."""
    text = f"### {name}\n\n"
    if get_origin(thing) or get_args(thing):
        return text + f"`{thing}`\n\n"
    if inspect.isfunction(thing):
        return text + f"```\n{name}{signature(thing)}\n```\n\n{paragraphs(thing)}\n"
    text += f"{paragraphs(thing)}\n"
    if is_dataclass(thing):
        listed = ", ".join(f"`{field.name}`" for field in fields(thing))
        text += f"Fields: {listed}.\n\n"
    for method, does in vars(thing).items():
        if inspect.isfunction(does) and not method.startswith("_") and does.__doc__:
            text += f"- `{method}{signature(does, bound=True)}`: {' '.join(inspect.getdoc(does).split())}\n"
    return text.rstrip() + "\n\n"


def signature(function: Any, *, bound: bool = False) -> str:
    found = inspect.signature(function)
    kept = [p for p in found.parameters.values() if not (bound and p.name == "self")]
    text = str(found.replace(parameters=kept)) if kept or not bound else "()"
    return re.sub(r"<function \S+ at 0x\w+>", "…", re.sub(r"'([^']*)'", r"\1", text))


def paragraphs(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").strip() + "\n"


def summary(thing: Any) -> str:
    """The first sentence of what it says of itself."""
    return re.split(r"(?<=\.)\s", " ".join((inspect.getdoc(thing) or "").split()))[0].replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
