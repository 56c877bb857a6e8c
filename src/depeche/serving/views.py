"""What a page is given: its rows, its words, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from depeche.errors import StoreError
from depeche.serving.archive import Archive, Named, Snapshot, Version, known_actor
from depeche.serving.listing import Listing
from depeche.serving.words import Words, chosen, words
from depeche.store.questions import Query, View, of_parameters
from depeche.store.schema import Row

OWN = ("lang", "page", "by", "chart")  # parameters that are no part of the question

ACTORS = ("who", "actor", "recipient", "partner", "speaker", "attributed_to", "country")  # fields that hold an actor
SECTIONS = {"type": "types", "factuality": "factuality", "language": "languages", "kind": "kinds"}


class NotThere(Exception):
    """What the address names is not in the archive."""


@dataclass(frozen=True)
class Shown:
    """A page. `template`: its file; `title`: its heading; `listing`: the rows that it and its files hold; `record`:
    what its JSON holds instead; `coded_by`: what coded what is shown; `given`: the rest that the template asks for;
    `kept`: whether it is in the archive."""

    template: str
    title: str
    listing: Listing | None = None
    record: object = None
    coded_by: tuple[Version, ...] = ()
    given: Mapping[str, object] = field(default_factory=dict)
    kept: bool = True


class Asking:
    """A request for a page: the snapshot it is answered from, the reader's language, what is asked. `annotates`:
    whether people may correct what they read; `sent`, `problems`: of a form that could not be kept."""

    def __init__(self, request: Request, archive: Archive, form: str = "html") -> None:
        self.request, self.form = request, form
        self.annotates, self.sent, self.problems = archive.annotates, dict[str, str](), list[str]()
        self.snapshot: Snapshot = archive.snapshot()
        self.store = self.snapshot.store
        parameters = request.query_params
        accepted = request.headers.get("accept-language", "")
        language = chosen(parameters.get("lang"), request.cookies.get("lang"), accepted)
        self.t: Words = words(language)

    @property
    def file_asked(self) -> bool:
        """Whether the rows are asked for, not a page."""
        return self.form != "html"

    @property
    def page(self) -> int:
        """Counted from 1. Raises StoreError."""
        number = self.request.query_params.get("page", "1")
        if not number.isdecimal() or not 0 < int(number) < 10**9:
            raise StoreError(f"page {number!r} is no page; they are counted from 1")
        return int(number)

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def own(self, name: str) -> str | None:
        return self.request.query_params.get(name) or None

    def parameters(self) -> list[tuple[str, str]]:
        """Those of the question."""
        return [(name, value) for name, value in self.request.query_params.multi_items() if name not in OWN]

    def query(self, view: View, **fixed: object) -> Query:
        """The question of the address; `fixed` stands in the path. Raises StoreError."""
        asked = of_parameters(view, self.parameters())
        return asked.but(**fixed) if fixed else asked

    # ---- names -----------------------------------------------------------------------------------------------------

    def named(self, id: str) -> Named | None:
        return self.snapshot.actors.get(id)

    def name(self, id: str | None, local: Mapping[str, str] | None = None) -> str:
        """What an actor is called, in the reader's language where a table has it."""
        if id is None:
            return self.t("actors.unknown")
        if id == "reporter":
            return self.t("events.reporter")
        if called := self.t.states.get(id) or self.t.others.get(id):
            return called
        if local and id in local:
            return local[id]
        named = self.named(id) or known_actor(id)  # whom people named need not be in the archive
        return named.name if named else id

    def names(self, ids: Sequence[str], local: Mapping[str, str] | None = None) -> str:
        return ", ".join(self.name(id, local) for id in ids)

    def differing(self, field: str, value: str, local: Mapping[str, str]) -> str:
        """What one of several values of a story is called."""
        if field in ("actors", "recipients", "attribution"):
            return self.names(value.split(", "), local)
        return self.t.interval(value) if field == "date" else self.value_name(field, value)

    def value_name(self, field: str, value: str) -> str:
        """What a value of a field is called in the reader's language."""
        if field in ACTORS:
            return self.name(value)
        return self.t.label(SECTIONS[field], value) if field in SECTIONS else value

    def local_names(self, rows: Sequence[Row]) -> Mapping[tuple[str, str], str]:
        """Names of those without a known identity, in the articles of the rows."""
        return self.snapshot.local_names({str(row["coding"]) for row in rows})

    # ---- addresses -------------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """That of the page, also where its file is asked for."""
        return self.request.url.path.removesuffix(f".{self.form}")

    def here(self, **changed: object) -> str:
        """This address with other parameters; None takes one away."""
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changed]
        kept += [(name, str(value)) for name, value in changed.items() if value is not None]
        return self.path + (f"?{urlencode(kept)}" if kept else "")

    def file(self, form: str) -> str:
        """The address of the rows of this page as a file."""
        path = "/overview" if self.path == "/" else self.path
        return f"{path}.{form}" + (f"?{urlencode(asked)}" if (asked := self.file_parameters()) else "")

    def file_parameters(self) -> list[tuple[str, str]]:
        return [(name, v) for name, v in self.request.query_params.multi_items() if name not in ("lang", "page")]

    def with_value(self, name: str, value: object) -> str:
        """This question with one more condition, from its first page on."""
        return self.here(**{name: value, "page": None})

    def without(self, name: str, value: str) -> str:
        """This question without one of its conditions."""
        kept = [
            (one, other)
            for one, other in self.request.query_params.multi_items()
            if one != "page" and (one, other) != (name, value)
        ]
        return self.path + (f"?{urlencode(kept)}" if kept else "")

    # ---- what the page says of itself ------------------------------------------------------------------------------

    def cite(self, shown: Shown) -> str:
        """The line to quote it by."""
        path = f"{self.request.url.scheme}://{self.request.url.netloc}{self.path}"
        asked = f"?{urlencode(self.file_parameters())}" if self.file_parameters() else ""
        rows = f" {self.t.count('rows', shown.listing.total)}." if shown.listing else ""
        return self.t(
            "cite.line",
            title=shown.title, archive=self.store.path.resolve().name, batch=self.snapshot.batch,
            committed=self.store.commit.time, coded=self.coded_by(shown), address=path + asked, rows=rows,
            day=self.t.day(date.today()),
        )  # fmt: skip

    def coded_by(self, shown: Shown) -> str:
        """ "Dépêche 0.1.0, model 9d87bf3153ef, knowledge 5ab9b97f62bc"."""
        versions = shown.coded_by or self.snapshot.versions
        return "; ".join(self.version(one) for one in versions) or self.t("cite.nothing")

    def version(self, one: Version) -> str:
        model = one.model or self.t("cite.no_model")
        return self.t("cite.version", depeche=one.depeche, model=model, knowledge=one.knowledge)
