"""Cases are read on Wednesday 12 June 2024. Dates are marked ⟦so⟧ and their intervals follow in text order."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest
from samples import unmark

from depeche.coding.dates import find_dates, find_reference_day
from depeche.records import Article, AsOf, Block, Credit, Date

PUBLISHED = "2024-06-12"

FRENCH = [
    # absolute
    ("Le traité a été signé ⟦le 4 mars 2021⟧ à Oslo.", "2021-03-04/2021-03-04"),
    ("Le traité a été signé ⟦le jeudi 4 mars 2021⟧ à Oslo.", "2021-03-04/2021-03-04"),
    ("Accord conclu ⟦le 04/03/2021⟧ à Oslo.", "2021-03-04/2021-03-04"),
    ("Le décret du ⟦1er mai 2019⟧ est caduc.", "2019-05-01/2019-05-01"),
    ("Ils ont défilé ⟦le premier mai 2019⟧ à Lille.", "2019-05-01/2019-05-01"),
    ("Version du ⟦2021-03-04⟧ : rien de neuf.", "2021-03-04/2021-03-04"),
    ("Ils ont pris la Bastille ⟦le quatorze juillet 1789⟧.", "1789-07-14/1789-07-14"),
    ("Il n'y a pas de 30 février 2021 au calendrier.", ""),
    # partial
    ("Les ministres se sont réunis ⟦le 5 juin⟧ à Rome.", "2024-06-05/2024-06-05"),
    ("Les ministres se réuniront ⟦le 12 juillet⟧ à Rome.", "2024-07-12/2024-07-12"),
    ("L'accord du ⟦3 avril 2019⟧ tient ; celui du ⟦3 avril⟧ aussi.", "2019-04-03/2019-04-03 2019-04-03/2019-04-03"),
    ("Il avait démissionné ⟦en novembre⟧.", "2023-11-01/2023-11-30"),
    ("Il avait démissionné ⟦en novembre 2021⟧.", "2021-11-01/2021-11-30"),
    ("Le sommet aura lieu ⟦en novembre prochain⟧.", "2024-11-01/2024-11-30"),
    ("Le sommet a eu lieu ⟦en juin dernier⟧.", "2023-06-01/2023-06-30"),
    ("Le blocus sera levé ⟦à partir d'octobre⟧.", "2024-10-01/.."),
    ("Il a été élu ⟦en 2003⟧ puis battu ⟦en 2008⟧.", "2003-01-01/2003-12-31 2008-01-01/2008-12-31"),
    ("La crise de ⟦2008⟧ a ruiné le port.", "2008-01-01/2008-12-31"),
    ("Le pays est en guerre ⟦depuis 1998⟧.", "1998-01-01/2024-06-12"),
    ("Il a gouverné ⟦de 1990 à 1994⟧.", "1990-01-01/1994-12-31"),
    ("Il a gouverné ⟦entre 1990 et 1994⟧.", "1990-01-01/1994-12-31"),
    ("La milice est née ⟦dans les années 1990⟧.", "1990-01-01/1999-12-31"),
    ("La milice est née ⟦dans les années quatre-vingt-dix⟧.", "1990-01-01/1999-12-31"),
    ("La milice est née ⟦au début des années 1990⟧.", "1990-01-01/1993-12-31"),
    ("Le PIB a reculé ⟦au troisième trimestre 2023⟧.", "2023-07-01/2023-09-30"),
    ("Le pont a été ouvert ⟦début 2022⟧.", "2022-01-01/2022-03-31"),
    ("Le pont a été fermé ⟦fin mars⟧.", "2024-03-21/2024-03-31"),
    ("Le pont a été fermé ⟦à la mi-mars⟧.", "2024-03-11/2024-03-20"),
    ("Ils se sont vus ⟦à l'été 2019⟧.", "2019-06-21/2019-09-22"),
    # weekdays
    ("Le ministre a démissionné ⟦mardi⟧.", "2024-06-11/2024-06-11"),
    ("⟦Mardi⟧, le ministre a démissionné.", "2024-06-11/2024-06-11"),
    ("Le ministre a démissionné ⟦mardi soir⟧.", "2024-06-11/2024-06-11"),
    ("Le ministre a démissionné ⟦mercredi⟧.", "2024-06-12/2024-06-12"),
    ("Le ministre a démissionné ⟦mercredi dernier⟧.", "2024-06-05/2024-06-05"),
    ("Le ministre démissionnera ⟦vendredi⟧.", "2024-06-14/2024-06-14"),
    ("Le ministre doit démissionner ⟦vendredi⟧.", "2024-06-14/2024-06-14"),
    ("Le vote est reporté ⟦à mardi prochain⟧.", "2024-06-18/2024-06-18"),
    ("La cour a siégé ⟦mardi 11⟧.", "2024-06-11/2024-06-11"),
    ("Le pont a sauté ⟦dans la nuit de lundi à mardi⟧.", "2024-06-10/2024-06-11"),
    ("La grève dure ⟦depuis lundi⟧.", "2024-06-10/2024-06-12"),
    ("L'exposition est ouverte ⟦jusqu'à vendredi⟧.", "2024-06-12/2024-06-14"),
    ("L'exposition a duré ⟦du 3 au 5 mai⟧.", "2024-05-03/2024-05-05"),
    ("L'exposition a duré ⟦du 28 avril au 5 mai 2023⟧.", "2023-04-28/2023-05-05"),
    # relative
    ("⟦Hier⟧, ils ont parlé ; ⟦demain⟧, ils signeront.", "2024-06-11/2024-06-11 2024-06-13/2024-06-13"),
    ("Ils ont parlé ⟦avant-hier⟧.", "2024-06-10/2024-06-10"),
    ("Ils ont parlé ⟦la semaine dernière⟧.", "2024-06-03/2024-06-09"),
    ("Ils ont parlé ⟦l'an passé⟧.", "2023-01-01/2023-12-31"),
    ("Ils ont parlé ⟦il y a trois jours⟧.", "2024-06-09/2024-06-09"),
    ("Ils ont parlé ⟦il y a deux mois et demi⟧.", "2024-03-01/2024-04-30"),
    ("Ils ont parlé ⟦il y a une quinzaine de jours⟧.", "2024-05-28/2024-05-28"),
    ("Ils se reverront ⟦dans deux semaines⟧.", "2024-06-26/2024-06-26"),
    ("⟦Mardi⟧, il a parlé ; ⟦la veille⟧, il se taisait.", "2024-06-11/2024-06-11 2024-06-10/2024-06-10"),
    ("⟦Lundi⟧, il se taisait. ⟦Le lendemain⟧, il a parlé.", "2024-06-10/2024-06-10 2024-06-11/2024-06-11"),
    ("⟦Lundi⟧, il a parlé, ⟦deux jours après⟧ le vote.", "2024-06-10/2024-06-10 2024-06-08/2024-06-08"),
    # lengths
    ("Voici sa première visite ⟦en douze ans⟧.", "2012-06-12/2024-06-12"),
    ("Voici sa première visite ⟦en plus de trente ans⟧.", "../2024-06-12"),
    ("Le maire gouverne ⟦depuis dix ans⟧.", "2014-06-12/2024-06-12"),
    ("Les violences ont augmenté ⟦ces dernières années⟧.", "../2024-06-12"),
    ("Les troupes partiront ⟦d'ici deux mois⟧.", "2024-06-12/2024-08-12"),
    # up to
    ("Oslo a promis deux navires ⟦d'ici à l'été⟧.", "2024-06-12/2024-06-20"),
    ("Oslo a promis deux navires ⟦d'ici l'automne⟧.", "2024-06-12/2024-09-22"),
    ("Oslo a promis deux navires ⟦d'ici à la fin de l'année⟧.", "2024-06-12/2024-12-31"),
    ("Oslo a promis deux navires ⟦d'ici fin juillet⟧.", "2024-06-12/2024-07-31"),
    ("Oslo a promis une réponse ⟦d'ici à vendredi⟧.", "2024-06-12/2024-06-14"),
    ("Oslo a promis une réponse ⟦au plus tard vendredi⟧.", "2024-06-12/2024-06-14"),
    ("Ils doivent se revoir ⟦avant la fin du mois de juin⟧.", "2024-06-12/2024-06-30"),
    # set for
    ("La séance est fixée ⟦au 15 juin⟧, a dit le greffier.", "2024-06-15/2024-06-15"),
    ("Le procès a été renvoyé ⟦au 3 septembre⟧.", "2024-09-03/2024-09-03"),
    ("Le sommet a été repoussé ⟦à mardi⟧.", "2024-06-18/2024-06-18"),
    ("Le scrutin est prévu ⟦le 15 septembre⟧.", "2024-09-15/2024-09-15"),
    ("L'ambassadeur a été convoqué pour ⟦vendredi⟧.", "2024-06-14/2024-06-14"),
    ("L'ambassadeur est convoqué ⟦vendredi⟧ à Oslo.", "2024-06-14/2024-06-14"),
    ("Oslo a convoqué ⟦mardi⟧ l'ambassadeur.", "2024-06-11/2024-06-11"),
    ("Oslo avait de nouveau convoqué ⟦vendredi⟧ l'ambassadeur.", "2024-06-07/2024-06-07"),
    ("⟦Le 2 mars⟧, il est parti ; ⟦depuis lors⟧, elle règne.", "2024-03-02/2024-03-02 2024-03-02/2024-06-12"),
    ("Ils dénoncent ⟦des siècles⟧ d'oubli.", "../2024-06-12"),
    # no dates
    ("Le capitaine, 42 ans, a été condamné à dix ans de prison.", ""),
    ("Il a été condamné pour vol en dix ans de procédure.", ""),
    ("L'article 1973 et la résolution 2254 restent en vigueur.", ""),
    ("Le port a accueilli 2000 personnes et 1998 voitures.", ""),
    ("La sonde est arrivée sur Mars avec douze caméras.", ""),
    ("Le service ouvre 24 heures sur 24, tous les mardis.", ""),
    ("L'agenda 2030 et le G20 inquiètent les élus.", ""),
    ("Ils ont gagné 3-2 devant 1 500 spectateurs.", ""),
    # names, parts of a day, years told before
    ("Une marche a quitté la rue du 4-Septembre pour la place du 8 mai.", ""),
    (
        "Il a signé ⟦le 31 décembre à minuit⟧, puis ⟦vendredi 7 juin au soir⟧.",
        "2023-12-31/2023-12-31 2024-06-07/2024-06-07",
    ),
    ("⟦En 2006⟧, la trêve avait été signée ⟦le 14 août⟧.", "2006-01-01/2006-12-31 2006-08-14/2006-08-14"),
    (
        "Pillée ⟦lundi 1er juillet⟧, elle fut rendue ⟦le 1er juillet 1997⟧.",
        "2024-07-01/2024-07-01 1997-07-01/1997-07-01",
    ),
    ("Ils datent de ⟦samedi⟧. ⟦Le 15 mai⟧, rien n'allait.", "2024-06-08/2024-06-08 2024-05-15/2024-05-15"),
    ("Le banc tient ⟦jusqu'à la fin de 2027⟧.", "2024-06-12/2027-12-31"),
    ("Elle a déposé ⟦mardi⟧ 19 000 amendements.", "2024-06-11/2024-06-11"),
    # events of public record
    ("Rien n'a changé ⟦depuis la chute du mur de Berlin⟧.", "1989-11-09/2024-06-12"),
    ("Il fut pris ⟦pendant la Seconde Guerre mondiale⟧.", "1939-09-01/1945-09-02"),
    ("Tout changea ⟦au lendemain de la Seconde Guerre mondiale⟧.", "1945-09-02/2024-06-12"),
    ("La région attend ⟦depuis le 7-Octobre⟧.", "2023-10-07/2024-06-12"),
    ("Kiev et Moscou entament leur ⟦troisième année de guerre⟧.", "2024-02-24/2025-02-23"),
]

SPANISH = [
    # absolute
    ("El tratado se firmó ⟦el 4 de marzo de 2021⟧ en Oslo.", "2021-03-04/2021-03-04"),
    ("El tratado se firmó ⟦el jueves 4 de marzo de 2021⟧ en Oslo.", "2021-03-04/2021-03-04"),
    ("Acuerdo concluido ⟦el 04/03/2021⟧ en Oslo.", "2021-03-04/2021-03-04"),
    ("Marcharon ⟦el 1º de mayo de 2019⟧ en Lugo.", "2019-05-01/2019-05-01"),
    ("Marcharon ⟦el primero de mayo de 2019⟧ en Lugo.", "2019-05-01/2019-05-01"),
    ("Se alzaron ⟦el dos de mayo de 1808⟧ en Madrid.", "1808-05-02/1808-05-02"),
    ("Versión fechada ⟦el 2021-03-04⟧: nada nuevo.", "2021-03-04/2021-03-04"),
    ("No hay 30 de febrero de 2021 en el calendario.", ""),
    # partial
    ("Los ministros se reunieron ⟦el 5 de junio⟧ en Roma.", "2024-06-05/2024-06-05"),
    ("Los ministros se reunirán ⟦el 12 de julio⟧ en Roma.", "2024-07-12/2024-07-12"),
    ("El pacto del ⟦3 de abril⟧ vale.", "2024-04-03/2024-04-03"),
    ("Había dimitido ⟦en noviembre⟧.", "2023-11-01/2023-11-30"),
    ("Había dimitido ⟦en noviembre de 2021⟧.", "2021-11-01/2021-11-30"),
    ("La cumbre será ⟦el próximo noviembre⟧.", "2024-11-01/2024-11-30"),
    ("La cumbre fue ⟦en junio pasado⟧.", "2023-06-01/2023-06-30"),
    ("Levantarán el bloqueo ⟦a partir de noviembre⟧.", "2024-11-01/.."),
    ("Fue elegido ⟦en 2003⟧ y derrotado ⟦en 2008⟧.", "2003-01-01/2003-12-31 2008-01-01/2008-12-31"),
    ("La crisis de ⟦2008⟧ arruinó el puerto.", "2008-01-01/2008-12-31"),
    ("El país está en guerra ⟦desde 1998⟧.", "1998-01-01/2024-06-12"),
    ("Gobernó ⟦de 1990 a 1994⟧.", "1990-01-01/1994-12-31"),
    ("Gobernó ⟦entre 1990 y 1994⟧.", "1990-01-01/1994-12-31"),
    ("La milicia nació ⟦en los años noventa⟧.", "1990-01-01/1999-12-31"),
    ("La milicia nació ⟦en la década de 1990⟧.", "1990-01-01/1999-12-31"),
    ("La milicia nació ⟦a principios de los años noventa⟧.", "1990-01-01/1993-12-31"),
    ("El PIB cayó ⟦en el tercer trimestre de 2023⟧.", "2023-07-01/2023-09-30"),
    ("El puente se abrió ⟦a principios de 2022⟧.", "2022-01-01/2022-03-31"),
    ("El puente se cerró ⟦a finales de marzo⟧.", "2024-03-21/2024-03-31"),
    ("El puente se cerró ⟦a mediados de mayo⟧.", "2024-05-11/2024-05-20"),
    ("Se vieron ⟦en el verano de 2019⟧.", "2019-06-21/2019-09-22"),
    ("La tregua se firmó ⟦en abril del año pasado⟧.", "2023-04-01/2023-04-30"),
    # weekdays
    ("El ministro dimitió ⟦el martes⟧.", "2024-06-11/2024-06-11"),
    ("⟦El martes⟧ dimitió el ministro.", "2024-06-11/2024-06-11"),
    ("El ministro dimitió ⟦el martes por la noche⟧.", "2024-06-11/2024-06-11"),
    ("El ministro dimitió ⟦este miércoles⟧.", "2024-06-12/2024-06-12"),
    ("El ministro dimitió ⟦el miércoles pasado⟧.", "2024-06-05/2024-06-05"),
    ("El ministro dimitirá ⟦el viernes⟧.", "2024-06-14/2024-06-14"),
    ("El ministro va a dimitir ⟦el viernes⟧.", "2024-06-14/2024-06-14"),
    ("Convocan una marcha ⟦para el sábado⟧.", "2024-06-15/2024-06-15"),
    ("El voto se aplaza ⟦al próximo martes⟧.", "2024-06-18/2024-06-18"),
    ("El tribunal se reunió ⟦el día 11⟧.", "2024-06-11/2024-06-11"),
    ("El puente voló ⟦en la madrugada del sábado⟧.", "2024-06-08/2024-06-08"),
    ("La huelga dura ⟦desde el lunes⟧.", "2024-06-10/2024-06-12"),
    ("La muestra sigue abierta ⟦hasta el viernes⟧.", "2024-06-12/2024-06-14"),
    ("La muestra duró ⟦del 3 al 5 de mayo⟧.", "2024-05-03/2024-05-05"),
    ("Visitaron Oslo ⟦de enero a abril⟧.", "2024-01-01/2024-04-30"),
    # relative
    ("⟦Ayer⟧ hablaron; ⟦mañana⟧ firmarán.", "2024-06-11/2024-06-11 2024-06-13/2024-06-13"),
    ("Hablaron ⟦anteayer⟧.", "2024-06-10/2024-06-10"),
    ("Hablaron ⟦anoche⟧.", "2024-06-11/2024-06-11"),
    ("Hablaron ⟦la semana pasada⟧.", "2024-06-03/2024-06-09"),
    ("Hablaron ⟦el mes pasado⟧.", "2024-05-01/2024-05-31"),
    ("Hablaron ⟦el año pasado⟧.", "2023-01-01/2023-12-31"),
    ("Hablaron ⟦hace tres días⟧.", "2024-06-09/2024-06-09"),
    ("Hablaron ⟦hace un par de días⟧.", "2024-06-10/2024-06-10"),
    ("Se verán ⟦dentro de dos semanas⟧.", "2024-06-26/2024-06-26"),
    # up to
    ("Oslo prometió dos barcos ⟦de aquí al verano⟧.", "2024-06-12/2024-06-20"),
    ("Oslo prometió dos barcos ⟦antes del verano⟧.", "2024-06-12/2024-06-20"),
    ("Oslo prometió dos barcos ⟦de aquí a finales de año⟧.", "2024-06-12/2024-12-31"),
    ("Oslo prometió dos barcos ⟦antes de finales de junio⟧.", "2024-06-12/2024-06-30"),
    ("Oslo prometió volver ⟦antes del viernes⟧.", "2024-06-12/2024-06-13"),
    ("Oslo prometió la respuesta ⟦a más tardar el viernes⟧.", "2024-06-12/2024-06-14"),
    # set for
    ("La cita quedó fijada para ⟦el 15 de julio⟧.", "2024-07-15/2024-07-15"),
    ("El juicio fue aplazado ⟦al 3 de septiembre⟧.", "2024-09-03/2024-09-03"),
    ("La oposición ha convocado una marcha ⟦para el viernes⟧.", "2024-06-14/2024-06-14"),
    ("El ministro ha convocado ⟦el martes⟧ al embajador.", "2024-06-11/2024-06-11"),
    ("⟦El 2 de marzo⟧ se fue; ⟦desde entonces⟧ reina ella.", "2024-03-02/2024-03-02 2024-03-02/2024-06-12"),
    ("⟦El martes⟧ habló; ⟦la víspera⟧ callaba.", "2024-06-11/2024-06-11 2024-06-10/2024-06-10"),
    ("⟦El lunes⟧ callaba. ⟦Al día siguiente⟧ habló.", "2024-06-10/2024-06-10 2024-06-11/2024-06-11"),
    ("⟦El lunes⟧ habló, ⟦dos días después⟧ del voto.", "2024-06-10/2024-06-10 2024-06-08/2024-06-08"),
    # lengths
    ("Es la primera visita ⟦en doce años⟧.", "2012-06-12/2024-06-12"),
    ("Es la primera visita ⟦en más de veinte años⟧.", "../2024-06-12"),
    ("Gobierna ⟦desde hace diez años⟧.", "2014-06-12/2024-06-12"),
    ("La violencia creció ⟦en los últimos años⟧.", "../2024-06-12"),
    ("Cerrará el puerto ⟦durante tres meses⟧.", "2024-06-12/2024-09-12"),
    # no dates
    ("El capitán, de 42 años, fue condenado a diez años de cárcel.", ""),
    ("El artículo 1973 y la resolución 2254 siguen en vigor.", ""),
    ("El puerto acogió a 2000 personas y 1998 soldados.", ""),
    ("Las Madres volvieron a la plaza de Mayo.", ""),
    ("Plácido Domingo cantó en Santo Domingo.", ""),
    ("Abre todos los lunes, las 24 horas del día.", ""),
    ("La Agenda 2030 y el G20 inquietan a los alcaldes.", ""),
    ("Ganaron 3-2 ante 1.500 espectadores.", ""),
    # names, parts of a day, years told before
    ("Marcharon por la avenida 9 de Julio y la plaza 25 de Mayo.", ""),
    ("El puente voló ⟦en la madrugada del 7⟧.", "2024-06-07/2024-06-07"),
    ("⟦En 2006⟧, la tregua se firmó ⟦el 14 de agosto⟧.", "2006-01-01/2006-12-31 2006-08-14/2006-08-14"),
    ("Rige ⟦desde el sábado⟧, y se prolongará.", "2024-06-08/2024-06-12"),
    ("⟦El jueves⟧ habló; ⟦dos días después⟧ dejó Oslo.", "2024-06-06/2024-06-06 2024-06-08/2024-06-08"),
    ("Calla ⟦desde el 11-S⟧; la intentona fue ⟦el 23-F⟧.", "2001-09-11/2024-06-12 1981-02-23/1981-02-23"),
    ("Es el primero ⟦en medio siglo⟧.", "1974-06-12/2024-06-12"),
]

ENGLISH = [
    # absolute
    ("The treaty was signed ⟦on March 4, 2021⟧, in Oslo.", "2021-03-04/2021-03-04"),
    ("The treaty was signed ⟦on 4 March 2021⟧ in Oslo.", "2021-03-04/2021-03-04"),
    ("The treaty was signed ⟦on Thursday, March 4, 2021⟧.", "2021-03-04/2021-03-04"),
    ("The treaty was signed ⟦on Thurs., Mar. 4, 2021⟧.", "2021-03-04/2021-03-04"),
    ("The treaty was signed ⟦on the 4th of March 2021⟧.", "2021-03-04/2021-03-04"),
    ("Version of ⟦2021-03-04⟧: nothing new.", "2021-03-04/2021-03-04"),
    ("The deal was dated ⟦3/4/2021⟧ in Oslo.", "2021-03-04/2021-03-04"),
    ("There is no February 30, 2021, in the calendar.", ""),
    # partial
    ("Ministers met ⟦on June 5⟧ in Rome.", "2024-06-05/2024-06-05"),
    ("Ministers met ⟦on 5 June⟧ in Rome.", "2024-06-05/2024-06-05"),
    ("Ministers will meet ⟦on July 12⟧ in Rome.", "2024-07-12/2024-07-12"),
    ("OSLO, ⟦June 11⟧ (Agency) - Ministers met.", "2024-06-11/2024-06-11"),
    ("The pact of ⟦April 3, 2019⟧ is dead; ⟦April 3⟧ is past.", "2019-04-03/2019-04-03 2019-04-03/2019-04-03"),
    ("He had resigned ⟦in November⟧.", "2023-11-01/2023-11-30"),
    ("He had resigned ⟦in November 2021⟧.", "2021-11-01/2021-11-30"),
    ("The summit will be held ⟦next November⟧.", "2024-11-01/2024-11-30"),
    ("The summit was held ⟦last June⟧.", "2023-06-01/2023-06-30"),
    ("The blockade will be lifted ⟦from November⟧.", "2024-11-01/.."),
    ("He was elected ⟦in 2003⟧ and beaten ⟦in 2008⟧.", "2003-01-01/2003-12-31 2008-01-01/2008-12-31"),
    ("⟦The 2008⟧ crisis ruined the port.", "2008-01-01/2008-12-31"),
    ("The country has been at war ⟦since 1998⟧.", "1998-01-01/2024-06-12"),
    ("He ruled ⟦from 1990 to 1994⟧.", "1990-01-01/1994-12-31"),
    ("He ruled ⟦between 1990 and 1994⟧.", "1990-01-01/1994-12-31"),
    ("The militia was born ⟦in the 1990s⟧.", "1990-01-01/1999-12-31"),
    ("The militia was born ⟦in the early 1990s⟧.", "1990-01-01/1993-12-31"),
    ("The economy shrank ⟦in the third quarter of 2023⟧.", "2023-07-01/2023-09-30"),
    ("The bridge was opened ⟦in early 2022⟧.", "2022-01-01/2022-03-31"),
    ("The bridge was closed ⟦in late March⟧.", "2024-03-21/2024-03-31"),
    ("The bridge was closed ⟦in mid-May⟧.", "2024-05-11/2024-05-20"),
    ("They met ⟦in the summer of 2019⟧.", "2019-06-01/2019-08-31"),
    ("He was elected ⟦in May⟧ against Theresa May.", "2024-05-01/2024-05-31"),
    # weekdays
    ("The minister resigned ⟦on Tuesday⟧.", "2024-06-11/2024-06-11"),
    ("The minister resigned ⟦Tuesday⟧.", "2024-06-11/2024-06-11"),
    ("The minister resigned ⟦on Tuesday night⟧.", "2024-06-11/2024-06-11"),
    ("The minister resigned ⟦on Wednesday⟧.", "2024-06-12/2024-06-12"),
    ("The minister resigned ⟦last Wednesday⟧.", "2024-06-05/2024-06-05"),
    ("The minister will resign ⟦on Friday⟧.", "2024-06-14/2024-06-14"),
    ("The minister is expected to resign ⟦on Friday⟧.", "2024-06-14/2024-06-14"),
    ("The vote is put off to ⟦next Tuesday⟧.", "2024-06-18/2024-06-18"),
    ("Unions called a strike for ⟦Friday⟧.", "2024-06-14/2024-06-14"),
    ("He apologised for ⟦Monday⟧'s raid.", "2024-06-10/2024-06-10"),
    ("He spoke after ⟦Monday⟧'s raid.", "2024-06-10/2024-06-10"),
    ("The court sat ⟦from Monday to Wednesday⟧.", "2024-06-10/2024-06-12"),
    ("The strike has lasted ⟦since Monday⟧.", "2024-06-10/2024-06-12"),
    ("The show stays open ⟦until Friday⟧.", "2024-06-12/2024-06-14"),
    ("The show ran ⟦from 3 to 5 May⟧.", "2024-05-03/2024-05-05"),
    ("The show ran ⟦May 3-5⟧ in Oslo.", "2024-05-03/2024-05-05"),
    # relative
    ("⟦Yesterday⟧ they spoke; ⟦tomorrow⟧ they will sign.", "2024-06-11/2024-06-11 2024-06-13/2024-06-13"),
    ("They will speak ⟦tonight⟧.", "2024-06-12/2024-06-12"),
    ("They spoke ⟦last week⟧.", "2024-06-03/2024-06-09"),
    ("They spoke ⟦last year⟧.", "2023-01-01/2023-12-31"),
    ("They spoke ⟦three days ago⟧.", "2024-06-09/2024-06-09"),
    ("They spoke ⟦a fortnight ago⟧.", "2024-05-29/2024-05-29"),
    ("They spoke ⟦a couple of weeks ago⟧.", "2024-05-29/2024-05-29"),
    ("They spoke ⟦two and a half months ago⟧.", "2024-03-01/2024-04-30"),
    ("They will meet ⟦in two weeks⟧.", "2024-06-26/2024-06-26"),
    # up to
    ("Oslo promised two ships ⟦by the autumn⟧.", "2024-06-12/2024-08-31"),
    ("Oslo had sent two ships ⟦by the autumn⟧.", "../2023-11-30"),
    ("Oslo promised two ships ⟦before the autumn⟧.", "2024-06-12/2024-08-31"),
    ("They must meet again ⟦before the end of June⟧.", "2024-06-12/2024-06-30"),
    ("They promised a law ⟦by the end of the year⟧.", "2024-06-12/2024-12-31"),
    ("⟦By 2019⟧ he had left.", "../2019-12-31"),
    # set for
    ("The next hearing is set for ⟦July 15⟧.", "2024-07-15/2024-07-15"),
    ("The hearing was scheduled for ⟦Friday⟧.", "2024-06-14/2024-06-14"),
    ("A report due ⟦Friday⟧ was delayed.", "2024-06-14/2024-06-14"),
    ("The trial was adjourned to ⟦September 3⟧.", "2024-09-03/2024-09-03"),
    ("A court sentenced him to ten years ⟦on Monday⟧ for theft.", "2024-06-10/2024-06-10"),
    ("Nine people were taken to hospital ⟦on Monday⟧ for tests.", "2024-06-10/2024-06-10"),
    ("⟦On Tuesday⟧ he spoke; ⟦the day before⟧ he was silent.", "2024-06-11/2024-06-11 2024-06-10/2024-06-10"),
    ("⟦On Monday⟧ he was silent. ⟦The next day⟧ he spoke.", "2024-06-10/2024-06-10 2024-06-11/2024-06-11"),
    ("⟦On Monday⟧ he spoke, ⟦two days after⟧ the vote.", "2024-06-10/2024-06-10 2024-06-08/2024-06-08"),
    # lengths
    ("It is the first visit ⟦in twelve years⟧.", "2012-06-12/2024-06-12"),
    ("It is the first visit ⟦in more than 20 years⟧.", "../2024-06-12"),
    ("They have fought ⟦for ten years⟧.", "2014-06-12/2024-06-12"),
    ("Exports doubled ⟦over the past decade⟧.", "2014-06-12/2024-06-12"),
    ("Troops will leave ⟦within two months⟧.", "2024-06-12/2024-08-12"),
    # no dates
    ("The captain, 42 years old, was sentenced to 10 years in prison.", ""),
    ("He was jailed for ten years.", ""),
    ("Article 1973 and resolution 2254 still hold.", ""),
    ("The port took in 2000 people and 1998 soldiers.", ""),
    ("They may march on the palace, said Mrs May.", ""),
    ("Agenda 2030 and the G20 worry mayors.", ""),
    ("They won 3-2 before 1,500 spectators, 24 hours a day.", ""),
    ("Some 60,000 people and 90 million pounds.", ""),
    # names, parts of a day, years told before
    ("The Sunday Times says Friday prayers were held on Bloody Sunday.", ""),
    ("It fell ⟦on Tuesday at noon⟧ and ⟦on the evening of May 28⟧.", "2024-06-11/2024-06-11 2024-05-28/2024-05-28"),
    ("⟦In 2006⟧, the truce was signed ⟦on August 14⟧.", "2006-01-01/2006-12-31 2006-08-14/2006-08-14"),
    ("The law dates ⟦from 1950⟧; they split after ⟦the May⟧ vote.", "1950-01-01/1950-12-31 2024-05-01/2024-05-31"),
    ("It has been so ⟦since the 9/11 attacks⟧.", "2001-09-11/2024-06-12"),
    ("A first ⟦in half a century⟧.", "1974-06-12/2024-06-12"),
    ("They married ⟦on Good Friday 1998⟧.", "1998-04-10/1998-04-10"),
]


def article(text: str, language: str, *, published: str | None = PUBLISHED) -> Article:
    block = Block("b1", "paragraph", language, 0, len(text))
    return Article("a", text, (block,), language, published=published)


def dates_of(text: str, language: str, *, published: str | None = PUBLISHED) -> tuple[Date, ...]:
    read = article(text, language, published=published)
    return find_dates(read, find_reference_day(read))


def cases() -> list[tuple[str, str, str]]:
    tables = {"fr": FRENCH, "es": SPANISH, "en": ENGLISH}
    return [(language, marked, values) for language, rows in tables.items() for marked, values in rows]


@pytest.mark.parametrize(("language", "marked", "values"), cases())
def test_dates(language: str, marked: str, values: str) -> None:
    text, spans = unmark(marked)
    found = dates_of(text, language)
    assert [(text[d.start : d.end], d.value) for d in found] == [
        (text[start:end], value) for (start, end), value in zip(spans, values.split(), strict=True)
    ]


# ---- what the rest of the article says ------------------------------------------------------------------------------


def test_each_block_has_its_language() -> None:
    french, spanish = "Ils ont parlé mardi.", "Hablaron el martes."
    text = f"{french}\n{spanish}"
    blocks = (
        Block("b1", "paragraph", "fr", 0, len(french)),
        Block("b2", "caption", "es", len(french) + 1, len(text)),
    )
    read = Article("a", text, blocks, "fr", published=PUBLISHED)
    found = find_dates(read, find_reference_day(read))
    assert [(d.rule, d.value) for d in found] == [
        ("fr/dates/weekday-part", "2024-06-11/2024-06-11"),
        ("es/dates/weekday-part", "2024-06-11/2024-06-11"),
    ]


def test_residue_and_credits_hold_no_dates() -> None:
    text = "Oslo, mardi. - Agence, mercredi\nPublié jeudi"
    end = text.index("\n")
    credit = Credit(("Agence",), None, None, text.index("Agence"), end)
    blocks = (
        Block("b1", "caption", "fr", 0, end, credit=credit),
        Block("b2", "residue", "fr", end + 1, len(text)),
    )
    read = Article("a", text, blocks, "fr", published=PUBLISHED)
    assert [read[d] for d in find_dates(read, find_reference_day(read))] == ["mardi"]


def test_a_language_without_calendar_has_no_dates() -> None:
    assert dates_of("Am Dienstag, 4. März 2021.", "de") == ()


UNDATED = [
    ("fr", "Ils ont signé ⟦le 4 mars 2021⟧ et se revoient ⟦mardi⟧.", "2021-03-04/2021-03-04 2021-03-02/2021-03-02"),
    ("fr", "Ils se sont vus ⟦mardi⟧ puis ⟦en mars⟧, et ⟦depuis 2019⟧ aussi.", "../.. ../.. 2019-01-01/.."),
    ("es", "Se vieron ⟦ayer⟧ y ⟦hace dos semanas⟧.", "../.. ../.."),
    ("en", "They met ⟦yesterday⟧, ⟦two days after⟧ the vote, and ⟦in 2019⟧.", "../.. ../.. 2019-01-01/2019-12-31"),
]


@pytest.mark.parametrize(("language", "marked", "values"), UNDATED)
def test_without_a_day_of_publication(language: str, marked: str, values: str) -> None:
    text, spans = unmark(marked)
    found = dates_of(text, language, published=None)
    assert [(d.start, d.end) for d in found] == spans
    assert [d.value for d in found] == values.split()
    assert all((d.anchor == "unknown") == (d.value == "../..") for d in found)


ANCHORS = [
    ("en", "He signed on March 4, 2021.", "absolute", "day"),
    ("en", "He signed on Tuesday.", "published", "day"),
    ("en", "He signed in 2019.", "absolute", "year"),
    ("en", "He signs in the coming days.", "published", "vague"),
    ("fr", "Il a signé la semaine dernière.", "published", "week"),
    ("es", "Nació en los años noventa.", "absolute", "decade"),
    ("es", "Lo firmó en el primer trimestre de 2023.", "absolute", "season"),
]


@pytest.mark.parametrize(("language", "text", "anchor", "precision"), ANCHORS)
def test_anchor_and_precision(language: str, text: str, anchor: str, precision: str) -> None:
    (found,) = dates_of(text, language)
    assert (found.anchor, found.precision) == (anchor, precision)


def test_what_is_counted_from_another_date_names_it() -> None:
    _, found = dates_of("On Tuesday he spoke; the day before he was silent.", "en")
    assert found.anchor == "2024-06-11"


WARS = [
    ("fr", "Kiev et Moscou achèvent ⟦la deuxième année du conflit⟧.", "2023-02-24/2024-02-23"),
    ("en", "Kyiv shelled Russian posts on ⟦the 100th day of the war⟧.", "2022-06-03/2022-06-03"),
    ("es", "Ucrania y Rusia acaban ⟦el segundo año de la guerra⟧.", "2023-02-24/2024-02-23"),
    ("en", "The village entered ⟦the third year of the war⟧.", "../.."),
    ("fr", "Le village a changé ⟦depuis la chute du mur de Berlin⟧.", "1989-11-09/2024-06-12"),
    ("en", "Kyiv has asked for arms ⟦since Russia's invasion of Ukraine⟧.", "2022-02-24/2024-06-12"),
    ("en", "The invasion of Ukraine surprised Kyiv.", ""),
]


@pytest.mark.parametrize(("language", "marked", "values"), WARS)
def test_events_of_public_record(language: str, marked: str, values: str) -> None:
    text, spans = unmark(marked)
    found = dates_of(text, language)
    assert [text[d.start : d.end].removeprefix("on ") for d in found] == [text[a:b] for a, b in spans]
    assert [d.value for d in found] == values.split()


# ---- the day an article speaks from ---------------------------------------------------------------------------------


def test_the_stated_day_of_publication_wins() -> None:
    read = article("Signé le 4 mars 2021.", "fr", published="2024-06-12T08:00:00+02:00")
    assert find_reference_day(read) == AsOf("2024-06-12", "published", ())


@pytest.mark.parametrize("published", ["2024-06", "June 2024", ""])
def test_a_month_of_publication_is_no_day(published: str) -> None:
    assert find_reference_day(article("Signé mardi.", "fr", published=published)) == AsOf(None, "none", ())


REFERENCE_DAYS = [
    ("Ils ont signé le 3 mars 2021 puis le ⟦5 mars 2021⟧.", "2021-03-05", "latest-printed"),
    ("Ils ont signé le ⟦3 mars 2021⟧ et reviendront le 5 avril 2021.", "2021-03-03", "latest-printed"),
    ("OSLO, ⟦le 3 mars 2021⟧ (Agence) - L'accord du 5 mars 2021 tient.", "2021-03-03", "dateline"),
    ("Ils ont signé en mars 2021, mardi.", None, "none"),
    ("Ils l'ont signé avant le 5 mars 2021.", None, "none"),
]


@pytest.mark.parametrize(("marked", "day", "rule"), REFERENCE_DAYS)
def test_the_day_is_read_in_the_text(marked: str, day: str | None, rule: str) -> None:
    text, spans = unmark(marked)
    found = find_reference_day(article(text, "fr", published=None))
    assert (found.day, found.rule) == (day, rule)
    assert [text[s.start : s.end].removeprefix("le ") for s in found.evidence] == [
        text[start:end].removeprefix("le ") for start, end in spans
    ]


# the caption is dated to 5 March 2021
DAYS_AFTER_A_CAPTION = [
    ("Ils ont signé ⟦hier⟧.", "2021-03-06"),
    ("Ils ont signé ⟦hier soir⟧ à Oslo.", "2021-03-06"),
    ("Ils ont signé hier. Ils parlent aujourd'hui.", "2021-03-05"),
    ("« Nous avons signé hier », a-t-il dit.", "2021-03-05"),
    ("Ils ont signé vendredi.", "2021-03-05"),
]


@pytest.mark.parametrize(("marked", "day"), DAYS_AFTER_A_CAPTION)
def test_yesterday_is_the_day_of_the_pictures(marked: str, day: str) -> None:
    text, spans = unmark(marked)
    caption = "Oslo, le 5 mars 2021"
    blocks = (
        Block("b1", "paragraph", "fr", 0, len(text)),
        Block("b2", "caption", "fr", len(text) + 1, len(text) + 1 + len(caption)),
    )
    found = find_reference_day(Article("a", f"{text}\n{caption}", blocks, "fr"))
    assert (found.day, found.rule) == (day, "latest-printed")
    assert [(s.start, s.end) for s in found.evidence[1:]] == spans


def test_a_byline_comes_first_and_an_archive_caption_never() -> None:
    byline, text, archive = "Publié le 4 mars 2021", "Signé le 6 mars 2021.", "Archive, le 8 mars 2021"
    whole = f"{byline}\n{text}\n{archive}"
    second, third = len(byline) + 1, len(byline) + len(text) + 2
    blocks = (
        Block("b1", "byline", "fr", 0, len(byline)),
        Block("b2", "paragraph", "fr", second, second + len(text)),
        Block("b3", "caption", "fr", third, len(whole), archive=True),
    )
    assert find_reference_day(Article("a", whole, blocks, "fr")).day == "2021-03-04"
    assert find_reference_day(Article("a", whole, blocks[1:], "fr")).day == "2021-03-06"
    assert find_reference_day(Article("a", whole, blocks[2:], "fr")).day is None


# ---- properties -----------------------------------------------------------------------------------------------------


def shuffled_texts() -> list[tuple[str, str]]:
    """The words of all cases in disorder, with marks, emoji and no-break spaces between."""
    chance = random.Random(7)
    texts = []
    for language, table in (("fr", FRENCH), ("es", SPANISH), ("en", ENGLISH)):
        words = [word for marked, _ in table for word in unmark(marked)[0].split(" ")]
        for _ in range(40):
            drawn = chance.choices(words, k=60)
            texts.append((language, "".join(w + chance.choice([" ", " ", "\u00a0", "\n", " 🕊 ", ""]) for w in drawn)))
    return texts


@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_spans_lie_in_the_text_and_values_are_intervals(published: str | None) -> None:
    for language, text in shuffled_texts():
        found = dates_of(text, language, published=published)
        assert list(found) == sorted(found, key=lambda d: d.start)
        for one, following in pairwise(found):
            assert one.end <= following.start
        for one in found:
            assert 0 <= one.start < one.end <= len(text)
            first, last = (None if end == ".." else date.fromisoformat(end) for end in one.value.split("/"))
            assert first is None or last is None or first <= last


def test_the_same_text_gives_the_same_dates() -> None:
    for language, text in shuffled_texts()[::10]:
        assert dates_of(text, language) == dates_of(text, language)
