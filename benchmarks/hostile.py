"""Inputs for `benchmarks/fuzz.py`: a document in every format, what is made of it by chance, and what is made to hurt.

Case N of a seed is always the same bytes.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from functools import cache

import zstandard

SENTENCE = "Les deux pays ont signé mardi à Oslo un accord de pêche qui entre en vigueur avant la fin de l'année. "
LINES = (
    SENTENCE,
    "« Nous avons tourné la page », a déclaré la ministre Hana Weiss devant les journalistes.",
    "El gobernador anunció este lunes un plan de obras; el 3 de marzo de 2021 viajará a Lima.",
    "The coast guard rescued forty-two people, officials said on Tuesday, May 4, 2023.",
)
LARGE = 10_000_000  # characters of a line
DEEP = 100_000  # elements within one another
HOSTILE_SHARE = 0.02  # of the cases; each takes as long as a hundred others
SIGNS = (
    *(
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\u2066",
        "\u200d",
        "\ufeff",
        "\ufffe",
        "\U0001f468\u200d\U0001f469",
        "e\u0301" * 40,
    ),
    *(
        "&#0;",
        "&#xD800;",
        "&#1114112;",
        "&amp" * 30,
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<p",
        "</",
        '"',
        "'",
        "\\u0000",
    ),
    *("\r", "\n\n", "\t", "«", "»", "“", "((((", "1" * 400, "<script>", "<style>", "<table><td>", "<svg>", "<br>" * 99),
)


# ---- one document a format ------------------------------------------------------------------------------------------


def page() -> bytes:
    about = {"@type": "NewsArticle", "headline": "Un accord", "datePublished": "2023-05-04T08:15:00Z"}
    figure = "<figure><img src=a.jpg><figcaption>Le port d'Oslo, mardi. (Ana Ruiz/EFE)</figcaption></figure>"
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES)
    linked = f'<script type="application/ld+json">{json.dumps(about)}</script>'
    report = f"<article><h1>Un accord</h1>{figure}{paragraphs}</article>"
    return f"<html><head><meta charset=utf-8>{linked}</head><body>{report}</body></html>".encode()


def feed() -> bytes:
    item = f"<item><title>Un accord</title><link>https://x.example/1</link><description>{SENTENCE}</description></item>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Le Phare</title>{item * 3}</channel></rss>'.encode()
    )


def atom() -> bytes:
    entry = f'<entry><title>Un accord</title><content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content></entry>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title>{entry * 2}</feed>'.encode()


def newsml() -> bytes:
    body = f"<inlineXML><html><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html></inlineXML>"
    meta = "<contentMeta><headline>Un accord</headline><by>Par Lucie Brenner</by></contentMeta>"
    item = f"{meta}<contentSet>{body}</contentSet></newsItem>"
    return f'<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1">{item}'.encode()


def ninjs() -> bytes:
    return json.dumps({"uri": "urn:x:1", "headline": "Un accord", "body_xhtml": f"<p>{SENTENCE}</p>" * 3}).encode()


def objects() -> bytes:
    return b"\n".join(json.dumps({"text": line, "title": "Un accord", "date": "2023-05-04"}).encode() for line in LINES)


def array() -> bytes:
    return json.dumps([{"body": line, "authors": ["Ana Ruiz"]} for line in LINES]).encode()


def table() -> bytes:
    return ("title;text;date\n" + "".join(f'Un accord;"{line}";2023-05-04\n' for line in LINES)).encode()


def plain() -> bytes:
    return ("Un accord de pêche\n\nPar Lucie Brenner\n\n" + "\n\n".join(LINES)).encode()


def markdown() -> bytes:
    return (
        "---\ntitle: Un accord\ndate: 2023-05-04\n---\n\n# Un accord\n\n## La suite\n\n" + "\n\n".join(LINES)
    ).encode()


def mail() -> bytes:
    head = "From: a@x.example\nTo: b@x.example\nSubject: =?utf-8?q?Un_accord?=\nDate: Thu, 04 May 2023 08:15:00 +0200\n"
    kind = 'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n'
    part = f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{SENTENCE * 3}</p>\n--b--\n"
    return (head + kind + part).encode()


def mailbox() -> bytes:
    return b"".join(b"From a@x.example Thu May  4 08:15:00 2023\n" + mail() + b"\n" for _ in range(3))


def pdf() -> bytes:
    drawn = "".join(
        f"BT /F1 10 Tf 50 {700 - 14 * n} Td (The coast guard rescued forty-two people {n}) Tj ET\n" for n in range(9)
    )
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn.encode()),
        b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 600 800] "
        b"/Contents 4 0 R >>",
    )
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def record(body: bytes, *, told: int | None = None, number: int = 1) -> bytes:
    """A response of a web archive; `told`: the length it says it has."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/%d\r\n"
        b"WARC-Date: 2023-05-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:%032d>\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n" % (number, number, len(http) if told is None else told) + http + b"\r\n\r\n"
    )


