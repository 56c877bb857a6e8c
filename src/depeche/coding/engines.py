"""What decides which acts an article tells: the seam at which another engine plugs in.

An engine is given an article as far as it is read (sentences with their syntax, who and what is named where, what the
rules make of it) and answers with drafts of events. Whatever it is, the stages before and behind are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from depeche.coding.drafts import Draft, Told, drafts_of
from depeche.language.windows import Window
from depeche.records import Actor, Article, Date, Place


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article before anything is decided on its acts. `windows`: what the encoder read, empty where the engine does
    not ask for it; `told`: the sentences with what the rules read; `as_of`: the ISO day the article speaks from."""

    article: Article
    windows: tuple[Window, ...]
    told: tuple[Told, ...]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    dates: tuple[Date, ...]
    as_of: str | None

    def told_in(self, window: Window) -> Sequence[Told]:
        starts = {sentence.start for sentence in window.sentences}
        return tuple(told for told in self.told if told.scene.sentence.start in starts)


@dataclass(frozen=True, slots=True)
class Decision:
    """The acts, in text order, and what a reader of the coding should know of how they came, a line each."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


class Engine(Protocol):
    """`name`: as reasons and commands call it; `version`: what tells its decisions from those of any other, None where
    no model decides; `reads_windows`: whether the encoder is to read the article first, for the names and quotations in
    it as well."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    @property
    def reads_windows(self) -> bool: ...
    def decide(self, prepared: Prepared) -> Decision:
        """Raises DepecheError where the engine cannot be asked."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules alone: the lexicon's rows laid over the syntax."""

    name: str = "rules"
    version: str | None = None
    reads_windows: bool = False

    def decide(self, prepared: Prepared) -> Decision:
        return Decision(drafts_of(prepared.told))
