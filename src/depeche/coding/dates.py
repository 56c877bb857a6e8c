"""Dates of an article: words -> `Expression` (what stands where) -> `Days` (reckoning) -> `Date`.

Definition: TIMEX3 DATE, and DURATION where it locates ("for the first time in ten years").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from depeche.coding.reckoning import (
    ABSOLUTE,
    HOURS_A_DAY,
    UNKNOWN,
    Days,
    Slots,
    Tense,
    Vantage,
    connect,
    move,
    reckon,
    stage_of,
)
from depeche.knowledge.calendar import (
    DIGITS,
    WORD,
    Anchor,
    Calendar,
    DatePattern,
    anchor_names,
    calendar_languages,
    fold,
    load_anchors,
    load_calendar,
)
from depeche.records import Article, AsOf, Block, Date, Precision, Span

PUBLISHED = "published"
DAY = "day"  # kind of an anchor that is itself a date: "9/11"
WINDOW = 48  # code points before an expression that its connective, stage and article may take
COMMA = 40  # code points that a comma adds to the distance of a cue of tense
DATELINE = 120  # code points at the beginning of a text where a dateline stands
_CLAUSE_END = re.compile(
    r"[;:!?\n«»“”\"—]|(?<!\bM)(?<!\bM[rs])(?<!\bMrs)(?<!\bSr)(?<!\bSra)(?<!\bDr)(?<!\bGen)\.(?=\s|$)"
)
_SENTENCE_BREAK = re.compile(r"[.!?]\s|\n")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n«»“”\"—–(>•]|(?<!\d)-)\s*$")
_LENGTHS = {"back", "back-more", "forward", "extent", "extent-more", "in", "in-length", "ago", "ahead"}
_SHORT_LENGTHS = {"back", "back-more", "extent", "extent-more", "in", "in-length"}  # of hours: no question of days
_ASIDE = {"earlier", "later", "before-event", "near", "period", "aftermath"}  # nothing else is counted from these
_AGES = {"earlier", "later", "before-event", "decade"}
_SPANS_OF_TIME = {"back", "back-more", "forward", "extent", "extent-more", "near"}  # "from the past four years"
_PARTS = {"same-day", "last-night", "part"}  # of a day; "part" is no date by itself
_RANGES = {"days", "years"}
_ENTRY_START = re.compile(r"(?:^|[.!?»”\"]\s|\n)\s*$")
_SENTENCE_WORD = re.compile(r"(?<!\w)[^\W\d_A-Z]{4,}")  # a dateline has names and marks only
_EARLIEST_BARE_YEAR = 1900
LATEST = date.max.isoformat()
_TODAY, _YESTERDAY = ("shift", "0", "day"), ("shift", "-1", "day")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A pattern's words at their place."""

    start: int
    end: int
    pattern: DatePattern
    slots: Slots

    @property
    def meaning(self) -> str:
        return self.pattern.meaning[0]


@dataclass(frozen=True, slots=True)
class _Expression:
    """A reading with the words before it that belong to it; `other`: the end of "from … to …"."""

    start: int
    end: int
    reading: _Reading
    stage: str | None
    connective: str | None
    other: _Expression | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A date told so far. `opens`: at the beginning of its sentence; `counts`: later words may count from it."""

    block: str
    end: int
    days: Days
    opens: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A block under reading."""

    article: Article
    block: Block
    calendar: Calendar

    @property
    def text(self) -> str:
        return self.article.text

    def before(self, at: int) -> str:
        """The words before a place, no further than the block and the window."""
        return self.text[max(self.block.start, at - WINDOW) : at]


# ---- the two questions ----------------------------------------------------------------------------------------------


