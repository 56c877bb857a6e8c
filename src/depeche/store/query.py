"""Questions to a store, answered by DuckDB over the files of one whole batch. The only module that imports duckdb.

A store that is open sees what was committed when it was opened, whoever writes meanwhile. Nothing here can change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

import duckdb
import msgspec

from depeche.errors import StoreError
from depeche.knowledge.codebook import load_codebook
from depeche.knowledge.directory import earliest, latest, load_directory
from depeche.records import Article, CodedArticle, Correction, Factuality, Story
from depeche.store import delta
from depeche.store.commits import Commit, newest
from depeche.store.folder import check_current, check_path, table_path
from depeche.store.judged import CORRECTIBLE, Judged
from depeche.store.questions import KEYS, ORDER, Query, View, query
from depeche.store.rows import MENTIONS_OF_STORY, Revision, Stored, with_mentions
from depeche.store.schema import DERIVED, TABLES, UNBOUND, Row, arrow_rows

AT_ONCE = 100  # codings read back together
FETCHED = 1000  # rows handed on together
IN_MEMORY = 250  # rows that are in memory at a time where they are handed on one by one: those of reports are wide

Relation = duckdb.DuckDBPyRelation
Values = Mapping[str, object]

# What is current: rows of a coding that another one superseded are left out, failures that did not come again too.
OPEN_FAILURES = """
    SELECT any_value(COLUMNS(f.* EXCLUDE failure)), failure FROM all_failures AS f GROUP BY failure
    HAVING count(*) > (SELECT count(*) FROM all_resolved AS r WHERE r.failure = f.failure)"""

# Of a story that was dissolved or went into another, all that it held is left out; one that has grown keeps it.
GONE_STORIES = "SELECT story, max(edition) AS until FROM all_withdrawn WHERE reason <> 'grown' GROUP BY story"
STORY_MENTIONS = f"""
    SELECT m.* FROM all_story_mentions AS m LEFT JOIN ({GONE_STORIES}) AS g USING (story)
    WHERE g.until IS NULL OR m.edition > g.until"""
STORIES = """
    SELECT s.* FROM all_stories AS s ANTI JOIN all_withdrawn AS w ON w.story = s.id AND w.edition = s.edition"""
COPIES = """
    SELECT * FROM all_copies AS c
    ANTI JOIN all_superseded AS s ON s.coding = c.coding ANTI JOIN all_superseded AS t ON t.coding = c.source"""
CURRENT = {"stories": STORIES, "story_mentions": STORY_MENTIONS, "copies": COPIES}

# the id of an event by what it is read from: the same in every store, and after coding anew if the event is
EVENT_ID = """substr(md5(concat_ws('|', fingerprint, type, trigger."start", trigger."end",
    array_to_string(actors, ','), array_to_string(recipients, ','))), 1, 20)"""
KEPT_ID = f"coalesce(kept_id, {EVENT_ID})"  # what people corrected keeps its id
QUAD, SCORE = "plover_quad(type)", "plover_score(type, modes)"
SCORES = f"{QUAD} AS quad, {SCORE} AS score"
EVENT_COLUMNS = f"{EVENT_ID} AS event_id, * EXCLUDE (folded, fingerprint), {SCORES}"
CORRECTED_COLUMNS = f"{KEPT_ID} AS event_id, * EXCLUDE (folded, fingerprint, kept_id, corrected), {SCORES}, corrected"
ACTING = {
    "actor": "unnest(acting)",
    "recipient": "unnest(acted_on)",
    "who": "unnest(list_distinct(acting || acted_on))",
}
FACETS: dict[View, dict[str, str]] = {  # fields of a question whose values can be counted, and the column
    "articles": {"language": "language", "publisher": "publisher"},
    "events": ACTING
    | {"type": "type", "mode": "unnest(modes)", "context": "unnest(contexts)", "factuality": "factuality"}
    | {"attributed_to": "attribution", "country": "place.country", "place": "place.name", "language": "language"},
    "quotes": {"speaker": "speaker", "kind": "kind", "language": "language"},
    "actors": {"actor": "id", "kind": "kind", "language": "language"},
    "dates": {"precision": "precision", "language": "language"},
    "stories": {"actor": ACTING["actor"], "recipient": ACTING["recipient"], "type": "type"},
    "failures": {},
}


@dataclass(frozen=True, slots=True)
class Known:
    """A coding of an article that the store has. `current`: none has superseded it."""

    coding: str
    fingerprint: str
    lineage: str | None
    revision: int
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a question from `offset` on, no more than `limit`; `total`: how many it has in all."""

    query: Query
    rows: tuple[Row, ...]
    total: int
    limit: int
    offset: int


