"""The one index of all names: states, organisations, persons and places, found over a text in one pass.

A table of word sequences, not an automaton: building an Aho-Corasick automaton over these names takes 0.7 s, ten
times the table's time, and more than reading an article; finding costs 10 to 20 ms per 100,000 characters either way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Literal

from depeche.knowledge.directory import Directory, Office, latest, load_directory
from depeche.knowledge.gazetteer import load_gazetteer, place_names
from depeche.knowledge.load import Row, read_table, read_words
from depeche.knowledge.shadow import name_key, words

SenseForm = Literal["name", "metonym", "demonym", "place"]
Raw = tuple[int, str, SenseForm, str, str | None]  # rank, id, form, written form, literal

# Ranks of readings: what a newspaper most often means by the words, first. Measured on the written corpus.
STATE, METONYM, DEMONYM, ORGANISATION, PERSON, REGION, METROPOLIS = 0, 10, 15, 20, 20, 25, 30
SURNAME, RARE_METONYM, CITY = 40, 50, 55
METROPOLIS_POPULATION = 1_000_000  # inhabitants from which a city comes before persons known by surname alone
MAX_GAP = 2  # code points between two words of a name: "EE. UU."
HYPHENS = ("-", "\u2010", "\u2011")  # after the first half of a compound: "franco-"
INITIAL = 2  # a stop inside a name follows at most this many letters: "U.S.", "St. Petersburg"
SHORT = 3  # letters of a word that, all in capitals, is read as numeral or acronym before a name


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a name. `id`: of the directory, or of the gazetteer where the form is "place"; `literal`: for a
    metonym what the words name in themselves ("Pyongyang", "Kremlin", "Pentagon")."""

    id: str
    form: SenseForm
    literal: str | None


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in the text and every reading of it, best first."""

    start: int
    end: int
    senses: tuple[Sense, ...]


Word = tuple[str, int, int]


def _is_acronym(word: str) -> bool:
    return word.isupper() and (len(word) > 1 or word.isdigit())


def _cased(word: str, model: str) -> bool:
    """Whether a word of the text has the capitals its written model asks for."""
    if _is_acronym(model):
        return word.isupper()
    return not model[0].isupper() or word[0].isupper()


def _accented(word: str, model: str) -> bool:
    """Whether the word has no accent that its model lacks ("Pôle" is no Pole), and in lower case, where accents are
    never dropped, all of them ("finés", not "fines")."""
    if word.islower():
        return word == model.lower()
    return all(a == b or a.isascii() for a, b in zip(word.lower(), model.lower(), strict=False))


def _alone(word: str, model: str) -> bool:
    """`_cased` for a name of one word: short capitals are a numeral or an acronym, not the name ("Pie XI", "HU")."""
    return _cased(word, model) and (len(word) > SHORT or not word.isupper() or model.isupper())


def _written_so(found: Sequence[str], sense: Raw) -> bool:
    """Whether the words found have the capitals of the sense's form: all of them for an organisation or an acronym,
    else the first and the last ("La réunion" is no island); and for demonyms and surnames its accents too."""
    rank, _, reading, form, _ = sense
    models = re.findall(r"[^\W_]+", form)
    if len(models) != len(found):
        return True
    pairs = list(zip(found, models, strict=True))
    if (reading == "demonym" or SURNAME <= rank < RARE_METONYM) and not all(_accented(*pair) for pair in pairs):
        return False
    if rank == ORGANISATION or any(_is_acronym(model) for model in models):
        return all(_cased(word, model) for word, model in pairs)
    if len(pairs) == 1:
        return _alone(*pairs[0])
    capitals = [pair for pair in pairs if pair[1][0].isupper()]
    return all(_cased(*pair) for pair in (*capitals[:1], *capitals[-1:]))


@dataclass(frozen=True)
class Names:
    """`senses`: raw readings by key; `longest`: words of the longest name that starts with a word;
    `common`: keys of acronyms that are also words, not read as names inside a line of capitals."""

    senses: Mapping[str, list[Raw]]
    longest: Mapping[str, int]
    common: frozenset[str]

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Every name in the text, leftmost and longest first, none overlapping another, in text order."""
        return tuple(self._hits(text, list(words(text))))

    def named(self, text: str) -> tuple[Sense, ...]:
        """The readings of a name given by itself, whatever its case; best first."""
        return _sorted_senses(self.senses.get(name_key(text), ()))

    def sounding_like(self, text: str) -> tuple[str, ...]:
        """Ids of the persons with a name of as many words that another transliteration may write so: "Yeyhun
        Bairámov" for Jeyhun Bayramov. Sorted; empty for a single word."""
        plain = name_key(text)
        near = (
            id
            for id, name in persons_by_sound().get(_sound(plain), ())
            if SequenceMatcher(None, plain, name, autojunk=False).ratio() >= ALIKE
        )
        return tuple(sorted(set(near)))

    def _hits(self, text: str, found: list[Word]) -> Iterator[NameHit]:
        at, keys = 0, [key for key, _, _ in found]
        while at < len(found):
            longest = min(self.longest.get(found[at][0], 0), len(found) - at)
            for count in range(longest, 0, -1):
                key = keys[at] if count == 1 else " ".join(keys[at : at + count])
                if (raw := self.senses.get(key)) and (hit := self._hit(text, found, at, count, raw)):
                    yield hit
                    at += count
                    break
            else:
                at += 1

    def _hit(self, text: str, found: list[Word], at: int, count: int, raw: Sequence[Raw]) -> NameHit | None:
        """`raw`: readings of the words."""
        part = found[at : at + count]
        if not _joined(text, part):
            return None
        written = [text[start:end] for _, start, end in part]
        hyphen = text[part[-1][2] : part[-1][2] + 1] in HYPHENS
        held = [sense for sense in raw if _written_so(written, sense) and (hyphen or sense[3][-1] != "-")]
        if not held or (count == 1 and part[0][0] in self.common and _shouted(text, found, at)):
            return None
        return NameHit(part[0][1], _end(text, part), _sorted_senses(held))


