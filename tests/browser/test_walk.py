"""A real browser walks every page, at desktop and phone width, in light and dark: no error on its console, no request
to anywhere else, no violation of WCAG A or AA that axe-core finds, nothing wider than the window."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright", reason="make browser installs it")

import axe
import news
import uvicorn
from explorers import code
from playwright.sync_api import Browser, Page, sync_playwright

from depeche.serving.app import make_app, vega_script
from depeche.serving.guard import Door, hosts_of
from depeche.serving.server import listening
from depeche.store.query import Store, open_store
from depeche.store.questions import Query, of_address

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WINDOWS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PLAIN = ("/", "/events", "/events?who=FRA&type=ACCUSE", "/articles", "/quotes", "/actors", "/stories", "/timeline",
         "/map", "/network", "/failures", "/read", "/api", "/nowhere")  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store(news.archive()) as opened:
        yield opened


@pytest.fixture(scope="module")
def base(store: Store) -> Iterator[str]:
    """Where the explorer of the store listens."""
    vega_script()
    with listening("127.0.0.1", 0) as socket:
        config = uvicorn.Config(make_app(store.path, Door(hosts_of("127.0.0.1")), code=code), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no chromium was found; install it (Debian: apt install chromium) or name it in CHROMIUM"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Watched:
    """A page of a browser, and what went wrong on it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("request", lambda asked: self.outside(asked.url))

    def outside(self, url: str) -> None:
        if not url.startswith((f"{self.base}/", "data:")):
            self.wrong.append(f"asks {url}")

    def open(self, address: str) -> Page:
        self.page.goto(self.base + address, wait_until="networkidle")
        return self.page


