"""The credit at the end of a caption: whose picture it is, as printed.

Read by its grammar, not by its layout: names and agencies parted by slashes, commas or brackets, set off by a dash, a
bracket, a full stop or a label. Spaces may be missing or too many. Names of agencies are data (`layout/agencies.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from depeche.knowledge.layout import agency_kind, any_of, fold, load_layout_words
from depeche.reading.lines import BLANKS, trim
from depeche.records import Credit, Span

# Code points at the end of a line in which a credit may begin; the longest of the corpus and the benchmark has 52.
REACH = 160
PARTS = re.compile(r"\s*/\s*|\s*[|;]\s*|\s*,\s+|\s+[-–—]\s+|\s*[()\[\]]\s*|\s+[·•]\s+")
STOPPED = r"(?:(?<=[^\W_]{2})|(?<=\d)|(?<=[»”\")\]%]))[.!?…]"  # no full stop of an initial
SET_OFF = re.compile(
    r"\s+[-–—|/]+\s*|(?<!\s)[-–—|]\s+|\s*[(\[]\s*|" + STOPPED + r"\s*(?=[^\W\d_]|©)|[»”\"]\s*(?=[^\W\d_]|©)|\s*(?=[©Ⓒ])"
)
NAME_WORD = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_][\w'-]*|[JS]r\.")
INITIAL = re.compile(r"(?:^|\s)[^\W\d_]{1,2}\.(?:\s|$)|(?:^|\s)[^\W\d_]\.-")
INITIAL_LAST = re.compile(r"(?:^|\s)[^\W\d_]\.$")
DASHES = re.compile(r"\s+[-–—]\s+")
NO_CREDIT = re.compile(r"[©:!?]|[^\W_]{3}[.…]\s")
HANDLE = re.compile(r"[^\W\d_]+")  # the name of an account
LAST_WORD = re.compile(r"([\w)»”\"]+)[.…]$")
LONGEST_WORD = 50  # code points, of what is looked at before a credit
SHORTEST = 3  # letters of an agency that no table has
LEAST_SENTENCE = 30  # code points before a credit that only a full stop sets off
LONGEST_OFFICE = 8  # words
LONGEST_NAME = 5  # words
ACCOUNT = re.compile(r"@\w+")
LICENCE = re.compile(r"CC(?:[ -](?:BY|SA|NC|ND|0))*(?:[ -]\d\.\d)?", re.IGNORECASE)
LONGEST_GUESS = 60  # code points after a label of which all is taken for the credit
TOUCHING = re.compile(r"(?<=\d)[-–—](?=[^\W\d_])|\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a credit: "agency", "outlet", "name", "filler" (names nobody) or "other"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """A credit. `sure`: its label, its slash or its place after a sentence shows that it is one."""

    credit: Credit
    sure: bool
    bracketed: bool


@cache
def label_pattern() -> re.Pattern[str]:
    words = load_layout_words()
    labels, openings = any_of(words.credit_labels), any_of(words.credit_openings)
    return re.compile(rf"(?:{labels}\s*(?:[:：]\s*©?|[©Ⓒ])|[©Ⓒ]|\([cC]\)|{openings}(?:\s|(?<=['’])))\s*", re.IGNORECASE)


@cache
def bare_label_pattern() -> re.Pattern[str]:
    """A label without its colon: "Photo STA", "Foto cedida por …"."""
    return re.compile(rf"(?-i:(?=[A-ZÉ])){any_of(load_layout_words().credit_labels)}\s+(?=\S)", re.IGNORECASE)


@cache
def abbreviations() -> frozenset[str]:
    return frozenset(map(fold, load_layout_words().abbreviations))


@cache
def organisation_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(load_layout_words().organisation_words)}\b", re.IGNORECASE)


@cache
def inner_label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s(\[.–—|-]))(?:{label_pattern().pattern})", re.IGNORECASE)


@cache
def via_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s/,])){any_of(load_layout_words().via)}\s+(?=\S)", re.IGNORECASE)


@cache
def filler_pattern() -> re.Pattern[str]:
    fillers = any_of(load_layout_words().credit_fillers)
    return re.compile(rf"(?:\b{fillers}\b[\s:.]*)+$|^(?:{fillers}\b[\s:.]*(?:by\b\s*)?)+", re.IGNORECASE)


@cache
def conjunction_pattern() -> re.Pattern[str]:
    words = load_layout_words()
    return re.compile(rf"\s+(?:{any_of((*words.byline_and, *words.credit_for))}|&)\s+", re.IGNORECASE)


def find_credit(text: str, start: int, end: int, *, trusted: bool = False) -> Found | None:
    """The credit that ends text[start:end], the longest that its grammar allows. `trusted`: the line is a caption."""
    for place in places(text, start, end):
        found = read_credit(text, place, end, start=start, trusted=trusted)
        if found and acceptable(text, start, found):
            return found
    return find_unset_credit(text, start, end)


def places(text: str, start: int, end: int) -> list[int]:
    """Where a credit may begin, from left to right: the line's start, a label, a sign that sets it off."""
    floor = max(start, end - REACH)
    found = {start} if floor == start else set()
    for label in inner_label_pattern().finditer(text, floor, end):
        if opens_sentence(text, start, label.start()) or not text[label.start()].islower():
            found.add(label.start())
    return sorted(found | {sign.start() for sign in SET_OFF.finditer(text, floor, end)})


