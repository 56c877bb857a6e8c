"""Charts of findings: declared once, drawn as a page that asks nothing of anybody, as SVG or as PNG. The only module
that imports altair and vl_convert."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, BinaryIO, Literal

import altair
import vl_convert

from depeche.analysis.networks import Network, places_of
from depeche.analysis.timelines import Timeline, following
from depeche.presenting.words import count

PictureFormat = Literal["html", "svg", "png"]
COOPERATION, CONFLICT, UNREAD = "#0072b2", "#d55e00", "#e8e8e8"  # told apart by those who see few colours, too
WIDTH, HEIGHT = 720, 320  # pixels
DENSE = 2.0  # pixels of a PNG for each of the chart's
DRAWN = 60  # nodes of a network in a picture: more cannot be read
NOTHING = "Nothing to draw: no event that is asked for."

Chart = Any  # of one of altair's kinds
Spec = dict[str, Any]

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>body {{ font-family: system-ui, sans-serif; margin: 2rem }} #chart {{ overflow-x: auto }}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{description}</p>
<div id="chart"></div>
</main>
<script>{script}</script>
<script>vegaEmbed("#chart", {spec}, {{actions: false, renderer: "svg", ast: true}});</script>
</body>
</html>
"""


def write_picture(chart: Chart, stream: BinaryIO, format: PictureFormat) -> None:
    """A chart as a page of its own (0.9 MB: Vega is in it), as SVG or as PNG; nothing is fetched."""
    spec: Spec = chart.to_dict()
    if format == "html":
        stream.write(as_page(spec).encode())
    elif format == "svg":
        stream.write(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode())
    else:
        stream.write(vl_convert.vegalite_to_png(spec, scale=DENSE, allowed_base_urls=[]))


@cache
def vega() -> str:
    """Vega, Vega-Lite and Vega-Embed: sets `vegaEmbed`. Made in a second and a half, once."""
    return vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its types ask for what has a default


def as_page(spec: Spec) -> str:
    title, description = (escape(str(spec[name])) for name in ("title", "description"))
    written = json.dumps(spec).replace("<", "\\u003c")  # no text of an article can end the script
    script = vega().replace("</script", "<\\/script")
    return PAGE.format(title=title, description=description, script=script, spec=written)


# ---- timelines ------------------------------------------------------------------------------------------------------


def timeline_chart(line: Timeline, title: str) -> Chart:
    """The scores above and below zero, period by period; grey where nothing was read."""
    read = (
        "grey where no article was read" if any(not p.articles for p in line.periods) else "articles were read in all"
    )
    about = f"{count(line.events, 'event')} by {line.by}: sums of the scores of co-operation and conflict; {read}."
    rows = [
        {
            "from": p.start.isoformat(),
            "to": following(p.start, line.by).isoformat(),
            "events": p.events,
            "articles": p.articles,
            "side": side,
            "score": value,
        }
        for p in line.periods
        for side, value in (("co-operation", p.cooperation), ("conflict", p.conflict))
        if value or not p.articles
    ]
    base = altair.Chart(inline(rows), title=title, description=about, width=WIDTH, height=HEIGHT)
    x, x2 = altair.X("from:T", title=None), altair.X2("to:T")
    colours = altair.Scale(domain=["co-operation", "conflict"], range=[COOPERATION, CONFLICT])
    told = [altair.Tooltip("from:T", title=line.by), "side:N", "score:Q", "events:Q", "articles:Q"]
    unread = base.transform_filter("datum.articles == 0").mark_rect(color=UNREAD).encode(x=x, x2=x2)
    bars = base.mark_bar(binSpacing=0).encode(
        x=x,
        x2=x2,
        y=altair.Y("score:Q", title="sum of scores", stack=False),
        y2=altair.datum(0),
        color=altair.Color("side:N", title=None, scale=colours, legend=altair.Legend(orient="top")),
        tooltip=told,
    )
    zero = altair.Chart(inline([{"zero": 0}])).mark_rule(color="#555").encode(y="zero:Q")
    return _finished(unread + bars + zero, title, about if line.periods else NOTHING)


# ---- networks -------------------------------------------------------------------------------------------------------


def network_chart(net: Network, title: str) -> Chart:
    """Those who take part most, and what runs between them: thick for many events, blue for co-operation."""
    drawn = net.nodes[:DRAWN]
    places = places_of(net, [node.id for node in drawn])
    about = (
        f"{len(drawn)} of {count(len(net.nodes), 'side')}, the most active; a line is thick for many events, "
        "blue where co-operation outweighs, orange where conflict does."
    )
    sides = [
        {"x": places[n.id][0], "y": places[n.id][1], "name": n.name, "acts": n.acts, "suffers": n.suffers,
         "all": n.acts + n.suffers}
        for n in drawn
    ]  # fmt: skip
    axis: dict[str, Any] = {"axis": None, "scale": altair.Scale(padding=30)}
    lines = (
        altair.Chart(inline(_lines(net, places)))
        .mark_rule(opacity=0.5)
        .encode(
            x=altair.X("x:Q", **axis),
            y=altair.Y("y:Q", **axis),
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=altair.StrokeWidth("events:Q", title="events", scale=altair.Scale(range=[0.5, 8])),
            color=altair.condition("datum.score < 0", altair.value(CONFLICT), altair.value(COOPERATION)),
        )
    )
    dots = altair.Chart(inline(sides)).encode(
        x=altair.X("x:Q", **axis), y=altair.Y("y:Q", **axis), tooltip=["name:N", "acts:Q", "suffers:Q"]
    )
    points = dots.mark_circle(color="#333", opacity=1).encode(size=altair.Size("all:Q", legend=None))
    names = dots.mark_text(dy=-10, fontSize=11).encode(text="name:N")
    return _finished((lines + points + names).properties(width=WIDTH, height=WIDTH), title, about if drawn else NOTHING)


def _lines(net: Network, places: Mapping[str, tuple[float, float]]) -> list[dict[str, float]]:
    """One for each pair, both directions together."""
    sums: dict[tuple[str, str], list[float]] = {}
    for edge in net.edges:
        if edge.source in places and edge.target in places:
            one, other = sorted((edge.source, edge.target))
            total = sums.setdefault((one, other), [0, 0.0])
            total[0] += edge.events
            total[1] += edge.score
    return [
        {"x": places[one][0], "y": places[one][1], "x2": places[other][0], "y2": places[other][1],
         "events": events, "score": score}
        for (one, other), (events, score) in sorted(sums.items())
    ]  # fmt: skip


def inline(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows that travel inside the chart."""
    return altair.Data(values=rows)  # type: ignore[no-untyped-call]


def _finished(chart: Chart, title: str, about: str) -> Chart:
    return chart.properties(title=title, description=about).configure_view(stroke=None)
