"""What answers for PowerShell on a PC with Windows of the lab: the command that its sshd forces.

    python3 windows_replay.py /etc/lab/windows.json        (SSH_ORIGINAL_COMMAND says what was asked for)

It refuses what Windows would refuse, reads the script from its standard input to the end as the probe's
bootstrap does, and answers as the probe does: a recording in which what a machine knows only when it is asked
(names, addresses, times, services reached) is this machine's. It runs inside the lab by the image's own
Python, so it may import nothing of ours.
"""

import base64
import binascii
import datetime as dt
import gzip
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

LONGEST_COMMAND = 8191
LAST = b"#AUDITOR-END"
_WIDTH = 64
_UP_S = 9000
_NTP_EPOCH = 2208988800
_HANOI = dt.timezone(dt.timedelta(hours=7))


def refusal(command: str) -> str:
    """Why Windows would not run *command*, ``""`` when it would."""
    if len(command) > LONGEST_COMMAND:
        return "The command line is too long."
    word = command.split(" ", 1)[0].rpartition("\\")[2].lower().removesuffix(".exe")
    if word not in ("powershell", "pwsh"):
        return f"'{word}' is not recognized as an internal or external command,"
    encoded = re.search(r"-e(?:c|nc|ncodedcommand)?\s+(\S+)", command, re.IGNORECASE)
    if not encoded:
        return "PowerShell of the lab knows only -EncodedCommand"
    try:
        base64.b64decode(encoded[1].strip("'\""), validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError):
        return "the value specified with -EncodedCommand is not properly encoded."
    return ""


def asks_of(script: bytes) -> dict[str, Any]:
    """What the probe's *script* was told to look at. Raises ValueError when it is another script."""
    found = re.search(rb"\$AsksBase64 = '([A-Za-z0-9+/=]*)'", script)
    if not found:
        raise ValueError("this is not the probe")
    return dict(json.loads(base64.b64decode(found[1]) or b"{}"))


def packed(answer: dict[str, Any]) -> str:
    """*answer* as the probe prints it."""
    text = base64.b64encode(gzip.compress(json.dumps(answer).encode("ascii"), mtime=0)).decode()
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\r\n".join(["AUDITORW1 BEGIN", *lines, f"AUDITORW1 END {len(text)}", ""])


def alive(answer: dict[str, Any], asks: dict[str, Any], shift_s: float) -> dict[str, Any]:
    """*answer* with what is so now; *shift_s* is how wrong this machine's clock is."""
    began = time.monotonic()
    sections, now, name = answer["sections"], time.time() + shift_s, socket.gethostname()
    times = {"LocalDateTime": _dmtf(now), "LastBootUpTime": _dmtf(now - _UP_S)}
    _change(sections.get("system"), {"CSName": name[:15].upper(), **times})
    _change(sections.get("computer", {}).get("system"), {"Name": name[:15].upper(), "DNSHostName": name})
    _change(sections.get("net", {}).get("configurations"), _network())
    sections["endpoints"] = _endpoints(asks)
    sections["ntp"] = [_sampled(str(server), shift_s) for server in asks.get("ntp") or []]
    return {**answer, "clock": now, "took": time.monotonic() - began}


def _change(rows: list[dict[str, Any]] | None, values: dict[str, Any]) -> None:
    for row in (rows or [])[:1]:
        row.update(values)


def _dmtf(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, _HANOI).strftime("%Y%m%d%H%M%S.%f+420")


def _network() -> dict[str, Any]:
    (link,) = _ip("address", "show", "dev", "eth0")
    addresses = [each["local"] for each in link["addr_info"] if each["family"] == "inet"]
    routes = _ip("route", "show", "default")
    servers = re.findall(r"^nameserver (\S+)", Path("/etc/resolv.conf").read_text(), re.MULTILINE)
    return {
        "IPAddress": addresses,
        "MACAddress": link["address"].upper(),
        "DefaultIPGateway": [route["gateway"] for route in routes if "gateway" in route],
        "DNSServerSearchOrder": servers,
    }


