"""Captions: lines that end in a credit or begin with a photo label, and captions that translate one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from depeche.knowledge.layout import any_of, fold, load_layout_words, months_of_calendars
from depeche.reading.credits import abbreviations, find_credit
from depeche.reading.lines import BLANKS, trim
from depeche.records import Block, Credit, Span

LONGEST = 700  # code points of words of a caption; the longest of the corpus and of the reading benchmark has 333
SENTENCES = 3
STOP = re.compile(r"(?:(?<=[^\W_]{3})|(?<=[»”\")%]))[.!?…][\"”»)]*\s+(?=[^\W\d_a-zà-ÿ]|[«¿¡“\"])")
LONGEST_ABBREVIATION = 20  # letters
WORD_BEFORE = re.compile(r"\w+$")
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"[^\W\d_]+")
NUMBER_OR_WORD = re.compile(r"\d+|[^\W\d_]+")

# Two captions may be one when this share of the shorter's names begins alike; spellings differ between languages, so
# it is low, and same numbers and the same credit are asked for besides; without a credit more names must agree.
NAMES_SHARED = 0.4
NAMES_SHARED_WITHOUT_CREDIT = 0.6
STEM = 3  # letters: Moscou, Moscow, Moscú
FARTHEST = 3  # captions apart
CREDIT_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of a caption, [start, end); empty when the line is a credit alone. `label`: "Photo:" before them."""

    start: int
    end: int
    credit: Credit | None
    label: Span | None
    archive: bool


@cache
def photo_label() -> re.Pattern[str]:
    """A label with its colon or in brackets; in capitals, with a dash, a full stop or nothing: "FILE -", "CAPTION"."""
    words = load_layout_words().photo_labels
    capitals = any_of(tuple(word.upper() for word in words))
    plain = rf"{any_of(words)}\s*[:：]|[(\[]{any_of(words)}[)\]]\s*[:：.-]?"
    return re.compile(rf"(?:{plain}|(?-i:{capitals})\s*(?:[-–—.:]|(?=\s\S)))\s*", re.IGNORECASE)


@cache
def archive_pattern() -> re.Pattern[str]:
    phrases = sorted(load_layout_words().archive_cues)
    return re.compile("|".join(rf"(?<!\w){any_of((phrase,))}(?!\w)" for phrase in phrases), re.IGNORECASE)


@cache
def opening_pattern() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_layout_words().caption_openings)}\b", re.IGNORECASE)


def read_caption(text: str, start: int, end: int) -> Caption | None:
    """Read a line as a caption or as a credit alone; None when it is neither."""
    label = find_label(text, start, end)
    found = find_credit(text, label.end if label else start, end, trusted=label is not None)
    if found and label and found.credit.start <= trim(text, label.end, end).start:
        found = find_credit(text, start, end)
    if found and found.credit.start == start:
        return Caption(start, start, found.credit, None, False)
    begin = label.end if label else start
    credit = found.credit if found and found.credit.start >= begin else None
    words = trim_end(text, trim(text, begin, credit.start if credit else end), bare=credit is not None)
    if (credit is None and label is None) or words.start == words.end:
        return None
    if label is None and found and not plausible(text, words, strong=found.sure):
        return None
    return Caption(words.start, words.end, credit, label, says_archive(text, start, end, credit))


def find_label(text: str, start: int, end: int) -> Span | None:
    """ "Photo:", "Pie de foto:", "FILE PHOTO:" at the start of a line, outer blanks off."""
    found = photo_label().match(text, start, end)
    if not found:
        return None
    return trim(text, found.start(), found.end())


def sentences_before_last(words: str) -> int:
    """How many sentences end before the last one; full stops of abbreviations do not count."""
    stops = (found.start() for found in STOP.finditer(words))
    ends = (WORD_BEFORE.search(words, max(0, stop - LONGEST_ABBREVIATION), stop) for stop in stops)
    return sum(word is None or fold(word[0]) not in abbreviations() for word in ends)


def plausible(text: str, words: Span, *, strong: bool) -> bool:
    """Is it as short as a caption? A paragraph that ends in the name of its agency has more sentences."""
    said = text[words.start : words.end]
    return len(said) <= LONGEST and sentences_before_last(said) < (SENTENCES if strong else SENTENCES - 1)


def trim_end(text: str, words: Span, *, bare: bool) -> Span:
    """Take off the sign that set the credit off, but no closing bracket or full stop of the words."""
    signs = BLANKS + ("-–—|/,;:([" if bare else "")
    kept = text[words.start : words.end].rstrip(signs)
    return Span(words.start, words.start + len(kept))


def says_archive(text: str, start: int, end: int, credit: Credit | None) -> bool:
    """Does the caption, its label or its credit say that the picture is an old one?"""
    if archive_pattern().search(text, start, end):
        return True
    printed = re.findall(r"\w+", fold(text[credit.start : credit.end])) if credit else []
    return any(word in archive_words() for word in printed[-2:])


