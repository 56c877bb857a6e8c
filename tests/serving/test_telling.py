"""What an article tells in all: its events in time, who is what to whom."""

from __future__ import annotations

import re
from html import unescape

import pytest
from explorers import explorer
from stores import act, report, tell

from depeche.serving.telling import in_time
from depeche.store.identity import identify

ACTS = (
    act("AID", "FRA", "MLI"),
    act("ASSAULT", "RUS", "UKR", date="2024-03-02/2024-03-02", factuality="denied"),
    act("CONSULT", "ESP MAR", date="../2020-01-31"),
    act("ACCUSE", "UKR", "RUS", date="2024-03-01/2024-03-05", attribution="UKR"),
)
TIES = (("emmanuel-macron", "leads", "FRA"), ("RUS", "at_war_with", "UKR"), ("goma", "located_in", "COD"))
REPORT = report("told", "2024-03-06", *ACTS, relations=TIES)
QUIET = report("quiet", "2024-03-06")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return explorer(tell(tmp_path_factory.mktemp("telling") / "store", REPORT, QUIET))


def page(client, article=REPORT, language="en"):
    address = f"/articles/{identify(article.coded.article).fingerprint}"
    return client.get(address, params={"lang": language}).text


def words_of(html):
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split())


def test_events_stand_in_the_order_of_their_dates_the_undated_last():
    assert [event.type for event in in_time(REPORT.coded.events)] == ["CONSULT", "ACCUSE", "ASSAULT", "AID"]


def test_the_timeline_is_told_and_leads_to_the_words(client):
    html = page(client)
    line = re.search('<ol class="line">(.*?)</ol>', html, re.DOTALL)[1]
    told = [words_of(one) for one in line.split("</li>")][:-1]
    assert told[0].startswith("until 31 January 2020:")
    assert "Assault of event e2, in the text Russia →to Ukraine denied" in told[2]
    assert told[1].endswith("according to Ukraine")
    assert told[3].startswith("day unknown:")
    for link in re.findall('href="#([^"]+)"', line):
        assert html.count(f'id="{link}"') == 1, "in the text, once"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Emmanuel Macron leads France (President", "Russia is at war with Ukraine", "goma lies in"]),
        ("fr", ["Emmanuel Macron dirige la France (pr", "la Russie est en guerre avec l'Ukraine"]),
        ("es", ["Rusia está en guerra con Ucrania"]),
    ],
)
def test_relations_are_told_in_words(client, language, told):
    html = page(client, language=language)
    ties = re.search('<ul class="line">(.*?)</ul>', html, re.DOTALL)[1]
    for one in told:
        assert one.casefold() in words_of(ties).casefold()
    for link in re.findall('href="#([^"]+)"', ties):
        assert html.count(f'id="{link}"') == 1


def test_an_article_without_events_has_no_timeline(client):
    assert 'class="line"' not in page(client, QUIET)


def test_the_reasons_are_no_table_that_could_be_cut(client):
    html = page(client)
    assert html.count('<dl class="fields">') == len(ACTS)
    assert "<table" not in html
