"""Who is let in."""

from __future__ import annotations

import pytest
from explorers import HERE, explorer
from stores import fill

from depeche.serving import guard
from depeche.serving.guard import MOST_SENT, Door, hosts_of, is_local, sent_from_here

TOKEN = "a token of some length"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("guard") / "news", 3)


@pytest.mark.parametrize("path", ["/", "/events", "/nothing", "/static/explorer.css", "/events.csv", "/enter"])
def test_every_answer_tells_the_browser_what_it_may_do(store, path):
    headers = explorer(store).get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_it_answers_to_its_own_names_alone(store, host, status):
    assert explorer(store).get("/", headers={"host": host}).status_code == status


def test_names_that_are_allowed():
    assert Door(hosts_of("0.0.0.0", ["Archive.example"])).answers_to("archive.example:80")
    assert not Door(hosts_of("127.0.0.1")).answers_to("archive.example")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.7", False),
        ("a.example", False),
    ],
)
def test_local_addresses(host, local):
    assert is_local(host) is local


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": HERE}, 403),  # let in, and the token is wrong
        ({}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_forms_are_taken_from_its_own_pages(store, headers, status):
    answer = explorer(store, token=TOKEN).post("/enter", data={"token": "wrong"}, headers=headers)
    assert answer.status_code == status
    foreign = headers not in ({"origin": HERE}, {})
    assert ("not sent from a page" in answer.text) is foreign


def test_where_a_form_was_sent_from():
    from starlette.datastructures import Headers

    assert sent_from_here(Headers({"host": "localhost:8", "origin": "http://localhost:8"}))
    assert not sent_from_here(Headers({"host": "localhost:8", "origin": "http://localhost:9"}))
    assert not sent_from_here(Headers({"host": "", "origin": "null"}))


@pytest.mark.parametrize("path", ["/enter", "/read", "/read.json"])
def test_what_is_sent_tells_its_length(store, path):
    client = explorer(store)
    pieces = (b"token=" + b"x" * 1000 for _ in range(3))
    form = {"content-type": "application/x-www-form-urlencoded"}
    chunked = {"transfer-encoding": "chunked", "content-length": "10"}
    assert client.post(path, content=pieces, headers=form | chunked).status_code == 411
    assert client.post(path, content=b"x", headers=form | {"content-length": str(MOST_SENT + 1)}).status_code == 413
    assert client.post(path, content=b"x", headers=form | {"content-length": "1e3"}).status_code == 413
    assert client.post(path, content=b"x" * 100, headers=form).status_code in (200, 400)


@pytest.mark.parametrize("path", ["/", "/events", "/events.csv", "/articles/x", "/openapi.json"])
def test_without_the_token_nothing_is_told(store, path):
    client = explorer(store, token=TOKEN)
    asked = client.get(path, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/enter")
    as_program = client.get(path, headers={"accept": "*/*"})
    assert as_program.status_code == 401
    assert "Bearer" in as_program.headers["www-authenticate"]


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], f"{TOKEN}x", "é"])
def test_a_wrong_token_is_refused(store, wrong):
    client = explorer(store, token=TOKEN)
    bearer = {"authorization": b"Bearer " + wrong.encode(), "accept": "*/*"}
    assert client.get("/events.csv", headers=bearer).status_code == 401
    assert client.post("/enter", data={"token": wrong}).status_code == 403
    assert client.get("/events", follow_redirects=False).status_code == 303
    client.cookies.set("depeche-token", TOKEN)  # the cookie is not the token
    assert client.get("/events", follow_redirects=False).status_code == 303


def test_tokens_are_compared_in_constant_time(monkeypatch):
    """Whatever is compared goes through the one function that takes the same time for any."""
    compared = []

    def compare(one, other):
        compared.append((one, other))
        return True

    monkeypatch.setattr(guard.hmac, "compare_digest", compare)
    door = Door(frozenset(), TOKEN)
    assert door.knows("wrong")
    assert door.knows_cookie("wrong")
    assert compared == [(b"wrong", TOKEN.encode()), (b"wrong", door.cookie().encode())]


def test_the_token_lets_in(store):
    client = explorer(store, token=TOKEN)
    assert client.get("/events.csv", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    entered = client.post("/enter", data={"token": TOKEN}, follow_redirects=False)
    cookie = entered.headers["set-cookie"]
    assert entered.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert client.get("/events").status_code == 200
