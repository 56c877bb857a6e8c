"""What stands on each page: a question to the archive and the answer's rows, a function a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, get_args

from depeche.analysis.networks import network, ready
from depeche.analysis.relations import Relations, Tie, relations
from depeche.analysis.timelines import happened, timeline
from depeche.errors import StoreError
from depeche.knowledge.directory import load_directory
from depeche.presenting import explained
from depeche.presenting.findings import EDGES, PERIODS, TIES, timeline_rows
from depeche.presenting.stories import by_origin
from depeche.records import Article, Block, CodedArticle, Correction, Event, Span, Story, StoryMention
from depeche.serving import charts, figures, saying
from depeche.serving.archive import Snapshot, Version, known_actor
from depeche.serving.drawing import DRAWN, drawing
from depeche.serving.listing import asked, listed
from depeche.serving.marking import LAYERS, Mark, event_marks, lanes_of, marked, marks_of, pieces
from depeche.serving.reasons import event_seen
from depeche.serving.telling import in_time, relations_told, stands
from depeche.serving.views import Asking, NotThere, Shown
from depeche.store.identity import identify
from depeche.store.query import Store
from depeche.store.questions import Query, View
from depeche.store.rows import sentence_of
from depeche.store.schema import Row

FACETS: Mapping[str, tuple[str, ...]] = {
    "events": ("type", "factuality", "who", "country", "attributed_to", "language"),
    "articles": ("language", "publisher"),
    "quotes": ("kind", "speaker", "language"),
    "stories": ("type", "actor", "recipient"),
}
REPORTED = tuple(field.name for field in fields(StoryMention))
SAID = (*(field.name for field in fields(Correction)), "state")
FIELDS = tuple(field.name for field in fields(explained.Field))
SHOWN_VALUES = 12  # of a facet
STATED = 40  # lasting ties on a page


def warm(snapshot: Snapshot) -> None:
    """Work out what the first reader of each page would wait for."""
    try:
        load_directory()
        ready()
        for name in ("actors", "counts", "versions"):
            getattr(snapshot, name)
        for view in get_args(View):
            everything = Query(view=view)
            snapshot.kept(Store.columns, everything)
            snapshot.kept(Store.count, everything)
            snapshot.kept(Store.facets, everything, FACETS.get(view, ()))
        snapshot.kept(network, Query())
    except StoreError:  # whoever asks is told
        return


# ---- the archive ----------------------------------------------------------------------------------------------------


def overview(asking: Asking) -> Shown:
    """What the archive holds; its rows are the coverage."""
    t, snapshot = asking.t, asking.snapshot
    counts: Any = snapshot.counts
    unit = figures.unit_of(asking.own("by"), counts["first"], counts["last"])
    rows = figures.coverage(asking.store, unit)
    dated = [row for row in rows if row["period"] is not None]
    spec = charts.coverage(t, dated, unit, t("overview.chart", unit=t(f"periods.{unit}").lower()))
    everything = Query(view="events")
    types = asking.store.facet(everything, "type", limit=20)
    listing = listed("coverage", ("period", "language", "articles", "events"), rows)
    given = {"counts": counts, "unit": unit, "rows": rows, "spec": spec, "types": types, "busiest": busiest(asking)}
    return Shown("overview.html", t("overview.title"), listing, given=given)


def busiest(asking: Asking) -> list[tuple[str, str, int]]:
    """The actors of most articles."""
    most = sorted(asking.snapshot.actors.values(), key=lambda one: (-one.articles, one.id))
    return [(one.id, asking.name(one.id), one.articles) for one in most[:10]]


def failures(asking: Asking) -> Shown:
    listing = asked(asking.snapshot, asking.query("failures"))
    return Shown("failures.html", asking.t("failures.title"), listing, given={"rows": listing.page(asking.page)})


def corrections(asking: Asking) -> Shown:
    """What people said of what was coded, and whether it stands."""
    judged = asking.store.judged
    rows = judged.told()[::-1]
    listing = listed("corrections", SAID, rows)
    said = {one.id: one for one in judged.said}
    shown = [saying.correction_seen(asking, said[str(row["id"])], {}) for row in listing.page(asking.page)]
    return Shown("corrections.html", asking.t("corrections.title"), listing, given={"rows": shown})


# ---- search ---------------------------------------------------------------------------------------------------------


def events(asking: Asking) -> Shown:
    query = asking.query("events")
    listing = asked(asking.snapshot, query)
    rows = listing.page(asking.page)
    given = search(asking, query) | {"rows": [told(asking, row) for row in with_local(asking, rows)]}
    return Shown("events.html", asking.t("events.title"), listing, coded_by=versions(asking, query), given=given)


def articles(asking: Asking) -> Shown:
    query = asking.query("articles")
    listing = asked(asking.snapshot, query)
    given = search(asking, query) | {"rows": listing.page(asking.page)}
    return Shown("articles.html", asking.t("articles.title"), listing, coded_by=versions(asking, query), given=given)


def quotes(asking: Asking) -> Shown:
    """All quotes, or those of a speaker."""
    query = asking.query("quotes")
    listing = asked(asking.snapshot, query)
    rows = listing.page(asking.page)
    t = asking.t
    title = t("quotes.of", name=asking.name(query.speaker)) if query.speaker else t("quotes.title")
    given = search(asking, query) | {"rows": with_local(asking, rows)}
    return Shown("quotes.html", title, listing, coded_by=versions(asking, query), given=given)


def search(asking: Asking, query: Query) -> dict[str, object]:
    """The form of a search: what is asked, and how often other values stand in the rows."""
    facets = {} if asking.file_asked else facets_of(asking, query)
    return {"query": query, "facets": facets, "asked": query.parameters()}


def facets_of(asking: Asking, query: Query) -> dict[str, list[tuple[str, str, int]]]:
    """Of each field, its most frequent values in the rows of a question."""
    fields = FACETS.get(query.view, ())
    found = asking.snapshot.kept(Store.facets, query, fields)
    return {
        field: [(str(value), asking.value_name(field, str(value)), n) for value, n in found[field][:SHOWN_VALUES]]
        for field in fields
    }


def facet(asking: Asking, query: Query, field: str) -> list[tuple[str, str, int]]:
    """Values, what they are called, how many rows have them."""
    found = asking.store.facet(query, field, limit=SHOWN_VALUES)
    return [(str(value), asking.value_name(field, str(value)), number) for value, number in found]


def versions(asking: Asking, query: Query) -> tuple[Version, ...]:
    """What coded the rows of a question."""
    known = asking.snapshot.versions
    if len(known) < 2 or not query.asked():
        return known
    text = f"""
        SELECT coded_by.depeche AS depeche, coded_by.model AS model, coded_by.knowledge AS knowledge,
            count(*) AS articles
        FROM articles WHERE coding IN (SELECT coding FROM {query.table} WHERE {query.condition()})
        GROUP BY ALL ORDER BY articles DESC, depeche, model, knowledge"""
    return tuple(Version(**row) for row in asking.store.rows(text, query.bound()))  # type: ignore[arg-type]


def with_local(asking: Asking, rows: Sequence[Row]) -> list[tuple[Row, Mapping[str, str]]]:
    """Each row with the names of those in its article that have no known identity."""
    local = asking.local_names(rows) if rows else {}
    by_coding: dict[str, dict[str, str]] = {}
    for (coding, id), name in local.items():
        by_coding.setdefault(coding, {})[id] = name
    return [(row, by_coding.get(str(row["coding"]), {})) for row in rows]


def told(asking: Asking, found: tuple[Row, Mapping[str, str]]) -> dict[str, object]:
    """A row of events for a person: names, and its sentence with the words that tell the act."""
    row, local = found
    ids: Any = row
    evidence: Any = row["evidence"]
    trigger: Any = row["trigger"]
    sentence = str(row["sentence"])
    start = next((e["start"] for e in evidence if e["start"] <= trigger["start"] and trigger["end"] <= e["end"]), None)
    at = trigger["start"] - start if start is not None else 0
    length = trigger["end"] - trigger["start"]
    return {
        "row": row,
        "actors": [(id, asking.name(id, local)) for id in ids["actors"]],
        "recipients": [(id, asking.name(id, local)) for id in ids["recipients"]],
        "teller": asking.name(str(row["attribution"]), local),
        "before": sentence[:at], "words": sentence[at : at + length], "after": sentence[at + length :],
    }  # fmt: skip


# ---- an article -----------------------------------------------------------------------------------------------------


def article(asking: Asking) -> Shown:
    """The text with every layer; its rows are the spans."""
    coded = asking.snapshot.article(asking.part("id"))
    if coded is None:
        raise NotThere
    return shown_article(asking, coded, asking.snapshot.event_ids(asking.part("id")))


def shown_article(asking: Asking, coded: CodedArticle, ids: Mapping[str, str]) -> Shown:
    """`ids`: those of its events in the archive, none where it is not in it."""
    marks = marks_of(coded)
    rows = [span_row(coded, mark) for mark in marks]
    columns = ("layer", "of", "start", "end", "words", "says", "rule")
    title = coded.article.title or coded.article.id
    given = {
        "coded": coded, "article": coded.article, "blocks": marked(coded.article, marks), "layers": layers(marks),
        "events": [event_seen(asking, coded, event) for event in coded.events],
        "actors": [(actor, len(actor.mentions)) for actor in coded.actors],
        "names": {actor.id: asking.name(actor.id, {actor.id: actor.name}) for actor in coded.actors},
        "twins": twins(coded.article), "ids": ids, "stands": stands(coded),
        "line": [event_seen(asking, coded, event) for event in in_time(coded.events)],
        "relations": relations_told(asking, coded),
        "nothing_because": nothing_because(asking, coded),
    }  # fmt: skip
    listing = listed("spans", columns, rows)
    return Shown("article.html", title, listing, record=coded, coded_by=(version_of(coded),), given=given)


def twins(article: Article) -> list[tuple[Block, Block]]:
    """Captions that say the same in two languages, each pair once; the one in the article's own language second."""
    by_id = {block.id: block for block in article.blocks}
    pairs = {}
    for block in article.blocks:
        if block.kind == "caption" and block.pair_with in by_id:
            pair = sorted(
                (block, by_id[block.pair_with]), key=lambda one: (one.language == article.language, one.start)
            )
            pairs[pair[0].id] = (pair[0], pair[1])
    return list(pairs.values())


