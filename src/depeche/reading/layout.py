"""Text -> blocks: title, standfirst, contents list, headings, paragraphs, captions, bylines; and residue.

A block is what stands on a line of its own, its outer blanks, markup, list number and label taken off. What was taken
off is `residue`: it lies outside the words of the other blocks, except that markup in the middle of a line lies inside
its block. Apart from that, blocks do not overlap. Blocks are in text order, a block before the residue inside it.

What the site adds is residue too, whole lines of it: the section above the title, "Sommaire", "Lire aussi : …" with the
link on the line below, keywords, rows of share buttons, the notice of copyright at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from statistics import median

from depeche.knowledge.layout import any_of, fold, load_layout_words
from depeche.reading.bylines import read_byline, read_lone_name
from depeche.reading.captions import (
    find_label,
    opens_caption,
    pair_captions,
    read_caption,
    say_the_same,
    sentences_before_last,
)
from depeche.reading.credits import label_pattern
from depeche.reading.datelines import find_dateline
from depeche.reading.identify import identify, identify_article, known_languages
from depeche.reading.lines import Piece, find_pieces, find_wordless, trim
from depeche.reading.markup import Mark, mask
from depeche.records import Block, BlockKind, Byline, Credit, Span

# Code points. The longest title of the corpus and of the reading benchmark's pages has 118, heading 61, standfirst 292.
LONGEST_TITLE = 200
LONGEST_HEADING = 120
LONGEST_STANDFIRST = 400
LONGEST_STOPPED_STANDFIRST = 300
LONGEST_ASIDE = 200
BODY_TO_STANDFIRST = 2.5  # a paragraph of the body is this much longer than a standfirst with a final stop
ALIKE = 0.9  # a contents item and its heading, misprints allowed
HEADINGS_IN_A_ROW = 2
LONGEST_CONTENTS = 100  # items; and the lines among which a misprinted heading is looked for
FARTHEST_ANNOUNCED = 1000
LEAST_LINES = 3  # of a report that may end in the name of its writer

NO_HEADING = re.compile(r"(?::|[.!?…]\s*[\"”’»)]+|;\s+\w{1,3})\s*$")
QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]+?)\s*[»”\"]")
FINAL_STOP = re.compile(r"(?:\.|…|[,;])[\"'”’»)\]\s]*$")
ABBREVIATION = re.compile(r"(?:\b[^\W\d_]\.){2,}$|\b[A-Z]\.$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece on its way to a block: its words are [start, end); `announces` is an index among the drafts."""

    piece: Piece
    start: int
    end: int
    kind: BlockKind | None = None
    credit: Credit | None = None
    label: Span | None = None
    archive: bool = False
    announces: int | None = None
    bylines: tuple[Byline, ...] = ()


Drafts = tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What layout says of a text. `title` is its words, markup left out."""

    blocks: tuple[Block, ...]
    language: str | None
    title: str | None
    bylines: tuple[Byline, ...]


def lay_out(text: str, *, language: str | None = None) -> Layout:
    """Blocks of a text and the language of the whole; `language`: the article's when it is stated."""
    masked = mask(text)
    shadow = masked.shadow
    drafts = tuple(Draft(piece, piece.start, piece.end) for piece in find_pieces(masked))
    for step in STEPS:
        drafts = step(shadow, drafts)
    return finish(shadow, drafts, language=language, marks=masked.marks)


def lay_out_marked(text: str, drafts: Drafts, *, language: str | None = None, stated: str | None = None) -> Layout:
    """As `lay_out`, of a text whose markup says what its parts are: drafts with their kind, or with a hint. What has
    neither is a paragraph, a contents item or a caption by its label. `stated`: the language as the markup states it,
    often wrongly."""
    drafts = mark_contents(text, tuple(labelled_caption(text, draft) for draft in drafts))
    return finish(text, tuple(map(by_hint, drafts)), language=language, stated=stated)


def labelled_caption(text: str, draft: Draft) -> Draft:
    """A paragraph that begins "Photo: …" or is a credit alone."""
    short = draft.kind is None and draft.end - draft.start <= LONGEST_STANDFIRST and draft.piece.hint != "heading"
    told = find_label(text, draft.start, draft.end) or label_pattern().match(text, draft.start, draft.end)
    if not short or not (draft.piece.hint == "caption" or told):
        return draft
    return caption_draft(text, draft)