def find_dates(article: Article, as_of: AsOf) -> tuple[Date, ...]:
    """Days named by the text of every block but residue and credits, in text order. What cannot be placed without
    `as_of.day` has value "../.." and anchor "unknown"."""
    pages = tuple(_pages(article))
    expressions = [(page, found) for page in pages for found in _expressions(page)]
    years = _printed_years(expressions)
    day = date.fromisoformat(as_of.day) if as_of.day else None
    anchor = PUBLISHED if as_of.rule == PUBLISHED else as_of.day or "unknown"
    vantage = Vantage(day=day, anchor=anchor, years=years)
    dates: list[Date] = []
    told: list[_Told] = []
    for page, expression in expressions:
        days = _days(page, expression, _with_told(vantage, page, expression, told))
        if days is None:
            continue
        rule = expression.reading.pattern.rule
        dates.append(Date(expression.start, expression.end, days.value, days.precision, days.anchor, rule))
        _settle_year(years, expression.reading, days)
        opens = _SENTENCE_START.search(page.before(expression.start)) is not None
        told.append(_Told(page.block.id, expression.end, days, opens, _counts(expression, days)))
    events = sorted(_anchored_dates(pages, vantage), key=lambda found: (found.start - found.end, found.start))
    kept: list[Date] = []
    for one in (*events, *dates):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda found: (found.start, found.end)))


def _counts(expression: _Expression, days: Days) -> bool:
    meaning = expression.reading.meaning
    counted = meaning == "ago" and days.precision == "day"
    return expression.connective is None and (counted or meaning not in _LENGTHS | _ASIDE)


def find_reference_day(article: Article) -> AsOf:
    """The day the article speaks from: as published; else the day printed in its byline or dateline; else the latest
    day printed with its year outside archive captions and clauses about the future. Evidence: where it is printed."""
    stated = _stated_day(article)
    if stated:
        return AsOf(stated.isoformat(), PUBLISHED, ())
    printed = [found for page in _pages(article) for found in _printed_days(page)]
    for rule in ("byline", "dateline", "latest-printed"):
        days = [day for place, day, _ in printed if place == rule or rule == "latest-printed"]
        if days:
            latest = max(days)
            evidence = tuple(span for _, day, span in printed if day == latest)
            if rule == "latest-printed" and (yesterday := _told_the_day_after(article, evidence)):
                return AsOf((latest + timedelta(days=1)).isoformat(), rule, (*evidence, yesterday))
            return AsOf(latest.isoformat(), rule, evidence)
    return AsOf(None, "none", ())


def _told_the_day_after(article: Article, evidence: tuple[Span, ...]) -> Span | None:
    """A "yesterday" of the reporter, where a caption prints the latest day and nothing is said of today: the report was
    written on the day after its pictures were taken."""
    pages = tuple(_pages(article))
    if not any(
        page.block.kind == "caption" and s.start >= page.block.start and s.end <= page.block.end
        for page in pages
        for s in evidence
    ):
        return None
    said = [(page, found.reading) for page in pages if page.block.kind == "paragraph" for found in _expressions(page)]
    shifts = [(page, reading, reading.pattern.meaning) for page, reading in said]
    if any(meaning == _TODAY for _, _, meaning in shifts):
        return None
    spans = (Span(r.start, r.end) for page, r, meaning in shifts if meaning == _YESTERDAY and not _is_quoted(page, r))
    return next(spans, None)


def _is_quoted(page: _Page, reading: _Reading) -> bool:
    """Does it stand between quotation marks?"""
    before = page.text[page.block.start : reading.start]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _stated_day(article: Article) -> date | None:
    """The day of publication, where it is said to the day ("2024-06" is not)."""
    try:
        return datetime.fromisoformat(article.published).date() if article.published else None
    except ValueError:
        return None


# ---- blocks ---------------------------------------------------------------------------------------------------------


def _pages(article: Article) -> Iterator[_Page]:
    for block in article.blocks:
        language = block.language if block.language in calendar_languages() else article.language
        if block.kind != "residue" and language in calendar_languages():
            yield _Page(article, block, load_calendar(language))


