"""The clause that a cue of speech reports: "a dit que …", "…, said X", "selon X, …"."""

from __future__ import annotations

from collections.abc import Iterator

from depeche.coding.speech_cues import (
    ASIDES,
    SUBJECTS,
    Cue,
    View,
    closes_before,
    inverted_cue,
    is_passive,
    opens_mark,
    phrase_span,
    subject_of,
    told_as,
)
from depeche.knowledge.speech import Complement, SpeechKind

STOPS = frozenset(";:")
TERMINAL = frozenset({".", "!", "?", "…", ";", ":"})
COMPLEMENT_REACH = 15  # words between a verb and its "que": "a déclaré mardi soir à la presse que"
DASHES = frozenset("-—–")
PREDICATES = frozenset({"obj", "iobj", "xcomp", "obl", "ccomp", "nmod", "advcl"})
PREDICATING = frozenset({"advcl", "conj", "xcomp", "ccomp"})  # what makes more of a cue than an aside
FRONT = SUBJECTS | {"obl", "advmod"}  # what stands before a verb and belongs to it
ASIDE = 8  # words between an auxiliary and its participle
DATELINE = 12  # words: "NEW YORK, May 3 —"
Range = tuple[int, int]  # half-open range of a sentence's words


def reported_by_verb(view: View, cue: Cue) -> tuple[Cue, list[Range]]:
    """The words a speech verb reports, in one range or, around the cue, two; and the cue with the source that its place
    gives it. No range where it reports no clause."""
    if cue.token is None or cue.verb is None or is_passive(view, cue.token) or is_bare_participle(view, cue.token):
        return cue, []
    if _nobody(view, cue) or (cue.token > 0 and view.lower[cue.token - 1] in view.words.without):
        return cue, []
    right = _after_verb(view, cue.token, cue, cue.verb.takes) or object_of(view, cue.token, cue)
    if right is not None:
        return cue, [right]
    if not cue.verb.takes & {"clause", "quote"} or not is_told(view, cue.token):
        return cue, []
    first = next(t.index for t in view.tokens if t.start >= cue.start)
    if first > 1 and _separator(view, first - 1):
        clausal = "clause" in cue.verb.takes
        cue = inverted_cue(view, cue.token, cue.rule)
        if cue.head is None and not (view.words.drops_subject and clausal):
            return cue, []
    elif not view.words.bare_clause:
        return cue, []
    return cue, _around_verb(view, cue)


def is_bare_participle(view: View, i: int) -> bool:
    """ "Asked whether …", "réclamée par X": a past participle without auxiliary, not joined to one that has it. What
    follows a noun is a verb that the pipeline misread."""
    token = view.tokens[i]
    past = "VerbForm=Part" in token.features and "Tense=Past" in token.features
    below = {view.tokens[c].relation for c in view.children[i]}
    if not past or token.relation == "conj" or below & {"aux", "aux:pass", "nsubj"}:
        return False
    return i == 0 or (view.tokens[i - 1].pos == "PUNCT" and not _after_aside(view, i)) or "obl:agent" in below


def _after_aside(view: View, i: int) -> bool:
    """ "a, de son côté, relevé": does an auxiliary stand before the aside that precedes a participle?"""
    opening = next((k for k in range(i - 2, max(0, i - ASIDE), -1) if view.raw[k] == ","), 0)
    return view.raw[i - 1] == "," and opening > 0 and view.tokens[opening - 1].pos == "AUX"


def is_told(view: View, i: int) -> bool:
    """Is a verb finite, by itself or by its auxiliary?"""
    return _finite(view, i) or any(
        _finite(view, c) and view.tokens[c].relation.startswith("aux") for c in view.children[i]
    )


def _after_verb(view: View, i: int, cue: Cue, takes: frozenset[Complement]) -> Range | None:
    infinitive = _infinitive(view, i, cue) if "infinitive" in takes else None
    if "clause" not in takes:
        return infinitive
    clause = _that_clause(view, i, cue)
    if infinitive is not None and (clause is None or infinitive[0] < clause[0]):
        return infinitive
    return clause or (_bare_clause(view, i) if view.words.bare_clause else None)


def _last_of_cue(view: View, i: int, cue: Cue) -> int:
    last = i
    while last + 1 < len(view.tokens) and view.tokens[last + 1].end <= cue.end:
        last += 1
    return last


