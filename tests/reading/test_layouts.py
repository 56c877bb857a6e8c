"""Small articles as portals lay them out. Each line says what it is before "‖"; residue is marked ⟦so⟧ and has no "‖"
when it is the whole line; a line that begins with "+" goes on with the line above."""

import re

import pytest

from depeche.reading.layout import lay_out

CAPTIONS_AROUND = """
title ‖ Malte et l'Estonie relancent leur dialogue

caption ‖ La présidente de Malte à Tallinn, le 4 mai 2021 - AFP/ANNE KASK
paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien pour parler du port de Tallinn.
paragraph ‖ Les deux pays veulent ouvrir une ligne de fret avant la fin de l'année, malgré les réserves de Riga.
caption ‖ ⟦Légende :⟧ Le port de Tallinn, le 3 mai 2021 - REUTERS/ PAVEL REZNIK

heading ‖ UN PORT DISPUTÉ
paragraph ‖ La Lettonie craint de perdre une partie du trafic qui passe aujourd'hui par ses quais.
caption ‖ ⟦Photo :⟧ Des dockers lettons à Riga, le 2 mai 2021 (Photo: Anne Kask / AFP)

paragraph ‖ Le gouvernement letton n'a pas réagi à l'annonce des deux présidents.
"""

FIGURES = """
⟦<h1>⟧title ‖ Malta y Estonia reabren su diálogo⟦</h1>⟧
⟦<p><em>⟧standfirst ‖ Los dos países quieren una línea de carga antes de fin de año⟦</em></p>⟧
⟦<figcaption>⟧caption ‖ La presidenta de Malta en Tallin, el 4 de mayo de 2021 - EFE/LUIS MARÍN⟦</figcaption>⟧
⟦<p>⟧paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio para hablar del puerto.⟦</p>⟧
⟦<figcaption>⟧caption ‖ El puerto de Tallin, visto desde la ciudad vieja⟦</figcaption>⟧
⟦<h2>⟧heading ‖ Un puerto disputado⟦</h2>⟧
⟦<p>⟧paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.⟦</p>⟧
⟦<p><em>⟧caption ‖ ⟦Leyenda:⟧ Estibadores letones en Riga, el 2 de mayo de 2021 - REUTERS/PAVEL REZNIK⟦</em></p>⟧
⟦<p>⟧paragraph ‖ El Gobierno letón no ha respondido al anuncio de los dos presidentes.⟦</p>⟧
"""

DASHED_CONTENTS = """
title ‖ Malta y Estonia reabren su diálogo sobre el puerto

⟦Índice⟧
⟦-⟧ contents_item ‖ Una línea de carga
⟦-⟧ contents_item ‖ Riga protesta

paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio para hablar del puerto de Tallin.

heading ‖ Una línea de carga

paragraph ‖ Los dos países quieren abrirla antes de fin de año, según explicó el ministro de Transportes.

⟦Leer también: El mercurio del Báltico preocupa a Helsinki⟧

heading ‖ Riga protesta

paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.
"""

ROMAN_CONTENTS = """
title ‖ Malte et l'Estonie relancent leur dialogue

⟦I.⟧ contents_item ‖ Une ligne de fret
⟦II.⟧ contents_item ‖ Riga proteste
⟦III.⟧ contents_item ‖ Bruxelles attend

paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien pour parler du port de Tallinn.

heading ‖ Une ligne de fret

paragraph ‖ Les deux pays veulent l'ouvrir avant la fin de l'année, a précisé le ministre des Transports.

heading ‖ Riga proteste

paragraph ‖ La Lettonie craint de perdre une partie du trafic qui passe aujourd'hui par ses quais.

heading ‖ Bruxelles attend

paragraph ‖ La Commission n'a pas encore reçu de demande des deux gouvernements.
"""

