"""Words of a language that tell whether an act happened, is planned, possible or denied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from depeche.knowledge.load import read_table, read_words
from depeche.records import EventType, Factuality


@dataclass(frozen=True, slots=True)
class ModalityWords:
    """Lemmas, of `vain` forms as well. A governor colours its complement; a marker introduces the clause or noun it
    colours; an auxiliary stands beside its verb, or governs its infinitive."""

    planned_governors: frozenset[str]
    planned_auxiliaries: frozenset[str]
    planned_markers: frozenset[str]
    hypothetical_governors: frozenset[str]
    hypothetical_auxiliaries: frozenset[str]
    hypothetical_markers: frozenset[str]
    hypothetical_adverbs: frozenset[str]
    denied_governors: frozenset[str]
    denied_markers: frozenset[str]
    attempts: frozenset[str]
    vain: frozenset[str]
    disclaimers: frozenset[str]
    purpose_particles: frozenset[str]
    first: frozenset[str]

    @property
    def auxiliaries(self) -> frozenset[str]:
        return self.planned_auxiliaries | self.hypothetical_auxiliaries


@cache
def load_modality(language: str) -> ModalityWords:
    return ModalityWords(**{key: frozenset(value) for key, value in read_words(f"{language}/modality").items()})


@cache
def load_shifts() -> Mapping[tuple[EventType, Factuality], EventType]:
    """What an act becomes when it has not happened: a planned meeting is an agreement."""
    return {
        (cast(EventType, row["type"]), cast(Factuality, row["factuality"])): cast(EventType, row["becomes"])
        for row in read_table("codebook/shifts")
    }