def _that_clause(view: View, i: int, cue: Cue) -> Range | None:
    last = _last_of_cue(view, i, cue)
    openers = view.words.complementisers | view.words.whether
    for k in range(last + 1, min(last + 1 + COMPLEMENT_REACH, len(view.tokens))):
        token = view.tokens[k]
        if view.lower[k] in view.words.whether and not (k == last + 1 or _asks(cue)):
            continue
        if view.lower[k] in openers and k - 1 > last and _is_own_content(view, k - 1):
            return None
        if view.lower[k] in openers and not _joined_before(view, k, last):
            head = _head_after(view, k)
            adjacent = (k == last + 1 or opens_mark(view, min(k + 1, len(view.tokens) - 1))) and token.pos != "DET"
            if adjacent or _opens_content(view, i, k, head):
                asked = _asked_before(view, i, last, k, cue)
                return _clause(
                    view, i, asked if asked is not None else k if view.lower[k] in view.words.whether else k + 1, head
                )
            if token.pos == "PRON":
                return None
            continue
        if token.text in TERMINAL or opens_mark(view, k) or _finite(view, k) or k in view.cues:
            return None
    return None


def _is_own_content(view: View, k: int) -> bool:
    """ "rejects the port's claim that": the clause tells what a noun of speech says, not the verb before it."""
    token = view.tokens[k]
    return token.pos == "NOUN" and token.lemma in view.words.speech_nouns and token.case is None


def _asked_before(view: View, i: int, last: int, k: int, cue: Cue) -> int | None:
    """ "pidió a las partes que …": who is to do what is asked is part of it."""
    if cue.verb is None or cue.verb.kind != "order":
        return None
    asked = [c for c in view.children[i] if last < c < k and _is_asked(view, c) and not _is_setting(view, c)]
    return view.left[asked[-1]] if asked else None


def _asks(cue: Cue) -> bool:
    return cue.verb is not None and cue.verb.kind == "question"


def _joined_before(view: View, k: int, last: int) -> bool:
    """Is a "que" part of "alors que", "ce que", "lo que"?"""
    return k - 1 > last and view.tokens[k - 1].pos in ("ADV", "SCONJ", "PRON") and view.tokens[k - 1].head != k - 2


def _opens_content(view: View, i: int, k: int, head: int) -> bool:
    """Does a "que" some words behind the verb open what it reports, rather than a relative clause?"""
    token, above = view.tokens[k], view.tokens[head]
    commas = sum(view.tokens[n].text == "," for n in range(i, k))
    aside = commas > 0 and commas % 2 == 0
    if view.tokens[k - 1].text == "," and above.head != i and not aside:
        return False
    noun = view.tokens[above.head]
    if above.relation.startswith("acl") and i <= noun.head <= i + 1 and (aside or noun.lemma in view.words.occasions):
        return noun.relation == "obl" and (
            aside or token.relation == "mark" or noun.index == k - 1 or _is_setting(view, noun.index)
        )
    if above.relation == "acl" and token.relation == "mark" and noun.relation == "obl" and noun.head == i:
        return noun.case not in view.words.predicate_cases  # "told them on a regular basis that …"
    if token.relation == "mark" or token.pos == "SCONJ":
        return not above.relation.startswith("acl") or above.head == i or view.tokens[above.head].pos == "VERB"
    if token.pos != "PRON":
        return False
    if above.relation.startswith("acl"):  # "dijo el lunes que …", taken for a relative clause on the day
        day = view.tokens[above.head]
        if day.head == i and day.relation == "obl" and day.case is None:
            return True
    no_object = not any(view.tokens[c].relation in ("obj", "ccomp", "xcomp") and c > i for c in view.children[i])
    return "Mood=Sub" in above.features or above.head == i or (no_object and i == 0)


def _finite(view: View, k: int) -> bool:
    return "VerbForm=Fin" in view.tokens[k].features and view.tokens[k].pos in ("VERB", "AUX")


def _head_after(view: View, k: int) -> int:
    """The verb of the clause that a complementiser opens."""
    head = view.tokens[k].head
    if head > k:
        return head
    return next((j for j in range(k + 1, len(view.tokens)) if _finite(view, j)), min(k + 1, len(view.tokens) - 1))


