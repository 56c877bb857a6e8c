"""What each language says of time: `data/<language>/calendar.toml` (words) and `dates.tsv` (patterns) -> `Calendar`.

A pattern is a regular expression made of words, groups, `?`, `|` and slots. `<month>` is any month's name and is
captured; `<month2>` a second one; a key of `[phrases]` stands for its own text. A space is any run of blanks, an
apostrophe either apostrophe. The first word of a pattern must be a word, a slot or a group of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from depeche.errors import BadKnowledge
from depeche.knowledge.load import DATA, Row, read_table, read_words

DIGITS = "0"  # the key of all words that begin with a digit, in `Calendar.openers`
WORD = re.compile(r"\w+")
_SLOT = re.compile(r"<([a-z]+)(2?)>")
_PIECE = re.compile(r"\(\?[=!](?:[^()]|\([^()]*\))*\)|<[a-z]+2?>|\)\?|[()|]|[^<()|]+")
_MAX_DAY = 31


@dataclass(frozen=True, slots=True)
class DatePattern:
    """A row of `dates.tsv`. `meaning` is how the captured slots are reckoned: "shift -1 week", "date last" …"""

    rule: str
    regex: re.Pattern[str]
    meaning: tuple[str, ...]
    example: str
    value: str


@dataclass(frozen=True, slots=True)
class Season:
    """First and last day as (month, day); a winter ends in the following year."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Connectives:
    """Words before an expression, each ending where the expression begins."""

    kinds: tuple[tuple[str, re.Pattern[str]], ...]  # since, from, until, before, after, by
    stages: tuple[tuple[str, re.Pattern[str]], ...]  # begin, middle, end
    during: re.Pattern[str]  # before an event: "during the war"
    lead: re.Pattern[str]
    open: re.Pattern[str]
    join: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Words beside an expression that say what it is not, or cannot be without them."""

    month_cues: re.Pattern[str]
    year_cues: re.Pattern[str]
    weekday_cues: re.Pattern[str]
    habits: re.Pattern[str]
    names_before: re.Pattern[str]  # with the expression they make a name: "Rue du 4 Septembre"
    names_after: re.Pattern[str]  # "the Sunday Times"
    origins: re.Pattern[str]  # before "from" that says of when something is: "dates from 1950"
    part_joins: re.Pattern[str]  # between a part of a day and its day: "the evening of"
    not_years_before: re.Pattern[str]
    not_years_after: re.Pattern[str]
    plural: re.Pattern[str]
    determiners: re.Pattern[str]
    noun_articles: re.Pattern[str]  # before a month or year that goes with a noun: "the May vote"
    ages_before: re.Pattern[str]
    terms_before: re.Pattern[str]
    terms_after: re.Pattern[str]
    future: re.Pattern[str]
    past: re.Pattern[str]
    future_earlier: re.Pattern[str]  # anywhere before the expression
    future_before: re.Pattern[str]  # right before the expression
    perfect: re.Pattern[str]
    pluperfect: re.Pattern[str]
    first: re.Pattern[str]  # "for the first time": a length after it reaches back


@dataclass(frozen=True, slots=True)
class Calendar:
    """The grammar of dates of one language. `values`: slot -> folded words -> number or name;
    `openers`: first word in lower case (`DIGITS` for figures) -> patterns that may begin with it."""

    language: str
    capitalised: bool
    since_or_from: bool  # the word for "since" also begins what lies ahead
    values: dict[str, dict[str, int | str]]
    seasons: dict[str, Season]
    shy_months: frozenset[str]
    full_months: frozenset[str]
    patterns: tuple[DatePattern, ...]
    openers: dict[str, tuple[DatePattern, ...]]
    connectives: Connectives
    surroundings: Surroundings


def fold(words: str) -> str:
    """The key of words in `Calendar.values`: lower case, one space for blanks and hyphens, no full stop."""
    return re.sub(r"[\s\-‐‑]+", " ", words.lower().replace("’", "'").rstrip(".")).strip()


@cache
def calendar_languages() -> frozenset[str]:
    """Languages that have a calendar."""
    return frozenset(path.parent.name for path in DATA.glob("*/calendar.toml"))


@cache
def load_calendar(language: str) -> Calendar:
    """The calendar of a language of `calendar_languages()`. Raises BadKnowledge on a pattern that cannot be read."""
    words = read_words(f"{language}/calendar")
    values = _values(words)
    forms = _slot_forms(words, values)
    grammar = _Grammar(forms, words.get("phrases", {}))
    patterns = tuple(_pattern(row, language, grammar) for row in read_table(f"{language}/dates"))
    months = {fold(name) for names in words["months"] for name in names.split("|")}
    return Calendar(
        language=language,
        capitalised=words["capitalised"],
        since_or_from=words["since_or_from"],
        values=values,
        seasons={name: Season(_month_day(row[1]), _month_day(row[2])) for name, row in words["seasons"].items()},
        shy_months=frozenset(words["shy_months"]),
        full_months=frozenset(months),
        patterns=patterns,
        openers=_openers(patterns, read_table(f"{language}/dates"), grammar),
        connectives=_connectives(words, grammar),
        surroundings=_surroundings(words),
    )


# ---- words ----------------------------------------------------------------------------------------------------------


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _numbered(rows: Iterable[str]) -> dict[str, int | str]:
    return {fold(word): n for n, words in enumerate(rows, start=1) for word in words.split("|") if word}


def _named(table: dict[str, str]) -> dict[str, int | str]:
    return {fold(word): name for name, words in table.items() for word in words.split("|")}


def _values(words: dict[str, Any]) -> dict[str, dict[str, int | str]]:
    numbers = _numbered(words["numbers"])
    months = _numbered(words["months"]) | _numbered(words["months_short"])
    weekdays = _numbered(words["weekdays"])
    return {
        "month": months,
        "monthname": _numbered(words["months"]),
        "weekday": weekdays,
        "wd": weekdays | _numbered(words["weekdays_short"]),
        "number": numbers | {fold(word): n for word, n in words["dozens"].items()},
        "day": {w: n for w, n in numbers.items() if words["spelled_days"] and 1 < int(n) <= _MAX_DAY}
        | {fold(word): 1 for word in words["day_words"].split("|") if word},
        "ordinal": _numbered(words["ordinals"]),
        "unit": _named(words["units"]),
        "stretch": _named(words["stretches"]),
        "half": {fold(word): 1 for word in words["halves"].split("|")},
        "season": _named({name: row[0] for name, row in words["seasons"].items()}),
        "decade": {fold(word): year for word, year in words["decades"].items()},
    }


def _alternatives(words: Iterable[str]) -> str:
    """Longest first, blanks and hyphens alike."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(w).replace(r"\ ", r"[\s\-‐‑]+").replace("'", "['’]") for w in ordered)


