"""Roles -> whom they stand for.

"le dirigeant malien" is whoever led Mali on the article's day, or the leader named beside it; "le président" the last
one spoken of. Two that fit equally: left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from depeche.coding.company import BY_SCENE
from depeche.coding.groups import all_joint, listed_before, listed_ids, may_pair, pair_before
from depeche.coding.ledger import ACTING, LEADING, Complement, Draft, Ledger, Mark, differ, group_of
from depeche.coding.mentions import BODIES, Phrase, is_state_id
from depeche.coding.naming import described
from depeche.coding.offices import (
    FORMER,
    HEADS,
    RULERS,
    Turn,
    chief_of,
    contradicts_crown,
    day_told,
    held_by,
    holder_at_turn,
    holders,
    last_before,
    office_of_subject,
    once_held,
    one_of,
    turn_of,
)
from depeche.coding.pronouns import antecedent
from depeche.coding.salience import leads_clause, profiled_person, salient_state, topical_person
from depeche.knowledge.directory import Office
from depeche.knowledge.names import load_names
from depeche.knowledge.roles import ReferenceWords, load_reference
from depeche.records import ActorKind, Sentence, Span, Token

NEAR = 2  # words between a role and the place it is of
DOMESTIC = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "LAB", "OPP", "REB"})  # sectors each state has its own of
EPITHET = "epithet"  # class of nouns that call back somebody named: "le républicain"
SPOKEN_OF = LEADING | {
    "army_chief",
    "attorney_general",
    "defence_minister",
    "finance_minister",
    "foreign_minister",
    "interior_minister",
    "senate_president",
    "speaker",
    "vice_president",
}
Determination = Literal["definite", "indefinite", "possessive", "bare"]

BODY_OF = {
    "officer": "army",
    "soldier": "army",
    "police_officer": "police",
    "legislator": "parliament",
    "senator": "senate",
}
LOOSE = frozenset(
    {"court", "ngo", "igo", "company", "media", "party", "union", "coalition", "movement", "band", "organisation"}
)
SECTORS_OF = {  # of an organisation that may be called so, where the word tells less than one sector
    "coalition": frozenset({"IGO", "EUR"}),
    "movement": frozenset({"REB", "PTY", "OPP", "PRM", "PRE", "SOC"}),
    "band": frozenset({"REB", "PRM", "BUS"}),
    "organisation": frozenset({"NGO", "IGO", "UNO", "REB"}),
}
HALLS = frozenset({"parliament", "senate"})  # bodies one demonstrates in front of
HARDWARE = frozenset({"hardware"})
COUNTED_BODIES = frozenset({"opposition"})  # "l'opposition d'une large part de la population" is nobody
SCENE_REACH = 2  # sentences back to the place where people without a name are
REACH = 4  # sentences a bare "le ministre" looks back for one of another name


def determination(sentence: Sentence, phrase: Phrase, words: ReferenceWords) -> Determination:
    """By its determiner, a contracted preposition, or none."""
    tokens = sentence.tokens
    inside = [t.text.lower() for t in tokens[phrase.first : phrase.head + 1]]
    if any(t in words.possessives and i != len(inside) - 1 for i, t in enumerate(inside)):
        return "possessive"
    if inside[0] in words.definite:
        return "definite"
    if inside[0] in words.indefinite:
        return "indefinite"
    before = tokens[phrase.first - 1] if phrase.first else None
    if before is not None and before.pos == "ADP" and before.text.lower() in ("du", "au", "aux", "des", "del", "al"):
        return "definite"
    if inside[0] in words.both:
        return "definite"
    return "indefinite" if any(t.pos == "NUM" for t in tokens[phrase.first : phrase.head]) else "bare"


def is_dual(sentence: Sentence, phrase: Phrase, words: ReferenceWords) -> bool:
    return any(t.text.lower() in words.dual for t in sentence.tokens[phrase.first : phrase.head])


def join_names(ledger: Ledger, phrases: Iterable[Phrase]) -> frozenset[Phrase]:
    """Mark the roles that stand beside a name; returns them."""
    joined = set()
    for phrase in phrases:
        if phrase.role is not None and (beside := name_beside(ledger, phrase)):
            _join(ledger, phrase, beside)
            joined.add(phrase)
    return frozenset(joined)


def resolve_role(ledger: Ledger, phrase: Phrase) -> None:
    """Mark whom a role phrase stands for, if anybody."""
    sentence = ledger.sentences[phrase.sentence]
    words = load_reference(sentence.language)
    assert phrase.role is not None
    how = determination(sentence, phrase, words)
    complement = complement_of(ledger, phrase, how)
    bare = how == "bare" and words.articles and not phrase.plural
    if (bare and not _may_stand_bare(sentence, phrase, complement)) or _is_nobody(ledger, phrase, words):
        return
    plural = phrase.plural or phrase.role.kind == "group"
    pairs = how == "definite" and may_pair(phrase) and is_dual(sentence, phrase, words)
    if phrase.plural and (listed := listed_ids(ledger, phrase, complement)):
        ledger.mark(group_of(ledger, listed), phrase, "role", "role: those listed")
    elif pairs and phrase.plural and (pair := pair_before(ledger, phrase)):
        ledger.mark(pair, phrase, "role", "role: the two spoken of together")
    elif phrase.plural and how == "definite" and (several := _several(ledger, phrase, words)):
        ledger.mark(several, phrase, "role", "role: those listed before")
    elif phrase.role.kind == "state":
        _state_role(ledger, phrase, complement, how)
    elif phrase.role.kind == "organisation" or phrase.role.office in BODIES:
        _body_role(ledger, phrase, complement, how, phrase.role.office)
    elif plural:
        _group_role(ledger, phrase, complement, how)
    else:
        _person_role(ledger, phrase, complement, how)


def _several(ledger: Ledger, phrase: Phrase, words: ReferenceWords) -> Draft | None:
    """ "los tres mandatarios": as many as the number says, listed before."""
    told = [t.text.lower() for t in ledger.sentences[phrase.sentence].tokens[phrase.first : phrase.head]]
    counts = [words.counts[word] for word in told if word in words.counts]
    return listed_before(ledger, phrase, counts[0]) if counts and may_pair(phrase) else None


def _is_nobody(ledger: Ledger, phrase: Phrase, words: ReferenceWords) -> bool:
    """Whether a role word stands for no actor here: a number of things, a source of energy, planes that do not act."""
    assert phrase.role is not None
    token = ledger.sentences[phrase.sentence].tokens[phrase.head]
    office, acts = phrase.role.office, token.relation in ACTING
    if office in ("quantity", "amount"):
        return not _counts_people(ledger, phrase, some=office == "amount")
    if token.case in words.place_cases and (office in HALLS or token.lemma in words.posts):
        return True  # "devant le parlement"
    if phrase.role.lemma in words.audience or office == "intelligence":
        return not acts and not any(True for _ in _modifiers(ledger, phrase))
    if office == "capital":
        return not phrase.plural
    if office == "source":
        return not acts and token.case not in words.act_cases
    return office in HARDWARE and not acts


def _counts_people(ledger: Ledger, phrase: Phrase, *, some: bool = False) -> bool:
    """ "des centaines de manifestants", not "des centaines de drones"; alone a number of people ("des milliers")
    unless `some` have to be told ("130 millions")."""
    sentence = ledger.sentences[phrase.sentence]
    counted = [
        t
        for t in sentence.tokens[phrase.first : phrase.last]
        if t.relation in ("nmod", "obl") and t.head == phrase.head
    ]
    inner = {
        p.head for p in ledger.phrases[phrase.sentence] if p.kind in ("role", "demonym", "name") and p is not phrase
    }
    return all(token.index in inner for token in counted) and bool(counted or not some)


def _may_stand_bare(sentence: Sentence, phrase: Phrase, complement: Complement) -> bool:
    """Headlines and captions drop the article; so do appositions, and names of offices at the start of a sentence."""
    if sentence.block_kind != "paragraph" or complement.state or complement.organisation:
        return True
    token = sentence.tokens[phrase.head]
    return token.case is None and token.relation in ("nsubj", "nsubj:pass", "appos", "root", "obl:agent")


def name_beside(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """The name right behind a role ("le président chilien Gabriel Boric"), behind a comma, or before one."""
    sentence = ledger.sentences[phrase.sentence]
    assert phrase.role is not None
    kinds = {"person"} if phrase.role.kind == "person" else {"organisation", "group"}
    if phrase.role.kind == "state":
        return None
    if phrase.role.kind == "group" and not phrase.plural:  # "the former guerrilla Daniel Ortega"
        kinds.add("person")
    named = [m for m in ledger.marks[phrase.sentence] if m.form == "name" and m.draft.kind in kinds]
    for mark in named:
        between = _words_between(ledger, phrase, mark.phrase)
        if not between and mark.phrase.first >= phrase.last:
            return mark.draft
        single = not phrase.plural and phrase.role.kind == "person"
        if between == [","] and mark.phrase.first > phrase.last and single and _closes(sentence, mark.phrase):
            return mark.draft
        gap = [t.text for t in sentence.tokens[mark.phrase.last : phrase.first]]
        if gap in ([","], ["("]) and mark.phrase.last < phrase.first and single and _closes(sentence, phrase):
            return mark.draft if _agrees_with_office(ledger, mark.draft, phrase) else None
    return None


def _words_between(ledger: Ledger, phrase: Phrase, name: Phrase) -> list[str]:
    """The words from a role to a name without those of another title: "leur chef, le colonel X"."""
    sentence = ledger.sentences[phrase.sentence]
    titles = [p for p in ledger.phrases[phrase.sentence] if p.kind == "role" and p.first > phrase.last]
    inside = {
        i for p in titles if p.last == name.first and p.role and p.role.kind == "person" for i in range(p.first, p.last)
    }
    return [t.text for t in sentence.tokens[phrase.last : name.first] if t.index not in inside]


def _closes(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether an apposition ends behind the phrase: a comma, a stop, a bracket, or the verb."""
    after = sentence.tokens[phrase.last] if phrase.last < len(sentence.tokens) else None
    return (
        after is None or after.pos in ("PUNCT", "VERB", "AUX", "PRON", "ADP", "SCONJ", "ADV") or after.relation == "cc"
    )


