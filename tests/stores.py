"""Stores of made-up articles, coded by a stand-in that takes no time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.synthetic import articles, coded_by, laid_out, made_up
from depeche.analysis.chronicle import told_by
from depeche.records import (
    SCHEMA,
    Actor,
    Article,
    AsOf,
    CodedArticle,
    Event,
    EventPlace,
    EventSpans,
    Mention,
    Relation,
    Span,
)
from depeche.store.identity import identify
from depeche.store.query import open_store
from depeche.store.writer import Coded, open_writer

Rows = dict[str, list[tuple[object, ...]]]


def as_coded(article: Article) -> Coded:
    return Coded(made_up(article), identify(article))


def everything(path: Path) -> Rows:
    """All rows of every table, in an order of their own."""
    with open_store(path) as store:
        return {name: sorted(store.sql(f"FROM all_{name}").fetchall(), key=repr) for name in store.files}


def fill(path: Path, number: int = 30, *, batch: int = 10, stories: bool = False) -> Path:
    """A store of so many articles, with their stories or without."""
    made = [as_coded(article) for article in articles(number)]
    with open_writer(path) as writer:
        for start in range(0, number, batch):
            writer.append(made[start : start + batch], derive=told_by if stories else nothing)
    return path


def nothing(*batch: object) -> tuple[()]:
    return ()


def news(folder: Path) -> Path:
    """Four files: three articles, one of them in JSON Lines with an address, and one that holds none."""
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("Peace talks\n\nThe president of RUS met PRK over grain and trade.\n")
    (folder / "b.jsonl").write_text('{"text": "The army of MLI left NER on Monday.", "url": "https://x.example/1"}\n')
    (folder / "deep" / "c.txt").write_text("Élections\n\nThe army of PRK accused RUS over the élections.\n")
    (folder / "empty.txt").write_text("")
    return folder


# ---- reports of chosen events ---------------------------------------------------------------------------------------

BELONG = {
    "vladimir-putin": ("person", "RUS"),
    "nato": ("organisation", None),
    "_1": ("person", "FRA"),
    "_2": ("group", None),
}
OSLO = EventPlace("Oslo", "NOR", 3143244, 59.91, 10.75)


@dataclass(frozen=True)
class Act:
    """An event to be told; `more`: fields of the record that differ from the plainest."""

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


def act(type: str, actors: str, recipients: str = "", **more: Any) -> Act:
    """Of sides written with blanks between them: `act("CONSULT", "RUS PRK", factuality="planned")`."""
    return Act(type, tuple(actors.split()), tuple(recipients.split()), tuple(more.items()))


def report(id: str, day: str | None, *acts: Act, relations: Sequence[tuple[str, str, str]] = (), **frame: Any) -> Coded:
    """An article that tells these acts, a paragraph each."""
    told = [f"{' and '.join(a.actors)} did {a.type} to {' and '.join(a.recipients) or 'nobody'}." for a in acts]
    text = "\n\n".join((f"Report {id}", *told))
    about = {"language": "en", "published": day, "source": f"/news/{id}.txt", "title": f"Report {id}"} | frame
    article = Article(id, text, tuple(laid_out(text)), **about)
    paragraphs = [Span(b.start, b.end) for b in article.blocks if b.kind == "paragraph"]
    events = tuple(_event(a, n, span) for n, (a, span) in enumerate(zip(acts, paragraphs, strict=True), start=1))
    ids = sorted({id for a in acts for id in (*a.actors, *a.recipients)} | {r[0] for r in relations})
    ties = tuple(Relation(*r, evidence=(paragraphs[0],)) for r in relations)
    as_of = AsOf(day, "published" if day else "none", ())
    actors = tuple(_actor(id, text) for id in ids)
    coded = CodedArticle(SCHEMA, coded_by(article), article, as_of, actors, (), (), (), events, ties)
    return Coded(coded, identify(article))


def _actor(id: str, text: str) -> Actor:
    kind, state = BELONG.get(id, ("state", id) if len(id) == 3 else ("group", None))
    mentions = (Mention(text.find(id), text.find(id) + len(id), "name"),) if id in text else ()
    return Actor(id, kind, id, state, ("GOV",), None, (), (), mentions)


def _event(told: Act, number: int, span: Span) -> Event:
    spans = EventSpans(tuple(None for _ in told.actors), tuple(None for _ in told.recipients), None, None, None, ())
    event = Event(
        id=f"e{number}",
        type=told.type,
        modes=(),
        contexts=(),
        actors=told.actors,
        recipients=told.recipients,
        date=None,
        place=None,
        factuality="asserted",
        background=False,
        attribution="reporter",
        trigger=Span(span.start, span.start + 3),
        spans=spans,
        quantities=(),
        evidence=(span,),
        mentions=(),
        confidence=0.9,
        reasons=("made up",),
        candidates={},
    )
    return replace(event, **dict(told.more))


def tell(path: Path, *reports: Coded) -> Path:
    """A store of these reports."""
    with open_writer(path) as writer:
        writer.append(list(reports))
    return path
