"""Lines that say who wrote the report and when it appeared."""

from __future__ import annotations

import re
from functools import cache

from depeche.knowledge.layout import agency_kind, any_of, fold, load_layout_words, words_of_dates
from depeche.reading.credits import is_name
from depeche.records import Byline

LONGEST = 160  # code points of a byline
DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\b(?:19|20)\d\d\b|\d{1,2}\s*[h:]\s*\d\d")
DAY_LIKE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?=.*\b(?:19|20)\d\d\b).*\b\d{1,2}\b.*[^\W\d_]|[^\W\d_].*\b\d{1,2}\b.*\b(?:19|20)\d\d\b"
)
CUT = re.compile(r"\s*[,;|(·•/]\s*|\s+[-–—]\s+")


@cache
def opening() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_layout_words().byline_openings)}\b\s*:?\s*(?=[^\W\d_])", re.IGNORECASE)


@cache
def dated() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_layout_words().dated_openings)}\b", re.IGNORECASE)


@cache
def when_within() -> re.Pattern[str]:
    """ "Publié le 5 mai …" in a line: with its capital, and a figure soon after."""
    words = tuple(word[0].upper() + word[1:] for word in load_layout_words().dated_openings)
    return re.compile(rf"(?<!\w){any_of(words)}\b\D{{0,25}}\d")


def tells_when(words: str) -> bool:
    """Does a short line say somewhere when the report appeared: "La Gazette. Publié le 5 mai 2024 à 18h30"?"""
    return len(words) <= LONGEST and words[-1:] != "." and when_within().search(words) is not None


@cache
def role() -> re.Pattern[str]:
    words = load_layout_words()
    return re.compile(rf"\W*{any_of((*words.byline_with, *words.byline_roles))}\b", re.IGNORECASE)


def is_role(name: str) -> bool:
    """ "Environment correspondent", "Corresponsal político": what somebody is, not who."""
    last = name.split()[-1:]
    return role().match(name) is not None or fold("".join(last)) in map(fold, load_layout_words().byline_roles)


@cache
def beside_names() -> re.Pattern[str]:
    """What joins names or follows them in a byline."""
    words = load_layout_words()
    stops = any_of((*words.byline_with, *words.byline_roles))
    return re.compile(rf"\s+(?:{any_of(words.byline_and)}|&)\s+|(?:^|\s+){stops}\b.*", re.IGNORECASE)


def read_byline(text: str, start: int, end: int) -> tuple[Byline, ...] | None:
    """The names of a line that begins "Par …", "By …"; () for a line that only says when; None for another line."""
    words = text[start:end]
    if len(words) > LONGEST:
        return None
    found = opening().match(words)
    if found:
        begin = start + found.end()
        names = names_in(text, begin, end) or names_in(text, after_place(text, begin, end), end)
        return names or (() if is_agency(words[found.end() :].strip(" .")) else None)
    if dated().match(words) and DATE_LIKE.search(words):
        return ()
    return () if is_sign_off(words) or is_date(words) else None


def after_place(text: str, start: int, end: int) -> int:
    """Where a byline goes on behind a place: "De notre correspondante [à Velde, ]Hélène Masson"."""
    cut = CUT.search(text, start, end)
    return cut.end() if cut and role().match(text[start : cut.start()]) else end


def is_date(words: str) -> bool:
    """A line that is a day with its year, and nothing else: "May 5, 2021", "05/05/2021 10:32"."""
    said = re.findall(r"[^\W\d_]+", fold(words))
    return DAY_LIKE.search(words) is not None and all(word in words_of_dates() for word in said)


def is_sign_off(words: str) -> bool:
    """ "Avec AFP", "(Reuters)", "Le Monde avec AFP et Reuters"."""
    bare = words.strip("()[] .-–—")
    joined = joiners().split(bare) if len(bare) <= 80 else []
    return all(is_agency(word) for word in joined if word) and any(joined)


@cache
def joiners() -> re.Pattern[str]:
    """What stands between agencies."""
    words = load_layout_words()
    named = tuple(sorted({*words.byline_with, *words.byline_and}))
    return re.compile(rf"\s*[,/]\s*|(?:^|\s+){any_of(named)}\s+", re.IGNORECASE)


def is_agency(words: str) -> bool:
    return agency_kind(words) is not None


def names_in(text: str, start: int, end: int) -> tuple[Byline, ...]:
    """Names at the start of a byline; none when its first words are no name."""
    found: list[Byline] = []
    place = start
    for part in CUT.split(text[start:end]):
        place = text.index(part, place) if part else place
        names = read_names(part, place)
        if not names and not found:
            return ()
        found += names
        if not names or (beside_names().search(part) and not part_is_joined(part)):
            break
        place += len(part)
    return tuple(found)


def part_is_joined(part: str) -> bool:
    return any(re.search(rf"\s{word}\s", part) for word in (*load_layout_words().byline_and, "&"))


def read_names(part: str, place: int) -> list[Byline]:
    found, start = [], 0
    for stop in [*beside_names().finditer(part), None]:
        words = part[start : stop.start() if stop else len(part)]
        bare = words.strip(" .\u00a0")
        if bare and is_name(bare) and len(bare.split()) >= 2 and not is_agency(bare):
            begin = place + start + words.index(bare)
            found.append(Byline(" ".join(bare.split()), begin, begin + len(bare)))
        start = stop.end() if stop else len(part)
    return found


def is_place(rest: str) -> bool:
    """ "/ Lima", "| Nueva York" after a name."""
    return rest[0] in "/|" and is_name(rest[1:].strip()) and len(rest.split()) <= 4


def read_lone_name(text: str, start: int, end: int) -> tuple[Byline, ...] | None:
    """A line under the title that is a name, with or without role, place or date: "Ana Ruiz, corresponsal en Lima"."""
    words = text[start:end]
    first = CUT.split(words)[0].strip()
    if len(words) > LONGEST or words.rstrip()[-1:] in ".!?" or not 2 <= len(first.split()) <= 4:
        return None
    rest = words[len(first) :].strip()
    says_more = (
        not rest or is_place(rest) or DATE_LIKE.search(rest) or role().match(rest) or is_agency(rest.strip("()/|,- "))
    )
    return names_in(text, start, end) or None if says_more and is_name(first) else None
