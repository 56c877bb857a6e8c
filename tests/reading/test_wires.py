"""Feeds, wires, Markdown, mail and PDF: invented reports in each, and what cannot be read in one line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.formats import read
from depeche.records import Article, Failure

SENTENCE = "Les deux pays ont signé mardi à Oslo un accord de pêche qui entre en vigueur avant la fin de l'année. "


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def articles(path: Path) -> list[Article]:
    found = list(read(path))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def words(article: Article, kind: str) -> list[str]:
    return [article[block] for block in article.blocks if block.kind == kind]


# ---- feeds ----------------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le Phare</title><link>https://phare.example/</link>
<item><title>Un accord de p&#234;che</title><link>https://phare.example/1</link><dc:creator>Lucie Brenner</dc:creator>
<pubDate>Thu, 04 May 2023 08:15:00 +0200</pubDate><category>Monde</category>
<description>Deux pays s'entendent après six semaines.</description>
<content:encoded><![CDATA[<p>{SENTENCE}</p><h2>La suite</h2><p>{SENTENCE}</p>]]></content:encoded>
<media:content url="https://phare.example/a.jpg">
<media:description>Le port d'Oslo, mardi.</media:description>
<media:credit>Ana Ruiz / EFE</media:credit></media:content></item>
<item><title>Une brève</title><link>javascript:alert(1)</link>
<description>&lt;p&gt;{SENTENCE}&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title>
<entry><title>Un accord de pêche</title><link href="https://phare.example/1"/>
<updated>2023-05-04T08:15:00Z</updated><author><name>Lucie Brenner</name></author>
<content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content></entry></feed>"""


def test_rss(tmp_path: Path) -> None:
    one, brief = articles(put(tmp_path, "a", RSS))
    assert (one.title, one.url, one.publisher) == ("Un accord de pêche", "https://phare.example/1", "Le Phare")
    assert (one.published, one.authors, one.section) == ("2023-05-04T08:15:00+02:00", ("Lucie Brenner",), "Monde")
    assert (one.updated, brief.published) == (None, None)
    assert (words(one, "standfirst"), words(one, "heading")) == (
        ["Deux pays s'entendent après six semaines."],
        ["La suite"],
    )
    assert words(one, "paragraph") == [SENTENCE.strip()] * 2
    (caption,) = [block for block in one.blocks if block.kind == "caption"]
    assert caption.credit
    assert (one[caption], caption.credit.photographer, caption.credit.agencies) == (
        "Le port d'Oslo, mardi.",
        "Ana Ruiz",
        ("EFE",),
    )
    assert (brief.url, brief.notes) == (None, ("the feed gives a summary, not the whole report",))
    assert (brief.title, words(brief, "paragraph")) == ("Une brève", [SENTENCE.strip()])


def test_atom(tmp_path: Path) -> None:
    (one,) = articles(put(tmp_path, "a", ATOM))
    assert (one.title, one.published, one.authors) == ("Un accord de pêche", "2023-05-04T08:15:00Z", ("Lucie Brenner",))
    assert one.notes == ()


def test_a_feed_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    with pytest.raises(UnreadableArticle, match="it declares entities"):
        read(put(tmp_path, "a.xml", RSS.replace("<rss", f"{bomb}<rss", 1)))


def test_an_empty_feed(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticle, match="no entry in the feed"):
        read(put(tmp_path, "a.xml", "<rss version='2.0'><channel><title>Le Phare</title></channel></rss>"))


# ---- wires ----------------------------------------------------------------------------------------------------------

NINJS_1 = {
    "uri": "urn:phare:1",
    "type": "text",
    "headline": "Un accord de pêche",
    "byline": "Par Lucie Brenner",
    "versioncreated": "2023-05-04T08:15:00Z",
    "language": "fr",
    "body_xhtml": f"<p>{SENTENCE}</p><p>{SENTENCE}</p>",
    "associations": {
        "main": {"type": "picture", "description_text": "Le port d'Oslo, mardi.", "creditline": "Ana Ruiz/EFE"}
    },
}
NINJS_2 = {
    "uri": "urn:phare:2",
    "headlines": [{"value": "Un accord de pêche"}],
    "versionCreated": "2023-05-04T08:15:00Z",
    "bodies": [{"value": SENTENCE}, {"value": f"<p>{SENTENCE}</p><p>{SENTENCE}</p>", "contentType": "text/html"}],
    "associations": [
        {
            "type": "picture",
            "descriptions": [{"value": "Le port d'Oslo, mardi."}],
            "by": "Ana Ruiz",
            "creditline": "EFE",
        }
    ],
}