def _agrees_with_office(ledger: Ledger, draft: Draft, phrase: Phrase) -> bool:
    """A person of another state is not the holder of this state's office."""
    states = {m.draft.id for m in ledger.inside(phrase) if m.draft.kind == "state"}
    return not states or draft.state is None or draft.state in states


def _join(ledger: Ledger, phrase: Phrase, draft: Draft) -> None:
    """A role beside a name: a mention of the same actor, and a title of it."""
    assert phrase.role is not None
    ledger.mark(draft, phrase, "role", "role: beside the name", aside=_is_title(ledger, phrase))
    if draft.state is None and (states := [m.draft.id for m in ledger.inside(phrase) if m.draft.kind == "state"]):
        draft.state = states[0]
    if draft.kind == "person":
        draft.roles[phrase.noun] = ledger.article.text[phrase.noun[0] : phrase.noun[1]]
    if not draft.sectors:
        draft.sectors = phrase.role.sectors


def _is_title(ledger: Ledger, phrase: Phrase) -> bool:
    """Whether a role is only a part of the name behind it: "President" in "President Ruto"."""
    token = ledger.sentences[phrase.sentence].tokens[phrase.head]
    bare = (phrase.start, phrase.end) == phrase.noun
    return bare and token.relation in ("compound", "flat") and token.head >= phrase.last


