"""What stands above a page's report: its title as printed, its standfirst, its byline and its day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice

from depeche.knowledge.elements import labelled
from depeche.knowledge.layout import agency_kind, fold, months_of_calendars
from depeche.reading.about import About, same_title
from depeche.reading.body import Body, is_aside, is_furniture, style
from depeche.reading.bylines import is_date, is_role, names_in, opening, read_byline, read_lone_name, tells_when
from depeche.reading.leaves import Leaf
from depeche.reading.tree import HEADINGS, Element
from depeche.records import Byline

FARTHEST = 25  # leaves between the title and what belongs to it
LONGEST_STANDFIRST = 900  # code points
SHORTEST_STANDFIRST = 30
SHORTEST_SUBTITLE = 60
SHORTEST_LABELLED = 15
LONGEST_BYLINE = 200
LONGEST_DAY = 60
LEAST_SIGNED = 4  # lines of a report whose last may be its writer's name
OPENING = 40  # code points by which a description and a standfirst must agree
WHEN = re.compile(r"\d")
HEADLINE = frozenset({"h1"})
TITLES = frozenset({"h1", "h2"})
OPENS_BODY = re.compile(r"(?<![a-z])(?:intro|introduction|lead|lede)(?![a-z])")  # of a first paragraph in the report
NEAR = timedelta(days=1)  # a printed day this near to a stated moment is that moment in the reader's time zone


@dataclass(frozen=True)
class Head:
    """Leaves by number. `names`: of authors, spans in the words of their leaf."""

    title: Leaf | None
    standfirst: tuple[Leaf, ...]
    bylines: dict[int, tuple[Byline, ...]]
    day: str | None


def find_head(leaves: Sequence[Leaf], body: Body, about: About) -> Head:
    title = find_title(leaves, body, about)
    above = leaves_above(leaves, title, body)
    standfirst = tuple(find_standfirst(above, title, body, about))
    rest = [leaf for leaf in above if leaf not in standfirst and (is_authors(leaf) or not is_aside(leaf, body.trusted))]
    read = {leaf.number: (leaf, read_names(leaf)) for leaf in rest}
    bylines = {n: names for n, (leaf, names) in read.items() if names or (names == () and WHEN.search(leaf.text))}
    bylines = {number: without_roles(names, bylines) for number, names in bylines.items()}
    if not any(bylines.values()) and len(body.leaves) >= LEAST_SIGNED:
        bylines |= signature(body.leaves[-1])
    return Head(title, standfirst, bylines, printed_day(rest, about.published))


def without_roles(names: tuple[Byline, ...], bylines: dict[int, tuple[Byline, ...]]) -> tuple[Byline, ...]:
    """The names without "Environment correspondent", where somebody is named beside it."""
    others = [name for found in bylines.values() for name in found if not is_role(name.name)]
    return tuple(name for name in names if not is_role(name.name)) if others else names


def signature(last: Leaf) -> dict[int, tuple[Byline, ...]]:
    """The names on the report's last line, where none stand above it."""
    names = read_lone_name(last.text, 0, len(last.text)) or read_byline(last.text, 0, len(last.text))
    return {last.number: names} if names and last.element.name not in HEADINGS else {}


def find_title(leaves: Sequence[Leaf], body: Body, about: About) -> Leaf | None:
    """The printed title: the `h1` that says what the page calls itself, else the one nearest above the report."""
    first = body.leaves[0].number if body.leaves else len(leaves)
    printed = [leaf for leaf in leaves if stands_in(leaf, TITLES)]
    named = [leaf for leaf in printed if any(same_title(leaf.text, title) for title in about.titles)]
    near = [leaf for leaf in named if leaf.number <= first] or named
    if near:
        return near[-1]
    above = [leaf for leaf in printed if leaf.number < first and stands_in(leaf, HEADLINE)]
    return above[-1] if above else unmarked_title(leaves, first, about)


def unmarked_title(leaves: Sequence[Leaf], first: int, about: About) -> Leaf | None:
    """The line that says what the page calls itself, where no tag says that it is the title: the first of the report,
    or the nearest above it."""
    near = [leaf for leaf in leaves[: first + 2] if leaf.link_share < 1]
    named = [leaf for leaf in near if any(same_title(leaf.text, title) for title in about.titles)]
    return named[-1] if named else None


