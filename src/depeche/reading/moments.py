"""Days and moments as pages, feeds and tables write them -> ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

ISO = re.compile(
    r"(?<!\d)(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)"
    r"(?:[T ]+(\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.IGNORECASE,
)
BARE_ISO = re.compile(r"(\d{8})T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?")  # ninjs and NITF: 20230504T081500+0200
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
WEEKDAY = re.compile(r"\s*(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}")
YEARS = (1900, 2100)


def as_moment(words: str) -> str | None:
    """ISO 8601 of a day or a moment; None when it is neither."""
    if found := BARE_ISO.match(words.strip()):
        day, hour, minute, second, zone = found.groups()
        offset = f"{zone[:3]}:{zone[3:]}" if zone and zone != "Z" else zone or ""
        return valid(f"{day[:4]}-{day[4:6]}-{day[6:]}T{hour}:{minute}:{second or '00'}{offset}")
    if found := ISO.search(words):
        return of_parts(*found.groups())
    if found := DAY_FIRST.search(words):
        return valid(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}")
    return of_mail(words) if WEEKDAY.match(words) else None


def of_parts(year: str, month: str, day: str, hour: str | None, zone: str | None) -> str | None:
    offset = "" if not zone else "Z" if zone[0] in "ZzUuGg" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    clock = f"T{hour.replace(',', '.')}{offset}" if hour else ""
    return valid(f"{year}-{month}-{day}{clock}") or valid(f"{year}-{month}-{day}")


def of_mail(words: str) -> str | None:
    """ "Thu, 04 May 2023 08:15:00 +0200"."""
    try:
        return valid(parsedate_to_datetime(words).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def valid(moment: str) -> str | None:
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return moment if YEARS[0] <= when.year < YEARS[1] else None
