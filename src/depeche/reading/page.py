"""A web page -> one article: the text a reader reads, its blocks in page order, what the page says about itself.

Title, standfirst, byline, headings, paragraphs, lists and captions come in page order, blank lines between them; a
caption's credit follows its words. Menus, related links, newsletters, shares, comments and cookie walls stay out. Each
character of the text knows its place in the page's source (`Article.source_map`).
"""

from __future__ import annotations

import gc
import html
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import chain

from depeche.errors import UnreadableArticle
from depeche.knowledge.elements import labelled
from depeche.knowledge.layout import any_of, fold, laid_out_languages, load_layout_words
from depeche.knowledge.load import read_words
from depeche.reading.about import SEPARATOR, About, read_about
from depeche.reading.body import Body, ask, find_body
from depeche.reading.bylines import opening, role
from depeche.reading.encoding import decode_page
from depeche.reading.frame import Frame, refuse_long, without_region
from depeche.reading.head import Head, find_head
from depeche.reading.layout import lay_out_marked
from depeche.reading.leaves import Leaf, read_leaves
from depeche.reading.moments import as_moment
from depeche.reading.offsets import joined
from depeche.reading.pictures import find_captions
from depeche.reading.tree import Element, parse
from depeche.reading.written import LONGEST_NOTICE, Written, notice_pattern, write
from depeche.records import Article, Byline

LARGEST = 20_000_000  # bytes of a page
LONGEST_BESIDE = 500_000  # code points of a page that are not the report
MOST_LEAVES = 4000  # lines of a page that trafilatura is asked about: jusText in it compares each with all others
LEAST = 140  # code points of a report; less is a notice or an empty page
FROM_SCRIPT = "its text is loaded by script and was taken from its JSON-LD"
ERROR_LEAST = 700  # code points: a page this long with an error's title may be a report about one


def read_page(content: bytes, frame: Frame, *, charset: str | None = None) -> Article:
    """`charset`: as the server named it. Raises UnreadableArticle."""
    return read_source(decode_page(content, frame.source, charset), frame)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage is looked for: a page's tree lives until the page is read, and walking it in vain takes a seventh of
    the time (`benchmarks/reading.py`)."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_uncollected()
def read_source(source: str, frame: Frame, *, whole: bool = False) -> Article:
    """`whole`: the page is the report and nothing else, as in a feed. Raises UnreadableArticle."""
    root = parse(source)
    elements = tuple(root)
    try:
        return read_elements(source, elements, frame, whole=whole)
    finally:
        for element in elements:
            element.part()


def read_elements(source: str, elements: Sequence[Element], frame: Frame, *, whole: bool) -> Article:
    """`elements`: of the page, itself the first. Raises UnreadableArticle."""
    about = read_about(elements, source, frame.url)
    leaves = read_leaves(elements[0], source)
    refuse_long(sum(len(leaf.text) for leaf in leaves) - LONGEST_BESIDE, frame.source)
    body = find_body(leaves, {leaf.number for leaf in leaves} if whole else proposed(source, elements, leaves))
    head = find_head(leaves, body, about)
    captions = find_captions(elements, leaves, body, head.title, about.linked.pictures)
    written = write(leaves, body, head, captions)
    if whole and written.prose:
        return finish_article(written, frame, about, head, ())
    refuse_errors(frame.source, head, about, written)
    refuse_consent(frame.source, body)
    notes = tuple(find_notes(elements, leaves, about, written))
    if written.prose < LEAST and not notes and len(about.linked.body or "") >= LEAST:
        return of_script(about, frame)
    if written.prose < LEAST and not (written.prose and notes):
        raise UnreadableArticle(f"{frame.source}: {nothing_in(notes, about, written)}")
    article = finish_article(written, frame, about, head, notes)
    return article if article.published else replace(article, published=guess_day(source))


def proposed(source: str, elements: Sequence[Element], leaves: Sequence[Leaf]) -> set[int]:
    return ask(source, elements, leaves) if len(leaves) <= MOST_LEAVES else set()


def of_script(about: About, frame: Frame) -> Article:
    """The article that a page without a text describes in its JSON-LD; it has no place in the page's source."""
    found = read_source(as_page(about), frame, whole=True)
    stated = replace(found, url=about.url or frame.url, publisher=about.publisher, updated=about.updated)
    authors = authors_of(about, ()) or found.authors
    return replace(stated, authors=authors, section=about.section, notes=(FROM_SCRIPT,), source_map=())


def as_page(about: About) -> str:
    """A page whose text is loaded by script, of what its JSON-LD says."""
    head = f'<meta property="article:published_time" content="{html.escape(about.published or "")}">'
    lines = [f"<p>{html.escape(line)}</p>" for line in (about.linked.body or "").splitlines() if line.strip()]
    title = f"<h1>{html.escape(about.titles[0])}</h1>" if about.titles else ""
    return f"<html><head>{head}</head><body>{title}<section>{''.join(lines)}</section></body></html>"


