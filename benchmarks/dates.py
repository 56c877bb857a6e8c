"""When: dates of written passages, found and reckoned, beside what a user would take instead.

    python -m benchmarks.dates [--errors] [--json out.json]

Reads `corpus/dates` (its README has the definitions). A third, by id, is held out; `--errors` lists what went wrong in
the rest alone. All read the same passages, in the same run, knowing the article's day and language:

- Dépêche, its dates alone;
- dateparser's `search_dates`; its moment is taken as that day;
- long dates by htmldate, which looks for the day of a page;
- the article's day for every date that dateparser finds: what a table of events has that keeps the day of publication.
"""

from __future__ import annotations

import argparse
import calendar
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.marked import Marked, Passage, read_passages
from depeche.analysis.corpus import MIN_OVERLAP
from depeche.analysis.matching import Figure, Pairing, Share, core, figure_of, pair_up, ratio, share
from depeche.coding.dates import find_dates, find_reference_day
from depeche.records import Article, Block, Span

SEASONS = {  # by the sun and by the calendar of meteorologists: both are right
    "spring": ((3, 21, 6, 20), (3, 1, 5, 31)),
    "summer": ((6, 21, 9, 22), (6, 1, 8, 31)),
    "autumn": ((9, 23, 12, 20), (9, 1, 11, 30)),
    "winter": ((12, 21, 3, 20), (12, 1, 2, 28)),
}
Days = tuple[str, str]  # first and last day, ISO 8601; ".." is an open end


@dataclass(frozen=True, slots=True)
class Found:
    """Words that a reader takes for a date, and the days it names; None if it names none."""

    start: int
    end: int
    days: Days | None


Reader = Callable[[Passage], list[Found]]


# ---- answers --------------------------------------------------------------------------------------------------------


def right_days(mark: Marked) -> list[Days]:
    return [days for value in mark.values for days in read_value(value)]


def read_value(value: str) -> list[Days]:
    """The days that a value of the answer names: "2024", "2024-06", "2024-W24", "2024-Q2", "1990s", "2024-summer", a
    day, or two of these with a slash. A season has two readings. Raises ValueError."""
    first, slash, last = value.partition("/")
    if not slash:
        return _period(value)
    begin = ".." if first == ".." else _period(first)[0][0]
    end = ".." if last == ".." else _period(last)[0][1]
    return [(begin, end)]


def _period(value: str) -> list[Days]:
    year = int(value[:4])
    rest = value[4:].lstrip("-")
    if rest in SEASONS:
        return [_season(year, bounds) for bounds in SEASONS[rest]]
    if not rest:
        return [(f"{year}-01-01", f"{year}-12-31")]
    if rest == "s":
        return [(f"{year}-01-01", f"{year + 9}-12-31")]
    if rest[0] == "W":
        monday = date.fromisocalendar(year, int(rest[1:]), 1)
        return [(monday.isoformat(), (monday + timedelta(days=6)).isoformat())]
    months = (3 * int(rest[1:]) - 2, 3 * int(rest[1:])) if rest[0] == "Q" else (int(rest[:2]), int(rest[:2]))
    if len(rest) > 2 and rest[0] != "Q":
        return [(date.fromisoformat(value).isoformat(),) * 2]
    last = calendar.monthrange(year, months[1])[1]
    return [(f"{year}-{months[0]:02}-01", f"{year}-{months[1]:02}-{last:02}")]


def _season(year: int, bounds: tuple[int, int, int, int]) -> Days:
    month, day, end_month, end_day = bounds
    return date(year, month, day).isoformat(), date(year + (end_month < month), end_month, end_day).isoformat()


def same_days(gold: Days, found: Days, published: str) -> bool:
    """Equal at both ends; an open end is as good as the article's day there."""
    return all(a == b or {a, b} == {"..", published} for a, b in zip(gold, found, strict=True))


# ---- readers --------------------------------------------------------------------------------------------------------


def depeche(passage: Passage) -> list[Found]:
    block = Block("b1", "paragraph", passage.language, 0, len(passage.text))
    article = Article(passage.id, passage.text, (block,), passage.language, published=passage.published)
    dates = find_dates(article, find_reference_day(article))
    return [Found(d.start, d.end, _two_ends(d.value)) for d in dates]


def _two_ends(value: str) -> Days:
    first, _, last = value.partition("/")
    return first, last


def dateparser_search(passage: Passage) -> list[Found]:
    from dateparser.search import search_dates

    base = datetime.fromisoformat(passage.published) + timedelta(hours=12)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    found, at = [], 0
    for words, moment in search_dates(passage.text, languages=[passage.language], settings=settings) or ():
        start = passage.text.find(words, at)
        if start >= 0:
            at = start + len(words)
            day = moment.date().isoformat()
            found.append(Found(start, at, (day, day)))
    return found


