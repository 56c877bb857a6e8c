"""Charts: what they hold, and that a page of one asks nothing of anybody."""

from __future__ import annotations

import io
import json
import re

import pytest
from stores import act, report, tell

from depeche.analysis.networks import network
from depeche.analysis.timelines import timeline
from depeche.presenting.charts import network_chart, timeline_chart, write_picture
from depeche.store.query import open_store
from depeche.store.questions import Query

HOSTILE = "</script><script>alert(1)</script>"
REPORTS = (
    report("a", "2024-01-10", act("SUPPORT", "RUS", "PRK"), act("ASSAULT", "RUS", HOSTILE.replace(" ", ""))),
    report("b", "2024-03-20", act("ACCUSE", "PRK", "RUS")),
)


@pytest.fixture(scope="module")
def charts(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("charts") / "store", *REPORTS)) as opened:
        yield {
            "timeline": timeline_chart(timeline(opened, Query(who="RUS")), f"RUS {HOSTILE}"),
            "network": network_chart(network(opened, Query()), "Who acts on whom"),
            "nothing": timeline_chart(timeline(opened, Query(who="nobody")), "nobody"),
            "nobody": network_chart(network(opened, Query(who="nobody")), "nobody"),
        }


def drawn(chart, format):
    out = io.BytesIO()
    write_picture(chart, out, format)
    return out.getvalue()


@pytest.mark.parametrize("name", ["timeline", "network", "nothing", "nobody"])
def test_pictures(charts, name):
    assert drawn(charts[name], "png").startswith(b"\x89PNG")
    svg = drawn(charts[name], "svg").decode()
    assert svg.startswith("<svg")
    assert "<script" not in svg


def test_a_chart_draws_every_score(charts):
    values = json.dumps(charts["timeline"].to_dict())
    for score in (5.0, -9.0, -3.0):
        assert f'"score": {score}' in values
    assert '"articles": 0' in values  # February: nothing read


@pytest.mark.parametrize("name", ["timeline", "network"])
def test_a_page_is_closed_to_the_outside_and_to_what_articles_say(charts, name):
    page = drawn(charts[name], "html").decode()
    assert "default-src 'none'" in page
    own = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert re.findall(r"src=|href=|url\(", own) == []
    assert page.count("<script>") == 2 == page.count("</script>")
    assert "<h1>" in page
    assert 'lang="en"' in page