def _bare_clause(view: View, i: int) -> Range | None:
    """ "She said the road was cut": a clause without complementiser after its verb."""
    token = view.tokens[i]
    if token.relation == "csubj" and token.head > i and _stands(view, i + 1, len(view.tokens)):
        return _clause(view, i, i + 1, token.head)  # "promised rents would not rise", read as a clause that rises
    for c in view.children[i]:
        opens = view.lower[view.left[c]] not in view.words.setting  # not "said before she left"
        if c > i and view.tokens[c].relation == "ccomp" and view.left[c] > i and opens:
            below = [c, *view.children[c], *(g for k in view.children[c] if _is_aux(view, k) for g in view.children[k])]
            if not any(_finite(view, k) for k in below):
                continue
            if any(view.tokens[k].relation in SUBJECTS for k in below):
                return _clause(view, i, _behind_day(view, view.left[c], below), c)
            taken = [k for k in view.children[i] if i < k and view.right[k] + 1 == view.left[c]]
            if taken and view.tokens[taken[0]].relation == "obj":  # a subject that the parser took for an object
                return _clause(view, i, view.left[taken[0]], c)
    return None


def _is_aux(view: View, k: int) -> bool:
    return view.tokens[k].relation.split(":")[0] in ("aux", "cop")


def _behind_day(view: View, start: int, below: list[int]) -> int:
    """ "told the crowd this week he would go": where a clause starts, a day left to the verb before it."""
    days = [k for k in below if view.left[k] == start and view.tokens[k].relation.startswith("obl")]
    return view.right[days[0]] + 1 if days and view.tokens[days[0]].case is None else start


def _infinitive(view: View, i: int, cue: Cue) -> Range | None:
    last, tokens = _last_of_cue(view, i, cue), view.tokens
    for k in range(last + 1, min(last + 1 + COMPLEMENT_REACH, len(tokens))):
        marked = opens_mark(view, k) and view.lower[k - 1] in view.words.infinitive_markers
        if _finite(view, k) or tokens[k].text in TERMINAL or (opens_mark(view, k) and not marked):
            return None
        if tokens[k].pos not in ("VERB", "AUX"):
            continue
        if "VerbForm=Part" in tokens[k].features and view.lower[k - 1] not in view.words.infinitive_markers:
            if tokens[k].relation == "amod":
                continue
            return None
        start = k
        while (
            start - 1 > last
            and tokens[start - 1].pos in ("PRON", "ADV", "AUX", "PART")
            and (view.lower[start - 1] not in view.words.infinitive_markers)
        ):
            start -= 1
        if k in view.cues and cue.verb is not None and _one_cue(cue.verb.kind, view.cues[k].kind):
            return None
        before = start - 1 if view.raw[start - 1].isalnum() else start - 2
        marked = before > i and view.lower[before] in view.words.infinitive_markers
        start = before + 1 if marked else start
        if not marked and start != last + 1:
            return None
        objects = [c for c in (*view.children[i], *view.children[k]) if last < c < start and _is_asked(view, c)]
        told = [c for c in objects if view.left[c] > last]
        first = view.left[told[0]] if told else (start - 1 if marked else start)
        return _clause(view, i, first, k)
    return None


def _one_cue(outer: SpeechKind, inner: SpeechKind) -> bool:
    """ "refuse de parler de …": what is said stands behind the second verb; not in "affirme vouloir partir"."""
    return outer == "thought" or (outer in ("denial", "statement") and inner != "thought")


def _is_asked(view: View, c: int) -> bool:
    """Is a complement who is asked or accused?"""
    token = view.tokens[c]
    return token.relation in ("obj", "iobj", "nsubj") or (
        token.relation == "obl" and token.case in view.words.addressee
    )


def _clause(view: View, governor: int, start: int, head: int) -> Range | None:
    """From a word to where the clause ends: before what belongs to the governor again, a semicolon or the full stop."""
    end = len(view.tokens)
    end = next((k for k in range(start, end) if _ends_sentence(view, k)), end)
    above = _ancestors(view, governor)
    for j in range(max(head, start) + 1, end):
        if _breaks(view, j, start) or _other_voice(view, j, start) or _comments(view, j) or _resumes(view, j, above):
            end = min(end, j)
            break
        cut = _returns(view, j, governor, above, head)
        if cut is not None and cut > start:
            end = min(end, cut)
            break
    end = _trim(view, start, end)
    return (start, end) if end > start else None


def _resumes(view: View, j: int, above: set[int]) -> bool:
    """ "Contrary to his claim that …, there is …": a comma behind which a verb above the clause stands."""
    token = view.tokens[j]
    return token.text == "," and token.head > j and token.head in above


def _stop_before(view: View, j: int) -> int:
    """Index of the word or stop before a word, closing marks between left out."""
    k = j - 1
    while k > 0 and not any(c.isalnum() or c in ",.;:—–-" for c in view.raw[k]):
        k -= 1
    return k