def htmldate_patterns(passage: Passage) -> list[Found]:
    from htmldate.extractors import LONG_TEXT_PATTERN, regex_parse

    found = []
    for match in LONG_TEXT_PATTERN.finditer(passage.text):
        if day := regex_parse(match[0]):
            found.append(Found(match.start(), match.end(), (day.date().isoformat(),) * 2))
    return found


def day_of_publication(passage: Passage) -> list[Found]:
    return [Found(f.start, f.end, (passage.published,) * 2) for f in dateparser_search(passage)]


READERS: dict[str, Reader] = {
    "Dépêche": depeche,
    "dateparser": dateparser_search,
    "htmldate's patterns": htmldate_patterns,
    "day of publication": day_of_publication,
}


# ---- figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage and what a reader found in it; optional marks that were met are in neither list."""

    passage: Passage
    pairing: Pairing[Marked, Found]

    def right(self, mark: Marked, found: Found) -> bool:
        days = found.days
        return days is not None and any(same_days(d, days, self.passage.published) for d in right_days(mark))


@dataclass(frozen=True, slots=True)
class Score:
    """`spans`: found as dates; `values`: the same days, of the spans that are right; `both`: right spans with right
    days, of all."""

    spans: Figure
    values: Share
    both: Figure


def judge(passage: Passage, found: list[Found]) -> Judged:
    """Pairs of marks and findings whose words, without leading prepositions, share half of the longer."""

    def weight(mark: Marked, one: Found) -> float:
        shared = ratio(core(passage.text, Span(mark.start, mark.end)), core(passage.text, Span(one.start, one.end)))
        return shared if shared >= MIN_OVERLAP else 0.0

    pairing = pair_up(passage.marks, found, weight)
    return Judged(
        passage,
        Pairing(
            tuple((m, f) for m, f in pairing.pairs if not m.optional),
            tuple(m for m in pairing.missed if not m.optional),
            pairing.spurious,
        ),
    )


def score(judged: list[Judged]) -> Score:
    pairs = [(j, m, f) for j in judged for m, f in j.pairing.pairs]
    missed = tuple(m for j in judged for m in j.pairing.missed)
    spurious = tuple(f for j in judged for f in j.pairing.spurious)
    right = tuple((m, f) for j, m, f in pairs if j.right(m, f))
    wrong = [(m, f) for j, m, f in pairs if not j.right(m, f)]
    spans = figure_of(Pairing(tuple((m, f) for _, m, f in pairs), missed, spurious))
    both = figure_of(Pairing(right, missed + tuple(m for m, _ in wrong), spurious + tuple(f for _, f in wrong)))
    return Score(spans, share(j.right(m, f) for j, m, f in pairs), both)


def errors(judged: list[Judged]) -> Iterator[str]:
    for j in judged:
        text, id = j.passage.text, j.passage.id
        for mark in j.pairing.missed:
            yield f"{id} missed    {text[mark.start : mark.end]!r} {' or '.join(mark.values)}"
        for found in j.pairing.spurious:
            yield f"{id} spurious  {text[found.start : found.end]!r} in {_around(text, found)!r}"
        for mark, found in j.pairing.pairs:
            if not j.right(mark, found):
                value = "/".join(found.days or ())
                yield f"{id} {text[mark.start : mark.end]!r}: {value} for {' or '.join(mark.values)}"


def _around(text: str, found: Found) -> str:
    return re.sub(r"\s+", " ", text[max(found.start - 30, 0) : found.end + 30])


# ---- the command ----------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what went wrong in the development part")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    options = parser.parse_args()
    passages = list(read_passages("dates"))
    table: dict[str, dict[str, Score]] = {}
    for name, reader in READERS.items():
        judged = [judge(passage, reader(passage)) for passage in passages]
        table[name] = {part: score(chosen) for part, chosen in parts(judged).items()}
        if options.errors and name == "Dépêche":
            print("\n".join(errors([j for j in judged if not j.passage.held_out])), end="\n\n")
    write(table)
    if options.json:
        options.json.write_text(json.dumps({n: {p: asdict(s) for p, s in t.items()} for n, t in table.items()}))


def parts(judged: list[Judged]) -> dict[str, list[Judged]]:
    held_out = [j for j in judged if j.passage.held_out]
    by_language = {
        f"held out, {language}": [j for j in held_out if j.passage.language == language]
        for language in dict.fromkeys(j.passage.language for j in held_out)
    }
    return {"development": [j for j in judged if not j.passage.held_out], "held out": held_out, **by_language}


def write(table: dict[str, dict[str, Score]]) -> None:
    print(f"{'':22}{'':16}{'dates':>6}{'P':>8}{'R':>8}{'F1':>8}{'values':>8}{'both F1':>9}")
    for name, by_part in table.items():
        for part, s in by_part.items():
            figures = (s.spans.precision, s.spans.recall, s.spans.f1, s.values.value)
            row = "".join(f"{value:8.3f}" for value in figures)
            print(f"{name:22}{part:16}{s.spans.gold:6}{row}{s.both.f1:9.3f}")


if __name__ == "__main__":
    main()
