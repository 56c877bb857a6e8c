"""Credits as web portals print them, and lines that only look like ones."""

import pytest

from depeche.reading.captions import read_caption

FRENCH = "La présidente de Malte quitte le palais de Tallinn, le 4 mai 2021"
SPANISH = "La presidenta de Malta sale del palacio de Tallin, el 4 de mayo de 2021"
ENGLISH = "The president of Malta leaves the palace in Tallinn on May 4, 2021"

# after the words of a caption: ⟦credit⟧, agencies, photographer, via
CREDITS = [
    # one agency and one photographer, in either order, with any blanks, dashes and brackets
    (" - ⟦AFP/ANNE KASK⟧", ["AFP"], "ANNE KASK", None),
    (" - ⟦AFP/ ANNE KASK⟧ ", ["AFP"], "ANNE KASK", None),
    (" - ⟦ANNE KASK / AFP⟧", ["AFP"], "ANNE KASK", None),
    (" -⟦ANNE KASK/AFP⟧\u00a0", ["AFP"], "ANNE KASK", None),
    ("- ⟦AFP /ANNE KASK⟧", ["AFP"], "ANNE KASK", None),
    (" – ⟦EFE/Luis Marín⟧", ["EFE"], "Luis Marín", None),
    (" — ⟦REUTERS/Pavel Reznik⟧", ["REUTERS"], "Pavel Reznik", None),
    (" | ⟦Reuters / Pavel Reznik⟧", ["Reuters"], "Pavel Reznik", None),
    (". ⟦(Photo by Anne Kask / AFP)⟧", ["AFP"], "Anne Kask", None),
    (". ⟦(AP Photo/Anne Kask)⟧", ["AP"], "Anne Kask", None),
    (" ⟦(AP Photo/Anne Kask, Pool)⟧", ["AP"], "Anne Kask", None),
    (" ⟦(EFE/Luis Marín)⟧", ["EFE"], "Luis Marín", None),
    (" ⟦[AFP/Anne Kask]⟧", ["AFP"], "Anne Kask", None),
    (" - ⟦afp/anne kask⟧", ["afp"], "anne kask", None),
    (" - ⟦reuters / pavel reznik⟧", ["reuters"], "pavel reznik", None),
    (". ⟦© Anne Kask, AFP⟧", ["AFP"], "Anne Kask", None),
    (" ⟦©AFP - Anne Kask⟧", ["AFP"], "Anne Kask", None),
    (" © ⟦AFP⟧", ["AFP"], None, None),
    (" - ⟦© REUTERS⟧", ["REUTERS"], None, None),
    (" - ⟦AP⟧", ["AP"], None, None),
    (" - ⟦PHOTO/AP⟧", ["AP"], None, None),
    (" - ⟦AP/PHOTO⟧", ["AP"], None, None),
    (" - ⟦PHOTO AFP⟧", ["AFP"], None, None),
    (" - ⟦FOTO/EFE⟧", ["EFE"], None, None),
    (" - ⟦AFP/SSGT. DANA COLE⟧", ["AFP"], "SSGT. DANA COLE", None),
    # names
    (" - ⟦AFP/J. DE LA CRUZ⟧", ["AFP"], "J. DE LA CRUZ", None),
    (" - ⟦AFP/ M. O'BRIEN-KASK⟧", ["AFP"], "M. O'BRIEN-KASK", None),
    (" - ⟦AFP/JEAN-BAPTISTE D’ORVAL⟧", ["AFP"], "JEAN-BAPTISTE D’ORVAL", None),
    (" - ⟦EFE/ÁNGELES NÚÑEZ I PUIG⟧", ["EFE"], "ÁNGELES NÚÑEZ I PUIG", None),
    (" - ⟦REUTERS/İLKER ÇAĞLAR⟧", ["REUTERS"], "İLKER ÇAĞLAR", None),
    (" - ⟦AFP/LI⟧", ["AFP"], "LI", None),
    (" - ⟦EFE/EPA/KIM SEO-YEON⟧", ["EFE", "EPA"], "KIM SEO-YEON", None),
    (" - ⟦EPA-EFE/NIKOS ZAHOS⟧", ["EPA-EFE"], "NIKOS ZAHOS", None),
    (" - ⟦AFP/ANNE KASK AND PAVEL REZNIK⟧", ["AFP"], "ANNE KASK AND PAVEL REZNIK", None),
    (" - ⟦AFP/ANNE KASK, PAVEL REZNIK⟧", ["AFP"], "ANNE KASK, PAVEL REZNIK", None),
    (" - ⟦REUTERS/A. Kask/P. Reznik⟧", ["REUTERS"], "A. Kask", None),
    # several agencies
    (" - ⟦AFP/GETTY IMAGES/ANNE KASK⟧", ["AFP", "GETTY IMAGES"], "ANNE KASK", None),
    (" - ⟦ANNE KASK/AFP/GETTY IMAGES⟧", ["AFP", "GETTY IMAGES"], "ANNE KASK", None),
    (" - ⟦EFE/EPA⟧", ["EFE", "EPA"], None, None),
    (" - ⟦REUTERS, AFP⟧", ["REUTERS", "AFP"], None, None),
    (" - ⟦AP/SPUTNIK/PAVEL REZNIK⟧", ["AP", "SPUTNIK"], "PAVEL REZNIK", None),
    (" - ⟦KCNA/AFP⟧", ["KCNA", "AFP"], None, None),
    # via, in every place
    (" - ⟦SPUTNIK/PAVEL REZNIK via REUTERS⟧", ["SPUTNIK"], "PAVEL REZNIK", "REUTERS"),
    (" - ⟦KCNA via REUTERS⟧", ["KCNA"], None, "REUTERS"),
    (" - ⟦KCNA VIA KNS / AFP⟧", ["KCNA", "AFP"], None, "KNS"),
    (" - ⟦POOL via AFP/ LUDO MARTIN⟧", [], "LUDO MARTIN", "AFP"),
    (" - ⟦POOL VIA REUTERS⟧", [], None, "REUTERS"),
    (" - ⟦Pavel Reznik, Sputnik, Kremlin Pool Photo via AP⟧", ["Sputnik", "Kremlin"], "Pavel Reznik", "AP"),
    (" - ⟦PAVEL REZNIK/POOL/AFP via Getty Images⟧", ["AFP"], "PAVEL REZNIK", "Getty Images"),
    (" - ⟦via REUTERS/ ANNE KASK⟧", [], "ANNE KASK", "REUTERS"),
    (" - ⟦REUTERS / via TASS⟧", ["REUTERS"], None, "TASS"),
    (" - ⟦EFE/ LUIS MARÍN vía AFP⟧", ["EFE"], "LUIS MARÍN", "AFP"),
    (" - ⟦ANNE KASK via AP⟧", [], "ANNE KASK", "AP"),
    (" - ⟦X via REUTERS⟧", ["X"], None, "REUTERS"),
    # the picture's source is an office, an army, a channel, a party
    (" - ⟦PRESIDENCIA DE GABÓN/ HANDOUT via REUTERS⟧", ["PRESIDENCIA DE GABÓN"], None, "REUTERS"),
    (" - ⟦NATO/Handout via REUTERS⟧", ["NATO"], None, "REUTERS"),
    (" - ⟦OTAN/Difusión⟧", ["OTAN"], None, None),
    (" - ⟦MINISTERIO DE DEFENSA DE PERÚ/ AFP⟧", ["MINISTERIO DE DEFENSA DE PERÚ", "AFP"], None, None),
    (" - ⟦AFP/ MINISTÈRE DES ARMÉES⟧", ["AFP", "MINISTÈRE DES ARMÉES"], None, None),
    (" - ⟦Ministère de la Défense du Mali/Handout⟧", ["Ministère de la Défense du Mali"], None, None),
    (" - ⟦Présidence de la République du Bénin / AFP⟧", ["Présidence de la République du Bénin", "AFP"], None, None),
    (" - ⟦PHOTO/ Service de presse du gouvernement⟧", ["Service de presse du gouvernement"], None, None),
    (" - ⟦PHOTO/Servicio de prensa de la presidencia⟧", ["Servicio de prensa de la presidencia"], None, None),
    (" - ⟦FUERZAS ARMADAS DE ECUADOR vía EFE⟧", ["FUERZAS ARMADAS DE ECUADOR"], None, "EFE"),
    (" - ⟦Israel Defense Forces/Handout via REUTERS⟧", ["Israel Defense Forces"], None, "REUTERS"),
    (" - ⟦HOUTHI MEDIA CENTER/ HANDOUT via REUTERS⟧", ["HOUTHI MEDIA CENTER"], None, "REUTERS"),
    (" - ⟦U.S. Navy/Petty Officer Dana Cole/Handout⟧", ["U.S. Navy"], "Petty Officer Dana Cole", None),
    (" - ⟦Canal 24 Horas/ captura de pantalla⟧", ["Canal 24 Horas"], None, None),
    (" - ⟦TELEGUINEA/ AFP⟧", ["TELEGUINEA", "AFP"], None, None),
    (" - ⟦TVP via AFP⟧", ["TVP"], None, "AFP"),
    (" - ⟦RTGA TV/ AFPTV⟧", ["RTGA TV", "AFPTV"], None, None),
    (" - ⟦Partido Verde de Panamá/ Cortesía⟧", ["Partido Verde de Panamá"], None, None),
    (" - ⟦Parti du peuple du Ghana / Document fourni⟧", ["Parti du peuple du Ghana"], None, None),
    (" - ⟦AFP PHOTO/ HO/ KCNA⟧", ["AFP", "KCNA"], None, None),
    (" - ⟦AFP PHOTO/ PRESIDENCIA DE PERÚ/ HO⟧", ["AFP", "PRESIDENCIA DE PERÚ"], None, None),
    (" - ⟦AFP/HANDOUT⟧", ["AFP"], None, None),
    (". ⟦Photo courtesy of the Navy of Kenya⟧", ["the Navy of Kenya"], None, None),
    (". ⟦Courtesy of Anne Kask⟧", [], "Anne Kask", None),
    (" - ⟦Cortesía: Ministerio de Salud⟧", ["Ministerio de Salud"], None, None),
    (" - ⟦CORTESÍA/ EJÉRCITO DE COLOMBIA⟧", ["EJÉRCITO DE COLOMBIA"], None, None),
    (". ⟦Avec l'aimable autorisation du Ministère de l'Intérieur⟧", ["Ministère de l'Intérieur"], None, None),
    (". ⟦Avec l’aimable autorisation d’Anne Kask⟧", [], "Anne Kask", None),
    (" - ⟦ESTADO MAYOR DE LAS FUERZAS DE PERÚ/ AFP⟧", ["ESTADO MAYOR DE LAS FUERZAS DE PERÚ", "AFP"], None, None),
    (" - ⟦Sala de prensa del Gobierno / AFP⟧", ["Sala de prensa del Gobierno", "AFP"], None, None),
    (" - ⟦MINISTERIO DE PESCA DE PERÚ⟧", ["MINISTERIO DE PESCA DE PERÚ"], None, None),
    (" - ⟦EFE/Cortesía Presidencia⟧", ["EFE", "Presidencia"], None, None),
    (" - ⟦PHOTO/@annekask⟧", ["@annekask"], None, None),
    (" - ⟦PHOTO/TWITTER/ @annekask⟧", ["TWITTER", "@annekask"], None, None),
    (" - ⟦WIKIMEDIA COMMONS/ CC BY-SA 4.0⟧", ["WIKIMEDIA COMMONS"], None, None),
    # nobody named
    (" - ⟦PHOTO/FILE⟧", [], None, None),
    (" - ⟦FOTO/ARCHIVO⟧", [], None, None),
    (" ⟦PHOTO/FILE⟧", [], None, None),
    (" - ⟦POOL⟧", [], None, None),
    (" - ⟦HANDOUT⟧", [], None, None),
    (" - ⟦PHOTO/ARCHIVES⟧", [], None, None),
    (" - ⟦AGENCIAS⟧", [], None, None),
    (" - ⟦AFP/FILE⟧", ["AFP"], None, None),
    (" - ⟦AFP/ARCHIVOS⟧", ["AFP"], None, None),
    (" - ⟦AP/ARCHIVES/ANNE KASK⟧", ["AP"], "ANNE KASK", None),
    (" - ⟦EFE/ARCHIVO/Luis Marín⟧", ["EFE"], "Luis Marín", None),
    (" - ⟦EFE/ Agencia⟧", ["EFE"], None, None),
    (" - ⟦AFP/STR⟧", ["AFP"], None, None),
    (" - ⟦AFP/-⟧", ["AFP"], None, None),
    # labels
    (". ⟦Crédit photo : Anne Kask / AFP⟧", ["AFP"], "Anne Kask", None),
    (". ⟦Crédit : AFP⟧", ["AFP"], None, None),
    (". ⟦Crédits photo : AFP / Anne Kask⟧", ["AFP"], "Anne Kask", None),
    (". ⟦Foto: Luis Marín/EFE⟧", ["EFE"], "Luis Marín", None),
    (". ⟦Fuente: EFE⟧", ["EFE"], None, None),
    (". ⟦Imagen: Luis Marín (AFP)⟧", ["AFP"], "Luis Marín", None),
    (". ⟦Photo: Anne Kask/Harbour Times⟧", ["Harbour Times"], "Anne Kask", None),
    # picture libraries, misprints, agencies that no table has
    (" - ⟦Getty Images/iStockphoto⟧", ["Getty Images", "iStockphoto"], None, None),
    (" - ⟦Shutterstock/Anne Kask⟧", ["Shutterstock"], "Anne Kask", None),
    (" - ⟦DEPOSITPHOTOS⟧", ["DEPOSITPHOTOS"], None, None),
    (" - ⟦Depositphotos / annekask⟧", ["Depositphotos"], "annekask", None),
    (" - ⟦RUETERS/PAVEL REZNIK⟧", ["RUETERS"], "PAVEL REZNIK", None),
    (" - ⟦RUETERS⟧", ["RUETERS"], None, None),
    (" - ⟦NOVOSTIK/PAVEL REZNIK⟧", ["NOVOSTIK"], "PAVEL REZNIK", None),
    (" - ⟦Agence Tchadienne de Presse/Anne Kask⟧", ["Agence Tchadienne de Presse"], "Anne Kask", None),
]  # fmt: skip


