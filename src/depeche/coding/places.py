"""Which names mean a place, and which place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from depeche.coding.mentions import Phrase
from depeche.knowledge.gazetteer import Gazetteer, PlaceEntry
from depeche.knowledge.grammar import load_function_words
from depeche.knowledge.roles import ReferenceWords, load_reference
from depeche.records import Article, Place, Sentence, Token

COMPANY = 3.0  # a state spoken of in the article weighs as much as a thousandfold population
MIN_MARGIN = 0.5  # below this two places of one name stay undecided
NAMESAKES = "USA"  # its small towns bear the names of the world's cities; reports then name the state as well
BESIDE = 6.0  # "Córdoba, Argentina": weight of the country named right after


@dataclass(frozen=True, slots=True)
class Stance:
    """How a name stands in its sentence: whether it names a place there, and by which rule."""

    place: bool
    rule: str


NAME_PARTS = ("flat", "compound", "appos")
DATELINE_RULE = "place: dateline"
RULES = {"obj": "object", "nsubj:pass": "passive subject"}
SUBJECTS = ("nsubj", "nsubj:pass")
ACTS = {
    "nsubj": "subject",
    "nsubj:pass": "passive subject",
    "obl:agent": "passive agent",
    "nmod:poss": "genitive",
    "iobj": "indirect object",
    "root": "alone",
    "dislocated": "apart",
}


def stance_of(sentence: Sentence, head: int, *, first: int, state: bool = False) -> Stance:
    """Whether a state's or capital's name is meant as a place, by the word that marks it and the word that governs it.
    `first`: its first token; `state`: it is a state's own name, which is dealt with even where it is visited."""
    words = load_reference(sentence.language)
    token = sentence.tokens[head]
    governor = sentence.tokens[token.head]
    if token.case is None and token.relation not in ACTS and (mark := _adposition_before(sentence, first)):
        if governor.case is not None and governor.index > head:  # "à Oslo mardi", read as one phrase
            governor = sentence.tokens[governor.head]
        token = replace(token, case=mark, relation="nmod" if governor.pos in ("NOUN", "PROPN") else "obl")
    if token.case is not None and token.relation != "nmod:poss":
        return _marked(token, governor, words, sentence, first, state=state)
    if token.relation in ("conj", "appos", "flat") and token.head != head:
        return _joined(sentence, token, state=state)
    if token.relation in SUBJECTS and not state and governor.lemma in words.scenes:
        return Stance(True, f"place: scene, {governor.lemma}")
    if token.relation in ("obj", "nsubj:pass"):
        verbs = words.crossings if state else words.place_objects
        return Stance(governor.lemma in verbs, f"{RULES[token.relation]} of {governor.lemma}")
    if token.relation == "obl" and not state and governor.lemma in words.place_objects:
        return Stance(True, f"object of {governor.lemma}")  # the parser's, for an object
    if token.relation == "nmod:poss" and not {governor.lemma, governor.text.lower()}.isdisjoint(words.sites_after):
        return Stance(True, f"place: whose {governor.text.lower()}")
    if token.relation == "compound":
        return Stance(governor.lemma in words.place_heads, f"before {governor.lemma}")
    return Stance(False, ACTS.get(token.relation, token.relation))


def _joined(sentence: Sentence, token: Token, *, state: bool) -> Stance:
    """A name joined to another: the country of the place before it, or what the first of the conjuncts is."""
    if _after_place_comma(sentence, token):
        return Stance(True, "place: country of the place before it")
    if token.relation != "conj":
        return Stance(False, ACTS["root"])
    conjunct = _first_conjunct(sentence, token.index)
    return stance_of(sentence, conjunct, first=conjunct, state=state)


def _adposition_before(sentence: Sentence, first: int) -> str | None:
    """The adposition right before a name that the parser took for something else: "à Oslo mardi"."""
    before = sentence.tokens[first - 1] if first else None
    if before is None or before.pos != "ADP":
        return None
    word = before.text.lower()
    return load_function_words(sentence.language).contractions.get(word, word)


def _first_conjunct(sentence: Sentence, head: int) -> int:
    seen = set()
    while sentence.tokens[head].relation == "conj" and head not in seen:
        seen.add(head)
        head = sentence.tokens[head].head
    return head


def _after_place_comma(sentence: Sentence, token: Token) -> bool:
    """ "à Bergen, Norvège": a bare state right after a place and a comma."""
    before = sentence.tokens[token.index - 1] if token.index else None
    if before is None or before.text not in (",", "(") or token.index < 2:
        return False
    if token.relation == "conj" and sum(t.relation == "conj" and t.head == token.head for t in sentence.tokens) > 1:
        return False
    after = sentence.tokens[token.index + 1 :][:1]
    if after and after[0].pos == "CCONJ":  # "of the United States, Britain and Australia"
        return False
    earlier = sentence.tokens[token.index - 2]
    while earlier.relation in ("flat", "compound") and earlier.head != earlier.index:
        earlier = sentence.tokens[earlier.head]
    return earlier.pos == "PROPN" and earlier.case is not None and token.relation in ("appos", "flat", "nmod", "conj")


