"""Who takes part in an article, and where: names, roles and pronouns put together, each with whom it stands for."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from depeche.coding.company import BY_SCENE, settle
from depeche.coding.coreference import complement_of, determination, join_names, resolve_role
from depeche.coding.ledger import Draft, Ledger, find_quoted, found_mentions
from depeche.coding.mentions import Phrase, feature, find_phrases
from depeche.coding.places import (
    DATELINE_RULE,
    NAMESAKES,
    Company,
    Stance,
    candidates_for,
    locate,
    stance_of,
)
from depeche.coding.pronouns import resolve_pronoun
from depeche.coding.salience import salient_state
from depeche.knowledge.directory import load_directory
from depeche.knowledge.gazetteer import PlaceEntry, load_gazetteer
from depeche.knowledge.names import NameHit, Sense, likeness, load_names
from depeche.knowledge.roles import load_reference
from depeche.reading.datelines import dateline
from depeche.records import Actor, ActorKind, Article, Date, MentionForm, Place, Sentence

ACTING = frozenset({"nsubj", "nsubj:pass", "obl:agent", "nmod:poss", "root"})
SHORT_SURNAME = 4  # letters of a surname up to which its sound tells too little
IDLE = frozenset({"obl", "alone", "apart", "dep", "nmod", "parataxis"})  # stances in which a capital does not act
LARGE = 80_000  # inhabitants of a city that may be meant by the name of a state
COMPARABLE = 10  # times that a capital may be as large as its namesake
NEAR = 3  # sentences back to the person whom a demonym alone calls
FULL_NAME = 2  # words from which a person's name tells who it is
LATELY = (
    datetime.timedelta(days=365),
    datetime.timedelta(days=1100),
)  # who left office so long ago is still news
KNOWN_IN_FULL, HOLDS_OFFICE, HELD_OFFICE, IN_COMPANY, TITLE_FITS = (
    8.0,
    2.0,
    1.0,
    3.0,
    6.0,
)  # evidence for a bearer of a surname


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors and the places of an article, each in order of first mention."""

    actors: tuple[Actor, ...]
    places: tuple[Place, ...]


def resolve(
    article: Article,
    sentences: tuple[Sentence, ...],
    as_of: datetime.date | None,
    dates: tuple[Date, ...] = (),
) -> Cast:
    """Everybody and every place the sentences name. `as_of`: the day offices are looked up on; None: unknown; a clause
    that one of `dates` puts at another time has its own."""
    phrases = find_phrases(article, sentences, load_names().find(article.text))
    reader = _Reader(article, sentences, phrases, as_of, dates)
    reader.read_datelines()
    reader.read_names()
    joined = join_names(reader.ledger, (p for here in phrases for p in here if p.kind == "role"))
    for here in phrases:
        for phrase in sorted(here, key=lambda p: (p.end, -p.start)):
            if phrase.kind == "pronoun":
                resolve_pronoun(reader.ledger, phrase)
            elif phrase.role is not None and phrase.role.office == "capital" and not phrase.plural:
                reader.read_capital(phrase)
            elif phrase.kind == "role" and phrase not in joined and not _counted(phrase, here):
                resolve_role(reader.ledger, phrase)
    reader.place_strangers()
    actors, places = _actors(reader.ledger), tuple(sorted(reader.places, key=lambda p: (p.start, p.end)))
    settled = settle(article, places, actors, reader.gazetteer)
    return Cast(_moved(actors, places, settled), settled)


def _moved(actors: tuple[Actor, ...], before: tuple[Place, ...], after: tuple[Place, ...]) -> tuple[Actor, ...]:
    """People without a name go with the places they are in, where these turn out to lie in another country."""
    left = {place.country for place in before} - {place.country for place in after} - {a.id for a in actors}
    moved = {old.country: new.country for old, new in zip(before, after, strict=True) if old.country in left}
    return tuple(
        replace(actor, state=moved[actor.state]) if BY_SCENE in actor.rules and actor.state in moved else actor
        for actor in actors
    )


