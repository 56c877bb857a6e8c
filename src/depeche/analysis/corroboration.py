"""Accounts of one event -> what they tell together, and side by side what they tell differently; nothing is averaged.

What counts is independent origins: ten papers that print one wire are one. What an account does not tell, or tells less
exactly, is no disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from depeche.analysis.accounts import Account, accounts_of
from depeche.analysis.origins import find_copies, find_origins, sign
from depeche.analysis.stories import Group, Joined, find_stories
from depeche.knowledge.gazetteer import PlaceEntry, load_gazetteer
from depeche.records import CodedArticle, Differing, EventPlace, EventType, Quantity, Story, StoryMention
from depeche.store.identity import identify
from depeche.store.rows import own_names

T = TypeVar("T", bound=Hashable)
Value = tuple[str, list[Account]]  # what is told, and who tells it


def stories_of(articles: Sequence[CodedArticle]) -> tuple[Story, ...]:
    """The stories that articles tell, first told first, reprints among them recognised. Articles are known by their
    ids, in `coding` and `origin` too."""
    first = find_origins(find_copies(sign(one.article, one.as_of.day) for one in articles))
    accounts = {
        account.report.key: account
        for one in articles
        for account in accounts_of(one, one.article.id, identify(one.article).fingerprint, first.get(one.article.id))
    }
    groups = find_stories([account.report for account in accounts.values()])
    names = {one.article.id: {actor.id: actor.name for actor in one.actors} for one in articles}
    return tuple(story_from(group, [accounts[report.key] for report in group.reports], names) for group in groups)


def story_from(group: Group, accounts: Sequence[Account], names: Mapping[str, Mapping[str, str]]) -> Story:
    why = group.joined
    mentions = (mention_of(one, why.get(one.report.key), names[one.report.article]) for one in accounts)
    return replace(story_of(accounts[0].anchor, accounts), mentions=tuple(mentions))


def mention_of(account: Account, joined: Joined | None, names: Mapping[str, str]) -> StoryMention:
    report = account.report
    own = own_names((*account.actors, *account.recipients, report.attribution), names)
    why = (joined.other, joined.probability, joined.reasons) if joined else (None, None, ())
    return StoryMention(
        report.article, report.event, account.name, account.source, account.url, report.said, report.language,
        account.actors, account.recipients, own, account.date, account.place, report.factuality, report.attribution,
        account.sentence, report.origin, *why,
    )  # fmt: skip


# ---- what they tell together -----------------------------------------------------------------------------------------


def story_of(id: str, accounts: Iterable[Account]) -> Story:
    """The accounts as one row, without its mentions."""
    ordered = sorted(accounts, key=lambda account: account.order)
    first, *_ = ordered
    return Story(
        id=id,
        type=cast(EventType, first.report.type),
        actors=most_told(ordered, lambda account: account.actors),
        recipients=most_told(ordered, lambda account: account.recipients),
        date=next(iter(ranked((account.date, account) for account in ordered if account.date)), None),
        place=next(iter(ranked((account.place, account) for account in ordered if account.place)), None),
        factuality=next(iter(ranked((account.report.factuality, account) for account in ordered))),
        sentence=first.sentence,
        languages=tuple(sorted({account.report.language for account in ordered if account.report.language})),
        sources=len({account.source for account in ordered}),
        reports=len(ordered),
        independent_origins=len(origins(ordered)),
        first_article=first.name,
        first_told=first.told,
        differing=tuple(differing(ordered)),
    )


def origins(accounts: Iterable[Account]) -> set[str]:
    return {account.report.origin for account in accounts}


def ranked(told: Iterable[tuple[T, Account]]) -> list[T]:
    """Values, those first that the most origins tell, of equals the one told first."""
    by_value: dict[T, set[str]] = {}
    for value, account in told:
        by_value.setdefault(value, set()).add(account.report.origin)
    return sorted(by_value, key=lambda value: -len(by_value[value]))


def most_told(accounts: Sequence[Account], side: Callable[[Account], Iterable[str]]) -> tuple[str, ...]:
    """Everybody named, those first whom the most origins name; who has no name beyond its article is left out."""
    return tuple(ranked((id, account) for account in accounts for id in named(side(account))))


def named(ids: Iterable[str]) -> Iterator[str]:
    return (id for id in ids if not id.startswith("_"))


def day_window(accounts: Iterable[Account]) -> tuple[date | None, date | None]:
    """The days on which it can lie by any account that tells one; where none does, those on which it was told. An open
    end has no bound."""
    reports = [account.report for account in accounts]
    told = [(r.first or date.min, r.last or date.max) for r in reports if r.first or r.last]
    told = told or [(r.said, r.said) for r in reports if r.said]
    return (min(first for first, _ in told), max(last for _, last in told)) if told else (None, None)


# ---- what they tell differently --------------------------------------------------------------------------------------


def differing(accounts: Sequence[Account]) -> Iterator[Differing]:
    """Every value of the fields on which accounts do not agree, the most told first."""
    if len(accounts) < 2:
        return
    for field, values in told_apart(accounts):
        values = sorted(values, key=lambda value: -len(origins(value[1])))
        if len(values) > 1:
            for value, tellers in values:
                articles = tuple(dict.fromkeys(account.name for account in tellers))
                yield Differing(field, value, len(origins(tellers)), articles)


def told_apart(accounts: Sequence[Account]) -> Iterator[tuple[str, list[Value]]]:
    """Field by field, what is told, with who tells it."""
    yield "actors", sides(accounts, lambda one: one.acting, lambda one: one.actors)
    yield "recipients", sides(accounts, lambda one: one.acted_on, lambda one: one.recipients)
    yield "date", exactest([(days(one), one.date, one) for one in accounts if one.date], holds_days)
    yield "place", exactest([(one.place, one.place.name, one) for one in accounts if one.place], holds_place)
    yield from figures(accounts)
    yield "factuality", listed((one.report.factuality, one) for one in accounts)
    yield "attribution", listed((teller(one), one) for one in accounts)


def listed(told: Iterable[tuple[str, Account]]) -> list[Value]:
    values: dict[str, list[Account]] = {}
    for value, account in told:
        values.setdefault(value, []).append(account)
    return list(values.items())


def teller(account: Account) -> str:
    """According to whom; a teller without a name beyond its article is one of its own."""
    by = account.report.attribution
    return f"{by} of {account.name}" if by.startswith("_") else by


def sides(
    accounts: Sequence[Account], keys: Callable[[Account], Iterable[str]], ids: Callable[[Account], Iterable[str]]
) -> list[Value]:
    """Accounts apart that name nobody in common, a person's state counting for the person: who is blamed by whom."""
    parts: list[tuple[set[str], list[Account]]] = []
    for account in accounts:
        if not (own := set(named(keys(account)))):
            continue
        near = [part for part in parts if part[0] & own]
        together = [teller for _, tellers in near for teller in tellers]
        parts = [part for part in parts if part not in near]
        parts.append((own.union(*(keys for keys, _ in near)), [*together, account]))
    return [(", ".join(most_told(tellers, ids) or most_told(tellers, keys)), tellers) for _, tellers in parts]


