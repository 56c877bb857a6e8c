"""Questions to a store, answered by DuckDB over the files of one whole batch. The only module that imports duckdb.

A store that is open sees what was committed when it was opened, whoever writes meanwhile. Nothing here can change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from depeche.errors import StoreError
from depeche.records import Article, CodedArticle, Factuality
from depeche.store import delta
from depeche.store.commits import Commit, newest
from depeche.store.folder import check_current, check_path, table_path
from depeche.store.rows import Stored, folded
from depeche.store.schema import TABLES, UNBOUND, Row, arrow_rows

AT_ONCE = 100  # codings read back together
FETCHED = 1000  # rows handed on together

Relation = duckdb.DuckDBPyRelation
Values = Mapping[str, object]

# What is current: rows of a coding that another one superseded are left out, failures that did not come again too.
OPEN_FAILURES = """
    SELECT any_value(COLUMNS(f.* EXCLUDE failure)), failure FROM all_failures AS f GROUP BY failure
    HAVING count(*) > (SELECT count(*) FROM all_resolved AS r WHERE r.failure = f.failure)"""

FOLDED = "contains(strip_accents(lower({})), $text)"
REPORTED = {"since": "reported >= $since", "until": "reported <= $until"}
COMMON = {"language": "language = $language", "text": FOLDED.format("words")}
CONDITIONS: dict[str, dict[str, str]] = {
    "articles": {
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
        # of a meeting told without a host everybody is an actor: the other side is among them
        "recipient": "(list_contains(acted_on, $recipient) OR"
        " (len(recipients) = 0 AND len(actors) > 1 AND list_contains(acting, $recipient)))",
        "type": "type = $type",
        "since": "to_day >= $since",
        "until": "from_day <= $until",
        "factuality": "factuality = $factuality",
        "attributed_to": "attribution = $attributed_to",
        "text": "contains(folded, $text)",
    },
    "quotes": COMMON | REPORTED | {"speaker": "speaker = $speaker", "kind": "kind = $kind"},
    "actors": REPORTED
    | {
        "language": "language = $language",
        "actor": "(id = $actor OR state = $actor)",
        "kind": "kind = $kind",
        "text": FOLDED.format("name"),
    },
    "dates": COMMON
    | {
        "since": "coalesce(last_day, DATE '9999-12-31') >= $since",
        "until": "coalesce(first_day, DATE '0001-01-01') <= $until",
        "precision": "precision = $precision",
    },
    "failures": {},
}
ORDER = {
    "articles": "day, id, coding",
    "events": "from_day, reported, article, coding, number",
    "quotes": "reported, article, coding, number",
    "actors": "reported, article, coding, number",
    "dates": "first_day, reported, article, coding, number",
    "failures": "source, reason",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A coding of an article that the store has. `current`: none has superseded it."""

    coding: str
    fingerprint: str
    lineage: str | None
    revision: int
    current: bool


def open_store(path: Path | str) -> Store:
    """The store in a folder, as of its newest whole batch. Raises StoreError."""
    store = Path(path)
    check_path(store)
    check_current(store)
    commit = newest(store)
    if commit is None:
        raise StoreError(f"{store}: nothing was ever committed here; run depeche ingest SOURCE --store {store}")
    return Store(store, commit, files_of(store, commit))


def files_of(store: Path, commit: Commit) -> dict[str, tuple[delta.StoredFile, ...]]:
    """The files of each table that belong to a batch. Raises StoreError."""
    paths = {name: table_path(store.resolve(), name) for name in TABLES if name in commit.versions}
    return {name: delta.files(delta.opened(path, commit.versions[name]), path) for name, path in paths.items()}