def _joined(text: str, part: Sequence[Word]) -> bool:
    """Whether only spaces, hyphens, apostrophes and stops of initials stand between the words."""
    for (_, start, end), (_, after, _) in pairwise(part):
        gap = text[end:after]
        if len(gap) > MAX_GAP or (gap.isspace() and len(gap) > 1):
            return False
        if "." in gap and end - start > INITIAL:
            return False
        if not _GAP.fullmatch(gap):
            return False
    return True


_GAP = re.compile(r"[\s'’‘ʼ`´.‐‑–-]\s?")


def _end(text: str, part: Sequence[Word]) -> int:
    """The end of the name, with the last stop of dotted initials: "EE.UU." """
    end = part[-1][2]
    dotted = len(part) > 1 and end - part[-1][1] <= INITIAL and text[part[0][2] : part[0][2] + 1] == "."
    return end + 1 if dotted and text[end : end + 1] == "." else end


def _shouted(text: str, found: list[Word], at: int) -> bool:
    """Whether the words around are all in capitals: in such a line "WHO" need not be the organisation."""
    around = [text[start:end] for _, start, end in found[max(0, at - 2) : at] + found[at + 1 : at + 3]]
    return bool(around) and all(word.isupper() for word in around)


def _sorted_senses(raw: Sequence[Raw]) -> tuple[Sense, ...]:
    ordered: dict[Sense, None] = {}
    for _, id, form, _, literal in sorted(raw, key=lambda sense: sense[0]):
        ordered[Sense(id, form, literal)] = None
    return tuple(ordered)


# ---- transliterations -----------------------------------------------------------------------------------------------

