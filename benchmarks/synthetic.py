"""What the store's benchmarks are made of: articles without end, and a coding that takes no time.

The stand-in for coding writes everything a coding can hold, made from the text alone: the same article, the same bytes.
What it writes means nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import get_args

from depeche.ingest import Coder
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    Block,
    CodedArticle,
    CodedBy,
    Date,
    Event,
    EventPlace,
    EventSpans,
    EventType,
    Factuality,
    Failure,
    Mention,
    Place,
    Quantity,
    Quote,
    Relation,
    Span,
)

STATES = [
    "RUS",
    "PRK",
    "USA",
    "FRA",
    "ESP",
    "CHN",
    "UKR",
    "DEU",
    "GBR",
    "ITA",
    "BRA",
    "ARG",
    "CHL",
    "PER",
    "MEX",
    "NER",
    "MLI",
    "SEN",
    "MAR",
    "DZA",
    "EGY",
    "ISR",
    "IRN",
    "IRQ",
    "SYR",
]
OFFICES = ("president", "foreign-minister", "army", "spokesman")
VERBS = ["met", "praised", "accused", "warned", "arrested", "attacked", "helped", "left"]
SAID = ["talks", "trade", "border", "ceasefire", "elections", "troops", "grain", "pipeline", "summit", "prisoners"]
FIRST_DAY = date(2010, 1, 1)
DAYS = 6000
NOUNS = [
    "minister",
    "army",
    "port",
    "village",
    "treaty",
    "school",
    "bridge",
    "market",
    "river",
    "court",
    "train",
    "union",
]
TOLD = 10  # sentences of an article, each telling an event


def articles(number: int, *, seed: int = 0, start: int = 0) -> Iterator[Article]:
    """News that nobody wrote, in the order of their numbers."""
    for n in range(start, start + number):
        chance = random.Random(f"{seed}/{n}")
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        text = "\n\n".join((f"Report {n}", *(sentence(chance) for _ in range(TOLD))))
        frame = {"language": "en", "published": day.isoformat(), "source": f"/news/a{n}.txt", "title": f"Report {n}"}
        yield Article(f"a{n}", text, tuple(laid_out(text)), **frame)


def laid_out(text: str) -> Iterator[Block]:
    """A title and paragraphs: what reading would find, in no time."""
    start = 0
    for number, part in enumerate(text.split("\n\n"), start=1):
        yield Block(f"b{number}", "paragraph" if start else "title", "en", start, start + len(part))
        start += len(part) + 2


def sentence(chance: random.Random) -> str:
    one, two = chance.sample(STATES, 2)
    verb, about = chance.choice(VERBS), " ".join(chance.choices(SAID, k=3))
    more = " ".join(chance.choices(NOUNS, k=6))
    return f"The {chance.choice(OFFICES)} of {one} {verb} {two} over {about} and the {more}."


def coded_by(article: Article) -> CodedBy:
    return CodedBy("0", "stand-in 1", "none", {article.language or "en": "none"})


def stand_in(articles: Iterable[Article | Failure]) -> Iterator[CodedArticle | Failure]:
    """Codes by counting words. An article whose text says "cannot be coded" fails."""
    for article in articles:
        if isinstance(article, Failure):
            yield article
        elif "cannot be coded" in article.text:
            yield Failure(article.source or article.id, "the stand-in was told to fail")
        else:
            yield made_up(article)


CODER = Coder(stand_in, coded_by)


def made_up(article: Article) -> CodedArticle:
    """A sentence an event: its capital words are its sides."""
    told = [Span(b.start, b.end) for b in article.blocks if b.kind == "paragraph"] or [Span(0, len(article.text))]
    events = tuple(event(article, n, span) for n, span in enumerate(told))
    ids = sorted({id for one in events for id in (*one.actors, *one.recipients)})
    actors = tuple(
        Actor(id, "state", id, id if len(id) == 3 else None, ("GOV",), None, (), (), mentions_of(article, id))
        for id in ids
    )
    day = article.published and article.published[:10]
    dates = tuple(Date(s.start, s.start + 3, f"{day}/{day}", "day", "published", "made up") for s in told[:2] if day)
    places = (Place(told[0].start, told[0].start + 3, "Oslo", "NOR", 3143244, 59.9, 10.7, (), "made up"),)
    quotes = (Quote(told[0].start, told[0].end, "indirect", ids[0], None, Span(0, 3), None, None, "made up"),)
    relations = (Relation(ids[0], "ally_of", ids[-1], (told[0],)),)
    as_of = AsOf(day, "published" if day else "none", ())
    return CodedArticle(SCHEMA, coded_by(article), article, as_of, actors, dates, places, quotes, events, relations)


def mentions_of(article: Article, id: str) -> tuple[Mention, ...]:
    start = article.text.find(id)
    return (Mention(start, start + len(id), "name"),) if start >= 0 else ()


def event(article: Article, number: int, span: Span) -> Event:
    words = article[span].split()
    sides = [word.strip(".,") for word in words if word.strip(".,").isupper()] or ["_1"]
    weight = sum(map(len, words)) + number
    kinds, facts = get_args(EventType), get_args(Factuality)
    day = date.fromisoformat(article.published[:10]) - timedelta(days=weight % 3) if article.published else None
    trigger = Span(span.start, min(span.start + 3, span.end))
    return Event(
        id=f"e{number}",
        type=kinds[weight % len(kinds)],
        modes=("visit",) if weight % 2 else (),
        contexts=("military",) if weight % 3 else (),
        actors=(sides[0],),
        recipients=tuple(sides[1:2]),
        date=f"{day}/{day}" if day and weight % 5 else None,
        place=EventPlace("Oslo", "NOR", 3143244, 59.9, 10.7) if weight % 2 else None,
        factuality=facts[weight % 7 % len(facts)],
        background=not weight % 4,
        attribution="reporter" if weight % 4 else sides[0],
        trigger=trigger,
        spans=EventSpans((trigger,), tuple(None for _ in sides[1:2]), None, None, None, ()),
        quantities=(Quantity("killed", 1.0, None, None, span.start, span.end, None),) if not weight % 6 else (),
        evidence=(span,),
        mentions=(trigger,) if not weight % 3 else (),
        confidence=weight % 100 / 100,
        reasons=("made up",),
        candidates={"type": ("AID", "AGREE")} if not weight % 8 else {},
    )