def _marked(
    token: Token, governor: Token, words: ReferenceWords, sentence: Sentence, first: int, *, state: bool
) -> Stance:
    case = token.case or ""
    if f"{governor.lemma} {case}" in words.place_cases:
        return Stance(True, f"place: {governor.lemma} {case}")
    if f"{governor.lemma} {case}" in words.act_cases:
        return Stance(False, f"{governor.lemma} {case}")
    if case in words.toward and governor.lemma in words.motion | words.crossings:
        return Stance(True, f"place: {governor.lemma} {case}")
    if not state and case in words.away and sentence.tokens[governor.head].lemma in words.withdrawing:
        return Stance(True, f"place: {sentence.tokens[governor.head].lemma} {case}")
    if case in words.place_cases and governor.lemma in words.regard:
        return Stance(False, f"{governor.lemma} {case}")
    if case in words.place_cases or (case in words.place_by_default and _opens_sentence(sentence, token, first)):
        return Stance(True, f"place: after {case}")
    if governor.lemma in words.borders:
        return Stance(True, f"place: {governor.lemma} {case}")
    if governor.lemma in words.motion and (case in words.ways or (governor.pos == "VERB" and case in words.open_cases)):
        return Stance(True, f"place: {governor.lemma} {case}")
    verb = sentence.tokens[first - 2] if first > 1 else governor
    if verb.pos == "VERB" and verb.lemma in words.motion and case in words.open_cases:
        return Stance(True, f"place: {verb.lemma} {case}")
    if case in words.act_cases or f"{governor.text.lower()} {case}" in words.act_cases:
        return Stance(False, f"after {case}")
    if case not in words.open_cases and case not in words.complement:
        return Stance(token.relation == "obl", f"after {case}")
    if governor.lemma in words.place_heads or governor.text.lower() in words.place_heads:
        return Stance(True, f"place: {governor.lemma} {case}")
    if token.relation == "nmod" and case in words.complement and case not in words.open_cases - {"de", "of"}:
        return Stance(False, f"{governor.lemma} {case}")
    gift = governor.lemma in words.giving or any(
        t.head == governor.index and t.relation == "obj" and t.lemma in words.giving for t in sentence.tokens
    )
    if governor.lemma in words.motion or (case in words.place_by_default and not gift):
        return Stance(True, f"place: {governor.lemma} {case}")
    return Stance(False, f"{governor.lemma} {case}")


def _opens_sentence(sentence: Sentence, token: Token, first: int) -> bool:
    """ "À Beyrouth, …": set before the clause with its adposition, a comma behind."""
    last = max((t.index for t in sentence.tokens if t.head == token.index and t.relation in NAME_PARTS), default=0)
    after = sentence.tokens[max(last, token.index) + 1 :][:1]
    return first <= 1 and bool(after) and after[0].text == ","


# ---- which place ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Company:
    """What speaks for one country: how often each state is met in the article."""

    states: Mapping[str, float]

    @classmethod
    def of(cls, states: Sequence[str]) -> Company:
        return cls(Counter(states))

    def weight(self, country: str | None) -> float:
        return COMPANY * min(self.states.get(country or "", 0.0), 2.0) / 2.0


def locate(
    article: Article,
    phrase: Phrase,
    candidates: Sequence[PlaceEntry],
    company: Company,
    beside: str | None,
    rule: str,
) -> Place:
    """The place a phrase names: the best of `candidates` by company and population; both kept when it is a tie."""
    largest = max((place.population for place in candidates), default=0)
    scores = {place: _score(place, company, beside, largest) for place in candidates}
    ranked = sorted(scores, key=lambda place: (-scores[place], place.id))
    name = article.text[phrase.start : phrase.end]
    if not ranked:
        return Place(phrase.start, phrase.end, name, beside, None, None, None, (), rule)
    best = ranked[0]
    margin = scores[best] - scores[ranked[1]] if len(ranked) > 1 else MIN_MARGIN
    others = tuple(p.id for p in ranked[:4]) if margin < MIN_MARGIN else ()
    return Place(
        phrase.start,
        phrase.end,
        best.name,
        best.country,
        best.geonames_id,
        best.latitude,
        best.longitude,
        others,
        rule,
    )


def _score(place: PlaceEntry, company: Company, beside: str | None, largest: int) -> float:
    """Company of its country, a known country beside it, and its size: in powers of ten of inhabitants. `largest`:
    inhabitants of the largest place of the name."""
    size = len(str(max(place.population, 0))) if place.kind == "city" else 6
    alone = place.country == NAMESAKES and place.population < largest
    return (
        (0.0 if alone else company.weight(place.country))
        + (BESIDE if beside and place.country == beside else 0.0)
        + size
    )


def candidates_for(gazetteer: Gazetteer, phrase: Phrase, text: str) -> tuple[PlaceEntry, ...]:
    """The gazetteer's places for a phrase: those its readings name, else those of its words."""
    found = {}
    for sense in phrase.senses:
        if sense.form == "place" and (entry := gazetteer.entry(sense.id)):
            found[entry.id] = entry
        elif sense.form == "metonym" and sense.literal:
            capital = [entry for entry in gazetteer.named(sense.literal) if entry.country == sense.id]
            own = [e for e in gazetteer.named(text) if e.country == sense.id and e.kind == "city"]
            # "Tel Aviv" stands for the state as its capital does, and is a city of its own
            seat = own if own and not set(own) & set(capital) else capital
            found.update({entry.id: entry for entry in seat})
        elif sense.form == "name" and len(sense.id) == 3 and (entry := gazetteer.entry(sense.id)):
            return (entry,)
    return tuple(found.values()) or gazetteer.named(text)
