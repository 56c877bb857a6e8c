"""The stories of a store, kept up to date: what a batch of articles adds to them, and what it changes.

New reports are compared with those of the days around them. A story that was found before stays together and may grow;
two become one where a new report joins them; one that loses a report, or whose reports turn out to have another origin,
is dissolved, and what is left of it is put together anew. What does not lie near the batch is not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from depeche.analysis.accounts import Account, accounts_of, with_origin
from depeche.analysis.corroboration import day_window, most_told, story_of
from depeche.analysis.linkage import Linkage
from depeche.analysis.nearby import Kept, Links, Placed, between, editions, links_to, load, stories_with
from depeche.analysis.origins import sign
from depeche.analysis.reprints import new_copies, origins
from depeche.analysis.stories import Joined, because, candidates, days_around, probability
from depeche.records import Copy, Signature
from depeche.store.query import Store
from depeche.store.rows import Revision, Written, as_day, row
from depeche.store.schema import OfCompared, OfCopy, OfSigned, OfStory, OfStoryMention, Withdrawal, Withdrawn


def told_by(store: Store, fresh: Sequence[Revision], gone: Set[str]) -> Iterator[Written]:
    """The rows that a batch adds to the tables of stories. `store`: as it is before the batch; `fresh`: codings that no
    story tells yet; `gone`: codings that the batch supersedes, some of `fresh` perhaps."""
    signatures = [sign(one.coded.article, one.coded.as_of.day, one.coding) for one in fresh]
    yield from map(signature_row, signatures)
    copies = new_copies(store, [one for one in signatures if one.article not in gone], gone)
    yield from map(copy_row, copies)
    accounts = [one for revision in fresh for one in accounts_of(revision.coded, revision.coding, revision.fingerprint)]
    yield from map(report_row, accounts)
    accounts = [one for one in accounts if one.report.article not in gone]
    yield from changes(store, accounts, copies, gone)


def changes(store: Store, accounts: Sequence[Account], copies: Sequence[Copy], gone: Set[str]) -> Iterator[Written]:
    """What becomes of the stories."""
    origin = origins(store, copies, gone)
    dissolved = load(store, stories_with(store, gone | origin.moved))
    freed = [placed.account for kept in dissolved.values() for placed in kept.placed]
    loose = [one for one in (*accounts, *freed) if one.report.article not in gone]
    moved = {one.report.article for one in accounts} | origin.moved
    placed = [moved_to(one, origin.of) if one.report.article in moved else one for one in loose]
    yield from Batch.of(store, sorted(placed, key=lambda one: one.order), dissolved, gone).rows()


def moved_to(account: Account, origins: Mapping[str, str]) -> Account:
    return with_origin(account, origins.get(account.report.article, account.report.article))


# ---- reports to stories ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """`loose`: accounts that are in no story, first told first; `kept`: stories that they may join; `links`: by number
    of the account, what it has to do with those; `pairs`: how likely two loose ones are one; `held`: by anchor, which
    of the dissolved stories an event was in."""

    store: Store
    loose: Sequence[Account]
    dissolved: Mapping[str, Kept]
    kept: Sequence[Kept]
    links: Links
    pairs: Mapping[tuple[int, int], float]
    held: Mapping[str, str]

    @classmethod
    def of(cls, store: Store, loose: Sequence[Account], dissolved: Mapping[str, Kept], gone: Set[str]) -> Batch:
        reports = [account.report for account in loose]
        links = links_to(store, reports, dissolved.keys(), gone)
        kept = load(store, {story for _, _, story in links.pairs})
        pairs = {(a, b): probability(reports[a], reports[b]) for a, b in candidates(reports)}
        held = {placed.account.anchor: id for id, story in dissolved.items() for placed in story.placed}
        return cls(store, loose, dissolved, [kept[id] for id in sorted(kept)], links, pairs, held)

    def groups(self) -> Iterator[Gathered]:
        """What belongs together, less the stories to which nothing was added."""
        count = len(self.loose)
        node = {kept.id: count + n for n, kept in enumerate(self.kept)}
        sizes = [1] * count + [len(kept.placed) for kept in self.kept]
        sums = dict(self.pairs) | {(n, node[id]): total for (n, id), total in self.links.sums().items() if id in node}
        links = [(chance, *pair) for pair, chance in self.pairs.items()]
        links += [(chance, n, node[id]) for chance, n, id in self.links.pairs]
        apart = cache(lambda one, other: between(self.kept[one - count], self.kept[other - count]))
        for group in sorted(map(sorted, Linkage(sizes, sums, count, apart).join(links))):
            if group[0] < count:
                new, kept = [n for n in group if n < count], [self.kept[n - count] for n in group if n >= count]
                yield Gathered(new, sorted(kept, key=lambda one: one.first.order))

    def rows(self) -> Iterator[Written]:
        groups = list(self.groups())
        names = Names.of(self, groups)
        became: dict[str, set[str]] = {id: set() for id in self.dissolved}
        for group in groups:
            id, edition = names.name(self, group)
            yield from group.rows(self, id, edition)
            for n in group.new:
                if was := self.held.get(self.loose[n].anchor):
                    became[was].add(id)
        for id, stories in became.items():
            into = next(iter(stories)) if len(stories) == 1 else None
            yield withdrawn_row(self.dissolved[id], "dissolved", into)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One event. `new`: numbers of loose accounts; `kept`: stories found before, first told first."""

    new: Sequence[int]
    kept: Sequence[Kept]

    def rows(self, batch: Batch, id: str, edition: int) -> Iterator[Written]:
        joining = [Placed(batch.loose[n], self.why(batch, n)) for n in self.new]
        for number, kept in enumerate(self.kept):
            yield withdrawn_row(kept, "merged" if number else "grown", id if number else None)
            if number:
                joining += self.taken_over(batch, kept)
        every = [*joining, *(self.kept[0].placed if self.kept else ())]
        yield story_row(id, edition, [placed.account for placed in every])
        yield from (mention_row(id, edition, placed) for placed in joining)

    def why(self, batch: Batch, n: int) -> Joined | None:
        """The report in the story that a new one is likest to; None where the story begins with it."""
        if not self.kept and n == self.new[0]:
            return None
        others = [(batch.pairs.get((min(n, m), max(n, m)), 0.0), -m, batch.loose[m].report) for m in self.new if m != n]
        best = [batch.links.likest.get((n, kept.id), (0.0, kept.first.report)) for kept in self.kept]
        chance, report = max([*((chance, report) for chance, _, report in others), *best], key=lambda one: one[0])
        return because(batch.loose[n].report, report, chance)

    def taken_over(self, batch: Batch, kept: Kept) -> Iterator[Placed]:
        """The reports of a story that goes into another, its first one by the new report that joins both."""
        likest = [(batch.links.likest[n, kept.id][0], -n) for n in self.new if (n, kept.id) in batch.links.likest]
        for placed in kept.placed:
            if placed.joined is not None or not likest:
                yield placed
            else:
                chance, n = max(likest)
                yield Placed(placed.account, because(placed.account.report, batch.loose[-n].report, chance))


