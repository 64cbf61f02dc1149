"""Changing a Cisco IOS (a script of one) over real SSH, with its way back; FRR's is seen in the lab."""

import contextlib
from dataclasses import replace

import pytest
from support.cli_devices import Device, serving
from support.connections import LIMITS
from support.ios import VERSION, Ios

from auditor.errors import DeviceError
from auditor.remedy import network_change
from auditor.remedy.network import Wanted
from auditor.transports import netchange
from auditor.transports.jump import Jumps
from auditor.transports.netchange import Reach

WAN, VTY = "interface GigabitEthernet0", "line vty 0 4"
WANTED = Wanted(
    required=("service password-encryption",),
    forbidden=("ip http server",),
    patterns=("(line vty .* > )?transport input (.* )?(telnet|all)( .*)?",),
    sections=(
        {
            "section": WAN,
            "lines": ["description Ve tinh", "ip address 198.18.0.2 255.255.255.252"],
            "extra": "forbidden",
        },
    ),
    up=("GigabitEthernet0",),
)


def router(**more):
    lines = ["description tam thoi", "ip address 198.18.0.9 255.255.255.0", "shutdown"]
    return Ios({"": ["ip http server"], WAN: lines, VTY: ["transport input telnet ssh"]}, **more)


@contextlib.contextmanager
def reached(device, folder, platform="cisco_ios"):
    with serving(device, folder / "known_hosts") as way:
        yield Reach(replace(way, platform=platform), LIMITS, Jumps())


def refused(do, reach):
    with pytest.raises(DeviceError) as raised:
        do(reach)
    return raised.value


def test_what_is_wanted_is_typed_and_waits_for_its_confirmation(tmp_path):
    ios = router()
    before = ios.saved
    with reached(ios.device, tmp_path) as reach:
        network_change.change(reach, WANTED, 300)
        network_change.verify(reach, WANTED)
        assert network_change.pending(reach)
    assert ios.running == {
        "": ["service password-encryption"],
        WAN: ["description Ve tinh", "ip address 198.18.0.2 255.255.255.252"],
        VTY: ["transport input ssh"],
    }
    assert (ios.armed, ios.saved) == (before, before)


def test_the_device_is_told_to_return_before_the_first_line_is_typed(tmp_path):
    ios = router()
    with reached(ios.device, tmp_path) as reach:
        network_change.change(reach, WANTED, 150)
    configuring = [line for line in ios.device.heard if line.startswith("conf") or line in ("exit", WAN)]
    assert configuring[0] == "configure terminal revert timer 3"  # minutes, never fewer than asked for


def test_a_second_change_is_taken_back_with_the_first(tmp_path):
    ios = router()
    before = ios.saved
    with reached(ios.device, tmp_path) as reach:
        network_change.change(reach, Wanted(required=("no ip source-route",)), 60)
        network_change.change(reach, WANTED, 60)
        assert network_change.rollback(reach)
    assert ios.running == before


def test_a_change_that_still_waits_is_no_change_that_was_made(tmp_path):
    ios = router()
    with reached(ios.device, tmp_path) as reach:
        network_change.change(reach, WANTED, 60)
        again = network_change.change(reach, WANTED, 120)
    assert (again.changed, again.candidate.commands) == (True, ())
    assert "configure revert timer 2" in ios.device.heard


def test_what_was_confirmed_is_saved_and_no_longer_taken_back(tmp_path):
    ios = router()
    with reached(ios.device, tmp_path) as reach:
        network_change.change(reach, WANTED, 60)
        assert network_change.confirm(reach, WANTED)
        assert not network_change.confirm(reach, WANTED)
        assert not network_change.rollback(reach)
    assert ios.saved == ios.running
    assert ios.saved[VTY] == ["transport input ssh"]


def test_what_was_taken_back_cannot_be_confirmed(tmp_path):
    with reached(router().device, tmp_path) as reach:
        assert refused(lambda reach: network_change.confirm(reach, WANTED), reach).kind == "unsupported"


def test_a_line_that_the_device_refuses_takes_back_those_before_it(tmp_path):
    ios = router(refuses=("transport input ssh",))
    before = ios.saved
    with reached(ios.device, tmp_path) as reach:
        error = refused(lambda reach: network_change.change(reach, WANTED, 60), reach)
    assert "transport input ssh" in error.message
    assert (ios.running, ios.armed) == (before, None)


def test_a_device_that_has_what_is_wanted_is_left_alone(tmp_path):
    ios = router(archive=False)
    with reached(ios.device, tmp_path) as reach:
        found = network_change.change(reach, Wanted(required=("ip http server",)), 60)
    assert not found.changed
    assert not any(line.startswith("conf") for line in ios.device.heard)


def test_without_an_archive_to_return_to_nothing_is_typed(tmp_path):
    ios = router(archive=False)
    with reached(ios.device, tmp_path) as reach:
        assert refused(lambda reach: network_change.change(reach, WANTED, 60), reach).kind == "unsupported"
    assert not any(line.startswith("conf") for line in ios.device.heard)


def test_looking_types_nothing(tmp_path):
    ios = router()
    with reached(ios.device, tmp_path) as reach:
        assert network_change.look(reach, WANTED).changed
    assert not any(line.startswith("conf") for line in ios.device.heard)


def test_a_platform_that_does_not_return_by_itself_is_refused(tmp_path):
    huawei = Device(
        "<rt01>",
        {"show version": "Huawei Versatile Routing Platform Software", "screen-length 0 temporary": ""},
    )
    with reached(huawei, tmp_path, "huawei_vrp") as reach:
        assert refused(lambda reach: network_change.look(reach, WANTED), reach).kind == "unsupported"
    assert not any("sys" in line for line in huawei.heard)


def test_what_a_device_logs_and_warns_of_is_no_refusal():
    said = "%SYS-5-CONFIG_I: Configured from console\n% Warning: use with care\n"
    assert netchange.refusal(said) == ""
    assert netchange.refusal(f'{said}% Ambiguous command:  "x"\n').startswith("Ambiguous")


def test_a_guard_is_told_by_what_the_device_says_it_is():
    assert netchange.guard_of(VERSION) is netchange.guard_of("Cisco IOS XE Software, Version 16.9")
    assert netchange.guard_of("FRRouting 8.4.4 (rt01) on Linux") is not netchange.guard_of(VERSION)
