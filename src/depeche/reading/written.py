"""The leaves of a report -> its text, with drafts of its blocks and the map to the source.

Title, standfirst, bylines, headings, paragraphs, list items and captions in page order, blank lines between them; a
caption's credit follows its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from depeche.knowledge.elements import labelled
from depeche.knowledge.layout import agency_kind, any_of, fold, load_layout_words
from depeche.reading.body import Body
from depeche.reading.captions import find_label, says_archive, trim_end
from depeche.reading.credits import find_credit, is_name
from depeche.reading.head import Head
from depeche.reading.layout import Draft
from depeche.reading.leaves import Leaf
from depeche.reading.lines import Piece
from depeche.reading.offsets import cut
from depeche.reading.pictures import Captioned
from depeche.reading.tree import HEADINGS, Element
from depeche.records import BlockKind, Byline, Credit, SourceRun, Span

BETWEEN = "\n\n"
LONGEST_NOTICE = 300  # code points of "the rest is for subscribers"
LONGEST_LABEL = 60  # code points of a line above the title that is no paragraph
BOLD_HEADING = 100  # code points of a line all in bold that is a heading
BOLD = re.compile(r"(?<![\w-])(?:strong|bold|intertitre|subhead|ladillo)(?![\w-])")
LAST_PART = re.compile(r"\s+[/|–—-]\s+(?=[^/|]{2,60}$)")
IN_BRACKETS = re.compile(r"(?<=[.!?…»”\"])\s*(?=[(\[][^()\[\]]{2,100}[)\]]\s*$)")
LABEL_IN_BRACKETS = re.compile(r"\s*(?=[(\[][^()\[\]]{2,100}[)\]]\s*$)")
LABEL_BEFORE = 12  # code points of a label before a credit: "Copyright"
LEAST_WORDS = 4  # of a caption before a credit that only its place shows


@dataclass
class Written:
    """The text under construction. `prose`: characters of paragraphs, headings and standfirst."""

    parts: list[str] = field(default_factory=list)
    runs: list[SourceRun] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    length: int = 0
    prose: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def between(self, words: str) -> None:
        if self.parts:
            self.parts.append(words)
            self.length += len(words)

    def add(self, leaf: Leaf, start: int, end: int) -> Span:
        """Words of a leaf; where they stand now."""
        at = self.length
        self.parts.append(leaf.spelled.text[start:end])
        self.runs.extend(cut(leaf.spelled, start, end, at))
        self.length += end - start
        return Span(at, self.length)

    def add_leaf(self, leaf: Leaf) -> Span:
        self.between(BETWEEN)
        return self.add(leaf, leaf.start, leaf.start + len(leaf.text))


def write(leaves: Sequence[Leaf], body: Body, head: Head, captions: Sequence[Captioned]) -> Written:
    """Everything of the report in page order, the title first."""
    written = Written()
    if head.title is not None:
        write_words(written, head.title, "title")
    of_captions = {number for captioned in captions for number in captioned.leaves}
    begun = {number: list(begin) for number, begin in groupby(captions, lambda c: c.number)}
    standfirst = {leaf.number for leaf in head.standfirst}
    report = {leaf.number for leaf in body.leaves}
    said = {fold(head.title.text)} if head.title else set()
    said |= {fold(leaf.spelled.text[start:end]) for c in captions for leaf, start, end in c.words}
    for leaf in leaves:
        if leaf is head.title:
            continue
        if leaf.number in of_captions:
            for captioned in begun.get(leaf.number, ()):
                write_caption(written, captioned)
        elif leaf.number in standfirst:
            write_words(written, leaf, "standfirst")
        elif leaf.number in head.bylines:
            write_words(written, leaf, "byline", head.bylines[leaf.number])
        elif leaf.number in report and fold(leaf.text) not in said and belongs(leaf) and not is_above(leaf, head):
            write_words(written, leaf)
    return written


def is_above(leaf: Leaf, head: Head) -> bool:
    """Is it the section or a label, printed above the title?"""
    early = head.title is not None and leaf.number < head.title.number
    return early and len(leaf.text) <= LONGEST_LABEL and leaf.text[-1] not in '.!?…»”"'


def belongs(leaf: Leaf) -> bool:
    """Is it of the report's text: no left-over caption, no notice that the rest must be paid for?"""
    notice = len(leaf.text) <= LONGEST_NOTICE and notice_pattern().search(leaf.text)
    return not notice and not any(element.name == "figcaption" for element in leaf.within())


