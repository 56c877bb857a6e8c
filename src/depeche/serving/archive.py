"""The store that is served: opened anew when a batch is added, and what its pages ask of it again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from depeche.errors import StoreError
from depeche.knowledge.directory import Entry, load_directory
from depeche.knowledge.load import read_table
from depeche.records import CodedArticle, Event, Story
from depeche.store.commits import newest
from depeche.store.corrections import Said, correction, record
from depeche.store.query import EVENT_ID, Store, open_store
from depeche.store.schema import Row
from depeche.store.writer import open_writer

T = TypeVar("T")
WAIT = 10.0  # seconds that a person's correction waits for another writer
KEPT = 64  # findings

NAMES = """
    SELECT id, mode(name) AS name, mode(kind) AS kind, mode(state) AS state, count(*) AS articles
    FROM actors WHERE NOT starts_with(id, '_') GROUP BY id"""
LOCAL = """
    SELECT coding, id, name FROM actors
    WHERE starts_with(id, '_') AND coding IN (SELECT unnest($1))"""
TITLES = """
    SELECT coding, coalesce(title, id) AS title FROM articles WHERE coding IN (SELECT unnest($1))"""
FINGERPRINT = """
    SELECT fingerprint FROM all_articles WHERE coding = $1"""
CODING = f"""
    SELECT coding FROM articles WHERE fingerprint = $1 OR fingerprint IN ({FINGERPRINT})"""
IDENTIFIED = f"""
    SELECT id, coding, {EVENT_ID} AS event_id
    FROM events JOIN (SELECT coding, fingerprint FROM articles) USING (coding)"""
EVENT_IDS = f"{IDENTIFIED} WHERE coding IN ({CODING})"
EVENT = f"SELECT id, coding FROM ({IDENTIFIED}) WHERE event_id = $1 LIMIT 1"
VERSIONS = """
    SELECT coded_by.depeche AS depeche, coded_by.model AS model, coded_by.knowledge AS knowledge, count(*) AS articles,
        list(DISTINCT language ORDER BY language) AS languages
    FROM articles GROUP BY ALL ORDER BY articles DESC, depeche, model, knowledge"""
COUNTS = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM events) AS events,
        (SELECT count(*) FROM quotes) AS quotes, (SELECT count(DISTINCT id) FROM actors WHERE NOT starts_with(id, '_'))
        AS actors, (SELECT count(*) FROM failures) AS failures,
        (SELECT count(*) FROM stories) AS stories, (SELECT min(day) FROM articles) AS first,
        (SELECT max(day) FROM articles) AS last"""


@dataclass(frozen=True, slots=True)
class Named:
    """An actor as the archive knows it. `articles`: in how many it stands."""

    id: str
    name: str
    kind: str
    state: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Version:
    """What coded `articles` of the archive."""

    depeche: str
    model: str | None
    knowledge: str
    articles: int