def stands_in(leaf: Leaf, names: frozenset[str]) -> bool:
    element: Element | None = leaf.element
    while element is not None:
        if element.name in names:
            return True
        element = element.parent
    return False


def leaves_above(leaves: Sequence[Leaf], title: Leaf | None, body: Body) -> list[Leaf]:
    """What stands between the title and the first paragraphs, or right above the title."""
    if not body.leaves:
        return []
    report = [one for one in body.leaves if one is not title]
    first = next((one.number for one in report if one.element.name not in HEADINGS), body.leaves[0].number)
    begin = title.number - 3 if title else first - 8
    stop = max(first + 2, min(begin + FARTHEST, first)) if title is None or title.number < first else title.number + 8
    return [leaf for leaf in leaves[max(0, begin) : max(0, stop)] if leaf is not title]


# ---- standfirst -----------------------------------------------------------------------------------------------------


def find_standfirst(above: Sequence[Leaf], title: Leaf | None, body: Body, about: About) -> Iterator[Leaf]:
    kept = {leaf.number for leaf in body.leaves}
    paragraphs = {style(leaf) for leaf in body.leaves[2:]}
    seen: set[str] = set()
    for leaf in above:
        if title is not None and leaf.number < title.number:
            continue
        if leaf.text in seen or not SHORTEST_LABELLED <= len(leaf.text) <= LONGEST_STANDFIRST or not is_line(leaf):
            continue
        of_body = leaf.number in kept and style(leaf) in paragraphs
        inside = any(element is body.element for element in leaf.within())
        if inside and leaf.element.name not in HEADINGS and OPENS_BODY.search(leaf.element.labels):
            continue
        said = is_description(leaf, about) and not of_body and not inside
        if said or is_labelled(leaf, title, body) or is_subtitle(leaf, title, in_body=leaf.number in kept):
            seen.add(leaf.text)
            yield leaf


def is_line(leaf: Leaf) -> bool:
    """Words of the report: no picture's, no list of links, no date or byline."""
    if is_furniture(leaf) or leaf.link_share > 0.5 or read_byline(leaf.text, 0, len(leaf.text)) is not None:
        return False
    return not any(e.name == "figcaption" or labelled(e.labels, "caption") for e in leaf.within())


def is_labelled(leaf: Leaf, title: Leaf | None, body: Body) -> bool:
    """Does its class, or that of an element that holds neither title nor report, call it a standfirst?"""
    around = set(title.within()) if title else set()
    for element in leaf.within():
        if element in around or element is body.element or element in body.trusted:
            return False
        if labelled(element.labels, "standfirst"):
            return not is_aside(leaf, body.trusted)
        if labelled(element.labels, "author") or labelled(element.labels, "caption"):
            return False
    return False


def is_description(leaf: Leaf, about: About) -> bool:
    """Does the page describe itself by these words, or by their beginning?"""
    words = fold(leaf.text)
    if len(words) < OPENING:
        return False
    for said in (about.description, about.linked.description):
        told = fold(said or "").rstrip("….")
        if len(told) >= OPENING and (words.startswith(told[:-5]) or told.startswith(words)):
            return True
    return False


def is_subtitle(leaf: Leaf, title: Leaf | None, *, in_body: bool) -> bool:
    """A heading right beside the title; one that the body may begin with must be long."""
    shortest = SHORTEST_SUBTITLE if in_body else SHORTEST_STANDFIRST
    if title is None or len(leaf.text) < shortest or not title.number < leaf.number <= title.number + 3:
        return False
    return leaf.element.name in HEADINGS and leaf.element.parent is title.element.parent


# ---- byline ---------------------------------------------------------------------------------------------------------


