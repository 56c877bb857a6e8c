"""Captions and their translations are linked by what the encoder reads, in pages and in plain text; others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from depeche.language.analysis import analyse
from depeche.language.translations import link_translations
from depeche.language.windows import read_windows
from depeche.reading.frame import Frame
from depeche.reading.layout import lay_out
from depeche.reading.page import read_source
from depeche.records import Article

BODY = "Les deux gouvernements ont signé mardi un accord de pêche qui entrera en vigueur avant la fin de l'année. "

# captions without names or numbers that reading could go by, and which of them is the other's translation
PAIRS = [
    (
        "Des secouristes cherchent des survivants dans les décombres d'un immeuble effondré.",
        "Rescatistas buscan sobrevivientes entre los escombros de un edificio derrumbado.",
    ),
    (
        "Des enfants jouent devant leur tente dans un camp de personnes déplacées par la guerre.",
        "Children play outside their tent in a camp for people displaced by the war.",
    ),
    (
        "Bomberos intentan apagar el incendio que arrasa el bosque desde el domingo por la noche.",
        "Firefighters try to put out the blaze that has been sweeping the forest since Sunday night.",
    ),
    (
        "Des électeurs font la queue devant un bureau de vote de la capitale, le 9 août 2022.",
        "Voters line up outside a polling station in the capital on August 9, 2022.",
    ),
    (
        "Trois soldats montent la garde devant le parlement au lendemain du coup d'État manqué.",
        "3 soldados hacen guardia ante el parlamento un día después del fallido golpe de Estado.",
    ),
]
APART = [
    (  # the same report, other pictures
        "Des secouristes cherchent des survivants dans les décombres d'un immeuble effondré.",
        "El presidente visita a los heridos en un hospital de la capital tras el terremoto.",
    ),
    (
        "Une femme pleure son fils, tué dans le bombardement d'un marché de la ville.",
        "Negotiators arrive at the hotel where the peace talks will be held this week.",
    ),
    (  # the same words, another day
        "Voters line up outside a polling station in the capital on August 9, 2022.",
        "Votantes hacen cola ante un colegio electoral de la capital el 24 de julio de 2022.",
    ),
    (
        "Agricultores bloquean una autopista con sus tractores cerca de la frontera.",
        "Le ministre de l'Agriculture reçoit les représentants des syndicats d'éleveurs.",
    ),
]


def page(captions: Sequence[str]) -> Article:
    figures = "".join(f"<figure><img src='a.jpg'><figcaption>{said}</figcaption></figure>" for said in captions)
    source = f"<article><h1>Une visite</h1><p>{BODY * 4}</p>{figures}<p>{BODY * 3}</p></article>"
    return read_source(f"<html><body>{source}</body></html>", Frame("page", "page.html"))


def plain(captions: Sequence[str]) -> Article:
    figures = "\n\n".join(f"Photo : {said}" for said in captions)
    text = f"Une visite\n\n{BODY * 4}\n\n{figures}\n\n{BODY * 3}\n"
    laid = lay_out(text)
    return Article("plain", text, laid.blocks, language=laid.language)


def linked(article: Article) -> list[tuple[str, str | None]]:
    """Words of each caption, and of the one it is paired with."""
    found = link_translations(article, read_windows(article, analyse(article)))
    captions = {block.id: block for block in found.blocks if block.kind == "caption"}
    return [(found[b], found[captions[b.pair_with]] if b.pair_with else None) for b in captions.values()]


@pytest.mark.parametrize("made", [page, plain])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_translation_is_linked_both_ways(made, pair: tuple[str, str]) -> None:
    assert linked(made(pair)) == [pair, pair[::-1]]


@pytest.mark.parametrize("made", [page, plain])
@pytest.mark.parametrize("pair", APART)
def test_other_captions_are_not(made, pair: tuple[str, str]) -> None:
    assert linked(made(pair)) == [(pair[0], None), (pair[1], None)]


@pytest.mark.parametrize("made", [page, plain])
def test_of_several_each_has_its_own(made) -> None:
    """One arrives at a meeting, another leaves it: near in words, apart in what they say."""
    captions = (
        "La chancelière arrive au sommet européen qui se tient à Bruxelles depuis jeudi.",
        "La canciller llega a la cumbre europea que se celebra en Bruselas desde el jueves.",
        "Le chancelier quitte le sommet européen qui se tient à Bruxelles depuis jeudi.",
        "El canciller abandona la cumbre europea que se celebra en Bruselas desde el jueves.",
    )
    one, other, third, fourth = captions
    assert linked(made(captions)) == [(one, other), (other, one), (third, fourth), (fourth, third)]


def test_a_pair_that_names_alone_suggested_is_undone() -> None:
    """Two pictures of the same persons on the same day."""
    article = page(
        (
            "Le président Luis Ortega accueille la ministre Hana Weiss à Lima, le 3 mars 2021.",
            "Luis Ortega y Hana Weiss firman un acuerdo comercial en Lima, el 3 de marzo de 2021.",
        )
    )
    first, second = [block for block in article.blocks if block.kind == "caption"]
    assert first.pair_with == second.id  # as reading has it
    assert [paired for _, paired in linked(article)] == [None, None]


def test_captions_in_one_language_cost_nothing() -> None:
    """Nor does an article without captions: no vector is looked at."""
    one, other = PAIRS[0][0], PAIRS[1][0]
    article = page((one, other))
    assert link_translations(article, read_windows(article, ())) is article
    assert link_translations(replace(article, blocks=()), ()).blocks == ()
