"""What a page says about itself: title, days, authors, publisher, section, language, address.

Several places of a page say the same thing: JSON-LD, OpenGraph and other `meta`, and the page as printed. Each field
has an order of trust, measured on the reading benchmark; nothing is keyed on a site's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from depeche.knowledge.layout import fold
from depeche.reading.leaves import Leaf, read_leaves
from depeche.reading.linked import Linked, read_linked
from depeche.reading.moments import as_moment
from depeche.reading.tree import Element

SEPARATOR = re.compile(r"\s+[-–—|·•»:>]+\s+|\s*[|]\s*")

SHARED_TITLES = ("og:title", "twitter:title", "dc.title", "title", "headline")
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.available"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "article:published",
        "pubdate",
        "publishdate",
        "publish_date",
        "publication_date",
    ),
    *("publish-date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date"),
    *(
        "dcterms.date",
        "article.published",
        "article_date_original",
        "originalpublicationdate",
        "date",
        "rnews:datepublished",
    ),
    *("citation_publication_date", "datecreated", "article.created", "date.created", "created"),
)
UPDATED = (
    *("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "date.updated"),
    *("date.modified", "lastmod", "last-modified", "dcterms.modified", "article:modified", "revised"),
)
AUTHORS = (
    *("article:author", "og:article:author", "parsely-author", "sailthru.author", "author", "byl", "dc.creator"),
    *("dcterms.creator", "citation_author", "article:author_name", "cxenseparse:author", "twitter:creator"),
)


@dataclass(frozen=True, slots=True)
class About:
    """None or empty where the page does not say. `titles`: all it gives, the best first; `headlined`: one of them is
    the article's own, not the window's."""

    titles: tuple[str, ...]
    headlined: bool
    description: str | None
    published: str | None
    updated: str | None
    authors: tuple[str, ...]
    publisher: str | None
    section: str | None
    language: str | None
    url: str | None
    kind: str | None
    linked: Linked


Metas = dict[str, list[str]]


def read_about(elements: Sequence[Element], source: str, base: str | None = None) -> About:
    """`elements`: of the page, in order; `base`: the address the page came from, where it is known."""
    metas, linked = read_metas(elements), read_linked(elements, source)
    publisher = linked.publisher or first(metas, "og:site_name", "publisher", "application-name", "dc.publisher")
    return About(
        titles=tuple(dict.fromkeys(titles(elements, source, metas, linked, publisher))),
        headlined=bool(linked.title or first(metas, *SHARED_TITLES)),
        description=first(metas, "og:description", "description", "twitter:description") or linked.description,
        published=next(moments([linked.published, *values(metas, PUBLISHED)]), None),
        updated=next(moments([linked.updated, *values(metas, UPDATED)]), None),
        authors=tuple(linked.authors or values(metas, AUTHORS)),
        publisher=publisher,
        section=first(metas, "article:section", "og:article:section", "parsely-section", "section") or linked.section,
        language=language(elements, metas, linked),
        url=address(elements, metas, base),
        kind=first(metas, "og:type"),
        linked=linked,
    )


def read_metas(elements: Sequence[Element]) -> Metas:
    """Contents of `meta` by name in lower case, and of elements with `itemprop` and `content`."""
    found: Metas = {}
    for element in elements:
        if not element.raw_attributes:
            continue
        if element.name == "meta" or "itemprop" in element.raw_attributes:
            said = element.attributes
            content = " ".join((said.get("content") or said.get("datetime") or "").split())
            for key in ("property", "name", "itemprop", "http-equiv"):
                if content and key in said:
                    found.setdefault(said[key].lower(), []).append(content)
    return found


def values(metas: Metas, names: Iterable[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, ())]


def first(metas: Metas, *names: str) -> str | None:
    return next(iter(values(metas, names)), None)


def language(elements: Sequence[Element], metas: Metas, linked: Linked) -> str | None:
    stated = next((e.attributes["lang"] for e in elements if e.name == "html" and e.attributes.get("lang")), None)
    stated = stated or first(metas, "content-language", "og:locale", "dc.language", "language") or linked.language
    code = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", stated or "")
    return code[0].lower() if code else None


def address(elements: Sequence[Element], metas: Metas, base: str | None) -> str | None:
    """The canonical address, if it is one."""
    links = [
        e.attributes.get("href")
        for e in elements
        if e.name == "link" and e.attributes.get("rel", "").lower() == "canonical"
    ]
    for link in (*links, first(metas, "og:url"), base):
        try:
            whole = urljoin(base or "", link.strip()) if link else ""
            if whole and urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).netloc:
                return whole
        except ValueError:
            continue
    return None


# ---- days -----------------------------------------------------------------------------------------------------------


def moments(values: Iterable[str | None]) -> Iterator[str]:
    """Those that are a day or a moment, in ISO 8601."""
    for value in values:
        if value and (moment := as_moment(value)):
            yield moment


# ---- titles ---------------------------------------------------------------------------------------------------------


def titles(
    elements: Sequence[Element], source: str, metas: Metas, linked: Linked, publisher: str | None
) -> Iterator[str]:
    """Every title the page gives itself, the site's name off."""
    shared = [clean(t, publisher) for t in values(metas, SHARED_TITLES)]
    printed = [leaf.text.replace("\n", " ") for leaf in headlines(elements, source)]
    window = [clean(leaf.text, publisher) for e in elements if e.name == "title" for leaf in read_leaves(e, source)]
    for title in (*shared[:1], linked.title, *window[:1]):
        yield from (p for p in printed if title and same_title(p, title))
    stated = [title for title in (*shared[:1], linked.title, *window[:1], *shared[1:]) if title]
    yield from sorted(stated, key=lambda title: any(is_broken(title, other) for other in stated))
    yield from printed[:1]


def headlines(elements: Sequence[Element], source: str) -> Iterator[Leaf]:
    for element in elements:
        if element.name == "h1":
            yield from read_leaves(element, source)[:1]


def same_title(printed: str, title: str) -> bool:
    """Is it the printed one, with or without the site's name behind it?"""
    one, other = fold(printed), fold(title)
    if one == other or len(one) <= 15:
        return one == other
    before = other.startswith(one) and SEPARATOR.match(other, len(one)) is not None
    behind = other.endswith(one) and SEPARATOR.search(other[: -len(one)]) is not None
    return before or behind or is_broken(other, one)


def is_broken(title: str, other: str) -> bool:
    """Was it cut at a quotation mark that the page forgot to escape?"""
    return other.startswith(title) and other[len(title) :].lstrip()[:1] in ('"', "'")


def clean(title: str, publisher: str | None) -> str:
    """Without " | Site" at its end or "Site: " at its start."""
    title = " ".join(title.split())
    site = re.sub(r"\W", "", fold(publisher or "")).removeprefix("the")
    cuts = list(SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        rest = re.sub(r"\W", "", fold(title[cut.end() :])).removeprefix("the")
        if site and len(rest) > 2 and (rest in site or site in rest) and len(rest) <= len(site) + 15:
            title = title[: cut.start()].rstrip()
    return title
