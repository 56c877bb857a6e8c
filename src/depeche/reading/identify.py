"""Language of an article, and of each of its blocks. ISO 639-1 codes; the only module that imports py3langid."""

from __future__ import annotations

from copy import copy
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from depeche.knowledge.layout import laid_out_languages

# Least probability to believe the identifier. Measured on the corpus of 1,020 passages: whole texts score 0.97 and
# more among the three languages, all rightly; lines of names, right or wrong, mostly stay below 0.8.
SURE = 0.9
SURE_OF_FEW_WORDS = 0.97
FEW_WORDS = 6
SURE_OF_OTHER = 0.85  # another language than the three, among all; the one passage mistaken among all has 0.41


@cache
def known_languages() -> frozenset[str]:
    """Those with knowledge tables: what a block can be in when its article is in one of them."""
    return frozenset(laid_out_languages())


@cache
def load_identifier() -> LanguageIdentifier:
    """An identifier of our own: the library's is shared by the whole process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def load_known_identifier() -> LanguageIdentifier:
    """One that knows our languages alone: it takes half the time, and shares the other's tables."""
    identifier = copy(load_identifier())
    identifier.set_languages(sorted(known_languages()))
    return identifier


def identify(text: str, *, fallback: str | None = None) -> str:
    """Which of our languages the text is in; `fallback` when it is too short or has too few words to say."""
    language, share = classify(text, load_known_identifier())
    needed = SURE_OF_FEW_WORDS if len(text.split()) <= FEW_WORDS else SURE
    return language if fallback is None or share >= needed else fallback


def identify_article(text: str) -> str | None:
    """The language of a whole article, whichever it is; None for a text without letters."""
    if not any(character.isalpha() for character in text):
        return None
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
