"""The outermost layer: requests for hosts that are not ours, or too large, never reach the application."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auditor.web.headers import NO_STORE

LARGEST_BODY = 16 * 1024
LONGEST_PATH = 4096
"""Room for a name of a site or device in Vietnamese, where each letter takes up to nine characters."""

LOG = logging.getLogger("auditor.web")
Complain = Callable[[Request, int], Awaitable[Response]]


class Guard:
    """Lets through requests for one of *hosts*; *complain* makes the pages of those it refuses."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], complain: Complain) -> None:
        self._app, self._hosts, self._complain = app, hosts, complain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("cache-control", NO_STORE)
            await send(message)

        status = self._refused(scope)
        if not status:
            await self._app(scope, _limited(receive), sending)
            return
        response = await self._complain(Request(scope, receive), status)
        response.headers["connection"] = "close"
        await response(scope, receive, sending)

    def _refused(self, scope: Scope) -> int:
        headers = Headers(scope=scope)
        if headers.getlist("host")[1:] or headers.get("host", "").lower() not in self._hosts:
            return 421
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_PATH:
            return 414
        length = headers.get("content-length", "0")
        return 413 if not length.isdigit() or int(length) > LARGEST_BODY else 0


def _limited(receive: Receive) -> Receive:
    size = 0

    async def receiving() -> Any:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            # whatever else is sent of it is not waited for
            raise HTTPException(413, headers={"connection": "close"})
        return message

    return receiving
