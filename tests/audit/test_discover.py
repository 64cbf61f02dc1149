"""Whole subnets of loopback: who is proposed, who is known already, and what an interruption leaves."""

import contextlib
from ipaddress import ip_network

import pytest
import yaml
from support import devices
from support.sshd import free_port

from auditor.audit.discover import Wish, discover, subnets
from auditor.collectors.discovery import Ports
from auditor.errors import UsageError
from auditor.inventory.drafting import draft

NET = "127.81.0.0/29"
PRINTER, SCANNER, WINDOWS = "127.81.0.1", "127.81.0.2", "127.81.0.3"


@contextlib.contextmanager
def commune():
    """A printer, a scanner and a Windows PC at three addresses of a subnet; yields how they are asked."""
    ipp, escl, *more = (free_port() for _port in range(7))
    ports = Ports(ipp, ((escl, False),), *more)
    with (
        devices.web(PRINTER, ports.ipp, {"/ipp/print": devices.IPP.read_bytes()}),
        devices.web(SCANNER, escl, {"/eSCL/ScannerCapabilities": devices.ESCL.read_bytes()}),
        devices.tcp(WINDOWS, ports.ssh, devices.says(b"SSH-2.0-OpenSSH_for_Windows_9.5\r\n")),
    ):
        yield Wish("03158", subnets([NET], sure=False), rate=1000, ports=ports, mdns_interfaces=())


def test_each_device_of_a_subnet_is_proposed_once_under_a_free_name():
    with commune() as wish:
        done = discover(wish, {"pasc-03158-pc01": {"ansible_host": "198.18.0.9"}}, ["pc"])
    assert {each.name: each.variables["ansible_host"] for each in done.drafts} == {
        "pasc-03158-printer01": PRINTER,
        "pasc-03158-scanner01": SCANNER,
        "pasc-03158-pc02": WINDOWS,
    }
    assert (done.asked, done.left, done.known) == (6, 0, ())
    assert done.sent["ipp"] == 6


def test_what_the_inventory_has_is_told_and_not_proposed_again():
    hosts = {
        "mine": {"ansible_host": PRINTER, "kind": "printer"},
        "moved": {"ansible_host": "198.18.0.9", "asset_serial": "sc0001", "kind": "scanner"},
        WINDOWS: {"kind": "pc"},
    }
    with commune() as wish:
        done = discover(wish, hosts)
    assert done.drafts == ()
    assert {each.host: each.moved for each in done.known} == {"mine": False, "moved": True, WINDOWS: False}


def test_the_draft_is_yaml_that_says_it_is_a_draft():
    with commune() as wish:
        done = discover(wish, {})
    text = draft("03158", "Xã Sín Thầu (03158)", done.drafts, [NET], "22/11/2026 07:00")
    assert "BẢN NHÁP" in text.splitlines()[1]
    data = yaml.safe_load(text)
    assert data["commune_03158"]["hosts"]["pasc-03158-pc01"]["ansible_shell_type"] == "powershell"
    assert set(data) == {"commune_03158", "pc", "printer", "scanner"}
    assert yaml.safe_load(draft("03158", "x", [], [NET], "now")) == {}


def test_what_a_device_says_stays_a_comment():
    from auditor.inventory.drafting import Draft
    from auditor.model import Kind

    said = "Máy in\n  evil: {{ 1 }}\n\u2028x: y\r# \x1b[2J" + "z" * 500
    text = draft("03158", said, [Draft("a", Kind.PRINTER, {"ansible_host": PRINTER}, (said,))], [NET], "now")
    assert yaml.safe_load(text) == {
        "commune_03158": {"hosts": {"a": {"ansible_host": PRINTER}}},
        "printer": {"hosts": {"a": None}},
    }
    assert "\x1b" not in text


def test_an_interruption_keeps_what_was_found():
    def interrupt(done, _of):
        if done >= 2:
            raise KeyboardInterrupt

    with commune() as wish:
        slow = Wish(wish.commune, wish.subnets, 15, ports=wish.ports, mdns_interfaces=())
        done = discover(slow, {}, told=interrupt)
    assert done.left > 0
    assert done.asked + done.left == 6
    assert sum(done.sent.values()) < 6 * 6


def test_a_device_that_breaks_a_parser_costs_the_others_nothing(monkeypatch):
    def broken(raw):
        raise ZeroDivisionError("oops")

    with commune() as wish:
        monkeypatch.setattr("auditor.collectors.discovery.escl.parse", broken)
        done = discover(wish, {})
    assert done.failed == {SCANNER: "ZeroDivisionError: oops"}
    assert len(done.drafts) == 2


def test_mdns_is_not_asked_from_outside_the_subnet_and_that_is_told():
    with commune() as wish:
        done = discover(Wish(wish.commune, (ip_network("127.81.0.0/30"),), 1000, ports=wish.ports), {})
    assert "no address in these subnets" in done.mdns
    assert "mdns" not in done.sent


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("10.0.0.0/21", "2048 addresses"),
        ("8.8.8.0/24", "is public"),
        ("224.0.0.0/24", "holds no devices"),
        ("fd00::/120", "IPv6"),
        ("10.0.0.300", "is not a subnet"),
        ("tất cả", "is not a subnet"),
    ],
)
def test_a_subnet_that_is_doubtful_or_none_is_refused(word, told):
    with pytest.raises(UsageError, match=told):
        subnets([word], sure=False)


@pytest.mark.parametrize(
    "word", ["10.0.0.0/22", "198.18.0.0/24", "100.64.3.0/24", "192.168.1.7/24", "10.1.2.3"]
)
def test_a_subnet_of_ones_own_is_taken(word):
    assert len(subnets([word], sure=False)) == 1


def test_who_says_so_may_ask_wide_and_public_ones():
    assert len(subnets(["10.0.0.0/16", "8.8.8.0/24"], sure=True)) == 2
    with pytest.raises(UsageError):
        subnets(["224.0.0.0/24"], sure=True)
