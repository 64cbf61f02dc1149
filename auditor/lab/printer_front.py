"""Stands before ippeveprinter and does what it cannot: a printer that is stopped, jobs in its queue, and the
operations that change a printer (RFC 3380, 3998, 8011).

    python3 printer_front.py printer-state=enum:5 printer-state-reasons=keyword:media-empty-error …

It runs inside the lab by the image's own Python, so it may import nothing of ours. IPP's encoding: RFC
8010, 3.1. What it was told holds for as long as the machine's disk does.
"""

import http.client
import http.server
import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

TAGS = {
    "enum": 0x23, "integer": 0x21, "boolean": 0x22, "keyword": 0x44, "mimeMediaType": 0x49,
    "textWithoutLanguage": 0x41, "nameWithoutLanguage": 0x42,
}  # fmt: skip
KINDS = {number: kind for kind, number in TAGS.items()}
CHANGES = PAUSE, RESUME, SET, ENABLE, DISABLE = 0x10, 0x11, 0x13, 0x22, 0x23
SETTABLE = ("media-default", "printer-info", "printer-location", "printer-organization", "sides-default")
MEDIA = ("iso_a4_210x297mm", "na_letter_8.5x11in")
OK, CONFLICT, NOT_SETTABLE = 0x0000, 0x040B, 0x0413
STATE = Path("/var/lib/lab-printer.json")
AGENT = Path("/etc/lab/snmpd.conf")


def encoded(name: str, said: str) -> bytes:
    """*name* with the values of ``type:a,b`` as IPP writes an attribute; a text is one value."""
    kind, _, values = said.partition(":")
    out = b""
    for number, value in enumerate([values] if kind.endswith("WithoutLanguage") else values.split(",")):
        word = name.encode() if number == 0 else b""
        if kind in ("enum", "integer", "boolean"):
            raw = struct.pack(">b" if kind == "boolean" else ">i", int(value))
        else:
            raw = value.encode()
        out += struct.pack(">BH", TAGS[kind], len(word)) + word + struct.pack(">H", len(raw)) + raw
    return out


def attributes(message: bytes) -> Iterator[tuple[int, int, int, int, str, bytes]]:
    """Each value of the IPP *message*: where it begins and ends, its group, tag, name ("": one more), raw."""
    position, group = 8, 0
    while position < len(message) and message[position] != 0x03:
        tag = message[position]
        if tag < 0x10:
            group, position = tag, position + 1
            continue
        (length,) = struct.unpack_from(">H", message, position + 1)
        name = message[position + 3 : position + 3 + length].decode(errors="replace")
        (size,) = struct.unpack_from(">H", message, position + 3 + length)
        end = position + 5 + length + size
        yield position, end, group, tag, name, message[end - size : end]
        position = end


def rewritten(message: bytes, wanted: dict[str, str]) -> bytes:
    """The IPP *message* with the attributes of *wanted* (name -> ``type:values``) in the place of its own,
    and the operations that we do beside ippeveprinter's."""
    out, copied, replaced = b"", 0, ""
    for begins, ends, _group, _tag, name, _raw in attributes(message):
        replaced = name if name else replaced
        if name == "operations-supported":
            out += message[copied:ends] + encoded("", f"enum:{','.join(map(str, CHANGES))}")
            copied = ends
        if replaced in wanted:
            out += message[copied:begins] + (encoded(name, wanted[name]) if name else b"")
            copied = ends
    return out + message[copied:]


class Printer:
    """What it says in ippeveprinter's place (attribute -> ``type:values``), and how that changes."""

    def __init__(self, says: dict[str, str], file: Path = STATE) -> None:
        self._file, self._lock = file, threading.Lock()
        self.says = json.loads(file.read_text()) if file.exists() else says

    def told(self, operation: int, message: bytes) -> int:
        """Do *operation*; returns IPP's status."""
        with self._lock:
            status = self._done(operation, message)
            self._file.write_text(json.dumps(self.says))
            return status

    def _done(self, operation: int, message: bytes) -> int:
        if operation == SET:
            return self._set(message)
        if operation == ENABLE:
            self.says.pop("printer-is-accepting-jobs", None)
        if operation == DISABLE:
            self.says["printer-is-accepting-jobs"] = "boolean:0"
        if operation == PAUSE:
            self._reasons({*self._now(), "paused"})
        if operation == RESUME:
            self._reasons({*self._now()} - {"paused"})
        return OK

    def _set(self, message: bytes) -> int:
        given = {name: (tag, raw) for _b, _e, group, tag, name, raw in attributes(message) if group == 0x04}
        if not given or set(given) - set(SETTABLE):
            return NOT_SETTABLE
        if "media-default" in given and given["media-default"][1].decode(errors="replace") not in MEDIA:
            return CONFLICT
        self.says |= {name: f"{KINDS[tag]}:{raw.decode()}" for name, (tag, raw) in given.items()}
        return OK

    def _now(self) -> list[str]:
        said = self.says.get("printer-state-reasons", "keyword:").partition(":")[2]
        return [word for word in said.split(",") if word]

    def _reasons(self, reasons: set[str]) -> None:
        for name in ("printer-state", "printer-state-reasons"):
            self.says.pop(name, None)
        if reasons:
            self.says["printer-state-reasons"] = f"keyword:{','.join(sorted(reasons))}"
        stopped = "paused" in reasons or any(each.endswith("-error") for each in reasons)
        if stopped:
            self.says["printer-state"] = "enum:5"
        _tell_agent(stopped)


def _tell_agent(stopped: bool) -> None:
    """hrDeviceStatus and hrPrinterStatus of the SNMP agent, which reads them only when it starts."""
    if not AGENT.exists():
        return
    running, idle = (".1.3.6.1.2.1.25.3.2.1.5.1 integer ", ".1.3.6.1.2.1.25.3.5.1.1.1 integer ")
    text = AGENT.read_text()
    for oid, down, up in ((running, "5", "2"), (idle, "1", "3")):
        text = text.replace(f"{oid}{up if stopped else down}\n", f"{oid}{down if stopped else up}\n")
    AGENT.write_text(text)
    subprocess.run(["systemctl", "restart", "lab-snmp.service"], check=False)


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    printer: ClassVar[Printer]

    def do_POST(self) -> None:
        body = self._body()
        operation = int.from_bytes(body[2:4], "big")
        if operation in CHANGES:
            status = self.printer.told(operation, body)
            head = body[:2] + struct.pack(">H", status) + body[4:8] + b"\x01"
            words = (("attributes-charset", 0x47, b"utf-8"), ("attributes-natural-language", 0x48, b"en"))
            parts = (
                struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(raw)) + raw
                for name, tag, raw in words
            )
            self._answer(head + b"".join(parts) + b"\x03")
            return
        printer = http.client.HTTPConnection("127.0.0.1", 8631, timeout=20)
        # it names itself by the address that it is asked by
        headers = {"Content-Type": "application/ipp", "Host": self.headers.get("Host", "localhost:631")}
        printer.request("POST", self.path, body, headers)
        self._answer(rewritten(printer.getresponse().read(), self.printer.says))

    def _answer(self, answer: bytes) -> None:
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
    Front.printer = Printer(dict(argument.split("=", 1) for argument in sys.argv[1:]))
    http.server.ThreadingHTTPServer(("", 631), Front).serve_forever()
