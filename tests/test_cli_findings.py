"""The commands that put events together: what they print, and with which exit status."""

from __future__ import annotations

import csv
import io
import json

import pytest
from stores import act, report, tell
from test_cli import Done, depeche  # noqa: F401

REPORTS = (
    report("a", "2024-01-10", act("SUPPORT", "RUS", "PRK"), act("ASSAULT", "RUS", "UKR")),
    report("b", "2024-03-20", act("ACCUSE", "PRK", "RUS"), act("AID", "RUS", "PRK", factuality="planned")),
    report("c", "2024-08-20", act("ACCUSE", "PRK", "RUS"), relations=[("RUS", "ally_of", "PRK")]),
)


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """A table's words are not cut, however wide the window of who runs the tests."""
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tell(tmp_path_factory.mktemp("cli") / "store", *REPORTS)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_timeline(depeche, made):  # noqa: F811
    done = depeche("timeline", "RUS", "PRK", "--store", made)
    lines = done.out.splitlines()
    assert (done.status, lines[0]) == (0, "3 events by month: sums of PLOVER scores, conflict < > co-operation")
    january = next(line for line in lines if line.startswith("2024-01-01"))
    assert january.split() == ["2024-01-01", "1", "1", "+5.0", "|", ">" * 16]
    assert any(line.split() == ["…"] for line in lines)  # April to July
    assert next(line for line in lines if line.startswith("2024-02")).strip().endswith("(nothing read)")
    assert "RUS did SUPPORT to PRK." in done.out
    assert "UKR" not in done.out


def test_timeline_says_what_it_leaves_out(depeche, made):  # noqa: F811
    assert "and 2 more: --limit shows them" in depeche("timeline", "RUS", "PRK", "--limit", "1", "--store", made).out


def test_timeline_for_programs(depeche, made, tmp_path):  # noqa: F811
    found = rows(depeche("timeline", "RUS", "--by", "year", "--store", made, "--format", "csv").out)
    assert [(r["period"], r["events"], r["score"], r["mean_score"]) for r in found] == [
        ("2024-01-01", "4", "-10.0", "-2.5")
    ]
    out = tmp_path / "line.json"
    assert depeche("timeline", "RUS", "--store", made, "--out", out).status == 0
    assert len(json.loads(out.read_bytes())) == 8


def test_more_than_what_happened(depeche, made):  # noqa: F811
    both = ("--factuality", "asserted", "--factuality", "planned")
    found = rows(depeche("timeline", "RUS", "PRK", "--by", "year", *both, "--store", made, "--format", "csv").out)
    assert found[0]["events"] == "4"
    where = ("--where", "factuality=planned&type=AID")
    found = rows(depeche("timeline", "RUS", "--by", "year", *where, "--store", made, "--format", "csv").out)
    assert found[0]["cooperation"] == "10.0"


@pytest.mark.parametrize("command", [("timeline", "RUS"), ("network",)])
@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("html", b"<!DOCTYPE html>")])
def test_pictures(depeche, made, tmp_path, command, ending, begins):  # noqa: F811
    out = tmp_path / f"picture.{ending}"
    assert depeche(*command, "--store", made, "--out", out).status == 0
    assert out.read_bytes().startswith(begins)


def test_relations(depeche, made):  # noqa: F811
    done = depeche("relations", "RUS", "--store", made)
    first = done.out.splitlines()[2].split()
    assert (done.status, first[:5]) == (0, ["suffers", "ACCUSE", "PRK", "North", "Korea"])
    assert "ally_of" in done.out
    told = json.loads(depeche("relations", "RUS", "--type", "ASSAULT", "--store", made, "--format", "json").out)
    assert [(t["direction"], t["partner"], t["evidence"][0]["words"]) for t in told] == [
        ("does", "UKR", "RUS did ASSAULT to UKR.")
    ]


def test_network(depeche, made, tmp_path):  # noqa: F811
    done = depeche("network", "--store", made)
    assert done.out.splitlines()[0] == "3 sides, 4 acts between them, 0 within one"
    found = rows(depeche("network", "--store", made, "--format", "csv").out)
    assert [(r["source"], r["target"], r["event_type"], r["events"]) for r in found] == [
        ("PRK", "RUS", "ACCUSE", "2"),
        ("RUS", "PRK", "SUPPORT", "1"),
        ("RUS", "UKR", "ASSAULT", "1"),
    ]
    for ending, begins in (("gexf", b"<?xml"), ("graphml", b"<?xml"), ("json", b"{")):
        out = tmp_path / f"net.{ending}"
        assert depeche("network", "--by", "month", "--store", made, "--out", out).status == 0
        assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["timeline", "RUS", "--type", "HUG"], "'HUG' is none of AGREE"),
        (["timeline", "RUS", "--factuality", "maybe"], "'maybe' is none of asserted"),
        (["timeline", "RUS", "--where", "colour=red"], "events cannot be asked for their colour"),
        (["timeline", "RUS", "--since", "soon"], "'soon' is no date"),
        (["timeline", "RUS", "--out", "chart.gif"], "chart.gif ends in none of csv"),
        (["relations", "RUS", "--out", "chart.png"], "chart.png ends in none of csv"),
    ],
)
def test_wrong_usage(depeche, made, monkeypatch, tmp_path, arguments, said):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    done = depeche(*arguments, "--store", made)
    assert (done.status, said in " ".join(done.err.replace("│", " ").split())) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


def test_panel(depeche, made, tmp_path):  # noqa: F811
    found = rows(depeche("panel", "--by", "year", "--types", "ACCUSE", "--store", made).out)
    assert [(r["source"], r["target"], r["accuse"], r["articles_read"]) for r in found] == [
        ("PRK", "RUS", "2", "3"),
        ("RUS", "PRK", "0", "3"),
        ("RUS", "UKR", "0", "3"),
    ]
    beside = tmp_path / "read.csv"
    for ending in ("csv", "parquet", "dta", "jsonl"):
        out = tmp_path / f"panel.{ending}"
        assert depeche("panel", "--store", made, "--out", out, "--denominators", beside).status == 0
        assert out.stat().st_size > 100
    assert len(rows(beside.read_text())) == 3
    assert depeche("panel", "--types", "hug", "--store", made).status == 2
    assert depeche("panel", "--format", "stata", "--store", made).status == 2


def test_explain(depeche, made):  # noqa: F811
    done = depeche("explain", "a/e1", "--store", made)
    assert (done.status, "SUPPORT, score +5" in done.out, "reporter" in done.out) == (0, True, True)
    told = json.loads(depeche("explain", "a/e1", "--store", made, "--format", "json").out)
    assert [f["words"] for f in told["fields"] if f["field"] == "type"] == ["RUS"]
    assert depeche("explain", "zz", "--store", made).status == 1


def test_compare(depeche, made, tmp_path):  # noqa: F811
    other = tell(tmp_path / "other", *REPORTS[:2])
    done = depeche("compare", made, other)
    assert done.out.splitlines() == [
        "2 articles in both, 1 only in the first, 0 only in the second",
        "events: 4 the same, 0 changed, 0 gone, 0 added",
    ]
    changed = tell(
        tmp_path / "changed",
        report("a", "2024-01-10", act("SUPPORT", "RUS", "PRK"), act("ASSAULT", "RUS", "UKR", factuality="denied")),
    )
    told = json.loads(depeche("compare", made, changed, "--format", "json").out)
    assert [(t["change"], t["fields"]) for t in told] == [("changed", {"factuality": ["asserted", "denied"]})]
    assert "factuality: asserted → denied" in depeche("compare", made, changed).out
