"""Events of articles that came in -> messages to whoever asked for them: each event once, for each destination.

A message is kept before it is sent and noted when it was taken (an outbox), so that none is lost when the process ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from depeche.errors import NotFetched
from depeche.store.identity import canonical
from depeche.store.query import Store
from depeche.store.questions import Query, of_words
from depeche.store.schema import Row
from depeche.watching.memory import Memory, Message

STORIES = """SELECT m.coding, m.event_number AS number, m.story, s.reports FROM story_mentions AS m
    JOIN stories AS s ON s.id = m.story WHERE m.coding IN (SELECT unnest($1))"""
ARTICLES = """SELECT coding, id, lineage, fingerprint, title, url, publisher, published, language FROM articles
    WHERE fingerprint IN (SELECT unnest($1)) ORDER BY coding"""


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved question, and the words it was asked in: "actor=RUS type=ASSAULT"."""

    words: str
    query: Query


def alert_of(words: str) -> Alert:
    """Raises StoreError on a name or value that events do not know."""
    return Alert(words, of_words("events", words))


@dataclass(frozen=True, slots=True)
class Destination:
    """Where alerts go. `name`: tells it from others, and no secret of it; `send` raises NotFetched or OSError where it
    could not be taken now; `has`: was it taken already, by what can be seen there?"""

    name: str
    said: str
    send: Callable[[Message], None]
    has: Callable[[Message], bool] = lambda message: False


def found(
    store: Store, fingerprints: Sequence[str], alerts: Iterable[Alert]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Each event that an alert asks for, among those of these articles, with what is told of it: id and message."""
    articles = {str(row["coding"]): row for row in store.rows(ARTICLES, [list(fingerprints)])}
    stories = {(row["coding"], row["number"]): row for row in store.rows(STORIES, [list(articles)])}
    events: dict[tuple[str, int], Row] = {}
    asked: dict[tuple[str, int], list[str]] = {}
    for alert in alerts:
        for row in store.among(alert.query, list(articles)):
            place = (str(row["coding"]), int(str(row["number"])))
            events[place] = row
            asked.setdefault(place, []).append(alert.words)
    for place, event in events.items():
        article, story = articles[place[0]], stories.get(place, {})
        about = {name: article[name] for name in ("id", "title", "url", "publisher", "published", "language")}
        id = alert_id(event, article)
        message = {"id": id, "alerts": asked[place], "text": in_a_line(event, article), "article": about}
        yield id, message | {"story": story.get("story"), "reports": story.get("reports"), "event": event}


def alert_id(event: Row, article: Row) -> str:
    """The same for the same event of an article, however often that is revised or coded anew."""
    sides = [str(sorted(map(str, event[side]))) for side in ("actors", "recipients")]  # type: ignore[call-overload]
    place = str(article["lineage"] or article["fingerprint"])
    parts = (place, str(event["type"]), *sides, canonical(str(event["sentence"])), canonical(str(event["words"])))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def in_a_line(event: Row, article: Row) -> str:
    """ "2024-06-19 ASSAULT RUS → UKR: the words that tell it (https://…)"."""
    sides = " → ".join(", ".join(map(str, event[side])) for side in ("actors", "recipients") if event[side])  # type: ignore[call-overload]
    first, _, last = str(event["date"] or "../..").partition("/")
    day = (
        str(event["reported"] or "undated") if first == last == ".." else first if first == last else f"{first}/{last}"
    )
    fact = "" if event["factuality"] == "asserted" else f" ({event['factuality']})"
    place = article["url"] or article["id"]
    return f"{day} {event['type']}{fact} {sides}: {canonical(str(event['sentence']))} ({place})"


def keep_messages(
    memory: Memory, store: Store, fingerprints: Sequence[str], alerts: Sequence[Alert], names: Sequence[str]
) -> None:
    """Put what is to be told about these articles into the outbox; they are looked at no second time."""
    messages = list(found(store, fingerprints, alerts)) if alerts and fingerprints else []
    with memory.together():
        for id, message in messages:
            content = msgspec.json.encode(message, enc_hook=str)
            for name in names:
                memory.to_tell(Message(id, name, content))
        memory.looked_at(fingerprints)


def deliver(memory: Memory, destinations: Iterable[Destination], tell: Callable[[str], None]) -> int:
    """Send what waits, in order; a destination that does not take a message is left alone until the next time. How
    many were sent."""
    sent = 0
    for destination in destinations:
        try:
            for message in memory.waiting(destination.name):
                if not destination.has(message):
                    destination.send(message)
                memory.told(message)
                sent += 1
        except (NotFetched, OSError) as error:
            words = str(error) if isinstance(error, NotFetched) else f"{destination.said}: {error.strerror or error}"
            tell(f"{words}; alerts wait for the next round")
    return sent
