"""A feed -> its entries that are new, and each entry -> its article: politely, and with patience for what fails."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Literal
from urllib.parse import urljoin

from depeche.errors import NotAnswered, NotFetched, UnreadableArticle
from depeche.fetching.door import Answer, Door, asked_to_wait, site_of
from depeche.fetching.pages import as_written, file_name, if_changed
from depeche.reading.feed import SUMMARY, Entry, read_entries
from depeche.reading.formats import HEAD, choose_format, read_stream
from depeche.reading.frame import Frame
from depeche.records import Article, Failure
from depeche.watching.memory import EntryState, FeedState, Memory

Content = Literal["page", "feed"]
LONGEST = 24 * 3600.0  # seconds until a feed that fails is asked again, at most
TRIES = 5  # of a page that cannot be had, until it is given up
JITTER = 0.1  # of the time between two questions to a feed, so that not all watches ask at once
ACCEPT = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
PAGES = ("html", "pdf", "newsml", "ninjs", "plain")  # formats of which an entry's page may be
LINK = re.compile(r"https?://|/|\?")  # else it is the entry's name, which feeds may give for its address
PASSING = (408, 425, 429, 500, 502, 503, 504)  # statuses of a site in trouble, which another time may be over


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry to be brought in; `carried`: what the feed itself gives of it, None where it is not at hand."""

    state: EntryState
    carried: Article | Failure | None


@dataclass(frozen=True, slots=True)
class Pace:
    """`every`: seconds from one question to a feed to the next; `now`: seconds since 1970."""

    every: float
    now: Callable[[], float]
    chance: random.Random

    def next(self, feed: FeedState) -> float:
        """When a feed is due."""
        return max(feed.asked + self.every * (1 + self.chance.uniform(0, JITTER)), feed.not_before)

    def patience(self, failures: int) -> float:
        """Seconds to leave alone what failed so often in a row."""
        return min(self.every * 2.0 ** min(failures, 30) * (1 + self.chance.uniform(0, JITTER)), LONGEST)


