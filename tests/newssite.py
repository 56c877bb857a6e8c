"""A news site on this machine that changes between questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Reply = tuple[int, dict[str, str], bytes]
SENTENCE = "The president of {one} {verb} {two} over grain and the pipeline on Monday, said {one}."


def report(title: str, one: str, verb: str, two: str) -> str:
    """A page with three paragraphs, the events of which the stand-in coder makes from the capitals."""
    told = "".join(f"<p>{SENTENCE.format(one=one, verb=verb, two=two)} That is part {n} of it.</p>" for n in range(3))
    head = f"<head><title>{title}</title><meta charset='utf-8'></head>"
    return f"<!doctype html><html lang='en'>{head}<body><article><h1>{title}</h1>{told}</article></body></html>"


@dataclass
class News:
    """`replies`: what stands under a path; `asked`: paths with their validators; `taken`: what was posted."""

    address: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    hook: int = 200

    def page(self, path: str, content: str, kind: str = "text/html; charset=utf-8") -> None:
        tag = hashlib.sha256(content.encode()).hexdigest()[:8]
        self.replies[path] = (200, {"Content-Type": kind, "ETag": f'"{tag}"'}, content.encode())

    def status(self, path: str, status: int, **headers: str) -> None:
        self.replies[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, b"")

    def tell(self, path: str, *items: str) -> None:
        """A feed of these items."""
        channel = f"<title>The Lantern</title>{''.join(items)}"
        self.page(path, f"<?xml version='1.0'?><rss version='2.0'><channel>{channel}</channel></rss>", "text/xml")

    def item(self, name: str, *, more: str = "", link: bool = True, **page: str) -> str:
        """An item; the page it leads to is made where its words are given."""
        if page:
            self.page(f"/{name}", report(f"Report {name}", **page))
        there = f"<link>{self.address}/{name}</link>" if link else ""
        return f"<item><title>Report {name}</title><guid>{name}</guid>{there}{more}</item>"

    def times(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def news_site() -> Iterator[News]:
    news = News()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tag = self.headers.get("If-None-Match")
            news.asked.append((self.path, tag))
            status, headers, content = news.replies.get(self.path, (404, {}, b""))
            if tag and headers.get("ETag") == tag:
                status, content = 304, b""
            self.reply(status, headers, content)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if news.hook == 200:
                news.taken.append((self.headers["Idempotency-Key"], content))
            self.reply(news.hook, {}, b"")

        def reply(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    news.address = f"http://127.0.0.1:{server.server_port}"
    yield news
    server.shutdown()
    server.server_close()