def _breaks(view: View, j: int, start: int) -> bool:
    """ ", while …": a contrast that the reporter draws."""
    pair = " ".join(view.lower[j : j + 2]), view.lower[j]
    breaks = {*view.words.clause_breaks, *view.words.naming}
    return view.raw[_stop_before(view, j)] == "," and (any(words in breaks for words in pair) or _cites(view, j, start))


def _comments(view: View, j: int) -> bool:
    """ "“…,” drawing applause", "“…,” a word that", "“…” — a word that": what follows marked words and a comma or dash
    is the reporter's, where it is a participle or, in no list, a noun that explains them."""
    k = _stop_before(view, j)
    if not (closes_before(view, j) or closes_before(view, k)):
        return False
    if view.raw[k] in ASIDES or view.raw[k] in ("-", "--"):
        return True
    token = view.tokens[j]
    if view.raw[k] == "," and "Definite=Ind" in token.features and token.pos == "DET":
        return not any(word in view.words.conjunctions for word in view.lower[j : j + COMPLEMENT_REACH])
    participle = j + 1 if token.pos == "ADV" and j + 1 < len(view.tokens) else j
    hung = view.tokens[participle].relation in ("advcl", "acl", "conj", "xcomp")
    return view.raw[k] == "," and hung and is_present_participle(view, participle)


def is_present_participle(view: View, j: int) -> bool:
    features = view.tokens[j].features
    return "VerbForm=Ger" in features or "Tense=Pres|VerbForm=Part" in features


def _cites(view: View, j: int, start: int) -> bool:
    """ ", citing the police", "“proud,” contrasting herself with X": who reports says what the speaker does besides,
    by a participle of a speech verb or, behind marked words, of any."""
    if view.tokens[j].pos == "ADV" and j + 1 < len(view.tokens):
        return _cites(view, j + 1, start)
    token = view.tokens[j]
    if not is_present_participle(view, j) or token.pos not in ("VERB", "AUX"):
        return False
    if j in view.cues:
        return token.relation in ("advcl", "acl", "conj")
    return token.relation == "advcl" and any(closes_before(view, k) for k in range(start + 1, j + 1))


def _other_voice(view: View, j: int, start: int) -> bool:
    """ ", which X denies", ", a claim that X denies": a relative clause after a comma in which another speaks."""
    if view.tokens[j - 1].text == "," and view.tokens[j].pos in ("DET", "NOUN"):
        nominal = (
            k for k in range(j, min(j + 4, len(view.tokens))) if view.tokens[k].pos not in ("DET", "NOUN", "ADJ")
        )
        relative = next(nominal, j)
        return relative > j and view.lower[relative] in view.words.relatives and _tells(view, relative)
    if _as_told(view, j):
        return True
    if view.lower[j] not in view.words.relatives or view.tokens[j - 1].text not in (",", "ce") or j <= start:
        return False
    return _tells(view, j)


def _as_told(view: View, j: int) -> bool:
    """ ", as the judge has said": another says so too."""
    opens = view.lower[j] in view.words.as_phrases and view.raw[_stop_before(view, j)] == ","
    return opens and told_as(view, j) is not None


def _tells(view: View, j: int) -> bool:
    """Is there a speech verb with a subject of its own behind a relative word?"""
    near = range(j + 1, min(j + 8, len(view.tokens)))
    behind = " ".join(view.lower[j + 1 : j + 5]).lstrip(", ")
    if any(behind.startswith(f"{phrase} ") for phrase in view.words.according):
        return True
    verb = next((k for k in near if k in view.cues), None)
    return verb is not None and any(
        view.tokens[c].relation in SUBJECTS and view.lower[c] not in view.words.relatives for c in view.children[verb]
    )


def _ends_sentence(view: View, k: int) -> bool:
    """A semicolon, or a full stop before an opening mark: the pipelines do not end a sentence there."""
    text = view.tokens[k].text
    return text == ";" or (
        text in ".!?…" and k + 1 < len(view.tokens) and (opens_mark(view, k + 1) or view.raw[k + 1] == "—")
    )


def _ancestors(view: View, i: int) -> set[int]:
    above = {i}
    while view.tokens[i].head not in above:
        i = view.tokens[i].head
        above.add(i)
    return above


