"""A page -> an article: what a reader reads, in order, each character with its place in the source."""

from __future__ import annotations

import gc
import html
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depeche.errors import UnreadableArticle
from depeche.reading.formats import read
from depeche.reading.frame import Frame
from depeche.reading.html import read_html
from depeche.reading.offsets import is_even, to_source
from depeche.reading.page import LARGEST, read_page
from depeche.records import Article

PAGES = Path(__file__).parent / "pages"
SENTENCE = "Les deux pays ont signé mardi un accord de pêche qui doit entrer en vigueur avant la fin de l'année. "


@pytest.fixture(scope="module")
def article() -> Article:
    (found,) = read(PAGES / "detroit.html")
    assert isinstance(found, Article)
    return found


def page(body: str, head: str = "") -> Article:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), Frame("page", "page.html"))


def words(article: Article, kind: str) -> list[str]:
    return [article[block] for block in article.blocks if block.kind == kind]


def test_blocks_in_page_order(article: Article) -> None:
    assert [block.kind for block in article.blocks if block.kind != "residue"] == [
        *("title", "standfirst", "byline", "byline", "caption", "paragraph", "paragraph", "heading", "paragraph"),
        *("paragraph", "paragraph", "caption", "heading", "paragraph", "paragraph"),
    ]


def test_what_the_page_says_of_itself(article: Article) -> None:
    assert article.title == "Le détroit de Marvane rouvre aux\u00a0cargos"
    assert article.authors == ("Lucie Brenner", "Karim Ostal")
    assert (article.published, article.updated) == ("2023-05-04T08:15:00+02:00", "2023-05-04T19:02:11+02:00")
    assert (article.publisher, article.section, article.language) == ("La Gazette des Ports", "Monde", "fr")
    assert article.url == "https://gazette.example/monde/2023/05/04/detroit-de-marvane"
    assert [byline.name for byline in article.bylines] == ["Lucie Brenner", "Karim Ostal"]
    assert all(article[byline] == byline.name for byline in article.bylines)


def test_captions_with_their_credits(article: Article) -> None:
    one, other = [block for block in article.blocks if block.kind == "caption"]
    assert one.credit
    assert other.credit
    assert article[one] == "Un cargo à quai dans le port de Velde, le 2 mai."
    assert (one.credit.photographer, one.credit.agencies) == ("Nadia Ferrand", ("AFP",))
    assert article[other] == "Le ministre des transports devant la presse, jeudi."
    assert (other.credit.photographer, other.credit.agencies) == ("Paul Arden", ("Reuters",))


def test_headings_and_lists(article: Article) -> None:
    assert words(article, "heading") == ["Une commission mixte", "Des pêcheurs inquiets"]
    assert "deux observateurs, choisis par la Ligue des ports." in words(article, "paragraph")


@pytest.mark.parametrize("left_out", ["cookies", "Accueil", "Lire aussi", "Inscrivez-vous", "équipages", "Tous droits"])
def test_what_is_not_the_report_stays_out(article: Article, left_out: str) -> None:
    assert left_out not in article.text


def test_soft_hyphens_and_references(article: Article) -> None:
    assert "la réouverture du détroit qui les sépare, fermé depuis le 22\u00a0mars" in article.text
    assert "«\u00a0sous une semaine\u00a0»" in article.text


def test_two_breaks_part_paragraphs(article: Article) -> None:
    assert words(article, "paragraph")[-1].startswith("Leur syndicat a demandé")


def test_every_character_has_its_place(article: Article) -> None:
    source = (PAGES / "detroit.html").read_text(encoding="utf-8")
    assert_maps(article, source)
    title = next(block for block in article.blocks if block.kind == "title")
    there = to_source(article.source_map, title.start, title.end)
    assert there is not None
    assert source[there.start : there.end] == "Le d&eacute;troit de Marvane rouvre aux&nbsp;cargos"


def assert_maps(article: Article, source: str) -> None:
    """Runs are in order and in the text; even ones are the same characters in both."""
    end = 0
    for run in article.source_map:
        assert end <= run.start < run.end <= len(article.text)
        assert 0 <= run.source_start < run.source_end <= len(source)
        end = run.end
        if is_even(run):
            assert blanked(article.text[run.start : run.end]) == blanked(source[run.source_start : run.source_end])
    covered = {place for run in article.source_map for place in range(run.start, run.end)}
    for block in article.blocks:
        assert set(range(block.start, block.end)) <= covered | {i for i, c in enumerate(article.text) if c == " "}


