"""The state most spoken of where none is named, and the person whom the last sentences are about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from depeche.coding.ledger import ACTING, Complement, Draft, Ledger, differ
from depeche.coding.mentions import Phrase
from depeche.knowledge.load import read_words
from depeche.knowledge.roles import load_reference
from depeche.records import Sentence, Span

# Weights of what speaks for a state as the one meant; measured on the corpus and the golden articles.
DECAY = 0.8  # per sentence of distance
PARAGRAPH = 0.5  # per paragraph of distance
LEAD = 2.0  # in the subject of a clause, to 1 elsewhere
SCENE = 1.5  # as the country of a place
MAX_DEPTH = 4  # links from a name up to the subject it stands in


def salient_state(ledger: Ledger, phrase: Phrase, *, but: frozenset[str] = frozenset()) -> str | None:
    """The state most spoken of so far, nearer mentions weighing more, and those who act; None when two are equal.
    `but`: states left out."""
    weights: dict[str, float] = {}
    fading = 1.0
    for index in range(phrase.sentence, -1, -1):
        for state, weight in _states_in(ledger, index, phrase):
            weights[state] = weights.get(state, 0.0) + weight * fading * (state not in but)
        apart = index and ledger.sentences[index - 1].block != ledger.sentences[index].block
        fading *= PARAGRAPH if apart else DECAY
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _states_in(ledger: Ledger, index: int, phrase: Phrase) -> Iterator[tuple[str, float]]:
    """The states a sentence speaks of before a phrase, each with its weight there."""
    sentence, span = ledger.sentences[index], Span.of(phrase)
    posts = load_reference(sentence.language).posts
    for mark in ledger.marks[index]:
        state = mark.draft.id if mark.draft.kind == "state" else mark.draft.state
        if state is None or mark.phrase.start >= phrase.start or mark.phrase in span:
            continue
        if sentence.tokens[sentence.tokens[mark.phrase.head].head].lemma not in posts:
            yield state, LEAD if leads_clause(sentence, mark.phrase) else 1.0
    for place, country in ledger.places[index]:
        governor = sentence.tokens[sentence.tokens[place.head].head].lemma if place.last else None
        if country and place.start < phrase.start and governor not in posts:
            yield country, SCENE


def leads_clause(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase is the subject of its clause, or stands in it."""
    token = sentence.tokens[phrase.head]
    for _ in range(MAX_DEPTH):
        if token.relation in ACTING and token.relation != "root":
            return True
        if token.relation not in ("nmod", "amod", "nmod:poss", "conj", "appos", "flat", "compound"):
            return False
        token = sentence.tokens[token.head]
    return False


# ---- persons ---------------------------------------------------------------------------------------------------------

TOPIC_REACH = 2  # sentences back to the person whom "le républicain" calls
CALLED_BACK = {  # classes of nouns that may call back somebody named, and a sector he must then have
    "epithet": None,
    "leader": None,
    "aide": None,
    "official": None,
    "senate_president": None,
    "speaker": None,
    "head_of_state": None,
    "candidate": None,
    "opposition_person": None,
    "opposition_leader": None,
    "business_person": None,
    "diplomat": None,
    "soldier": "MIL",
    "army_chief": "MIL",
}
ONLY_OF_ORGANISATIONS = frozenset({"aide", "official", "senate_president", "speaker", "head_of_state"})


PROFILE_REACH = 4  # sentences back to somebody known for what he is called
OF_ONE_SECTOR = frozenset({"BUS", "JRN", "JUD", "LAB", "LEG", "MIL", "OPP", "PRM", "REB", "REL"})


def profiled_person(ledger: Ledger, phrase: Phrase, complement: Complement) -> Draft | None:
    """The last person spoken of who is known for what the role says: "le général", "the Republican", "el clérigo"."""
    for mark in ledger.before(phrase, PROFILE_REACH):
        if _may_be(ledger, mark.draft, phrase, complement, None) and is_known_as(ledger, mark.draft, phrase):
            return mark.draft
    return None


