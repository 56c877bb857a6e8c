"""Words that name an act: the triggers of a language, how the sides of the act attach to them, and where they stand.

A row of `data/<lang>/triggers.tsv` is one way of naming an act. Its frame says which words of the sentence are the
sides: `nsubj>obl:contre` is read "the subject acts on the complement with *contre*". The notation is described in
`docs/knowledge.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import cast, get_args

from depeche.errors import BadKnowledge
from depeche.knowledge.load import Row, read_table, read_words
from depeche.records import EventType, Factuality, Token

MIN_STEM = 2  # letters of a form before its ending
KEPT = 1 << 15  # words whose keys are kept, 10 MB: nine in ten come again within some articles
MAX_GAP = 3  # words between two words of an expression; measured on the corpus, 4 finds no more acts
SUBTYPES = frozenset({"nsubj:pass", "obl:agent", "expl:se"})  # relations that keep their colon
EVENT_TYPES: tuple[str, ...] = get_args(EventType)
FACTUALITIES: tuple[str, ...] = get_args(Factuality)
CLOSED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "pos": ("VERB", "NOUN", "ADJ", "MWE"),
    "type": ("", *EVENT_TYPES),
    "factuality": ("", *FACTUALITIES),
    "reading": ("event", "not"),
}

# what a row's part of speech may be tagged as: participles are often tagged adjectives, capitalised nouns names
FITTING = {
    "VERB": frozenset({"VERB", "AUX", "ADJ"}),
    "NOUN": frozenset({"NOUN", "PROPN"}),
    "ADJ": frozenset({"ADJ", "VERB", "NOUN"}),
    "MWE": frozenset[str](),  # an expression is told by its words
}
MISTAGGED = frozenset({"ADV", "PRON", "X"})
UNBRIDGED = frozenset({"VERB", "CCONJ", "SCONJ", "PUNCT"})  # not inside an expression
BRIDGED_MARKS = frozenset("-«»\"'“”")
VERBAL_LINKS = frozenset({"aux", "aux:pass", "obj", "iobj", "expl:se", "nsubj:pass"})
NOMINAL_LINKS = frozenset({"det", "case", "amod", "nmod:poss"})
RETAGGED = frozenset({"NOUN", "ADV", "PRON", "X", "ADP", "INTJ"})
LIGHT = frozenset({"ADP", "SCONJ", "PART", "PRON", "DET"})  # words that leave an expression's first sense open
PASSIVE_LINKS = frozenset({"nsubj:pass", "nsubj", "obj"})  # an expression's noun before its verb


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of the syntax tree: a Universal Dependencies relation and, if the frame names one, the adposition that
    marks the dependent ("auprès de"). Relation "^" stays on the trigger, or goes to the noun it modifies."""

    relation: str
    preposition: str | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be there beside the sides: a dependent (`path`, with one of the `lemmas`, of the word `classes`, or
    itself a trigger of one of the `types`; any word if all three are empty), or a `feature` of the trigger
    ("Tense=Fut")."""

    path: tuple[Step, ...]
    classes: frozenset[str]
    lemmas: frozenset[str]
    types: frozenset[str]
    feature: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the sides stand, as paths from the trigger; () where no side is named. `symmetric`: both are actors."""

    actor: tuple[Step, ...]
    recipient: tuple[Step, ...]
    symmetric: bool
    requires: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row. `words`: the expression's words in order, lower case, without articles and reflexive pronouns;
    `spellings`: for each of them every lemma or form that counts as the word. `is_event` is False for a look-alike,
    whose `type` is the one it is mistaken for. `row` names the table's line ("fr/triggers:12")."""

    words: tuple[str, ...]
    spellings: tuple[frozenset[str], ...]
    pos: str
    frame: Frame
    type: EventType | None
    modes: tuple[str, ...]
    factuality: Factuality | None
    is_event: bool
    example: str
    row: str


