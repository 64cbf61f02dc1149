"""DNS-SD over mDNS (RFC 6762, RFC 6763): what devices on our own link announce of themselves."""

import threading
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

    Raises DeviceError (lost) where multicast cannot be used.
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
            stop.wait(seconds)
        finally:
            browser.cancel()
        for type_, name in sorted(seen.names)[:_MOST]:
            if stop.is_set():
                return
            for service in _resolved(zeroconf, type_, name):
                found(service)
    finally:
        zeroconf.close()


class _Seen:
    def __init__(self) -> None:
        self.names: set[tuple[str, str]] = set()

    def add(self, zeroconf: object, service_type: str, name: str, state_change: object) -> None:
        # what is withdrawn again was there a moment ago; whether it answers is asked anyway
        if len(self.names) < _MOST:
            self.names.add((service_type, name))


def _resolved(zeroconf: Any, type_: str, name: str) -> list[Service]:
    try:
        info = zeroconf.get_service_info(type_, name, _RESOLVE_MS)
    except Exception:  # a name that a device made up, and that the library refuses to ask for
        return []
    if info is None:
        return []
    texts = {_text(key): _text(value or b"") for key, value in list(info.properties.items())[:64]}
    instance = name.removesuffix(f".{type_}")[:_LONGEST]
    return [
        Service(
            type_.removesuffix(".local."), instance, (info.server or "")[:_LONGEST], address, info.port, texts
        )
        for address in info.parsed_addresses()[:8]
        if ip_address(address).version == 4
    ]


def _text(raw: bytes) -> str:
    return raw[:_LONGEST].decode("utf-8", "replace")
