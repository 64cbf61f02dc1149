"""What stands at an address, by what it really answers on loopback."""

import contextlib
import os
import threading
from dataclasses import replace

import pytest
from support import devices, hostile
from support.snmp_agent import Agent, recorded, serving
from support.sshd import free_port

from auditor.collectors.discovery import How, Ports, ask
from auditor.collectors.pace import Pace, Stopped
from auditor.transports.connection import Limits, SnmpConnection
from auditor.transports.mdns import Service

LIMITS = Limits(connect_s=20, answer_s=20, answer_bytes=256 * 1024)
HASTY = Limits(connect_s=0.5, answer_s=1, answer_bytes=256 * 1024)
"""For what never answers: no test waits longer than it must."""
HERE = f"127.83.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"
"""An address of this process alone: whoever else tests here takes no port of it."""


@contextlib.contextmanager
def place():
    """Ports of which nobody listens on any, and a stack for those who shall."""
    with contextlib.ExitStack() as stack:
        ipp, escl, other, *more = (free_port() for _port in range(8))
        yield Ports(ipp, ((escl, False), (other, False)), *more), stack


def found(ports, announced=(), snmp=None, limits=LIMITS, at=HERE):
    pace = Pace(1000, threading.Event())
    return ask(at, How(pace, snmp, ports, limits), announced), pace.sent


def printer(ports, stack, answer=None):
    answer = devices.IPP.read_bytes() if answer is None else answer
    stack.enter_context(devices.web(HERE, ports.ipp, {"/ipp/print": answer}))


def scanner(ports, stack, answer=None, at=0):
    answer = devices.ESCL.read_bytes() if answer is None else answer
    stack.enter_context(devices.web(HERE, ports.escl[at][0], {"/eSCL/ScannerCapabilities": answer}))


def server(ports, stack, banner):
    stack.enter_context(devices.tcp(HERE, ports.ssh, devices.says(banner)))


def test_an_ipp_printer_is_a_printer_with_its_model():
    with place() as (ports, stack):
        printer(ports, stack)
        ((only,), _sent) = found(ports)
    assert (only.kind, only.model) == ("printer", "PASC Laser A4")
    assert only.variables["ipp_port"] == ports.ipp


def test_an_escl_scanner_is_a_scanner_with_its_serial_number():
    with place() as (ports, stack):
        scanner(ports, stack)
        ((only,), _sent) = found(ports)
    assert (only.kind, only.model, only.serial) == ("scanner", "PASC Scan 100", "SC0001")
    assert only.variables == {"scanner_protocol": "escl", "scanner_port": ports.escl[0][0]}


def test_a_scanner_at_another_port_is_found_where_somebody_is():
    with place() as (ports, stack):
        scanner(ports, stack, at=1)
        ((only,), sent) = found(ports)
    assert only.variables["scanner_port"] == ports.escl[1][0]
    assert sent["escl"] == 2


def test_an_ssh_server_inside_a_scanner_is_no_pc_whichever_answered_first():
    with place() as (ports, stack):
        server(ports, stack, b"SSH-2.0-dropbear_2020\r\n")
        scanner(ports, stack, at=1)
        ((only,), _sent) = found(ports)
    assert (only.kind, only.said) == ("scanner", ("eSCL", "SSH: SSH-2.0-dropbear_2020"))


def test_a_printer_that_speaks_only_ipps_is_asked_so(tmp_path):
    with place() as (ports, stack):
        pages = {"/ipp/print": devices.IPP.read_bytes()}
        stack.enter_context(devices.tls_only(HERE, ports.ipp, pages, tmp_path))
        ((only,), sent) = found(ports)
    assert only.variables == {"ipp_port": ports.ipp, "ipp_tls": True}
    assert sent["ipp"] == 2


def test_a_multifunction_device_is_both_with_one_serial_number_and_its_ssh_server_makes_it_no_pc():
    with place() as (ports, stack):
        printer(ports, stack)
        scanner(ports, stack)
        server(ports, stack, b"SSH-2.0-dropbear\r\n")
        both, _sent = found(ports)
    assert {each.kind: each.serial for each in both} == {"printer": "SC0001", "scanner": "SC0001"}


