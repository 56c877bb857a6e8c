"""Lasting ties the text states: who holds which office, who is whose ally, enemy or kin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from depeche.coding.actors import slug
from depeche.coding.factuality import judge
from depeche.coding.frames import meets, side_of
from depeche.coding.scene import Party, Scene, is_whole_state
from depeche.knowledge.grammar import load_function_words
from depeche.knowledge.lexicon import Step
from depeche.knowledge.modality import load_modality
from depeche.knowledge.roles import load_roles
from depeche.knowledge.ties import Tie, load_ties
from depeche.language.grammar import Tree, is_negated
from depeche.records import Actor, Article, Event, Place, Quote, Relation, Role, Sentence, Span

Stated = tuple[str, str, str, Span]  # subject, relation, object, the words
ITSELF = (Step("^", None),)
OFFICES = (
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "minister",
    "army_chief",
    "senate_president",
    "speaker",
    "spokesperson",
    "governor",
    "vice_president",
    "official",
    "counterpart",
)
TIES_OF_OFFICES = {"leader": "leads", **dict.fromkeys(OFFICES, "holds_office")}
FITTING = {"NOUN": ("NOUN", "PROPN", "ADJ"), "VERB": ("VERB", "AUX"), "ADJ": ("ADJ", "VERB")}


def find_relations(
    article: Article,
    scenes: tuple[Scene, ...],
    actors: tuple[Actor, ...],
    places: tuple[Place, ...],
    quotes: tuple[Quote, ...],
    events: tuple[Event, ...],
) -> tuple[Relation, ...]:
    """Every tie once, with all the words that state it, in the order in which they are first stated."""
    sentences = tuple(scene.sentence for scene in scenes)
    found: dict[tuple[str, str, str], set[Span]] = {}
    ties = (
        *_offices(sentences, actors),
        *_stated(scenes, quotes),
        *_supporters(events),
        *_opponents(events, actors),
        *_locations(article, sentences, places),
    )
    for subject, relation, other, span in ties:
        if subject != other:
            found.setdefault((subject, relation, other), set()).add(span)
    relations = [Relation(*key, evidence=tuple(sorted(spans))) for key, spans in found.items()]
    return tuple(sorted(relations, key=lambda r: (r.evidence[0], r.relation, r.subject, r.object)))


def _offices(sentences: tuple[Sentence, ...], actors: tuple[Actor, ...]) -> Iterator[Stated]:
    """Titles beside the name of somebody whose state is known, or within words that name an organisation."""
    bodies = [(m, actor.id) for actor in actors if actor.kind == "organisation" for m in actor.mentions]
    for actor in actors:
        if actor.kind != "person" or actor.id.startswith("_"):
            continue
        for role in actor.roles:
            relation = _tie_of_title(sentences, role)
            phrase = next((m for m in actor.mentions if m.form == "role" and role in Span.of(m)), role)
            body = next((name for m, name in bodies if m.form == "name" and m in Span.of(phrase)), actor.state)
            if relation is not None and body is not None:
                yield actor.id, relation, body, Span.of(phrase)


def _supporters(events: tuple[Event, ...]) -> Iterator[Stated]:
    """Who voices support for whom supports him."""
    for event in events:
        if event.type == "SUPPORT" and event.factuality == "asserted" and not event.background:
            yield from ((a, "supports", r, event.evidence[0]) for a in event.actors for r in event.recipients)


def _opponents(events: tuple[Event, ...], actors: tuple[Actor, ...]) -> Iterator[Stated]:
    """Opposition and armed opposition oppose whom they accuse."""
    opposed = {actor.id for actor in actors if {"OPP", "REB"} & set(actor.sectors)}
    for event in events:
        if event.type == "ACCUSE" and event.factuality == "asserted":
            accusers = (a for a in event.actors if a in opposed)
            yield from ((a, "opposes", r, event.evidence[0]) for a in accusers for r in event.recipients)


def _locations(article: Article, sentences: tuple[Sentence, ...], places: tuple[Place, ...]) -> Iterator[Stated]:
    """A place named with the one it lies in ("Goma, en RDC", "la place Tahrir au Caire")."""
    for inner, outer in itertools.pairwise(places):
        home = next((s for s in sentences if inner in Span.of(s) and outer in Span.of(s)), None)
        if home is None or inner.country not in (None, outer.country) or inner.name == outer.name:
            continue
        between = article.text[inner.end : outer.start].lower().replace(",", " ").split()
        words = load_function_words(home.language)
        if len(between) <= 2 and all(
            w in words.contractions or w in words.locative | words.possession for w in between
        ):
            whole = outer.country if outer.country and is_whole_state(outer) else slug(outer.name)
            yield slug(inner.name), "located_in", whole, Span(inner.start, outer.end)


def _tie_of_title(sentences: tuple[Sentence, ...], role: Role) -> str | None:
    """What a title says: a leader leads, an office is held, other words ("soldat") say nothing lasting."""
    home = next((s for s in sentences if role in Span.of(s)), None)
    hit = next(load_roles(home.language).find(role.title), None) if home is not None else None
    return TIES_OF_OFFICES.get(hit.word.office.split("@")[0]) if hit is not None else None


def _stated(scenes: tuple[Scene, ...], quotes: tuple[Quote, ...]) -> Iterator[Stated]:
    for scene in scenes:
        ties = load_ties(scene.sentence.language)
        for token in scene.sentence.tokens:
            for tie in ties.by_lemma.get(token.lemma, ()):
                if token.pos in FITTING[tie.pos] and _holds(scene.tree, token.index):
                    yield from _ends(scene, token.index, tie)
                if tie.relation == "worried_about" and token.pos == tie.pos == "VERB":
                    yield from _worry(scene, token.index, tie, quotes)


def _worry(scene: Scene, index: int, tie: Tie, quotes: tuple[Quote, ...]) -> Iterator[Stated]:
    """ "This should worry everybody, she said": who says of something that it is worrying is worried about it."""
    token = scene.tree.tokens[index]
    told = (quote for quote in quotes if quote.speaker is not None and token in Span.of(quote))
    quote = min(told, key=lambda q: q.end - q.start, default=None)
    if quote is None or quote.speaker is None or _is_subject(tie.frame.actor):
        return
    if side_of(scene, (index,), index, tie.frame.actor).parties or is_negated(scene.tree, index) is not None:
        return
    for party in _what_worries(scene, index, tie):
        yield quote.speaker, tie.relation, party.actor, Span(min(party.start, token.start), token.end)


def _is_subject(path: tuple[Step, ...]) -> bool:
    return bool(path) and path[-1].relation.startswith("nsubj")


def _what_worries(scene: Scene, index: int, tie: Tie) -> tuple[Party, ...]:
    """The parties of a subject; of "a thing that should worry", those within what is said to be one."""
    words, above = load_modality(scene.sentence.language), scene.tree.head(index)
    side = side_of(scene, (index,), index, tie.frame.recipient)
    if not side.tokens and above is not None and scene.tree.tokens[above].lemma in words.auxiliaries:
        side = side_of(scene, (above,), above, tie.frame.recipient)  # the pipelines take "should" for the head at times
    if side.parties:
        return side.parties
    subjects = [i for token in side.tokens for i in scene.tree.children(token, "nsubj")]
    within = sorted({i for subject in subjects for i in scene.tree.subtree(subject)})
    return tuple({party.actor: party for i in within for party in scene.parties[i]}.values())


def _holds(tree: Tree, index: int) -> bool:
    """Neither negated nor only wanted; a tie that somebody disputes is stated."""
    judgement = judge(tree, index, (index,))
    return is_negated(tree, index) is None and judgement.factuality not in ("planned", "hypothetical")


def _ends(scene: Scene, index: int, tie: Tie) -> Iterator[Stated]:
    if not all(meets(scene, (index,), index, need) for need in tie.frame.requires):
        return
    left, right = (_side(scene, index, path) for path in (tie.frame.actor, tie.frame.recipient))
    if tie.frame.symmetric and not tie.frame.recipient:
        left, right = left[:1], left[1:]
    for one in left:
        for other in right:
            spans = [Span(one.start, one.end), Span(other.start, other.end), Span.of(scene.tree.tokens[index])]
            yield one.actor, tie.relation, other.actor, Span(min(s.start for s in spans), max(s.end for s in spans))


def _side(scene: Scene, index: int, path: tuple[Step, ...]) -> tuple[Party, ...]:
    """The parties at the end of a path; of the noun itself only the one it stands for or explains."""
    if path != ITSELF:
        return side_of(scene, (index,), index, path).parties
    own = [party for party in scene.parties[index] if party.form == "role" and not party.actor.startswith("_")]
    before = [
        party for party in side_of(scene, (index,), index, path).parties if party.end <= scene.tree.tokens[index].start
    ]
    return tuple(own[-1:] or before[-1:])
