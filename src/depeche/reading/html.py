"""A web page -> one article: the text a reader reads, its blocks in page order, what the page says about itself.

Title, standfirst, byline, headings, paragraphs, lists and captions come in page order, blank lines between them; a
caption's credit follows its words. Menus, related links, newsletters, shares, comments and cookie walls stay out. Each
character of the text knows its place in the page's source (`Article.source_map`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.knowledge.elements import labelled
from depeche.knowledge.layout import agency_kind, any_of, fold, load_layout_words
from depeche.reading.about import About, as_moment, read_about
from depeche.reading.body import Body, extract, find_body
from depeche.reading.captions import find_label, says_archive, trim_end
from depeche.reading.credits import find_credit
from depeche.reading.encoding import decode_page
from depeche.reading.frame import Frame, without_region
from depeche.reading.head import Head, find_head
from depeche.reading.layout import Draft, Layout, lay_out_marked
from depeche.reading.leaves import Leaf, read_leaves
from depeche.reading.lines import Piece
from depeche.reading.offsets import cut, joined
from depeche.reading.pictures import Captioned, find_captions
from depeche.reading.tree import HEADINGS, Element, parse
from depeche.records import Article, BlockKind, Byline, Credit, Failure, SourceRun, Span

LARGEST = 20_000_000  # bytes of a page
LEAST = 140  # code points of a report; less is a notice or an empty page
ERROR_LEAST = 700  # code points: a page this long with an error's title may be a report about one
LONGEST_NOTICE = 300  # code points of "the rest is for subscribers"
BETWEEN = "\n\n"
BOLD_HEADING = 100  # code points of a line all in bold that is a heading


def read_html(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when the page is too large, an error page, or holds no report."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableArticle(
            f"{frame.source}: a page of more than {LARGEST // 1_000_000} MB; give the article's own page"
        )
    yield read_page(content, frame)


def read_page(content: bytes, frame: Frame, *, charset: str | None = None) -> Article:
    """`charset`: as the server named it. Raises UnreadableArticle."""
    source = decode_page(content, frame.source, charset)
    root = parse(source)
    elements = tuple(root)
    about = read_about(elements, source, frame.url)
    leaves = read_leaves(root, source)
    body = find_body(leaves, extract(source))
    head = find_head(leaves, body, about)
    captions = find_captions(elements, leaves, body, head.title, about.linked.pictures)
    draft = write(leaves, body, head, captions)
    refuse_errors(frame.source, head, about, draft)
    notes = tuple(find_notes(elements, leaves, about, draft))
    if draft.prose < LEAST and not (draft.prose and notes):
        raise UnreadableArticle(f"{frame.source}: {nothing_in(notes, about, draft)}")
    return finish_article(draft, frame, about, head, notes)


def nothing_in(notes: Sequence[str], about: About, written: Written) -> str:
    if notes:
        return f"{notes[0]}; give the whole text"
    if written.prose:
        return f"only {len(written.text.split())} words of a report found; give its text as a plain file if that is all"
    told = " (its text is loaded by script)" if about.titles else ""
    return f"no report found in the page{told}; save the page as the browser shows it, or give its text"


# ---- writing the text -----------------------------------------------------------------------------------------------


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
    of_captions = {number: c for c in captions for number in c.leaves}
    standfirst = {leaf.number for leaf in head.standfirst}
    report = {leaf.number for leaf in body.leaves}
    said = {fold(head.title.text)} if head.title else set()
    said |= {fold(leaf.spelled.text[start:end]) for c in captions for leaf, start, end in c.words}
    for leaf in leaves:
        if leaf is head.title:
            continue
        if leaf.number in of_captions:
            captioned = of_captions[leaf.number]
            if captioned.number == leaf.number:
                write_caption(written, captioned)
        elif leaf.number in standfirst:
            write_words(written, leaf, "standfirst")
        elif leaf.number in head.bylines:
            write_words(written, leaf, "byline", head.bylines[leaf.number])
        elif leaf.number in report and fold(leaf.text) not in said and belongs(leaf):
            write_words(written, leaf)
    return written


def belongs(leaf: Leaf) -> bool:
    """Is it of the report's text: no left-over caption, no notice that the rest must be paid for?"""
    notice = len(leaf.text) <= LONGEST_NOTICE and notice_pattern().search(leaf.text)
    return not notice and not any(element.name == "figcaption" for element in leaf.within())