def _printed_days(page: _Page) -> Iterator[tuple[str, date, Span]]:
    """(where it stands, day, span) of each day printed with its year that is not told as to come."""
    if page.block.archive:
        return
    for found in _expressions(page):
        reading = found.reading
        if reading.meaning != "date" or found.connective or found.other or "year" not in reading.slots:
            continue
        days = reckon(reading.pattern, reading.slots, Vantage(None, ABSOLUTE))
        if days is None or days.precision != "day" or days.first is None:
            continue
        place = "byline" if page.block.kind == "byline" else "latest-printed"
        if place != "byline" and _is_dateline(page, found):
            place = "dateline"
        if place != "latest-printed" or _tense(page, found.start, found.end) != "future":
            yield place, days.first, Span(found.start, found.end)


def _is_dateline(page: _Page, found: _Expression) -> bool:
    """At the head of a paragraph after a place in capitals: "OSLO, 4 March 2021 (Agency) -"."""
    head = page.text[page.block.start : found.start]
    first_word = WORD.search(head)
    in_capitals = first_word is not None and len(first_word[0]) > 1 and first_word[0].isupper()
    return in_capitals and len(head) < DATELINE and not _SENTENCE_WORD.search(head)


def _printed_years(expressions: list[tuple[_Page, _Expression]]) -> dict[tuple[int, int], int]:
    """(month, day) -> year, where the article prints that day with one year only."""
    years: dict[tuple[int, int], set[int]] = {}
    for _, expression in expressions:
        slots = expression.reading.slots
        month, day, year = slots.month(), slots.number("day"), slots.number("year")
        if month and day and year:
            years.setdefault((month, day), set()).add(year)
    return {key: min(found) for key, found in years.items() if len(found) == 1}


# ---- readings -------------------------------------------------------------------------------------------------------


def _expressions(page: _Page) -> list[_Expression]:
    """The block's expressions in text order; they do not overlap."""
    found = list(_readings(page))
    names = [reading for reading in found if _is_in_name(page, reading)]
    apart = [r for r in found if all(r.end <= name.start or name.end <= r.start for name in names)]
    readings = [reading for reading in apart if _plausible(page, reading)]
    return _with_parts(page, _paired(page, [_framed(page, reading) for reading in _longest(readings)]))


def _readings(page: _Page) -> Iterator[_Reading]:
    text, end, openers, credit = page.text, page.block.end, page.calendar.openers, page.block.credit
    for word in WORD.finditer(text, page.block.start, end):
        key = DIGITS if word[0][0].isdigit() else word[0].lower()
        for pattern in openers.get(key, ()):
            match = pattern.regex.match(text, word.start(), end)
            if match and not (credit and Span(*match.span()).overlaps(credit)):
                words = {name.rpartition("_")[0]: said for name, said in match.groupdict().items() if said}
                yield _Reading(match.start(), match.end(), pattern, Slots(words, page.calendar))


def _longest(readings: list[_Reading]) -> list[_Reading]:
    """The longest of those that overlap, the earlier row where two are equal, in text order."""
    kept: list[_Reading] = []
    for reading in sorted(readings, key=lambda r: (r.start - r.end, r.start)):
        if all(reading.end <= other.start or other.end <= reading.start for other in kept):
            kept.append(reading)
    return sorted(kept, key=lambda r: r.start)


def _plausible(page: _Page, reading: _Reading) -> bool:
    """False for words that are no date where they stand: a count, a name, a prison term, a habit."""
    if reading.meaning in _LENGTHS and _is_term(page, reading):
        return False
    if reading.meaning in _AGES and _is_age(page, reading):
        return False
    if reading.meaning in _SHORT_LENGTHS and _is_part_of_day(reading):
        return False
    bare = "dd" in reading.slots or reading.meaning == "bare-decade"
    if bare and page.calendar.surroundings.plural.match(page.text, reading.end, page.block.end):
        return False
    if reading.meaning == "period":
        return reading.slots.name("unit") != "hour" and _framed(page, reading).stage is not None
    if reading.meaning == "clock":
        return _is_entry_time(page, reading)
    if reading.meaning == "year":
        return _is_year(page, reading)
    slots = reading.slots.words
    if set(slots) == {"monthname"} and reading.meaning == "date" and not reading.pattern.meaning[1:]:
        return _is_month(page, reading)
    if set(slots) <= {"weekday", "part"} and "weekday" in slots:
        return _is_weekday(page, reading)
    return True