# The views of what people corrected; their names stand in a query that asks for it.
CORRECTED = "corrected_"
UNTOUCHED = "SELECT *{more} FROM {name} ANTI JOIN judged_codings USING (coding) UNION ALL BY NAME FROM rewritten_{name}"
KEPT = """
    CREATE TABLE rewritten_events AS
    SELECT * FROM fresh_events JOIN (SELECT unnest($1) AS coding, unnest($2) AS number, unnest($3) AS kept_id,
        unnest($4) AS corrected) USING (coding, number)"""
SAID = "SELECT * FROM corrections ORDER BY time, number"
SAID_OF = "SELECT coding FROM articles WHERE fingerprint IN (SELECT fingerprint FROM corrections) ORDER BY coding"

HELD = """CREATE TEMP TABLE IF NOT EXISTS held AS
    SELECT unnest($1) AS person, unnest($2) AS office, unnest($3) AS title, unnest($4) AS since, unnest($5) AS until"""
RESOLUTIONS = """SELECT id, kind, name, state, array_to_string(sectors, ' ') AS sectors,
    (SELECT string_agg(form || ' ' || times, ', ' ORDER BY times DESC, form)
        FROM (SELECT form, count(*) AS times FROM mentions AS m
            WHERE m.coding = resolved_actor.coding AND m.actor_number = resolved_actor.number GROUP BY form)) AS forms,
    (SELECT string_agg(office, ', ' ORDER BY since) FROM held
        WHERE person = resolved_actor.id AND CAST(reported AS VARCHAR)[:10] BETWEEN since AND until) AS offices,
    array_to_string(candidates, ' ') AS candidates, array_to_string(rules, '; ') AS rules, article
    FROM resolved_actor"""


# As presenting/said.py tells of one quotation: the office held on the day, else a title printed beside the name; the
# first place in the cue's sentence that no quotation holds.
BETWEEN = """substr(a.text, least(p."end", q.cue."end") + 1,
    greatest(p.start, q.cue.start) - least(p."end", q.cue."end"))"""
PLACES_SAID = f"""SELECT p.coding, q.number, arg_min(p.name, p.start) AS name
    FROM newsroom_quote AS q JOIN places AS p ON p.coding = q.coding JOIN articles AS a ON a.coding = q.coding
    WHERE q.cue IS NOT NULL AND NOT regexp_matches({BETWEEN}, $end$[.!?…][»”"']?\\s|\\n$end$)
    AND NOT EXISTS (FROM quotes AS o WHERE o.coding = p.coding AND o.kind <> 'not_speech'
        AND o.start <= p.start AND p."end" <= o."end")
    GROUP BY p.coding, q.number"""
EXACT = """CASE q.kind WHEN 'direct' THEN 'exact words' WHEN 'partial' THEN 'exact in part'
    WHEN 'indirect' THEN 'reported' ELSE 'not speech' END"""
QUOTATIONS = f"""SELECT q.*, {EXACT} AS exact, speaking.name AS speaker_name,
    coalesce((SELECT arg_max(title, since) FROM held
        WHERE person = q.speaker AND CAST(q.reported AS VARCHAR)[:10] BETWEEN since AND until),
        list_filter(list_transform(speaking.roles, lambda r: r.title),
            lambda t: NOT contains(lower(speaking.name), lower(t)))[1]) AS office,
    spoken_to.name AS addressee_name, where_said.name AS said_in
    FROM newsroom_quote AS q
    LEFT JOIN actors AS speaking ON speaking.coding = q.coding AND speaking.id = q.speaker
    LEFT JOIN actors AS spoken_to ON spoken_to.coding = q.coding AND spoken_to.id = q.addressee
    LEFT JOIN ({PLACES_SAID}) AS where_said ON where_said.coding = q.coding AND where_said.number = q.number
    ORDER BY q.reported, q.article, q.coding, q.number"""


