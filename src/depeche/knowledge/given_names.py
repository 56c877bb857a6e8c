"""Whether a name is a woman's or a man's: `data/actors/given_names.toml`, and titles only women bear."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from depeche.knowledge.directory import load_directory
from depeche.knowledge.load import read_words


@cache
def _given() -> Mapping[str, str]:
    lists = read_words("actors/given_names")
    return {name.lower(): "f" for name in lists["women"]} | {name.lower(): "m" for name in lists["men"]}


@cache
def women() -> frozenset[str]:
    """Ids of the persons the tables know as women."""
    lists = read_words("actors/given_names")
    titles = frozenset(lists["feminine_titles"])
    titled = (
        office.person
        for offices in load_directory().by_person.values()
        for office in offices
        if any(title.lower() in titles for title in office.titles.values())
    )
    return frozenset((*lists["women_in_full"], *titled))


def gender_of_name(name: str) -> str | None:
    """ "f" or "m" by the first word of a full name; None where it does not tell."""
    first, _, rest = name.replace("\u00a0", " ").partition(" ")
    return _given().get(first.lower()) if rest else None


def gender_of_person(id: str, name: str) -> str | None:
    """The gender of a person of the directory, by title or given name."""
    return "f" if id in women() else gender_of_name(name)
