"""Markdown -> one article: its front matter ("title:", "date:" …) states what it names; the rest is its text.

The text stays as it is written; headings, emphasis, links and quotes are known by their signs (`markup.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from depeche.errors import UnreadableArticle
from depeche.knowledge.layout import fold
from depeche.reading.encoding import decode
from depeche.reading.fields import names_of_fields
from depeche.reading.frame import Frame, make_article, read_report
from depeche.reading.moments import as_moment
from depeche.records import Article, Failure, SourceRun

FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n\s*|$)", re.DOTALL)
FIELD = re.compile(r"^([\w-]{1,40}):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
ITEM = re.compile(r"^([\w-]{1,40}):[ \t]*\n((?:[ \t]*-[ \t]+.*\n?)+)", re.MULTILINE)


def knows_markdown(head: bytes, name: str) -> bool:
    """The name says so, or it opens with front matter."""
    start = head[:4000].decode("utf-8", errors="replace").replace("\r", "")
    front = re.match(r"\ufeff?---[ \t]*\n(?:[\w-]+:.*\n)", start) is not None
    return name.endswith((".md", ".markdown")) or (front and "\n---" in start[4:])


def read_markdown(stream: BinaryIO, frame: Frame) -> Iterator[Article | Failure]:
    """Raises UnreadableArticle when it is too large or has no text."""
    content = read_report(stream, frame.source)
    source = decode(content, frame.source)
    front = FRONT.match(source)
    start = front.end() if front else 0
    if not source[start:].strip():
        raise UnreadableArticle(f"{frame.source}: empty; give a file with the text of an article")
    article = make_article(source[start:], add_front(fields(front[1]) if front else {}, frame))
    end = len(source) - start
    yield replace(article, source_map=(SourceRun(0, end, start, start + end),)) if start else article


def fields(front: str) -> dict[str, list[str]]:
    """Ours -> the values; a list may be written in brackets or a line each."""
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(front):
        if ours := names_of_fields().get(fold(name)):
            inner = value[1:-1].split(",") if value[:1] == "[" and value[-1:] == "]" else [value]
            found[ours] = [bare for one in inner if (bare := one.strip().strip("\"'"))]
    for name, lines in ITEM.findall(front):
        if ours := names_of_fields().get(fold(name)):
            found[ours] = [line.strip().lstrip("-").strip().strip("\"'") for line in lines.splitlines() if line.strip()]
    return {ours: values for ours, values in found.items() if values}


def add_front(stated: dict[str, list[str]], frame: Frame) -> Frame:
    def one(name: str) -> str | None:
        return stated[name][0] if name in stated else None

    return replace(
        frame,
        title=one("title"),
        url=one("url"),
        publisher=one("publisher"),
        section=one("section"),
        published=as_moment(one("published") or "") or frame.published,
        updated=as_moment(one("updated") or ""),
        authors=tuple(stated.get("authors", ())),
        language=one("language") or frame.language,
    )
