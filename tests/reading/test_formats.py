"""A path -> its articles, or one line that says what is wrong and what to do."""

import io
import os
from pathlib import Path

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.formats import read
from depeche.records import Article, Failure

TEXT = "Le ministre norvégien a reçu mardi à Oslo son homologue suédois.\r\nIls ont parlé\u00a0de pêche.\r\n"


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_plain_text_is_kept_unchanged(tmp_path: Path) -> None:
    path = write(tmp_path, "oslo.peche.txt", b"\xef\xbb\xbf" + TEXT.encode())
    (article,) = read(path, published="2023-05-02")
    assert isinstance(article, Article)
    assert (article.id, article.source, article.text) == ("oslo.peche", str(path), TEXT)
    assert (article.published, article.language) == ("2023-05-02", "fr")


def test_standard_input() -> None:
    (article,) = read("-", stdin=io.BytesIO(TEXT.encode()), language="fr")
    assert isinstance(article, Article)
    assert (article.id, article.source, article.text) == ("stdin", "-", TEXT)


FAULTS = [
    ("absent.txt", None, "no such file; check the path"),
    ("empty.txt", b"", "empty; give a file with the text of an article"),
    ("blank.txt", " \n\u00a0\n\t".encode(), "empty; give a file with the text of an article"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "not text but binary; give a text file"),
    ("blank.jsonl", b"\n\n", "empty; give"),
    ("empty.json", b"[]", "holds no article; give"),
]


@pytest.mark.parametrize(("name", "content", "said"), FAULTS)
def test_faulty_file_is_named_at_once(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableArticle) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert "\n" not in str(caught.value)


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticle, match=r"a directory; name the files in it"):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_file(tmp_path: Path) -> None:
    path = write(tmp_path, "closed.txt", TEXT)
    path.chmod(0)
    with pytest.raises(UnreadableArticle, match="not allowed; change its permissions"):
        read(path)


def test_unknown_format_and_bad_day(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    with pytest.raises(UnreadableArticle, match="choose one of compressed, wacz, zip"):
        read(path, input_format="docx")
    with pytest.raises(UnreadableArticle, match="write it as 2024-06-19"):
        read(path, published="yesterday")


@pytest.mark.parametrize(
    ("name", "content", "ids"),
    [
        ("a.txt", '{"id": 7, "text": "One."}\n{"text": "Two."}\n', ["7", "a:2"]),  # told by content, not by name
        ("a.json", '{\n "id": "x",\n "text": "One."\n}', ["x"]),
        ("a.json", '[{"text": "One."},\n {"text": "Two."}]', ["a:1", "a:2"]),
        ("a.txt", "{not JSON} is how he put it.", ["a"]),
    ],
)
def test_format_is_told_from_content(tmp_path: Path, name: str, content: str, ids: list[str]) -> None:
    assert [article.id for article in read(write(tmp_path, name, content)) if isinstance(article, Article)] == ids


FULL = (
    '{"id": "one", "text": " The envoy left.\\r\\n", "title": "T", "published": "2023-05-02T08:00:00Z", '
    '"url": "https://a.example/1", "authors": ["A B"], "publisher": "P", "extra": 1}\n'
)
LINES = """not JSON
{"id": 2.5, "text": "   "}

{"id": "four"}
{"text": "Una \\u00f1u.", "published": "soon"}
{"text": "a\\u0000b"}
{"text": "a\\ud800b"}
{"id": 8, "text": "El ministro llegó ayer a Quito.", "authors": "Ana Ruiz", "language": "es"}
"""


def test_faulty_lines_fail_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "many.jsonl", FULL + LINES)
    found = list(read(path, published="2020-01-01"))
    failures = [found_one for found_one in found if isinstance(found_one, Failure)]
    articles = [found_one for found_one in found if isinstance(found_one, Article)]
    assert [failure.source for failure in failures] == [f"{path}:{n}" for n in (2, 3, 5, 6, 7, 8)]
    assert all(failure.reason.startswith(f"{failure.source}: ") and "; " in failure.reason for failure in failures)
    first, last = articles
    assert (first.text, first.title, first.published) == (" The envoy left.\r\n", "T", "2023-05-02T08:00:00Z")
    assert (first.authors, first.publisher, first.url) == (("A B",), "P", "https://a.example/1")
    assert (last.id, last.published, last.authors, last.language) == ("8", "2020-01-01", ("Ana Ruiz",), "es")
    assert [block.kind for block in last.blocks] == ["paragraph"]


def test_long_file_is_read_to_its_end(tmp_path: Path) -> None:
    text = "Le traité a été signé mardi à Genève par les deux parties.\n\n" * 3000
    (article,) = read(write(tmp_path, "long.txt", text))
    assert isinstance(article, Article)
    assert article.text == text
    assert len(article.blocks) == 3000
