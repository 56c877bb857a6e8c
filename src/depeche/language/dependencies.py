"""The pipelines' own dependency labels -> one set of Universal Dependencies labels.

The English pipeline uses the CLEAR scheme, where a preposition governs its noun and the copula its predicate; the
French and Spanish ones use UD with different subtypes. Frames in the lexicon are written once, in the labels made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from depeche.knowledge.grammar import FunctionWords

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM"})
KEPT_SUBTYPES = frozenset({"nsubj:pass", "obl:agent", "nmod:poss", "acl:relcl", "aux:pass", "compound:prt", "expl:se"})
CLEAR_LABELS = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj",
    "auxpass": "aux:pass",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "prt": "compound:prt",
    "npadvmod": "obl",
    "oprd": "xcomp",
    "ROOT": "root",
    "nmod": "compound",
}


CLEAR_ONLY = frozenset(
    {"prep", "pobj", "dobj", "pcomp", "nsubjpass", "attr", "acomp", "poss", "relcl", "agent", "npadvmod"}
)


@dataclass(slots=True)
class Node:
    """A word while its sentence is being relabelled. `head` indexes the sentence's nodes, a root its own."""

    index: int
    text: str
    lemma: str
    pos: str
    features: str
    head: int
    label: str
    case: list[int] = field(default_factory=list)


def relabel(nodes: list[Node], words: FunctionWords) -> None:
    """Bring the labels and heads of one sentence to the common scheme, in place."""
    clear = any(node.label in CLEAR_ONLY for node in nodes)
    if clear:
        for node in nodes:
            node.label = CLEAR_LABELS.get(node.label, node.label)
        _lift_prepositions(nodes)
        _lift_predicates(nodes)
        _raise_participle(nodes)
    _strip_subtypes(nodes)
    _collect_case(nodes)
    _join_adverbs(nodes)
    for node in nodes:
        if node.pos == "PRON":
            _mend_reflexive(node)
        if node.label == "expl:subj":
            _mend_impersonal(node, nodes, words)
        if node.case:
            _mend_object(node)
        if node.label == "acl":
            _mend_relative(node, nodes, words)
    if not clear:  # which loses no object
        for node in nodes:
            if node.pos == "NOUN" and not node.case:
                _mend_bare_object(node, nodes, words)
    _mend_passives(nodes, words)


def case_of(node: Node, nodes: list[Node], words: FunctionWords) -> str | None:
    """The adposition that marks a node, lower case, parts joined by blanks ("à cause de"), contractions undone."""
    if not node.case:
        return None
    parts = [nodes[i].text.lower() for i in sorted(node.case)]
    return " ".join(words.contractions.get(part, part) for part in parts)


def _lift_prepositions(nodes: list[Node]) -> None:
    """CLEAR's prep > pobj becomes the noun under the governor, marked by its preposition."""
    for node in nodes:
        if node.label not in ("pobj", "pcomp"):
            continue
        preposition = nodes[node.head]
        governor, marks, agent = nodes[preposition.head], [preposition], preposition.label == "agent"
        while governor.label in ("prep", "case") and governor.pos == "ADP" and governor.head != governor.index:
            marks.append(governor)
            governor = nodes[governor.head]
        if preposition.head == preposition.index:
            continue
        node.head = governor.index
        if node.label == "pcomp" and node.pos in ("VERB", "AUX"):
            node.label = "advcl"
        elif agent:
            node.label = "obl:agent"
        else:
            node.label = "nmod" if governor.pos in NOMINAL else "obl"
        for mark in marks:
            mark.head, mark.label = node.index, "case"


def _lift_predicates(nodes: list[Node]) -> None:
    """CLEAR's be > attr becomes the predicate with a copula under it."""
    for node in nodes:
        if node.label == "dative":
            node.label = "iobj"
        if node.label not in ("attr", "acomp"):
            continue
        if nodes[node.head].lemma != "be":
            node.label = "xcomp"
            continue
        copula = nodes[node.head]
        if copula.label == "cop":
            node.label = "xcomp"
            continue
        root = copula.head == copula.index
        for other in nodes:
            if other.head == copula.index and other is not node and other is not copula:
                other.head = node.index
        node.head, node.label = (node.index, "root") if root else (copula.head, copula.label)
        copula.head, copula.label = node.index, "cop"


def _raise_participle(nodes: list[Node]) -> None:
    """ "Hundreds of students protested against …": the English pipeline now and then takes the past tense of a whole
    sentence for a participle under its subject."""
    root = next((n for n in nodes if n.label == "root" or n.label == "ROOT"), None)
    if (
        root is None
        or root.pos not in NOMINAL
        or nodes[-1].text != "."
        or any("VerbForm=Fin" in n.features for n in nodes)
    ):
        return
    verb = next((n for n in nodes if n.head == root.index and n.label == "acl" and "Tense=Past" in n.features), None)
    if verb is None or any(n.head == verb.index and n.label in ("obl:agent", "agent") for n in nodes):
        return
    for node in nodes:
        if node.head == root.index and node.index > verb.index:
            node.head = verb.index
    verb.head, verb.label, verb.features = verb.index, "root", "Tense=Past|VerbForm=Fin"
    root.head, root.label = verb.index, "nsubj"