NUMBERED_CONTENTS = """
title ‖ Malta and Estonia reopen their talks

⟦Key points:⟧
⟦1)⟧ contents_item ‖ A line for freight
⟦2)⟧ contents_item ‖ Riga protests

paragraph ‖ The president of Malta met her Estonian counterpart on Tuesday to talk about the port of Tallinn.

⟦##⟧ heading ‖ A line for freight

paragraph ‖ Both countries want to open it before the end of the year, the transport minister said.

⟦##⟧ heading ‖ Riga protests

paragraph ‖ Latvia fears that it may lose some of the traffic that now passes through its docks.
"""

LINKED_CONTENTS = """
⟦#⟧ title ‖ Malte et l'Estonie relancent leur dialogue

⟦*⟧ ⟦[⟧contents_item ‖ Une ligne de fret⟦](#une-ligne-de-fret)⟧
⟦*⟧ ⟦[⟧contents_item ‖ Riga proteste⟦](#riga-proteste)⟧

paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien pour parler du port de Tallinn.

⟦##⟧ heading ‖ Une ligne de fret

paragraph ‖ Les deux pays veulent l'ouvrir avant la fin de l'année, a précisé le ministre des Transports.

⟦##⟧ heading ‖ Riga proteste

paragraph ‖ La Lettonie craint de perdre une partie du trafic qui passe aujourd'hui par ses quais.
"""

TWO_LINE_STANDFIRST = """
title ‖ Malta and Estonia reopen their talks

standfirst ‖ The two presidents want a new line for freight between their ports
standfirst ‖ Latvia fears for its own docks and asks Brussels to step in

paragraph ‖ The president of Malta met her Estonian counterpart on Tuesday to talk about the port of Tallinn.

heading ‖ RIGA PROTESTS

paragraph ‖ Latvia fears that it may lose some of the traffic that now passes through its docks.

byline ‖ By Helen Carter in Tallinn
"""

BYLINE_AT_THE_END = """
title ‖ Malte et l'Estonie relancent leur dialogue

paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien pour parler du port de Tallinn.

⟦Lire aussi :⟧
⟦À lire aussi - Le mercure de la Baltique inquiète Helsinki⟧

paragraph ‖ Les deux pays veulent ouvrir une ligne de fret avant la fin de l'année, malgré les réserves de Riga.

byline ‖ Claire Vasseur (avec AFP)
⟦© 2021 Le Courrier du Port. Tous droits réservés.⟧
"""

AGENCY_FOOTER = """
title ‖ Malta y Estonia reabren su diálogo sobre el puerto

⟦Compartir⟧
⟦Facebook Twitter WhatsApp⟧

byline ‖ Por Ana Lucía Paredes

paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio para hablar del puerto de Tallin.

paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.

byline ‖ Con información de EFE
⟦© 2021 Diario del Puerto⟧
"""

SHARED = """
title ‖ Malta and Estonia reopen their talks
⟦Share⟧
⟦Facebook⟧
⟦Twitter⟧
⟦WhatsApp⟧
⟦Copy link⟧

paragraph ‖ The president of Malta met her Estonian counterpart on Tuesday to talk about the port of Tallinn.

⟦Read more: The mercury of the Baltic worries Helsinki⟧

paragraph ‖ Latvia fears that it may lose some of the traffic that now passes through its docks.

⟦Copyright 2021 Harbour Times. All rights reserved.⟧
"""

BODY_LIST = """
title ‖ Malta y Estonia reabren su diálogo sobre el puerto

paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio. Los dos acordaron tres puntos:

⟦•⟧ paragraph ‖ Una línea de carga entre La Valeta y Tallin desde septiembre.
⟦•⟧ paragraph ‖ Un fondo común de doce millones de euros para los muelles.
⟦•⟧ paragraph ‖ Una reunión de ministros cada seis meses.

paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.
"""