def opens_sentence(text: str, start: int, place: int) -> bool:
    """Does a sentence, a bracket or a line begin there?"""
    before = text[start:place].rstrip()
    return not before or before[-1] in ".!?…»”([|-–—"


def after_sentence(text: str, start: int, place: int) -> bool:
    """Does a whole sentence stand before the place, or before the bracket or full stop there? A line that goes on
    without a final stop after it ends in a credit."""
    before = text[start : place + (text[place] in ".…")].rstrip()
    last = LAST_WORD.search(before, max(0, len(before) - LONGEST_WORD))
    if last is None or len(before) < LEAST_SENTENCE:
        return False
    word = last[1]
    return word[-1] in ')»”"' or word.isdigit() or (len(word) > 2 and fold(word) not in abbreviations())


def acceptable(text: str, start: int, found: Found) -> bool:
    """An agency alone needs a dash, a bracket, a label or a sentence before it, and no final stop after it."""
    credit = found.credit
    if found.sure:
        return True
    before = text[start : credit.start].rstrip()
    if not before or found.bracketed:
        return text[credit.end - 1] != "."
    if text[credit.end - 1] == "." and not INITIAL_LAST.search(text, credit.start, credit.end):
        return False
    if before[-1] in '.!?»”"':
        return True
    listed = credit.via is not None or all(map(is_told_alone, credit.agencies))
    return before[-1] in "-–—|/" and (listed or credit.photographer is not None)


def is_told_alone(name: str) -> bool:
    """Does the name show by itself that it is a credit: a press agency, or an office in capitals?"""
    listed = agency_kind(name)
    return listed == "agency" or (listed is None and name.isupper() and is_organisation(name))


def find_unset_credit(text: str, start: int, end: int) -> Found | None:
    """A credit that nothing sets off: AGENCY/NAME after a blank, NAME/AGENCY when the name is in capitals."""
    if text.find("/", start, end) < 0:
        return None
    for found in TOUCHING.finditer(text, max(start, end - REACH), end):
        tail = text[found.end() : end]
        first = re.split(r"\s*/\s*", tail)[0]
        nobody = first.isupper() and is_filler(first)
        sure = nobody or kind_of(first) == "agency" or (first.isupper() and kind_of(first) == "name")
        if "/" in tail and sure and (credit := read_credit(text, found.end(), end, start=start)):
            return credit if credit.sure and (credit.credit.agencies or nobody) else None
    return None


@dataclass(frozen=True, slots=True)
class Printed:
    """A candidate without blanks, separators, brackets and label. `marked`: a label stands before it; `labelled`: one
    with its colon; `main`: its words without "via AGENCY"."""

    span: Span
    bracketed: bool
    marked: bool
    labelled: bool
    main: str
    via: str | None