def _is_in_name(page: _Page, reading: _Reading) -> bool:
    """ "Rue du 4 Septembre", "the Sunday Times": a day or a month that is part of a name."""
    near, slots = page.calendar.surroundings, reading.slots
    if "year" in slots or not any(slot in slots for slot in ("weekday", "day", "dd", "monthname")):
        return False
    after = near.names_after.match(page.text, reading.end, page.block.end)
    return after is not None or near.names_before.search(page.before(reading.start)) is not None


def _is_term(page: _Page, reading: _Reading) -> bool:
    near = page.calendar.surroundings
    clause = re.split(r"[.;:!?\n]\s", page.before(reading.start))[-1]
    return bool(near.terms_before.search(clause) or near.terms_after.match(page.text, reading.end, page.block.end))


def _is_age(page: _Page, reading: _Reading) -> bool:
    """ "a man of 22 years, after …", "the under-60s"."""
    before = page.before(reading.start)
    return before.endswith("-") or page.calendar.surroundings.ages_before.search(before) is not None


def _is_part_of_day(reading: _Reading) -> bool:
    return reading.slots.name("unit") == "hour" and (reading.slots.number("number") or 0) < HOURS_A_DAY


def _is_entry_time(page: _Page, reading: _Reading) -> bool:
    """The time of day at the head of an entry of a live report."""
    head = _ENTRY_START.search(page.before(reading.start)) is not None
    return head and re.match(r"[\s.:–—-]+[«“\"]?\s?[^\W\d_]", page.text[reading.end : reading.end + 8]) is not None


def _is_year(page: _Page, reading: _Reading) -> bool:
    """After a cue any year; without one a figure from 1900 that counts nothing."""
    near, before = page.calendar.surroundings, page.before(reading.start)
    after = page.text[reading.end : reading.end + 2]
    if near.not_years_before.search(before) or near.not_years_after.match(page.text, reading.end):
        return False
    if re.match(r"[.,:]\d|[-–/]\w|[°%]", after) or re.search(r"[\d][.,:]$|[$€£#]\s?$", before):
        return False
    if re.search(r"\w[-–/]$", before) and not near.year_cues.search(before):
        return False
    year = reading.slots.number("year") or 0
    counts = near.plural.match(page.text, reading.end) is not None
    if near.year_cues.search(before) or reading.end - reading.start > len(str(year)):
        return not (counts and year % 100 == 0)
    if counts:
        return near.determiners.search(before) is not None and year >= _EARLIEST_BARE_YEAR
    return year >= _EARLIEST_BARE_YEAR


def _is_month(page: _Page, reading: _Reading) -> bool:
    words, near = reading.slots.words["monthname"], page.calendar.surroundings
    before = page.before(reading.start)
    if near.habits.search(before):
        return False
    if not page.calendar.capitalised and words[0].isupper():
        return _SENTENCE_START.search(before) is not None
    return fold(words) not in page.calendar.shy_months or near.month_cues.search(before) is not None


def _is_weekday(page: _Page, reading: _Reading) -> bool:
    words, near = reading.slots.words["weekday"], page.calendar.surroundings
    before = page.before(reading.start)
    if near.habits.search(before):
        return False
    if page.calendar.capitalised or words[0].islower():
        return True
    at_start = not before or _SENTENCE_START.search(before) is not None
    return at_start or near.weekday_cues.search(before) is not None


# ---- the words before an expression ---------------------------------------------------------------------------------


def _framed(page: _Page, reading: _Reading) -> _Expression:
    """The reading with its part of a period, its connective and its article, taken from right to left."""
    connectives = page.calendar.connectives
    if reading.meaning in _RANGES:
        opened = _ending(connectives.open, page, reading.start)
        start = min(opened, _ending(connectives.lead, page, reading.start))
        return _Expression(start, reading.end, reading, None, None)
    stage, bare = _named_ending(connectives.stages, page, reading.start)
    led = _ending(connectives.lead, page, bare)
    if stage is None:
        stage, staged = _named_ending(connectives.stages, page, led)
        bare = staged if stage else bare
        led = _ending(connectives.lead, page, staged) if stage else led
    found = [_named_ending(connectives.kinds, page, at) for at in (bare, led)]
    connective, whole = min(found, key=lambda named: (named[0] is None, named[1]))
    if connective is None or _belongs_to_noun(page, reading):
        return _Expression(led, reading.end, reading, stage, None)
    return _Expression(whole, reading.end, reading, stage, connective)


