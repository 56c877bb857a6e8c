"""Who speaks and who is spoken to: from the words of a source to an actor."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from depeche.coding.quote_reading import Draft, Reading
from depeche.coding.quoted_words import is_pronoun
from depeche.coding.speech_cues import NOMINAL, SUBJECTS, Cue, View, phrase_span
from depeche.records import Actor, Mention, Quote, Span

GUESSED = frozenset({"predicate", "subject"})  # rules that need an actor to stand
LOOK_BACK = 3  # sentences in which a pronoun or a dropped subject finds its speaker
FORM_RANK = {"name": 0, "role": 1, "metonym": 1, "demonym": 2, "pronoun": 3}


# ---- who speaks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of actors in text order, longest first where two start together."""

    found: tuple[tuple[Mention, str], ...]
    starts: tuple[int, ...]
    longest: int

    def over(self, span: Span) -> list[tuple[Mention, str]]:
        first = bisect_left(self.starts, span.start - self.longest)
        last = bisect_left(self.starts, span.end)
        return [pair for pair in self.found[first:last] if pair[0].end > span.start]


def _mentions(actors: tuple[Actor, ...]) -> Mentions:
    found = sorted(((m, a.id) for a in actors for m in a.mentions), key=lambda p: (p[0].start, -p[0].end, p[1]))
    return Mentions(tuple(found), tuple(m.start for m, _ in found), max((m.end - m.start for m, _ in found), default=0))


def _named_by(mentions: Mentions, view: View, source: Span, head: int | None) -> str | None:
    """The actor that the words of a source name: the mention on their head first, then one beside it, names first."""
    over = mentions.over(source)
    if not over:
        return None
    token = view.tokens[head] if head is not None else None

    def rank(pair: tuple[Mention, str]) -> tuple[bool, int, int, int]:
        mention = pair[0]
        on_head = token is not None and mention.start < token.end and token.start < mention.end
        return not on_head, FORM_RANK[mention.form], -(mention.end - mention.start), mention.start

    return min(over, key=rank)[1]


