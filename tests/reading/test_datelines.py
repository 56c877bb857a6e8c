"""Datelines: place, agency and date, or none."""

import pytest

from depeche.reading.datelines import find_dateline
from depeche.records import Span

CASES = [
    ("PARIS (AFP) — Le ministre a parlé.", "PARIS", "AFP", None),
    ("MADRID, 3 mar (EFE).- El ministro habló.", "MADRID", "EFE", "3 mar"),
    ("LONDON, March 3 (Reuters) - The minister spoke.", "LONDON", "Reuters", "March 3"),
    ("KYIV, Ukraine (AP) — The minister spoke.", "KYIV, Ukraine", "AP", None),
    ("Bogotá, 3 mar (EFE) – El ministro habló.", "Bogotá", "EFE", "3 mar"),
    ("(AFP) - Le ministre a parlé.", None, "AFP", None),
    ("GENEVA — The minister spoke.", "GENEVA", None, None),
    ("LA PAZ.- El ministro habló.", "LA PAZ", None, None),
    ("OSLO (Norvège) - Le ministre a parlé.", "OSLO (Norvège", None, None),
    ("NAIROBI: The minister spoke.", "NAIROBI", None, None),
    ("URGENT: The minister spoke.", None, None, None),
    ("Le ministre - un ami de longue date - a parlé.", None, None, None),
    ("The Bank of Japan (BoJ) raised rates.", None, None, None),
]


@pytest.mark.parametrize(("text", "place", "agency", "date"), CASES)
def test_dateline(text: str, place: str | None, agency: str | None, date: str | None) -> None:
    def words(span: Span | None) -> str | None:
        return text[span.start : span.end] if span else None

    found = find_dateline(text, 0, len(text))
    said = (words(found.place), words(found.agency), words(found.date)) if found else (None, None, None)
    assert said == (place, agency, date)
    assert found is None or text[found.end :].lstrip() in text.split(" ", 1)[1]
