"""What of a page trafilatura is shown."""

import gc
import weakref

import pytest

from depeche.reading.body import weigh_prose, without_asides
from depeche.reading.frame import Frame
from depeche.reading.leaves import read_leaves
from depeche.reading.page import read_page
from depeche.reading.tree import DEEPEST, Element, parse

PARAGRAPH = "The ferry left Velde at seven and came to the isle of Sorelle in fair weather an hour later, the port said"
REPORT = "".join(f"<p>{PARAGRAPH}. {number}</p>" for number in range(5))


def shown(source: str) -> str:
    root = parse(source)
    return without_asides(source, tuple(root), weigh_prose(read_leaves(root, source)))


@pytest.mark.parametrize(
    "aside",
    [
        "<nav><div><a href='/a'>World</a></div></nav>",
        "<div class='related-articles'><div>More</div></div>",
        "<DIV class='newsletter'>Subscribe</DIV >",
        "<aside><p>More</aside>",
        "<script>var a = '<p>'</script>",
    ],
)
def test_what_is_not_the_reports_is_cut_out_with_its_end_tag(aside: str) -> None:
    before, after = "<body><main>", f"<article>{REPORT}</article></main></body>"
    assert shown(before + aside + after) == before + after


def test_what_holds_the_prose_is_shown_whatever_its_class_says() -> None:
    source = f"<body><div class='comments'>{REPORT}</div></body>"
    assert shown(source) == source


def test_json_ld_is_shown() -> None:
    source = f"<body><script type='application/ld+json'>{{}}</script><main>{REPORT}</main></body>"
    assert shown(source) == source


def test_a_page_nested_too_deep_is_not_shown_twice() -> None:
    source = "<div>" * DEEPEST + "<aside>x" * 50 + REPORT
    assert len(shown(source)) <= len(source)


def test_a_page_that_was_read_is_freed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[weakref.ref[Element]] = []

    class Watched(Element):
        __slots__ = ("__weakref__",)

    def watched(source: str) -> Element:
        root = parse(source)
        watcher = Watched("i", "", root, 0)
        root.children.append(watcher)
        kept.append(weakref.ref(watcher))
        return root

    monkeypatch.setattr("depeche.reading.page.parse", watched)
    gc.collect()
    gc.disable()
    try:
        read_page(f"<html><body><article>{REPORT}</article></body></html>".encode(), Frame("id", "page.html"))
        assert kept[0]() is None
    finally:
        gc.enable()
