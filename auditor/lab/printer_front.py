"""Stands before ippeveprinter and changes single attributes of its answers: a stopped printer, jobs in its
queue.

    python3 printer_front.py printer-state=enum:5 printer-state-reasons=keyword:media-empty-error …

It runs inside the lab by the image's own Python, so it may import nothing of ours. IPP's encoding: RFC
8010, 3.1.
"""

import http.client
import http.server
import struct
import sys
from typing import ClassVar

TAGS = {"enum": 0x23, "integer": 0x21, "boolean": 0x22, "keyword": 0x44, "mimeMediaType": 0x49}


def encoded(name: str, said: str) -> bytes:
    """*name* with the values of ``type:a,b`` as IPP writes an attribute."""
    kind, _, values = said.partition(":")
    out = b""
    for number, value in enumerate(values.split(",")):
        word = name.encode() if number == 0 else b""
        if kind in ("keyword", "mimeMediaType"):
            raw = value.encode()
        else:
            raw = struct.pack(">b" if kind == "boolean" else ">i", int(value))
        out += struct.pack(">BH", TAGS[kind], len(word)) + word + struct.pack(">H", len(raw)) + raw
    return out


def rewritten(message: bytes, wanted: dict[str, str]) -> bytes:
    """The IPP *message* with the attributes of *wanted* (name -> ``type:values``) in the place of its own."""
    out, position, skipping = message[:8], 8, False
    while position < len(message):
        tag = message[position]
        if tag < 0x10:
            out += message[position : position + 1]
            position += 1
            if tag == 0x03:
                break
            continue
        (length,) = struct.unpack_from(">H", message, position + 1)
        name = message[position + 3 : position + 3 + length].decode(errors="replace")
        (size,) = struct.unpack_from(">H", message, position + 3 + length)
        end = position + 5 + length + size
        if length:
            skipping = name in wanted
            if skipping:
                out += encoded(name, wanted[name])
        if not skipping:
            out += message[position:end]
        position = end
    return out + message[position:]


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    wanted: ClassVar[dict[str, str]] = {}

    def do_POST(self) -> None:
        body = self._body()
        printer = http.client.HTTPConnection("127.0.0.1", 8631, timeout=20)
        printer.request("POST", self.path, body, {"Content-Type": "application/ipp"})
        answer = rewritten(printer.getresponse().read(), self.wanted)
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    Front.wanted = dict(argument.split("=", 1) for argument in sys.argv[1:])
    http.server.ThreadingHTTPServer(("", 631), Front).serve_forever()