def held_columns() -> tuple[list[str], ...]:
    """Every office the directory knows: person, office and state, both in words, first and last day."""
    directory = load_directory()
    offices = [o for held in directory.by_person.values() for o in held]
    names = [f"{o.office} {o.state or ''}".strip() for o in offices]
    titles = [directory.in_words(o) for o in offices]
    days = [earliest(o.start) for o in offices], [latest(o.end) for o in offices]
    return [o.person for o in offices], names, titles, *days


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

    def __init__(
        self,
        path: Path,
        commit: Commit,
        files: Mapping[str, Sequence[delta.StoredFile]],
        *,
        threads: int | None = None,
    ) -> None:
        """`threads`: that answer a question, as many as there are cores if not given."""
        self.path, self.commit, self.files = path, commit, files
        config: dict[str, Any] = {"temp_directory": ""} | ({} if threads is None else {"threads": threads})
        self.connection = duckdb.connect(config=config)
        with asked(path):
            for name in TABLES:
                self._view(name)
            for name in TABLES:
                self.connection.execute(f"CREATE VIEW {name} AS {self._current(name)}")
            for macro in plover_macros():
                self.connection.execute(macro)
            self._close_off()
        self._lock, self._rewritten = RLock(), False

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
                raise StoreError(
                    "only one SELECT can be asked; a store is changed by depeche ingest and annotate alone"
                )
            self._prepare(query)
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
        type: str | Sequence[str] | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        factuality: Factuality | Sequence[Factuality] | None = None,
        attributed_to: str | None = None,
        text: str | None = None,
        language: str | None = None,
        corrected: bool = False,
        limit: int | None = None,
    ) -> Relation:
        """Events in the order of their days. `actor`, `recipient`: an id, or a state for all that belong to it;
        `since`, `until`: days it can lie on; `text`: words of the sentence that tells it; `corrected`: as people
        corrected them."""
        who = {"actor": actor, "recipient": recipient, "attributed_to": attributed_to}
        what = {"type": type, "factuality": factuality, "text": text, "language": language}
        return self._select("events", limit, corrected=corrected, **who, **what, since=since, until=until)

    def quotes(
        self,
        *,
        speaker: str | None = None,
        kind: str | None = None,
        text: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        language: str | None = None,
        corrected: bool = False,
        limit: int | None = None,
    ) -> Relation:
        """Reported words in the order of their articles. `text`: words said."""
        days = {"since": since, "until": until}
        return self._select(
            "quotes", limit, corrected=corrected, speaker=speaker, kind=kind, text=text, language=language, **days
        )

    def actors(
        self,
        *,
        actor: str | None = None,
        kind: str | None = None,
        text: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        language: str | None = None,
        corrected: bool = False,
        limit: int | None = None,
    ) -> Relation:
        """Who takes part, article by article. `actor`: an id, or a state for all that belong to it; `text`: a name."""
        days = {"since": since, "until": until}
        return self._select(
            "actors", limit, corrected=corrected, actor=actor, kind=kind, text=text, language=language, **days
        )

    def resolutions(self, actors: Relation) -> Relation:
        """Of rows of `actors` how each was resolved: its mentions by form, the offices held on the article's day, who
        else it may be, and the rules that decided."""
        with asked(self.path):
            self.connection.execute(HELD, held_columns())
            found = actors.query("resolved_actor", RESOLUTIONS)
            assert found is not None  # what a SELECT gives
            return found

    def quotations(self, quotes: Relation, *, corrected: bool = False) -> Relation:
        """Rows of `quotes` as a newsroom has them: with the names of who speaks and who is spoken to, the speaker's
        office on the article's day, and where it was said. `corrected`: who is who is as people corrected it."""
        text = QUOTATIONS.replace("JOIN actors AS", f"JOIN {CORRECTED}actors AS") if corrected else QUOTATIONS
        with asked(self.path):
            self._prepare(text)
            self.connection.execute(HELD, held_columns())
            found = quotes.query("newsroom_quote", text)
            assert found is not None  # what a SELECT gives
            return found

    def dates(
        self,
        *,
        since: date | str | None = None,
        until: date | str | None = None,
        precision: str | None = None,
        text: str | None = None,
        language: str | None = None,
        corrected: bool = False,
        limit: int | None = None,
    ) -> Relation:
        """Days named in the texts, in their order. `text`: the words that name them."""
        days = {"since": since, "until": until}
        return self._select(
            "dates", limit, corrected=corrected, precision=precision, text=text, language=language, **days
        )

    def stories(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        min_sources: int | None = None,
        min_origins: int | None = None,
        text: str | None = None,
        language: str | None = None,
        limit: int | None = None,
    ) -> Relation:
        """Stories in the order of their days: an event each, whoever tells it. `actor`, `recipient`, `since`, `until`
        as for events, by any of its reports; `min_sources`, `min_origins`: so many publishers or independent origins at
        least; `text`: words of the sentence that first tells it; `language`: of any report."""
        who = {"actor": actor, "recipient": recipient, "type": type and type.upper()}
        least = {"min_sources": min_sources, "min_origins": min_origins}
        return self._select("stories", limit, **who, **least, since=since, until=until, text=text, language=language)

    def story(self, id: str) -> Story:
        """A story with all its reports, first told first. `id`: or as much of its beginning as tells it from others.
        Raises StoreError where there is none, or several."""
        found = list(self.rows("SELECT * FROM stories WHERE starts_with(id, $1) ORDER BY id LIMIT 3", [id]))
        found = [row for row in found if row["id"] == id] or found
        if len(found) != 1:
            several = f"several stories begin so ({', '.join(str(row['id']) for row in found)}, …)"
            problem = several if found else "no story"
            raise StoreError(f"{self.path}: {id}: {problem}; list their ids with depeche stories --store {self.path}")
        return with_mentions(found[0], self.rows(MENTIONS_OF_STORY, [found[0]["id"]]))

    def untold(self) -> int:
        """How many current articles are in no story yet."""
        (row,) = self.rows("SELECT count(*) AS number FROM articles ANTI JOIN signatures USING (coding)")
        return int(str(row["number"]))

    def failures(self, *, limit: int | None = None) -> Relation:
        """What could not be read or coded, and has not come in since."""
        return self._select("failures", limit)

    def ask(self, query: Query, *, limit: int | None = None, offset: int = 0) -> Relation:
        """The rows of a question in their order: all of them, or `limit` from `offset` on."""
        values = query.bound() | ({} if limit is None else {"limit": limit}) | ({"offset": offset} if offset else {})
        with asked(self.path):
            text = selection(query, limit, offset)
            self._prepare(text)
            return self.connection.sql(text, params=values or None)

    def count(self, query: Query) -> int:
        """How many rows a question has."""
        (row,) = self.rows(f"SELECT count(*) AS number FROM {query.table} WHERE {query.condition()}", query.bound())
        return int(str(row["number"]))

    def page(self, query: Query, *, limit: int = 50, offset: int = 0) -> Page:
        """Some rows of a question, and how many it has; threads may ask at once."""
        values = query.bound() | {"limit": limit} | ({"offset": offset} if offset else {})
        rows = tuple(self.rows(selection(query, limit, offset), values))
        return Page(query, rows, self.count(query), limit, offset)

    def stream(self, query: Query) -> Iterator[Row]:
        """All rows of a question, a few at a time; threads may ask at once."""
        return self.rows(selection(query, None, 0), query.bound())

    def among(self, query: Query, codings: Sequence[str]) -> Iterator[Row]:
        """The rows of a question that these codings have, in their order."""
        of_codings = f"SELECT * FROM ({selection(query, None, 0)}) WHERE coding IN (SELECT unnest($codings))"
        return self.rows(f"{of_codings} ORDER BY {ORDER[query.view]}", query.bound() | {"codings": list(codings)})

    def columns(self, query: Query) -> tuple[str, ...]:
        """The columns of its rows."""
        cursor = self.connection.cursor()
        with asked(self.path):
            text = selection(query, None, 0)
            self._prepare(text)
            cursor.execute(f"DESCRIBE {text}", query.bound() or None)
            return tuple(str(name) for name, *_ in cursor.fetchall())

    def facet(self, query: Query, field: str, *, limit: int = 20) -> list[tuple[object, int]]:
        """The values that a field of FACETS has in the rows of a question, the most frequent first."""
        text = f"""
            SELECT value, count(*) AS number FROM (
                SELECT {FACETS[query.view][field]} AS value FROM {query.table} WHERE {query.condition()})
            WHERE value IS NOT NULL GROUP BY value ORDER BY number DESC, value LIMIT $limit"""
        found = self.rows(text, query.bound() | {"limit": limit})
        return [(row["value"], int(str(row["number"]))) for row in found]

    def facets(self, query: Query, fields: Iterable[str], *, limit: int = 20) -> dict[str, list[tuple[object, int]]]:
        """`facet` of several fields, with one reading of the rows."""
        columns = {field: FACETS[query.view][field] for field in fields}
        if not columns:
            return {}
        within = {field: re.sub(r"^unnest\((.*)\)$", r"\1", column) for field, column in columns.items()}
        kept = ", ".join(f'{column} AS "{field}"' for field, column in within.items())
        each = {
            field: f'unnest("{field}")' if column != within[field] else f'"{field}"'
            for field, column in columns.items()
        }
        counted = " UNION ALL ".join(
            f"SELECT '{field}' AS field, value::VARCHAR AS value, count(*) AS number"
            f" FROM (SELECT {value} AS value FROM found) WHERE value IS NOT NULL GROUP BY ALL"
            for field, value in each.items()
        )
        text = f"""
            WITH found AS MATERIALIZED (SELECT {kept} FROM {query.table} WHERE {query.condition()})
            FROM ({counted}) QUALIFY row_number() OVER (PARTITION BY field ORDER BY number DESC, value) <= $limit
            ORDER BY field, number DESC, value"""
        found: dict[str, list[tuple[object, int]]] = {field: [] for field in columns}
        for row in self.rows(text, query.bound() | {"limit": limit}):
            found[str(row["field"])].append((row["value"], int(str(row["number"]))))
        return found

    def _select(self, view: View, limit: int | None, **values: object) -> Relation:
        return self.ask(query(view, **values), limit=limit)

    # ---- records ---------------------------------------------------------------------------------------------------

    def coded(self) -> Iterator[CodedArticle]:
        """Every current article with its coding, as it was stored."""
        for codings in self._codings():
            yield from (stored.coded() for stored in self._stored(codings, tuple(TABLES)))

    def read(self) -> Iterator[Article]:
        """Every current article, as it was read."""
        for codings in self._codings():
            yield from (stored.article() for stored in self._stored(codings, ("articles", "blocks")))

    def coded_as(self, codings: Sequence[str]) -> Iterator[Revision]:
        """Articles as these codings have them, in their order."""
        return (stored.revision() for stored in self._stored(codings, tuple(TABLES)))

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
            if table in (*UNBOUND, *DERIVED):
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

    def rows(self, query: str, parameters: Values | Sequence[object] | None = None) -> Iterator[Row]:
        """Rows by column; the query is ours, its values are bound."""
        cursor = self.connection.cursor()
        with asked(self.path):
            self._prepare(query)
            cursor.execute(query, parameters or None)
            names = [column[0] for column in cursor.description or ()]
            while found := cursor.fetchmany(IN_MEMORY):
                yield from (dict(zip(names, row, strict=True)) for row in found)

    def rows_in(self, file: Path) -> int:
        """How many rows a file holds, read through. Raises StoreError where it is not whole."""
        query = "SELECT count(*) AS number, bit_xor(hash(read)) FROM read_parquet($1) AS read"  # of every column
        (row,) = self.rows(query, [str(file)])
        return int(str(row["number"]))

    # ---- what people said ------------------------------------------------------------------------------------------

    def corrections(self) -> tuple[Correction, ...]:
        """Every correction, in the order in which they stand."""
        return tuple(msgspec.convert(dict(row), Correction) for row in self.rows(SAID))

    @cached_property
    def judged(self) -> Judged:
        """The articles that people said something of, as they corrected them."""
        with self._lock:
            said = self.corrections()
            codings = [str(row["coding"]) for row in self.rows(SAID_OF)] if said else []
            return Judged(said, self.coded_as(codings))

    def _prepare(self, query: str) -> None:
        """The views of what people corrected, made when they are first asked for; threads may ask at once."""
        if CORRECTED not in query or self._rewritten:
            return
        with self._lock:
            if not self._rewritten:
                cursor = self.connection.cursor()
                cursor.execute(
                    "CREATE TABLE judged_codings AS SELECT unnest($1) AS coding", [list(self.judged.articles)]
                )
                for name in CORRECTIBLE:
                    self._rewrite(cursor, name)
            self._rewritten = True

    def _rewrite(self, cursor: duckdb.DuckDBPyConnection, name: str) -> None:
        made = "fresh_events" if name == "events" else f"rewritten_{name}"
        cursor.register("given", arrow_rows(name, self.judged.rows.get(name, ())))
        cursor.execute(f"CREATE TABLE {made} AS FROM given")
        cursor.unregister("given")
        if name == "events":
            kept = list(self.judged.kept())
            columns = [[getattr(one, field) for one in kept] for field in ("coding", "number", "kept_id", "corrected")]
            cursor.execute(KEPT, columns)
        more = ", []::VARCHAR[] AS corrected" if name == "events" else ""
        cursor.execute(f"CREATE VIEW {CORRECTED}{name} AS {UNTOUCHED.format(name=name, more=more)}")

    # ---- views -----------------------------------------------------------------------------------------------------

    def _view(self, name: str) -> None:
        """All rows of a table, those superseded too."""
        paths = [str(file.path) for file in self.files.get(name, ())]
        if not paths:
            self.connection.register(f"no_{name}", arrow_rows(name, ()))
            self.connection.execute(f"CREATE TABLE all_{name} AS FROM no_{name}")
            self.connection.unregister(f"no_{name}")
            return
        listed = ", ".join(quoted(path) for path in paths)
        self.connection.execute(f"CREATE VIEW all_{name} AS SELECT * FROM read_parquet([{listed}])")

    def _current(self, name: str) -> str:
        if name == "failures":
            columns = ", ".join(TABLES[name].columns())
            return f"SELECT {columns} FROM ({OPEN_FAILURES})"
        if name in CURRENT:
            return CURRENT[name]
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


