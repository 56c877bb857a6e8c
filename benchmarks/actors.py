"""Who is meant by names, metonyms, roles and pronouns: `python -m benchmarks.actors [--errors] [--lookup]`.

Scores against the passages of `corpus/actors/`, described there, beside what one would take instead: spaCy's named
entities, looked up by their exact words in the same tables. Passages whose number three divides are held out:
`--errors` lists those of the others only. `--lookup`: what finding names costs, with ten times as many of them too.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from depeche.knowledge.directory import load_directory
from depeche.knowledge.load import read_table
from depeche.knowledge.names import Names, load_names
from depeche.language.analysis import analyse
from depeche.pipeline import code
from depeche.records import Actor, Article, Block, CodedArticle, Span

HERE = Path(__file__).parent.parent / "corpus/actors"
LANGUAGES = ("fr", "es", "en")
KINDS = ("name", "metonym", "role", "demonym", "pronoun")
HELD_OUT = 3  # divides the number of a passage that is held out
LEAST = 0.5  # of the words two spans cover together that both must have
ARTICLE = re.compile(r"(?:le|la|les|l['’]|un|une|des|el|los|las|una|the|an?)(?:\s+|(?<=['’]))", re.IGNORECASE)


@dataclass(frozen=True)
class Gold:
    """A marked mention: `kind` with its case ("name.short"), `answer` as in the README."""

    start: int
    end: int
    kind: str
    answer: str


@dataclass(frozen=True)
class Passage:
    id: str
    day: str
    language: str
    text: str
    mentions: tuple[Gold, ...]

    @property
    def held_out(self) -> bool:
        return int(self.id.partition("-")[2]) % HELD_OUT == 0


def load() -> list[Passage]:
    rows = [(language, row) for language in LANGUAGES for row in read_table(language, folder=HERE)]
    return [Passage(row["id"], row["day"], language, *unmarked(row["text"])) for language, row in rows]


def unmarked(marked: str) -> tuple[str, tuple[Gold, ...]]:
    """The text and its mentions."""
    text, opened, found = "", [], []
    for piece in re.split(r"(\[|\|[a-z.]+\|[^\[\]|]+\])", marked):
        if piece == "[":
            opened.append(len(text))
        elif piece.startswith("|"):
            _, kind, answer = piece[:-1].split("|")
            found.append(Gold(opened.pop(), len(text), kind, answer))
        else:
            text += piece
    assert not opened, marked
    return text, tuple(sorted(found, key=lambda gold: (gold.start, -gold.end)))


# ---- right or wrong --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What is found at some words: an actor, or a place where `actor` is None."""

    start: int
    end: int
    actor: Actor | None


def answers(coded: CodedArticle) -> list[Answer]:
    actors = [Answer(m.start, m.end, actor) for actor in coded.actors for m in actor.mentions]
    return actors + [Answer(place.start, place.end, None) for place in coded.places]


def best(gold: Gold, text: str, found: Sequence[Answer]) -> Answer | None:
    """The answer whose words overlap the mention's most, actors before places."""
    wanted = bare(gold, text)
    scored = [(overlap(wanted, bare(one, text)), one.actor is not None, one) for one in found]
    top = max(scored, key=lambda pair: pair[:2], default=None)
    return top[2] if top and top[0] >= LEAST else None


def bare(located, text: str) -> Span:
    article = ARTICLE.match(text, located.start, located.end)
    return Span(article.end() if article and article.end() < located.end else located.start, located.end)


def overlap(one: Span, other: Span) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def is_right(gold: Gold, found: Answer | None) -> bool:
    return found is not None and any(fits(wanted, found.actor) for wanted in gold.answer.split("/"))


def fits(wanted: str, actor: Actor | None) -> bool:
    if wanted == "place" or actor is None:
        return wanted == "place" and actor is None
    if wanted.startswith("?"):
        return actor.id.startswith("_") and set(wanted[1:].split(",")) <= set(actor.candidates)
    if wanted.startswith("@"):
        state, _, sector = wanted[1:].partition(":")
        return (not state or actor.state == state) and (not sector or sector in actor.sectors)
    if "+" in wanted:
        return set(wanted.split("+")) == set(actor.members)
    id, _, state = wanted.removeprefix("new:").partition("@")
    return actor.id == id and (not state or actor.state == state)


# ---- the two readers -------------------------------------------------------------------------------------------------


def article_of(passage: Passage) -> Article:
    block = Block("b1", "paragraph", passage.language, 0, len(passage.text))
    return Article(passage.id, passage.text, (block,), language=passage.language, published=passage.day)


def by_depeche(passage: Passage) -> list[Answer]:
    return answers(code(article_of(passage), engine="rules"))


def by_exact_names(passage: Passage) -> list[Answer]:
    """spaCy's entities, each whoever bears exactly that name; a place where it is called one and is no state's."""
    found = []
    for sentence in analyse(article_of(passage)):
        for name in sentence.names:
            actor = exact_names().get(passage.text[name.start : name.end])
            if name.value == "LOC" and (actor is None or actor.kind != "state"):
                actor = None
            found.append(Answer(name.start, name.end, actor or (None if name.value == "LOC" else UNKNOWN)))
    return found