def blanked(words: str) -> str:
    return "".join(" " if character in " \t\n\r\f\v" else character for character in words)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6))
def test_any_words_map_back(parts: list[str]) -> None:
    paragraphs = "".join(f"<p>{html.escape(part)} {SENTENCE * 2}</p>" for part in parts)
    source = f"<html><body><h1>Un accord</h1><article>{paragraphs}</article></body></html>"
    found = read_page(source.encode(), Frame("page", "page.html"))
    assert_maps(found, source)
    assert found.text.count(SENTENCE.strip()) >= 1


@settings(max_examples=60, deadline=None)
@given(st.text("<>/=\"' &;!-pdivah1liscrtp\n", max_size=400))
def test_no_markup_is_too_broken(junk: str) -> None:
    source = f"<html><body>{junk}<p>{SENTENCE * 4}</p></body></html>"
    with suppress(UnreadableArticle):
        assert_maps(read_page(source.encode(), Frame("page", "page.html")), source)


# ---- pages that hold no report ---------------------------------------------------------------------------------------

NOTHING = [
    (
        "<h1>Page introuvable</h1><p>La page que vous cherchez n'existe pas ou plus. Revenez à l'accueil du site.</p>",
        "an error page",
    ),
    ("<h1>404 Not Found</h1>", "an error page"),
    ("<div id='app'></div><script>load()</script>", "no report found in the page"),
    ("<nav><a href='/'>Accueil</a><a href='/monde'>Monde</a></nav>", "no report found in the page"),
    ("", "no report found in the page"),
]


@pytest.mark.parametrize(("body", "said"), NOTHING)
def test_a_page_without_a_report_says_so(body: str, said: str) -> None:
    with pytest.raises(UnreadableArticle) as caught:
        page(body)
    assert str(caught.value).startswith(f"page.html: {said}")
    assert "\n" not in str(caught.value)


def test_a_report_about_an_error_is_read() -> None:
    found = page(f"<article><h1>Erreur judiciaire : la cour rouvre le dossier</h1><p>{SENTENCE * 8}</p></article>")
    assert found.title == "Erreur judiciaire : la cour rouvre le dossier"


def test_behind_a_paywall() -> None:
    notice = "<p class='paywall'>La suite est réservée aux abonnés.</p>"
    found = page(f"<article><h1>Un accord de pêche est signé</h1><p>{SENTENCE * 3}</p>{notice}</article>")
    assert [note.split(":")[0] for note in found.notes] == ["behind a paywall"]
    assert "réservée" not in found.text


def test_a_text_that_a_script_loads() -> None:
    told = {"@type": "NewsArticle", "headline": "Un accord est signé", "author": {"name": "Lucie Brenner"}}
    told |= {"articleBody": f"{SENTENCE}\n\n{SENTENCE * 2}", "datePublished": "2023-05-04"}
    found = page("<div id='app'></div>", f"<script type='application/ld+json'>{json.dumps(told)}</script>")
    assert words(found, "paragraph") == [SENTENCE.strip(), (SENTENCE * 2).strip()]
    assert (found.title, found.published, found.authors) == ("Un accord est signé", "2023-05-04", ("Lucie Brenner",))
    assert found.notes == ("its text is loaded by script and was taken from its JSON-LD",)


def test_too_large_a_page() -> None:
    with pytest.raises(UnreadableArticle, match="a page of more than 20 MB"):
        next(read_html(io.BytesIO(b"<html>" + b" " * LARGEST), Frame("page", "page.html")))


