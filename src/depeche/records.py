"""Every record type, from a span of text to a coded article. Data only.

The shapes are those of the output (`docs/output.md`): encoding a record with `msgspec.json` gives the documented JSON.
Whatever stands in the text has `start` and `end`, half-open, in code points of `Article.text`; `article[record]` gives
its words. An unknown value is `None`, never an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Generic, Literal, Protocol, TypeVar

T = TypeVar("T")

SCHEMA = "depeche/1"

BlockKind = Literal["title", "standfirst", "contents_item", "heading", "paragraph", "caption", "byline", "residue"]
ActorKind = Literal["state", "organisation", "group", "person"]
MentionForm = Literal["name", "metonym", "role", "demonym", "pronoun"]
Precision = Literal["day", "week", "month", "season", "year", "decade", "vague"]
QuoteKind = Literal["direct", "indirect", "partial", "not_speech"]
Factuality = Literal["asserted", "planned", "hypothetical", "denied"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
QuantityKind = Literal["killed", "injured", "arrested", "displaced", "participants", "money", "other"]
CopyKind = Literal["reprint", "update"]
Corrigible = Literal["event", "quote", "actor", "date", "place"]
Verdict = Literal["right", "wrong", "value", "retracted", "added"]


class Located(Protocol):
    """Anything that stands in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) of code points in `Article.text`."""

    start: int
    end: int

    @classmethod
    def of(cls, located: Located) -> Span:
        return cls(located.start, located.end)

    def __contains__(self, other: Located) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Located) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value read in the text: what it is, where it stands, which rule read it."""

    value: T
    start: int
    end: int
    rule: str


# ---- the article ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose picture it is, as printed beside a caption. `via`: the agency that passed it on."""

    agencies: tuple[str, ...]
    photographer: str | None
    via: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the article's layout. `pair_with`: the caption that says the same in another language;
    `announces`: the heading with a contents item's words; `archive`: the caption says the picture is an old one;
    `level`: of a heading, 1 to 6, where the source marks it."""

    id: str
    kind: BlockKind
    language: str | None
    start: int
    end: int
    credit: Credit | None = None
    pair_with: str | None = None
    announces: str | None = None
    archive: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """The name of an author where it is printed."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Where text[start:end] stands in the page it was read from: [source_start, source_end), code points of the decoded
    page. As long in both, it maps character by character; else the whole stands for the whole (`&eacute;`, a blank)."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader reads. `text` is never rewritten. `blocks` are in text order and do not overlap, except that
    residue lies within another block where markup stands in the middle of its line: those characters are none of its
    words. `published` and `updated` are ISO 8601. `source_map`: of a text taken out of markup, in text order; empty
    where the text is the source's own. `section`: of the publication ("International"). `notes`: what a reader of the
    source should know ("behind a paywall …"), a line each."""

    id: str
    text: str
    blocks: tuple[Block, ...]
    language: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    section: str | None = None
    source_map: tuple[SourceRun, ...] = ()
    notes: tuple[str, ...] = ()

    def __getitem__(self, located: Located) -> str:
        return self.text[located.start : located.end]


# ---- language -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence. `head` is an index into the sentence's tokens, the root's own index for the root;
    `relation` is a Universal Dependencies label whatever the pipeline's scheme; `features` are UD features
    ("Number=Plur|Tense=Past"); `case` is the adposition that marks it, lower case ("à", "lors de"), else None."""

    index: int
    text: str
    lemma: str
    pos: str
    head: int
    relation: str
    features: str
    case: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its syntax, inside one block. `names` are words that the encoder or the pipeline takes for a name
    (value: PER, ORG, LOC or MISC), a proposal to be confirmed; where they overlap, the first tells."""

    block: str
    block_kind: BlockKind
    language: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    names: tuple[Found[str], ...] = ()


# ---- what was found -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for an actor. A place named as a place is a `Place`."""

    start: int
    end: int
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Role:
    """An office or title beside a name ("président", "ministre des affaires étrangères")."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes part. `id`: ISO 3166 alpha-3 for a state, its government or a metonym of it; a slug of the usual
    English name for others; `_1`, `_2` … without a known identity. `candidates`: ids it may be when it is not known
    which. `members`: ids of a group's known members."""

    id: str
    kind: ActorKind
    name: str
    state: str | None
    sectors: tuple[str, ...]
    wikidata: str | None
    candidates: tuple[str, ...]
    roles: tuple[Role, ...]
    mentions: tuple[Mention, ...]
    members: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """Days named by the text. `value`: ISO interval `first/last`, both days included, `..` for an open end;
    `anchor`: what it was reckoned from ("absolute", "published", "2024-06-19" …)."""

    start: int
    end: int
    value: str
    precision: Precision
    anchor: str
    rule: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place named as a place. `country`: ISO 3166 alpha-3. Coordinates in degrees."""

    start: int
    end: int
    name: str
    country: str | None
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    candidates: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event took place."""

    name: str
    country: str | None
    geonames_id: int | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Reported words. One record per pair of marks (`direct`, `partial`, `not_speech`), span inside the marks, and one
    `indirect` record per reported clause; `of` is the index in `CodedArticle.quotes` of the clause it is part of."""

    start: int
    end: int
    kind: QuoteKind
    speaker: str | None
    addressee: str | None
    cue: Span | None
    source: Span | None
    of: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure reported of an event. `by`: id of the actor who gives it, else None."""

    kind: QuantityKind
    low: float | None
    high: float | None
    unit: str | None
    start: int
    end: int
    by: str | None


