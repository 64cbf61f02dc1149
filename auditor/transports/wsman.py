"""WS-Management Identify (DMTF DSP0226 §11): which a Windows PC answers to anyone where WinRM is on."""

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports.connection import Limits
from auditor.transports.http import Place, Request, exchange

_IDENTIFY = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    b'xmlns:w="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
    b"<s:Header/><s:Body><w:Identify/></s:Body></s:Envelope>"
)


def identify(host: str, port: int, limits: Limits) -> bytes:
    """The XML of the answer. Raises DeviceError, ``invalid_answer`` for another HTTP server."""
    headers = {"Content-Type": "application/soap+xml;charset=UTF-8", "WSMANIDENTIFY": "unauthenticated"}
    found = exchange(Place(host, port), Request("POST", "/wsman", _IDENTIFY, headers), limits)
    if found.status != 200 or b"IdentifyResponse" not in found.answer.stdout:
        raise DeviceError("invalid_answer", _("what answers there does not speak WS-Management"))
    return found.answer.stdout
