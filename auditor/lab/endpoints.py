"""A service of the province as one small script: TLS or plain HTTP, one page or a file, on one address.

It runs inside the lab by the image's own Python, so it may import nothing of ours.
"""

import argparse
import http.server
import ssl


class Page(http.server.BaseHTTPRequestHandler):
    """Answers every request with one line; an RFC 3161 query gets an empty reply of the right type."""

    protocol_version = "HTTP/1.1"
    timeout = 20
    status = 200
    size = 0
    """Bytes of a file that is given instead of the page; 0 gives the page."""

    def do_GET(self) -> None:
        if self.size:
            self._file()
            return
        self._answer(b"Cong dich vu cong (phong thi nghiem)\n", "text/plain; charset=utf-8")

    def do_HEAD(self) -> None:
        self._answer(b"", "text/plain; charset=utf-8")

    def do_POST(self) -> None:
        self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
        self._answer(b"", "application/timestamp-reply")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(self.size))
        self.end_headers()
        part = bytes(256 * 1024)
        for _part in range(self.size // len(part)):
            self.wfile.write(part)

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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--size", type=int, default=0)
    asked = parser.parse_args()
    Page.status, Page.size = asked.status, asked.size
    server = Server((asked.address, asked.port or (443 if asked.certificate else 80)), Page)
    if asked.certificate:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(asked.certificate)
    server.serve_forever()


if __name__ == "__main__":
    main()
