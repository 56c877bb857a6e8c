"""For any text: each span lies inside it, is not empty, survives JSON and stands at the words it claims."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depeche.pipeline import code
from depeche.records import Article, Block, CodedArticle, Located, Span

STATES = {
    "fr": ("le Ghana", "l’Équateur", "la Côte d’Ivoire", "le Pérou", "la Suède"),
    "es": ("Ghana", "España", "Costa de Marfil", "Perú", "México"),
    "en": ("Ghana", "Ecuador", "Côte d’Ivoire", "Peru", "Sweden"),
}
CAPITALS = {
    "fr": ("Yaoundé", "Téhéran", "Moscou"),
    "es": ("Yaundé", "Teherán", "Moscú"),
    "en": ("Yaoundé", "Tehran", "Moscow"),
}
TEMPLATES = {
    "fr": (
        "{a} a rencontré {b} à {c} le 12 juin 2024.",
        "«{n}Nous condamnons {a}{n}», a déclaré {c} à {b}.",
        "Mardi dernier, {a} a accusé {b} d’avoir tué 1{n}200 civils.",
        "Selon {c}, {a} n’a pas attaqué {b}{n}: “rien de tel”.",
    ),
    "es": (
        "{a} se reunió con {b} en {c} el 12 de junio de 2024.",
        "«Condenamos a {a}», declaró {c} a {b}.",
        "El martes pasado, {a} acusó a {b} de matar a 1.200 civiles.",
        "Según {c}, {a} no atacó {b}: “nada de eso”.",
    ),
    "en": (
        "{a} met {b} in {c} on 12 June 2024.",
        "“We condemn {a},” {c} told {b}.",
        "Last Tuesday {a} accused {b} of killing 1,200 civilians.",
        "According to {c}, {a} did not attack {b} — ‘nothing of the kind’.",
    ),
}
LANGUAGES = tuple(TEMPLATES)
BETWEEN = st.sampled_from(
    [" ", "\u00a0", "  ", "\r\n", "\n", " 🕊️ ", " 👩🏽‍⚖️ ", " — ", "\t", " e\u0301te\u0301 ", "\u200b", " 🇫🇷"]
)
BLANKS = st.sampled_from([" ", "\u00a0", "\u202f"])
BREAKS = st.sampled_from(["\n\n", "\r\n\r\n", "\n\n🙂\n\n"])
KINDS = st.sampled_from(["paragraph", "title", "caption", "standfirst", "heading"])
MARKS = frozenset('«»“”"„‹›')
PROPERTY = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def sentences(draw: st.DrawFn, language: str) -> str:
    template = draw(st.sampled_from(TEMPLATES[language]))
    return template.format(
        a=draw(st.sampled_from(STATES[language])),
        b=draw(st.sampled_from(STATES[language])),
        c=draw(st.sampled_from(CAPITALS[language])),
        n=draw(BLANKS),
    )


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Blocks of one to three sentences, each in its own language, with anything but words around them."""
    text, blocks = draw(st.sampled_from(["", "\ufeff", "\n", "🙂 "])), []
    for number in range(draw(st.integers(1, 3))):
        language, start = draw(st.sampled_from(LANGUAGES)), len(text)
        for piece in draw(st.lists(sentences(language), min_size=1, max_size=3)):
            text += (draw(BETWEEN) if len(text) > start else "") + piece
        if draw(st.booleans()):
            text = text[:start] + unicodedata.normalize("NFD", text[start:])
        blocks.append(Block(f"b{number}", draw(KINDS), language, start, len(text)))
        text += draw(BREAKS)
    return Article("test", text, tuple(blocks), language=blocks[0].language, published="2024-06-20")


def spans(coded: CodedArticle) -> Iterator[tuple[str, Located]]:
    """Every span of every layer, named."""
    yield from (("as_of", span) for span in coded.as_of.evidence)
    for actor in coded.actors:
        yield from ((f"actor {actor.id}", located) for located in (*actor.mentions, *actor.roles))
    yield from (("date", date) for date in coded.dates)
    yield from (("place", place) for place in coded.places)
    for quote in coded.quotes:
        yield from (("quote", located) for located in (quote, quote.cue, quote.source) if located is not None)
    for event in coded.events:
        told = event.spans
        ends = (*told.actors, *told.recipients, told.date, told.place, told.attribution, *told.factuality)
        for located in (event.trigger, *ends, *event.evidence, *event.mentions, *event.quantities):
            if located is not None:
                yield f"event {event.type}", located
    for relation in coded.relations:
        yield from ((relation.relation, span) for span in relation.evidence)