def _returns(view: View, j: int, governor: int, above: set[int], head: int) -> int | None:
    """Where the governing sentence goes on with a verb of its own: the first word of that verb's clause."""
    token = view.tokens[j]
    if token.pos not in ("VERB", "AUX") or token.relation in ("aux", "cop", "aux:pass", "xcomp", "acl", "acl:relcl"):
        return None
    left = view.left[j]
    opening = [view.lower[k] for k in range(left, min(left + 3, j + 1))]
    if any(word in view.words.complementisers for word in opening):
        return None
    if j in above:
        own = [c for c in view.children[j] if head < view.left[c] <= c < j]
        if any(view.tokens[c].relation in SUBJECTS for c in own):
            return min(view.left[c] for c in own if view.tokens[c].relation in FRONT)
        while j - 1 > head and view.tokens[j - 1].pos in ("AUX", "PRON", "ADV") and view.tokens[j - 1].head == j:
            j -= 1
        return j
    if token.head in above or _quotes(view, j):
        return left if left > head else None
    continues = (
        j in view.cues
        and token.relation == "conj"
        and not any(view.tokens[c].relation in SUBJECTS for c in view.children[j])
    )
    if not continues or left <= head:
        return None
    told = (_that_follows(view, j) and not _is_infinitive(view, j)) or _same_form(view, j, governor)
    return left if told else None


def _quotes(view: View, j: int) -> bool:
    """ "said A, and the treasurer replied, “B”": a joined verb with a subject and marked words of its own."""
    if j not in view.cues or view.tokens[j].relation != "conj" or j + 2 >= len(view.tokens):
        return False
    told = any(view.tokens[c].relation in SUBJECTS and c < j for c in view.children[j])
    return told and view.raw[j + 1] in ",:" and opens_mark(view, j + 2)


def _same_form(view: View, j: int, governor: int) -> bool:
    """ "said A and denied B": a speech verb in the form of the one that governs goes on with its subject."""
    misread = "VerbForm=Part" in view.tokens[governor].features and not any(
        _is_aux(view, c) for c in view.children[governor]
    )
    names = ("Tense",) if misread else ("VerbForm", "Tense", "Mood")
    forms = [
        {part for part in view.tokens[k].features.split("|") if part.split("=")[0] in names} for k in (j, governor)
    ]
    return forms[0] == forms[1] and view.cues[j].kind != "thought"


def _is_infinitive(view: View, j: int) -> bool:
    """ "wanted to speak and let them know that …": joined to what the clause says, not to who says it."""
    return "VerbForm=Inf" in view.tokens[j].features


def _that_follows(view: View, j: int) -> bool:
    return any(word in view.words.complementisers for word in view.lower[j + 1 : j + 4])


def _trim(view: View, start: int, end: int) -> int:
    """Take stops, commas and conjunctions off the end."""
    while end > start and (view.tokens[end - 1].text in ".,;:!?…—–-" or view.tokens[end - 1].pos == "CCONJ"):
        end -= 1
    return end


# ---- contents that are nouns ----------------------------------------------------------------------------------------


def object_of(view: View, i: int, cue: Cue) -> Range | None:
    """ "denied any role", "parle de trahison", "accused X of theft": the noun that holds what is said, with what
    goes with it. A name or a pronoun alone holds nothing."""
    objects = cue.verb.objects if cue.verb is not None else frozenset()
    last = _last_of_cue(view, i, cue)
    if any(view.lower[c] in view.words.without for c in view.children[i]):
        return None
    if view.tokens[i].pos not in ("VERB", "AUX"):
        return _object_behind(view, last) if "-" in objects else None
    places = [c for c in view.children[i] if c > last and _holds_content(view, c, objects)] if objects else []
    if not places:
        return None
    start = max(last + 1, min(view.left[c] for c in places))
    between = [view.raw[k] for k in range(last + 1, start)]
    if (
        between.count(",") % 2
        or ";" in between
        or ":" in between
        or any(view.gaps[k].strip() for k in range(last + 1, start))
    ):
        return None
    found = _clause(view, i, start, places[0])
    if found is None or "+" not in objects:
        return _without_setting(view, i, places[-1], found)
    inner = _said_of(view, i, cue, found)
    if len(inner) > 1:
        return _without_setting(view, i, inner[-1], found)
    bare = "-" in objects and view.tokens[places[0]].relation == "obj" and view.tokens[places[0]].pos == "NOUN"
    bare = bare or _is_what(view, places[0], objects)
    return _without_setting(view, i, places[-1], found) if bare else None