def by_hint(draft: Draft) -> Draft:
    if draft.kind is not None:
        return draft
    return replace(draft, kind="heading" if draft.piece.hint == "heading" else "paragraph")


def finish(
    shadow: str, drafts: Drafts, *, language: str | None, stated: str | None = None, marks: Sequence[Mark] = ()
) -> Layout:
    spoken = language or identify_article(spoken_words(shadow, drafts), stated=stated)
    drafts = mark_twins(shadow, drafts, spoken)
    blocks = number_blocks(shadow, drafts, spoken)
    residue = find_residue(shadow, drafts, marks)
    title = next((" ".join(shadow[d.start : d.end].split()) for d in drafts if d.kind == "title"), None)
    bylines = tuple(byline for draft in drafts for byline in draft.bylines)
    return Layout(tuple(sorted((*blocks, *residue), key=order)), spoken, title, bylines)


def order(block: Block) -> tuple[int, int, bool]:
    return block.start, -block.end, block.kind == "residue"


def change(drafts: Drafts, index: int, draft: Draft) -> Drafts:
    return (*drafts[:index], draft, *drafts[index + 1 :])


def words_of(shadow: str, draft: Draft) -> str:
    return shadow[draft.start : draft.end]


# ---- what the site adds ----------------------------------------------------------------------------------------------

FOOTERS = 3  # lines at the end among which "© 2021 …" is the site's, not a picture's
COPYRIGHT = re.compile(r"\W*(?:©|copyright\b|\(c\))\s*(?:©\s*)?(?:19|20)\d\d\b", re.IGNORECASE)


@cache
def buttons() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{any_of(load_layout_words().share_words)}\b[\W\d]*)+", re.IGNORECASE)


@cache
def rights() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(load_layout_words().rights)}", re.IGNORECASE)


def mark_furniture(shadow: str, drafts: Drafts) -> Drafts:
    """Rows of share buttons, and the notice of copyright at the end."""
    return tuple(
        replace(draft, kind="residue") if is_furniture(words_of(shadow, draft), len(drafts) - index) else draft
        for index, draft in enumerate(drafts)
    )


def is_furniture(words: str, from_end: int) -> bool:
    if len(words) > LONGEST_ASIDE:
        return False
    last = from_end <= FOOTERS and (COPYRIGHT.match(words) or rights().search(words)) is not None
    return last or buttons().fullmatch(words) is not None


# ---- captions -------------------------------------------------------------------------------------------------------


def mark_captions(shadow: str, drafts: Drafts) -> Drafts:
    """Captions; a credit on a line of its own goes to the caption on the line above it, a label to the line below."""
    found: list[Draft] = []
    for draft in drafts:
        if draft.kind is not None:
            found.append(draft)
            continue
        if is_label_below(shadow, found, draft):
            found[-1] = replace(found[-1], kind="residue")
            draft = replace(draft, kind="caption")
        read = caption_draft(shadow, draft)
        if read.kind == "residue" and found and takes_credit(shadow, found[-1], read):
            found[-1] = replace(found[-1], kind="caption", credit=read.credit)
        else:
            found.append(read)
    return tuple(mark_sign_off(shadow, found))


def caption_draft(shadow: str, draft: Draft) -> Draft:
    if draft.piece.hint in ("title", "heading"):
        return draft
    caption = read_caption(shadow, draft.start, draft.end)
    if caption is None:
        opened = draft.piece.hint == "caption" or opens_as_caption(shadow, draft)
        return replace(draft, kind="caption", archive=False) if opened else draft
    if caption.start == caption.end:
        return replace(draft, kind="residue", credit=caption.credit)
    return replace(
        draft,
        kind="caption",
        start=caption.start,
        end=caption.end,
        credit=caption.credit,
        label=caption.label,
        archive=caption.archive,
    )


def opens_as_caption(shadow: str, draft: Draft) -> bool:
    return opens_caption(shadow, draft.start, draft.end) and not stopped(shadow, draft)


def takes_credit(shadow: str, above: Draft, credit: Draft) -> bool:
    """Is the line right above the credit short enough to be the caption it belongs to?"""
    short = sentences_before_last(words_of(shadow, above)) < 2 and above.end - above.start <= LONGEST_STANDFIRST
    return not credit.piece.apart and short and above.credit is None and above.kind in (None, "caption")