def complement_of(ledger: Ledger, phrase: Phrase, how: Determination) -> Complement:
    """The organisation, state or person a role belongs to."""
    inside = [m for m in ledger.inside(phrase) if m.form != "pronoun"]
    organisations = [m.draft for m in inside if m.draft.kind == "organisation" and m.form in ("name", "role")]
    states = [m.draft.id for m in inside if m.draft.kind == "state" and m.draft.id]
    named = [m.phrase for m in inside if m.draft.kind == "state" and m.draft.id]
    named += [p for p, country in ledger.places[phrase.sentence] if p in Span.of(phrase) and country]
    pair = [id for m in inside for id in m.draft.members if is_state_id(id)]
    places = [c for p, c in ledger.places[phrase.sentence] if p in Span.of(phrase) and c]
    people = [m.draft for m in inside if m.draft.kind == "person"]
    state = next(iter((*states, *pair, *places)), None)
    organisation = organisations[0] if organisations else None
    told = any(m.form == "demonym" for m in inside) or (phrase.role is not None and phrase.role.office == "counterpart")
    if how == "possessive" and organisation is None and not (state and told):
        owner = possessor(ledger, phrase)
        if owner is not None and owner.kind == "organisation" and owner.id:
            return Complement(owner.state, owner, None)
        if owner is not None:
            return Complement(
                owner.id if owner.kind == "state" else owner.state,
                None,
                owner if owner.kind == "person" else None,
            )
    person = people[0] if people else None
    if state is None and person is not None:
        state = person.state
    together = pair or (states + places if all_joint(ledger, named) else [])
    return Complement(state, organisation, person, tuple(dict.fromkeys(together)))