def exactest(told: Sequence[tuple[T, str, Account]], holds: Callable[[T, T], bool]) -> list[Value]:
    """Values that do not merely tell another one less exactly; who tells it so is counted to neither."""
    values = {value for value, _, _ in told}
    exact = {value for value in values if not any(holds(value, other) for other in values - {value})}
    return listed((words, account) for value, words, account in told if value in exact)


def days(account: Account) -> tuple[date, date]:
    return account.report.first or date.min, account.report.last or date.max


def holds_days(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]


def holds_place(one: EventPlace, other: EventPlace) -> bool:
    """Does the other lie within the one?"""
    wide, narrow = entry(one.name, one.country), entry(other.name, other.country)
    if wide is None or narrow is None or wide.id == narrow.id:
        return False
    return wide.id in narrow.within or (wide.kind == "country" and wide.id == narrow.country)


@lru_cache(1 << 14)
def entry(name: str, country: str | None) -> PlaceEntry | None:
    """The place of that name that the tables know, in that country where it lies in one."""
    return next((one for one in load_gazetteer().named(name) if one.country == country), None)


def figures(accounts: Sequence[Account]) -> Iterator[tuple[str, list[Value]]]:
    """Figures of one kind and unit are compared."""
    kinds: dict[str, list[tuple[tuple[float, float], str, Account]]] = {}
    for account in accounts:
        for quantity in account.quantities:
            if (bounds := bounds_of(quantity)) is not None:
                kinds.setdefault(kind_of(quantity), []).append((bounds, written(quantity), account))
    return ((kind, exactest(told, holds_figure)) for kind, told in kinds.items())


def kind_of(quantity: Quantity) -> str:
    return f"{quantity.kind}, {quantity.unit}" if quantity.unit else quantity.kind


def bounds_of(quantity: Quantity) -> tuple[float, float] | None:
    if quantity.low is None and quantity.high is None:
        return None
    return (
        float("-inf") if quantity.low is None else quantity.low,
        float("inf") if quantity.high is None else quantity.high,
    )


def holds_figure(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]


def written(quantity: Quantity) -> str:
    """ "12", "10–20", "at least 12", "at most 20"."""
    low, high = (f"{n:,.10g}" if n is not None else None for n in (quantity.low, quantity.high))
    if low == high:
        return str(low)
    return f"{low}–{high}" if low and high else f"at least {low}" if low else f"at most {high}"
