"""Sentences with two marked actors: read, coded, scored."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from depeche.analysis.pairs import CodedPair, MarkedPair, as_tsv, clues_of, code_pairs, read_pairs, score_pairs, table
from depeche.coding.clues import BETWEEN, CODED, NAMED, READ, TURNED
from depeche.errors import DepecheError
from depeche.language.labels import ROOTS
from depeche.records import Span

HEAD = "row\tgold_root\tmarked_sentence\n"
CORPUS = Path(__file__).parent.parent.parent / "corpus"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "pairs.tsv"
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_marks_are_taken_off_and_remembered(tmp_path: Path) -> None:
    (one,) = read_pairs(written(tmp_path, "7\tAID\tPour <t>Lomé</t>, <s>Paris</s> a envoyé du riz."))
    assert one.text == "Pour Lomé, Paris a envoyé du riz."
    assert one.source is not None
    assert one.target is not None
    assert (one.text[one.source.start : one.source.end], one.text[one.target.start : one.target.end]) == (
        "Paris",
        "Lomé",
    )


def test_a_target_alone_is_coded_too(tmp_path: Path) -> None:
    (one,) = read_pairs(written(tmp_path, "1\tAID\tRice was sent to <t>Benin</t>."))
    assert one.source is None
    assert next(code_pairs([one])).predicted_root in ROOTS


def test_a_source_alone_is_coded_too(tmp_path: Path) -> None:
    (one,) = read_pairs(written(tmp_path, '1\tPROTEST\t<s>Teachers</s> "went" on strike.'))
    assert one.target is None
    assert one.text == 'Teachers "went" on strike.'
    (coded,) = code_pairs([one])
    assert coded.row == "1"
    assert coded.predicted_root in ROOTS
    assert 0 < coded.confidence <= 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1\tKISS\t<s>A</s> met <t>B</t>", ":2: 'KISS' is no root"),
        ("1\tAID\tA met B", ":2: nobody is marked"),
        ("1\tAID", ":2: a column is missing"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(DepecheError, match=told):
        read_pairs(written(tmp_path, row))


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="no column gold_root"):
        read_pairs(written(tmp_path, "1\tx", head="row\ttext\n"))
    with pytest.raises(DepecheError, match="no-such"):
        read_pairs(tmp_path / "no-such.tsv")


def test_scores_are_the_mean_of_the_roots() -> None:
    coded = [
        CodedPair("1", "AID", "AID", 0.9),
        CodedPair("2", "AID", "SUPPORT", 0.6),
        CodedPair("3", "SUPPORT", "SUPPORT", 0.7),
    ]
    scores = score_pairs(coded)
    assert scores.accuracy == pytest.approx(2 / 3, abs=1e-4)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 2, abs=1e-4)
    assert "AID" in table(scores)
    assert as_tsv(coded).decode().splitlines()[1] == "1\tAID\tAID\t0.9"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*-pairs-*.tsv")), ids=lambda path: path.name)
def test_our_own_pairs_read(path: Path) -> None:
    pairs = read_pairs(path)
    assert len(pairs) >= 100
    assert len({pair.row for pair in pairs}) == len(pairs)
    assert all(pair.target is not None for pair in pairs)
    assert {pair.root for pair in pairs} == set(ROOTS)


def test_clues_tell_what_the_rules_read_between_the_two() -> None:
    text = "Le Chili a condamné l'attaque de l'armée malienne contre Bamako."
    said = {}
    for name, (source, target) in {
        "on": ("Le Chili", "l'armée malienne"),
        "back": ("l'armée malienne", "Le Chili"),
    }.items():
        sides = (Span(text.index(words), text.index(words) + len(words)) for words in (source, target))
        clues = clues_of(MarkedPair("1", "ACCUSE", text, *sides), "fr").reshape(-1, len(ROOTS))
        said[name] = {(kind, ROOTS[root]) for kind, root in zip(*clues.nonzero(), strict=True)}
    assert {(READ, "ACCUSE"), (CODED, "ACCUSE"), (NAMED, "ASSAULT"), (BETWEEN, "ACCUSE")} <= said["on"]
    assert (TURNED, "ACCUSE") in said["back"]
    assert (READ, "ACCUSE") not in said["back"]
    alone = clues_of(MarkedPair("1", "ASSAULT", text, None, Span(55, 63)), "fr").reshape(-1, len(ROOTS))
    assert not alone[READ].any()


def test_our_own_pairs_stand_in_every_language() -> None:
    told: dict[str, dict[str, MarkedPair]] = defaultdict(dict)
    for path in CORPUS.glob("*-pairs-*.tsv"):
        for pair in read_pairs(path):
            assert told[pair.row].setdefault(path.name[:2], pair) is pair
    for row, translations in told.items():
        assert set(translations) == {"en", "es", "fr"}, row
        assert len({pair.root for pair in translations.values()}) == 1, row
        assert len({pair.text for pair in translations.values()}) == 3, row
