"""Whole articles -> blocks. Each expected line: kind, language, first words."""

from contextlib import suppress
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from depeche.errors import UnreadableArticle
from depeche.reading.encoding import decode
from depeche.reading.frame import Frame, make_article
from depeche.reading.layout import Layout, lay_out
from depeche.reading.markup import mask
from depeche.records import Article

FRENCH = """MONDE

# Lisbonne et Rabat relancent leur dialogue sur la pêche

Les deux capitales ont signé une feuille de route, malgré les réserves de la Commission
Par Claire Vasseur, envoyée spéciale à Rabat, avec AFP
Publié le 12 mars 2021 à 18h40

La ministra portuguesa Teresa Coelho y su homólogo Aziz Rahmani firman el acuerdo el 12 de marzo. EFE/Jalal Morchidi
La ministre portugaise Teresa Coelho et son homologue Aziz Rahmani signent l'accord le 12 mars. EFE/Jalal Morchidi

• Un accord attendu depuis dix ans
• Bruxelles reste prudente

RABAT (AFP) — Le Portugal et le Maroc ont signé vendredi un accord - non sans peine.

Un accord attendu depuis dix ans

Les négociations avaient commencé en 2011, et la presse des deux pays l'avait oublié.

Lire aussi : Le thon rouge divise la Méditerranée

Bruxelles reste prudente

La Commission a rappelé jeudi que les États membres ne peuvent pas conclure seuls.

(AFP)
"""

SPANISH = """Quito y Lima cierran la frontera amazónica
tras el ataque a una patrulla
Los dos gobiernos acusan a una banda de contrabandistas.

Por Ana Lucía Paredes y Jorge Quispe | Iquitos

QUITO, 3 mar (EFE).- Los gobiernos de Ecuador y de Perú
cerraron este miércoles su frontera amazónica después
de que una patrulla mixta fuera atacada en el río Napo.

El ministro de Defensa, Raúl Cevallos, dijo que "no habrá
impunidad" y anunció el envío de doscientos soldados a la
zona.

Foto: El ministro Raúl Cevallos (i) pasa revista a la tropa
en Nuevo Rocafuerte, el 3 de marzo de 2020 - AP Photo/Dolores
Ochoa

Una banda con raíces

Según la policía peruana, la banda opera desde 2014 en las
dos orillas del río.
"""

ENGLISH = """<h1>Oslo hosts surprise talks between rivals</h1>
<p><em>Norwegian mediators say a truce is within reach.</em></p>
<p>By Helen Carter and Tom Reid, Oslo</p>
<figcaption>FILE PHOTO: Delegates arrive at a hotel in Oslo, May 3, 2022. REUTERS/Ingrid Dahl/File Photo</figcaption>
<p>LONDON, March 3 (Reuters) - Envoys of the two <b>generals</b> met on Tuesday.</p>
<h2>A fragile truce</h2>
<p>Norway's minister - a former envoy - was cautious.</p>
"""


def outline(text: str, layout: Layout) -> list[str]:
    words = [text[b.start : b.end].split() for b in layout.blocks if b.kind != "residue"]
    kinds = [f"{b.kind} {b.language}" for b in layout.blocks if b.kind != "residue"]
    return [f"{kind} {' '.join(said[:2])}" for kind, said in zip(kinds, words, strict=True)]


def residues(text: str, layout: Layout) -> list[str]:
    return [text[b.start : b.end] for b in layout.blocks if b.kind == "residue"]


def test_french_article_with_spanish_captions() -> None:
    layout = lay_out(FRENCH)
    assert outline(FRENCH, layout) == [
        "title fr Lisbonne et",
        "standfirst fr Les deux",
        "byline fr Par Claire",
        "byline fr Publié le",
        "caption es La ministra",
        "caption fr La ministre",
        "contents_item fr Un accord",
        "contents_item fr Bruxelles reste",
        "paragraph fr RABAT (AFP)",
        "heading fr Un accord",
        "paragraph fr Les négociations",
        "heading fr Bruxelles reste",
        "paragraph fr La Commission",
        "byline fr (AFP)",
    ]
    assert residues(FRENCH, layout) == ["MONDE", "#", "•", "•", "Lire aussi : Le thon rouge divise la Méditerranée"]
    by_id = {block.id: block for block in layout.blocks}
    items = [block for block in layout.blocks if block.kind == "contents_item"]
    assert [by_id[item.announces or ""].kind for item in items] == ["heading", "heading"]
    assert [byline.name for byline in layout.bylines] == ["Claire Vasseur"]