def attribute(reading: Reading, drafts: list[Draft], actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    mentions = _mentions(actors)
    inner = {mark.start for mark in reading.nested}
    quotes: list[Quote] = []
    last: Quote | None = None
    marked: Quote | None = None
    for draft in drafts:
        quote = _quote(reading, draft, mentions, last, marked)
        quotes.append(quote)
        if quote.kind != "not_speech" and draft.start not in inner:
            last = quote
            marked = quote if _may_go_on(quote) else marked
    return _linked(quotes)


def _quote(
    reading: Reading, draft: Draft, mentions: Mentions, last: Quote | None, marked: Quote | None = None
) -> Quote:
    """`last`: what was said last; `marked`: the last words in marks."""
    if draft.kind == "not_speech":
        return Quote(draft.start, draft.end, "not_speech", None, None, None, None, None, draft.rule)
    if draft.inherits:
        return _inherited(reading, draft, mentions, last, marked)
    cue = draft.cue
    assert cue is not None
    view = reading.views[cue.view]
    speaker = _named_by(mentions, view, cue.source, cue.head) if cue.source is not None else None
    if speaker is None and (cue.source is None or is_pronoun(view, cue.head)):
        speaker = _speaker_before(reading, min(draft.start, cue.start), mentions, last)
    if speaker is None and draft.rule in GUESSED:
        return Quote(draft.start, draft.end, "not_speech", None, None, None, None, None, "term")
    source = _whole_name(mentions, cue.source) if cue.source is not None else None
    span = Span(cue.start, cue.end) if cue.end > cue.start else None
    listener = _addressee(view, cue, mentions)
    listener = listener if listener != speaker else None
    return Quote(draft.start, draft.end, draft.kind, speaker, listener, span, source, None, draft.rule)


def _whole_name(mentions: Mentions, source: Span) -> Span:
    """A source that begins or ends inside a name, with the whole name."""
    names = [m for m, _ in mentions.over(source) if m.form == "name"]
    return Span(min([source.start, *(m.start for m in names)]), max([source.end, *(m.end for m in names)]))


def _inherited(reading: Reading, draft: Draft, mentions: Mentions, last: Quote | None, marked: Quote | None) -> Quote:
    """Words without a cue: they go on with the quotation whose cue stands between, else the last speaker speaks."""
    if marked is not None and _continues(reading, draft, marked):
        return replace(marked, start=draft.start, end=draft.end, kind=draft.kind, of=None, rule="goes on")
    speaker = _speaker_before(reading, draft.start, mentions, last)
    return Quote(draft.start, draft.end, draft.kind, speaker, None, None, None, None, draft.rule)


def _may_go_on(quote: Quote) -> bool:
    """May marks behind a quotation go on with it? With a clause only where its cue stands behind it."""
    return quote.kind == "direct" or (quote.cue is not None and quote.end <= quote.cue.start)


def _continues(reading: Reading, draft: Draft, last: Quote) -> bool:
    """Do words without a cue follow on a quotation, in its paragraph with nothing but its cue between, or at the start
    of the next?"""
    if last.cue is None:
        return False
    block, before = reading.block_at(draft.start), reading.block_at(last.start)
    if block is not before and last.kind != "direct":
        return False
    if block is not before:
        opens = not any(c.isalnum() for c in reading.article.text[block.start : draft.start])
        follows = reading.article.blocks.index(block) - reading.article.blocks.index(before) == 1
        return opens and follows and not _told_between(reading, last, before.end)
    return not _told_between(reading, last, draft.start)


def _told_between(reading: Reading, last: Quote, offset: int) -> bool:
    """Does another sentence than that of its cue stand between a quotation and an offset?"""
    end = max(last.end, last.cue.end if last.cue else 0, last.source.end if last.source else 0)
    first, n = reading.first_at(end), reading.first_at(offset) - 1
    words = [k for k in range(first, n + 1) if reading.token(k).text[:1].isalnum()]
    return bool(words) and reading.word(words[-1])[0].number > reading.word(reading.first_at(end - 1) - 1)[0].number


def _speaker_before(reading: Reading, offset: int, mentions: Mentions, last: Quote | None) -> str | None:
    """Who spoke in the sentence before, else that sentence's subject, else who spoke last in the paragraph."""
    block = reading.block_at(offset)
    n = reading.first_at(offset) - 1
    here = last.speaker if last is not None and last.start >= block.start else None
    for _ in range(LOOK_BACK):
        if n < 0 or reading.starts[n] < block.start:
            break
        view = reading.word(n)[0]
        if here is not None and last is not None and last.end > view.sentence.start:
            return here
        subject = _first_subject(view, offset, mentions)
        if subject is not None:
            return subject
        n = reading.first_at(view.sentence.start) - 1
    return here if here is not None else last.speaker if last is not None and last.end < offset else None


def _first_subject(view: View, offset: int, mentions: Mentions) -> str | None:
    """The actor that a sentence's main verb, or else the first of its verbs, has as its subject."""
    subjects = [t for t in (() if view.long else view.tokens) if t.relation in SUBJECTS and t.start < offset]
    subjects.sort(key=lambda t: (view.tokens[t.head].relation != "root", t.start))
    named = (_named_by(mentions, view, phrase_span(view, t.index), t.index) for t in subjects)
    return next((name for name in named if name is not None), None)


def _addressee(view: View, cue: Cue, mentions: Mentions) -> str | None:
    if cue.token is None or cue.verb is None:
        return None
    for c in view.children[cue.token]:
        token = view.tokens[c]
        told = token.relation == "iobj" or (token.relation == "obl" and token.case in view.words.addressee)
        if (told or (token.relation == "obj" and "listener" in cue.verb.takes)) and token.pos in NOMINAL:
            named = _named_by(mentions, view, phrase_span(view, c), c)
            if named is not None:
                return named
    return None


def _linked(quotes: list[Quote]) -> tuple[Quote, ...]:
    """Set `of`: the smallest reported clause, else the quotation, that a part lies in."""
    result: list[Quote] = []
    open_clauses: list[int] = []
    for n, quote in enumerate(quotes):
        while open_clauses and quotes[open_clauses[-1]].end <= quote.start:
            open_clauses.pop()
        around = next((i for i in reversed(open_clauses) if quotes[i].end >= quote.end), None)
        result.append(replace(quote, of=around))
        open_clauses.append(n)
    return tuple(result)
