"""What tells one article, one revision and one coding from another."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from depeche.records import Article, CodedBy, Correction, Event, Failure

DIGITS = 32  # hexadecimal, of a SHA-256: 128 bits, no two alike among 10^9 articles


@dataclass(frozen=True, slots=True)
class Identity:
    """`fingerprint`: of the canonical text and the address; `lineage`: what the revisions of an article share."""

    fingerprint: str
    lineage: str | None


def identify(article: Article) -> Identity:
    return Identity(_digest(canonical(article.text), article.url or ""), lineage(article))


def canonical(text: str) -> str:
    """The text as it counts: composed characters, and blanks of any kind and number alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lineage(article: Article) -> str | None:
    """The address; without one the path and the id in it. None for standard input and for ids that count records
    ("news:7"): another line may stand there tomorrow."""
    if article.url:
        return article.url
    if article.source in (None, "-") or re.search(r":\d+$", article.id):
        return None
    return f"{article.source}#{article.id}"


def coding_id(fingerprint: str, coded_by: CodedBy) -> str:
    """The same for the same article and versions, on any machine and in any batch."""
    pipelines = (f"{language}={version}" for language, version in sorted(coded_by.pipelines.items()))
    return _digest(fingerprint, coded_by.depeche, coded_by.model or "", coded_by.knowledge, *pipelines)


def failure_id(path: str, failure: Failure) -> str:
    return _digest(path, failure.source, failure.reason)


def event_id(fingerprint: str, event: Event) -> str:
    """What an event is called in every store and export; the same in SQL is `query.EVENT_ID`."""
    place = (str(event.trigger.start), str(event.trigger.end))
    parts = (fingerprint, event.type, *place, ",".join(event.actors), ",".join(event.recipients))
    return hashlib.md5("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def correction_id(one: Correction) -> str:
    """The same for the same words of the same person at the same time, whenever they are read."""
    said = (one.fingerprint, one.record, one.target, one.field or "", one.verdict, one.value or "", one.note or "")
    place = f"{one.evidence.start}-{one.evidence.end}" if one.evidence else ""
    return _digest(*said, place, one.who, one.time)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