def assert_well_placed(coded: CodedArticle) -> None:
    text, blocks = coded.article.text, coded.article.blocks
    for name, located in spans(coded):
        assert 0 <= located.start < located.end <= len(text), name
        words = text[located.start : located.end]
        assert words == words.strip(), (name, words)
        assert any(located in Span.of(block) for block in blocks), (name, words)


def assert_at_its_words(coded: CodedArticle) -> None:
    article = coded.article
    for actor in coded.actors:
        for mention in actor.mentions:
            if mention.form == "name":
                assert any(c.isupper() for c in article[mention]), (actor.id, article[mention])
    for quote in coded.quotes:
        if quote.kind in ("direct", "partial", "not_speech"):
            words = article[quote]
            assert not {words[0], words[-1]} & MARKS, words
            before, after = article.text[: quote.start].rstrip()[-1:], article.text[quote.end :].lstrip()[:1]
            assert {before, after} & (MARKS | {"‘", "’", "'"}), words
        if quote.of is not None:
            assert quote in Span.of(coded.quotes[quote.of])
    for event in coded.events:
        assert len(event.actors) == len(event.spans.actors)
        assert len(event.recipients) == len(event.spans.recipients)
        assert any(event.trigger in evidence for evidence in event.evidence)
        assert event.trigger not in event.mentions
        known = {actor.id for actor in coded.actors} | {place.country for place in coded.places}
        assert {*event.actors, *event.recipients} <= known
        assert event.attribution in known | {"reporter"}
        for quantity in event.quantities:
            assert any(c.isdigit() for c in article[quantity]), article[quantity]


@PROPERTY
@given(articles())
def test_spans_of_any_text(article: Article) -> None:
    coded = code(article)
    assert coded.article == article
    assert_well_placed(coded)
    assert_at_its_words(coded)
    assert msgspec.json.decode(msgspec.json.encode(coded), type=CodedArticle) == coded


@settings(PROPERTY, max_examples=25)
@given(st.data(), st.sampled_from(LANGUAGES), st.sampled_from(["🙂🙂 ", "\r\n\r\n", "\u00a0\u00a0", "Ghana. "]))
def test_what_stands_before_moves_every_span_and_changes_nothing(
    data: st.DataObject, language: str, prefix: str
) -> None:
    """Words outside the blocks are not read."""
    text = data.draw(sentences(language))

    def run(before: str) -> list[tuple[str, int, int]]:
        block = Block("b", "paragraph", language, len(before), len(before) + len(text))
        coded = code(Article("test", before + text, (block,), language=language, published="2024-06-20"))
        return [(name, at.start - len(before), at.end - len(before)) for name, at in spans(coded)]

    assert run(prefix) == run("")


# language, text, the words of each layer at their ⟦place⟧
@pytest.mark.parametrize(
    ("language", "text", "layer", "words"),
    [
        ("fr", "🙂 L’Équateur a condamné, mardi, le Pérou.", "actors", ["Équateur", "Pérou"]),
        ("fr", "🙂 L’Équateur a condamné, mardi, le Pérou.", "events", ["condamné"]),
        ("fr", "🙂 L’Équateur a condamné, le 12 juin 2024, le Pérou.", "dates", ["le 12 juin 2024"]),
        ("es", "👩🏽‍⚖️ España visitó Perú.", "events", ["visitó"]),
        ("es", "👩🏽‍⚖️ «Es grave», dijo España.", "quotes", ["Es grave"]),
        ("en", "🇫🇷 “It\u00a0is grave,” Sweden said.", "quotes", ["It\u00a0is grave,"]),
        ("en", "🇫🇷 Sweden condemned Peru.", "actors", ["Sweden", "Peru"]),
    ],
)
def test_words_after_wide_characters(language: str, text: str, layer: str, words: list[str]) -> None:
    article = Article(
        "test", text, (Block("b", "paragraph", language, 0, len(text)),), language=language, published="2024-06-20"
    )
    coded = code(article)
    located = {
        "actors": sorted((m for actor in coded.actors for m in actor.mentions), key=lambda m: m.start),
        "dates": coded.dates,
        "events": [event.trigger for event in coded.events],
        "quotes": [quote for quote in coded.quotes if quote.kind != "indirect"],
    }[layer]
    assert [article[one] for one in located][: len(words)] == words
