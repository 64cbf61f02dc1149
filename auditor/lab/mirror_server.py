"""Files of one folder over HTTP, for many at once:  python3 mirror_server.py ADDRESS FOLDER

It runs inside the lab by the image's own Python, so it may import nothing of ours.
"""

import functools
import http.server
import sys


class Files(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: each PC that installs a browser asks for a hundred files."""


class Server(http.server.ThreadingHTTPServer):
    # Forty PCs begin at the same moment; the default of 5 would let their connections wait for a second.
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is its own affair."""


if __name__ == "__main__":
    address, folder = sys.argv[1:]
    Server((address, 80), functools.partial(Files, directory=folder)).serve_forever()
