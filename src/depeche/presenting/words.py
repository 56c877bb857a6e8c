"""Values of records -> English words."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French"}


def language_name(code: str | None) -> str:
    """The English name of a language that is coded, else its code."""
    return LANGUAGES.get(code or "", f"language {code}" if code else "unknown language")


def in_words(interval: str) -> str:
    """An ISO interval `first/last` as one would say it; an open end is "from …" or "until …"."""
    first, _, last = interval.partition("/")
    if first == last == "..":
        return "unknown"
    if first == "..":
        return f"until {day_in_words(last)}"
    if last == "..":
        return f"from {day_in_words(first)}"
    try:
        return between(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        return interval


def day_in_words(day: str) -> str:
    try:
        return spoken(date.fromisoformat(day))
    except ValueError:
        return day


def spoken(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def between(first: date, last: date) -> str:
    """Whole years and months by their names, else both days without saying twice what they share."""
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return spoken(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {spoken(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {spoken(last)}"
    return f"{spoken(first)} to {spoken(last)}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def either(names: tuple[str, ...]) -> str:
    """Names as a list whose members count together."""
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""
