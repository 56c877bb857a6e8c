"""Habits of news sites, on pages of publishers that do not exist: what stands between the paragraphs of a report, above
its title and inside its lines."""

from __future__ import annotations

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading import body, page
from depeche.reading.frame import Frame
from depeche.records import Article

FR = (
    "Les ministres de Marvane et de Sorelle ont signé mardi un accord sur la pêche, après dix ans de disputes.",
    "Le texte partage la zone disputée et crée une commission de contrôle, qui siégera dans les deux capitales.",
    "« Nous avons tourné la page », a déclaré la ministre Hana Weiss devant les journalistes réunis au palais du Port.",
    "L'opposition de Marvane dénonce un abandon et promet de saisir la Cour constitutionnelle avant la fin du mois.",
)
ES = (
    "El gobernador de Altavera anunció este lunes un plan de obras para las rutas dañadas por las inundaciones.",
    "El plan prevé una inversión de 300 millones de pesos y comenzará en las localidades más afectadas del norte.",
    "«No vamos a dejar a nadie solo», dijo el mandatario en una conferencia de prensa ofrecida en la Casa de Gobierno.",
    "Los intendentes de la oposición reclamaron que el dinero se reparta con criterios públicos y sin demoras.",
)
EN = (
    "The coast guard of Marvane rescued forty-two people from a sinking ferry late on Tuesday, officials said.",
    "The vessel had left the port of Velde two hours earlier and began to take on water in heavy seas near the reef.",
    "“We heard the alarm and everyone ran to the deck,” said Maria Lund, a nurse who was travelling with her sons.",
    "Investigators will examine whether the ship carried more passengers than its licence allowed, the ministry said.",
)
MENU = "<header><nav><ul><li><a href=/a>Accueil</a></li><li><a href=/b>Monde</a></li></ul></nav></header>"


def read(markup: str, head: str = "") -> Article:
    return page.read_source(f"<html><head>{head}</head><body>{MENU}{markup}</body></html>", Frame("page", "page.html"))


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def words(article: Article, kind: str) -> list[str]:
    return [article[block] for block in article.blocks if block.kind == kind]


# ---- between the paragraphs -----------------------------------------------------------------------------------------

# what a site puts into the report, and the report's lines
BETWEEN = [
    ("<ul><li><a href=/1>Le port attend</a></li><li><a href=/2>La ministre sous pression</a></li></ul>", FR),
    ("<p><strong>À lire aussi : <a href=/3>Dix ans de disputes en mer</a></strong></p>", FR),
    ("<p>(Re)lire : <a href=/3>Dix ans de disputes en mer</a></p>", FR),
    ("<div>Chaque soir, l'essentiel de l'actualité de votre commune dans votre boîte mail.</div>", FR),
    ("<p>Continuer la lecture</p>", FR),
    ("<div class='bloc-pub'><p>Voitures neuves à prix cassés chez les concessionnaires de la région</p></div>", FR),
    ("<p><b>Leé también:</b> <a href=/x>Cómo quedó el puente del río Sauce</a></p>", ES),
    ("<p>Te puede interesar: <a href=/x>Cómo quedó el puente del río Sauce</a></p>", ES),
    ("<p>Sumate: unite a nuestro canal de WhatsApp y recibí las noticias de Altavera al instante.</p>", ES),
    ("<div class='leer-mas'><p>El puente del río Sauce, seis meses después de la peor crecida</p></div>", ES),
    ("<p>Seguí leyendo</p>", ES),
    ("<p>Story continues below advertisement</p>", EN),
    ("<p>Sign up for our morning briefing and get the day's main stories every weekday.</p>", EN),
    ("<div class='read-next'><p>Ten years of ferry accidents on the Velde route, and what was done</p></div>", EN),
    ("<p>Text size</p>", EN),
]  # fmt: skip