def is_label_below(shadow: str, above: list[Draft], draft: Draft) -> bool:
    """Is the line above a photo label and nothing else?"""
    if not above or draft.piece.apart or above[-1].kind is not None:
        return False
    label = fold(words_of(shadow, above[-1]))
    return label.endswith(":") and label.rstrip(": ") in {fold(w) for w in load_layout_words().photo_labels}


def mark_sign_off(shadow: str, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """A lone credit among the last lines is the report's own: "(AFP)"."""
    for index, draft in enumerate(drafts):
        signed = (
            draft.credit is not None and draft.kind == "residue" and index > 0 and all(d.kind for d in drafts[index:])
        )
        if signed and read_byline(shadow, draft.start, draft.end) is not None:
            yield replace(draft, kind="byline", credit=None)
        else:
            yield replace(draft, credit=None) if draft.kind == "residue" else draft


def mark_twins(shadow: str, drafts: Drafts, language: str | None) -> Drafts:
    """A line that says what the caption beside it says, in another language, is a caption too."""
    for index, draft in enumerate(drafts):
        near = [d for d in drafts[max(0, index - 1) : index + 2] if d.kind == "caption"]
        if draft.kind in ("paragraph", "heading") and any(is_twin(shadow, c, draft, language) for c in near):
            drafts = change(drafts, index, replace(draft, kind="caption", announces=None))
    return drafts


def is_twin(shadow: str, caption: Draft, line: Draft, language: str | None) -> bool:
    one, other = words_of(shadow, caption), words_of(shadow, line)
    lone = sentences_before_last(other) == 0 and any(map(str.isdigit, other))
    return lone and say_the_same(one, other) and block_language(one, language) != block_language(other, language)


# ---- lines that are not the report's ---------------------------------------------------------------------------------


@cache
def aside() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_layout_words().aside_openings)}(?:\s*[:|>–—-]|\s*$)", re.IGNORECASE)


@cache
def bare_labels() -> frozenset[str]:
    words = load_layout_words()
    return frozenset(map(fold, (*words.contents_labels, *words.sections)))


def mark_asides(shadow: str, drafts: Drafts) -> Drafts:
    """ "Lire aussi : …", "Sommaire", and the section printed above the title."""
    marked: list[Draft] = []
    for index, draft in enumerate(drafts):
        off = draft.kind is None and (is_aside(shadow, draft, index) or under_aside(shadow, marked, draft))
        marked.append(replace(draft, kind="residue") if off else draft)
    return tuple(marked)


def under_aside(shadow: str, above: list[Draft], draft: Draft) -> bool:
    """A short line right under "Lire aussi :" is the link."""
    if not above or above[-1].kind != "residue" or draft.piece.apart or draft.end - draft.start > LONGEST_HEADING:
        return False
    label = words_of(shadow, above[-1])
    return label.endswith(":") and aside().match(label) is not None and not stopped(shadow, draft)


def is_aside(shadow: str, draft: Draft, index: int) -> bool:
    words = words_of(shadow, draft)
    if aside().match(words) and len(words) <= LONGEST_ASIDE:
        return True
    bare = fold(words).rstrip(" :")
    return is_contents_label(shadow, draft) or (
        index == 0 and all(part in bare_labels() for part in re.split(r"\s*[|/>•·]\s*", bare))
    )


# ---- bylines and contents --------------------------------------------------------------------------------------------


def mark_bylines(shadow: str, drafts: Drafts) -> Drafts:
    return tuple(byline_draft(shadow, draft) if draft.kind is None else draft for draft in drafts)


def byline_draft(shadow: str, draft: Draft) -> Draft:
    if draft.piece.hint in ("title", "heading") or (stopped(shadow, draft) and len(words_of(shadow, draft)) > 60):
        return draft
    names = read_byline(shadow, draft.start, draft.end)
    return draft if names is None else replace(draft, kind="byline", bylines=names)


def mark_last_name(shadow: str, drafts: Drafts) -> Drafts:
    """A name on the last line is the writer's."""
    open_lines = [index for index, draft in enumerate(drafts) if draft.kind is None]
    if len(open_lines) < LEAST_LINES:
        return drafts
    last = drafts[open_lines[-1]]
    names = None if last.piece.hint or last.piece.marker else read_lone_name(shadow, last.start, last.end)
    return change(drafts, open_lines[-1], replace(last, kind="byline", bylines=names)) if names else drafts