@pytest.mark.parametrize("words", [FRENCH, SPANISH, ENGLISH])
@pytest.mark.parametrize(("marked", "agencies", "photographer", "via"), CREDITS)
def test_credit(words: str, marked: str, agencies: list[str], photographer: str | None, via: str | None) -> None:
    text = (words + marked).replace("⟦", "").replace("⟧", "")
    caption = read_caption(text, 0, len(text.rstrip("\u00a0 ")))
    assert caption is not None
    credit = caption.credit
    assert credit is not None
    assert (list(credit.agencies), credit.photographer, credit.via) == (agencies, photographer, via)
    assert text[credit.start : credit.end].lstrip("©( ") == marked[marked.index("⟦") + 1 : marked.index("⟧")].lstrip(
        "©( "
    )
    assert text[caption.start : caption.end].rstrip(".") == words


NO_CAPTIONS = [
    # attributions, titles and places after a dash
    "The truce is holding for now - according to Reuters",
    "The truce is holding - a source close to AFP said",
    "La trêve tient - selon l'AFP",
    "La tregua se mantiene - según EFE",
    "Un accord « sans précédent » - Le Monde",
    "El pacto que divide a Europa - El País",
    "The deal that divides Europe - The Guardian",
    "Le Sénat vote la loi sur le gaz - France 24",
    "PARIS - AFP",
    "MADRID - EFE",
    "BERLIN – dpa",
    "Le ministre a quitté Oslo - Le ministère",
    "La réforme a été rejetée - La présidence",
    "El presidente viaja a Lima - La Presidencia",
    "The budget was rejected - Ministry of Finance",
    "The envoys met in Oslo - Norway",
    "Les deux pays négocient - Paris et Berlin",
    "La candidate du Parti vert - Anne Kask",
    "Anne Kask - Harbour Times",
    "La ministre - Anne Kask - part pour Oslo",
    "Il est arrivé - via Rome",
    "Ils passent par Doha via Le Caire",
    "El convoy llegó a Kiev vía Varsovia",
    "Aid reaches the island via Rome",
    "LE SÉNAT REJETTE LE BUDGET DU MINISTÈRE",
    "MINISTERIO DE SALUD",
    "SERVICE PUBLIC",
    "Le Sénat rejette le texte - Ministère des Finances",
    # signatures and headings
    "Anne Kask",
    "A. K. (avec AFP)",
    "Con información de EFE",
    "With files from Reuters",
    "Un archivo abierto",
    "La piscine - Pool",
    "Le dossier du jour - Archives",
    "En bref - Document",
    "Eau / gaz / électricité",
    "Paris/Berlin : le divorce",
    "The Oslo/Madrid talks",
    "Le match Portugal/Maroc",
    "Ministerio de Salud/ Ministerio de Educación",
    "Un duel Kask/Reznik",
    "L'axe Paris / Berlin / Varsovie",
    # sentences that end in a name or an office
    "El ministro pidió ayuda a la Cruz Roja y a Unicef",
    "The army and/or the police will decide",
    "Le texte a été remis au service de presse du gouvernement.",
    "La decisión corresponde al Ministerio de Defensa.",
    "The report was handed to the Israel Defense Forces.",
    "La photo a été publiée par l'armée sur Facebook.",
    "Il cite Reuters (Pavel Reznik).",
]


@pytest.mark.parametrize("text", NO_CAPTIONS)
def test_no_caption(text: str) -> None:
    caption = read_caption(text, 0, len(text))
    assert caption is None or caption.start == caption.end == 0
