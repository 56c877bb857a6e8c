"""Agreement of a coded article with a hand-made answer, layer by layer.

What each figure counts is said in `docs/evaluation.md`. Ids are compared with governments and their organs as their
state; an event's dyad is one of states, in which a person stands for his state and the state for the person, but not
one person for another. Offsets are those of the predicted article's text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial

from depeche.analysis.answers import (
    ActorAnswer,
    Answer,
    BlockAnswer,
    CreditAnswer,
    DateAnswer,
    EventAnswer,
    MentionAnswer,
    NonEvent,
    PlaceAnswer,
    QuoteAnswer,
    RelationAnswer,
    Telling,
    WhereAnswer,
    Words,
    aligned,
    ends,
    read_gold,
    read_prediction,
    tempting_types,
)
from depeche.analysis.matching import (
    BLANKS,
    Figure,
    Share,
    core,
    days,
    figure,
    figure_of,
    pair_up,
    rate,
    ratio,
    share,
    slug,
    stripped,
)
from depeche.records import Located, Span

MENTION_OVERLAP = 0.5  # of the longer span, as are those below
PLACE_OVERLAP = 0.8  # a place named where an actor is named too is one mention
QUOTE_OVERLAP = 0.8
STATEMENT_OVERLAP = 0.5
SCORED_FORMS = ("name", "metonym", "role")
EXACT_ENDS = ("holds_office", "leads", "father_of", "located_in")  # relations in which nobody stands for a state


# ---- figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BlockFigures:
    """Kind and extent (credit included); `language`: of the blocks that are right."""

    blocks: Figure
    residues: Figure
    language: Share
    contents_links: Share


@dataclass(frozen=True, slots=True)
class CaptionFigures:
    """`score`: mean of pairing F1, agencies, photographer and archive."""

    score: float
    pairing: Figure
    agencies: Share
    photographer: Share
    via: Share
    archive: Share


@dataclass(frozen=True, slots=True)
class MentionFigures:
    """`mentions`: span and id; `spans`: span alone; `linking`: right ids among right spans; `recall` by form."""

    mentions: Figure
    spans: Figure
    linking: Share
    recall: dict[str, Share]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActorFigures:
    """Distinct actors of events, groups apart. `aside`: actors listed who stand only in a credit or an eponym."""

    actors: Figure
    aside: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateFigures:
    """`dates`: span and interval; `spans`: span alone."""

    dates: Figure
    spans: Figure
    interval: Share
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteFigures:
    """`quotes`: span, speech or not, and speaker; `statements`: reported clauses found with their speaker."""

    quotes: Figure
    spans: Figure
    speech_or_not: Share
    direct_or_partial: Share
    speaker: Share
    statements: Share
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventFigures:
    """Events of the world. `events`: precision over all, recall over the core; `fine`: recall of the rest; the shares
    are over matched events; `false_alarms`: triggers on words that only tempt."""

    events: Figure
    fine: Share
    factuality: Share
    background: Share
    date: Share
    place: Share
    attribution: Share
    reports_per_event: float
    false_alarms: tuple[str, ...]
    matched: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    wrong_factuality: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationFigures:
    """Recall of core relations; `ends`: whatever the relation is called."""

    recall: Share
    ends: Share
    missed: tuple[str, ...]


LayerFigures = (
    BlockFigures
    | CaptionFigures
    | MentionFigures
    | ActorFigures
    | DateFigures
    | QuoteFigures
    | EventFigures
    | RelationFigures
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """`overall`: mean of the F1 of blocks, mentions, dates, quotes and events, the captions' score and the events'
    factuality; a layer that neither side has is left out. `malformed`: layers that could not be read and count as
    empty. `same_text`: without it offsets may not fit."""

    overall: float
    same_text: bool
    malformed: tuple[str, ...]
    blocks: BlockFigures
    captions: CaptionFigures | None
    mentions: MentionFigures
    actors: ActorFigures
    dates: DateFigures
    quotes: QuoteFigures
    events: EventFigures
    relations: RelationFigures


def score_article(gold: object, prediction: object) -> Agreement:
    """Compare decoded JSON objects. Raises DepecheError if one is no such object or the gold is malformed."""
    wanted = read_gold(gold)
    given = aligned(wanted, read_prediction(prediction))
    text, names = given.text or "", Names(wanted, given)
    blocks, captions = score_blocks(wanted, given, text)
    mentions = score_mentions(wanted, given, text, names)
    dates, quotes = score_dates(wanted, given, text), score_quotes(wanted, given, text, names)
    events = score_events(wanted, given, names)
    return Agreement(
        overall=_overall(blocks, captions, mentions, dates, quotes, events),
        same_text=_same_text(wanted, given.text),
        malformed=given.malformed,
        blocks=blocks,
        captions=captions,
        mentions=mentions,
        actors=score_actors(wanted, given, names),
        dates=dates,
        quotes=quotes,
        events=events,
        relations=score_relations(wanted, given, names),
    )


def _same_text(gold: Answer, text: str | None) -> bool:
    if gold.text is None and gold.digest is None:
        return True
    if gold.digest and text is not None:
        return hashlib.sha256(text.encode()).hexdigest() == gold.digest
    return text == gold.text


def _overall(
    blocks: BlockFigures,
    captions: CaptionFigures | None,
    mentions: MentionFigures,
    dates: DateFigures,
    quotes: QuoteFigures,
    events: EventFigures,
) -> float:
    figures = (blocks.blocks, mentions.mentions, dates.dates, quotes.quotes, events.events)
    parts = [f.f1 for f in figures if f.gold or f.predicted]
    parts += [captions.score] if captions else []
    parts += [events.factuality.value] if events.events.gold else []
    return rate(sum(parts), len(parts))


# ---- names ----------------------------------------------------------------------------------------------------------


class Names:
    """The ids of both sides in the gold's form, with the kind and the state of each."""

    def __init__(self, gold: Answer, prediction: Answer) -> None:
        self.gold = {actor.id: actor for actor in gold.actors}
        self.predicted = {actor.id: actor for actor in prediction.actors}
        self.known: dict[str, str] = {}
        for actor in gold.actors:
            for name in (actor.id, *actor.aliases, actor.wikidata, slug(actor.name or "")):
                if name:
                    self.known.setdefault(name, actor.id)

    def one(self, name: str | None) -> str:
        """The gold's id for an id of either side; the id itself if the gold does not know it; "" for None."""
        actor = self.predicted.get(name or "")
        tries = [name or "", slug(name or "")]
        tries += [actor.wikidata or "", slug(actor.name or "")] if actor else []
        return next((self.known[t] for t in tries if t in self.known), name or "")

    def all(self, names: Iterable[str | None]) -> frozenset[str]:
        """Ids; a group whose members the gold knows is its members."""
        found = (self.one(name) for name in names if name)
        return frozenset(m for key in found for m in self.members(key) or (key,))

    def members(self, key: str) -> tuple[str, ...]:
        return self.gold[key].members if key in self.gold else ()

    def kind(self, key: str) -> str:
        actor = self.gold.get(key) or self.predicted.get(key)
        return actor.kind if actor else ""

    def states(self, keys: Iterable[str]) -> frozenset[str]:
        actors = (self.gold.get(key) or self.predicted.get(key) for key in keys)
        return frozenset(actor.state or actor.id * (actor.kind == "state") for actor in actors if actor) - {""}


