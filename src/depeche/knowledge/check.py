"""What is wrong in the tables of actors and places, one line each with file, place and remedy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from depeche.knowledge.directory import OFFICE_TABLES, earliest, latest
from depeche.knowledge.load import DATA, Row, read_table, read_words
from depeche.knowledge.shadow import name_key

PARTIAL_DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ISO3 = re.compile(r"[A-Z]{3}")
WIKIDATA = re.compile(r"(Q[1-9]\d*)?")
DEGREES = r"-?\d+(\.\d+)?"
SOLE_OFFICES = ("head_of_state", "head_of_government")  # held by one person at a time
SAME_MIDDLE = 0.3  # degrees within which two rows give the middle of one region
ACTING = "acting|interim|transitional|provisional|designated"  # beside whom the holder may stay in the tables


def check_knowledge(*, folder: Path = DATA) -> tuple[str, ...]:
    """Every problem of the tables under `folder`, as "file:line: problem; remedy", in the order of the files.
    Raises BadKnowledge where a table cannot be read at all."""
    tables = _Tables(folder)
    checks = (_states, _organisations, _persons, _profiles, _offices, _places, _sources)
    return tuple(problem for check in checks for problem in check(tables))


class _Tables:
    """The tables under a folder, each read once, and the ids they define."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read = cache(self._read)
        self.ids = cache(self._ids)
        self.rules = read_words("actors/names", folder=folder)

    def _read(self, name: str) -> tuple[Row, ...]:
        return tuple(read_table(name, folder=self.folder))

    def _ids(self, name: str, column: str = "id") -> frozenset[str]:
        return frozenset(row[column] for row in self.read(name))

    @property
    def states(self) -> frozenset[str]:
        return self.ids("actors/states", "iso3")

    @property
    def organisations(self) -> frozenset[str]:
        return self.ids("actors/organisations")


def _problem(row: Row, problem: str, remedy: str) -> str:
    table, _, line = row.id.rpartition(":")
    return f"{table}.tsv:{line}: {problem}; {remedy}"


def _repeated(rows: Sequence[Row], column: str) -> Iterator[str]:
    first: dict[str, Row] = {}
    for row in rows:
        if row[column] in first:
            yield _problem(row, f"{column} {row[column]} stands in {first[row[column]].id} too", "give it another")
        first.setdefault(row[column], row)


def _wikidata(rows: Sequence[Row]) -> Iterator[str]:
    yield from (
        _problem(row, f"Wikidata id {row['wikidata']}", 'write "Q" and a number, or nothing')
        for row in rows
        if not WIKIDATA.fullmatch(row["wikidata"])
    )
    yield from _repeated([row for row in rows if row["wikidata"]], "wikidata")


def _dates(row: Row) -> Iterator[str]:
    for column in ("from", "to"):
        if not PARTIAL_DATE.fullmatch(row[column]):
            yield _problem(row, f"date {row[column]} in {column}", "write 2003, 2003-05 or 2003-05-17")
            return
    if row["from"] and row["to"] and earliest(row["from"]) > latest(row["to"]):
        yield _problem(row, f"ends {row['to']} before it starts {row['from']}", "exchange or mend the dates")


def _names(row: Row) -> Iterator[str]:
    for language in ("en", "fr", "es"):
        if not row[f"name_{language}"]:
            yield _problem(row, f"no name_{language}", "write the usual name in that language")


