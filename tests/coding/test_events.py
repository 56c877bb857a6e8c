"""Events: who did what to whom, and whether it happened; one told event is one record, however it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from depeche.pipeline import code
from depeche.records import Article, Block, CodedArticle, Event, Span

Coder = Callable[..., CodedArticle]
Unmark = Callable[[str], tuple[str, tuple[Span, ...]]]
Case = tuple[str, str, str, str, str, str]

# language, text with its ⟦trigger⟧, type, actors, recipients, factuality
CASES: tuple[Case, ...] = (
    # meetings
    ("fr", "Le président français a ⟦rencontré⟧ son homologue italien à Rome.", "CONSULT", "emmanuel-macron sergio-mattarella", "", "asserted"),
    ("fr", "La ministre allemande des affaires étrangères s'est ⟦rendue⟧ à Tokyo.", "CONSULT", "annalena-baerbock", "JPN", "asserted"),
    ("fr", "Les chefs de la diplomatie de l'Inde et du Japon se sont ⟦entretenus⟧ mardi.", "CONSULT", "IND JPN", "", "asserted"),
    ("fr", "Le roi de Jordanie a ⟦reçu⟧ le premier ministre irakien.", "CONSULT", "mohammed-shia-al-sudani", "abdullah-ii-of-jordan", "asserted"),
    ("fr", "Les ⟦pourparlers⟧ entre Bogota et Caracas ont repris à Oslo.", "CONSULT", "COL VEN", "", "asserted"),
    ("es", "El presidente chileno ⟦visitó⟧ Montevideo el lunes.", "CONSULT", "gabriel-boric", "URY", "asserted"),
    ("es", "El canciller peruano se ⟦reunió⟧ con su homólogo boliviano en La Paz.", "CONSULT", "javier-gonzalez-olaechea celinda-sosa", "", "asserted"),
    ("es", "Brasil y Paraguay ⟦retomaron las negociaciones⟧ sobre Itaipú.", "CONSULT", "BRA PRY", "", "asserted"),
    ("en", "The Kenyan president ⟦met⟧ his Ugandan counterpart in Entebbe.", "CONSULT", "william-ruto yoweri-museveni", "", "asserted"),
    ("en", "Japan's prime minister ⟦visited⟧ Manila on Friday.", "CONSULT", "fumio-kishida", "PHL", "asserted"),
    ("en", "Envoys from Armenia and Azerbaijan held ⟦talks⟧ in Tbilisi.", "CONSULT", "ARM AZE", "", "asserted"),
    # agreements
    ("fr", "Ottawa s'est ⟦engagé⟧ à fournir des blindés à l'Ukraine.", "AGREE", "CAN", "UKR", "asserted"),
    ("fr", "Le président turc ⟦rencontrera⟧ son homologue grec à Athènes en juillet.", "AGREE", "recep-tayyip-erdogan katerina-sakellaropoulou", "", "asserted"),
    ("es", "Noruega ⟦prometió⟧ ayuda financiera a Moldavia.", "AGREE", "NOR", "MDA", "asserted"),
    ("es", "El presidente colombiano ⟦viajará⟧ a Pekín la próxima semana.", "AGREE", "gustavo-petro", "CHN", "asserted"),
    ("en", "Canada ⟦pledged⟧ to send more generators to Ukraine.", "AGREE", "CAN", "UKR", "asserted"),
    ("en", "Greece and Albania ⟦agreed⟧ to resume maritime talks.", "AGREE", "GRC ALB", "", "asserted"),
    # support
    ("fr", "Madrid a ⟦reconnu⟧ l'État de Palestine.", "SUPPORT", "ESP", "PSE", "asserted"),
    ("fr", "La Suède a ⟦salué⟧ la décision de la Turquie.", "SUPPORT", "SWE", "TUR", "asserted"),
    ("fr", "Séoul et Varsovie ont ⟦signé⟧ un accord de défense.", "SUPPORT", "KOR POL", "", "asserted"),
    ("es", "Irlanda ⟦reconoció⟧ el Estado de Palestina.", "SUPPORT", "IRL", "PSE", "asserted"),
    ("es", "Lima ⟦expresó su apoyo⟧ a Quito.", "SUPPORT", "PER", "ECU", "asserted"),
    ("en", "Berlin ⟦praised⟧ Warsaw for its support.", "SUPPORT", "DEU", "POL", "asserted"),
    ("en", "India and Australia ⟦signed⟧ a trade agreement.", "SUPPORT", "IND AUS", "", "asserted"),
    # concessions, retreats
    ("fr", "Le Japon a ⟦présenté ses excuses⟧ à la Corée du Sud.", "CONCEDE", "JPN", "KOR", "asserted"),
    ("fr", "La France a ⟦retiré⟧ ses troupes du Niger.", "RETREAT", "FRA", "NER", "asserted"),
    ("fr", "Téhéran a ⟦libéré⟧ deux ressortissants suédois.", "RETREAT", "IRN", "_SWE", "asserted"),
    ("fr", "Le premier ministre bulgare a ⟦démissionné⟧.", "RETREAT", "dimitar-glavchev", "", "asserted"),
    ("es", "Nicaragua ⟦liberó⟧ a doce presos políticos.", "RETREAT", "NIC", "_", "asserted"),
    ("es", "Rusia ⟦retiró⟧ sus tropas de Jersón.", "RETREAT", "RUS", "UKR", "asserted"),
    ("en", "Uganda ⟦withdrew⟧ its troops from Somalia.", "RETREAT", "UGA", "SOM", "asserted"),
    ("en", "The Portuguese prime minister ⟦apologised⟧ to Angola.", "CONCEDE", "luis-montenegro", "AGO", "asserted"),
    # cooperation, aid
    ("fr", "La Pologne a ⟦livré⟧ des chars à l'Ukraine.", "AID", "POL", "UKR", "asserted"),
    ("fr", "La Grèce a ⟦extradé⟧ un suspect vers la Serbie.", "COOPERATE", "GRC", "SRB", "asserted"),
    ("fr", "L'Égypte et l'Inde ont mené des ⟦manœuvres conjointes⟧.", "COOPERATE", "EGY IND", "", "asserted"),
    ("es", "España ⟦envió⟧ ayuda humanitaria a Turquía.", "AID", "ESP", "TUR", "asserted"),
    ("es", "El Fondo Monetario Internacional ⟦concedió⟧ un préstamo a Argentina.", "AID", "imf", "ARG", "asserted"),
    ("en", "Denmark ⟦delivered⟧ fighter jets to Ukraine.", "AID", "DNK", "UKR", "asserted"),
    ("en", "The IMF ⟦approved⟧ a loan for Kenya.", "AID", "imf", "KEN", "asserted"),
    # requests, accusations, refusals
    ("fr", "Nairobi a ⟦demandé⟧ l'aide de Londres.", "REQUEST", "KEN", "GBR", "asserted"),
    ("fr", "L'ONU ⟦appelle⟧ le Soudan à cesser les combats.", "REQUEST", "un", "SDN", "asserted"),
    ("fr", "Bamako a ⟦accusé⟧ Alger de soutenir des rebelles.", "ACCUSE", "MLI", "DZA", "asserted"),
    ("fr", "Kinshasa a ⟦dénoncé⟧ l'ingérence du Rwanda.", "ACCUSE", "COD", "RWA", "asserted"),
    ("fr", "L'ambassadeur de Chine a été ⟦convoqué⟧ par Prague.", "ACCUSE", "CZE", "CHN", "asserted"),
    ("fr", "La Hongrie a ⟦mis son veto⟧ à l'aide européenne à l'Ukraine.", "REJECT", "HUN", "UKR", "asserted"),
    ("es", "Caracas ⟦exigió⟧ a Londres la devolución de su oro.", "REQUEST", "VEN", "GBR", "asserted"),
    ("es", "Ecuador ⟦acusó⟧ a México de injerencia.", "ACCUSE", "ECU", "MEX", "asserted"),
    ("es", "Marruecos ⟦condenó⟧ el ataque de Irán.", "ACCUSE", "MAR", "IRN", "asserted"),
    ("es", "Bolivia ⟦rechazó⟧ la oferta de Chile.", "REJECT", "BOL", "CHL", "asserted"),
    ("en", "Vilnius ⟦urged⟧ Brussels to act.", "REQUEST", "LTU", "european-union", "asserted"),
    ("en", "Sudan ⟦accused⟧ Chad of arming rebels.", "ACCUSE", "SDN", "TCD", "asserted"),
    ("en", "Manila ⟦condemned⟧ China's manoeuvres.", "ACCUSE", "PHL", "CHN", "asserted"),
    ("en", "Serbia ⟦refused⟧ to extradite the suspects to Kosovo.", "REJECT", "SRB", "KOS", "asserted"),
    # threats, sanctions, protests
    ("fr", "Pyongyang a ⟦menacé⟧ Séoul de représailles.", "THREATEN", "PRK", "KOR", "asserted"),
    ("fr", "Washington a ⟦imposé des sanctions⟧ au Nicaragua.", "SANCTION", "USA", "NIC", "asserted"),
    ("fr", "L'Estonie a ⟦expulsé⟧ deux diplomates russes.", "SANCTION", "EST", "_RUS", "asserted"),
    ("fr", "Des milliers de Géorgiens ont ⟦manifesté⟧ à Tbilissi contre le gouvernement.", "PROTEST", "_GEO", "GEO", "asserted"),
    ("es", "Irán ⟦amenazó⟧ a Israel con represalias.", "THREATEN", "IRN", "ISR", "asserted"),
    ("es", "Quito ⟦rompió relaciones⟧ con Caracas.", "SANCTION", "ECU", "VEN", "asserted"),
    ("es", "Colombia ⟦expulsó⟧ a varios diplomáticos argentinos.", "SANCTION", "COL", "_ARG", "asserted"),
    ("en", "Beijing ⟦threatened⟧ Taiwan with force.", "THREATEN", "CHN", "TWN", "asserted"),
    ("en", "Canada ⟦imposed sanctions⟧ on Belarus.", "SANCTION", "CAN", "BLR", "asserted"),
    ("en", "Latvia ⟦expelled⟧ a Russian diplomat.", "SANCTION", "LVA", "_RUS", "asserted"),
    # mobilisation, coercion, assault
    ("fr", "La Finlande a ⟦déployé⟧ des troupes à la frontière russe.", "MOBILIZE", "FIN", "RUS", "asserted"),
    ("fr", "La police kényane a ⟦arrêté⟧ quarante manifestants à Nairobi.", "COERCE", "ken-police", "_", "asserted"),
    ("fr", "L'armée israélienne a ⟦bombardé⟧ le Liban.", "ASSAULT", "israel-defense-forces", "LBN", "asserted"),
    ("fr", "Des rebelles ont ⟦attaqué⟧ une caserne au Tchad.", "ASSAULT", "_", "TCD", "asserted"),
    ("es", "El ejército ruso ⟦bombardeó⟧ Járkov.", "ASSAULT", "rus-army", "UKR", "asserted"),
    ("es", "Turquía ⟦desplegó⟧ buques frente a Chipre.", "MOBILIZE", "TUR", "CYP", "asserted"),
    ("es", "La policía venezolana ⟦detuvo⟧ a dos activistas.", "COERCE", "ven-police", "_", "asserted"),
    ("en", "Russian forces ⟦shelled⟧ Kherson overnight.", "ASSAULT", "rus-army", "UKR", "asserted"),
    ("en", "Israel ⟦struck⟧ targets in Syria.", "ASSAULT", "ISR", "SYR", "asserted"),
    ("en", "Turkish police ⟦arrested⟧ a mayor.", "COERCE", "tur-police", "_", "asserted"),
    ("en", "Hungary ⟦closed⟧ its border with Serbia.", "COERCE", "HUN", "SRB", "asserted"),
    # whether it happened
    ("fr", "Le Bénin n'a pas ⟦attaqué⟧ le Niger.", "ASSAULT", "BEN", "NER", "denied"),
    ("fr", "La Chine ⟦imposera des sanctions⟧ à la Lituanie.", "SANCTION", "CHN", "LTU", "planned"),
    ("fr", "L'Iran pourrait ⟦attaquer⟧ Israël.", "ASSAULT", "IRN", "ISR", "hypothetical"),
    ("fr", "Le Pakistan nie avoir ⟦attaqué⟧ l'Afghanistan.", "ASSAULT", "PAK", "AFG", "denied"),
    ("es", "Uruguay no ⟦rompió relaciones⟧ con Israel.", "SANCTION", "URY", "ISR", "denied"),
    ("es", "China ⟦impondrá sanciones⟧ a Lituania.", "SANCTION", "CHN", "LTU", "planned"),
    ("es", "Irán podría ⟦atacar⟧ Israel.", "ASSAULT", "IRN", "ISR", "hypothetical"),
    ("es", "Pakistán niega haber ⟦atacado⟧ Afganistán.", "ASSAULT", "PAK", "AFG", "denied"),
    ("en", "Pakistan did not ⟦attack⟧ Afghanistan.", "ASSAULT", "PAK", "AFG", "denied"),
    ("en", "China will ⟦impose sanctions⟧ on Lithuania.", "SANCTION", "CHN", "LTU", "planned"),
    ("en", "Iran might ⟦attack⟧ Israel.", "ASSAULT", "IRN", "ISR", "hypothetical"),
    ("en", "Pakistan denied ⟦attacking⟧ Afghanistan.", "ASSAULT", "PAK", "AFG", "denied"),
    # who is promised to be met is no longer met (PLOVER 3.1), withdrawals to come are concessions (3.4)
    ("fr", "Le Burundi ⟦retirera⟧ ses troupes de Somalie.", "CONCEDE", "BDI", "SOM", "asserted"),
    ("en", "Poland will ⟦deliver⟧ tanks to Ukraine.", "AGREE", "POL", "UKR", "asserted"),
    ("es", "Polonia ⟦entregará⟧ tanques a Ucrania.", "AGREE", "POL", "UKR", "asserted"),
)

# one act told in several ways: (language, type, actors, recipients, texts with its ⟦trigger⟧)
WAYS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (
        "fr",
        "REJECT",
        "RUS",
        "UKR",
        (
            "Moscou a ⟦rejeté⟧ la demande de Kiev.",
            "La demande de Kiev a été ⟦rejetée⟧ par Moscou.",
            "Le ⟦rejet⟧ par Moscou de la demande de Kiev a été commenté.",
            "La demande de Kiev, ⟦rejetée⟧ par Moscou, portait sur le gaz.",
        ),
    ),
    (
        "fr",
        "ACCUSE",
        "DEU",
        "IRN",
        (
            "L'Allemagne a ⟦condamné⟧ l'Iran.",
            "L'Iran a été ⟦condamné⟧ par l'Allemagne.",
            "La ⟦condamnation⟧ de l'Iran par l'Allemagne a été relayée.",
        ),
    ),
    (
        "fr",
        "ASSAULT",
        "IRN",
        "ISR",
        (
            "L'Iran a ⟦attaqué⟧ Israël.",
            "Israël a été ⟦attaqué⟧ par l'Iran.",
            "L'⟦attaque⟧ de l'Iran contre Israël a duré une heure.",
            "L'⟦attaque⟧ iranienne contre Israël a duré une heure.",
            "L'Iran a lancé une ⟦attaque⟧ contre Israël.",
            "Une ⟦attaque⟧ contre Israël a été lancée par l'Iran.",
        ),
    ),
    (
        "fr",
        "CONSULT",
        "GHA TGO",
        "",
        (
            "Le Ghana et le Togo se sont ⟦entretenus⟧.",
            "Le Ghana s'est ⟦entretenu⟧ avec le Togo.",
            "Les ⟦discussions⟧ entre le Ghana et le Togo ont repris.",
            "Le Ghana a repris les ⟦discussions⟧ avec le Togo.",
        ),
    ),
    (
        "es",
        "REJECT",
        "COL",
        "VEN",
        (
            "Bogotá ⟦rechazó⟧ la petición de Caracas.",
            "La petición de Caracas fue ⟦rechazada⟧ por Bogotá.",
            "El ⟦rechazo⟧ de Bogotá a la petición de Caracas fue comentado.",
        ),
    ),
    (
        "es",
        "ASSAULT",
        "IRN",
        "ISR",
        (
            "Irán ⟦atacó⟧ Israel.",
            "Irán ⟦atacó⟧ a Israel.",
            "Israel fue ⟦atacado⟧ por Irán.",
            "El ⟦ataque⟧ de Irán contra Israel duró una hora.",
            "El ⟦ataque⟧ iraní contra Israel duró una hora.",
            "Irán lanzó un ⟦ataque⟧ contra Israel.",
        ),
    ),
    (
        "es",
        "CONSULT",
        "PER CHL",
        "",
        (
            "Perú y Chile se ⟦reunieron⟧ en Arica.",
            "Perú se ⟦reunió⟧ con Chile.",
            "La ⟦reunión⟧ entre Perú y Chile duró una hora.",
            "Las ⟦conversaciones⟧ de Perú con Chile siguen.",
        ),
    ),
    (
        "en",
        "REJECT",
        "RUS",
        "UKR",
        (
            "Russia ⟦rejected⟧ Ukraine's request.",
            "Ukraine's request was ⟦rejected⟧ by Russia.",
            "The request of Ukraine, ⟦rejected⟧ by Russia, was about gas.",
            "Russia's ⟦rejection⟧ of Ukraine's request made headlines.",
        ),
    ),
    (
        "en",
        "ASSAULT",
        "IRN",
        "ISR",
        (
            "Iran ⟦attacked⟧ Israel.",
            "Israel was ⟦attacked⟧ by Iran.",
            "Iran's ⟦attack⟧ on Israel lasted an hour.",
            "The Iranian ⟦attack⟧ on Israel lasted an hour.",
            "The ⟦attack⟧ by Iran on Israel lasted an hour.",
            "Iran launched an ⟦attack⟧ on Israel.",
        ),
    ),
    (
        "en",
        "CONSULT",
        "GHA TGO",
        "",
        (
            "Ghana and Togo ⟦met⟧ in Geneva.",
            "Ghana ⟦met⟧ Togo in Geneva.",
            "Ghana ⟦met with⟧ Togo in Geneva.",
            "The ⟦talks⟧ between Ghana and Togo resumed.",
            "Ghana resumed ⟦talks⟧ with Togo.",
        ),
    ),
)

# words that look like acts, and acts that only another act holds
SILENT = (
    ("fr", "Le film rencontre un grand succès au Japon."),
    ("fr", "La ministre norvégienne de la Défense aime la voile."),
    ("fr", "L'équipe du Sénégal a battu celle du Mali."),
    ("es", "La película reúne a un gran reparto en Chile."),
    ("es", "El ministro de Guerra de Suiza vive en Berna."),
    ("en", "The harvest in Kenya did not meet expectations."),
    ("en", "Japan beat Germany at football."),
)
ABSORBED = (
    ("fr", "Le Maroc a demandé à l'Espagne de retirer ses troupes.", ("REQUEST",)),
    ("fr", "Le Kenya a promis d'aider la Somalie.", ("AGREE",)),
    ("fr", "L'Iran a menacé d'attaquer Israël.", ("THREATEN",)),
    ("fr", "La Hongrie a refusé d'aider l'Ukraine.", ("REJECT",)),
    ("es", "Marruecos pidió a España retirar sus tropas.", ("REQUEST",)),
    ("es", "Kenia prometió ayudar a Somalia.", ("AGREE",)),
    ("es", "Irán amenazó con atacar Israel.", ("THREATEN",)),
    ("es", "Hungría se negó a ayudar a Ucrania.", ("REJECT",)),
    ("en", "Morocco asked Spain to withdraw its troops.", ("REQUEST",)),
    ("en", "Kenya promised to help Somalia.", ("AGREE",)),
    ("en", "Iran threatened to attack Israel.", ("THREATEN",)),
    ("en", "Hungary refused to help Ukraine.", ("REJECT",)),
    ("en", "Sudan accused Chad of attacking Darfur.", ("ACCUSE", "ASSAULT")),
)
