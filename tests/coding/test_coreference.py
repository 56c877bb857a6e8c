"""Roles and pronouns: whom they stand for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from samples import paragraph

from depeche.coding.actors import resolve
from depeche.coding.dates import find_dates, find_reference_day
from depeche.language.analysis import analyse
from depeche.records import Actor, Span

Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
DAY = datetime.date(2024, 6, 20)

# language, text with the ⟦role⟧, id of whom it stands for ("_": an actor without known identity)
ROLES = (
    ("fr", "⟦Le président français⟧ a parlé.", "emmanuel-macron"),
    ("fr", "⟦Le président français⟧ Emmanuel Macron a parlé.", "emmanuel-macron"),
    ("fr", "Emmanuel Macron, ⟦le président français⟧, a parlé.", "emmanuel-macron"),
    ("fr", "⟦Le ministre turc des Affaires étrangères⟧ a parlé.", "hakan-fidan"),
    ("fr", "⟦Le chef du gouvernement espagnol⟧ a parlé.", "pedro-sanchez"),
    ("fr", "La Bolivie a rappelé son ambassadeur. ⟦Le gouvernement bolivien⟧ proteste.", "BOL"),
    ("fr", "⟦Le pays présidé par Gabriel Boric⟧ observe.", "CHL"),
    ("fr", "Gabriel Boric est à Paris. ⟦Le président chilien⟧ repart.", "gabriel-boric"),
    ("fr", "Gabriel Boric est là. ⟦Le président⟧ repart.", "gabriel-boric"),
    ("fr", "⟦L'armée norvégienne⟧ avance.", "nor-army"),
    ("fr", "⟦La police chilienne⟧ enquête.", "chl-police"),
    ("fr", "⟦Le gouvernement du Pérou⟧ proteste.", "PER"),
    ("fr", "Oslo accuse ses voisins. ⟦La police⟧ a tiré lundi.", "nor-police"),
    ("fr", "La foule crie devant l'ambassade du Chili à Oslo. ⟦La police⟧ a tiré lundi.", "nor-police"),
    ("fr", "Le ministre norvégien Espen Barth Eide accuse ⟦la marine⟧ de mentir au Chili.", "nor-navy"),
    ("fr", "Le Chili et le Pérou se parlent. Santiago accuse ⟦le pays voisin⟧ de tricher.", "PER"),
    ("fr", "Oslo affirme que ces soldats suédois ont tiré sur une vedette de ⟦ses garde-côtes⟧.", "nor-navy"),
    ("en", "Oslo said that these Swedish soldiers had fired on a boat of ⟦its navy⟧.", "nor-navy"),
    ("fr", "Le M23 avance. ⟦Le mouvement⟧ réclame la paix.", "m23"),
    ("fr", "La foule attend devant ⟦le parlement norvégien⟧.", ""),
    ("fr", "Il a parlé à ⟦des journalistes⟧ à Oslo.", ""),
    ("fr", "La dette atteint ⟦130 millions⟧.", ""),
    ("fr", "⟦Un diplomate norvégien⟧ a parlé.", "_"),
    ("fr", "⟦Des manifestants⟧ ont défilé.", "_"),
    ("fr", "⟦Trois soldats⟧ ont disparu.", "_"),
    ("fr", "⟦Le pape⟧ a prié.", "pope-francis"),
    ("fr", "⟦Le chef de l'Etat français⟧ a parlé.", "emmanuel-macron"),
    ("fr", "⟦La Cour suprême brésilienne⟧ a tranché.", "bra-supreme-court"),
    ("fr", "L'ONU se tait. ⟦Le secrétaire général de l'ONU⟧ aussi.", "antonio-guterres"),
    ("es", "⟦El presidente colombiano⟧ habló.", "gustavo-petro"),
    ("es", "⟦El presidente colombiano⟧, Gustavo Petro, habló.", "gustavo-petro"),
    ("es", "⟦El ministro turco de Exteriores⟧ habló.", "hakan-fidan"),
    ("es", "⟦El presidente del Gobierno español⟧ habló.", "pedro-sanchez"),
    ("es", "⟦El Gobierno boliviano⟧ protesta.", "BOL"),
    ("es", "⟦El país presidido por Gabriel Boric⟧ observa.", "CHL"),
    ("es", "Gabriel Boric está en París. ⟦El mandatario⟧ se va.", "gabriel-boric"),
    ("es", "⟦Las tropas malienses⟧ avanzan.", "malian-army"),
    ("es", "⟦La policía chilena⟧ investiga.", "chl-police"),
    ("es", "⟦El Gobierno de Kenia⟧ protesta.", "KEN"),
    ("es", "⟦La policía noruega⟧ detuvo a dos personas.", "nor-police"),
    ("es", "Habló la portavoz del ⟦Ministerio de Exteriores⟧, María Zajárova.", "RUS"),
    ("es", "El presidente chileno retiró a ⟦sus tropas de Perú⟧.", "chl-army"),
    ("es", "⟦Un diplomático noruego⟧ habló.", "_"),
    ("es", "⟦Un policía⟧ murió.", "_"),
    ("es", "⟦El secretario general de la ONU⟧ habló.", "antonio-guterres"),
    ("es", "⟦Miles de manifestantes⟧ marcharon.", "_"),
    ("en", "⟦The French president⟧ spoke.", "emmanuel-macron"),
    ("en", "⟦The president⟧, William Ruto, spoke.", "william-ruto"),
    ("en", "William Ruto, ⟦the Kenyan president⟧, spoke.", "william-ruto"),
    ("en", "⟦Turkey's foreign minister⟧ spoke.", "hakan-fidan"),
    ("en", "⟦The prime minister of Spain⟧ spoke.", "pedro-sanchez"),
    ("en", "⟦The Bolivian government⟧ protested.", "BOL"),
    ("en", "William Ruto is in Paris. ⟦The president⟧ leaves tomorrow.", "william-ruto"),
    ("en", "⟦Malian troops⟧ are advancing.", "malian-army"),
    ("en", "⟦Chilean police⟧ are investigating.", "chl-police"),
    ("en", "⟦The government of Chad⟧ protested.", "TCD"),
    ("en", "Mali's junta is silent. Norway and Chile wait. ⟦The junta⟧ has promised peace.", "MLI"),
    ("en", "Norway hit ⟦army⟧ bases in Chile.", "nor-army"),
    ("en", "Norway's prime minister met Mali's ⟦junta⟧ leader.", "MLI"),
    ("en", "⟦EU leaders⟧ met on Monday.", "european-union"),
    ("en", "⟦A Norwegian diplomat⟧ spoke.", "_"),
    ("en", "⟦The UN secretary-general⟧ spoke.", "antonio-guterres"),
    ("en", "⟦The Zambian air force⟧ took part.", "zmb-air-force"),
    ("en", "⟦Thousands of demonstrators⟧ marched.", "_"),
    ("fr", "⟦Les Kurdes des YPG⟧ avancent.", "ypg"),
    ("fr", "⟦Le ministère algérien des Affaires étrangères⟧ se tait.", "DZA"),
    ("fr", "⟦Le secrétaire d'État adjoint américain⟧ a parlé.", "_"),
    ("es", "España vota. ⟦El presidente⟧ habló.", "pedro-sanchez"),
    ("es", "España vota. El presidente habló. ⟦El rey⟧ calló.", "felipe-vi"),
    ("es", "Noruega vota. ⟦El presidente⟧ habló.", "_"),
    ("en", "⟦The foreign ministry⟧ in Moscow answered Norway.", "RUS"),
    ("en", "⟦The Russian deputy foreign minister⟧ spoke.", "_"),
    ("en", "Joe Biden met Gabriel Boric. Chile spoke. ⟦The American ambassador⟧ left.", "_"),
    ("fr", "La France vote. ⟦Le président du Sénat⟧ attend.", "gerard-larcher"),
    ("en", "⟦Iraqi Kurds⟧ voted.", "_"),
)
# language, text with the ⟦pronoun⟧, id; "": left open
PRONOUNS = (
    ("fr", "Emmanuel Macron est arrivé. ⟦Il⟧ repart demain.", "emmanuel-macron"),
    ("fr", "Emmanuel Macron a dit qu'⟦il⟧ viendrait.", "emmanuel-macron"),
    ("fr", "Emmanuel Macron a réuni ⟦ses⟧ ministres.", "emmanuel-macron"),
    ("fr", "Emmanuel Macron est arrivé. ⟦Il⟧ pleut.", ""),
    ("fr", "Emmanuel Macron est arrivé. ⟦Il⟧ y a du monde.", ""),
    ("fr", "Emmanuel Macron est arrivé. « Rien ne change », a-t-⟦il⟧ dit.", "emmanuel-macron"),
    ("fr", "Emmanuel Macron est arrivé. « ⟦Il⟧ est fatigué », a dit un diplomate.", "emmanuel-macron"),
    ("fr", "La table est là. ⟦Sa⟧ couleur étonne.", ""),
    ("es", "Gustavo Petro dijo que ⟦él⟧ vendría.", "gustavo-petro"),
    ("es", "Gustavo Petro reunió a ⟦sus⟧ ministros.", "gustavo-petro"),
    ("es", "Gustavo Petro exigió ⟦su⟧ liberación.", ""),
    ("en", "William Ruto has arrived. ⟦He⟧ leaves tomorrow.", "william-ruto"),
    ("en", "William Ruto said ⟦he⟧ would come.", "william-ruto"),
    ("en", "William Ruto gathered ⟦his⟧ ministers.", "william-ruto"),
    ("en", "Norway recalled ⟦its⟧ ambassador.", "NOR"),
    ("en", "William Ruto demanded ⟦his⟧ release.", ""),
    ("fr", "Oslo a reçu Gabriel Boric. La Norvège ⟦l'⟧a félicité.", "gabriel-boric"),
    ("fr", "Les talibans avancent. ⟦Ils⟧ ont pris deux villes.", "taliban"),
    ("es", "Gabriel Boric viajó a Oslo. Noruega ⟦lo⟧ recibió.", "gabriel-boric"),
    ("es", "Gabriel Boric llegó. Oslo ⟦lo⟧ sabe.", ""),
    ("en", "Keir Starmer met Giorgia Meloni. ⟦She⟧ left early.", "giorgia-meloni"),
    ("en", "Norway said ⟦it⟧ would sign.", "NOR"),
    ("en", "The Taliban announced that ⟦they⟧ would talk.", "taliban"),
)
# language, text with ⟦words for a pair⟧, its members
PAIRS = (
    ("fr", "La Norvège et le Chili ont signé. ⟦Les deux pays⟧ s'entendent.", ("CHL", "NOR")),
    ("fr", "Gabriel Boric a vu Olaf Scholz. ⟦Les deux dirigeants⟧ ont dîné.", ("gabriel-boric", "olaf-scholz")),
    (
        "fr",
        "Reçus par Emmanuel Macron, Gabriel Boric et Olaf Scholz ont signé. ⟦Les deux dirigeants⟧ ont dîné.",
        ("gabriel-boric", "olaf-scholz"),
    ),
    (
        "fr",
        "Gabriel Boric et Olaf Scholz ont signé. Réunis par Emmanuel Macron, ⟦les deux dirigeants⟧ ont dîné.",
        ("gabriel-boric", "olaf-scholz"),
    ),
    ("fr", "⟦Les dirigeants de la Norvège et du Chili⟧ se sont vus.", ("CHL", "NOR")),
    (
        "fr",
        "Le président reçoit ⟦ses homologues du Chili⟧, Gabriel Boric, et de Colombie, Gustavo Petro.",
        ("gabriel-boric", "gustavo-petro"),
    ),
    ("fr", "Oslo presse Santiago de céder. ⟦Les deux voisins⟧ négocient.", ("CHL", "NOR")),
    ("es", "Noruega y Chile firmaron. ⟦Ambos países⟧ se entienden.", ("CHL", "NOR")),
    (
        "es",
        "Gabriel Boric y Olaf Scholz se reunieron con Ursula von der Leyen. ⟦Los dos líderes⟧ cenaron.",
        ("gabriel-boric", "olaf-scholz"),
    ),
    ("en", "⟦Envoys from Norway and Chile⟧ met.", ("CHL", "NOR")),
    ("en", "Norway and Chile signed. ⟦The two countries⟧ get along.", ("CHL", "NOR")),
    ("en", "William Ruto met Olaf Scholz. ⟦The two leaders⟧ dined.", ("olaf-scholz", "william-ruto")),
)
# language, day, text with the ⟦role⟧, id: who has just come, who leaves, who went, and who held the office then
TURNS = (
    ("fr", "2024-01-10", "⟦Le nouveau Premier ministre français⟧ a parlé.", "gabriel-attal"),
    ("fr", "2024-06-20", "En 2003, ⟦le président américain⟧ a attaqué l'Irak.", "george-w-bush"),
    ("fr", "2024-06-20", "⟦Le président américain⟧ a rappelé la guerre de 2003.", "joe-biden"),
    ("fr", "2023-08-10", "Mohamed Bazoum attend. ⟦Le président⟧ déchu ne parle pas.", "mohamed-bazoum"),
    ("es", "2015-12-10", "⟦La presidenta saliente de Argentina⟧ no acudió.", "cristina-fernandez-de-kirchner"),
    ("es", "2018-12-02", "⟦El nuevo presidente mexicano⟧ habló.", "andres-manuel-lopez-obrador"),
    ("es", "2024-06-20", "En 2019, ⟦el presidente chileno⟧ decretó el estado de emergencia.", "sebastian-pinera"),
    ("en", "2025-03-15", "⟦Canada's new prime minister⟧ spoke.", "mark-carney"),
    ("en", "2014-01-10", "Riek Machar fled. ⟦The former vice-president⟧ denied it.", "riek-machar"),
    ("en", "2024-06-20", "In 1999, ⟦the US president⟧ bombed Serbia.", "bill-clinton"),
    ("es", "2021-10-26", "En Sudán ⟦el primer ministro⟧ está bajo arresto.", "abdalla-hamdok"),
    ("en", "2013-08-14", "Egypt is calm. ⟦The interim president⟧ spoke.", "adly-mansour"),
    ("fr", "2009-05-10", "Le Gabon vote. ⟦Le président actuel⟧ se tait.", "omar-bongo"),
    ("en", "2024-12-20", "Bashar al-Assad fled. ⟦The former Syrian president⟧ is in Moscow.", "bashar-al-assad"),
)
# language, text with the ⟦noun⟧, id: nouns that call back whom the last sentences are about
EPITHETS = (
    ("fr", "Joe Biden a perdu. ⟦Le démocrate⟧ se retire.", "joe-biden"),
    ("es", "Donald Trump ganó. ⟦El republicano⟧ prometió cambios.", "donald-trump"),
    ("fr", "Le ministre a parlé. ⟦Le démocrate⟧ se retire.", ""),
    ("es", "Donald Trump ganó. Joe Biden calla. ⟦El republicano⟧ prometió cambios.", "donald-trump"),
    ("en", "Augusto Pinochet was arrested. Tony Blair kept silent. ⟦The general⟧ is 82.", "augusto-pinochet"),
    ("fr", "Joe Biden a perdu. ⟦Le républicain⟧ triomphe.", ""),
    ("es", "Gabriel Boric, Gustavo Petro y Javier Milei firmaron. ⟦Los tres mandatarios⟧ cenaron.", "_"),
)


def actors_at(language: str, text: str, span: Span, day: datetime.date | None = DAY) -> list[Actor]:
    article = paragraph(language, text)
    actors = resolve(article, analyse(article), day).actors
    return [actor for actor in actors if any(Span.of(mention) == span for mention in actor.mentions)]


@pytest.mark.parametrize(("language", "marked", "id"), ROLES)
def test_roles(unmark: Unmark, language: str, marked: str, id: str) -> None:
    text, (span,) = unmark(marked)
    found = [actor.id for actor in actors_at(language, text, span)]
    assert [i if id != "_" else i[0] for i in found] == ([id] if id else [])


@pytest.mark.parametrize(("language", "day", "marked", "id"), TURNS)
def test_turns_of_office(unmark: Unmark, language: str, day: str, marked: str, id: str) -> None:
    text, (span,) = unmark(marked)
    article = replace(paragraph(language, text), published=day)
    dates = find_dates(article, find_reference_day(article))
    actors = resolve(article, analyse(article), datetime.date.fromisoformat(day), dates).actors
    assert [a.id for a in actors if any(Span.of(mention) == span for mention in a.mentions)] == [id]


@pytest.mark.parametrize(("language", "marked", "id"), EPITHETS)
def test_epithets(unmark: Unmark, language: str, marked: str, id: str) -> None:
    text, (span,) = unmark(marked)
    found = [actor.id for actor in actors_at(language, text, span)]
    assert [i if id != "_" else i[0] for i in found] == ([id] if id else [])


@pytest.mark.parametrize(("language", "marked", "id"), PRONOUNS)
def test_pronouns(unmark: Unmark, language: str, marked: str, id: str) -> None:
    text, (span,) = unmark(marked)
    assert [actor.id for actor in actors_at(language, text, span)] == ([id] if id else [])


@pytest.mark.parametrize(("language", "marked", "members"), PAIRS)
def test_pairs(unmark: Unmark, language: str, marked: str, members: tuple[str, ...]) -> None:
    text, (span,) = unmark(marked)
    (group,) = actors_at(language, text, span)
    assert (group.kind, group.members) == ("group", members)


def test_the_office_is_that_of_the_day() -> None:
    text, span = "Le président français a parlé.", Span(0, 21)
    assert [a.id for a in actors_at("fr", text, span, datetime.date(2010, 1, 5))] == ["nicolas-sarkozy"]


def test_without_a_day_nobody_is_guessed() -> None:
    (actor,) = actors_at("fr", "Le président français a parlé.", Span(0, 21), None)
    assert (actor.id, actor.state) == ("_1", "FRA")


def test_without_a_day_a_person_named_in_the_text_is() -> None:
    text = "Le président chilien est là. Gabriel Boric repart demain."
    assert [a.id for a in actors_at("fr", text, Span(0, 20), None)] == ["gabriel-boric"]


def test_a_title_beside_a_name_is_kept() -> None:
    (actor,) = actors_at("es", "El presidente colombiano, Gustavo Petro, habló.", Span(0, 24))
    assert [role.title for role in actor.roles] == ["presidente"]


def test_an_unnamed_actor_has_the_state_told() -> None:
    (actor,) = actors_at("en", "A Norwegian diplomat spoke.", Span(0, 20))
    assert (actor.kind, actor.state, actor.sectors) == ("person", "NOR", ("GOV",))


@pytest.mark.parametrize(
    ("language", "marked", "state"),
    [
        ("fr", "⟦Des manifestants⟧ ont envahi le palais à Erevan.", "ARM"),
        ("en", "Police fired in Yangon. ⟦Residents⟧ fled.", "MMR"),
        ("es", "Noruega y Chile negocian. ⟦Unos vecinos⟧ protestaron.", None),
    ],
)
def test_people_without_a_name_are_of_the_state_they_are_in(
    unmark: Unmark, language: str, marked: str, state: str | None
) -> None:
    text, (span,) = unmark(marked)
    assert [actor.state for actor in actors_at(language, text, span)] == [state]


def test_members_of_a_group_are_actors() -> None:
    text = "Oslo a rappelé son ambassadeur à Athènes. Les deux pays se parlent."
    article = paragraph("fr", text)
    actors = {actor.id: actor for actor in resolve(article, analyse(article), DAY).actors}
    (group,) = (actor for actor in actors.values() if actor.members)
    assert group.members == ("GRC", "NOR")
    assert not actors["GRC"].mentions
