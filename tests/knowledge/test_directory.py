"""Who is known, and who held which office when."""

from __future__ import annotations

import datetime

import pytest

from depeche.knowledge.directory import LAST_DAY, Office, earliest, latest, load_directory

HOLDERS = [
    ("USA", "head_of_state", "2019-06-30", {"donald-trump"}),
    ("USA", "head_of_state", "2022-06-30", {"joe-biden"}),
    ("USA", "head_of_state", "2021-01-20", {"donald-trump", "joe-biden"}),  # the day of handover
    ("FRA", "head_of_state", "2016-01-01", {"francois-hollande"}),
    ("RUS", "head_of_state", "2010-05-01", {"dmitry-medvedev"}),
    ("RUS", "foreign_minister", "2014-03-18", {"sergei-lavrov"}),
    ("un", "head_of_organisation", "2005-02-01", {"kofi-annan"}),
    ("USA", "head_of_state", "1850-01-01", set()),
]

LEADERS = [
    ("RUS", "2010-05-01", "dmitry-medvedev"),
    ("PRK", "2018-06-12", "kim-jong-un"),
    ("DEU", "2015-09-01", "angela-merkel"),
    ("TUR", "2010-01-01", "recep-tayyip-erdogan"),  # as prime minister
    ("TUR", "2020-01-01", "recep-tayyip-erdogan"),  # as president
    ("IRN", "2015-07-14", "hassan-rouhani"),
    ("PAK", "2005-01-01", "pervez-musharraf"),
    ("nato", "2020-01-01", "jens-stoltenberg"),
]

ENTRIES = [
    ("FRA", "state", "France", "FRA", ("GOV",)),
    ("nato", "organisation", "NATO", None, ("IGO", "MIL")),
    ("vladimir-putin", "person", "Vladimir Putin", "RUS", ("GOV",)),
]


def day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso)


@pytest.mark.parametrize(("state", "office", "iso", "persons"), HOLDERS)
def test_holders(state: str, office: str, iso: str, persons: set[str]) -> None:
    assert {held.person for held in load_directory().holders(state, office, day(iso))} == persons


@pytest.mark.parametrize(("state", "iso", "person"), LEADERS)
def test_leaders(state: str, iso: str, person: str) -> None:
    assert [held.person for held in load_directory().leaders(state, day(iso))] == [person]


@pytest.mark.parametrize(("id", "kind", "name", "state", "sectors"), ENTRIES)
def test_entries(id: str, kind: str, name: str, state: str | None, sectors: tuple[str, ...]) -> None:
    entry = load_directory().entry(id)
    assert entry is not None
    assert (entry.kind, entry.state) == (kind, state)
    assert set(sectors) <= set(entry.sectors)
    assert name in (entry.name, entry.name.upper()) or entry.id == "nato"


def test_no_such_entry() -> None:
    assert load_directory().entry("nobody-at-all") is None


def test_partial_dates_are_read_generously() -> None:
    office = Office("FRA", "head_of_state", {}, "nobody", "1997", "1998-02", "actors/none:2")
    assert office.covers(day("1997-01-01"))
    assert office.covers(day("1998-02-28"))
    assert not office.covers(day("1998-03-01"))
    assert not office.covers(day("1996-12-31"))
    assert (earliest("2003-05"), latest("2003"), latest(None)) == ("2003-05-01", "2003-12-31", LAST_DAY)


def test_sectors_change_with_the_day() -> None:
    directory = load_directory()
    assert directory.sectors_on("barack-obama", day("2012-01-01")) == ("GOV",)
    assert directory.sectors_on("barack-obama", day("2020-01-01")) == ("ELI",)


def test_every_office_has_a_known_person() -> None:
    directory = load_directory()
    assert [
        office.row
        for offices in directory.by_state.values()
        for office in offices
        if directory.entry(office.person) is None
    ] == []


def test_what_english_calls_a_state_and_its_seat() -> None:
    directory = load_directory()
    assert [directory.adjectives[state] for state in ("NOR", "USA", "MMR")] == ["Norwegian", "US", "Myanmar"]
    assert directory.capitals["NOR"] == "Oslo"
