"""Articles for people to correct, in Label Studio, doccano and INCEpTION; and what they made of them, read back.

A span is a trigger, labelled with its event's type, or words that name a `side`, `date`, `place` or `source`; a tie
leads from a trigger to those with their role. Label Studio and INCEpTION count UTF-16 units, doccano code points: a
span that comes back is believed only if its words are those of the article.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args
from xml.etree import ElementTree

from depeche.errors import DepecheError
from depeche.exports.folder import Column, Export, line
from depeche.exports.told import Told, coder, told
from depeche.records import EventType
from depeche.store.query import Store
from depeche.store.questions import of_address

Tool = Literal["label-studio", "doccano", "inception"]
ROLES = {"actor": "side", "recipient": "side", "date": "date", "place": "place", "attribution": "source"}
LABELS = (*get_args(EventType), *dict.fromkeys(ROLES.values()))


@dataclass(frozen=True, slots=True, order=True)
class Labelled:
    """Words with a label; [start, end) in code points of the article's text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Tied:
    """A role that words have in an event: from its trigger to them."""

    trigger: Labelled
    role: str
    words: Labelled


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its spans and ties. `coding` names it in its store; `scores`, `reasons`: of the machine, by
    trigger; `version`: what coded it; `question`: the events that were asked for, as an address."""

    coding: str
    article: str
    text: str
    language: str | None
    spans: tuple[Labelled, ...]
    ties: tuple[Tied, ...]
    scores: dict[Labelled, float]
    reasons: dict[Labelled, tuple[str, ...]]
    version: str
    question: str


# ---- what goes out --------------------------------------------------------------------------------------------------


def annotated(events: Iterable[Told], question: str) -> Iterator[Annotated]:
    """The articles of events, each with all that the events name, in the order of their first events."""
    articles: dict[str, list[Told]] = {}
    for one in events:
        articles.setdefault(one.coding, []).append(one)
    return (_article(of, question) for of in articles.values())


def _article(events: list[Told], question: str) -> Annotated:
    spans, ties, scores, reasons = set[Labelled](), set[Tied](), {}, {}
    for one in events:
        trigger = Labelled(one.event.trigger.start, one.event.trigger.end, one.event.type)
        spans.add(trigger)
        scores[trigger], reasons[trigger] = one.event.confidence, one.event.reasons
        for role, words in _named(one):
            spans.add(words)
            ties.add(Tied(trigger, role, words))
    first = events[0]
    return Annotated(
        first.coding, first.article, first.text, first.language, tuple(sorted(spans)), tuple(sorted(ties)), scores,
        reasons, coder(first), question,
    )  # fmt: skip


def _named(one: Told) -> Iterator[tuple[str, Labelled]]:
    spans = one.event.spans
    found = {"actor": spans.actors, "recipient": spans.recipients}
    found |= {"date": (spans.date,), "place": (spans.place,), "attribution": (spans.attribution,)}
    for role, places in found.items():
        for span in places:
            if span is not None:
                yield role, Labelled(span.start, span.end, ROLES[role])


class Units:
    """Places in a text in UTF-16 units, as JavaScript and Java count them, and back."""

    def __init__(self, text: str) -> None:
        self.of = [0]
        for letter in text:
            self.of.append(self.of[-1] + (2 if ord(letter) > 0xFFFF else 1))
        self.back = {unit: place for place, unit in enumerate(self.of)}

    def points(self, unit: int) -> int:
        """Raises KeyError within a letter or behind the text."""
        return self.back[unit]


# ---- Label Studio ---------------------------------------------------------------------------------------------------

CONFIG = """<View>
  <Relations>{relations}</Relations>
  <Labels name="label" toName="text">{labels}</Labels>
  <Text name="text" value="$text"/>
