"""Small devices at addresses of loopback (127.x.y.z): printers, scanners, PCs that discovery may find."""

import contextlib
import http.client
import http.server
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

DATA = Path(__file__).parents[1] / "parsers" / "data"
IPP = DATA / "printer" / "ippeveprinter.ipp"
ESCL = DATA / "formats" / "escl" / "capabilities.xml"
SNMP = DATA / "formats" / "snmprec"
IDENTIFY = (
    b"<s:Envelope><s:Body><wsmid:IdentifyResponse><wsmid:ProductVendor>Microsoft Corporation"
    b"</wsmid:ProductVendor><wsmid:ProductVersion>OS: 10.0.19045 SP: 0.0 Stack: 3.0</wsmid:ProductVersion>"
    b"</wsmid:IdentifyResponse></s:Body></s:Envelope>"
).replace(b"<s:Envelope>", b'<s:Envelope xmlns:s="s" xmlns:wsmid="w">')


@contextlib.contextmanager
def web(address: str, port: int, pages: dict[str, bytes]) -> Iterator[None]:
    """An HTTP server at *address* with *pages* by path, 404 for others, whatever the method."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        do_POST = do_GET  # noqa: N815 - as http.server names it

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((address, port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


@contextlib.contextmanager
def tcp(address: str, port: int, behave: Callable[[socket.socket], None]) -> Iterator[None]:
    """A TCP server at *address* whose connections are handed to *behave*, one after the other."""
    with socket.create_server((address, port)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _peer = listener.accept()
                    with connection, contextlib.suppress(OSError):
                        behave(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def says(banner: bytes) -> Callable[[socket.socket], None]:
    """Says *banner* and waits for the other end to close."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(banner)
        connection.settimeout(5)
        connection.recv(100)

    return behave


@contextlib.contextmanager
def tls_only(address: str, port: int, pages: dict[str, bytes], folder: Path) -> Iterator[None]:
    """An IPP printer that answers plain requests with 426 (RFC 8010 §8.2) and TLS with *pages*."""
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=printer", *files]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")

    def behave(connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) != b"\x16":
            _request(connection)
            connection.sendall(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")
            return
        with context.wrap_socket(connection, server_side=True) as sock:
            body = pages[_request(sock)]
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with tcp(address, port, behave):
        yield


def _request(sock: socket.socket) -> str:
    """The path of a request that is read to its end: what is left unread would reset the connection."""
    with sock.makefile("rb") as said:
        line = said.readline()
        if not line:
            raise ConnectionError("closed")
        headers = http.client.parse_headers(said)
        said.read(int(headers["Content-Length"]))
    return line.split()[1].decode()


@contextlib.contextmanager
def deaf(address: str, port: int) -> Iterator[None]:
    """A port whose queue is full: connections to it come about as little as to an address that nobody has."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind((address, port))
        listener.listen(0)
        for _each in range(3):
            sock = waiting.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex((address, port))
        yield
