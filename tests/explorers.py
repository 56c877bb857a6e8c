"""Explorers of made-up stores, asked without a network."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.synthetic import stand_in
from depeche.records import Article, CodedArticle, Failure
from depeche.serving.app import make_app
from depeche.serving.guard import Door, hosts_of

HERE = "http://localhost"


def code(article: Article) -> CodedArticle | Failure:
    """A stand-in that takes no time, and fails on some."""
    (result,) = stand_in([article])
    return result


def explorer(store: Path, *, token: str | None = None, annotate: bool = False) -> TestClient:
    app = make_app(store, Door(hosts_of("localhost"), token), code=code, annotate=annotate)
    return TestClient(app, base_url=HERE, headers={"accept": "text/html", "accept-language": "en"})