@pytest.mark.parametrize(
    ("banner", "kind", "shell"),
    [
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", "pc", None),
        (b"SSH-2.0-OpenSSH_for_Windows_8.6\r\n", "pc", "powershell"),
        (b"SSH-2.0-Cisco-1.25\r\n", "network", None),
        (b"SSH-2.0-ROSSSH\r\n", "network", None),
        (b"SSH-2.0-HUAWEI-1.5\r\n", "network", None),
    ],
)
def test_an_ssh_banner_tells_pcs_from_routers_and_windows_from_linux(banner, kind, shell):
    with place() as (ports, stack):
        server(ports, stack, banner)
        ((only,), _sent) = found(ports)
    assert (only.kind, only.variables.get("ansible_shell_type")) == (kind, shell)


def test_a_real_ssh_server_is_a_pc(openssh):
    with place() as (ports, _stack):
        ((only,), _sent) = found(replace(ports, ssh=openssh.port), at="127.0.0.1")
    assert (only.kind, only.variables) == ("pc", {"ansible_port": openssh.port})
    assert only.said[0].startswith("SSH: SSH-2.0-OpenSSH")


def test_windows_with_winrm_is_a_pc_that_ansible_asks():
    with place() as (ports, stack):
        stack.enter_context(devices.web(HERE, ports.winrm, {"/wsman": devices.IDENTIFY}))
        ((only,), _sent) = found(ports)
    assert (only.kind, only.variables["ansible_connection"]) == ("pc", "psrp")
    assert only.said == ("WinRM: Microsoft Corporation OS: 10.0.19045 SP: 0.0 Stack: 3.0",)


def test_a_windows_pc_that_lets_nobody_ask_is_seen_by_its_open_ports_alone():
    with place() as (ports, stack):
        stack.enter_context(devices.tcp(HERE, ports.rdp, hostile.silent))
        ((only,), _sent) = found(ports)
    assert (only.kind, only.said) == ("pc", ("RDP",))


def test_open_ports_are_not_tried_where_something_has_answered():
    with place() as (ports, stack):
        printer(ports, stack)
        _found, sent = found(ports)
    assert not {"rdp", "smb"} & set(sent)


def agent(name, stack, community=b"quay"):
    return stack.enter_context(serving(Agent(recorded(devices.SNMP / name), community), HERE))


@pytest.mark.parametrize(
    ("recording", "kind", "serial"),
    [
        ("printer.snmprec", "printer", "SN-0042"),
        ("ups.snmprec", "ups", ""),
        ("switch.snmprec", "network", "SW-0001"),
    ],
)
def test_snmp_tells_kind_and_serial_number_to_who_has_the_community(recording, kind, serial):
    with place() as (ports, stack):
        told = replace(ports, snmp=agent(recording, stack))
        ((only,), sent) = found(told, snmp=SnmpConnection("", community="quay"))
        assert (only.kind, only.serial) == (kind, serial)
        assert "quay" not in repr(only)
        assert sent["snmp"] == 1


def test_snmp_is_never_asked_without_a_community():
    with place() as (ports, stack):
        heard = []
        port = stack.enter_context(serving(lambda request, data: heard.append(data), HERE))
        assert found(replace(ports, snmp=port))[0] == []
    assert heard == []


def test_an_address_where_nobody_answers_has_no_device():
    with place() as (ports, _stack):
        assert found(ports) == (
            [],
            {**dict.fromkeys(("ipp", "ssh", "winrm", "rdp", "smb"), 1), "escl": 2},
        )


def test_where_no_connection_comes_about_each_protocol_is_asked_once():
    with place() as (ports, stack):
        for port in (ports.ipp, ports.escl[0][0], ports.ssh, ports.winrm, ports.rdp, ports.smb):
            stack.enter_context(devices.deaf(HERE, port))
        found_, sent = found(ports, limits=HASTY)
    assert (found_, set(sent.values())) == ([], {1})