class Store:
    """What one batch left. Its queries give DuckDB relations: `.df()`, `.pl()`, `.arrow()`, `.fetchall()`."""

    def __init__(self, path: Path, commit: Commit, files: Mapping[str, Sequence[delta.StoredFile]]) -> None:
        self.path, self.commit, self.files = path, commit, files
        self.connection = duckdb.connect(config={"temp_directory": ""})
        for name in TABLES:
            self._view(name)
        for name in TABLES:
            self.connection.execute(f"CREATE VIEW {name} AS {self._current(name)}")
        self._close_off()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    # ---- questions -------------------------------------------------------------------------------------------------

    def sql(self, query: str, parameters: Values | Sequence[object] | None = None) -> Relation:
        """One SELECT over the views. Raises StoreError on anything else."""
        with asked(self.path):
            statements = self.connection.extract_statements(query)
            kinds = [statement.type for statement in statements]
            if kinds != [duckdb.StatementType.SELECT]:
                raise StoreError("only one SELECT can be asked; a store is changed by depeche ingest alone")
            return self.connection.sql(query, params=parameters or None)

    def articles(
        self,
        *,
        text: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        language: str | None = None,
        publisher: str | None = None,
        source: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Articles in the order of their days. `text`: words in them, whatever their case and accents."""
        days = {"since": since, "until": until}
        return self._select("articles", limit, text=text, language=language, publisher=publisher, source=source, **days)

    def events(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        factuality: Factuality | None = None,
        attributed_to: str | None = None,
        text: str | None = None,
        language: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Events in the order of their days. `actor`, `recipient`: an id, or a state for all that belong to it;
        `since`, `until`: days it can lie on; `text`: words of the sentence that tells it."""
        who = {"actor": actor, "recipient": recipient, "attributed_to": attributed_to}
        what = {"type": type and type.upper(), "factuality": factuality, "text": text, "language": language}
        return self._select("events", limit, **who, **what, since=since, until=until)

    def quotes(
        self,
        *,
        speaker: str | None = None,
        kind: str | None = None,
        text: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        language: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Reported words in the order of their articles. `text`: words said."""
        days = {"since": since, "until": until}
        return self._select("quotes", limit, speaker=speaker, kind=kind, text=text, language=language, **days)

    def actors(
        self,
        *,
        actor: str | None = None,
        kind: str | None = None,
        text: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        language: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Who takes part, article by article. `actor`: an id, or a state for all that belong to it; `text`: a name."""
        days = {"since": since, "until": until}
        return self._select("actors", limit, actor=actor, kind=kind, text=text, language=language, **days)

    def dates(
        self,
        *,
        since: date | str | None = None,
        until: date | str | None = None,
        precision: str | None = None,
        text: str | None = None,
        language: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Days named in the texts, in their order. `text`: the words that name them."""
        days = {"since": since, "until": until}
        return self._select("dates", limit, precision=precision, text=text, language=language, **days)

    def failures(self, *, limit: int | None = None) -> Relation:
        """What could not be read or coded, and has not come in since."""
        return self._select("failures", limit)

    def _select(self, view: str, limit: int | None, **values: object) -> Relation:
        given = {name: as_asked(name, value) for name, value in values.items() if value is not None}
        conditions = " AND ".join(CONDITIONS[view][name] for name in given)
        columns = "* EXCLUDE folded" if view == "events" else "*"
        query = f"SELECT {columns} FROM {view}{f' WHERE {conditions}' if conditions else ''} ORDER BY {ORDER[view]}"
        if limit is not None:
            query, given["limit"] = f"{query} LIMIT $limit", limit
        with asked(self.path):
            return self.connection.sql(query, params=given or None)

    # ---- records ---------------------------------------------------------------------------------------------------

    def coded(self) -> Iterator[CodedArticle]:
        """Every current article with its coding, as it was stored."""
        for codings in self._codings():
            yield from (stored.coded() for stored in self._stored(codings, tuple(TABLES)))

    def read(self) -> Iterator[Article]:
        """Every current article, as it was read."""
        for codings in self._codings():
            yield from (stored.article() for stored in self._stored(codings, ("articles", "blocks")))

    def _codings(self) -> Iterator[list[str]]:
        """Ids of the current codings, in parts."""
        cursor = self.connection.cursor()  # others may be asked meanwhile
        with asked(self.path):
            cursor.execute("SELECT coding FROM articles")
            while found := cursor.fetchmany(AT_ONCE):
                yield [coding for (coding,) in found]

    def _stored(self, codings: Sequence[str], tables: Iterable[str]) -> Iterator[Stored]:
        """All rows of codings, in the order asked for."""
        rows: dict[str, dict[str, list[Row]]] = {coding: {} for coding in codings}
        for table in tables:
            if table in UNBOUND:
                continue
            places = [name for name in ("actor_number", "event_number", "number") if name in TABLES[table].columns()]
            order = ", ".join(["coding", *places])
            found = self.rows(f"SELECT * FROM {table} WHERE coding IN (SELECT unnest($1)) ORDER BY {order}", [codings])
            for coding, group in groupby(found, lambda row: str(row["coding"])):
                rows[coding][table] = list(group)
        return (Stored(rows[coding]) for coding in codings)

    def known(self, fingerprints: Iterable[str]) -> list[Known]:
        """The codings of articles with these fingerprints."""
        return self._known("fingerprint", fingerprints)

    def known_lineages(self, lineages: Iterable[str]) -> list[Known]:
        """The codings of all revisions of these lineages."""
        return self._known("lineage", lineages)

    def _known(self, column: str, values: Iterable[str]) -> list[Known]:
        query = f"""
            SELECT coding, fingerprint, lineage, revision, coding NOT IN (SELECT coding FROM all_superseded)
            FROM all_articles WHERE {column} IN (SELECT unnest($1))"""
        with asked(self.path):
            return [Known(*row) for row in self.connection.execute(query, [list(values)]).fetchall()]

    def rows(self, query: str, parameters: Sequence[object] | None = None) -> Iterator[Row]:
        """Rows by column; the query is ours, its values are bound."""
        cursor = self.connection.cursor()
        with asked(self.path):
            cursor.execute(query, parameters)
            names = [column[0] for column in cursor.description or ()]
            while found := cursor.fetchmany(FETCHED):
                yield from (dict(zip(names, row, strict=True)) for row in found)

    def rows_in(self, file: Path) -> int:
        """How many rows a file holds, read through. Raises StoreError where it is not whole."""
        query = "SELECT count(*) AS number, bit_xor(hash(read)) FROM read_parquet($1) AS read"  # of every column
        (row,) = self.rows(query, [str(file)])
        return int(str(row["number"]))

    # ---- views -----------------------------------------------------------------------------------------------------

    def _view(self, name: str) -> None:
        """All rows of a table, those superseded too."""
        paths = [str(file.path) for file in self.files.get(name, ())]
        if not paths:
            self.connection.register(f"no_{name}", arrow_rows(name, ()))
            self.connection.execute(f"CREATE TABLE all_{name} AS FROM no_{name}")
            self.connection.unregister(f"no_{name}")
            return
        with asked(self.path):
            listed = ", ".join(quoted(path) for path in paths)
            self.connection.execute(f"CREATE VIEW all_{name} AS SELECT * FROM read_parquet([{listed}])")

    def _current(self, name: str) -> str:
        if name == "failures":
            columns = ", ".join(TABLES[name].columns())
            return f"SELECT {columns} FROM ({OPEN_FAILURES})"
        if name in UNBOUND or not self.files.get("superseded"):
            return f"SELECT * FROM all_{name}"
        return f"SELECT * FROM all_{name} ANTI JOIN all_superseded USING (coding)"

    def _close_off(self) -> None:
        """From here on the files of this batch can be read, and nothing else can be read, written, loaded or set."""
        paths = ", ".join(quoted(str(file.path)) for files in self.files.values() for file in files)
        for setting in (
            f"allowed_paths = [{paths}]",
            "enable_external_access = false",
            "python_enable_replacements = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "lock_configuration = true",
        ):
            self.connection.execute(f"SET {setting}")


def quoted(words: str) -> str:
    """A text in SQL."""
    return "'" + words.replace("'", "''") + "'"


def as_asked(name: str, value: object) -> object:
    """A value as its column has it: days as days, words folded. Raises StoreError."""
    if name == "text":
        return folded(str(value))
    if name in ("since", "until") and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise StoreError(f"{name} {value!r} is no date; write it as 2024-06-19") from error
    return value


def fetched(relation: Relation, store: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of a relation, a few at a time. Raises StoreError."""
    with asked(store):
        for batch in relation.to_arrow_reader(FETCHED):
            columns = [column.to_pylist(maps_as_pydicts="strict") for column in batch.columns]
            yield from zip(*columns, strict=True)


def arrow_batches(relation: Relation, store: Path) -> Any:
    """The rows of a relation as an Arrow stream. Raises StoreError."""
    with asked(store):
        return relation.to_arrow_reader(FETCHED)


@contextmanager
def asked(store: Path) -> Iterator[None]:
    """What goes wrong in a query, as one StoreError."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(explained(store, error)) from error


ASKED_WRONGLY = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError)


def explained(store: Path, error: duckdb.Error) -> str:
    words = re.sub(r"^[\w ]+ Error: ", "", next(islice(str(error).splitlines(), 1), ""))
    own = f"{table_path(store.resolve(), '')}/"
    if "disabled by configuration" in str(error) and own not in words:
        return f"{words}; a query reads the store's views and nothing else"
    if own in words:
        return f"{words}; the file is not as it was written: restore {store} from a backup (depeche store backup)"
    if isinstance(error, ASKED_WRONGLY):
        return f"{words}; the views and their columns are in docs/store.md"
    return f"{words}; see what is whole with depeche store check --store {store}"
