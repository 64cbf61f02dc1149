"""What the lab's SNMP agents serve, read by the product's own parsers, without an agent between them."""

import pytest

from auditor.lab import printer_snmp, snmp_agent, ups
from auditor.lab.printer_spec import LETTER, PrinterSpec
from auditor.lab.rootfs import Rootfs
from auditor.parsers import snmp_device

_TAGS = {"integer": "2", "uinteger": "66", "counter": "65", "octet_str": "4", "object_id": "6"}


def _recorded(values):
    lines = []
    for oid, kind, value in values:
        if isinstance(value, bytes):
            lines.append(f"{oid}|4x|{value.hex()}")
        else:
            lines.append(f"{oid}|{_TAGS[kind]}|{str(value).removeprefix('.')}")
    return "\n".join(lines).encode()


def _printer(**fields):
    return snmp_device.parse(
        _recorded(printer_snmp.values(PrinterSpec(serial="PL1", **fields).over_snmp))
    ).facts


def _ups(**fields):
    return snmp_device.parse(_recorded(ups.values(ups.UpsSpec(**fields), "AS1"))).facts


def test_a_healthy_printer_is_idle_with_paper_and_toner_and_no_complaint():
    facts = _printer()
    assert (facts["printer.state"], facts["printer.state_reasons"]) == ("idle", [])
    assert facts["printer.media_ready"] == ["iso_a4_210x297mm"]
    assert {each["name"]: each["percent"] for each in facts["printer.supplies"]} == {
        "Waste toner box": 25,
        "Black toner": 75,
    }
    assert (facts["printer.serial"], facts["printer.firmware"]) == ("PL1", "1.4.2")
    assert (facts["printer.duplex"], facts["printer.color"]) == (True, False)


@pytest.mark.parametrize(
    "reason", ["media-jam-error", "media-empty-error", "toner-low-warning", "cover-open-error"]
)
def test_a_reason_is_the_same_word_over_snmp_as_over_ipp(reason):
    spec = PrinterSpec(reasons=(reason,))
    assert f"printer-state-reasons=keyword:{reason}" in spec.over_ipp
    assert reason in _printer(reasons=(reason,))["printer.state_reasons"]


def test_a_printer_that_is_stopped_is_stopped_over_both():
    spec = PrinterSpec(stopped=True)
    assert "printer-state=enum:5" in spec.over_ipp
    assert _printer(stopped=True)["printer.state"] == "stopped"


def test_what_differs_over_snmp_is_said_over_snmp_alone():
    spec = PrinterSpec(media=LETTER, snmp=(("toner", 3), ("reasons", ("media-jam-error",))))
    assert (spec.toner, spec.over_ipp) == (75, ())
    assert (spec.over_snmp.toner, spec.over_snmp.media) == (3, LETTER)


def test_a_healthy_ups_runs_on_mains_with_a_full_battery_and_no_alarm():
    facts = _ups()
    assert (facts["ups.output_source"], facts["ups.battery_status"], facts["ups.alarms"]) == (
        "normal",
        "normal",
        [],
    )
    assert (facts["ups.charge_percent"], facts["ups.battery_replace"], facts["ups.self_test"]) == (
        100,
        False,
        "passed",
    )
    assert facts["ups.serial"] == "AS1"


@pytest.mark.parametrize("alarm", ups.ALARMS)
def test_every_alarm_of_a_ups_is_read_by_its_name(alarm):
    assert _ups(alarms=(alarm,))["ups.alarms"] == [alarm]


def test_an_agents_configuration_with_its_community_is_readable_by_root_alone():
    disk = Rootfs()
    snmp_agent.serve(disk, ("secret",), snmp_agent.Identity("a", "1.3.6.1", "b", "c"), ())
    file = disk.files[snmp_agent.CONFIGURATION]
    assert (b"rocommunity secret" in file.content, file.mode) == (True, 0o600)


def test_a_text_of_an_agent_cannot_become_another_line_of_its_configuration():
    disk = Rootfs()
    value = ("1.3.6.1.9", "octet_str", 'a"b')
    snmp_agent.serve(disk, ("x",), snmp_agent.Identity("a", "1.3.6.1", "b", "c"), (value,))
    assert b'override .1.3.6.1.9 octet_str "a\\"b"\n' in disk.files[snmp_agent.CONFIGURATION].content
