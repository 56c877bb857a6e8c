"""Pages fetched from a server on this machine, and addresses that are not asked for."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from depeche.fetching import door
from depeche.fetching.door import is_public
from depeche.fetching.pages import Fetched, fetch, file_name
from depeche.records import Failure

PAGE = "<html><body><h1>Un accord de pêche</h1></body></html>"


class Site(BaseHTTPRequestHandler):
    """Answers by path: (status, headers, content)."""

    robots: tuple[int, bytes] = (404, b"")
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers.get("If-None-Match")))
        if self.path == "/robots.txt":
            self.answer(self.robots[0], {}, self.robots[1])
        elif self.path == "/page" and self.headers.get("If-None-Match") == '"v1"':
            self.answer(304, {"ETag": '"v1"'}, b"")
        elif self.path == "/page":
            self.answer(200, {"ETag": '"v1"', "Content-Type": "text/html; charset=utf-8"}, PAGE.encode())
        elif self.path == "/latin":
            self.answer(200, {"Content-Type": "text/html; charset=iso-8859-1"}, PAGE.encode("latin-1"))
        elif self.path == "/bomb":
            bomb = gzip.compress(b"a" * 3_000_000)
            self.answer(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb)
        elif self.path.startswith("/to/"):
            self.answer(302, {"Location": self.path.removeprefix("/to/")}, b"")
        elif self.path == "/round":
            self.answer(302, {"Location": "/round"}, b"")
        else:
            self.answer(404, {}, b"")

    def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked, Site.robots = [], (404, b"")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(address: str, folder: Path, *, allow_private: bool = True) -> Fetched | Failure:
    (found,) = fetch([address], folder, allow_private=allow_private)
    return found


def refusal(address: str, folder: Path, *, allow_private: bool = True) -> str:
    found = get(address, folder, allow_private=allow_private)
    assert isinstance(found, Failure)
    assert "\n" not in found.reason
    return found.reason


def test_a_page_is_saved_and_asked_for_again_only_if_changed(site: str, tmp_path: Path) -> None:
    one = get(f"{site}/page", tmp_path)
    assert isinstance(one, Fetched)
    assert (one.path.read_text(encoding="utf-8"), one.changed) == (PAGE, True)
    again = get(f"{site}/page", tmp_path)
    assert isinstance(again, Fetched)
    assert (again.path, again.changed) == (one.path, False)
    assert [asked for asked in Site.asked if asked[0] == "/page"] == [("/page", None), ("/page", '"v1"')]
    one.path.unlink()
    assert isinstance(get(f"{site}/page", tmp_path), Fetched)
    assert one.path.is_file()


def test_what_the_server_says_of_the_encoding_is_kept(site: str, tmp_path: Path) -> None:
    one = get(f"{site}/latin", tmp_path)
    assert isinstance(one, Fetched)
    assert one.path.read_text(encoding="utf-8") == PAGE


ROBOTS = [
    ((200, b"User-agent: *\nDisallow: /page"), "robots.txt does not allow it"),
    ((200, b"User-agent: depeche\nDisallow: /"), "robots.txt does not allow it"),
    ((503, b""), "its robots.txt cannot be had (the site answers 503), so nothing is allowed"),
    ((200, b"User-agent: *\nDisallow: /other"), None),
    ((404, b""), None),
]


@pytest.mark.parametrize(("robots", "said"), ROBOTS)
def test_robots(site: str, tmp_path: Path, robots: tuple[int, bytes], said: str | None) -> None:
    Site.robots = robots
    found = get(f"{site}/page", tmp_path)
    assert isinstance(found, Failure) == (said is not None)
    assert said is None or (isinstance(found, Failure) and said in found.reason)
    assert ("/page", None) not in Site.asked or said is None


def test_redirects(site: str, tmp_path: Path) -> None:
    assert isinstance(get(f"{site}/to/{site}/page", tmp_path), Fetched)
    assert "more than 5 redirects" in refusal(f"{site}/round", tmp_path)
    assert "no address of a web page" in refusal(f"{site}/to/file:///etc/hostname", tmp_path)
    assert "no address of a web page" in refusal(f"{site}/to/ftp://127.0.0.1/x", tmp_path)


def test_a_redirect_into_a_private_network(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.rsplit(":", 1)[1])
    real = socket.getaddrinfo

    def resolve(host: str, *rest: object, **more: object) -> object:
        return real("127.0.0.1" if host == "phare.example" else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(door, "is_public", lambda address: address == "127.0.0.1")
    inside = f"http://169.254.169.254:{port}/latest"
    said = refusal(f"http://phare.example:{port}/to/{inside}", tmp_path, allow_private=False)
    assert "169.254.169.254: an address of a private network" in said


def test_a_name_that_points_elsewhere_the_second_time(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that was checked is the one connected to; for the next connection the name is checked anew."""
    port = int(site.rsplit(":", 1)[1])
    real, named = socket.getaddrinfo, []

    def resolve(host: str, *rest: object, **more: object) -> object:
        if host != "phare.example":
            return real(host, *rest, **more)  # type: ignore[arg-type]
        named.append(host)
        return real("127.0.0.1" if len(named) == 1 else "10.0.0.1", *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(door, "is_public", lambda address: address == "127.0.0.1")
    said = refusal(f"http://phare.example:{port}/page", tmp_path, allow_private=False)
    assert "phare.example: an address of a private network" in said
    assert [path for path, _ in Site.asked] == ["/robots.txt"]
    assert len(named) == 2


PRIVATE = [
    "127.0.0.1",
    "[::1]",
    "10.0.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "[::ffff:127.0.0.1]",
    "2130706433",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses(tmp_path: Path, host: str) -> None:
    assert "an address of a private network" in refusal(f"http://{host}:9/x", tmp_path, allow_private=False)


ADDRESSES = [
    *(
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("100.64.0.1", False),
        ("fe80::1%eth0", False),
    ),
    *(
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("fc00::1", False),
    ),
]


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


NO_ADDRESS = [
    "file:///etc/hostname",
    "ftp://phare.example/",
    "javascript:alert(1)",
    "phare.example",
    "http://",
    "http://[::1",
]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_no_address(tmp_path: Path, address: str) -> None:
    assert "no address of a web page" in refusal(address, tmp_path)


def test_no_passwords(tmp_path: Path) -> None:
    assert "a name or password" in refusal("http://a:b@127.0.0.1/", tmp_path)


def test_limits(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LARGEST", 1_000_000)
    assert "more than 1 MB" in refusal(f"{site}/bomb", tmp_path)


def test_what_is_not_there(site: str, tmp_path: Path) -> None:
    assert "the site answers 404" in refusal(f"{site}/missing", tmp_path)
    assert "check the address and try again" in refusal("http://127.0.0.1:1/", tmp_path)


def test_names_of_files() -> None:
    name = file_name("https://phare.example/../../monde/Un%20accord?x=1", "text/html")
    assert "/" not in name
    assert name.startswith("phare-example-monde-un-20accord-")
    assert name.endswith(".html")
    assert file_name("https://phare.example/a", "application/pdf").endswith(".pdf")