@dataclass(frozen=True, slots=True)
class EventSpans:
    """The words behind an event's fields; `actors` and `recipients` run parallel to the ids, None where implicit."""

    actors: tuple[Span | None, ...]
    recipients: tuple[Span | None, ...]
    date: Span | None
    place: Span | None
    attribution: Span | None
    factuality: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom. `date`: ISO interval as in `Date.value`; `attribution`: id of the actor who tells it, or
    "reporter"; `background`: past before what the article reports; `mentions`: triggers of the same event elsewhere in
    the article; `evidence`: sentences that tell it; `reasons`: rules and rows that decided; `confidence` in [0, 1]."""

    id: str
    type: EventType
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str | None
    place: EventPlace | None
    factuality: Factuality
    background: bool
    attribution: str
    trigger: Span
    spans: EventSpans
    quantities: tuple[Quantity, ...]
    evidence: tuple[Span, ...]
    mentions: tuple[Span, ...]
    confidence: float
    reasons: tuple[str, ...]
    candidates: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A lasting tie the text states. Names of relations are data: `knowledge/data/<language>/relations.tsv`."""

    subject: str
    relation: str
    object: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CodedBy:
    """What coded the article: versions of the package, model, knowledge tables and language pipelines."""

    depeche: str
    model: str | None
    knowledge: str
    pipelines: dict[str, str]


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the article speaks from. `rule`: "published" when stated, else how it was found; `evidence`: where the
    text prints it."""

    day: str | None
    rule: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """An article and everything found in it. Every tuple is in text order."""

    schema: str
    coded_by: CodedBy
    article: Article
    as_of: AsOf
    actors: tuple[Actor, ...]
    dates: tuple[Date, ...]
    places: tuple[Place, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    relations: tuple[Relation, ...]

    def _repr_html_(self) -> str:
        """As a notebook shows it. Fetched from its home when asked for: records know nothing above them."""
        return str(import_module("depeche.presenting.notebook").as_html(self))


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read or coded: where, and why in one line with its remedy."""

    source: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", " ".join(self.reason.split()))  # names and addresses may have line breaks


# ---- what several articles tell --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signature:
    """An article's body in 512 bytes. `told`: the moment (UTC) or day from which it is news, ISO 8601; `runs`: how many
    different runs of words it has; `values`: the least of each of 128 shuffles of them, little-endian 32 bits."""

    article: str
    language: str
    told: str | None
    runs: int
    values: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """An article with words of an earlier one. `taken`: the part of its runs that stands in `source`; `kept`: the part
    of the source's that stands in it. A reprint was told before; an update tells enough more to be its own origin."""

    article: str
    source: str
    kind: CopyKind
    taken: float
    kept: float


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared of an event that one article tells. `first`, `last`: its days; `said`: the day the article
    speaks from; `names`, `figures`, `words`: those of its sentences, folded, as is `place`; `origin`: the article or
    the one it reprints."""

    article: str
    event: str
    origin: str
    language: str
    type: str
    actors: frozenset[str]
    recipients: frozenset[str]
    states: frozenset[str]
    first: date | None
    last: date | None
    said: date | None
    place: str | None
    country: str | None
    factuality: Factuality
    attribution: str
    names: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        return self.article, self.event


@dataclass(frozen=True, slots=True)
class Differing:
    """One of several values that reports of a story give for a field: date, place, actors, recipients, factuality,
    attribution, or a kind of quantity. `origins`: how many independent ones give it; `articles`: their ids."""

    field: str
    value: str
    origins: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryMention:
    """A report of a story. `source`: who published it; `names`: of its actors and recipients, by id; `sentence`: the
    words that tell it; `origin`: coding of the
    article from which this one comes, its own where it is nobody's reprint; `other`: the report that it is likest to,
    with the `probability` that both are one event and the `reasons` for and against; None for the report that the
    story began with."""

    coding: str
    event: str
    article: str
    source: str
    url: str | None
    reported: date | None
    language: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    names: dict[str, str]
    date: str | None
    place: EventPlace | None
    factuality: Factuality
    attribution: str
    sentence: str
    origin: str
    other: tuple[str, str] | None
    probability: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One event and all reports of it. Fields hold what the most independent origins tell, of equals the first;
    `differing` sets side by side what they tell otherwise. `actors`, `recipients`: everybody named by any, the most
    told first; `sentence`, `first_article`, `first_told`: of the first report; `sources`: how many publishers;
    `reports`: how many; `independent_origins`: how many of them were written independently."""

    id: str
    type: EventType
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str | None
    place: EventPlace | None
    factuality: Factuality
    sentence: str
    languages: tuple[str, ...]
    sources: int
    reports: int
    independent_origins: int
    first_article: str
    first_told: str | None
    differing: tuple[Differing, ...]
    mentions: tuple[StoryMention, ...] = ()


# ---- what people say of it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a field, or (`field` None) of a whole record: beside what the machine coded, never over it.
    `id`: digest of all that is said; `number`: counted up; `fingerprint`: of the article; `coding`: the one that was
    seen; `target`: the record's id, an `event_id` or "quote@120-180"; `kind`: type of the event, kind of the quote …;
    `start`, `end`, `words`: where the record stands; `machine`, `value`: JSON as in the output, of what was coded and
    of what is said instead; `span`, `score`, `reasons`: the machine's own; `evidence`: where the text says so; `time`:
    ISO 8601, UTC."""

    id: str
    number: int
    fingerprint: str
    article: str
    coding: str
    record: Corrigible
    target: str
    kind: str | None
    start: int
    end: int
    words: str
    field: str | None
    verdict: Verdict
    machine: str | None
    span: Span | None
    score: float | None
    reasons: tuple[str, ...]
    value: str | None
    evidence: Span | None
    note: str | None
    who: str
    time: str
