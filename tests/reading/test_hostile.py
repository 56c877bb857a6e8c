"""What `benchmarks/fuzz.py` found: inputs that took too long, and texts too long for a report."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.hostile import pdf, tar_of
from depeche.errors import UnreadableArticle
from depeche.reading import markdown, page, plain
from depeche.reading.body import without_idle_headings
from depeche.reading.captions import neighbours, sentences_before_last
from depeche.reading.credits import find_credit
from depeche.reading.encoding import decode
from depeche.reading.formats import read
from depeche.reading.frame import LONGEST, Frame
from depeche.reading.layout import lay_out
from depeche.reading.linked import load
from depeche.reading.markup import mask
from depeche.reading.tree import parse
from depeche.records import Article, Block, Failure

SENTENCE = "Les deux pays ont signé mardi à Oslo un accord de pêche qui entre en vigueur avant la fin de l'année. "


def seconds(made: Callable[..., object], *arguments: object) -> float:
    """Of the processor."""
    start = time.process_time()
    made(*arguments)
    return time.process_time() - start


def quickest(made: Callable[..., object], *arguments: object) -> float:
    """The least of five: what else the machine does only adds to it."""
    return min(seconds(made, *arguments) for _ in range(5))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.md"])
def test_a_text_too_long_for_a_report_is_one_line(tmp_path: Path, name: str) -> None:
    text = SENTENCE * (2 * LONGEST // len(SENTENCE) + 10)
    made = {"a.html": f"<html><body><p>{text}</p></body></html>", "a.jsonl": f'{{"text": "{text}"}}'}
    path = tmp_path / name
    path.write_text(made.get(name, text), encoding="utf-8")
    assert "a report has at most 500,000; give one report a file" in said(path)


def test_a_header_without_end_names_no_columns(tmp_path: Path) -> None:
    """Twenty million zeros under the name of a table ended in an error of the csv module."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"0" * 21_000_000)
    assert "a first line of more than 1,000,000 characters names no columns" in said(path)


