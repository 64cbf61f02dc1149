"""Servers on loopback that misbehave: each test says how, in a function of the accepted connection."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def server(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A TCP server whose connections are each handed to *behave* in a thread; yields its port.

    A connection is closed when *behave* returns; all are closed at the end.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as connections:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    connections.callback(_shut, connection)
                    threading.Thread(target=_serve, args=(behave, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _serve(behave: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        behave(connection)
    _shut(connection)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def silent(connection: socket.socket) -> None:
    """Accepts and never says a word."""
    while connection.recv(65536):
        pass


def after(first: bytes) -> Callable[[socket.socket], None]:
    """Says *first*, then nothing more."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(first)
        silent(connection)

    return behave


def endless(piece: bytes) -> Callable[[socket.socket], None]:
    """Says *piece* for ever."""

    def behave(connection: socket.socket) -> None:
        while True:
            connection.sendall(piece)

    return behave