def nothing_because(asking: Asking, coded: CodedArticle) -> list[str]:
    """Of an article without events: what was seen in it, and what was missing."""
    t, article = asking.t, coded.article
    if not coded.coded_by.pipelines:
        return [t("article.seen_language")]
    read = t("article.seen_blocks", blocks=len(article.blocks), language=t.label("languages", article.language))
    if not coded.actors:
        return [read, t("article.seen_none")]
    names = ", ".join(asking.name(actor.id, {actor.id: actor.name}) for actor in coded.actors[:8])
    return [read, t("article.seen_actors", actors=names), t("article.seen_acts")]


def span_row(coded: CodedArticle, mark: Mark) -> dict[str, object]:
    row = {name: getattr(mark, name) for name in ("layer", "of", "start", "end", "says", "rule")}
    return row | {"words": coded.article[mark]}


def layers(marks: Sequence[Mark]) -> list[tuple[str, int]]:
    """Each layer, and how many of its words are marked."""
    return [(layer, sum(mark.layer == layer for mark in marks)) for layer in LAYERS]


def version_of(coded: CodedArticle) -> Version:
    by = coded.coded_by
    return Version(by.depeche, by.model, by.knowledge, 1)


def read(asking: Asking) -> Shown:
    """The form for an article of the reader's own."""
    return Shown("read.html", asking.t("read.title"), kept=False)


