"""The training rebuilds a model from its inputs; run where its tools are installed (`make model-small` brings them)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the tools of training are not installed; `make model-small` brings them")

from depeche.analysis.passages import Passage, read_corpus  # noqa: E402
from depeche.language import heads  # noqa: E402
from depeche.language.encoder import encode_one, load_splitter  # noqa: E402
from depeche.language.labels import LAYERS, ROLES, TYPES  # noqa: E402
from depeche.language.pieces import BEGIN, END, PAD, UNKNOWN  # noqa: E402
from training.agreement import agreement  # noqa: E402
from training.base import read_base  # noqa: E402
from training.batches import hidden  # noqa: E402
from training.encoder import Dropout, Encoder  # noqa: E402
from training.examples import Example, example  # noqa: E402
from training.lexicon import lexicon_examples  # noqa: E402
from training.network import Network, Spans, bucket, means  # noqa: E402
from training.vocabulary import full  # noqa: E402

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def passages() -> tuple[Passage, ...]:
    return read_corpus(ROOT / "corpus/en-a.jsonl")


@pytest.fixture(scope="module")
def first(passages: tuple[Passage, ...]) -> Example:
    return example(passages[0], vocabulary=load_splitter()._processor.serialized_model_proto())


def test_labels_stand_on_the_pieces_of_the_tagged_words(passages: tuple[Passage, ...], first: Example) -> None:
    passage = passages[0]
    assert len(first.acts) == len(passage.events)
    for act, event in zip(first.acts, passage.events, strict=True):
        (tag,) = [tag for tag in passage.tags if tag.key == event.e]
        start, end = first.spans[act.start].start, first.spans[act.end - 1].end
        assert start <= tag.start
        assert tag.end <= end
        assert TYPES[act.type] == event.type
        assert first.triggers[act.start] == 1 + act.type
        assert len(act.roles[ROLES.index("actor")]) == len(set(event.actors))
    assert first.layers.shape == (len(LAYERS), len(first.pieces))
    assert first.role_clues.shape[:2] == (len(first.acts), len(first.words))


def test_rows_of_the_lexicon_teach_their_trigger() -> None:
    rows = {e.id: e for e in lexicon_examples("en", load_splitter())[:60]}
    assert len(rows) == 60
    for row in rows.values():
        for act in row.acts:
            assert row.triggers[act.start] == 1 + act.type
        assert not any(mark in row.text for mark in "[]{}")


def test_the_base_is_read_as_it_was_written() -> None:
    """Its own vocabulary, and vectors that keep the meanings of three languages together."""
    base = read_base()
    vocabulary = full(base)
    network = Encoder(base, vocabulary.rows).eval()
    from depeche.language.pieces import Splitter

    splitter = Splitter(vocabulary.model)

    def vector(text: str) -> torch.Tensor:
        with torch.no_grad():
            found = network(torch.from_numpy(splitter.split(f"query: {text}").ids)[None])[0].mean(0)
        return found / found.norm()

    war, guerre, cuisine = map(vector, ("The war goes on.", "La guerre continue.", "Une recette de cuisine."))
    assert war @ guerre > war @ cuisine


def test_torch_and_the_package_reckon_heads_alike() -> None:
    distances = np.arange(-300, 300, 7)
    assert bucket(torch.from_numpy(distances)).tolist() == heads.bucket(distances).tolist()
    vectors = encode_one("Paris and Berlin signed a treaty.").vectors
    spans = Spans(torch.tensor([0, 0]), torch.tensor([1, 2]), torch.tensor([3, 2]))
    theirs = means(torch.from_numpy(vectors)[None], spans).numpy()
    assert np.allclose(theirs, heads.means(vectors, [(1, 3), (2, 2)]), atol=1e-4)


def test_dropout_takes_whole_channels_of_a_text_and_keeps_the_mean() -> None:
    layer, x = Dropout(0.25).train(), torch.ones(400, 3, 16)
    dropped = layer(x)
    assert torch.equal(dropped[:, 0], dropped[:, 2])
    assert 0.2 < (dropped[:, 0] == 0).float().mean() < 0.3
    assert abs(float(dropped.mean()) - 1) < 0.03
    assert torch.equal(layer.eval()(x), x)


def test_some_pieces_are_hidden_in_training_and_signs_never() -> None:
    pieces = torch.tensor([[BEGIN, *range(10, 500), END, PAD, PAD]])
    seen = hidden(pieces)
    changed = seen != pieces
    assert 0 < int(changed.sum()) < 80
    assert bool((pieces[changed] > END).all())
    assert set(seen[changed].tolist()) == {UNKNOWN}


def test_a_reader_agrees_with_himself(passages: tuple[Passage, ...]) -> None:
    found = agreement({p.id: p for p in passages}, passages)
    assert found.triggers.f1 == found.typed.f1 == found.roles.f1 == 1
    assert found.passages == len(passages)


def test_a_small_model_is_built(tmp_path: Path) -> None:
    """Every step on 200 passages: what it learns is little, what it writes is whole."""
    command = [
        sys.executable,
        "-m",
        "training",
        "--small",
        "--pairs",
        "none",
        "--work",
        tmp_path / "w",
        "--out",
        tmp_path / "m",
    ]
    run = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert {path.name for path in (tmp_path / "m").iterdir()} == {
        "encoder.onnx",
        "heads.npz",
        "pieces.model",
        "card.md",
        "version.txt",
    }
    assert sum(path.stat().st_size for path in (tmp_path / "m").iterdir()) < 60e6
    assert "typed F1" in (tmp_path / "m/card.md").read_text(encoding="utf-8")
    again = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert "goes on after epoch 1" in again.stdout


def test_the_network_has_a_head_for_every_weight_that_ships() -> None:
    base = read_base()
    names = {n for n in Network(Encoder(base, (0, 1, 2, 3))).state_dict() if not n.startswith("encoder.")}
    shipped = {name for name in heads.load_heads().weights if not name.startswith("temperature.")}
    assert names == shipped
