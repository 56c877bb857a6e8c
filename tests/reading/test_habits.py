"""Habits of content systems, on pages made here: what they mark, how they sign, what they ask."""

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.frame import Frame
from depeche.reading.page import read_page
from depeche.records import Article

LINES = (
    "Le gouvernement de Marvane a présenté mardi un plan de soutien à la pêche côtière, a annoncé le ministre.",
    "Les marins-pêcheurs de Velde, qui bloquaient le port depuis une semaine, demandent des garanties écrites.",
    "L'opposition a jugé le plan insuffisant et réclame une baisse du prix du carburant, qui a doublé en un an.",
    "Une réunion est prévue vendredi à la préfecture avec les représentants des armateurs et des coopératives.",
)
REPORT = "".join(f"<p>{line}</p>" for line in LINES)
TITLE = "Le port de Velde reste fermé"


def page(body: str, head: str = "") -> Article:
    return read_page(
        f"<html lang='fr'><head>{head}</head><body>{body}</body></html>".encode(), Frame("page", "page.html")
    )


def words(article: Article, kind: str) -> list[str]:
    return [article[block] for block in article.blocks if block.kind == kind]


def test_a_heading_is_told_by_the_class_of_its_paragraph() -> None:
    parts = REPORT.replace(f"<p>{LINES[2]}", f"<p class='intertitre'>Un décret promis</p><p>{LINES[2]}")
    article = page(f"<article><h1>{TITLE}</h1>{parts}</article>")
    assert words(article, "heading") == ["Un décret promis"]


@pytest.mark.parametrize("byline", ["De notre correspondante à Velde, Hélène Masson", "Par Hélène Masson, à Velde"])
def test_a_name_goes_before_an_office(byline: str) -> None:
    head = "<meta name='author' content='Rédaction web'>"
    article = page(f"<article><h1>{TITLE}</h1><p class='signature'>{byline}</p>{REPORT}</article>", head)
    assert article.authors == ("Hélène Masson",)
    assert page(f"<article><h1>{TITLE}</h1>{REPORT}</article>", head).authors == ("Rédaction web",)


def test_the_last_line_signs_a_report_that_nobody_signs_above() -> None:
    article = page(f"<article><h1>{TITLE}</h1>{REPORT}<p>Hélène MASSON</p></article>")
    assert (words(article, "byline"), article.authors) == (["Hélène MASSON"], ("Hélène MASSON",))


@pytest.mark.parametrize(
    ("credit", "caption"),
    [
        ("Photo Ana Ruiz / <a href='https://pictures.example'>Aufbild</a>", "Photo Ana Ruiz / Aufbild"),
        ("Photo Ana Ruiz. <a href='/more'>Plus</a>", "Photo Ana Ruiz"),
        ("Photo Ana Ruiz ... <a href='/more'>plus</a>", "Photo Ana Ruiz"),
    ],
)
def test_a_link_behind_a_credit_is_of_it_unless_it_opens_more(credit: str, caption: str) -> None:
    figure = f"<figure><img><figcaption>Des chalutiers à quai, lundi. {credit}</figcaption></figure>"
    (block,) = [b for b in page(f"<article><h1>{TITLE}</h1>{figure}{REPORT}</article>").blocks if b.kind == "caption"]
    article = page(f"<article><h1>{TITLE}</h1>{figure}{REPORT}</article>")
    assert block.credit is not None
    assert article[block.credit].strip(" .") == caption


def test_a_title_that_no_tag_marks_is_told_by_what_the_page_calls_itself() -> None:
    lines = "".join(f"<div><span>{line}</span></div>" for line in (TITLE, "Par Hélène Masson · 12 mars 2024", *LINES))
    article = page(f"<div>{lines}</div>", f"<title>{TITLE} - La Gazette</title>")
    assert (words(article, "title"), words(article, "byline")) == ([TITLE], ["Par Hélène Masson · 12 mars 2024"])
    assert article.published == "2024-03-12"


WALLS = (
    "Nous et nos 842 partenaires stockons et accédons à des informations sur votre appareil pour personnaliser les "
    "contenus que vous lisez ici et pour mesurer l'audience de nos pages, de nos lettres et de nos vidéos.",
    "Nosotros y nuestros 842 socios almacenamos y accedemos a información en un dispositivo para personalizar los "
    "contenidos que usted lee aquí y para medir la audiencia de nuestras páginas y vídeos.",
    "We and our 842 partners store and access information on a device to personalise what you read here and to "
    "measure the audience of our pages, letters and videos, as our policy says in detail.",
)


@pytest.mark.parametrize("wall", WALLS)
def test_a_page_that_only_asks_for_consent_is_refused(wall: str) -> None:
    with pytest.raises(UnreadableArticle, match="consent to cookies"):
        page(f"<div class='cookie-wall'><h2>Privacy</h2><p>{wall}</p></div>", f"<title>{TITLE}</title>")
    article = page(f"<div><p>{wall}</p></div><article><h1>{TITLE}</h1>{REPORT}</article>")
    assert words(article, "paragraph")[-1] == LINES[-1]


@pytest.mark.parametrize(
    "figure",
    [
        "<div class='foto'><img><p class='pie'>Des chalutiers à quai, lundi. <b>EFE/Ana Ruiz</b></p></div>",
        "<p><img><br><em>Des chalutiers à quai, lundi. EFE/Ana Ruiz</em></p>",
        "<div class='a1'><img><span class='a2'>Des chalutiers à quai, lundi. EFE/Ana Ruiz</span></div>",
    ],
)
def test_a_line_alone_with_a_picture_is_its_caption_where_it_ends_in_a_credit(figure: str) -> None:
    article = page(f"<article><h1>{TITLE}</h1>{figure}{REPORT}</article>")
    (caption,) = [block for block in article.blocks if block.kind == "caption"]
    assert caption.credit is not None
    assert (article[caption], article[caption.credit]) == ("Des chalutiers à quai, lundi.", "EFE/Ana Ruiz")
    assert words(article, "paragraph") == list(LINES)


def test_a_paragraph_beside_a_picture_is_one() -> None:
    article = page(f"<article><h1>{TITLE}</h1><div><img><p>{LINES[0]}</p></div>{REPORT}</article>")
    assert words(article, "caption") == []


def test_what_an_author_is_names_nobody() -> None:
    byline = "<div class='byline-names'><span>Anna Cole</span><div>Environment correspondent</div></div>"
    article = page(f"<article><h1>{TITLE}</h1>{byline}{REPORT}</article>")
    assert article.authors == ("Anna Cole",)


def test_a_heading_over_links_alone_is_left_out() -> None:
    links = "<h2>Related topics</h2><ul><li><a href='/fishing'>Fishing</a></li></ul>"
    parts = REPORT.replace(f"<p>{LINES[2]}", f"{links}<h2>Un décret promis</h2><p>{LINES[2]}")
    assert words(page(f"<article><h1>{TITLE}</h1>{parts}</article>"), "heading") == ["Un décret promis"]


def test_each_post_of_a_live_report_keeps_its_heading() -> None:
    posts = "".join(
        f"<div class='post'><span>{hour}</span><h2 class='post-title'>{title}</h2><p>{one}</p><p>{other}</p></div>"
        for hour, title, (one, other) in (
            ("19:12", "Le ministre est arrivé", LINES[:2]),
            ("12:30", "Pas d'accord", LINES[2:]),
        )
    )
    article = page(f"<article><h1>{TITLE}</h1><section class='live'>{posts}</section></article>")
    assert words(article, "heading") == ["Le ministre est arrivé", "Pas d'accord"]
