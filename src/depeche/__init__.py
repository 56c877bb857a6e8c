"""Dépêche reads news reports and writes down who did what to whom, when, where, and according to whom.

    for article in depeche.read("report.txt"):
        coded = depeche.code(article)
        for event in coded.events:
            print(event.type, event.actors, event.recipients, article[event.trigger])

Importing this module loads nothing; each name is fetched from its home when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from depeche.batch import code_many
    from depeche.errors import (
        BadKnowledge,
        DepecheError,
        MissingPipeline,
        StoreError,
        UnknownLanguage,
        UnreadableArticle,
    )
    from depeche.knowledge.own import use_knowledge
    from depeche.pipeline import code
    from depeche.presenting.encoded import dumps, loads
    from depeche.reading.formats import read
    from depeche.records import (
        Actor,
        Article,
        Block,
        CodedArticle,
        Date,
        Event,
        Failure,
        Place,
        Quote,
        Relation,
        Span,
        Story,
    )
    from depeche.store.query import open_store

__all__ = [
    "Actor",
    "Article",
    "BadKnowledge",
    "Block",
    "CodedArticle",
    "Date",
    "DepecheError",
    "Event",
    "Failure",
    "MissingPipeline",
    "Place",
    "Quote",
    "Relation",
    "Span",
    "StoreError",
    "Story",
    "UnknownLanguage",
    "UnreadableArticle",
    "code",
    "code_many",
    "dumps",
    "loads",
    "open_store",
    "read",
    "use_knowledge",
]
HOMES = (  # the cheapest to load first
    *("depeche.records", "depeche.errors", "depeche.reading.formats"),
    *("depeche.knowledge.own", "depeche.presenting.encoded", "depeche.batch"),
    *("depeche.store.query", "depeche.pipeline"),
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in HOMES:
            if hasattr(module := import_module(home), name):
                return getattr(module, name)
    raise AttributeError(f"module 'depeche' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