@dataclass(frozen=True, slots=True)
class Names:
    """What stories are called: as they were before; the name of the dissolved story from which most of it comes; else
    after their first event. `known`: last editions of names that are or were in use."""

    known: Mapping[str, tuple[int, bool]]
    taken: set[str]

    @classmethod
    def of(cls, batch: Batch, groups: Sequence[Gathered]) -> Names:
        anchors = {batch.loose[n].anchor for group in groups if not group.kept for n in group.new}
        known = editions(batch.store, anchors | batch.dissolved.keys())
        return cls(known, {id for id, (_, current) in known.items() if current and id not in batch.dissolved})

    def name(self, batch: Batch, group: Gathered) -> tuple[str, int]:
        if group.kept:
            return group.kept[0].id, group.kept[0].edition + 1
        id = next(id for id in self.fit(batch, group) if id not in self.taken)
        self.taken.add(id)
        return id, self.known.get(id, (0, False))[0] + 1

    def fit(self, batch: Batch, group: Gathered) -> Iterator[str]:
        anchors = [batch.loose[n].anchor for n in group.new]
        shared = Counter(batch.held[anchor] for anchor in anchors if anchor in batch.held)
        yield from sorted(shared, key=lambda id: (-shared[id], id))
        yield from anchors
        yield from (f"{anchors[0]}{number}" for number in range(2, 2**31))


# ---- rows ------------------------------------------------------------------------------------------------------------


def signature_row(signature: Signature) -> Written:
    return "signatures", row("signatures", OfSigned(signature.article, as_day(signature.told)), signature)


def copy_row(copy: Copy) -> Written:
    return "copies", row("copies", OfCopy(copy.article), copy)


def report_row(account: Account) -> Written:
    report = account.report
    beside = OfCompared(report.article, account.number, account.anchor, *days_around(report))
    return "reports", row("reports", beside, report, sets=True)


def story_row(id: str, edition: int, accounts: Sequence[Account]) -> Written:
    ordered = sorted(accounts, key=lambda account: account.order)
    acting, acted_on = most_told(ordered, lambda one: one.acting), most_told(ordered, lambda one: one.acted_on)
    beside = OfStory(edition, acting, acted_on, *day_window(ordered), ordered[0].report.article)
    return "stories", row("stories", beside, story_of(id, ordered))


def mention_row(story: str, edition: int, placed: Placed) -> Written:
    account, joined = placed.account, placed.joined
    report = account.report
    why = (*joined.other, joined.probability, joined.reasons) if joined else (None, None, None, ())
    beside = OfStoryMention(story, edition, report.article, account.number, report.event, report.origin, *why)
    return "story_mentions", row("story_mentions", beside)


def withdrawn_row(kept: Kept, reason: Withdrawal, became: str | None) -> Written:
    return "withdrawn", row("withdrawn", Withdrawn(kept.id, kept.edition, reason, became))