PULL_QUOTE = """
title ‖ Malte et l'Estonie relancent leur dialogue

paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien. « Nous avons perdu dix ans », a-t-elle dit.

⟦>⟧ paragraph ‖ « Nous avons perdu dix ans »

paragraph ‖ Les deux pays veulent ouvrir une ligne de fret avant la fin de l'année, malgré les réserves de Riga.

paragraph ‖ La Lettonie craint de perdre une partie du trafic qui passe aujourd'hui par ses quais.
"""

LINK_BELOW = """
title ‖ Malta y Estonia reabren su diálogo

paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio para hablar del puerto de Tallin.

⟦Leer también:⟧
⟦[⟧⟦El mercurio del Báltico preocupa a Helsinki⟧⟦](https://harbour.example/b)⟧

paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.
⟦Etiquetas: Malta, Estonia, puertos⟧
"""

DATED_LINE = """
⟦ANÁLISIS⟧

⟦**⟧title ‖ Malta y Estonia reabren su diálogo⟦**⟧

⟦*⟧standfirst ‖ Los dos países quieren una línea de carga antes de fin de año.⟦*⟧

byline ‖ Ana Lucía Paredes / Tallin

byline ‖ 05/05/2021 10:32

caption ‖ La presidenta de Malta, en Tallin, el 4 de mayo de 2021 (Photo: Luis Marín / EFE)

paragraph ‖ La presidenta de Malta se reunió el martes con su homólogo estonio para hablar del puerto de Tallin.

heading ‖ UN PUERTO DISPUTADO

paragraph ‖ Letonia teme perder una parte del tráfico que hoy pasa por sus muelles.
"""

QUOTED_BLOCK = """
⟦<h1>⟧title ‖ Malte et l'Estonie relancent leur dialogue⟦</h1>⟧
⟦<p>⟧paragraph ‖ La présidente de Malte a rencontré mardi son homologue estonien pour parler du port de Tallinn, mais aussi de la ligne de fret que les deux pays veulent ouvrir avant la fin de l'année, malgré les réserves de Riga et de la Commission européenne.⟦</p>⟧
⟦<blockquote>⟧paragraph ‖ Nous avons perdu dix ans⟦</blockquote>⟧
⟦<p>⟧paragraph ‖ La Lettonie craint de perdre une partie du trafic qui passe aujourd'hui par ses quais.⟦</p>⟧
⟦<p>⟧byline ‖ Propos recueillis par Claire Vasseur⟦</p>⟧
⟦<p>⟧⟦Partager⟧⟦</p>⟧
"""  # noqa: E501

ARTICLES = {
    name.lower(): text
    for name, text in globals().items()
    if name.isupper() and isinstance(text, str) and not name.startswith("_")
}

KIND = re.compile(r"([a-z_]+) ‖ ")


def read_marked(marked: str) -> tuple[str, list[tuple[str, str]], list[str]]:
    """The text, (kind, words) of its blocks and the residues, in order."""
    blocks: list[tuple[str, str]] = []
    for line in marked.split("\n"):
        if kind := KIND.search(line):
            words = line[kind.end() :]
            while words.startswith("⟦"):
                words = words[words.index("⟧") + 1 :].lstrip()
            blocks.append((kind[1], words.partition("⟦")[0].strip()))
    text = KIND.sub("", marked)
    residues: list[str] = re.findall(r"⟦([^⟧]*)⟧", text)
    return text.replace("⟦", "").replace("⟧", ""), blocks, residues


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_layout(name: str) -> None:
    text, blocks, residues = read_marked(ARTICLES[name])
    found = lay_out(text).blocks
    credit = re.compile(r"(?:\s*[-–—]\s*(?:AFP|EFE|REUTERS)/.*|\s*\(Photo: .*)$")
    kept = [(b.kind, text[b.start : b.end]) for b in found if b.kind != "residue"]
    assert kept == [(kind, credit.sub("", words) if kind == "caption" else words) for kind, words in blocks]
    taken = [text[b.start : b.end] for b in found if b.kind == "residue"]
    tags = re.compile(r"</?\w+>")
    assert [r for r in taken if not tags.fullmatch(r)] == [r for r in residues if not r.startswith("<")]
