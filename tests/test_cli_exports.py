"""depeche export."""

from __future__ import annotations

import shutil

import pytest
from stores import act, report, tell
from test_cli import Done, depeche  # noqa: F401


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    story = report("a", "2024-01-10", act("SUPPORT", "RUS", "PRK"), act("AID", "RUS", "PRK", factuality="planned"))
    return tell(tmp_path_factory.mktemp("cli") / "store", story)


def test_export(depeche, made, tmp_path):  # noqa: F811
    out = tmp_path / "out"
    done = depeche("export", "polecat", "--store", made, "--out", out)
    assert (done.status, done.out) == (0, f"{out}: 1 event\n")
    again = depeche("export", "csv", "--store", made, "--out", out)
    assert (again.status, "stands there already" in again.err) == (1, True)
    more = depeche("export", "csv", "--store", made, "--out", tmp_path / "two", "--factuality", "planned")
    assert more.out.endswith(": 1 event\n")
    assert depeche("export", "excel", "--store", made, "--out", tmp_path / "x").status == 2


def test_corrected(depeche, made, tmp_path):  # noqa: F811
    assert depeche("export", "doccano", "--store", made, "--out", tmp_path / "out").status == 0
    file = tmp_path / "out" / "articles.jsonl"
    assert depeche("corrected", "doccano", file, "--store", made).out == ""
    file.write_text(file.read_text().replace('"label":"SUPPORT"', '"label":"AID"'))
    done = depeche("corrected", "doccano", file, "--store", made)
    assert (done.status, '"change":"relabelled"' in done.out) == (0, True)
    file.write_text("{}")
    done = depeche("corrected", "doccano", file, "--store", made)
    assert (done.status, "no export of doccano" in done.err) == (1, True)


def test_corrected_and_kept(depeche, made, tmp_path):  # noqa: F811
    store = shutil.copytree(made, tmp_path / "store")
    assert depeche("export", "doccano", "--store", store, "--out", tmp_path / "out").status == 0
    file = tmp_path / "out" / "articles.jsonl"
    file.write_text(file.read_text().replace('"label":"SUPPORT"', '"label":"AID"'))
    done = depeche("corrected", "doccano", file, "--store", store, "--keep", "--who", "Anna")
    assert (done.status, done.out) == (0, f"{store}: 1 correction added\n")
    assert "Anna" in depeche("annotate", "--list", "--store", store).out
    again = depeche("corrected", "doccano", file, "--store", store, "--keep", "--who", "Anna")
    assert (again.status, again.out) == (0, f"{store}: 0 corrections added\n")
    file.write_text("{}")
    done = depeche("corrected", "doccano", file, "--store", store, "--keep")
    assert (done.status, "no export of doccano" in done.err) == (1, True)
