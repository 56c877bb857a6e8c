"""Scores against a corpus of annotated passages (`passages.py`); what each figure counts is in `docs/evaluation.md`.

Gold events are single mentions, so a predicted event counts once for its trigger and once for each further mention.
Spans are compared without leading articles and prepositions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest
from typing import Literal, get_args

from depeche.analysis.matching import (
    Figure,
    G,
    P,
    Pairing,
    Share,
    core,
    days,
    figure,
    pair_up,
    rate,
    ratio,
    slug,
    stripped,
)
from depeche.analysis.passages import GoldEvent, GoldQuote, Passage, Tag, read_corpus, to_article
from depeche.records import (
    SCHEMA,
    Actor,
    AsOf,
    CodedArticle,
    CodedBy,
    Date,
    Event,
    Factuality,
    Located,
    MentionForm,
    Place,
    Quote,
    Span,
)

__all__ = ["CorpusScores", "Passage", "errors", "read_corpus", "score_corpus", "table", "to_article"]

MIN_OVERLAP = 0.5  # of the longer span: mentions, places and quotes that share less are not the same
SHOWN_CONFUSIONS = 30
NONE = "none"  # stands in a confusion for what was missed or made up

# Single words that are pronouns or possessives whoever they stand for. "US" in capitals is a name.
PRONOUN_WORDS = """
    il elle ils elles lui leur eux on nous vous je j me m moi tu te le la les l se s qui que dont
    son sa ses leurs notre nos mon ma mes votre vos celui-ci celle-ci ceux-ci celles-ci
    él ella ellos ellas ello lo los las se su sus yo me mi mis nos nosotros nuestro nuestra nuestros nuestras
    quien quienes este esta estos estas éste ésta éstos éstas nadie ustedes usted suyo suya suyos suyas
    he she it they him her them his hers its their theirs who whom whose which that i me my we us our you your
    himself herself itself themselves