def _short(row: Row, columns: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    for form in (form for column in columns for form in row.listed(column)):
        letters = re.sub(r"\W", "", form)
        if len(letters) < 3 and letters not in allowed:
            yield _problem(row, f"{form} is too short to be read safely", "drop it, or allow it in actors/names.toml")


def _states(tables: _Tables) -> Iterator[str]:
    rows = tables.read("actors/states")
    known = tables.ids("places/countries") | frozenset(tables.rules["former_states"])
    yield from _repeated(rows, "iso3")
    yield from _wikidata(rows)
    for row in rows:
        yield from _names(row)
        yield from _short(row, ("variants", "seats"), frozenset(tables.rules["short_names"]))
        if ISO3.fullmatch(row["iso3"]) and row["iso3"] not in known:
            yield _problem(row, f"{row['iso3']} is no ISO 3166 code", "correct it, or name it in former_states")
        for leading in row.listed("leads"):
            if not PARTIAL_DATE.fullmatch(leading.partition(":")[2]):
                yield _problem(row, f"leads {leading}", 'write "office" or "office:date"')


def _organisations(tables: _Tables) -> Iterator[str]:
    rows = tables.read("actors/organisations")
    acronyms = ("acronyms_en", "acronyms_fr", "acronyms_es", "variants")
    yield from _repeated(rows, "id")
    yield from _wikidata(rows)
    for row in rows:
        yield from _names(row)
        yield from _dates(row)
        yield from _actor(tables, row, "sector")
        yield from _short(row, acronyms, frozenset(tables.rules["short_names"]))
        if row["kind"] not in tables.rules["organisation_kinds"]:
            yield _problem(row, f"kind {row['kind']}", "use one of organisation_kinds in actors/names.toml")


def _persons(tables: _Tables) -> Iterator[str]:
    rows = tables.read("actors/persons")
    holders = {row["person"] for table in OFFICE_TABLES for row in tables.read(f"actors/{table}")}
    yield from _repeated(rows, "id")
    yield from _wikidata(rows)
    for row in rows:
        yield from _names(row)
        yield from _actor(tables, row, "sectors")
        yield from _short(row, ("variants",), frozenset(tables.rules["short_names"]))
        if row["id"] in tables.organisations:
            yield _problem(row, f"{row['id']} is an organisation too", "give one of them another id")
        if row["id"] not in holders and not row["sectors"]:
            yield _problem(row, "neither office nor sector", "add a row of office, or a sector")


def _profiles(tables: _Tables) -> Iterator[str]:
    known = (*tables.rules["parties"], *tables.rules["callings"])
    for row in tables.read("actors/profiles"):
        if row["person"] not in tables.ids("actors/persons"):
            yield _problem(row, f"unknown person {row['person']}", "add a row to actors/persons.tsv")
        if row["profile"] not in known:
            yield _problem(row, f"unknown profile {row['profile']}", "use one of actors/names.toml, or add it there")


def _actor(tables: _Tables, row: Row, sectors: str) -> Iterator[str]:
    if not SLUG.fullmatch(row["id"]):
        yield _problem(row, f"id {row['id']}", "write the English name in small letters and hyphens")
    if row["state"] and row["state"] not in tables.states:
        yield _problem(row, f"unknown state {row['state']}", "use an id of actors/states.tsv")
    for sector in row.listed(sectors):
        if sector not in tables.rules["sectors"]:
            yield _problem(row, f"unknown sector {sector}", "use a PLOVER sector, as in actors/names.toml")


def _offices(tables: _Tables) -> Iterator[str]:
    persons, bodies = tables.ids("actors/persons"), tables.states | tables.organisations
    held: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in (row for table in OFFICE_TABLES for row in tables.read(f"actors/{table}")):
        yield from _dates(row)
        if row["person"] not in persons:
            yield _problem(row, f"unknown person {row['person']}", "add a row to actors/persons.tsv")
        if row["state"] not in bodies:
            yield _problem(row, f"unknown state {row['state']}", "use an id of states.tsv or organisations.tsv")
        held[row["state"], row["office"]].append(row)
    shared = {(row["state"], row["office"]) for row in tables.read("actors/shared_offices")}
    for office, rows in held.items():
        if office[1] in SOLE_OFFICES and office not in shared:
            yield from _overlaps(rows)


def _overlaps(rows: Sequence[Row]) -> Iterator[str]:
    """Two persons in one office at a time, but for those who only stand in. A month's overlap is a handover."""
    sole = [row for row in rows if not re.search(ACTING, row["title_en"], re.IGNORECASE)]
    ordered = sorted(sole, key=lambda row: earliest(row["from"]))
    for before, after in pairwise(ordered):
        overlap = latest(before["to"])[:7] > earliest(after["from"])[:7]
        if overlap and len(before["to"]) != 4 and before["person"] != after["person"]:
            yield _problem(
                after,
                f"{after['person']} from {after['from']} while {before['person']} ({before.id}) holds the office",
                "end the earlier row, or list the office in actors/shared_offices.tsv",
            )


def _places(tables: _Tables) -> Iterator[str]:
    names = ("places/countries", "places/regions", "places/cities")
    rows = [row for name in names for row in tables.read(name)]
    ids, countries = {row["id"] for row in rows}, tables.ids("places/countries")
    yield from _repeated(rows, "id")
    for row in rows:
        if row["country"] and row["country"] not in countries:
            yield _problem(row, f"unknown country {row['country']}", "use an ISO 3166 alpha-3 code")
        for whole in row.listed("within"):
            if whole not in ids:
                yield _problem(row, f"unknown place {whole} in within", "use an id of data/places")
        yield from _coordinates(row)
    yield from _twice(tables.read("places/regions"))


def _twice(rows: Sequence[Row]) -> Iterator[str]:
    """One region in two rows: of one country, near one another, and of one name, words for its kind apart. A city may
    bear its region's."""
    kinds = {word for row in rows for word in row["kind"].split()}
    first: dict[tuple[str, str], Row] = {}
    for row in (row for row in rows if row["country"] and row["kind"] != "city"):
        plain = {" ".join(w for w in name_key(name).split() if w not in kinds) for name in _english_names(row)}
        known = [first.setdefault((row["country"], name), row) for name in sorted(plain) if name]
        if other := next((one for one in known if one is not row and _near(one, row)), None):
            yield _problem(row, f"{row['id']} is {other['id']} ({other.id}) too", "make one row of the two")


def _near(one: Row, other: Row) -> bool:
    axes = [(one[axis], other[axis]) for axis in ("latitude", "longitude")]
    sound = all(re.fullmatch(DEGREES, degrees) for pair in axes for degrees in pair)
    return sound and all(abs(float(a) - float(b)) <= SAME_MIDDLE for a, b in axes)


def _english_names(row: Row) -> tuple[str, ...]:
    return (row["name_en"], *row.listed("variants"))


def _coordinates(row: Row) -> Iterator[str]:
    for column, limit in (("latitude", 90), ("longitude", 180)):
        if not row[column]:
            yield _problem(row, f"no {column}", "write it in degrees")
        elif not re.fullmatch(DEGREES, row[column]) or abs(float(row[column])) > limit:
            yield _problem(row, f"{column} {row[column]}", f"write degrees from -{limit} to {limit}")


def _sources(tables: _Tables) -> Iterator[str]:
    actors = ("states", "organisations", "persons", "profiles", "shared_offices", *OFFICE_TABLES)
    places = ("countries", "regions", "cities", "silent")
    for name in (*(f"actors/{table}" for table in actors), *(f"places/{table}" for table in places)):
        for row in tables.read(name):
            if not row["source"]:
                yield _problem(row, "no source", "say where it is from")
            if row["confidence"] not in ("high", "medium"):
                yield _problem(row, f"confidence {row['confidence']}", "write high or medium")