def _belongs_to_noun(page: _Page, reading: _Reading) -> bool:
    """ "after Monday's attack" does not say "after Monday", nor "after the May vote" "after May"."""
    after = page.text[reading.end : min(reading.end + 5, page.block.end)]
    if re.match(r"['’]s?\s", after):
        return True
    month_or_year = not {"month", "monthname", "year"}.isdisjoint(reading.slots.words)
    determined = page.calendar.surroundings.noun_articles.search(page.before(reading.start)) is not None
    return month_or_year and determined and re.match(r"\s[^\W\d_A-Z]{3}", after) is not None


def _ending(regex: re.Pattern[str], page: _Page, at: int) -> int:
    """Where the words begin that end at a place, else the place."""
    before = page.before(at)
    found = regex.search(before)
    return at - (len(before) - found.start()) if found else at


def _named_ending(named: tuple[tuple[str, re.Pattern[str]], ...], page: _Page, at: int) -> tuple[str | None, int]:
    """The name and beginning of the longest such words before a place."""
    found = [(_ending(regex, page, at), name) for name, regex in named]
    start, name = min(found)
    return (name, start) if start < at else (None, at)


def _paired(page: _Page, found: list[_Expression]) -> list[_Expression]:
    """ "from … to …" and "2007 and 2008" made one."""
    pairs: list[_Expression] = []
    for expression in found:
        pair = _pair(page, pairs[-1], expression) if pairs else None
        if pair:
            pairs[-1] = pair
        else:
            pairs.append(expression)
    return pairs


def _with_parts(page: _Page, found: list[_Expression]) -> list[_Expression]:
    """ "at noon on Tuesday" and "on Tuesday at noon" are one expression, of that day."""
    whole: list[_Expression] = []
    for expression in found:
        before = whole[-1] if whole else None
        parted = before and (_is_part(before) or (_is_weekend(before) and expression.reading.meaning == "days"))
        if before and parted and _is_day(expression) and _joins(page, before, expression):
            whole[-1] = replace(expression, start=before.start, connective=before.connective)
        elif before and _takes_part(page, before, expression):
            whole[-1] = replace(before, end=expression.end)
        else:
            whole.append(expression)
    return [expression for expression in whole if expression.reading.meaning != "part"]


def _is_part(expression: _Expression) -> bool:
    return expression.reading.meaning in _PARTS and expression.other is None


def _is_weekend(expression: _Expression) -> bool:
    return expression.reading.meaning == "weekend" and expression.other is None


def _is_day(expression: _Expression) -> bool:
    """Does it name a day, or a range that begins with one?"""
    slots = expression.reading.slots
    return expression.reading.meaning in ("date", "days", "night") and any(s in slots for s in ("weekday", "day", "dd"))


def _joins(page: _Page, part: _Expression, day: _Expression) -> bool:
    """Nothing but a joining word stands between."""
    joined = page.calendar.surroundings.part_joins.match(page.text, part.end, page.block.end)
    return joined is not None and day.start <= joined.end() <= day.reading.start


def _takes_part(page: _Page, day: _Expression, part: _Expression) -> bool:
    """ "on Tuesday at noon": the part of the day right after the day."""
    if day.other or not _is_day(day) or not _is_part(part):
        return False
    return not page.text[day.end : part.start].strip() and part.reading.meaning != "last-night"