def warc() -> bytes:
    return record(page()) + record(page(), number=2)


def wacz() -> bytes:
    return zip_of({"archive/data.warc.gz": gzip.compress(warc()), "datapackage.json": b'{"profile": "data-package"}'})


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tar_of(files: dict[str, bytes], *, links: dict[str, str] | None = None, hard: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.LNKTYPE if hard else tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "a.txt": plain,
    "a.md": markdown,
    "a.html": page,
    "feed.xml": feed,
    "atom.xml": atom,
    "news.xml": newsml,
    "ninjs.json": ninjs,
    "a.jsonl": objects,
    "a.json": array,
    "a.csv": table,
    "a.eml": mail,
    "a.mbox": mailbox,
    "a.pdf": pdf,
    "a.warc": warc,
    "a.wacz": wacz,
    "a.txt.gz": lambda: gzip.compress(plain()),
    "a.html.bz2": lambda: bz2.compress(page()),
    "a.csv.xz": lambda: lzma.compress(table()),
    "a.html.zst": lambda: zstandard.compress(page()),
    "a.zip": lambda: zip_of({"a.html": page(), "b/c.txt": plain()}),
    "a.tar": lambda: tar_of({"a.html": page(), "b/c.txt": plain()}),
    "a.warc.gz": lambda: gzip.compress(warc()),
}


@cache
def seed(name: str) -> bytes:
    return SEEDS[name]()


# ---- changed by chance ----------------------------------------------------------------------------------------------

Change = Callable[[random.Random, bytes], bytes]


def place(chance: random.Random, content: bytes) -> int:
    return chance.randrange(len(content) + 1)


def flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    return content[:at] if chance.random() < 0.8 else content[at:]


def leave_out(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    return content[:at] + content[at + chance.choice((1, 9, 99, 999)) :]


def repeat(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    part = content[at : at + chance.choice((1, 9, 99, 999))]
    return content[:at] + part * chance.choice((2, 9, 300)) + content[at:]


def put_in(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    sign = chance.choice(SIGNS).encode("utf-8", "surrogatepass") * chance.choice((1, 2, 50))
    return content[:at] + sign + content[at:]


def lone_surrogate(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    sign = chance.choice(("\ud800", "\udfff", "\ude00\ud83d")).encode("utf-8", "surrogatepass")
    return content[:at] + chance.choice((sign, b"\\ud800", b"&#55296;")) + content[at:]


def splice(chance: random.Random, content: bytes) -> bytes:
    other = seed(chance.choice(list(SEEDS)))
    return content[: place(chance, content)] + other[place(chance, other) :]


def recode(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp850", "utf-7")), "replace"
    )


def mix_codes(chance: random.Random, content: bytes) -> bytes:
    at = place(chance, content)
    return content[:at] + recode(chance, content[at:])


def change_number(chance: random.Random, content: bytes) -> bytes:
    places = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    if not places:
        return content
    at = chance.choice(places)
    return content[:at] + chance.choice((b"-1", b"0", b"999999999999999999999", b"1e309", b"")) + content[at + 1 :]


CHANGES: tuple[Change, ...] = (
    *(flip, truncate, leave_out, repeat, put_in, lone_surrogate, splice, recode, mix_codes, change_number),
    *(flip, put_in, change_number),
)


# ---- made to hurt ---------------------------------------------------------------------------------------------------


def laughs() -> bytes:
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20)]
    kind = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{"".join(names)}]>'
    return f'<?xml version="1.0"?>{kind}<rss><channel>&l19;</channel></rss>'.encode()


def outside() -> bytes:
    entity = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y SYSTEM "http://127.0.0.1:9/">]>'
    return entity.encode() + feed().replace(b"Un accord", b"&x;&y;")


