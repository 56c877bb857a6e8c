"""Roles and pronouns -> whom they stand for.

"le dirigeant malien" is whoever led Mali on the article's day, or the leader named beside it; "le président" the last
one spoken of; "il" the subject its clause hangs on. Two that fit equally: left open.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from depeche.coding.mentions import BODIES, Phrase, feature, is_state_id
from depeche.knowledge.directory import Directory, Office
from depeche.knowledge.names import load_names
from depeche.knowledge.roles import ReferenceWords, RoleWord, load_reference
from depeche.records import ActorKind, Article, Mention, MentionForm, Role, Sentence, Span, Token

Determination = Literal["definite", "indefinite", "possessive", "bare"]

LEADING = frozenset({"head_of_state", "head_of_government", "leader"})
OFFICES = {  # what the directory may call the office a role word names, best first
    "head_of_state": ("head_of_state", "head_of_government", "head_of_organisation"),
    "head_of_government": ("head_of_government", "prime_minister"),
    "leader": (),
}
HEAD_OF_ORGANISATION = "head_of_organisation"
LEADERS = (
    "head_of_state",
    "head_of_government",
    "ruling_party_leader",
    "rebel_leader",
    "head_of_organisation",
)
BODY_OF = {
    "officer": "army",
    "soldier": "army",
    "police_officer": "police",
    "legislator": "parliament",
    "senator": "senate",
}
FIGHTERS = frozenset({"rebel", "rebels", "soldier", "protester", "aide"})
LOOSE = frozenset(
    {"court", "ngo", "igo", "company", "media", "party", "union", "coalition", "movement", "band", "organisation"}
)
SECTORS_OF = {  # of an organisation that may be called so, where the word tells less than one sector
    "coalition": frozenset({"IGO", "EUR"}),
    "movement": frozenset({"REB", "PTY", "OPP", "PRM", "PRE", "SOC"}),
    "band": frozenset({"REB", "PRM", "BUS"}),
    "organisation": frozenset({"NGO", "IGO", "UNO", "REB"}),
}
HEADS = frozenset({"head_of_state", "leader", "official", "aide"})  # classes of words for the head of an organisation
CHIEFS = {
    "army": "army_chief",
    "parliament": "speaker",
    "senate": "speaker",
    "intelligence": "intelligence_chief",
}
HALLS = frozenset({"parliament", "senate"})  # bodies one demonstrates in front of
HARDWARE = frozenset({"hardware"})
ACTING = frozenset({"nsubj", "nsubj:pass", "obl:agent", "root"})
FORMER = {
    "former_leader": frozenset({"head_of_state", "head_of_government", "vice_president", "leader"}),
    "former_minister": frozenset({"foreign_minister", "defence_minister"}),
}
COUNTED_BODIES = frozenset({"opposition"})  # "l'opposition d'une large part de la population" is nobody
NAMELESS = frozenset(
    {"civilian", "farmer", "police_officer", "prisoner", "protester", "refugee", "soldier", "student", "worker"}
)  # classes of people who are seldom named
REACH = 4  # sentences a bare "le ministre" looks back for one of another name
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“]*“|\"[^\"\n]*\"")
SUBJECTS = ("nsubj", "nsubj:pass")
# Weights of what speaks for a state as the one meant; measured on the corpus and the golden articles.
DECAY = 0.8  # per sentence of distance
PARAGRAPH = 0.5  # per paragraph of distance
LEAD = 2.0  # in the subject of a clause, to 1 elsewhere
SCENE = 1.5  # as the country of a place
MAX_DEPTH = 4  # links from a name up to the subject it stands in


@dataclass(slots=True)
class Draft:
    """An actor while its article is read. `id` None: no known identity."""

    id: str | None
    kind: ActorKind
    name: str
    state: str | None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    gender: str | None = None
    plural: bool = False
    offices: set[str] = field(default_factory=set)
    lemmas: set[str] = field(default_factory=set)
    members: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    mentions: dict[tuple[int, int], MentionForm] = field(default_factory=dict)
    roles: dict[tuple[int, int], str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a draft is mentioned."""

    phrase: Phrase
    draft: Draft
    form: MentionForm


