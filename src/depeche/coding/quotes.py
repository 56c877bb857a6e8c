"""Quoted and reported words, their cue, their source and who speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from depeche.coding.quotation_marks import Marked
from depeche.coding.quote_chances import Chances, reader_of
from depeche.coding.quote_reading import Clause, Draft, Reading, read_quotable
from depeche.coding.quoted_words import goes_on, told_around, told_beside, told_inside, told_on, whole_piece
from depeche.coding.reported_clauses import noun_cues, reported_by_phrase, reported_by_verb
from depeche.coding.speakers import attribute
from depeche.coding.speech_cues import verb_cue
from depeche.language.windows import Window
from depeche.records import Actor, Article, Quote, Sentence, Span

GUESSED = frozenset({"near", "predicate"})  # rules that only guess who speaks


def find_quotes(
    article: Article, sentences: tuple[Sentence, ...], actors: tuple[Actor, ...], windows: tuple[Window, ...] = ()
) -> tuple[Quote, ...]:
    """Quotations and reported clauses of an article, in text order; `of` is an index in the returned tuple. Without
    `windows` the encoder is not asked."""
    chances = reader_of(windows)
    reading = read_quotable(article, sentences)
    told: dict[Marked, list[Draft]] = {}
    for mark in reading.top:
        told[mark] = goes_on(reading, mark, told) or told_beside(reading, mark, told)
    used = {(d.cue.view, d.cue.start) for drafts in told.values() for d in drafts if d.cue is not None}
    clauses = _reported_clauses(reading, used, told)
    of_view: dict[int, list[Clause]] = {}
    for clause in clauses:
        of_view.setdefault(clause.cue.view, []).append(clause)
    for mark, found in told.items():
        told[mark] = found or _heard(told_around(reading, mark, of_view), mark, chances)
    drafts = [draft for found in told_on(reading, told).values() for draft in found]
    drafts.extend(told_inside(reading, mark) for mark in reading.nested)
    drafts.extend(Draft(p.start, p.end, "indirect", c.cue, "clause") for c in clauses if not c.marked for p in c.pieces)
    told_once = {(draft.start, draft.end, draft.kind): draft for draft in reversed(drafts)}
    return attribute(reading, [told_once[key] for key in sorted(told_once, key=lambda k: (k[0], -k[1], k[2]))], actors)


# ---- reported clauses -----------------------------------------------------------------------------------------------


def _heard(drafts: list[Draft], mark: Marked, chances: Callable[[Span], Chances | None]) -> list[Draft]:
    """Some words that only syntax ties to a speaker are nobody's where the encoder finds that unlikely."""
    guessed = any(draft.rule in GUESSED and draft.kind == "partial" for draft in drafts)
    heard = chances(Span(mark.start, mark.end)) if guessed else None
    if heard is None or not heard.unlikely:
        return drafts
    return [Draft(mark.start, mark.end, "not_speech", None, f"encoder {heard.said:.3f}")]


def _in_quotation(reading: Reading, offset: int, told: Mapping[Marked, list[Draft]]) -> bool:
    """Does a cue stand in marks? Behind a line of dialogue the reporter may go on."""
    mark = reading.mark_at(offset)
    return mark is not None and not (mark.dash and all(draft.end <= offset for draft in told[mark]))


def _reported_clauses(reading: Reading, used: set[tuple[int, int]], told: Mapping[Marked, list[Draft]]) -> list[Clause]:
    clauses: list[Clause] = []
    seen: set[tuple[Span, ...]] = set()
    for view in reading.views:
        phrased = {cue.token for cue in reading.phrases_of[view.number]}
        cues = [verb_cue(view, k, "clause") for k in sorted(view.cues) if k not in phrased]
        cues += reading.phrases_of[view.number]
        for cue in cues:
            if (cue.view, cue.start) in used or _in_quotation(reading, cue.start, told):
                continue
            if "according" in cue.rule:
                ranges = reported_by_phrase(view, cue)
            else:
                cue, ranges = reported_by_verb(view, cue)
            pieces = tuple(p for r in ranges if (p := whole_piece(reading, view, r)) is not None)
            if pieces and pieces not in seen:
                seen.add(pieces)
                clauses.append(Clause(pieces, cue, all(_all_marked(reading, piece) for piece in pieces)))
        for cue, words in noun_cues(view):
            piece = whole_piece(reading, view, words)
            if piece is None or (piece,) in seen or _in_quotation(reading, cue.start, told):
                continue
            seen.add((piece,))
            clauses.append(Clause((piece,), cue, _all_marked(reading, piece)))
    return clauses


def _all_marked(reading: Reading, piece: Span) -> bool:
    """Do all words of a piece stand in marks?"""
    n = reading.first_at(piece.start)
    while n < len(reading.flat) and reading.starts[n] < piece.end:
        mark = reading.mark_at(reading.starts[n])
        if mark is None and reading.token(n).text[:1].isalnum():
            return False
        n += 1
    return True
