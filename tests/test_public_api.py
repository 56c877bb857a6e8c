"""What `import depeche` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import depeche

NAMES = [
    "Actor",
    "Article",
    "BadKnowledge",
    "Block",
    "CodedArticle",
    "Date",
    "DepecheError",
    "Event",
    "Failure",
    "MissingPipeline",
    "Place",
    "Quote",
    "Relation",
    "Span",
    "StoreError",
    "Story",
    "UnknownLanguage",
    "UnreadableArticle",
    "code",
    "code_many",
    "dumps",
    "loads",
    "open_store",
    "read",
    "use_knowledge",
]


def test_names():
    assert sorted(depeche.__all__) == NAMES
    assert set(NAMES) <= set(dir(depeche))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there(name):
    assert getattr(depeche, name).__name__ == name


def test_no_other():
    with pytest.raises(AttributeError, match="no attribute 'decode'"):
        depeche.decode  # noqa: B018


def test_importing_loads_nothing():
    loaded = "import sys, depeche; print(*(m for m in sys.modules if m.startswith(('depeche.', 'spacy', 'rich'))))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_read_code_write_and_read_again(tmp_path):
    path = tmp_path / "oslo.txt"
    path.write_text("Le Maroc a signé mardi un accord de coopération avec le Sénégal.\n", encoding="utf-8")
    (article,) = depeche.read(path, published="2024-06-20")
    coded = depeche.code(article)
    assert {"MAR", "SEN"} <= {actor.id for actor in coded.actors}
    assert "signé" in article[coded.events[0].trigger]
    assert depeche.loads(depeche.dumps(coded)) == coded


def test_loads_says_what_is_wrong():
    with pytest.raises(depeche.DepecheError, match="no coded article"):
        depeche.loads(b'{"schema": "depeche/1"}')