def mark_contents(shadow: str, drafts: Drafts) -> Drafts:
    """Lines whose words are those of a later line: list items, or two and more in a row."""
    targets = dict(announced(shadow, drafts))
    kept = {i: t for i, t in targets.items() if drafts[i].piece.marker or drafts[i].piece.hint == "item"}
    kept |= {i: t for i, t in targets.items() if i - 1 in targets or i + 1 in targets}
    aims = set(kept.values())
    listed = {*kept, *beside_items(shadow, drafts, set(kept)), *under_label(shadow, drafts)} - aims
    return tuple(
        replace(draft, kind="contents_item", announces=kept.get(index))
        if index in listed
        else replace(draft, kind="heading")
        if index in aims
        else draft
        for index, draft in enumerate(drafts)
    )


def beside_items(shadow: str, drafts: Drafts, items: set[int]) -> set[int]:
    """Items of the same list whose heading is not in the text."""
    found = set(items)
    for step in (1, -1):
        for index in range(len(drafts))[::step]:
            if index - step in found and drafts[index].piece.marker and drafts[index - step].piece.marker:
                found |= {index} if drafts[index].kind is None and is_short(shadow, drafts[index]) else set()
    return found


def under_label(shadow: str, drafts: Drafts) -> set[int]:
    """The lines right under "Sommaire", "En portada" …, as far as they are short and follow one another."""
    found: set[int] = set()
    for index, draft in enumerate(drafts[1:], start=1):
        near = index - 1 in found or is_contents_label(shadow, drafts[index - 1])
        follows = draft.piece.marker is not None or not draft.piece.apart
        if near and follows and draft.kind is None and draft.end - draft.start <= LONGEST_HEADING:
            found.add(index)
    return found


def is_contents_label(shadow: str, draft: Draft) -> bool:
    return (
        len(words_of(shadow, draft)) <= LONGEST_HEADING
        and fold(words_of(shadow, draft)).rstrip(" :") in contents_labels()
    )


@cache
def contents_labels() -> frozenset[str]:
    return frozenset(map(fold, load_layout_words().contents_labels))


def announced(shadow: str, drafts: Drafts) -> Iterator[tuple[int, int]]:
    """Pairs of indexes: a line, and the later one with the same words."""
    plain = {i: key(words_of(shadow, d)) for i, d in enumerate(drafts) if d.kind is None and is_short(shadow, d)}
    marked = [i for i in plain if drafts[i].piece.marker]
    running = [i for i in plain if not drafts[i].piece.marker]
    later = dict(later_alike(plain))
    for index, words in plain.items():
        same = later.get(index)
        if same is None and index in marked[:LONGEST_CONTENTS]:
            misprinted = running[bisect_right(running, index) :][:FARTHEST_ANNOUNCED]
            same = next((j for j in misprinted if alike(words, plain[j])), None)
        if same is not None:
            yield index, same