def _pair(page: _Page, first: _Expression, second: _Expression) -> _Expression | None:
    joined = page.calendar.connectives.join.match(page.text, first.reading.end, page.block.end)
    if first.other or not joined or joined.end() > second.reading.start:
        return None
    between = page.text[joined.end() : second.reading.start]
    if between and _ending(page.calendar.connectives.lead, page, second.reading.start) > joined.end():
        return None
    start = _ending(page.calendar.connectives.open, page, first.reading.start)
    if start == first.reading.start:
        lead = _ending(page.calendar.connectives.lead, page, first.reading.start)
        start = min(_ending(page.calendar.connectives.open, page, lead), first.start)
        opened = start < lead
    else:
        opened = True
    dashed = joined[0].strip() in ("-", "–")
    years = first.reading.meaning == second.reading.meaning == "year" and not first.connective
    if not (opened or dashed or years) or not _same_kind(first.reading, second.reading):
        return None
    return replace(
        first, start=min(start, first.start), end=second.end, connective=None, other=replace(second, connective=None)
    )


def _same_kind(first: _Reading, second: _Reading) -> bool:
    """A range runs between two dates, not from a place in time to a length of it."""
    kinds = ("date", "year", "season", "quarter", "decade", "century", "shift")
    return first.meaning in kinds and second.meaning in kinds


# ---- days -----------------------------------------------------------------------------------------------------------


def _days(page: _Page, expression: _Expression, vantage: Vantage) -> Days | None:
    seen = replace(vantage, tense=_tense_of(page, expression, vantage), perfect=_is_perfect(page, expression))
    if expression.other:
        return _range(page, expression, expression.other, seen)
    days = _plain_days(page, expression, seen)
    if days is None or expression.connective is None or expression.reading.meaning in _SPANS_OF_TIME:
        return days
    if expression.connective == "from" and page.calendar.surroundings.origins.search(page.before(expression.start)):
        return days
    return connect(_kind(expression, days, seen), days, seen)


def _kind(expression: _Expression, days: Days, vantage: Vantage) -> str:
    """What the connective makes of the days: "before the end of June" is up to that end, "by the summer" up to its
    beginning."""
    kind = expression.connective or "by"
    if kind == "before" and expression.stage == "end":
        return "until"
    to_come = vantage.day is None or (days.first is not None and days.first > vantage.day)
    if kind in ("by", "ahead"):
        return "before" if expression.reading.meaning == "season" and expression.stage is None and to_come else "by"
    return kind


def _settle_year(years: dict[tuple[int, int], int], reading: _Reading, days: Days) -> None:
    """A day and month without year keeps, in the rest of the article, the year first given to it."""
    month, day = reading.slots.month(), reading.slots.number("day")
    if month and day and reading.meaning == "date" and days.first and days.first == days.last:
        years.setdefault((month, day), days.first.year)


def _with_told(vantage: Vantage, page: _Page, expression: _Expression, told: list[_Told]) -> Vantage:
    """The vantage with the dates told before in the block, the last first."""
    whole = [one for one in reversed(told) if one.block == page.block.id]
    beside = [one for one in whole if not _SENTENCE_BREAK.search(page.text, one.end, expression.start)]
    before, near = [one for one in whole if one.counts], [one for one in beside if one.counts]
    opening = [one.days for one in near if one.opens]
    return replace(
        vantage,
        told=tuple(one.days for one in before),
        told_in_sentence=len(near),
        opening_year=_one_year(opening[-1]) if opening else None,
        beside=beside[0].days if beside else None,
    )


def _one_year(days: Days) -> int | None:
    """The year, where the days are that whole year named in figures."""
    whole = days.first and days.last and days.precision == "year" and days.first.year == days.last.year
    return days.first.year if whole and days.first and days.anchor == ABSOLUTE else None


def _plain_days(page: _Page, expression: _Expression, vantage: Vantage) -> Days | None:
    reading = expression.reading
    if reading.meaning == "conflict":
        return _conflict_days(page, reading, vantage)
    days = reckon(reading.pattern, reading.slots, vantage)
    return stage_of(days, expression.stage) if days and expression.stage else days


