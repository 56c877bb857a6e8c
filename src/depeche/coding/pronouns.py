"""Pronouns and possessives -> whom they stand for.

Whoever agrees in gender and number is weighed by where he was last spoken of; the subject the pronoun's clause hangs on
weighs most. The weights stand in `pronouns.toml`; below a least share the pronoun stays nobody's.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from depeche.coding.groups import coordinated
from depeche.coding.ledger import Draft, Ledger, Mark, differ, group_of
from depeche.coding.mentions import Phrase, feature
from depeche.coding.salience import leads_clause
from depeche.knowledge.roles import load_reference
from depeche.records import Sentence, Token

SUBJECTS = ("nsubj", "nsubj:pass")
REACH = 3  # sentences back to whoever is meant
OFTEN = 3  # mentions from which somebody is often spoken of
SPOKEN_OF = {  # relations of a mention, in words
    "nsubj": "subject",
    "nsubj:pass": "subject",
    "obl:agent": "agent",
    "obj": "object",
    "iobj": "object",
    "obl": "oblique",
    "nmod": "of a noun",
    "nmod:poss": "of a noun",
    "root": "alone",
    "conj": "joined",
}
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun to resolve: where it stands, what it asks for ("m sing"), and its part in its clause."""

    phrase: Phrase
    sentence: Sentence
    token: Token
    gender: str
    number: str
    part: str  # "possessive", "subject", "object", "stressed"
    quoted: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be meant and what speaks for or against it. `draft` None: `members` who are no group yet, or nobody."""

    draft: Draft | None
    clues: tuple[str, ...]
    members: tuple[str, ...] = ()


@cache
def load_weights() -> tuple[Mapping[str, float], float]:
    """The weight of each clue, and the least share of the likelihood from which somebody is meant."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return table["weights"], table["least"]


def resolve_pronoun(ledger: Ledger, phrase: Phrase) -> None:
    """Mark whom a pronoun stands for, if it is likely enough."""
    pronoun = read_pronoun(ledger, phrase)
    if not _is_fact(pronoun) and (found := likeliest(candidates_of(ledger, pronoun))) is not None:
        draft = found.draft or group_of(ledger, found.members)
        rule = "pronoun: subject it hangs on" if "hangs on" in found.clues else "pronoun: likeliest before it"
        ledger.mark(draft, phrase, "pronoun", rule)


def read_pronoun(ledger: Ledger, phrase: Phrase) -> Pronoun:
    sentence = ledger.sentences[phrase.sentence]
    token = sentence.tokens[phrase.head]
    words = load_reference(sentence.language)
    possessive = phrase.label == "possessive"
    tables = (words.possessives,) if possessive else (words.pronouns, words.weak_pronouns)
    form = token.text.lower().removeprefix("-")
    gender, number = next(table[form] for table in tables if form in table)
    return Pronoun(phrase, sentence, token, gender, number, _part(token, possessive), ledger.quoted(token))


def _is_fact(pronoun: Pronoun) -> bool:
    """Whether an object is a fact: "il le sait"."""
    verb = pronoun.sentence.tokens[pronoun.token.head].lemma
    return pronoun.part == "object" and verb in load_reference(pronoun.sentence.language).of_things


def _part(token: Token, possessive: bool) -> str:
    if possessive:
        return "possessive"
    if token.relation in SUBJECTS:
        return "subject"
    return "object" if token.relation in ("obj", "iobj") else "stressed"


def likeliest(candidates: Sequence[Candidate]) -> Candidate | None:
    """Who has the greatest share of the likelihood, all mentions of one together; None for nobody or too little."""
    weights, least = load_weights()
    shares: dict[tuple[int, tuple[str, ...]], float] = {}
    strongest: dict[tuple[int, tuple[str, ...]], tuple[float, Candidate]] = {}
    for candidate in candidates:
        strength = math.exp(sum(weights.get(clue, 0.0) for clue in candidate.clues))
        key = (id(candidate.draft), candidate.members)
        shares[key] = shares.get(key, 0.0) + strength
        if key not in strongest or strength > strongest[key][0]:
            strongest[key] = (strength, candidate)
    best = max(shares, key=lambda key: shares[key])
    found = strongest[best][1]
    certain = shares[best] >= least * sum(shares.values())
    return found if certain and (found.draft is not None or found.members) else None


# ---- who may be meant ------------------------------------------------------------------------------------------------