def same_place(spots: Iterable[str | None], place: WhereAnswer | PlaceAnswer) -> bool:
    """Is the place one of the spots (names, countries), by its name or by its country?"""
    name, country = slug(place.name or ""), slug(place.country or "")
    return any(_same_spot(slug(spot), name, country) for spot in spots if spot)


def _same_spot(spot: str, name: str, country: str) -> bool:
    within = bool(name and spot) and (spot in name or (len(name) > 4 and name in spot))
    return bool(spot) and (spot in (name, country) or (within and len(spot) > 3))


def listed(text: str, located: Iterable[Located]) -> tuple[str, ...]:
    """Where and which words, to be read."""
    return tuple(f"{item.start} {text[item.start : item.end]}" for item in located)


# ---- blocks and captions --------------------------------------------------------------------------------------------


def score_blocks(gold: Answer, prediction: Answer, text: str) -> tuple[BlockFigures, CaptionFigures | None]:
    """Blocks, and captions where the gold has any."""

    def same(g: BlockAnswer, p: BlockAnswer) -> float:
        return float(g.kind == p.kind and extent(text, g) == extent(text, p))

    def near(g: BlockAnswer, p: BlockAnswer) -> float:
        return (g.kind == p.kind) * ratio(extent(text, g), extent(text, p))

    wanted, residues = _apart(gold.blocks)
    blocks, left = _apart(prediction.blocks)
    exact, taken = pair_up(wanted, blocks, same), pair_up(residues, left, same)
    twins = pair_up(wanted, blocks, near).pairs
    found = BlockFigures(
        blocks=figure_of(exact),
        residues=figure_of(taken),
        language=share(g.language == p.language for g, p in exact.pairs),
        contents_links=_links(wanted, twins),
    )
    return found, _captions(wanted, blocks, twins)


