"""Function words of a language: what marks an agent, a passive, a negation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from depeche.errors import BadKnowledge
from depeche.knowledge.load import DATA, read_words


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """Lower-case lemmas, adpositions as `Token.case` has them; `contractions` map a fused form to its adposition
    ("du" -> "de"); `drops_subject`: a finite verb may go without one."""

    agent: frozenset[str]
    passive_auxiliaries: frozenset[str]
    perfect_auxiliaries: frozenset[str]
    active_perfects: frozenset[str]
    impersonal: frozenset[str]
    negations: frozenset[str]
    not_negations: frozenset[str]
    pronouns: frozenset[str]
    relatives: frozenset[str]
    dative: frozenset[str]
    possession: frozenset[str]
    between: frozenset[str]
    locative: frozenset[str]
    support_verbs: frozenset[str]
    directed: frozenset[str]
    conjunctions: frozenset[str]
    time_nouns: frozenset[str]
    drops_subject: bool
    contractions: Mapping[str, str]


@cache
def load_function_words(language: str) -> FunctionWords:
    """Raises BadKnowledge on a faulty file."""
    words = read_words(f"{language}/grammar")
    try:
        return msgspec.convert(words, FunctionWords)
    except msgspec.ValidationError as error:
        raise BadKnowledge(f"{DATA}/{language}/grammar.toml: {error}; see the one of another language") from error