def read_now(asking: Asking, coded: CodedArticle) -> Shown:
    """An article that is in no archive."""
    return replace(shown_article(asking, coded, {}), listing=None, kept=False)


# ---- an event -------------------------------------------------------------------------------------------------------


def event(asking: Asking) -> Shown:
    """All that is known of an event; its rows are its fields."""
    there = asking.snapshot.event(asking.part("id"))
    if there is None:
        raise NotThere
    coding, coded, found = there
    names = {actor.id: actor.name for actor in coded.actors}
    rows = explained.fields_of(found, coded.article.text, names)
    title = asking.t("event.title", type=asking.t.label("types", found.type), title=title_of(coded.article))
    listing = listed("fields", FIELDS, [{name: getattr(one, name) for name in FIELDS} for one in rows])
    given = {
        "coded": coded, "article": coded.article, "event": found, "here": (coding, found.id),
        "seen": event_seen(asking, coded, found),
        "fingerprint": identify(coded.article).fingerprint,
        "sentences": [sentence_pieces(coded, found, span) for span in in_order(found)],
        "said": saying.said_of(asking, coding, coded, found),
        "form": saying.form_of(asking, coded, found, asking.sent), "sent": asking.sent, "problems": asking.problems,
    } | reports(asking, asking.snapshot.kept(explained.story_of, coding, found.id))  # fmt: skip
    return Shown("event.html", title, listing, coded_by=(version_of(coded),), given=given)


