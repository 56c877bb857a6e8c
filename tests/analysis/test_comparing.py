"""What differs between two stores."""

from __future__ import annotations

from dataclasses import replace

from stores import act, fill, report, tell

from depeche.analysis.comparing import compare
from depeche.store.query import open_store
from depeche.store.questions import Query


def recoded(one, *, events):
    return replace(one, coded=replace(one.coded, events=tuple(events)))


def test_what_coding_anew_changed(tmp_path):
    before = report("a", "2024-01-10", act("AID", "RUS", "PRK"), act("ACCUSE", "PRK", "RUS"), act("AID", "RUS", "UKR"))
    aid, accuse, _ = before.coded.events
    after = recoded(
        before,
        events=(
            aid,
            replace(accuse, type="REJECT", recipients=("USA",)),
            replace(aid, trigger=aid.evidence[0].__class__(9, 10)),
        ),
    )
    tell(tmp_path / "one", before, report("b", "2024-01-10", act("AID", "RUS", "PRK")))
    tell(tmp_path / "two", after)
    with open_store(tmp_path / "one") as one, open_store(tmp_path / "two") as two:
        found, same = compare(one, two), compare(one, one)
        only = compare(one, two, Query(type=("AID",)))
    assert found.articles == (1, 1, 0)
    assert found.same == 1
    assert {(c.change, c.type) for c in found.changes} == {("changed", "REJECT"), ("gone", "AID"), ("added", "AID")}
    (changed,) = (c for c in found.changes if c.change == "changed")
    assert changed.fields == {"type": ("ACCUSE", "REJECT"), "recipients": ("RUS", "USA")}
    assert found.by_field() == {"type": 1, "recipients": 1}
    assert (same.changes, same.same, same.articles) == ((), 4, (2, 0, 0))
    assert {c.change for c in only.changes} == {"gone", "added"}


def test_every_event_is_counted_once(tmp_path):
    with open_store(fill(tmp_path / "one", 20)) as one, open_store(fill(tmp_path / "two", 30)) as two:
        found = compare(one, two)
        assert (found.articles, found.same, found.changes) == ((20, 0, 10), 200, ())