@dataclass(slots=True)
class Ledger:
    """The drafts of an article and their marks; `places`: country of each place mentioned, by span."""

    article: Article
    sentences: Sequence[Sentence]
    directory: Directory
    day: datetime.date | None
    phrases: Sequence[Sequence[Phrase]]
    drafts: list[Draft] = field(default_factory=list)
    quotes: tuple[Span, ...] = ()
    by_id: dict[str, Draft] = field(default_factory=dict)
    marks: list[list[Mark]] = field(default_factory=list)
    places: list[list[tuple[Phrase, str | None]]] = field(default_factory=list)

    def draft(self, id: str | None, kind: ActorKind, name: str, state: str | None, sectors: tuple[str, ...]) -> Draft:
        """The draft of that id, made when it is new; without id always a new one."""
        if id is not None and id in self.by_id:
            return self.by_id[id]
        entry = self.directory.entry(id) if id else None
        draft = Draft(id, kind, name, state, sectors)
        if entry:
            draft = Draft(id, entry.kind, entry.name, entry.state, entry.sectors, entry.wikidata)
            if entry.kind == "person" and self.day:
                draft.sectors = self.directory.sectors_on(entry.id, self.day) or entry.sectors
        self.drafts.append(draft)
        if id is not None:
            self.by_id[id] = draft
        return draft

    def entry(self, id: str) -> Draft:
        """The draft of an id of the directory."""
        return self.draft(id, "state" if len(id) == 3 and id.isupper() else "organisation", id, None, ())

    def mark(self, draft: Draft, phrase: Phrase, form: MentionForm, rule: str, *, aside: bool = False) -> None:
        """Put a draft to a phrase; `aside`: its words are no mention by themselves."""
        if not aside:
            draft.mentions.setdefault((phrase.start, phrase.end), form)
        if rule not in draft.rules:
            draft.rules.append(rule)
        if phrase.role:
            draft.offices.add(HEAD_OF_ORGANISATION if self._of_organisation(phrase) else phrase.role.office)
            draft.lemmas.add(phrase.role.lemma)
        draft.gender = draft.gender or (phrase.gender if draft.kind == "person" else None)
        self.marks[phrase.sentence].append(Mark(phrase, draft, form))

    def _of_organisation(self, phrase: Phrase) -> bool:
        """Whether a role is one in an organisation: "le président du Comité olympique" is no head of state."""
        leads = phrase.role is not None and phrase.role.office in LEADING
        return leads and any(m.draft.kind == "organisation" and m.form == "name" for m in self.inside(phrase))

    def quoted(self, token: Token) -> bool:
        """Whether a word stands between quotation marks; whoever speaks is not "he" in his own words."""
        return any(quote.start < token.start < quote.end for quote in self.quotes)

    def before(self, phrase: Phrase, reach: int) -> Iterator[Mark]:
        """Marks before a phrase, nearest first, going back so many sentences."""
        for index in range(phrase.sentence, max(-1, phrase.sentence - reach - 1), -1):
            near = [m for m in self.marks[index] if m.phrase.end <= phrase.start]
            yield from sorted(near, key=lambda m: (-m.phrase.start, m.phrase.end))

    def inside(self, phrase: Phrase) -> list[Mark]:
        """Marks within a phrase's words."""
        span = Span.of(phrase)
        return [m for m in self.marks[phrase.sentence] if m.phrase in span and m.phrase is not phrase]


# ---- how a role is determined ---------------------------------------------------------------------------------------


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


# ---- roles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Complement:
    """What a role is a role of: a state, an organisation or a person, told inside its phrase; `states`: all of them."""

    state: str | None = None
    organisation: Draft | None = None
    person: Draft | None = None
    states: tuple[str, ...] = ()