@pytest.mark.parametrize(("put", "lines"), BETWEEN)
def test_what_a_site_puts_between_the_paragraphs_stays_out(put: str, lines: tuple[str, ...]) -> None:
    body = f"{paragraphs(lines[:2])}{put}{paragraphs(lines[2:])}"
    found = read(f"<main><article><h1>Un titre sans importance</h1><div class='corps'>{body}</div></article></main>")
    assert words(found, "paragraph") == list(lines)
    assert words(found, "heading") == []


KEPT = [
    "Le ministre a demandé aux pêcheurs de s'inscrire sur la liste des bateaux avant la fin de la semaine.",
    "La newsletter du ministère est lue par 40.000 marins, qui l'ont reçue le jour même de la signature.",
    "The regulator fined the newsletter's publisher, and told readers that they would be paid back in full.",
    "El canal de WhatsApp de la gobernación difundió el anuncio una hora antes de la conferencia de prensa.",
]


@pytest.mark.parametrize("line", KEPT)
def test_a_report_may_tell_of_such_things(line: str) -> None:
    found = read(f"<main><article><h1>Un titre</h1>{paragraphs((*FR[:2], line, *FR[2:]))}</article></main>")
    assert words(found, "paragraph") == [*FR[:2], line, *FR[2:]]


def test_words_set_apart_are_read_once() -> None:
    """A pull quote repeats a paragraph; a quotation that stands in no other line is the report's."""
    own = "<blockquote><p>Nous n'avons jamais signé ce texte, et nous ne le signerons pas.</p></blockquote>"
    apart = "<blockquote class='exergue'>Nous avons tourné la page</blockquote>"
    aside = "<aside class='pullquote'><p>L'opposition de Marvane dénonce un abandon</p></aside>"
    found = read(f"<article><h1>Un titre</h1>{paragraphs(FR[:2])}{apart}{own}{paragraphs(FR[2:])}{aside}</article>")
    said = "Nous n'avons jamais signé ce texte, et nous ne le signerons pas."
    assert words(found, "paragraph") == [*FR[:2], said, *FR[2:]]


def test_a_paragraph_for_small_screens_and_for_large_ones_is_read_once() -> None:
    twice = f"<p class='mobile'>{EN[1]}</p><p class='desktop'>{EN[1]}</p>"
    found = read(f"<article><h1>A title</h1><p>{EN[0]}</p>{twice}{paragraphs(EN[2:])}</article>")
    assert words(found, "paragraph") == list(EN)


# ---- inside a line --------------------------------------------------------------------------------------------------

UNSEEN = [
    "<a href=/x>the port of Velde<span class='sr-only'> (opens in a new window)</span></a>",
    "the port of Velde<span hidden>Velde: 12,000 inhabitants</span>",
    "the port of Velde<span style='display: none'>Velde: 12,000 inhabitants</span>",
    "<span class='gloss'>the port of Velde<span class='tooltip'>Velde: 12,000 inhabitants</span></span>",
    "the port of Velde<span class='c'><img src=v.jpg><a href=/v>Velde</a> <a href=/1>Master resigns</a></span>",
]


@pytest.mark.parametrize("words_of_port", UNSEEN)
def test_what_shows_when_pointed_at_is_not_read(words_of_port: str) -> None:
    line = EN[1].replace("the port of Velde", words_of_port)
    found = read(f"<article><h1>A title</h1>{paragraphs((EN[0], line, *EN[2:]))}</article>")
    assert words(found, "paragraph") == list(EN)


# ---- above the report -----------------------------------------------------------------------------------------------


def test_a_label_above_the_title_is_no_paragraph() -> None:
    """As in regional papers: a line of its own inside the article, and name, place and day on one line."""
    head = (
        "<div class='surtitre'>Pêche</div><h1>Velde. Un accord signé au port</h1><div class='infos-art'>"
        "<span>Le Courrier</span> <span>Jeanne LE GOFF</span>. <span>Publié le 05/05/2024 à 18h30</span></div>"
    )
    found = read(f"<article>{head}<div class='corps'>{paragraphs(FR)}</div></article>")
    assert found.text.startswith("Velde. Un accord signé au port")
    assert words(found, "paragraph") == list(FR)
    assert found.published == "2024-05-05"