def complement_at(view: View, cue: Cue, word: int) -> Range | None:
    """The complement of a speech verb that a word behind it stands in, with what goes with it."""
    assert cue.token is not None
    last, at = _last_of_cue(view, cue.token, cue), word
    while view.tokens[at].head != cue.token and view.tokens[at].head > last and view.tokens[at].head != at:
        if _is_own_phrase(view, at):
            break
        at = view.tokens[at].head
    hung = view.tokens[at].head == cue.token or _is_own_phrase(view, at)
    if at <= last or not hung or view.tokens[at].relation in SUBJECTS:
        return None
    objects = [c for c in view.children[cue.token] if last < c < at and view.tokens[c].relation == "obj"]
    said_of = view.tokens[at].case in view.words.predicate_cases or view.tokens[at].relation in ("xcomp", "ccomp")
    start = max(last + 1, view.left[objects[0] if objects and said_of else at])
    between = [view.raw[k] for k in range(last + 1, start)]
    if ";" in between or ":" in between or between.count(",") % 2:
        return None
    return _without_setting(view, cue.token, max(at, word), _clause(view, cue.token, start, at))


def _is_own_phrase(view: View, at: int) -> bool:
    """A noun with its article, right behind an opening mark, that the parser hung on a noun before it."""
    token, first = view.tokens[at], view.left[at]
    bare = token.case is None and token.relation == "nmod" and token.head < first
    return bare and opens_mark(view, first) and view.tokens[first].pos == "DET"


def _said_of(view: View, i: int, cue: Cue, words: Range) -> list[int]:
    """The object of a verb and what is said of it; in "accuse the colonel of theft" the parsers may hang the second on
    the first."""
    clitics = [c for c in view.children[i] if c < i and view.tokens[c].relation in ("obj", "iobj")]
    inner = [c for c in view.children[i] if words[0] <= c < words[1] and view.tokens[c].relation in PREDICATES]
    if cue.verb is not None and cue.verb.kind == "accusation":
        below = [k for c in inner for k in view.children[c] if c < k < words[1]]
        inner += [k for k in below if view.tokens[k].case in view.words.predicate_cases]
    return [*clitics, *inner]


def _nobody(view: View, cue: Cue) -> bool:
    """ "Aucune des parties n'a revendiqué l'assaut": nobody says it."""
    first = next((t.index for t in view.tokens if cue.source is not None and t.start >= cue.source.start), None)
    return first is not None and view.lower[first] in view.words.nobody


def _object_behind(view: View, last: int) -> Range | None:
    """The words behind a verb that the pipeline took for none, where they begin a noun phrase."""
    follows = last + 1 < len(view.tokens) and view.tokens[last + 1].pos == "DET" and not view.gaps[last + 1].strip()
    end = next((k for k in range(last + 1, len(view.tokens)) if view.raw[k] in ",;:"), len(view.tokens))
    return (last + 1, _trim(view, last + 1, end)) if follows else None


def _holds_content(view: View, c: int, objects: frozenset[str]) -> bool:
    token = view.tokens[c]
    if _is_what(view, c, objects):
        return True
    if token.relation in ("obl", "nmod", "iobj"):
        return token.case in objects or ("+" in objects and token.case in view.words.predicate_cases)
    if token.relation in ("xcomp", "ccomp"):
        return "+" in objects and token.pos in ("NOUN", "ADJ", "PROPN", "VERB")
    if token.relation != "obj" or not objects & {"-", "+"} or token.pos == "PUNCT":
        return False
    return "+" in objects or token.pos not in ("PROPN", "PRON")


def _is_what(view: View, c: int, objects: frozenset[str]) -> bool:
    """ "denounced what she called a “breach”", "railed against what it calls …": a clause that stands for a noun."""
    first = view.left[c]
    if view.lower[first] in objects:
        first += 1
    elif not objects & {"-", "+"}:
        return False
    return first < c and view.lower[first] in view.words.free_relatives and c in view.cues


def _without_setting(view: View, i: int, last: int, words: Range | None) -> Range | None:
    """A range without the day, the occasion and the means behind it, which belong to the verb."""
    if words is None:
        return None
    after = [c for c in view.children[i] if last < c < words[1] and _is_setting(view, c)]
    while_said = (k for k in range(last + 1, words[1]) if view.lower[k] in view.words.setting or _is_day(view, k))
    joined = (k for k in range(words[0] + 1, words[1] - 1) if _verb_joined(view, k))
    cuts = [words[1], *(view.left[c] for c in after if view.left[c] > last), *while_said, *joined]
    end = _trim(view, words[0], min(cuts))
    return (words[0], end) if end > words[0] else None


def _verb_joined(view: View, k: int) -> bool:
    """ "railed against the “cartel” and called …": a conjunction behind a mark, with a verb right behind it."""
    return view.tokens[k].pos == "CCONJ" and closes_before(view, k) and _finite(view, k + 1)


