"""A printer's IPP service on loopback that answers what a recording says."""

import email.message
import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

Sent = tuple[str, email.message.Message, bytes]
"""Path, headers and body of a request."""


@contextmanager
def ipp_printer(answer: bytes) -> Iterator[int]:
    """An HTTP server whose every POST is answered by *answer*; yields its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def remembering(answers: list[bytes], tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[Sent]]]:
    """An HTTP server that gives *answers* in turn, remembering what it was sent; yields port and that."""
    sent: list[Sent] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append((self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answers[min(len(sent), len(answers)) - 1])

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1], sent
        server.shutdown()