def later_alike(plain: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Each line that stands there again, and where next."""
    last: dict[str, int] = {}
    for index, words in plain.items():
        if words in last:
            yield last[words], index
        last[words] = index


def is_short(shadow: str, draft: Draft) -> bool:
    return draft.end - draft.start <= LONGEST_TITLE and "\n" not in words_of(shadow, draft).strip()


def key(words: str) -> str:
    """Letters and digits only, folded."""
    return " ".join(re.findall(r"\w+", fold(words)))


def alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


# ---- the head --------------------------------------------------------------------------------------------------------


def stopped(shadow: str, draft: Draft) -> bool:
    """Does the line end in a full stop (or comma), abbreviations apart?"""
    words = words_of(shadow, draft)
    return FINAL_STOP.search(words) is not None and not ABBREVIATION.search(words)


def is_body(shadow: str, draft: Draft) -> bool:
    """Could it be a paragraph: not marked as anything else, and not a line like a heading?"""
    return draft.kind is None and (stopped(shadow, draft) or draft.end - draft.start > LONGEST_HEADING)


def mark_title(shadow: str, drafts: Drafts) -> Drafts:
    """The first line of the report's own, when it is short, has no final stop and text follows."""
    for index, draft in enumerate(drafts):
        if draft.kind in ("caption", "byline", "residue"):
            continue
        if draft.kind is None and is_title(shadow, draft, drafts[index + 1 :]):
            return change(drafts, index, replace(draft, kind="title"))
        return drafts
    return drafts


def is_title(shadow: str, draft: Draft, after: Drafts) -> bool:
    text_follows = any(d.kind is None or d.kind == "contents_item" for d in after)
    if draft.piece.hint == "title":
        return text_follows
    plain = draft.piece.marker is None and draft.end - draft.start <= LONGEST_TITLE
    return text_follows and plain and not stopped(shadow, draft) and one_line(shadow, draft)


def one_line(shadow: str, draft: Draft) -> bool:
    """At most three printed lines, and one sentence: a question and its answer are no title."""
    words = words_of(shadow, draft)
    return words.count("\n") <= 2 and sentences_before_last(words) <= 1


def mark_standfirst(shadow: str, drafts: Drafts) -> Drafts:
    """What stands between the title and the body."""
    title = next((i for i, d in enumerate(drafts) if d.kind == "title"), None)
    if title is None:
        return drafts
    last = title
    for index in range(title + 1, len(drafts)):
        draft = drafts[index]
        if draft.kind == "heading" or draft.piece.hint == "heading":
            break
        if draft.kind is not None:
            continue
        if names := lone_name(shadow, drafts, index):
            drafts = change(drafts, index, replace(draft, kind="byline", bylines=names))
        elif label := standfirst_label().match(shadow, draft.start, draft.end):
            words = trim(shadow, label.end(), draft.end)
            labelled = replace(draft, kind="standfirst", start=words.start, label=trim(shadow, *label.span()))
            drafts, last = change(drafts, index, labelled), index
        elif is_standfirst(shadow, drafts, title, last, index):
            drafts, last = change(drafts, index, replace(draft, kind="standfirst")), index
        else:
            break
    return drafts


@cache
def standfirst_label() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_layout_words().standfirst_labels)}\s*[:：]\s*(?=\S)", re.IGNORECASE)


def lone_name(shadow: str, drafts: Drafts, index: int) -> tuple[Byline, ...] | None:
    if not any(d.kind is None for d in drafts[index + 1 :]):
        return None
    return read_lone_name(shadow, drafts[index].start, drafts[index].end)


def is_standfirst(shadow: str, drafts: Drafts, title: int, last: int, index: int) -> bool:
    """`last`: the standfirst before it, or the title."""
    draft, after = drafts[index], drafts[index + 1 :]
    body = next((d for d in after if d.kind is None), None)
    if body is None or draft.end - draft.start > LONGEST_STANDFIRST or dateline_opens(shadow, draft):
        return False
    if not any(is_body(shadow, d) for d in after):
        return False
    if words_of(shadow, draft).rstrip().endswith(":"):
        return False
    if last > title and (draft.piece.apart or last != index - 1) and draft.piece.marker is None:
        return False
    if draft.piece.emphasis or not stopped(shadow, draft):
        return True
    return is_stopped_standfirst(shadow, drafts, index, body)


def is_stopped_standfirst(shadow: str, drafts: Drafts, index: int, body: Draft) -> bool:
    """With a final stop it looks like a first paragraph: something else has to part it from the body."""
    draft, below = drafts[index], drafts[index + 1]
    if draft.end - draft.start > LONGEST_STOPPED_STANDFIRST or sentences_before_last(words_of(shadow, draft)) > 1:
        return False
    if below.kind in ("byline", "contents_item", "caption") or dateline_opens(shadow, body):
        return not any(d.kind == "caption" for d in drafts[:index])
    if not draft.piece.apart and body.piece.apart:
        return True
    rest = [d.end - d.start for d in drafts[index + 1 :] if is_body(shadow, d)]
    return median(rest) >= BODY_TO_STANDFIRST * (draft.end - draft.start)


def dateline_opens(shadow: str, draft: Draft) -> bool:
    return find_dateline(shadow, draft.start, draft.end) is not None


# ---- the body --------------------------------------------------------------------------------------------------------


def mark_headings(shadow: str, drafts: Drafts) -> Drafts:
    """Short lines without a final stop before a paragraph; all that is left is paragraphs."""
    spaced = sum(d.piece.apart for d in drafts[1:]) * 2 > len(drafts) - 1
    lone = sum(d.kind is None for d in drafts) == 1 and not any(d.kind == "title" for d in drafts)
    likely = [not lone and looks_like_heading(shadow, drafts, i, spaced) for i in range(len(drafts))]
    return tuple(
        draft
        if draft.kind is not None
        else replace(draft, kind="heading" if likely[i] and leads(drafts, likely, i) else "paragraph")
        for i, draft in enumerate(drafts)
    )


