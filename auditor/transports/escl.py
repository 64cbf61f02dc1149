"""eSCL over HTTP (Mopria eSCL specification 2.97): where it is, and one scan job that is always deleted."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import http
from auditor.transports.connection import Limits
from auditor.transports.http import Place

PATH = "/eSCL"
PORTS = ((80, False), (443, True), (8080, False), (9095, False))
"""Where office scanners have it, and whether there is TLS; the most frequent first."""
CAPABILITIES, STATUS = "ScannerCapabilities", "ScannerStatus"
_WAIT_S = 1.0
"""Between two questions for a page that is not ready: the scanner says 503 until then."""


class Refused(Exception):
    """Raised when the scanner takes no job; carries the HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Settings:
    """What a scan job asks for: *source* is Platen or Feeder, sizes in 1/300 inch."""

    source: str
    color_mode: str
    format: str
    dpi: int
    width: int
    height: int

    def xml(self) -> bytes:
        """A ScanSettings document."""
        return _SETTINGS.format(self=self).encode()


def scan(place: Place, base: str, settings: Settings, limits: Limits) -> bytes | None:
    """The first page that *settings* gives, None when the job ends without one. The job is deleted whatever
    happens, so that nothing waits at the scanner.

    Raises Refused when there is no job, DeviceError otherwise.
    """
    with _job(place, base, settings, limits) as path:
        deadline = time.monotonic() + limits.answer_s
        while True:
            found = http.exchange(place, http.Request("GET", f"{path}/NextDocument"), limits)
            if found.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                return None
            if found.status != HTTPStatus.SERVICE_UNAVAILABLE:
                return http.checked(found, limits).answer.stdout
            if time.monotonic() + _WAIT_S > deadline:
                raise DeviceError("silent", _("the page was not ready in time"))
            time.sleep(_WAIT_S)


@contextlib.contextmanager
def _job(place: Place, base: str, settings: Settings, limits: Limits) -> Iterator[str]:
    asked = f"{base}/ScanJobs"
    request = http.Request("POST", asked, settings.xml(), {"Content-Type": "text/xml"})
    found = http.exchange(place, request, limits)
    if found.status != HTTPStatus.CREATED:
        raise Refused(found.status)
    _there, path = http.here(place, found.headers.get("location", ""))
    if not path.startswith(f"{asked}/"):
        raise DeviceError("invalid_answer", _("the scanner names no job of its own"))
    path = path.rstrip("/")
    try:
        yield path
    finally:
        with contextlib.suppress(DeviceError):
            http.exchange(place, http.Request("DELETE", path), limits)


_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" \
xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">
  <pwg:Version>2.0</pwg:Version>
  <scan:Intent>Document</scan:Intent>
  <pwg:ScanRegions>
    <pwg:ScanRegion>
      <pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
      <pwg:Height>{self.height}</pwg:Height>
      <pwg:Width>{self.width}</pwg:Width>
      <pwg:XOffset>0</pwg:XOffset>
      <pwg:YOffset>0</pwg:YOffset>
    </pwg:ScanRegion>
  </pwg:ScanRegions>
  <pwg:InputSource>{self.source}</pwg:InputSource>
  <pwg:DocumentFormat>{self.format}</pwg:DocumentFormat>
  <scan:DocumentFormatExt>{self.format}</scan:DocumentFormatExt>
  <scan:ColorMode>{self.color_mode}</scan:ColorMode>
  <scan:XResolution>{self.dpi}</scan:XResolution>
  <scan:YResolution>{self.dpi}</scan:YResolution>
</scan:ScanSettings>
"""
