"""depeche annotate."""

from __future__ import annotations

import json

import pytest
from stores import act, report, tell
from test_cli import Done, depeche  # noqa: F401


@pytest.fixture
def made(tmp_path):
    return tell(tmp_path / "store", report("a", "2024-01-10", act("AID", "RUS", "PRK"), act("AID", "FRA", "MLI")))


def test_one_field(depeche, made):  # noqa: F811
    done = depeche("annotate", "a/e1", "--field", "recipient", "--value", "MLI", "--who", "Anna", "--store", made)
    assert (done.status, done.out) == (0, f"{made}: 1 correction added\n")
    (one,) = json.loads(depeche("annotate", "--list", "--format", "json", "--store", made).out)
    assert (one["who"], one["value"], one["machine"], one["state"]) == ("Anna", '["MLI"]', '["PRK"]', "stands")
    assert "Anna" in depeche("annotate", "--list", "--store", made).out
    assert "1 corrections" in depeche("store", "info", "--store", made).out


@pytest.mark.parametrize(
    "options",
    [
        ("a/e1", "--field", "type", "--right"),
        ("a/e1", "--field", "type", "--wrong"),
        ("a/e1", "--retract"),
        ("a/e1", "--right"),
        ("a", "--add", "ASSAULT", "--trigger", "FRA did", "--actor", "FRA", "--recipient", "MLI", "--evidence", "0-8"),
    ],
)
def test_verdicts(depeche, made, options):  # noqa: F811
    done = depeche("annotate", *options, "--store", made)
    assert (done.status, done.out) == (0, f"{made}: 1 correction added\n")


def test_wrong_usage(depeche, made):  # noqa: F811
    assert depeche("annotate", "--store", made).status == 2
    assert depeche("annotate", "a/e1", "--store", made).status == 2
    assert depeche("annotate", "a/e1", "--right", "--retract", "--store", made).status == 2
    done = depeche("annotate", "a/e1", "--field", "colour", "--right", "--store", made)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "'colour' is no field of this event" in done.err
    done = depeche("annotate", "a/e1", "--right", "--store", made.with_name("none"))
    assert (done.status, "no store" in done.err) == (1, True)


def test_many_from_standard_input(depeche, made):  # noqa: F811
    lines = (
        '{"of": "a/e1", "field": "recipient", "value": "MLI"}\n\nnonsense\n'
        '{"of": "a/e7", "verdict": "right"}\n{"of": "a/e2", "verdict": "retracted"}\n'
    )
    done = depeche("annotate", "-", "--store", made, stdin=lines.encode())
    assert (done.status, done.out) == (1, f"{made}: 2 corrections added\n")
    assert [line.split(": ")[1] for line in done.err.splitlines()] == ["line 3", "line 4"]


def test_what_is_said_is_asked_for(depeche, made, tmp_path):  # noqa: F811
    lines = b'{"of": "a/e1", "field": "recipient", "value": "nato"}\n{"of": "a/e2", "verdict": "retracted"}\n'
    assert depeche("annotate", "-", "--store", made, stdin=lines).status == 0

    def told(*command):
        return depeche(*command, "--store", made).out

    assert len(json.loads(told("events", "--format", "json"))) == 2
    (event,) = json.loads(told("events", "--corrected", "--format", "json"))
    assert (event["recipients"], event["corrected"]) == (["nato"], ["recipient"])
    for command in (("timeline", "RUS"), ("relations", "RUS"), ("network",)):
        assert "nato" not in told(*command).casefold()
        assert "nato" in told(*command, "--corrected").casefold()
    assert "nato" in told("panel", "--corrected")
    assert "nato" in told("explain", "a/e1", "--corrected")
    assert told("export", "csv", "--corrected", "--out", tmp_path / "out").endswith(": 1 event\n")
    for verb in ("quotes", "actors", "dates"):
        assert depeche(verb, "--corrected", "--store", made).status == 0