@pytest.mark.parametrize("item", [NINJS_1, NINJS_2])
def test_ninjs(tmp_path: Path, item: dict[str, object]) -> None:
    (one,) = articles(put(tmp_path, "a", json.dumps(item)))
    assert (one.id, one.title, one.published) == (item["uri"], "Un accord de pêche", "2023-05-04T08:15:00Z")
    assert words(one, "paragraph") == [SENTENCE.strip()] * 2
    (caption,) = [block for block in one.blocks if block.kind == "caption"]
    assert caption.credit
    assert (one[caption], caption.credit.photographer, caption.credit.agencies) == (
        "Le port d'Oslo, mardi.",
        "Ana Ruiz",
        ("EFE",),
    )


def test_several_ninjs(tmp_path: Path) -> None:
    items: Iterable[object] = (NINJS_1, {"uri": "urn:phare:3", "pubstatus": "usable"}, NINJS_2)
    lines = put(tmp_path, "lines", "\n".join(map(json.dumps, items)))
    array = put(tmp_path, "array", json.dumps([NINJS_1, {"uri": "urn:phare:3"}, NINJS_2]))
    for path in (lines, array):
        assert [type(one).__name__ for one in read(path)] == ["Article", "Failure", "Article"]


def test_other_json_is_no_ninjs(tmp_path: Path) -> None:
    (one,) = articles(put(tmp_path, "a", '{"text": "Un accord.", "url": "https://phare.example/1"}'))
    assert one.text == "Un accord."


NITF = f"""<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
<hedline><hl1>Un accord de pêche</hl1></hedline>
<byline>Par Lucie Brenner</byline></body.head><body.content><p>{SENTENCE}</p><hl2>La suite</hl2><p>{SENTENCE}</p>
<media media-type="image"><media-reference source="a.jpg"/><media-caption>Le port d'Oslo, mardi.
<media-producer>Ana Ruiz/EFE</media-producer></media-caption></media><p>{SENTENCE}</p></body.content></body></nitf>"""


