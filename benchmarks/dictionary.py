"""A dictionary coder in the manner of PETRARCH, written for comparison: verbs and nouns looked up, no learning.

PETRARCH (Schrodt, Beieler and Idris 2014) finds the first verb of a sentence that its verb dictionary knows, takes the
nearest actor of its noun dictionaries before it for the source and the nearest after it for the target, turns them
round in a passive, and codes what the dictionary says. Here the dictionaries are our own tables (`triggers.tsv` of each
language, names of states, organisations and persons), the words those of the same spaCy pipelines; what differs is the
manner. Everything happened: such a coder knows no plans and no denials.
"""

from __future__ import annotations

from depeche.knowledge.directory import load_directory
from depeche.knowledge.lexicon import Match, Trigger, load_lexicon, match_expressions
from depeche.knowledge.names import load_names
from depeche.language.analysis import analyse
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    CodedArticle,
    CodedBy,
    Event,
    EventSpans,
    Mention,
    Sentence,
    Span,
)

Name = tuple[Span, str]  # where it stands, whose it is
VERBS = ("VERB", "AUX")
PASSIVE = "Voice=Pass"
NOBODY = CodedBy("", None, "", {})


def by_dictionary(article: Article) -> CodedArticle:
    names = [
        (Span(hit.start, hit.end), sense.id)
        for hit in load_names().find(article.text)
        for sense in hit.senses[:1]
        if sense.form != "place" and load_directory().entry(sense.id) is not None
    ]
    found: list[Event] = []
    for sentence in analyse(article):
        found += [event(f"e{len(found) + 1}", *act) for act in acts(sentence, names)][:1]
    ids = {id for one in found for id in (*one.actors, *one.recipients)} | {id for _, id in names}
    actors = tuple(actor(id, [span for span, whose in names if whose == id]) for id in sorted(ids))
    return CodedArticle(
        SCHEMA, NOBODY, article, AsOf(article.published, "published", ()), actors, (), (), (), tuple(found), ()
    )


def acts(sentence: Sentence, names: list[Name]) -> list[tuple[Span, Trigger, Name | None, Name | None]]:
    """Every verb of the dictionary that has a source, in order, with its source and target."""
    here = [name for name in names if sentence.start <= name[0].start and name[0].end <= sentence.end]
    found = []
    for match in match_expressions(load_lexicon(sentence.language), sentence.tokens):
        row = verb_row(sentence, match)
        if row is None:
            continue
        words = [sentence.tokens[i] for i in match.tokens]
        span = Span(min(w.start for w in words), max(w.end for w in words))
        before = max((n for n in here if n[0].end <= span.start), key=lambda n: n[0].end, default=None)
        after = min((n for n in here if n[0].start >= span.end), key=lambda n: n[0].start, default=None)
        if any(PASSIVE in word.features for word in words) or is_passive(sentence, match):
            before, after = after, before
        if before is not None:
            found.append((span, row, before, after))
    return found


def verb_row(sentence: Sentence, match: Match) -> Trigger | None:
    """The first row of an expression with a verb in it."""
    if not any(sentence.tokens[i].pos in VERBS for i in match.tokens):
        return None
    return next((row for row in match.triggers if row.is_event and row.type is not None), None)


def is_passive(sentence: Sentence, match: Match) -> bool:
    return any(t.relation in ("aux:pass", "auxpass") and t.head in match.tokens for t in sentence.tokens)


def event(name: str, trigger: Span, row: Trigger, source: Name | None, target: Name | None) -> Event:
    sides = [((side[1],), (side[0],)) if side else ((), ()) for side in (source, target)]
    (actors, at), (recipients, to) = sides
    assert row.type is not None
    return Event(
        id=name, type=row.type, modes=(), contexts=(), actors=actors, recipients=recipients, date=None, place=None,
        factuality="asserted", background=False, attribution="reporter", trigger=trigger,
        spans=EventSpans(at, to, None, None, None, ()), quantities=(), evidence=(), mentions=(), confidence=1.0,
        reasons=(row.row,), candidates={},
    )  # fmt: skip


def actor(id: str, spans: list[Span]) -> Actor:
    entry = load_directory().entry(id)
    assert entry is not None
    mentions = tuple(Mention(span.start, span.end, "name") for span in spans)
    return Actor(id, entry.kind, entry.name, entry.state, entry.sectors, None, (), (), mentions)