def candidates_of(ledger: Ledger, pronoun: Pronoun) -> tuple[Candidate, ...]:
    """Everybody before the pronoun who agrees with it, nearest first, those named together, and nobody."""
    syntactic = antecedent(
        ledger,
        pronoun.phrase.sentence,
        pronoun.token,
        (pronoun.gender, pronoun.number),
        possessive=pronoun.part == "possessive",
    )
    found: list[Candidate] = []
    for mark in ledger.before(pronoun.phrase, REACH):
        if mark.form != "demonym" and _may_stand_for(ledger, pronoun, mark):
            nearest = not any(candidate.draft is not None for candidate in found)
            clues = (*_clues(ledger, pronoun, mark, hangs=mark.draft is syntactic), *(["nearest"] * nearest))
            found.append(Candidate(mark.draft, clues))
    if syntactic is not None and not any(candidate.draft is syntactic for candidate in found):
        found.append(Candidate(syntactic, (_asked(pronoun, syntactic), "hangs on", "together")))
    return (*found, *_together(ledger, pronoun), Candidate(None, tuple(_nobody(ledger, pronoun, found))))


def _together(ledger: Ledger, pronoun: Pronoun) -> Iterator[Candidate]:
    """Two persons, or two states, joined by "and" in this sentence or the last."""
    if pronoun.number not in ("plur", "-"):
        return
    for index in range(pronoun.phrase.sentence, max(-1, pronoun.phrase.sentence - 2), -1):
        for of_states in (False, True):
            if members := coordinated(ledger, index, pronoun.phrase, of_states=of_states):
                back = f"back {pronoun.phrase.sentence - index}"
                what = "states" if of_states else "persons"
                yield Candidate(None, (f"{pronoun.part} {pronoun.number}: two {what}", "together", back), members)


def _may_stand_for(ledger: Ledger, pronoun: Pronoun, mark: Mark) -> bool:
    """Whether a mention agrees with the pronoun and is no other side of its verb."""
    if not _agrees_in_number(ledger, pronoun, mark) or not _agrees_in_gender(ledger, pronoun, mark):
        return False
    same = mark.phrase.sentence == pronoun.phrase.sentence
    if same and _suffers(pronoun) and leads_clause(pronoun.sentence, mark.phrase):
        return False  # "Petro exigió su liberación"
    if pronoun.part in ("subject", "object") and same:
        head = pronoun.sentence.tokens[mark.phrase.head]
        return head.head != pronoun.token.head or head.relation not in SPOKEN_OF
    return True


def _suffers(pronoun: Pronoun) -> bool:
    """Whether a possessive is of what is done to somebody: "su liberación"."""
    owned = pronoun.sentence.tokens[pronoun.token.head].lemma
    return pronoun.part == "possessive" and owned in load_reference(pronoun.sentence.language).suffered


def _agrees_in_number(ledger: Ledger, pronoun: Pronoun, mark: Mark) -> bool:
    plural = mark.draft.plural or bool(mark.draft.members)
    written = _written_number(ledger.sentences[mark.phrase.sentence], mark.phrase)
    if pronoun.number == "plur":
        several = plural or mark.draft.kind in ("group", "organisation") or "police" in mark.draft.offices
        return (several and written != "Sing") or written == "Plur"
    if pronoun.number == "sing":
        return not (plural or written == "Plur") or (mark.draft.kind == "organisation" and not plural)
    return True


def _written_number(sentence: Sentence, phrase: Phrase) -> str | None:
    """The number a mention's determiner shows; of a common noun without one its own."""
    token = sentence.tokens[phrase.head]
    for other in sentence.tokens[max(0, phrase.first - 1) : phrase.head]:
        if other.relation == "det" and other.head == token.index and (number := feature(other, "Number")):
            return number
    return feature(token, "Number") if token.pos == "NOUN" else None


def _agrees_in_gender(ledger: Ledger, pronoun: Pronoun, mark: Mark) -> bool:
    if mark.draft.kind == "person" and not mark.draft.plural:
        return pronoun.gender != "n" and not differ(mark.draft.known_gender, _asked_gender(pronoun))
    if pronoun.gender in ("n", "-"):
        return True
    if pronoun.number == "plur":
        return True
    return _written_gender(ledger.sentences[mark.phrase.sentence], mark.phrase) == pronoun.gender


def _asked_gender(pronoun: Pronoun) -> str | None:
    return pronoun.gender if pronoun.gender in ("m", "f") else None


def _written_gender(sentence: Sentence, phrase: Phrase) -> str | None:
    """The gender a mention's determiner shows, else its noun's: "la Corée" -> "f"."""
    token = sentence.tokens[phrase.head]
    near = [t for t in sentence.tokens[max(0, phrase.first - 1) : phrase.head] if t.relation == "det"]
    for other in (*(t for t in near if t.head == token.index), token):
        if gender := {"Masc": "m", "Fem": "f"}.get(feature(other, "Gender") or ""):
            return gender
    return None


# ---- what speaks for it ----------------------------------------------------------------------------------------------