def newsml(content: str) -> str:
    return f"""<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"
guid="urn:phare:1" xml:lang="fr">
<itemMeta><provider><name>Le Phare</name></provider>
<versionCreated>2023-05-04T08:15:00+02:00</versionCreated></itemMeta>
<contentMeta><headline>Un accord de pêche</headline><by>Par Lucie Brenner</by><language tag="fr"/></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


XHTML = f"<html:html xmlns:html='http://www.w3.org/1999/xhtml'><html:body><html:p>{SENTENCE}</html:p></html:body></html:html>"
INLINE = [
    f"<inlineXML>{NITF}</inlineXML>",
    f"<inlineXML>{XHTML}</inlineXML>",
    f"<inlineData>{SENTENCE}</inlineData>",
    f"<inlineData><![CDATA[{SENTENCE}]]></inlineData>",
]


@pytest.mark.parametrize("inline", INLINE)
def test_newsml(tmp_path: Path, inline: str) -> None:
    (one,) = articles(put(tmp_path, "a", newsml(inline)))
    assert (one.id, one.title, one.publisher) == ("urn:phare:1", "Un accord de pêche", "Le Phare")
    assert (one.published, one.authors) == ("2023-05-04T08:15:00+02:00", ("Lucie Brenner",))
    assert words(one, "paragraph")[0] == SENTENCE.strip()


def test_nitf(tmp_path: Path) -> None:
    for content in (NITF, newsml(f"<inlineXML>{NITF}</inlineXML>")):
        (one,) = articles(put(tmp_path, "a", content))
        assert (one.title, words(one, "heading"), words(one, "caption")) == (
            "Un accord de pêche",
            ["La suite"],
            ["Le port d'Oslo, mardi."],
        )


def test_a_message_of_several_items(tmp_path: Path) -> None:
    message = f"<newsMessage><itemSet>{newsml(INLINE[2])[21:]}{newsml(INLINE[1])[21:]}</itemSet></newsMessage>"
    assert len(articles(put(tmp_path, "a", message))) == 2


def test_no_text_in_newsml(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticle, match="no item with a text in it"):
        read(put(tmp_path, "a.xml", newsml("<remoteContent href='a.jpg'/>")))


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    content = newsml(f"<inlineData>&a;&b; {SENTENCE}</inlineData>").replace("<newsItem", f"{bomb}<newsItem", 1)
    (one,) = articles(put(tmp_path, "a.xml", content))
    assert "&a;&b;" in one.text


# ---- Markdown -------------------------------------------------------------------------------------------------------


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    front = '---\ntitle: "Un accord de pêche"\ndate: 2023-05-04\nauthors:\n  - Lucie Brenner\n  - Karim Ostal\n---\n\n'
    body = f"## La suite\n\n{SENTENCE}\n\n{SENTENCE}\n"
    (one,) = articles(put(tmp_path, "a", front + body))
    assert (one.title, one.published, one.text) == ("Un accord de pêche", "2023-05-04", body)
    assert one.authors == ("Lucie Brenner", "Karim Ostal")
    (run,) = one.source_map
    assert (front + body)[run.source_start : run.source_end] == body


def test_markdown_without(tmp_path: Path) -> None:
    (one,) = articles(put(tmp_path, "a.md", f"# Un accord de pêche\n\n{SENTENCE}\n"))
    assert (one.title, words(one, "title")) == ("Un accord de pêche", ["Un accord de pêche"])


# ---- mail -----------------------------------------------------------------------------------------------------------


def message(*, html: str | None = None, plain: str = SENTENCE * 3) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Le Phare <lettre@phare.example>"
    mail["Subject"] = "Un accord de pêche"
    mail["Date"] = "Thu, 04 May 2023 08:15:00 +0200"
    mail.set_content(plain)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


MAILS = [message(), message(html=f"<html><body><h1>Un accord de pêche</h1><p>{SENTENCE * 3}</p></body></html>")]


@pytest.mark.parametrize("content", MAILS)
def test_mail(tmp_path: Path, content: bytes) -> None:
    (one,) = articles(put(tmp_path, "a", content))
    assert (one.title, one.publisher) == ("Un accord de pêche", "Le Phare")
    assert one.published == "2023-05-04T08:15:00+02:00"
    assert "un accord de pêche" in " ".join(one.text.split())


def test_a_mailbox(tmp_path: Path) -> None:
    box = b"".join(
        b"From lettre Thu May  4 08:15:00 2023\n" + content + b"\n" for content in (*MAILS, message(plain=" "))
    )
    found = list(read(put(tmp_path, "a", box)))
    assert [type(one).__name__ for one in found] == ["Article", "Article", "Failure"]
    assert [one.id for one in found if isinstance(one, Article)] == ["a:1", "a:2"]
    assert isinstance(found[2], Failure)
    assert "a message without a text" in found[2].reason


def test_a_message_of_parts_without_end(tmp_path: Path) -> None:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000))
    with pytest.raises(UnreadableArticle) as caught:
        list(read(put(tmp_path, "a.eml", f"From: a@phare.example\r\nSubject: x\r\n{parts}")))
    assert "\n" not in str(caught.value)


# ---- PDF ------------------------------------------------------------------------------------------------------------


def pdf_of(pages: list[list[tuple[int, str]]]) -> bytes:
    """A small PDF: for each page lines with their height."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F1 10 Tf 50 {height} Td ({words}) Tj ET\n" for height, words in lines).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        box = b"/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 600 800]"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (box, len(objects)))
        kids.append(len(objects))
    listed = " ".join(f"{kid} 0 R" for kid in kids).encode()
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


LINE = "Les ministres des deux pays ont conclu mardi un accord de fond."


def test_pdf(tmp_path: Path) -> None:
    page = [(700 - 14 * n, LINE) for n in range(6)]
    (one,) = articles(put(tmp_path, "a", pdf_of([page])))
    assert one.text.count(LINE) == 6


def test_running_heads_are_left_out(tmp_path: Path) -> None:
    pages = [
        [(760, f"Le Phare - page {n}"), *((700 - 14 * m, f"{LINE} {'abcdefg'[n + m // 3]}") for m in range(6))]
        for n in range(1, 5)
    ]
    (one,) = articles(put(tmp_path, "a.pdf", pdf_of(pages)))
    assert "Le Phare" not in one.text
    assert one.text.count(LINE) == 24


def test_a_pdf_out_of_order(tmp_path: Path) -> None:
    page = [(height, LINE) for n in range(8) for height in (100 + 14 * n, 700 - 14 * n)]
    with pytest.raises(UnreadableArticle, match="not in the order of reading; give the article as text"):
        read(put(tmp_path, "a.pdf", pdf_of([page])))


def test_a_pdf_without_a_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticle, match="a PDF without a text layer"):
        read(put(tmp_path, "a.pdf", pdf_of([[]])))


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.4\n" + b"1 0 obj << /Kids [1 0 R] >> endobj " * 50])
def test_a_damaged_pdf(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableArticle) as caught:
        read(put(tmp_path, "a.pdf", content))
    assert "\n" not in str(caught.value)
