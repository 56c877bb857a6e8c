"""An article in a notebook: its text stays its text, and every span is to be seen."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from stores import act, report

import depeche
from depeche.presenting.notebook import Mark, as_html, marked

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert("1")</script> & <img src=x onerror=alert(1)> &amp; 💩e\u0301\r\n\ttwo'


class Reader(HTMLParser):
    """A reader that is not ours: the text, and for every mark the text within it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.within, self.tags = "", [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append((dict(attrs)["title"], len(self.text)))

    def handle_endtag(self, tag):
        title, start = self.open.pop()
        self.within.append((title, start, len(self.text)))

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.just(HOSTILE)


@settings(max_examples=200, deadline=None)
@given(text=LETTERS, data=st.data())
def test_text_and_every_span_are_kept(text, data):
    place = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(place, place), max_size=8))
    marks = [Mark(min(s), max(s), "actor", f'<{n}"&') for n, s in enumerate(spans)]
    found = read(marked(text, marks))
    assert found.text == text
    assert found.tags <= {"mark"}
    for m in marks:
        covered = {i for title, start, end in found.within if title == m.about for i in range(start, end)}
        assert covered == set(range(m.start, m.end))


def test_what_an_article_says_is_no_tag():
    coded = report("a", "2024-01-10", act("AID", "the-<b>-front", "RUS"), title=HOSTILE).coded
    html = coded._repr_html_()
    assert html == as_html(coded)
    for bad in ("<script", "<img", "<b>"):
        assert bad not in html
    assert "&lt;script&gt;" in html
    assert "e1 AID: the-&lt;b&gt;-front → RUS" in html


def test_a_real_article():
    (article,) = depeche.read(ROOT / "examples/myanmar-truce.txt")
    coded = depeche.code(article)
    html = as_html(coded)
    text = html.split('<div class="depeche-text">')[1].split("</div>")[0]
    assert read(text).text == article.text
    assert html.count('scope="col"') == 8
    for layer in ("event", "actor", "date", "place", "quote"):
        assert f'class="depeche-{layer}"' in html


def test_an_article_without_anything():
    html = as_html(report("a", "2024-01-10").coded)
    assert "nothing found" in html
    assert "<table>" not in html
