"""A text has the same vectors, and so the same decisions, alone and in any company."""

from __future__ import annotations

import numpy as np
import pytest

from depeche.language import encoder, heads
from depeche.language.encoder import MAX_PIECES, encode, encode_one
from depeche.language.heads import load_heads

TEXTS = (
    "Le ministre a rejeté la demande de Kiev.",
    "The army shelled two villages on Monday, the governor said.",
    "La huelga sigue.",
    "Bref.",
    "El presidente recibió a su homólogo en Quito y le prometió ayuda, según la agencia estatal. " * 6,
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_alike_alone_and_in_a_batch(text: str) -> None:
    alone = encode_one(text)
    for batch in (TEXTS, TEXTS[::-1], (text, text)):
        among = encode(batch)[batch.index(text)]
        assert np.array_equal(alone.vectors, among.vectors)
        assert np.array_equal(heads.layers(load_heads(), alone.vectors), heads.layers(load_heads(), among.vectors))


def test_cores_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for cores in ("1", "4"):
        monkeypatch.setenv(encoder.CORES_VARIABLE, cores)
        found.append(encode(TEXTS))
    assert all(np.array_equal(a.vectors, b.vectors) for a, b in zip(*found, strict=True))


def test_a_text_too_long_is_cut_at_what_the_encoder_reads() -> None:
    long = encode_one("Kiev et Moscou négocient. " * 400)
    assert long.vectors.shape == (MAX_PIECES + 2, 384)
    assert len(long.pieces.spans) == MAX_PIECES + 2
    assert np.isfinite(long.vectors).all()


def test_without_its_files_the_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(encoder, "MODEL", tmp_path)
    with pytest.raises(encoder.DepecheError, match="install depeche again"):
        encoder.load_session.__wrapped__()
