"""Round after round: ask the feeds that are due, ingest what is new, tell what was asked for, wait.

Whenever the process ends, the next one goes on: entries are done once they are in the store, a feed is asked "only if
changed" once all its entries are, and articles are noted before they go in so that their events are looked at after.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from depeche.errors import DepecheError
from depeche.fetching.door import Door
from depeche.ingest import Coder, Met, Progress, identified, ingest_met
from depeche.records import Article, Failure
from depeche.store.folder import ABOUT
from depeche.store.query import Store, open_store
from depeche.store.writer import open_writer
from depeche.watching.alerts import Alert, Destination, deliver, keep_messages
from depeche.watching.feeds import Content, Feeds, Pace, Wanted, in_words, place_of
from depeche.watching.memory import EntryState, Memory, opened_memory

LONGEST_SLEEP = 60.0  # seconds, so that a clock that is set anew is noticed


@dataclass(frozen=True, slots=True)
class Orders:
    """What a watch is to do. `every`: seconds; `pause`: seconds between two requests to a site; `wait`: seconds for
    another writer to the store to end."""

    feeds: Sequence[str]
    store: Path
    every: float = 900.0
    content: Content = "page"
    alerts: Sequence[Alert] = ()
    pause: float = 1.0
    wait: float = 60.0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought. `asked`: feeds that answered; `silent`: feeds that failed; `later`: entries whose pages are
    to be tried again; `next`: when the next feed is due, in seconds since 1970."""

    asked: int
    silent: int
    progress: Progress
    later: int
    alerts: int
    next: float


class Watch:
    """`tell`: of what goes wrong, a line each; `told`: of a failure that the store keeps."""

    def __init__(
        self,
        orders: Orders,
        memory: Memory,
        door: Door,
        destinations: Sequence[Destination],
        *,
        coder: Coder,
        tell: Callable[[str], None],
        told: Callable[[Failure], None],
    ) -> None:
        self.orders, self.memory, self.coder, self.tell, self.told = orders, memory, coder, tell, told
        self.destinations = destinations if orders.alerts else ()
        self.pace = Pace(orders.every, time.time, random.Random())
        self.feeds = Feeds(memory, door, self.pace, content=orders.content, language=orders.language, tell=tell)
        self.due = {one: self.pace.next(memory.feed(one)) for one in orders.feeds}

    def rounds(self) -> Iterator[Round]:
        """Without end; what goes wrong in one is told, and the next one goes on."""
        self.deliver()
        while True:
            pause = max(min(self.due.values()) - self.pace.now(), 0.0)
            time.sleep(min(pause, LONGEST_SLEEP))
            if due := [one for one in self.orders.feeds if self.due[one] <= self.pace.now()]:
                try:
                    yield self.round(due)
                except DepecheError as error:
                    self.tell(f"{error}; tried again in {in_words(self.orders.every)}")

    def once(self) -> Round:
        """All feeds that are not to be left alone, once. Raises DepecheError."""
        self.deliver()
        now = self.pace.now()
        for one in self.orders.feeds:
            if (pause := self.memory.feed(one).not_before - now) > 0:
                self.tell(f"{one}: failed before; asked again in {in_words(pause)}")
        return self.round([one for one in self.orders.feeds if self.memory.feed(one).not_before <= now])

    # ---- a round ---------------------------------------------------------------------------------------------------

    def round(self, due: Sequence[str]) -> Round:
        """Raises DepecheError, and the feeds are asked anew the next time; KeyboardInterrupt once what was coded is in
        the store and is to be told."""
        answered = [news for address in due if (news := self.feeds.news(address))]
        try:
            progress, later = self.take_in([one for _, entries in answered for one in entries])
            with self.memory.together():
                for feed, _ in answered:
                    self.memory.keep_feed(feed)
        except (DepecheError, KeyboardInterrupt):
            for feed, _ in answered:
                self.memory.keep_feed(replace(self.memory.feed(feed.address), asked=feed.asked))
            self.look()
            raise
        finally:
            self.due |= {one: self.pace.next(self.memory.feed(one)) for one in due}
        return Round(len(answered), len(due) - len(answered), progress, later, self.deliver(), min(self.due.values()))

    def take_in(self, wanted: Sequence[Wanted]) -> tuple[Progress, int]:
        """Bring entries into the store; how it went, and how many are to be tried another time."""
        if not wanted:
            return Progress(), 0
        store, wait = self.orders.store, self.orders.wait
        with open_store(store) as before:
            fresh = self.not_in(before, wanted)
            meeting = Meeting(self, before)
            progress = ingest_met(meeting.all(fresh), store, coder=self.coder, wait=wait, tell=self.told)
        with self.memory.together():
            for one in meeting.done:
                self.memory.keep_entry(replace(one, done=True))
        return progress, len(fresh) - len(meeting.done)

    def not_in(self, store: Store, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Those that no run before brought into the store before it ended."""
        there = known(store, [one.state.fingerprint for one in wanted if one.state.fingerprint])
        with self.memory.together():
            for one in wanted:
                if one.state.fingerprint in there:
                    self.memory.keep_entry(replace(one.state, done=True))
        return [one for one in wanted if one.state.fingerprint not in there]

    # ---- alerts ----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Keep what is to be told of articles that came in."""
        if not (arrivals := self.memory.arrivals()):
            return
        with open_store(self.orders.store) as store:
            there = known(store, arrivals)
            names = [one.name for one in self.destinations]
            came = [one for one in arrivals if one in there]
            keep_messages(self.memory, store, came, self.orders.alerts, names)

    def deliver(self) -> int:
        """Tell what is to be told; how many alerts were taken."""
        self.look()
        return deliver(self.memory, self.destinations, self.tell)


class Meeting:
    """Entries on their way into a store: `done` when they were handed over."""

    def __init__(self, watch: Watch, before: Store) -> None:
        self.watch, self.before = watch, before
        self.done: list[EntryState] = []

    def all(self, wanted: Iterable[Wanted]) -> Iterator[Met]:
        for one in wanted:
            read = self.watch.feeds.article(one)
            if read is not None:
                yield self.met(one.state, read)

    def met(self, entry: EntryState, read: Article | Failure) -> Met:
        """Noted before it goes in, and so that alerts look at it if the store did not have it."""
        met = identified(place_of(entry), read, ends=True)
        if met.identity:
            entry = replace(entry, fingerprint=met.identity.fingerprint)
            with self.watch.memory.together():
                self.watch.memory.keep_entry(entry)
                if not known(self.before, [met.identity.fingerprint]):
                    self.watch.memory.expect(met.identity.fingerprint)
        self.done.append(entry)
        return met


def known(store: Store, fingerprints: Sequence[str]) -> set[str]:
    """Those of articles that the store has."""
    return {coding.fingerprint for coding in store.known(fingerprints)} if fingerprints else set()


@contextmanager
def watching(
    orders: Orders,
    destinations: Callable[[Door], Sequence[Destination]],
    *,
    coder: Coder,
    tell: Callable[[str], None],
    told: Callable[[Failure], None],
    allow_private: bool = False,
) -> Iterator[Watch]:
    """A watch over a store, which is made where there is none. Raises DepecheError."""
    if not (orders.store / ABOUT).exists():
        with open_writer(orders.store, wait=orders.wait):
            pass
    door = Door(allow_private=allow_private, pause=orders.pause)
    try:
        with opened_memory(orders.store) as memory:
            yield Watch(orders, memory, door, destinations(door), coder=coder, tell=tell, told=told)
    finally:
        door.close()
