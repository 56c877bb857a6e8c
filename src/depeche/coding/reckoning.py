"""Arithmetic of days: what the slots of a date pattern mean, seen from a day -> `Days`.

`reckon` looks the pattern's meaning up in `MEANINGS`; a meaning that needs the day the article speaks from and has none
gives `UNKNOWN`; one that cannot be (30 February) gives None.
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dateutil.easter import easter

from depeche.knowledge.calendar import Calendar, DatePattern, fold
from depeche.records import Precision

Tense = Literal["future", "past"]
ABSOLUTE = "absolute"
FAR = 9  # months: without tense a month, or a day and month, without its year is the last one unless farther back
CLOSE = 3  # months: one so close wins over the other that is `FAR` away, whatever the tense
NEARLY_A_YEAR = 10.5  # months: what lies so far back is the next one, whatever the tense
_MONTH_DAYS = 30
_CENTURY = 100  # years
_THIS_CENTURY = 30  # "the summer of '24" is of this century, "of '44" of the last
DAY_OF_MONTH_REACH = 45  # days: "Tuesday the 4th" lies no farther than this from the article's day

HOURS_A_DAY = 24
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_UNIT_MONTHS = {
    **{"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200},
    **{"half-decade": 60, "quarter-century": 300, "half-century": 600},
}
_UNIT_PRECISION: dict[str, Precision] = {
    "hour": "day",
    "day": "day",
    "week": "week",
    "fortnight": "week",
    "month": "month",
    "quarter": "season",
    "half": "season",
    "year": "year",
    "decade": "decade",
    "half-decade": "year",
    "quarter-century": "decade",
    "half-century": "decade",
    "century": "decade",
}
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to `last`, both included; None is an open end. `anchor` as in `Date.anchor`."""

    first: date | None
    last: date | None
    precision: Precision
    anchor: str = ABSOLUTE

    @property
    def value(self) -> str:
        return f"{self.first.isoformat() if self.first else '..'}/{self.last.isoformat() if self.last else '..'}"


UNKNOWN = Days(None, None, "vague", "unknown")


@dataclass(frozen=True, slots=True)
class Vantage:
    """Where an expression is seen from: the article's day (None: unknown) with its anchor, the tense of the clause,
    whether it is a perfect ("have fought for"), the dates told before in the paragraph (the last first) and how many
    of them in the sentence, the year that opens the sentence ("in 2006, …"), the date right before it in the sentence,
    and the years that the article prints for a (month, day)."""

    day: date | None
    anchor: str
    tense: Tense | None = None
    perfect: bool = False
    told: tuple[Days, ...] = ()
    told_in_sentence: int = 0
    opening_year: int | None = None
    beside: Days | None = None
    years: Mapping[tuple[int, int], int] | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """The words captured by a pattern, and what they say."""

    words: Mapping[str, str]
    calendar: Calendar

    def __contains__(self, slot: str) -> bool:
        return slot in self.words

    def number(self, slot: str) -> int | None:
        """The slot as a number: figures as they stand, words by the calendar; None where the slot is empty."""
        words = self.words.get(slot)
        if words is None:
            return None
        if figures := re.match(r"['’]?(\d+)", words):
            return int(figures[1])
        value = self.calendar.values[slot.rstrip("2")].get(fold(words))
        return value if isinstance(value, int) else None

    def name(self, slot: str) -> str | None:
        """The slot as a key: a unit, a season."""
        words = self.words.get(slot)
        value = None if words is None else self.calendar.values[slot].get(fold(words))
        return value if isinstance(value, str) else None

    def year(self) -> int | None:
        """The year in full, or by its last two figures: a year of the last century when greater than thirty."""
        short = self.number("yearend")
        century = 1900 if short is not None and short > _THIS_CENTURY else 2000
        return self.number("year") or (None if short is None else century + short)

    def month(self, suffix: str = "") -> int | None:
        """The month by name or by figure."""
        for slot in ("month", "monthname", "monthnum"):
            if found := self.number(slot + suffix):
                return found
        return None

    def weekday(self, suffix: str = "") -> int | None:
        """0 for Monday."""
        for slot in ("weekday", "wd"):
            if found := self.number(slot + suffix):
                return found - 1
        return None


Meaning = Callable[[Slots, Vantage, tuple[str, ...]], Days | None]


