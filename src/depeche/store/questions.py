"""What is asked of a store: one record that the page, the file and the API share, so that they hold the same rows.

A question is written as parameters of an address (`who=RUS&type=AID&type=SUPPORT`) and read back from them. Nothing
here knows DuckDB: a question becomes a condition in SQL and the values that it binds.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qsl, urlencode

from depeche.errors import StoreError
from depeche.records import ActorKind, EventType, Factuality, Precision, QuoteKind
from depeche.store.rows import folded

View = Literal["articles", "events", "quotes", "actors", "dates", "stories", "failures"]

FOLDED = "contains(strip_accents(lower({})), $text)"
REPORTED = {"since": "reported >= $since", "until": "reported <= $until"}
ARTICLE = {"article": "article = $article", "language": "language = $language"}
PUBLISHED = "coding IN (SELECT coding FROM articles WHERE publisher = $publisher)"
COMMON = ARTICLE | {"publisher": PUBLISHED, "text": FOLDED.format("words")}
AS_CORRECTED = {"corrected": "true"}  # no condition on the rows, but other rows
# of a meeting told without a host everybody is an actor: the other side is among them
TOGETHER = "(len(recipients) = 0 AND len(actors) > 1 AND list_contains(acting, {}))"
CONDITIONS: dict[View, dict[str, str]] = {
    "articles": {
        "article": "id = $article",
        "since": "day >= $since",
        "until": "day <= $until",
        "language": "language = $language",
        "publisher": "publisher = $publisher",
        "source": "(source = $source OR url = $source)",
        "text": FOLDED.format("text"),
    },
    "events": COMMON
    | {
        "actor": "list_contains(acting, $actor)",
        "recipient": f"(list_contains(acted_on, $recipient) OR {TOGETHER.format('$recipient')})",
        "who": "(list_contains(acting, $who) OR list_contains(acted_on, $who))",
        "partner": "((list_contains(acting, $who) AND list_contains(acted_on, $partner))"
        " OR (list_contains(acting, $partner) AND list_contains(acted_on, $who))"
        f" OR (list_contains(acting, $who) AND {TOGETHER.format('$partner')}))",
        "type": "list_contains($type, type)",
        "mode": "list_contains(modes, $mode)",
        "context": "list_contains(contexts, $context)",
        "since": "to_day >= $since",
        "until": "from_day <= $until",
        "factuality": "list_contains($factuality, factuality)",
        "attributed_to": "attribution = $attributed_to",
        "country": "place.country = $country",
        "place": "place.name = $place",
        "confidence": "confidence >= $confidence",
        "text": "contains(folded, $text)",
    }
    | AS_CORRECTED,
    "quotes": COMMON | REPORTED | {"speaker": "speaker = $speaker", "kind": "kind = $kind"} | AS_CORRECTED,
    "actors": ARTICLE
    | REPORTED
    | {
        "actor": "(id = $actor OR state = $actor)",
        "kind": "kind = $kind",
        "publisher": PUBLISHED,
        "text": FOLDED.format("name"),
    }
    | AS_CORRECTED,
    "dates": COMMON
    | {
        "since": "coalesce(last_day, DATE '9999-12-31') >= $since",
        "until": "coalesce(first_day, DATE '0001-01-01') <= $until",
        "precision": "precision = $precision",
    }
    | AS_CORRECTED,
    "stories": {
        "actor": "list_contains(acting, $actor)",
        "recipient": f"(list_contains(acted_on, $recipient) OR {TOGETHER.format('$recipient')})",
        "type": "list_contains($type, type)",
        "since": "to_day >= $since",
        "until": "from_day <= $until",
        "min_sources": "sources >= $min_sources",
        "min_origins": "independent_origins >= $min_origins",
        "language": "list_contains(languages, $language)",
        "text": FOLDED.format("sentence"),
    },
    "failures": {"source": "(source = $source OR path = $source)", "text": FOLDED.format("reason")},
}
ORDER: dict[View, str] = {  # no two rows alike, so that pages neither repeat nor miss any
    "articles": "day, id, coding",
    "events": "from_day, reported, article, coding, number",
    "quotes": "reported, article, coding, number",
    "actors": "reported, article, coding, number",
    "dates": "first_day, reported, article, coding, number",
    "stories": "from_day, first_told, id",
    "failures": "source, reason, failure",
}
KEYS: dict[View, str] = dict.fromkeys(get_args(View), "coding, number") | {
    "articles": "coding",
    "stories": "id",
    "failures": "failure",
}
SEVERAL = ("type", "factuality")  # fields that may have several values; a row has one of them
KINDS: dict[View, tuple[str, ...]] = {"quotes": get_args(QuoteKind), "actors": get_args(ActorKind)}
VALUES: dict[str, tuple[str, ...]] = {
    "type": get_args(EventType),
    "factuality": get_args(Factuality),
    "precision": get_args(Precision),
}

TRUTHS = {"true": True, "false": False}
NUMBERS: dict[str, tuple[type[float] | type[int], str]] = {
    "confidence": (float, "0.8"),
    "min_sources": (int, "2"),
    "min_origins": (int, "2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Rows of a view that meet every condition; a field that is None or empty asks nothing. `actor`, `recipient`: an
    id, or a state for all that belong to it; `who`: the same, on either side; `partner`: on the other side from `who`;
    `since`, `until`: days it can lie on, both included; `text`: words, whatever their case and accents;
    `confidence`: the least; `min_sources`, `min_origins`: of a story, so many publishers or independent origins at
    least; `corrected`: the rows as people corrected them. Raises StoreError on a field that the view does not have."""

    view: View = "events"
    actor: str | None = None
    recipient: str | None = None
    who: str | None = None
    partner: str | None = None
    type: tuple[str, ...] = ()
    mode: str | None = None
    context: str | None = None
    factuality: tuple[str, ...] = ()
    attributed_to: str | None = None
    country: str | None = None
    place: str | None = None
    confidence: float | None = None
    speaker: str | None = None
    kind: str | None = None
    precision: str | None = None
    article: str | None = None
    publisher: str | None = None
    source: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None
    min_sources: int | None = None
    min_origins: int | None = None
    corrected: bool = False

    def __post_init__(self) -> None:
        if self.text is not None and not self.text.strip():
            object.__setattr__(self, "text", None)  # as of_parameters reads a blank one
        if unknown := [name for name in self.asked() if name not in CONDITIONS[self.view]]:
            known = ", ".join(CONDITIONS[self.view])
            raise StoreError(f"{self.view} cannot be asked for their {unknown[0]}; they can for {known}")
        if self.partner is not None and self.who is None:
            raise StoreError("a partner is one of somebody; name that one too, as who=RUS&partner=PRK")

    def asked(self) -> dict[str, Any]:
        """The fields that ask something, in their order."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "view"}
        return {name: value for name, value in values.items() if value not in (None, ()) and value is not False}

    def bound(self) -> dict[str, object]:
        """The values that `condition` binds."""
        given = self.but(corrected=False).asked()
        values = {name: list(value) if name in SEVERAL else value for name, value in given.items()}
        return values | ({"text": folded(self.text)} if self.text is not None else {})

    def condition(self) -> str:
        """What holds of its rows, in SQL over the columns of the view."""
        return " AND ".join(CONDITIONS[self.view][name] for name in self.asked()) or "true"

    @property
    def table(self) -> str:
        """The view in SQL that its rows are those of."""
        return self.beside(self.view)

    @property
    def correctible(self) -> bool:
        """Whether it can ask for rows as people corrected them."""
        return "corrected" in CONDITIONS[self.view]

    def beside(self, view: str) -> str:
        """Another view in SQL, as people corrected it if the question asks so."""
        return f"corrected_{view}" if self.corrected else view

    def parameters(self) -> list[tuple[str, str]]:
        """As parameters of an address, a value each; `of_parameters` reads them."""
        pairs = [
            (name, one) for name, value in self.asked().items() for one in (value if name in SEVERAL else (value,))
        ]
        return [(name, "true" if value is True else str(value)) for name, value in pairs]

    def address(self) -> str:
        """As the query of an address: "who=RUS&type=AID"."""
        return urlencode(self.parameters())

    def but(self, **changed: Any) -> Query:
        """The same question with other values."""
        return replace(self, **changed)


def query(view: View, **given: object) -> Query:
    """A question of values as people write them: days as texts, one type or several. Raises StoreError."""
    values: dict[str, Any] = {name: as_asked(name, value) for name, value in given.items() if value is not None}
    return Query(view=view, **values)


def of_parameters(view: View, parameters: Iterable[tuple[str, str]]) -> Query:
    """The question that parameters of an address ask; a blank one asks nothing. Raises StoreError on a name or value
    that the view does not know."""
    given: dict[str, Any] = {}
    for name, value in parameters:
        if not value.strip():
            continue
        if name in SEVERAL:
            given[name] = (*given.get(name, ()), value)
        elif name in given:
            raise StoreError(f"{name} is asked for twice; only {' and '.join(SEVERAL)} can have several values")
        else:
            given[name] = value
    if unknown := [name for name in given if name not in CONDITIONS[view]]:
        raise StoreError(f"{view} cannot be asked for their {unknown[0]}; they can for {', '.join(CONDITIONS[view])}")
    return checked(query(view, **given))


def of_address(view: View, address: str) -> Query:
    """The question behind the "?" of an address. Raises StoreError."""
    return of_parameters(view, parse_qsl(address, keep_blank_values=True))


def of_words(view: View, words: str) -> Query:
    """The question that a line of words asks: "actor=RUS type=ASSAULT text='cessez le feu'". Raises StoreError."""
    try:
        parts = shlex.split(words)
    except ValueError as error:
        raise StoreError(f"{words!r}: a quotation mark without its other half") from error
    if unclear := [part for part in parts if "=" not in part]:
        raise StoreError(f"{unclear[0]!r} asks nothing; write what is asked as actor=RUS type=ASSAULT")
    return of_parameters(view, [(name, value) for name, _, value in (part.partition("=") for part in parts)])


def checked(asked: Query) -> Query:
    """The question, if all its values can be had. Raises StoreError."""
    allowed: Mapping[str, tuple[str, ...]] = VALUES | {"kind": KINDS.get(asked.view, ())}
    for name, value in asked.asked().items():
        for one in value if name in SEVERAL else (value,):
            if name in allowed and one not in allowed[name]:
                raise StoreError(f"{name} {one!r} is none of {', '.join(allowed[name])}")
    return asked


def as_asked(name: str, value: object) -> object:
    """A value as its field has it. Raises StoreError."""
    if name in SEVERAL:
        values = (value,) if isinstance(value, str) else tuple(cast(Iterable[str], value))
        return tuple(dict.fromkeys(one.upper() if name == "type" else one for one in values))
    if name in ("since", "until") and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise StoreError(f"{name} {value!r} is no date; write it as 2024-06-19") from error
    if name == "corrected" and isinstance(value, str):
        if value not in TRUTHS:
            raise StoreError(f"corrected {value!r} is none of {', '.join(TRUTHS)}")
        return TRUTHS[value]
    if name in NUMBERS and isinstance(value, str):
        number, example = NUMBERS[name]
        try:
            return number(value)
        except ValueError as error:
            raise StoreError(f"{name} {value!r} is no number; write it as {example}") from error
    return value