def title_of(article: Article) -> str:
    return article.title or article.id


def in_order(event: Event) -> list[Span]:
    """Its sentences, those that tell it first."""
    first = sentence_of(event)
    return [first, *(span for span in event.evidence if span != first)]


def sentence_pieces(coded: CodedArticle, event: Event, span: Span) -> dict[str, object]:
    lanes = lanes_of(tuple(event_marks(event)))
    language = next((b.language for b in coded.article.blocks if b.start <= span.start and span.end <= b.end), None)
    return {
        "pieces": tuple(pieces(coded.article.text, lanes, span.start, span.end)),
        "language": language,
        "span": span,
    }


# ---- actors ---------------------------------------------------------------------------------------------------------


def actors(asking: Asking) -> Shown:
    """Who stands in the archive, the most frequent first."""
    wanted = (asking.own("text") or "").casefold()
    kind = asking.own("kind")
    rows = [
        {"id": one.id, "name": one.name, "kind": one.kind, "state": one.state, "articles": one.articles}
        for one in sorted(asking.snapshot.actors.values(), key=lambda one: (-one.articles, one.id))
        if wanted in one.name.casefold() + " " + asking.name(one.id).casefold() and kind in (None, one.kind)
    ]
    listing = listed("actors", ("id", "name", "kind", "state", "articles"), rows)
    given = {"rows": listing.page(asking.page), "text": asking.own("text") or "", "kind": kind}
    return Shown("actors.html", asking.t("actors.title"), listing, given=given)


def actor(asking: Asking) -> Shown:
    """Who an actor is and what it does; its rows are its events."""
    id = asking.part("id")
    known, named = known_actor(id), asking.named(id)
    if known is None and named is None:
        raise NotThere
    query = asking.query("events", who=id)
    listing = asked(asking.snapshot, query)
    given = doings(asking, query) | {
        "id": id, "known": known, "named": named, "offices": load_directory().offices_of(id),
        "holders": list(load_directory().by_state.get(id, ()))[-40:][::-1],
        "rows": [told(asking, row) for row in with_local(asking, listing.page(asking.page))],
        "partners": figures.partners(asking.store, query),
        "quotes": asking.store.count(Query(view="quotes", speaker=id)),
    }  # fmt: skip
    return Shown("actor.html", asking.name(id), listing, coded_by=versions(asking, query), given=given)


def pair(asking: Asking) -> Shown:
    """What two actors do to each other; its rows are their events."""
    one, other = asking.part("one"), asking.part("other")
    query = asking.query("events", who=one, partner=other)
    listing = asked(asking.snapshot, query)
    given = doings(asking, query) | {
        "one": (one, asking.name(one)), "other": (other, asking.name(other)),
        "types": facet(asking, query, "type"),
        "rows": [told(asking, row) for row in with_local(asking, listing.page(asking.page))],
    }  # fmt: skip
    title = asking.t("pair.title", one=asking.name(one), other=asking.name(other))
    return Shown("pair.html", title, listing, coded_by=versions(asking, query), given=given)


def doings(asking: Asking, query: Query) -> dict[str, object]:
    """What happened in the events of a question, period by period, as a chart and a table."""
    by = figures.unit_of(asking.own("by"), *figures.span(asking.store, query))
    line = timeline(asking.store, happened(query), by=by)
    spec = charts.over_time(asking.t, line, asking.t("charts.over_time"))
    return {"query": query, "unit": by, "line": line, "spec": spec}


def over_time(asking: Asking) -> Shown:
    """Cooperation against conflict in the events of a question; its rows are the periods."""
    query = asking.query("events")
    given = search(asking, query) | doings(asking, query)
    line: Any = given["line"]
    rows = [dict(zip(PERIODS, row, strict=True)) for row in timeline_rows(line).rows]
    listing = listed("periods", PERIODS, rows)
    started = {row["period"] for row in listing.page(asking.page)}
    given["periods"] = [period for period in line.periods if period.start in started]
    return Shown("timeline.html", asking.t("timeline.title"), listing, coded_by=versions(asking, query), given=given)