def looks_like_heading(shadow: str, drafts: Drafts, index: int, spaced: bool) -> bool:
    draft = drafts[index]
    if draft.kind is not None or draft.piece.hint == "heading":
        return draft.kind is None
    short = draft.end - draft.start <= LONGEST_HEADING and sentences_before_last(words_of(shadow, draft)) == 0
    set_off = draft.piece.apart or not spaced or (index > 0 and drafts[index - 1].kind is not None)
    listed = draft.piece.hint in ("item", "quote") or (draft.piece.marker is not None and not draft.piece.apart)
    sentence = stopped(shadow, draft) or NO_HEADING.search(words_of(shadow, draft))
    return short and set_off and not listed and not sentence and not is_pull_quote(shadow, drafts, index)


def is_pull_quote(shadow: str, drafts: Drafts, index: int) -> bool:
    """Words between quotation marks that the report prints a second time."""
    quoted = QUOTED.fullmatch(words_of(shadow, drafts[index]))
    return quoted is not None and any(quoted[1] in words_of(shadow, d) for i, d in enumerate(drafts) if i != index)


def leads(drafts: Drafts, likely: list[bool], index: int) -> bool:
    """Does a paragraph or caption follow, with at most one other heading between?"""
    if drafts[index].piece.hint in ("title", "heading"):
        return True
    run = index
    while run > 0 and likely[run - 1]:
        run -= 1
    stop = index
    while stop < len(drafts) and likely[stop]:
        stop += 1
    if stop - run > HEADINGS_IN_A_ROW:
        return False
    return any(d.kind is None and not likely[stop + i] for i, d in enumerate(drafts[stop:]))


# ---- blocks ----------------------------------------------------------------------------------------------------------


def spoken_words(shadow: str, drafts: Drafts) -> str:
    """The words that tell the article's language: its paragraphs, or all of it when there are none."""
    told = [d for d in drafts if d.kind in ("paragraph", "title", "standfirst", "heading")] or list(drafts)
    return "\n".join(words_of(shadow, d) for d in told)


def block_language(words: str, article: str | None) -> str | None:
    """A block of an article in a language that is not ours is in that language."""
    return identify(words, fallback=article) if article in known_languages() else article


def number_blocks(shadow: str, drafts: Drafts, language: str | None) -> tuple[Block, ...]:
    """Blocks "b1", "b2" …, captions paired."""
    ids: dict[int, str] = {}
    for index, draft in enumerate(drafts):
        if draft.kind != "residue":
            ids[index] = f"b{len(ids) + 1}"
    blocks = tuple(make_block(shadow, drafts[i], ids[i], ids.get, language) for i in ids)
    pairs = pair_captions(shadow, [block for block in blocks if block.kind == "caption"])
    return tuple(replace(block, pair_with=pairs.get(block.id)) for block in blocks)


def make_block(shadow: str, draft: Draft, name: str, ids: Callable[[int], str | None], language: str | None) -> Block:
    target = None if draft.announces is None else ids(draft.announces)
    spoken = block_language(" ".join(words_of(shadow, draft).split()), language)
    kind = draft.kind or "paragraph"
    level = draft.piece.level if kind == "heading" else None
    return Block(name, kind, spoken, draft.start, draft.end, draft.credit, None, target, draft.archive, level)


def find_residue(shadow: str, drafts: Drafts, marks: Sequence[Mark]) -> Iterator[Block]:
    """What was taken off, "r1", "r2" …: markup, list markers, labels, and whole lines that are not the report's."""
    spans = [Span(mark.start, mark.end) for mark in marks]
    spans += [trim(shadow, draft.start, draft.end) for draft in drafts if draft.kind == "residue"]
    spans += [span for draft in drafts for span in (draft.piece.marker, draft.label) if span]
    spans += find_wordless(shadow)
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.start < span.end and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    for number, span in enumerate(kept, start=1):
        yield Block(f"r{number}", "residue", None, span.start, span.end)


STEPS = (
    mark_furniture,
    mark_captions,
    mark_asides,
    mark_bylines,
    mark_last_name,
    mark_contents,
    mark_title,
    mark_standfirst,
    mark_headings,
)
