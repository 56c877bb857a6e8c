"""Drafts -> events: the headline, the caption, its translation and the text tell one event, which is written once.

Two drafts are one event when their type and sides agree (a person counts for his state), their days can be the same,
and neither denies what the other asserts.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from depeche.coding.drafts import Draft
from depeche.coding.scene import Party, is_whole_state, states_of
from depeche.coding.sides import STANCES
from depeche.knowledge.codebook import find_contexts, load_codebook
from depeche.language.grammar import clause_of
from depeche.records import (
    Actor,
    Article,
    Date,
    Event,
    EventPlace,
    EventSpans,
    EventType,
    Place,
    Quantity,
    QuantityKind,
    Span,
)

# types in which either side may be named first
MUTUAL: frozenset[EventType] = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT", "ASSAULT"})
TAKES_TWO: frozenset[EventType] = frozenset({"CONSULT", "COOPERATE"})
BACKGROUND_AFTER = 31  # days before the article's day; what ended earlier is background
# types that a figure can belong to
COUNTED_IN: Mapping[QuantityKind, frozenset[str]] = {
    "killed": frozenset({"ASSAULT"}),
    "injured": frozenset({"ASSAULT"}),
    "arrested": frozenset({"COERCE", "SANCTION"}),
    "displaced": frozenset({"ASSAULT", "SANCTION", "COERCE"}),
    "participants": frozenset({"PROTEST"}),
    "money": frozenset({"AID", "AGREE", "COOPERATE", "SANCTION"}),
    "other": frozenset(),
}
# statements: two of one type by the same to the same are two events unless they are told in the same words
SAID: frozenset[EventType] = frozenset(
    {"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "COERCE", "AID"}
)
CALLS: frozenset[EventType] = frozenset({"REQUEST", "AGREE", "THREATEN"})  # what a refusal answers
RETOLD = frozenset({"title", "standfirst", "caption"})  # what the text tells again; a heading: what its section tells
CONTENT = frozenset({"VERB", "NOUN", "ADJ", "PROPN"})
LEAD = ("title", "standfirst")


@dataclass(frozen=True, slots=True)
class Setting:
    """What all events of an article share: who is known, and from which day the article speaks."""

    actors: Mapping[str, Actor]
    archive: frozenset[str]  # blocks that are captions of old pictures
    contexts: Mapping[tuple[str, str], tuple[str, ...]]  # what a block is about, by its words; block, language -> names
    sections: Mapping[str, int]  # block -> number of the heading above it, its own for a heading
    as_of: datetime.date | None


def write_events(
    article: Article,
    drafts: tuple[Draft, ...],
    actors: tuple[Actor, ...],
    quantities: tuple[Quantity, ...],
    as_of: datetime.date | None,
) -> tuple[Event, ...]:
    """Drafts of one event merged, events in the order in which they are first told."""
    drafts = _answers(drafts)
    setting = Setting(
        {actor.id: actor for actor in actors},
        frozenset(block.id for block in article.blocks if block.archive),
        _contexts(article, drafts),
        _sections(article),
        as_of,
    )
    groups: list[list[Draft]] = []
    whole = [draft for draft in drafts if not _one_sided(draft, setting)]
    for draft in whole:
        group = next((g for g in groups if all(same_event(draft, other, setting) for other in g)), None)
        if group is None:
            groups.append([draft])
        else:
            group.append(draft)
    _join_one_sided([draft for draft in drafts if _one_sided(draft, setting)], groups, setting)
    groups = [[_aimed_at_the_doers(draft, groups) for draft in group] for group in groups]
    return tuple(_event(f"e{n}", group, setting, quantities) for n, group in enumerate(groups, start=1))


def _sections(article: Article) -> dict[str, int]:
    numbers = accumulate(block.kind == "heading" for block in article.blocks)
    return {block.id: number for block, number in zip(article.blocks, numbers, strict=True)}


def _answers(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """ "Caracas refused": the one who has just asked, offered or threatened in the same paragraph is refused."""
    answered: list[Draft] = []
    for draft in drafts:
        asked = answered[-1] if answered else None
        here = asked is not None and asked.scene.sentence.block == draft.scene.sentence.block
        if asked is not None and here and draft.type == "REJECT" and not draft.recipients and asked.type in CALLS:
            acting = {party.actor for party in draft.actors}
            draft = replace(draft, recipients=tuple(p for p in asked.actors if p.actor not in acting))
        answered.append(draft)
    return tuple(answered)


def _aimed_at_the_doers(draft: Draft, groups: list[list[Draft]]) -> Draft:
    """ "The Union condemned the attack": those who, as told elsewhere, attacked."""
    if draft.recipients or draft.type not in STANCES:
        return draft
    objects = draft.reading.recipient.tokens
    for group in groups:
        if any(d.scene.sentence is draft.scene.sentence and d.reading.head in objects for d in group):
            doers = next((d.actors for d in group if d.actors), ())
            acting = {party.actor for party in draft.actors}
            return replace(draft, recipients=tuple(party for party in doers if party.actor not in acting))
    return draft


def _one_sided(draft: Draft, setting: Setting) -> bool:
    """What is told of too few to be an event by itself: a meeting of one, an act of nobody that refers back."""
    sides = frozenset().union(*_sides(draft))
    if any(i in setting.actors and setting.actors[i].kind == "group" for i in sides):
        return False  # "Caribbean leaders will meet"
    return not sides or (draft.reading.trigger.type in TAKES_TWO and len(states_of(sides, setting.actors)) < 2)


def _join_one_sided(drafts: list[Draft], groups: list[list[Draft]], setting: Setting) -> None:
    """ "His visit" is the visit already told of him, "the massacre" the attack last told; else too little is known."""
    for draft in drafts:
        told = states_of(frozenset().union(*_sides(draft)), setting.actors)
        fitting = [
            group
            for group in groups
            if group[0].type in (draft.type, draft.reading.trigger.type)
            and told <= states_of(frozenset().union(*_sides(group[0])), setting.actors)
            and all(_same_days(draft, d) and _same_country(draft, d) for d in group)
            and all((draft.factuality == "denied") == (d.factuality == "denied") for d in group)
        ]
        before = [g for g in fitting if _at(g[0]) < _at(draft)]
        if told and fitting:
            fitting[0].append(draft)
        elif before:
            max(before, key=lambda group: max(_at(d) for d in group if _at(d) < _at(draft))).append(draft)


def _at(draft: Draft) -> int:
    return draft.scene.span(draft.reading.tokens).start


# ---- the same event --------------------------------------------------------------------------------------------------


def same_event(a: Draft, b: Draft, setting: Setting) -> bool:
    if a.type != b.type or a.factuality != b.factuality:
        return False
    if a.scene.sentence == b.scene.sentence and _consequence(a, b):
        return True
    if a.attribution.source != b.attribution.source and "denied" in (a.factuality, b.factuality):
        return False
    if a.type in SAID and not _same_words(a, b, setting):
        return False
    return _same_days(a, b) and _same_country(a, b) and _same_sides(a, b, setting)


def _same_words(a: Draft, b: Draft, setting: Setting) -> bool:
    """One statement told twice: the headline and the text, a caption and its translation, the same verb again."""
    kinds = {a.scene.sentence.block_kind, b.scene.sentence.block_kind}
    in_section = "heading" in kinds and setting.sections.get(a.scene.sentence.block) == setting.sections.get(
        b.scene.sentence.block
    )
    if kinds & RETOLD or in_section or a.scene.sentence.language != b.scene.sentence.language:
        return True
    return bool(_lemmas(a) & _lemmas(b))


def _lemmas(draft: Draft) -> set[str]:
    tokens = draft.scene.tree.tokens
    return {tokens[i].lemma for i in draft.reading.tokens if tokens[i].pos in CONTENT}


def _same_days(a: Draft, b: Draft) -> bool:
    """Days that can be one. An undated mention is told of the article's own day, not of an older picture's, nor of the
    day from which the text counts."""
    first, second = _days(a), _days(b)
    if a.precedent != b.precedent and None in (first, second):
        return False
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _consequence(a: Draft, b: Draft) -> bool:
    """ ", faisant trois morts", "une frappe a tué": what an attack told beside it has done, to people or to a place."""
    other_end = not a.recipients or not b.recipients or _names_victims(a) != _names_victims(b)
    return a.type == "ASSAULT" and _sides(a)[0] == _sides(b)[0] and other_end


def _names_victims(draft: Draft) -> bool:
    """Does it say who was hit, not only where?"""
    return any(party.form is not None for party in draft.recipients)


def _same_country(a: Draft, b: Draft) -> bool:
    """Places that can be one: a city lies in its country, an unknown place anywhere."""
    countries = {d.place.country for d in (a, b) if d.place is not None and d.place.country is not None}
    return len(countries) < 2


def _days(draft: Draft) -> tuple[str, str] | None:
    if draft.date is None:
        return None
    first, last = draft.date.value.split("/")
    return ("0000" if first == ".." else first), ("9999" if last == ".." else last)


def _same_sides(a: Draft, b: Draft, setting: Setting) -> bool:
    mine, theirs = _sides(a), _sides(b)
    if _fit(mine[0], theirs[0], setting) and _fit(mine[1], theirs[1], setting):
        return True
    if a.type not in MUTUAL:
        return False
    both, other = mine[0] | mine[1], theirs[0] | theirs[1]
    return len(states_of(both, setting.actors)) > 1 and _fit(both, other, setting)


def _sides(draft: Draft) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(p.actor for p in draft.actors), frozenset(p.actor for p in draft.recipients)


def _fit(a: frozenset[str], b: frozenset[str], setting: Setting) -> bool:
    """The same states, and no two different persons of one state. A side left out fits none but its like."""
    if states_of(a, setting.actors) != states_of(b, setting.actors):
        return False
    for one in a - b:
        for other in b - a:
            if _two_persons(one, other, setting):
                return False
    return True


def _two_persons(a: str, b: str, setting: Setting) -> bool:
    first, second = setting.actors.get(a), setting.actors.get(b)
    if first is None or second is None or first.state != second.state:
        return False
    return first.kind == second.kind == "person"


# ---- writing an event ------------------------------------------------------------------------------------------------


def _event(name: str, drafts: list[Draft], setting: Setting, quantities: tuple[Quantity, ...]) -> Event:
    best = max(
        drafts, key=lambda d: (not _one_sided(d, setting), d.reading.score, d.date is not None, -d.scene.sentence.start)
    )
    dated = next((d for d in [best, *drafts] if d.date is not None), None)
    placed = _most_exact([best, *drafts])
    trigger = best.scene.span(best.reading.tokens)
    triggers = sorted({d.scene.span(d.reading.tokens) for d in drafts} - {trigger})
    evidence = [Span.of(best.scene.sentence)]
    evidence += sorted({Span.of(d.scene.sentence) for d in drafts} - set(evidence))
    actors, recipients = _actors(best, drafts), _recipients(best, drafts)
    date = dated.date if dated else None
    return Event(
        id=name,
        type=best.type,
        modes=best.modes,
        contexts=tuple(sorted({context for draft in drafts for context in setting.contexts[_place_of(draft)]})),
        actors=tuple(party.actor for party in actors),
        recipients=tuple(party.actor for party in recipients),
        date=date.value if date else None,
        place=_event_place(placed.place) if placed and placed.place else None,
        factuality=best.factuality,
        background=_is_background(drafts, date, setting),
        attribution=best.attribution.source,
        trigger=trigger,
        spans=EventSpans(
            actors=tuple(Span(p.start, p.end) for p in actors),
            recipients=tuple(Span(p.start, p.end) for p in recipients),
            date=Span.of(date) if date else None,
            place=Span.of(placed.place) if placed and placed.place else None,
            attribution=best.attribution.span,
            factuality=_cue(best),
        ),
        quantities=tuple(
            q for q in quantities if best.type in COUNTED_IN[q.kind] and any(_told_of(q, d) for d in drafts)
        ),
        evidence=tuple(evidence),
        mentions=tuple(triggers),
        confidence=best.probability,
        reasons=(*best.reasons, f"told by: {best.attribution.rule}", *_date_reason(date)),
        candidates=dict(best.candidates),
    )


def _actors(best: Draft, drafts: list[Draft]) -> tuple[Party, ...]:
    return best.actors or next((d.actors for d in drafts if d.actors), ())


def _recipients(best: Draft, drafts: list[Draft]) -> tuple[Party, ...]:
    """The victims that another draft names, where the best knows only the place that was hit."""
    if best.type != "ASSAULT" or _names_victims(best):
        return best.recipients
    alike = (d for d in drafts if _names_victims(d) and _sides(d)[0] == _sides(best)[0])
    return next((d.recipients for d in alike), best.recipients)


def _told_of(quantity: Quantity, draft: Draft) -> bool:
    """Does a figure stand in the clause of a trigger?"""
    tree = draft.scene.tree
    figure = next((t.index for t in tree.tokens if quantity.start <= t.start and t.end == quantity.end), None)
    return figure is not None and clause_of(tree, figure) == clause_of(tree, draft.reading.head)


def _contexts(article: Article, drafts: tuple[Draft, ...]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What the paragraphs that tell of acts are about, from their words."""
    words = {block.id: article[block] for block in article.blocks}
    told = {_place_of(draft) for draft in drafts}
    return {
        (block, language): find_contexts(load_codebook(), language, words[block]) for block, language in sorted(told)
    }


