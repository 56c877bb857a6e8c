"""The server: addresses, and how a page is answered as HTML, CSV or JSON."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import jinja2
import msgspec
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from depeche.analysis.networks import Network
from depeche.errors import DepecheError, StoreError
from depeche.exports.graphs import write_gexf, write_graphml
from depeche.records import EventType
from depeche.serving import pages
from depeche.serving.archive import Archive, Snapshot
from depeche.serving.guard import COOKIE, Door, Guard
from depeche.serving.listing import as_csv, as_json, chunks
from depeche.serving.openapi import ADDRESSES, Address, document, parameters
from depeche.serving.saying import MOST_FIELDS, read_form
from depeche.serving.trial import Code, Desk, Sent, code, received
from depeche.serving.views import Asking, NotThere, Shown
from depeche.serving.words import Words, chosen, languages, words

HERE = Path(__file__).parent
FORMS = ("csv", "json")
GRAPHS = {"gexf": (write_gexf, "application/gexf+xml"), "graphml": (write_graphml, "application/graphml+xml")}
A_YEAR = "public, max-age=31536000, immutable"

PAGES: Mapping[str, Callable[[Asking], Shown]] = {
    "/": pages.overview,
    "/events": pages.events,
    "/events/{id}": pages.event,
    "/articles": pages.articles,
    "/articles/{id}": pages.article,
    "/quotes": pages.quotes,
    "/actors": pages.actors,
    "/actors/{id}": pages.actor,
    "/pairs/{one}/{other}": pages.pair,
    "/timeline": pages.over_time,
    "/relations/{id}": pages.ties,
    "/network": pages.graph,
    "/stories": pages.stories,
    "/stories/{id}": pages.story,
    "/map": pages.places,
    "/corrections": pages.corrections,
    "/failures": pages.failures,
}


def make_app(path: Path, door: Door, *, code: Code = code, annotate: bool = False, warm: bool = False) -> Starlette:
    """The explorer of a store. `code`: what codes an article that a reader sends; `annotate`: whether readers may say
    what is wrong in it; `warm`: whether what the first reader would wait for is worked out beforehand. Raises
    StoreError."""
    if annotate and not os.access(path, os.W_OK):
        raise StoreError(f"{path}: cannot be written, and so not corrected; serve it without --annotate")
    archive, desk = Archive(path, warm_up if warm else None, annotates=annotate), Desk(code)
    routes: list[Route | Mount] = []
    for address, page in PAGES.items():
        for form in FORMS:
            name = "/overview" if address == "/" else address
            routes.append(Route(f"{name}.{form}", answering(archive, page, form)))
        routes.append(Route(address, answering(archive, page, "html")))
    routes += [Route(f"/network.{form}", answering(archive, pages.graph, form)) for form in GRAPHS]
    routes += [
        Route("/enter", enter(door), methods=["GET", "POST"]),
        Route("/read", answering(archive, pages.read, "html")),
        Route("/read", sending(archive, desk, "html"), methods=["POST"]),
        Route("/read.json", sending(archive, desk, "json"), methods=["POST"]),
        *([Route("/events/{id}", correcting(archive), methods=["POST"])] if annotate else []),
        Route("/api", api),
        Route("/openapi.json", openapi),
        Route("/static/vega.js", vega),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    middleware = [Middleware(Guard, door=door), Middleware(GZipMiddleware, minimum_size=1000)]
    handlers = {404: not_there, 405: not_there}
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)  # type: ignore[arg-type]
    app.state.archive = archive
    return app


def answering(archive: Archive, page: Callable[[Asking], Shown], form: str) -> Callable[[Request], Response]:
    """A page as an endpoint; it runs in a thread, since a question to the store takes a while."""

    def answer(request: Request) -> Response:
        try:
            asking = Asking(request, archive, form)
            shown = page(asking)
            return as_page(asking, shown) if form == "html" else as_file(asking, shown, form)
        except NotThere:
            return problem(request, 404, None)
        except DepecheError as error:
            return problem(request, 400, str(error))

    return answer


def sending(archive: Archive, desk: Desk, form: str) -> Callable[[Request], Any]:
    """An article that a reader sends, as an endpoint: read and coded in a thread."""

    async def answer(request: Request) -> Response:
        try:
            sent = await received(request)
            return await run_in_threadpool(read_now, request, sent)
        except DepecheError as error:
            return problem(request, 400, str(error))

    def read_now(request: Request, sent: Sent) -> Response:
        coded = desk.coded(sent)
        if form == "json":
            return Response(msgspec.json.encode(coded), media_type="application/json")
        asking = Asking(request, archive)
        return as_page(asking, pages.read_now(asking, coded))

    return answer


def correcting(archive: Archive) -> Callable[[Request], Any]:
    """What a person says of an event, as an endpoint: kept in a thread; the page again where it cannot be."""

    async def answer(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            sent = {name: str(value) for name, value in form.multi_items()}
        try:
            return await run_in_threadpool(keep, request, sent)
        except NotThere:
            return problem(request, 404, None)

    def keep(request: Request, sent: Mapping[str, str]) -> Response:
        id = str(request.path_params["id"])
        try:
            problems = archive.say(read_form(id, sent))
        except StoreError as error:
            problems = [str(error)]
        if not problems:
            return RedirectResponse(f"/events/{quote(id, safe='')}#said", 303)
        asking = Asking(request, archive)
        asking.sent, asking.problems = dict(sent), problems
        return as_page(asking, pages.event(asking), 400)

    return answer


# ---- pages ----------------------------------------------------------------------------------------------------------


@cache
def templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(HERE / "templates")
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"digest": static_digest, "exact": exact, "all_types": get_args(EventType)}
    return made


def warm_up(snapshot: Snapshot) -> None:
    """What the first reader would wait for: templates and findings."""
    for name in templates().list_templates():
        templates().get_template(name)
    pages.warm(snapshot)


def exact(text: str) -> Markup:
    """Words of an article, so that a browser has the same characters: it would take a carriage return for a line feed,
    and cannot hold a null."""
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\0", "\N{REPLACEMENT CHARACTER}"))


@cache
def static_digest() -> str:
    """What changes when a file that browsers keep does."""
    files = sorted((HERE / "static").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def as_page(asking: Asking, shown: Shown, status: int = 200) -> Response:
    listing, page = shown.listing, asking.page
    about: dict[str, Any] = {
        "asking": asking, "shown": shown, "t": asking.t, "listing": listing, "page": page, "languages": languages(),
        "cite": asking.cite(shown), "coded_by": asking.coded_by(shown),
    }  # fmt: skip
    html = templates().get_template(shown.template).render(**(about | dict(shown.given)))
    response = HTMLResponse(html.encode("utf-8", "replace"), status)
    keep_language(asking.request, response)
    return response


def keep_language(request: Request, response: Response) -> None:
    """A language that was asked for is the reader's from then on."""
    asked = request.query_params.get("lang")
    if asked in languages():
        response.set_cookie("lang", str(asked), max_age=31536000, samesite="strict", httponly=True)


