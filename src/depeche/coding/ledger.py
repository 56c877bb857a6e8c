"""What is known of the actors of an article while it is read: who was mentioned where, and by what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from depeche.coding.mentions import Phrase
from depeche.knowledge.directory import Directory
from depeche.knowledge.given_names import gender_of_person
from depeche.records import ActorKind, Article, Date, Mention, MentionForm, Role, Sentence, Span, Token

LEADING = frozenset({"head_of_state", "head_of_government", "leader"})
HEAD_OF_ORGANISATION = "head_of_organisation"
ACTING = frozenset({"nsubj", "nsubj:pass", "obl:agent", "root"})
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“]*“|\"[^\"\n]*\"")


@dataclass(slots=True)
class Draft:
    """An actor while its article is read. `id` None: no known identity."""

    id: str | None
    kind: ActorKind
    name: str
    state: str | None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    gender: str | None = None
    given_gender: str | None = None
    plural: bool = False
    offices: set[str] = field(default_factory=set)
    lemmas: set[str] = field(default_factory=set)
    members: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    mentions: dict[tuple[int, int], MentionForm] = field(default_factory=dict)
    roles: dict[tuple[int, int], str] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)

    @property
    def known_gender(self) -> str | None:
        """As the given name tells it, else as the article's words do."""
        return self.given_gender or self.gender


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a draft is mentioned."""

    phrase: Phrase
    draft: Draft
    form: MentionForm


@dataclass(slots=True)
class Ledger:
    """The drafts of an article and their marks; `places`: country of each place mentioned, by span."""

    article: Article
    sentences: Sequence[Sentence]
    directory: Directory
    day: datetime.date | None
    phrases: Sequence[Sequence[Phrase]]
    drafts: list[Draft] = field(default_factory=list)
    quotes: tuple[Span, ...] = ()
    by_id: dict[str, Draft] = field(default_factory=dict)
    marks: list[list[Mark]] = field(default_factory=list)
    places: list[list[tuple[Phrase, str | None]]] = field(default_factory=list)
    dates: tuple[Date, ...] = ()

    def draft(self, id: str | None, kind: ActorKind, name: str, state: str | None, sectors: tuple[str, ...]) -> Draft:
        """The draft of that id, made when it is new; without id always a new one."""
        if id is not None and id in self.by_id:
            return self.by_id[id]
        entry = self.directory.entry(id) if id else None
        draft = Draft(id, kind, name, state, sectors)
        if entry:
            draft = Draft(id, entry.kind, entry.name, entry.state, entry.sectors, entry.wikidata)
            if entry.kind == "person" and self.day:
                draft.sectors = self.directory.sectors_on(entry.id, self.day) or entry.sectors
        if draft.kind == "person":
            draft.given_gender = gender_of_person(draft.id or "", draft.name)
        self.drafts.append(draft)
        if id is not None:
            self.by_id[id] = draft
        return draft

    def entry(self, id: str) -> Draft:
        """The draft of an id of the directory."""
        return self.draft(id, "state" if len(id) == 3 and id.isupper() else "organisation", id, None, ())

    def mark(self, draft: Draft, phrase: Phrase, form: MentionForm, rule: str, *, aside: bool = False) -> None:
        """Put a draft to a phrase; `aside`: its words are no mention by themselves."""
        if not aside:
            draft.mentions.setdefault((phrase.start, phrase.end), form)
        if rule not in draft.rules:
            draft.rules.append(rule)
        if phrase.role:
            draft.offices.add(HEAD_OF_ORGANISATION if self._of_organisation(phrase) else phrase.role.office)
            draft.lemmas.add(phrase.role.lemma)
        draft.gender = draft.gender or (phrase.gender if draft.kind == "person" else None)
        self.marks[phrase.sentence].append(Mark(phrase, draft, form))

    def _of_organisation(self, phrase: Phrase) -> bool:
        """Whether a role is one in an organisation: "le président du Comité olympique" is no head of state."""
        leads = phrase.role is not None and phrase.role.office in LEADING
        return leads and any(m.draft.kind == "organisation" and m.form == "name" for m in self.inside(phrase))

    def quoted(self, token: Token) -> bool:
        """Whether a word stands between quotation marks; whoever speaks is not "he" in his own words."""
        return any(quote.start < token.start < quote.end for quote in self.quotes)

    def before(self, phrase: Phrase, reach: int) -> Iterator[Mark]:
        """Marks before a phrase, nearest first, going back so many sentences."""
        for index in range(phrase.sentence, max(-1, phrase.sentence - reach - 1), -1):
            near = [m for m in self.marks[index] if m.phrase.end <= phrase.start]
            yield from sorted(near, key=lambda m: (-m.phrase.start, m.phrase.end))

    def inside(self, phrase: Phrase) -> list[Mark]:
        """Marks within a phrase's words."""
        span = Span.of(phrase)
        return [m for m in self.marks[phrase.sentence] if m.phrase in span and m.phrase is not phrase]


def find_quoted(article: Article) -> tuple[Span, ...]:
    """What stands between quotation marks, marks included."""
    return tuple(Span(*found.span()) for found in QUOTED.finditer(article.text))


def found_mentions(draft: Draft) -> tuple[tuple[Mention, ...], tuple[Role, ...]]:
    """A draft's mentions and titles, in text order."""
    mentions = tuple(Mention(start, end, form) for (start, end), form in sorted(draft.mentions.items()))
    return mentions, tuple(Role(title, start, end) for (start, end), title in sorted(draft.roles.items()))


def group_of(ledger: Ledger, members: Iterable[str]) -> Draft:
    """The group of these members, one draft an article."""
    ids = tuple(sorted(members))
    for draft in ledger.drafts:
        if draft.members == ids:
            return draft
    names = [ledger.by_id[id].name for id in ids if id in ledger.by_id]
    draft = ledger.draft(None, "group", " and ".join(names), None, ())
    draft.members, draft.plural = ids, True
    draft.sectors = tuple(dict.fromkeys(s for id in ids if id in ledger.by_id for s in ledger.by_id[id].sectors))
    return draft


def differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


@dataclass(frozen=True, slots=True)
class Complement:
    """What a role is a role of: a state, an organisation or a person, told inside its phrase; `states`: all of them."""

    state: str | None = None
    organisation: Draft | None = None
    person: Draft | None = None
    states: tuple[str, ...] = ()