def find_quoted(article: Article) -> tuple[Span, ...]:
    """What stands between quotation marks, marks included."""
    return tuple(Span(*found.span()) for found in QUOTED.finditer(article.text))


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
    pairs = how == "definite" and _may_pair(phrase) and is_dual(sentence, phrase, words)
    if phrase.plural and (listed := _listed(ledger, phrase, complement)):
        ledger.mark(group_of(ledger, listed), phrase, "role", "role: those listed")
    elif pairs and phrase.plural and (pair := pair_before(ledger, phrase)):
        ledger.mark(pair, phrase, "role", "role: the two spoken of together")
    elif phrase.role.kind == "state":
        _state_role(ledger, phrase, complement, how)
    elif phrase.role.kind == "organisation" or phrase.role.office in BODIES:
        _body_role(ledger, phrase, complement, how, phrase.role.office)
    elif plural:
        _group_role(ledger, phrase, complement, how)
    else:
        _person_role(ledger, phrase, complement, how)


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
    together = pair or (states + places if _all_joint(ledger, named) else [])
    return Complement(state, organisation, person, tuple(dict.fromkeys(together)))


def _all_joint(ledger: Ledger, phrases: Iterable[Phrase]) -> bool:
    """Whether phrases are one list: "de la Somalie et du Kenya"."""
    ordered = sorted(phrases, key=lambda p: p.start)
    return len(ordered) > 1 and all(_joint(ledger, one, other) for one, other in pairwise(ordered))


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
    if state is None and how in ("definite", "bare"):
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
        acting = {m.draft.state for m in ledger.marks[phrase.sentence] if _leads_clause(sentence, m.phrase)}
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
        around = _state_around(ledger, phrase)
        known = _last_with(ledger, phrase, lambda d: office in d.offices and d.kind == "organisation")
        state = around or (known.state if known else salient_state(ledger, phrase))
    if office in BODIES and state and (how != "indefinite" or office == "army"):
        named = _body_named(ledger, phrase, state, office)
        id = named or f"{state.lower()}-{office.replace('_', '-')}"
        draft = ledger.draft(id, "organisation", _body_name(ledger, state, office), state, phrase.role.sectors)
        ledger.mark(draft, phrase, "role", f"role: {office} of {state}")
        return
    if office in LOOSE and how == "definite" and not phrase.plural and complement == Complement():
        known = _last_with(ledger, phrase, lambda d: d.kind == "organisation" and _fits(d, phrase), reach=REACH)
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
        and (office in ("rebel", "rebels", "soldier", "fighter") or _leads_union(complement.organisation, office))
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
    if complement.organisation and (chief := _chief_of(complement.organisation)) and phrase.role.office in HEADS:
        owner, held = (
            complement.organisation.state,
            _holders(ledger, complement.organisation.state or "", chief),
        )
    elif phrase.role.office == "counterpart":
        owner_office = _office_of_subject(ledger, phrase)
        held = _holders(ledger, complement.state, owner_office) if complement.state and owner_office else ()
    else:
        held = _held(ledger, owner, phrase.role) if owner and how != "indefinite" else ()
    draft = _one_of(ledger, held)
    if draft is not None:
        ledger.mark(draft, phrase, "role", f"role: {held[0].office} of {owner} on {ledger.day}")
        draft.roles.setdefault(phrase.noun, ledger.article.text[phrase.noun[0] : phrase.noun[1]])
        return
    if how in ("definite", "possessive", "bare") and len(held) < 2:
        known = _last_with(ledger, phrase, lambda d: _same_person(ledger, d, phrase, complement))
        if known is not None:
            ledger.mark(known, phrase, "role", f"role: the last {_lemma(phrase)} spoken of")
            return
    if how in ("definite", "possessive") and len(held) < 2 and (draft := _named_elsewhere(ledger, phrase, complement)):
        ledger.mark(draft, phrase, "role", f"role: the only {_lemma(phrase)} named")
        return
    if how == "definite" and not held and (draft := _head_spoken_of(ledger, phrase)):
        ledger.mark(draft, phrase, "role", f"role: {_lemma(phrase)} of the state spoken of")
        return
    if how == "bare" and phrase.role.office in ("artist", "relative", "person"):
        return
    draft = _unnamed(ledger, phrase, complement, "person", how)
    draft.candidates = tuple(sorted({office.person for office in held}))


