"""Words in class names by which a page says what an element is (`data/layout/elements.toml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from depeche.knowledge.load import read_words

ElementKind = Literal[
    "columns", "aside", "standfirst", "author", "date", "caption", "credit", "picture", "paywall", "quote", "unseen"
]
REMEMBERED = 20_000  # labels; a page has hundreds, and many have one of their own for every article


@cache
def pattern(kind: ElementKind) -> re.Pattern[str]:
    words = sorted(read_words("layout/elements")[kind], key=lambda w: (-len(w), w))
    either = "|".join(re.escape(word).replace(r"\-", "[-_]?") for word in words)
    return re.compile(rf"(?<![a-z])(?:{either})(?![a-z])")


@lru_cache(REMEMBERED)
def labelled(labels: str, kind: ElementKind) -> bool:
    """Do the labels of an element (classes, id and role in lower case) hold a word for this?"""
    if kind == "aside":
        labels = pattern("columns").sub(" ", labels)
    return pattern(kind).search(labels) is not None