def _range(page: _Page, first: _Expression, second: _Expression, vantage: Vantage) -> Days | None:
    """From the first day of one to the last day of the other; what one leaves out the other tells."""
    first = replace(first, other=None)
    begin, end = _plain_days(page, first, vantage), _plain_days(page, second, vantage)
    if end and end.last and end.anchor == ABSOLUTE and not (begin and begin.anchor == ABSOLUTE):
        begin = _plain_days(page, first, replace(vantage, day=end.last, tense="past"))
    elif begin and begin.first and end and end.last and end.last < begin.first:
        # "from Monday to Wednesday": the Wednesday after that Monday
        end = _plain_days(page, second, replace(vantage, day=begin.first, tense="future"))
    if begin and begin.first and end and end.last and begin.first <= end.last:
        return replace(end, first=begin.first)
    return end or begin


def _tense_of(page: _Page, expression: _Expression, vantage: Vantage) -> Tense | None:
    """What the connective or the words right before say, else the clause, else the date before it in the sentence."""
    near, reading = page.calendar.surroundings, expression.reading
    if expression.connective in ("from", "until", "ahead") or (
        expression.connective == "by" and reading.meaning == "weekend"
    ):
        return "future"
    if expression.connective == "since" and not (page.calendar.since_or_from and _is_to_come(page, expression)):
        return "past"
    if _belongs_to_noun(page, reading):  # "ahead of Friday's vote"
        kind, _ = _named_ending(page.calendar.connectives.kinds, page, expression.start)
        return "future" if kind in ("before", "by", "until") else _tense(page, expression.start, expression.end)
    before = page.before(expression.start)
    aimed_at = near.future_before.search(before) or near.future_before.search(page.before(reading.start))
    if aimed_at:
        return "future"
    if reading.meaning in ("in", "in-length") and near.first.search(before):
        return "past"
    if expression.connective in ("before", "by") and reading.meaning == "season" and "year" not in reading.slots:
        return "past" if near.pluperfect.search(_clause(page, expression)) else "future"
    tense = _tense(page, expression.start, expression.end)
    if expression.connective == "before" and ("weekday" in reading.slots or "dd" in reading.slots):
        return "future"
    if tense is None and vantage.day and vantage.beside and vantage.beside.first:
        tense = "future" if vantage.beside.first > vantage.day else None
    return tense or ("future" if expression.connective in ("before", "by") else None)


def _is_to_come(page: _Page, expression: _Expression) -> bool:
    """Is the future told beside the expression, with no comma between?"""
    low, high = _clause_bounds(page, expression.start, expression.end)
    low = max(low, page.text.rfind(",", low, expression.start) + 1)
    comma = page.text.find(",", expression.end, high)
    future = page.calendar.surroundings.future
    return _tense(page, expression.start, expression.end) == "future" and (
        future.search(page.text, low, expression.start) is not None
        or future.search(page.text, expression.end, comma if comma >= 0 else high) is not None
    )


def _is_perfect(page: _Page, expression: _Expression) -> bool:
    return page.calendar.surroundings.perfect.search(_clause(page, expression)) is not None


def _clause(page: _Page, expression: _Expression) -> str:
    return page.text[slice(*_clause_bounds(page, expression.start, expression.end))]


def _clause_bounds(page: _Page, start: int, end: int) -> tuple[int, int]:
    """From the mark before [start, end) to the one after it."""
    low, high = page.block.start, page.block.end
    for mark in _CLAUSE_END.finditer(page.text, low, start):
        low = mark.end()
    mark_after = _CLAUSE_END.search(page.text, end, high)
    return low, mark_after.start() if mark_after else high


def _tense(page: _Page, start: int, end: int) -> Tense | None:
    """The tense of the nearest cue in the clause; None without a cue."""
    low, high = _clause_bounds(page, start, end)
    near = page.calendar.surroundings
    future = _distance(page.text, near.future_earlier, near.future, (low, start), (end, high))
    past = _distance(page.text, near.past, near.past, (low, start), (end, high))
    if future is None and past is None:
        return None
    return "future" if past is None or (future is not None and future <= past) else "past"