def _counted(phrase: Phrase, here: Sequence[Phrase]) -> bool:
    """Whether people are only counted by the phrase around: "manifestants" in "des centaines de manifestants"."""
    return any(
        p.role is not None
        and p.role.office in ("quantity", "amount")
        and p.first < phrase.first
        and phrase.last <= p.last
        for p in here
        if p.kind == "role"
    )


def slug(name: str) -> str:
    """The id of a name: ASCII letters and digits in lower case, joined by hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# ---- names ----------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the names of one article into a ledger."""

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        phrases: Sequence[Sequence[Phrase]],
        day: datetime.date | None,
        dates: tuple[Date, ...] = (),
    ) -> None:
        self.article = article
        self.sentences = sentences
        self.phrases = phrases
        self.directory = load_directory()
        self.gazetteer = load_gazetteer()
        self.ledger = Ledger(article, sentences, self.directory, day, phrases, quotes=find_quoted(article), dates=dates)
        self.ledger.marks = [[] for _ in sentences]
        self.ledger.places = [[] for _ in sentences]
        self.places: list[Place] = []
        self.states = Counter(self._states_named())
        self.company = Company(self.states)
        self.full = self._named_in_full()
        self.bearers = self._bearers()
        self.strangers: dict[str, Draft] = {}

    def words(self, phrase: Phrase) -> str:
        return self.article.text[phrase.start : phrase.end]

    def _states_named(self) -> Iterator[str]:
        """Ids of the states named, once for each time: by name, capital, demonym, or a person of it in full."""
        for here in self.phrases:
            for phrase in here:
                told = {self._state_of(sense) for sense in phrase.senses if sense.form == phrase.senses[0].form}
                if len(told) == 1 and (state := told.pop()):
                    yield state

    def _state_of(self, sense: Sense) -> str | None:
        entry = self.directory.entry(sense.id) if sense.form != "place" else None
        return entry.state if entry else None

    def _named_in_full(self) -> frozenset[str]:
        """Persons whose full name stands somewhere."""
        ids: set[str] = set()
        for here in self.phrases:
            for phrase in here:
                if phrase.kind == "name" and phrase.last - phrase.first >= FULL_NAME:
                    people = [s.id for s in phrase.senses if self._is_person(s)]
                    ids.update(people if len(people) == 1 else ())
        return frozenset(ids)

    def _bearers(self) -> dict[str, list[tuple[int, str]]]:
        """By surname: where a full name with it stands, and whose it is (an id, or the slug of a stranger's name)."""
        found: dict[str, list[tuple[int, str]]] = {}
        for here in self.phrases:
            for phrase in here:
                if phrase.kind not in ("name", "unknown") or phrase.last - phrase.first < FULL_NAME:
                    continue
                people = [s.id for s in phrase.senses if self._is_person(s)]
                stranger = (
                    phrase.kind == "unknown" and self._title_kind(phrase) != "organisation" and phrase.label == "PER"
                )
                if len(people) == 1 or stranger:
                    name = self.words(_without_courtesy(self.sentences[phrase.sentence], phrase))
                    surname = re.split(r"[\s\u00a0]", name)[-1]
                    found.setdefault(surname, []).append((phrase.start, people[0] if people else slug(name)))
        return found

    def _borne_by(self, phrase: Phrase) -> str | None:
        """Whose surname it is here: of the last full name before that ends so, else of the only one after."""
        if phrase.last - phrase.first >= FULL_NAME:
            return None
        full = self.bearers.get(self.words(phrase), [])
        before = [id for start, id in full if start < phrase.start]
        return before[-1] if before else full[0][1] if len({id for _, id in full}) == 1 else None

    def _is_person(self, sense: Sense) -> bool:
        entry = self.directory.entry(sense.id) if sense.form == "name" else None
        return entry is not None and entry.kind == "person"

    def read_datelines(self) -> None:
        """Mark the place each paragraph's dateline names: it stands before the block's first sentence."""
        for block in self.article.blocks:
            line = dateline(self.article, block)
            index = next((i for i, s in enumerate(self.sentences) if s.block == block.id), None)
            if line is None or line.place is None or index is None:
                continue
            start = line.place.start
            words = self.article[line.place]
            named = [hit for hit in load_names().find(words) if self._somewhere(hit.senses)]
            named = [hit for hit in named if hit is named[0] or self._beside_in_dateline(words, hit)]
            spans = [(start + hit.start, start + hit.end, hit.senses) for hit in named]
            for first, last, senses in spans or [(start, line.place.end, ())]:
                self._place(Phrase("name", first, last, index, 0, 0, 0, senses), DATELINE_RULE)

    def _beside_in_dateline(self, words: str, hit: NameHit) -> bool:
        """Another city ("Brussels / Tiflis"), or the country behind it ("GOMA, Zaire")."""
        return "/" in words[: hit.start] or any(map(self._is_state, hit.senses))

    def _somewhere(self, senses: Sequence[Sense]) -> bool:
        """Whether a name may be that of a place: a city, a capital, a state."""
        return any(s.form in ("place", "metonym") or self._is_state(s) for s in senses)

    def read_names(self) -> None:
        """Mark every name, demonym and site."""
        for here in self.phrases:
            for phrase in here:
                if phrase.kind == "name":
                    self._name(phrase)
                elif phrase.kind == "demonym":
                    self._demonym(phrase)
                elif phrase.kind == "site" and not self._says_again(phrase):
                    self._place(phrase, "place: named site")
                elif phrase.kind == "unknown":
                    self._unknown(phrase)

    def read_capital(self, phrase: Phrase) -> None:
        """Mark "la capitale" as the seat of the state named in its phrase, else of the one spoken of."""
        words = load_reference(self.sentences[phrase.sentence].language)
        how = determination(self.sentences[phrase.sentence], phrase, words)
        head = self.sentences[phrase.sentence].tokens[phrase.head].start
        here = self.ledger.places[phrase.sentence]
        placed = any(p.start <= head < p.end or self._beside(p, phrase) for p, _ in here)
        if how != "definite" or phrase.gender == "m" or placed:
            return
        state = complement_of(self.ledger, phrase, how).state or salient_state(self.ledger, phrase)
        found = self._capital_of(state)
        if found is not None:
            self._put(locate(self.article, phrase, (found,), self.company, None, "place: capital spoken of"), phrase)

    def _says_again(self, phrase: Phrase) -> bool:
        """Whether a territory is only what the place before it is called besides."""
        here = self.ledger.places[phrase.sentence]
        return phrase.label == "territory" and any(self._beside(place, phrase) for place, _ in here)

    def _beside(self, place: Phrase, phrase: Phrase) -> bool:
        """ "Saint-Domingue, la capitale dominicaine": a place and a comma right before."""
        between = self.sentences[phrase.sentence].tokens[place.last : phrase.first]
        return place.last > 0 and [token.text for token in between if token.pos != "DET"] == [","]

    def _capital_of(self, state: str | None) -> PlaceEntry | None:
        places = self.gazetteer.named(self.directory.capitals.get(state or "", ""))
        return next((place for place in places if place.country == state and place.kind == "city"), None)

    def _says_capital(self, phrase: Phrase) -> bool:
        sentence = self.sentences[phrase.sentence]
        return sentence.tokens[phrase.head].lemma in load_reference(sentence.language).seats

    def _put(self, place: Place, phrase: Phrase) -> None:
        self.places.append(place)
        self.ledger.places[phrase.sentence].append((phrase, place.country))

    def _name(self, phrase: Phrase) -> None:
        if self._agency(phrase):
            return
        if any(map(self._is_person, phrase.senses)) and (bearer := self._borne_by(phrase)):
            entry = self.directory.entry(bearer)
            draft = self.ledger.draft(bearer, "person", self.words(phrase), entry.state if entry else None, ())
            self.ledger.mark(draft, phrase, "name", "name: surname of the one named in full")
            return
        state = self._is_state(phrase.senses[0]) and phrase.senses[0].form == "name"
        stance = stance_of(self.sentences[phrase.sentence], phrase.head, first=phrase.first, state=state)
        if not state and self._after_site(phrase):
            stance = Stance(True, "place: where the site is")
        sense = self._sense(phrase, stance)
        if sense is not None and (elsewhere := self._elsewhere(phrase, sense, stance)):
            self._put(locate(self.article, phrase, elsewhere, self.company, None, "place: by company"), phrase)
        elif sense is None:
            self._undecided(phrase)
        elif sense.form == "place":
            self._place(phrase, stance.rule if stance.place else "place: name")
        elif sense.form == "demonym":
            self._demonym(phrase)
        elif stance.place and (sense.form == "metonym" or self._is_state(sense)):
            self._place(replace(phrase, senses=(sense, *(s for s in phrase.senses if s != sense))), stance.rule)
        else:
            rule = f"metonym: {stance.rule}" if sense.form == "metonym" else "name"
            form: MentionForm = "metonym" if sense.form == "metonym" else "name"
            self.ledger.mark(self.ledger.entry(sense.id), phrase, form, rule)

    def _elsewhere(self, phrase: Phrase, sense: Sense, stance: Stance) -> tuple[PlaceEntry, ...]:
        """Places of another state that bear the name of a state or, where it does not act, of a capital, when that
        state is spoken of and the name's own is not: "Georgia" beside Atlanta, "Tripoli" beside Lebanon."""
        if not (self._is_state(sense) or sense.form == "metonym") or sense.form == "demonym":
            return ()
        if sense.form == "metonym" and (stance.place or stance.rule not in IDLE):
            return ()
        spoken = self._spoken_of(but=self.words(phrase))
        found = self.gazetteer.named(self.words(phrase))
        size = max((p.population for p in found if p.country == sense.id), default=0)
        least = size / COMPARABLE if sense.form == "metonym" else LARGE
        city = stance.place or sense.form == "metonym"
        large = [p for p in found if p.kind != "city" or (city and p.population >= least and p.country != NAMESAKES)]
        rivals = tuple(p for p in large if p.country and p.country != sense.id and p.country in spoken)
        return () if sense.id in spoken else rivals

    def _spoken_of(self, *, but: str) -> frozenset[str]:
        """Countries of the names in the article that can mean only one, a name left out."""
        return frozenset(state for words, state in self._states_told if words != but)

    @cached_property
    def _states_told(self) -> frozenset[tuple[str, str]]:
        """Names in the article that can mean only one country, each with it."""
        phrases = (phrase for here in self.phrases for phrase in here if phrase.senses)
        told = ((self.words(phrase), self._states_meant(phrase)) for phrase in phrases)
        return frozenset((words, state) for words, states in told for state in states if state and len(states) == 1)

    def _states_meant(self, phrase: Phrase) -> set[str | None]:
        first = phrase.senses[0].form
        if first != "place":
            return {self._state_of(sense) for sense in phrase.senses if sense.form == first}
        places = [self.gazetteer.entry(sense.id) for sense in phrase.senses if sense.form == "place"]
        return {place.country for place in places if place}

    def _is_state(self, sense: Sense) -> bool:
        entry = self.directory.entry(sense.id)
        return entry is not None and entry.kind == "state"

    def _after_site(self, phrase: Phrase) -> bool:
        """Whether a site stands right before: "place de la République à Erevan"."""
        tokens = self.sentences[phrase.sentence].tokens
        sites = (p for p in self.phrases[phrase.sentence] if p.kind == "site" and p.last < phrase.first)
        return any(all(t.pos == "ADP" for t in tokens[site.last : phrase.first]) for site in sites)

    def _agency(self, phrase: Phrase) -> bool:
        """Whether a news agency is only the source in brackets of a dateline or credit: "(Reuters)"."""
        tokens = self.sentences[phrase.sentence].tokens
        entry = self.directory.entry(phrase.senses[0].id)
        if entry is None or "JRN" not in entry.sectors or not phrase.first:
            return False
        after = tokens[phrase.last].text if phrase.last < len(tokens) else ""
        return tokens[phrase.first - 1].text == "(" and after.startswith(")")

    def _sense(self, phrase: Phrase, stance: Stance) -> Sense | None:
        """The reading meant; None when several persons fit equally."""
        first = phrase.senses[0]
        same = [s for s in phrase.senses if s.form == first.form and self._is_state(s)]
        if len(same) > 1 and self._is_state(first):  # "Corée", "Congo": the one in company
            return max(same, key=lambda s: self.states.get(s.id, 0))
        if first.form == "name" and (bodies := self._of_one_name(phrase.senses)):  # "ELN": the one in company
            return max(bodies, key=lambda s: self._company_of(s))
        people = [s for s in phrase.senses if self._is_person(s)]
        known = [s for s in people if s.id in self.full]
        if len(known) == 1 and (phrase.last - phrase.first < FULL_NAME or len(people) > 1):
            return known[0]
        if not people or not self._is_person(first):
            place = next((s for s in phrase.senses if s.form == "place"), None)
            if people and place and first.form == "place" and not stance.place and self._titled(phrase):
                return self._bearer(phrase, people)
            return first
        if stance.place and stance.rule.startswith("place: after") and any(s.form == "place" for s in phrase.senses):
            return next(s for s in phrase.senses if s.form == "place")
        return self._bearer(phrase, people)

    def _of_one_name(self, senses: Sequence[Sense]) -> list[Sense]:
        """The organisations of a name when it is first of all one of them and several bear it."""
        entries = [(s, self.directory.entry(s.id)) for s in senses if s.form == "name"]
        bodies = [s for s, entry in entries if entry and entry.kind == "organisation"]
        return bodies if len(bodies) > 1 and bodies[0] == senses[0] else []

    def _company_of(self, sense: Sense) -> int:
        """How often the state of a directory's actor is met in the article."""
        entry = self.directory.entry(sense.id)
        return self.states.get(entry.state, 0) if entry and entry.state else 0

    def _titled(self, phrase: Phrase) -> bool:
        """Whether a role or a courtesy title stands right before the name."""
        here = self.phrases[phrase.sentence]
        return any(p.kind == "role" and p.last == phrase.first for p in here)

    def _bearer(self, phrase: Phrase, people: Sequence[Sense]) -> Sense | None:
        """Which person of that name is meant, by office on the day, company and the title beside."""
        if len(people) == 1:
            return people[0]
        scored = sorted(
            ((self._evidence(phrase, s), -i, s) for i, s in enumerate(people)),
            key=lambda x: x[:2],
            reverse=True,
        )
        best, second = scored[0], scored[1]
        return best[2] if best[0] > second[0] else None

    def _evidence(self, phrase: Phrase, sense: Sense) -> float:
        entry, day = self.directory.entry(sense.id), self.ledger.day
        held = self.directory.offices_of(sense.id, day) if day else ()
        lately = day is not None and any(self.directory.offices_of(sense.id, day - back) for back in LATELY)
        score = KNOWN_IN_FULL if sense.id in self.full else 0.0
        score += HOLDS_OFFICE if held else HELD_OFFICE if lately else 0.0
        score += IN_COMPANY if entry and entry.state and self.states.get(entry.state, 0) else 0.0
        for p in self.phrases[phrase.sentence]:
            if p.kind == "role" and p.role and p.last == phrase.first and any(o.office == p.role.office for o in held):
                score += TITLE_FITS
        return score

    def _undecided(self, phrase: Phrase) -> None:
        """A surname several persons bear: an actor with candidates."""
        ids = tuple(sorted(s.id for s in phrase.senses if self._is_person(s)))
        key = self.words(phrase)
        draft = self.strangers.get(key) or self.ledger.draft(None, "person", key, None, ())
        self.strangers[key] = draft
        draft.candidates = ids
        self.ledger.mark(draft, phrase, "name", "name: several bear it")

    def _demonym(self, phrase: Phrase) -> None:
        """An adjective of a state; as a noun with article ("les Russes") the state itself."""
        token = self.sentences[phrase.sentence].tokens[phrase.head]
        demonyms = [s for s in phrase.senses if s.form == "demonym"]
        sense = max(demonyms, key=lambda s: self.states.get(s.id, 0))
        noun = token.pos in ("NOUN", "PROPN") and token.relation not in (
            "amod",
            "compound",
            "nmod:poss",
            "flat",
        )
        person = self._compatriot(phrase, sense.id) if noun else None
        rule = "demonym: the last of that nation" if person else "demonym: noun" if noun else "demonym"
        self.ledger.mark(person or self.ledger.entry(sense.id), phrase, "demonym", rule)

    def _compatriot(self, phrase: Phrase, state: str) -> Draft | None:
        """ "el colombiano", "the Spaniard": the last person of that state named before, in this sentence or near."""
        sentence = self.sentences[phrase.sentence]
        before = sentence.tokens[phrase.first - 1] if phrase.first else None
        definite = before is not None and before.text.lower() in load_reference(sentence.language).definite
        token = sentence.tokens[phrase.head]
        if not definite or feature(token, "Number") != "Sing" or self._opens_name(phrase):
            return None
        marks = self.ledger.before(phrase, NEAR)
        return next((m.draft for m in marks if m.draft.kind == "person" and m.draft.state == state), None)

    def _opens_name(self, phrase: Phrase) -> bool:
        """Whether a name follows at once: "el ruso Serguéi Lavrov"."""
        return any(p.first == phrase.last and p.kind in ("name", "unknown") for p in self.phrases[phrase.sentence])

    # ---- places and strangers ----

    def _place(self, phrase: Phrase, rule: str) -> None:
        text = self.words(phrase)
        state = next((s.id for s in phrase.senses if s.form in ("metonym", "demonym")), None)
        if phrase.label == "territory":
            seat = self._capital_of(state) if self._says_capital(phrase) else None
            found = tuple(entry for entry in (seat or self.gazetteer.entry(state or ""),) if entry)
        elif phrase.kind == "site":
            found = self.gazetteer.named(text)
        else:
            found = candidates_for(self.gazetteer, phrase, text)
        place = locate(self.article, phrase, found, self.company, self._country_beside(phrase) or state, rule)
        self._put(place, phrase)

    def _country_beside(self, phrase: Phrase) -> str | None:
        """The state named right behind a comma: "Córdoba, Argentina", or by the place around: "à Tours, en France"."""
        sentence = self.sentences[phrase.sentence]
        for other in self.phrases[phrase.sentence]:
            if other.kind == "name" and other.first > phrase.last - 1 and other.senses[0].form == "name":
                between = [t.text.lower() for t in sentence.tokens[phrase.last : other.first]]
                entry = self.directory.entry(other.senses[0].id)
                if entry and entry.kind == "state" and between[:1] in ([","], ["("]) and len(between) <= 3:
                    return entry.id
        return None

    def _unknown(self, phrase: Phrase) -> None:
        """A name in no table: a person, an organisation or a place, as title, label and syntax say."""
        sentence = self.sentences[phrase.sentence]
        phrase = _without_courtesy(sentence, phrase)
        known = self._short_form(phrase) or self._surname_ahead(phrase) or self._relative(phrase)
        if known is not None:
            self.ledger.mark(known, phrase, "name", "name: short form")
            return
        kind = self._unknown_kind(phrase)
        if kind == "person" and (entry := self._transliterated(phrase)):
            self.ledger.mark(self.ledger.entry(entry), phrase, "name", "name: another transliteration")
            return
        if kind == "place":
            self._place(phrase, "place: unknown name after a preposition")
        elif kind is not None:
            name = self.words(phrase)
            draft = self.ledger.draft(slug(name) or None, kind, name, None, ())
            draft.name = max(draft.name, name, key=len)  # a headline may have had the surname alone
            self.strangers[name] = draft
            self.ledger.mark(draft, phrase, "name", "name: unknown")

    def place_strangers(self) -> None:
        """Give a stranger without a state the one spoken of where he is first named, else the only one named."""
        for draft in self.strangers.values():
            if draft.kind != "person" or draft.state or draft.candidates or not draft.mentions:
                continue
            first = min(draft.mentions)
            phrase = next(m.phrase for marks in self.ledger.marks for m in marks if m.draft is draft)
            told = salient_state(self.ledger, replace(phrase, start=first[0]))
            draft.state = told or (next(iter(self.states)) if len(self.states) == 1 else None)

    def _short_form(self, phrase: Phrase) -> Draft | None:
        """A stranger of whose name these words are the end: "Dupont" after "Anne Dupont"."""
        text = self.words(phrase)
        for name, draft in self.strangers.items():
            if name == text or (draft.kind == "person" and name.endswith((" " + text, "-" + text))):
                return draft
        for draft in self.ledger.drafts:
            if draft.kind == "person" and draft.id and any(self._ends(draft, span, text) for span in draft.mentions):
                return draft
        return None

    def _surname_ahead(self, phrase: Phrase) -> Draft | None:
        """Of a surname in no table whoever of the directory bears it in full: headlines come before the full name."""
        bearer = self._borne_by(phrase)
        return self.ledger.entry(bearer) if bearer and self.directory.entry(bearer) else None

    def _relative(self, phrase: Phrase) -> Draft | None:
        """ "sa femme Hillary", "Su hija Sara": the only one of the directory with that given name and the surname of
        somebody named in the article."""
        if not any(p.last == phrase.first and self._is_relative(p) for p in self.phrases[phrase.sentence]):
            return None
        surnames = {draft.name.rpartition(" ")[2] for draft in self.ledger.drafts if draft.kind == "person"}
        named = (s for surname in sorted(surnames) for s in load_names().named(f"{self.words(phrase)} {surname}"))
        people = {sense.id for sense in named if self._is_person(sense)}
        return self.ledger.entry(people.pop()) if len(people) == 1 else None

    def _is_relative(self, phrase: Phrase) -> bool:
        """Whether a phrase says of whose family somebody is; "sa femme" does, "la femme" does not."""
        if phrase.role is None or phrase.role.office not in ("relative", "person"):
            return False
        sentence = self.sentences[phrase.sentence]
        how = determination(sentence, phrase, load_reference(sentence.language))
        return phrase.role.office == "relative" or how == "possessive"

    def _transliterated(self, phrase: Phrase) -> str | None:
        """The only person of a state in company whose name another language may write so."""
        ids = load_names().sounding_like(self.words(phrase))
        near = [i for i in ids if (entry := self.directory.entry(i)) and self.states.get(entry.state or "", 0)]
        return near[0] if len(near) == 1 else self._in_office(phrase)

    def _in_office(self, phrase: Phrase) -> str | None:
        """The only one in office that day, of a state in company, whose surname another language may write so."""
        day, name = self.ledger.day, self.words(phrase)
        if day is None or phrase.last - phrase.first >= FULL_NAME or len(name) <= SHORT_SURNAME:
            return None
        iso = day.isoformat()
        held = (office for state in sorted(self.states) for office in self.directory.held_on(state, iso))
        people = {o.person: e.name for o in held if (e := self.directory.entry(o.person))}
        near = sorted(((likeness(full, name), id) for id, full in people.items()), reverse=True)
        best, second = (near[0], near[1]) if len(near) > 1 else ((near or [(0.0, "")])[0], (0.0, ""))
        return best[1] if best[0] > second[0] else None

    def _ends(self, draft: Draft, span: tuple[int, int], text: str) -> bool:
        return draft.mentions[span] == "name" and self.article.text[span[0] : span[1]].endswith(" " + text)

    def _unknown_kind(self, phrase: Phrase) -> ActorKind | Literal["place"] | None:
        sentence = self.sentences[phrase.sentence]
        token = sentence.tokens[phrase.head]
        stance = stance_of(sentence, phrase.head, first=phrase.first)
        text = self.words(phrase)
        titled = self._title_kind(phrase)
        if titled:
            return titled
        if self.gazetteer.named(text) and (stance.place or phrase.label == "LOC"):
            return "place"
        single = phrase.last - phrase.first == 1
        if stance.place and (stance.rule.startswith("place") or phrase.label in ("LOC", None)):
            return "place" if phrase.label == "LOC" or (single and phrase.label != "ORG") else None
        if phrase.label == "LOC":
            return "place" if token.case else None
        if any(c.isdigit() for c in text):
            return None
        acting = token.relation in ACTING or token.case in load_reference(sentence.language).act_cases
        if phrase.label == "PER" and (acting or not single):
            return "person"
        if ((text.isupper() and len(text) > 1) or phrase.label == "ORG") and (
            acting or token.relation in ("nmod", "conj")
        ):
            return "organisation"
        return None

    def _title_kind(self, phrase: Phrase) -> ActorKind | None:
        """Person behind a person's role or a courtesy title; organisation behind an organisation's."""
        sentence = self.sentences[phrase.sentence]
        words = load_reference(sentence.language)
        if phrase.first and sentence.tokens[phrase.first - 1].text.lower() in words.courtesy:
            return "person"
        for role in self.phrases[phrase.sentence]:
            if role.kind != "role" or role.role is None:
                continue
            gap = [t.text for t in sentence.tokens[role.last : phrase.first]]
            named = phrase.label in ("PER", None) or phrase.last - phrase.first >= FULL_NAME
            beside = role.last == phrase.first or (gap == [","] and named and role.last < phrase.first)
            after = [t.text for t in sentence.tokens[phrase.last : role.first]] == [","] and phrase.last < role.first
            if (beside or after) and role.role.kind == "person" and not role.plural:
                return "person"
            if role.last == phrase.first and role.role.kind in ("organisation", "group"):
                return "organisation"
        return None


