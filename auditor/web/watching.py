"""The doors to an audit under way: its page, and the stream of what happens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from auditor.errors import StoreError
from auditor.reports import web as pages
from auditor.reports.web.shapes import Progress
from auditor.web.asking import Ask, Refused
from auditor.web.live import change

_EVERY_S = 1.0
_STILL_HERE = 15
"""Seconds until a line is sent that says nothing: proxies close what is silent, and who left is noticed.
And until the session is looked at again."""
_AGAIN_MS = 3000


class Stream(Response):
    """Stands for a stream until the handler's thread is left: whose it is, and the last event he got."""

    def __init__(self, ask: Ask, after: str) -> None:
        super().__init__()
        self.ask, self.after = ask, after


def live(ask: Ask) -> Response:
    """How far the audit is."""
    return ask.alone(pages.live(ask.site.live.progress(ask.access), ask.own_shell()))


def events(ask: Ask) -> Response:
    """The same as it happens."""
    if not ask.site.live.join(ask.visitor.token):
        raise Refused(503)
    return Stream(ask, ask.query.get("after", ""))


async def streamed(request: Request, response: Response) -> Response:
    """*response*, made a stream of events where it stands for one."""
    if not isinstance(response, Stream):
        return response
    after = request.headers.get("last-event-id", response.after)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return _Listening(response.ask, after, headers)


class _Listening(StreamingResponse):
    """Gives the place among the listeners back, also where nobody came to hear the first word."""

    def __init__(self, ask: Ask, after: str, headers: Mapping[str, str]) -> None:
        super().__init__(_events(ask, after), 200, headers, "text/event-stream")
        self._ask = ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ask.site.live.leave(self._ask.visitor.token)


async def _events(ask: Ask, after: str) -> AsyncIterator[str]:
    live_ = ask.site.live
    yield f"retry: {_AGAIN_MS}\n\n"
    before: Progress | None = None
    silent = unasked = 0
    while not live_.closing.is_set():
        now = await run_in_threadpool(live_.progress, ask.access)
        said, last = _said(ask, now, before, after)
        silent = 0 if said else silent + 1
        if said:
            yield said
        if last:
            return
        if silent >= _STILL_HERE:
            silent = 0
            yield ": \n\n"
        unasked += 1  # a busy audit is never silent: whose session ended would hear all of it
        if unasked >= _STILL_HERE:
            unasked = 0
            if not await run_in_threadpool(_still_in, ask):
                return
        before, after = now, ""
        await asyncio.sleep(_EVERY_S)


def _said(ask: Ask, now: Progress | None, before: Progress | None, after: str) -> tuple[str, bool]:
    """The next event, ``""`` when nothing is new, and whether it is the last one."""
    if now is None:
        return _event("idle", "", {}), True
    number = f"{now.run.id}.{now.event}"
    if now.ended:
        return _event("end", number, {"run": now.run.id, "judged": ask.site.live.judged(now.run.id)}), True
    same_run = before is not None and before.run.id == now.run.id
    if number == after or (same_run and before == now):
        return "", False
    return _event("progress", number, change(now, before if same_run else None)), False


def _event(name: str, number: str, data: Mapping[str, Any]) -> str:
    """One event (WHATWG HTML, 9.2), in ASCII and one line: no name of a commune can end it."""
    id_ = f"id: {number}\n" if number else ""
    return f"event: {name}\n{id_}data: {json.dumps(data)}\n\n"


def _still_in(ask: Ask) -> bool:
    """Whether the session has not ended meanwhile; a stream does not keep it open."""
    try:
        return ask.site.sessions.known(ask.visitor.token)
    except StoreError:
        return False


HANDLERS: Mapping[str, Callable[[Ask], Response]] = {"live": live, "events": events}
