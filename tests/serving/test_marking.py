"""The text in pieces: nothing is lost, nothing is hidden."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import made_up
from depeche.records import Actor, Article, Block, Mention
from depeche.serving.app import templates
from depeche.serving.marking import Mark, lanes_of, marked, marks_of, pieces

LETTERS = st.text(
    st.sampled_from("ab <>&\"'\n\r\t\N{NO-BREAK SPACE}é\N{COMBINING ACUTE ACCENT}\U0001f4a5«»\u2028"), max_size=60
)
HOSTILE = st.sampled_from(
    ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;&#60;", "</div>", "<!--", "]]>")
)
TEXTS = st.lists(LETTERS | HOSTILE, max_size=6).map("".join)


class Text(HTMLParser):
    """What stands inside the element of the text, without tags; and the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") or (value or "").startswith("javascript:") for name, value in attributes)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def spans(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    bounds = st.integers(0, len(text))
    return st.lists(st.tuples(bounds, bounds).filter(lambda pair: pair[0] < pair[1]), max_size=8)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, tuple[Mark, ...]]:
    """A text with blocks that do not overlap, and marks anywhere."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    blocks = tuple(Block(f"b{n}", "paragraph", "fr", start, end) for n, (start, end) in enumerate(pairs))
    found = draw(spans(text)) if text else []
    layers = draw(st.lists(st.sampled_from(("event", "actor", "quote")), min_size=len(found), max_size=len(found)))
    marks = tuple(
        Mark(layer, f"{n}", *span, "<i>x</i>") for n, (layer, span) in enumerate(zip(layers, found, strict=True))
    )
    return Article("a", text, blocks), marks


def shown(article: Article, marks: tuple[Mark, ...]) -> Text:
    macro = templates().get_template("text.html").module.shown_text
    page = Text()
    page.feed(str(macro(marked(article, marks), article, {}, {})))
    page.close()
    return page


@given(articles())
@settings(max_examples=300, deadline=None)
def test_the_page_without_tags_is_the_text(drawn):
    article, marks = drawn
    page = shown(article, marks)
    assert "".join(page.words) == article.text
    assert page.tags <= {"div", "span", "a"}


@given(articles())
@settings(max_examples=200, deadline=None)
def test_every_character_knows_all_that_covers_it(drawn):
    article, marks = drawn
    seen: list[set[str]] = []
    for part in marked(article, marks):
        for piece in part.pieces:
            seen += [{over.mark.of for over in piece.covering}] * len(piece.text)
    expected = [{m.of for m in marks if m.start <= at < m.end} for at in range(len(article.text))]
    assert seen == expected


@given(articles())
@settings(max_examples=200, deadline=None)
def test_marks_that_overlap_have_lines_of_their_own(drawn):
    _, marks = drawn
    lanes = [(mark, lane) for mark, lane in lanes_of(marks) if lane < 7]
    for mark, lane in lanes:
        for other, its in lanes:
            apart = other.end <= mark.start or mark.end <= other.start
            assert mark == other or lane != its or apart


def test_a_mark_begins_once():
    marks = (Mark("actor", "a", 0, 6, ""), Mark("event", "e", 2, 4, ""))
    found = list(pieces("abcdef", lanes_of(marks), 0, 6))
    assert [piece.text for piece in found] == ["ab", "cd", "ef"]
    assert [[over.mark.of for over in piece.covering if over.first] for piece in found] == [["a"], ["e"], []]


def test_residue_inside_a_block_is_a_part_of_it():
    article = Article("a", "one ** two", (Block("b1", "paragraph", "en", 0, 10), Block("r1", "residue", None, 4, 6)))
    assert [part.block.id for part in marked(article, ()) if part.block] == ["b1"]
    assert "".join(shown(article, ()).words) == article.text


def test_every_layer_of_a_coded_article_is_marked():
    text = "Report\n\nThe army of RUS met PRK over grain."
    coded = made_up(
        Article("a", text, (Block("b1", "title", "en", 0, 6), Block("b2", "paragraph", "en", 8, len(text))))
    )
    assert {mark.layer for mark in marks_of(coded)} >= {"event", "actor", "place", "quote", "cue", "relation"}
    twice = replace(
        coded, actors=(*coded.actors, Actor("x", "group", "x", None, (), None, (), (), (Mention(3, 3, "name"),)))
    )
    assert marks_of(twice) == marks_of(coded), "what is empty cannot be seen"
