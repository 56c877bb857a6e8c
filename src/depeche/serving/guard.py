"""Who may ask: the address asked for, where a form was sent from, the token; and what every answer tells a browser."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::", "")
COOKIE = "depeche-token"
SHORTEST = 16  # characters of a token that a person chose
OPEN = ("/enter", "/static/")  # asked for without the token
SAFE = ("GET", "HEAD", "OPTIONS")
MOST_SENT = 10_000_000  # bytes, of any form; what a page takes is less
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Door:
    """What is let in. `hosts`: names the server answers to, besides addresses in figures; `token`: None for anybody."""

    hosts: frozenset[str]
    token: str | None = None

    def answers_to(self, host: str) -> bool:
        """Whether it is asked under a name of its own: a page elsewhere whose name was made to lead here is not."""
        name = host_name(host)
        return name in self.hosts or is_address(name)

    def knows(self, token: str) -> bool:
        return self.token is None or same(token, self.token)

    def knows_cookie(self, cookie: str) -> bool:
        return self.token is None or same(cookie, self.cookie())

    def cookie(self) -> str:
        """What a browser keeps in the token's stead."""
        return hmac.new((self.token or "").encode(), b"depeche explorer", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """In a time that does not tell how much of it is right."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def is_local(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_address(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def host_name(host: str) -> str:
    """ "[::1]:8000" -> "::1"; what is no host is empty."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def hosts_of(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Names of a server that listens on an address."""
    own = (socket.gethostname(), socket.getfqdn()) if host in EVERYWHERE else (host,)
    return frozenset(name.lower() for name in (*LOCAL, *own, *more))


class Guard:
    """Lets in what the door lets in; every answer gets the headers."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        refusal = self.refusal(HTTPConnection(scope), scope["method"])
        await (refusal or self.app)(scope, receive, with_headers)

    def refusal(self, asked: HTTPConnection, method: str) -> Response | None:
        """Why it is not let in, None if it is."""
        headers = asked.headers
        if not self.door.answers_to(headers.get("host", "")):
            return PlainTextResponse("This server does not answer to that name; see --allow-host.\n", 421)
        if method not in SAFE and not sent_from_here(headers):
            return PlainTextResponse("This was not sent from a page of this server.\n", 403)
        if "transfer-encoding" in headers:  # sent in pieces, whatever length it tells
            return PlainTextResponse("What is sent must tell its length: Content-Length.\n", 411)
        if not is_small(headers.get("content-length", "0")):
            return PlainTextResponse(f"More than {MOST_SENT:,} bytes were sent; send one article.\n", 413)
        if asked.url.path.startswith(OPEN) or self.has_token(asked):
            return None
        if "text/html" in headers.get("accept", "") and method in SAFE:
            return RedirectResponse("/enter", 303)
        answer = PlainTextResponse("A token is needed: Authorization: Bearer TOKEN\n", 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def has_token(self, asked: HTTPConnection) -> bool:
        kind, _, token = asked.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.door.knows(token.strip())
        return self.door.knows_cookie(asked.cookies.get(COOKIE, ""))


def is_small(length: str) -> bool:
    return length.isdecimal() and len(length) < 20 and int(length) <= MOST_SENT


def sent_from_here(headers: Headers) -> bool:
    """Whether a form comes from a page of the server, or from a program that is no browser."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