def extent(text: str, block: BlockAnswer) -> Span:
    """From first to last character, credit included, outer blanks off."""
    credit = block.credit
    starts, ends_ = [block.start], [block.end]
    if credit and credit.start is not None and credit.end is not None:
        starts, ends_ = [*starts, credit.start], [*ends_, credit.end]
    return stripped(text, Span(min(starts), max(ends_)), BLANKS)


def _apart(blocks: Iterable[BlockAnswer]) -> tuple[list[BlockAnswer], list[BlockAnswer]]:
    """Blocks, residues."""
    every = list(blocks)
    return [b for b in every if b.kind != "residue"], [b for b in every if b.kind == "residue"]


def _links(wanted: list[BlockAnswer], twins: Sequence[tuple[BlockAnswer, BlockAnswer]]) -> Share:
    """Contents items tied to their heading."""
    twin, home = {g.id: p for g, p in twins}, {p.id: g.id for g, p in twins}
    items = [block for block in wanted if block.kind == "contents_item" and block.announces]
    return share(b.id in twin and home.get(twin[b.id].announces) == b.announces for b in items)


def _captions(
    wanted: list[BlockAnswer], blocks: list[BlockAnswer], twins: Sequence[tuple[BlockAnswer, BlockAnswer]]
) -> CaptionFigures | None:
    """A caption that was not found has nothing right."""
    twin, home = {g.id: p for g, p in twins}, {p.id: g.id for g, p in twins}
    captions = [block for block in wanted if block.kind == "caption"]
    if not captions:
        return None
    pairs = {frozenset((c.id, c.pair_with)) for c in captions if c.pair_with}
    said = {frozenset((b.id, b.pair_with)) for b in blocks if b.pair_with}
    right = len({frozenset(map(home.get, pair)) for pair in said} & pairs)
    pairing = figure(right, len(said), len(pairs))
    found = [(c, twin.get(c.id)) for c in captions]
    agencies = share(p is not None and _right_agencies(c.credit, p.credit) for c, p in found)
    photographer = share(p is not None and _right_photographer(c.credit, p.credit) for c, p in found)
    archive = share(p is not None and c.archive == p.archive for c, p in found)
    parts = [agencies.value, photographer.value, archive.value] + ([pairing.f1] if pairs or said else [])
    return CaptionFigures(
        score=rate(sum(parts), len(parts)),
        pairing=pairing,
        agencies=agencies,
        photographer=photographer,
        via=share(p is not None and _right_via(c.credit, p.credit) for c, p in found),
        archive=archive,
    )


def _called(credit: CreditAnswer, printed: str | None, said: str | None) -> bool:
    """Is it the printed name, or another that is right for it? None only for None."""
    if printed is None or said is None:
        return printed is said
    return slug(said) in {slug(name) for name in (printed, *credit.also.get(printed, ()))}


def _right_agencies(gold: CreditAnswer | None, said: CreditAnswer | None) -> bool:
    wanted, given = gold or CreditAnswer(), said or CreditAnswer()
    each = all(any(_called(wanted, w, g) for g in given.agencies) for w in wanted.agencies)
    return each and len(wanted.agencies) == len(given.agencies)


def _right_photographer(gold: CreditAnswer | None, said: CreditAnswer | None) -> bool:
    wanted, given = gold or CreditAnswer(), said or CreditAnswer()
    return _called(wanted, wanted.photographer, given.photographer)


def _right_via(gold: CreditAnswer | None, said: CreditAnswer | None) -> bool:
    wanted, given = gold or CreditAnswer(), said or CreditAnswer()
    return _called(wanted, wanted.via, given.via)


# ---- mentions and actors --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WantedMention:
    """A gold mention of an actor or, with a `place`, of a place. `ids`: all that are right; `group`: any unknown
    group is right; `scored`: in one of the forms that count, not in a credit."""

    start: int
    end: int
    core: Span
    form: str
    ids: frozenset[str]
    spots: tuple[str, ...]
    group: bool
    scored: bool