def _cased(words: Iterable[str]) -> str:
    """Names as a language that capitalises them writes them: "May" or "MAY", never "may"."""
    return "(?-i:" + _alternatives([form for word in words for form in (word.capitalize(), word.upper())]) + ")"


def _slot_forms(words: dict[str, Any], values: dict[str, dict[str, int | str]]) -> dict[str, str]:
    """The expression of each slot."""
    names = _cased if words["capitalised"] else _alternatives
    suffix = f"(?:{words['day_suffix']})?"
    not_a_count = "(?!\\d|[\\s.,]\\d)"  # "19 000", "6.650", "1,5"
    forms = {slot: _alternatives(table) for slot, table in values.items()}
    forms |= {slot: names(values[slot]) for slot in ("month", "monthname", "weekday", "wd")}
    short = names(set(values["month"]) - set(values["monthname"]))
    forms["month"] = f"(?:(?:{forms['monthname']})|(?:{short})\\b\\.?)"
    short_days = names(set(values["wd"]) - set(values["weekday"]))
    forms["wd"] = f"(?:(?:{forms['weekday']})|(?:{short_days})\\b\\.?)"
    forms["day"] = f"(?:(?:0?[1-9]|[12]\\d|3[01]){suffix}(?!\\d)|{forms['day']})"
    forms["dd"] = f"(?:0?[1-9]|[12]\\d|3[01]){suffix}{not_a_count}"
    forms["nth"] = f"(?:0?[1-9]|[12]\\d|3[01])(?:{words['day_suffix']})(?!\\d)"
    forms["number"] = f"(?:\\d{{1,3}}|{forms['number']})"
    forms["ordinal"] = f"(?:\\d{{1,4}}(?:{words['ordinal_suffix']})|{forms['ordinal']})"
    forms["decade"] = f"(?:['’]?(?:1\\d|20)?\\d0{words['decade_suffix']}(?!\\d)|{forms['decade']})"
    return forms | {
        "monthnum": "(?:1[0-2]|0?[1-9])(?!\\d)",
        "year": "(?:1\\d\\d\\d|20\\d\\d|2100)(?!\\d)",
        "yearend": f"\\d\\d{not_a_count}",
        "clock": "(?:[01]?\\d|2[0-3])\\s?[:h]\\s?[0-5]\\d",
        "roman": "[IVXivx]{1,5}",
        "part": f"(?:{words['parts']})",
    }


