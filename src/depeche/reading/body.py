"""Which leaves of a page are the report's.

trafilatura proposes; where its lines stand among the leaves shows the element that holds the report. Inside it, what it
dropped comes back (headings, lists, paragraphs beside those it kept), and what the page itself marks as something else
goes (related links, newsletters, shares, comments).
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, zip_longest

from depeche.knowledge.elements import labelled
from depeche.knowledge.layout import any_of, fold, load_layout_words
from depeche.reading.identify import put_off_loading
from depeche.reading.leaves import Leaf
from depeche.reading.tree import HEADINGS, Element

WORD = re.compile(r"\w+")
VOTING = 25  # code points of a line that shows where the report stands; shorter ones stand in menus too
TRUSTED = 0.2  # of the voted characters: what holds as much is the report, whatever its class says
HEEDED = 0.05  # of the prose of a page: what holds as much is shown to trafilatura, whatever its class says
HELD = 0.85  # of the voted characters that the report's element holds
LEAST = 140  # code points of what is found, for it to be the report
PARAGRAPH = 60  # code points of a paragraph that trafilatura dropped
LINKED = 0.6  # of a line's characters in links: it is a list of links
SHARED = 0.5  # of the page's likeliest paragraphs: where less of them was found, it is doubtful
SENT = 0.35  # of a last line's characters in links: "follow us on …"
LONGEST_SENT = 100
LONGEST_ASIDE = 200  # code points
LONGEST_INVITATION = 260
REMEMBERED = 4000  # lines
NOT_THE_REPORT = frozenset({"nav", "footer", "form", "aside", "dialog", "menu"})
# What trafilatura drops before it looks for the report: without it a page is a third as long.
UNREAD = frozenset(
    (
        "aside",
        "audio",
        "button",
        "canvas",
        "dialog",
        "embed",
        "footer",
        "iframe",
        "input",
        "link",
        "map",
        "math",
        "menu",
    ),
).union(("meta", "noscript", "object", "picture", "script", "select", "source", "style", "svg", "template", "video"))
PROSE = frozenset({"p", "blockquote", "pre", "li", "dd", "dt", "td", "th", "center"})


@dataclass(frozen=True)
class Body:
    """The leaves of the report, in order, and the element that holds most of them (None where the page has none);
    `trusted`: elements that hold so much of it that their class says nothing against them."""

    leaves: tuple[Leaf, ...]
    element: Element | None
    trusted: frozenset[Element] = frozenset()


def key(words: str) -> str:
    return " ".join(WORD.findall(words))


def ask(source: str, elements: Sequence[Element], leaves: Sequence[Leaf]) -> set[int]:
    """Numbers of the leaves that trafilatura takes for the report. Its full search, which compares it with other
    extractors, takes twice its time and is asked for where the page's own paragraphs say something else than the
    first."""
    prose = weigh_prose(leaves)
    page = without_asides(source, elements, prose)
    voted = vote(leaves, extract(page, fast=True))
    return vote(leaves, extract(page)) if is_doubtful(leaves, prose, voted) else voted


@dataclass(frozen=True)
class Prose:
    """The paragraphs of a page, and the share of their characters that each element holds."""

    leaves: tuple[Leaf, ...]
    weights: dict[Element, float]

    def holders(self, least: float) -> frozenset[Element]:
        return frozenset(element for element, weight in self.weights.items() if weight >= least)


def weigh_prose(leaves: Sequence[Leaf]) -> Prose:
    prose = tuple(filter(is_prose, leaves))
    return Prose(prose, weigh(prose, {leaf.number for leaf in prose}))


def without_asides(source: str, elements: Sequence[Element], prose: Prose) -> str:
    """The page without what is never read and what it says is not the report's, its JSON-LD apart: of the elements of
    the benchmark's pages one in four is left, and what is found there is the same."""
    asides = Asides(prose.holders(HEEDED))
    parts, done = [], 0
    for element in elements:
        if element.start < done or "ld+json" in element.raw_attributes:
            continue
        if element.name in UNREAD or asides.around(element)[0]:
            parts.append(source[done : element.start])
            done = max(element.start, after_tag(source, element))
    return "".join(parts) + source[done:]


def after_tag(source: str, element: Element) -> int:
    """Where an element ends, its end tag too where it has one."""
    stop = element.end
    if source[stop : stop + 2] == "</" and source[stop + 2 : stop + 2 + len(element.name)].lower() == element.name:
        return source.find(">", stop) + 1 or len(source)
    return stop


def is_doubtful(leaves: Sequence[Leaf], prose: Prose, voted: set[int]) -> bool:
    """Does the element with most of the page's prose hold more than was found, and mostly something else?"""
    sizes = {leaf.number: len(leaf.text) for leaf in leaves}
    likely = propose(prose)
    size = sum(sizes[number] for number in likely)
    shared = sum(sizes[number] for number in likely & voted)
    return size > sum(sizes[number] for number in voted) and shared < size * SHARED