def read_printed(text: str, place: int, end: int, *, start: int) -> Printed:
    span = trim_separators(text, place, end)
    bracketed = balanced(text, span)
    inside = Span(span.start + 1, span.end - 1 - (text[span.end - 1] == ".")) if bracketed else span
    label = label_pattern().match(text, inside.start, inside.end)
    bare = bare_label_pattern().match(text, inside.start, inside.end) if place > start else None
    marked = label or bare
    body = " ".join(text[marked.end() if marked else inside.start : inside.end].strip(BLANKS).split())
    main, via = split_via(body, label=marked is not None)
    return Printed(span, bracketed, marked is not None, label is not None, main, via)


def read_credit(text: str, place: int, end: int, *, start: int, trusted: bool = False) -> Found | None:
    """Read text[place:end] as a credit from its first word to its last; None when some of it is not one."""
    printed = read_printed(text, place, end, start=start)
    main, via, marked, span = printed.main, printed.via, printed.marked, printed.span
    closed = ends_in_stop(text[span.start : span.end])
    loose = trusted or (after_sentence(text, start, place) and not closed and len(main) > 2)
    opened = opens_sentence(text, start, span.start + printed.bracketed)
    parts = understand(main, guess=(printed.bracketed and marked) or (printed.labelled and opened))
    if parts is None or not well_formed(parts, label=marked or (loose and len(parts) < 3), via=via):
        return None
    if not (marked or trusted) and not told_apart(printed, parts, first=place == start):
        return None
    agencies, photographer = who(parts, main)
    named = len(agencies) + (photographer is not None) + sum(part.kind == "filler" for part in parts)
    sure = marked or ("/" in main and named > 1) or (loose and not trusted)
    return Found(Credit(agencies, photographer, via, span.start, span.end), sure, printed.bracketed)


def told_apart(printed: Printed, parts: list[Part], *, first: bool) -> bool:
    """Without a label: not too many names, and at the head of a line some agency that is known."""
    names = sum(part.kind == "name" for part in parts)
    most = 1 if first and not unknown_agency(parts) and set_apart(printed.main) else 2
    if names > most or (named_twice(printed.main) and not printed.bracketed):
        return False
    known = any(part.kind in ("agency", "outlet") for part in parts) or len(parts) > 1
    return not first or printed.via is not None or (known and not nobody_known(parts))


def understand(main: str, *, guess: bool) -> list[Part] | None:
    """The parts of a credit; None when one is neither name nor agency. `guess`: a label says that it is all credit."""
    capitals = as_capitals(main)
    parts = [part for words in PARTS.split(capitals) if words for part in read_part(words, beside="/" in main)]
    if [part.kind for part in parts] == ["agency", "none"] and "/" in main and HANDLE.fullmatch(parts[1].words):
        parts[1] = Part("name", parts[1].words)
    few = len(main) <= LONGEST_GUESS and not ends_in_stop(main) and not NO_CREDIT.search(main)
    if guess and few:
        parts = [Part("other", p.words) if p.kind == "none" and len(p.words.split()) <= 6 else p for p in parts]
    return None if any(part.kind == "none" for part in parts) else as_printed(parts, main, capitals)


def as_capitals(main: str) -> str:
    """A credit all in small letters as if it were printed in capitals: "afp/anne kask"; letter for letter."""
    first = main.split("/")[0].strip()
    if not (main.islower() and "/" in main and agency_kind(first.upper()) == "agency"):
        return main
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in main)


def as_printed(parts: list[Part], main: str, capitals: str) -> list[Part]:
    """The parts with their words as they stand."""
    places = [capitals.find(part.words) for part in parts]
    return [replace(part, words=main[at : at + len(part.words)]) for part, at in zip(parts, places, strict=True)]


def ends_in_stop(words: str) -> bool:
    return words.endswith(".") and not INITIAL_LAST.search(words)


def who(parts: list[Part], main: str) -> tuple[tuple[str, ...], str | None]:
    """Agencies and photographer. Where no agency is known, the part that looks less like a person is one."""
    agencies = tuple(p.words for p in parts if p.kind in ("agency", "outlet", "other"))
    names = [p.words for p in parts if p.kind == "name"]
    if agencies and len(names) == 1 and leads_agency(parts, main):
        return (names[0], *agencies), None
    if agencies or not names:
        return agencies, printed(names, main)
    person = max(names, key=lambda name: (likeness_to_person(name), -names.index(name)))
    others = tuple(name for name in names if name is not person) if "/" in main or len(names) == 1 else ()
    if len(names) == 1 and likeness_to_person(person) == 0:
        return (person,), None
    return others, person if others else printed(names, main)