</View>
"""


def write_label_studio(export: Export) -> None:
    labels = "".join(f'<Label value="{name}"/>' for name in LABELS)
    relations = "".join(f'<Relation value="{role}"/>' for role in ROLES)
    export.file("labels.xml").write_text(CONFIG.format(labels=labels, relations=relations), encoding="utf-8")
    tasks = [_task(one) for one in annotated(export.events(), export.query.address())]
    export.file("tasks.json").write_text(json.dumps(tasks, ensure_ascii=False, indent=1), encoding="utf-8")


def _task(one: Annotated) -> dict[str, Any]:
    units, ids = Units(one.text), {span: f"s{number}" for number, span in enumerate(one.spans)}
    result: list[dict[str, Any]] = [
        {
            "id": ids[span], "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": units.of[span.start], "end": units.of[span.end], "labels": [span.label],
                      "text": one.text[span.start : span.end]},
        } | ({"score": one.scores[span]} if span in one.scores else {})
        for span in one.spans
    ]  # fmt: skip
    result += [
        {
            "type": "relation",
            "from_id": ids[tie.trigger],
            "to_id": ids[tie.words],
            "direction": "right",
            "labels": [tie.role],
        }
        for tie in one.ties
    ]
    data = {
        "text": one.text,
        "article": one.article,
        "coding": one.coding,
        "language": one.language,
        "question": one.question,
    }
    return {"data": data, "predictions": [{"model_version": one.version, "result": result}]}


def read_label_studio(path: Path) -> Iterator[Annotated]:
    """An export of Label Studio (JSON): the newest annotation of each task that has one and was not skipped."""
    for task in json.loads(path.read_text(encoding="utf-8")):
        made = [one for one in task.get("annotations", ()) if not one.get("was_cancelled")]
        if made:
            data, result = task["data"], made[-1]["result"]
            units = Units(data["text"])
            spans = {
                one["id"]: _believed(data, one["value"], units, one["value"]["labels"][0])
                for one in result
                if one["type"] == "labels" and one["value"].get("labels")
            }
            ties = (
                Tied(spans[one["from_id"]], (one.get("labels") or [""])[0], spans[one["to_id"]])
                for one in result
                if one["type"] == "relation" and one["from_id"] in spans and one["to_id"] in spans
            )
            yield _made(data, data["text"], spans.values(), ties)


def _believed(data: dict[str, Any], value: dict[str, Any], units: Units, label: str) -> Labelled:
    """Raises DepecheError where the words are not those of the article."""
    text, words = data["text"], value.get("text")
    start, end = units.back.get(int(value["start"])), units.back.get(int(value["end"]))
    if start is None or end is None or not start < end or (words is not None and text[start:end] != words):
        raise DepecheError(
            f"{data['article']}: the span {value['start']}-{value['end']} is not {words!r}; export the text anew"
        )
    return Labelled(start, end, label)


def _made(about: dict[str, Any], text: str, spans: Iterable[Labelled], ties: Iterable[Tied]) -> Annotated:
    return Annotated(
        about["coding"], about["article"], text, about.get("language"), tuple(sorted(set(spans))),
        tuple(sorted(set(ties))), {}, {}, "", about["question"],
    )  # fmt: skip


# ---- doccano --------------------------------------------------------------------------------------------------------


def write_doccano(export: Export) -> None:
    with export.file("articles.jsonl").open("wb") as stream:
        for number, one in enumerate(annotated(export.events(), export.query.address()), start=1):
            ids = {span: 1000 * number + place for place, span in enumerate(one.spans)}
            entities = [
                {"id": ids[s], "start_offset": s.start, "end_offset": s.end, "label": s.label} for s in one.spans
            ]
            relations = [
                {"id": 1000 * number + place, "from_id": ids[tie.trigger], "to_id": ids[tie.words], "type": tie.role}
                for place, tie in enumerate(one.ties)
            ]
            about = {"article": one.article, "coding": one.coding, "language": one.language, "question": one.question}
            stream.write(line({"id": number, "text": one.text, "entities": entities, "relations": relations} | about))


def read_doccano(path: Path) -> Iterator[Annotated]:
    """An export of doccano (JSONL with relations)."""
    for written in path.read_bytes().split(b"\n"):
        if written.strip():
            row = json.loads(written)
            spans = {
                one["id"]: Labelled(one["start_offset"], one["end_offset"], one["label"]) for one in row["entities"]
            }
            ties = (Tied(spans[t["from_id"]], t["type"], spans[t["to_id"]]) for t in row.get("relations", ()))
            yield _made(row, row["text"], spans.values(), ties)


# ---- INCEpTION ------------------------------------------------------------------------------------------------------

XMI, CAS, TCAS = "http://www.omg.org/XMI", "http:///uima/cas.ecore", "http:///uima/tcas.ecore"
CUSTOM = "http:///webanno/custom.ecore"
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
{types}
</types></typeSystemDescription>
"""
TYPE = """<typeDescription><name>webanno.custom.{name}</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features>{features}</features></typeDescription>"""
FEATURE = """<featureDescription><name>{name}</name><description/>
<rangeTypeName>{range}</rangeTypeName></featureDescription>"""
LAYERS = {
    "Depeche": {"label": "uima.cas.String"},
    "DepecheRole": {
        "role": "uima.cas.String",
        "Governor": "webanno.custom.Depeche",
        "Dependent": "webanno.custom.Depeche",
    },
    "DepecheArticle": dict.fromkeys(("article", "coding", "question"), "uima.cas.String"),
}


