"""Every error, each with one line that names file, place and remedy.

DepecheError
├── UnreadableArticle    a source that holds no article we can read
├── NotFetched           an address whose page cannot or may not be fetched
│   └── NotAnswered      one that may be fetched another time
├── UnknownLanguage      a language no pipeline serves
├── MissingPipeline      a language pipeline that is not installed
├── EngineFailed         a language model whose server does not answer as asked
├── BadKnowledge         a knowledge table with a faulty row
└── StoreError           a store that cannot be opened, read or written
"""


class DepecheError(Exception):
    """Something Dépêche can name: its message says file, place and remedy in one line."""


class UnreadableArticle(DepecheError):
    """A source that holds no article we can read."""


class NotFetched(DepecheError):
    """An address whose page cannot or may not be fetched."""


class NotAnswered(NotFetched):
    """An address whose site does not answer now; another time it may."""


class UnknownLanguage(DepecheError):
    """A language no pipeline serves."""


class MissingPipeline(DepecheError):
    """A language pipeline that is not installed."""


class EngineFailed(DepecheError):
    """A language model whose server does not answer as asked."""


class BadKnowledge(DepecheError):
    """A knowledge table with a faulty row."""


class StoreError(DepecheError):
    """A store that cannot be opened, read or written."""