def leads_agency(parts: list[Part], main: str) -> bool:
    """Does one word in capitals stand before the agency, as one that no table has: "TELEGUINEA/ AFP"?"""
    first = parts[0]
    single = first.kind == "name" and first.words.isupper() and first.words.isalpha() and len(first.words) >= SHORTEST
    return single and "/" in main and parts[1].kind in ("agency", "outlet")


def likeness_to_person(name: str) -> int:
    """2 with an initial, 1 with first name and surname, 0 for one word, "The Times" or "US Navy"."""
    words = name.split()
    if INITIAL.search(name):
        return 2
    first_name = len(words[0]) > 3 and not words[0].isupper()
    return int(len(words) > 1 and (first_name or name.isupper()))


def set_apart(main: str) -> bool:
    """Are names parted by anything but slashes?"""
    return len(PARTS.split(main)) > len(main.split("/"))


def named_twice(main: str) -> bool:
    """Do names stand on both sides of a dash? Then what comes before it is the caption's own."""
    return sum(any(kind_of(w) == "name" for w in PARTS.split(side)) for side in DASHES.split(main)) > 1


def printed(names: list[str], main: str) -> str | None:
    """The photographers as printed, from the first name to the last where they stand side by side."""
    if not names:
        return None
    whole = main[main.index(names[0]) : main.rindex(names[-1]) + len(names[-1])]
    return whole if len(names) > 1 and "/" not in whole else names[0]


def trim_separators(text: str, start: int, end: int) -> Span:
    span = trim(text, start, end)
    while span.start < span.end and text[span.start] in '-–—|/.!?…»”":,':
        span = trim(text, span.start + 1, span.end)
    return span


def balanced(text: str, span: Span) -> bool:
    """Does the span stand in one pair of brackets?"""
    words = text[span.start : span.end].rstrip(".")
    pairs = {"(": ")", "[": "]"}
    return len(words) > 2 and pairs.get(words[0]) == words[-1] and words[0] not in words[1:]


def split_via(body: str, *, label: bool) -> tuple[str, str | None]:
    """The credit without "via AGENCY", and that agency; after a label, anything may stand there."""
    every = list(via_pattern().finditer(body))
    if not every:
        return body, None
    found = every[-1]
    via, slash, rest = body[found.end() :].strip(" .,)/").partition("/")
    via, main = via.strip(), body[: found.start()].strip(" ,/(")
    if via and (kind_of(via) in ("agency", "outlet") or (main and rest and via.isupper() and via.isalpha())):
        return f"{main}{slash}{rest}" if main else rest.strip(), via
    via = body[found.end() :].strip(" .,)/")
    return (main, None) if label and main else (body, None)


def read_part(words: str, *, beside: bool) -> Iterator[Part]:
    """The words between two separators, conjunctions taken apart when they join known names. `beside`: there are
    slashes, so that an office may be spelt out."""
    bare = words.strip(BLANKS + "\"'-–—")
    bare = bare if INITIAL_LAST.search(bare) else bare.strip(". ")
    kind = kind_of(bare)
    if beside and kind in (None, "name") and is_source(bare):
        kind = "other"
    if not bare or LICENCE.fullmatch(bare) or fold(bare) in agency_words():
        yield Part("filler", bare)
        return
    if kind is None and (joined := conjunction_pattern().split(bare)) and len(joined) > 1:
        for word in joined:
            yield from read_part(word, beside=beside)
        return
    less = filler_pattern().sub("", bare).strip(" :") if kind in (None, "name") else bare
    if less != bare and (not less.strip(".") or kind_of(less)):
        yield from read_part(less, beside=beside) if less.strip(".") else iter([Part("filler", bare)])
        return
    yield Part(kind or "none", bare)


@cache
def agency_words() -> frozenset[str]:
    return frozenset(map(fold, load_layout_words().agency_words))