def _chief_of(organisation: Draft) -> str | None:
    """The office of the head of a body of a state."""
    return next((CHIEFS[office] for office in sorted(organisation.offices) if office in CHIEFS), None)


def _named_elsewhere(ledger: Ledger, phrase: Phrase, complement: Complement) -> Draft | None:
    """The only person named anywhere in the article who fits a role: headlines call by role whom the text names."""
    fitting = [d for d in ledger.drafts if d.id and d.mentions and _same_person(ledger, d, phrase, complement)]
    return fitting[0] if len(fitting) == 1 else None


def _head_spoken_of(ledger: Ledger, phrase: Phrase) -> Draft | None:
    """ "le président" before any is named: that of the state spoken of."""
    assert phrase.role is not None
    if phrase.role.office not in LEADING or any(True for _ in _modifiers(ledger, phrase)):
        return None
    state = salient_state(ledger, phrase)
    return _one_of(ledger, _held(ledger, state, phrase.role)) if state else None


def _modifiers(ledger: Ledger, phrase: Phrase) -> Iterator[Token]:
    """Words of a role phrase besides its noun and determiner: "le président sortant"."""
    for token in ledger.sentences[phrase.sentence].tokens[phrase.first : phrase.last]:
        if not phrase.noun[0] <= token.start < phrase.noun[1] and token.pos in (
            "ADJ",
            "NOUN",
            "PROPN",
            "VERB",
        ):
            yield token


def _office_of_subject(ledger: Ledger, phrase: Phrase) -> str | None:
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


def _held(ledger: Ledger, owner: str, role: RoleWord) -> tuple[Office, ...]:
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
        return ledger.directory.holders(owner, "head_of_organisation", ledger.day) or _holders(
            ledger, owner, role.office
        )
    return _holders(ledger, owner, role.office) or titled


def _holders(ledger: Ledger, owner: str, office: str) -> tuple[Office, ...]:
    """Who held an office of that class on the article's day; "leader": whoever leads, one the article names first."""
    directory, day = ledger.directory, ledger.day
    if day is None:
        return ()
    if office == "leader":
        heads = [o for name in LEADERS for o in directory.holders(owner, name, day)]
        return tuple(o for o in heads if o.person in ledger.by_id)[:1] or directory.leaders(owner, day)
    found = (directory.holders(owner, name, day) for name in OFFICES.get(office, (office,)))
    return next((held for held in found if held), ())


def _one_of(ledger: Ledger, held: Sequence[Office]) -> Draft | None:
    """The holder: the only one, or the only one whom the article names."""
    people = list(dict.fromkeys(office.person for office in held))
    named = [p for p in people if p in ledger.by_id]
    chosen = people if len(people) == 1 else named
    return ledger.entry(chosen[0]) if len(chosen) == 1 else None


def _same_person(ledger: Ledger, draft: Draft, phrase: Phrase, complement: Complement) -> bool:
    """Whether a person spoken of may be called by that role."""
    assert phrase.role is not None
    office = phrase.role.office
    if draft.kind != "person" or draft.plural or _differ(draft.gender, phrase.gender):
        return False
    state = complement.state
    if state and draft.state and state != draft.state:
        return False
    if phrase.role.lemma in draft.lemmas or (
        office in draft.offices and office not in ("official", "aide", "civilian", "person")
    ):
        return True
    if office in LEADING and draft.offices & LEADING and office == "leader":
        return True
    if draft.id is None:
        return False
    if office in FORMER:
        return _once_held(ledger, draft.id, FORMER[office])
    held = ledger.directory.offices_of(draft.id, ledger.day) if ledger.day else ledger.directory.offices_of(draft.id)
    wanted = {"head_of_state", "head_of_government"} if office == "leader" else {office}
    return any(o.office in wanted for o in held) or (office == "minister" and any("minister" in o.office for o in held))