def write_inception(export: Export) -> None:
    """UIMA XMI, a file an article, and the type system that names the layers."""
    types = "\n".join(
        TYPE.format(name=name, features="".join(FEATURE.format(name=f, range=r) for f, r in features.items()))
        for name, features in LAYERS.items()
    )
    export.file("TypeSystem.xml").write_text(TYPES.format(types=types), encoding="utf-8")
    for prefix, address in (("xmi", XMI), ("cas", CAS), ("tcas", TCAS), ("custom", CUSTOM)):
        ElementTree.register_namespace(prefix, address)
    for one in annotated(export.events(), export.query.address()):
        tree = ElementTree.ElementTree(_document(one))
        tree.write(export.file(f"{one.coding}.xmi"), encoding="UTF-8", xml_declaration=True)


def _document(one: Annotated) -> ElementTree.Element:
    units, text = Units(one.text), "".join(map(_letter, one.text))
    root = ElementTree.Element(f"{{{XMI}}}XMI", {f"{{{XMI}}}version": "2.0"})
    ids = {span: str(number) for number, span in enumerate(one.spans, start=10)}
    members = ["2", "3", *ids.values()]

    def add(name: str, id: str, start: int, end: int, **features: str) -> None:
        places = {"sofa": "1", "begin": str(units.of[start]), "end": str(units.of[end])}
        ElementTree.SubElement(root, name, {f"{{{XMI}}}id": id} | places | features)

    ElementTree.SubElement(root, f"{{{CAS}}}NULL", {f"{{{XMI}}}id": "0"})
    add(f"{{{TCAS}}}DocumentAnnotation", "2", 0, len(text), language=one.language or "x-unspecified")
    add(f"{{{CUSTOM}}}DepecheArticle", "3", 0, len(text), article=one.article, coding=one.coding, question=one.question)
    for span, id in ids.items():
        add(f"{{{CUSTOM}}}Depeche", id, span.start, span.end, label=span.label)
    for number, tie in enumerate(one.ties, start=10 + len(ids)):
        ends = {"Governor": ids[tie.trigger], "Dependent": ids[tie.words]}
        add(f"{{{CUSTOM}}}DepecheRole", str(number), tie.words.start, tie.words.end, role=tie.role, **ends)
        members.append(str(number))
    sofa = {"sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text/plain", "sofaString": text}
    ElementTree.SubElement(root, f"{{{CAS}}}Sofa", {f"{{{XMI}}}id": "1"} | sofa)
    ElementTree.SubElement(root, f"{{{CAS}}}View", {"sofa": "1", "members": " ".join(members)})
    return root


def _letter(letter: str) -> str:
    """What XML cannot hold has a stand-in of the same length."""
    allowed = letter in "\t\n\r" or "\x20" <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff"
    return letter if allowed else "\N{REPLACEMENT CHARACTER}"


def read_inception(path: Path) -> Iterator[Annotated]:
    """A document that INCEpTION exported as UIMA CAS XMI."""
    root = ElementTree.parse(path).getroot()
    text = root.find(f"{{{CAS}}}Sofa").get("sofaString", "")  # type: ignore[union-attr]
    about: dict[str, Any] = dict(root.find(f"{{{CUSTOM}}}DepecheArticle").attrib)  # type: ignore[union-attr]
    units, id = Units(text), f"{{{XMI}}}id"
    spans = {
        one.get(id): Labelled(
            units.points(int(one.attrib["begin"])), units.points(int(one.attrib["end"])), one.attrib["label"]
        )
        for one in root.iter(f"{{{CUSTOM}}}Depeche")
        if one.get("label")
    }
    ties = (
        Tied(spans[one.attrib["Governor"]], one.get("role", ""), spans[one.attrib["Dependent"]])
        for one in root.iter(f"{{{CUSTOM}}}DepecheRole")
        if one.get("Governor") in spans and one.get("Dependent") in spans
    )
    yield _made(about, text, spans.values(), ties)


# ---- what comes back ------------------------------------------------------------------------------------------------

