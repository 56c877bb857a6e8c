"""Acts that the text tells by counting from them: "the first visit in ten years", "had not met since 2009".

Whatever happens for the first time since a year, or had not happened since, happened then: an act of the same type and
the same sides, dated by the words that say since when.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace

from depeche.coding.drafts import Draft
from depeche.coding.factuality import ASSERTED
from depeche.knowledge.modality import load_modality
from depeche.language.grammar import Tree
from depeche.records import Date

MAX_BETWEEN = 8  # tokens from "first" to "since 2009"


def with_precedents(drafts: Iterable[Draft], dates: tuple[Date, ...], as_of: str | None) -> tuple[Draft, ...]:
    """Every draft, behind it the earlier act that its words imply. `as_of`: the ISO day the article speaks from."""
    drafts, since = tuple(drafts), tuple(date for date in dates if _lasts(date, as_of))
    return tuple(one for draft in drafts for one in _with_precedent(draft, drafts, since))


def _lasts(date: Date, as_of: str | None) -> bool:
    """From some known day until now."""
    first, last = date.value.split("/")
    return first != ".." and first != last == as_of and date.precision in ("day", "month", "year", "decade")


def _with_precedent(draft: Draft, others: tuple[Draft, ...], since: tuple[Date, ...]) -> Iterator[Draft]:
    date = next((d for d in since if _counts_from(draft, others, d)), None)
    if date is None:
        yield draft
        return
    if not (_is_negated(draft) and draft.factuality == "asserted"):  # else "not since 2009" was read as "in 2009"
        yield replace(draft, date=None) if draft.date == date else draft
    yield replace(
        draft,
        judgement=ASSERTED,
        factuality="asserted",
        date=replace(date, value=_then(date)),
        place=None,
        reasons=(*draft.reasons[:2], "precedent: the text counts from it"),
        precedent=True,
    )


def _is_negated(draft: Draft) -> bool:
    """By its own negation; what somebody denies to have done since March was not done in March either."""
    return draft.judgement.rule == "negation"


def _then(date: Date) -> str:
    """The day, month or year with which a stretch of time begins."""
    first = date.value.split("/")[0]
    if date.precision == "day":
        return f"{first}/{first}"
    if date.precision == "month":
        return f"{first[:7]}-01/{first[:7]}-{monthrange(int(first[:4]), int(first[5:7]))[1]}"
    return f"{first[:4]}-01-01/{first[:4]}-12-31"


def _counts_from(draft: Draft, others: tuple[Draft, ...], date: Date) -> bool:
    """Does the sentence say of this act that it is the first since a day, or that it had not been done since?"""
    tree = draft.scene.tree
    at = next((t.index for t in tree.tokens if date.start <= t.start < date.end), None)
    if at is None:
        return False
    here = [d for d in others if d.scene.sentence is draft.scene.sentence and (d.actors or d.recipients)]
    if _is_negated(draft):
        return _nearest(tree, here, at) is draft
    first = _first(tree, at)
    if first is None or draft.factuality == "denied":
        return False
    named = [d for d in here if any(first < i <= at for i in d.reading.tokens)]
    return (named[0] if named else _nearest(tree, here, first)) is draft


def _first(tree: Tree, at: int) -> int | None:
    """ "First" in the same phrase before a date."""
    words = load_modality(tree.sentence.language)
    for i in range(at - 1, max(at - 1 - MAX_BETWEEN, -1), -1):
        token = tree.tokens[i]
        if token.lemma.lower() in words.first:
            return i
        if token.pos in ("VERB", "PUNCT"):
            return None
    return None


def _nearest(tree: Tree, drafts: list[Draft], at: int) -> Draft | None:
    """The act to which the way through the tree is shortest."""
    return min(drafts, key=lambda draft: tree.distance(draft.reading.head, at), default=None)