def as_file(asking: Asking, shown: Shown, form: str) -> Response:
    """The rows of a page, all of them; of a record its JSON."""
    if form in GRAPHS:
        return as_graph_file(shown, form)
    if form == "json" and shown.record is not None:
        return Response(msgspec.json.encode(shown.record), media_type="application/json")
    assert shown.listing is not None, f"{asking.path} has no rows"
    if form == "csv":
        name = f"{shown.listing.name}-{shown.listing.total}-rows.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Total-Count": str(shown.listing.total)}
        return StreamingResponse(chunks(as_csv(shown.listing)), media_type="text/csv", headers=headers)
    about = {"title": shown.title, "cite": asking.cite(shown), "coded_by": shown.coded_by or asking.snapshot.versions}
    return StreamingResponse(chunks(as_json(shown.listing, about)), media_type="application/json")


def as_graph_file(shown: Shown, form: str) -> Response:
    """The network of a page, for programs that draw graphs."""
    write, kind = GRAPHS[form]
    stream, net = BytesIO(), shown.given["net"]
    assert isinstance(net, Network)
    write(net, stream)
    headers = {"Content-Disposition": f'attachment; filename="network.{form}"'}
    return Response(stream.getvalue(), media_type=kind, headers=headers)


def problem(request: Request, status: int, reason: str | None) -> Response:
    """What is wrong, in the form that was asked for."""
    t = reader_words(request)
    reason = reason or t("problems.not_there")
    if request.url.path.endswith((".csv", ".json")):
        return Response(msgspec.json.encode({"problem": reason}), status, media_type="application/json")
    html = (
        templates()
        .get_template("problem.html")
        .render(t=t, reason=reason, languages=languages(), title=t("problems.title"))
    )
    return HTMLResponse(html, status)


def not_there(request: Request, error: HTTPException) -> Response:
    return problem(request, error.status_code, None)


def reader_words(request: Request) -> Words:
    accepted = request.headers.get("accept-language", "")
    return words(chosen(request.query_params.get("lang"), request.cookies.get("lang"), accepted))


# ---- what can be asked ----------------------------------------------------------------------------------------------


def api(request: Request) -> Response:
    t = reader_words(request)
    given = {"addresses": ADDRESSES, "conditions": conditions, "title": t("api.title"), "languages": languages()}
    return HTMLResponse(templates().get_template("api.html").render(t=t, **given))


def conditions(address: Address) -> list[str]:
    return [str(parameter["name"]) for parameter in parameters(address) if parameter["in"] == "query"]


def openapi(request: Request) -> Response:
    return Response(msgspec.json.encode(document()), media_type="application/json")


# ---- the door and the scripts ---------------------------------------------------------------------------------------


def enter(door: Door) -> Callable[[Request], Any]:
    """The page that asks for the token, and what takes it."""

    async def answer(request: Request) -> Response:
        t = reader_words(request)
        wrong = False
        if request.method == "POST":
            async with request.form(max_files=0, max_fields=2) as form:
                if door.knows(str(form.get("token", ""))):
                    response = RedirectResponse("/", 303)
                    secure = request.url.scheme == "https"
                    response.set_cookie(COOKIE, door.cookie(), httponly=True, samesite="strict", secure=secure)
                    return response
                wrong = True
        html = (
            templates()
            .get_template("enter.html")
            .render(t=t, wrong=wrong, languages=languages(), title=t("enter.title"))
        )
        return HTMLResponse(html, 403 if wrong else 200)

    return answer


BUNDLE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"


@cache
def vega_script() -> bytes:
    """Vega, Vega-Lite and Vega-Embed in one script, gzipped. Making it takes a second or more, in which nothing else
    would be answered: it is made in a process of its own, once."""
    made = subprocess.run([sys.executable, "-c", BUNDLE], check=True, capture_output=True)
    return gzip.compress(made.stdout, mtime=0)


def vega(request: Request) -> Response:
    headers = {"Cache-Control": A_YEAR, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(vega_script(), media_type="text/javascript", headers=headers)
    return Response(gzip.decompress(vega_script()), media_type="text/javascript", headers={"Cache-Control": A_YEAR})
