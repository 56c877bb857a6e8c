# ruff: noqa: F811  # fixtures of another file
"""In a real browser a person corrects an event: with the keyboard, without scripts, in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

pytest.importorskip("playwright", reason="make browser installs it")

import uvicorn
from explorers import code
from stores import act, report, tell
from test_walk import WINDOWS, Watched, browser, opened, violations  # noqa: F401

from depeche.serving.app import make_app
from depeche.serving.guard import Door, hosts_of
from depeche.serving.server import listening
from depeche.store.query import open_store
from depeche.store.questions import Query


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tell(
        tmp_path_factory.mktemp("said") / "news",
        report("a", "2024-01-10", act("AID", "RUS", "PRK"), act("AID", "FRA", "MLI")),
    )


@pytest.fixture(scope="module")
def base(said: Path) -> Iterator[str]:
    with listening("127.0.0.1", 0) as socket:
        app = make_app(said, Door(hosts_of("127.0.0.1")), code=code, annotate=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def event(said: Path) -> str:
    with open_store(said) as store:
        return f"/events/{next(row['event_id'] for row in store.stream(Query(actor='FRA')))}"


def test_without_scripts_and_with_the_keyboard(opened: Callable[..., Watched], event: str) -> None:
    watched = opened(**WINDOWS["desktop"], java_script_enabled=False)
    page = watched.open(event)
    page.get_by_role("group", name="Type: Aid").get_by_label("right", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("group", name="Recipient: Mali").get_by_label("Recipient: the right value").focus()
    page.keyboard.type("nato")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    page.wait_for_url("**#said")
    assert "NATO" in page.get_by_role("region", name="What people say of it").inner_text()
    assert page.locator("dd.said").all_inner_texts() == ["Ana says: right", "Ana says: NATO"]
    page.get_by_role("button", name="Keep").click()
    assert "nothing was marked" in page.get_by_role("alert").inner_text()
    assert [one for one in watched.wrong if "400" not in one] == []


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("window", WINDOWS)
def test_the_form_can_be_used_by_everybody(
    opened: Callable[..., Watched],
    event: str,
    window: str,
    language: str,
) -> None:
    watched = opened(**WINDOWS[window], locale=language)
    for address in (event, "/events?corrected=true", "/corrections"):
        page = watched.open(address)
        assert page.locator("html").get_attribute("lang") == language
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    page = watched.open(event)
    page.locator("form.correct button").click()
    assert violations(page) == []
    assert [one for one in watched.wrong if "400" not in one] == []