@pytest.fixture
def opened(browser: Browser, base: str) -> Iterator[Callable[..., Watched]]:
    """Opens a window of a kind."""
    contexts = []

    def open_window(**window: Any) -> Watched:
        contexts.append(browser.new_context(**window))
        return Watched(contexts[-1].new_page(), base)

    yield open_window
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds; its script comes in beside the page's own policy, as a person's tools do."""
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.script()})
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def addresses(store: Store) -> list[str]:
    """One of every page; of articles the hostile, the one without events, and one with captions in two languages."""

    def first(view: str, asked: str, column: str) -> object:
        return store.page(of_address(view, asked), limit=1).rows[0][column]  # type: ignore[arg-type]

    hostile, quiet = (
        first("articles", "article=hostile", "fingerprint"),
        first("articles", "article=quiet", "fingerprint"),
    )
    captions = first("articles", "text=Itamaraty", "fingerprint")
    told = first("stories", "min_origins=2", "id")
    event = first("events", "type=ACCUSE", "event_id")
    found = [f"/articles/{one}" for one in (hostile, quiet, captions)] + [f"/stories/{told}", f"/events/{event}"]
    return [*PLAIN, *found, "/actors/FRA", "/actors/vladimir-putin", "/pairs/RUS/UKR", "/relations/FRA"]


def test_the_store_is_large_enough(store: Store) -> None:
    assert store.count(Query(view="articles")) >= 200


@pytest.mark.parametrize("window", WINDOWS)
def test_every_page(opened: Callable[..., Watched], store: Store, window: str) -> None:
    watched = opened(**WINDOWS[window])
    problems: dict[str, list[str]] = {}
    for address in addresses(store):
        page = watched.open(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = violations(page) + ([f"{wide} pixels wider than the window"] if wide > 0 else [])
        found += [one for one in watched.wrong if not (address == "/nowhere" and "404" in one)]
        watched.wrong.clear()
        if found:
            problems[address] = found
    assert problems == {}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_other_languages(opened: Callable[..., Watched], language: str) -> None:
    watched = opened(**WINDOWS["phone"], locale=language)
    for address in ("/", "/events", "/map", "/network"):
        page = watched.open(address)
        assert page.locator("html").get_attribute("lang") == language
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    assert watched.wrong == []


def test_charts_are_drawn(opened: Callable[..., Watched]) -> None:
    watched = opened(**WINDOWS["desktop"])
    for address in ("/", "/map", "/timeline", "/actors/FRA"):
        drawn = watched.open(address).locator(".chart svg[role=img]")
        assert drawn.count() == 1
        assert drawn.get_attribute("aria-label")
    assert watched.wrong == []


def hostile(store: Store) -> str:
    return f"/articles/{store.page(of_address('articles', 'article=hostile'), limit=1).rows[0]['fingerprint']}"


def test_markup_in_a_text_is_text(opened: Callable[..., Watched], store: Store) -> None:
    watched = opened(**WINDOWS["desktop"])
    page = watched.open(hostile(store))
    text = page.locator("#text").evaluate("one => one.textContent")
    assert text == news.HOSTILE
    assert page.locator("#text script, #text img, #text b").count() == 0
    assert "taken" not in page.title().split(" · ")[-1]
    assert watched.wrong == []


def test_keys_lead_from_mention_to_mention(opened: Callable[..., Watched], store: Store) -> None:
    watched = opened(**WINDOWS["desktop"])
    page = watched.open(hostile(store))
    page.locator("#walk").select_option(index=1)
    all = page.locator("#walked").inner_text()
    assert all.startswith("1 / ")
    page.locator("#main").focus()
    page.keyboard.press("n")
    second = page.locator("#walked").inner_text()
    page.keyboard.press("N")
    assert page.locator("#walked").inner_text() == all
    assert second != all or all == "1 / 1"
    assert page.locator(".m.actor.lit").count() == 1


@pytest.mark.parametrize("width", [320, 700, 1100, 1280])
def test_nothing_beside_a_text_is_cut(opened: Callable[..., Watched], store: Store, width: int) -> None:
    page = opened(viewport={"width": width, "height": 760}).open(hostile(store))
    page.evaluate("document.querySelectorAll('aside details').forEach(one => one.open = true)")
    assert page.locator("aside .fields dd").count()
    cut = page.locator("aside *:not(.hidden)").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)"
        ".map(one => one.outerHTML)"
    )
    assert cut == []


def test_the_timeline_leads_to_the_words(opened: Callable[..., Watched], store: Store) -> None:
    page = opened(viewport={"width": 1100, "height": 400}).open(hostile(store))
    page.locator("ol.line a[href^='#at-']").first.click()
    words = page.locator(".m:target")
    assert words.count() == 1
    at = words.bounding_box()
    assert at is not None
    in_front = "(one, at) => one.contains(document.elementFromPoint(at.x + 2, at.y + at.height / 2))"
    assert words.evaluate(in_front, at), "they stand behind nothing"


def test_words_of_an_event_open_its_reasons(opened: Callable[..., Watched], store: Store) -> None:
    watched = opened(**WINDOWS["desktop"])
    page = watched.open(hostile(store))
    link = page.locator("a[data-events]").first
    event = (link.get_attribute("data-events") or "").split()[0]
    assert not page.locator(f"#event-{event}").evaluate("one => one.open")
    link.click()
    assert page.locator(f"#event-{event}").evaluate("one => one.open")
    assert page.url.endswith(hostile(store))


def test_a_layer_can_be_switched_off(opened: Callable[..., Watched], store: Store) -> None:
    watched = opened(**WINDOWS["desktop"], java_script_enabled=False)
    page = watched.open(hostile(store))
    page.locator("#layer-actor").uncheck()
    bordered = "one => getComputedStyle(one).borderBottomColor"
    page_with = opened(**WINDOWS["desktop"]).open(hostile(store))
    before = page_with.locator("#text .m.actor").first.evaluate(bordered)
    page_with.locator("#layer-actor").uncheck()
    assert page_with.locator("#text .m.actor").first.evaluate(bordered) == "rgba(0, 0, 0, 0)" != before


def test_an_article_is_pasted(opened: Callable[..., Watched]) -> None:
    watched = opened(**WINDOWS["phone"])
    page = watched.open("/read")
    page.get_by_label("Text").fill("Talks\n\nThe president of RUS met PRK over grain.")
    page.get_by_role("button", name="Read and code").click()
    page.wait_for_selector("#text")
    assert "RUS met PRK" in page.locator("#text").inner_text()
    assert violations(page) == []
    assert watched.wrong == []


def test_without_scripts_everything_is_there(opened: Callable[..., Watched]) -> None:
    watched = opened(**WINDOWS["desktop"], java_script_enabled=False)
    page = watched.open("/")
    page.locator("details.table summary").click()
    assert page.locator("details.table table").is_visible()
    page.get_by_label("Words to find").fill("grain")
    page.get_by_role("button", name="Find").click()
    assert "/events?text=grain" in page.url
