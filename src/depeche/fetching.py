"""Addresses -> pages in a folder, for a person's own use: what a site's robots.txt allows, within limits.

Only http and https; no address of a private network, the host's name resolved once and that address connected to, so
that a name cannot point elsewhere the second time; each redirect is checked like the first address. A page fetched
before is asked for only if it has changed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx
import msgspec

from depeche import __version__
from depeche.errors import NotFetched
from depeche.reading.encoding import decode_page, is_utf8
from depeche.records import Failure

AGENT = "depeche"
LARGEST = 20_000_000  # bytes of a page, unpacked
LARGEST_ROBOTS = 500_000  # bytes; what stands behind does not count (RFC 9309)
REDIRECTS = 5
SECONDS = 60.0  # for a page, all redirects together
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
LONGEST_WAIT = 10.0  # seconds between two requests to a site that asks for a pause
KNOWN = ".fetched.json"  # in the folder: what was fetched, and how to ask whether it has changed
ENDINGS = (
    ("pdf", ".pdf"),
    ("rss", ".xml"),
    ("atom", ".xml"),
    ("xml", ".xml"),
    ("json", ".json"),
    ("text/plain", ".txt"),
)
FAULTS = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError),
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
)


class Kept(msgspec.Struct, frozen=True):
    """What is known of a page fetched before."""

    file: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page in the folder. `changed`: it is new, or not what it was."""

    address: str
    path: Path
    changed: bool


def fetch(addresses: Iterable[str], folder: Path, *, allow_private: bool = False) -> Iterator[Fetched | Failure]:
    """Each page saved in the folder, in order; what cannot be fetched is a `Failure`. Raises NotFetched when the folder
    cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Fetcher(folder, allow_private=allow_private) as fetcher:
            for address in addresses:
                try:
                    yield fetcher.fetch(address)
                except NotFetched as error:
                    yield Failure(address, str(error))
    except OSError as error:
        raise NotFetched(f"{folder}: {error.strerror or error}; name a folder one can write to") from error


class Fetcher:
    """One run: the connection, what the sites allow, what the folder has."""

    def __init__(self, folder: Path, *, allow_private: bool) -> None:
        self.folder = folder
        headers = {"User-Agent": f"{AGENT}/{__version__}", "Accept": "text/html,application/xhtml+xml,*/*;q=0.5"}
        self.client = httpx.Client(transport=Guarded(allow_private), timeout=TIMEOUT, headers=headers)
        self.robots: dict[str, RobotFileParser] = {}
        self.asked: dict[str, float] = {}  # site -> when it was last asked
        self.known = read_known(folder)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        write_known(self.folder, self.known)

    def fetch(self, address: str) -> Fetched:
        """Raises NotFetched."""
        kept = self.known.get(address)
        kept = kept if kept and (self.folder / kept.file).is_file() else None
        ask = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified} if kept else {}
        try:
            response, content = self.follow(address, {name: value for name, value in ask.items() if value})
        except FAULTS as error:
            words = " ".join(str(error).split()) or type(error).__name__
            raise NotFetched(f"{address}: {words[:150]}; check the address and try again") from error
        if response.status_code == 304 and kept:
            return Fetched(address, self.folder / kept.file, False)
        if response.status_code != 200:
            raise NotFetched(f"{address}: the site answers {response.status_code}; check the address in a browser")
        return self.save(address, response, content)

    def follow(self, address: str, ask: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """The last answer of a chain of redirects, and its content."""
        until = time.monotonic() + SECONDS
        here = address
        for _ in range(REDIRECTS + 1):
            check_address(here, address)
            self.check_robots(here, address)
            self.wait(here)
            response, content = self.get(here, ask, until=until, most=LARGEST, said=address)
            if not response.has_redirect_location:
                return response, content
            here = urljoin(here, response.headers["location"])
        raise NotFetched(f"{address}: more than {REDIRECTS} redirects; give the address they lead to")

    def get(
        self, here: str, ask: dict[str, str], *, until: float, most: int, said: str, cut: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """`cut`: what is over the limit is left out, else NotFetched is raised."""
        content = bytearray()
        with self.client.stream("GET", here, headers=ask) as response:
            for part in response.iter_bytes(1 << 16):
                content += part
                if len(content) > most:
                    if cut:
                        break
                    raise NotFetched(f"{said}: more than {most // 1_000_000} MB; save it by hand")
                if time.monotonic() > until:
                    raise NotFetched(f"{said}: not done after {SECONDS:.0f} seconds; try again later")
        return response, bytes(content[:most])

    # ---- what the site allows ---------------------------------------------------------------------------------------

    def check_robots(self, here: str, said: str) -> None:
        """Raises NotFetched where robots.txt forbids the address, or cannot be had from a site in trouble."""
        site = site_of(here)
        if site not in self.robots:
            self.robots[site] = self.read_robots(site)
        if not self.robots[site].can_fetch(AGENT, here):
            raise NotFetched(f"{said}: the site's robots.txt does not allow it; save the page from your browser")

    def read_robots(self, site: str) -> RobotFileParser:
        found = RobotFileParser()
        here, until = f"{site}/robots.txt", time.monotonic() + SECONDS
        for _ in range(REDIRECTS + 1):
            check_address(here, here)
            response, content = self.get(here, {}, until=until, most=LARGEST_ROBOTS, said=here, cut=True)
            if not response.has_redirect_location:
                break
            here = urljoin(here, response.headers["location"])
        if response.status_code == 200:
            found.parse(content.decode("utf-8", errors="replace").splitlines())
        else:  # none there: all is allowed; a site in trouble: nothing is
            found.parse([] if 400 <= response.status_code < 500 else ["User-agent: *", "Disallow: /"])
        return found

    def wait(self, here: str) -> None:
        """As long as the site asks for between two requests."""
        site = site_of(here)
        pause = min(float(self.robots[site].crawl_delay(AGENT) or 0), LONGEST_WAIT)
        left = self.asked.get(site, float("-inf")) + pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self.asked[site] = time.monotonic()

    # ---- what is kept -----------------------------------------------------------------------------------------------

    def save(self, address: str, response: httpx.Response, content: bytes) -> Fetched:
        kind = response.headers.get("content-type", "").lower()
        charset = response.charset_encoding
        if charset and "html" in kind and not is_utf8(content):
            content = decode_page(content, address, charset).encode()  # what the server said is lost in a file
        path = self.folder / file_name(address, kind)
        before = path.read_bytes() if path.is_file() else None
        write_whole(path, content)
        self.known[address] = Kept(path.name, response.headers.get("etag"), response.headers.get("last-modified"))
        write_known(self.folder, self.known)
        return Fetched(address, path, content != before)


# ---- addresses ------------------------------------------------------------------------------------------------------


def site_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def check_address(here: str, said: str) -> None:
    """Raises NotFetched on what is no web address."""
    try:
        parts = urlsplit(here)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise NotFetched(f"{said}: no address of a web page ({here[:80]!r}); it begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise NotFetched(f"{said}: an address with a name or password in it; save the page from your browser")


def is_public(address: str) -> bool:
    """Is it an address of the open internet, and not one that stands for another?"""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PublicBackend(httpcore.SyncBackend):
    """Connects to the address that was checked."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self.allow_private and not all(map(is_public, found)):
            raise NotFetched(f"{host}: an address of a private network; allow it with --allow-private if it is yours")
        return super().connect_tcp(found[0], port, timeout, local_address, socket_options)