def ties(asking: Asking) -> Shown:
    """What an actor does to others, and they to it; its rows are the ties."""
    id = asking.part("id")
    if known_actor(id) is None and asking.named(id) is None:
        raise NotThere
    query = asking.query("events", who=id)
    found = asking.snapshot.kept(relations if asking.file_asked else first_relations, id, query)
    listing = listed("ties", TIES, [tie_row(tie) for tie in found.ties])
    given = {
        "query": query, "id": id, "ties": [tie_seen(asking, tie) for tie in listing.page(asking.page)],
        "stated": [(asking.name(s.subject), s, asking.name(s.object)) for s in found.stated[:STATED]],
        "asked": asking.parameters(),
    }  # fmt: skip
    title = asking.t("relations.of", name=asking.name(id))
    return Shown("relations.html", title, listing, coded_by=versions(asking, query), given=given)


def first_relations(store: Store, id: str, query: Query) -> Relations:
    """With one piece of evidence of each tie, all that the page has room for."""
    return relations(store, id, query, shown=1)


def tie_row(tie: Tie) -> dict[str, object]:
    return {name: getattr(tie, name) for name in TIES}


def tie_seen(asking: Asking, row: Row) -> dict[str, object]:
    return dict(row) | {"name": asking.name(str(row["partner"]))}


# ---- networks -------------------------------------------------------------------------------------------------------


def graph(asking: Asking) -> Shown:
    """Who acts on whom; its rows are the edges."""
    query = asking.query("events")
    found = asking.snapshot.kept(network, query)
    rows = [{name: getattr(edge, name) for name in EDGES} for edge in found.edges]
    drawn = drawing(found, [node.id for node in found.nodes[:DRAWN]], asking.name)
    given = search(asking, query) | {"net": found, "drawn": drawn, "nodes": found.nodes[:DRAWN]}
    listing = listed("edges", EDGES, rows)
    return Shown("network.html", asking.t("network.title"), listing, coded_by=versions(asking, query), given=given)


# ---- stories --------------------------------------------------------------------------------------------------------


def stories(asking: Asking) -> Shown:
    query = asking.query("stories")
    listing = asked(asking.snapshot, query)
    given = search(asking, query) | {"rows": listing.page(asking.page)}
    return Shown("stories.html", asking.t("stories.title"), listing, given=given)


def story(asking: Asking) -> Shown:
    """An event as several articles tell it; its rows are the reports."""
    found = asking.snapshot.story(asking.part("id"))
    if found is None:
        raise NotThere
    listing = listed("reports", REPORTED, [{name: getattr(one, name) for name in REPORTED} for one in found.mentions])
    title = asking.t("stories.one", type=asking.t.label("types", found.type))
    return Shown("story.html", title, listing, record=found, given=reports(asking, found))


def reports(asking: Asking, story: Story | None) -> dict[str, object]:
    """The reports of a story, those of one origin together, with what they are called."""
    if story is None:
        return {"story": None}
    codings = [mention.coding for mention in story.mentions]
    names = {id: name for (_, id), name in asking.snapshot.local_names(codings).items()}
    return {"story": story, "groups": by_origin(story), "names": names, "titles": asking.snapshot.titles(codings)}


# ---- places ---------------------------------------------------------------------------------------------------------


def places(asking: Asking) -> Shown:
    """Where events took place; its rows are the places."""
    query = asking.query("events")
    rows = figures.places(asking.store, query)
    columns = ("place", "country", "latitude", "longitude", "events", "conflict")
    listing = listed("places", columns, rows)
    on_map = [
        row | {"address": f"/events?{query.but(place=row['place']).address()}"}
        for row in rows
        if row["latitude"] is not None
    ]
    spec = charts.places(asking.t, on_map, asking.t("map.chart"))
    given = search(asking, query) | {
        "rows": listing.page(asking.page),
        "spec": spec,
        "without": len(rows) - len(on_map),
    }
    return Shown("map.html", asking.t("map.title"), listing, coded_by=versions(asking, query), given=given)
