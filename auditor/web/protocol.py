"""HTTP as uvicorn speaks it, with an end to waiting: slow or endless requests cannot hold a connection."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

WHOLE_REQUEST_S = 20.0
"""From the first byte that is awaited to the last of a request; a satellite link needs a second or two."""
WRITING_S = 120.0
"""How long a reader may take nothing of what is sent."""
LARGEST_HEAD = 32 * 1024


class BoundedProtocol(HttpToolsProtocol):
    """A connection whose every request is whole in time and whose head is of a decent size."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._head = 0
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A reader came: now the first request is awaited."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader left."""
        _cancel(self._deadline, self._stalled)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of a request."""
        if self._in_head:
            if self._head == 0 and self._deadline is None:
                self._expect()
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.send_400_response("Request header fields too large.")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole, the body may follow."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        _cancel(self._deadline)
        self._deadline, self._head, self._in_head = None, 0, True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The reader takes nothing for now."""
        self._stalled = self.loop.call_later(WRITING_S, self._drop)
        super().pause_writing()

    def resume_writing(self) -> None:
        """The reader takes more."""
        _cancel(self._stalled)
        self._stalled = None
        super().resume_writing()

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(WHOLE_REQUEST_S, self._drop)

    def _drop(self) -> None:
        self.transport.abort()


def _cancel(*timers: asyncio.TimerHandle | None) -> None:
    for timer in timers:
        if timer is not None:
            timer.cancel()
