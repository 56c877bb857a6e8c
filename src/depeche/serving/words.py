"""What the pages say, in the language of who reads them: a file a language in `messages` and in `grammar`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from depeche.serving.archive import other_names, state_names

FOLDER = Path(__file__).parent / "messages"
GRAMMAR = Path(__file__).parent / "grammar"
UNKNOWN = "…"


@dataclass(frozen=True)
class Words:
    """The messages of one language; templates call it `t`."""

    language: str
    messages: Mapping[str, Any]
    states: Mapping[str, str]
    others: Mapping[str, str]
    grammar: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """The message `section.name`, its values filled in. Raises KeyError on one that is not there."""
        section, _, name = key.partition(".")
        return str(self.messages[section][name]).format(**values)

    def label(self, section: str, code: object) -> str:
        """What a code is called, else the code in words."""
        known = self.messages.get(section, {})
        return str(known.get(str(code), str(code).replace("_", " ").replace("-", " ")))

    def number(self, value: float) -> str:
        separator = self.messages["numbers"]["thousands"]
        return f"{value:,}".replace(",", separator)

    def count(self, noun: str, number: int) -> str:
        """ "1 event", "2,000 events"."""
        one, more = self.messages["counts"][noun]
        form = one if number in self.messages["numbers"]["singular"] else more
        return str(form.format(n=self.number(number)))

    def tie(self, relation: str, one: str, other: str) -> str:
        """ "Turkey supports Azerbaijan"; a relation without a message is named between the two."""
        known: str | None = self.messages["ties"].get(relation)
        if known is None:
            return f"{one} — {relation.replace('_', ' ')} — {other}"
        many = self.grammar["of_many"]
        subject = self.within(one if known.startswith("{one}") else other)
        if subject.startswith(many.get("article", UNKNOWN)):
            known = many.get(relation, known)
        told = known.format(one=self.within(one), other=self.within(other))
        for apart, together in self.grammar["contractions"].items():
            told = told.replace(apart, together)
        return told[:1].upper() + told[1:]

    def within(self, name: str) -> str:
        """A state's name as it stands within a sentence: "la Russie", "the United States"; other names as they are."""
        for before, known in self.grammar["before_states"].items():
            if name in (self.states[iso3] for iso3 in known.split()):
                return before + name
        return name

    def day(self, value: date | str | None) -> str:
        """ "19 juin 2024"; what is no day stays as it is."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value[:10])
            except ValueError:
                return str(value)
        if value is None:
            return self("dates.unknown")
        month = self.messages["dates"]["months"][value.month - 1]
        return self("dates.day", day=value.day, month=month, year=value.year)

    def interval(self, value: str | None) -> str:
        """An ISO interval as one would say it: whole years and months by their names."""
        if value is None:
            return self("dates.unknown")
        first, _, last = value.partition("/")
        if first == last == "..":
            return self("dates.unknown")
        if first == "..":
            return self("dates.until", day=self.day(last))
        if last == "..":
            return self("dates.since", day=self.day(first))
        return self.between(first, last or first)

    def between(self, first: str, last: str) -> str:
        try:
            one, other = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            return f"{first}/{last}"
        whole = one.day == 1 and (other + timedelta(days=1)).day == 1
        if whole and (one.month, other.month, one.year) == (1, 12, other.year):
            return str(one.year)
        if whole and (one.year, one.month) == (other.year, other.month):
            return self("dates.month", month=self.messages["dates"]["months"][one.month - 1], year=one.year)
        return self.day(one) if one == other else self("dates.between", first=self.day(one), last=self.day(other))


@cache
def words(language: str) -> Words:
    messages, grammar = (
        tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")) for folder in (FOLDER, GRAMMAR)
    )
    return Words(language, messages, state_names(language), other_names(language), grammar)


@cache
def languages() -> tuple[str, ...]:
    """Those the pages can be read in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def chosen(asked: str | None, kept: str | None, accepted: str) -> str:
    """The language asked for, else the one kept, else the first that the browser accepts, else English."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    return next((one for one in (asked, kept, *wanted) if one in languages()), "en")