@dataclass(frozen=True, slots=True)
class Ending:
    """An inflection: a form tagged `pos` that ends in `ending` may have the lemma that ends in `lemma`."""

    pos: str
    ending: str
    lemma: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A language's triggers. `triggers`: rows by index word, the single word or, of an expression, its longest word
    (the first of equals), under each of its spellings; `classes`: word classes of requirements; `lemmas`: corrections
    of the pipeline's lemmas, by form; `endings`: inflections by which a form's lemma is guessed beside the
    pipeline's, by their last letter."""

    language: str
    triggers: Mapping[str, tuple[Trigger, ...]]
    classes: Mapping[str, frozenset[str]]
    lemmas: Mapping[str, frozenset[str]]
    endings: Mapping[str, tuple[Ending, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a sentence that name an act, as sorted indices of its tokens, and every row that names it so."""

    tokens: tuple[int, ...]
    triggers: tuple[Trigger, ...]


def fold(word: str) -> str:
    """A word as the tables write it: lower case, straight apostrophe, no ligature."""
    return word.lower().replace("’", "'").replace("œ", "oe")


# ---- frames ---------------------------------------------------------------------------------------------------------


@cache
def parse_frame(text: str) -> Frame:
    """`nsubj>obl:avec+expl:se` -> Frame. Raises BadKnowledge."""
    sides, *requirements = text.split("+")
    requires = tuple(_requirement(requirement) for requirement in requirements)
    if sides == "-":
        return Frame((), (), False, requires)
    match = re.fullmatch(r"([^>=]+)([>=])([^>=]+)", sides)
    if match is None:
        raise BadKnowledge(f"frame {text!r}: write actor>recipient or actor=recipient, '-' for no side")
    return Frame(_path(match[1]), _path(match[3]), match[2] == "=", requires)


def _path(text: str) -> tuple[Step, ...]:
    return () if text == "-" else tuple(_step(step) for step in text.split("/"))


def _step(text: str) -> Step:
    if not re.fullmatch(r"\^|[a-z]+(:[^\W\d]['\w]*)?", text):
        raise BadKnowledge(f"step {text!r} of a frame: write relation or relation:preposition")
    if text in SUBTYPES:
        return Step(text, None)
    relation, _, preposition = text.partition(":")
    return Step(relation, preposition.replace("_", " ") or None)


def _requirement(text: str) -> Requirement:
    if re.fullmatch(r"[A-Z]\w+=\w+", text):
        return Requirement((), frozenset(), frozenset(), frozenset(), text)
    match = re.fullmatch(r"([^\[\]]+)(?:\[([^\[\]]+)\])?", text)
    if match is None:
        raise BadKnowledge(f"requirement {text!r} of a frame: write path, path[a|b] or Feature=Value")
    words = frozenset(match[2].split("|")) if match[2] else frozenset[str]()
    classes = frozenset(word[1:] for word in words if word.startswith("@"))
    types = words & frozenset(EVENT_TYPES)
    lemmas = frozenset(fold(word) for word in words - types if not word.startswith("@"))
    return Requirement(_path(match[1]), classes, lemmas, types, None)


# ---- loading --------------------------------------------------------------------------------------------------------


@cache
def load_lexicon(language: str) -> Lexicon:
    """The triggers of a language, with its word classes and lemma corrections. Raises BadKnowledge."""
    lemmas = _gather((row["surface"], row["lemma"]) for row in read_table(f"{language}/lemmas"))
    classes = _gather((row["class"], row["lemma"]) for row in read_table(f"{language}/classes"))
    optional = frozenset(read_words(f"{language}/expressions")["optional"])
    index: dict[str, list[Trigger]] = {}
    for row in read_table(f"{language}/triggers"):
        for trigger in _triggers(row, lemmas, optional):
            _check(trigger, classes)
            head = max(range(len(trigger.words)), key=lambda i: (len(trigger.words[i]), -i))
            for spelling in sorted(trigger.spellings[head]):
                index.setdefault(spelling, []).append(trigger)
    triggers = {word: tuple(rows) for word, rows in index.items()}
    return Lexicon(language, triggers, classes, lemmas, _endings(language))


def _endings(language: str) -> dict[str, tuple[Ending, ...]]:
    by_letter: dict[str, list[Ending]] = {}
    for row in read_table(f"{language}/endings"):
        by_letter.setdefault(row["ending"][-1:], []).append(Ending(row["pos"], row["ending"], row["lemma"]))
    return {letter: tuple(endings) for letter, endings in by_letter.items()}


def _gather(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    gathered: dict[str, set[str]] = {}
    for key, value in pairs:
        gathered.setdefault(fold(key), set()).add(fold(value))
    return {key: frozenset(values) for key, values in gathered.items()}


def _triggers(row: Row, lemmas: Mapping[str, frozenset[str]], optional: frozenset[str]) -> Iterator[Trigger]:
    """The row's trigger; a word with hyphens counts whole and in parts, as pipelines differ."""
    for column, allowed in CLOSED_COLUMNS.items():
        if row[column] not in allowed:
            raise BadKnowledge(f"{row.id}: {column} {row[column]!r} is unknown; use {', '.join(filter(None, allowed))}")
    for words in _expression(fold(row["lemma"]), optional):
        yield Trigger(
            words=words,
            spellings=tuple(frozenset({word}) | lemmas.get(word, frozenset()) for word in words),
            pos=row["pos"],
            frame=_frame(row),
            type=cast(EventType, row["type"]) or None,
            modes=row.listed("mode"),
            factuality=cast(Factuality, row["factuality"]) or None,
            is_event=row["reading"] == "event",
            example=row["example"],
            row=row.id,
        )


def _frame(row: Row) -> Frame:
    try:
        return parse_frame(row["frame"])
    except BadKnowledge as error:
        raise BadKnowledge(f"{row.id}: {error}") from error


def _expression(lemma: str, optional: frozenset[str]) -> Iterator[tuple[str, ...]]:
    yield _needed(lemma, r"(?<=')", optional)
    if "-" in lemma:
        yield _needed(lemma, r"(?<=')|-", optional)


def _needed(lemma: str, joints: str, optional: frozenset[str]) -> tuple[str, ...]:
    """The words of an expression that must be there, those joined by a mark taken apart."""
    words = [part for word in lemma.split(" ") if word not in optional for part in re.split(joints, word) if part]
    return tuple(word for word in words if word not in optional) or tuple(lemma.split(" "))


def _check(trigger: Trigger, classes: Mapping[str, frozenset[str]]) -> None:
    for requirement in trigger.frame.requires:
        if unknown := requirement.classes - classes.keys():
            raise BadKnowledge(f"{trigger.row}: word class {min(unknown)!r} has no row in classes.tsv; add its words")


# ---- matching -------------------------------------------------------------------------------------------------------


def match_expressions(lexicon: Lexicon, tokens: tuple[Token, ...]) -> tuple[Match, ...]:
    """The words of a sentence that some row names, look-alikes included, sorted by tokens. A longer expression hides
    the shorter ones inside it; if it only adds a preposition or conjunction ("withdraw from"), it takes over their
    rows, after its own."""
    tokens = _retagged(tokens)
    keys = tuple(token_keys(lexicon, token) for token in tokens)
    said = frozenset().union(*keys)
    found: dict[tuple[int, ...], dict[str, Trigger]] = {}
    for index in range(len(tokens)):
        for key in sorted(keys[index] & lexicon.triggers.keys()):
            for trigger in lexicon.triggers[key]:
                if len(trigger.words) > 1 and any(map(said.isdisjoint, trigger.spellings)):
                    continue
                if (place := _place(trigger, index, tokens, keys)) is not None:
                    found.setdefault(place, {})[trigger.row] = trigger
    matches = []
    for place in sorted(found):
        if any(set(place) < set(longer) for longer in found):
            continue
        rows = dict(found[place])
        for inner in sorted(found, key=len, reverse=True):
            if set(inner) < set(place) and all(_is_light(tokens[i]) for i in set(place) - set(inner)):
                rows |= found[inner]
        matches.append(Match(place, tuple(rows.values())))
    return tuple(matches)


def _retagged(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens, those tagged otherwise but parsed as verbs (with an auxiliary, an object, a reflexive) made verbs."""
    governors = {token.head for token in tokens if token.relation in VERBAL_LINKS}
    governors -= {token.head for token in tokens if token.relation in NOMINAL_LINKS}
    return tuple(
        replace(token, pos="VERB") if token.index in governors and token.pos in RETAGGED else token for token in tokens
    )


def _is_light(token: Token) -> bool:
    return token.pos in LIGHT and token.relation != "compound:prt"


def token_keys(lexicon: Lexicon, token: Token) -> frozenset[str]:
    """Every lemma or form a token may stand for in the tables."""
    return _keys(lexicon, token.text, token.lemma, token.pos)


@lru_cache(KEPT)
def _keys(lexicon: Lexicon, text: str, lemma: str, pos: str) -> frozenset[str]:
    form = fold(text)
    guessed = {
        form.removesuffix(ending.ending) + ending.lemma
        for ending in lexicon.endings.get(form[-1:], ())
        if pos in FITTING[ending.pos] and form.endswith(ending.ending) and len(form) >= MIN_STEM + len(ending.ending)
    }
    return frozenset({form, fold(lemma)}) | lexicon.lemmas.get(form, frozenset()) | guessed


def _place(
    trigger: Trigger, index: int, tokens: tuple[Token, ...], keys: tuple[frozenset[str], ...]
) -> tuple[int, ...] | None:
    """Where the trigger stands if its index word is the token at `index`."""
    if len(trigger.words) == 1:
        return (index,) if _fits(trigger.pos, tokens[index]) else None
    head = max(range(len(trigger.words)), key=lambda i: (len(trigger.words[i]), -i))
    left = _walk(trigger.spellings[:head][::-1], index, -1, tokens, keys)
    right = _walk(trigger.spellings[head + 1 :], index, 1, tokens, keys)
    if left is not None and right is not None:
        return (*reversed(left), index, *right)
    return _inverted(trigger, index, tokens, keys) if len(trigger.words) == 2 else None


def _fits(pos: str, token: Token) -> bool:
    """Whether a row of this part of speech may be the token; a verb tagged adverb or pronoun is told by its lemma."""
    if pos == "MWE" or token.pos in FITTING[pos]:
        return True
    return pos == "VERB" and token.pos in MISTAGGED and fold(token.lemma) != fold(token.text)


def _walk(
    spellings: tuple[frozenset[str], ...],
    index: int,
    direction: int,
    tokens: tuple[Token, ...],
    keys: tuple[frozenset[str], ...],
) -> list[int] | None:
    """Indices of the words met on the way from `index`, at most MAX_GAP others between two of them."""
    places: list[int] = []
    for accepted in spellings:
        for gap in range(1, MAX_GAP + 2):
            at = index + direction * gap
            if not 0 <= at < len(tokens):
                return None
            if accepted & keys[at]:
                places.append(at)
                index = at
                break
            if tokens[at].pos in UNBRIDGED and tokens[at].text not in BRIDGED_MARKS:
                return None
        else:
            return None
    return places


def _inverted(
    trigger: Trigger, index: int, tokens: tuple[Token, ...], keys: tuple[frozenset[str], ...]
) -> tuple[int, ...] | None:
    """A verb and its noun the other way round, tied by syntax: "l'offensive lancée", "a deal was signed"."""
    first, second = trigger.spellings
    for other in range(len(tokens)):
        verb, noun = (other, index) if second & keys[index] else (index, other)
        if not (first & keys[verb] and second & keys[noun]) or noun >= verb:
            continue
        if tokens[verb].pos not in FITTING["VERB"] or tokens[noun].pos not in FITTING["NOUN"]:
            continue
        passive = tokens[noun].head == verb and tokens[noun].relation in PASSIVE_LINKS
        relative = tokens[verb].head == noun and tokens[verb].relation.startswith("acl")
        if passive or relative:
            return (noun, verb)
    return None