"""
PRONOUNS = frozenset(PRONOUN_WORDS.split())

Layer = Literal[
    "mentions",
    "pronouns",
    "places",
    "dates",
    "quotes",
    "triggers",
    "types",
    "dyads",
    "factuality",
    "attribution",
]


# ---- the two sides of a passage -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedActor:
    """A predicted mention. `span`: its core; `wide`: with the title printed beside it, as some coders take
    it; `optional`: a title or a demonym, which the corpus tags unevenly: no error where it meets nothing."""

    actor: Actor
    form: MentionForm
    span: Span
    wide: Span
    optional: bool

    def ratio(self, other: Located) -> float:
        return max(ratio(self.span, other), ratio(self.wide, other))


@dataclass(frozen=True, slots=True)
class Act:
    """A predicted event at one of its triggers."""

    event: Event
    trigger: Span


@dataclass(frozen=True)
class Keys:
    """Which entities of a passage stand behind predicted words and ids. Entities with the same id are one."""

    passage: Passage
    named: tuple[NamedActor, ...]

    def entity(self, key: str) -> str:
        return self.passage.entities[key].id or key

    def at(self, located: Located | None) -> frozenset[str]:
        """The entity whose tag shares most with the words; several where the same words are tagged twice."""
        if located is None:
            return frozenset()
        common = {tag: ratio(tag, located) for tag in self.passage.tagged("a", "p")}
        best = max(common.values(), default=0.0)
        return frozenset(self.entity(tag.key) for tag in common if common[tag] == best > 0)

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(e.id for e in self.passage.entities.values() if e.id)

    def called(self, actor_id: str) -> frozenset[str]:
        """The entity with that id, or with the name of the actor that has it."""
        names = {slug(n.actor.name) for n in self.named if n.actor.id == actor_id}
        return self._ids & ({actor_id} | names)

    def of(self, actor_id: str) -> frozenset[str]:
        """Entities an actor stands for, by his id, name or mentions; by pronouns if he has nothing else."""
        mentions = [n for n in self.named if n.actor.id == actor_id]
        mentions = [n for n in mentions if n.form != "pronoun"] or mentions
        met = (self.entity(t.key) for n in mentions for t in self._cores if n.ratio(t) >= MIN_OVERLAP)
        return self.called(actor_id) | frozenset(met)

    @cached_property
    def _cores(self) -> tuple[Tag, ...]:
        return tuple(_cored(self.passage.text, tag) for tag in self.passage.tagged("a", "p"))

    def argument(self, actor_id: str, span: Located | None) -> frozenset[str]:
        """Entities an argument may be: the one under its words, the one with its id; else by his mentions."""
        return (self.at(span) | self.called(actor_id)) or self.of(actor_id)

    def same(self, keys: Iterable[str], arguments: Iterable[frozenset[str]]) -> bool:
        """Is every key met by an argument and every argument one of the keys?"""
        wanted, given = {self.entity(k) for k in keys}, list(arguments)
        return all(a & wanted for a in given) and all(any(w in a for a in given) for w in wanted)


def _cored(text: str, tag: Tag) -> Tag:
    span = core(text, tag)
    return Tag(tag.key, span.start, span.end)


def named_actors(coded: CodedArticle) -> tuple[NamedActor, ...]:
    """Every mention once, in text order; titles beside a name after the mentions."""
    text = coded.article.text
    mentions, titles = [], []
    for actor in coded.actors:
        spans = set()
        for mention in actor.mentions:
            span = core(text, mention)
            beside = [r for r in actor.roles if -1 <= mention.start - r.end <= 2 or -1 <= r.start - mention.end <= 2]
            ends: list[Located] = [mention, *beside]
            wide = core(text, Span(min(e.start for e in ends), max(e.end for e in ends)))
            mentions.append(NamedActor(actor, mention.form, span, wide, mention.form == "demonym"))
            spans.add(span)
        for role in (core(text, r) for r in actor.roles):
            if role not in spans:
                titles.append(NamedActor(actor, "role", role, role, True))
    return tuple(sorted(mentions, key=lambda n: n.span) + sorted(titles, key=lambda n: n.span))


def acts(coded: CodedArticle) -> tuple[Act, ...]:
    """Predicted events by trigger, each trigger of an event once."""
    found = (Act(e, s) for e in coded.events for s in dict.fromkeys((e.trigger, *e.mentions)))
    return tuple(sorted(found, key=lambda act: act.trigger))


def is_pronoun(words: str) -> bool:
    """Without apostrophe: "l" for "l'"."""
    return words.lower() in PRONOUNS and (len(words) == 1 or not words.isupper())


# ---- one passage ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgement:
    """A passage with its predictions paired, layer by layer."""

    passage: Passage
    keys: Keys
    mentions: Pairing[Tag, NamedActor]
    pronouns: Pairing[Tag, NamedActor]
    places: Pairing[Tag, Place]
    dates: Pairing[Tag, Date]
    quotes: Pairing[GoldQuote, Quote]
    events: Pairing[GoldEvent, Act]


def judge(passage: Passage, coded: CodedArticle) -> Judgement:
    """Pair what was coded with the passage's answer, each layer by itself."""
    text, named = passage.text, named_actors(coded)
    keys = Keys(passage, named)
    tags = [_cored(text, tag) for tag in passage.tagged("a")]

    def pronominal(tag: Tag) -> bool:
        return is_pronoun(text[tag.start : tag.end])

    names = _pair_mentions(keys, [t for t in tags if not pronominal(t)], [n for n in named if n.form != "pronoun"])
    spurious = tuple(n for n in names.spurious if not n.optional)
    return Judgement(
        passage,
        keys,
        Pairing(names.pairs, names.missed, spurious),
        _pair_mentions(keys, [t for t in tags if pronominal(t)], [n for n in named if n.form == "pronoun"]),
        _pair_places(passage, coded),
        pair_up(
            [_cored(text, tag) for tag in passage.tagged("d")],
            coded.dates,
            lambda tag, date: ratio(tag, core(text, date)),
        ),
        _pair_quotes(keys, coded),
        _pair_events(keys, coded),
    )


