"""Words of the text that may stand for somebody or somewhere: names, roles, demonyms, pronouns.

What they stand for is decided later: `places` and `coreference` read these phrases, `actors` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from depeche.knowledge.grammar import load_function_words
from depeche.knowledge.names import NameHit, Sense, load_names
from depeche.knowledge.roles import ReferenceWords, RoleHit, RoleWord, load_reference, load_roles
from depeche.records import Article, Sentence, Token

PhraseKind = Literal["name", "unknown", "site", "demonym", "role", "pronoun"]
NOMINAL_POS = frozenset({"NOUN", "PROPN", "NUM", "SYM"})
NOMINAL_RELATIONS = frozenset(
    {
        "nsubj",
        "nsubj:pass",
        "obj",
        "iobj",
        "obl",
        "obl:agent",
        "nmod",
        "nmod:poss",
        "conj",
        "root",
        "appos",
        "dislocated",
    }
)
LEFT_RELATIONS = frozenset(
    {"det", "nummod", "amod", "compound", "nmod:poss", "advmod", "case", "det:poss", "flat", "nmod"}
)
NAME_LABELS = frozenset({"PER", "ORG", "LOC"})
NOBODY = "none"  # class of idioms that only look like a role: "au pouvoir"
BODIES = frozenset(
    {
        "army",
        "opposition",
        "air_force",
        "navy",
        "police",
        "intelligence",
        "parliament",
        "senate",
        "supreme_court",
        "constitutional_court",
        "judiciary",
        "electoral_commission",
        "central_bank",
    }
)  # classes of what each state has one of
PROPER = frozenset({"company", "ngo", "igo", "party", "union", "media", "coalition", "rebels"})
# of at least 6 words longer than 3 letters, the share in capitals that makes a headline
SHORT_WORD, HEADLINE, TITLE_CASE = 3, 6, 0.7
INITIAL = re.compile(r"(?<=\w)\s[^\W\d_]\.\s(?=\w)")
MAX_MODIFIERS = 8  # tokens a role phrase reaches to the right of its noun


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that may stand for somebody. `sentence` indexes the article's sentences; `first`, `last` (half-open) and
    `head` index its tokens; `noun` is the span of the role word alone. `label`: of an unknown name what
    `Sentence.names` calls it; of a pronoun its number, or "possessive"; of a site "territory" when a demonym tells
    whose it is."""

    kind: PhraseKind
    start: int
    end: int
    sentence: int
    first: int
    last: int
    head: int
    senses: tuple[Sense, ...] = ()
    role: RoleWord | None = None
    plural: bool = False
    gender: str | None = None
    label: str | None = None
    noun: tuple[int, int] = (0, 0)


def find_phrases(
    article: Article, sentences: Sequence[Sentence], hits: Sequence[NameHit]
) -> tuple[tuple[Phrase, ...], ...]:
    """The phrases of each sentence, in text order, longer ones first. `hits`: names found over the whole text."""
    found = []
    at = 0
    for index, sentence in enumerate(sentences):
        while at < len(hits) and hits[at].start < sentence.start:
            at += 1
        upto = at
        while upto < len(hits) and hits[upto].end <= sentence.end:
            upto += 1
        found.append(_in_sentence(article, index, sentence, hits[at:upto]))
        at = upto
    return tuple(found)


def _in_sentence(article: Article, index: int, sentence: Sentence, hits: Sequence[NameHit]) -> tuple[Phrase, ...]:
    words = load_reference(sentence.language)
    text = article.text[sentence.start : sentence.end]
    roles = list(load_roles(sentence.language).find(text))
    capitals_tell = not is_title_case(sentence)
    proper = _proper_tokens(sentence, roles) if capitals_tell else frozenset()
    taken = _role_tokens(sentence, roles) - proper
    hits = [hit for hit in hits if not _is_body(sentence, hit, roles) and not _is_field(sentence, hit, roles)]
    runs = list(_capital_runs(sentence, words, taken)) if capitals_tell else []
    names = list(_names(article, index, sentence, hits, runs))
    covered = {i for name in names for i in range(name.first, name.last)}
    spans = (*runs, *_labelled(sentence, taken))
    names.extend(_strangers(article, index, sentence, spans, covered, proper))
    sites = list(_sites(index, sentence, names, words))
    closed = [site for site in sites if site.label != "territory"]
    outside = [name for name in names if not any(s.first <= name.first and name.last <= s.last for s in closed)]
    found = list(_roles(index, sentence, roles, words, [*outside, *closed]))
    outside = [name for name in outside if not _portfolio(name, found)]
    phrases = [*outside, *sites, *found, *_pronouns(index, sentence, words)]
    return tuple(sorted(phrases, key=lambda p: (p.start, -p.end)))