# ---- patterns -------------------------------------------------------------------------------------------------------


class _Grammar:
    """Templates -> regular expressions, and the words each may begin with."""

    def __init__(self, forms: dict[str, str], phrases: dict[str, str]) -> None:
        self.forms = forms
        self.phrases = phrases

    def expand(self, template: str) -> str:
        """The template with its phrases written out."""
        for name, text in self.phrases.items():
            template = template.replace(f"<{name}>", f"({text})")
        return template

    def regex(self, template: str) -> str:
        """Groups are named after their slot and their rank: "month_0". Raises KeyError on an unknown slot."""
        pieces = enumerate(_PIECE.findall(self.expand(template)))
        return "".join(self._piece(piece, rank) for rank, piece in pieces)

    def _piece(self, piece: str, rank: int) -> str:
        if slot := _SLOT.fullmatch(piece):
            return f"(?P<{slot[1]}{slot[2]}_{rank}>{self.forms[slot[1]]})"
        if piece == "(":
            return "(?:"
        if piece.startswith("(?"):
            piece = piece.replace("(", "(?:").replace("(?:?", "(?", 1)
        return piece.replace(".", r"\.").replace(" ", r"\s+").replace("'", "['’]")

    def first_words(self, template: str) -> frozenset[str]:
        """Words, in lower case, that the expression may begin with; `DIGITS` for figures."""
        pieces = _PIECE.findall(self.expand(template))
        words, _, _ = self._branches(pieces, 0)
        return frozenset(words)

    def _branches(self, pieces: list[str], at: int) -> tuple[set[str], bool, int]:
        """(first words, may be empty, index after) of alternatives up to a closing bracket."""
        words: set[str] = set()
        any_empty, empty = False, True
        while at < len(pieces) and pieces[at] not in (")", ")?"):
            if pieces[at] == "|":
                any_empty, empty, at = any_empty or empty, True, at + 1
                continue
            found, nullable, at = self._item(pieces, at)
            if empty:
                words |= found
                empty = nullable
        return words, any_empty or empty, at

    def _item(self, pieces: list[str], at: int) -> tuple[set[str], bool, int]:
        piece = pieces[at]
        if piece == "(":
            words, empty, end = self._branches(pieces, at + 1)
            return words, empty or pieces[end] == ")?", end + 1
        if slot := _SLOT.fullmatch(piece):
            return set(self._slot_words(slot[1])), False, at + 1
        word = None if piece.startswith("(?") else WORD.search(piece)
        opener = set() if word is None else {DIGITS} if word[0][0].isdigit() else {word[0].lower()}
        return opener, word is None, at + 1

    def _slot_words(self, slot: str) -> Iterator[str]:
        if r"\d" in self.forms[slot]:
            yield DIGITS
        if slot == "roman":
            yield from ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
            yield from ("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx", "xxi")
        bare = self.forms[slot].replace(r"\ ", " ").replace(r"[\s\-‐‑]+", " ").replace("(?-i:", "|")
        for word in WORD.findall(re.sub(r"\\.|[()?|:\[\]]", " ", bare)):
            if not word[0].isdigit():
                yield word.lower()


def _pattern(row: Row, language: str, grammar: _Grammar) -> DatePattern:
    try:
        regex = re.compile(rf"(?<!\w)(?:{grammar.regex(row['pattern'])})(?!\w)", re.IGNORECASE)
    except (re.error, KeyError) as error:
        raise BadKnowledge(f"{row.id}: {row['pattern']!r}: {error}; mend the pattern") from error
    rule = f"{language}/dates/{row['rule']}"
    return DatePattern(rule, regex, tuple(row["meaning"].split()), row["example"], row["value"])


def _openers(
    patterns: tuple[DatePattern, ...], rows: Iterable[Row], grammar: _Grammar
) -> dict[str, tuple[DatePattern, ...]]:
    found: dict[str, list[DatePattern]] = {}
    for pattern, row in zip(patterns, rows, strict=True):
        for word in grammar.first_words(row["pattern"]):
            found.setdefault(word, []).append(pattern)
    return {word: tuple(listed) for word, listed in found.items()}


def _ending(grammar: _Grammar, templates: Iterable[str], *, gap: str = r"\s+") -> re.Pattern[str]:
    """Words up to the very end of what is searched; `gap` follows unless the words end in a mark."""
    made = [grammar.regex(template) for template in templates]
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{one})' for one in made)}){gap}$", re.IGNORECASE)