def reckon(pattern: DatePattern, slots: Slots, vantage: Vantage) -> Days | None:
    """The days that a pattern's words name."""
    kind, *arguments = pattern.meaning
    return MEANINGS[kind](slots, vantage, tuple(arguments))


# ---- days and units -------------------------------------------------------------------------------------------------


def make_day(year: int, month: int, day: int) -> date | None:
    """None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, months.monthrange(year, month)[1]), "month")


def whole_years(first: int, last: int, precision: Precision = "year") -> Days:
    return Days(date(first, 1, 1), date(last, 12, 31), precision)


def move(day: date, count: int, unit: str) -> date:
    """The day `count` units away; the last day of a month stays inside its month."""
    if unit == "hour":
        return day + timedelta(days=int(count / HOURS_A_DAY))
    if unit in _UNIT_DAYS:
        return day + timedelta(days=count * _UNIT_DAYS[unit])
    total = day.year * 12 + day.month - 1 + count * _UNIT_MONTHS[unit]
    year, month = max(total // 12, 1), total % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def period_of(day: date, unit: str) -> Days:
    """The week (Monday to Sunday), month … that holds the day."""
    if unit in ("week", "fortnight"):
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + timedelta(days=6), "week")
    if unit == "month":
        return whole_month(day.year, day.month)
    if unit in ("quarter", "half"):
        return _part_of_year(day.year, (day.month - 1) // _UNIT_MONTHS[unit] + 1, unit) or whole_years(
            day.year, day.year
        )
    if unit == "year":
        return whole_years(day.year, day.year)
    if unit == "decade":
        return whole_years(day.year // 10 * 10, day.year // 10 * 10 + 9, "decade")
    if unit == "century":
        return _century((day.year - 1) // 100 + 1)
    return Days(day, day, "day")


def _point(day: date, count: int, unit: str) -> Days:
    """`count` units away, as precisely as the unit: three weeks ago is a day, three months ago a month."""
    there = move(day, count, unit)
    if unit in ("hour", "day", "week", "fortnight"):
        return Days(there, there, "day")
    return period_of(there, "month" if unit in ("month", "quarter", "half") else "year")


def _century(number: int) -> Days:
    return whole_years((number - 1) * 100 + 1, number * 100, "decade")


def _part_of_year(year: int, rank: int, unit: str) -> Days | None:
    size = _UNIT_MONTHS[unit]
    if not 1 <= rank <= 12 // size:
        return None
    first, last = whole_month(year, (rank - 1) * size + 1), whole_month(year, rank * size)
    return Days(first.first, last.last, "season")


def stage_of(days: Days, stage: str) -> Days:
    """Beginning, middle or end: ten days of a month, quarters of a year, 4 + 3 + 3 years of a decade, twenty years of a
    century, else thirds."""
    first, last = days.first, days.last
    if first is None or last is None or first == last:
        return days
    if days.precision == "month":
        bounds = {"begin": (1, 10), "middle": (11, 20), "end": (21, last.day)}[stage]
        return replace(days, first=first.replace(day=bounds[0]), last=last.replace(day=bounds[1]))
    if days.precision == "year" and first.year == last.year:
        begin, end = {"begin": (1, 3), "middle": (4, 9), "end": (10, 12)}[stage]
        whole = whole_month(first.year, end)
        return replace(days, first=date(first.year, begin, 1), last=whole.last)
    if days.precision == "decade" and last.year - first.year == 9:
        begin, end = {"begin": (0, 3), "middle": (4, 6), "end": (7, 9)}[stage]
        return replace(days, first=date(first.year + begin, 1, 1), last=date(first.year + end, 12, 31))
    if last.year - first.year == _CENTURY - 1:
        begin, end = {"begin": (0, 19), "middle": (40, 59), "end": (80, 99)}[stage]
        return replace(days, first=date(first.year + begin, 1, 1), last=date(first.year + end, 12, 31))
    third = timedelta(days=max((last - first).days // 3, 0))
    low, high = {"begin": (first, first + third), "middle": (first + third, last - third), "end": (last - third, last)}[
        stage
    ]
    return replace(days, first=low, last=high)


def connect(kind: str, days: Days, vantage: Vantage) -> Days:
    """The interval that "since", "from", "until", "before", "after" or "by" makes of days."""
    first, last, now, one = days.first, days.last, vantage.day, timedelta(days=1)
    if first is None or last is None:
        return days
    if kind == "since":
        return replace(days, last=now if now and first <= now else None)
    if kind == "from":
        return replace(days, last=None)
    if kind == "after":
        return replace(days, first=last + one, last=now if now and last < now else None)
    end = first - one if kind == "before" else last
    return replace(days, first=now if now and now <= end else None, last=end)


# ---- days without a year, and weekdays ------------------------------------------------------------------------------


def _nearest(last: date, following: date, vantage: Vantage, side: str | None) -> date:
    """One of two candidates around the vantage day, by side ("last", "next"), then tense, then closeness."""
    assert vantage.day
    tense = {"last": "past", "next": "future"}.get(side or "", vantage.tense)
    if side is None:
        tense = _tense_by_distance((vantage.day - last).days, (following - vantage.day).days, _MONTH_DAYS) or tense
    if tense is None:
        tense = "past" if (vantage.day - last).days <= FAR * _MONTH_DAYS else "future"
    return following if tense == "future" else last


def _tense_by_distance(back: int, forward: int, unit: int) -> Tense | None:
    """The side that is close when the other is far."""
    if forward == 0 or back == 0:
        return None
    if back <= CLOSE * unit and forward >= FAR * unit:
        return "past"
    return "future" if back >= NEARLY_A_YEAR * unit else None


def _day_of_year(month: int, day: int, weekday: int | None, vantage: Vantage, side: str | None) -> Days | None:
    known = vantage.opening_year or (vantage.years or {}).get((month, day)) if side is None else None
    if known and (made := make_day(known, month, day)) and weekday in (None, made.weekday()):
        return Days(made, made, "day", vantage.anchor if vantage.day else ABSOLUTE)
    if vantage.day is None:
        return UNKNOWN
    now = vantage.day
    possible = [made for year in range(now.year - 4, now.year + 5) if (made := make_day(year, month, day))]
    if not possible:
        return None
    fitting = [made for made in possible if made.weekday() == weekday]
    if side is None and fitting:
        found = min(fitting, key=lambda made: abs((made - now).days))
        return Days(found, found, "day", vantage.anchor)
    last = max(d for d in possible if d <= now and not (side == "last" and d == now))
    following = min(d for d in possible if d >= now and not (side == "next" and d == now))
    found = _nearest(last, following, vantage, side)
    return Days(found, found, "day", vantage.anchor)


def _month_of_year(month: int, vantage: Vantage, side: str | None) -> Days:
    if vantage.opening_year and side is None:
        return replace(whole_month(vantage.opening_year, month), anchor=vantage.anchor)
    if vantage.day is None:
        return UNKNOWN
    now = vantage.day
    back = (now.month - month) % 12
    tense = {"last": "past", "next": "future"}.get(side or "", vantage.tense)
    if side == "last" and back == 0:
        back = 12
    if side is None:
        tense = _tense_by_distance(back, (12 - back) % 12, 1) or tense
    future = tense == "future" or (tense is None and back > FAR)
    forward = 12 if side == "next" and back == 0 else (12 - back) % 12
    there = move(now.replace(day=1), forward if future else -back, "month")
    return replace(whole_month(there.year, there.month), anchor=vantage.anchor)


def _weekday(number: int, vantage: Vantage, side: str | None) -> Days:
    if vantage.day is None:
        return UNKNOWN
    back, forward = (vantage.day.weekday() - number) % 7, (number - vantage.day.weekday()) % 7
    if side == "last":
        step = -(back or 7)
    elif side == "next":
        step = forward or 7
    elif side == "week":
        step = (forward or 7) + 7
    else:
        step = forward if vantage.tense == "future" else -back
    day = vantage.day + timedelta(days=step)
    return Days(day, day, "day", vantage.anchor)


def _day_of_month(day: int, weekday: int | None, vantage: Vantage) -> Days | None:
    """ "le mardi 4", "el día 30": the nearest such day that falls on the weekday, on the side of the tense."""
    if vantage.day is None:
        return UNKNOWN
    now = vantage.day
    around = [move(now.replace(day=1), n, "month") for n in range(-12, 13)]
    possible = [made for d in around if (made := make_day(d.year, d.month, day))]
    possible = [d for d in possible if weekday is None or d.weekday() == weekday]
    sided = [d for d in possible if (d >= now if vantage.tense == "future" else d <= now)]
    if weekday is not None or not sided:
        sided = possible
    found = min(sided, key=lambda d: abs((d - now).days), default=None)
    if found is None or (weekday is not None and abs((found - now).days) > DAY_OF_MONTH_REACH):
        return None
    return Days(found, found, "day", vantage.anchor)


# ---- meanings: absolute and partial dates ---------------------------------------------------------------------------


def _date(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    side = arguments[0] if arguments else None
    day = slots.number("day") or slots.number("dd") or slots.number("nth")
    return _dated(slots.number("year"), slots.month(), day, slots.weekday(), vantage, side)


def _dated(
    year: int | None, month: int | None, day: int | None, weekday: int | None, vantage: Vantage, side: str | None
) -> Days | None:
    if month and day and year:
        made = make_day(year, month, day)
        return Days(made, made, "day") if made else None
    if month and day:
        return _day_of_year(month, day, weekday, vantage, side)
    if month and year:
        return whole_month(year, month)
    if month:
        return _month_of_year(month, vantage, side)
    if day:
        return _day_of_month(day, weekday, vantage)
    return None if weekday is None else _weekday(weekday, vantage, side)


def _date_of(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """A day and month, or a month, of the year so many years away."""
    if vantage.day is None:
        return UNKNOWN
    found = _dated(vantage.day.year + int(arguments[0]), slots.month(), slots.number("day"), None, vantage, None)
    return found and replace(found, anchor=vantage.anchor)


def _two_days(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "3 au 5 mai": the month is said once; the first day lies in the month before when its number is the greater."""
    year, month = slots.number("year"), slots.month()
    first, second = slots.number("day") or slots.number("dd"), slots.number("day2") or slots.number("dd2")
    last = _dated(year, month, second, None, vantage, None)
    if not last or not last.last or not first:
        return last
    month_of_first = last.last if first <= last.last.day else move(last.last.replace(day=1), -1, "month")
    made = make_day(month_of_first.year, month_of_first.month, first)
    return replace(last, first=made) if made else None


