"""What lexicon, syntax and rules tell the heads."""

from __future__ import annotations

import numpy as np
import pytest
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.coding.clues import ROLE_CLUES, TOKEN_CLUES, acting, on_pieces, role_clues, token_clues, tokens_of
from depeche.coding.drafts import Told, read_sentences
from depeche.language.analysis import analyse
from depeche.language.encoder import load_splitter
from depeche.language.labels import ROLES, TYPES
from depeche.records import Span

TEXT = "Paris a condamné l’attaque de l’armée malienne contre Bamako."


@pytest.fixture(scope="module")
def told() -> Told:
    article = paragraph("fr", TEXT)
    sentences = analyse(article)
    cast = resolve(article, sentences, None)
    (one,) = read_sentences(sentences, cast.actors, cast.places, (), (), None)
    return one


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def test_a_trigger_s_token_tells_its_types(told: Told) -> None:
    clues = token_clues(told)
    assert clues.shape == (len(told.scene.tree.tokens), TOKEN_CLUES)
    (at,) = tokens_of(told.scene.tree, span("condamné"))
    (quiet,) = tokens_of(told.scene.tree, span("Paris"))
    accuse = TYPES.index("ACCUSE")
    assert clues[at, accuse] == clues[at, len(TYPES) + accuse] == 1
    assert clues[quiet, : 3 * len(TYPES)].sum() == 0


def test_pieces_carry_the_clues_of_their_word(told: Told) -> None:
    cut = load_splitter().split(TEXT)
    clues = on_pieces(cut.spans, (told,))
    here = [i for i, s in enumerate(cut.spans) if s.end > s.start and span("condamné").overlaps(s)]
    assert here
    assert all(np.array_equal(clues[i], clues[here[0]]) for i in here)
    assert clues[0].sum() == clues[-1].sum() == 0


def test_the_rules_say_who_acts_on_whom(told: Told) -> None:
    actor = role_clues(acting(told, span("condamné")), span("Paris"), "FRA")
    other = role_clues(acting(told, span("condamné")), span("Bamako"), "MLI")
    assert actor.shape == (ROLE_CLUES,)
    assert actor[ROLES.index("actor")] == 1
    assert actor[len(ROLES)] == 1
    assert other[ROLES.index("actor")] == 0
    assert not np.array_equal(actor, other)


def test_an_act_outside_the_sentence_has_no_clues(told: Told) -> None:
    assert role_clues(acting(told, Span(500, 505)), span("Paris"), "FRA").sum() == 0
    assert role_clues(None, span("Paris"), "FRA").sum() == 0
