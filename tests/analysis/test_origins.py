"""Reprints are told from updates and from reports written anew; order, batches and markup change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from depeche.analysis.origins import LEAST, SEED, VALUES, find_copies, find_origins, minhash, sign
from depeche.records import Article, Block, BlockKind, Signature

WIRE = """Les ministres des Affaires étrangères d'Arménie et d'Azerbaïdjan se sont entretenus mardi pendant
plus de trois heures dans la capitale géorgienne, a indiqué la diplomatie de Tbilissi. Les deux hommes se
reverront dès vendredi à Vienne, selon un diplomate européen. Au cours de la séance, l'Azerbaïdjan s'est
engagé à rendre à son voisin deux soldats. Dans la matinée, Erevan avait accusé l'armée azerbaïdjanaise
d'avoir ouvert le feu sur des ouvriers."""
OTHER = """La rencontre de Tbilissi n'a rien réglé. Selon des sources proches des délégations, aucun calendrier n'a été
arrêté pour le retour des prisonniers, et le tracé de la frontière reste disputé. L'opposition arménienne appelle à
manifester samedi devant le parlement contre ce qu'elle nomme une capitulation, tandis que Moscou propose une autre
médiation et que Bruxelles dit vouloir envoyer des observateurs sur place avant la fin de l'été."""


def article(id: str, *texts: str, kinds: tuple[BlockKind, ...] = (), language: str = "fr", **changes) -> Article:
    """An article of blocks, paragraphs where nothing else is said."""
    blocks, text = [], ""
    for n, words in enumerate(texts):
        kind: BlockKind = kinds[n] if n < len(kinds) else "paragraph"
        blocks.append(Block(f"b{n}", kind, language, len(text), len(text) + len(words)))
        text += words + "\n\n"
    return replace(Article(id, text, tuple(blocks), language=language, published="2023-06-06"), **changes)


def signed(id: str, *texts: str, **changes) -> Signature:
    return sign(article(id, *texts, **changes), None)


def part(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: int(len(words) * share)])


def origins(*signatures: Signature) -> dict[str, str]:
    return dict(find_origins(find_copies(signatures)))


LATER = {"published": "2023-06-07"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (WIRE, "reprint"),
        (WIRE.upper().replace("'", "’"), "reprint"),
        (WIRE.replace("mardi", "hier").replace("européen", "de l'Union"), "reprint"),
        (part(WIRE, 0.5), "reprint"),
        (f"TBILISSI (APL) - {WIRE} {part(OTHER, 0.1)}", "reprint"),
        (f"{WIRE} {OTHER}", "update"),
        (OTHER, None),
    ],
    ids=["whole", "other signs", "touched up", "cut", "with a line added", "with as much added", "written anew"],
)
def test_what_a_later_article_is(text: str, kind: str | None) -> None:
    copies = find_copies([signed("wire", WIRE), signed("paper", text, **LATER)])
    assert [(copy.article, copy.source, copy.kind) for copy in copies] == ([("paper", "wire", kind)] if kind else [])


@pytest.mark.parametrize(
    "changes", [{"language": "es"}, {"published": "2023-06-20"}], ids=["in another language", "weeks later"]
)
def test_what_is_not_compared(changes) -> None:
    assert origins(signed("wire", WIRE), signed("paper", WIRE, **changes)) == {}


def test_an_update_is_its_own_origin() -> None:
    assert origins(signed("wire", WIRE), signed("update", f"{WIRE} {OTHER}", **LATER)) == {}


def test_a_reprint_of_a_reprint_comes_from_the_first() -> None:
    second, third = signed("second", part(WIRE, 0.8), **LATER), signed("third", part(WIRE, 0.6), published="2023-06-08")
    assert origins(third, signed("first", WIRE), second) == {"second": "first", "third": "first"}


def test_captions_bylines_and_residue_are_no_words_of_the_body() -> None:
    kinds: tuple[BlockKind, ...] = ("title", "caption", "byline", "residue", "paragraph")
    dressed = signed(
        "a", "Un titre", "Une photo de Tbilissi", "Par Jean Dupont", "Lire aussi : Vienne", WIRE, kinds=kinds
    )
    assert dressed.values == signed("b", WIRE).values


