"""Web Services on Devices: a unicast Probe (WS-Discovery 2005/04), then SOAP (WS-Transfer, WS-Scan 1.0)."""

import socket
import time
import uuid
from xml.sax.saxutils import escape

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import http
from auditor.transports.bounded import connect_error
from auditor.transports.connection import Limits
from auditor.transports.http import HttpAnswer, Place

PORT = 5357
DISCOVERY_PORT = 3702
_MOST_DATAGRAM = 65_507
_SCAN = "http://schemas.microsoft.com/windows/2006/08/wdp/scan"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"


def probe(host: str, limits: Limits, port: int = DISCOVERY_PORT) -> bytes:
    """The ProbeMatches of *host*, asked alone (nothing is sent to others).

    Raises DeviceError: dns_failure, no_route, refused, silent.
    """
    to, body = (
        "urn:schemas-xmlsoap-org:ws:2005:04:discovery",
        "<d:Probe><d:Types>p:Device</d:Types></d:Probe>",
    )
    message = _envelope(to, f"{_DISCOVERY}/Probe", body)
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect(address)  # only what that host sends is read
            return _asked(sock, message, limits.connect_s)
    except TimeoutError as error:
        raise DeviceError("silent", _("it does not answer WS-Discovery")) from error
    except (OSError, UnicodeError) as error:
        raise connect_error(error, host, port) from error


def _asked(sock: socket.socket, message: bytes, seconds: float) -> bytes:
    """The answer to *message*, sent twice in all: a datagram may be lost."""
    deadline = time.monotonic() + seconds
    for part in (0.5, 1.0):
        sock.send(message)
        sock.settimeout(max(0.01, min(deadline - time.monotonic(), seconds * part)))
        try:
            return sock.recv(_MOST_DATAGRAM)
        except TimeoutError:
            continue
    raise TimeoutError


def metadata(place: Place, path: str, device: str, limits: Limits) -> HttpAnswer:
    """The metadata of the device *device* (urn:uuid:…). Raises DeviceError as ``http.get`` does."""
    return _post(place, path, device, "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", "", limits)


def elements(place: Place, path: str, limits: Limits) -> HttpAnswer:
    """Description, configuration and status of the scan service there. Raises DeviceError as ``http.get``."""
    names = ("ScannerDescription", "ScannerConfiguration", "ScannerStatus")
    wanted = "".join(f"<s:Name>s:{name}</s:Name>" for name in names)
    body = (
        f"<s:GetScannerElementsRequest><s:RequestedElements>{wanted}</s:RequestedElements>"
        "</s:GetScannerElementsRequest>"
    )
    return _post(place, path, place.url(path), f"{_SCAN}/GetScannerElements", body, limits)


def _post(place: Place, path: str, to: str, action: str, body: str, limits: Limits) -> HttpAnswer:
    headers = {"Content-Type": "application/soap+xml; charset=utf-8", "Cache-Control": "no-cache"}
    request = http.Request("POST", path, _envelope(to, action, body), headers)
    return http.checked(http.exchange(place, request, limits), limits)


def _envelope(to: str, action: str, body: str) -> bytes:
    names = {"scan": _SCAN, "discovery": _DISCOVERY, "reply": _ANONYMOUS, "id": uuid.uuid4()}
    return _ENVELOPE.format(to=escape(to), action=action, body=body, **names).encode()


_ENVELOPE = """\
<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" \
xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="{discovery}" \
xmlns:p="http://schemas.xmlsoap.org/ws/2006/02/devprof" xmlns:s="{scan}">
<e:Header><a:MessageID>urn:uuid:{id}</a:MessageID><a:To>{to}</a:To><a:Action>{action}</a:Action>\
<a:ReplyTo><a:Address>{reply}</a:Address></a:ReplyTo></e:Header>
<e:Body>{body}</e:Body></e:Envelope>
"""