def selection(query: Query, limit: int | None, offset: int, columns: Sequence[str] = ()) -> str:
    """The rows of a question, in SQL. Of a page the keys are found first: its wide columns are read for it alone.
    `columns`: those wanted, if not all."""
    table, order, key = query.table, ORDER[query.view], KEYS[query.view]
    read = "*" if query.view == "events" or not columns else ", ".join(columns)
    chosen, found, articles = "", f"SELECT {read} FROM {table} WHERE {query.condition()}", "articles"
    if limit is not None or offset:
        part = ("" if limit is None else " LIMIT $limit") + (" OFFSET $offset" if offset else "")
        found = f"SELECT {read} FROM {table} SEMI JOIN chosen USING ({key})"
        articles = "articles SEMI JOIN chosen USING (coding)"
        chosen = f"""WITH chosen AS MATERIALIZED (
            SELECT {key} FROM {table} WHERE {query.condition()} ORDER BY {order}{part}) """
    if query.view == "events":
        joined = f"({found}) JOIN (SELECT coding, fingerprint FROM {articles}) USING (coding)"
        found = f"SELECT {event_columns(query, columns)} FROM {joined}"
    return f"{chosen}{found} ORDER BY {order}"


def event_columns(query: Query, columns: Sequence[str]) -> str:
    """The columns of events that are wanted, all if none is named, in SQL."""
    made = {"event_id": event_id_of(query), "quad": QUAD, "score": SCORE}
    named = ", ".join(f"{made[name]} AS {name}" if name in made else name for name in columns)
    return named or (CORRECTED_COLUMNS if query.corrected else EVENT_COLUMNS)


