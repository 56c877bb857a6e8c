"""Who held an office on the article's day or on that of what is told; who has just taken, leaves or had it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal

from depeche.coding.ledger import Draft, Ledger
from depeche.coding.mentions import Phrase
from depeche.knowledge.directory import Office, earliest, latest
from depeche.knowledge.roles import RoleWord, load_reference
from depeche.records import Date, Sentence, Token

Turn = Literal["former", "new", "leaving"]

TELLING = frozenset({"day", "week", "month", "season", "year"})  # precisions of a time that tell who held an office
NEWS = datetime.timedelta(days=60)  # that long a change of office is news, and a day is no other time
VACANT = datetime.timedelta(days=30)  # that long an office nobody has taken is spoken of as its last holder's
LATELY = datetime.timedelta(days=400)

ELECTED = "elected"  # profile of words for a head of state who has no crown
RULERS = frozenset(
    {
        "emir",
        "émir",
        "rey",
        "reina",
        "roi",
        "reine",
        "king",
        "queen",
        "sultan",
        "sultán",
        "emperador",
        "empereur",
        "emperor",
    }
)
OFFICES = {  # what the directory may call the office a role word names, best first
    "head_of_state": ("head_of_state", "head_of_government", "head_of_organisation"),
    "head_of_government": ("head_of_government", "prime_minister"),
    "leader": (),
}
LEADERS = (
    "head_of_state",
    "head_of_government",
    "ruling_party_leader",
    "rebel_leader",
    "head_of_organisation",
)
HEADS = frozenset(
    {"head_of_state", "leader", "official", "aide", "business_person", "governor"}
)  # classes of words for the head of an organisation
CHIEFS = {
    "army": "army_chief",
    "parliament": "speaker",
    "senate": "senate_president",
    "intelligence": "intelligence_chief",
}
FORMER = {
    "former_leader": frozenset({"head_of_state", "head_of_government", "vice_president", "leader"}),
    "former_minister": frozenset({"foreign_minister", "defence_minister"}),
}


def chief_of(organisation: Draft) -> str | None:
    """The office of the head of a body of a state."""
    return next((CHIEFS[office] for office in sorted(organisation.offices) if office in CHIEFS), None)


def office_of_subject(ledger: Ledger, phrase: Phrase) -> str | None:
    """ "son homologue": the office of the last person spoken of."""
    for mark in ledger.before(phrase, 2):
        if mark.draft.kind == "person":
            for office in (
                "head_of_state",
                "head_of_government",
                "foreign_minister",
                "defence_minister",
                "leader",
            ):
                if office in mark.draft.offices:
                    return office
            if mark.draft.id and ledger.day and (held := ledger.directory.offices_of(mark.draft.id, ledger.day)):
                return held[0].office
    return None


def held_by(ledger: Ledger, owner: str, role: RoleWord, phrase: Phrase | None = None) -> tuple[Office, ...]:
    """Who held the office on the day its clause tells of, else on the article's: by its title there, else by its
    class. Of a longer time everybody who held it on its first or last day."""
    told = day_told(ledger, phrase) if phrase else None
    if told is None:
        return _held_on(ledger, owner, role, ledger.day)
    held = (o for day in told for o in _held_on(ledger, owner, role, day))
    return tuple({o.row: o for o in held}.values())


def _held_on(ledger: Ledger, owner: str, role: RoleWord, day: datetime.date | None) -> tuple[Office, ...]:
    if day is None:
        return ()
    return _in_office(ledger, owner, role, day) or _just_left(ledger, owner, role, day)


def _just_left(ledger: Ledger, owner: str, role: RoleWord, day: datetime.date) -> tuple[Office, ...]:
    """The last holder of an office that nobody has taken since: the day after a coup "le Premier ministre" is still
    the one it put under arrest."""
    offices = OFFICES.get(role.office, (role.office,))
    of_state = ledger.directory.by_state.get(owner, ())
    ended = [o for o in of_state if o.office in offices and o.end and latest(o.end) < day.isoformat()]
    last = max((latest(o.end) for o in ended), default="")
    return tuple(o for o in ended if latest(o.end) == last >= (day - VACANT).isoformat())


def _in_office(ledger: Ledger, owner: str, role: RoleWord, day: datetime.date) -> tuple[Office, ...]:
    titled = _titled(ledger, owner, role.lemma.lower(), day)
    if titled and (role.office in OFFICES or len({o.person for o in titled}) == 1):
        return titled
    entry = ledger.directory.entry(owner)
    if entry and entry.kind != "state" and role.office in HEADS:
        heads = ledger.directory.holders(owner, "head_of_organisation", day)
        return heads or holders(ledger, owner, role.office, day)
    held = holders(ledger, owner, role.office, day) or titled
    return _elected(ledger, owner, role, held, day) if role.profile == ELECTED else held


def _elected(
    ledger: Ledger, owner: str, role: RoleWord, held: tuple[Office, ...], day: datetime.date
) -> tuple[Office, ...]:
    """A president where the head of state wears a crown: who governs, if called so ("presidente del Gobierno")."""
    if not any(_is_crowned(office) for office in held):
        return held
    governing = holders(ledger, owner, "head_of_government", day)
    return tuple(o for o in governing if any(t.lower().startswith(role.lemma) for t in o.titles.values()))


def contradicts_crown(ledger: Ledger, person: Draft, role: RoleWord) -> bool:
    """A king is no president, and a president no king; of strangers what they are called tells."""
    if role.office != "head_of_state" or not (role.profile == ELECTED or role.lemma.lower() in RULERS):
        return False
    held = ledger.directory.offices_of(person.id, ledger.day) if person.id else ()
    if not held:
        return bool(person.lemmas & RULERS) == (role.profile == ELECTED) and bool(person.lemmas)
    return any(map(_is_crowned, held)) == (role.profile == ELECTED)


def _is_crowned(office: Office) -> bool:
    return any(title.lower().split(" ")[0] in RULERS for title in office.titles.values())


def _titled(ledger: Ledger, owner: str, title: str, day: datetime.date) -> tuple[Office, ...]:
    """Whose office has that title, or one that goes on with "of": "chancellor" of the Exchequer."""
    held = ledger.directory.held_on(owner, day.isoformat())
    exact = tuple(o for o in held if title in (t.lower() for t in o.titles.values()))
    return exact or tuple(o for o in held if any(t.lower().startswith(f"{title} of ") for t in o.titles.values()))


def day_told(ledger: Ledger, phrase: Phrase) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day of the only time that the clause of a phrase is said to be of, when the article's own
    day lies outside: "en 2003, le président américain a attaqué l'Irak"."""
    sentence = ledger.sentences[phrase.sentence]
    verb = _verb_over(sentence, sentence.tokens[phrase.head])
    inside = [date for date in ledger.dates if sentence.start <= date.start and date.end <= sentence.end]
    told = [date for date in inside if _governor(sentence, date) is verb]
    if len(told) != 1 or ledger.day is None or ".." in told[0].value or told[0].precision not in TELLING:
        return None
    first, last = (datetime.date.fromisoformat(day) for day in told[0].value.split("/"))
    return (first, last) if last < ledger.day - NEWS else None