def test_what_mdns_announced_is_asked_at_its_own_port_and_path():
    port = free_port()
    texts = {"rp": "printers/quay1", "ty": "from mDNS"}
    announced = [Service("_ipp._tcp", "Máy in", "may-in-01.local.", HERE, port, texts)]
    with place() as (ports, _stack), devices.web(HERE, port, {"/printers/quay1": devices.IPP.read_bytes()}):
        ((only,), _sent) = found(ports, announced)
    assert only.variables == {"ipp_port": port, "ipp_path": "/printers/quay1"}
    assert (only.name, only.model) == ("may-in-01", "PASC Laser A4")


def test_what_only_announces_itself_is_still_told():
    announced = [Service("_pdl-datastream._tcp", "LBP", "a.local.", HERE, 9100, {"ty": "Canon LBP"})]
    with place() as (ports, _stack):
        ((only,), _sent) = found(ports, announced)
    assert (only.kind, only.model) == ("printer", "Canon LBP")


@pytest.mark.parametrize(
    "texts",
    [{"rp": "../../x y"}, {"rp": "a\r\nHost: evil"}, {"rp": "{{ lookup('pipe','id') }}"}, {"rp": "x" * 500}],
)
def test_a_path_that_no_device_needs_is_not_used(texts):
    with place() as (ports, stack):
        announced = [Service("_ipp._tcp", "x", "{{ 7*7 }}.local.", HERE, ports.ipp, texts)]
        printer(ports, stack)
        ((only,), _sent) = found(ports, announced)
    assert "ipp_path" not in only.variables
    assert only.name == ""


def test_hostile_texts_are_cut_and_made_visible():
    banner = b"SSH-2.0-OpenSSH\x1b[2J{{ 7*7 }}\xff" + b"y" * 2000 + b"\r\n"
    with place() as (ports, stack):
        server(ports, stack, banner)
        ((only,), _sent) = found(ports)
    assert "\x1b" not in only.said[0]
    assert len(only.said[0]) < 200


@pytest.mark.parametrize(
    "behave",
    [
        hostile.silent,
        hostile.endless(b"x" * 65536),
        hostile.after(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n<a>"),
        lambda connection: None,
    ],
)
def test_a_port_that_misbehaves_is_no_device_and_costs_bounded_time(behave):
    with place() as (ports, stack):
        for port in (ports.ipp, ports.escl[0][0], ports.ssh, ports.winrm):
            stack.enter_context(devices.tcp(HERE, port, behave))
        assert found(ports, limits=HASTY)[0] == []


def test_an_answer_that_is_no_ipp_or_escl_is_no_device():
    with place() as (ports, stack):
        printer(ports, stack, b"\x02\x00\x05\x00 rubbish")
        scanner(ports, stack, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
        assert found(ports)[0] == []


def test_after_a_stop_nothing_is_asked():
    stop = threading.Event()
    stop.set()
    with place() as (ports, stack):
        heard = []
        stack.enter_context(devices.tcp(HERE, ports.ipp, heard.append))
        with pytest.raises(Stopped):
            ask(HERE, How(Pace(1000, stop), None, ports, LIMITS))
    assert heard == []


def test_turns_are_given_out_at_the_rate_whoever_asks(monkeypatch):
    now, waits = [100.0], []
    stop = threading.Event()
    monkeypatch.setattr("auditor.collectors.pace.time.monotonic", lambda: now[0])
    pace = Pace(10, stop)
    monkeypatch.setattr(stop, "wait", lambda seconds: waits.append(round(seconds, 3)))
    for _turn in range(4):
        pace.turn("ipp")
    assert waits == [0.1, 0.2, 0.3]
    now[0] = 200.0  # turns that nobody took are not saved up
    pace.turn("ipp")
    pace.turn("ipp")
    assert waits == [0.1, 0.2, 0.3, 0.1]
    assert pace.sent == {"ipp": 6}