def event_id_of(query: Query) -> str:
    """In SQL, over rows of the question's events with the fingerprint of their article."""
    return KEPT_ID if query.corrected else EVENT_ID


def identified(query: Query) -> str:
    """All events a question could be of, in SQL: `coding`, `id` in the article, `article`, `event_id`."""
    id = event_id_of(query)
    joined = f"{query.table} JOIN (SELECT coding, fingerprint FROM articles) USING (coding)"
    return f"SELECT coding, id, article, {id} AS event_id FROM {joined}"


def plover_macros() -> Iterator[str]:
    """Functions for queries: `plover_quad(type)`, 1 to 4, and `plover_score(type, modes)`, -10 to 10."""
    codebook = load_codebook()
    quads = ", ".join(f"{quoted(name)}: {entry.quad}" for name, entry in codebook.types.items())
    own = ", ".join(f"{quoted(name)}: {entry.score}::DOUBLE" for name, entry in codebook.types.items())
    modes = ", ".join(f"{quoted(f'{type} {mode}')}: {e.score}::DOUBLE" for (type, mode), e in codebook.modes.items())
    yield f"CREATE MACRO plover_quad(of_type) AS MAP {{{quads}}}[of_type]"
    yield f"""CREATE MACRO plover_score(of_type, of_modes) AS coalesce(
        list_min(list_transform(of_modes, lambda mode: MAP {{{modes}}}[of_type || ' ' || mode])),
        MAP {{{own}}}[of_type])"""


def quoted(words: str) -> str:
    """A text in SQL."""
    return "'" + words.replace("'", "''") + "'"


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
    """What goes wrong in a query, as one StoreError; the interrupt key as everywhere."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(explained(store, error)) from error
    except RuntimeError as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


INTERRUPTED = "Query interrupted"  # what duckdb makes of the interrupt key


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