def _year(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    year = slots.number("year")
    return None if year is None else whole_years(year, year)


def _years(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    first, last, end = slots.number("year"), slots.number("year2"), slots.number("yearend")
    if first is None:
        return None
    last = first // 100 * 100 + end if last is None and end is not None else last
    return whole_years(first, last) if last is not None and first < last else None


def _decade(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    first, last = slots.number("decade") or slots.number("year"), slots.number("decade2")
    if first is None or first % 10:
        return None
    last = last or first
    first, last = (year + 1900 if year < _CENTURY else year for year in (first, last))
    return whole_years(first, last + 9, "decade") if first <= last else None


def _century_named(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    number = slots.number("ordinal") or _roman(slots.words.get("roman", ""))
    return _century(number) if number and number <= 21 else None


def _roman(numeral: str) -> int:
    figures = [_ROMAN[letter] for letter in numeral.lower()]
    following = [*figures[1:], 0]
    return sum(-a if a < b else a for a, b in zip(figures, following, strict=True))


def _season(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """ "this" and a bare season: the nearest one on the side of the tense, the present one included."""
    season = slots.calendar.seasons[slots.name("season") or ""]

    def of(year: int) -> Days:
        end_year = year + (season.last < season.first)
        last_day = min(season.last[1], months.monthrange(end_year, season.last[0])[1])
        return Days(date(year, *season.first), date(end_year, season.last[0], last_day), "season")

    if year := slots.year():
        return of(year)
    side = arguments[0] if arguments else None
    if vantage.opening_year and side is None:
        return replace(of(vantage.opening_year), anchor=vantage.anchor)
    if vantage.day is None:
        return UNKNOWN
    found = _nearest_period([of(vantage.day.year + n) for n in (-2, -1, 0, 1, 2)], vantage, side)
    return replace(found, anchor=vantage.anchor)


def _nearest_period(periods: list[Days], vantage: Vantage, side: str | None) -> Days:
    now = vantage.day
    assert now
    over = [p for p in periods if p.last and p.last < now]
    ahead = [p for p in periods if p.first and p.first > now]
    present = [p for p in periods if p not in over and p not in ahead]
    if side == "last":
        return over[-1]
    if side == "next":
        return ahead[0]
    if present:
        return present[0]
    if side == "this" and vantage.tense is None:
        following, last = ahead[0].first or now, over[-1].last or now
        return ahead[0] if following - now < now - last else over[-1]
    return ahead[0] if vantage.tense == "future" else over[-1]


def _ranked(slots: Slots, vantage: Vantage, unit: str, arguments: tuple[str, ...]) -> Days | None:
    """A quarter or half: of the year named, of the year so many away, else the nearest."""
    rank = slots.number("ordinal") or 0
    if year := slots.number("year"):
        return _part_of_year(year, rank, unit)
    if vantage.day is None:
        return UNKNOWN
    years = arguments or ("-1", "0", "1")
    candidates = [_part_of_year(vantage.day.year + int(n), rank, unit) for n in years]
    periods = [p for p in candidates if p]
    if len(periods) < 2:
        return replace(periods[0], anchor=vantage.anchor) if periods else None
    return replace(_nearest_period(periods, vantage, None), anchor=vantage.anchor)


def _quarter(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    return _ranked(slots, vantage, "quarter", arguments)


def _half(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    return _ranked(slots, vantage, "half", arguments)


def _first(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "the first six months" of the year named, else of the article's."""
    whole, (count, unit) = _named_year(slots, vantage), _length(slots)
    if whole is None or whole.first is None:
        return UNKNOWN
    return replace(whole, last=move(whole.first, count, unit) - timedelta(days=1), precision=_UNIT_PRECISION[unit])


def _last(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    whole, (count, unit) = _named_year(slots, vantage), _length(slots)
    if whole is None or whole.last is None:
        return UNKNOWN
    following = whole.last + timedelta(days=1)
    return replace(whole, first=move(following, -count, unit), precision=_UNIT_PRECISION[unit])


def _named_year(slots: Slots, vantage: Vantage) -> Days | None:
    if year := slots.number("year"):
        return whole_years(year, year)
    return replace(period_of(vantage.day, "year"), anchor=vantage.anchor) if vantage.day else None


def _week_of(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    found = _date(slots, vantage, ())
    return replace(period_of(found.first, "week"), anchor=found.anchor) if found and found.first else found


def _day_of_other_month(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """ "the 4th of next month"."""
    if vantage.day is None:
        return UNKNOWN
    there = move(vantage.day.replace(day=1), int(arguments[0]), "month")
    made = make_day(there.year, there.month, slots.number("day") or 0)
    return Days(made, made, "day", vantage.anchor) if made else None


def _holiday(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    month, day = arguments[0].split("-")
    if year := slots.number("year"):
        return _dated(year, int(month), int(day), None, vantage, None)
    return _day_of_year(int(month), int(day), None, vantage, None)


def _easter(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """A feast so many days from Easter: of the year named, else the nearest one on the side of the tense."""
    first, length = timedelta(days=int(arguments[0])), timedelta(days=int(arguments[1]) - 1 if arguments[1:] else 0)
    year = slots.number("year") or vantage.opening_year
    if year is None and vantage.day is None:
        return UNKNOWN
    years = (year,) if year else tuple(vantage.day.year + n for n in (-1, 0, 1)) if vantage.day else ()
    feasts = [Days(easter(y) + first, easter(y) + first + length, "day") for y in years]
    if year:
        return feasts[0]
    return replace(_nearest_period(feasts, vantage, None), anchor=vantage.anchor)


def _month_numbered(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    return _month_of_year(int(arguments[0]), vantage, None)


# ---- meanings: seen from the article's day --------------------------------------------------------------------------


def _shift(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    if vantage.day is None:
        return UNKNOWN
    count, unit = int(arguments[0]), arguments[1]
    return replace(period_of(move(vantage.day, count, unit), unit), anchor=vantage.anchor)


def _to_date(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """ "so far this year": the period up to the article's day."""
    found = _shift(slots, vantage, ("0", slots.name("unit") or arguments[0]))
    return replace(found, last=vantage.day) if found and vantage.day else found


def _period(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "month" in "the end of the month"."""
    return _shift(slots, vantage, ("0", slots.name("unit") or "day"))


def _rest(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """ "the rest of the week", "by year's end": from the article's day to the last day of the period that the words
    or, without a unit, the row names."""
    found = _shift(slots, vantage, ("0", slots.name("unit") or arguments[0]))
    return replace(found, first=vantage.day) if found and vantage.day else found


def _weekend(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    if vantage.day is None:
        return UNKNOWN
    side, now = (arguments[0] if arguments else None), vantage.day
    saturday = now + timedelta(days=5 - now.weekday())
    if side == "last" or (side is None and vantage.tense != "future" and saturday > now):
        saturday -= timedelta(days=7)
    if side == "next" and saturday <= now:
        saturday += timedelta(days=7)
    return Days(saturday, saturday + timedelta(days=1), "day", vantage.anchor)


def _length(slots: Slots) -> tuple[int, str]:
    count = slots.number("number")
    return (1 if count is None else count), slots.name("unit") or slots.name("stretch") or "day"


def _away(day: date, sign: int, slots: Slots) -> Days:
    """The point a length away; "two and a half months" lies somewhere from two to three."""
    count, unit = _length(slots)
    near = _point(day, sign * count, unit)
    if "half" not in slots:
        return near
    far = _point(day, sign * (count + 1), unit)
    return replace(near, first=far.first) if sign < 0 else replace(near, last=far.last)


def _seen(slots: Slots, vantage: Vantage, sign: int) -> Days | None:
    if vantage.day is None:
        return UNKNOWN
    return replace(_away(vantage.day, sign, slots), anchor=vantage.anchor)


def _ago(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    return _seen(slots, vantage, -1)


def _ahead(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    return _seen(slots, vantage, 1)


def _back(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """The time up to the article's day: "ten years" from the same day ten years before."""
    if vantage.day is None:
        return UNKNOWN
    count, unit = _length(slots)
    unit = arguments[1] if len(arguments) > 1 else unit
    return Days(move(vantage.day, -count, unit), vantage.day, _UNIT_PRECISION[unit], vantage.anchor)


def _forward(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    if vantage.day is None:
        return UNKNOWN
    count, unit = _length(slots)
    return Days(vantage.day, move(vantage.day, count, unit), _UNIT_PRECISION[unit], vantage.anchor)


def _extent(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "for three years": to come, or up to now in the perfect; elsewhere a length without a place in time."""
    if vantage.tense == "future":
        return _forward(slots, vantage, ())
    return _back(slots, vantage, ()) if vantage.perfect else None


def _in_length(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """French and Spanish "en deux ans": the time it took, or will take."""
    return (_forward if vantage.tense == "future" else _back)(slots, vantage, ())


def _in(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """English "in two weeks": a day to come, or the time it took."""
    return (_back if vantage.tense == "past" else _ahead)(slots, vantage, ())


def _near(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """No number is told: open on the far side."""
    if vantage.day is None:
        return UNKNOWN
    if arguments[1:] == ("to-come",) and vantage.tense == "past":
        return None
    if arguments[0] == "past":
        return Days(None, vantage.day, "vague", vantage.anchor)
    return Days(vantage.day, None, "vague", vantage.anchor)


def _many(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "decades" of what goes on or is over; of what is to come, no place in time."""
    return None if vantage.tense == "future" else _near(slots, vantage, ("past",))


def _back_more(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    return _near(slots, vantage, ("past",))


def _extent_more(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    if vantage.tense == "future":
        return _near(slots, vantage, ("future",))
    return _near(slots, vantage, ("past",)) if vantage.perfect else None


def _last_night(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    if vantage.day is None:
        return UNKNOWN
    return Days(vantage.day - timedelta(days=1), vantage.day, "day", vantage.anchor)


def _night(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "the night of Monday to Tuesday": both days."""
    second = slots.weekday("2")
    last = None if second is None else _weekday(second, vantage, None)
    if last is None or last.last is None:
        return last
    return replace(last, first=last.last - timedelta(days=1))


# ---- meanings: seen from the date told before -----------------------------------------------------------------------


def _reference(vantage: Vantage, unit: str, sign: int) -> tuple[date, str] | None:
    """The last date told before that is as precise as the unit and, for a way back, not to come; else the article's
    day."""
    precise = _AS_PRECISE.get(unit, ("day",))
    for told in vantage.told:
        to_come = vantage.day is not None and told.first is not None and told.first > vantage.day
        if told.first and told.last and told.precision in precise and not (sign < 0 and to_come):
            return told.last, told.first.isoformat()
    return None if vantage.day is None else (vantage.day, vantage.anchor)


def _ref(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    count, unit = int(arguments[0]), arguments[1]
    seen = _reference(vantage, unit, -1 if "past" in arguments else count)
    if seen is None:
        return UNKNOWN
    return replace(period_of(move(seen[0], count, unit), unit), anchor=seen[1])


def _ref_weekday(slots: Slots, vantage: Vantage, arguments: tuple[str, ...]) -> Days | None:
    """ "the Sunday before", "the following Saturday": of the date told."""
    sign, weekday = int(arguments[0]), slots.weekday()
    seen = _reference(vantage, "day", sign)
    if seen is None or weekday is None:
        return UNKNOWN
    away = (weekday - seen[0].weekday()) * sign % 7 or 7
    found = seen[0] + timedelta(days=sign * away)
    return Days(found, found, "day", seen[1])


def _ref_night(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "the night before": from the day before to the day told."""
    seen = _reference(vantage, "day", -1)
    if seen is None:
        return UNKNOWN
    told = next((days for days in vantage.told if days.first and days.last == seen[0]), None)
    morning = told.first if told and told.first else seen[0]  # after a night told: of the day it began
    return Days(morning - timedelta(days=1), morning, "day", seen[1])


def _same_day(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "in the evening": of the day told in the sentence, else of the article's day."""
    return _ref(slots, replace(vantage, told=vantage.told[: vantage.told_in_sentence]), ("0", "day"))


def _from_reference(slots: Slots, vantage: Vantage, sign: int) -> Days | None:
    unit = _length(slots)[1]
    seen = _reference(vantage, unit, sign)
    if seen is None:
        return UNKNOWN
    if sign > 0 and seen[1] == vantage.anchor:
        return _near(slots, vantage, ("past",)) if unit != "hour" else _shift(slots, vantage, ("0", "day"))
    found = replace(_away(seen[0], sign, slots), anchor=seen[1])
    if vantage.day and found.first and found.first > vantage.day and vantage.tense != "future" and sign > 0:
        return _near(slots, vantage, ("past",))  # counted from something else
    return found


def _earlier(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    return _from_reference(slots, vantage, -1)


def _later(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    return _from_reference(slots, vantage, 1)


def _before_event(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "three days before the vote": the day of the vote."""
    seen = _reference(vantage, _length(slots)[1], 1)
    return replace(_away(seen[0], 1, slots), anchor=seen[1]) if seen else UNKNOWN


def _aftermath(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    """ "the day after the vote", said of the day on which the sentence's event fell."""
    return _ref(slots, vantage, ("0", "day"))


def _since_reference(slots: Slots, vantage: Vantage, _: tuple[str, ...]) -> Days | None:
    found = _ref(slots, vantage, ("0", "day"))
    return found and connect("since", found, vantage)


_AS_PRECISE: dict[str, tuple[str, ...]] = {
    "hour": ("day",),
    "day": ("day",),
    "week": ("day", "week"),
    "month": ("day", "month"),
    "year": ("day", "week", "month", "season", "year"),
}

MEANINGS: dict[str, Meaning] = {
    "date": _date,
    "date-of": _date_of,
    "days": _two_days,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "bare-decade": _decade,
    "century": _century_named,
    "season": _season,
    "quarter": _quarter,
    "half": _half,
    "first": _first,
    "last": _last,
    "week-of": _week_of,
    "day-of-month": _day_of_other_month,
    "holiday": _holiday,
    "easter": _easter,
    "month-number": _month_numbered,
    "shift": _shift,
    "period": _period,
    "to-date": _to_date,
    "rest": _rest,
    "weekend": _weekend,
    "ago": _ago,
    "ahead": _ahead,
    "back": _back,
    "back-more": _back_more,
    "many": _many,
    "forward": _forward,
    "extent": _extent,
    "extent-more": _extent_more,
    "in": _in,
    "in-length": _in_length,
    "same-day": _same_day,
    "part": _same_day,
    "clock": _same_day,
    "ref-weekday": _ref_weekday,
    "ref-night": _ref_night,
    "near": _near,
    "last-night": _last_night,
    "night": _night,
    "ref": _ref,
    "earlier": _earlier,
    "later": _later,
    "before-event": _before_event,
    "aftermath": _aftermath,
    "since-ref": _since_reference,
}
