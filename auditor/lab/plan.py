"""What a lab consists of: communes, machines and their addresses. Pure; nothing here touches the system.

Addresses are from 198.18.0.0/15 (RFC 2544, set aside for tests of network devices): 198.18.0.0/24 the
province, 198.18.128.0/17 the links, 198.19.<commune>.0/24 a commune's LAN.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

PROVINCE = "province"
DOMAIN = "lab.test"
CONTROLLER_ADDRESS = "198.18.0.10"
DNS_ADDRESS = "198.18.0.53"
NTP_ADDRESS = "198.18.0.123"
MIRROR_ADDRESS = "198.18.0.90"
MIRROR = f"deb.{DOMAIN}"
MOST_COMMUNES = 200
MOST_PCS = 180
MOST_OTHERS = 9

OTHERS = {"scanner": ("scanner", 202), "ups": ("ups", 212), "kiosk": ("kiosk", 222), "windows": ("win", 232)}
"""Roles a commune may have several of: how their machines are named, and the address before the first."""


@dataclass(frozen=True)
class Endpoint:
    """A service that citizens' dossiers need, as the province offers it inside the lab."""

    name: str
    url: str
    address: str
    essential: bool

    @property
    def host(self) -> str:
        return self.url.split("//")[1].split("/")[0]

    @property
    def tls(self) -> bool:
        return self.url.startswith("https:")


ENDPOINTS = (
    Endpoint("portal", f"https://portal.{DOMAIN}/", "198.18.0.80", essential=True),
    Endpoint("one-stop", f"https://motcua.{DOMAIN}/", "198.18.0.81", essential=True),
    Endpoint("timestamp", f"http://tsa.{DOMAIN}/", "198.18.0.82", essential=True),
    Endpoint("documents", f"https://hscv.{DOMAIN}/", "198.18.0.83", essential=False),
)


@dataclass(frozen=True)
class Commune:
    """A commune of the lab; *index* (from 1) makes its addresses."""

    code: str
    name: str
    region: str
    lat: float
    lon: float
    index: int

    def lan(self, host: int) -> str:
        return f"198.19.{self.index}.{host}"

    @property
    def lan_net(self) -> str:
        return f"198.19.{self.index}.0/24"

    @property
    def gateway(self) -> str:
        return self.lan(1)

    @property
    def printer_uri(self) -> str:
        return f"ipp://{self.lan(200)}:631/ipp/print"

    def wan(self, host: int) -> str:
        """Addresses of the link: 1 province, 2 and 5 the link's own ends, 6 the router."""
        offset = self.index * 8 + host
        return f"198.18.{128 + offset // 256}.{offset % 256}"

    @property
    def link(self) -> str:
        return f"pasc-{self.code}-link"

    @property
    def subject(self) -> str:
        """What findings on the commune itself are about: its group in the inventory."""
        return f"commune_{self.code}"

    @property
    def switch(self) -> str:
        return f"pasc-{self.code}-lan"


@dataclass(frozen=True)
class Machine:
    """One machine that boots. *role*: pc, windows, kiosk, printer, scanner, ups, router or province; *number*
    counts those of one role in a commune."""

    host: str
    role: str
    commune: Commune | None
    address: str
    number: int = 0

    @property
    def place(self) -> Commune:
        """Its commune. Raises ValueError for the province's machine, which has none."""
        if self.commune is None:
            raise ValueError(self.host)
        return self.commune


@dataclass(frozen=True)
class Plan:
    """The whole lab *name*: a router, a link and as many of the others in each of *communes*.

    *blank*: its machines are as the delivery van leaves them, and the inventory knows none of them.
    """

    name: str
    communes: tuple[Commune, ...]
    pcs: int
    blank: bool = False
    kiosks: int = 1
    windows: int = 1
    scanners: int = 1
    ups: int = 1
    printers: int = 1

    @property
    def others(self) -> Mapping[str, int]:
        """How many machines of each of OTHERS a commune has."""
        return {"scanner": self.scanners, "ups": self.ups, "kiosk": self.kiosks, "windows": self.windows}

    @property
    def self_configured(self) -> tuple[str, ...]:
        """The roles whose eth0 is what their own /etc/network/interfaces makes of it. A factory-fresh PC has
        its address as if by DHCP.
        """
        return () if self.blank else ("pc", "kiosk")

    @cached_property
    def machines(self) -> tuple[Machine, ...]:
        province = Machine(PROVINCE, "province", None, CONTROLLER_ADDRESS)
        return (province, *(m for commune in self.communes for m in self.local(commune)))

    def local(self, commune: Commune) -> tuple[Machine, ...]:
        """The machines of *commune*."""
        return self._local[commune.code]

    @cached_property
    def _local(self) -> Mapping[str, tuple[Machine, ...]]:
        return {commune.code: tuple(self._of(commune)) for commune in self.communes}

    @cached_property
    def _by_host(self) -> Mapping[str, Machine]:
        return {machine.host: machine for machine in self.machines}

    def _of(self, commune: Commune) -> Iterator[Machine]:
        yield Machine(f"pasc-{commune.code}-rt01", "router", commune, commune.gateway)
        for number in range(1, self.printers + 1):
            address = commune.lan(200 if number == 1 else 240 + number)
            yield Machine(f"pasc-{commune.code}-printer{number:02d}", "printer", commune, address, number)
        for number in range(1, self.pcs + 1):
            host = f"pasc-{commune.code}-pc{number:02d}"
            yield Machine(host, "pc", commune, commune.lan(10 + number), number)
        for role, count in self.others.items():
            word, before = OTHERS[role]
            for number in range(1, count + 1):
                host = f"pasc-{commune.code}-{word}{number:02d}"
                yield Machine(host, role, commune, commune.lan(before + number), number)

    def machine(self, host: str) -> Machine | None:
        return self._by_host.get(host)

    def netns(self, host: str) -> str:
        """Name of a host's network namespace, under the lab's own /run/netns."""
        return f"aud-{self.name}-{host}"

    def machine_id(self, host: str) -> str:
        """The machine-id (machine-id(5)) of *host*: the same in each lab of this name."""
        digest = hashlib.sha256(f"{self.name}/{host}".encode()).digest()[:16]
        return uuid.UUID(bytes=digest, version=4).hex
