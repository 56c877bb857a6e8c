"""The encoder in torch: XLM-R's layers (post-norm, exact GELU) started from the base weights, any of them frozen."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from depeche.language.pieces import PAD
from training.base import Base


class Dropout(nn.Module):
    """Dropout of whole channels of a text: one draw a text, since a draw a value costs as much as the layer itself."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """`x`: [batch, pieces, hidden]."""
        if not self.training or not self.rate:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= self.rate
        return x * (kept / (1 - self.rate)).to(x.dtype)


class Layer(nn.Module):
    """Self-attention and feed-forward, each with its residual and its norm after it."""

    def __init__(self, hidden: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.last_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """`x`: [batch, pieces, hidden]; `seen`: [batch, 1, 1, pieces], what may be attended to."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4).contiguous()
        # written out: on CPUs the backward pass of torch's fused attention takes four times as long at these lengths
        unseen = torch.zeros(seen.shape, dtype=q.dtype).masked_fill(~seen, -torch.inf)
        weights = (q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2) + unseen).softmax(-1)
        attended = weights.to(v.dtype) @ v
        x = self.norm(x + self.dropout(self.out(attended.transpose(1, 2).reshape(batch, length, hidden))))
        return self.last_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to vectors: [batch, pieces] to [batch, pieces, hidden]."""

    def __init__(self, base: Base, rows: tuple[int, ...], *, dropout: float = 0.1) -> None:
        super().__init__()
        tensors = {name: torch.from_numpy(value) for name, value in base.tensors.items()}
        hidden = base.hidden
        words = tensors["emb.word"].view(-1, hidden)[torch.tensor(rows)]
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        positions = tensors["emb.pos"].view(-1, hidden) + tensors["emb.type"].view(-1, hidden)[0]
        self.positions = nn.Embedding.from_pretrained(positions, freeze=True)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = Dropout(dropout)
        inner = tensors["l0.fi.b"].numel()
        self.layers = nn.ModuleList(Layer(hidden, base.heads, inner, dropout) for _ in range(base.layers))
        with torch.no_grad():
            self.norm.weight.copy_(tensors["emb.ln.w"])
            self.norm.bias.copy_(tensors["emb.ln.b"])
            for number, layer in enumerate(self.layers):
                self._fill(layer, {k.split(".", 1)[1]: v for k, v in tensors.items() if k.startswith(f"l{number}.")})
        self.norm.requires_grad_(False)

    @staticmethod
    def _fill(layer: nn.Module, tensors: dict[str, Tensor]) -> None:
        assert isinstance(layer, Layer)
        layer.qkv.weight.copy_(torch.cat([tensors[f"{n}.w"].view(layer.out.weight.shape) for n in "qkv"]))
        layer.qkv.bias.copy_(torch.cat([tensors[f"{n}.b"] for n in "qkv"]))
        for module, name in ((layer.out, "ao"), (layer.up, "fi"), (layer.down, "fo")):
            module.weight.copy_(tensors[f"{name}.w"].view(module.weight.shape))
            module.bias.copy_(tensors[f"{name}.b"])
        for module, name in ((layer.norm, "aln"), (layer.last_norm, "oln")):
            module.weight.copy_(tensors[f"{name}.w"])
            module.bias.copy_(tensors[f"{name}.b"])

    def embed(self, pieces: Tensor) -> Tensor:
        """The vectors before the first layer."""
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        return self.dropout(self.norm(self.words(pieces) + self.positions(positions)))

    def forward(self, pieces: Tensor) -> Tensor:
        seen = (pieces != PAD)[:, None, None, :]
        x = self.embed(pieces)
        for layer in self.layers:
            x = layer(x, seen)
        return x
