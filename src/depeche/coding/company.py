"""Places of one name told apart by their company: what lies near, what lies in the same country, who is spoken of.

"Cambridge, near Boston" is in Massachusetts. All names of an article are settled together, each once: a name that
stands for one place alone speaks for its neighbours, then those speak for theirs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from depeche.coding.places import BESIDE, COMPANY, MIN_MARGIN, NAMESAKES
from depeche.knowledge.gazetteer import Gazetteer, PlaceEntry
from depeche.knowledge.shadow import name_key
from depeche.records import Actor, Article, Place

# What speaks for a place, in powers of ten of inhabitants; chosen on two thirds of corpus/places
SAME_STATE = 3.0  # the state it lies in is named as a place
NEXT_TO, NEAR, SAME_COUNTRY = 3.0, 2.0, 1.5  # another place of the article
MOST = 6.0  # that all other places together can say
NEXT_TO_KM, NEAR_KM = 150, 500
LEAST = 0.1  # how much a place says that is hardly ever meant by its name
WITHOUT_POPULATION = 5.5  # regions and sites
STATE = 6.5
ROUNDS = 2
EARTH_KM = 6371
REACH = 60  # code points between a place in no table and one that says where it lies
SENTENCE_END = re.compile(r"[.!?;]\s|\n")
BEHIND = re.compile(r"\s*[,(]\s*((?:[\w'’.-]+ ?){1,4})")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that places of the article go by, where it stands, and the places it may mean."""

    key: str
    places: tuple[Place, ...]
    candidates: tuple[PlaceEntry, ...]
    beside: frozenset[str | None]  # countries printed right after it


Says = Mapping[str, Sequence[tuple[PlaceEntry, float]]]  # name -> the places it may mean, and how sure each is


BY_SCENE = "state: where they are"  # rule by which people without a name have their state


def settle(
    article: Article, places: tuple[Place, ...], actors: tuple[Actor, ...], gazetteer: Gazetteer
) -> tuple[Place, ...]:
    """The same places, those of an ambiguous name replaced by the one that the article's other places, its states and
    the country printed beside them speak for; both kept where they tie."""
    names = _names(article, places, gazetteer)
    settled: dict[Place, Place] = {}
    if any(len(name.candidates) > 1 for name in names):
        scored = _scores(names, _states_by_words(article, actors))
        settled = {place: _settled(place, scored[name.key]) for name in names for place in name.places}
    known = tuple(settled.get(place, place) for place in places)
    unknown = {place for name in names if not gazetteer.named(article[name.places[0]]) for place in name.places}
    return tuple(_beside_known(article, place, known) if place in unknown else place for place in known)


def _scores(names: Sequence[_Name], spoken_of: Mapping[str, Counter[str]]) -> dict[str, dict[PlaceEntry, float]]:
    says: Says = {name.key: [(c, _likely(c, name.candidates)) for c in name.candidates] for name in names}
    scored: dict[str, dict[PlaceEntry, float]] = {}
    for _ in range(ROUNDS):
        scored = {name.key: {c: _score(name, c, says, spoken_of) for c in name.candidates} for name in names}
        says = {key: [(max(s, key=lambda c: s[c]), 1.0)] for key, s in scored.items() if s}
    return scored


def _likely(place: PlaceEntry, among: Sequence[PlaceEntry]) -> float:
    """How sure it is before anything else is known: by its inhabitants, as a share of the largest's."""
    return max(LEAST, 10 ** (_size(place) - _size(among[0])))


def _beside_known(article: Article, place: Place, known: Sequence[Place]) -> Place:
    """A place in no table lies where the next place of its sentence lies, else the one before: "Chibok, in Borno"."""
    if place.country is not None:
        return place
    after = [p for p in known if p.country and place.end <= p.start <= place.end + REACH]
    before = [p for p in reversed(known) if p.country and place.start - REACH <= p.end <= place.start]
    for other in (*after[:1], *before[:1]):
        between = article.text[min(place.end, other.end) : max(place.start, other.start)]
        if not SENTENCE_END.search(between):
            return replace(place, country=other.country, rule=f"{place.rule}, by company")
    return place


