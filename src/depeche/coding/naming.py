"""What somebody without a name is called: in English, like everybody else, where each word of his phrase is known.

"des responsables américains" and "responsables estadounidenses" are "American officials" in either language; the words
of the text stay with the mention. "une foule de curieux" stays as it is.
"""

from __future__ import annotations

from depeche.coding.ledger import Ledger, Mark
from depeche.coding.mentions import Phrase
from depeche.knowledge.gazetteer import load_gazetteer
from depeche.knowledge.roles import load_reference
from depeche.records import Span

JOINING = frozenset({"ADP", "DET", "PUNCT"})


def described(ledger: Ledger, phrase: Phrase) -> str:
    """The name of whom a role phrase tells and no table knows."""
    words = ledger.article.text[phrase.start : phrase.end]
    assert phrase.role is not None
    if not phrase.role.english:
        return words
    of = _of_whom(ledger, phrase)
    if of is None:
        return words
    singular, plural = phrase.role.english
    return f"{of} {plural if phrase.plural else singular}".strip()


def _of_whom(ledger: Ledger, phrase: Phrase) -> str | None:
    """In English what the role is said to be of, "" where nothing is said; None where a word is not understood."""
    marks = [m for m in ledger.inside(phrase) if m.form in ("name", "demonym", "metonym")]
    places = [place for place, _ in ledger.places[phrase.sentence] if place in Span.of(phrase)]
    told = [*(m.phrase for m in marks), *places]
    covered = {i for part in told for i in range(part.first, part.last)}
    start, end = phrase.noun
    sentence = ledger.sentences[phrase.sentence]
    whose = load_reference(sentence.language).possessives  # "ses alliés": the words do not tell whose
    for token in sentence.tokens[phrase.first : phrase.last]:
        joining = token.pos in JOINING and token.text.lower() not in whose
        if not (joining or token.index in covered or start <= token.start < end):
            return None
    if len(told) > 1:
        return None
    return next((_adjective(ledger, m) for m in marks), None) or next((_place(ledger, p) for p in places), "")


def _adjective(ledger: Ledger, mark: Mark) -> str:
    """ "Russian" of Russia, however it is told; "Washington" and "European Union" as they are called."""
    directory, id = ledger.directory, mark.draft.id or ""
    if mark.form == "metonym":
        return _place(ledger, mark.phrase)
    return directory.adjectives.get(id, mark.draft.name)


def _place(ledger: Ledger, phrase: Phrase) -> str:
    words = ledger.article.text[phrase.start : phrase.end]
    found = load_gazetteer().named(words)
    return found[0].name if found else words