def _pair_mentions(keys: Keys, tags: list[Tag], named: list[NamedActor]) -> Pairing[Tag, NamedActor]:
    def weight(tag: Tag, mention: NamedActor) -> float:
        common = mention.ratio(tag)
        return common + right_id(keys.passage, tag, mention.actor) / 2 if common >= MIN_OVERLAP else 0.0

    return pair_up(tags, named, weight)


def right_id(passage: Passage, tag: Tag, actor: Actor) -> bool:
    return passage.entities[tag.key].id in (actor.id, slug(actor.name))


def _pair_places(passage: Passage, coded: CodedArticle) -> Pairing[Tag, Place]:
    def weight(tag: Tag, place: Place) -> float:
        common = ratio(tag, core(passage.text, place))
        return common if common >= MIN_OVERLAP else 0.0

    return pair_up([_cored(passage.text, tag) for tag in passage.tagged("p")], coded.places, weight)


def _pair_quotes(keys: Keys, coded: CodedArticle) -> Pairing[GoldQuote, Quote]:
    """An unmatched clause that only repeats matched words in marks is no error: coders mark one of them."""
    passage = keys.passage

    def weight(gold: GoldQuote, quote: Quote) -> float:
        inside = stripped(passage.text, quote)
        common = max(ratio(stripped(passage.text, t), inside) for t in passage.tagged(gold.q))
        return common + (gold.kind == quote.kind) / 2 if common >= MIN_OVERLAP else 0.0

    paired = pair_up(passage.quotes, coded.quotes, weight)
    met = [Span.of(q) for _, q in paired.pairs]
    spurious = (q for q in paired.spurious if not any(q.kind == "indirect" and ratio(q, m) >= 0.8 for m in met))
    return Pairing(paired.pairs, paired.missed, tuple(spurious))


def _pair_events(keys: Keys, coded: CodedArticle) -> Pairing[GoldEvent, Act]:
    """By trigger; where several meet, the one of the right type, then with the right participants."""

    def weight(gold: GoldEvent, act: Act) -> float:
        common = max(ratio(tag, act.trigger) for tag in keys.passage.tagged(gold.e))
        same_type = gold.type == act.event.type
        return common + same_type + (same_type and right_dyad(keys, gold, act)) / 2 if common else 0.0

    return pair_up(keys.passage.events, acts(coded), weight)


# ---- what is right about a matched event ----------------------------------------------------------------------------


def arguments(keys: Keys, ids: tuple[str, ...], spans: tuple[Span | None, ...]) -> list[frozenset[str]]:
    return [keys.argument(i, span) for i, span in zip_longest(ids, spans[: len(ids)])]


def actor_arguments(keys: Keys, act: Act) -> list[frozenset[str]]:
    return arguments(keys, act.event.actors, act.event.spans.actors)


def recipient_arguments(keys: Keys, act: Act) -> list[frozenset[str]]:
    return arguments(keys, act.event.recipients, act.event.spans.recipients)


def right_actors(keys: Keys, gold: GoldEvent, act: Act) -> bool:
    return keys.same(gold.actors, actor_arguments(keys, act))


def right_dyad(keys: Keys, gold: GoldEvent, act: Act) -> bool:
    return right_actors(keys, gold, act) and keys.same(gold.recipients, recipient_arguments(keys, act))


def right_participants(keys: Keys, gold: GoldEvent, act: Act) -> bool:
    """The same taking part, whoever acts."""
    return keys.same(gold.actors + gold.recipients, actor_arguments(keys, act) + recipient_arguments(keys, act))


def right_source(keys: Keys, gold: GoldEvent, act: Act) -> bool:
    """The reporter, or the source; what an actor does by saying it may be credited to him."""
    event = act.event
    if event.attribution == "reporter":
        return gold.by is None
    source = keys.argument(event.attribution, event.spans.attribution)
    credited = [gold.by] if gold.by else gold.actors
    return any(keys.entity(key) in source for key in credited)


def same_days(gold: str, value: str | None) -> bool:
    """The same interval. The corpus writes no open ends: an open end fits any day."""
    one, other = days(gold), days(value)
    return bool(one and other) and all(a == b or not b for a, b in zip(one or (), other or (), strict=True))