UNKNOWN = Actor("_1", "person", "", None, (), None, (), (), ())


@cache
def exact_names() -> dict[str, Actor]:
    """Whom the tables call so first, letter by letter."""
    found: dict[str, Actor] = {}
    directory = load_directory()
    tables = (("states", "iso3", ()), ("organisations", "id", ("acronyms_en", "acronyms_fr", "acronyms_es")))
    for table, column, more in (*tables, ("persons", "id", ())):
        for row in read_table(f"actors/{table}"):
            entry = directory.entries[row[column]]
            names = [row["name_en"], row["name_fr"], row["name_es"]]
            for name in (*names, *(form for listed in ("variants", *more) for form in row.listed(listed))):
                actor = Actor(entry.id, entry.kind, entry.name, entry.state, entry.sectors, None, (), (), ())
                found.setdefault(name, actor)
    return found


# ---- the table -------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    right: Counter[str]
    all: Counter[str]

    def share(self, key: str) -> str:
        return f"{self.right[key] / self.all[key]:.3f}" if self.all[key] else "–"


def keys(passage: Passage, gold: Gold) -> Iterator[str]:
    kind = gold.kind.partition(".")[0]
    yield from ("all", kind, gold.kind if "." in gold.kind else f"{kind}.", passage.language)


def count(passages: Sequence[Passage], found: dict[str, list[Answer]]) -> Tally:
    tally = Tally(Counter(), Counter())
    for passage in passages:
        for gold in passage.mentions:
            right = is_right(gold, best(gold, passage.text, found[passage.id]))
            for key in keys(passage, gold):
                tally.all[key] += 1
                tally.right[key] += right
    return tally


def report(passages: Sequence[Passage], *, cases: bool) -> None:
    readers = {"Dépêche": by_depeche, "spaCy and exact names": by_exact_names}
    answered = {name: {p.id: reader(p) for p in passages} for name, reader in readers.items()}
    if cases:
        errors([p for p in passages if not p.held_out], answered["Dépêche"])
    parts = {"read": [p for p in passages if not p.held_out], "held out": [p for p in passages if p.held_out]}
    tallies = {(n, part): count(chosen, answered[n]) for n in readers for part, chosen in parts.items()}
    print(f"{'mentions resolved':20}" + "".join(f"{f'{n}, {part}':>34}" for n, part in tallies))
    detailed = sorted({key for tally in tallies.values() for key in tally.all if "." in key}) if cases else []
    for key in ("all", *KINDS, *LANGUAGES, *detailed):
        print(f"{key:20}" + "".join(f"{f'{t.share(key)} of {t.all[key]}':>34}" for t in tallies.values()))


def errors(passages: Sequence[Passage], found: dict[str, list[Answer]]) -> None:
    for passage in passages:
        for gold in passage.mentions:
            one = best(gold, passage.text, found[passage.id])
            if not is_right(gold, one):
                said = "nothing" if one is None else "place" if one.actor is None else shown(one.actor)
                words = passage.text[gold.start : gold.end]
                print(f"{passage.id}\t{gold.kind}\t{words}\t{gold.answer}\t{said}")
    print()


def shown(actor: Actor) -> str:
    about = [actor.state or "", "+".join(actor.members), ",".join(actor.sectors), ",".join(actor.candidates)]
    return f"{actor.id} ({'; '.join(part for part in about if part)})"


# ---- what finding names costs ----------------------------------------------------------------------------------------

TIMES = 20  # rounds of which the fastest counts


def lookup(passages: Sequence[Passage]) -> None:
    """Share of the lookup in reading an article, and its growth with ten times as many names."""
    articles = [article_of(passage) for passage in passages]
    joined = "\n\n".join(article.text for article in articles)
    for language in LANGUAGES:  # what is loaded once does not count
        code(next(article for article in articles if article.language == language))
    start = time.perf_counter()
    for article in articles:
        code(article)
    whole = time.perf_counter() - start
    now, grown = load_names(), tenfold(load_names())
    once, more = fastest(now, articles), fastest(grown, articles)
    print(f"{len(articles)} passages, {len(joined):,} characters, read in {whole:.2f} s")
    print(f"names found in {once * 1000:.1f} ms with {len(now.senses):,} names: {once / whole:.2%} of reading")
    print(f"names found in {more * 1000:.1f} ms with {len(grown.senses):,} names: {more / whole:.2%} of reading")


def fastest(names: Names, articles: Sequence[Article]) -> float:
    spent = []
    for _ in range(TIMES):
        start = time.perf_counter()
        for article in articles:
            names.find(article.text)
        spent.append(time.perf_counter() - start)
    return min(spent)


def tenfold(names: Names) -> Names:
    """Nine more names for each: its words in other company, so that as many begin like those of a text."""
    senses = defaultdict(list, names.senses)
    longest = dict(names.longest)
    for key, raw in names.senses.items():
        first, count = key.partition(" ")[0], key.count(" ") + 2
        longest[first] = max(longest[first], count)
        for number in range(9):
            senses[f"{key} zz{number}"] = raw
    return Names(senses, longest, names.common)


if __name__ == "__main__":
    passages = load()
    if "--lookup" in sys.argv:
        lookup(passages)
    else:
        report(passages, cases="--errors" in sys.argv)