def _is_day(view: View, k: int) -> bool:
    """A bare "Wednesday" or "mercredi", which no adposition or noun takes."""
    token = view.tokens[k]
    bare = token.case is None and token.relation.split(":")[0] in ("obl", "nmod", "advmod", "npmod", "appos")
    return (
        bare
        and token.lemma in view.words.occasions | view.words.days
        and view.lower[k - 1] not in view.words.phrase_cases
    )


def _is_setting(view: View, c: int) -> bool:
    token = view.tokens[c]
    if token.relation.split(":")[0] not in ("obl", "nmod", "advmod"):
        return False
    return token.case in view.words.setting or token.lemma in view.words.occasions or "AdvType=Tim" in token.features


# ---- cues that stand after or inside what they report ---------------------------------------------------------------


def _around_verb(view: View, cue: Cue) -> list[Range]:
    """ "The road is cut, the mayor said": the words before the comma, and those after the cue where it interrupts."""
    assert cue.token is not None
    if is_passive(view, cue.token) or "VerbForm=Inf" in view.tokens[cue.token].features:
        return []
    first, last = _group(view, cue.token, cue)
    if first < 2 or not _separator(view, first - 1):
        return []
    begin = clause_start(view, first - 1)
    end = _trim(view, begin, first)
    if end - begin < 2:
        return []
    after = next(
        (k for k in range(last + 1, len(view.tokens)) if _separator(view, k) or view.tokens[k].text in TERMINAL), None
    )
    aside = after is not None and not any(view.tokens[k].relation in PREDICATING for k in range(last + 1, after))
    goes_on = aside and after is not None and view.raw[after] in ",—–" and _interrupts(view, begin, end, first, after)
    if not goes_on or after is None:
        marked = closes_before(view, first - 1) and any(view.tokens[k].pos in ("VERB", "X") for k in range(begin, end))
        return [(begin, end)] if marked or _stands(view, begin, end) else []
    rest = _rest(view, after + 1)
    return [(begin, end), rest] if rest is not None else []


def _group(view: View, i: int, cue: Cue) -> Range:
    """First and last word of the cue with its subject."""
    first = last = i
    for k in range(len(view.tokens)):
        token = view.tokens[k]
        spans = [(cue.start, cue.end)] + ([(cue.source.start, cue.source.end)] if cue.source is not None else [])
        if any(start <= token.start and token.end <= end for start, end in spans) and abs(k - i) <= 40:
            first, last = min(first, k), max(last, k)
    return first, last


def _separator(view: View, k: int) -> bool:
    return view.raw[k] in (",", "—", "–")


def clause_start(view: View, k: int) -> int:
    """The first word of a sentence or of what follows a stop in it."""
    while k > 0 and view.tokens[k - 1].text not in STOPS and not _ends_sentence(view, k - 1):
        if view.tokens[k - 1].text.lstrip(".)") in DASHES and k <= DATELINE and view.tokens[0].text.isupper():
            break
        k -= 1
    return k


def _stands(view: View, begin: int, end: int) -> bool:
    """Is there a clause: a finite verb outside relative clauses?"""
    for k in range(begin, end):
        if _finite(view, k):
            token = view.tokens[k]
            verb = view.tokens[token.head] if token.relation.split(":")[0] in ("aux", "cop") else token
            if not verb.relation.startswith("acl"):
                return True
    return False


def _interrupts(view: View, begin: int, end: int, first: int, after: int) -> bool:
    """Does the sentence that the cue interrupts go on behind it?"""
    if after + 1 >= len(view.tokens):
        return False
    opening = view.lower[after + 1]
    if opening in view.words.relatives or view.tokens[after + 1].pos in ("CCONJ", "SCONJ"):
        return not any(_finite(view, k) for k in range(begin, end))
    if not _stands(view, begin, end):
        return any(_finite(view, k) for k in range(after + 1, len(view.tokens)))
    return False


def _rest(view: View, start: int) -> Range | None:
    behind = range(start, len(view.tokens))
    stops = (k for k in behind if view.tokens[k].text in STOPS or (k > start and _as_told(view, k)))
    end = next(stops, len(view.tokens))
    end = _trim(view, start, end)
    return (start, end) if end - start >= 1 else None


def noun_cues(view: View) -> Iterator[tuple[Cue, Range]]:
    """ "his claim that …", "l'accusation selon laquelle …", "la advertencia de la ONU de que …": a noun of speech whose
    owner is named, or who makes it, with the clause behind it."""
    if view.long:
        return
    for token in view.tokens:
        if token.lemma not in view.words.speech_nouns or token.pos != "NOUN":
            continue
        opened = _opened_by(view, token.index)
        head = owner_of(view, token.index)
        if opened is None or head is None:
            continue
        first, verb = opened
        found = _clause(view, token.index, first, verb)
        if found is not None:
            span = phrase_span(view, head)
            yield Cue(view.number, token.start, token.end, None, None, span, head, "noun"), found