def right_place(keys: Keys, gold: GoldEvent, act: Act) -> bool:
    """By its words or by its name."""
    event, tags = act.event, keys.passage.tagged(gold.where or "")
    named = event.place is not None and slug(event.place.name) == keys.passage.entities[tags[0].key].id
    span = event.spans.place
    return named or (span is not None and any(span.overlaps(tag) for tag in tags))


# ---- counts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures and shares by name; what each counts is said in `docs/evaluation.md`."""

    passages: int
    figures: dict[str, Figure]
    shares: dict[str, Share]
    factuality_macro_f1: float  # nine in ten acts are asserted, so the share of right answers says little


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one value was given for another; "none" where there was nothing."""

    layer: Layer
    gold: str
    predicted: str
    count: int


@dataclass(frozen=True, slots=True)
class CorpusScores:
    """Scores of a whole corpus, by language, by type (keys: "typed", "dyad"), and its commonest errors."""

    overall: Scores
    languages: dict[str, Scores]
    types: dict[str, dict[str, Figure]]
    confusions: tuple[Confusion, ...]


Counts = Counter[tuple[str, str]]  # (figure, "right" | "predicted" | "gold" | "of")


def score_corpus(passages: Iterable[Passage], coded: Iterable[CodedArticle]) -> CorpusScores:
    """Scores of the passages; one without its coded article counts as coded with nothing found."""
    judged = judge_corpus(passages, coded)
    languages = sorted({j.passage.language for j in judged})
    return CorpusScores(
        overall=_scores(judged),
        languages={lang: _scores([j for j in judged if j.passage.language == lang]) for lang in languages},
        types=_by_type(judged),
        confusions=_confusions(judged),
    )


def judge_corpus(passages: Iterable[Passage], coded: Iterable[CodedArticle]) -> list[Judgement]:
    answers = {c.article.id: c for c in coded}
    return [judge(p, answers.get(p.id) or _nothing(p)) for p in passages]


def _nothing(passage: Passage) -> CodedArticle:
    coded_by = CodedBy("", None, "", {})
    return CodedArticle(SCHEMA, coded_by, to_article(passage), AsOf(None, "", ()), (), (), (), (), (), ())


def _scores(judged: list[Judgement]) -> Scores:
    counts: Counts = Counter()
    for judgement in judged:
        for name, answers in _shares(judgement):
            counts[name, "right"] += sum(answers)
            counts[name, "of"] += len(answers)
        for name, numbers in _figures(judgement):
            counts.update({(name, side): n for side, n in zip(SIDES, numbers, strict=True)})
    names = list(dict.fromkeys(name for name, _ in counts))
    figures = {n: figure(*(counts[n, side] for side in SIDES)) for n in names if (n, "gold") in counts}
    told = [f.f1 for n, f in figures.items() if n.startswith("factuality_") and (f.gold or f.predicted)]
    return Scores(
        len(judged),
        figures,
        {
            n: Share(rate(counts[n, "right"], counts[n, "of"]), counts[n, "right"], counts[n, "of"])
            for n in names
            if (n, "of") in counts
        },
        rate(sum(told), len(told)),
    )


SIDES = ("right", "predicted", "gold")


def _figures(judged: Judgement) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Name and (right, predicted, gold)."""
    passage, keys = judged.passage, judged.keys
    yield "mentions", _sizes(judged.mentions)
    identified = [(t, n) for t, n in judged.mentions.pairs if passage.entities[t.key].id]
    known = [n for n in judged.mentions.spurious if not n.actor.id.startswith("_")]
    missed = [t for t in judged.mentions.missed if passage.entities[t.key].id]
    right = sum(right_id(passage, t, n.actor) for t, n in identified)
    yield "mentions_with_id", (right, len(identified) + len(known), len(identified) + len(missed))
    yield "pronouns", _sizes(judged.pronouns)
    yield "places", _sizes(judged.places)
    yield "dates", _sizes(judged.dates)
    yield "quotes", _sizes(judged.quotes)
    yield from _event_figures(keys, judged.events)


def _sizes(paired: Pairing[G, P]) -> tuple[int, int, int]:
    n = len(paired.pairs)
    return n, n + len(paired.spurious), n + len(paired.missed)


