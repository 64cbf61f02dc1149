"""No single address can take all the connections that a process has.

They are counted as they are accepted: one that never ends its TLS handshake counts too, and none of the
server's own limits knows of it.
"""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from auditor.web.patience import network


class Bounded(socket.socket):
    """The listening socket *of* (which is used up) that hangs up on an address with *most* connections."""

    def __init__(self, of: socket.socket, most: int) -> None:
        super().__init__(fileno=of.detach())
        self._most = most
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def accept(self) -> tuple[socket.socket, Any]:
        """As any other's; raises ConnectionAbortedError for a connection that was one too many."""
        line, address = super().accept()
        place = network(address[0])
        with self._lock:
            if self._held[place] >= self._most:
                line.close()
                raise ConnectionAbortedError
            self._held[place] += 1
        return _Line(line, lambda: self._leave(place)), address

    def _leave(self, place: str) -> None:
        with self._lock:
            self._held[place] -= 1
            if not self._held[place]:
                del self._held[place]


class _Line(socket.socket):
    """The connection *of*, which says when it is closed."""

    def __init__(self, of: socket.socket, closed: Callable[[], None]) -> None:
        super().__init__(fileno=of.detach())
        self._told: Callable[[], None] | None = closed

    def close(self) -> None:
        """As any other's."""
        super().close()
        told, self._told = self._told, None
        if told:
            told()
