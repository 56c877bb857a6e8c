"""Actors that only the encoder sees join the cast, and disturb nobody in it."""

from __future__ import annotations

from conftest import Coder
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.coding.proposals import with_proposals
from depeche.language.analysis import analyse
from depeche.language.windows import read_windows
from depeche.records import Span

TEXT = "Quelque deux cents dockers ont bloqué mardi le port de Conakry, et la police guinéenne les a dispersés."


def test_the_known_cast_stays_and_the_new_are_numbered_on() -> None:
    article = paragraph("fr", TEXT)
    sentences = analyse(article)
    before = resolve(article, sentences, None)
    after = with_proposals(article, before, read_windows(article, sentences))
    kept = [actor for actor in after.actors if actor in before.actors]
    added = [actor for actor in after.actors if actor not in before.actors]
    assert kept == sorted(before.actors, key=lambda a: a.mentions[0].start if a.mentions else 0)
    assert len({actor.id for actor in after.actors}) == len(after.actors)
    for actor in added:
        assert actor.id.startswith("_")
        assert actor.rules[0].startswith("encoder")
        (mention,) = actor.mentions
        assert article[mention] == actor.name
        assert not any(Span.of(mention).overlaps(place) for place in after.places)


def test_the_same_text_gives_the_same_cast(coded: Coder) -> None:
    assert coded("fr", TEXT).actors == coded("fr", TEXT, "2024-06-20").actors
