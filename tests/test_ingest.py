"""From sources into a store: what is known is left out, what changed supersedes, what failed is tried again."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest
from stores import everything, news

from benchmarks.synthetic import CODER, coded_by, stand_in
from depeche.errors import DepecheError
from depeche.ingest import Coder, Defaults, Progress, ingest, retry_failures
from depeche.store import delta, writer
from depeche.store.query import open_store
from depeche.store.upkeep import check


@pytest.fixture
def folder(tmp_path):
    return news(tmp_path / "news")


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def counting(coder: Coder = CODER):
    """A coder, and the ids of what it was given."""
    given: list[str] = []

    def code(articles):
        def noted():
            for article in articles:
                given.append(getattr(article, "id", "failure"))
                yield article

        return coder.code(noted())

    return replace(coder, code=code), given


def newer(model: str) -> Coder:
    def code(articles):
        for result in stand_in(articles):
            yield replace(result, coded_by=versions(result.article)) if hasattr(result, "article") else result

    def versions(article):
        return replace(coded_by(article), model=model)

    return Coder(code, versions)


def reasons(store):
    with open_store(store) as opened:
        return [row[0] for row in opened.failures().select("reason").fetchall()]


def test_twice_adds_nothing(folder, store):
    assert ingest([str(folder)], store, coder=CODER) == Progress(added=3, known=0, failed=1, files=4)
    before = everything(store)
    coder, given = counting()
    assert ingest([str(folder)], store, coder=coder) == Progress(added=0, known=3, failed=1, files=4)
    assert given == ["failure"]  # none is coded again
    assert everything(store) == before


def test_each_failure_is_told(folder, store):
    told: list[str] = []
    ingest([str(folder)], store, coder=CODER, tell=lambda failure: told.append(failure.reason))
    assert len(told) == 1
    assert told == reasons(store)
    retry_failures(store, coder=CODER, tell=lambda failure: told.append(failure.reason))
    assert told == reasons(store) * 2


def test_a_file_under_way_is_known_in_part(store, tmp_path):
    lines = [f'{{"text": "Report {n} of the week."}}\n' for n in range(100)]
    (tmp_path / "week.jsonl").write_text("".join(lines))
    seen: list[Progress] = []
    ingest([str(tmp_path / "week.jsonl")], store, coder=CODER, watch=seen.append)
    parts = [progress.part for progress in seen[:-2]]  # at the end there is nothing left to tell of
    assert parts == sorted(parts)
    assert 0 < parts[0] < 0.1
    assert 0.9 < parts[-1] < 1
    assert seen[-1] == Progress(added=100, files=1)


def test_the_same_article_twice_in_a_run(folder, store):
    twice = [str(folder / "a.txt"), str(folder / "a.txt"), str(folder)]
    assert ingest(twice, store, coder=CODER).added == 3
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes() + b"\n \n")
    assert ingest([str(folder)], store, coder=CODER).added == 0


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_batches_make_no_difference(folder, store, tmp_path, batch):
    text = (folder / "a.txt").read_text()
    (folder / "d.txt").write_text(text.replace("grain", "metal"))
    ingest([str(folder)], store, coder=CODER, batch=batch)
    ingest([str(folder)], tmp_path / "other", coder=CODER)
    found, expected = everything(store), everything(tmp_path / "other")
    for table in ("stories", "story_mentions", "withdrawn"):  # how they came to be is kept too
        del found[table], expected[table]
    assert found == expected
    one, other = ([(told, row[1:]) for told, row in stories(path)] for path in (store, tmp_path / "other"))
    assert one == other
    assert max(len(told) for told, _ in one) == 2


def stories(store):
    """What is told, and by which events."""
    with open_store(store) as opened:
        rows = opened.stories().select("id", "reports", "sources", "independent_origins", "actors").fetchall()
        mentions = "SELECT coding, event, origin FROM story_mentions WHERE story = ? ORDER BY coding, event"
        return sorted((opened.sql(mentions, [row[0]]).fetchall(), row) for row in rows)


def test_a_store_that_is_recoded_keeps_its_stories(folder, store):
    ingest([str(folder)], store, coder=CODER)
    names = {row[0] for _, row in stories(store)}
    ingest([], store, coder=newer("2"), recode=True, batch=1)
    assert {row[0] for _, row in stories(store)} == names
    assert check(store) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Peace talks\n\nThe president of RUS left PRK.\n"),
        ("b.jsonl", '{"text": "New.", "url": "https://x.example/1"}'),
    ],
)
def test_a_changed_article_supersedes(folder, store, name, text):
    ingest([str(folder)], store, coder=CODER)
    (folder / name).write_text(text)
    assert ingest([str(folder)], store, coder=CODER).added == 1
    with open_store(store) as opened:
        assert opened.sql("SELECT count(*), max(revision) FROM articles").fetchall() == [(3, 2)]
        assert opened.sql("SELECT count(*) FROM all_articles").fetchall() == [(4,)]
    assert ingest([str(folder)], store, coder=CODER).added == 0


def test_lines_of_a_file_are_no_revisions(tmp_path, store):
    lines = tmp_path / "news.jsonl"
    lines.write_text('{"text": "One."}\n{"text": "Two."}\n')
    ingest([str(lines)], store, coder=CODER)
    lines.write_text('{"text": "Zero."}\n{"text": "One."}\n{"text": "Two."}\n')
    assert ingest([str(lines)], store, coder=CODER).added == 1
    with open_store(store) as opened:
        assert len(opened.articles().fetchall()) == 3


def test_records_may_call_our_fields_otherwise(tmp_path, store):
    table = tmp_path / "news.csv"
    table.write_text("when,words\n2024-06-19,The army of MLI left NER.\n2024-06-20,The president of RUS met PRK.\n")
    named = Defaults(fields={"text": "words", "published": "when"})
    assert ingest([str(table)], store, coder=CODER, defaults=named).added == 2
    with open_store(store) as opened:
        found = opened.sql("SELECT id, published, text FROM articles ORDER BY id").fetchall()
    assert found == [
        ("news:2", "2024-06-19", "The army of MLI left NER."),
        ("news:3", "2024-06-20", "The president of RUS met PRK."),
    ]


@pytest.mark.parametrize("sources", [True, False])
def test_recoding(folder, store, sources, monkeypatch):
    monkeypatch.setattr("depeche.store.query.AT_ONCE", 1)  # more articles than are read back or looked up together
    monkeypatch.setattr("depeche.ingest.LOOKED_UP", 1)
    ingest([str(folder)], store, coder=CODER)
    named = [str(folder)] if sources else []
    assert ingest([str(folder)], store, coder=newer("2")).added == 0
    assert ingest(named, store, coder=newer("2"), recode=True, batch=1).added == 3
    assert ingest(named, store, coder=newer("2"), recode=True).added == 0
    with open_store(store) as opened:
        assert opened.sql("SELECT coded_by.model, revision FROM articles").fetchall() == [("2", 1)] * 3
        assert opened.sql("SELECT count(*) FROM superseded").fetchall() == [(3,)]


def test_failures_are_rows(folder, store):
    ingest([str(folder)], store, coder=CODER)
    assert reasons(store) == [f"{folder / 'empty.txt'}: empty; give a file with the text of an article"]


def test_a_mended_file_is_no_failure(folder, store):
    ingest([str(folder)], store, coder=CODER)
    (folder / "empty.txt").write_text("No longer.")
    assert retry_failures(store, coder=CODER) == Progress(added=1, known=0, failed=0, files=1)
    assert reasons(store) == []


def test_a_failure_that_comes_again(folder, store):
    (folder / "empty.txt").write_text("This cannot be coded.")
    ingest([str(folder)], store, coder=CODER)
    before = everything(store)
    coder, given = counting()
    assert ingest([str(folder)], store, coder=coder).failed == 1
    assert given == []  # what failed under these versions is not coded again …
    assert retry_failures(store, coder=coder).failed == 1
    assert given == ["empty"]  # … unless asked for
    assert everything(store) == before
    assert retry_failures(store, coder=replace(CODER, code=able)).added == 1
    assert reasons(store) == []


def able(articles):
    """Codes what the stand-in refuses."""
    for article in articles:
        (result,) = stand_in([replace(article, text=article.text.replace("cannot", "can     "))])
        yield replace(result, article=article)


def test_a_failure_may_come_back(folder, store):
    empty = folder / "empty.txt"
    for text in ("", "Now.", ""):
        empty.write_text(text)
        ingest([str(empty)], store, coder=CODER)
    assert len(reasons(store)) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, DepecheError])
def test_what_was_coded_before_a_stop_stays(folder, store, error):
    def code(articles):
        for number, result in enumerate(stand_in(articles)):
            if number == 2:
                raise error("stop")
            yield result

    with pytest.raises(error):
        ingest([str(folder)], store, coder=replace(CODER, code=code))
    assert ingest([str(folder)], store, coder=CODER) == Progress(added=1, known=2, failed=1, files=4)


@pytest.mark.parametrize("step", ["append", "rows_of"])
def test_the_interrupt_key_while_a_batch_is_written(folder, store, monkeypatch, step):
    place = delta if step == "append" else writer
    done = getattr(place, step)

    def pressed(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        return done(*arguments)

    monkeypatch.setattr(place, step, pressed)
    with pytest.raises(KeyboardInterrupt):
        ingest([str(folder)], store, coder=CODER, batch=1)
    monkeypatch.undo()
    assert check(store) == []
    with open_store(store) as opened:
        assert 1 <= len(opened.articles().fetchall()) < 3
    ingest([str(folder)], store, coder=CODER)
    assert check(store) == []


def test_progress_is_told(folder, store):
    told: list[Progress] = []
    ingest([str(folder)], store, coder=CODER, watch=told.append)
    assert told[-1] == Progress(added=3, known=0, failed=1, files=4)
    assert [progress.files for progress in told] == [1, 2, 3, 4]
