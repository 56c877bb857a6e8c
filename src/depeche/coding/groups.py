"""Plurals -> the two, or those listed, whom they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from depeche.coding.ledger import Complement, Draft, Ledger, Mark, group_of
from depeche.coding.mentions import Phrase
from depeche.coding.offices import holders, office_of_subject, one_of

NAMELESS = frozenset(
    {"civilian", "farmer", "police_officer", "prisoner", "protester", "refugee", "soldier", "student", "worker"}
)  # classes of people who are seldom named
REACH = 4  # sentences a bare "le ministre" looks back for one of another name


def may_pair(phrase: Phrase) -> bool:
    """Whether two called so may be two already named: "les deux dirigeants", not "les deux soldats"."""
    return phrase.role is not None and phrase.role.kind != "organisation" and phrase.role.office not in NAMELESS


def listed_ids(ledger: Ledger, phrase: Phrase, complement: Complement) -> tuple[str, ...]:
    """Ids of those a plural is said of: persons listed behind it ("ses homologues du Chili, X, et du Pérou, Y"), the
    holders of its office in each of its states, or else these states."""
    assert phrase.role is not None
    if phrase.role.kind == "person" and (people := _people_behind(ledger, phrase)):
        return people
    if len(complement.states) < 2:
        return ()
    office = phrase.role.office
    if office == "counterpart":
        office = office_of_subject(ledger, phrase) or office
    held = [one_of(ledger, holders(ledger, state, office)) for state in complement.states if office != "leader"]
    people = tuple(draft.id for draft in held if draft is not None and draft.id)
    if len(people) == len(complement.states):
        return people
    return tuple(ledger.entry(state).id or state for state in complement.states)


def _people_behind(ledger: Ledger, phrase: Phrase) -> tuple[str, ...]:
    """Ids of two or more persons named right behind a plural, each perhaps with his state before him."""
    sentence = ledger.sentences[phrase.sentence]
    marks = {m.phrase.first: m for m in ledger.marks[phrase.sentence] if m.form == "name"}
    people: list[str] = []
    at = phrase.last
    while at < len(sentence.tokens):
        mark, token = marks.get(at), sentence.tokens[at]
        if mark is not None and mark.draft.id and mark.draft.kind in ("person", "state"):
            people += [mark.draft.id] if mark.draft.kind == "person" else []
            at = mark.phrase.last
        elif token.text == "," or token.pos in ("CCONJ", "ADP", "DET"):
            at += 1
        else:
            break
    return tuple(dict.fromkeys(people)) if len(set(people)) > 1 else ()


def pair_before(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """The two of the role's kind that are spoken of together: coordinated in this or the last sentence, or its only
    ones; else the last two coordinated; else the two last spoken of. Rivals are two states, or else two persons. None
    when there are not two."""
    assert phrase.role is not None
    of_states = phrase.role.kind == "state" or phrase.role.office in ("coalition", "capital", "rival")
    members = _pair_members(ledger, phrase, of_states=of_states)
    if members is None and phrase.role.office == "rival":
        members = _pair_members(ledger, phrase, of_states=False)
    if members is None:
        return None
    return group_of(ledger, [ledger.entry(id).id or id for id in members])


def _pair_members(ledger: Ledger, phrase: Phrase, *, of_states: bool) -> tuple[str, ...] | None:
    near = range(phrase.sentence, max(-1, phrase.sentence - 2), -1)
    found = (_pair_in(ledger, i, phrase, of_states=of_states) for i in near)
    if members := next((pair for pair in found if pair), None):
        return members
    if of_states and (members := _pair_with_place(ledger, phrase)):
        return members
    far = (coordinated(ledger, i, phrase, of_states=of_states) for i in range(phrase.sentence, -1, -1))
    return next((pair for pair in far if pair), None) or _last_two(ledger, phrase, of_states=of_states)


def _pair_with_place(ledger: Ledger, phrase: Phrase) -> tuple[str, ...] | None:
    """The two states that this sentence or the last speaks of, one only as the country of a place ("Alger a rappelé
    son ambassadeur à Niamey"), unless the one before it has two that act."""
    for index in range(phrase.sentence, max(-1, phrase.sentence - 2), -1):
        ids = dict.fromkeys(id for _, id in _pair_marks(ledger, index, phrase, of_states=True))
        before = _pair_in(ledger, index - 1, phrase, of_states=True) if index else None
        if before and set(ids) <= set(before):
            return before
        ids.update((c, None) for p, c in ledger.places[index] if c and p.end <= phrase.start)
        if len(ids) == 2:
            return tuple(ids)
    return None


def listed_before(ledger: Ledger, phrase: Phrase, count: int) -> Draft | None:
    """The group of so many persons, or states, listed with commas and "and" here or in the two sentences before."""
    assert phrase.role is not None
    of_states = phrase.role.kind == "state" or phrase.role.office in ("coalition", "capital")
    for index in range(phrase.sentence, max(-1, phrase.sentence - 3), -1):
        members: list[str] = []
        marks = _pair_marks(ledger, index, phrase, of_states=of_states)
        for at, (mark, id) in enumerate(marks):
            follows = at and joint(ledger, marks[at - 1][0].phrase, mark.phrase)
            members = [*members, id] if follows or (members and id == members[-1]) else [id]
            if len(dict.fromkeys(members)) == count and follows == "and":
                return group_of(ledger, dict.fromkeys(ledger.entry(id).id or id for id in members))
    return None


def _paired_id(mark: Mark, *, of_states: bool) -> str | None:
    """Who a mark stands for in a pair of persons, or of states: of these a person or a capital speaks too."""
    if not of_states:
        return mark.draft.id if mark.draft.kind == "person" else None
    return mark.draft.id if mark.draft.kind == "state" else mark.draft.state if mark.draft.kind == "person" else None


def _pair_marks(ledger: Ledger, index: int, phrase: Phrase, *, of_states: bool) -> list[tuple[Mark, str]]:
    """Marks of a sentence before a phrase that may be one of a pair, with their ids, in text order."""
    before = [m for m in ledger.marks[index] if m.form != "pronoun" and m.phrase.end <= phrase.start]
    found = [(m, id) for m in before if (id := _paired_id(m, of_states=of_states))]
    return sorted(found, key=lambda pair: (pair[0].phrase.start, -pair[0].phrase.end))


def _pair_in(ledger: Ledger, index: int, phrase: Phrase, *, of_states: bool) -> tuple[str, ...] | None:
    """The pair a sentence speaks of: who is coordinated, else the only two. In the phrase's own sentence a single one
    acts on the two ("Réunis par le président X, les deux dirigeants …")."""
    if members := coordinated(ledger, index, phrase, of_states=of_states):
        return members
    ids = dict.fromkeys(id for _, id in _pair_marks(ledger, index, phrase, of_states=of_states))
    return tuple(ids) if len(ids) == 2 else None


def coordinated(ledger: Ledger, index: int, phrase: Phrase, *, of_states: bool) -> tuple[str, ...] | None:
    """The last two of a sentence with "and" between them and no third before in the list."""
    marks = _pair_marks(ledger, index, phrase, of_states=of_states)
    members = None
    for at, ((one, first), (other, second)) in enumerate(pairwise(marks)):
        if first != second and joint(ledger, one.phrase, other.phrase) == "and":
            third = marks[at - 1] if at else None
            if third is None or third[1] == first or joint(ledger, third[0].phrase, one.phrase) != "list":
                members = (first, second)
    return members


def joint(ledger: Ledger, one: Phrase, other: Phrase) -> Literal["and", "list"] | None:
    """What joins two phrases of a sentence, past the words of roles and names between them."""
    sentence = ledger.sentences[one.sentence]
    around = range(one.first, other.last)
    apart = (p for p in ledger.phrases[one.sentence] if p.kind != "pronoun" and not _covers(p, around))
    inside = {i for p in apart for i in range(p.first, p.last)}
    between = [t for t in sentence.tokens[one.last : other.first] if t.index not in inside]
    if any(t.text != "," and t.pos not in ("CCONJ", "DET", "ADP", "PART") for t in between):
        return None
    if sum(t.pos == "CCONJ" for t in between) == 1:
        return "and"
    return "list" if any(t.text == "," for t in between) else None


def _covers(phrase: Phrase, tokens: range) -> bool:
    return phrase.first <= tokens.start and tokens.stop <= phrase.last


def _last_two(ledger: Ledger, phrase: Phrase, *, of_states: bool) -> tuple[str, ...] | None:
    """The two last spoken of, those of the phrase's own sentence apart."""
    members: dict[str, None] = {}
    for index in range(phrase.sentence - 1, max(-1, phrase.sentence - REACH - 1), -1):
        members.update((id, None) for _, id in reversed(_pair_marks(ledger, index, phrase, of_states=of_states)))
        if len(members) >= 2:
            return tuple(members)[:2]
    return None


def all_joint(ledger: Ledger, phrases: Iterable[Phrase]) -> bool:
    """Whether phrases are one list: "de la Somalie et du Kenya"."""
    ordered = sorted(phrases, key=lambda p: p.start)
    return len(ordered) > 1 and all(joint(ledger, one, other) for one, other in pairwise(ordered))