def _without_courtesy(sentence: Sentence, phrase: Phrase) -> Phrase:
    """The name without "M." or "Sra." before it."""
    words = load_reference(sentence.language)
    first = phrase.first
    while first < phrase.last - 1 and sentence.tokens[first].text.lower() in words.courtesy:
        first += 1
    if first == phrase.first:
        return phrase
    start = sentence.tokens[first].start
    return Phrase(phrase.kind, start, phrase.end, phrase.sentence, first, phrase.last, phrase.head, label="PER")


# ---- the end --------------------------------------------------------------------------------------------------------


def _actors(ledger: Ledger) -> tuple[Actor, ...]:
    """The drafts that are mentioned, in order of first mention, those without identity numbered; behind a group come
    members who are mentioned nowhere else."""
    groups = sorted((d for d in ledger.drafts if d.mentions), key=lambda d: min(d.mentions))
    within = {id: min(d.mentions) for d in reversed(groups) for id in d.members}
    drafts = [d for d in ledger.drafts if d.mentions or d.id in within]
    drafts.sort(key=lambda d: (min(d.mentions), False) if d.mentions else (within[d.id or ""], True))
    numbered = 0
    actors = []
    for draft in drafts:
        if draft.id is None:
            numbered += 1
        mentions, roles = found_mentions(draft)
        actors.append(
            Actor(
                id=draft.id or f"_{numbered}",
                kind=draft.kind,
                name=draft.name,
                state=draft.state,
                sectors=draft.sectors,
                wikidata=draft.wikidata,
                candidates=draft.candidates,
                roles=roles,
                mentions=mentions,
                members=draft.members,
                rules=tuple(draft.rules),
            )
        )
    return tuple(actors)


def with_unmentioned(actors: tuple[Actor, ...], ids: Iterable[str]) -> tuple[Actor, ...]:
    """The actors and those of `ids` that no mention names: the state of a place that was attacked or visited, or in
    which somebody holds an office. In the order of `ids`, after the others."""
    known, directory = {actor.id for actor in actors}, load_directory()
    missing = [entry for id in dict.fromkeys(ids) if id not in known and (entry := directory.entry(id)) is not None]
    rule = "state of a place or an office"
    return actors + tuple(
        Actor(e.id, e.kind, e.name, e.state, e.sectors, e.wikidata, (), (), (), rules=(rule,)) for e in missing
    )
