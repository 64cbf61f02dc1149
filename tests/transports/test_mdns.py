"""mDNS on loopback: what is announced there is found, with what a hostile announcer may not do."""

import contextlib
import os
import socket
import threading

import pytest
from support.sshd import free_port

from auditor.transports import mdns
from auditor.transports.mdns import browse

zeroconf = pytest.importorskip("zeroconf")


def name(letter):
    """A name that no other process announces here."""
    return f"auditor-test-{os.getpid()}-{letter}"


@contextlib.contextmanager
def announced(*services):
    """Services (type, instance, port, texts) of this machine on loopback."""
    announcer = zeroconf.Zeroconf(interfaces=["127.0.0.1"], ip_version=zeroconf.IPVersion.V4Only)
    try:
        for type_, instance, port, texts in services:
            info = zeroconf.ServiceInfo(
                f"{type_}.local.",
                f"{instance}.{type_}.local.",
                addresses=[socket.inet_aton("127.0.0.1")],
                port=port,
                properties=texts,
                server="may-in-01.local.",
            )
            announcer.register_service(info, cooperating_responders=True)  # no probing: the names are ours
        yield
    finally:
        announcer.close()


def found_on_loopback(wanted, services=mdns.SERVICES, seconds=60):
    """What browsing finds of the instances *wanted*, once all of them are found."""
    found, stop = {}, threading.Event()

    def take(each):
        if each.instance in wanted:
            found.setdefault((each.type, each.instance), []).append(each)
        if {instance for _type, instance in found} >= wanted:
            stop.set()

    browse(["127.0.0.1"], seconds, take, stop, services)
    return [each for (each,) in found.values()]


def test_a_service_is_found_with_its_host_port_and_texts():
    port = free_port()
    texts = {"rp": "ipp/print", "ty": "Máy in quầy 1", "empty": None}
    with announced(("_ipp._tcp", name("a"), port, texts)):
        (found,) = found_on_loopback({name("a")})
    assert (found.type, found.host, found.address, found.port) == (
        *("_ipp._tcp", "may-in-01.local.", "127.0.0.1", port),
    )
    assert found.texts == {"rp": "ipp/print", "ty": "Máy in quầy 1", "empty": ""}


class Ticks(threading.Event):
    """A stop that does *then* when it is waited for the third time."""

    def __init__(self, then):
        super().__init__()
        self._left = iter([lambda: None, lambda: None, then])

    def wait(self, timeout=None):
        next(self._left, lambda: None)()
        return super().wait(timeout)


def test_a_service_whose_ipv4_address_comes_after_its_ipv6_one_is_found():
    type_, instance, server = "_ipp._tcp.local.", name("e"), f"{name('host')}.local."
    info = {
        family: zeroconf.ServiceInfo(
            type_, f"{instance}.{type_}", 631, addresses=[socket.inet_pton(family, address)], server=server
        )
        for family, address in ((socket.AF_INET6, "fe80::1"), (socket.AF_INET, "127.0.0.1"))
    }
    browsing, seen, found = zeroconf.Zeroconf(interfaces=["127.0.0.1"]), mdns._Seen(), []

    def told(family):
        one = info[family]
        browsing.cache.async_add_records([one.dns_service(), one.dns_text(), *one.dns_addresses()])

    stop = Ticks(lambda: told(socket.AF_INET))
    with contextlib.closing(browsing):
        told(socket.AF_INET6)
        seen.add(browsing, type_, f"{instance}.{type_}", None)
        mdns._tell(browsing, seen, 5, lambda each: (found.append(each), stop.set()), stop)
    assert [(each.instance, each.address) for each in found] == [(instance, "127.0.0.1")]


def test_what_was_not_asked_for_is_not_found():
    with announced(("_ipp._tcp", name("b"), 1, {}), ("_uscan._tcp", name("c"), 2, {})):
        found = found_on_loopback({name("c")}, ("_uscan._tcp",))
        others = found_on_loopback({name("b")}, ("_uscan._tcp",), seconds=2)
    assert [each.instance for each in found] == [name("c")]
    assert others == []


def test_a_stop_ends_it_at_once():
    stop = threading.Event()
    stop.set()
    with announced(("_ipp._tcp", name("d"), 1, {})):
        browse(["127.0.0.1"], 3600, lambda each: pytest.fail("asked after the stop"), stop)


def test_only_own_addresses_in_the_named_networks_are_used():
    from ipaddress import ip_network

    assert mdns.own_addresses([ip_network("127.0.0.0/8")]) == ["127.0.0.1"]
    assert mdns.own_addresses([ip_network("203.0.113.0/24")]) == []
