"""Words and names that show what a line of an article is: labels, credits, bylines, agencies, markup.

A caption may be in another language than its article, so the words of all languages are looked for at once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from depeche.knowledge.load import DATA, read_table, read_words

AgencyKind = Literal["agency", "outlet"]

SHORT_NAME = 4  # letters
MISSPELT = 6  # letters: what has fewer in another order is another word
ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # nearly all marks there are; U+034F is none
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """The lists of every `data/<language>/layout.toml`, joined. An asterisk in a phrase stands for a few words."""

    photo_labels: tuple[str, ...]
    credit_labels: tuple[str, ...]
    credit_openings: tuple[str, ...]
    credit_fillers: tuple[str, ...]
    agency_words: tuple[str, ...]
    credit_for: tuple[str, ...]
    via: tuple[str, ...]
    caption_openings: tuple[str, ...]
    archive_cues: tuple[str, ...]
    contents_labels: tuple[str, ...]
    byline_openings: tuple[str, ...]
    byline_roles: tuple[str, ...]
    byline_with: tuple[str, ...]
    byline_and: tuple[str, ...]
    dated_words: tuple[str, ...]
    dated_openings: tuple[str, ...]
    aside_openings: tuple[str, ...]
    invitations: tuple[str, ...]
    share_words: tuple[str, ...]
    rights: tuple[str, ...]
    sections: tuple[str, ...]
    name_particles: tuple[str, ...]
    organisation_words: tuple[str, ...]
    standfirst_labels: tuple[str, ...]
    abbreviations: tuple[str, ...]
    paywall_notices: tuple[str, ...]
    error_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """What a markup tag does to the text: whether it ends the line, what its words are, whether it stresses them."""

    breaks: bool
    hint: str | None
    emphasis: bool


def fold(words: str) -> str:
    """Lower case without accents, typographic apostrophes, dashes or doubled blanks; for comparing, not for offsets."""
    if words.isascii():
        return " ".join(words.replace("`", "'").lower().split())
    plain = unicodedata.normalize("NFKD", words.translate(STRAIGHT).casefold())
    plain = ACCENTS.sub("", plain)
    return " ".join((plain if plain.isascii() else NOT_ASCII.sub(without_marks, plain)).split())


def without_marks(found: re.Match[str]) -> str:
    return "".join(c for c in found[0] if not unicodedata.combining(c))


def phrase_pattern(phrase: str) -> str:
    """A regular expression for a phrase: any blanks, either apostrophe, an asterisk for at most 60 characters."""
    words = ["[^.;\\n]{1,60}?" if word == "*" else re.escape(word).replace("'", "['’]") for word in phrase.split()]
    return r"\s+".join(words)


def any_of(phrases: tuple[str, ...]) -> str:
    """A regular expression for the longest of the phrases that fits."""
    return "(?:" + "|".join(map(phrase_pattern, sorted(phrases, key=lambda p: (-len(p), p)))) + ")"


@cache
def laid_out_languages() -> tuple[str, ...]:
    """The languages that have a `data/<language>/layout.toml`, in order of their codes."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/layout.toml")))


@cache
def load_layout_words() -> LayoutWords:
    """Raises BadKnowledge on a faulty file."""
    tables = [read_words(f"{language}/layout") for language in laid_out_languages()]
    names = LayoutWords.__dataclass_fields__
    return LayoutWords(**{name: tuple(dict.fromkeys(p for t in tables for p in t[name])) for name in names})


@cache
def load_common_words() -> dict[str, frozenset[str]]:
    """The small words of each language's texts."""
    return {code: frozenset(read_words(f"{code}/layout")["common_words"]) for code in laid_out_languages()}


@cache
def load_neighbours(language: str) -> frozenset[str]:
    """Small words of the languages near it, some of them its own too."""
    return frozenset(read_words(f"{language}/layout")["neighbours"])


@cache
def load_letters(language: str) -> frozenset[str]:
    """The small letters of its alphabet beyond a to z."""
    return frozenset(read_words(f"{language}/layout")["letters"])


@cache
def words_of_dates() -> frozenset[str]:
    """Folded names of months and weekdays of every language, and the small words between them."""
    calendars = [read_words(f"{language}/calendar") for language in laid_out_languages()]
    keys = ("months", "months_short", "weekdays", "weekdays_short")
    names = {name for calendar in calendars for key in keys for row in calendar[key] for name in row.split("|")}
    return frozenset(fold(word) for word in names | set(load_layout_words().dated_words) if word)


@cache
def load_agencies() -> dict[str, AgencyKind]:
    """Name or alias, folded -> press agency or other outlet."""
    found: dict[str, AgencyKind] = {}
    for row in read_table("layout/agencies"):
        kind: AgencyKind = "agency" if row["kind"] == "agency" else "outlet"
        for name in (row["name"], *row.listed("aliases")):
            found.setdefault(fold(name), kind)
    return found


def agency_kind(words: str) -> AgencyKind | None:
    """Agency, outlet, or neither. A short name is one only in capitals or as listed: "PA", but not "Pa."."""
    if len(words.split()) > longest_agency():
        return None  # most of what is asked for: the ends of paragraphs
    agencies = load_agencies()
    if len(words) > SHORT_NAME or words.isupper():
        return agencies.get(fold(words)) or misspelt_agencies().get(letters_of(words) if words.isupper() else "")
    return agencies.get(fold(words)) if words in printed_names() else None


@cache
def longest_agency() -> int:
    """Words of the longest name or alias."""
    return max(len(name.split()) for name in load_agencies())


def letters_of(words: str) -> str:
    """Its letters in alphabetical order: the same for a name whose letters were swapped."""
    return "".join(sorted(fold(words)))


@cache
def misspelt_agencies() -> dict[str, AgencyKind]:
    """Letters of a press agency of one long word -> agency: "RUETERS"."""
    listed = load_agencies().items()
    return {
        letters_of(name): kind for name, kind in listed if kind == "agency" and len(name) >= MISSPELT and name.isalpha()
    }


@cache
def printed_names() -> frozenset[str]:
    return frozenset(n for row in read_table("layout/agencies") for n in (row["name"], *row.listed("aliases")))


@cache
def load_tags() -> dict[str, Tag]:
    """Markup tags by name; what is not here is text, not markup."""
    return {
        row["tag"]: Tag(row["breaks"] == "yes", row["hint"] or None, row["emphasis"] == "yes")
        for row in read_table("layout/tags")
    }


@cache
def months_of_calendars() -> dict[str, int]:
    """Folded name or short form of a month in every language -> its number."""
    found: dict[str, int] = {}
    for language in laid_out_languages():
        calendar = read_words(f"{language}/calendar")
        for names in (calendar["months"], calendar["months_short"]):
            for number, row in enumerate(names, start=1):
                found |= {fold(name): number for name in row.split("|") if name}
    return found
