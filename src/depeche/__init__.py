"""Dépêche reads news reports and writes down who did what to whom, when, where, and according to whom.

    for article in depeche.read("report.txt"):
        coded = depeche.code(article)
        for event in coded.events:
            print(event.type, event.actors, event.recipients, article[event.trigger])

Importing this module loads nothing; each name is fetched from its home when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depeche.batch import code_many as code_many
    from depeche.errors import BadKnowledge as BadKnowledge
    from depeche.errors import DepecheError as DepecheError
    from depeche.errors import MissingPipeline as MissingPipeline
    from depeche.errors import UnknownLanguage as UnknownLanguage
    from depeche.errors import UnreadableArticle as UnreadableArticle
    from depeche.pipeline import code as code
    from depeche.presenting.encoded import dumps as dumps
    from depeche.presenting.encoded import loads as loads
    from depeche.reading.formats import read as read
    from depeche.records import Actor as Actor
    from depeche.records import Article as Article
    from depeche.records import Block as Block
    from depeche.records import CodedArticle as CodedArticle
    from depeche.records import Date as Date
    from depeche.records import Event as Event
    from depeche.records import Failure as Failure
    from depeche.records import Place as Place
    from depeche.records import Quote as Quote
    from depeche.records import Relation as Relation
    from depeche.records import Span as Span

__version__ = "0.1.0"

HOMES = {
    "depeche.batch": ("code_many",),
    "depeche.errors": ("BadKnowledge", "DepecheError", "MissingPipeline", "UnknownLanguage", "UnreadableArticle"),
    "depeche.pipeline": ("code",),
    "depeche.presenting.encoded": ("dumps", "loads"),
    "depeche.reading.formats": ("read",),
    "depeche.records": tuple("Actor Article Block CodedArticle Date Event Failure Place Quote Relation Span".split()),
}
__all__ = sorted(name for names in HOMES.values() for name in names)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    for home, names in HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'depeche' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
