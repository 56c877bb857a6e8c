"""Names, metonyms, demonyms: which words are a mention, of whom, in which form."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache

import pytest
from samples import paragraph

from depeche.coding.actors import Cast, resolve, slug
from depeche.language.analysis import analyse
from depeche.records import Article, Block, Span

Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
DAY = datetime.date(2024, 6, 20)  # the day the made-up reports are from: decides who holds which office


@cache
def cast_of(language: str, text: str, day: datetime.date | None = DAY) -> Cast:
    article = paragraph(language, text)
    return resolve(article, analyse(article), day)


def found(cast: Cast, form: str | None = None) -> set[tuple[int, int, str]]:
    return {(m.start, m.end, a.id) for a in cast.actors for m in a.mentions if form in (None, m.form)}


# language, text with the ⟦mentions⟧ of the form, their actors' ids in order
NAMES = (
    ("fr", "⟦Emmanuel Macron⟧ a reçu ⟦Olaf Scholz⟧ mardi.", "emmanuel-macron olaf-scholz"),
    ("fr", "La ⟦Norvège⟧ a mis en garde le ⟦Chili⟧.", "NOR CHL"),
    ("fr", "⟦Olaf Scholz⟧ est arrivé lundi. ⟦Scholz⟧ repart mercredi.", "olaf-scholz olaf-scholz"),
    ("fr", "L'⟦OTAN⟧ a condamné l'attaque.", "nato"),
    ("fr", "⟦Amnesty International⟧ dénonce ces arrestations.", "amnesty-international"),
    ("fr", "Le ⟦Portugal⟧, la ⟦Grèce⟧ et la ⟦Bulgarie⟧ ont signé.", "PRT GRC BGR"),
    ("fr", "L'avocat ⟦Firmin Kassoulé⟧ a porté plainte. M. ⟦Kassoulé⟧ attend.", "firmin-kassoule firmin-kassoule"),
    ("es", "⟦Gustavo Petro⟧ recibió a ⟦Gabriel Boric⟧ el martes.", "gustavo-petro gabriel-boric"),
    ("es", "⟦Noruega⟧ y ⟦Chile⟧ firmaron el acuerdo.", "NOR CHL"),
    ("es", "⟦Colombia⟧ negocia con el ⟦ELN⟧.", "COL eln"),
    ("es", "⟦Azerbaiyán⟧ calla. El ministro ⟦Yeyhun Bairamof⟧ habló.", "AZE jeyhun-bayramov"),
    ("es", "⟦Gabriel Boric⟧ llegó el lunes. ⟦Boric⟧ se va mañana.", "gabriel-boric gabriel-boric"),
    ("es", "La ⟦OTAN⟧ condenó el ataque.", "nato"),
    ("es", "El abogado ⟦Fermín Casullo⟧ presentó una denuncia. ⟦Casullo⟧ espera.", "fermin-casullo fermin-casullo"),
    ("en", "⟦William Ruto⟧ met ⟦Olaf Scholz⟧ on Tuesday.", "william-ruto olaf-scholz"),
    ("en", "⟦Norway⟧ warned ⟦Chile⟧ on Monday.", "NOR CHL"),
    ("en", "⟦William Ruto⟧ arrived on Monday. ⟦Ruto⟧ leaves tomorrow.", "william-ruto william-ruto"),
    ("en", "⟦NATO⟧ condemned the attack.", "nato"),
    ("en", "A ⟦Norway⟧-brokered truce holds.", "NOR"),
    (
        "en",
        "Lawyer ⟦Fiona Castlemere⟧ filed a complaint. ⟦Castlemere⟧ is waiting.",
        "fiona-castlemere fiona-castlemere",
    ),
    ("en", "The ⟦United States⟧ and ⟦Portugal⟧ agreed on Friday.", "USA PRT"),
    ("fr", "⟦Bill Clinton⟧ a parlé. Sa femme ⟦Hillary⟧ a écouté.", "bill-clinton hillary-clinton"),
    ("es", "⟦Fidel Castro⟧ habló. Su hermano ⟦Raúl⟧ escuchó.", "fidel-castro raul-castro"),
)
METONYMS = (
    ("fr", "⟦Tripoli⟧ a refusé. Le Liban s'inquiète.", "LBY"),
    ("fr", "⟦Oslo⟧ a rejeté la demande.", "NOR"),
    ("fr", "La Bolivie négocie avec ⟦Santiago⟧ depuis un an.", "CHL"),
    ("fr", "Un accord entre ⟦Athènes⟧ et ⟦Sofia⟧ est proche.", "GRC BGR"),
    ("fr", "La Pologne accuse ⟦Minsk⟧ d'ingérence.", "BLR"),
    ("fr", "Les menaces de ⟦Pékin⟧ inquiètent les voisins.", "CHN"),
    ("fr", "L'⟦Élysée⟧ a démenti.", "FRA"),
    ("fr", "Selon ⟦Téhéran⟧, rien n'est décidé.", "IRN"),
    ("es", "⟦Oslo⟧ rechazó la petición.", "NOR"),
    ("es", "Bolivia negocia con ⟦Santiago⟧ desde hace un año.", "CHL"),
    ("es", "Un acuerdo entre ⟦Atenas⟧ y ⟦Sofía⟧ está cerca.", "GRC BGR"),
    ("es", "Polonia acusa a ⟦Minsk⟧ de injerencia.", "BLR"),
    ("es", "⟦La Moncloa⟧ lo desmintió.", "ESP"),
    ("es", "Según ⟦Teherán⟧, nada está decidido.", "IRN"),
    ("en", "⟦Oslo⟧ rejected the request.", "NOR"),
    ("en", "Talks between ⟦Athens⟧ and ⟦Sofia⟧ have stalled.", "GRC BGR"),
    ("en", "Poland accuses ⟦Minsk⟧ of meddling.", "BLR"),
    ("en", "⟦Downing Street⟧ denied it.", "GBR"),
    ("en", "According to ⟦Tehran⟧, nothing is decided.", "IRN"),
    ("en", "⟦Canberra⟧'s offer was refused.", "AUS"),
)
DEMONYMS = (
    ("fr", "Des soldats ⟦maliens⟧ ont tiré.", "MLI"),
    ("fr", "La diplomatie ⟦chilienne⟧ s'active.", "CHL"),
    ("es", "Soldados ⟦malienses⟧ dispararon.", "MLI"),
    ("es", "La diplomacia ⟦chilena⟧ se mueve.", "CHL"),
    ("en", "⟦Malian⟧ soldiers opened fire.", "MLI"),
    ("en", "⟦Chilean⟧ diplomacy is at work.", "CHL"),
)


@pytest.mark.parametrize(("language", "marked", "ids"), NAMES)
def test_names(unmark: Unmark, language: str, marked: str, ids: str) -> None:
    _check(unmark, language, marked, ids, "name")


@pytest.mark.parametrize(("language", "marked", "ids"), METONYMS)
def test_metonyms(unmark: Unmark, language: str, marked: str, ids: str) -> None:
    _check(unmark, language, marked, ids, "metonym")


@pytest.mark.parametrize(("language", "marked", "ids"), DEMONYMS)
def test_demonyms(unmark: Unmark, language: str, marked: str, ids: str) -> None:
    _check(unmark, language, marked, ids, "demonym")


def _check(unmark: Unmark, language: str, marked: str, ids: str, form: str) -> None:
    """The marked words are the mentions of that form, each of the actor with that id."""
    text, spans = unmark(marked)
    expected = [(span.start, span.end, id) for span, id in zip(spans, ids.split(), strict=True)]
    assert sorted(found(cast_of(language, text), form)) == expected


# language, text, words that are no mention of an actor of their own
NOBODY = (
    ("fr", "Le cortège a quitté la place Simón Bolívar.", "Bolívar"),
    ("fr", "L'avion s'est posé à l'aéroport Charles-de-Gaulle.", "Charles-de-Gaulle"),
    ("fr", "ALGER (Reuters) - Le parti a réuni ses cadres.", "Reuters"),
    ("fr", "Il est au pouvoir depuis dix ans.", "pouvoir"),
    ("fr", "Le coup d'État a échoué.", "État"),
    ("fr", "La réunion a duré une heure.", "La réunion"),
    ("fr", "Le cortège a traversé la place Kim Il-Sung.", "Kim Il-Sung"),
    ("fr", "Le cortège a traversé la place Kim Il-Sung.", "Il"),
    ("fr", "Ils ont livré 200 millions d'euros.", "millions"),
    ("es", "La marcha salió de la avenida Simón Bolívar.", "Bolívar"),
    ("es", "LIMA (EFE) - El partido reunió a sus cuadros.", "EFE"),
    ("es", "Lleva diez años en el poder.", "poder"),
    ("es", "La reunión duró una hora.", "La reunión"),
    ("es", "Entregaron 200 millones de euros.", "millones"),
    ("en", "The march left Simón Bolívar Square.", "Bolívar"),
    ("en", "LAGOS, June 7 (Reuters) - The party gathered.", "Reuters"),
    ("en", "They will meet on Friday.", "Friday"),
)


@pytest.mark.parametrize(("language", "text", "words"), NOBODY)
def test_nobody(language: str, text: str, words: str) -> None:
    start = text.index(words)
    span = Span(start, start + len(words))
    assert not [m for a in cast_of(language, text).actors for m in a.mentions if span.overlaps(m)]


def test_surname_is_decided_by_the_full_name() -> None:
    text = "Pedro Castillo a été arrêté à Lima. Castillo nie."
    last = text.rindex("Castillo")
    assert (last, last + 8, "pedro-castillo") in found(cast_of("fr", text))


def test_a_stranger_with_a_known_surname_is_a_stranger() -> None:
    cast = cast_of("en", "Baker Leopold Trump opened his shop in Leeds.")
    assert "donald-trump" not in {a.id for a in cast.actors}


def test_a_surname_is_that_of_the_one_named_in_full() -> None:
    text = "Engineer Judith Macron spoke first. Macron then left."
    last = text.rindex("Macron")
    assert (last, last + 6, "judith-macron") in found(cast_of("en", text))


def test_a_headline_may_have_the_surname_of_one_named_later() -> None:
    text = "Norvège : Kassoulinko démissionne\nPaul Kassoulinko a démissionné lundi, a dit Oslo."
    assert {i for s, _, i in found(cast_of("fr", text)) if i.startswith("paul")} == {"paul-kassoulinko"}


def test_an_organisation_that_says_what_it_is() -> None:
    text = "The Cranmore Foundation criticised the plan."
    assert found(cast_of("en", text), "name") == {(4, 23, "cranmore-foundation")}


def test_actors_are_in_text_order_and_numbered() -> None:
    cast = cast_of("fr", "Des manifestants ont insulté un diplomate. La Norvège proteste.")
    assert [a.id for a in cast.actors] == ["_1", "_2", "NOR"]


def test_entry_of_the_directory() -> None:
    macron = next(a for a in cast_of("fr", "Emmanuel Macron est parti.").actors if a.kind == "person")
    assert (macron.name, macron.state, macron.sectors) == ("Emmanuel Macron", "FRA", ("GOV",))


@pytest.mark.parametrize("text", ["", "…", "🎉 🎉", "À", "12 %", "« »", "Kim\u00a0!"])
def test_odd_texts(text: str) -> None:
    article = Article("odd", text, (Block("b1", "paragraph", "fr", 0, len(text)),), language="fr")
    assert all(m.end <= len(text) for a in resolve(article, analyse(article), None).actors for m in a.mentions)


@pytest.mark.parametrize(
    ("name", "id"), [("Émile Zóla-Diop", "emile-zola-diop"), ("Ó Sé", "o-se"), ("M23", "m23"), ("«»", "")]
)
def test_slug(name: str, id: str) -> None:
    assert slug(name) == id