def write_words(written: Written, leaf: Leaf, kind: BlockKind | None = None, bylines: tuple[Byline, ...] = ()) -> None:
    """A block; without a kind, what the leaf's element says it is."""
    span = written.add_leaf(leaf)
    written.prose += span.end - span.start if kind in (None, "standfirst") else 0
    level = int(leaf.element.name[1]) if leaf.element.name in HEADINGS else None
    piece = Piece(span.start, span.end, True, hint=None if kind else hint_of(leaf), level=level)
    there = tuple(Byline(b.name, span.start + b.start, span.start + b.end) for b in bylines)
    written.drafts.append(Draft(piece, span.start, span.end, kind=kind, bylines=there))


def hint_of(leaf: Leaf) -> str | None:
    """What the leaf's element says it is."""
    names = [element.name for element in leaf.within()][:3]
    if leaf.element.name in HEADINGS or is_bold_heading(leaf):
        return "heading"
    if "li" in names:
        return "item"
    return "caption" if labelled(leaf.element.labels, "caption") else None


def is_bold_heading(leaf: Leaf) -> bool:
    """A short line all in bold, without a final stop."""
    bold = leaf.strong >= len(leaf.text) or labelled_bold(leaf.element)
    bold = bold or any(labelled_bold(mark.element) and mark.end - mark.start >= len(leaf.text) for mark in leaf.marks)
    return bold and len(leaf.text) <= BOLD_HEADING and leaf.text[-1] not in ".,;:…" and "\n" not in leaf.text


def labelled_bold(element: Element) -> bool:
    return BOLD.search(element.labels) is not None


def write_caption(written: Written, captioned: Captioned) -> None:
    """Its words, then its credit on the same line; a caption without a credit of its own is read for one."""
    written.between(BETWEEN)
    begin = written.length
    for number, (leaf, start, end) in enumerate(captioned.words):
        if number:
            written.between(" ")
        written.add(leaf, start, end)
    words = Span(begin, written.length)
    credit: Span | None = None
    for leaf, start, end in captioned.credit:
        written.between(" ")
        span = written.add(leaf, start, end)
        credit = Span(credit.start if credit else span.start, span.end)
    piece = Piece(begin, written.length, True, hint="caption")
    draft = Draft(piece, words.start, words.end, kind="caption")
    written.drafts.append(credited(written.text, draft, credit))


def credited(text: str, draft: Draft, credit: Span | None) -> Draft:
    """A caption with its label, its credit and its words. `credit`: where the page marks it."""
    label = find_label(text, draft.start, draft.end)
    begin = label.end if label else draft.start
    found = find_credit(text, begin, draft.end, trusted=True)
    own = found.credit if found and found.credit.start > begin else split_credit(text, begin, draft.end)
    if credit is None and own is None:
        return replace(draft, start=begin, label=label, archive=says_archive(text, draft.start, draft.end, None))
    if own is None:
        assert credit
        own = read_credit_line(text, credit)
        words = Span(begin, draft.end)
    else:
        words = trim_end(text, Span(begin, own.start), bare=True)
        own = replace(own, end=credit.end) if credit else own
    archive = says_archive(text, draft.start, own.end, own)
    return replace(draft, start=words.start, end=words.end, credit=own, label=label, archive=archive)


def split_credit(text: str, start: int, end: int) -> Credit | None:
    """What ends a caption and is no sentence of it: the last part behind a slash or a dash that names an agency, a
    bracket after the final stop, a bracket that begins "Foto"."""
    words = text[start:end]
    for pattern in (LAST_PART, IN_BRACKETS, LABEL_IN_BRACKETS):
        found = pattern.search(words)
        if found is None or len(words[: found.start()].split()) < LEAST_WORDS:
            continue
        tail = words[found.end() :].strip()
        bare = tail.strip("()[] ")
        names = pattern is IN_BRACKETS or (pattern is LAST_PART and agency_kind(bare)) or labelled_credit(bare)
        if names:
            at = start + found.end()
            return read_credit_line(text, Span(at, at + len(tail)))
    return None


def labelled_credit(words: str) -> bool:
    first = re.match(r"[^\W\d_]+", words)
    labels = {fold(label) for label in load_layout_words().credit_labels}
    return first is not None and ":" in words and fold(first[0]) in labels


def read_credit_line(text: str, span: Span) -> Credit:
    """A credit that the page marks as such; what its grammar does not know is the photographer's name."""
    words = " ".join(text[span.start : span.end].split())
    person = is_name(words) and len(words.split()) > 1 and agency_kind(words) is None
    found = None if person else find_credit(text, span.start, span.end, trusted=True)
    if found is not None and found.credit.start <= span.start + LABEL_BEFORE:
        return replace(found.credit, start=span.start, end=span.end)
    agency = agency_kind(words) is not None
    return Credit((words,) if agency else (), None if agency else words, None, span.start, span.end)


@cache
def notice_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().paywall_notices)}", re.IGNORECASE)
