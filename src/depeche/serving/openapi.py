"""What can be asked as JSON and CSV, as an OpenAPI document: made of the questions themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from depeche import __version__
from depeche.analysis.dyads import By
from depeche.store.questions import CONDITIONS, KINDS, SEVERAL, VALUES, View

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Rows that can be asked for. `path` without the ending of its form; `view`: whose conditions it takes;
    `fixed`: those that the path holds; `by`: whether it counts by a period."""

    path: str
    says: str
    view: View | None = None
    fixed: tuple[str, ...] = ()
    by: bool = False


ADDRESSES = (
    Address("/overview", "Articles and events by period and language", by=True),
    Address("/events", "Events: who did what to whom", "events"),
    Address("/events/{id}", "The fields of an event, with their words and reasons"),
    Address("/articles", "Articles", "articles"),
    Address("/articles/{id}", "An article: as JSON its whole coding (depeche/1), as CSV every span"),
    Address("/quotes", "Quotations", "quotes"),
    Address("/actors", "Actors by the number of their articles"),
    Address("/actors/{id}", "Events of an actor, on either side", "events", ("who",)),
    Address("/pairs/{one}/{other}", "Events between two actors", "events", ("who", "partner")),
    Address("/timeline", "Events by period: articles read, events by quad class, sums of scores", "events", by=True),
    Address("/relations/{id}", "What an actor does to each other one, and what is done to it", "events", ("who",)),
    Address("/network", "Who acts on whom: a row for each pair and type", "events"),
    Address("/stories", "Stories: an event each, however many articles tell it", "stories"),
    Address("/stories/{id}", "A story: as JSON with all its reports, as CSV a row for each report"),
    Address("/map", "Places of events", "events"),
    Address("/corrections", "What people said of what was coded, and whether it stands"),
    Address("/failures", "What could not be read or coded", "failures"),
)
DAY = {"type": "string", "format": "date", "example": "2024-06-19"}
WHOLE = {"type": "integer", "minimum": 1, "example": "2"}
TYPES: Mapping[str, Document] = {
    "since": DAY,
    "until": DAY,
    "confidence": {"type": "number", "minimum": 0, "maximum": 1, "example": "0.5"},
    "min_sources": WHOLE,
    "min_origins": WHOLE,
    "corrected": {"type": "boolean", "example": "true"},
}
NOTE = (
    "Every page is also there as CSV and as JSON, all of its rows. An answer in JSON says how many rows "
    "it has, how to cite it and what coded them; one in CSV has its number of rows in X-Total-Count. Spans are "
    "half-open, in code points."
)


def document() -> Document:
    paths: Document = {}
    for address in ADDRESSES:
        for form in ("json", "csv"):
            paths[f"{address.path}.{form}"] = {"get": operation(address, form)}
    info = {"title": "Dépêche explorer", "version": __version__, "description": NOTE}
    token = {"token": {"type": "http", "scheme": "bearer", "description": "Where the server was started with a token"}}
    schemas = {"Rows": ROWS, "Problem": {"type": "object", "properties": {"problem": {"type": "string"}}}}
    components = {"securitySchemes": token, "schemas": schemas}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components, "security": [{}, {"token": []}]}


ROWS = {
    "type": "object",
    "required": ["title", "cite", "coded_by", "count", "columns", "rows"],
    "properties": {
        "title": {"type": "string"},
        "cite": {"type": "string", "description": "The line to cite it by"},
        "coded_by": {"type": "array", "items": {"type": "object"}, "description": "Versions that coded the rows"},
        "count": {"type": "integer", "description": "How many rows there are; all of them follow"},
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}


def operation(address: Address, form: str) -> Document:
    name = re.sub(r"\W+", "_", f"{address.path}_{form}").strip("_")
    whole = address.path in ("/articles/{id}", "/stories/{id}")
    schema = {"type": "object"} if whole else {"$ref": "#/components/schemas/Rows"}
    content = (
        {"application/json": {"schema": schema}} if form == "json" else {"text/csv": {"schema": {"type": "string"}}}
    )
    wrong = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers = {
        "200": {"description": address.says, "content": content},
        "400": {"description": "The question cannot be asked", "content": wrong},
        "404": {"description": "Not in the archive", "content": wrong},
    }
    return {"operationId": name, "summary": address.says, "parameters": list(parameters(address)), "responses": answers}


def parameters(address: Address) -> Iterator[Document]:
    for name in re.findall(r"{(\w+)}", address.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if address.by:
        yield {"name": "by", "in": "query", "schema": {"type": "string", "enum": list(get_args(By))}}
    for name in CONDITIONS[address.view] if address.view else ():
        if name not in address.fixed:
            yield {"name": name, "in": "query", "schema": value_of(address, name)}


def value_of(address: Address, name: str) -> Document:
    """What a condition may be."""
    allowed = VALUES.get(name) or (KINDS.get(address.view, ()) if name == "kind" and address.view else ())
    one: Document = TYPES.get(name, {"type": "string"}) | ({"enum": list(allowed)} if allowed else {})
    return {"type": "array", "items": one} if name in SEVERAL else one