def guess_day(source: str) -> str | None:
    """Of a page that neither states its day nor prints it beside its title."""
    import htmldate  # here, so that most pages do without

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        return htmldate.find_date(source, extensive_search=False, original_date=True)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError):
        return None  # it has met a page it cannot read


def nothing_in(notes: Sequence[str], about: About, written: Written) -> str:
    if notes:
        return f"{notes[0]}; give the whole text"
    if written.prose:
        return f"only {len(written.text.split())} words of a report found; give its text as a plain file if that is all"
    told = " (its text is loaded by script)" if about.titles else ""
    return f"no report found in the page{told}; save the page as the browser shows it, or give its text"


# ---- what the page does not give ------------------------------------------------------------------------------------


@cache
def error_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().error_titles)}(?!\w)", re.IGNORECASE)


def refuse_errors(source: str, head: Head, about: About, written: Written) -> None:
    """Raises UnreadableArticle on "404", "Page introuvable", "Access denied"."""
    titles = [head.title.text] if head.title else list(about.titles[:1])
    for title in titles:
        if says_error(title) and written.prose < ERROR_LEAST:
            words = " ".join(title.split())[:80]
            raise UnreadableArticle(f"{source}: an error page (“{words}”), not a report; fetch the address again")


@cache
def consent_pattern() -> re.Pattern[str]:
    lists = (read_words(f"{language}/layout")["consent_notices"] for language in laid_out_languages())
    return re.compile(rf"(?<!\w){any_of(tuple(chain.from_iterable(lists)))}(?!\w)", re.IGNORECASE)


def refuse_consent(source: str, body: Body) -> None:
    """Raises UnreadableArticle on a page that asks for consent to cookies and says little else."""
    asked = sum(len(leaf.text) for leaf in body.leaves if consent_pattern().search(leaf.text))
    if asked * 2 > sum(len(leaf.text) for leaf in body.leaves):
        raise UnreadableArticle(f"{source}: it asks for consent to cookies; save the page as shown after the choice")


def says_error(title: str) -> bool:
    """Is half of it, or of a part of it, words of an error? "500 évacués" and "Error arbitral" are news."""
    for part in SEPARATOR.split(title):
        said = sum(len(found[0]) for found in error_pattern().finditer(part))
        if said and said * 2 >= len(part.strip(" .!?…:")):
            return True
    return False


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
    layout = lay_out_marked(text, tuple(written.drafts), language=without_region(frame.language), stated=about.language)
    published = head.day or about.published or day_in(about.url or "") or frame.published
    return Article(
        id=frame.id,
        text=text,
        blocks=layout.blocks,
        language=layout.language or about.language,
        title=title_of(about, head) or layout.title,
        source=frame.source,
        url=about.url or frame.url,
        publisher=about.publisher,
        published=published,
        updated=about.updated,
        authors=authors_of(about, layout.bylines),
        bylines=layout.bylines,
        section=about.section,
        source_map=joined(written.runs),
        notes=notes,
    )


def title_of(about: About, head: Head) -> str | None:
    """As the article states it; where the window alone has one, as printed above the report."""
    if head.title is not None and not about.headlined:
        return " ".join(head.title.text.split("\n"))
    return about.titles[0] if about.titles else None


NAME_PARTS = re.compile(r"\s*(?:[,;/|]|\s(?:and|et|y|e|&)\s)\s*")


URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/])(\d\d)\2(\d\d)(?!\d)")


def day_in(address: str) -> str | None:
    """The day in an address: "/2023/05/04/"."""
    found = URL_DAY.search(address)
    return as_moment(f"{found[1]}-{found[3]}-{found[4]}") if found else None


def authors_of(about: About, bylines: Sequence[Byline]) -> tuple[str, ...]:
    """As the page states them, else as printed; an office ("Rédaction web") or the site itself only where nobody is
    named; no addresses, no accounts."""
    stated = tuple(name for author in about.authors for name in names_of(author, about.publisher))
    printed = tuple(byline.name for byline in bylines)
    persons = tuple(name for name in stated if not role().match(name))
    return tuple(
        dict.fromkeys(persons or printed or stated or tuple(a for a in about.authors if not is_account(a))[:1])
    )


def is_account(author: str) -> bool:
    return author.startswith("@") or "://" in author or bool(re.search(r"\.\w{2,4}$", author))


def names_of(author: str, publisher: str | None) -> Iterator[str]:
    if is_account(author) or (publisher and fold(author) in fold(publisher)):
        return
    bare = re.sub(r"\s*[@(].*$", "", author).strip()
    said = opening().match(bare)
    for name in NAME_PARTS.split(bare[said.end() :] if said else bare):
        if 1 < len(name) <= 80:
            yield name