def _is_body(sentence: Sentence, hit: NameHit, roles: Sequence[RoleHit]) -> bool:
    """Whether a "name" is a word that every state has a body of: "Congress", "Tribunal Constitucional"."""
    return any(
        role.word.office in BODIES and sentence.start + role.start <= hit.start and hit.end <= sentence.start + role.end
        for role in roles
    )


def _is_field(sentence: Sentence, hit: NameHit, roles: Sequence[RoleHit]) -> bool:
    """Whether a "name" is only the field of an office or a ministry: "Exteriores" in "ministro de Exteriores"."""
    return any(
        sentence.start + role.start < hit.start
        and hit.end <= sentence.start + role.end
        and (hit.senses[0].form == "metonym" or role.word.office in ("senate_president", "speaker"))
        for role in roles
    )


def _portfolio(name: Phrase, roles: Sequence[Phrase]) -> bool:
    """Whether a "name" is only the field of an office: "Affaires étrangères", "Exteriores"."""
    field = name.kind == "unknown" or (bool(name.senses) and name.senses[0].form == "metonym")
    return field and any(r.noun[0] <= name.start and name.end <= r.noun[1] for r in roles)


# ---- tokens ---------------------------------------------------------------------------------------------------------


def tokens_between(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """Indices [first, last) of the tokens inside [start, end); None when it holds none whole."""
    inside = [t.index for t in sentence.tokens if start <= t.start and t.end <= end]
    return (inside[0], inside[-1] + 1) if inside else None


def head_of(sentence: Sentence, first: int, last: int) -> int:
    """The token of a range that something outside it governs."""
    for token in sentence.tokens[first:last]:
        if (token.head == token.index or not first <= token.head < last) and token.relation not in (
            "case",
            "det",
            "punct",
        ):
            return token.index
    return first


def feature(token: Token, name: str) -> str | None:
    """A token's value of a feature: feature(token, "Number") == "Plur"."""
    for pair in token.features.split("|"):
        if pair.startswith(name + "="):
            return pair[len(name) + 1 :]
    return None


def gender_of(token: Token) -> str | None:
    return {"Masc": "m", "Fem": "f"}.get(feature(token, "Gender") or "")


def _capital(token: Token) -> bool:
    return token.text[:1].isupper()


# ---- names ----------------------------------------------------------------------------------------------------------


def _names(
    article: Article,
    index: int,
    sentence: Sentence,
    hits: Sequence[NameHit],
    runs: Sequence[tuple[int, int]],
) -> Iterator[Phrase]:
    """Known names, but for those that are part of a stranger's. `runs`: ranges of capitalised words."""
    for hit in hits:
        if (token := _compounded(sentence, hit)) is not None:
            yield Phrase("name", hit.start, hit.end, index, token.index, token.index + 1, token.index, hit.senses)
    known = [(span, hit) for hit in hits if (span := tokens_between(sentence, hit.start, hit.end))]
    for (first, last), hit in known:
        around = next((run for run in runs if run[0] <= first and last <= run[1] and run != (first, last)), None)
        demonym = all(sense.form == "demonym" for sense in hit.senses)
        others = [span for span, _ in known if span != (first, last)]
        if _longer_force(sentence, first, last, {i for span in others for i in range(*span)}):
            continue
        if around and (not demonym or first > around[0]) and _stranger(sentence, around, (first, last), hit, others):
            continue
        kind: PhraseKind = "demonym" if demonym else "name"
        yield Phrase(kind, hit.start, hit.end, index, first, last, head_of(sentence, first, last), hit.senses)


def _longer_force(sentence: Sentence, first: int, last: int, named: set[int]) -> bool:
    """Whether a name is the end of another armed movement's: "National Liberation Army" after "Karen"."""
    before = sentence.tokens[first - 1] if first else None
    if before is None or last - first < 2 or sentence.tokens[last - 1].text.lower() not in _forces(sentence):
        return False
    return before.pos == "PROPN" and _capital(before) and before.index not in named


def _forces(sentence: Sentence) -> frozenset[str]:
    return load_reference(sentence.language).forces


def _compounded(sentence: Sentence, hit: NameHit) -> Token | None:
    """The token a name opens with a hyphen: "China-brokered". What is based or bound there names a place."""
    token = next((t for t in sentence.tokens if t.start == hit.start and hit.end < t.end), None)
    rest = token.text[hit.end - hit.start :] if token else ""
    acts = rest.startswith("-") and rest[1:] in load_reference(sentence.language).acting_suffixes
    return token if acts and hit.senses[0].form != "demonym" else None


def _strangers(
    article: Article,
    index: int,
    sentence: Sentence,
    spans: Iterable[tuple[int, int]],
    covered: set[int],
    proper: frozenset[int],
) -> Iterator[Phrase]:
    """Names in no table on the spans not `covered`; a longer name may be known after all. `proper`: role words that
    name an organisation."""
    for first, last in spans:
        if covered.intersection(range(first, last)):
            continue
        covered.update(range(first, last))
        start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
        label = next((n.value for n in sentence.names if n.start < end and start < n.end), None)
        if proper.intersection(range(first, last)):
            label = "ORG"
        senses = _senses_of(article.text[start:end]) if last - first > 1 else ()
        kind: PhraseKind = "name" if senses else "unknown"
        yield Phrase(kind, start, end, index, first, last, head_of(sentence, first, last), senses, label=label)


def _senses_of(name: str) -> tuple[Sense, ...]:
    """The readings of a longer name, middle initials aside: "Boris N. Yeltsin"."""
    return load_names().named(name) or load_names().named(INITIAL.sub(" ", name))


def _stranger(
    sentence: Sentence,
    run: tuple[int, int],
    inside: tuple[int, int],
    hit: NameHit,
    known: Sequence[tuple[int, int]],
) -> bool:
    """Whether a known surname or place stands in a longer name of somebody else: "Ana Castro Putin"."""
    before, after = range(run[0], inside[0]), range(inside[1], run[1])
    named = {i for first, last in known for i in range(first, last)}
    if inside[1] - inside[0] > 1 and any(sense.form == "name" for sense in hit.senses):
        return False
    particle = load_reference(sentence.language).particles
    acronym = sentence.tokens[inside[0]].text.isupper() and hit.senses[0].form == "name"
    if acronym and inside[1] == run[1] and before and sentence.tokens[before[-1]].text.lower() in particle:
        return False  # "les Kurdes des YPG"
    courtesy = load_reference(sentence.language).courtesy
    others = (sentence.tokens[i] for i in (*before, *after) if i not in named)
    return any(_capital(token) and token.text.lower() not in courtesy for token in others)


def _capital_runs(sentence: Sentence, words: ReferenceWords, taken: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Token ranges of capitalised words with the particles between them; a lone first word of the sentence only when
    the pipeline takes it for a proper noun. Words of roles ("President") are no part of a name."""
    tokens, at = sentence.tokens, 0
    while at < len(tokens):
        if not _may_open(tokens, at, taken) or tokens[at].text.lower() in words.never:
            at += 1
            continue
        last = _run_end(tokens, at, words, taken)
        if at or last - at > 1 or tokens[at].pos == "PROPN":
            yield at, last
        at = last


def is_title_case(sentence: Sentence) -> bool:
    """Whether capitals tell nothing: a line of capitals, or an English headline with a capital on each word."""
    content = [t for t in sentence.tokens if len(t.text) > SHORT_WORD and t.text.isalpha()]
    return len(content) >= HEADLINE and sum(map(_capital, content)) > TITLE_CASE * len(content)


def _may_open(tokens: Sequence[Token], at: int, taken: frozenset[int]) -> bool:
    token = tokens[at]
    if not _capital(token) or at in taken or (len(token.text) < 2 and not token.text.isupper()):
        return False
    if token.pos not in ("PROPN", "NOUN", "ADJ", "X", "VERB", "NUM"):
        return False
    return at > 0 or token.pos in ("PROPN", "X") or (token.pos != "VERB" and _follows_capital(tokens, at))


def _follows_capital(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].pos == "PROPN" and _capital(tokens[at + 1])


def _run_end(tokens: Sequence[Token], at: int, words: ReferenceWords, taken: frozenset[int]) -> int:
    last = at + 1
    while last < len(tokens):
        beyond = last
        while beyond < len(tokens) and beyond - last < 3 and _joins(tokens[beyond], words):
            beyond += 1
        if beyond >= len(tokens) or beyond in taken or not _capital(tokens[beyond]):
            break
        if tokens[beyond].pos not in ("PROPN", "NOUN", "ADJ", "X") or tokens[beyond].start - tokens[beyond - 1].end > 1:
            break
        last = beyond + 1
    return last


def _joins(token: Token, words: ReferenceWords) -> bool:
    return token.text.lower() in words.particles or token.text in ("-", "’", "'")


def _labelled(sentence: Sentence, taken: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Names that no run of capitals covers."""
    for name in sentence.names:
        span = tokens_between(sentence, name.start, name.end)
        if name.value not in NAME_LABELS or span is None or any(i in taken for i in range(*span)):
            continue
        if any(
            token.relation in ("cc", "punct") or token.pos == "CCONJ" for token in sentence.tokens[span[0] : span[1]]
        ):
            continue
        first, last = span
        while first < last and (not _capital(sentence.tokens[first]) or sentence.tokens[first].pos == "VERB"):
            first += 1
        if first < last and (first or sentence.tokens[first].pos == "PROPN"):
            yield first, last


def _sites(index: int, sentence: Sentence, names: Sequence[Phrase], words: ReferenceWords) -> Iterator[Phrase]:
    """Sites that bear a name: "place Charles-Magne", "aéroport de Roissy", "Victoria Square"."""
    tokens = sentence.tokens
    for name in names:
        if name.kind == "demonym":
            continue
        before, last = name.first - 1, name.last
        linked = before > 0 and tokens[before].text.lower() in ("de", "d'", "du", "of", "the", "del")
        opener = before - 1 if linked and name.kind == "unknown" else before
        if name.kind == "unknown" and _is_site(sentence, name, words):
            yield replace(name, kind="site")
            continue
        if opener >= 0 and tokens[opener].text.lower() in words.sites and (opener or not linked):
            first = opener
        elif last < len(tokens) and tokens[last].text.lower() in words.sites_after and _capital(tokens[last]):
            first, last = name.first, last + 1
        else:
            continue
        start, end = tokens[first].start, tokens[last - 1].end
        yield Phrase("site", start, end, index, first, last, head_of(sentence, first, last), name.senses)
    for name in names:
        noun = tokens[tokens[name.head].head]
        first, last = min(noun.index, name.first), max(noun.index + 1, name.last)
        if name.kind == "demonym" and noun.lemma in words.territories and last - first == 2:
            start, end = tokens[first].start, tokens[last - 1].end
            yield Phrase("site", start, end, index, first, last, noun.index, name.senses, label="territory")


def _is_site(sentence: Sentence, name: Phrase, words: ReferenceWords) -> bool:
    """Whether a name's own first or last word says that it is a site: "Odeon Street", "Plaza Mayor"."""
    first, last = sentence.tokens[name.first].text.lower(), sentence.tokens[name.last - 1].text.lower()
    return name.last - name.first > 1 and (first in words.sites or last in words.sites_after)


# ---- roles ----------------------------------------------------------------------------------------------------------


def _role_tokens(sentence: Sentence, roles: Iterable[RoleHit]) -> frozenset[int]:
    found: set[int] = set()
    for hit in roles:
        if span := tokens_between(sentence, sentence.start + hit.start, sentence.start + hit.end):
            found.update(range(*span))
    return frozenset(found)


def _proper_tokens(sentence: Sentence, roles: Iterable[RoleHit]) -> frozenset[int]:
    """Role words that are part of an organisation's own name: "Tax Foundation", "Comité Nacional"."""
    found: set[int] = set()
    tokens = sentence.tokens
    for hit in roles:
        span = tokens_between(sentence, sentence.start + hit.start, sentence.start + hit.end)
        if hit.word.office not in PROPER or span is None or not all(_capital(t) for t in tokens[span[0] : span[1]]):
            continue
        beside = [i for i in (span[0] - 1, span[1]) if 0 < i < len(tokens)]
        if any(_capital(tokens[i]) and tokens[i].pos in ("PROPN", "NOUN", "ADJ") for i in beside):
            found.update(range(*span))
    return frozenset(found)


def _roles(
    index: int, sentence: Sentence, roles: Iterable[RoleHit], words: ReferenceWords, names: Sequence[Phrase]
) -> Iterator[Phrase]:
    """Noun phrases whose head is a role word, with determiner, adjectives and "of" complement, without clauses and
    without a name beside."""
    named = {i: name.last for name in names if name.kind != "demonym" for i in range(name.first, name.last)}
    for hit in roles:
        span = tokens_between(sentence, sentence.start + hit.start, sentence.start + hit.end)
        if span is None or hit.word.office == NOBODY or any(i in named for i in range(*span)):
            continue
        head = head_of(sentence, *span)
        token = sentence.tokens[head]
        if not _is_noun(sentence, token) or _inside_longer(sentence, token, hit.word):
            continue
        first, last = _left(sentence, head, span[0], words), _right(sentence, head, span[1], words, named)
        first, last = min(first, span[0]), max(last, named.get(last - 1, last))
        last = _with_demonym(_cut_behind_state(sentence, span[1], last, names), names, words)
        if hit.word.kind != "person":
            cut = _cut_behind_demonym(span[1], last, names)
            last = last if _widened(sentence, hit, span, last, names)[0] != hit.word else cut
        last = _with_demonyms(sentence, last, names) if hit.plural and words.articles else last
        if sentence.tokens[first].text.lower() not in words.possessives:
            last = _with_owners(sentence, last, names, words, several=hit.plural)
        word, noun_end = _widened(sentence, hit, span, last, names)
        yield Phrase(
            "role",
            sentence.tokens[first].start,
            sentence.tokens[last - 1].end,
            index,
            first,
            last,
            head,
            role=word,
            plural=_is_plural(sentence, token, hit),
            gender=gender_of(token),
            noun=(sentence.start + hit.start, noun_end),
        )


def _with_demonym(last: int, names: Sequence[Phrase], words: ReferenceWords) -> int:
    """The end of a phrase with the demonym right behind it, wherever it hangs: "la police chilienne enquête"."""
    after = (name.last for name in names if name.kind == "demonym" and name.first == last and words.articles)
    return next(after, last)


def _with_demonyms(sentence: Sentence, last: int, names: Sequence[Phrase]) -> int:
    """The end of a plural with each of its demonyms: "les ministres iranien et américain"."""
    demonyms = {name.first: name for name in names if name.kind == "demonym"}
    if not any(name.last == last for name in demonyms.values()):
        return last
    while last + 1 < len(sentence.tokens) and (
        sentence.tokens[last].pos == "CCONJ" or sentence.tokens[last].text == ","
    ):
        after = demonyms.get(last + 1)
        if after is None or feature(sentence.tokens[after.head], "Number") == "Plur":
            break
        last = after.last
    return last


def _cut_behind_state(sentence: Sentence, noun_last: int, last: int, names: Sequence[Phrase]) -> int:
    """The end of a phrase without what hangs on the state at its end: "le gouvernement du Tchad proteste"."""
    for name in names:
        if noun_last < name.first and name.last < last and name.kind == "name" and _is_state_name(name):
            after = sentence.tokens[name.last]
            if after.pos not in ("ADP", "DET", "PART", "CCONJ") and not any(n.first == name.last for n in names):
                return name.last
    return last


def _cut_behind_demonym(noun_last: int, last: int, names: Sequence[Phrase]) -> int:
    """The end of a body's phrase with its state: "l'armée égyptienne" and not whom it has had."""
    behind = (name.last for name in names if name.kind == "demonym" and noun_last <= name.first < last)
    return next(behind, last)


def _with_owners(
    sentence: Sentence, last: int, names: Sequence[Phrase], words: ReferenceWords, *, several: bool
) -> int:
    """The end of a phrase with the state behind it, whatever the parser thinks it hangs on: "el Gobierno de Chile";
    of a plural with every state of a list: "les dirigeants de la Somalie et du Kenya"."""
    owners = {name.first: name.last for name in names if name.kind == "name" and _is_state_name(name)}
    own = next((name for name in names if name.last == last and name.first in owners), None)
    last = last if own else _owner_end(sentence, last, owners, words) or last
    if not (several and any(end == last for end in owners.values())):
        return last
    end = last
    while end < len(sentence.tokens) and (sentence.tokens[end].text == "," or sentence.tokens[end].pos == "CCONJ"):
        closes = sentence.tokens[end].pos == "CCONJ"
        after = _owner_end(sentence, end + 1, owners, words) or owners.get(end + 1)
        if after is None:
            break
        end = after
        last = end if closes else last
    return last


def _is_state_name(name: Phrase) -> bool:
    return bool(name.senses) and name.senses[0].form == "name" and is_state_id(name.senses[0].id)


def is_state_id(id: str) -> bool:
    """Whether an id is a state's: ISO 3166 alpha-3."""
    return len(id) == 3 and id.isupper()


def _owner_end(sentence: Sentence, at: int, owners: Mapping[int, int], words: ReferenceWords) -> int | None:
    """The end of the state's name behind the adposition at a token: "de la Somalie", "from Armenia"."""
    tokens = sentence.tokens
    if at >= len(tokens):
        return None
    word = tokens[at].text.lower()
    if load_function_words(sentence.language).contractions.get(word, word) not in words.owning:
        return None
    name = at + 2 if at + 1 < len(tokens) and tokens[at + 1].pos == "DET" else at + 1
    return owners.get(name)


def _widened(
    sentence: Sentence, hit: RoleHit, span: tuple[int, int], last: int, names: Sequence[Phrase]
) -> tuple[RoleWord, int]:
    """The role word read past a demonym between its parts: "le ministre turc des Affaires étrangères"."""
    between = {i for name in names if name.kind == "demonym" for i in range(name.first, name.last)}
    kept = [t for t in sentence.tokens[span[0] : last] if t.index not in between]
    if len(kept) == last - span[0]:
        return hit.word, sentence.start + hit.end
    text = " ".join(token.text for token in kept)
    longer = next(iter(load_roles(sentence.language).find(text)), None)
    if longer is None or longer.start or longer.word == hit.word:
        return hit.word, sentence.start + hit.end
    count = len(text[: longer.end].split(" "))
    return longer.word, kept[count - 1].end


def _is_plural(sentence: Sentence, token: Token, hit: RoleHit) -> bool:
    """By the form; where singular and plural are one form, by the determiner."""
    if hit.plural or not hit.word.invariable:
        return hit.plural
    for other in sentence.tokens:
        marks = other.relation in ("det", "nummod", "nmod:poss") and other.index < token.index
        if marks and other.head == token.index and (number := feature(other, "Number")):
            return number == "Plur"
    return feature(token, "Number") == "Plur"


def _is_noun(sentence: Sentence, token: Token) -> bool:
    if token.pos in NOMINAL_POS:
        return True
    determined = any(t.head == token.index and t.relation == "det" for t in sentence.tokens)
    return token.pos in ("ADJ", "X", "ADV", "PRON") and (determined or token.relation in NOMINAL_RELATIONS)


def _inside_longer(sentence: Sentence, token: Token, word: RoleWord) -> bool:
    """An English noun before its noun ("police station") does not stand for somebody itself, but whoever holds power
    or arms does ("army bases", "junta spokesman")."""
    head = sentence.tokens[token.head]
    within = token.relation == "compound" and head.pos == "NOUN" and token.head > token.index
    return within and word.lemma not in load_reference(sentence.language).attributive


def _left(sentence: Sentence, head: int, noun_first: int, words: ReferenceWords) -> int:
    """The first token of the phrase: determiner, numeral, adjectives, English nouns and genitives before the noun."""
    tokens = sentence.tokens
    first = noun_first
    while first > 0:
        token = tokens[first - 1]
        if not _leads_to(tokens, token.index, head) or token.pos in (
            "PUNCT",
            "VERB",
            "AUX",
            "CCONJ",
            "SCONJ",
        ):
            break
        if (token.relation == "case" and token.pos == "ADP") or token.relation in ("advmod", "cc"):
            break
        if token.head == head and token.relation not in LEFT_RELATIONS:
            break
        if words.articles and token.pos in ("NOUN", "PROPN"):
            break
        first -= 1
    while first < noun_first and tokens[first].relation in ("punct", "case"):
        first += 1
    return first


def _leads_to(tokens: Sequence[Token], index: int, head: int) -> bool:
    """Whether a token hangs, at any depth, under the head."""
    for _ in range(MAX_MODIFIERS):
        if tokens[index].head == head:
            return True
        if tokens[index].head == index:
            return False
        index = tokens[index].head
    return False


def _right(sentence: Sentence, head: int, noun_last: int, words: ReferenceWords, named: Mapping[int, int]) -> int:
    """The end of the phrase: adjectives and the complements with "of" behind the noun."""
    tokens = sentence.tokens
    last = noun_last
    while last < len(tokens) and last - noun_last < MAX_MODIFIERS:
        token = tokens[last]
        if not _leads_to(tokens, last, head) or token.pos in ("PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "ADV"):
            break
        if last in named and token.head == head and token.case is None:
            break
        if token.pos == "PRON" and token.relation != "nmod:poss":
            break
        if token.head == head and not _completes(token, words, named):
            break
        if token.relation == "case" and not _completes(tokens[token.head], words, named):
            break
        if (
            token.relation in ("det", "amod", "nummod")
            and token.head > last
            and not _opens_complement(tokens, last, head, words)
        ):
            break
        last += 1
    while last > noun_last and (
        tokens[last - 1].relation in ("case", "det", "cc", "punct") or tokens[last - 1].pos in ("ADP", "PART")
    ):
        last -= 1
    return last


def _completes(token: Token, words: ReferenceWords, named: Mapping[int, int]) -> bool:
    """Whether a dependent behind the noun belongs to the phrase."""
    if token.relation in ("amod", "fixed", "nummod"):
        return True
    if token.relation in ("flat", "compound", "appos"):
        return token.index not in named and token.pos in ("NOUN", "ADJ") and not token.text[:1].isupper()
    return token.relation in ("nmod", "obl", "case") and (token.case in words.complement or token.relation == "case")


def _opens_complement(tokens: Sequence[Token], at: int, head: int, words: ReferenceWords) -> bool:
    governor = tokens[tokens[at].head]
    return governor.case in words.complement or _leads_to(tokens, governor.index, head)


# ---- pronouns -------------------------------------------------------------------------------------------------------


def _pronouns(index: int, sentence: Sentence, words: ReferenceWords) -> Iterator[Phrase]:
    """Personal pronouns and possessives that may stand for somebody; impersonal ones are left out."""
    for token in sentence.tokens:
        form = token.text.lower().removeprefix("-")  # "a-t-il dit"
        if token.relation in ("expl", "expl:se") or token.pos not in ("PRON", "DET", "ADJ"):
            continue
        if _is_impersonal(sentence, token, words):
            continue
        possessive = form in words.possessives and (token.pos != "PRON" or token.relation in ("nmod:poss", "det"))
        agreement = words.possessives[form] if possessive else words.pronouns.get(form) or _weak(token, form, words)
        if agreement is None:
            continue
        gender, number = agreement
        yield Phrase(
            "pronoun",
            token.end - len(form),
            token.end,
            index,
            token.index,
            token.index + 1,
            token.index,
            plural=number == "plur",
            gender=None if gender == "-" else gender,
            label="possessive" if possessive else "sing" if number == "sing" else number,
        )


def _weak(token: Token, form: str, words: ReferenceWords) -> tuple[str, str] | None:
    """The agreement of a pronoun that is mostly an object: "lo", "it"."""
    governed = token.relation in ("nsubj", "nsubj:pass", "obj", "iobj", "obl")
    return words.weak_pronouns.get(form) if token.pos == "PRON" and governed else None


def _is_impersonal(sentence: Sentence, token: Token, words: ReferenceWords) -> bool:
    """Whether a pronoun is the subject of a verb without one: "il faut", "il y a"."""
    verb = sentence.tokens[token.head]
    if token.relation not in ("nsubj", "nsubj:pass") or verb.index == token.index:
        return False
    said = [t.text.lower() for t in sentence.tokens[token.index + 1 : verb.index]]
    return verb.lemma in words.impersonal or f"{' '.join(said[-1:])} {verb.lemma}" in words.there_is