def _once_held(ledger: Ledger, person: str, offices: frozenset[str]) -> bool:
    """Whether a person held one of the offices, but no longer does."""
    now = {o.row for o in ledger.directory.offices_of(person, ledger.day)} if ledger.day else set()
    held = [o for o in ledger.directory.offices_of(person) if o.office in offices]
    return bool(held) and all(o.row not in now for o in held)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


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
    name = ledger.article.text[phrase.start : phrase.end]
    state = complement.state or (complement.organisation.state if complement.organisation else None)
    draft = ledger.draft(None, kind, name, state, phrase.role.sectors)
    draft.plural = phrase.plural
    draft.gender = phrase.gender
    ledger.mark(draft, phrase, "role", f"role: {phrase.role.row}")
    return draft


# ---- pairs and salience ---------------------------------------------------------------------------------------------


def _may_pair(phrase: Phrase) -> bool:
    """Whether two called so may be two already named: "les deux dirigeants", not "les deux soldats"."""
    return phrase.role is not None and phrase.role.kind != "organisation" and phrase.role.office not in NAMELESS


def _listed(ledger: Ledger, phrase: Phrase, complement: Complement) -> tuple[str, ...]:
    """Ids of those a plural is said of: persons listed behind it ("ses homologues du Chili, X, et du Pérou, Y"), the
    holders of its office in each of its states, or else these states."""
    assert phrase.role is not None
    if phrase.role.kind == "person" and (people := _people_behind(ledger, phrase)):
        return people
    if len(complement.states) < 2:
        return ()
    office = phrase.role.office
    if office == "counterpart":
        office = _office_of_subject(ledger, phrase) or office
    held = [_one_of(ledger, _holders(ledger, state, office)) for state in complement.states if office != "leader"]
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
    ones; else the last two coordinated; else the two last spoken of. None when there are not two."""
    assert phrase.role is not None
    of_states = phrase.role.kind == "state" or phrase.role.office in ("coalition", "capital", "rival")
    near = range(phrase.sentence, max(-1, phrase.sentence - 2), -1)
    members = next((found for i in near if (found := _pair_in(ledger, i, phrase, of_states=of_states))), None)
    far = range(phrase.sentence, -1, -1)
    members = members or next((p for i in far if (p := _coordinated(ledger, i, phrase, of_states=of_states))), None)
    members = members or _last_two(ledger, phrase, of_states=of_states)
    if members is None:
        return None
    return group_of(ledger, [ledger.entry(id).id or id for id in members])


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
    if members := _coordinated(ledger, index, phrase, of_states=of_states):
        return members
    ids = dict.fromkeys(id for _, id in _pair_marks(ledger, index, phrase, of_states=of_states))
    if of_states and len(ids) < 2:  # "Alger a rappelé son ambassadeur à Niamey"
        ids.update((c, None) for p, c in ledger.places[index] if c and p.end <= phrase.start)
    return tuple(ids) if len(ids) == 2 else None


def _coordinated(ledger: Ledger, index: int, phrase: Phrase, *, of_states: bool) -> tuple[str, ...] | None:
    """The last two of a sentence with "and" between them and no third before in the list."""
    marks = _pair_marks(ledger, index, phrase, of_states=of_states)
    members = None
    for at, ((one, first), (other, second)) in enumerate(pairwise(marks)):
        if first != second and _joint(ledger, one.phrase, other.phrase) == "and":
            third = marks[at - 1] if at else None
            if third is None or third[1] == first or _joint(ledger, third[0].phrase, one.phrase) != "list":
                members = (first, second)
    return members


def _joint(ledger: Ledger, one: Phrase, other: Phrase) -> Literal["and", "list"] | None:
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


def group_of(ledger: Ledger, members: Iterable[str]) -> Draft:
    """The group of these members, one draft an article."""
    ids = tuple(sorted(members))
    for draft in ledger.drafts:
        if draft.members == ids:
            return draft
    names = [ledger.by_id[id].name for id in ids if id in ledger.by_id]
    draft = ledger.draft(None, "group", " and ".join(names), None, ())
    draft.members, draft.plural = ids, True
    draft.sectors = tuple(dict.fromkeys(s for id in ids if id in ledger.by_id for s in ledger.by_id[id].sectors))
    return draft


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
            yield state, LEAD if _leads_clause(sentence, mark.phrase) else 1.0
    for place, country in ledger.places[index]:
        governor = sentence.tokens[sentence.tokens[place.head].head].lemma if place.last else None
        if country and place.start < phrase.start and governor not in posts:
            yield country, SCENE


def _leads_clause(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase is the subject of its clause, or stands in it."""
    token = sentence.tokens[phrase.head]
    for _ in range(MAX_DEPTH):
        if token.relation in ACTING and token.relation != "root":
            return True
        if token.relation not in ("nmod", "amod", "nmod:poss", "conj", "appos", "flat", "compound"):
            return False
        token = sentence.tokens[token.head]
    return False


