"""A coded article as the scorer reads it: a prediction, or a hand-made answer that also says what else is right.

Both are `depeche/1` objects; an answer may carry the extra fields named in `docs/evaluation.md`. An answer in the
older format `depeche-gold/1` is turned into the same records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import msgspec

from depeche.analysis.matching import pair_up, ratio, slug
from depeche.errors import DepecheError
from depeche.records import SCHEMA

T = TypeVar("T")
Tier = Literal["core", "fine"]
GOLD_FORMAT = "depeche-gold/1"


# ---- records --------------------------------------------------------------------------------------------------------


class Words(msgspec.Struct, frozen=True):
    """Half-open range of code points of the article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no words at {self.start}–{self.end}")


class CreditAnswer(msgspec.Struct, frozen=True):
    """As `Credit`; `also`: other names that are right for one that is printed."""

    start: int | None = None
    end: int | None = None
    agencies: tuple[str, ...] = ()
    photographer: str | None = None
    via: str | None = None
    also: dict[str, tuple[str, ...]] = {}


class BlockAnswer(Words, frozen=True, kw_only=True):
    id: str | None = None
    kind: str
    language: str | None = None
    credit: CreditAnswer | None = None
    pair_with: str | None = None
    announces: str | None = None
    archive: bool = False


class MentionAnswer(Words, frozen=True, kw_only=True):
    """`also`: ids that are right too; `aside`: in a credit or an eponym, not to be scored."""

    form: str = "name"
    also: tuple[str, ...] = ()
    aside: bool = False


class ActorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`aliases`: other ids for the same actor."""

    id: str
    kind: str = ""
    name: str | None = None
    state: str | None = None
    wikidata: str | None = None
    roles: tuple[Words, ...] = ()
    mentions: tuple[MentionAnswer, ...] = ()
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class DateAnswer(Words, frozen=True, kw_only=True):
    """`accept`: intervals that are right too; without a `value` any is right; `optional`: may be left out."""

    value: str | None = None
    accept: tuple[str, ...] = ()
    optional: bool = False


class PlaceAnswer(Words, frozen=True, kw_only=True):
    """`also`: other names, countries or actors' ids that are right."""

    name: str | None = None
    country: str | None = None
    also: tuple[str, ...] = ()
    aside: bool = False


class QuoteAnswer(Words, frozen=True, kw_only=True):
    """`also`: speakers that are right too."""

    kind: str
    speaker: str | None = None
    also: tuple[str, ...] = ()


