"""Charts as Vega-Lite. Their colours are the page's own, filled in by `static/explorer.js`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from depeche.analysis.timelines import Period, Timeline, following
from depeche.serving.words import Words

Spec = dict[str, Any]
Rows = Sequence[dict[str, Any]]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nobody fetches it
SIDES = ("cooperation", "conflict")
BAR = {"type": "bar", "tooltip": True}
WORLD = "/static/world.json"
SMALL = "/static/small-states.json"


def chart(t: Words, description: str, *, height: int, **parts: Any) -> Spec:
    """A chart as wide as its place."""
    fitting = {"type": "fit-x", "contains": "padding"}
    frame = {"$schema": SCHEMA, "description": description, "width": "container", "height": height, "autosize": fitting}
    return frame | parts


def coverage(t: Words, rows: Rows, unit: str, description: str) -> Spec:
    """Articles by period, a colour a language."""
    values = [
        {"period": str(row["period"]), "language": t.label("languages", row["language"]), "articles": row["articles"]}
        for row in rows
    ]
    return chart(
        t, description, height=220, data={"values": values},
        mark=BAR,
        encoding={
            "x": time_axis(t, unit),
            "y": {
                "field": "articles", "type": "quantitative", "aggregate": "sum", "title": t("overview.articles"),
                "axis": WHOLE,
            },
            "color": {"field": "language", "type": "nominal", "title": t("fields.language")},
        },
    )  # fmt: skip


WHOLE = {"tickMinStep": 1, "format": "d"}  # what is counted has no half
FORMATS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def time_axis(t: Words, unit: str) -> Spec:
    axis = {"format": FORMATS[unit], "labelOverlap": True, "tickCount": 10}
    return {
        "field": "period",
        "type": "temporal",
        "title": t(f"periods.{unit}"),
        "scale": {"type": "utc"},
        "axis": axis,
    }


def over_time(t: Words, line: Timeline, description: str) -> Spec:
    """Events of cooperation above the line, of conflict below; where nothing was read it is shaded."""
    values = [
        {
            "period": period.start.isoformat(),
            "end": following(period.start, line.by).isoformat(),
            "what": t(f"charts.{side}"),
            "events": number,
        }
        for period in line.periods
        for side, number in zip(SIDES, sides_of(period), strict=True)
        if number
    ]
    unread = [
        {"period": period.start.isoformat(), "end": following(period.start, line.by).isoformat()}
        for period in line.periods
        if not period.articles
    ]
    x = time_axis(t, line.by)
    colour = {
        "field": "what", "type": "nominal", "title": None, "legend": {"orient": "top"},
        "scale": {"domain": [t(f"charts.{side}") for side in SIDES], "range": [f"--{side}" for side in SIDES]},
    }  # fmt: skip
    y = {"field": "events", "type": "quantitative", "title": t("overview.events"), "stack": False, "axis": WHOLE}
    whole = {"x": x, "x2": {"field": "end"}}
    layers = [
        {"data": {"values": unread}, "mark": {"type": "rect", "color": "--land", "aria": False}, "encoding": whole},
        {"data": {"values": values}, "mark": BAR, "encoding": whole | {"y": y, "y2": {"datum": 0}, "color": colour}},
    ]
    return chart(t, description, height=200, layer=layers)


def sides_of(period: Period) -> tuple[int, int]:
    """Events of cooperation, and of conflict below zero."""
    verbal, material, verbal_conflict, material_conflict = period.quads
    return verbal + material, -verbal_conflict - material_conflict


LAND = {"type": "geoshape", "aria": False, "fill": "--land", "stroke": "--border", "strokeWidth": 0.5}
POINT = {"type": "circle", "aria": False, "size": 8, "color": "--border"}


def places(t: Words, rows: Rows, description: str) -> Spec:
    """A circle a place, as large as its events are many, on the outlines of countries."""
    values = [
        {"place": row["place"], "latitude": row["latitude"], "longitude": row["longitude"], "events": row["events"],
         "address": row["address"]}
        for row in rows
    ]  # fmt: skip
    outlines = {"url": WORLD, "format": {"type": "topojson", "feature": "countries"}}
    at = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
    }
    size = {
        "field": "events",
        "type": "quantitative",
        "title": t("overview.events"),
        "scale": {"range": [20, 900]},
        "legend": {"tickCount": 3},
    }
    tooltip = [{"field": "place", "title": t("fields.place")}, {"field": "events", "title": t("overview.events")}]
    return chart(
        t, description, height=480, projection={"type": "equalEarth"},
        layer=[
            {"data": outlines, "mark": LAND},
            {"data": {"url": SMALL}, "mark": POINT, "encoding": at},
            {
                "data": {"values": values},
                "mark": {"type": "circle", "opacity": 0.7, "color": "--accent", "tooltip": True, "cursor": "pointer"},
                "encoding": at | {"size": size, "tooltip": tooltip, "href": {"field": "address"}},
            },
        ],
    )  # fmt: skip