def _strip_subtypes(nodes: Iterable[Node]) -> None:
    for node in nodes:
        if node.label in ("ROOT", "root"):
            node.label = "root"
        elif node.label == "expl:subj":
            continue
        elif ":" in node.label and node.label not in KEPT_SUBTYPES:
            node.label = node.label.split(":")[0]


def _collect_case(nodes: list[Node]) -> None:
    """Note each word's adpositions, with the words fixed to them."""
    fixed = [node for node in nodes if node.label == "fixed"]
    for node in nodes:
        if node.label == "case":
            target = nodes[node.head]
            if target.label == "fixed":
                target = nodes[target.head]
            target.case.append(node.index)
            target.case.extend(n.index for n in fixed if n.head == node.index)


def _join_adverbs(nodes: list[Node]) -> None:
    """ "lors d'un sommet": the pipelines hang the noun under the adverb; it belongs to what the adverb modifies."""
    for node in nodes:
        adverb = nodes[node.head]
        if node.label in ("obl", "nmod") and adverb.pos == "ADV" and adverb.label == "advmod" and node.case:
            node.case.insert(0, adverb.index)
            node.head, adverb.head, adverb.label = adverb.head, node.index, "case"
            node.label = "nmod" if nodes[node.head].pos in NOMINAL else "obl"


def _mend_reflexive(node: Node) -> None:
    if "Reflex=Yes" in node.features or node.label == "expl":
        node.label = "expl:se"


def _mend_impersonal(node: Node, nodes: list[Node], words: FunctionWords) -> None:
    """The French pipeline takes many a personal "il" for an impersonal one."""
    head = nodes[node.head]
    siblings = {n.label for n in nodes if n.head == head.index and n is not node}
    impersonal = head.lemma in words.impersonal or bool(siblings & {"nsubj", "nsubj:pass", "csubj"})
    if head.pos == "ADJ" or "cop" in siblings:
        impersonal = impersonal or bool(siblings & {"ccomp", "xcomp", "csubj", "advcl"})
    node.label = "expl" if impersonal else "nsubj"


def _mend_object(node: Node) -> None:
    """The Spanish pipeline calls many prepositional complements objects; only those with "a" are."""
    if node.label in ("obj", "nsubj"):
        node.label = "obl"


def _mend_relative(node: Node, nodes: list[Node], words: FunctionWords) -> None:
    """The Spanish pipeline does not tell relative clauses from other clauses under a noun, and gives some two objects:
    "los rebeldes que atacaron la ciudad"."""
    if "VerbForm=Part" in node.features:
        return
    children = [n for n in nodes if n.head == node.index]
    relative = next((n for n in children if n.pos == "PRON" and n.text.lower() in words.relatives), None)
    if relative is None or not nodes[node.head].index < relative.index < node.index:
        return
    node.label = "acl:relcl"
    labels = [n.label for n in children]
    if relative.label == "obj" and labels.count("obj") > 1 and "nsubj" not in labels:
        relative.label = "nsubj"


def _mend_bare_object(node: Node, nodes: list[Node], words: FunctionWords) -> None:
    """ "a conclu mercredi un accord", "recibió el lunes en Dakar a su homólogo": behind a time or place the French and
    Spanish pipelines lose the object, as an oblique without adposition or under the noun before it."""
    verb = nodes[node.head]
    if node.label == "nmod":
        if verb.label not in ("obl", "advmod") or not any(n.head == node.index and n.label == "det" for n in nodes):
            return
        verb = nodes[verb.head]
    elif node.label != "obl":
        return
    children = {n.label for n in nodes if n.head == verb.index}
    timed = node.lemma in words.time_nouns or nodes[node.head].index > node.index
    if verb.pos == "VERB" and not timed and not children & {"obj", "ccomp", "expl:se", "aux:pass"}:
        node.head, node.label = verb.index, "obj"


def _mend_passives(nodes: list[Node], words: FunctionWords) -> None:
    for verb in nodes:
        if "VerbForm=Part" not in verb.features or verb.pos not in ("VERB", "ADJ", "AUX"):
            continue
        children = [n for n in nodes if n.head == verb.index and n is not verb]
        auxiliaries = {n.lemma for n in children if n.label.startswith("aux")}
        passive = bool(auxiliaries & words.passive_auxiliaries)
        if auxiliaries & words.perfect_auxiliaries and not passive and not any(n.label == "aux:pass" for n in children):
            continue
        for child in children:
            if passive and child.label == "nsubj":
                child.label = "nsubj:pass"
            if child.label in ("obl", "nmod") and case_of(child, nodes, words) in words.agent:
                child.label = "obl:agent"
