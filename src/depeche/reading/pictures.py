"""The captions of a page's pictures, each with its credit, where they stand.

A caption is a `figcaption`, or words whose class says so beside a picture. Its credit is an element of its own whose
class says so, or the end of the line, read as in any text (`credits.py`); where the page describes the picture in
JSON-LD, its credit there splits the line as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter

from depeche.knowledge.elements import REMEMBERED, labelled
from depeche.knowledge.layout import fold
from depeche.reading.body import Body
from depeche.reading.credits import find_credit
from depeche.reading.identify import identify_surely
from depeche.reading.leaves import Leaf, Mark
from depeche.reading.linked import Picture
from depeche.reading.tree import HEADINGS, Element

LONGEST = 900  # code points
BEFORE_TITLE = 12  # leaves
IMAGES = frozenset({"img", "picture", "amp-img", "video", "source"})
LONGEST_MORE = 12  # code points of a link behind a caption that is none of its words
ENDED = ".!?…:»”\"')]"  # what stands before such a link
DESCRIPTION = re.compile(r"(?<![a-z])(?:desc|description|descripcion)(?![a-z])")
LONGEST_BESIDE = 300  # code points of a line beside a picture that only its credit shows to be a caption
MOST_BESIDE = 40  # elements and texts in the element of a picture and its caption
LEAST_BEFORE_CREDIT = 15  # code points of such a line before its credit
BARE_ELEMENTS = frozenset({"br", "a", "span"})  # that may stand beside them
REACH = 4  # elements up from a caption in which its picture stands
BARE = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Captioned:
    """A caption: its leaves, and the place of the words and of the credit in each of them. `words`: pieces (leaf,
    start, end) in `leaf.spelled`; `credit` likewise."""

    words: tuple[tuple[Leaf, int, int], ...]
    credit: tuple[tuple[Leaf, int, int], ...]
    number: int

    @property
    def leaves(self) -> set[int]:
        return {leaf.number for leaf, _, _ in (*self.words, *self.credit)}


def find_captions(
    elements: Sequence[Element], leaves: Sequence[Leaf], body: Body, title: Leaf | None, pictures: Sequence[Picture]
) -> tuple[Captioned, ...]:
    """In page order, those of the report: from a little above the title to the last paragraph, repeats left out."""
    found: list[Captioned] = []
    seen: set[str] = set()
    for element, parts in group(leaves, with_images(elements)):
        if not is_of_report(element, parts[0], body, title):
            continue
        for captioned in by_language(read_group(element, parts, pictures)):
            said = fold(" ".join(leaf.spelled.text[a:b] for leaf, a, b in captioned.words))
            if captioned.words and BARE.sub("", said) and said not in seen and len(said) <= LONGEST:
                seen.add(said)
                found.append(captioned)
    return tuple(found)


def with_images(elements: Sequence[Element]) -> frozenset[Element]:
    """Every element in which a picture stands."""
    found: set[Element] = set()
    for element in elements:
        if element.name in IMAGES:
            for above in element.above():
                if above in found:
                    break
                found.add(above)
    return frozenset(found)


def group(leaves: Sequence[Leaf], illustrated: frozenset[Element]) -> list[tuple[Element, list[Leaf]]]:
    """Leaves by the caption element they stand in, and the credit right beside it."""
    groups: dict[Element, list[Leaf]] = {}
    for leaf in leaves:
        if element := caption_element(leaf, illustrated):
            groups.setdefault(element, []).append(leaf)
    taken = {leaf.number for parts in groups.values() for leaf in parts}
    for element, parts in groups.items():
        after = leaves[parts[-1].number + 1] if parts[-1].number + 1 < len(leaves) else None
        if after and after.number not in taken and is_credit_of(after, element):
            parts.append(after)
            taken.add(after.number)
    return list(groups.items())


def caption_element(leaf: Leaf, illustrated: frozenset[Element]) -> Element | None:
    """The `figcaption` that holds the leaf, else the outermost element that is a caption by its class."""
    found = None
    inline = (m.element for m in leaf.marks if labelled(m.element.labels, "caption") and covers(leaf, m))
    for element in (*inline, *leaf.within()):
        if element.name == "figcaption":
            return element
        if is_caption(element.labels) and element not in illustrated and has_picture(element, illustrated):
            found = element
        elif element.name in ("figure", "article", "body", "main"):
            break
    return found or (leaf.element if is_beside_picture(leaf) and ends_in_credit(leaf) else None)


def is_beside_picture(leaf: Leaf) -> bool:
    """Does it share its element, or the one around it, with a picture and nothing else?"""
    if len(leaf.text) > LONGEST_BESIDE:
        return False
    around = leaf.element if holds_picture(leaf.element) else leaf.element.parent
    if around is None or around.name in ("article", "body", "main", "section") or not holds_picture(around):
        return False
    return around is leaf.element or not any(
        isinstance(child, Element) and child is not leaf.element and child.name not in IMAGES | BARE_ELEMENTS
        for child in around.children
    )


def holds_picture(element: Element) -> bool:
    """Beside little else: an element of many parts is not gone through for each of them."""
    if len(element.children) > MOST_BESIDE:
        return False
    return any(isinstance(child, Element) and child.name in IMAGES for child in element.children)


def ends_in_credit(leaf: Leaf) -> bool:
    found = find_credit(leaf.text, 0, len(leaf.text))
    at_end = found is not None and found.credit.end >= len(leaf.text) - 1  # a bracket or a stop after it
    return at_end and found is not None and found.sure and found.credit.start >= LEAST_BEFORE_CREDIT


def covers(leaf: Leaf, mark: Mark) -> bool:
    return mark.start <= leaf.start and mark.end >= leaf.start + len(leaf.text)


@lru_cache(REMEMBERED)
def is_caption(labels: str) -> bool:
    """By its class: a caption, a picture's description, or a picture's credits (with the words before them)."""
    if labelled(labels, "caption"):
        return True
    return any(
        labelled(name, "picture") and (labelled(name, "credit") or DESCRIPTION.search(name)) for name in labels.split()
    )


def has_picture(element: Element, illustrated: frozenset[Element]) -> bool:
    """Does a picture stand near it, in one of the elements around?"""
    return any(above in illustrated for above in islice(element.above(), REACH))


def is_credit_of(leaf: Leaf, caption: Element) -> bool:
    """A line right after a caption whose class says that it is a credit, inside the same figure."""
    around = set(caption.above())
    near = [e for e in leaf.within() if e not in around]
    figure = next((e for e in caption.above() if e.name == "figure" or labelled(e.labels, "picture")), None)
    return figure is not None and figure in leaf.within() and any(labelled(e.labels, "credit") for e in near)


def is_of_report(element: Element, leaf: Leaf, body: Body, title: Leaf | None) -> bool:
    if not body.leaves or body.element is None:
        return False
    first, last = body.leaves[0].number, body.leaves[-1].number
    begin = min(first, title.number) - BEFORE_TITLE if title else first - BEFORE_TITLE
    if not begin <= leaf.number <= last + (3 if body.element in leaf.within() else 0):
        return False
    heads = title is not None and title.number < leaf.number < first
    around = {body.element, *body.element.above()}
    for above in element.above():
        if above in around or above in body.trusted:
            return True
        if above.name in ("nav", "footer", "form", "a", "article"):
            return False
        if labelled(above.labels, "picture") or (heads and not any(e.name in HEADINGS for e in above)):
            continue
        if above.name == "aside" or labelled(above.labels, "aside"):
            return False
    return True


# ---- words and credit -----------------------------------------------------------------------------------------------


def read_group(element: Element, parts: Sequence[Leaf], pictures: Sequence[Picture]) -> Captioned:
    words: list[tuple[Leaf, int, int]] = []
    credit: list[tuple[Leaf, int, int]] = []
    for leaf in parts:
        start, end = leaf.start, leaf.start + len(leaf.text)
        end = without_more(leaf, end)
        if words and (is_credit_line(leaf, element) or (leaf is parts[-1] and is_credit(leaf))):
            credit.append((leaf, start, end))
            continue
        cut = credit_mark(leaf) or credit_described(leaf, pictures)
        if cut is None:
            words.append((leaf, start, end))
            continue
        begin, stop = cut
        if begin > start:
            words.append(trimmed(leaf, start, begin))
        credit.append(trimmed(leaf, begin, stop))
        if stop < end and begin <= start:
            words.append(trimmed(leaf, stop, end))
    return Captioned(tuple(w for w in words if w[1] < w[2]), tuple(c for c in credit if c[1] < c[2]), parts[0].number)


def by_language(captioned: Captioned) -> Iterator[Captioned]:
    """One for each language, where its lines are in several; the credit stays with the last."""
    lines = [line for piece in captioned.words for line in lines_of(*piece)]
    languages = [identify_surely(leaf.spelled.text[a:b]) for leaf, a, b in lines] if len(lines) > 1 else []
    runs = [tuple(line for _, line in run) for _, run in groupby(zip(languages, lines, strict=False), itemgetter(0))]
    if None in languages or len(runs) < 2 or len(runs) > len(set(languages)):
        yield captioned
        return
    for number, run in enumerate(runs, start=1):
        yield Captioned(run, captioned.credit if number == len(runs) else (), run[0][0].number)


def lines_of(leaf: Leaf, start: int, end: int) -> Iterator[tuple[Leaf, int, int]]:
    for line in re.finditer(r"[^\n]+", leaf.spelled.text[start:end]):
        yield leaf, start + line.start(), start + line.end()


def trimmed(leaf: Leaf, start: int, end: int) -> tuple[Leaf, int, int]:
    words = leaf.spelled.text[start:end]
    begin = start + len(words) - len(words.lstrip(" \n|-–—/·•"))
    return leaf, begin, max(begin, start + len(words.rstrip(" \n|-–—/·•")))


def without_more(leaf: Leaf, end: int) -> int:
    """Where the words end before a link "more >"."""
    last = leaf.marks[-1] if leaf.marks else None
    if last and last.element.name == "a" and last.end >= end and last.end - last.start <= LONGEST_MORE:
        before, link = leaf.spelled.text[leaf.start : last.start].rstrip(), leaf.spelled.text[last.start : last.end]
        goes_on = link.lstrip()[:1].isupper() and before[-1:] not in ENDED  # "Photo by Ana Ruiz / [Unsplash]"
        return end if goes_on else leaf.start + len(before)
    return end


def is_credit(leaf: Leaf) -> bool:
    """Is the whole line a credit by its grammar?"""
    found = find_credit(leaf.text, 0, len(leaf.text), trusted=True)
    return found is not None and found.credit.start == 0


def is_credit_line(leaf: Leaf, caption: Element) -> bool:
    for element in leaf.within():
        if element is caption:
            return False
        if labelled(element.labels, "credit") or element.name == "cite":
            return True
    return False


def credit_mark(leaf: Leaf) -> tuple[int, int] | None:
    """From the first to the last inline element that the page calls a credit."""
    marks = [m for m in leaf.marks if m.element.name in ("cite", "small") or labelled(m.element.labels, "credit")]
    marks = [m for m in marks if leaf.spelled.text[m.start : m.end].strip()]
    if not marks:
        return None
    start, end = min(m.start for m in marks), max(m.end for m in marks)
    whole = start <= leaf.start and end >= leaf.start + len(leaf.text)
    return None if whole else (start, end)


def credit_described(leaf: Leaf, pictures: Sequence[Picture]) -> tuple[int, int] | None:
    """The credit that JSON-LD gives, where the line ends in it."""
    for picture in pictures:
        credit = picture.credit
        if credit and len(credit) >= 3 and leaf.text.endswith(credit) and len(leaf.text) > len(credit) + 10:
            start = leaf.start + len(leaf.text) - len(credit)
            return start, start + len(credit)
    return None
