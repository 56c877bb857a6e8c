"""The encoder and its heads. All heads read the vectors of one pass; what has a span is read at its mean vector."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from depeche.coding.clues import PAIR_CLUES, ROLE_CLUES, TOKEN_CLUES
from depeche.language.labels import BACKGROUND, FACTUALITY, KINDS, LAYERS, ROLES, ROOTS, TYPES, modes
from training.encoder import Encoder

INNER = 256
DISTANCES = 17  # buckets of signed distance in pieces, see `bucket`


@dataclass(frozen=True)
class Spans:
    """Spans of a batch: `rows` [n], `starts` [n], `ends` [n]."""

    rows: Tensor
    starts: Tensor
    ends: Tensor


def means(vectors: Tensor, spans: Spans) -> Tensor:
    """Mean vector of each span, [n, hidden]; of an empty span zeros."""
    sums = torch.cat([vectors.new_zeros(vectors.shape[0], 1, vectors.shape[2]), vectors.cumsum(1)], dim=1)
    lengths = (spans.ends - spans.starts).clamp(min=1)[:, None]
    return (sums[spans.rows, spans.ends] - sums[spans.rows, spans.starts]) / lengths


def bucket(distance: Tensor) -> Tensor:
    """Signed distance in pieces to one of DISTANCES buckets: 0, then 1, 2–3, 4–7 … 128 and more on either side."""
    size = (distance.abs().float() + 1).log2().floor().clamp(max=8).long()
    return torch.where(distance < 0, 8 - size, 8 + size)


class Meeting(nn.Module):
    """What one span is to another: `outputs` independent scores for each pair of spans."""

    def __init__(self, hidden: int, outputs: int, features: int = 0) -> None:
        super().__init__()
        self.one = nn.Linear(hidden, INNER)
        self.other = nn.Linear(hidden, INNER)
        self.product = nn.Linear(hidden, INNER)
        self.distance = nn.Embedding(DISTANCES, INNER)
        self.features = nn.Linear(features, INNER, bias=False) if features else None
        self.last = nn.Linear(INNER, outputs)
        self.dropout = nn.Dropout(0.1)
        nn.init.normal_(self.distance.weight, std=0.02)

    def forward(self, one: Tensor, other: Tensor, distance: Tensor, features: Tensor | None = None) -> Tensor:
        mixed = self.one(one) + self.other(other) + self.product(one * other) + self.distance(bucket(distance))
        if self.features is not None and features is not None:
            mixed = mixed + self.features(features)
        return self.last(self.dropout(nn.functional.gelu(mixed)))


class Network(nn.Module):
    """All heads on one encoder."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = encoder.words.embedding_dim
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.Linear(hidden, 3 * len(LAYERS))
        self.triggers = nn.Sequential(
            nn.Linear(hidden + TOKEN_CLUES, INNER), nn.GELU(), nn.Dropout(0.1), nn.Linear(INNER, 2 + len(TYPES))
        )
        self.act = nn.Sequential(nn.Linear(hidden + TOKEN_CLUES, INNER), nn.GELU(), nn.Dropout(0.1))
        self.types = nn.Linear(INNER, len(TYPES))
        self.mode = nn.Linear(INNER, len(modes()))
        self.factuality = nn.Linear(INNER, len(FACTUALITY))
        self.background = nn.Linear(INNER, len(BACKGROUND))
        self.kind = nn.Linear(hidden, len(KINDS))
        self.roles = Meeting(hidden, len(ROLES), ROLE_CLUES)
        self.speaker = Meeting(hidden, 1)
        self.pair = nn.Sequential(
            nn.Linear(4 * hidden, INNER), nn.GELU(), nn.Dropout(0.1), nn.Linear(INNER, len(ROOTS))
        )
        self.pair_clues = nn.Linear(PAIR_CLUES, INNER, bias=False)
        self.doubt = nn.Dropout(0.2)  # of clues of pairs, which are few and may mislead
        nn.init.zeros_(self.pair_clues.weight)

    def vectors(self, pieces: Tensor) -> Tensor:
        """[batch, pieces, hidden], the one pass."""
        return self.encoder(pieces)

    def pairs(
        self, vectors: Tensor, text: Spans, sources: Spans, targets: Spans, clues: Tensor | None = None
    ) -> Tensor:
        """What each source does to its target, [n, len(ROOTS)]; `text` spans the whole sentence. `clues`: [n,
        PAIR_CLUES], where they are known."""
        s, t = means(vectors, sources), means(vectors, targets)
        mixed = self.pair[0](self.dropout(torch.cat([s, t, s * t, means(vectors, text)], dim=1)))
        if clues is not None:
            mixed = mixed + self.pair_clues(self.doubt(clues))
        return self.pair[1:](mixed)
