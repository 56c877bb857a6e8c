"""code(article) -> CodedArticle: the stages, called in order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import metadata
from typing import Literal

from depeche.coding.actors import resolve, with_unmentioned
from depeche.coding.acts import Encoder
from depeche.coding.dates import find_dates, find_reference_day
from depeche.coding.drafts import read_sentences
from depeche.coding.engines import Engine, Prepared, Rules
from depeche.coding.events import write_events
from depeche.coding.precedents import with_precedents
from depeche.coding.proposals import with_proposals
from depeche.coding.quantities import find_quantities
from depeche.coding.quotes import find_quotes
from depeche.coding.relations import find_relations
from depeche.knowledge.load import knowledge_version
from depeche.language.analysis import analyse
from depeche.language.heads import on_one_core
from depeche.language.names import with_names
from depeche.language.pipelines import pinned_pipelines
from depeche.language.translations import link_translations
from depeche.language.windows import read_windows
from depeche.records import SCHEMA, Article, CodedArticle, CodedBy

EngineName = Literal["encoder", "rules"]
NOTED = "acts: "  # before notes of an engine
ENGINES: Mapping[EngineName, Engine] = {"encoder": Encoder(), "rules": Rules()}


@dataclass
class Clock:
    """Seconds each stage took, in the order the stages ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@on_one_core()
def code(article: Article, *, clock: Clock | None = None, engine: Engine | EngineName = "encoder") -> CodedArticle:
    """Everything the article reports. An article in a language without a pipeline comes back with nothing coded.
    `engine`: what decides on acts, the encoder with the rules as its clues, the rules alone, or another. Raises
    MissingPipeline, EngineFailed."""
    clock, engine = clock or Clock(), engine_of(engine)
    with clock.stage("dates"):
        as_of = find_reference_day(article)
        dates = find_dates(article, as_of)
    day = date.fromisoformat(as_of.day) if as_of.day else None
    with clock.stage("sentences"):
        sentences = analyse(article, names=not engine.reads_windows)
    with clock.stage("encoder"):
        windows = read_windows(article, sentences) if engine.reads_windows else ()
        sentences = with_names(windows) if engine.reads_windows else sentences
        article = link_translations(article, windows)
    with clock.stage("actors and places"):
        cast = with_proposals(article, resolve(article, sentences, day, dates), windows)
    with clock.stage("quotes"):
        quotes = find_quotes(article, sentences, cast.actors, windows)
    with clock.stage("events"):
        told = read_sentences(sentences, cast.actors, cast.places, dates, quotes, as_of.day)
        decided = engine.decide(Prepared(article, windows, told, cast.actors, cast.places, dates, as_of.day))
        drafts = with_precedents(decided.drafts, dates, as_of.day)
        events = write_events(article, drafts, cast.actors, find_quantities(article, sentences, dates), day)
    with clock.stage("relations"):
        scenes = tuple(one.scene for one in told)
        relations = find_relations(article, scenes, cast.actors, cast.places, quotes, events)
    taking_part = (id for event in events for id in (*event.actors, *event.recipients))
    tied = (id for r in relations if r.relation != "located_in" for id in (r.subject, r.object))
    actors = with_unmentioned(cast.actors, (*taking_part, *tied))
    article = replace(article, notes=(*own_notes(article), *(f"{NOTED}{note}" for note in decided.notes)))
    return CodedArticle(
        SCHEMA, coded_by(article, engine), article, as_of, actors, dates, cast.places, quotes, events, relations
    )


def own_notes(article: Article) -> tuple[str, ...]:
    """What its source says of it, without what an earlier coding added."""
    return tuple(note for note in article.notes if not note.startswith(NOTED))


def engine_of(engine: Engine | EngineName) -> Engine:
    return ENGINES[engine] if isinstance(engine, str) else engine


def coded_by(article: Article, engine: Engine | EngineName = "encoder") -> CodedBy:
    """Versions of what coded an article."""
    languages = {block.language for block in article.blocks} & set(pinned_pipelines())
    pipelines = {name: _pipeline_version(name) for name in sorted(language for language in languages if language)}
    return CodedBy(
        metadata.version("depeche"),
        engine_of(engine).version if pipelines else None,
        knowledge_version(),
        pipelines,
    )


@cache
def _pipeline_version(language: str) -> str:
    pipeline = pinned_pipelines()[language]
    return f"{pipeline.module} {pipeline.installed_version() or 'not installed'}"