@dataclass(frozen=True, slots=True)
class SaidMention:
    """Predicted words with every id given to them; `title`: only a title listed beside a name."""

    core: Span
    ids: frozenset[str]
    title: bool
    place: PlaceAnswer | None = None


def score_mentions(gold: Answer, prediction: Answer, text: str, names: Names) -> MentionFigures:
    """Names, metonyms and roles of actors, and places. A prediction on a pronoun, a demonym, a credit or an eponym
    is not judged, nor a title that earns nothing."""
    wanted, said = wanted_mentions(gold, text, names), said_mentions(gold, prediction, text, names)

    def right(g: WantedMention, p: SaidMention) -> bool:
        return _right_mention(names, g, p)

    def weight(g: WantedMention, p: SaidMention) -> float:
        common = ratio(g.core, p.core)
        return common + right(g, p) if common >= MENTION_OVERLAP else 0.0

    paired = pair_up(wanted, said, weight)
    met = [(g, p) for g, p in paired.pairs if g.scored and (not p.title or right(g, p))]
    hits = [g for g, p in met if right(g, p)]
    scored = [g for g in wanted if g.scored]
    judged = len(met) + sum(not p.title for p in paired.spurious)
    return MentionFigures(
        mentions=figure(len(hits), judged, len(scored)),
        spans=figure(len(met), judged, len(scored)),
        linking=share(right(g, p) for g, p in met),
        recall={form: share(g in hits for g in scored if g.form == form) for form in SCORED_FORMS},
        missed=listed(text, (g for g in scored if g not in hits)),
    )


def wanted_mentions(gold: Answer, text: str, names: Names) -> list[WantedMention]:
    """In text order."""
    found = [_wanted(text, names, actor, m) for actor in gold.actors for m in _marks(actor)]
    found += [_wanted_place(gold, text, place) for place in gold.places]
    return sorted(dict.fromkeys(found), key=lambda m: (m.start, m.end, sorted(m.ids)))


def _marks(actor: ActorAnswer) -> Iterable[MentionAnswer]:
    """Mentions, and titles beside a name that are not among them."""
    taken = {(m.start, m.end) for m in actor.mentions}
    titles = [r for r in actor.roles if (r.start, r.end) not in taken]
    return (*actor.mentions, *(MentionAnswer(start=r.start, end=r.end, form="role") for r in titles))


def _wanted(text: str, names: Names, actor: ActorAnswer, mention: MentionAnswer) -> WantedMention:
    alone = {names.one(key) for key in (actor.id, *mention.also)}
    nameable = actor.kind == "state" and mention.form == "name"
    return WantedMention(
        start=mention.start,
        end=mention.end,
        core=core(text, mention),
        form=mention.form,
        ids=frozenset(alone) | (names.all(actor.members) if actor.kind == "group" else frozenset()),
        spots=tuple(filter(None, (actor.id, actor.name))) if nameable else (),
        group=actor.kind == "group",
        scored=mention.form in SCORED_FORMS and not mention.aside,
    )


def _wanted_place(gold: Answer, text: str, place: PlaceAnswer) -> WantedMention:
    """A state named as a place is the state too."""
    states = {a.id for a in gold.actors if a.kind == "state" and slug(a.name or "") == slug(place.name or "")}
    spots = tuple(filter(None, (place.name, place.country, *place.also)))
    return WantedMention(
        start=place.start,
        end=place.end,
        core=core(text, place),
        form="name",
        ids=frozenset((*place.also, *states)),
        spots=spots,
        group=False,
        scored=not place.aside,
    )


def said_mentions(gold: Answer, prediction: Answer, text: str, names: Names) -> list[SaidMention]:
    """Predicted names, metonyms, roles and demonyms outside credits, each span once, and places elsewhere."""
    credits = [Span(c.start, c.end) for b in gold.blocks if (c := b.credit) and c.start is not None and c.end]
    ids: dict[Span, set[str]] = {}
    titles: dict[Span, bool] = {}
    for actor in prediction.actors:
        marks: list[tuple[Words, bool]] = [(m, False) for m in actor.mentions if m.form != "pronoun"]
        for mark, title in marks + [(role, True) for role in actor.roles]:
            if not any(Span.of(mark).overlaps(credit) for credit in credits):
                span = core(text, mark)
                ids.setdefault(span, set()).add(names.one(actor.id))
                titles[span] = titles.get(span, True) and title
    places = {core(text, p): p for p in prediction.places}
    apart = [span for span in places if not any(ratio(span, taken) >= PLACE_OVERLAP for taken in ids)]
    said = [SaidMention(span, frozenset(ids[span]), titles[span]) for span in ids]
    return said + [SaidMention(span, frozenset(), False, places[span]) for span in apart]


