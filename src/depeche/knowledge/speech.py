"""Words of reported speech in a language: verbs that report, phrases that name a source, words that name a term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from depeche.errors import BadKnowledge
from depeche.knowledge.load import Row, read_table, read_words

SpeechKind = Literal[
    "statement", "question", "order", "promise", "thought", "denial", "accusation", "judgement", "expression"
]
Complement = Literal["quote", "clause", "infinitive", "words", "listener"]


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb that reports. `words`: its lemma and what must follow it ("mettre", "en", "garde"); `takes` names what may
    carry the content: `quote` (direct words), `clause` (that …), `infinitive`, `words` (marked words among its
    arguments); `listener`: its object is who is spoken to. `objects`: what introduces a noun that holds the content
    ("réclame des excuses", "parle de trahison"): an adposition, `-` for none, `+` for none where the verb has a further
    complement ("accuse X of theft", "calls X a liar")."""

    id: str
    words: tuple[str, ...]
    reflexive: bool
    kind: SpeechKind
    takes: frozenset[Complement]
    objects: frozenset[str]
    example: str


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """What a language says around reported speech; phrases and words in lower case with straight apostrophes.

    `verbs`: by first lemma, longest phrase first, reflexive ones first. `according` phrases end where the source
    begins; `according_weak` ones count only before a name or role that a comma closes, `according_relative` ones take
    up the noun before them. `naming`: words right before a mark that holds a name or term; `titled`: nouns beside a
    title. `bare_clause`: a reported clause may lack its complementiser; `drops_subject`: a verb may stand without its
    subject; `object_relatives`: what a verb of speech tells something of, before its subject ("which he called a
    disgrace"); `free_relatives`: what opens a clause that stands for a noun.
    """

    verbs: Mapping[str, tuple[SpeechVerb, ...]]
    according: tuple[str, ...]
    according_weak: frozenset[str]
    according_relative: frozenset[str]
    not_according: tuple[str, ...]
    as_phrases: frozenset[str]
    complementisers: frozenset[str]
    whether: frozenset[str]
    infinitive_markers: frozenset[str]
    relatives: frozenset[str]
    object_relatives: frozenset[str]
    free_relatives: frozenset[str]
    reflexive_pronouns: frozenset[str]
    addressee: frozenset[str]
    naming: tuple[str, ...]
    naming_verbs: frozenset[str]
    naming_relatives: tuple[str, ...]
    naming_objects: frozenset[str]
    terms: frozenset[str]
    titled: frozenset[str]
    speech_nouns: frozenset[str]
    noun_openers: frozenset[str]
    owner_cases: frozenset[str]
    incise_pronouns: frozenset[str]
    pronouns: frozenset[str]
    clause_breaks: frozenset[str]
    phrase_cases: frozenset[str]
    conjunctions: frozenset[str]
    predicate_cases: frozenset[str]
    setting: frozenset[str]
    without: frozenset[str]
    nobody: frozenset[str]
    occasions: frozenset[str]
    days: frozenset[str]
    never_subjects: frozenset[str]
    endings: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, str]
    bare_clause: bool
    drops_subject: bool


WORD_SETS = (
    "according_weak",
    "according_relative",
    "complementisers",
    "whether",
    "infinitive_markers",
    "relatives",
    "object_relatives",
    "free_relatives",
    "reflexive_pronouns",
    "addressee",
    "titled",
    "naming_verbs",
    "naming_objects",
    "terms",
    "speech_nouns",
    "noun_openers",
    "owner_cases",
    "incise_pronouns",
    "pronouns",
    "clause_breaks",
    "phrase_cases",
    "conjunctions",
    "predicate_cases",
    "setting",
    "without",
    "nobody",
    "occasions",
    "days",
    "never_subjects",
)
LONGEST_ENDING = 7  # letters


def lemmas_of(form: str, words: SpeechWords) -> list[str]:
    """Speech verbs of which a form, in lower case, may be an inflection, whatever the pipeline's lemma."""
    found = [words.forms[form]] if words.forms.get(form) in words.verbs else []
    for cut in range(max(2, len(form) - LONGEST_ENDING), len(form)):
        for ending in words.endings.get(form[cut:], ()):
            if form[:cut] + ending in words.verbs:
                found.append(form[:cut] + ending)
    return found


@cache
def load_speech(language: str) -> SpeechWords:
    """The speech words of a language. Raises BadKnowledge on an unknown kind or complement."""
    words = read_words(f"{language}/speech")
    prefixes, suffixes = tuple(words["reflexive_prefixes"]), tuple(words["reflexive_suffixes"])
    verbs: dict[str, list[SpeechVerb]] = {}
    for row in read_table(f"{language}/speech"):
        verb = _read_verb(row, prefixes, suffixes)
        verbs.setdefault(verb.words[0], []).append(verb)
    phrases = (*words["according"], *words["according_weak"], *words["according_relative"])
    return SpeechWords(
        verbs={lemma: tuple(sorted(rows, key=_longest_first)) for lemma, rows in verbs.items()},
        according=tuple(sorted(phrases, key=len, reverse=True)),
        as_phrases=frozenset(words["as"]),
        not_according=tuple(words["not_according"]),
        naming=tuple(words["naming"]),
        naming_relatives=tuple(words["naming_relatives"]),
        bare_clause=words["bare_clause"],
        drops_subject=words["drops_subject"],
        endings=_endings(language),
        forms=words["forms"],
        **{name: frozenset(words[name]) for name in WORD_SETS},
    )


def _longest_first(verb: SpeechVerb) -> tuple[int, bool, str]:
    return -len(verb.words), not verb.reflexive, verb.id


def _read_verb(row: Row, prefixes: tuple[str, ...], suffixes: tuple[str, ...]) -> SpeechVerb:
    lemma = row["lemma"]
    bare = next((lemma[len(prefix) :] for prefix in prefixes if lemma.startswith(prefix)), lemma)
    bare = next((bare[: -len(suffix)] for suffix in suffixes if bare.endswith(suffix)), bare)
    takes = row.listed("takes")
    if row["kind"] not in get_args(SpeechKind) or not set(takes) <= set(get_args(Complement)):
        raise BadKnowledge(f"{row.id}: unknown kind {row['kind']!r} or takes {row['takes']!r}; see knowledge/speech.py")
    return SpeechVerb(
        id=row.id,
        words=tuple(bare.split(" ")),
        reflexive=bare != lemma,
        kind=cast(SpeechKind, row["kind"]),
        takes=frozenset(cast(tuple[Complement, ...], takes)),
        objects=frozenset(row.listed("objects")),
        example=row["example"],
    )


def _endings(language: str) -> dict[str, tuple[str, ...]]:
    """Endings of verbs and the endings of the lemmas they stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for row in read_table(f"{language}/endings"):
        if row["pos"] == "VERB":
            found[row["ending"]] = (*found.get(row["ending"], ()), row["lemma"])
    return found
