"""Attributes that are looked up are those that spaCy's own matcher finds."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import pytest

from depeche.analysis.passages import read_corpus
from depeche.language.attributes import asked_for, look_up_attributes
from depeche.language.pipelines import pinned_pipelines

CORPUS = Path(__file__).parent.parent.parent / "corpus"


@pytest.mark.parametrize("language", sorted(pinned_pipelines()))
def test_the_same_rules_match_the_same_tokens(language: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp = importlib.import_module(pinned_pipelines()[language].module).load()
    ruler = nlp.get_pipe("attribute_ruler")
    texts = [passage.text for passage in read_corpus(CORPUS / f"{language}-a.jsonl")[:25]] + ["", "  I'm  not; can't ."]
    docs = []
    for doc in map(nlp.make_doc, texts):
        for name, part in nlp.pipeline:
            if name == "attribute_ruler":
                break
            doc = part(doc)
        docs.append(doc)
    before = [ruler.match(doc) for doc in docs]
    look_up_attributes(ruler)
    assert len(ruler.matcher) < len(ruler.attrs) / 4
    assert [ruler.match(doc) for doc in docs] == before
    assert sum(map(len, before)) > 1000


def test_what_is_not_plain_is_left_to_spacy() -> None:
    assert asked_for([{"TAG": "NN", "LOWER": "it"}]) == [("lower_", "it"), ("tag_", "NN")]
    assert asked_for([{"TAG": {"IN": ["NN"]}}]) is None
    assert asked_for([{"IS_SPACE": True}]) is None
    assert asked_for([{"LOWER": "of"}, {"LOWER": "course"}]) is None