def _distance(
    text: str,
    cues_before: re.Pattern[str],
    cues_after: re.Pattern[str],
    before: tuple[int, int],
    after: tuple[int, int],
) -> int | None:
    """Code points to the nearest cue, each comma between counted as `COMMA`."""
    gaps = [(match.end(), before[1]) for match in cues_before.finditer(text, *before)][-1:]
    gaps += [(after[0], match.start()) for match in [cues_after.search(text, *after)] if match]
    return min((b - a + COMMA * text.count(",", a, b) for a, b in gaps), default=None)


# ---- events that texts count from -----------------------------------------------------------------------------------


def _conflict_days(page: _Page, reading: _Reading, vantage: Vantage) -> Days | None:
    """ "the third year of the war", where one war only has all its parties named in the article."""
    wars = _wars_told(page, reading, vantage.day)
    rank, unit = reading.slots.number("ordinal"), reading.slots.name("unit")
    if vantage.day is None or len(wars) != 1 or not rank or unit is None:
        return replace(UNKNOWN, anchor=vantage.anchor if vantage.day else UNKNOWN.anchor)
    begun = date.fromisoformat(wars[0].first)
    first, following = move(begun, rank - 1, unit), move(begun, rank, unit)
    precision: Precision = "day" if unit == "day" else "year" if unit == "year" else "month"
    return Days(first, date.fromordinal(following.toordinal() - 1), precision, wars[0].id)


def _wars_told(page: _Page, reading: _Reading, day: date | None) -> list[Anchor]:
    """The wars that go on and have all parties named: in the sentence, else the paragraph, else the article."""
    low = max((m.end() for m in _SENTENCE_BREAK.finditer(page.text, page.block.start, reading.start)), default=0)
    after = _SENTENCE_BREAK.search(page.text, reading.end, page.block.end)
    sentence = page.text[max(low, page.block.start) : after.start() if after else page.block.end]
    for text in (sentence, page.text[page.block.start : page.block.end], page.text):
        if wars := [anchor for anchor in load_anchors() if anchor.parties and _is_war(anchor, text, day)]:
            return wars
    return []


def _is_war(anchor: Anchor, text: str, day: date | None) -> bool:
    lasts = day is None or (anchor.first <= day.isoformat() and (not anchor.last or day.isoformat() <= anchor.last))
    return lasts and anchor.kind == "war" and all(party.search(text) for party in anchor.parties)


def _anchored_dates(pages: tuple[_Page, ...], vantage: Vantage) -> Iterator[Date]:
    """ "since the invasion of …": a connective before an event of public record."""
    day = vantage.day.isoformat() if vantage.day else LATEST
    past = [anchor for anchor in load_anchors() if anchor.first <= day]  # else another event of that name
    for page in pages:
        if not anchor_names(page.calendar.language).search(page.text, page.block.start, page.block.end):
            continue
        for anchor in past:
            name = anchor.names.get(page.calendar.language)
            for match in name.finditer(page.text, page.block.start, page.block.end) if name else ():
                kind, start = _bearing(page, anchor, match.start())
                if kind:
                    days = _anchored(anchor, kind, vantage)
                    yield Date(start, match.end(), days.value, days.precision, anchor.id, f"anchors/{anchor.id}")


def _bearing(page: _Page, anchor: Anchor, at: int) -> tuple[str | None, int]:
    """How words before an event place something by it: a connective, "during", or nothing before a day's own name."""
    kind, start = _named_ending(page.calendar.connectives.kinds, page, at)
    if kind is None and (begun := _ending(page.calendar.connectives.during, page, at)) < at:
        return "during", begun
    return kind or ("during" if anchor.kind == DAY else None), start


def _anchored(anchor: Anchor, kind: str, vantage: Vantage) -> Days:
    first = date.fromisoformat(anchor.first)
    last = date.fromisoformat(anchor.last) if anchor.last else vantage.day if kind == "during" else first
    days = Days(first, last, "day" if anchor.kind == DAY and kind == "during" else "vague", anchor.id)
    if kind == "during":
        return days
    connected = connect(kind, days, vantage)
    if kind not in ("since", "after"):
        return connected
    begun_by = first if anchor.parties or anchor.last is None else last  # "since the invasion", "since the Cold War"
    return replace(connected, first=begun_by)