def _connectives(words: dict[str, Any], grammar: _Grammar) -> Connectives:
    frame, ranges = words["frame"], words["ranges"]
    return Connectives(
        kinds=tuple((kind, _ending(grammar, t, gap=r"(?:\s+|(?<=['’]))")) for kind, t in words["connectives"].items()),
        stages=tuple((stage, _ending(grammar, t, gap="")) for stage, t in words["stages"].items()),
        during=_ending(grammar, frame["during"], gap=r"(?:\s+|(?<=['’]))"),
        lead=_ending(grammar, [frame["lead"]], gap=""),
        open=_ending(grammar, ranges["open"], gap=r"(?:\s+|(?<=['’]))"),
        join=re.compile(rf"\s*(?:{'|'.join(grammar.regex(j) for j in ranges['join'])})\s*", re.IGNORECASE),
    )


def _participles(cues: dict[str, str]) -> str:
    """Past participles, not those that an article makes nouns."""
    behind = "".join(rf"(?<!\b{word}\s)" for word in cues["articles"].split("|"))
    return behind + f"(?:{cues['participles']})"


def _surroundings(words: dict[str, Any]) -> Surroundings:
    frame, cues = words["frame"], words["cues"]

    def before(words_before: str) -> re.Pattern[str]:
        """Words that end at the expression, an article between them or not."""
        text = words_before.replace("'", "['’]").replace(" ", r"\s+")
        return re.compile(rf"(?<!\w)(?:{text})(?:\s+|(?<=['’-]))(?:the\s+)?$|(?<!\w)(?:{text})\s*-$", re.IGNORECASE)

    def after(text: str) -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{text.replace(' ', chr(92) + 's+')})(?!\w)", re.IGNORECASE)

    def within(text: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{text.replace(' ', chr(92) + 's+')})(?!\w)", re.IGNORECASE)

    return Surroundings(
        month_cues=before(frame["month_cues"]),
        year_cues=before(frame["year_cues"]),
        weekday_cues=before(frame["weekday_cues"]),
        habits=before(frame["habits"]),
        names_before=before(frame["names_before"]),
        names_after=re.compile(rf"\s+(?:{frame['names_after']})(?!\w)"),
        origins=before(frame["origins"]) if "origins" in frame else re.compile(r"(?!)"),
        part_joins=re.compile(rf"\s+(?:(?:{frame['part_joins']})\s+)?", re.IGNORECASE),
        not_years_before=before(frame["not_years_before"]),
        not_years_after=after(frame["not_years_after"]),
        plural=re.compile(rf"\s+(?!(?:{frame['function_words']})(?!\w)){frame['plural']}(?!\w)"),
        noun_articles=before(frame["noun_articles"]) if "noun_articles" in frame else re.compile(r"(?!)"),
        determiners=before(frame["determiners"]) if "determiners" in frame else re.compile(r"(?!)"),
        ages_before=before(frame["ages_before"]),
        terms_before=re.compile(frame["terms_before"], re.IGNORECASE),
        terms_after=after(frame["terms_after"]),
        future=within(cues["future"]),
        past=within(f"{cues['past']}|{_participles(cues)}"),
        future_earlier=within(f"{cues['future']}|{cues['future_earlier']}"),
        future_before=before(cues["future_before"]),
        perfect=within(cues["perfect"]),
        pluperfect=within(cues["pluperfect"]),
        first=within(cues["first"]),
    )


# ---- anchors --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event of public record that texts count from. `last`: ISO day, None while it lasts; `parties`: how each party
    is named in any language; `names`: language -> how the event is named."""

    id: str
    kind: str
    first: str
    last: str | None
    parties: tuple[re.Pattern[str], ...]
    names: dict[str, re.Pattern[str]]


@cache
def load_anchors() -> tuple[Anchor, ...]:
    """Rows of `data/anchors.tsv` in order."""
    return tuple(_anchor(row) for row in read_table("anchors"))


@cache
def anchor_names(language: str) -> re.Pattern[str]:
    """The name of any anchor in a language."""
    return re.compile("|".join(a.names[language].pattern for a in load_anchors() if language in a.names) or r"(?!)")


def _anchor(row: Row) -> Anchor:
    parties = tuple(re.compile(rf"(?<!\w)(?:{party})") for party in row["parties"].split(";") if party)
    names = {
        language: re.compile(rf"(?:{row[language].replace(' ', chr(92) + 's+')})(?!\w)".replace("'", "['’]"))
        for language in sorted(calendar_languages())
        if row.cells.get(language)
    }
    return Anchor(row["id"], row["kind"], row["first"], row["last"] or None, parties, names)
