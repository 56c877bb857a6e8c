"""What is named on a command line -> files to read: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from depeche.reading.formats import STANDARD_INPUT
from depeche.store.folder import ABOUT


def files_in(sources: Iterable[str]) -> Iterator[str]:
    """The path of every file, absolute: a folder's with all below it, by name; hidden files and stores left out. A
    source that is not there comes out as it is, for the reader to say so."""
    for source in sources:
        if source == STANDARD_INPUT:
            yield source
        elif os.path.isdir(source):
            yield from files_below(os.path.abspath(source))
        elif glob.has_magic(source) and not os.path.exists(source):
            yield from matching(source)
        else:
            yield os.path.abspath(source)


def files_below(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        if Path(place, ABOUT).exists():
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(place, name) for name in sorted(files) if not name.startswith("."))


def matching(pattern: str) -> Iterator[str]:
    """The files a pattern stands for ("**" for any folders); the pattern itself where there are none."""
    found = sorted(glob.iglob(pattern, recursive=True))
    yield from (file for path in found for file in files_in([path])) if found else iter([os.path.abspath(pattern)])


def count_files(sources: Iterable[str]) -> int | None:
    """How many files there are to read; None where standard input is among them."""
    named = list(sources)
    return None if STANDARD_INPUT in named else sum(1 for _ in files_in(named))