def test_spanish_article_broken_by_hand() -> None:
    layout = lay_out(SPANISH)
    assert outline(SPANISH, layout) == [
        "title es Quito y",
        "standfirst es Los dos",
        "byline es Por Ana",
        "paragraph es QUITO, 3",
        "paragraph es El ministro",
        "caption es El ministro",
        "heading es Una banda",
        "paragraph es Según la",
    ]
    assert residues(SPANISH, layout) == ["Foto:"]
    assert [byline.name for byline in layout.bylines] == ["Ana Lucía Paredes", "Jorge Quispe"]
    assert layout.title == "Quito y Lima cierran la frontera amazónica tras el ataque a una patrulla"


def test_english_article_with_markup() -> None:
    layout = lay_out(ENGLISH)
    assert outline(ENGLISH, layout) == [
        "title en Oslo hosts",
        "standfirst en Norwegian mediators",
        "byline en By Helen",
        "caption en Delegates arrive",
        "paragraph en LONDON, March",
        "heading en A fragile",
        "paragraph en Norway's minister",
    ]
    assert "FILE PHOTO:" in residues(ENGLISH, layout)
    assert residues(ENGLISH, layout).count("<b>") == 1


ONE_PARAGRAPH = [
    "The envoy left Oslo on Monday without a word.",
    "The envoy left Oslo on Monday without a word",
    "Le ministre est parti lundi. Il n'a rien dit à la presse.\n",
]


def test_a_text_of_one_paragraph_is_a_paragraph() -> None:
    for text in ONE_PARAGRAPH:
        assert [block.kind for block in lay_out(text).blocks] == ["paragraph"]


def test_blocks_of_another_language_are_in_that_language() -> None:
    text = "Treffen in Berlin\n\nDer Bundeskanzler hat am Dienstag den polnischen Ministerpräsidenten empfangen."
    assert {block.language for block in lay_out(text).blocks} == {"de"}


# ---- for any text ---------------------------------------------------------------------------------------------------

SIGNS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u00a0",
    " ",
    "  1. ",
    "• ",
    "- ",
    " - ",
    ".",
    "/",
    "(",
    ")",
    "«",
    "»",
    "é",
]
MARKUP = ["<p>", "</p>", "<strong>", "</b>", "<!--", "-->", "**", "# ", "> ", "[a](https://a.example)", "&nbsp;", "<"]
WORDS = ["Photo : ", "Pie de foto:", "FILE - ", "Par Anne Kask", "Sommaire", "via", "AFP/ANNE KASK", "(Reuters)", "©"]
OTHERS = [
    "Le ministre est parti.",
    "le ministre est parti",
    "EFE",
    "2024",
    "\x1e",
    "😀",
    "👩\u200d🚀",
    "\u200b",
    "\ufeff",
]
PIECES = st.sampled_from([*SIGNS, *MARKUP, *WORDS, *OTHERS])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_blocks_stand_in_the_text_in_order_and_apart(text: str) -> None:
    article = make_article(text, Frame("a", "a.txt"))
    assert article.text == text
    spoken = [block for block in article.blocks if block.kind != "residue"]
    residue = [block for block in article.blocks if block.kind == "residue"]
    for block in article.blocks:
        assert 0 <= block.start < block.end <= len(text)
        assert article[block].strip() == article[block] != ""
    for blocks in (spoken, residue):
        assert all(one.end <= other.start for one, other in pairwise(blocks))
    credits = [block.credit for block in spoken if block.credit]
    assert not any(c.start < b.end and b.start < c.end for c in credits for b in spoken)
    assert list(article.blocks) == sorted(article.blocks, key=lambda b: (b.start, -b.end, b.kind == "residue"))
    assert len({block.id for block in article.blocks}) == len(article.blocks)
    shadow = mask(text).shadow
    assert all(" ".join(shadow[b.start : b.end].split()) == b.name for b in article.bylines)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_article_survives_json(text: str) -> None:
    article = make_article(text.encode("utf-8", "ignore").decode(), Frame("a", "a.txt"))
    assert msgspec.json.decode(msgspec.json.encode(article), type=Article) == article


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("cp1252", "ignore"))))
def test_bytes_become_text_or_are_refused(content: bytes) -> None:
    with suppress(UnreadableArticle):
        assert "\x00" not in decode(content, "a.txt")


def test_headings_know_their_level_where_markup_says_it() -> None:
    body = "Les deux pays ont signé mardi un accord de pêche qui entre en vigueur avant la fin de l'année.\n\n"
    text = f"# Un accord\n\n{body}## La zone\n\n{body}#### Les quotas\n\n{body}<h3>La suite</h3>\n\n{body}"
    blocks = lay_out(text).blocks
    assert [b.level for b in blocks if b.kind == "heading"] == [2, 4, 3]
    assert {b.level for b in blocks if b.kind != "heading"} == {None}
