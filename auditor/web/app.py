"""The dashboard as an ASGI application: the doors, and what is asked before one opens."""

import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from auditor.errors import AuditorError, JudgedAnew, RunNotFound, StoreError
from auditor.i18n import LANGUAGES
from auditor.reports import web as pages
from auditor.reports.web import urls
from auditor.web import device, entrance, filing, province, watching
from auditor.web.asking import Ask, Refused, redirect
from auditor.web.doors import DOORS, Door, Of
from auditor.web.guard import LOG, Complain, Guard
from auditor.web.sessions import Visitor, new_token
from auditor.web.site import Site

Handler = Callable[[Ask], Response]
_ROOMS = (entrance, province, device, filing, watching)
_HANDLERS: Mapping[str, Handler] = {
    name: handler for room in _ROOMS for name, handler in room.HANDLERS.items()
}
_MOST_FIELDS = 20
_SLOW = frozenset({"pdf", "docx", "xlsx", "work", "log_in", "change_password"})
"""Seconds of work each: they wait for one another, and no page waits for them."""
_OF_NOBODY = frozenset({"static", "healthz"})
_FILES_AT_ONCE = 4
_BREATHER_S = 0.05
"""Between two rules that are counted ahead: whoever waits for a page comes first."""
_PAGES_AT_ONCE = 8
"""More threads only take turns at the interpreter, and every page is late."""


def build(site: Site) -> ASGIApp:
    """The application that shows *site*; it closes the site when the server stops."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=_warm, args=(site,), daemon=True).start()
        try:
            yield
        finally:
            site.close()

    lanes = {slow: CapacityLimiter(most) for slow, most in ((False, _PAGES_AT_ONCE), (True, _FILES_AT_ONCE))}
    routes = [
        Route(door.path, _endpoint(site, door, lanes), methods=[door.method], name=door.name)
        for door in DOORS
    ]
    complain = _complaint(site)
    handlers = {HTTPException: _on_status(complain)}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False
    return Guard(app, site.serving.hosts, complain)


def _warm(site: Site) -> None:
    """Read the newest run before somebody asks for it."""
    try:
        site.library.warm(site.serving.workspace.settings.language)
        gc.freeze()  # what was read stays: the collector need not look through it again and again
        site.library.count_rules(lambda: site.live.closing.wait(_BREATHER_S))
    except AuditorError as error:  # told again, as a page, to who asks
        LOG.warning("the newest run cannot be read: %s", error.message)
    gc.freeze()


def _endpoint(site: Site, door: Door, lanes: Mapping[bool, CapacityLimiter]) -> Callable[[Request], object]:
    lane = lanes[door.name in _SLOW]

    async def endpoint(request: Request) -> Response:
        form = await _form(request) if door.method == "POST" else {}
        if door.name == "static":  # in memory: no thread is waited for
            return _answer(site, door, request, form)
        try:
            response = await to_thread.run_sync(_answer, site, door, request, form, limiter=lane)
        except HTTPException:
            raise
        except Exception as error:
            LOG.exception("%s %s failed", door.method, door.name)
            raise HTTPException(500) from error
        return await watching.streamed(request, response)

    return endpoint


def _answer(site: Site, door: Door, request: Request, form: Mapping[str, str] | None) -> Response:
    """What the handler of *door* says, or the page of why it was not asked."""
    try:
        ask = _ask(site, door, request, form or {})
    except StoreError as error:
        raise HTTPException(503) from error
    try:
        if form is None:
            raise Refused(415)
        return entrance.remembered(ask, _opened(ask, request))
    except Refused as refused:
        return _refusal(ask, refused.status)
    except RunNotFound:
        return _refusal(ask, 404)
    except JudgedAnew:  # between two of its parts; what is there now is asked for again
        site.library.forget()
        return redirect(ask.here)
    except StoreError as error:
        LOG.error("the store cannot be used: %s", error.message)
        raise HTTPException(503) from error


def _refusal(ask: Ask, status: int) -> Response:
    return entrance.remembered(ask, ask.alone(pages.error(status, ask.own_shell()), status))


def _opened(ask: Ask, request: Request) -> Response:
    door = ask.door
    if door.method == "POST":
        _check_form(ask, request)
    elif ask.stranger and request.headers.get("sec-fetch-site") == "cross-site":
        return entrance.hop(ask)
    if door.roles is None:
        return _HANDLERS[door.name](ask)
    if ask.visitor.account is None:
        return _to_login(ask)
    if ask.access.role not in door.roles:
        raise Refused(403)
    if door.of is Of.COMMUNE and not ask.access.sees(ask.params["code"]):
        raise Refused(404)
    return _HANDLERS[door.name](ask)


def _check_form(ask: Ask, request: Request) -> None:
    """A form is one of ours only from a page of ours, with the token that this browser got."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and origin.lower() not in ask.site.serving.origins
    if foreign or site not in (None, "same-origin", "none") or not ask.visitor.sent(ask.form.get("csrf", "")):
        raise Refused(403)


def _to_login(ask: Ask) -> Response:
    if ask.door.name == "events":
        raise Refused(401)
    if ask.door.method != "GET":
        return entrance.too_late(ask)
    return entrance.to_login(ask)


def _ask(site: Site, door: Door, request: Request, form: Mapping[str, str]) -> Ask:
    cookies = _cookies(request)
    language = cookies.get(entrance.LANGUAGE_COOKIE, "")
    client = request.client.host if request.client else ""
    return Ask(
        site=site,
        door=door,
        visitor=_visitor(site, door, cookies.get(entrance.cookie_name(site.serving), "")),
        stranger=entrance.cookie_name(site.serving) not in cookies,
        language=language if language in LANGUAGES else site.serving.workspace.settings.language,
        params={name: urls.name_of(value) for name, value in request.path_params.items()},
        query=dict(request.query_params.items()),
        form=form,
        address=client,
        here=_here(request),
        mark=cookies.get(entrance.mark_name(site.serving), ""),
        said=cookies.get(entrance.said_name(site.serving), ""),
        etag=request.headers.get("if-none-match", ""),
        packed="gzip" in request.headers.get("accept-encoding", ""),
    )


def _visitor(site: Site, door: Door, token: str) -> Visitor:
    return site.sessions.visitor(token) if door.name not in _OF_NOBODY else Visitor(new_token())


def _here(request: Request) -> str:
    if request.method == "POST":
        return "/"
    path = request.scope.get("raw_path", b"/").decode("ascii", "replace")
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def _cookies(request: Request) -> Mapping[str, str]:
    """Cookies as they stand; a header that is none counts as nothing."""
    jar: SimpleCookie = SimpleCookie()
    for part in request.headers.get("cookie", "")[:8192].split(";"):
        try:
            jar.load(part.strip())
        except CookieError:
            continue
    return {name: morsel.value for name, morsel in jar.items()}


async def _form(request: Request) -> Mapping[str, str] | None:
    """The fields of a form; None when the body is no form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return None


def _complaint(site: Site) -> Complain:
    async def complain(request: Request, status: int) -> Response:
        """An error page without a look into the store: it may be what is broken."""
        language = _cookies(request).get(entrance.LANGUAGE_COOKIE, "")
        known = language if language in LANGUAGES else site.serving.workspace.settings.language
        shell = pages.Shell(language=known)
        page = await run_in_threadpool(lambda: "".join(pages.error(status, shell)))
        return Response(page, status, media_type="text/html; charset=utf-8")

    return complain


def _on_status(complain: Complain) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        response = await complain(request, status)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    return handler