def kind_of(words: str) -> str | None:
    """What the words are by themselves; None when they are no part of a credit."""
    listed = agency_kind(words)
    if listed:
        return listed
    if not words or any(map(str.isdigit, words)) or len(words.split()) > 7:
        return None
    if is_organisation(words):
        return "other" if not filler_pattern().search(words) else None
    return "name" if is_name(words) else None


def is_organisation(words: str) -> bool:
    """ "Presidential Press Service", "Ministère de la Défense", "Présidence ukrainienne"."""
    found, particles = words.split(), load_layout_words().name_particles
    small = [w for w in found if w[0].islower() and w.lower() not in particles]
    few = len(small) <= 1 if len(found) <= 4 else not small
    lettered = all(re.fullmatch(r"[\w&'’.-]+", w) for w in found) and not words.endswith(".")
    return len(found) > 1 and few and lettered and words[0].isupper() and bool(organisation_pattern().search(words))


def is_source(words: str) -> bool:
    """What stands beside a slash as nobody's name: an account, an office spelt out, a long one in capitals."""
    if ACCOUNT.fullmatch(words) or opens_as_organisation(words):
        return True
    found = words.split()
    if len(found) == 1:
        return organisation_pattern().fullmatch(words) is not None and words[0].isupper() and not is_filler(words)
    spelt = words.isupper() and LONGEST_NAME < len(found) <= LONGEST_OFFICE
    return spelt and all(re.fullmatch(r"[^\W\d_][\w&'’.-]*", word) for word in found)


def opens_as_organisation(words: str) -> bool:
    """ "Service de presse du gouvernement", "Canal 24 Horas": its first word says that it is an office."""
    found = words.split()
    lettered = all(re.fullmatch(r"[\w&'’.-]+", w) for w in found) and not ends_in_stop(words)
    if not (1 < len(found) <= LONGEST_OFFICE and lettered and found[0][0].isupper()):
        return False
    return organisation_pattern().fullmatch(found[0]) is not None and not is_filler(found[0])


def is_filler(words: str) -> bool:
    return filler_pattern().sub("", words).strip(" :.") == ""


def is_name(words: str) -> bool:
    """One to five words that begin with a capital, particles apart."""
    found, particles = words.replace("’", "'").split(), load_layout_words().name_particles
    plain = [w for w in found if w.lower() not in particles]
    capital = all(w[0].isupper() or w[:2].lower() in ("d'", "l'") for w in plain)
    lettered = all(NAME_WORD.fullmatch(w) or (w.endswith(".") and fold(w[:-1]) in abbreviations()) for w in found)
    return any(len(w.strip(".-")) > 1 for w in plain) and len(found) <= LONGEST_NAME and capital and lettered


def well_formed(parts: list[Part], *, label: bool, via: str | None) -> bool:
    """Every part is understood, and an agency or a label says that this is a credit."""
    kinds = [part.kind for part in parts]
    if "none" in kinds or kinds.count("name") > 3:
        return False
    if "agency" in kinds or "outlet" in kinds or via is not None:
        return True
    if label:
        return bool(kinds)
    said = [kind for kind in kinds if kind != "filler"]
    if nobody_known(parts):
        return (len(kinds) > 1 and said != ["name"]) or parts[0].words.isupper()
    if kinds == ["other"]:
        return is_told_alone(parts[0].words)
    return unknown_agency(parts) or sorted(said) == ["name", "other"]


def nobody_known(parts: list[Part]) -> bool:
    """At most one source that no table has, beside words that name nobody: "PHOTO/FILE", "Ministry of Health/HO"."""
    kinds = [part.kind for part in parts if part.kind != "filler"]
    return len(kinds) < len(parts) and kinds in ([], ["other"], ["name"])


def unknown_agency(parts: list[Part]) -> bool:
    """AGENCY/NAME SURNAME with an agency that no table has: one word in capitals beside a longer name."""
    if len(parts) != 2:
        return False
    single = [p for p in parts if p.words.isupper() and len(p.words.split()) == 1 and 2 <= len(p.words) <= 12]
    named = [p for p in parts if p.kind == "name" and len(p.words.split()) > 1]
    return len(single) == 1 and len(named) == 1