def _typed(paired: Pairing[GoldEvent, Act]) -> list[tuple[GoldEvent, Act]]:
    return [(gold, act) for gold, act in paired.pairs if gold.type == act.event.type]


def _event_figures(keys: Keys, paired: Pairing[GoldEvent, Act]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    _, predicted, gold = _sizes(paired)
    typed = _typed(paired)
    for name, hits in {
        "triggers": len(paired.pairs),
        "typed": len(typed),
        "typed_actors": sum(right_actors(keys, g, a) for g, a in typed),
        "typed_participants": sum(right_participants(keys, g, a) for g, a in typed),
        "typed_dyad": sum(right_dyad(keys, g, a) for g, a in typed),
    }.items():
        yield name, (hits, predicted, gold)
    sides = [
        ("actor_arguments", [(g.actors, actor_arguments(keys, a)) for g, a in typed]),
        ("recipient_arguments", [(g.recipients, recipient_arguments(keys, a)) for g, a in typed]),
    ]
    both = [0, 0, 0]
    for name, pairs in sides:
        right = sum(any(keys.entity(k) in a for a in given) for wanted, given in pairs for k in set(wanted))
        counts = (right, sum(len(given) for _, given in pairs), sum(len(set(wanted)) for wanted, _ in pairs))
        both = [sum_ + count for sum_, count in zip(both, counts, strict=True)]
        yield name, counts
    yield "arguments", (both[0], both[1], both[2])
    yield "told_by_others", _told_by_others(keys, typed)
    for label in get_args(Factuality):
        told = [(g.factuality == label, a.event.factuality == label) for g, a in typed]
        yield f"factuality_{label}", (sum(g and p for g, p in told), sum(p for _, p in told), sum(g for g, _ in told))


def _told_by_others(keys: Keys, typed: Iterable[tuple[GoldEvent, Act]]) -> tuple[int, int, int]:
    """Of events of the right type: those with the right source, those with any, those that have one. What an actor does
    by saying it may be credited to him."""
    others = [(g, right_source(keys, g, a), a.event.attribution != "reporter") for g, a in typed]
    return (
        sum(right and said for g, right, said in others if g.by),
        sum(said for g, right, said in others if g.by or not right),
        sum(g.by is not None for g, _, _ in others),
    )


def _shares(judged: Judgement) -> Iterator[tuple[str, list[bool]]]:
    """Name and one answer for each case asked about."""
    passage, keys, typed = judged.passage, judged.keys, _typed(judged.events)
    named = [(t, n) for t, n in judged.mentions.pairs if passage.entities[t.key].id]
    yield "linking", [right_id(passage, t, n.actor) for t, n in named]
    yield "antecedent", [keys.entity(t.key) in keys.of(n.actor.id) for t, n in judged.pronouns.pairs]
    yield "interval", [same_days(passage.dates[t.key], d.value) for t, d in judged.dates.pairs]
    yield "quote_kind", [gold.kind == quote.kind for gold, quote in judged.quotes.pairs]
    yield "speaker", [right_speaker(keys, gold, quote) for gold, quote in judged.quotes.pairs]
    yield "factuality", [gold.factuality == act.event.factuality for gold, act in typed]
    yield "attribution", [right_source(keys, gold, act) for gold, act in typed]
    yield "event_date", [same_days(passage.dates[g.when], a.event.date) for g, a in typed if g.when]
    yield "event_place", [right_place(keys, g, a) for g, a in typed if g.where]
    yield "false_alarms", [] if passage.events else [bool(judged.events.spurious)]


def right_speaker(keys: Keys, gold: GoldQuote, quote: Quote) -> bool:
    if gold.speaker is None or quote.speaker is None:
        return gold.speaker == quote.speaker
    return keys.entity(gold.speaker) in keys.argument(quote.speaker, quote.source)


def _by_type(judged: list[Judgement]) -> dict[str, dict[str, Figure]]:
    counts: Counter[tuple[str, str]] = Counter()
    for j in judged:
        typed = _typed(j.events)
        counts.update((g.type, "gold") for g in j.passage.events)
        counts.update((a.event.type, "predicted") for a in _predicted(j.events))
        counts.update((g.type, "typed") for g, _ in typed)
        counts.update((g.type, "dyad") for g, a in typed if right_dyad(j.keys, g, a))
    return {
        t: {name: figure(counts[t, name], counts[t, "predicted"], counts[t, "gold"]) for name in ("typed", "dyad")}
        for t in sorted({t for t, _ in counts})
    }


def _predicted(paired: Pairing[GoldEvent, Act]) -> Iterator[Act]:
    return chain((act for _, act in paired.pairs), paired.spurious)


def _confusions(judged: list[Judgement]) -> tuple[Confusion, ...]:
    counts: Counter[tuple[Layer, str, str]] = Counter()
    for j in judged:
        counts.update(("types", g.type, a.event.type) for g, a in j.events.pairs)
        counts.update(("types", g.type, NONE) for g in j.events.missed)
        counts.update(("types", NONE, a.event.type) for a in j.events.spurious)
        counts.update(("factuality", g.factuality, a.event.factuality) for g, a in _typed(j.events))
        counts.update(("quotes", g.kind, q.kind) for g, q in j.quotes.pairs)
    wrong = [Confusion(*case, n) for case, n in counts.items() if case[1] != case[2]]
    return tuple(sorted(wrong, key=lambda c: (-c.count, c.layer, c.gold, c.predicted))[:SHOWN_CONFUSIONS])


def table(scores: CorpusScores) -> str:
    """A line per figure and share, a column per language; then types and the commonest errors."""
    columns = {"all": scores.overall, **scores.languages}
    lines = [f"{'':22}" + "".join(f"{name:>8}" for name in columns) + "   P, R; right/predicted/gold of all"]
    for name, of_all in scores.overall.figures.items():
        values = "".join(f"{c.figures[name].f1:8.3f}" for c in columns.values())
        counts = f"{of_all.precision:.3f}, {of_all.recall:.3f}; {of_all.right}/{of_all.predicted}/{of_all.gold}"
        lines.append(f"{name:22}{values}   {counts}")
    for name, answered in scores.overall.shares.items():
        values = "".join(f"{c.shares[name].value:8.3f}" for c in columns.values())
        lines.append(f"{name:22}{values}   {answered.right}/{answered.of}")
    macro = "".join(f"{c.factuality_macro_f1:8.3f}" for c in columns.values())
    lines.append(f"{'factuality macro-F1':22}{macro}")
    for kind, figures in scores.types.items():
        typed, dyad = figures["typed"], figures["dyad"]
        rates = f"P {typed.precision:.3f} R {typed.recall:.3f} F1 {typed.f1:.3f}, with dyad {dyad.f1:.3f}"
        lines.append(f"{kind:12}{rates}   {typed.right}/{typed.predicted}/{typed.gold}")
    lines += [f"{c.count:5} {c.layer}: {c.gold} read as {c.predicted}" for c in scores.confusions]
    return "\n".join(lines)


# ---- errors, to read ------------------------------------------------------------------------------------------------


def errors(passages: Iterable[Passage], coded: Iterable[CodedArticle], *, layer: Layer) -> Iterator[str]:
    """One line per error of a layer: passage, what is wrong, and the sentence with the words in ⟦⟧."""
    for judged in judge_corpus(passages, coded):
        for what, located in sorted(_wrong(judged, layer), key=lambda error: (error[1].start, error[0])):
            yield f"{judged.passage.id} {what}: {in_sentence(judged.passage.text, located)}"


def in_sentence(text: str, located: Located) -> str:
    """The sentence around the words, which stand in ⟦⟧."""
    before = re.split(r"(?<=[.!?…])\s|\n", text[: located.start])[-1]
    after = re.split(r"(?<=[.!?…])\s|\n", text[located.end :], maxsplit=1)[0]
    words = text[located.start : located.end].replace("\n", " ")
    return f"{before}⟦{words}⟧{after}"


def _wrong(j: Judgement, layer: Layer) -> Iterator[tuple[str, Located]]:
    match layer:
        case "mentions":
            yield from _wrong_mentions(j, j.mentions)
        case "pronouns":
            yield from _wrong_mentions(j, j.pronouns)
        case "places":
            yield from ((f"missed {t.key}", t) for t in j.places.missed)
            yield from ((f"spurious {p.name}", p) for p in j.places.spurious)
        case "dates":
            yield from _wrong_dates(j)
        case "quotes":
            yield from _wrong_quotes(j)
        case "triggers":
            yield from ((f"missed {g.type}", _first(j, g.e)) for g in j.events.missed)
            yield from ((f"spurious {a.event.type}{_why(a)}", a.trigger) for a in j.events.spurious)
        case _:
            yield from _wrong_events(j, layer)


def _first(j: Judgement, key: str) -> Tag:
    return j.passage.tagged(key)[0]


def _why(act: Act) -> str:
    return f" ({', '.join(act.event.reasons)})" if act.event.reasons else ""


def _wrong_mentions(j: Judgement, paired: Pairing[Tag, NamedActor]) -> Iterator[tuple[str, Located]]:
    for tag in paired.missed:
        entity = j.passage.entities[tag.key]
        yield f"missed {tag.key} {entity.kind} {entity.id or '-'}", tag
    for named in paired.spurious:
        yield f"spurious {named.form} {named.actor.id}", named.span
    for tag, named in paired.pairs:
        gold_id = j.passage.entities[tag.key].id
        if named.form == "pronoun" and j.keys.entity(tag.key) not in j.keys.of(named.actor.id):
            yield f"{j.keys.entity(tag.key)} read as {named.actor.id}", tag
        elif named.form != "pronoun" and gold_id and not right_id(j.passage, tag, named.actor):
            yield f"{gold_id} read as {named.actor.id}", tag


def _wrong_dates(j: Judgement) -> Iterator[tuple[str, Located]]:
    yield from ((f"missed {j.passage.dates[t.key]}", t) for t in j.dates.missed)
    yield from ((f"spurious {d.value} ({d.rule})", d) for d in j.dates.spurious)
    for tag, date in j.dates.pairs:
        if not same_days(j.passage.dates[tag.key], date.value):
            said = f"published {j.passage.published}, {date.rule}"
            yield f"{j.passage.dates[tag.key]} read as {date.value} ({said})", date


def _wrong_quotes(j: Judgement) -> Iterator[tuple[str, Located]]:
    yield from ((f"missed {g.kind} of {g.speaker}", _first(j, g.q)) for g in j.quotes.missed)
    yield from ((f"spurious {q.kind} of {q.speaker} ({q.rule})", q) for q in j.quotes.spurious)
    for gold, quote in j.quotes.pairs:
        if gold.kind != quote.kind:
            yield f"{gold.kind} read as {quote.kind} ({quote.rule})", quote
        if not right_speaker(j.keys, gold, quote):
            yield f"speaker {_said(j, gold.speaker)} read as {quote.speaker} ({quote.rule})", quote


def _said(j: Judgement, *keys: str | None) -> str:
    return "+".join(j.passage.text[t.start : t.end] for k in keys if k for t in j.passage.tagged(k)[:1]) or "-"


def _wrong_events(j: Judgement, layer: Layer) -> Iterator[tuple[str, Located]]:
    for gold, act in j.events.pairs:
        event = act.event
        if layer == "types" and gold.type != event.type:
            yield f"{gold.type} read as {event.type}{_why(act)}", act.trigger
        if gold.type != event.type:
            continue
        if layer == "dyads" and not right_dyad(j.keys, gold, act):
            wanted = f"{_said(j, *gold.actors)} > {_said(j, *gold.recipients)}"
            yield (
                f"{gold.type} {wanted} read as {'+'.join(event.actors)} > {'+'.join(event.recipients)}",
                act.trigger,
            )
        if layer == "factuality" and gold.factuality != event.factuality:
            yield f"{gold.type} {gold.factuality} read as {event.factuality}{_why(act)}", act.trigger
        if layer == "attribution" and not right_source(j.keys, gold, act):
            yield f"{gold.type} by {_said(j, gold.by)} read as {event.attribution}", act.trigger