class Guarded(httpx.BaseTransport):
    """httpx over connections to checked addresses; no proxy."""

    def __init__(self, allow_private: bool) -> None:
        backend = PublicBackend(allow_private)
        self.pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url
        url = httpcore.URL(scheme=there.raw_scheme, host=there.raw_host, port=there.port, target=there.raw_path)
        assert isinstance(request.stream, httpx.SyncByteStream)
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        answer = self.pool.handle_request(sent)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=Answer(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self.pool.close()


class Answer(httpx.SyncByteStream):
    """The content of an answer, as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()


# ---- files ----------------------------------------------------------------------------------------------------------


def file_name(address: str, kind: str) -> str:
    """ "phare-example-monde-accord-1a2b3c4d.html"."""
    parts = urlsplit(address)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname}{parts.path}".lower().removesuffix(".html")).strip("-")[:80]
    ending = next((ending for part, ending in ENDINGS if part in kind and "html" not in kind), ".html")
    return f"{words}-{hashlib.sha256(address.encode()).hexdigest()[:8]}{ending}"


def write_whole(path: Path, content: bytes) -> None:
    """The file is whole or what it was."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def read_known(folder: Path) -> dict[str, Kept]:
    try:
        return msgspec.json.decode((folder / KNOWN).read_bytes(), type=dict[str, Kept])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def write_known(folder: Path, known: dict[str, Kept]) -> None:
    write_whole(folder / KNOWN, msgspec.json.format(msgspec.json.encode(known)))