class WhereAnswer(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = None
    country: str | None = None


class Accept(msgspec.Struct, frozen=True, kw_only=True):
    """What else is right for an event; None among actors, recipients or places: none given."""

    type: tuple[str, ...] = ()
    type_factuality: tuple[tuple[str, str], ...] = ()
    actors: tuple[str | None, ...] = ()
    recipients: tuple[str | None, ...] = ()
    dyads: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    recipients_partial: bool = False
    dyad_unordered: bool = False
    reciprocal_actors: bool = False
    factuality: tuple[str, ...] = ()
    background: tuple[bool, ...] = ()
    date: tuple[str, ...] = ()
    date_overlaps: str | None = None
    no_date: bool = False
    place: tuple[str | None, ...] = ()
    attribution: tuple[str, ...] = ()
    merge_into: tuple[str, ...] = ()
    stance: bool = False


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What one sentence says of an event, right for a prediction that points at that sentence."""

    evidence: Words
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()


class EventAnswer(msgspec.Struct, frozen=True, kw_only=True):
    id: str = ""
    type: str
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: str | None = None
    place: WhereAnswer | None = None
    factuality: str = ""
    background: bool = False
    attribution: str | None = None
    trigger: Words | None = None
    evidence: tuple[Words, ...] = ()
    mentions: tuple[Words, ...] = ()
    tier: Tier = "core"
    accept: Accept = Accept()
    tellings: tuple[Telling, ...] = ()

    @property
    def triggers(self) -> tuple[Words, ...]:
        return ((self.trigger,) if self.trigger else ()) + self.mentions


class NonEvent(Words, frozen=True, kw_only=True):
    """Words that tempt a coder. `tempting_type`: the types, one or several; None: any."""

    tempting_type: str | None = None


class RelationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    subject: str | tuple[str, ...]
    relation: str
    object: str | tuple[str, ...] | None
    evidence: tuple[Words, ...] = ()
    tier: Tier = "core"
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One side of the comparison. `digest`: SHA-256 of the text where the text itself is not given;
    `malformed`: layers that could not be read, and why."""

    text: str | None
    blocks: tuple[BlockAnswer, ...] = ()
    actors: tuple[ActorAnswer, ...] = ()
    dates: tuple[DateAnswer, ...] = ()
    places: tuple[PlaceAnswer, ...] = ()
    quotes: tuple[QuoteAnswer, ...] = ()
    events: tuple[EventAnswer, ...] = ()
    relations: tuple[RelationAnswer, ...] = ()
    non_events: tuple[NonEvent, ...] = ()
    digest: str | None = None
    malformed: tuple[str, ...] = ()


# ---- reading --------------------------------------------------------------------------------------------------------


def read_prediction(value: object) -> Answer:
    """A coded article; a malformed layer is empty and named. Raises DepecheError if it is no JSON object."""
    if not isinstance(value, Mapping):
        raise DepecheError("the prediction is not a JSON object; give one object of `depeche read --format json`")
    return _read(value)


def read_gold(value: object) -> Answer:
    """A hand-made answer. Raises DepecheError if its format is unknown or one of its layers is malformed."""
    if not isinstance(value, Mapping):
        raise DepecheError("the hand-made answer is not a JSON object; give one object a file")
    if value.get("format") == GOLD_FORMAT:
        try:
            return _converted(msgspec.convert(value, _Gold))
        except msgspec.ValidationError as error:
            raise DepecheError(f"the hand-made answer is malformed: {error}; mend it there") from error
    if value.get("schema") != SCHEMA:
        raise DepecheError(f"the hand-made answer is neither {SCHEMA} nor {GOLD_FORMAT}; name its format")
    answer = _read(value)
    if answer.malformed:
        raise DepecheError(f"the hand-made answer is malformed: {answer.malformed[0]}; mend it there")
    return answer


def _read(value: Mapping[object, object]) -> Answer:
    article = value.get("article")
    framed = article if isinstance(article, Mapping) else {}
    text = framed.get("text")
    malformed: list[str] = []

    def layer(name: str, kind: type[T], source: Mapping[object, object] = value) -> tuple[T, ...]:
        try:
            return msgspec.convert(source.get(name, ()), tuple[kind, ...])  # type: ignore[valid-type]
        except msgspec.ValidationError as error:
            malformed.append(f"{name}: {error}")
            return ()

    answer = Answer(
        text=text if isinstance(text, str) else None,
        blocks=layer("blocks", BlockAnswer, framed),
        actors=layer("actors", ActorAnswer),
        dates=layer("dates", DateAnswer),
        places=layer("places", PlaceAnswer),
        quotes=layer("quotes", QuoteAnswer),
        events=layer("events", EventAnswer),
        relations=layer("relations", RelationAnswer),
        non_events=layer("non_events", NonEvent),
    )
    return replace(answer, malformed=tuple(malformed))


# ---- actors without a known identity --------------------------------------------------------------------------------


def aligned(gold: Answer, prediction: Answer) -> Answer:
    """The prediction with the gold's ids for actors that neither side can name (`_1`, `_2` … are numbered within an
    article), by the mentions they share; those that share none get an id the gold has not."""
    wanted = [actor for actor in gold.actors if is_local(actor.id)]
    if not wanted:
        return prediction
    said = [actor for actor in prediction.actors if is_local(actor.id)]
    found = pair_up(wanted, said, _shared_mentions)
    new = {actor.id: f"_predicted{actor.id}" for actor in said} | {p.id: g.id for g, p in found.pairs}

    def ids(old: Iterable[str]) -> tuple[str, ...]:
        return tuple(new.get(i, i) for i in old)

    def one(old: str | None) -> str | None:
        return new.get(old, old) if old else old

    rename = msgspec.structs.replace
    return replace(
        prediction,
        actors=tuple(rename(a, id=new.get(a.id, a.id), members=ids(a.members)) for a in prediction.actors),
        quotes=tuple(rename(q, speaker=one(q.speaker)) for q in prediction.quotes),
        events=tuple(
            rename(e, actors=ids(e.actors), recipients=ids(e.recipients), attribution=one(e.attribution))
            for e in prediction.events
        ),
        relations=tuple(
            rename(r, subject=ids(ends(r.subject)), object=ids(ends(r.object))) for r in prediction.relations
        ),
    )


def is_local(actor_id: str) -> bool:
    return actor_id.startswith("_")


def _shared_mentions(gold: ActorAnswer, said: ActorAnswer) -> float:
    return sum(ratio(g, p) for g in gold.mentions for p in said.mentions)


# ---- depeche-gold/1 -------------------------------------------------------------------------------------------------


class _Printed(msgspec.Struct, frozen=True):
    text: str
    id: str | None = None
    normalised: str | None = None


class _Credit(Words, frozen=True, kw_only=True):
    agencies: tuple[_Printed, ...] = ()
    photographer: _Printed | None = None
    via: _Printed | None = None


class _Block(Words, frozen=True, kw_only=True):
    id: str
    type: str
    kind: str | None = None
    lang: str | None = None
    segments: tuple[tuple[int, int], ...] = ()
    credit: _Credit | None = None
    pair_with: str | None = None
    announces: str | None = None


class _Entity(msgspec.Struct, frozen=True):
    type: str
    name: str
    state: str | None = None
    wikidata: str | None = None
    part_of: str | None = None
    members: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


class _Mention(Words, frozen=True, kw_only=True):
    text: str
    entity: str
    type: str
    kind: str
    use: str | None = None
    also_acceptable: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


class _Date(msgspec.Struct, frozen=True, kw_only=True):
    core: Words
    interval: str | None = None
    acceptable_intervals: tuple[str, ...] = ()
    optional: bool = False


class _Quote(Words, frozen=True, kw_only=True):
    kind: str = "indirect"
    speaker: str | None = None
    also_acceptable: tuple[str, ...] = ()


class _Party(msgspec.Struct, frozen=True):
    entity: str


class _Source(msgspec.Struct, frozen=True):
    source: str


class _Telling(msgspec.Struct, frozen=True):
    cluster: str
    trigger: Words
    evidence: tuple[Words, ...]
    actors: tuple[_Party, ...] = ()
    recipients: tuple[_Party, ...] = ()
    attribution: tuple[_Source, ...] = ()


class _When(msgspec.Struct, frozen=True):
    interval: str | None = None


class _Accept(msgspec.Struct, frozen=True):
    type: tuple[str, ...] = ()
    type_factuality: tuple[tuple[str, str], ...] = ()
    actors: tuple[str | None, ...] = ()
    recipients: tuple[str | None, ...] = ()
    actors_recipients: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    recipients_partial: bool = False
    dyad_unordered: bool = False
    reciprocal_actors: bool = False
    factuality: tuple[str, ...] = ()
    interval_overlaps: str | None = None
    no_date: bool = False
    place: tuple[str | None, ...] = ()
    merge_into: tuple[str, ...] = ()
    none_with_stance: bool = False


class _Cluster(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    reciprocal: bool = False
    date: _When = _When()
    place: str | None = None
    factuality: str
    attribution: tuple[str, ...]
    tier: Tier
    accept: _Accept = _Accept()


class _Relation(msgspec.Struct, frozen=True):
    type: str
    subject: str | tuple[str, ...]
    object: str | tuple[str, ...] | None = None
    symmetric: bool = False
    tier: Tier = "core"
    evidence: tuple[Words, ...] = ()


class _Document(msgspec.Struct, frozen=True):
    sha256: str | None = None


class _Gold(msgspec.Struct, frozen=True):
    document: _Document
    blocks: tuple[_Block, ...]
    entity_registry: dict[str, _Entity]
    entities: tuple[_Mention, ...]
    dates: tuple[_Date, ...]
    quotes: tuple[_Quote, ...]
    statements: tuple[_Quote, ...]
    events: tuple[_Telling, ...]
    event_clusters: tuple[_Cluster, ...]
    non_events: tuple[NonEvent, ...]
    relations: tuple[_Relation, ...]


HISTORICAL = "historical-"  # before a factuality: background
ASIDE = ("credit", "eponym")


def _converted(gold: _Gold) -> Answer:
    ids = _Ids(gold)
    return Answer(
        text=None,
        blocks=tuple(_block(block, gold.entity_registry) for block in gold.blocks),
        actors=_actors(gold, ids),
        dates=tuple(_date(date) for date in gold.dates),
        places=tuple(_place(m, ids) for m in gold.entities if m.type == "place"),
        quotes=tuple(_quote(quote, ids) for quote in gold.quotes + gold.statements),
        events=tuple(_event(cluster, gold.events, ids) for cluster in gold.event_clusters),
        relations=tuple(_relation(relation, ids) for relation in gold.relations),
        non_events=gold.non_events,
        digest=gold.document.sha256,
    )


class _Ids:
    """The registry's keys as Dépêche's ids: a government and its organs have their state's."""

    def __init__(self, gold: _Gold) -> None:
        self.registry = gold.entity_registry
        self.names: dict[str, list[str]] = {key: [e.name, key.split(":")[-1]] for key, e in self.registry.items()}
        for mention in gold.entities:
            if mention.kind == "name" and mention.entity in self.names:
                self.names[mention.entity].append(mention.text)

    def one(self, key: str) -> str:
        entity = self.registry.get(key)
        organ = entity and (entity.type == "government" or str(entity.part_of).startswith("gov:"))
        return entity.state or key if entity and organ else key

    def all(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.one(key) for key in keys)

    def either(self, keys: Iterable[str | None]) -> tuple[str | None, ...]:
        return tuple(key and self.one(key) for key in keys)

    def spots(self, key: str | None) -> tuple[str | None, ...]:
        """Names and countries by which a place is right."""
        if key is None or key not in self.registry:
            return (key,)
        entity = self.registry[key]
        return (*self.names[key], *filter(None, (entity.state, *entity.between)))


def _block(block: _Block, registry: Mapping[str, _Entity]) -> BlockAnswer:
    segments = block.segments or ((block.start, block.end),)
    return BlockAnswer(
        start=segments[0][0],
        end=segments[-1][1],
        id=block.id,
        kind=block.type,
        language=block.lang,
        credit=_credit(block.credit, registry) if block.credit else None,
        pair_with=block.pair_with,
        announces=block.announces,
        archive=block.kind == "archive_photo",
    )


def _credit(credit: _Credit, registry: Mapping[str, _Entity]) -> CreditAnswer:
    def others(name: _Printed) -> tuple[str, ...]:
        entity = registry.get(name.id or "")
        return tuple(filter(None, (name.id, name.normalised, entity.name if entity else None)))

    printed = (*credit.agencies, *filter(None, (credit.photographer, credit.via)))
    return CreditAnswer(
        start=credit.start,
        end=credit.end,
        agencies=tuple(agency.text for agency in credit.agencies),
        photographer=credit.photographer.text if credit.photographer else None,
        via=credit.via.text if credit.via else None,
        also={name.text: others(name) for name in printed},
    )


def _actors(gold: _Gold, ids: _Ids) -> tuple[ActorAnswer, ...]:
    """Registry entries other than places; organs become aliases of their state."""
    actors: dict[str, ActorAnswer] = {}
    for key, entity in gold.entity_registry.items():
        if entity.type == "place":
            continue
        mentions = tuple(_mention(m, ids) for m in gold.entities if m.entity == key and m.type != "place")
        aliases = tuple(filter(None, (key, key.split(":")[-1], slug(entity.name), entity.wikidata)))
        actor = actors.get(ids.one(key)) or ActorAnswer(
            id=ids.one(key),
            kind=entity.type if ids.one(key) == key else "state",
            name=entity.name,
            state=entity.state,
            wikidata=entity.wikidata,
            members=ids.all(entity.members),
        )
        actors[actor.id] = msgspec.structs.replace(
            actor, mentions=actor.mentions + mentions, aliases=actor.aliases + aliases
        )
    return tuple(actors.values())


def _mention(mention: _Mention, ids: _Ids) -> MentionAnswer:
    also = ids.all((*mention.also_acceptable, *mention.members))
    aside = mention.use in ASIDE
    return MentionAnswer(start=mention.start, end=mention.end, form=mention.kind, also=also, aside=aside)


def _place(mention: _Mention, ids: _Ids) -> PlaceAnswer:
    entity = ids.registry.get(mention.entity)
    return PlaceAnswer(
        start=mention.start,
        end=mention.end,
        name=mention.text,
        country=entity.state if entity else None,
        also=(*filter(None, ids.spots(mention.entity)), *ids.all(mention.also_acceptable)),
        aside=mention.use in ASIDE or mention.kind not in ("name", "metonym", "role"),
    )


def _date(date: _Date) -> DateAnswer:
    return DateAnswer(
        start=date.core.start,
        end=date.core.end,
        value=date.interval,
        accept=date.acceptable_intervals,
        optional=date.optional,
    )


def _quote(quote: _Quote, ids: _Ids) -> QuoteAnswer:
    speaker = ids.one(quote.speaker) if quote.speaker else None
    also = ids.all(quote.also_acceptable)
    return QuoteAnswer(start=quote.start, end=quote.end, kind=quote.kind, speaker=speaker, also=also)


def _event(cluster: _Cluster, every: Iterable[_Telling], ids: _Ids) -> EventAnswer:
    told = [telling for telling in every if telling.cluster == cluster.id]
    entity = ids.registry.get(cluster.place or "")
    return EventAnswer(
        id=cluster.id,
        type=cluster.type,
        actors=ids.all(cluster.actors),
        recipients=ids.all(cluster.recipients),
        date=cluster.date.interval,
        place=WhereAnswer(name=entity.name, country=entity.state) if entity else None,
        factuality=cluster.factuality.removeprefix(HISTORICAL),
        background=cluster.factuality.startswith(HISTORICAL),
        attribution=ids.one(cluster.attribution[0]) if cluster.attribution else None,
        trigger=told[0].trigger if told else None,
        mentions=tuple(telling.trigger for telling in told[1:]),
        evidence=tuple(telling.evidence[0] for telling in told),
        tier=cluster.tier,
        accept=_accept(cluster, ids),
        tellings=tuple(_told(telling, ids) for telling in told),
    )


def _told(telling: _Telling, ids: _Ids) -> Telling:
    return Telling(
        evidence=telling.evidence[0],
        actors=ids.all(party.entity for party in telling.actors),
        recipients=ids.all(party.entity for party in telling.recipients),
        attribution=ids.all(source.source for source in telling.attribution),
    )


def _accept(cluster: _Cluster, ids: _Ids) -> Accept:
    accept = cluster.accept
    places = dict.fromkeys(spot for key in (cluster.place, *accept.place) for spot in ids.spots(key))
    return Accept(
        type=accept.type,
        type_factuality=tuple((t, f.removeprefix(HISTORICAL)) for t, f in accept.type_factuality),
        actors=ids.either(accept.actors),
        recipients=ids.either(accept.recipients),
        dyads=tuple((ids.all(a), ids.all(r)) for a, r in accept.actors_recipients),
        recipients_partial=accept.recipients_partial,
        dyad_unordered=accept.dyad_unordered or cluster.reciprocal,
        reciprocal_actors=accept.reciprocal_actors,
        factuality=tuple(f.removeprefix(HISTORICAL) for f in accept.factuality),
        background=tuple(dict.fromkeys(f.startswith(HISTORICAL) for f in accept.factuality)),
        date_overlaps=accept.interval_overlaps,
        no_date=accept.no_date,
        place=tuple(places) if cluster.place else (),
        attribution=ids.all(cluster.attribution),
        merge_into=accept.merge_into,
        stance=accept.none_with_stance,
    )


def _relation(relation: _Relation, ids: _Ids) -> RelationAnswer:
    return RelationAnswer(
        subject=ids.all(ends(relation.subject)),
        relation=relation.type,
        object=ids.all(ends(relation.object)),
        evidence=relation.evidence,
        tier=relation.tier,
        symmetric=relation.symmetric,
    )


def ends(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """An end of a relation as ids."""
    return (value,) if isinstance(value, str) else value or ()


def tempting_types(non_event: NonEvent) -> frozenset[str]:
    """The types it tempts to; empty: any."""
    return frozenset(re.findall("[A-Z]{3,}", non_event.tempting_type or ""))