def _governor(sentence: Sentence, date: Date) -> Token | None:
    """The word that a time hangs on."""
    words = [t for t in sentence.tokens if date.start <= t.start < date.end]
    inside = {t.index for t in words}
    return next((sentence.tokens[t.head] for t in words if t.head not in inside), None)


def _verb_over(sentence: Sentence, token: Token) -> Token:
    """The verb whose clause a token stands in, else the root."""
    for _ in sentence.tokens:
        if token.head == token.index or (token.pos in ("VERB", "AUX") and token.relation not in ("aux", "cop")):
            return token
        token = sentence.tokens[token.head]
    return token


def holders(ledger: Ledger, owner: str, office: str, day: datetime.date | None = None) -> tuple[Office, ...]:
    """Who held an office of that class on a day, the article's where none is given; "leader": whoever leads, one the
    article names first."""
    directory, day = ledger.directory, day or ledger.day
    if day is None:
        return ()
    if office == "leader":
        heads = [o for name in LEADERS for o in directory.holders(owner, name, day)]
        return tuple(o for o in heads if o.person in ledger.by_id)[:1] or directory.leaders(owner, day)
    found = (directory.holders(owner, name, day) for name in OFFICES.get(office, (office,)))
    return next((held for held in found if held), ())


# ---- turns of office -------------------------------------------------------------------------------------------------


