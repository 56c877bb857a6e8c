"""Rows as a table, CSV, JSON, JSON Lines, Parquet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from depeche.presenting.rows import Answer, as_cell, write_answer

ROWS = [("=1+1", date(2024, 6, 19), ["RUS", "PRK"], None), ("plain", None, [], {"start": 1})]
COLUMNS = ("words", "day", "actors", "span")


def printed(format, rows=ROWS, columns=COLUMNS, shown=COLUMNS):
    stream = io.BytesIO()
    write_answer(Answer(columns, rows, shown), stream, format)
    return stream.getvalue().decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert as_cell(f"{start}HYPERLINK(1)") == f"'{start if start.strip() else ' '}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("plain", "plain"),
        (-1.5, "-1.5"),
        (date(2024, 6, 19), "2024-06-19"),
        (datetime(2024, 6, 19, 8, 30), "2024-06-19T08:30:00"),
        (["a", "b"], '["a","b"]'),
        ({"start": 1}, '{"start":1}'),
        (True, "true"),
        (Decimal(12), "12"),
    ],
)
def test_cells(value, cell):
    assert as_cell(value) == cell


def test_csv():
    rows = list(csv.reader(io.StringIO(printed("csv"))))
    assert rows == [list(COLUMNS), ["'=1+1", "2024-06-19", '["RUS","PRK"]', ""], ["plain", "", "[]", '{"start":1}']]


@pytest.mark.parametrize("rows", [ROWS, []])
def test_json(rows):
    assert len(json.loads(printed("json", rows))) == len(rows)
    assert [json.loads(line)["words"] for line in printed("jsonl", rows).splitlines()] == [row[0] for row in rows]


def test_table():
    long = "word " * 100
    out = printed("table", [(long, None, ["RUS", "PRK"], None), ("\x1b[2J", None, [], None)], shown=("words", "actors"))
    assert out.splitlines()[0].split() == ["words", "actors"]
    assert "RUS, PRK" in out
    assert "…" in out
    assert "\x1b" not in out


def test_a_narrow_table(monkeypatch):
    """The widest columns give way, and what is to be read whole is folded."""
    monkeypatch.setenv("COLUMNS", "60")
    path, reason = f"/news/{'deep/' * 12}empty.txt", "empty; give a file with the text of an article, or leave it out"
    out = printed("table", [(path, reason)], columns=("source", "reason"), shown=("source", "reason"))
    assert max(map(len, out.splitlines())) <= 60
    assert out.splitlines()[0].split() == ["source", "reason"]
    assert "".join(line[:29].strip() for line in out.splitlines()[1:]) == path


def test_a_cell_of_csv_breaks_no_line():
    """Each sign by a blank, so that words stay where their spans say."""
    rows = [("one\ttwo\r\nthree \u2028four", 'said "so"')]
    stream = io.BytesIO()
    write_answer(Answer(("words", "more"), rows, ("words",)), stream, "csv")
    assert stream.getvalue() == b'words,more\none two  three  four,"said ""so"""\n'