def _right_mention(names: Names, gold: WantedMention, said: SaidMention) -> bool:
    if said.place:
        return same_place(gold.spots, said.place)
    unknown = gold.group and all(i in gold.ids or (names.kind(i) == "group" and i not in names.gold) for i in said.ids)
    return unknown or said.ids <= gold.ids


def score_actors(gold: Answer, prediction: Answer, names: Names) -> ActorFigures:
    """Who takes part in the gold's events, against who is listed; actors the gold only mentions are not judged."""
    involved = frozenset().union(*(names.all(event.actors + event.recipients) for event in gold.events))
    part = {key for key in involved if names.kind(key) != "group"}
    aside = {a.id for a in gold.actors if a.mentions and all(m.aside for m in a.mentions)}
    free = {actor.id for actor in gold.actors if actor.mentions} - aside - part
    said = {names.one(actor.id) for actor in prediction.actors} - free
    said = {key for key in said if names.kind(key) != "group"}
    return ActorFigures(
        actors=figure(len(said & part), len(said), len(part)),
        aside=tuple(sorted(said & aside)),
        missed=tuple(sorted(part - said)),
        wrong=tuple(sorted(said - part)),
    )


# ---- dates and quotes -----------------------------------------------------------------------------------------------


def score_dates(gold: Answer, prediction: Answer, text: str) -> DateFigures:
    """Any overlap without articles and prepositions; optional dates are wanted only where they were found."""

    def right(g: DateAnswer, p: DateAnswer) -> bool:
        accepted = [days(value) for value in (g.value, *g.accept) if value]
        return not accepted or (days(p.value) is not None and days(p.value) in accepted)

    def weight(g: DateAnswer, p: DateAnswer) -> float:
        common = ratio(core(text, g), core(text, p))
        return common + right(g, p) if common else 0.0

    paired = pair_up(gold.dates, prediction.dates, weight)
    met, hits = [g for g, _ in paired.pairs], [g for g, p in paired.pairs if right(g, p)]
    firm = [g for g in gold.dates if not g.optional]
    wanted, seen = [g for g in gold.dates if g in firm or g in hits], [g for g in gold.dates if g in firm or g in met]
    return DateFigures(
        dates=figure(len(hits), len(prediction.dates), len(wanted)),
        spans=figure(len(met), len(prediction.dates), len(seen)),
        interval=share(right(g, p) for g, p in paired.pairs),
        missed=listed(text, (g for g in wanted if g not in hits)),
    )


def score_quotes(gold: Answer, prediction: Answer, text: str, names: Names) -> QuoteFigures:
    """Words in marks; reported clauses (kind "indirect") are statements, for which words in marks count too."""
    wanted, statements = [q for q in gold.quotes if q.kind != "indirect"], _indirect(gold)
    said = [q for q in prediction.quotes if q.kind != "indirect"]

    def speaker(g: QuoteAnswer, p: QuoteAnswer) -> bool:
        return names.one(p.speaker) in {names.one(key) for key in (g.speaker, *g.also)}

    def weight(g: QuoteAnswer, p: QuoteAnswer, floor: float = QUOTE_OVERLAP) -> float:
        common = ratio(stripped(text, g), stripped(text, p))
        return common if common >= floor else 0.0

    def speech(g: QuoteAnswer, p: QuoteAnswer) -> bool:
        return (g.kind == "not_speech") == (p.kind == "not_speech")

    paired = pair_up(wanted, said, weight)
    hits = [g for g, p in paired.pairs if speech(g, p) and speaker(g, p)]
    spoken = [(g, p) for g, p in paired.pairs if g.kind != "not_speech"]
    return QuoteFigures(
        quotes=figure(len(hits), len(said), len(wanted)),
        spans=figure_of(paired),
        speech_or_not=share(speech(g, p) for g, p in paired.pairs),
        direct_or_partial=share(g.kind == p.kind for g, p in spoken),
        speaker=share(speaker(g, p) for g, p in spoken),
        statements=share(
            any(weight(g, p, STATEMENT_OVERLAP) > 0 and speaker(g, p) for p in prediction.quotes) for g in statements
        ),
        missed=listed(text, (g for g in wanted if g not in hits)),
    )