def possessor(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """Whom the possessive inside a role phrase stands for."""
    sentence = ledger.sentences[phrase.sentence]
    words = load_reference(sentence.language)
    for token in sentence.tokens[phrase.first : phrase.head]:
        if agreement := words.possessives.get(token.text.lower()):
            return antecedent(ledger, phrase.sentence, token, agreement, possessive=True)
    return None


def _state_role(ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination) -> None:
    """Governments, ministries and countries are their state."""
    if complement.organisation is not None and complement.state is None:
        return
    presided = presided_by(ledger, phrase)
    state = presided.state if presided else complement.state
    rule = f"role: {_lemma(phrase)} of {state}"
    if presided:
        rule = f"role: led by {presided.name}"
    if phrase.plural and phrase.role and phrase.role.office == "country":
        _unnamed(ledger, phrase, complement, "group", how)
        return
    if state is None and (around := _state_around(ledger, phrase)):
        state, rule = around, f"role: {_lemma(phrase)} in a title of {around}"
    if state is None and (behind := _state_in_place(ledger, phrase)):
        state, rule = behind, f"role: {_lemma(phrase)} in {behind}"
    if state is None and how != "indefinite":
        state, rule = _state_meant(ledger, phrase), f"role: {_lemma(phrase)} of the state spoken of"
    if state is not None and how != "indefinite":
        ledger.mark(ledger.entry(state), _with_president(ledger, phrase) if presided else phrase, "role", rule)
    elif how != "indefinite" and phrase.role and phrase.role.office != "country":
        _unnamed(ledger, phrase, complement, "organisation", how)


def _state_around(ledger: Ledger, phrase: Phrase) -> str | None:
    """The state of the title a body is part of, by whose title it is ("la portavoz del Ministerio de Exteriores, María
    Zajárova") or by its words ("Niger's junta leader")."""
    for mark in ledger.marks[phrase.sentence]:
        around = mark.phrase.first < phrase.first < mark.phrase.last
        if mark.form == "role" and mark.draft.kind == "person" and mark.draft.state and around:
            return mark.draft.state
    titles = (p for p in ledger.phrases[phrase.sentence] if p.kind == "role" and p.first < phrase.first < p.last)
    states = {m.draft.id for title in titles for m in ledger.inside(title) if m.draft.kind == "state"}
    return states.pop() if len(states) == 1 else None


def _state_meant(ledger: Ledger, phrase: Phrase) -> str | None:
    """The state of "le gouvernement", "la junte", "le pays voisin": the only one called so before, for a neighbour
    the one that does not act here, else the one most spoken of."""
    sentence = ledger.sentences[phrase.sentence]
    neighbouring = load_reference(sentence.language).neighbouring
    if any(token.lemma.lower() in neighbouring for token in sentence.tokens[phrase.first : phrase.last]):
        acting = {m.draft.state for m in ledger.marks[phrase.sentence] if leads_clause(sentence, m.phrase)}
        return salient_state(ledger, phrase, but=frozenset(filter(None, acting)))
    called = {m.draft.id for m in ledger.before(phrase, len(ledger.sentences)) if _called_so(m, phrase)}
    if phrase.role and phrase.role.office != "country" and len(called) == 1:
        return called.pop()
    return salient_state(ledger, phrase)


def _called_so(mark: Mark, phrase: Phrase) -> bool:
    """Whether a mark calls a state by the noun of a role phrase."""
    role = mark.phrase.role
    return (
        mark.draft.kind == "state" and role is not None and phrase.role is not None and role.lemma == phrase.role.lemma
    )


def _with_president(ledger: Ledger, phrase: Phrase) -> Phrase:
    """The phrase with the clause that names who leads: "le pays présidé par Gabriel Boric"."""
    person = next(
        m.phrase
        for m in ledger.marks[phrase.sentence]
        if m.draft is presided_by(ledger, phrase) and m.phrase.start >= phrase.end
    )
    return replace(phrase, end=person.end, last=person.last)


def presided_by(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """ "le pays présidé par Gabriel Boric": the person who leads the country meant."""
    sentence = ledger.sentences[phrase.sentence]
    words = load_reference(sentence.language)
    for mark in ledger.marks[phrase.sentence]:
        if mark.draft.kind == "person" and mark.draft.state and mark.form == "name" and mark.phrase.start >= phrase.end:
            verb = sentence.tokens[sentence.tokens[mark.phrase.head].head]
            if verb.lemma in words.presided and verb.head == phrase.head and verb.relation.startswith(("acl", "amod")):
                return mark.draft
    return None


def _body_role(ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination, office: str) -> None:
    """Armies, police forces, parliaments, courts are bodies of a state; other organisations without a name."""
    assert phrase.role is not None
    state = complement.state
    if office in COUNTED_BODIES and not _counts_people(ledger, phrase):
        return
    if how == "definite" and office != "army" and complement == Complement() and (known := _called(ledger, phrase)):
        ledger.mark(known, phrase, "role", f"role: the {_lemma(phrase)} named")
        return
    if office in BODIES and state is None and how in ("definite", "bare") and complement.organisation is None:
        around = _state_around(ledger, phrase) or _state_in_place(ledger, phrase)
        known = _last_with(ledger, phrase, lambda d: office in d.offices and d.kind == "organisation")
        state = around or (known.state if known else salient_state(ledger, phrase))
    if office in BODIES and state and (how != "indefinite" or office == "army"):
        named = _body_named(ledger, phrase, state, office)
        id = named or f"{state.lower()}-{office.replace('_', '-')}"
        draft = ledger.draft(id, "organisation", _body_name(ledger, state, office), state, phrase.role.sectors)
        ledger.mark(draft, phrase, "role", f"role: {office} of {state}")
        return
    if office in LOOSE and how == "definite" and not phrase.plural and complement in (Complement(), Complement(state)):
        known = _last_with(ledger, phrase, lambda d: _is_called(d, phrase, state), reach=REACH)
        if known is not None:
            ledger.mark(known, phrase, "role", f"role: the last {_lemma(phrase)}")
            return
    kind: ActorKind = "group" if phrase.plural and office in BODIES else "organisation"
    _unnamed(ledger, phrase, complement, kind, how)


def _called(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """The last organisation in whose name the role's noun stands: "la Commission" after "Commission européenne"."""
    assert phrase.role is not None
    noun = phrase.role.lemma.lower()
    for mark in ledger.before(phrase, len(ledger.sentences)):
        if mark.form == "name" and mark.draft.kind == "organisation":
            words = ledger.article.text[mark.phrase.start : mark.phrase.end].lower().split()
            if noun in words:
                return mark.draft
    return None


def _fits(draft: Draft, phrase: Phrase) -> bool:
    """Whether an organisation may be called by that role: by what it has been called, or by its sector."""
    assert phrase.role is not None
    if phrase.role.lemma in draft.lemmas:
        return True
    sectors = SECTORS_OF.get(phrase.role.office, frozenset(phrase.role.sectors))
    return bool(set(draft.sectors) & sectors)


def _is_called(draft: Draft, phrase: Phrase, state: str | None) -> bool:
    """Whether "la compagnie irlandaise" may be an organisation: it fits the noun, and is of the state told."""
    return draft.kind == "organisation" and _fits(draft, phrase) and state in (None, draft.state)


def _body_named(ledger: Ledger, phrase: Phrase, state: str, office: str) -> str | None:
    """The directory's id of a body of that state, as it is called there or in English: "us-congress" for "Congress"
    of the USA, "french-army" for "armée" of France."""
    noun = ledger.article.text[phrase.noun[0] : phrase.noun[1]]
    for called in (noun, _body_name(ledger, state, office)):
        for sense in load_names().named(called):
            entry = ledger.directory.entry(sense.id) if sense.form == "name" else None
            if entry and entry.kind == "organisation" and entry.state == state:
                return entry.id
    return None


def _body_name(ledger: Ledger, state: str, office: str) -> str:
    """ "Norwegian army": what English calls it."""
    adjective = ledger.directory.adjectives.get(state, state)
    return f"{adjective} {office.replace('_', ' ')}"


def _group_role(ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination) -> None:
    """People without names: the group already spoken of, a body of their state, or a new group."""
    assert phrase.role is not None
    office = phrase.role.office
    if office == "rival" and how == "possessive" and not phrase.plural and (other := _other_state(ledger, phrase)):
        ledger.mark(ledger.entry(other), phrase, "role", "role: the other of two states")
        return
    if (
        complement.organisation is not None
        and (
            office in ("rebel", "rebels", "soldier", "fighter", "people")
            or _leads_union(complement.organisation, office)
        )
        and how in ("definite", "bare")
    ):
        ledger.mark(complement.organisation, phrase, "role", "role: those of the organisation")
        return
    if office in ("coalition", "band") and how == "definite" and not phrase.plural and complement == Complement():
        known = _called(ledger, phrase) or _last_with(
            ledger, phrase, lambda d: d.kind == "organisation" and _fits(d, phrase)
        )
        if known is not None:
            ledger.mark(known, phrase, "role", f"role: the {_lemma(phrase)} named")
            return
    if (
        office in BODY_OF
        and how != "indefinite"
        and phrase.plural
        and (complement.state or office not in ("legislator", "senator"))
    ):
        body = BODY_OF[office]
        if office == "officer":
            known = _last_with(ledger, phrase, lambda d: bool(d.offices & {"police", "army"}))
            body = "police" if known and "police" in known.offices else "army"
        _body_role(ledger, phrase, complement, "definite", body)
        return
    if how == "definite":
        known = _last_with(ledger, phrase, lambda d: _same_group(ledger, d, phrase, complement))
        if known is not None:
            ledger.mark(known, phrase, "role", f"role: the {_lemma(phrase)} spoken of")
            return
    _unnamed(ledger, phrase, complement, "group", how)


def _other_state(ledger: Ledger, phrase: Phrase) -> str | None:
    """ "son voisin": the only state named in the article's paragraph besides the one it is a neighbour of."""
    owner = possessor(ledger, phrase)
    block = ledger.sentences[phrase.sentence].block
    here = [m for s, marks in zip(ledger.sentences, ledger.marks, strict=True) if s.block == block for m in marks]
    own = (owner.id if owner.kind == "state" else owner.state) if owner else None
    others = {m.draft.id for m in here if m.draft.kind == "state"} - {own}
    return others.pop() if own and len(others) == 1 else None


def _leads_union(organisation: Draft, office: str) -> bool:
    """ "EU leaders", "les ministres de l'UE": together they are the union of states."""
    return "EUR" in organisation.sectors and (office in LEADING or office.endswith("minister"))


def _same_group(ledger: Ledger, draft: Draft, phrase: Phrase, complement: Complement) -> bool:
    assert phrase.role is not None
    if draft.kind not in ("group", "organisation") or complement.person or complement.organisation:
        return False
    if complement.state and draft.state and complement.state != draft.state:
        return False
    if phrase.role.lemma in draft.lemmas:
        return True
    if any(True for _ in _modifiers(ledger, phrase)):
        return False
    fighters = {"rebel", "rebels", "fighter"}
    if phrase.role.office in fighters and (draft.offices & fighters or "REB" in draft.sectors):
        return True
    return phrase.role.office in draft.offices and phrase.role.office in ("protester", "prisoner", "refugee")


def _person_role(ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination) -> None:
    assert phrase.role is not None
    owner = complement.organisation.id if complement.organisation else complement.state or phrase.role.state
    turn = turn_of(ledger, phrase) if how != "indefinite" else None
    if turn and (draft := _at_turn(ledger, phrase, complement, turn)):
        ledger.mark(draft, phrase, "role", f"role: {turn} {_lemma(phrase)}")
        return
    owner, held = _holders_meant(ledger, phrase, complement, how, owner)
    if _is_lesser(ledger, phrase):
        _deputy(ledger, phrase, complement, how, held)
        return
    draft = one_of(ledger, held) if turn != "former" else None
    if draft is not None:
        on = " to ".join(day.isoformat() for day in sorted(set(day_told(ledger, phrase) or ()))) or ledger.day
        ledger.mark(draft, phrase, "role", f"role: {held[0].office} of {owner} on {on}")
        draft.roles.setdefault(phrase.noun, ledger.article.text[phrase.noun[0] : phrase.noun[1]])
        return
    if how != "indefinite" and len(held) < 2 and (found := _called_by_role(ledger, phrase, complement, how)):
        ledger.mark(found[0], phrase, "role", found[1])
        return
    if phrase.role.office == EPITHET and how != "indefinite":
        return
    if how == "bare" and phrase.role.office in ("artist", "relative", "person"):
        return
    draft = _unnamed(ledger, phrase, complement, "person", how)
    draft.candidates = tuple(sorted({office.person for office in held}))


def _is_lesser(ledger: Ledger, phrase: Phrase) -> bool:
    """ "le secrétaire d'État adjoint": not who holds the office."""
    lesser = load_reference(ledger.sentences[phrase.sentence].language).lesser
    return any(token.text.lower() in lesser for token in _modifiers(ledger, phrase))


def _deputy(
    ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination, held: tuple[Office, ...]
) -> None:
    """The last one called so who does not hold the office himself, else somebody without a name."""
    holding = {office.person for office in held}
    known = _last_with(ledger, phrase, lambda d: d.id not in holding and _lemma(phrase) in d.lemmas)
    if known is not None and how != "indefinite" and known.kind == "person":
        ledger.mark(known, phrase, "role", f"role: the last {_lemma(phrase)} spoken of")
    else:
        _unnamed(ledger, phrase, complement, "person", how)


def _holders_meant(
    ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination, owner: str | None
) -> tuple[str | None, tuple[Office, ...]]:
    """Whose office it is, and who held it then."""
    assert phrase.role is not None
    body = complement.organisation
    if body and (chief := chief_of(body)) and phrase.role.office in HEADS:
        return body.state, holders(ledger, body.state or "", chief)
    if phrase.role.office == "counterpart":
        office = office_of_subject(ledger, phrase)
        return owner, holders(ledger, complement.state, office) if complement.state and office else ()
    return owner, held_by(ledger, owner, phrase.role, phrase) if owner and how != "indefinite" else ()


def _at_turn(ledger: Ledger, phrase: Phrase, complement: Complement, turn: Turn) -> Draft | None:
    """Whom "le nouveau président", "la presidenta saliente" or "the former minister" stands for."""
    assert phrase.role is not None
    if turn == "former":
        offices = FORMER.get(phrase.role.office) or frozenset({phrase.role.office}) - {"person", "official", "aide"}
        if known := _last_with(ledger, phrase, lambda d: _once_in(ledger, d, phrase, complement, offices)):
            return known
        named = [d for d in ledger.drafts if d.mentions and _once_in(ledger, d, phrase, complement, offices)]
        if named or complement.organisation:
            return named[0] if len(named) == 1 else None
        return last_before(ledger, complement.state, phrase.role) if complement.state else None
    if complement.organisation:
        return None
    state = complement.state or phrase.role.state or salient_state(ledger, phrase)
    return holder_at_turn(ledger, state, phrase.role, turn) if state else None


def _once_in(ledger: Ledger, draft: Draft, phrase: Phrase, complement: Complement, offices: frozenset[str]) -> bool:
    """Whether a person had one of the offices, of that state, and no longer has it."""
    if draft.kind != "person" or draft.id is None or differ(draft.known_gender, phrase.gender):
        return False
    if complement.state and draft.state and complement.state != draft.state:
        return False
    return once_held(ledger, draft.id, offices)


def _called_by_role(
    ledger: Ledger, phrase: Phrase, complement: Complement, how: Determination
) -> tuple[Draft, str] | None:
    """Who of those spoken of is called so, and by which rule: the last, the only one, the head of the state spoken of,
    or whom the last sentences are about."""
    if known := _last_with(ledger, phrase, lambda d: _same_person(ledger, d, phrase, complement)):
        return known, f"role: the last {_lemma(phrase)} spoken of"
    if how == "definite" and (known := profiled_person(ledger, phrase, complement)):
        return known, f"role: the {_lemma(phrase)} spoken of"
    if how != "bare" and (known := _named_elsewhere(ledger, phrase, complement)):
        return known, f"role: the only {_lemma(phrase)} named"
    if how == "definite" and (known := _head_spoken_of(ledger, phrase)):
        return known, f"role: {_lemma(phrase)} of the state spoken of"
    if how == "definite" and (known := topical_person(ledger, phrase, complement)):
        return known, "role: whom the last sentences are about"
    return None


def _named_elsewhere(ledger: Ledger, phrase: Phrase, complement: Complement) -> Draft | None:
    """The only person named anywhere in the article who fits a role: headlines call by role whom the text names."""
    fitting = [d for d in ledger.drafts if d.id and d.mentions and _same_person(ledger, d, phrase, complement)]
    return fitting[0] if len(fitting) == 1 else None


def _head_spoken_of(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """ "le président" before any is named: that of the state spoken of; "el emir": of the one that has an emir."""
    assert phrase.role is not None
    if phrase.role.office not in SPOKEN_OF or any(True for _ in _modifiers(ledger, phrase)):
        return None
    state = salient_state(ledger, phrase)
    if state and (found := one_of(ledger, held_by(ledger, state, phrase.role, phrase))):
        lemma = phrase.role.lemma.lower()
        titled = _titled_so(ledger, phrase)
        if not titled or any(o.person == found.id for o in titled) or len(titled) > 1 or lemma not in RULERS:
            return found
        return ledger.entry(titled[0].person)
    return None


def _titled_so(ledger: Ledger, phrase: Phrase) -> tuple[Office, ...]:
    """Heads of the states spoken of who bear the very title."""
    assert phrase.role is not None
    states = {m.draft.id for marks in ledger.marks for m in marks if m.draft.kind == "state" and m.draft.id}
    held = (o for state in sorted(states) for o in held_by(ledger, state, phrase.role, phrase))
    return tuple(o for o in held if phrase.role.lemma.lower() in (t.lower() for t in o.titles.values()))


def _modifiers(ledger: Ledger, phrase: Phrase) -> Iterator[Token]:
    """Words of a role phrase besides its noun and determiner: "le président sortant"; that somebody is in office, or
    stands in, tells of no other."""
    sentence = ledger.sentences[phrase.sentence]
    words = load_reference(sentence.language)
    for token in sentence.tokens[phrase.first : phrase.last]:
        if token.text.lower() in words.interim | words.serving:
            continue
        if not phrase.noun[0] <= token.start < phrase.noun[1] and token.pos in (
            "ADJ",
            "NOUN",
            "PROPN",
            "VERB",
        ):
            yield token


def _same_person(ledger: Ledger, draft: Draft, phrase: Phrase, complement: Complement) -> bool:
    """Whether a person spoken of may be called by that role."""
    assert phrase.role is not None
    office = phrase.role.office
    if draft.kind != "person" or draft.plural or differ(draft.gender, phrase.gender):
        return False
    state = complement.state
    if state and draft.state and state != draft.state:
        return False
    if contradicts_crown(ledger, draft, phrase.role):
        return False
    if phrase.role.lemma in draft.lemmas or (
        office in draft.offices and office not in ("official", "aide", "civilian", "person", EPITHET)
    ):
        return True
    if office in LEADING and draft.offices & LEADING and office == "leader":
        return True
    if draft.id is None:
        return False
    if office in FORMER:
        return once_held(ledger, draft.id, FORMER[office])
    held = ledger.directory.offices_of(draft.id, ledger.day) if ledger.day else ledger.directory.offices_of(draft.id)
    wanted = {"head_of_state", "head_of_government"} if office == "leader" else {office}
    return any(o.office in wanted for o in held) or (office == "minister" and any("minister" in o.office for o in held))


def _last_with(
    ledger: Ledger, phrase: Phrase, fits: Callable[[Draft], bool], *, reach: int | None = None
) -> Draft | None:
    """The last draft spoken of that fits, at most `reach` sentences back."""
    marks = ledger.before(phrase, len(ledger.sentences) if reach is None else reach)
    return next((mark.draft for mark in marks if fits(mark.draft)), None)


def _lemma(phrase: Phrase) -> str:
    return phrase.role.lemma if phrase.role else ""


def _unnamed(ledger: Ledger, phrase: Phrase, complement: Complement, kind: ActorKind, how: Determination) -> Draft:
    """A new actor without known identity, called by the phrase's words."""
    assert phrase.role is not None
    state = complement.state or (complement.organisation.state if complement.organisation else phrase.role.state)
    scene = _state_in_place(ledger, phrase) or _state_of_scene(ledger, phrase) if state is None else None
    state = state or scene
    if state is None and set(phrase.role.sectors) & DOMESTIC and how == "definite":
        state = salient_state(ledger, phrase)
    draft = ledger.draft(None, kind, described(ledger, phrase), state, phrase.role.sectors)
    draft.plural = phrase.plural
    draft.gender = phrase.gender
    ledger.mark(draft, phrase, "role", f"role: {phrase.role.row}")
    if scene:
        draft.rules.append(BY_SCENE)
    return draft


def _state_of_scene(ledger: Ledger, phrase: Phrase) -> str | None:
    """The country in which the sentence of a role takes place, when all its places lie in one; else that of the
    sentences before, as long as they speak of no other state."""
    for index in range(phrase.sentence, max(-1, phrase.sentence - SCENE_REACH - 1), -1):
        placed = {country for _, country in ledger.places[index] if country}
        spoken = {m.draft.id if m.draft.kind == "state" else m.draft.state for m in ledger.marks[index]} - {None}
        if len(placed) == 1 and spoken <= placed:
            return placed.pop()
        if placed or len(spoken) > 1:
            return None
        if len(spoken) == 1:
            return spoken.pop()
    return None


def _state_in_place(ledger: Ledger, phrase: Phrase) -> str | None:
    """The country of the place right behind a role: "officials in Niger"."""
    tokens = ledger.sentences[phrase.sentence].tokens
    for place, country in ledger.places[phrase.sentence]:
        between = tokens[phrase.last : place.first]
        if country and between and len(between) <= NEAR and all(t.pos in ("ADP", "DET") for t in between):
            return country
    return None
