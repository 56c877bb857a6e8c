"""Floors: the scores reached on the golden articles, with a digest of each answer. `make floors` raises them.

A floor stands `MARGIN` under the score that was measured. It is never lowered here: whoever lowers one does it by hand,
with a line in CHANGELOG.md that says why. An answer that changed (another digest) has its floors measured anew.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import depeche
from depeche.analysis.agreement import Agreement, score_article

GOLDEN = Path(__file__).parent / "golden"
FLOORS = Path(__file__).parent / "floors.toml"
HELD_OUT = "niger-retrait"  # measured only, see golden/README.md: it has no floors of its own to be tuned to
ARTICLES = tuple(sorted(path.stem for path in GOLDEN.glob("*.json") if path.stem != HELD_OUT))
MARGIN = 0.01  # one point
OPENING = """# Least scores on the golden articles, and digests of their answers.
# Written by `make floors`, which only raises them. Lower one by hand only, and say why in CHANGELOG.md.
"""

Scores = dict[str, float]
Floors = dict[str, dict[str, str | float]]


def answer_of(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def digest_of(name: str) -> str:
    return hashlib.sha256(answer_of(name)).hexdigest()[:16]


def code_golden(name: str) -> Agreement:
    """A golden article read and coded as a user's file would be, compared with its answer."""
    (article,) = depeche.read(GOLDEN / f"{name}.txt")
    return score_article(json.loads(answer_of(name)), json.loads(depeche.dumps(depeche.code(article))))


def scores_of(agreement: Agreement) -> Scores:
    """One figure a layer: F1, the captions' score, the recall of relations."""
    scores = {"overall": agreement.overall, "blocks": agreement.blocks.blocks.f1}
    if agreement.captions:
        scores["captions"] = agreement.captions.score
    return scores | {
        "mentions": agreement.mentions.mentions.f1,
        "actors": agreement.actors.actors.f1,
        "dates": agreement.dates.dates.f1,
        "quotes": agreement.quotes.quotes.f1,
        "events": agreement.events.events.f1,
        "relations": agreement.relations.recall.value,
    }


def read_floors() -> Floors:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def raised(old: Floors, measured: dict[str, Scores], digests: dict[str, str]) -> Floors:
    """The floors under what was measured; the old ones where they are higher and their answer is the same."""
    floors = dict(old)
    for name, scores in measured.items():
        known = old.get(name, {}) if old.get(name, {}).get("gold") == digests[name] else {}
        under = {layer: max(0.0, int((score - MARGIN) * 1000) / 1000) for layer, score in scores.items()}
        floors[name] = {"gold": digests[name]} | {k: max(v, float(known.get(k, 0.0))) for k, v in under.items()}
    return floors


def written(floors: Floors) -> str:
    """As TOML."""
    parts = [OPENING]
    for name, values in floors.items():
        keys = {key: f'"{key}"' if "." in key else key for key in values}
        lines = [
            f'{keys[key]} = "{v}"' if isinstance(v, str) else f"{keys[key]} = {v:.3f}" for key, v in values.items()
        ]
        parts.append("\n".join([f"[{name}]", *lines, ""]))
    return "\n".join(parts)


def main() -> None:
    measured = {name: scores_of(code_golden(name)) for name in ARTICLES}
    old = read_floors()
    new = raised(old, measured, {name: digest_of(name) for name in ARTICLES})
    new[HELD_OUT] = {"gold": digest_of(HELD_OUT)}
    FLOORS.write_text(written(new), encoding="utf-8")
    for name, scores in measured.items():
        for layer, score in scores.items():
            print(f"{name:20}{layer:12}{score:.3f}  floor {old.get(name, {}).get(layer, '-')} -> {new[name][layer]}")


if __name__ == "__main__":
    main()