class Snapshot:
    """What one batch left, with what was worked out of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept = lru_cache(KEPT)(lambda find, *asked: find(store, *asked))

    def kept(self, find: Callable[..., T], *asked: Hashable) -> T:
        """What `find(store, *asked)` finds, remembered: findings take longer than rows."""
        found: T = self._kept(find, *asked)
        return found

    @property
    def batch(self) -> int:
        return self.store.commit.number

    @cached_property
    def actors(self) -> Mapping[str, Named]:
        return {str(row["id"]): Named(**row) for row in self.store.rows(NAMES)}  # type: ignore[arg-type]

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        return tuple(
            Version(*(row[name] for name in ("depeche", "model", "knowledge", "articles")))  # type: ignore[arg-type]
            for row in self.store.rows(VERSIONS)
        )

    @cached_property
    def said(self) -> int:
        """How many corrections people made."""
        (row,) = self.store.rows("SELECT count(*) AS number FROM corrections")
        return int(str(row["number"]))

    @cached_property
    def counts(self) -> Row:
        (row,) = self.store.rows(COUNTS)
        return row

    def local_names(self, codings: Iterable[str]) -> Mapping[tuple[str, str], str]:
        """Names of actors without a known identity, by coding and id."""
        found = self.store.rows(LOCAL, [list(codings)])
        return {(str(row["coding"]), str(row["id"])): str(row["name"]) for row in found}

    def article(self, id: str) -> CodedArticle | None:
        """The current coding of an article: by its fingerprint, or by any coding it ever had."""
        codings = tuple(str(row["coding"]) for row in self.store.rows(CODING, [id]))
        return self.kept(coded, codings) if codings else None

    def event_ids(self, id: str) -> Mapping[str, str]:
        """Of an article's events: the id in the article -> that in the archive."""
        return {str(row["id"]): str(row["event_id"]) for row in self.store.rows(EVENT_IDS, [id])}

    def story(self, id: str) -> Story | None:
        """A story by its whole id."""
        known = list(self.store.rows("SELECT id FROM stories WHERE id = $1", [id]))
        return self.store.story(id) if known else None

    def titles(self, codings: Iterable[str]) -> Mapping[str, str]:
        found = self.store.rows(TITLES, [list(codings)])
        return {str(row["coding"]): str(row["title"]) for row in found}

    def event(self, event_id: str) -> tuple[str, CodedArticle, Event] | None:
        """An event of the archive, with its article and the article's coding; of one that people added, the article as
        they corrected it."""
        for row in self.store.rows(EVENT, [event_id]):
            coding = str(row["coding"])
            article = self.kept(coded, (coding,))
            return coding, article, next(event for event in article.events if event.id == row["id"])
        for coding, made in self.store.judged.articles.items():
            for event in made.coded.events:
                if made.ids[event.id] == event_id:
                    return coding, made.coded, event
        return None


def coded(store: Store, codings: tuple[str, ...]) -> CodedArticle:
    """The article of the first of these codings."""
    return next(iter(store.coded_as(codings[:1]))).coded


class Archive:
    """The newest snapshot of a store. `annotates`: whether readers may say what is wrong in it; `warm`: works out
    beforehand what the first pages of a snapshot would wait for, beside those who ask."""

    def __init__(self, path: Path, warm: Callable[[Snapshot], None] | None = None, *, annotates: bool = False) -> None:
        self.path, self.annotates = path, annotates
        self.lock = Lock()
        self.warm = warm
        self.warming: Thread | None = None
        self.last = self.opened()

    def snapshot(self) -> Snapshot:
        """As of now; whoever still reads an older one goes on reading it."""
        with self.lock:
            commit = newest(self.path)
            if commit is not None and commit.number != self.last.batch:
                self.last = self.opened()
            return self.last

    def opened(self) -> Snapshot:
        found = Snapshot(open_store(self.path))
        if self.warm is not None:
            self.warming = Thread(target=self.warm, args=[found], daemon=True)
            self.warming.start()
        return found

    def say(self, said: Iterable[Said]) -> list[str]:
        """Keep what a person says, all of it or nothing; what cannot be. Raises StoreError."""
        problems: list[str] = []
        every = list(said)
        with open_writer(self.path, wait=WAIT, make=False) as writer:
            for one in every:
                try:
                    correction(writer.store, one)
                except StoreError as error:
                    problems.append(f"{one.field}: {error}" if one.field else str(error))
            if not problems:
                record(writer, every, lambda one, error: problems.append(str(error)))
        return problems


def known_actor(id: str) -> Entry | None:
    """What the knowledge tables know of an actor."""
    return load_directory().entry(id)


def state_names(language: str) -> Mapping[str, str]:
    """Names of states in a language of the tables, by ISO 3166 alpha-3."""
    return {row["iso3"]: row[f"name_{language}"] for row in read_table("actors/states")}


def other_names(language: str) -> Mapping[str, str]:
    """Names of persons and organisations in a language of the tables, by id."""
    tables = ("actors/persons", "actors/organisations")
    return {row["id"]: name for table in tables for row in read_table(table) if (name := row[f"name_{language}"])}
