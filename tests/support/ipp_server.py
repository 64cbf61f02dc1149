"""A printer's IPP service on loopback that answers what a recording says."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
