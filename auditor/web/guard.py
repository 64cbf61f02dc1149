"""The outermost layer: hosts that are not ours, bodies that are too large, and what goes wrong inside."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auditor.web.headers import NO_STORE

LARGEST_BODY = 16 * 1024
LONGEST_PATH = 4096
"""Room for a name of a site or device in Vietnamese, where each letter takes up to nine characters."""

LOG = logging.getLogger("auditor.web")
Complain = Callable[[Request, int], Awaitable[Response]]


class _TooLarge(Exception):
    """Raised inside the application when a body goes on beyond what it said, or said nothing."""


class Guard:
    """Lets through requests for one of *hosts*; *complain* makes the pages of those it refuses."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], complain: Complain) -> None:
        self._app, self._hosts, self._complain = app, hosts, complain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).setdefault("cache-control", NO_STORE)
            await send(message)

        status = self._refused(scope)
        if not status:
            try:
                await self._app(scope, _limited(receive), sending)
                return
            except _TooLarge:
                status = 413
            except Exception:
                LOG.exception("%s failed", scope["method"])
                status = 500
            if started:  # half a response cannot be taken back; closing the connection says that it is one
                raise ConnectionAbortedError
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
            raise _TooLarge
        return message

    return receiving
