"""Words for who somebody is: offices, bodies of a state, kinds of people; and the words that tell who is meant.

Tables: `data/<language>/roles.tsv`, one noun or fixed phrase a row, and `data/<language>/reference.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from depeche.errors import BadKnowledge
from depeche.knowledge.load import Row, read_table, read_words
from depeche.records import ActorKind

KINDS = frozenset(get_args(ActorKind))
WORD = re.compile(r"\w+")
GAP = re.compile(r"[\s'’‐-]\s?")


@dataclass(frozen=True, slots=True)
class RoleWord:
    """A noun that says who somebody is. `office`: the directory's office ("head_of_state"), or a class of people or
    bodies ("rebel", "army"), "none" for an idiom that is nobody; `invariable`: singular and plural are one form;
    `state`: of an office that only one state has ("pape"); `profile`: of a word that tells more than its class
    ("republican"); `english`: what it is called there, one and several; none of English words, which are it; `row`:
    "fr/roles:12"."""

    lemma: str
    office: str
    kind: ActorKind
    sectors: tuple[str, ...]
    row: str
    invariable: bool = False
    state: str | None = None
    profile: str | None = None
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleHit:
    """A role word where it stands in a text. `plural`: its form is a plural."""

    start: int
    end: int
    word: RoleWord
    plural: bool


@dataclass(frozen=True, slots=True)
class RoleForm:
    """A written form of a role word; what has a capital in the table must have one in the text."""

    written: str
    word: RoleWord
    plural: bool

    def fits(self, text: str) -> bool:
        pairs = zip(WORD.findall(self.written), WORD.findall(text), strict=True)
        return all(word[0].isupper() or not model[0].isupper() for model, word in pairs)


@dataclass(frozen=True)
class Roles:
    """The role words of one language, by the words of their forms."""

    forms: Mapping[tuple[str, ...], tuple[RoleForm, ...]]
    longest: Mapping[str, int]

    def find(self, text: str) -> Iterator[RoleHit]:
        """Every role word, leftmost and longest first, in text order."""
        words = [(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(text)]
        at = 0
        while at < len(words):
            hit = self._longest(text, words, at) if words[at][0] in self.longest else None
            if hit is None:
                at += 1
                continue
            yield hit
            while at < len(words) and words[at][1] < hit.end:
                at += 1

    def _longest(self, text: str, words: list[tuple[str, int, int]], at: int) -> RoleHit | None:
        for count in range(min(self.longest.get(words[at][0], 0), len(words) - at), 0, -1):
            part = words[at : at + count]
            forms = self.forms.get(tuple([word for word, _, _ in part]))
            if forms and all(GAP.fullmatch(text[a[2] : b[1]]) for a, b in pairwise(part)):
                start, end = part[0][1], part[-1][2]
                for form in forms:
                    if form.fits(text[start:end]):
                        return RoleHit(start, end, form.word, form.plural)
        return None


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """Lower-case words that tell who or where is meant; what each is for stands in `reference.toml`.
    `pronouns`, `weak_pronouns`, `possessives`: form -> (gender, number), "-" where the form does not tell;
    `articles`: a singular noun needs a determiner."""

    definite: frozenset[str]
    indefinite: frozenset[str]
    dual: frozenset[str]
    both: frozenset[str]
    former: frozenset[str]
    incoming: frozenset[str]
    outgoing: frozenset[str]
    interim: frozenset[str]
    serving: frozenset[str]
    lesser: frozenset[str]
    courtesy: frozenset[str]
    complement: frozenset[str]
    owning: frozenset[str]
    neighbouring: frozenset[str]
    particles: frozenset[str]
    presided: frozenset[str]
    own: frozenset[str]
    suffered: frozenset[str]
    controlling: frozenset[str]
    place_cases: frozenset[str]
    act_cases: frozenset[str]
    open_cases: frozenset[str]
    motion: frozenset[str]
    ways: frozenset[str]
    borders: frozenset[str]
    regard: frozenset[str]
    giving: frozenset[str]
    place_by_default: frozenset[str]
    never: frozenset[str]
    place_objects: frozenset[str]
    crossings: frozenset[str]
    place_heads: frozenset[str]
    toward: frozenset[str]
    away: frozenset[str]
    withdrawing: frozenset[str]
    scenes: frozenset[str]
    sites: frozenset[str]
    sites_after: frozenset[str]
    territories: frozenset[str]
    seats: frozenset[str]
    posts: frozenset[str]
    audience: frozenset[str]
    impersonal: frozenset[str]
    there_is: frozenset[str]
    attributive: frozenset[str]
    forces: frozenset[str]
    acting_suffixes: frozenset[str]
    personal: frozenset[str]
    of_things: frozenset[str]
    articles: bool
    counts: Mapping[str, int]
    pronouns: Mapping[str, tuple[str, str]]
    weak_pronouns: Mapping[str, tuple[str, str]]
    possessives: Mapping[str, tuple[str, str]]


def _word(row: Row) -> RoleWord:
    kind = row["kind"]
    invariable = bool(set(row.listed("singular")) & set(row.listed("plural")))
    if kind not in KINDS:
        raise BadKnowledge(f"{row.id}: kind {kind!r}; write one of {', '.join(sorted(KINDS))}")
    told, _, profile = row["class"].partition(":")
    office, _, state = told.partition("@")
    sectors, english = row.listed("sectors"), tuple(filter(None, row.cells.get("english", "").split("|")))
    if len(english) not in (0, 2):
        raise BadKnowledge(f"{row.id}: english {row['english']!r}; write the forms for one and for several, or nothing")
    return RoleWord(row["lemma"], office, kind, sectors, row.id, invariable, state or None, profile or None, english)  # type: ignore[arg-type]


@cache
def load_roles(language: str) -> Roles:
    """The role words of a language. Raises BadKnowledge."""
    forms: dict[tuple[str, ...], tuple[RoleForm, ...]] = {}
    longest: dict[str, int] = {}
    for row in sorted(read_table(f"{language}/roles"), key=lambda row: row["lemma"].islower()):  # capitals first
        word = _word(row)
        for column, plural in (("singular", False), ("plural", True)):
            for written in _spellings(row.listed(column)):
                key = tuple(WORD.findall(written.lower()))
                forms[key] = (*forms.get(key, ()), RoleForm(written, word, plural))
                longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return Roles(forms, longest)


def _spellings(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms, and those with accented capitals also without: "chef de l'Etat"."""
    return tuple(dict.fromkeys((*forms, *(form.replace("É", "E") for form in forms))))


@cache
def load_reference(language: str) -> ReferenceWords:
    """The reference words of a language."""
    words = read_words(f"{language}/reference")
    pronouns, possessives = _agreement(words.pop("pronouns")), _agreement(words.pop("possessives"))
    weak = _agreement(words.pop("weak_pronouns"))
    articles, counts = bool(words.pop("articles")), words.pop("counts")
    lists: dict[str, Any] = {key: frozenset(value) for key, value in words.items()}
    return ReferenceWords(
        articles=articles,
        counts=counts,
        pronouns=pronouns,
        weak_pronouns=weak,
        possessives=possessives,
        **lists,
    )


def _agreement(table: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    return {form: (value.split()[0], value.split()[1]) for form, value in table.items()}
