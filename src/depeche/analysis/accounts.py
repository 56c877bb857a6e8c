"""What each article tells of an event, from a coded article or from the rows of a store: the same either way."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from depeche.analysis.origins import told
from depeche.analysis.stories import reports_of
from depeche.records import CodedArticle, EventPlace, Quantity, Report
from depeche.store.rows import keys, sentence_of, states_of

DIGITS = 12  # hexadecimal, of an anchor: 48 bits, by which 10^7 events hardly meet


@dataclass(frozen=True, slots=True)
class Account:
    """A report with what is set beside other reports. `number`: of the event in its article; `anchor`: names the event
    whichever version coded it; `name`: the article's id; `source`: who published it; `told`: the moment from which it
    is news; `acting`, `acted_on`: ids of either side and the states they belong to."""

    report: Report
    number: int
    anchor: str
    name: str
    source: str
    url: str | None
    told: str | None
    sentence: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    acting: tuple[str, ...]
    acted_on: tuple[str, ...]
    date: str | None
    place: EventPlace | None
    quantities: tuple[Quantity, ...]

    @property
    def order(self) -> tuple[str, bool, str]:
        """First told first, the source of a reprint before it; those that tell no day last."""
        return f"{self.told or ''}~", self.report.origin != self.report.article, self.anchor


# ---- from a coded article --------------------------------------------------------------------------------------------


def accounts_of(coded: CodedArticle, name: str, fingerprint: str, origin: str | None = None) -> Iterator[Account]:
    """`name`: the article's in the reports; `origin`: of the article that it reprints, else its own."""
    article = coded.article
    states = {actor.id: states_of(actor) for actor in coded.actors}
    anchors = anchors_of(coded, fingerprint)
    for number, (event, report) in enumerate(zip(coded.events, reports_of(coded, name, origin), strict=True)):
        yield Account(
            report, number, next(anchors), article.id, source_of(article.publisher, article.url, name), article.url,
            told(article.published, coded.as_of.day), article[sentence_of(event)], event.actors, event.recipients,
            keys(event.actors, states), keys(event.recipients, states), event.date, event.place, event.quantities,
        )  # fmt: skip


def anchors_of(coded: CodedArticle, fingerprint: str) -> Iterator[str]:
    """A name for each event, from the article's text and where it tells the event."""
    met: Counter[str] = Counter()
    for event in coded.events:
        place = f"{fingerprint}\0{event.type}\0{event.trigger.start}\0{event.trigger.end}"
        met[place] += 1
        yield "s" + hashlib.sha256(f"{place}\0{met[place]}".encode()).hexdigest()[:DIGITS]


def source_of(publisher: str | None, url: str | None, name: str) -> str:
    """Who published an article: as it states it, else the host of its address; one that says neither is its own."""
    return publisher or (urlsplit(url).hostname if url else None) or name


# ---- from a store ----------------------------------------------------------------------------------------------------

# columns of `reports` as `r`, `events` as `e`, `articles` as `a`, and `m.origin`
COLUMNS = """r.*, m.origin, e.actors AS who, e.recipients AS whom, e.acting, e.acted_on, e.date, e.place AS at,
    e.quantities, e.sentence, a.id AS name, a.publisher, a.url, a.published, a.day AS spoken"""


def account_from(row: Mapping[str, Any]) -> Account:
    own = {"report": report_from(row), "told": told(row["published"], row["spoken"] and row["spoken"].isoformat())}
    own |= {"source": source_of(row["publisher"], row["url"], row["coding"])}
    own |= {"actors": row["who"], "recipients": row["whom"], "place": row["at"]}
    return msgspec.convert(dict(row) | own, Account)


def report_from(row: Mapping[str, Any]) -> Report:
    return msgspec.convert(dict(row) | {"article": row["coding"]}, Report)


def with_origin(account: Account, origin: str) -> Account:
    return replace(account, report=replace(account.report, origin=origin))
