"""Actors that only the encoder sees: people and bodies that no table names, added to the cast as unnamed ones.

What the tables and the rules found stays. Words are added when the encoder takes them for an actor and they touch
nobody else, but for the adjective of a state inside them ("trois diplomates russes"), whose state they take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from depeche.coding.actors import Cast
from depeche.coding.clues import tokens_of
from depeche.language import heads as read
from depeche.language.grammar import Tree, grow
from depeche.language.heads import Heads, load_heads
from depeche.language.labels import KINDS, LAYERS
from depeche.language.windows import Window
from depeche.records import Actor, ActorKind, Article, Located, Mention, Span

# mean probability of its pieces from which words are an actor's; end to end on half of part c, .6 and .8: mentions .823
# and .825, dyads .371 and .373
SURE: Final = 0.8
ACTOR_LAYER: Final = next(number for number, layer in enumerate(LAYERS) if layer.name == "actor")
HEADS_OF_ACTORS: Final = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
KIND: Final[dict[str, ActorKind]] = {"state": "group", "place": "group", "date": "group"}
LEAST: Final = 2  # letters of some word
BEFORE: Final = frozenset({"DET", "ADP", "PUNCT"})  # words that open a phrase and are none of it


def with_proposals(article: Article, cast: Cast, windows: Sequence[Window]) -> Cast:
    """The cast with everybody whom only the encoder sees, numbered on."""
    used = [int(actor.id[1:]) for actor in cast.actors if actor.id.startswith("_") and actor.id[1:].isdigit()]
    number = max(used, default=0)
    added: list[Actor] = []
    everywhere, everybody = _taken(cast), [(actor, mention) for actor in cast.actors for mention in actor.mentions]
    for window in windows:
        here = Span(window.sentences[0].start, window.sentences[-1].end)
        taken = [(start, end) for start, end in everywhere if start < here.end and here.start < end]
        known = [(actor, mention) for actor, mention in everybody if here.overlaps(mention)]
        for span, kind, sure in _proposed(load_heads(), window):
            state = _owner(known, span)
            if state is not None or not any(start < span.end and span.start < end for start, end in taken):
                number += 1
                added.append(
                    Actor(
                        f"_{number}", KIND.get(kind, kind), article[span], state, (), None, (), (),  # type: ignore[arg-type]
                        (Mention(span.start, span.end, "role"),), rules=(f"encoder {sure:.3f}",),
                    )
                )  # fmt: skip
    if not added:
        return cast
    actors = sorted((*cast.actors, *added), key=lambda actor: actor.mentions[0].start if actor.mentions else 0)
    return Cast(tuple(actors), cast.places)


def _proposed(weights: Heads, window: Window) -> Iterator[tuple[Span, str, float]]:
    """Words, the kind of actor, and how sure."""
    scores = window.layers[:, ACTOR_LAYER]
    found = read.ranges(scores.argmax(axis=1))
    kinds = read.kinds(weights, window.encoded.vectors, found)
    trees = {sentence.start: grow(sentence) for sentence in window.sentences} if found else {}
    for (start, end), chances in zip(found, kinds, strict=True):
        sure = float(1 - np.add.reduce(scores[start:end, 0]) / (end - start))  # as `mean`, at half its cost
        span = Span(window.spans[start].start, window.spans[end - 1].end)
        sentence = next((s for s in window.sentences if s.start <= span.start and span.end <= s.end), None)
        if sure >= SURE and sentence is not None and (whole := _phrase(trees[sentence.start], span)) is not None:
            yield whole, KINDS[int(np.argmax(chances))], sure


def _phrase(tree: Tree, span: Span) -> Span | None:
    """The words as whole tokens, without an article or preposition before them; None where no noun governs them."""
    tokens = tokens_of(tree, span)
    while tokens and tree.tokens[tokens[0]].pos in BEFORE:
        tokens = tokens[1:]
    top = tree.tokens[tree.top(tokens)] if tokens else None
    if top is None or top.pos not in HEADS_OF_ACTORS or (top.pos == "ADJ" and top.relation == "amod"):
        return None  # "des relations bilatérales": an adjective beside its noun is nobody
    if not any(tree.tokens[i].text[:LEAST].isalpha() and len(tree.tokens[i].text) >= LEAST for i in tokens):
        return None  # a number, or the letter that tells on which side of a picture somebody stands
    return Span(tree.tokens[tokens[0]].start, tree.tokens[tokens[-1]].end)


def _owner(known: Iterable[tuple[Actor, Mention]], span: Span) -> str | None:
    """The state whose adjective stands inside the words, where nobody else does."""
    touching = [(actor, mention) for actor, mention in known if span.overlaps(mention)]
    inside = [actor for actor, mention in touching if mention.form == "demonym" and mention in span]
    others = [mention for _, mention in touching if mention.form not in ("demonym", "pronoun")]
    return inside[0].state if inside and not others and inside[0].state else None


def _taken(cast: Cast) -> list[tuple[int, int]]:
    """Where somebody or a place is named, from the start to the end of the words."""
    found: list[Located] = [*cast.places]
    for actor in cast.actors:
        found += [*actor.mentions, *actor.roles]
    return [(located.start, located.end) for located in found]
