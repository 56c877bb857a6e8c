"""Records and tables whose fields are called otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from depeche.errors import UnreadableArticle
from depeche.reading.fields import read_map
from depeche.reading.formats import read
from depeche.records import Article, Failure

TEXT = "Le ministre norvégien a reçu mardi à Oslo son homologue suédois."


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(path: Path, words: str = "") -> Article:
    (found,) = read(path, fields=read_map(words) if words else None)
    assert isinstance(found, Article), found
    return found


MAPS = [
    ("text=body,date=when", {"text": "body", "published": "when"}),
    ("texte=corps, author = by", {"text": "corps", "authors": "by"}),
]


@pytest.mark.parametrize(("words", "found"), MAPS)
def test_maps(words: str, found: dict[str, str]) -> None:
    assert read_map(words) == found


@pytest.mark.parametrize("words", ["text", "text=", "colour=red", "=body", ""])
def test_maps_that_are_none(words: str) -> None:
    with pytest.raises(UnreadableArticle, match="write it as text=body"):
        read_map(words)


def test_jsonl_with_a_map(tmp_path: Path) -> None:
    line = f'{{"doc": {{"body": "{TEXT}"}}, "when": "04/05/2023", "title": "Une visite"}}'
    found = only(put(tmp_path, "a.jsonl", line), "text=doc.body,date=when")
    assert (found.text, found.published, found.title) == (TEXT, "2023-05-04", "Une visite")


CSV = [
    f'title,date,text\nUne visite,2023-05-04,"{TEXT}"\n',
    f'titre;fecha;texte\r\nUne visite;04/05/2023;"{TEXT}"\r\n',
    f"headline\tpublished_at\tbody\nUne visite\t2023-05-04\t{TEXT}\n",
    f'\ufefftitle|date|content\nUne visite|2023-05-04|"{TEXT}"',
]


@pytest.mark.parametrize("content", CSV)
def test_tables(tmp_path: Path, content: str) -> None:
    for name in ("a.csv", "a"):
        found = only(put(tmp_path, name, content))
        assert (found.text, found.published, found.title, found.id) == (TEXT, "2023-05-04", "Une visite", "a:2")


def test_a_table_in_an_old_encoding(tmp_path: Path) -> None:
    found = only(put(tmp_path, "a.csv", f"titre;texte\nÉté;{TEXT}\n".encode("cp1252")))
    assert (found.title, found.text) == ("Été", TEXT)


def test_lines_within_a_field(tmp_path: Path) -> None:
    found = only(put(tmp_path, "a.csv", f'text,id\n"{TEXT}\n\n{TEXT}",7\n'))
    assert (found.text, found.id) == (f"{TEXT}\n\n{TEXT}", "7")


def test_a_table_with_a_map(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", f"a,b\n2023-05-04,{TEXT}\n")
    assert only(path, "text=b,date=a").published == "2023-05-04"
    with pytest.raises(UnreadableArticle, match=r"no column holds the text; name it with --map text=COLUMN, of a, b"):
        read(path)
    with pytest.raises(UnreadableArticle, match=r"no column 'c' for text; its columns are a, b"):
        read(path, fields={"text": "c"})


def test_faulty_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", f"text,date\n{TEXT},2023-05-04\n{TEXT}\n{TEXT},soon\n,2023-05-04\n{TEXT},\n")
    found = list(read(path))
    assert [type(one).__name__ for one in found] == ["Article", "Failure", "Failure", "Failure", "Article"]
    assert [one.reason for one in found if isinstance(one, Failure)] == [
        f"{path}:3: 1 fields where the header names 2; mend the row",
        f"{path}:4: published 'soon' is no date; write it as 2024-06-19",
        f"{path}:5: its text is empty; fill it or take the line out",
    ]


def test_a_sentence_with_commas_is_no_table(tmp_path: Path) -> None:
    text = "Oslo, Lima, Paris\nLe ministre a reçu son homologue, mardi.\n"
    assert only(put(tmp_path, "a.txt", text)).text == text
