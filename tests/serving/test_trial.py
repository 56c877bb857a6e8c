"""An article that a reader pastes or uploads."""

from __future__ import annotations

import msgspec
import pytest
from explorers import HERE, explorer
from stores import fill

from depeche.records import CodedArticle
from depeche.serving.trial import MOST

TEXT = "Talks in Oslo\n\nThe president of RUS met PRK over grain. <script>alert(1)</script>"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return explorer(fill(tmp_path_factory.mktemp("trial") / "news", 2))


def test_the_form_is_there(client):
    assert 'enctype="multipart/form-data"' in client.get("/read").text


def test_a_text_is_coded_and_not_kept(client):
    before = client.get("/articles.json").json()["count"]
    answer = client.post("/read", data={"text": TEXT, "published": "2024-06-19", "language": "en"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert 'data-layer="event"' in answer.text
    assert "19 June 2024" in answer.text
    assert "nothing of it was kept" in answer.text
    assert client.get("/articles.json").json()["count"] == before


@pytest.mark.parametrize(("name", "title"), [("a.txt", "Talks in Oslo"), ("a.html", "Talks")])
def test_a_file_is_coded(client, name, title):
    html = "<html><head><title>Talks</title></head><body><article><h1>Talks</h1><p>The president of RUS met PRK over "
    content = (
        TEXT
        if name.endswith("txt")
        else f"{html}{'grain and trade, again and again. ' * 20}</p></article></body></html>"
    )
    answer = client.post("/read", files={"file": (name, content.encode())}, data={"text": ""})
    assert answer.status_code == 200, answer.text
    assert title in answer.text


def test_a_program_gets_the_record(client):
    answer = client.post("/read.json", data={"text": TEXT})
    coded = msgspec.json.decode(answer.content, type=CodedArticle)
    assert coded.article.text == TEXT


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"text": ""}, "empty"),
        ({"text": "   \n"}, "empty"),
        ({"text": TEXT, "published": "monday"}, "no date"),
        ({"text": f"{TEXT} cannot be coded"}, "told to fail"),
        ({"text": "a" * (MOST + 1)}, "send one article"),
    ],
)
def test_what_cannot_be_coded_is_said(client, sent, reason):
    answer = client.post("/read", data=sent)
    assert answer.status_code == 400
    assert reason in answer.text


def test_it_is_not_taken_from_elsewhere(client):
    assert client.post("/read", data={"text": TEXT}, headers={"origin": "http://evil.example"}).status_code == 403
    assert client.post("/read", data={"text": TEXT}, headers={"origin": HERE}).status_code == 200