def extract(source: str, *, fast: bool = False) -> list[str]:
    """The lines trafilatura takes for the report."""
    put_off_loading()
    import trafilatura  # here, so that other formats start without it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(source, include_comments=False, output_format="txt", fast=fast) or ""
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError):
        return []  # it has met a page it cannot read; what follows does without
    return [line.strip("- |") for line in found.split("\n") if line.strip()]


def find_body(leaves: Sequence[Leaf], voted: set[int]) -> Body:
    """`voted`: what `ask` found; few where trafilatura changes the words, or finds nothing."""
    if sum(len(leaf.text) for leaf in leaves if leaf.number in voted) < LEAST:
        voted = propose(weigh_prose(leaves)) or voted
    weights = weigh(leaves, voted)
    holding = [element for element, weight in weights.items() if weight >= HELD]
    if not holding:
        return Body((), None)
    element = max(holding, key=depth)
    trusted = frozenset(e for e, weight in weights.items() if weight >= TRUSTED)
    labels = frozenset(e.labels for e in trusted if e.labels)
    asides = Asides(trusted, labels)
    own = [leaf for leaf in leaves if leaf not in asides]
    below = frozenset(element)
    inside = {leaf.number for leaf in own if leaf.element in below}
    votes = [leaf for leaf in own if leaf.number in voted and leaf.number in inside and len(leaf.text) >= PARAGRAPH]
    siblings = {leaf.element.parent for leaf in votes}
    holders = {leaf.element for leaf in votes}
    alike = set(filter(None, map(style, votes)))
    headings = {fold(leaf.text) for leaf in own if leaf.number in inside and leaf.element.name in HEADINGS}
    kept = [
        leaf
        for leaf in own
        if (leaf.number in inside and leaf.element.name not in HEADINGS and fold(leaf.text) in headings)
        or (leaf.number in inside and is_report(leaf, voted, siblings, holders))
        or (style(leaf) in alike and is_prose(leaf) and not in_another_article(leaf, element))
    ]
    headed = list(without_idle_headings(with_headings(kept, own, inside), leaves))
    return Body(tuple(trim_ends(list(without_repeats(headed)))), element, trusted)


def with_headings(kept: list[Leaf], own: Sequence[Leaf], inside: set[int]) -> list[Leaf]:
    """With the headings of parts that stand outside the report's element and are like those in it, as the posts of a
    live report are."""
    parts = {leaf.element.parent for leaf in kept if leaf.number not in inside}
    alike = {style(leaf) for leaf in kept if leaf.element.name in HEADINGS} - {None}
    had = {leaf.number for leaf in kept}
    more = [leaf for leaf in own if leaf.element.parent in parts and style(leaf) in alike and leaf.number not in had]
    return sorted([*kept, *more], key=lambda leaf: leaf.number) if more else kept


