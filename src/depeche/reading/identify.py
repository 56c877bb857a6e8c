"""Language of an article, and of each of its blocks. ISO 639-1 codes; the only module that imports py3langid.

Its tables take most of a second to load. What the small words of a text show beyond doubt is therefore not asked of it.
"""

from __future__ import annotations

import re
import sys
from copy import copy
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from depeche.knowledge.layout import laid_out_languages, load_common_words, load_letters, load_neighbours

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Least probability to believe the identifier. Measured on the corpus of 1,020 passages: whole texts score 0.97 and
# more among the three languages, all rightly; lines of names, right or wrong, mostly stay below 0.8.
SURE = 0.9
SURE_OF_FEW_WORDS = 0.97
FEW_WORDS = 6
SURE_OF_OTHER = 0.85  # another language than the three, among all; the one passage mistaken among all has 0.41
WORD = re.compile(r"[^\W\d_]+")
# What a page states of its language stands when so many of its words are small words of that language and of no other
# of ours (measured on the corpus: half of the passages have 0.19 in Spanish, 0.23 in French, 0.33 in English; Catalan
# and Asturian have 0.12 and 0.17 of the Spanish ones, so that the statement alone, or the words alone, would not do).
STATED_WORDS = 30
STATED_SHARE = 0.12
STATED_MARGIN = 3  # times as many as of the next language
# Of a text whose language nobody states, likewise, of small words that no language near it has either; words of theirs
# and letters of others are foreign. Measured on the corpus, three passages at a time: 95 % of the texts in French and
# 99 % in Spanish and English are told, none wrongly; of 33 other languages none is taken for one of ours.
TOLD_WORDS = 30
TOLD_SHARE = 0.1
TOLD_DIFFERENT = 5  # words: "du" alone is Basque
TOLD_FOREIGN = 4  # times as many own words as foreign ones
PLAIN_MARGIN = 3  # likewise, of a line: different words that it has of the article's language and of others


@cache
def known_languages() -> frozenset[str]:
    """Those with knowledge tables: what a block can be in when its article is in one of them."""
    return frozenset(laid_out_languages())


class Later(ModuleType):
    """A module that loads when something in it is first asked for."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def put_off_loading() -> None:
    """Let py3langid load when it is first used. trafilatura imports it, with numpy a fifth of the time in which a page
    is read from start to end, and uses it for nothing that is asked here."""
    sys.modules.setdefault("py3langid", Later("py3langid"))


@cache
def load_identifier() -> LanguageIdentifier:
    """An identifier of our own: the library's is shared by the whole process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def load_known_identifier() -> LanguageIdentifier:
    """One that knows our languages alone: it takes half the time, and shares the other's tables."""
    identifier = copy(load_identifier())
    identifier.set_languages(sorted(known_languages()))
    return identifier


def identify(text: str, *, fallback: str | None = None) -> str:
    """Which of our languages the text is in; `fallback` when it is too short or has too few words to say."""
    if fallback in known_languages() and is_plainly(text, fallback):
        return fallback
    language, share = classify(text, load_known_identifier())
    needed = SURE_OF_FEW_WORDS if len(text.split()) <= FEW_WORDS else SURE
    return language if fallback is None or share >= needed else fallback


def identify_article(text: str, *, stated: str | None = None) -> str | None:
    """The language of a whole article, whichever it is; None for a text without letters. `stated`: as its page says,
    believed where the words agree."""
    if not any(character.isalpha() for character in text):
        return None
    if stated in known_languages() and agrees(text, stated):
        return stated
    told = next((code for code in sorted(known_languages()) if is_surely(text, code)), None)
    if told is not None:
        return told
    language, share = classify(text, load_identifier())
    if language not in known_languages() and share < SURE_OF_OTHER:
        return classify(text, load_known_identifier())[0]
    return language


def identify_surely(text: str) -> str | None:
    """Which of our languages a line is in, where there is no doubt; None for any other line."""
    language, share = classify(text, load_identifier())
    if language not in known_languages() and share >= SURE_OF_OTHER:
        return None
    language, share = classify(text, load_known_identifier())
    return language if share >= SURE else None


def classify(text: str, identifier: LanguageIdentifier) -> tuple[str, float]:
    """The likeliest language that it knows, and its probability among them."""
    language, share = identifier.classify(" ".join(text.split()))
    return str(language), float(share)


@cache
def own_words(language: str) -> frozenset[str]:
    """Its small words that no other of our languages has."""
    common = load_common_words()
    return common[language].difference(*(words for other, words in common.items() if other != language))


@cache
def words_of_others(language: str) -> frozenset[str]:
    """The small words of our other languages that it has not."""
    common = load_common_words()
    return frozenset().union(*common.values()) - common[language]


def is_plainly(text: str, language: str) -> bool:
    """Has the text small words of this language, and hardly any of another of ours? So has a line of few words (a name,
    a date, a label) in which neither a small word nor a letter is another's."""
    lower = text.lower()
    said = frozenset(WORD.findall(lower))
    own, other = len(said & own_words(language)), len(said & words_of_others(language))
    if own or other:
        return own >= max(1, PLAIN_MARGIN * other)
    return len(said) <= FEW_WORDS and spells(lower, language)


def spells(words: str, language: str) -> bool:
    """Are all its letters of the language's alphabet?"""
    return words.isascii() or all(c.isascii() or not c.isalpha() or c in load_letters(language) for c in words)


def agrees(text: str, language: str) -> bool:
    """Is a text in the language that its page states, by its small words?"""
    said = WORD.findall(text.lower())
    counts = {code: sum(map(own_words(code).__contains__, said)) for code in known_languages()}
    own = counts.pop(language)
    enough = len(said) >= STATED_WORDS and own >= STATED_SHARE * len(said)
    return enough and own >= STATED_MARGIN * max(counts.values(), default=0)


@cache
def lone_words(language: str) -> frozenset[str]:
    """Its small words that neither another of our languages has nor one near it."""
    return own_words(language) - load_neighbours(language)


@cache
def foreign_words(language: str) -> frozenset[str]:
    """The small words of other languages, ours and those near it, that it has not."""
    return (words_of_others(language) | load_neighbours(language)) - load_common_words()[language]


def is_surely(text: str, language: str) -> bool:
    """Is a text in this language beyond doubt, by its small words?"""
    said = WORD.findall(text.lower())
    own = [word for word in said if word in lone_words(language)]
    if len(said) < TOLD_WORDS or len(own) < TOLD_SHARE * len(said) or len(set(own)) < TOLD_DIFFERENT:
        return False
    foreign = sum(word in foreign_words(language) or not spells(word, language) for word in said)
    return len(own) >= TOLD_FOREIGN * foreign