def write_words(written: Written, leaf: Leaf, kind: BlockKind | None = None, bylines: tuple[Byline, ...] = ()) -> None:
    """A block; without a kind, what the leaf's element says it is."""
    span = written.add_leaf(leaf)
    written.prose += span.end - span.start if kind in (None, "standfirst") else 0
    piece = Piece(span.start, span.end, True, hint=None if kind else hint_of(leaf))
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
    bold = leaf.strong >= len(leaf.text) or any(
        labelled_bold(mark.element) and mark.end - mark.start >= len(leaf.text) for mark in leaf.marks
    )
    return bold and len(leaf.text) <= BOLD_HEADING and leaf.text[-1] not in ".,;:…" and "\n" not in leaf.text


def labelled_bold(element: Element) -> bool:
    return re.search(r"(?<![\w-])(?:strong|bold|intertitre|subhead|ladillo)(?![\w-])", element.labels) is not None


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


LAST_PART = re.compile(r"\s+[/|–—-]\s+(?=[^/|]{2,60}$)")
IN_BRACKETS = re.compile(r"(?<=[.!?…»”\"])\s*(?=[(\[][^()\[\]]{2,100}[)\]]\s*$)")
LABEL_IN_BRACKETS = re.compile(r"\s*(?=[(\[][^()\[\]]{2,100}[)\]]\s*$)")
LEAST_WORDS = 4


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
    found = find_credit(text, span.start, span.end, trusted=True)
    if found is not None and found.credit.start <= span.start + 12:
        return replace(found.credit, start=span.start, end=span.end)
    words = " ".join(text[span.start : span.end].split())
    agency = agency_kind(words) is not None
    return Credit((words,) if agency else (), None if agency else words, None, span.start, span.end)


# ---- what the page does not give ------------------------------------------------------------------------------------


@cache
def error_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().error_titles)}(?!\w)", re.IGNORECASE)


@cache
def notice_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().paywall_notices)}", re.IGNORECASE)


def refuse_errors(source: str, head: Head, about: About, written: Written) -> None:
    """Raises UnreadableArticle on "404", "Page introuvable", "Access denied"."""
    titles = [head.title.text] if head.title else list(about.titles[:1])
    for title in titles:
        if error_pattern().search(title) and written.prose < ERROR_LEAST:
            words = " ".join(title.split())[:80]
            raise UnreadableArticle(f"{source}: an error page (“{words}”), not a report; fetch the address again")


def find_notes(elements: Sequence[Element], leaves: Sequence[Leaf], about: About, written: Written) -> Iterator[str]:
    """A page behind a paywall says so by a notice beside the report, or in its JSON-LD."""
    noticed = any(len(leaf.text) <= LONGEST_NOTICE and notice_pattern().search(leaf.text) for leaf in leaves)
    if noticed or (about.linked.free is False and has_paywall(elements)):
        yield f"behind a paywall: {len(written.text.split())} words can be read"


def has_paywall(elements: Sequence[Element]) -> bool:
    return any(labelled(element.labels, "paywall") for element in elements if element.raw_attributes)


# ---- the article ----------------------------------------------------------------------------------------------------


def finish_article(written: Written, frame: Frame, about: About, head: Head, notes: tuple[str, ...]) -> Article:
    text = written.text
    layout = lay_out_marked(text, tuple(written.drafts), language=without_region(frame.language))
    published = (head.day or about.published) or fallback_day(about) or frame.published
    return Article(
        id=frame.id,
        text=text,
        blocks=layout.blocks,
        language=layout.language or about.language,
        title=about.titles[0] if about.titles else layout.title,
        source=frame.source,
        url=about.url or frame.url,
        publisher=about.publisher,
        published=published,
        updated=about.updated,
        authors=authors_of(about, layout),
        bylines=layout.bylines,
        section=about.section,
        source_map=joined(written.runs),
        notes=notes,
    )


def fallback_day(about: About) -> str | None:
    return as_moment(about.url or "") if about.url else None


NAME_PARTS = re.compile(r"\s*(?:[,;/|]|\s(?:and|et|y|e|&)\s)\s*")


def authors_of(about: About, layout: Layout) -> tuple[str, ...]:
    """As the page states them, else as printed; no addresses, no accounts, not the site itself unless nothing else."""
    stated = tuple(name for author in about.authors for name in names_of(author, about.publisher))
    printed = tuple(byline.name for byline in layout.bylines)
    return tuple(dict.fromkeys(stated or printed or tuple(a for a in about.authors if not is_account(a))[:1]))


def is_account(author: str) -> bool:
    return author.startswith("@") or "://" in author or bool(re.search(r"\.\w{2,4}$", author))


def names_of(author: str, publisher: str | None) -> Iterator[str]:
    if is_account(author) or (publisher and fold(author) in fold(publisher)):
        return
    bare = re.sub(r"\s*[@(].*$", "", author).strip()
    for name in NAME_PARTS.split(bare):
        if 1 < len(name) <= 80:
            yield name