READERS: dict[Tool, Callable[[Path], Iterator[Annotated]]] = {
    "label-studio": read_label_studio,
    "doccano": read_doccano,
    "inception": read_inception,
}
Change = Literal["moved", "relabelled", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed. `machine`, `person`: the span or tie before and after, None where there is none; `words`:
    of the person's, else the machine's; `score`, `reasons`: the machine's own, of the trigger."""

    article: str
    coding: str
    change: Change
    machine: Labelled | Tied | None
    person: Labelled | Tied | None
    words: str
    score: float | None
    reasons: tuple[str, ...]


def read_corrected(tool: Tool, path: Path) -> Iterator[Annotated]:
    """The articles of a file, as people left them. Raises DepecheError on what is none of the tool's exports."""
    try:
        yield from READERS[tool](path)
    except OSError as error:
        raise DepecheError(f"{path}: {error.strerror or error}; name another file") from error
    except (KeyError, TypeError, ValueError, AttributeError, ElementTree.ParseError) as error:
        raise DepecheError(
            f"{path}: no export of {tool} made from ours ({error}); export it with its text and ids"
        ) from error


def changes(store: Store, person: Annotated) -> Iterator[Correction]:
    """What differs from what the store holds of the article, by the question that was exported. Raises DepecheError."""
    asked = of_address("events", person.question).but(article=person.article)
    events = (one for one in told(store, asked) if one.coding == person.coding)
    machine = next(annotated(events, person.question), None)
    if machine is None:
        raise DepecheError(f"{person.article}: this coding of it is no longer in the store; export it anew")
    return corrections(machine, person)


def corrections(machine: Annotated, person: Annotated) -> Iterator[Correction]:
    """What differs, span by span and tie by tie. Raises DepecheError where the text is another."""
    check_text(machine, person)
    before, after = set(machine.spans), set(person.spans)
    gone, new = sorted(before - after), sorted(after - before)
    became = became_of(machine, person)
    for span in gone:
        other = became.get(span)
        change: Change = "removed" if other is None else "moved" if other.label == span.label else "relabelled"
        yield _correction(machine, change, span, other)
    yield from (_correction(machine, "added", None, span) for span in new if span not in became.values())
    kept = {
        replace(t, trigger=became.get(t.trigger, t.trigger), words=became.get(t.words, t.words)): t
        for t in machine.ties
    }
    yield from (_correction(machine, "removed", kept[tie], None) for tie in sorted(set(kept) - set(person.ties)))
    yield from (_correction(machine, "added", None, tie) for tie in sorted(set(person.ties) - set(kept)))


def check_text(machine: Annotated, person: Annotated) -> None:
    """Raises DepecheError where the text is another."""
    if "".join(map(_letter, machine.text)) != "".join(map(_letter, person.text)):
        raise DepecheError(f"{person.article}: its text is not the one that was exported; export it anew")


def became_of(machine: Annotated, person: Annotated) -> dict[Labelled, Labelled]:
    """Of each span that is gone, the new one over its words, if there is one: of the same label before another."""
    before, after = set(machine.spans), set(person.spans)
    became: dict[Labelled, Labelled] = {}
    for span in sorted(before - after):
        near = [
            other
            for other in sorted(after - before)
            if other.start < span.end and span.start < other.end and other not in became.values()
        ]
        near.sort(
            key=lambda other: (other.label != span.label, abs(other.start - span.start) + abs(other.end - span.end))
        )
        if near:
            became[span] = near[0]
    return became


def _correction(
    of: Annotated, change: Change, machine: Labelled | Tied | None, person: Labelled | Tied | None
) -> Correction:
    shown = person or machine
    span = shown.words if isinstance(shown, Tied) else shown
    assert span is not None, "a change has a before or an after"
    trigger = machine.trigger if isinstance(machine, Tied) else machine
    score, reasons = (of.scores.get(trigger), of.reasons.get(trigger, ())) if trigger else (None, ())
    return Correction(of.article, of.coding, change, machine, person, of.text[span.start : span.end], score, reasons)


# ---- columns --------------------------------------------------------------------------------------------------------

ABOUT = (
    Column("article", "text", "id of the article"),
    Column("coding", "text", "the article as one version coded it: by it the corrected one finds back"),
    Column("question", "text", "the events that were asked for"),
    Column("text", "text", "the article"),
    Column("label", "text", "of a span", ", ".join(LABELS)),
    Column("role", "text", "of a relation, from a trigger to words", ", ".join(ROLES)),
)
NOTES: dict[Tool, tuple[str, ...]] = {
    "label-studio": (
        "Import `tasks.json` into a project with the labelling interface of `labels.xml`. Spans count UTF-16 units.",
    ),
    "doccano": ("Import as JSONL into a sequence labelling project with relations. Spans count code points.",),
    "inception": (
        "Import the files as UIMA CAS XMI, with the layers of `TypeSystem.xml`: spans `Depeche` (`label`), "
        "relations `DepecheRole` (`role`). Spans count UTF-16 units; what XML cannot hold stands as U+FFFD.",
    ),
}