def _indirect(answer: Answer) -> list[QuoteAnswer]:
    return [quote for quote in answer.quotes if quote.kind == "indirect"]


# ---- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checks:
    """What is right about a matched event; None where the gold does not ask."""

    factuality: bool
    background: bool
    date: bool | None
    place: bool | None
    attribution: bool


def touched(gold: EventAnswer, said: EventAnswer) -> int:
    """How many of the gold's sentences (triggers, where it names no sentence) the predicted one points at."""
    return sum(_points_at(said, words) for words in gold.evidence or gold.triggers)


def _points_at(said: EventAnswer, words: Words) -> bool:
    return any(Span.of(words).overlaps(other) for other in (*said.evidence, *said.triggers))


def _tellings(gold: EventAnswer, said: EventAnswer) -> list[Telling]:
    return [telling for telling in gold.tellings if _points_at(said, telling.evidence)]


def right_type(gold: EventAnswer, said: EventAnswer) -> bool:
    types = (gold.type, *gold.accept.type)
    return said.type in types or (said.type, said.factuality) in gold.accept.type_factuality


def right_dyad(names: Names, gold: EventAnswer, said: EventAnswer) -> bool:
    """The right actors and recipients, or another dyad that the gold accepts."""
    accept, actors, recipients = gold.accept, names.all(said.actors), names.all(said.recipients)
    more, more_to = accept.actors, accept.recipients
    both, either, everyone = gold.actors + gold.recipients, more + more_to, actors | recipients
    fits = partial(_side, names, gold)
    if fits(actors, gold.actors, more) and fits(recipients, gold.recipients, more_to, accept.recipients_partial):
        return True
    if accept.dyad_unordered and fits(everyone, both, either):
        return True
    returned = not recipients or fits(recipients, both, either, True)
    if accept.reciprocal_actors and returned and fits(actors, both, either):
        return True
    others = [(t.actors, t.recipients) for t in _tellings(gold, said)] + list(accept.dyads)
    return any(fits(actors, own) and fits(recipients, to) for own, to in others)


def _side(
    names: Names,
    gold: EventAnswer,
    said: frozenset[str],
    main: Sequence[str],
    extra: Sequence[str | None] = (),
    some: bool = False,
) -> bool:
    """Do the ids said for one role fit those wanted? All of them must, and must cover every wanted one (`some`: one
    is enough) or be others instead, all among the `extra`."""
    wanted, others = names.all(main), names.all(extra)
    if not said:
        return not main or None in extra
    named = wanted | names.all(gold.actors + gold.recipients)
    taken = names.states(key for key in named if names.kind(key) == "person")
    groups = any(names.kind(key) == "group" for key in wanted)

    def fits(key: str) -> bool:
        if key in wanted | others:
            return True
        if groups and names.kind(key) == "group" and key not in names.gold:
            return True
        another_person = names.kind(key) == "person" and names.states([key]) & taken
        return bool(names.states([key]) & names.states(wanted | others)) and not another_person

    def met(key: str) -> bool:
        return key in said or bool(names.states([key]) & names.states(said)) or names.kind(key) == "group"

    instead = said <= others and not names.states(said) <= names.states(wanted)
    return all(map(fits, said)) and (some or instead or all(map(met, wanted)))


def checks(names: Names, gold: EventAnswer, said: EventAnswer) -> Checks:
    accept, place = gold.accept, gold.place
    factual = said.factuality in (gold.factuality, *accept.factuality)
    told = (key for telling in _tellings(gold, said) for key in telling.attribution)
    sources = {names.one(key) for key in (gold.attribution, *accept.attribution, *told)}
    return Checks(
        factuality=factual or (said.type, said.factuality) in accept.type_factuality,
        background=said.background in (gold.background, *accept.background),
        date=None if accept.no_date else _right_date(gold, said.date),
        place=None if place is None or not (place.name or place.country) else _right_place(gold, place, said.place),
        attribution=names.one(said.attribution) in sources,
    )


def _right_date(gold: EventAnswer, value: str | None) -> bool:
    date, wide = days(value), days(gold.accept.date_overlaps)
    if date is None:
        return gold.date is None
    meets = wide is not None and wide[0] <= (date[1] or "9") and date[0] <= (wide[1] or "9")
    return meets or date in [days(other) for other in (gold.date, *gold.accept.date)]


