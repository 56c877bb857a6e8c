"""Questions to a sentence: what a word governs, who its subject is, whether it is negated.

Every answer is a tuple of token indices in text order. Frames of the lexicon are read over these questions, so that
active, passive, nominal and infinitive ways of saying an act come out the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from depeche.knowledge.grammar import FunctionWords, load_function_words
from depeche.records import Sentence, Token

VERBAL = frozenset({"VERB", "AUX"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
MAX_DEPTH = 12  # steps up or down a tree; a guard against cycles in a bad parse


@dataclass(frozen=True)
class Tree:
    """A sentence's dependencies, ready to be asked."""

    sentence: Sentence
    below: tuple[tuple[int, ...], ...]
    words: FunctionWords

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def children(self, index: int, *relations: str) -> tuple[int, ...]:
        """Words directly under one, of the given relations (any when none is named)."""
        below = self.below[index]
        if not below or not relations:
            return below
        tokens = self.tokens
        return tuple([i for i in below if tokens[i].relation in relations])

    def head(self, index: int) -> int | None:
        """The governor, None for a root."""
        head = self.tokens[index].head
        return None if head == index else head

    def ancestors(self, index: int) -> tuple[int, ...]:
        """Governors from the nearest to the root."""
        known = self._ancestors.get(index)
        if known is None:
            known = self._ancestors[index] = tuple(self._climbed(index))
        return known

    def _climbed(self, index: int) -> list[int]:
        found: list[int] = []
        above = self.head(index)
        while above is not None and above not in found and len(found) < MAX_DEPTH:
            found.append(above)
            above = self.head(above)
        return found

    @cached_property
    def _ancestors(self) -> dict[int, tuple[int, ...]]:
        """Those that were asked for; every row of the lexicon asks."""
        return {}

    def touching(self, start: int, end: int) -> tuple[int, ...]:
        """The words that share a character of the text with a range."""
        if end <= self.sentence.start or self.sentence.end <= start:
            return ()
        first = max(bisect_right(self._starts, start) - 1, 0)
        found = range(first, bisect_left(self._starts, end))
        return tuple([i for i in found if start < self.tokens[i].end])

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def top(self, indices: Sequence[int]) -> int:
        """The first of some words whose governor is none of them."""
        return next((i for i in indices if self.head(i) not in indices), indices[0])

    def way(self, one: int, other: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """From each of two words up to the nearest that governs or is both, ends included; None where none is."""
        up, down = (one, *self.ancestors(one)), (other, *self.ancestors(other))
        common = next((i for i in up if i in down), None)
        return None if common is None else (up[: up.index(common) + 1], down[: down.index(common) + 1])

    def distance(self, one: int, other: int) -> int:
        """Edges between two words; as many as there are words where no way leads from one to the other."""
        way = self.way(one, other)
        return len(self.tokens) if way is None else len(way[0]) + len(way[1]) - 2

    def subtree(self, index: int) -> tuple[int, ...]:
        """A word and everything under it."""
        found, layer = [index], [index]
        for _ in range(MAX_DEPTH):
            layer = [i for word in layer for i in self.below[word] if i not in found]
            if not layer:
                break
            found.extend(layer)
        return tuple(sorted(found))


def grow(sentence: Sentence) -> Tree:
    below: list[list[int]] = [[] for _ in sentence.tokens]
    for token in sentence.tokens:
        if token.head != token.index:
            below[token.head].append(token.index)
    return Tree(sentence, tuple(tuple(b) for b in below), load_function_words(sentence.language))


def with_conjuncts(tree: Tree, indices: tuple[int, ...]) -> tuple[int, ...]:
    """Words and what is coordinated with them."""
    found = list(indices)
    for index in found:
        found.extend(i for i in tree.children(index, "conj") if i not in found and not _is_clause(tree, i))
    return tuple(sorted(found))


def subjects(tree: Tree, index: int, *, depth: int = 0) -> tuple[int, ...]:
    """Who does what a word says: its subject, or the one it takes over from the clause it belongs to
    (co-ordination, infinitive, gerund, relative clause). Empty for passives and when there is none."""
    active = tree.tokens[index].lemma in tree.words.active_perfects
    explicit = tree.children(index, "nsubj", "nsubj:pass") if active else tree.children(index, "nsubj")
    if explicit and (active or not is_passive(tree, index)):
        return with_conjuncts(tree, _antecedents(tree, index, explicit))
    if depth > MAX_DEPTH or tree.children(index, "nsubj:pass"):
        return ()
    return _inherited(tree, index, depth)


def passive_subjects(tree: Tree, index: int) -> tuple[int, ...]:
    """Who undergoes what a passive verb or a past participle says."""
    explicit = tree.children(index, "nsubj:pass")
    if explicit:
        return with_conjuncts(tree, _antecedents(tree, index, explicit))
    token, head = tree.tokens[index], tree.head(index)
    if head is None or not is_passive(tree, index):
        return ()
    if tree.children(index, "nsubj"):
        return with_conjuncts(tree, tree.children(index, "nsubj"))
    if token.relation in ("acl", "amod", "acl:relcl"):
        return (head,)
    if token.relation in ("conj", "xcomp"):
        return passive_subjects(tree, head) or tree.children(head, "nsubj")
    return ()


def is_passive(tree: Tree, index: int) -> bool:
    """A participle that is not part of an active perfect."""
    token = tree.tokens[index]
    if token.lemma in tree.words.active_perfects:
        return False
    if tree.children(index, "nsubj:pass", "aux:pass"):
        return True
    if "VerbForm=Part" not in token.features or "Tense=Pres" in token.features or "Aspect=Prog" in token.features:
        return False
    auxiliaries = {tree.tokens[i].lemma for i in tree.children(index, "aux", "aux:pass", "cop")}
    if auxiliaries:
        return bool(auxiliaries & tree.words.passive_auxiliaries)
    if tree.children(index, "nsubj") and tree.tokens[index - 1].text != ",":
        return False  # a past tense taken for a participle ("the court sentenced X", but "X, ousted in a coup, …")
    head = tree.head(index)
    if token.relation == "conj" and head is not None and tree.tokens[head].pos in VERBAL:
        return is_passive(tree, head)  # "a accusé Paris et rappelé son ambassadeur": the auxiliary is shared
    return True


def _inherited(tree: Tree, index: int, depth: int) -> tuple[int, ...]:
    token, head = tree.tokens[index], tree.head(index)
    if head is None:
        return ()
    governor = tree.tokens[head]
    if token.relation == "acl:relcl" and token.pos in VERBAL:
        return () if any(tree.tokens[i].lemma in tree.words.relatives for i in tree.children(index, "obj")) else (head,)
    if token.relation == "acl" and governor.case in tree.words.dative and not is_finite(tree, index):
        return with_conjuncts(tree, (head,))  # "acusa al ministro de haber cedido"
    if token.relation == "acl" and not is_passive(tree, index):
        return subjects(tree, head, depth=depth + 1) if governor.pos in VERBAL else _owners(tree, head, depth)
    if token.relation in ("xcomp", "ccomp", "advcl") and not is_finite(tree, index):
        return _controller(tree, index, head, depth)
    if token.relation in ("conj", "cop", "aux", "parataxis", "dep"):
        return subjects(tree, head, depth=depth + 1)
    return ()


def _controller(tree: Tree, index: int, head: int, depth: int) -> tuple[int, ...]:
    """Who does an infinitive: the person asked or forced, else the subject of the verb above."""
    gerund = tree.tokens[index].relation == "advcl" and tree.tokens[index].case is not None
    if tree.tokens[index].relation == "xcomp" or gerund:  # "forced X to", "accused X of"
        addressed = tree.children(head, "iobj") or tree.children(head, "obj")
        addressed = tuple(i for i in addressed if tree.tokens[i].relation != "expl:se" and i < index)
        addressed += tuple(
            i for i in tree.children(head, "obl") if tree.tokens[i].case in tree.words.dative and head < i < index
        )
        if addressed:
            return with_conjuncts(tree, addressed)
    return subjects(tree, head, depth=depth + 1) or passive_subjects(tree, head)


def _owners(tree: Tree, noun: int, depth: int) -> tuple[int, ...]:
    """Whose "volonté de rencontrer": the noun's possessor, else the subject of the verb that governs the noun."""
    owners = tree.children(noun, "nmod:poss") + tuple(
        i
        for i in tree.children(noun)
        if "Poss=Yes" in tree.tokens[i].features
        or (tree.tokens[i].relation == "nmod" and tree.tokens[i].case in tree.words.possession)
    )
    above = tree.head(noun)
    if owners or above is None:
        return owners
    return subjects(tree, above, depth=depth + 1)


def _antecedents(tree: Tree, verb: int, found: tuple[int, ...]) -> tuple[int, ...]:
    """Relative pronouns replaced by the noun they stand for."""
    noun = tree.head(verb)
    relative = tree.tokens[verb].relation == "acl:relcl" or "acl:relcl" in {
        tree.tokens[i].relation for i in tree.ancestors(verb)[:1]
    }
    if noun is None or not relative:
        return found
    return tuple(noun if tree.tokens[i].text.lower() in tree.words.relatives else i for i in found)


def is_past(tree: Tree, index: int) -> bool:
    """Is a verb in a past tense, or in the perfect ("a quitté", "ha salido")?"""
    auxiliaries = tree.children(index, "aux")
    finite = [tree.tokens[i].features for i in (index, *auxiliaries) if "VerbForm=Fin" in tree.tokens[i].features]
    perfect = any(tree.tokens[i].lemma in tree.words.perfect_auxiliaries for i in auxiliaries)
    return any("Tense=Past" in features for features in finite) or (
        perfect and not any("Tense=Fut" in features for features in finite)
    )


def _is_clause(tree: Tree, index: int) -> bool:
    return tree.tokens[index].pos in VERBAL or bool(tree.children(index, "nsubj", "nsubj:pass", "cop"))


def is_finite(tree: Tree, index: int) -> bool:
    """A verb of its own person and tense, auxiliaries included."""
    words = (index, *tree.children(index, "aux", "aux:pass", "cop"))
    return any("VerbForm=Fin" in tree.tokens[i].features for i in words)


def clause_of(tree: Tree, index: int) -> int:
    """The verb or predicate of the clause a word belongs to; the word itself when it is one."""
    for i in (index, *tree.ancestors(index)):
        token = tree.tokens[i]
        if token.pos in VERBAL or token.relation in ("root", "ccomp", "advcl", "acl:relcl", "parataxis"):
            return i
    return index


def is_negated(tree: Tree, index: int) -> int | None:
    """The word that denies a verb or noun, or its subject or object ("aucun pays n'a …"), None when it is affirmed."""
    arguments = tree.children(index, "nsubj", "obj", "nsubj:pass")
    for i in (
        *tree.below[index],
        *(child for argument in arguments for child in tree.children(argument, "det", "advmod")),
    ):
        token = tree.tokens[i]
        if token.pos in ("NOUN", "PROPN", "VERB"):
            continue  # "trois personnes", "la nada"
        if {token.lemma, token.text.lower()} & tree.words.negations and not _restricts(tree, i):
            return i
    return None


def _restricts(tree: Tree, negation: int) -> bool:
    """ "pas seulement", "not only": no denial."""
    following = tree.tokens[negation + 1 : negation + 3]
    return any(token.text.lower() in tree.words.not_negations for token in following)


def mark_of(tree: Tree, index: int) -> str | None:
    """What introduces a clause ("de", "que", "afin de"), contractions undone; None where nothing does."""
    marks = [i for mark in tree.children(index, "mark") for i in (mark, *tree.children(mark, "fixed"))]
    if not marks:
        return tree.tokens[index].case
    forms = (tree.tokens[i].text.lower() for i in sorted(marks))
    return " ".join(tree.words.contractions.get(form, form) for form in forms)