def _names(article: Article, places: tuple[Place, ...], gazetteer: Gazetteer) -> list[_Name]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(name_key(article[place]), []).append(place)
    names = []
    for key, here in found.items():
        entries = gazetteer.named(article[here[0]])
        chosen = next((e for e in entries if e.name == here[0].name and e.country == here[0].country), None)
        # a name's other readings (a capital for its state) stay as they were read
        candidates = entries if chosen or not here[0].name else ()
        beside = frozenset(_country_beside(article, place, gazetteer) for place in here)
        names.append(_Name(key, tuple(here), tuple(sorted(candidates, key=lambda e: -_size(e))), beside))
    return names


def _states_by_words(article: Article, actors: tuple[Actor, ...]) -> dict[str, Counter[str]]:
    """State -> words that stand for it or for somebody of it, with their number, but for people who have their state
    from the very places."""
    states: dict[str, Counter[str]] = {}
    for actor in actors:
        for mention in actor.mentions if actor.state and BY_SCENE not in actor.rules else ():
            states.setdefault(actor.state or "", Counter())[name_key(article[mention])] += 1
    return states


# ---- scores ---------------------------------------------------------------------------------------------------------


def _score(name: _Name, place: PlaceEntry, says: Says, spoken_of: Mapping[str, Counter[str]]) -> float:
    others = sum(
        max((_affinity(place, other) * sure for other, sure in said), default=0.0)
        for key, said in says.items()
        if key != name.key
    )
    spoken = spoken_of.get(place.country or "", Counter())
    count = sum(n for words, n in spoken.items() if words != name.key)
    largest = max(entry.population for entry in name.candidates)
    alone = place.country == NAMESAKES and place.population < largest
    company = 0.0 if alone else COMPANY * min(count, 2) / 2
    beside = BESIDE if place.country in name.beside and place.country else 0.0
    return _size(place) + min(others, MOST) + company + beside


def _size(place: PlaceEntry) -> float:
    if place.kind == "country":
        return STATE
    if place.population:
        return math.log10(place.population)
    return WITHOUT_POPULATION if place.kind != "city" else 4.0


def _affinity(place: PlaceEntry, other: PlaceEntry) -> float:
    """What another place of the article says for this one."""
    together = place.country is not None and place.country == other.country
    if "country" in (place.kind, other.kind):
        return SAME_STATE if together else 0.0
    distance = _kilometres(place, other)
    if distance <= NEXT_TO_KM:
        return NEXT_TO
    if distance <= NEAR_KM:
        return NEAR
    return SAME_COUNTRY if together else 0.0


def _kilometres(one: PlaceEntry, other: PlaceEntry) -> float:
    """Along the great circle; infinite where a place has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(one.longitude - other.longitude)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))


def _country_beside(article: Article, place: Place, gazetteer: Gazetteer) -> str | None:
    """The country named right behind a comma or a bracket: "Córdoba, Argentina"."""
    after = BEHIND.match(article.text, place.end)
    words = after[1].split() if after else []
    for length in range(len(words), 0, -1):
        for entry in gazetteer.named(" ".join(words[:length])):
            if entry.kind == "country":
                return entry.country
    return None


def _settled(place: Place, scores: Mapping[PlaceEntry, float]) -> Place:
    ranked = sorted(scores, key=lambda c: (-scores[c], c.id))
    if len(ranked) < 2:
        return place
    best = ranked[0]
    close = [c.id for c in ranked if scores[best] - scores[c] < MIN_MARGIN]
    changed = (best.name, best.country) != (place.name, place.country)
    return replace(
        place,
        name=best.name,
        country=best.country,
        geonames_id=best.geonames_id,
        latitude=best.latitude,
        longitude=best.longitude,
        candidates=tuple(close[:4]) if len(close) > 1 else (),
        rule=f"{place.rule}, by company" if changed else place.rule,
    )
