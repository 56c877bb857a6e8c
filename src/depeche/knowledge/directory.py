"""States, organisations and persons, and who held which office when.

Tables: `data/actors/states.tsv`, `organisations.tsv`, `persons.tsv` and `offices_<region>.tsv`; their columns are
told in `docs/knowledge-actors.md`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from depeche.errors import BadKnowledge
from depeche.knowledge.load import Row, read_table, read_words
from depeche.records import ActorKind

LANGUAGES = ("en", "fr", "es")
OFFICE_TABLES = ("offices_africa", "offices_americas", "offices_asia", "offices_europe", "offices_other")
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
DAYS = 1 << 12  # answers about the offices of a state on a day that are kept
FORMER = ("ELI",)  # PLOVER: a person of rank without office


@dataclass(frozen=True, slots=True)
class Entry:
    """A known actor. `id`: ISO 3166 alpha-3 for a state, else a slug of the usual English name, which `name` is.
    `state`: the actor's own state, None for what belongs to none; `sectors`: PLOVER codes, most telling first."""

    id: str
    kind: ActorKind
    name: str
    state: str | None
    sectors: tuple[str, ...]
    wikidata: str | None


@dataclass(frozen=True, slots=True)
class Office:
    """A person's time in an office. `state`: of a state or, for a secretary-general and the like, of an organisation;
    `titles`: by language; `start` and `end`: ISO dates as precise as known ("1999-12-31", "2003-05", "1997"),
    an `end` of None: in office when last known; `row`: "actors/offices_europe:12"."""

    state: str | None
    office: str
    titles: Mapping[str, str]
    person: str
    start: str | None
    end: str | None
    row: str

    def covers(self, day: datetime.date) -> bool:
        """Whether the office may have been held on that day: a partial date counts as widely as it can be read,
        and on a day of handover both hold it."""
        return self.covers_iso(day.isoformat())

    def covers_iso(self, day: str) -> bool:
        return earliest(self.start) <= day <= latest(self.end)


def earliest(partial: str | None) -> str:
    """The first day a partial ISO date may mean: "2003" -> "2003-01-01"; None: no limit."""
    return (partial + "-01-01"[len(partial) - 4 :]) if partial else FIRST_DAY


def latest(partial: str | None) -> str:
    """The last day a partial ISO date may mean, as text that compares right: "2003-02" -> "2003-02-31"."""
    return (partial + "-12-31"[len(partial) - 4 :]) if partial else LAST_DAY


@dataclass(frozen=True)
class Directory:
    """Every known actor by id, and the offices in the order of their tables.
    `leading`: for each state its leading offices as (office, first day), in order of time; `adjectives`: what English
    calls a state's own bodies: "Norwegian", "US"; `capitals`: the English name of each state's seat; `profiles`: what a
    person may be called besides his office: "soldier", "republican"."""

    entries: Mapping[str, Entry]
    by_state: Mapping[str, tuple[Office, ...]]
    by_person: Mapping[str, tuple[Office, ...]]
    leading: Mapping[str, tuple[tuple[str, str], ...]]
    adjectives: Mapping[str, str]
    capitals: Mapping[str, str]
    profiles: Mapping[str, frozenset[str]]

    def entry(self, id: str) -> Entry | None:
        return self.entries.get(id)

    @cached_property
    def held_on(self) -> Callable[[str, str], tuple[Office, ...]]:
        """The offices of a state (or organisation) that somebody held on an ISO day, in the order of their tables;
        an article asks for the same ones over and over."""
        return lru_cache(DAYS)(
            lambda state, day: tuple(office for office in self.by_state.get(state, ()) if office.covers_iso(day))
        )

    def holders(self, state: str, office: str, day: datetime.date) -> tuple[Office, ...]:
        """Who held the office of a state (or organisation) on that day, latest start first; several when unsure."""
        iso = day.isoformat()
        held = [o for o in self.held_on(state, iso) if o.office == office]
        return tuple(sorted(held, key=lambda o: earliest(o.start), reverse=True))

    def offices_of(self, person: str, day: datetime.date | None = None) -> tuple[Office, ...]:
        """A person's offices, latest start first; those held on `day` when it is given."""
        held = [o for o in self.by_person.get(person, ()) if day is None or o.covers(day)]
        return tuple(sorted(held, key=lambda o: earliest(o.start), reverse=True))

    def in_words(self, office: Office) -> str:
        """ "Minister of Defense, Germany"."""
        state = self.entry(office.state) if office.state else None
        return f"{office.titles['en']}, {state.name}" if state is not None else office.titles["en"]

    def leaders(self, state: str, day: datetime.date) -> tuple[Office, ...]:
        """Who led a state (or organisation) that day: the president where he governs, else the head of government."""
        leading = [office for office, since in self.leading.get(state, ()) if since <= day.isoformat()]
        for office in (*reversed(leading), "head_of_organisation", "head_of_government", "head_of_state"):
            if held := self.holders(state, office, day):
                return held
        return ()

    def sectors_on(self, person: str, day: datetime.date) -> tuple[str, ...]:
        """A person's sectors that day: the entry's while in office or before, ELI once every office has ended."""
        entry, offices = self.entries.get(person), self.by_person.get(person, ())
        if offices and all(latest(o.end) < day.isoformat() for o in offices):
            return FORMER
        return entry.sectors if entry else ()