def test_markup_within_a_paragraph_is_left_out() -> None:
    text = WIRE.replace("mardi", "mardi <br>")
    at = text.index("<br>")
    one = article("a", text)
    marked = replace(one, blocks=(*one.blocks, Block("r", "residue", None, at, at + len("<br>"))))
    assert sign(marked, None).values == signed("b", WIRE).values


def test_of_one_day_the_fuller_is_the_origin_and_who_tells_the_hour_is_before() -> None:
    full, short = signed("z", WIRE), signed("a", part(WIRE, 0.5))
    assert origins(short, full) == {"a": "z"}
    assert origins(replace(short, told="2023-06-06T05:00:00"), full) == {}  # the fuller adds to it
    same = signed("same", WIRE, published="2023-06-06T05:00:00")
    assert origins(full, same) == {"z": "same"}


def test_moments_are_compared_across_time_zones() -> None:
    early = signed("z", WIRE, published="2023-06-06T08:00:00+06:00")
    late = signed("a", WIRE, published="2023-06-06T04:00:00+00:00")
    assert origins(early, late) == {"a": "z"}


def test_the_day_an_article_speaks_from_stands_for_one_not_told() -> None:
    undated = replace(article("a", WIRE), published=None)
    assert sign(undated, "2023-06-09").told == "2023-06-09"
    assert origins(sign(undated, None), signed("b", WIRE)) == {"a": "b"}


def test_many_papers_with_one_wire_have_one_origin() -> None:
    papers = [signed(f"p{n:03}", part(WIRE, 1 - n / 300), published="2023-06-07") for n in range(100)]
    assert set(origins(signed("wire", WIRE), *papers).values()) == {"wire"}
    assert len(origins(signed("wire", WIRE), *papers)) == 100


def test_flashes_and_empty_bodies_come_from_nowhere() -> None:
    notice = " ".join(OTHER.split()[1:LEAST])
    assert origins(signed("a", notice), signed("b", notice), signed("c"), signed("d")) == {}
    assert find_copies([]) == ()


def test_batches_find_what_one_batch_finds() -> None:
    every = [
        signed("first", WIRE),
        signed("second", part(WIRE, 0.8), **LATER),
        signed("update", f"{WIRE} {OTHER}", **LATER),
        signed("third", OTHER, published="2023-06-08"),
    ]
    for at in range(len(every) + 1):
        before, after = every[:at], every[at:]
        found = (*find_copies(before), *find_copies(after, known=before))
        assert sorted(map(repr, found)) == sorted(map(repr, find_copies(every)))
        assert find_origins(found[::-1]) == find_origins(find_copies(every))


def test_an_article_taken_anew_is_not_its_own_copy() -> None:
    assert find_copies([signed("a", WIRE)], known=[signed("a", WIRE, **LATER)]) == ()


def test_a_signature_is_the_same_on_every_machine() -> None:
    one = signed("a", WIRE)
    assert (one.runs, len(one.values)) == (74, 4 * VALUES)
    assert one.values[:8].hex() == "d3cc65017df35100"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(WIRE.split()), min_size=20, max_size=60), st.randoms(use_true_random=False))
def test_order_changes_nothing(words: list[str], random) -> None:
    every = [signed("a", " ".join(words)), signed("b", WIRE, **LATER), signed("c", " ".join(words[:-3]))]
    shuffled = list(every)
    random.shuffle(shuffled)
    assert find_copies(every) == find_copies(shuffled)
    assert all(0 <= copy.taken <= 1 and 0 <= copy.kept <= 1 for copy in find_copies(every))


@given(st.sets(st.binary(max_size=40), max_size=50))
def test_signatures_are_those_of_datasketch(runs: set[bytes]) -> None:
    expected = MinHash(num_perm=VALUES, seed=SEED, scheme="affine32")
    expected.update_batch(runs)
    assert np.array_equal(minhash(runs), expected.hashvalues)
