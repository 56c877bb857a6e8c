"""The table of formats a store is exported to."""

from __future__ import annotations

from depeche.exports import annotating, corpus, ftm, gdelt, graphs, linked, ninjs, own, polecat
from depeche.exports.folder import Format

FORMATS = {
    format.name: format
    for format in (
        Format("csv", "One table, a row an event as an article tells it.", own.OWN, own.write_csv, own.CSV_NOTES),
        Format("parquet", "One table of Parquet; lists are lists, days are days.", own.OWN, own.write_parquet),
        Format("jsonl", "Records in the form of PLOVER's manual, one a line.", own.PLOVER, own.write_jsonl),
        Format("polecat", "The table of POLECAT.", polecat.POLECAT, polecat.write_polecat, polecat.POLECAT_NOTES),
        Format("gdelt", "The table of GDELT 2.0 events.", gdelt.GDELT, gdelt.write_gdelt, gdelt.GDELT_NOTES),
        Format(
            "jsonld",
            "Articles as schema.org/NewsArticle, and the events they tell.",
            linked.COLUMNS,
            linked.write_jsonld,
        ),
        Format("ftm", "Entities of FollowTheMoney, for Aleph.", ftm.COLUMNS, ftm.write_ftm),
        Format("ninjs", "Articles as ninjs, enriched with the events they tell.", ninjs.COLUMNS, ninjs.write_ninjs),
        Format("gexf", "Who acts on whom, by month, as a dynamic graph for Gephi.", graphs.COLUMNS, graphs.export_gexf),
        Format("graphml", "Who acts on whom, by month, as GraphML.", graphs.COLUMNS, graphs.export_graphml),
        Format(
            "label-studio",
            "Articles to correct in Label Studio.",
            annotating.ABOUT,
            annotating.write_label_studio,
            annotating.NOTES["label-studio"],
        ),
        Format(
            "doccano",
            "Articles to correct in doccano.",
            annotating.ABOUT,
            annotating.write_doccano,
            annotating.NOTES["doccano"],
        ),
        Format(
            "inception",
            "Articles to correct in INCEpTION.",
            annotating.ABOUT,
            annotating.write_inception,
            annotating.NOTES["inception"],
        ),
        Format(
            "corpus",
            "Paragraphs that people have gone through, for training and scores.",
            corpus.COLUMNS,
            corpus.write_corpus,
            corpus.NOTES,
        ),
    )
}
