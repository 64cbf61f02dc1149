"""DNS-SD over mDNS (RFC 6762, RFC 6763): what devices on our own link announce of themselves."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _

SERVICES = (
    *("_ipp._tcp", "_ipps._tcp", "_printer._tcp", "_pdl-datastream._tcp"),
    *("_uscan._tcp", "_uscans._tcp", "_scanner._tcp", "_ssh._tcp", "_sftp-ssh._tcp"),
)
"""What is asked for: printers, scanners (eSCL is _uscan), SSH servers."""
_MOST = 2000
_LONGEST = 255
_RESOLVE_MS = 1500
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True)
class Service:
    """One announced service: its ``type``, the ``instance``'s name, where it is, its TXT record as texts."""

    type: str
    instance: str
    host: str
    address: str
    port: int
    texts: Mapping[str, str]


def own_addresses(networks: Sequence[IPv4Network]) -> list[str]:
    """This machine's addresses in *networks*: mDNS does not go beyond the link."""
    import ifaddr  # noqa: PLC0415 - zeroconf's own; only discovery needs it

    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return [each for each in found if any(IPv4Address(each) in network for network in networks)]


def browse(
    interfaces: Sequence[str],
    seconds: float,
    found: Callable[[Service], None],
    stop: threading.Event,
    services: Sequence[str] = SERVICES,
) -> None:
    """Ask on *interfaces* (own addresses) for *seconds*, or until *stop*; each service once to *found*.

    A service goes to *found* as soon as its answer is whole; who left something out is asked once more at the
    end, all of them together no longer than *seconds* again. Raises DeviceError (lost) where multicast cannot
    be used.
    """
    from zeroconf import IPVersion, ServiceBrowser, Zeroconf  # noqa: PLC0415 - takes 0.2 s to load

    try:
        zeroconf = Zeroconf(interfaces=list(interfaces), ip_version=IPVersion.V4Only)
    except OSError as error:
        raise DeviceError("lost", _("mDNS cannot be used here: {error}").format(error=error)) from error
    seen = _Seen()
    try:
        browser = ServiceBrowser(zeroconf, [f"{each}.local." for each in services], [seen.add])
        try:
            _tell(zeroconf, seen, seconds, found, stop)
        finally:
            browser.cancel()
    finally:
        zeroconf.close()


def _tell(
    zeroconf: Any, seen: "_Seen", seconds: float, found: Callable[[Service], None], stop: threading.Event
) -> None:
    told: set[tuple[str, str]] = set()

    def tell(wait_ms: int, until: float) -> None:
        for each in sorted(seen.names - told):
            if stop.is_set() or time.monotonic() > until:
                return
            services = _resolved(zeroconf, *each, wait_ms)
            if services is not None:
                told.add(each)
            for service in services or ():
                found(service)

    end = time.monotonic() + seconds
    while time.monotonic() < end and not stop.wait(_LOOK_EVERY_S):
        tell(0, end)
    tell(_RESOLVE_MS, end + seconds)


class _Seen:
    def __init__(self) -> None:
        self.names: frozenset[tuple[str, str]] = frozenset()

    def add(self, zeroconf: object, service_type: str, name: str, state_change: object) -> None:
        # what is withdrawn again was there a moment ago; whether it answers is asked anyway
        if len(self.names) < _MOST:
            self.names = self.names | {(service_type, name)}  # its reader is another thread


def _resolved(zeroconf: Any, type_: str, name: str, wait_ms: int) -> list[Service] | None:
    """What *name* says of itself, asked for at most *wait_ms*; 0: what it said already.

    None: not all yet; for the library an IPv6 address is all, and the one that we need may be on its way.
    """
    from zeroconf import ServiceInfo  # noqa: PLC0415 - takes 0.2 s to load

    try:
        info: Any = ServiceInfo(type_, name)
        whole = info.request(zeroconf, wait_ms) if wait_ms else info.load_from_cache(zeroconf)
    except Exception:  # a name that a device made up, and that the library refuses to ask for
        return []
    if not whole:
        return None
    texts = {_text(key): _text(value or b"") for key, value in list(info.properties.items())[:64]}
    instance = name.removesuffix(f".{type_}")[:_LONGEST]
    services = [
        Service(
            type_.removesuffix(".local."), instance, (info.server or "")[:_LONGEST], address, info.port, texts
        )
        for address in info.parsed_addresses()[:8]
        if ip_address(address).version == 4
    ]
    return services or None


def _text(raw: bytes) -> str:
    return raw[:_LONGEST].decode("utf-8", "replace")