def without_idle_headings(kept: Sequence[Leaf], leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Without short ones over nothing but links, which were left out."""
    for leaf, after in zip_longest(kept, kept[1:]):
        between = leaves[leaf.number + 1 : after.number] if after is not None else ()
        short = leaf.element.name in HEADINGS and len(leaf.text) < PARAGRAPH
        if not short or not between or any(one.link_share < LINKED for one in between):
            yield leaf


def without_repeats(kept: Sequence[Leaf]) -> Iterator[Leaf]:
    """Without paragraphs that stand there twice in a row (for small screens and for large ones), nor words set apart
    that a paragraph says."""
    said = [key(leaf.text) for leaf in kept]
    apart = list(map(is_set_apart, kept))
    running = [words for words, alone in zip(said, apart, strict=True) if not alone]
    for number, (leaf, words) in enumerate(zip(kept, said, strict=True)):
        twice = number > 0 and words == said[number - 1] and style(leaf) != style(kept[number - 1])
        if not twice and not (apart[number] and any(words in other for other in running)):
            yield leaf


def is_set_apart(leaf: Leaf) -> bool:
    return any(
        e.name in ("blockquote", "aside", "figure") or labelled(e.labels, "quote")
        for e in (leaf.element, *islice(leaf.element.above(), 2))
    )


def style(leaf: Leaf) -> tuple[str, str, str] | None:
    """By what the page's style sheet knows such a line: its class, else that of the element around it."""
    above = leaf.element.parent.labels if leaf.element.parent else ""
    own = leaf.element.labels
    return (leaf.element.name, own, "" if own else above) if own or above else None


def is_prose(leaf: Leaf) -> bool:
    prose = leaf.element.name in PROSE or leaf.element.name == "div"
    return prose and len(leaf.text) >= PARAGRAPH and leaf.link_share < LINKED and not is_furniture(leaf)


def vote(leaves: Sequence[Leaf], lines: Sequence[str]) -> set[int]:
    """Numbers of the leaves whose words stand in the lines."""
    joined = " " + " ".join(map(key, lines)) + " "
    whole = set(map(key, lines))
    found = set()
    for leaf in leaves:
        words = key(leaf.text)
        if words and (words in whole or (len(words) >= VOTING and f" {words} " in joined)):
            found.add(leaf.number)
    return found


def propose(prose: Prose) -> set[int]:
    """Numbers of the paragraphs in the element that holds most of the page's prose, those around it counting half."""
    asides = Asides(prose.holders(TRUSTED))
    own = [leaf for leaf in prose.leaves if leaf not in asides]
    scores: Counter[Element] = Counter()
    for leaf in own:
        for element, share in zip(leaf.within(), (4, 4, 2, 1), strict=False):
            scores[element] += len(leaf.text) * share
    if not scores:
        return set()
    best = max(scores, key=scores.__getitem__)
    return {leaf.number for leaf in own if best in leaf.within()}


def weigh(leaves: Sequence[Leaf], voted: set[int]) -> dict[Element, float]:
    """The share of the voted characters that each element holds."""
    weights: Counter[Element] = Counter()
    total = 0
    for leaf in leaves:
        if leaf.number in voted and len(leaf.text) >= VOTING:
            total += len(leaf.text)
            for element in leaf.within():
                weights[element] += len(leaf.text)
    return {element: weight / total for element, weight in weights.items()}


def depth(element: Element) -> int:
    return sum(1 for _ in element.above())


def in_another_article(leaf: Leaf, holder: Element) -> bool:
    """Does it stand in an `article` that is not the report's?"""
    around = {holder, *holder.above()}
    return any(element.name == "article" and element not in around for element in leaf.within())


class Asides:
    """The leaves of which the page says that they are not the report's: themselves or an element around them that
    holds little of the report. `trusted`: elements that hold much of it; `labels`: of these; others that have the same
    are as good."""

    def __init__(self, trusted: frozenset[Element], labels: frozenset[str] = frozenset()) -> None:
        self.trusted = trusted
        self.labels = labels
        self.known: dict[Element, tuple[bool, bool]] = {}

    def __contains__(self, leaf: Leaf) -> bool:
        return self.around(leaf.element)[0]

    def around(self, element: Element | None) -> tuple[bool, bool]:
        """Is what stands in the element none of the report's: where nothing in it said so, and where something did?"""
        if element is None:
            return False, True
        if element not in self.known:
            self.known[element] = self.judge(element)
        return self.known[element]

    def judge(self, element: Element) -> tuple[bool, bool]:
        said = element.name in NOT_THE_REPORT or labelled(element.labels, "aside")
        if element in self.trusted:
            return False, not said  # a live report is made of "comments", and says so all the way up
        silent, told = self.around(element.parent)
        return (told if said and element.labels not in self.labels else silent), told


def is_aside(leaf: Leaf, trusted: frozenset[Element]) -> bool:
    return leaf in Asides(trusted)


def is_report(leaf: Leaf, voted: set[int], siblings: set[Element | None], holders: set[Element]) -> bool:
    """`siblings`: what the voted paragraphs stand in; `holders`: their own elements, whose lines <br> may part."""
    if is_furniture(leaf):
        return False
    if leaf.number in voted:
        return True
    if leaf.element.name in HEADINGS:
        return leaf.link_share < LINKED
    if leaf.element in holders and leaf.link_share < LINKED:
        return True
    beside = leaf.element.parent in siblings or leaf.element in siblings
    return beside and is_prose(leaf)


def is_furniture(leaf: Leaf) -> bool:
    """A line that is a link to something else, or that belongs to the site by its words."""
    if leaf.element.name == "h1":
        return True
    linked = leaf.link_share > 0.9 and "@" not in leaf.text
    sentence = len(leaf.text) >= PARAGRAPH and leaf.text.endswith(".")
    if linked and not sentence and not leaf.text.startswith("http"):
        return True
    return len(leaf.text) <= LONGEST_INVITATION and is_of_site(leaf.text)


@lru_cache(REMEMBERED)
def is_of_site(words: str) -> bool:
    """Does a short line invite the reader, or open what stands beside a report? A page's lines are asked more than
    once, and a site's stand on each of its pages."""
    return invitation().search(words) is not None or (opening().match(words) is not None and len(words) < LONGEST_ASIDE)


@cache
def invitation() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().invitations)}(?!\w)", re.IGNORECASE)


@cache
def opening() -> re.Pattern[str]:
    return re.compile(rf"\W*{any_of(load_layout_words().aside_openings)}(?:\s*[:|>–—.…-]|\s*$)", re.IGNORECASE)


def trim_ends(kept: list[Leaf]) -> list[Leaf]:
    """Without headings after the last paragraph, nor a last line that sends the reader elsewhere."""
    while kept and (kept[-1].element.name in HEADINGS or sends_away(kept[-1])):
        kept.pop()
    return kept


def sends_away(leaf: Leaf) -> bool:
    return leaf.link_share >= SENT and len(leaf.text) <= LONGEST_SENT
