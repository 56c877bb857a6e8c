"""Pronouns and possessives -> whom they stand for: the subject their clause hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depeche.coding.ledger import Draft, Ledger, differ, group_of
from depeche.coding.mentions import Phrase, feature
from depeche.knowledge.roles import load_reference
from depeche.records import Sentence, Token

SUBJECTS = ("nsubj", "nsubj:pass")


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
        return gender != "n" and not differ(draft.gender, gender if gender in ("m", "f") else None)
    return possessive and gender in ("n", "-")
