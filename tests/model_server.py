"""A small OpenAI-compatible server on this machine, for tests: what it answers is a function of what it is asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Sentences = list[dict[str, Any]]
Says = Callable[[Sentences], Any]  # acts, or the whole content as text
NAME = "tiny-1"


@dataclass
class Answers:
    """How it behaves. `says`: of a request's sentences; `statuses`: of the first requests, 200 when none is left;
    `wait`: seconds before an answer; `knows_schemas`: takes `response_format`."""

    says: Says
    statuses: list[int] = field(default_factory=list)
    wait: float = 0.0
    knows_schemas: bool = True
    models: tuple[str, ...] = (NAME,)
    key: str | None = None
    raw: bytes | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    gone: bool = False
    at_once: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """Its address, with /v1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            models = [{"id": name, "object": "model"} for name in answers.models]
            self.answer(200 if self.path == "/v1/models" else 404, {"object": "list", "data": models})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with answers.lock:
                answers.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
                answers.at_once += 1
                answers.most_at_once = max(answers.most_at_once, answers.at_once)
                status = answers.statuses.pop(0) if answers.statuses else 200
            if answers.gone:
                self.close_connection = True
                return
            time.sleep(answers.wait)
            with answers.lock:
                answers.at_once -= 1
            if answers.key and self.headers.get("Authorization") != f"Bearer {answers.key}":
                self.answer(401, {"error": "no such key"})
            elif status != 200:
                self.answer(status, {"error": "not now"})
            elif "response_format" in body and not answers.knows_schemas:
                self.answer(400, {"error": "response_format is unknown"})
            elif answers.raw is not None:
                self.send(200, answers.raw)
            else:
                self.answer(200, completion(answers.says(json.loads(body["messages"][1]["content"]))))

        def answer(self, status: int, content: Any) -> None:
            self.send(status, json.dumps(content).encode())

        def send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status == 302:
                self.send_header("Location", "/v1/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        answers.gone = True  # for connections that are still open
        server.shutdown()
        server.server_close()


def completion(said: Any) -> dict[str, Any]:
    content = said if isinstance(said, str) else json.dumps({"acts": said}, ensure_ascii=False)
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}]}


def act(sentence: int, trigger: str, type: str, **others: Any) -> dict[str, Any]:
    """An act as a model writes it."""
    known = {"mode": None, "actors": [], "recipients": [], "factuality": "asserted", "source": None}
    return {"sentence": sentence, "trigger": trigger, "type": type, **known, **others}
