"""Clues for passages, as the pipeline makes them for articles, from the corpus's own actors, places and dates."""

from __future__ import annotations

from depeche.analysis.corpus import PRONOUNS
from depeche.analysis.passages import Passage
from depeche.coding.drafts import Told, read_sentences
from depeche.coding.quotes import find_quotes
from depeche.language.analysis import analyse
from depeche.records import Actor, ActorKind, Article, Block, Date, Mention, MentionForm, Place

ACTOR_KINDS: dict[str, ActorKind] = {"government": "state", "place": "group"}
PUBLIC = ("CVL", "GOV")  # whom the corpus tags belongs to public life or not: the heads shall learn it from the words


def read(passage: Passage) -> tuple[Told, ...]:
    """What the rules read in a passage whose actors, places, dates and quotations are known."""
    text = passage.text
    article = Article(
        passage.id, text, (Block("b1", "paragraph", passage.language, 0, len(text)),), passage.language,
        published=passage.published,
    )  # fmt: skip
    dates = tuple(Date(t.start, t.end, passage.dates[t.key], "day", "absolute", "gold") for t in passage.tagged("d"))
    sentences, actors = analyse(article), _actors(passage)
    quotes = find_quotes(article, sentences, actors)  # found, not the corpus's own: those tell who speaks
    return read_sentences(sentences, actors, _places(passage), dates, quotes, passage.published)


def entity_id(passage: Passage, key: str) -> str:
    """What stands for an entity in the rules' results."""
    return passage.entities[key].id or key


def _actors(passage: Passage) -> tuple[Actor, ...]:
    mentions: dict[str, list[Mention]] = {}
    entities = {}
    for tag in passage.tagged("a"):
        name = entity_id(passage, tag.key)
        entities[name] = passage.entities[tag.key]
        form: MentionForm = "pronoun" if _is_pronoun(passage.text[tag.start : tag.end]) else "name"
        mentions.setdefault(name, []).append(Mention(tag.start, tag.end, form))
    return tuple(
        Actor(
            name, kind := ACTOR_KINDS.get(entity.kind, entity.kind), name,  # type: ignore[arg-type]
            entity.id if kind == "state" else entity.country, PUBLIC, None, (), (), tuple(mentions[name]),
        )
        for name, entity in entities.items()
    )  # fmt: skip


def _is_pronoun(words: str) -> bool:
    return words.lower() in PRONOUNS


def _places(passage: Passage) -> tuple[Place, ...]:
    return tuple(
        Place(
            tag.start, tag.end, passage.entities[tag.key].id or passage.text[tag.start : tag.end],
            passage.entities[tag.key].country, None, None, None, (), "gold",
        )
        for tag in passage.tagged("p")
    )  # fmt: skip