HOSTILE = [
    "<div>" * 30_000 + f"<p>{SENTENCE * 4}</p>",
    "<a " * 40_000 + f"<p>{SENTENCE * 4}</p>",
    '<a title="' * 20_000 + f"<p>{SENTENCE * 4}</p>",
    f"<p>{SENTENCE * 4}</p>" + "<script>" * 20_000,
    f"<p>{SENTENCE * 4}</p>" + "&" * 100_000,
    "<script type='application/ld+json'>" + '{"a":' * 20_000 + f"</script><p>{SENTENCE * 4}</p>",
    "<!-- " * 20_000 + f"<p>{SENTENCE * 4}</p>",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_pages_end_soon(body: str) -> None:
    with suppress(UnreadableArticle):
        page(body)


# ---- what the page states --------------------------------------------------------------------------------------------

STATED = [
    ('<meta property="article:published_time" content="2021-03-09T10:00:00+01:00">', "2021-03-09T10:00:00+01:00"),
    ('<meta name="date" content="20210309">', "2021-03-09"),
    ('<meta name="date" content="09/03/2021">', "2021-03-09"),
    ('<meta name="date" content="yesterday">', None),
    ('<meta name="date" content="2021-13-45">', None),
]


@pytest.mark.parametrize(("head", "day"), STATED)
def test_days(head: str, day: str | None) -> None:
    assert page(f"<article><h1>Un accord est signé</h1><p>{SENTENCE * 4}</p></article>", head).published == day


PRINTED = [
    ("Publié le 9 mars 2021 à 10h", "2021-03-09"),
    ("9 de marzo de 2021", "2021-03-09"),
    ("March 9, 2021", "2021-03-09"),
    ("09/03/2021 10:02", "2021-03-09"),
    ("mardi", None),
]


@pytest.mark.parametrize(("line", "day"), PRINTED)
def test_printed_days(line: str, day: str | None) -> None:
    body = f"<article><h1>Un accord est signé</h1><p class='date'>{line}</p><div><p>{SENTENCE * 4}</p></div></article>"
    assert page(body).published == day


TITLES = [
    (
        "<title>Un accord est signé | Le Phare</title><meta property='og:site_name' content='Le Phare'>",
        "",
        "Un accord est signé",
    ),
    ("<title>Un accord est signé | Le Phare</title>", "<h1>Un accord est signé</h1>", "Un accord est signé"),
    ("<title>Le Phare | Un accord est signé</title>", "<h1>Un accord est signé</h1>", "Un accord est signé"),
]


@pytest.mark.parametrize(("head", "above", "title"), TITLES)
def test_titles(head: str, above: str, title: str) -> None:
    assert page(f"<article>{above}<p>{SENTENCE * 4}</p></article>", head).title == title


CAPTIONS = [
    ("<figcaption>Le port de Velde, mardi. <small>AFP</small></figcaption>", "Le port de Velde, mardi.", "AFP"),
    ("<p class='wp-caption-text'>Le port de Velde, mardi. (AFP)</p>", "Le port de Velde, mardi.", "(AFP)"),
    ("<figcaption>Le port de Velde vu du large / AFP</figcaption>", "Le port de Velde vu du large", "AFP"),
    (
        "<figcaption><p>Le port de Velde, mardi.</p><p class='credit'>Ana Ruiz</p></figcaption>",
        "Le port de Velde, mardi.",
        "Ana Ruiz",
    ),
    (
        "<figcaption>Le port de Velde, mardi. (Archives de la ville de Velde)</figcaption>",
        "Le port de Velde, mardi.",
        "(Archives de la ville de Velde)",
    ),
    ("<figcaption>Le port de Velde, mardi</figcaption>", "Le port de Velde, mardi", None),
]


@pytest.mark.parametrize(("caption", "said", "credit"), CAPTIONS)
def test_captions(caption: str, said: str, credit: str | None) -> None:
    figure = f"<figure><img src='a.jpg'>{caption}</figure>"
    found = page(f"<article><h1>Un accord</h1><p>{SENTENCE * 3}</p>{figure}<p>{SENTENCE * 3}</p></article>")
    (block,) = [block for block in found.blocks if block.kind == "caption"]
    assert found[block] == said
    assert (found[block.credit] if block.credit else None) == credit


def test_a_contents_list_announces_its_headings() -> None:
    items = "".join(
        f'<li><a href="#{n}">{said}</a></li>' for n, said in enumerate(("Un accord rare", "Une mer disputée"))
    )
    parts = "".join(f"<h2>{said}</h2><p>{SENTENCE * 3}</p>" for said in ("Un accord rare", "Une mer disputée"))
    found = page(
        f"<article><h1>Un accord de pêche</h1><ul class='toc'>{items}</ul><p>{SENTENCE * 3}</p>{parts}</article>"
    )
    assert words(found, "heading") == ["Un accord rare", "Une mer disputée"]
    listed = [block for block in found.blocks if block.kind == "contents_item"]
    headings = [block.id for block in found.blocks if block.kind == "heading"]
    assert [block.announces for block in listed] == headings


def test_captions_in_two_languages_are_paired() -> None:
    one = "Le président Luis Ortega reçoit Hana Weiss à Lima, le 3 mars 2021. (Foto: Ana Ruiz/EFE)"
    other = "El presidente Luis Ortega recibe a Hana Weiss en Lima, el 3 de marzo de 2021. (Foto: Ana Ruiz/EFE)"
    figures = "".join(f"<figure><img src='a.jpg'><figcaption>{said}</figcaption></figure>" for said in (one, other))
    found = page(f"<article><h1>Une visite</h1><p>{SENTENCE * 4}</p>{figures}<p>{SENTENCE * 3}</p></article>")
    first, second = [block for block in found.blocks if block.kind == "caption"]
    assert (first.pair_with, second.pair_with) == (second.id, first.id)
    assert (first.language, second.language) == ("fr", "es")


ONE = "Rescatistas buscan sobrevivientes entre los escombros de un edificio derrumbado."
OTHER = "Des secouristes cherchent des survivants dans les décombres d'un immeuble effondré."


@pytest.mark.parametrize("said", [f"{ONE}<br>{OTHER}", f"<p>{ONE}</p><p>{OTHER}</p>", f"<div>{ONE}</div> {OTHER}"])
def test_a_caption_in_two_languages_is_two(said: str) -> None:
    figure = (
        f"<figure><img src='a.jpg'><figcaption>{said} <span class='credit'>Ana Ruiz/EFE</span></figcaption></figure>"
    )
    found = page(f"<article><h1>Une visite</h1><p>{SENTENCE * 4}</p>{figure}<p>{SENTENCE * 3}</p></article>")
    first, second = [block for block in found.blocks if block.kind == "caption"]
    assert (found[first], found[second]) == (ONE, OTHER)
    assert (first.language, second.language) == ("es", "fr")
    assert second.credit is not None
    assert found[second.credit] == "Ana Ruiz/EFE"


def test_a_caption_of_two_lines_in_one_language_is_one() -> None:
    said = "Des secouristes cherchent des survivants.<br>Un immeuble de six étages s'est effondré mardi."
    figure = f"<figure><img src='a.jpg'><figcaption>{said}</figcaption></figure>"
    found = page(f"<article><h1>Une visite</h1><p>{SENTENCE * 4}</p>{figure}<p>{SENTENCE * 3}</p></article>")
    assert words(found, "caption") == [said.replace("<br>", "\n")]


def test_other_languages_are_read() -> None:
    sentence = (
        "I due governi hanno firmato martedì un accordo sulla pesca che entrerà in vigore entro la fine dell'anno. "
    )
    found = page(f"<article><h1>Firmato l'accordo sulla pesca</h1><p>{sentence * 4}</p></article>")
    assert found.language == "it"
    assert {block.language for block in found.blocks} == {"it"}


def test_headings_know_their_level() -> None:
    bold = "<p><strong>Ce que dit l'opposition</strong></p>"
    parts = (f"<h2>Un accord rare</h2><p>{SENTENCE * 3}</p>", f"<h3>La zone</h3><p>{SENTENCE * 2}</p>")
    found = page(f"<article><h1>Un accord</h1>{''.join(parts)}{bold}<p>{SENTENCE * 3}</p></article>")
    headings = [(found[block], block.level) for block in found.blocks if block.kind == "heading"]
    assert headings == [("Un accord rare", 2), ("La zone", 3), ("Ce que dit l'opposition", None)]
    assert {block.level for block in found.blocks if block.kind != "heading"} == {None}


@pytest.mark.parametrize("content", [b"", (PAGES / "detroit.html").read_bytes()], ids=["refused", "read"])
def test_garbage_is_collected_again_after_a_page(content: bytes) -> None:
    with suppress(UnreadableArticle):
        read_page(content, Frame("p", "p"))
    assert gc.isenabled()