# ---- pronouns -------------------------------------------------------------------------------------------------------


def resolve_pronoun(ledger: Ledger, phrase: Phrase) -> None:
    """Mark whom a pronoun stands for, where syntax decides."""
    sentence = ledger.sentences[phrase.sentence]
    token = sentence.tokens[phrase.head]
    words = load_reference(sentence.language)
    possessive = phrase.label == "possessive"
    table = words.possessives if possessive else words.pronouns
    draft = antecedent(
        ledger, phrase.sentence, token, table[token.text.lower().removeprefix("-")], possessive=possessive
    )
    if draft is not None:
        ledger.mark(draft, phrase, "pronoun", "pronoun: subject it hangs on")


def antecedent(
    ledger: Ledger, index: int, token: Token, agreement: tuple[str, str], *, possessive: bool
) -> Draft | None:
    """The subject a pronoun's clause hangs on, else the subject of the sentence before; None if a thing or unsure."""
    sentence = ledger.sentences[index]
    words = load_reference(sentence.language)
    if possessive and sentence.tokens[token.head].lemma in words.suffered:
        return None
    if possessive and (first := _first_in_pair(ledger, index, token)) is not None and _agrees(first, agreement, True):
        return first
    stressed = not possessive and token.case is None and token.relation not in (*SUBJECTS, "iobj", "obj")
    for subject in _subjects_above(sentence, token, own=possessive or stressed):
        if ledger.quoted(token) and not ledger.quoted(subject):
            return None
        if ledger.quoted(subject) and not ledger.quoted(token):  # « … », a-t-il dit
            continue
        if not possessive and not stressed and _within(sentence.tokens, token, subject):
            continue
        draft = _drafts_at(ledger, index, _antecedent_noun(sentence, subject))
        if draft is not None and _agrees(draft, agreement, possessive or stressed):
            return draft
        if (possessive and agreement == ("-", "-")) or (possessive and draft is None and agreement == ("-", "sing")):
            return None
    if index == 0 or ledger.quoted(token) or ledger.sentences[index - 1].block != sentence.block:
        return None
    last = _last_unquoted(ledger, index)
    for subject in _subjects_of(ledger.sentences[last]) if last is not None else ():
        draft = None if ledger.quoted(subject) else _drafts_at(ledger, last or 0, subject)
        if draft is not None and _agrees(draft, agreement, possessive):
            return draft
    return None


def _last_unquoted(ledger: Ledger, index: int) -> int | None:
    """The last sentence before in the same block that is not wholly quoted words, at most two back."""
    for at in range(index - 1, max(-1, index - 3), -1):
        sentence = ledger.sentences[at]
        if sentence.block != ledger.sentences[index].block:
            return None
        if not all(ledger.quoted(t) for t in sentence.tokens if t.pos != "PUNCT"):
            return at
    return None


def _antecedent_noun(sentence: Sentence, subject: Token) -> Token:
    """The noun a relative pronoun stands for, "général" for "qui" in "le général qui …"; other subjects as they are."""
    verb = sentence.tokens[subject.head]
    relative = feature(subject, "PronType") == "Rel" or subject.text.lower() in ("who", "which", "that")
    if relative and verb.relation == "acl:relcl":
        return sentence.tokens[verb.head]
    return subject