@cache
def archive_words() -> frozenset[str]:
    """Last words of a credit that say so: "EFE/Archivo"."""
    cues = [fold(cue).split() for cue in load_layout_words().archive_cues]
    words = {word.strip("()-:/") for cue in cues for word in cue if word != "*"}
    return frozenset(word for word in words if len(word) > 3) - {"foto", "photo", "image", "imagen", "fotos", "photos"}


def opens_caption(text: str, start: int, end: int) -> bool:
    """Does the line begin like the words of a caption ("Sur cette photo d'archives …") and end like one?"""
    words = text[start:end]
    lone = sentences_before_last(words) == 0 and len(words) <= LONGEST
    return lone and opening_pattern().match(words.lstrip('«"“( ')) is not None


# ---- translations ---------------------------------------------------------------------------------------------------


def pair_captions(text: str, captions: Sequence[Block]) -> dict[str, str]:
    """Caption id -> id of the caption that says the same in another language, both ways, by what can be read without a
    model; `language.translations` completes it. Nearest and likest first."""
    scored = []
    for i, j in neighbours(captions):
        one, other = captions[i], captions[j]
        if same_picture(text, one, other):
            scored.append((j - i, -likeness(text[one.start : one.end], text[other.start : other.end]), i, j))
    return both_ways(captions, ((i, j) for _, _, i, j in sorted(scored)))


def neighbours(captions: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Captions near one another in different languages, by their places among the captions."""
    for i, one in enumerate(captions):
        for j, other in enumerate(captions[i + 1 : i + 1 + FARTHEST], start=i + 1):
            if one.language != other.language:
                yield i, j


def both_ways(captions: Sequence[Block], pairs: Iterable[tuple[int, int]]) -> dict[str, str]:
    """`pairs`: the best first; a caption has one partner."""
    found: dict[str, str] = {}
    for i, j in pairs:
        one, other = captions[i].id, captions[j].id
        if one not in found and other not in found:
            found |= {one: other, other: one}
    return found


def same_picture(text: str, one: Block, other: Block) -> bool:
    """Same credit, same numbers, many of the same names."""
    if not credits_agree(one, other):
        return False
    needed = NAMES_SHARED if one.credit and other.credit else NAMES_SHARED_WITHOUT_CREDIT
    return say_the_same(text[one.start : one.end], text[other.start : other.end], needed=needed)


def credits_agree(one: Block, other: Block) -> bool:
    """Not where both have one, and another."""
    return not (one.credit and other.credit) or same_credit(one.credit, other.credit)


def say_the_same(one: str, other: str, *, needed: float = NAMES_SHARED_WITHOUT_CREDIT) -> bool:
    """May one be the other's translation, by its numbers, names and length?"""
    numbers, others = figures_in(one), figures_in(other)
    if (numbers or others) and len(numbers & others) * 2 < len(numbers | others):
        return False
    return as_long(one, other) and likeness(one, other) >= needed


def may_be_one(one: str, other: str) -> bool:
    """Does nothing in their numbers, months and length part them? A number may be a word in one of them."""
    numbers, others = figures_in(one), figures_in(other)
    agree = not (numbers and others) or len(numbers & others) * 2 >= len(numbers | others)
    return agree and as_long(one, other)


def as_long(one: str, other: str) -> bool:
    return 0.5 <= len(one) / len(other) <= 2


def figures_in(words: str) -> set[str]:
    """Its numbers, and the months beside a number ("month 4" for "9 avril", "April 9")."""
    said = NUMBER_OR_WORD.findall(fold(words))
    months = {f"month {months_of_calendars()[w]}" for at, w in enumerate(said) if is_month(said, at)}
    return months | set(NUMBER.findall(words))


def is_month(said: Sequence[str], at: int) -> bool:
    """A month's name with a number at most one word away: "9 de abril"; "mar" alone is the sea."""
    return said[at] in months_of_calendars() and any(map(str.isdigit, said[max(0, at - 2) : at + 3]))


def likeness(one: str, other: str) -> float:
    """Share of the shorter's names that begin like one of the other's."""
    names, others = set(name_stems(one)), set(name_stems(other))
    return len(names & others) / min(len(names), len(others)) if names and others else 0.0


def name_stems(words: str) -> Iterator[str]:
    """First letters of the words in capitals, the first word apart; of every long word when there is no other."""
    every = WORD.findall(words)
    names = [word for word in every[1:] if word[0].isupper() and len(word) >= STEM]
    return (fold(word)[:STEM] for word in names or every if len(word) >= STEM)


def same_credit(one: Credit, other: Credit) -> bool:
    """Printed alike, misprints allowed: most of the letters of one stand in the other."""
    names, others = (
        fold(" ".join([*credit.agencies, credit.photographer or "", credit.via or ""])) for credit in (one, other)
    )
    if names == others:
        return True
    agencies, other_agencies = ({fold(a) for a in c.agencies} | {fold(c.via or "")} for c in (one, other))
    if one.photographer and other.photographer:
        return bool(agencies & other_agencies or not agencies) and near(one.photographer, other.photographer)
    return bool((agencies - {""}) & (other_agencies - {""}))


def near(one: str, other: str) -> bool:
    """Are the names alike but for a misprint, letters swapped or left out?"""
    first, second = (fold(name).replace(" ", "") for name in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= CREDIT_ALIKE