def read_names(leaf: Leaf) -> tuple[Byline, ...] | None:
    """The authors a line names; () for a line that only says when; None for another."""
    if len(leaf.text) > LONGEST_BYLINE:
        return None
    marked = tuple(marked_names(leaf))
    if marked:
        return marked
    read = read_byline(leaf.text, 0, len(leaf.text))
    if read:
        return read
    if is_authors(leaf):
        said = opening().match(leaf.text)
        start = said.end() if said else 0
        names = names_in(leaf.text, start, len(leaf.text)) or read_lone_name(leaf.text, start, len(leaf.text))
        return names or (whole_name(leaf, start) if read is None else read)
    return () if read is None and tells_when(leaf.text) else read


def marked_names(leaf: Leaf) -> Iterator[Byline]:
    """Names inside the line that the page marks as such: a link to the author, a span of that class."""
    end = 0
    for mark in sorted(leaf.marks, key=lambda m: (m.start, -m.end)):
        if mark.start < end or not (is_author(mark.element) or mark.element.attributes.get("rel") == "author"):
            continue
        start, stop = max(0, mark.start - leaf.start), min(len(leaf.text), mark.end - leaf.start)
        words = leaf.text[start:stop]
        said = opening().match(words)
        start += said.end() if said else 0
        if names := names_in(leaf.text, start, stop):
            end = mark.end
            yield from names


def is_author(element: Element) -> bool:
    return labelled(element.labels, "author") or "/author/" in element.attributes.get("href", "")


def is_authors(leaf: Leaf) -> bool:
    """Does its class, or that of the element around it, say that it names the authors?"""
    return is_author(leaf.element) or (leaf.element.parent is not None and is_author(leaf.element.parent))


def whole_name(leaf: Leaf, start: int) -> tuple[Byline, ...]:
    """An agency or an office: "Redacción …", "Agence France-Presse"."""
    words = leaf.text[start:].strip()
    lone = "\n" not in words and 0 < len(words.split()) <= 5 and not is_date(words) and not any(map(str.isdigit, words))
    if not lone or not (agency_kind(words) or words[0].isupper()) or words[-1] in ".!?:":
        return ()
    return (Byline(words, start, start + len(words)),)


# ---- day ------------------------------------------------------------------------------------------------------------


@cache
def day_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, months_of_calendars()), key=lambda m: (-len(m), m)))
    return re.compile(
        rf"\b(?P<d1>\d{{1,2}})(?:er|º|st|nd|rd|th)?[\s.,-]+(?:de\s+)?(?P<m1>{months})\b\.?,?[\s.,-]+(?:de\s+|del\s+)?(?P<y1>\d{{4}})"
        rf"|\b(?P<m2>{months})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
        r"|\b(?P<d3>\d{1,2})[/.-](?P<m3>\d{1,2})[/.-](?P<y3>\d{4})\b|\b(?P<y4>\d{4})-(?P<m4>\d\d)-(?P<d4>\d\d)\b",
    )


def days_in(words: str) -> Iterator[date]:
    """The days a line names, in full."""
    for found in day_pattern().finditer(fold(words)):
        for n in "1234":
            if found[f"y{n}"]:
                month = found[f"m{n}"]
                number = int(month) if month.isdigit() else months_of_calendars()[month]
                try:
                    yield date(int(found[f"y{n}"]), number, int(found[f"d{n}"]))
                except ValueError:
                    continue


def printed_day(lines: Sequence[Leaf], stated: str | None) -> str | None:
    """The first day printed beside the title, where the page states none, or states a moment within a day of it."""
    first = next((day for leaf in lines if is_dated(leaf) for day in days_in(leaf.text)), None)
    if first is None:
        return None
    if stated is None:
        return first.isoformat()
    apart = abs(date.fromisoformat(stated[:10]) - first)
    return first.isoformat() if timedelta(0) < apart <= NEAR and len(stated) > 10 else None


def is_dated(leaf: Leaf) -> bool:
    """A short line of its own, or one whose class says that it tells who wrote it and when; no caption."""
    said = [element.labels for element in islice(leaf.within(), 2)]
    if leaf.element.name == "figcaption" or any(labelled(labels, "caption") for labels in said):
        return False
    told = tells_when(leaf.text) or any(labelled(labels, "date") or labelled(labels, "author") for labels in said)
    return len(leaf.text) <= (LONGEST_BYLINE if told else LONGEST_DAY)
