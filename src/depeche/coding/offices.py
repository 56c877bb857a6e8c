"""Who held an office on the article's day."""

from __future__ import annotations

from collections.abc import Sequence

from depeche.coding.ledger import Draft, Ledger
from depeche.coding.mentions import Phrase
from depeche.knowledge.directory import Office
from depeche.knowledge.roles import RoleWord

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
HEADS = frozenset({"head_of_state", "leader", "official", "aide"})  # classes of words for the head of an organisation
CHIEFS = {
    "army": "army_chief",
    "parliament": "speaker",
    "senate": "speaker",
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


def held_by(ledger: Ledger, owner: str, role: RoleWord) -> tuple[Office, ...]:
    """Who held the office on the article's day: by its title there, else by its class."""
    if ledger.day is None:
        return ()
    titled = tuple(
        office
        for office in ledger.directory.by_state.get(owner, ())
        if office.covers(ledger.day) and role.lemma.lower() in (t.lower() for t in office.titles.values())
    )
    if titled and role.office in OFFICES:
        return titled
    entry = ledger.directory.entry(owner)
    if entry and entry.kind != "state" and role.office in HEADS:
        return ledger.directory.holders(owner, "head_of_organisation", ledger.day) or holders(
            ledger, owner, role.office
        )
    return holders(ledger, owner, role.office) or titled


def holders(ledger: Ledger, owner: str, office: str) -> tuple[Office, ...]:
    """Who held an office of that class on the article's day; "leader": whoever leads, one the article names first."""
    directory, day = ledger.directory, ledger.day
    if day is None:
        return ()
    if office == "leader":
        heads = [o for name in LEADERS for o in directory.holders(owner, name, day)]
        return tuple(o for o in heads if o.person in ledger.by_id)[:1] or directory.leaders(owner, day)
    found = (directory.holders(owner, name, day) for name in OFFICES.get(office, (office,)))
    return next((held for held in found if held), ())


def one_of(ledger: Ledger, held: Sequence[Office]) -> Draft | None:
    """The holder: the only one, or the only one whom the article names."""
    people = list(dict.fromkeys(office.person for office in held))
    named = [p for p in people if p in ledger.by_id]
    chosen = people if len(people) == 1 else named
    return ledger.entry(chosen[0]) if len(chosen) == 1 else None


def once_held(ledger: Ledger, person: str, offices: frozenset[str]) -> bool:
    """Whether a person held one of the offices, but no longer does."""
    now = {o.row for o in ledger.directory.offices_of(person, ledger.day)} if ledger.day else set()
    held = [o for o in ledger.directory.offices_of(person) if o.office in offices]
    return bool(held) and all(o.row not in now for o in held)