def _within(tokens: Sequence[Token], token: Token, noun: Token) -> bool:
    """Whether a word stands inside a noun's phrase."""
    at = token
    for _ in range(len(tokens)):
        if at.head == noun.index:
            return True
        if at.head == at.index:
            return False
        at = tokens[at.head]
    return False


def _first_in_pair(ledger: Ledger, index: int, token: Token) -> Draft | None:
    """ "Robert Mugabe and his inner circle": the one named before the conjunction."""
    tokens = ledger.sentences[index].tokens
    noun = tokens[token.head]
    if noun.relation != "conj" or noun.head == noun.index or tokens[noun.head].pos in ("VERB", "AUX"):
        return None
    return _headed(ledger, index, noun.head)


def _subjects_above(sentence: Sentence, token: Token, *, own: bool) -> Iterator[Token]:
    """Subjects of the clauses a token stands in, inmost first; its own clause only when `own`."""
    tokens = sentence.tokens
    at, first = tokens[token.head] if token.head != token.index else token, True
    for _ in range(len(tokens)):
        children = [t for t in tokens if t.head == at.index and t.relation in SUBJECTS]
        if at.index != token.head or at.pos != "NOUN":
            yield from _controllers(sentence, token, at)
        for child in children:
            if child.index != token.index and child.start < token.start and (own or not first):
                yield child
        if children:
            first = False
        if at.head == at.index:
            return
        at = tokens[at.head]


def _controllers(sentence: Sentence, token: Token, verb: Token) -> Iterator[Token]:
    """Whom a verb makes do what its infinitive says: "le Chili" in "Oslo appelle le Chili à retirer ses troupes"."""
    if verb.lemma not in load_reference(sentence.language).controlling:
        return
    for other in sentence.tokens[verb.index + 1 : token.index]:
        governed = other.head == verb.index and other.relation in ("obj", "iobj", "obl")
        if governed and other.pos in ("NOUN", "PROPN") and not _within(sentence.tokens, token, other):
            yield other


def _subjects_of(sentence: Sentence) -> list[Token]:
    """Subjects of a sentence, that of the main clause first."""
    roots = {t.index for t in sentence.tokens if t.head == t.index}
    subjects = [t for t in sentence.tokens if t.relation in SUBJECTS]
    return sorted(subjects, key=lambda t: (t.head not in roots, t.start))


def _drafts_at(ledger: Ledger, index: int, token: Token) -> Draft | None:
    """The actor whose mention a token heads; two coordinated ones are a group."""
    sentence = ledger.sentences[index]
    heads = [
        token.index,
        *(t.index for t in sentence.tokens if t.relation == "conj" and t.head == token.index),
    ]
    drafts = [d for h in heads if (d := _headed(ledger, index, h)) is not None]
    if len(drafts) > 1:
        ids = [d.id for d in drafts if d.id]
        return group_of(ledger, ids) if len(ids) == len(drafts) and len(set(ids)) > 1 else None
    return drafts[0] if drafts else None


def _headed(ledger: Ledger, index: int, head: int) -> Draft | None:
    found = [m for m in ledger.marks[index] if m.phrase.head == head and m.form != "demonym"]
    return max(found, key=lambda m: m.phrase.end - m.phrase.start).draft if found else None


def _agrees(draft: Draft, agreement: tuple[str, str], possessive: bool) -> bool:
    gender, number = agreement
    plural = draft.plural or bool(draft.members)
    if number == "plur":
        return plural or draft.kind == "group" or "police" in draft.offices
    if number != "plur" and plural:
        return False
    if draft.kind == "person":
        return gender != "n" and not _differ(draft.gender, gender if gender in ("m", "f") else None)
    return possessive and gender in ("n", "-")


def found_mentions(draft: Draft) -> tuple[tuple[Mention, ...], tuple[Role, ...]]:
    """A draft's mentions and titles, in text order."""
    mentions = tuple(Mention(start, end, form) for (start, end), form in sorted(draft.mentions.items()))
    return mentions, tuple(Role(title, start, end) for (start, end), title in sorted(draft.roles.items()))
