"""code(article) -> CodedArticle: the stages, called in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import metadata
from typing import Literal

from depeche.coding.actors import resolve, with_unmentioned
from depeche.coding.acts import decide_acts
from depeche.coding.dates import find_dates, find_reference_day
from depeche.coding.drafts import drafts_of, read_sentences
from depeche.coding.events import write_events
from depeche.coding.precedents import with_precedents
from depeche.coding.proposals import with_proposals
from depeche.coding.quantities import find_quantities
from depeche.coding.quotes import find_quotes
from depeche.coding.relations import find_relations
from depeche.knowledge.load import knowledge_version
from depeche.language.analysis import analyse
from depeche.language.encoder import model_version
from depeche.language.heads import on_one_core
from depeche.language.pipelines import pinned_pipelines
from depeche.language.translations import link_translations
from depeche.language.windows import read_windows
from depeche.records import SCHEMA, Article, CodedArticle, CodedBy

Engine = Literal["encoder", "rules"]


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
def code(article: Article, *, clock: Clock | None = None, engine: Engine = "encoder") -> CodedArticle:
    """Everything the article reports. An article in a language without a pipeline comes back with nothing coded.
    `engine`: what decides on acts, the encoder with the rules as its clues, or the rules alone. Raises
    MissingPipeline."""
    clock = clock or Clock()
    with clock.stage("dates"):
        as_of = find_reference_day(article)
        dates = find_dates(article, as_of)
    day = date.fromisoformat(as_of.day) if as_of.day else None
    with clock.stage("sentences"):
        sentences = analyse(article)
    with clock.stage("encoder"):
        windows = read_windows(article, sentences) if engine == "encoder" else ()
        article = link_translations(article, windows)
    with clock.stage("actors and places"):
        cast = with_proposals(article, resolve(article, sentences, day, dates), windows)
    with clock.stage("quotes"):
        quotes = find_quotes(article, sentences, cast.actors, windows)
    with clock.stage("events"):
        told = read_sentences(sentences, cast.actors, cast.places, dates, quotes, as_of.day)
        drafts = decide_acts(windows, told, cast.actors, cast.places, dates) if engine == "encoder" else drafts_of(told)
        drafts = with_precedents(drafts, dates, as_of.day)
        events = write_events(article, drafts, cast.actors, find_quantities(article, sentences, dates), day)
    with clock.stage("relations"):
        scenes = tuple(one.scene for one in told)
        relations = find_relations(article, scenes, cast.actors, cast.places, quotes, events)
    taking_part = (id for event in events for id in (*event.actors, *event.recipients))
    tied = (id for r in relations if r.relation != "located_in" for id in (r.subject, r.object))
    actors = with_unmentioned(cast.actors, (*taking_part, *tied))
    return CodedArticle(
        SCHEMA, coded_by(article, engine), article, as_of, actors, dates, cast.places, quotes, events, relations
    )


def coded_by(article: Article, engine: Engine = "encoder") -> CodedBy:
    """Versions of what coded an article."""
    languages = {block.language for block in article.blocks} & set(pinned_pipelines())
    pipelines = {name: _pipeline_version(name) for name in sorted(language for language in languages if language)}
    return CodedBy(
        metadata.version("depeche"),
        model_version() if pipelines and engine == "encoder" else None,
        knowledge_version(),
        pipelines,
    )


@cache
def _pipeline_version(language: str) -> str:
    pipeline = pinned_pipelines()[language]
    return f"{pipeline.module} {pipeline.installed_version() or 'not installed'}"
