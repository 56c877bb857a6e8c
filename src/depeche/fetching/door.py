"""What goes out to the web: only http and https, within limits, as far as a site's robots.txt allows it.

No address of a private network; the host's name is resolved once and that address connected to, so that a name cannot
point elsewhere the second time; each redirect is checked like the first address.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from depeche import __version__
from depeche.errors import NotAnswered, NotFetched

AGENT = "depeche"
LARGEST = 20_000_000  # bytes of a page, unpacked
LARGEST_ROBOTS = 500_000  # bytes; what stands behind does not count (RFC 9309)
REDIRECTS = 5
SECONDS = 60.0  # for a page, all redirects together
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
LONGEST_WAIT = 10.0  # seconds between two requests to a site that asks for a pause
ROBOTS_HOLD = 24 * 3600.0  # seconds that a robots.txt is taken for true (RFC 9309)
FAULTS = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError),
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said, whatever its status. `address`: where the redirects led; `headers`: names in lower case;
    `charset`: stated beside the content."""

    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    charset: str | None = None

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").lower()


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site allows, until a moment of the monotonic clock. `trouble`: its status, where it could not say."""

    rules: RobotFileParser
    until: float
    trouble: int | None = None


class Door:
    """Asks sites, one request at a time. `pause`: seconds between two requests to a site, at least."""

    def __init__(self, *, allow_private: bool, pause: float = 0.0) -> None:
        headers = {"User-Agent": f"{AGENT}/{__version__}", "Accept": "text/html,application/xhtml+xml,*/*;q=0.5"}
        self.client = httpx.Client(transport=Guarded(allow_private), timeout=TIMEOUT, headers=headers)
        self.pause = pause
        self.robots: dict[str, Robots] = {}
        self.asked: dict[str, float] = {}  # site -> when it was last asked

    def close(self) -> None:
        self.client.close()

    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The last answer of a chain of redirects. Raises NotFetched; NotAnswered where another time may help."""
        with asking(address):
            return self.follow(address, headers or {})

    def post(self, address: str, content: bytes, headers: Mapping[str, str], *, said: str) -> Answer:
        """Raises as `ask`; a redirect is an answer like another. `said`: the address as errors may tell it."""
        check_address(address, said)
        until, most = time.monotonic() + SECONDS, LARGEST_ROBOTS
        with asking(said):
            return self.request("POST", address, headers, until=until, most=most, said=said, cut=True, content=content)

    def follow(self, address: str, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + SECONDS
        here = address
        for _ in range(REDIRECTS + 1):
            check_address(here, address)
            self.check_robots(here, address)
            self.wait(here)
            answer = self.request("GET", here, headers, until=until, most=LARGEST, said=address)
            if (there := led_to(answer)) is None:
                return answer
            here = there
        raise NotFetched(f"{address}: more than {REDIRECTS} redirects; give the address they lead to")

    def request(
        self,
        verb: str,
        here: str,
        headers: Mapping[str, str],
        *,
        until: float,
        most: int,
        said: str | None = None,
        cut: bool = False,
        content: bytes | None = None,
    ) -> Answer:
        """One answer. `cut`: what is over the limit is left out, else NotFetched is raised."""
        found = bytearray()
        with self.client.stream(verb, here, headers=headers, content=content) as response:
            for part in response.iter_bytes(1 << 16):
                found += part
                if len(found) > most:
                    if cut:
                        break
                    raise NotFetched(f"{said or here}: more than {most // 1_000_000} MB; save it by hand")
                if time.monotonic() > until:
                    raise NotAnswered(f"{said or here}: not done after {SECONDS:.0f} seconds; try again later")
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(here, response.status_code, told, bytes(found[:most]), response.charset_encoding)

    # ---- what the site allows ---------------------------------------------------------------------------------------

    def check_robots(self, here: str, said: str) -> None:
        """Raises NotFetched where robots.txt forbids the address, NotAnswered where a site in trouble cannot say."""
        site = site_of(here)
        if site not in self.robots or self.robots[site].until < time.monotonic():
            self.robots[site] = self.read_robots(site)
        robots = self.robots[site]
        if robots.trouble is not None:
            why = f"its robots.txt cannot be had (the site answers {robots.trouble})"
            raise NotAnswered(f"{said}: {why}, so nothing is allowed; try again later")
        if not robots.rules.can_fetch(AGENT, here):
            raise NotFetched(f"{said}: the site's robots.txt does not allow it; save the page from your browser")

    def read_robots(self, site: str) -> Robots:
        rules = RobotFileParser()
        here, until = f"{site}/robots.txt", time.monotonic() + SECONDS
        for _ in range(REDIRECTS + 1):
            check_address(here, here)
            answer = self.request("GET", here, {}, until=until, most=LARGEST_ROBOTS, cut=True)
            if (there := led_to(answer)) is None:
                break
            here = there
        found = answer.status == 200
        rules.parse(answer.content.decode("utf-8", errors="replace").splitlines() if found else [])
        in_trouble = not found and not 400 <= answer.status < 500  # none there: all is allowed
        return Robots(rules, time.monotonic() + ROBOTS_HOLD * (not in_trouble), answer.status if in_trouble else None)

    def wait(self, here: str) -> None:
        """As long as the site asks for between two requests, and as `pause` says."""
        site = site_of(here)
        pause = max(self.pause, min(float(self.robots[site].rules.crawl_delay(AGENT) or 0), LONGEST_WAIT))
        left = self.asked.get(site, float("-inf")) + pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self.asked[site] = time.monotonic()


@contextmanager
def asking(address: str) -> Iterator[None]:
    """What goes wrong on the way, as one NotAnswered."""
    try:
        yield
    except FAULTS as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise NotAnswered(f"{address}: {words[:150]}; check the address and try again") from error


def led_to(answer: Answer) -> str | None:
    """Where a redirect leads."""
    there = answer.headers.get("location")
    return urljoin(answer.address, there) if there and answer.status in (301, 302, 303, 307, 308) else None


def asked_to_wait(answer: Answer, now: datetime) -> float | None:
    """The seconds for which a site wants to be left alone (Retry-After: seconds or a moment), None if it says none."""
    said = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", said):
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)


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
            answer.status, headers=answer.headers, stream=Content(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self.pool.close()


class Content(httpx.SyncByteStream):
    """The content of an answer, as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()
