"""Exports, each opened and checked by a program that is not ours."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace

import networkx
import pandas
import pyarrow.parquet
import pytest
import rdflib
from stores import act, as_coded, fill, report, tell

from depeche.errors import DepecheError
from depeche.exports.folder import export
from depeche.exports.formats import FORMATS
from depeche.exports.gdelt import ALL_GDELT, cameo_code
from depeche.knowledge.codebook import load_codebook
from depeche.knowledge.codes import codes_of
from depeche.knowledge.load import read_table
from depeche.records import EventPlace, Quantity
from depeche.store.query import open_store
from depeche.store.questions import Query
from depeche.store.writer import open_writer

HARD = 'Ta\tb, "quo\u2028ted"\n💩 e\u0301; x'
OSLO = EventPlace("Oslo", "NOR", 3143244, 59.91, 10.75)
MEN = (Quantity("killed", 3.0, 5.0, None, 0, 3, None),)
REPORTS = (
    report(
        "a",
        "2024-01-10",
        act("SUPPORT", "RUS vladimir-putin", "PRK", modes=(), contexts=("military", "economic"), place=OSLO),
        act("ASSAULT", "RUS", "UKR", modes=("drone",), quantities=MEN, date="2024-01-02/2024-01-05"),
        title=HARD,
        url="https://news.example/a?x=<1>&y",
        publisher='The "Daily"\tNews',
        authors=("A. <b>Writer</b>",),
    ),
    report("b", "2024-01-20", act("CONSULT", "RUS PRK", modes=("visit",)), act("ACCUSE", "_1", "RUS")),
    report("c", "2024-01-21", act("PROTEST", "_2"), act("AID", "RUS", "PRK", factuality="denied")),
    report("d", None, act("REJECT", 'the"front;💩', "nato", date="../2024-01-09")),
)
ALL = Query(factuality=("asserted",))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tell(tmp_path_factory.mktemp("exports") / "store", *REPORTS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def folders(store, tmp_path_factory):
    root = tmp_path_factory.mktemp("exported")
    assert {name: export(store, format, root / name, ALL) for name, format in FORMATS.items()} == dict.fromkeys(
        FORMATS, 6
    )
    return root


@pytest.fixture(scope="module")
def ids(store):
    return [row["event_id"] for row in store.stream(ALL)]


# ---- every folder ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_tells_what_it_holds(folders, ids, name):
    folder = folders / name
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "- events: 6\n" in readme
    assert "`factuality=asserted`" in readme
    assert "## Cite" in readme
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {path.name for path in folder.iterdir()} - {"README.md", "SHA256SUMS"}
    for file, digest in sums.items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest
        assert f"| {file} | {digest} |" in readme
    spans = [json.loads(line) for line in (folder / "provenance.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["event_id"] for line in spans] == ids
    texts = {one.coded.article.id: one.coded.article.text for one in REPORTS}
    for line in spans:
        assert {"trigger", "evidence"} <= {span["field"] for span in line["spans"]}
        assert all(texts[line["article"]][s["start"] : s["end"]] == s["text"] for s in line["spans"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_codebook_names_every_column(folders, name):
    book = pandas.read_csv(folders / name / "codebook.csv", keep_default_na=False)
    assert list(book.columns) == ["column", "type", "values", "meaning"]
    assert list(book["column"]) == [column.name for column in FORMATS[name].columns]
    assert (book["meaning"] != "").all()


@pytest.mark.parametrize("name", ["csv", "polecat", "gdelt"])
def test_no_cell_holds_what_splits_it(folders, name):
    (file,) = (folders / name).glob("events*")
    text = file.read_bytes().decode()
    assert not re.search("[\r\u2028\x00-\x08]", text)
    if name == "csv":
        assert all(not re.search('[\t\n"]', cell) for row in csv.reader(text.splitlines()) for cell in row)
    else:
        assert '"' not in text
        assert len({line.count("\t") for line in text.splitlines()}) == 1


def test_the_same_store_the_same_bytes(store, folders, tmp_path):
    for name, format in FORMATS.items():
        export(store, format, tmp_path / name, ALL)
        for file in (folders / name).iterdir():
            assert (tmp_path / name / file.name).read_bytes() == file.read_bytes(), file


def test_what_stands_there_stays(store, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(DepecheError, match="out: stands there already; name a new folder with --out"):
        export(store, FORMATS["csv"], tmp_path / "out", ALL)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


def test_retracted_rows_are_published(tmp_path):
    """Of an article that changed: the event it no longer tells is named, the one it still tells is not."""
    one = as_coded(REPORTS[1].coded.article)
    first = replace(one, coded=replace(REPORTS[1].coded, article=one.coded.article))
    text = first.coded.article.text.replace("Report b", "Report B")
    changed = replace(first.coded, article=replace(first.coded.article, text=text))
    with open_writer(tmp_path / "s") as writer:
        writer.append([first])
        writer.append([replace(as_coded(changed.article), coded=changed)])
    with open_store(tmp_path / "s") as opened:
        assert export(opened, FORMATS["csv"], tmp_path / "out", Query()) == 2
    retracted = pandas.read_csv(tmp_path / "out" / "retracted.csv", dtype=str)
    current = pandas.read_csv(tmp_path / "out" / "events.csv", dtype=str)
    assert list(retracted["reason"]) == ["revised"] * 2
    assert not set(retracted["event_id"]) & set(current["event_id"])
    assert set(retracted["became"]) == set(current["coding"])


# ---- tables ---------------------------------------------------------------------------------------------------------


def test_csv_in_pandas(folders, ids):
    table = pandas.read_csv(
        folders / "csv/events.csv", dtype={"geonames_id": "Int64"}, keep_default_na=False, na_values=[""]
    )
    assert list(table["event_id"]) == ids
    by_type = table.set_index("type")
    assert by_type.loc["ASSAULT", ["date", "end_date", "killed_low", "killed_high"]].tolist() == [
        "2024-01-02", "2024-01-05", 3.0, 5.0,
    ]  # fmt: skip
    assert by_type.loc["SUPPORT", ["actors", "actor_states", "geonames_id"]].tolist() == [
        "RUS;vladimir-putin", "RUS;RUS", 3143244,
    ]  # fmt: skip
    assert pandas.isna(by_type.loc["REJECT", "date"])


def test_parquet_in_pyarrow(folders, ids):
    table = pyarrow.parquet.read_table(folders / "parquet/events.parquet")
    assert table["event_id"].to_pylist() == ids
    assert ["RUS", "vladimir-putin"] in table["actors"].to_pylist()
    assert str(table.schema.field("date").type) == "date32[day]"


def test_polecat_in_pandas(folders):
    table = pandas.read_csv(folders / "polecat/events.polecat.txt", sep="\t", dtype=str, keep_default_na=False)
    assert table.shape == (6, 40)
    assert table["Event ID"].is_unique
    row = table.set_index("Event Type").loc["SUPPORT"]
    assert row["Actor Country"].split(";") == ["RUS", "RUS"]
    assert row["Actor COW"] == "365;365"
    assert (row["Recipient COW"], row["City"], row["Country"], row["Feature Type"]) == ("731", "Oslo", "NOR", "city")
    assert row["Quad Code"] == "VERBAL COOPERATION"
    for side in ("Actor", "Recipient"):
        lists = table[[c.name for c in FORMATS["polecat"].columns if side in c.name]]
        assert all(len({cell.count(";") for cell in cells if cell}) <= 1 for cells in lists.to_numpy())


def test_gdelt_in_pandas(folders):
    names = list(pandas.read_csv(folders / "gdelt/codebook.csv")["column"])
    table = pandas.read_csv(
        folders / "gdelt/events.export.CSV", sep="\t", header=None, names=names, dtype=str, keep_default_na=False
    )
    assert table.shape == (7, 61)  # two actors support one recipient: two pairs
    assert names == list(ALL_GDELT)
    assert table["GlobalEventID"].is_unique
    meeting = table[table["EventCode"] == "042"].iloc[0]
    assert (meeting["Actor1CountryCode"], meeting["Actor2CountryCode"], meeting["QuadClass"]) == ("RUS", "PRK", "1")
    assert set(table["ActionGeo_CountryCode"]) == {"", "NO"}
    assert set(table["EventRootCode"]) <= {f"{number:02}" for number in range(1, 21)}


def test_every_act_has_a_cameo_code():
    book = load_codebook()
    for type in book.types:
        for modes in ((), *((mode,) for mode in book.modes_of(type))):
            assert re.fullmatch(r"(0[1-9]|1\d|20)\d{1,2}", cameo_code(type, modes))
    assert all(book.allows(row["type"], row["mode"]) or not row["mode"] for row in read_table("codebook/cameo"))


def test_codes_of_states():
    assert (codes_of("DEU").cow, codes_of("DEU").gw, codes_of("DEU").iso2) == (255, 260, "DE")
    assert (codes_of("RUS").fips, codes_of("nato").cow) == ("RS", None)
    for column in ("iso2", "cow", "gw", "fips"):
        known = [row[column] for row in read_table("actors/codes") if row[column]]
        assert len(set(known)) == len(known), column


# ---- documents ------------------------------------------------------------------------------------------------------


def test_plover_records(folders, ids):
    records = [json.loads(line) for line in (folders / "jsonl/events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ids
    assert all({"id", "actor", "event"} <= record.keys() for record in records)
    assault = next(record for record in records if record["event"] == ["ASSAULT"])
    assert (assault["size"], assault["enddate"], assault["event_scale"]) == ({"dead": [3.0, 5.0]}, "2024-01-05", -9.5)


def test_jsonld_in_rdflib(folders, ids):
    graph = rdflib.Graph().parse(folders / "jsonld/events.jsonld", format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    assert len(set(graph.subjects(rdflib.RDF.type, schema.Event))) == 6
    assert {str(value) for value in graph.objects(None, schema.headline)} >= {HARD, "Report b"}
    (support,) = graph.subjects(schema.name, rdflib.Literal("SUPPORT"))
    acting = {str(graph.value(one, schema.name)) for one in graph.objects(support, schema.actor)}
    assert acting == {"RUS", "vladimir-putin"}
    day = graph.value(support, schema.startDate)
    assert (str(day), day.datatype) == ("2024-01-10", rdflib.XSD.date)
    article = graph.value(support, schema.subjectOf)
    assert str(graph.value(article, schema.url)) == "https://news.example/a?x=<1>&y"


def test_ftm_in_its_library(folders):
    followthemoney = pytest.importorskip("followthemoney")
    entities = {}
    for line in (folders / "ftm/entities.ftm.json").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        entity = followthemoney.model.get_proxy(raw)
        followthemoney.model.get(raw["schema"]).validate(raw)
        kept = {name: sorted(values) for name, values in entity.to_dict()["properties"].items()}
        assert kept.keys() == raw["properties"].keys()  # nothing was refused
        entities[entity.id] = entity
    events = [entity for entity in entities.values() if entity.schema.name == "Event"]
    assert len(events) == 6
    for event in events:
        for id in (*event.get("involved"), *event.get("organizer"), *event.get("proof")):
            assert id in entities
    assert {e.schema.name for e in entities.values()} == {"Article", "Event", "Organization", "Person", "PublicBody"}
    assert {c for e in entities.values() for c in e.get("country")} >= {"ru", "kp", "no"}


def test_ninjs_is_read_again(folders):
    from depeche.reading.formats import read

    articles = list(read(folders / "ninjs/articles.ninjs.jsonl"))
    assert [article.url for article in articles if article.url] == ["https://news.example/a?x=<1>&y"]
    assert [article.language for article in articles] == ["en"] * 4
    records = [json.loads(line) for line in (folders / "ninjs/articles.ninjs.jsonl").read_text().splitlines()]
    for record in records:
        assert record["standard"]["name"] == "ninjs"
        text = record["bodies"][0]["value"]
        for event in record["events"]:
            trigger = event["depeche"]["trigger"]
            assert text[trigger["start"] : trigger["end"]] == trigger["text"]


@pytest.mark.parametrize(("name", "read"), [("gexf", networkx.read_gexf), ("graphml", networkx.read_graphml)])
def test_graphs_in_networkx(folders, name, read):
    graph = read(folders / name / f"network.{name}")
    told = {(one, other, edge["event_type"]) for one, other, edge in graph.edges(data=True)}
    assert {("RUS", "PRK", "SUPPORT"), ("PRK", "RUS", "CONSULT"), ("FRA", "RUS", "ACCUSE")} <= told


def test_an_export_holds_all_rows_that_are_counted(tmp_path):
    with open_store(fill(tmp_path / "s", 120)) as opened:
        for number, asked in enumerate((Query(), Query(who="RUS"), Query(type=("AID", "ACCUSE"), text="grain"))):
            folder = tmp_path / str(number)
            export(opened, FORMATS["csv"], folder, asked)
            assert len(pandas.read_csv(folder / "events.csv")) == opened.count(asked)