def nested(opening: str, closing: str = "", words: str = SENTENCE * 3) -> bytes:
    return f"<html><body>{opening * DEEP}{words}{closing * DEEP}</body></html>".encode()


def zip_bomb() -> bytes:
    inner = zip_of({f"{n}.txt": b"0" * LARGE for n in range(4)})
    return zip_of({f"{n}.zip": inner for n in range(20)})


def gzips() -> bytes:
    content = plain()
    for _ in range(30):
        content = gzip.compress(content)
    return content


def leading_out() -> bytes:
    names = ("../../out.txt", "/tmp/out.txt", "a/../../../out.txt", "C:\\out.txt", "~/out.txt", "a\x00b.txt", "x" * 300)
    return tar_of({name.replace("\x00", ""): plain() for name in names})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep.html": lambda: nested("<div>", "</div>"),
    "deep-open.html": lambda: nested("<b>"),
    "deep-table.html": lambda: nested("<table><tr><td>"),
    "deep-list.html": lambda: nested("<ul><li>"),
    "deep-quote.html": lambda: nested("<blockquote><p>"),
    "ends.html": lambda: nested("</p></div>"),
    "attributes.html": lambda: b"<html><body><p " + b"a='b' " * DEEP + b">" + page(),
    "class.html": lambda: b"<html><body><p class='" + b"related " * DEEP + b"'>" + page(),
    "tag.html": lambda: b"<html><body><p" + b" a=" * DEEP + page(),
    "less.html": lambda: b"<html><body>" + b"<" * LARGE,
    "comments.html": lambda: b"<html><body>" + b"<!-- " * DEEP + page(),
    "entities.html": lambda: b"<html><body><p>" + b"&amp;&#233;&nosuch;" * DEEP + page(),
    "words.html": lambda: f"<html><body><p>{SENTENCE * (LARGE // 1000)}</p>".encode(),
    "paragraphs.html": lambda: b"<html><body><article>" + f"<p>{SENTENCE}</p>".encode() * 20_000,
    "figures.html": lambda: b"<article>" + b"<figure><img><figcaption>Oslo</figcaption></figure>" * 9000 + page(),
    "headings.html": lambda: b"<article><h1>Un accord</h1>" + b"<h2>La suite</h2>" * 20_000 + page(),
    "breaks.html": lambda: page() + b"<br>" * DEEP,
    "linked.html": lambda: b"<html><script type='application/ld+json'>" + b'{"a":[' * DEEP + b"</script>" + page(),
    "numbers.html": lambda: b"<html><script type='application/ld+json'>{\"a\":" + b"9" * LARGE + b"}</script>" + page(),
    "line.txt": lambda: SENTENCE.encode() * (LARGE // len(SENTENCE)),
    "word.txt": lambda: b"a" * LARGE,
    "blank.txt": lambda: b"Un accord" + b" " * LARGE + b"mardi",
    "lines.txt": lambda: b"a\n" * 1_000_000,
    "quotes.txt": lambda: "« Nous avons ".encode() * DEEP,
    "stops.txt": lambda: b"A. B. " * 200_000,
    "signs.md": lambda: b"# Un accord\n\n" + b"**_[" * DEEP,
    "heads.md": lambda: b"# a\n" * 50_000,
    "front.md": lambda: b"---\n" + b"a: &a [*a]\n" * 20_000 + b"---\n" + plain(),
    "deep.json": lambda: b'{"text": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep-objects.json": lambda: b'{"text": "a", "b": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "many.jsonl": lambda: b'{"text": "Un accord."}\n' * 3000,
    "columns.csv": lambda: b"text" + b";a" * DEEP + b"\n" + b"Un accord" + b";b" * DEEP,
    "cell.csv": lambda: b'text\n"' + b"a" * LARGE + b'"\n',
    "open.csv": lambda: b'title,text\nUn accord,"' + SENTENCE.encode() * 50_000,
    "laughs.xml": laughs,
    "outside.xml": outside,
    "outside-news.xml": lambda: outside().replace(b"<rss", b"<newsItem").replace(b"</rss>", b"</newsItem>"),
    "deep.xml": lambda: b'<?xml version="1.0"?><rss><channel>' + b"<item>" * DEEP,
    "deep-news.xml": lambda: newsml().replace(b"<html>", b"<html>" + b"<p>" * DEEP),
    "entries.xml": lambda: feed().replace(b"</channel>", b"<item><title>a</title></item>" * 2000),
    "parts.eml": lambda: mail().replace(b"--b\n", b"--b\nContent-Type: multipart/mixed; boundary=\"b\"\n\n" * 2000, 1),
    "headers.eml": lambda: b"Subject: a\n" + b"X-A: b\n" * DEEP + b"\n" + plain(),
    "encoded.eml": lambda: b"From: a\nSubject: " + b"=?utf-8?q?" * 50_000 + b"\n\n" + plain(),
    "kids.pdf": lambda: pdf().replace(b"/Kids [5 0 R]", b"/Kids [2 0 R 5 0 R]"),
    "many-kids.pdf": lambda: pdf().replace(b"/Kids [5 0 R]", b"/Kids [" + b"5 0 R " * 5000 + b"]"),
    "deep.pdf": lambda: pdf().replace(b"/Parent 2 0 R", b"/A " + b"[" * DEEP),
    "bomb.zip": zip_bomb,
    "out.tar": leading_out,
    "out.zip": lambda: zip_of({"../../out.txt": plain(), "/tmp/out.txt": plain()}),
    "links.tar": lambda: tar_of({}, links={"a.txt": "/etc/hostname", "b.txt": "../../../etc/hostname", "c": "c"}),
    "hard.tar": lambda: tar_of({}, links={"a.txt": "/etc/hostname"}, hard=True),
    "many.zip": lambda: zip_of({f"{n}.txt": b"Un accord." for n in range(5000)}),
    "bomb.gz": lambda: gzip.compress(b"0" * (20 * LARGE)),
    "bomb.xz": lambda: lzma.compress(b"0" * (20 * LARGE)),
    "bomb.zst": lambda: zstandard.compress(b"0" * (20 * LARGE)),
    "gzips.gz": gzips,
    "long.warc": lambda: record(page(), told=10**15),
    "negative.warc": lambda: record(page(), told=-1) + record(page()),
    "short.warc": lambda: record(page(), told=9) + record(page()),
    "empty.warc": lambda: b"WARC/1.1\r\n\r\n" * DEEP,
    "huge.warc": lambda: record(b"<html><body><p>" + b"a" * (3 * LARGE)),
}  # fmt: skip


@cache
def hostile(name: str) -> bytes:
    return HOSTILE[name]()


def case(seed_number: int, number: int) -> tuple[str, bytes]:
    """The name and the content of a case."""
    names = list(HOSTILE)
    if number < len(names):
        return names[number], hostile(names[number])
    chance = random.Random(f"{seed_number}/{number}")
    name = chance.choice(list(SEEDS))
    content = seed(name)
    if chance.random() < HOSTILE_SHARE:
        name = chance.choice(names)
        content = hostile(name)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        content = chance.choice(CHANGES)(chance, content)
    if chance.random() < 0.2:
        name = chance.choice(list(SEEDS))  # under the name of another format
    return name, content