def _states(rows: Iterable[Row]) -> Iterable[Entry]:
    for row in rows:
        yield Entry(row["iso3"], "state", row["name_en"], row["iso3"], ("GOV",), row["wikidata"] or None)


def _organisations(rows: Iterable[Row]) -> Iterable[Entry]:
    for row in rows:
        state, wikidata = row["state"] or None, row["wikidata"] or None
        yield Entry(row["id"], "organisation", row["name_en"], state, row.listed("sector"), wikidata)


def _persons(rows: Iterable[Row]) -> Iterable[Entry]:
    for row in rows:
        state, wikidata = row["state"] or None, row["wikidata"] or None
        yield Entry(row["id"], "person", row["name_en"], state, row.listed("sectors"), wikidata)


def _office(row: Row) -> Office:
    titles = {language: row[f"title_{language}"] for language in LANGUAGES if row[f"title_{language}"]}
    return Office(
        row["state"] or None, row["office"], titles, row["person"], row["from"] or None, row["to"] or None, row.id
    )


def _leading(rows: Iterable[Row]) -> dict[str, tuple[tuple[str, str], ...]]:
    """ "head_of_government|head_of_state:2014-08" -> the offices with the first day each leads."""
    leading = {}
    for row in rows:
        pairs = [office.partition(":") for office in row.listed("leads")]
        leading[row["iso3"]] = tuple((office, earliest(since or None)) for office, _, since in pairs)
    return leading


def _capitals(rows: Iterable[Row]) -> dict[str, str]:
    return {row["iso3"]: row.listed("capital_en")[0] for row in rows if row["capital_en"]}


def _adjectives(rows: Iterable[Row]) -> dict[str, str]:
    """The first English demonym of each state, where `names.toml` has none that is more usual."""
    usual = {row["iso3"]: row.listed("demonym_en")[0] for row in rows if row["demonym_en"]}
    return {**usual, **read_words("actors/names")["adjectives"]}


def _grouped(offices: Iterable[Office]) -> tuple[dict[str, tuple[Office, ...]], dict[str, tuple[Office, ...]]]:
    states: defaultdict[str, list[Office]] = defaultdict(list)
    persons: defaultdict[str, list[Office]] = defaultdict(list)
    for office in offices:
        if office.state:
            states[office.state].append(office)
        persons[office.person].append(office)
    return {k: tuple(v) for k, v in states.items()}, {k: tuple(v) for k, v in persons.items()}


@cache
def load_directory() -> Directory:
    """The shipped tables. Raises BadKnowledge where two rows share an id."""
    states = tuple(read_table("actors/states"))
    entries: dict[str, Entry] = {}
    found = (
        *_states(states),
        *_organisations(read_table("actors/organisations")),
        *_persons(read_table("actors/persons")),
    )
    for entry in found:
        if entry.id in entries:
            raise BadKnowledge(f"data/actors: two rows share the id {entry.id}; give one of them another")
        entries[entry.id] = entry
    offices = [_office(row) for table in OFFICE_TABLES for row in read_table(f"actors/{table}")]
    by_state, by_person = _grouped(offices)
    return Directory(
        entries, by_state, by_person, _leading(states), _adjectives(states), _capitals(states), _profiles()
    )


def _profiles() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_table("actors/profiles"):
        found[row["person"]].add(row["profile"])
    return {person: frozenset(profiles) for person, profiles in found.items()}