def _sampled(server: str, shift_s: float) -> dict[str, str]:
    """What ``w32tm /stripchart /dataonly /samples:1`` prints: the server's clock minus this machine's."""
    try:
        offset = _server_time(server) - time.time() - shift_s
        last = f"{offset:+012.7f}s"
    except OSError:
        last = "error: 0x800705B4"
    hour = f"{dt.datetime.now(_HANOI):%H:%M:%S}"
    head = f"Tracking {server} [{server}:123].\r\nCollecting 1 samples.\r\n"
    return {"server": server, "said": f"{head}{hour}, {last}"}


def _server_time(server: str) -> float:
    """Unix time by SNTP (RFC 5905, figure 8), half of the round trip left out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.settimeout(2)
        asked.connect((server, 123))
        asked.send(b"\x23" + bytes(47))
        seconds, fraction = struct.unpack("!II", asked.recv(512)[40:48])
    return int(seconds) - _NTP_EPOCH + int(fraction) / 2**32


def _ip(*words: str) -> list[dict[str, Any]]:
    said = subprocess.run(["/sbin/ip", "-j", *words], capture_output=True, check=True).stdout
    return list(json.loads(said or b"[]"))


def _endpoints(asks: dict[str, Any]) -> list[dict[str, Any]]:
    patience = float((asks.get("limits") or {}).get("endpoint_s", 5))
    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(lambda each: _reach(each, patience), asks.get("endpoints") or []))


def _reach(asked: dict[str, Any], patience_s: float) -> dict[str, Any]:
    """One service as this machine reaches it, in the probe's words; how far it came stands in ``stage``."""
    told = {"name": asked["name"], "url": asked["url"], "essential": asked.get("essential") is not False}
    began = time.monotonic()
    try:
        status = _visit(urlsplit(asked["url"]), patience_s, told)
        told |= {"stage": "ok", "http_status": status, "error": ""} if status else {"error": "no HTTP answer"}
    except OSError as error:
        told["error"] = told.get("refused") or f"{type(error).__name__}: {error}"
    return told | {"ms": (time.monotonic() - began) * 1000}


def _visit(url: SplitResult, patience_s: float, told: dict[str, Any]) -> int:
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    told["stage"] = "dns"
    address = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)[0][4]
    told["stage"] = "tcp"
    with socket.create_connection((str(address[0]), port), patience_s) as plain:
        if url.scheme != "https":
            return _asked(plain, url, told)
        told["stage"] = "tls"
        with _secured(plain, host, told) as secure:
            return _asked(secure, url, told)


def _asked(connection: socket.socket, url: SplitResult, told: dict[str, Any]) -> int:
    told["stage"] = "http"
    head = f"HEAD {url.path or '/'} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())
    status = re.match(rb"HTTP/[0-9.]+ ([0-9]{3})", connection.recv(4096))
    return int(status[1]) if status else 0


def _secured(plain: socket.socket, host: str, told: dict[str, Any]) -> ssl.SSLSocket:
    """The connection under TLS; a certificate that is refused is told as well."""
    try:
        secure = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError:
        told["refused"] = "RemoteCertificateChainErrors"
        der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, plain.getpeername()[1])))
        told["certificate"] = base64.b64encode(der).decode()
        raise
    told["certificate"] = base64.b64encode(secure.getpeercert(binary_form=True) or b"").decode()
    return secure


def main(recording: str) -> int:
    refused = refusal(os.environ.get("SSH_ORIGINAL_COMMAND", ""))
    if refused:
        sys.stderr.write(refused + "\r\n")
        return 1
    script = sys.stdin.buffer.read()
    if not script.rstrip().endswith(LAST):
        sys.stdout.write(f"AUDITORW1 REFUSED stdin {len(script)}\r\n")
        return 66
    answer = json.loads(Path(recording).read_text("utf-8"))
    shift = float(answer.pop("clock_shift_s", 0))
    sys.stdout.write(packed(alive(answer, asks_of(script), shift)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