def test_a_sentence_that_says_when_something_was_published_dates_nothing() -> None:
    line = "Un rapport publié le 3 mars 2019 à Velde avait déjà demandé une commission commune de contrôle."
    found = read(f"<article><h1>Un titre</h1>{paragraphs((line, *FR))}</article>")
    assert words(found, "paragraph") == [line, *FR]
    assert found.published != "2019-03-03"


@pytest.mark.parametrize("window", ["Plan de obras - Diario de Altavera", "Diario de Altavera", "Altavera | Política"])
def test_the_printed_title_goes_before_the_window_s(window: str) -> None:
    found = read(f"<article><h1>El gobernador anunció obras</h1>{paragraphs(ES)}</article>", f"<title>{window}</title>")
    assert found.title == "El gobernador anunció obras"


@pytest.mark.parametrize(
    ("stated", "name"),
    [("By Ana Holm", "Ana Holm"), ("Par Jeanne Le Goff", "Jeanne Le Goff"), ("Por Luis Marín", "Luis Marín")],
)
def test_an_author_is_a_name(stated: str, name: str) -> None:
    found = read(f"<article><h1>A title</h1>{paragraphs(EN)}</article>", f"<meta name='author' content='{stated}'>")
    assert found.authors == (name,)


# ---- pages that are an error, and reports about errors --------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["500 personnes évacuées à Velde", "Error arbitral en la final de Altavera", "404 jours de grève au port"]
)
def test_a_brief_whose_title_has_a_figure_is_no_error(title: str) -> None:
    assert read(f"<article><h1>{title}</h1><p>{FR[0]}</p><p>{FR[1]}</p></article>").title == title


@pytest.mark.parametrize(
    "title",
    [
        "Error 404",
        "Erreur 404 - Page introuvable",
        "404 Not Found",
        "Página no encontrada | Diario",
        "Oops! Page not found",
    ],
)
def test_an_error_is(title: str) -> None:
    with pytest.raises(UnreadableArticle, match="an error page"):
        read(f"<main><h1>{title}</h1><p>{FR[0]}</p><p>{FR[1]}</p></main>")


# ---- trafilatura's proposal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "asked"), [(FR[0], [True]), ("Une autre ligne, longue, du même site.", [True, False])]
)
def test_the_full_search_is_for_pages_on_which_the_first_is_doubtful(
    first: str, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[bool] = []

    def extract(source: str, *, fast: bool = False) -> list[str]:
        assert "<script>" not in source
        searches.append(fast)
        return [first, *(FR[1:] if first in FR else ())]

    monkeypatch.setattr(body, "extract", extract)
    read(f"<script>x</script><article><h1>Un titre</h1>{paragraphs(FR)}</article>")
    assert searches == asked


# ---- without trafilatura's proposal ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [FR, ES, EN])
def test_a_page_on_which_nothing_is_proposed_is_read(lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The paragraphs that stand together are the report; teasers, cookies and comments are not."""
    monkeypatch.setattr(page, "ask", lambda *_: set())
    teaser = "<p>Un autre titre qui n'a rien à voir avec le rapport, assez long pour un paragraphe.</p>"
    cookies = "<div class='cookie-wall'><p>Avec votre accord, nos partenaires et nous utilisons des cookies.</p></div>"
    comments = f"<div id='comments'><p>{'Je ne suis pas du tout de cet avis, et je le dis. ' * 3}</p></div>"
    side = f"<div class='colonne'><div>{teaser}</div><div>{teaser}</div></div>"
    report = f"<div class='texte'><h1>Un titre</h1>{paragraphs(lines)}</div>"
    found = read(f"{cookies}<div class='page has-sidebar'>{side}{report}</div>{comments}")
    assert words(found, "paragraph") == list(lines)
