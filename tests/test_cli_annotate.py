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