class Feeds:
    """Asks feeds and pages, one at a time. `tell`: of what goes wrong, a line each."""

    def __init__(
        self,
        memory: Memory,
        door: Door,
        pace: Pace,
        *,
        content: Content,
        language: str | None,
        tell: Callable[[str], None],
    ):
        self.memory, self.door, self.pace, self.tell = memory, door, pace, tell
        self.content, self.language = content, language

    # ---- feeds -----------------------------------------------------------------------------------------------------

    def news(self, address: str) -> tuple[FeedState, list[Wanted]] | None:
        """What is new in a feed, and how it is to be asked from then on, to be kept once all of it has come in; None,
        and said, where it failed."""
        feed = self.memory.feed(address)
        if (alone := self.left_alone(address)) > 0:
            self.tell(f"{address}: its site asked to be left alone for {in_words(alone)} more")
            self.memory.keep_feed(replace(feed, not_before=self.pace.now() + alone))
            return None
        try:
            answer = self.had(address, ACCEPT | if_changed(feed.etag, feed.last_modified))
            known = FeedState(address, feed.etag, feed.last_modified, self.pace.now())
            if answer.status == 304:
                return known, self.left(address)
            with self.memory.together():
                wanted = self.all_wanted(answer, address)
        except (NotFetched, UnreadableArticle) as error:
            self.failed(feed, str(error))
            return None
        etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        return replace(known, etag=etag, last_modified=last_modified), wanted

    def had(self, address: str, headers: dict[str, str]) -> Answer:
        """A whole answer, or that nothing changed. Raises NotFetched; NotAnswered where another time may help."""
        answer = self.door.ask(address, headers)
        if answer.status in (200, 304):
            return answer
        now = self.pace.now()
        asked = asked_to_wait(answer, datetime.fromtimestamp(now, UTC))
        if asked and answer.status in (429, 503):
            self.memory.leave_alone(site_of(address), now + min(asked, LONGEST))
        words = f"{address}: the site answers {answer.status}"
        if answer.status in PASSING:
            raise NotAnswered(words)
        raise NotFetched(f"{words}; check the address in a browser")

    def left_alone(self, address: str) -> float:
        """Seconds for which the site of an address is still to be left alone."""
        return max(self.memory.left_alone_until(site_of(address)) - self.pace.now(), 0.0)

    def failed(self, feed: FeedState, words: str) -> None:
        now, failures = self.pace.now(), feed.failures + 1
        pause = max(self.pace.patience(failures), self.left_alone(feed.address))
        self.memory.keep_feed(replace(feed, asked=now, not_before=now + pause, failures=failures))
        times = f", {failures} times in a row" if failures > 1 else ""
        self.tell(f"{words}{times}; asked again in {in_words(pause)}")

    def all_wanted(self, answer: Answer, feed: str) -> list[Wanted]:
        """What is new, and before it what is left of earlier times and stands there no longer. Raises
        UnreadableArticle."""
        entries = read_entries(answer.content, Frame(PurePath(feed).name, feed, language=self.language))
        fresh = [one for entry in entries for one in self.wanted(entry, feed, answer.address)]
        here = {one.state.id for one in fresh}
        return [*(one for one in self.left(feed) if one.state.id not in here), *fresh]

    def wanted(self, entry: Entry, feed: str, here: str) -> Iterator[Wanted]:
        """The entry, if it is new or another edition, and its page did not come in by another feed."""
        before = self.memory.entry(feed, entry.id)
        if before and before.edition == entry.edition:
            if not before.done and before.not_before <= self.pace.now():
                yield Wanted(before, entry.read)
            return
        address = urljoin(here, entry.link) if entry.link and LINK.match(entry.link) else None
        stated = entry.stated
        state = EntryState(feed, entry.id, entry.edition, address, stated.published, stated.publisher)
        if address and self.memory.is_done(address, entry.edition):
            self.memory.keep_entry(replace(state, done=True))
            return
        self.memory.keep_entry(state)
        yield Wanted(state, entry.read)

    def left(self, feed: str) -> list[Wanted]:
        """Entries whose pages could not be had, and are to be tried again."""
        now = self.pace.now()
        return [Wanted(one, None) for one in self.memory.open_entries(feed) if one.not_before <= now]

    # ---- entries ---------------------------------------------------------------------------------------------------

    def article(self, one: Wanted) -> Article | Failure | None:
        """What is to be coded: the page, or where that cannot be had what the feed carries whole; None where it is to
        be tried another time."""
        address = one.state.address
        if address is None or (self.content == "feed" and one.carried):
            return carried(one)
        if (alone := self.left_alone(address)) > 0:
            self.memory.keep_entry(replace(one.state, not_before=self.pace.now() + alone))
            return None
        try:
            read = read_page(self.had(address, {}), one.state, address, self.language)
        except NotAnswered as error:
            return self.not_had(one, address, str(error))
        except NotFetched as error:
            read = Failure(address, str(error))
        return carried(one) if isinstance(read, Failure) and is_whole(one.carried) else read

    def not_had(self, one: Wanted, address: str, words: str) -> Article | Failure | None:
        """A page that may be had another time: until it is given up, it is left alone for a while."""
        tries, alone = one.state.tries + 1, self.left_alone(address)
        if tries >= TRIES:
            given_up = Failure(address, f"{words}; given up after {tries} tries")
            return carried(one) if is_whole(one.carried) else given_up
        pause = max(self.pace.patience(tries), alone)
        self.memory.keep_entry(replace(one.state, tries=tries, not_before=self.pace.now() + pause))
        self.tell(f"{words}; tried again in {in_words(pause)}")
        return None


def is_whole(carried: Article | Failure | None) -> bool:
    """Does the feed carry the report, not a summary of it?"""
    return isinstance(carried, Article) and SUMMARY not in carried.notes


def carried(one: Wanted) -> Article | Failure:
    """What the feed gives, under a name of its own, with the address that its link leads to."""
    place = place_of(one.state)
    if isinstance(one.carried, Article):
        id = PurePath(file_name(place, "")).stem
        return replace(one.carried, id=id, url=one.state.address, source=place)
    reason = one.carried.reason if one.carried else "stands in the feed no longer"
    return Failure(place, f"{place}: {reason}")


def place_of(entry: EntryState) -> str:
    """Its page; without one the feed, and what it calls the entry."""
    return entry.address or f"{entry.feed}#{entry.id}"


def read_page(answer: Answer, state: EntryState, address: str, language: str | None) -> Article | Failure:
    """The article of an entry's page; what the page does not state is as the feed states it."""
    name = file_name(address, answer.kind)
    content = as_written(answer)
    frame = Frame(PurePath(name).stem, address, published=state.published, language=language)
    try:
        if not content.strip():
            raise UnreadableArticle(f"{address}: an empty page; look at it in a browser")
        if (kind := choose_format(content[:HEAD], name, None, address).name) not in PAGES:
            raise UnreadableArticle(f"{address}: no page of a report but {kind}; ingest it by itself")
        read = next(read_stream(io.BytesIO(content), frame, name=name))
    except UnreadableArticle as error:
        return Failure(address, str(error))
    if isinstance(read, Failure):
        return read
    return replace(read, url=read.url or answer.address, publisher=read.publisher or state.publisher)


def in_words(seconds: float) -> str:
    """ "45 s", "15 min", "3 h"."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"
