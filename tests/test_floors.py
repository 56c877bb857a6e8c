"""Quality has a floor: the golden articles are coded from their files and may not score under `floors.toml`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import floors
import pytest
from floors import ARTICLES, HELD_OUT, code_golden, digest_of, raised, read_floors, scores_of, written

NAMES = (*ARTICLES, HELD_OUT)
LAYERS = tuple((name, layer) for name in ARTICLES for layer in read_floors().get(name, {}) if layer != "gold")
HELD_OUT_WITHIN = 0.15  # of the mean of the articles that may be learnt from: more would be learning by heart
# The reference article, which no copy of Dépêche carries: its text is not free to hand on.
RUN = 8  # words: stock phrases under pictures have seven
TEXTS = {".py", ".md", ".toml", ".tsv", ".txt", ".json", ".jsonl"}
REFERENCE = Path(__file__).parent.parent.parent / "shared/acceptance"


@cache
def scores(name: str) -> dict[str, float]:
    return scores_of(code_golden(name))


def test_every_golden_article_has_its_floors() -> None:
    assert {name for name in read_floors() if name != "reference"} == set(NAMES)
    assert all((floors.GOLDEN / f"{name}.txt").exists() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_floors_are_those_of_the_answer(name: str) -> None:
    assert read_floors()[name]["gold"] == digest_of(name), (
        "the answer changed: run make floors, say why in CHANGELOG.md"
    )


@pytest.mark.parametrize("name", ARTICLES)
def test_every_layer_has_a_floor(name: str) -> None:
    assert set(scores(name)) == set(read_floors()[name]) - {"gold"}, "run make floors"


@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_no_layer_is_under_its_floor(name: str, layer: str) -> None:
    assert scores(name)[layer] >= float(read_floors()[name][layer])


def test_the_held_out_article_does_not_fall_behind() -> None:
    """What was learnt from the others holds for an article nobody looked at."""
    assert scores(HELD_OUT)["overall"] >= fmean(scores(name)["overall"] for name in ARTICLES) - HELD_OUT_WITHIN


# ---- floors only rise ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "digest", "floor"),
    [
        (0.9, "same", 0.89),  # better than before: raised
        (0.7, "same", 0.8),  # worse: stays, and fails
        (0.7, "other", 0.69),  # another answer: measured anew
        (0.004, "other", 0.0),
    ],
)
def test_floors_only_rise(measured: float, digest: str, floor: float) -> None:
    old: floors.Floors = {"oslo": {"gold": "same", "dates": 0.8}, "reference": {"overall": 0.7}}
    new = raised(old, {"oslo": {"dates": measured}}, {"oslo": digest})
    assert new == {"oslo": {"gold": digest, "dates": floor}, "reference": {"overall": 0.7}}


def test_the_file_is_as_it_would_be_written() -> None:
    assert floors.FLOORS.read_text(encoding="utf-8") == written(read_floors())


# ---- the reference article -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The figures of the article's own scorer."""
    coded = tmp_path_factory.mktemp("reference") / "coded.json"
    read = [sys.executable, "-m", "depeche", "read", str(REFERENCE / "article.txt"), "--format", "json"]
    subprocess.run([*read, "--out", str(coded)], check=True)
    score = [sys.executable, str(REFERENCE / "score.py"), str(coded), "--json"]
    return json.loads(subprocess.run(score, check=True, capture_output=True, text=True).stdout)


beside = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference article does not lie beside this folder")


@beside
@pytest.mark.parametrize("name", read_floors()["reference"])
def test_the_reference_article(reference: Any, name: str) -> None:
    """A row of `[reference]` names a figure as "quotes.f1"."""
    figure = reference
    for key in name.split("."):
        figure = figure[key]
    assert figure >= read_floors()["reference"][name]


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words, markup and case aside."""
    words = re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text).lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@beside
def test_no_words_of_the_reference_article_stand_here() -> None:
    """What is learnt by heart is not learnt, and its text is not ours to hand on."""
    theirs = runs((REFERENCE / "article.txt").read_text(encoding="utf-8"))
    root = Path(__file__).parent.parent
    folders = [root / name for name in ("src", "tests", "docs", "examples", "corpus")]
    ours = [path for folder in folders for path in folder.rglob("*.*") if path.suffix in TEXTS]
    found = {str(path.relative_to(root)): shared for path in ours if (shared := theirs & runs(read(path)))}
    assert found == {}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
