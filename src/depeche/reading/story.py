"""A report that comes in parts (title, standfirst, markup, pictures) -> an article, laid out as a page is.

Feeds and wires state what a page has to be asked for. Their parts are put together as a page that is the report and
nothing else; what they state stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame
from depeche.records import Article

PARAGRAPHS = re.compile(r"\n\s*\n")
TAG = re.compile(r"</?(?:p|div|br|a|b|i|em|strong|ul|ol|li|h[1-6]|img|figure|blockquote|table|span)\b[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's caption and whose it is."""

    caption: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """`body`: HTML. What is not known is empty."""

    title: str = ""
    standfirst: str = ""
    byline: str = ""
    body: str = ""
    pictures: tuple[Shown, ...] = ()


def read_story(story: Story, frame: Frame) -> Article:
    """Raises UnreadableArticle when there are no words in it."""
    from depeche.reading.page import read_source  # here, so that formats without markup start without it

    source = "".join(parts(story))
    try:
        article = read_source(source, frame, whole=True)
    except UnreadableArticle as error:
        raise UnreadableArticle(f"{frame.source}: no text in it; give at least a title and a paragraph") from error
    return replace(
        article,
        title=frame.title or article.title,
        url=frame.url or article.url,
        publisher=frame.publisher or article.publisher,
        published=frame.published or article.published,
        updated=frame.updated or article.updated,
        authors=frame.authors or article.authors,
        section=frame.section or article.section,
        notes=frame.notes,
        source_map=(),
    )


def parts(story: Story) -> Iterator[str]:
    yield "<html><body><main>"
    if story.title:
        yield f"<h1>{html.escape(story.title)}</h1>"
    if story.standfirst:
        yield f'<p class="standfirst">{html.escape(story.standfirst)}</p>'
    if story.byline:
        yield f'<p class="byline">{html.escape(story.byline)}</p>'
    for shown in story.pictures:
        credit = f'<span class="credit">{html.escape(shown.credit)}</span>' if shown.credit else ""
        yield f"<figure><img><figcaption>{html.escape(shown.caption)} {credit}</figcaption></figure>"
    yield f"<section>{story.body}</section></main></body></html>"


def as_html(words: str) -> str:
    """Markup as it is; plain text as paragraphs."""
    if TAG.search(words):
        return words
    return "".join(f"<p>{html.escape(part)}</p>" for part in PARAGRAPHS.split(words) if part.strip())


def as_text(words: str) -> str:
    """Without markup."""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", words)).split())