def test_a_text_of_lines_without_end_is_no_report(tmp_path: Path) -> None:
    """Forty thousand lines of a mail's head took eight seconds."""
    path = tmp_path / "a.txt"
    path.write_text("X-A: b\n" * 42_000, encoding="utf-8")
    assert "a text of 42,000 lines, of which a report has at most 20,000" in said(path)
    path.write_text("X-A: b\n" * 15_000, encoding="utf-8")
    assert seconds(said, path) < 10


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_what_is_far_too_long_is_not_even_decoded(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of eighty such texts took ten seconds."""
    for module in (plain, markdown):
        monkeypatch.setattr(module, "decode", lambda content, source: pytest.fail("decoded"))
    path = tmp_path / name
    path.write_bytes(b"0" * 10_000_000)
    assert "a text of more than 2 MB, of whose characters a report has at most 500,000" in said(path)


def said(path: Path) -> str:
    try:
        return "".join(one.reason for one in read(path) if isinstance(one, Failure))
    except UnreadableArticle as error:
        return str(error)


@pytest.mark.parametrize("content", ['{"text": ' + "[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_nested_without_end_is_one_line(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert str(path) in said(path)
    assert "\n" not in said(path)


ITEM = f"<item><title>Un accord{{0}}</title><description>{SENTENCE}</description></item>"
RSS = f"<rss version='2.0'><channel>{ITEM}</channel></rss>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a", b"a,b\rc,text,title\nd"),  # a lone carriage return in what may be a header
        ("feed.xml", RSS.format("\ud800").encode("utf-8", "surrogatepass")),
        ("a.eml", b"From: a\nDate: Thu, 04 May 99999999999999999999 08:15:00 +0200\n\n" + SENTENCE.encode()),
    ],
)
def test_what_a_library_did_not_expect(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "\n" not in said(path)


def test_a_wacz_whose_list_and_file_differ(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.warc", b"WARC/1.1\r\n\r\n")
        archive.writestr("datapackage.json", b"{}")
    path = tmp_path / "a.wacz"
    path.write_bytes(out.getvalue().replace(b"archive/data.warc", b"archive/date.warc", 1))
    assert "a.wacz" in said(path)


def test_many_sentences_on_one_line_take_time_in_proportion() -> None:
    short, long = SENTENCE * 200, SENTENCE * 2000
    sentences_before_last(short)
    assert quickest(sentences_before_last, long) < 40 * quickest(sentences_before_last, short) + 0.2


def test_the_same_paragraph_many_times_takes_time_in_proportion() -> None:
    """Each looked for the next of its kind from the first on."""
    lay_out(SENTENCE)
    assert seconds(lay_out, "La suite\n\n" * 4000) < 5


def test_a_caption_has_few_neighbours() -> None:
    captions = [Block(f"b{n}", "caption", ("fr", "es")[n % 2], n, n + 1) for n in range(3000)]
    assert len(list(neighbours(captions))) < 3 * len(captions)


def test_headings_without_end_are_not_given_to_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> set[int]:
        raise AssertionError("asked")

    monkeypatch.setattr(page, "ask", ask)
    report = f"<article><h1>Un accord</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p></article>"
    source = f"<html><body>{report}{'<h2>La suite</h2>' * page.MOST_LEAVES}</body></html>"
    found = page.read_source(source, Frame("a", "a.html"))
    assert [found[b] for b in found.blocks if b.kind == "paragraph"] == [(SENTENCE * n).strip() for n in (3, 2)]


@pytest.mark.parametrize("number", ["1114112", "99999999999", "xD800", "xfffffffff", "x110000", "0"])
@pytest.mark.parametrize("broken", ["", "<"])
def test_a_reference_to_no_character_costs_a_feed_nothing(tmp_path: Path, number: str, broken: str) -> None:
    """Where the feed is no sound XML either."""
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(f" de p&#234;che &#x2019; &#{number}; {broken}"), encoding="utf-8")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert "Un accord de pêche ’" in article.text


def test_a_feed_whose_title_is_none(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    title = "<title>Le Phare<&#1114112;/title>"
    entry = f"<entry><title>Un accord</title><content type='html'>{SENTENCE}</content></entry>"
    path.write_text(f"<feed xmlns='http://www.w3.org/2001e-109/Atom'>{title}{entry}</feed>", encoding="utf-8")
    assert "\n" not in said(path)


def test_a_pdf_that_begins_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf().replace(b"startxref\n", b"startxref\n" + b"9" * 30))
    assert "a.pdf" in said(path)
    assert "\n" not in said(path)


@pytest.mark.parametrize("opening", ["<item>", "<x:a>", "<item><description><b>"])
def test_a_feed_nested_without_end_is_one_line(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(f'<?xml version="1.0"?><rss><channel>{opening * 100_000}', encoding="utf-8")
    started = time.process_time()
    assert "within one another without end" in said(path)
    assert time.process_time() - started < 5


def test_a_feed_that_leaves_many_elements_open_is_read(tmp_path: Path) -> None:
    """Line breaks of HTML that nobody closed end with the description they stand in."""
    item = f"<item><title>Un accord</title><description>{'Un accord.<br>' * 400}{SENTENCE}</description></item>"
    path = tmp_path / "feed.xml"
    path.write_text(f"<rss version='2.0'><channel>{item * 20}</channel></rss>", encoding="utf-8")
    assert len(list(read(path))) == 20


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
OUTSIDE = '<!ENTITY x SYSTEM "{secret}"><!ENTITY l19 "&x;">'


@pytest.mark.parametrize("padding", [0, 200_000])
@pytest.mark.parametrize("entities", [f'<!ENTITY l0 "ha">{LAUGHS}', OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("kind", ["rss", "newsItem"])
def test_entities_are_not_expanded(tmp_path: Path, kind: str, entities: str, padding: int) -> None:
    """Neither where they stand far behind what is looked at first."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    declared = f"<!--{'-' * padding}--><!DOCTYPE {kind} [{entities.replace('{secret}', secret.as_uri())}]>"
    item = f"<item><title>&l19;</title><description>{SENTENCE}</description></item>"
    news = f"<inlineXML><body><p>&l19; {SENTENCE}</p></body></inlineXML>"
    path = tmp_path / "a.xml"
    path.write_text(f"{declared}<{kind}>{news if kind == 'newsItem' else f'<channel>{item}</channel>'}</{kind}>")
    started = time.process_time()
    try:
        words = "".join(str(one) for one in read(path, input_format="newsml" if kind == "newsItem" else "feed"))
    except UnreadableArticle as error:
        words = str(error)
    assert "hidden" not in words
    assert "haha" not in words
    assert time.process_time() - started < 8


@pytest.mark.parametrize("kind", ["symbolic", "hard", "zip"])
def test_no_link_of_an_archive_is_followed(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(f"hidden {SENTENCE}", encoding="utf-8")
    path = tmp_path / ("a.zip" if kind == "zip" else "a.tar")
    if kind == "zip":
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(link, str(secret))
    else:
        path.write_bytes(tar_of({}, links={"a.txt": str(secret), "b.txt": "secret.txt"}, hard=kind == "hard"))
    words = said(path)
    assert "a link; pack the file itself" in words
    assert "hidden" not in words


@pytest.mark.parametrize("opening", ["<style>", "<script>", "<!--", "<!-- --><style></script>"])
def test_markup_that_nothing_closes_takes_time_in_proportion(opening: str) -> None:
    short, long = opening * 500 + "<p>La suite", opening * 15_000 + "<p>La suite"
    assert quickest(mask, long) < 90 * quickest(mask, short) + 0.2
    assert mask(long).shadow.endswith("La suite")


def test_what_a_script_or_a_comment_holds_is_no_text() -> None:
    text = "Avant<script>var a = '<b>';</SCRIPT >après <!-- non --> fin <style>a{}</style>"
    assert mask(text).shadow.split() == ["Avant", "après", "fin"]


@pytest.mark.parametrize("opening", ["<", "<a", "<a ", "<a<", "</b", "<a =\"'", "<!", "<!--"])
def test_tags_that_nothing_ends_take_time_in_proportion(opening: str) -> None:
    short, long = "<p>La suite</p>" + opening * 2000, "<p>La suite</p>" + opening * 60_000
    assert quickest(parse, long) < 90 * quickest(parse, short) + 0.2


def test_a_line_of_one_word_is_no_credit_at_once() -> None:
    line = "(Le port) " + "9" * 300
    assert seconds(find_credit, f"{line * 60} AFP", 0, len(line) * 60 + 4) < 5


def test_half_a_sign_in_json_is_not_kept() -> None:
    half, whole = r"Un acco\ud800rd \udc00 signé", r"\ud83d\ude00 fin"
    assert load(f'<!-- {{"headline": "{half} {whole}"}} -->;') == {
        "headline": "Un acco\ufffdrd \ufffd signé \U0001f600 fin"
    }
    assert load('{"headline": "a <!-- b"}') == {"headline": "a <!-- b"}
    assert seconds(load, "{" + " " * 200_000 + "x}") < 2


def test_which_encoding_it_is_a_part_of_a_long_text_tells() -> None:
    text = "a" * 5_000_000 + " Le marché d'Évreux, fermé depuis l'été, rouvre à Noël. " * 100_000
    assert seconds(decode, text.encode("cp1252"), "long.txt") < 4
    assert decode(text.encode("cp1252"), "long.txt") == text


def test_a_page_of_which_nothing_is_kept() -> None:
    """What `benchmarks/fuzz.py` found in a feed's entry that has no line."""
    assert list(without_idle_headings([], [])) == []


def test_an_element_of_many_parts_is_gone_through_once(tmp_path: Path) -> None:
    path = tmp_path / "headings.html"
    path.write_text(f"<article><h1>Un accord</h1>{'<h2>La suite</h2>' * 18_000}<p>{SENTENCE * 5}</p></article>")
    assert seconds(lambda: list(read(path))) < 10
