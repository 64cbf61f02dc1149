"""A service of the province as one small script: TLS or plain HTTP, one page, on an address of its own.

It runs inside the lab by the image's own Python, so it may import nothing of ours.
"""

import http.server
import ssl
import sys


class Page(http.server.BaseHTTPRequestHandler):
    """Answers every request with one line; an RFC 3161 query gets an empty reply of the right type."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        self._answer(b"Cong dich vu cong (phong thi nghiem)\n", "text/plain; charset=utf-8")

    def do_HEAD(self) -> None:
        self._answer(b"", "text/plain; charset=utf-8")

    def do_POST(self) -> None:
        self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
        self._answer(b"", "application/timestamp-reply")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: forty PCs asking would fill the journal."""


class Server(http.server.ThreadingHTTPServer):
    """A listener whose TLS handshake is each connection's own: a silent client stops nobody."""

    request_queue_size = 256
    context: ssl.SSLContext | None = None

    def finish_request(self, request, client_address):  # type: ignore[no-untyped-def]
        request.settimeout(20)
        if self.context is not None:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is its own affair."""


def main(address: str, certificate: str = "") -> None:
    server = Server((address, 443 if certificate else 80), Page)
    if certificate:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(certificate)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