def _right_place(gold: EventAnswer, place: WhereAnswer, said: WhereAnswer | None) -> bool:
    if said is None or not (said.name or said.country):
        return None in gold.accept.place
    return same_place((place.name, place.country, *gold.accept.place), said)


def weight(names: Names, gold: EventAnswer, said: EventAnswer) -> float:
    """0: another event. Else the larger the better the two agree: words first, then type, then what else is right."""
    meeting = touched(gold, said)
    if not (meeting and right_type(gold, said) and right_dyad(names, gold, said)):
        return 0.0
    words = any(said.trigger and Span.of(said.trigger).overlaps(own) for own in gold.triggers)
    found = checks(names, gold, said)
    right = sum((found.factuality, found.background, bool(found.date), bool(found.place), found.attribution))
    known = len(gold.evidence or gold.triggers)
    return 1 + 8 * words + 3 * (gold.type == said.type) + right + 2 * (gold.tier == "core") + meeting / known


def tempted(said: EventAnswer, non_events: Iterable[NonEvent]) -> bool:
    """Does the trigger stand, by half at least, on words that only tempt to its type?"""
    trigger = said.trigger
    if trigger is None:
        return False

    def common(words: NonEvent) -> int:
        return min(words.end, trigger.end) - max(words.start, trigger.start)

    on = [n for n in non_events if 2 * common(n) >= trigger.end - trigger.start]
    return any(said.type in (tempting_types(n) or {said.type}) for n in on)


def score_events(gold: Answer, prediction: Answer, names: Names) -> EventFigures:
    """Further reports of an event that is matched are right too; an event may be told within one that takes it in,
    or by a relation that says as much."""
    sound = [event for event in prediction.events if not tempted(event, gold.non_events)]
    paired = pair_up(gold.events, sound, partial(weight, names))
    pairs = list(paired.pairs) + _again(names, gold.events, paired.spurious)
    met = {g.id for g, _ in paired.pairs}
    core_events = [g for g in gold.events if g.tier == "core"]
    left = [g for g in core_events if g.id not in met]
    missed = [g for g in left if not _within(g, pairs) and not _as_stance(names, g, prediction)]
    checked = [(g, p, checks(names, g, p)) for g, p in pairs]
    right = {id(p) for _, p in pairs}
    return EventFigures(
        events=figure(len(pairs), len(prediction.events), len(core_events), found=len(core_events) - len(missed)),
        fine=share(g.id in met for g in gold.events if g.tier == "fine"),
        factuality=share(c.factuality for *_, c in checked),
        background=share(c.background for *_, c in checked),
        date=share(c.date for *_, c in checked if c.date is not None),
        place=share(c.place for *_, c in checked if c.place is not None),
        attribution=share(c.attribution for *_, c in checked),
        reports_per_event=rate(len(pairs), len(met)),
        false_alarms=tuple(label(p) for p in prediction.events if tempted(p, gold.non_events)),
        matched=tuple(f"{g.id} = {label(p)}" for g, p in pairs),
        missed=tuple(label(g) for g in missed),
        wrong=tuple(label(p) for p in prediction.events if id(p) not in right),
        wrong_factuality=tuple(f"{label(g)} = {label(p)}" for g, p, c in checked if not c.factuality),
    )


def _again(
    names: Names, gold: Sequence[EventAnswer], left: Iterable[EventAnswer]
) -> list[tuple[EventAnswer, EventAnswer]]:
    """Predicted events that report once more what another reports."""
    weighed = [(weight(names, g, p), -i, g, p) for p in left for i, g in enumerate(gold)]
    best = {id(p): (g, p) for w, _, g, p in sorted(weighed, key=lambda found: found[:2]) if w > 0}
    return list(best.values())


def _within(gold: EventAnswer, pairs: Iterable[tuple[EventAnswer, EventAnswer]]) -> bool:
    return any(g.id in gold.accept.merge_into and touched(gold, p) for g, p in pairs)