ALIKE = 0.7  # of the letters of two names in order, from which one may be the other's transliteration
SOUNDS = (  # letters that languages write for one sound, and a letter for all of them; order matters
    ("kh", "h"),
    ("tch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("ts", "s"),
    ("ph", "f"),
    ("ck", "k"),
    ("gu", "g"),
    (" dj", " "),
)
# the same for single letters; vowels, and consonants that are written now so, now not, go
LETTERS = str.maketrans({"z": "s", "v": "f", "w": "f", "q": "k", "c": "k", "x": "ks"} | dict.fromkeys("aeiouyjh"))
DOUBLE = re.compile(r"(.)\1+")
TELLING = 4  # consonants of a whole name from which it is compared


def _sound(key: str) -> str:
    """The consonants of a name's words that all transliterations share; "" for a single word or too few of them."""
    if " " not in key:
        return ""
    heard = _heard(key)
    return heard if len(heard) - heard.count(" ") >= TELLING else ""


def _heard(key: str) -> str:
    heard = f" {key}"
    for written, letter in SOUNDS:
        heard = heard.replace(written, letter)
    return DOUBLE.sub(r"\1", heard.translate(LETTERS))


def likeness(full: str, surname: str) -> float:
    """How like the last of a full name a surname is that may be another transliteration of it ("Aliev" of Ilham
    Aliyev): the share of its letters, 0 where it cannot be."""
    last, other = name_key(full).rpartition(" ")[2], name_key(surname)
    if " " in other or _heard(last) != _heard(other):
        return 0.0
    alike = SequenceMatcher(None, last, other, autojunk=False).ratio()
    return alike if alike >= ALIKE else 0.0


@cache
def persons_by_sound() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """(id, key) of every name of a person of two words or more, by its sound."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, raw in load_names().senses.items():
        ids = [id for rank, id, form, _, _ in raw if rank == PERSON + 1 and form == "name"]
        if ids and (sound := _sound(key)):
            found[sound].extend((id, key) for id in ids)
    return {sound: tuple(pairs) for sound, pairs in found.items()}


# ---- the tables, row by row -----------------------------------------------------------------------------------------


def _state_names(row: Row) -> Iterator[Raw]:
    id, languages = row["iso3"], ("en", "fr", "es")
    for name in (*(row[f"name_{language}"] for language in languages), *row.listed("variants")):
        yield STATE, id, "name", name, None
    for name in row.listed("government_names"):
        yield STATE, id, "name", name, None
    for language in languages:
        for name in row.listed(f"demonym_{language}"):
            yield DEMONYM, id, "demonym", name, None
        rank = METONYM if row["capital_metonym"] == "yes" else RARE_METONYM
        for name in row.listed(f"capital_{language}"):
            yield rank, id, "metonym", name, row.listed("capital_en")[0]
    seats: dict[str, str] = {}
    for name in row.listed("seats"):
        yield METONYM, id, "metonym", name, seats.setdefault(name_key(name), name)


def _organisation_names(row: Row) -> Iterator[Raw]:
    names = [row[f"name_{language}"] for language in ("en", "fr", "es")]
    acronyms = [form for language in ("en", "fr", "es") for form in row.listed(f"acronyms_{language}")]
    for name in _dotted((*names, *acronyms, *row.listed("variants"))):
        if row["kind"] == "ministry" and row["state"]:
            yield METONYM + 1, row["state"], "metonym", name, row["name_en"]
        yield ORGANISATION, row["id"], "name", name, None
    for name in row.listed("seats"):
        yield METONYM - 1, row["id"], "metonym", name, row.listed("seats")[0]


def _dotted(names: Iterable[str]) -> Iterator[str]:
    """The names, and those that begin with "US" or "UN" with stops too: "U.S. Treasury"."""
    for name in names:
        yield name
        if name.startswith(("US ", "UN ")):
            yield f"{name[0]}.{name[1]}.{name[2:]}"


def _person_names(row: Row, weight: int) -> Iterator[Raw]:
    for name in (row["name_en"], row["name_fr"], row["name_es"], *row.listed("variants")):
        alone = len(re.findall(r"[^\W_]+", name)) == 1
        yield (SURNAME + weight if alone else PERSON + 1), row["id"], "name", name, None


def _place_senses(cells: list[str]) -> Iterator[Raw]:
    kind, population = cells[5], int(cells[11] or 0)
    rank = CITY if kind == "city" else REGION
    if kind == "city" and population >= METROPOLIS_POPULATION:
        rank = METROPOLIS
    for name in place_names(cells):
        yield rank, cells[0], "place", name, None


HIGH_OFFICES = ("head_of_state", "head_of_government", "head_of_organisation")
LEADER, HIGH, MINOR, LONG_AGO, RECENT = 0, 1, 2, 3, "2015"


def _weight(directory: Directory, person: str) -> int:
    """How far down a bearer of a surname comes: 0 for who recently led a state, to 5."""
    offices = directory.by_person.get(person, ())
    best = min((_office_weight(directory, office) for office in offices), default=MINOR)
    return best + (0 if any(latest(office.end) >= RECENT for office in offices) else LONG_AGO)


def _office_weight(directory: Directory, office: Office) -> int:
    if any(office.office == leading for leading, _ in directory.leading.get(office.state or "", ())):
        return LEADER
    return HIGH if office.office in HIGH_OFFICES else MINOR


def _all_names() -> Iterator[Raw]:
    directory = load_directory()
    for row in read_table("actors/states"):
        yield from _state_names(row)
    for row in read_table("actors/organisations"):
        yield from _organisation_names(row)
    for row in read_table("actors/persons"):
        yield from _person_names(row, _weight(directory, row["id"]))
    for cells in load_gazetteer().rows.values():
        if cells[5] != "country" or cells[0] not in directory.entries:
            yield from _place_senses(cells)


@cache
def load_names() -> Names:
    """All names of the shipped tables but those of cities that `data/places/silent.tsv` lists."""
    silent = frozenset(row["name"] for row in read_table("places/silent"))
    senses: defaultdict[str, list[Raw]] = defaultdict(list)
    for raw in _all_names():
        if raw[3] and not ((key := name_key(raw[3])) in silent and raw[0] == CITY):
            senses[key].append(raw)
    longest: dict[str, int] = {}
    for key in senses:
        first, count = key.partition(" ")[0], key.count(" ") + 1
        if count > longest.get(first, 0):
            longest[first] = count
    return Names(senses, longest, frozenset(read_words("actors/names")["common_acronyms"]))