def _place_of(draft: Draft) -> tuple[str, str]:
    return draft.scene.sentence.block, draft.scene.sentence.language


def _cue(draft: Draft) -> tuple[Span, ...]:
    tokens = draft.scene.tree.tokens
    return tuple(Span.of(tokens[i]) for i in draft.judgement.tokens)


def _date_reason(date: Date | None) -> tuple[str, ...]:
    return (f"date: {date.rule}, reckoned from {date.anchor}",) if date else ()


def _most_exact(drafts: list[Draft]) -> Draft | None:
    """The first draft that names a place below a whole country, else any that names one."""
    placed = [d for d in drafts if d.place is not None]
    exact = [d for d in placed if d.place is not None and not is_whole_state(d.place)]
    return (exact or placed or [None])[0]  # type: ignore[list-item]


def _event_place(place: Place) -> EventPlace:
    return EventPlace(place.name, place.country, place.geonames_id, place.latitude, place.longitude)


def _is_background(drafts: list[Draft], date: Date | None, setting: Setting) -> bool:
    """Over long before the article's day, or told only under old pictures."""
    if all(d.scene.sentence.block in setting.archive for d in drafts):
        return True
    if date is None or setting.as_of is None or any(d.scene.sentence.block_kind in LEAD for d in drafts):
        return False
    last = date.value.split("/")[1]
    return last != ".." and last < (setting.as_of - datetime.timedelta(days=BACKGROUND_AFTER)).isoformat()
