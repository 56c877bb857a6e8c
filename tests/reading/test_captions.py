"""Captions and their credits; sentences that only look like them."""

import pytest

from depeche.reading.captions import read_caption
from depeche.reading.layout import lay_out

# caption ⟦credit⟧, agencies, photographer, via
CREDITS = [
    ("El canciller en Praga, el 3 de mayo - ⟦EFE/ LUIS MARÍN via REUTERS⟧", ["EFE"], "LUIS MARÍN", "REUTERS"),
    ("La présidente maltaise à Tallinn, le 4 mai 2021\u00a0 - ⟦AFP/ANNE KASK⟧", ["AFP"], "ANNE KASK", None),
    ("La présidente maltaise à Tallinn -⟦AFP / Anne Kask⟧ \u00a0", ["AFP"], "Anne Kask", None),
    ("The envoy leaves the palace. ⟦(Photo: Anne Kask / AFP)⟧", ["AFP"], "Anne Kask", None),
    ("The envoy leaves the palace. ⟦AP Photo/Anne Kask⟧", ["AP"], "Anne Kask", None),
    ("The envoy leaves the palace on Monday. ⟦REUTERS/Anne Kask/File Photo⟧", ["REUTERS"], "Anne Kask", None),
    ("L'émissaire quitte le palais. ⟦© Anne Kask / AFP⟧", ["AFP"], "Anne Kask", None),
    ("El enviado deja el palacio. ⟦Foto: Luis Marín (EFE)⟧", ["EFE"], "Luis Marín", None),
    ("L'émissaire quitte le palais. ⟦Crédit : Anne Kask⟧", [], "Anne Kask", None),
    ("Le palais présidentiel, à Tallinn | ⟦Getty Images⟧", ["Getty Images"], None, None),
    ("Le palais présidentiel, à Tallinn ⟦AFP/ANNE KASK⟧", ["AFP"], "ANNE KASK", None),
    ("Le palais présidentiel, mardi. ⟦NOVOSTIK/PAVEL REZNIK⟧", ["NOVOSTIK"], "PAVEL REZNIK", None),
    ("Le palais présidentiel, mardi. ⟦Photo Harbour Times / P. Reznik⟧", ["Harbour Times"], "P. Reznik", None),
    ("Varios vecinos huyen de las llamas, ayer. ⟦EFE⟧", ["EFE"], None, None),
    ("Fighters near the port. ⟦Niels Berg/PA Images via Getty Images⟧", ["PA Images"], "Niels Berg", "Getty Images"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "agencies", "photographer", "via"), CREDITS)
def test_credit(marked: str, agencies: list[str], photographer: str | None, via: str | None) -> None:
    text = marked.replace("⟦", "").replace("⟧", "")
    caption = read_caption(text, 0, len(text.rstrip("\u00a0 ")))
    assert caption is not None
    credit = caption.credit
    assert credit is not None
    assert text[credit.start : credit.end] == marked[marked.index("⟦") + 1 : marked.index("⟧")]
    assert (list(credit.agencies), credit.photographer, credit.via) == (agencies, photographer, via)
    assert text[caption.start : caption.end] == marked[: marked.index("⟦")].rstrip(" -|,\u00a0")


NO_CAPTIONS = [
    "Le ministre a promis une réponse rapide - probablement dès lundi.",
    "Elle parlera demain à Oslo - ou jamais",
    "La visite - la première depuis 2011 - a surpris Ankara",
    "Les chiffres viennent d'une dépêche de l'AFP et de Reuters.",
    "The senator spoke to Reuters on Tuesday about the budget of the U.S.",
    "The compensation fund is run by the national oil company, Petrovia, S.A. (PVA).",
    "Le pays dépend de l'Union européenne - Bruxelles l'a rappelé",
    "Un accord sur le gaz, l'eau / l'électricité",
    "«No cederemos», dice la ministra Ana Belén Cordero",
    "The firm is backed by Gov. Lane and by Sen. Robert Hale",
]


@pytest.mark.parametrize("text", NO_CAPTIONS)
def test_ordinary_sentences_are_no_captions(text: str) -> None:
    assert read_caption(text, 0, len(text)) is None


ARCHIVE = [
    ("Foto de archivo: la reina llega a Oslo - EFE/Luis Marín", True),
    ("Photo d’archives de la reine à Oslo - AFP/Anne Kask", True),
    ("Une photo de la reine prise en 2003, tirée des archives royales - AFP/Anne Kask", True),
    ("The queen in Oslo in a file photo. REUTERS/Anne Kask", True),
    ("La reina en Oslo. EFE/Archivo", True),
    ("La reine visite les archives nationales à Oslo - AFP/Anne Kask", False),
]


@pytest.mark.parametrize(("text", "archive"), ARCHIVE)
def test_archive(text: str, archive: bool) -> None:
    caption = read_caption(text, 0, len(text))
    assert caption is not None
    assert caption.archive is archive


PAIRED = """Deux ministres à Sofia

La ministra griega Eleni Pappa y su homólogo búlgaro Ivan Petkov pasean por Sofía el 9 de abril - EFE/NIKOS ZAHOS
La ministre grecque Eleni Pappa et son homologue bulgare Ivan Petkov se promènent à Sofia le 9 avril - EFE/NIKOS ZAHO

Le gouvernement bulgare a reçu samedi la ministre grecque de l'Énergie pour parler du gaz.

Una manifestación contra el gasoducto, en Sofía, el 10 de abril de 2022 - EFE/NIKOS ZAHOS
Manifestation contre le gazoduc à Sofia le 10 avril 2022
"""


def test_translations_are_paired_both_ways() -> None:
    captions = [block for block in lay_out(PAIRED).blocks if block.kind == "caption"]
    assert [caption.language for caption in captions] == ["es", "fr", "es", "fr"]
    ids = [caption.id for caption in captions]
    assert [caption.pair_with for caption in captions] == [ids[1], ids[0], ids[3], ids[2]]


def test_swapped_letters_in_a_credit_part_no_pair() -> None:
    text = (
        "Deux ministres à Sofia\n\n"
        "La ministra griega Eleni Pappa pasea por Sofía el 9 de abril de 2022 - EFE/HELGA MARTENSEN\n"
        "La ministre grecque Eleni Pappa se promène à Sofia le 9 avril 2022 - EFE/HELGA MARTNESEN\n\n"
        "Le gouvernement bulgare a reçu samedi la ministre grecque de l'Énergie pour parler du gaz.\n"
    )
    captions = [block for block in lay_out(text).blocks if block.kind == "caption"]
    assert [caption.pair_with for caption in captions] == [captions[1].id, captions[0].id]


def test_caption_with_its_credit_on_the_next_line_and_its_label_on_the_line_before() -> None:
    text = "Photo :\nLes pêcheurs quittent Brest mardi\n© Anne Kask / AFP\n\nLa grève a commencé mardi à Brest."
    residue, caption, paragraph = lay_out(text).blocks
    assert (residue.kind, caption.kind, paragraph.kind) == ("residue", "caption", "paragraph")
    assert caption.credit is not None
    assert caption.credit.photographer == "Anne Kask"
