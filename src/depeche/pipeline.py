"""code(article) -> CodedArticle: the stages, called in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import metadata

from depeche.coding.actors import resolve, with_unmentioned
from depeche.coding.dates import find_dates, find_reference_day
from depeche.coding.drafts import draft_events
from depeche.coding.events import write_events
from depeche.coding.quantities import find_quantities
from depeche.coding.quotes import find_quotes
from depeche.coding.relations import find_relations
from depeche.knowledge.load import knowledge_version
from depeche.language.analysis import analyse
from depeche.language.pipelines import pinned_pipelines
from depeche.records import SCHEMA, Article, CodedArticle, CodedBy


@dataclass
class Clock:
    """Seconds each stage took, in the order the stages ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def code(article: Article, *, clock: Clock | None = None) -> CodedArticle:
    """Everything the article reports. An article in a language without a pipeline comes back with nothing coded.
    Raises MissingPipeline."""
    clock = clock or Clock()
    with clock.stage("dates"):
        as_of = find_reference_day(article)
        dates = find_dates(article, as_of)
    day = date.fromisoformat(as_of.day) if as_of.day else None
    with clock.stage("sentences"):
        sentences = analyse(article)
    with clock.stage("actors and places"):
        cast = resolve(article, sentences, day)
    with clock.stage("quotes"):
        quotes = find_quotes(article, sentences, cast.actors)
    with clock.stage("events"):
        drafts = draft_events(sentences, cast.actors, cast.places, dates, quotes, as_of.day)
        events = write_events(article, drafts, cast.actors, find_quantities(article, sentences), day)
    with clock.stage("relations"):
        relations = find_relations(article, sentences, cast.actors, cast.places, events)
    taking_part = (id for event in events for id in (*event.actors, *event.recipients))
    tied = (id for r in relations if r.relation != "located_in" for id in (r.subject, r.object))
    actors = with_unmentioned(cast.actors, (*taking_part, *tied))
    return CodedArticle(
        SCHEMA, coded_by(article), article, as_of, actors, dates, cast.places, quotes, events, relations
    )


def coded_by(article: Article) -> CodedBy:
    """Versions of what coded an article."""
    languages = {block.language for block in article.blocks} & set(pinned_pipelines())
    pipelines = {name: _pipeline_version(name) for name in sorted(language for language in languages if language)}
    return CodedBy(metadata.version("depeche"), None, knowledge_version(), pipelines)


@cache
def _pipeline_version(language: str) -> str:
    pipeline = pinned_pipelines()[language]
    return f"{pipeline.module} {pipeline.installed_version() or 'not installed'}"
