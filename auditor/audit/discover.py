"""Finding the devices of named subnets: who is there, which the inventory knows, drafts for the others."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network
from typing import Any

from auditor.collectors.discovered import Found
from auditor.collectors.discovery import How, Ports, ask
from auditor.collectors.pace import Pace, Stopped
from auditor.errors import DeviceError, UsageError
from auditor.i18n import _
from auditor.inventory.drafting import Draft, Known, Names
from auditor.model import Kind
from auditor.transports import mdns
from auditor.transports.connection import SnmpConnection

MOST_ADDRESSES = 1024
"""A /22: wider is asked only by somebody who says so."""
_CARRIERS = IPv4Network("100.64.0.0/10")
_WORKERS = 96


@dataclass(frozen=True)
class Wish:
    """What is to be looked for: *rate* questions a second; *snmp* is asked only where it is given."""

    commune: str
    subnets: tuple[IPv4Network, ...]
    rate: float = 50
    snmp: SnmpConnection | None = None
    mdns_s: float = 3
    ports: Ports = field(default_factory=Ports)
    mdns_interfaces: tuple[str, ...] | None = None


@dataclass(frozen=True)
class KnownDevice:
    """A found device that the inventory has: as *host*; ``moved``: known by its serial at another address."""

    found: Found
    host: str
    moved: bool = False


@dataclass(frozen=True)
class Discovered:
    """What was found. ``sent``: questions by protocol; ``mdns``: why it was not asked; ``left``: addresses
    that were not asked; ``failed``: those whose answer could not be dealt with, and why."""

    drafts: tuple[Draft, ...]
    known: tuple[KnownDevice, ...]
    sent: Mapping[str, int]
    asked: int
    left: int = 0
    mdns: str = ""
    failed: Mapping[str, str] = field(default_factory=dict)


def subnets(words: Sequence[str], sure: bool) -> tuple[IPv4Network, ...]:
    """*words* as networks. Raises UsageError for what is none and, unless *sure*, what is wide or public."""
    found = []
    for word in words:
        try:
            network = ip_network(word, strict=False)
        except ValueError as error:
            wrong = _("“{text}” is not a subnet").format(text=word)
            raise UsageError(wrong, _("for example 10.11.12.0/24")) from error
        if not isinstance(network, IPv4Network):
            raise UsageError(
                _("{subnet}: an IPv6 subnet cannot be asked address by address").format(subnet=network)
            )
        if network.is_multicast or network.is_unspecified or network.is_reserved:
            raise UsageError(_("{subnet} holds no devices").format(subnet=network))
        if not sure:
            _refuse_doubtful(network)
        found.append(network)
    return tuple(found)


def _refuse_doubtful(network: IPv4Network) -> None:
    if not network.is_private and not network.subnet_of(_CARRIERS):
        raise UsageError(
            _("{subnet} is public: its devices may be somebody else's").format(subnet=network),
            _("ask only what is yours; if it is: --yes"),
        )
    if network.num_addresses > MOST_ADDRESSES:
        raise UsageError(
            _("{subnet} has {count} addresses").format(subnet=network, count=network.num_addresses),
            _("name the subnets that are used, none wider than /22; or: --yes"),
        )


def discover(
    wish: Wish,
    hosts: Mapping[str, Mapping[str, Any]],
    groups: Sequence[str] = (),
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Discovered:
    """Ask every address of *wish*; *hosts* are the inventory's. *told*: how many addresses of how many.

    On Ctrl-C what was found so far is returned, with the number of addresses that are left.
    """
    search = _Search(wish)
    search.run(told)
    known, drafts = _sorted(wish.commune, search.found, hosts, groups)
    return Discovered(
        drafts=drafts,
        known=known,
        sent=dict(search.pace.sent),
        asked=search.done,
        left=len(search.addresses) - search.done,
        mdns=search.no_mdns,
        failed=search.failed,
    )


class _Search:
    """The asking itself, in threads that all wait for the same turns."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._stop = threading.Event()
        self.pace = Pace(wish.rate, self._stop)
        self._how = How(self.pace, wish.snmp, wish.ports)
        self.addresses = list(dict.fromkeys(str(host) for net in wish.subnets for host in net.hosts()))
        self.found: list[Found] = []
        self.done = 0
        self._taken: set[Future[list[Found]]] = set()
        self.no_mdns = ""
        self.failed: dict[str, str] = {}

    def run(self, told: Callable[[int, int], None]) -> None:
        pool = ThreadPoolExecutor(_WORKERS)
        answers: list[Future[list[Found]]] = []
        try:
            announced = self._announced()
            answers += [
                pool.submit(self._ask, address, announced.get(address, [])) for address in self.addresses
            ]
            for each in as_completed(answers):
                self._take(each)
                told(self.done, len(self.addresses))
        except KeyboardInterrupt:
            self._stop.set()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            for each in answers:
                self._take(each)

    def _ask(self, address: str, announced: Sequence[mdns.Service]) -> list[Found]:
        try:
            return ask(address, self._how, announced)
        except Stopped:
            raise
        except Exception as error:  # one device's answer must not cost the others theirs
            self.failed[address] = f"{type(error).__name__}: {error}"
            return []

    def _take(self, answer: Future[list[Found]]) -> None:
        if answer in self._taken or answer.cancelled() or isinstance(answer.exception(), Stopped):
            return
        self._taken.add(answer)
        self.found += answer.result()
        self.done += 1

    def _announced(self) -> dict[str, list[mdns.Service]]:
        found: dict[str, list[mdns.Service]] = {}
        interfaces = self._wish.mdns_interfaces
        if interfaces is None:
            interfaces = tuple(mdns.own_addresses(self._wish.subnets))
        if not interfaces:
            self.no_mdns = _("this machine has no address in these subnets, and mDNS is not routed")
            return found
        wanted = set(self.addresses)

        def take(service: mdns.Service) -> None:
            if service.address in wanted:  # what another subnet's device says is not asked for
                found.setdefault(service.address, []).append(service)

        try:
            self.pace.turn("mdns")
            mdns.browse(interfaces, self._wish.mdns_s, take, self._stop)
        except DeviceError as error:
            self.no_mdns = error.message
        return found


def _sorted(
    commune: str, found: Sequence[Found], hosts: Mapping[str, Mapping[str, Any]], groups: Sequence[str]
) -> tuple[tuple[KnownDevice, ...], tuple[Draft, ...]]:
    inventory, names = Known(hosts), Names(commune, (*hosts, *groups))
    known, drafts = [], []
    for each in sorted(found, key=lambda one: (tuple(map(int, one.address.split("."))), one.kind)):
        host = inventory.by_address(each.kind, each.address)
        moved = "" if host else inventory.by_serial(each.kind, each.serial)
        if host or moved:
            known.append(KnownDevice(each, host or moved, bool(moved)))
        else:
            drafts.append(_draft(each, names.free(each.kind)))
    return tuple(known), tuple(drafts)


def _draft(found: Found, name: str) -> Draft:
    variables: dict[str, Any] = {"ansible_host": found.address, **found.variables}
    if found.name:
        variables["asset_name"] = found.name
    if found.serial:
        variables["asset_serial"] = found.serial
    remarks = [found.model, "; ".join(found.said)]
    if found.kind is Kind.PC and set(found.said) <= {"RDP", "SMB"}:
        remarks.append(_("nothing there can be asked: switch on OpenSSH or WinRM"))
    if any(said.startswith("SNMP") for said in found.said):
        remarks.append(_("SNMP answers: state snmp_community in the vault, so that audits ask it too"))
    return Draft(name, found.kind, variables, tuple(remark for remark in remarks if remark))