def _as_stance(names: Names, gold: EventAnswer, prediction: Answer) -> bool:
    """Does a relation worried_about say it where the text does, and does the gold take that for the event?"""
    sides = names.states(names.all(gold.actors)), names.states(names.all(gold.recipients))

    def says(relation: RelationAnswer) -> bool:
        subject, object_ = (names.states(names.all(ends(end))) for end in (relation.subject, relation.object))
        here = EventAnswer(type=gold.type, evidence=relation.evidence)
        return bool(subject & sides[0] and object_ & sides[1]) and touched(gold, here) > 0

    told = [r for r in prediction.relations if r.relation == "worried_about"]
    return gold.accept.stance and any(map(says, told))


def label(event: EventAnswer) -> str:
    return f"{event.id} {event.type} {'+'.join(event.actors)} > {'+'.join(event.recipients)} {event.factuality}".strip()


# ---- relations ------------------------------------------------------------------------------------------------------


def score_relations(gold: Answer, prediction: Answer, names: Names) -> RelationFigures:
    wanted = [relation for relation in gold.relations if relation.tier == "core"]
    found = {named: [_related(names, g, prediction.relations, named) for g in wanted] for named in (True, False)}
    lost = (g for g, right in zip(wanted, found[True], strict=True) if not right)
    missed = tuple(f"{'+'.join(ends(g.subject))} {g.relation} {'+'.join(ends(g.object))}" for g in lost)
    return RelationFigures(recall=share(found[True]), ends=share(found[False]), missed=missed)


def _related(names: Names, gold: RelationAnswer, said: Iterable[RelationAnswer], named: bool) -> bool:
    """Is it among those said, by its name or (not `named`) by its ends alone? A symmetric one in either order."""

    def met(wanted: str | tuple[str, ...] | None, given: str | tuple[str, ...] | None) -> bool:
        ids, other = names.all(ends(wanted)), names.all(ends(given))
        by_state = gold.relation not in EXACT_ENDS and names.states(ids) & names.states(other)
        return not ids or bool(ids & other or by_state)

    orders = [(gold.subject, gold.object)] + [(gold.object, gold.subject)] * gold.symmetric
    candidates = [r for r in said if not named or r.relation == gold.relation]
    return any(met(s, r.subject) and met(o, r.object) for r in candidates for s, o in orders)


# ---- to be read -----------------------------------------------------------------------------------------------------


def table(agreement: Agreement) -> str:
    """A line per layer: precision, recall, F1 and what else was counted; then what events are missed or wrong."""
    layers: list[tuple[str, LayerFigures | None, Figure | None]] = [
        ("blocks", agreement.blocks, agreement.blocks.blocks),
        ("captions", agreement.captions, None),
        ("mentions", agreement.mentions, agreement.mentions.mentions),
        ("actors", agreement.actors, agreement.actors.actors),
        ("dates", agreement.dates, agreement.dates.dates),
        ("quotes", agreement.quotes, agreement.quotes.quotes),
        ("events", agreement.events, agreement.events.events),
        ("relations", agreement.relations, None),
    ]
    lines = [f"{'':10}{'P':>7}{'R':>7}{'F1':>7}  right/predicted/gold, other figures"]
    lines += [_line(name, figures, main) for name, figures, main in layers if figures is not None]
    lines += [f"malformed {layer}" for layer in agreement.malformed]
    lines += [] if agreement.same_text else ["the prediction's text is not the answer's: offsets may not fit"]
    events = agreement.events
    for name, labels in (
        ("missed", events.missed),
        ("wrong", events.wrong),
        ("other factuality", events.wrong_factuality),
    ):
        lines += [f"events {name}: {'; '.join(labels)}"] if labels else []
    return "\n".join([*lines, f"overall {agreement.overall:.3f}"])


def _line(name: str, figures: LayerFigures, main: Figure | None) -> str:
    parts = []
    for field in (f.name for f in fields(figures)):
        value = getattr(figures, field)
        if isinstance(value, Share) and value.of:
            parts.append(f"{field} {value.value:.3f}")
        elif isinstance(value, Figure) and value is not main and (value.gold or value.predicted):
            parts.append(f"{field} {value.f1:.3f}")
        elif isinstance(value, float):
            parts.append(f"{field} {value:.3f}")
        elif isinstance(value, dict):
            parts += [f"{field} of {key} {item.value:.3f}" for key, item in value.items() if item.of]
    numbers = " " * 21
    if main:
        numbers = f"{main.precision:7.3f}{main.recall:7.3f}{main.f1:7.3f}"
        parts.insert(0, f"{main.right}/{main.predicted}/{main.gold}")
    return f"{name:10}{numbers}  {'  '.join(parts)}"
