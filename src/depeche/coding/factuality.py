"""Did it happen? asserted, planned, hypothetical or denied, read from the words around a trigger.

The walk starts at the trigger's head and goes up the tree as long as what stands above colours what it governs: its own
negation, tense and mood first, then the verbs and nouns that want it, fear it or deny it.
"""

from __future__ import annotations

from dataclasses import dataclass

from depeche.knowledge.modality import ModalityWords, load_modality
from depeche.language.grammar import VERBAL, Tree, is_finite, is_negated, mark_of
from depeche.records import Factuality

CLAUSAL = ("xcomp", "ccomp", "acl", "advcl")
COLOURED = frozenset({"xcomp", "ccomp", "obj", "obl", "nmod", "acl", "advcl", "nsubj:pass", "nsubj", "iobj", "amod"})
TRIED = frozenset({"xcomp", "ccomp", "acl", "advcl", "nmod", "obl", "obj"})
MAX_TRIED = 2  # governors above a trigger of which one may be the attempt
BEHIND = 3  # words behind an attempt that may say it was in vain
MAX_CLIMB = 4  # governors above a trigger that may colour it; further ones colour something else


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided, the tokens that decided it, and the rule. `governor`: the verb or noun that colours the act
    from above; `disclaimed`: the governor denies what others say; `plain`: the words leave no doubt."""

    factuality: Factuality
    tokens: tuple[int, ...]
    rule: str
    governor: int | None = None
    disclaimed: bool = False
    plain: bool = False


ASSERTED = Judgement("asserted", (), "asserted")


def judge(tree: Tree, head: int, tokens: tuple[int, ...]) -> Judgement:
    """The factuality of the act whose trigger is governed by `head`."""
    words = load_modality(tree.sentence.language)
    if vain := _in_vain(tree, head, tokens, words):
        return vain
    own = _own(tree, head, words)
    if own is not None:
        return own
    return _from_above(tree, head, tokens, words) or ASSERTED


def _in_vain(tree: Tree, head: int, tokens: tuple[int, ...], words: ModalityWords) -> Judgement | None:
    """ "Les efforts infructueux pour rencontrer …", "tried in vain to reach …": what was tried did not happen."""
    below = head
    for above in tree.ancestors(head)[:MAX_TRIED]:
        tried = tree.tokens[above].lemma in words.attempts and above not in tokens
        if tried and tree.tokens[below].relation in TRIED:
            found = [
                i for i in _around(tree, above) if {tree.tokens[i].lemma, tree.tokens[i].text.lower()} & words.vain
            ]
            if found:
                return Judgement("denied", (found[0], above), f"vain: {tree.tokens[above].lemma}", above, plain=True)
        below = above
    return None


def _around(tree: Tree, index: int) -> tuple[int, ...]:
    """What hangs on a word, and the few words right behind it."""
    behind = range(index + 1, min(index + 1 + BEHIND, len(tree.tokens)))
    return (*tree.children(index, "amod", "advmod", "obl", "acl", "conj", "xcomp"), *behind)


def _own(tree: Tree, index: int, words: ModalityWords) -> Judgement | None:
    """Negation, markers, adverbs, tense and mood of one word."""
    marker = _marker(tree, index)
    negation = is_negated(tree, index)
    if negation is not None and not (marker and marker[1] in words.hypothetical_markers):
        return Judgement("denied", (negation,), "negation")
    denial = next((i for i in tree.children(index, "advmod") if tree.tokens[i].lemma in words.disclaimers), None)
    if denial is not None:  # "Téhéran dément avoir livré": the French pipeline takes the verb for an adverb in -ment
        return Judgement("denied", (denial,), f"governor: {tree.tokens[denial].lemma}", denial, disclaimed=True)
    marks: dict[Factuality, frozenset[str]] = {
        "denied": words.denied_markers,
        "hypothetical": words.hypothetical_markers,
        "planned": words.planned_markers,
    }
    for factuality, markers in marks.items():
        if marker and marker[1] in markers and not _undone(tree, marker[0]):
            return Judgement(factuality, marker[0], f"marker: {marker[1]}")
    particle = next(
        (i for i in tree.children(index, "aux", "mark") if tree.tokens[i].text.lower() in words.purpose_particles), None
    )
    if particle is not None and tree.tokens[index].relation == "advcl":
        return Judgement("planned", (particle,), "infinitive of purpose")
    if particle is not None and tree.tokens[index].relation == "root" and tree.children(index, "nsubj", "nsubj:pass"):
        return Judgement("planned", (particle,), "headline in the infinitive")  # "Minister to visit Rabat"
    return _mood(tree, index, words)


def _undone(tree: Tree, marker: tuple[int, ...]) -> bool:
    """ "Non sans réclamer": a negation before the marker."""
    before = min(marker, default=0) - 1
    return before >= 0 and tree.tokens[before].text.lower() in tree.words.negations


def _marker(tree: Tree, index: int) -> tuple[tuple[int, ...], str] | None:
    """The conjunction or adposition in front of a clause or noun."""
    mark = mark_of(tree, index)
    at = tree.children(index, "mark") or tree.children(index, "case")
    return (at, mark) if mark is not None else None


def _mood(tree: Tree, index: int, words: ModalityWords) -> Judgement | None:
    adverb = next(
        (i for i in tree.children(index, "advmod", "amod") if tree.tokens[i].lemma in words.hypothetical_adverbs), None
    )
    if adverb is not None:
        return Judgement("hypothetical", (adverb,), f"adverb: {tree.tokens[adverb].lemma}")
    for i in (index, *tree.children(index, "aux", "aux:pass", "cop")):
        token = tree.tokens[i]
        if i != index and token.lemma in words.hypothetical_auxiliaries:
            return Judgement("hypothetical", (i,), f"auxiliary: {token.lemma}")
        if i != index and token.lemma in words.planned_auxiliaries:
            return Judgement("planned", (i,), f"auxiliary: {token.lemma}")
        if "Mood=Cnd" in token.features:
            return Judgement("hypothetical", (i,), "conditional mood")
        if "Tense=Fut" in token.features:
            return Judgement("planned", (i,), "future tense")
    return None


def _from_above(tree: Tree, head: int, tokens: tuple[int, ...], words: ModalityWords) -> Judgement | None:
    if any("Poss=Yes" in tree.tokens[i].features for i in tree.children(head, "det", "nmod:poss")):
        return None  # "wants to use his visit": whose it is known to be is taken for granted
    below = head
    for climbed, above in enumerate(tree.ancestors(head)):
        relation = tree.tokens[below].relation
        if climbed >= MAX_CLIMB or relation not in COLOURED or above in tokens:
            return None
        found = _governed(tree, below, above, relation, words)
        if found is not None:
            return found
        if _closes(tree, below, above, relation):
            return None
        below = above
    return None


def _governed(tree: Tree, below: int, above: int, relation: str, words: ModalityWords) -> Judgement | None:
    """What a governor says of its complement."""
    phrase = _noun_marker(tree, below, above)
    lemma, complement = tree.tokens[above].lemma, _is_complement(tree, below, relation)
    kinds: tuple[tuple[Factuality, frozenset[str], frozenset[str], frozenset[str]], ...] = (
        ("denied", words.denied_markers, words.denied_governors, frozenset()),
        ("planned", words.planned_markers, words.planned_governors, words.planned_auxiliaries),
        ("hypothetical", words.hypothetical_markers, words.hypothetical_governors, words.hypothetical_auxiliaries),
    )
    for factuality, markers, governors, auxiliaries in kinds:
        if phrase in markers:
            return Judgement(factuality, (above,), f"marker: {phrase}")
        if complement and lemma in governors:
            return Judgement(factuality, (above,), f"governor: {lemma}", above, lemma in words.disclaimers)
        if relation == "xcomp" and lemma in auxiliaries:
            return Judgement(factuality, (above,), f"auxiliary: {lemma}")
    bound = complement and not (relation in CLAUSAL and is_finite(tree, below))
    if tree.tokens[above].pos not in VERBAL or not bound:
        return None
    found = _own(tree, above, words)
    return Judgement(found.factuality, found.tokens, found.rule, found.governor) if found else None


def _is_complement(tree: Tree, index: int, relation: str) -> bool:
    """What a verb or noun asks for, not when, where or why it is done."""
    case, words = tree.tokens[index].case, tree.words
    if relation == "advcl":
        return case is not None  # "refrain from attacking"
    if relation == "obl":
        return case is None or case in words.dative | words.possession | words.directed
    return relation in ("xcomp", "ccomp", "acl", "obj", "nmod", "iobj", "nsubj:pass")


def _noun_marker(tree: Tree, below: int, above: int) -> str | None:
    """A marker of several words that the parser took for a noun with its complement ("au lieu de", "en cas de")."""
    case, mark = tree.tokens[above].case, mark_of(tree, below)
    return f"{case} {tree.tokens[above].text.lower()} {mark}" if case and mark else None


def _closes(tree: Tree, below: int, above: int, relation: str) -> bool:
    """A finite clause keeps its own colour: what is reported is not made unreal by the report."""
    return (relation in ("ccomp", "advcl", "acl") and is_finite(tree, below)) or relation in ("advcl", "nsubj")
