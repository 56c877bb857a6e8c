"""Quotations as a newsroom has them: office, exactness, addressee, place, beside the rows as stored."""

from __future__ import annotations

from pathlib import Path

from depeche.presenting.said import EXACT, office_of, place_of
from depeche.records import CodedArticle
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.writer import Coded, open_writer

TEXT = (
    "In Oslo, Emmanuel Macron told the Swedish prime minister: “We need a calendar.” He hailed a “brave” vote."
    " In Lagos, an aide stayed silent.\n\n“Colonel Ada Lovel left Accra,” a guard said.\n\n"
    "The levee holds, engineer Tom Brand said.\n"
)


def stored(path: Path, coded: CodedArticle) -> list[dict[str, object]]:
    with open_writer(path) as writer:
        writer.append([Coded(coded, identify(coded.article))])
    with open_store(path) as opened:
        found = opened.quotations(opened.quotes())
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_rows_say_what_the_page_of_an_article_says(tmp_path, coded):
    article = coded("en", TEXT, published="2024-03-05")
    rows = stored(tmp_path / "s", article)
    actors = {actor.id: actor for actor in article.actors}
    assert len(rows) == len(article.quotes) > 3
    for row, quote in zip(rows, article.quotes, strict=True):
        speaker = actors.get(quote.speaker or "")
        assert row["office"] == (office_of(speaker, article.as_of.day) if speaker else None)
        assert row["said_in"] == place_of(article, quote)
        assert row["exact"] == EXACT[quote.kind]
        assert row["speaker_name"] == (speaker.name if speaker else None)
    first = rows[0]
    assert first["office"] == "President, France"
    assert (first["exact"], first["said_in"]) == ("exact words", "Oslo")