def _opened_by(view: View, noun: int) -> Range | None:
    """First word and verb of the clause that tells what a noun of speech says."""
    for k in range(noun + 1, min(noun + 1 + COMPLEMENT_REACH, len(view.tokens))):
        pair, three = (" ".join(view.lower[k : k + n]) for n in (2, 3))
        opener = next((words for words in (three, pair, view.lower[k]) if words in view.words.noun_openers), None)
        if opener is not None:
            first = k + len(opener.split(" "))
            if first >= len(view.tokens) or _has_gap(view, first - 1):
                return None
            return first, _head_after(view, first - 1)
        if view.raw[k] in ",;:." or opens_mark(view, k) or view.tokens[k].pos in ("VERB", "AUX"):
            return None
    return None


def _has_gap(view: View, k: int) -> bool:
    """Is a "that" the subject or object of its clause, as in "the claim that he made", or does it point at a noun?"""
    token = view.tokens[k]
    gap = token.relation.split(":")[0] in ("nsubj", "obj", "iobj", "det")
    return token.pos == "DET" or (gap and token.pos != "SCONJ")


def owner_of(view: View, noun: int) -> int | None:
    """Who makes a statement that a noun names: its possessor or complement, else the subject of its verb."""
    owners = [c for c in view.children[noun] if view.tokens[c].relation in ("nmod:poss", "nmod", "obl:agent")]
    named = [
        c for c in owners if view.tokens[c].relation == "nmod:poss" or view.tokens[c].case in view.words.owner_cases
    ]
    if named:
        return named[0]
    token = view.tokens[noun]
    governed = token.relation == "obj" and token.head not in view.cues
    return subject_of(view, token.head) if governed else None


def reported_by_phrase(view: View, cue: Cue) -> list[Range]:
    """What "selon X" covers: the clause after it when it opens one, else the one before; both when it interrupts."""
    tokens = view.tokens
    if cue.rule == "according relative":
        begin = next((t.index for t in tokens if t.start >= cue.end), len(tokens))
        rest = _rest(view, begin)
        return [rest] if rest is not None else []
    inner = [t.index for t in tokens if cue.start <= t.start and t.end <= _cue_end(cue)]
    if not inner:
        return []
    first, last = inner[0], inner[-1]
    before = view.raw[first - 1] if first else "("
    after = view.raw[last + 1] if last + 1 < len(tokens) else "."
    begin = clause_start(view, first)
    if cue.dropped and cue.source is not None:
        closing = next((k for k in range(last + 1, min(last + ASIDE, len(tokens))) if view.raw[k] == ","), None)
        rest = _rest(view, closing + 1) if closing is not None else None
        return [rest] if rest is not None else []
    if (
        begin == first
        or (first - begin == 1 and tokens[begin].pos in ("CCONJ", "ADV", "SCONJ"))
        or opens_mark(view, first)
        or before in "(—–"
    ):
        rest = _rest(view, last + 2 if after == "," else last + 1)
        return [rest] if rest is not None else []
    front: Range = (begin, _trim(view, begin, first))
    if after == "," and before == ",":
        rest = _rest(view, last + 2)
        if rest is not None and not has_finite(view, front):
            return [front, rest] if _says_part(view, front) else [rest]
        inner_start = _inner_clause(view, first)
        if inner_start is not None and rest is not None:
            return [rest]
    return [front] if front[1] > front[0] else []


def _says_part(view: View, front: Range) -> bool:
    """Are the words before a phrase part of what is told, more than "yet", "if" or a relative word?"""
    words = [view.tokens[k] for k in range(*front)]
    small = all(token.pos in ("CCONJ", "SCONJ", "ADV", "PUNCT") for token in words)
    return bool(words) and not small and view.lower[front[1] - 1] not in view.words.relatives


def _inner_clause(view: View, first: int) -> int | None:
    """ "…, qui, selon lui, doit …": the relative word right before the phrase."""
    k = first - 2
    return k if k >= 0 and view.lower[k] in view.words.relatives | view.words.complementisers else None


def has_finite(view: View, part: Range) -> bool:
    return any(_finite(view, k) for k in range(*part))


def _cue_end(cue: Cue) -> int:
    return max(cue.end, cue.source.end) if cue.source is not None else cue.end