def is_known_as(ledger: Ledger, draft: Draft, phrase: Phrase) -> bool:
    """Whether the directory knows a person by what a role calls him: by his profile, or by his sector."""
    assert phrase.role is not None
    profiles = ledger.directory.profiles.get(draft.id or "", frozenset())
    if phrase.role.profile:
        return phrase.role.profile in profiles
    entry = ledger.directory.entry(draft.id or "")
    sectors = set(phrase.role.sectors) & OF_ONE_SECTOR
    return phrase.role.office in profiles or bool(entry and sectors & set(entry.sectors))


def _of_another_party(ledger: Ledger, draft: Draft, phrase: Phrase) -> bool:
    """Whether a person is known to be of a party, and not of the one that the role says."""
    assert phrase.role is not None
    parties = _parties()
    known = ledger.directory.profiles.get(draft.id or "", frozenset()) & parties
    return phrase.role.profile in parties and bool(known) and phrase.role.profile not in known


@cache
def _parties() -> frozenset[str]:
    return frozenset(read_words("actors/names")["parties"])


def topical_person(ledger: Ledger, phrase: Phrase, complement: Complement) -> Draft | None:
    """The person the last sentences are about, if the role may call him back: the subject of the main clause, the
    nearest sentence first; else the only person there."""
    assert phrase.role is not None
    office = phrase.role.office
    if office not in CALLED_BACK or (office in ONLY_OF_ORGANISATIONS and complement.organisation is None):
        return None
    for index in range(phrase.sentence, max(-1, phrase.sentence - TOPIC_REACH - 1), -1):
        people = [m for m in ledger.marks[index] if m.phrase.end <= phrase.start and m.form != "demonym"]
        fitting = [m for m in people if _may_be(ledger, m.draft, phrase, complement, CALLED_BACK[office])]
        fitting = [m for m in fitting if index < phrase.sentence or not _same_clause(ledger, m.phrase, phrase)]
        leading = [m.draft for m in fitting if leads_clause(ledger.sentences[index], m.phrase)]
        if leading or len({id(m.draft) for m in fitting}) == 1:
            return (leading or [m.draft for m in fitting])[0]
    return None


def _may_be(ledger: Ledger, draft: Draft, phrase: Phrase, complement: Complement, sector: str | None) -> bool:
    if draft.kind != "person" or draft.plural or draft.id is None or differ(draft.known_gender, phrase.gender):
        return False
    if complement.state and draft.state and complement.state != draft.state:
        return False
    if complement.organisation and "PTY" not in complement.organisation.sectors and _leads_state(ledger, draft.id):
        return False  # "the FBI director" is not the president just spoken of
    if phrase.role and phrase.role.office == "diplomat" and _is_no_envoy(ledger, draft.id, phrase):
        return False
    if _of_another_party(ledger, draft, phrase):
        return False
    entry = ledger.directory.entry(draft.id)
    return sector is None or sector in draft.sectors or bool(entry and sector in entry.sectors)


def _is_no_envoy(ledger: Ledger, person: str, phrase: Phrase) -> bool:
    """Who holds an office of state is no ambassador, who leads one no diplomat."""
    words = load_reference(ledger.sentences[phrase.sentence].language)
    posted = phrase.role is not None and phrase.role.lemma in words.posts
    return bool(ledger.directory.offices_of(person, ledger.day)) if posted else _leads_state(ledger, person)


def _leads_state(ledger: Ledger, person: str) -> bool:
    held = ledger.directory.offices_of(person, ledger.day) if ledger.day else ()
    return any(o.office in ("head_of_state", "head_of_government") for o in held)


def _same_clause(ledger: Ledger, one: Phrase, other: Phrase) -> bool:
    tokens = ledger.sentences[one.sentence].tokens
    return tokens[one.head].head == tokens[other.head].head or tokens[other.head].head == one.head