def turn_of(ledger: Ledger, phrase: Phrase) -> Turn | None:
    """What an adjective says of a holder: new, leaving, or in office no more."""
    sentence = ledger.sentences[phrase.sentence]
    words = load_reference(sentence.language)
    behind = sentence.tokens[phrase.last : phrase.last + 1]
    for token in (*sentence.tokens[phrase.first : phrase.last], *(t for t in behind if t.pos in ("ADJ", "VERB"))):
        for turn, said in (("former", words.former), ("new", words.incoming), ("leaving", words.outgoing)):
            if token.text.lower() in said:
                return turn  # type: ignore[return-value]
    return "former" if phrase.role and phrase.role.office in FORMER else None


def holder_at_turn(ledger: Ledger, owner: str, role: RoleWord, turn: Turn) -> Draft | None:
    """Who has just taken an office, or is about to leave it: on a day of handover one of two."""
    held = _held_on(ledger, owner, role, ledger.day)
    if not held or ledger.day is None:
        return None
    ordered = sorted(held, key=lambda o: earliest(o.start))
    if turn == "new":
        return ledger.entry(ordered[-1].person)
    if len(ordered) > 1:
        return ledger.entry(ordered[0].person)
    start = earliest(ordered[0].start)
    if start <= (ledger.day - NEWS).isoformat():
        return ledger.entry(ordered[0].person)
    before = _held_on(ledger, owner, role, datetime.date.fromisoformat(start) - datetime.timedelta(days=1))
    people = {o.person for o in before}
    return ledger.entry(people.pop()) if len(people) == 1 else None


def last_before(ledger: Ledger, owner: str, role: RoleWord) -> Draft | None:
    """The last holder before the one in office, when the office changed hands lately: "le président déchu"."""
    if ledger.day is None:
        return None
    offices = FORMER.get(role.office, frozenset({role.office}))
    ended = [
        o
        for o in ledger.directory.by_state.get(owner, ())
        if o.office in offices and o.end and latest(o.end) <= (ledger.day + NEWS).isoformat()
    ]
    last = max(ended, key=lambda o: latest(o.end), default=None)
    lately = last is not None and latest(last.end) >= (ledger.day - LATELY).isoformat()
    return ledger.entry(last.person) if last is not None and lately else None


def one_of(ledger: Ledger, held: Sequence[Office]) -> Draft | None:
    """The holder: the only one, or the only one whom the article names."""
    people = list(dict.fromkeys(office.person for office in held))
    named = [p for p in people if p in ledger.by_id]
    chosen = people if len(people) == 1 else named
    return ledger.entry(chosen[0]) if len(chosen) == 1 else None


def once_held(ledger: Ledger, person: str, offices: frozenset[str]) -> bool:
    """Whether a person held one of the offices, but no longer does; on its last day it is held no more."""
    if ledger.day is None:
        return any(o.office in offices for o in ledger.directory.offices_of(person))
    held = [
        o
        for o in ledger.directory.offices_of(person)
        if o.office in offices and earliest(o.start) < ledger.day.isoformat()
    ]
    return bool(held) and all(o.end and earliest(o.end) <= ledger.day.isoformat() for o in held)