def _asked(pronoun: Pronoun, draft: Draft) -> str:
    return f"{pronoun.part} {pronoun.gender} {pronoun.number}: {draft.kind}"


def _clues(ledger: Ledger, pronoun: Pronoun, mark: Mark, *, hangs: bool) -> Iterator[str]:
    sentence = ledger.sentences[mark.phrase.sentence]
    token = sentence.tokens[mark.phrase.head]
    back = pronoun.phrase.sentence - mark.phrase.sentence
    yield _asked(pronoun, mark.draft)
    yield f"back {back}"
    yield f"{pronoun.part}: was {SPOKEN_OF.get(token.relation, 'elsewhere')}"
    yield f"as {mark.form}"
    if hangs:
        yield "hangs on"
    if sentence.block != pronoun.sentence.block:
        yield "another paragraph"
    if token.relation in SUBJECTS and _is_root(sentence, token.head):
        yield f"back {back}: main subject"
    if _asked_gender(pronoun) and mark.draft.known_gender:
        yield "gender known"
    if len(mark.draft.mentions) >= OFTEN:
        yield "often spoken of"
    if any(m.phrase is not mark.phrase and mark.phrase.start >= m.phrase.start and mark.phrase.end <= m.phrase.end
           for m in ledger.marks[mark.phrase.sentence] if m.draft is not mark.draft):  # fmt: skip
        yield "inside another"
    yield from _quotation(ledger, pronoun, token, back)
    yield from _owning(pronoun, mark.draft)


def _is_root(sentence: Sentence, index: int) -> bool:
    return sentence.tokens[index].head == index


def _quotation(ledger: Ledger, pronoun: Pronoun, token: Token, back: int) -> Iterator[str]:
    quoted = ledger.quoted(token)
    if pronoun.quoted and not quoted:
        speaks = token.relation in SUBJECTS and back == 0
        yield "speaks the words" if speaks else "outside the quotation"
    elif quoted and not pronoun.quoted:
        yield "inside a quotation"


def _owning(pronoun: Pronoun, draft: Draft) -> Iterator[str]:
    """Of a possessive: whether what is owned is only a person's, or a country, which no state has."""
    if pronoun.part != "possessive":
        return
    owned = pronoun.sentence.tokens[pronoun.token.head]
    words = load_reference(pronoun.sentence.language)
    if owned.lemma in words.personal:
        yield "a person's own" if draft.kind == "person" else "nobody's but a person's"
    if owned.lemma in words.own:
        yield "country of a person" if draft.kind == "person" else "country of others"


def _nobody(ledger: Ledger, pronoun: Pronoun, found: Sequence[Candidate]) -> Iterator[str]:
    """What speaks for a pronoun that stands for no actor."""
    yield f"{NOBODY}: {pronoun.part} {pronoun.gender} {pronoun.number}"
    if pronoun.quoted:
        yield f"{NOBODY}: in quotation"
    if _thing_above(ledger, pronoun):
        yield f"{NOBODY}: thing in between, {pronoun.part}"
    if not any("hangs on" in candidate.clues for candidate in found):
        yield f"{NOBODY}: hangs on none, {pronoun.part}"


def _thing_above(ledger: Ledger, pronoun: Pronoun) -> bool:
    """Whether the subject the pronoun would hang on, here or in the sentence before, is no actor's."""
    own = pronoun.part == "possessive"
    above = [(pronoun.phrase.sentence, t) for t in _subjects_above(pronoun.sentence, pronoun.token, own=own)]
    if not above and pronoun.phrase.sentence:
        index = pronoun.phrase.sentence - 1
        above = [(index, t) for t in _subjects_of(ledger.sentences[index])[:1]]
    return bool(above) and _drafts_at(ledger, *above[0]) is None and above[0][1].pos in ("NOUN", "PROPN", "PRON")


# ---- the subject it hangs on -----------------------------------------------------------------------------------------


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
        noun = _antecedent_noun(sentence, subject)
        draft = _drafts_at(ledger, index, noun)
        if draft is not None and _written_plural(noun, agreement):  # "ces soldats … ses garde-côtes"
            continue
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


def _written_plural(noun: Token, agreement: tuple[str, str]) -> bool:
    """Whether a common noun is of many where the pronoun stands for one."""
    return agreement[1] == "sing" and noun.pos == "NOUN" and feature(noun, "Number") == "Plur"


def _agrees(draft: Draft, agreement: tuple[str, str], possessive: bool) -> bool:
    gender, number = agreement
    plural = draft.plural or bool(draft.members)
    if number == "plur":
        return plural or draft.kind == "group" or "police" in draft.offices
    if number != "plur" and plural:
        return False
    if draft.kind == "person":
        return gender != "n" and not differ(draft.gender, gender if gender in ("m", "f") else None)
    return possessive and gender in ("n", "-")
