"""Make, model, version and serial number out of the words of sysDescr, of makers known and not."""

import pytest

from auditor.parsers import snmp_device
from auditor.parsers.snmp_description import described, named, versioned


def facts(description: str, object_id: str = "1.3.6.1.4.1.99999"):
    lines = f"1.3.6.1.2.1.1.1.0|4x|{description.encode().hex()}\n1.3.6.1.2.1.1.2.0|6|{object_id}\n"
    return snmp_device.parse(lines.encode()).facts


def test_a_printer_of_any_maker_that_is_written_as_lexmark_writes_is_read():
    found = facts("ACME Laser 77dn version AB.CD.N001 kernel 3.0.0 All-N-1")
    assert found["snmp.kind"] == "printer"
    assert (found["printer.make_model"], found["printer.firmware"]) == ("ACME Laser 77dn", "AB.CD.N001")


@pytest.mark.parametrize(
    ("text", "model", "version", "serial"),
    [
        ("Dell 9999dn MFP; 1.20.03;Engine 1.1;S/N AB12CD3", "Dell 9999dn MFP", "1.20.03", "AB12CD3"),
        ("Samsung CLX-1; CLX1_V1.02;S/N Z1Z2Z3Z4", "Samsung CLX-1", "CLX1_V1.02", "Z1Z2Z3Z4"),
        ("Samsung CLX-1 Series; ; S/N Z1Z2Z3Z4", "Samsung CLX-1 Series", None, "Z1Z2Z3Z4"),
        ("Xerox Phaser 9;PS 4.8.0,OS 4.82;SN PWG1234", "Xerox Phaser 9", "PS 4.8.0,OS 4.82", "PWG1234"),
        ("Canon LBP9 /P EEPROM 1100", "Canon LBP9", None, None),
        ("RICOH Aficio 9 / RICOH Network Printer D model", "RICOH Aficio 9", None, None),
        ("EPSON AL-C9; Net 96.5,IOT 04.0", "EPSON AL-C9", "Net 96.5,IOT 04.0", None),
        ("APC SNMP Thing (MB:v3.6 AF1:v4.7 AN1:x MN:AP9 HR:1.0 SN:WA0532 MD:1)", "APC AP9", "v4.7", "WA0532"),
    ],
)
def test_each_known_form_gives_model_version_and_serial_number(text, model, version, serial):
    found = described(text)
    assert (found.model, found.version, found.serial) == (model, version, serial)


@pytest.mark.parametrize(
    ("text", "model", "version"),
    [
        ("Linksys XY200 Smart Switch, SW version:3.21", "Linksys XY200 Smart Switch", "3.21"),
        ("Some Net, Inc. ab2200-c Switch, kernel JUNOS 12.3R12-S15, Build", "ab2200-c Switch", "12.3R12-S15"),
        ("ProCurve Gate 7102, Version: 03.01, Date: Fri Aug 12 2005", "ProCurve Gate 7102", "03.01"),
        ("Aruba X9 Switch, revision WC.16.11.0004, ROM WC.16.01.0010", "Aruba X9 Switch", "WC.16.11.0004"),
        ("Aruba X9 24G LL.10.13.1060", "Aruba X9 24G", "LL.10.13.1060"),
        ("Avaya AP-9 v2.5.3(914) SN-02UT4456", "Avaya AP-9", "2.5.3(914)"),
        ("Digi Box 21 Bios Ver 6.45 Software Build Ver5142. Nov 28", "Digi Box 21 Bios", "5142"),
    ],
)
def test_an_unknown_form_is_read_by_the_makers_name_and_the_word_version(text, model, version):
    assert (named(text), versioned(text)) == (model, version)


def test_versions_of_compiler_loader_and_hardware_are_not_the_devices():
    assert versioned("Linux box (gcc version 4.1.2) Bootrom Version 1.2, Hardware Version 3") is None


@pytest.mark.parametrize(
    ("text", "model", "version"),
    [
        ("Acme XY-7131 HW=E SW=4.0.3.0-010R MIB=01", "Acme XY-7131", "4.0.3.0-010R"),
        ("Acme UDS1100 V6.1.0.3 (060811)", "Acme UDS1100", "6.1.0.3"),
        ("XRS-1612 (2.1.7.0)", "XRS-1612", "2.1.7.0"),
    ],
)
def test_a_name_with_a_number_that_a_version_follows_is_a_model_whoever_makes_it(text, model, version):
    assert (named(text), versioned(text)) == (model, version)


def test_words_of_no_known_maker_are_no_model():
    assert named("Linux box12 v5.10") is None
    assert named("8-Port Gigabit Smart Switch, Version 1.0") is None
    assert "network.model" not in facts("Linux router 5.10.0 #1 SMP")


def test_a_routers_name_of_several_words_stays_whole():
    assert facts("RouterOS RB Thing UPA-5")["network.model"] == "RB Thing UPA-5"


def test_comware_names_its_model_in_the_second_line_whoever_sells_it():
    found = facts("H3C Comware Platform Software, Software Version 7.1 Release 9\r\nH3C S9-28C\r\nCopyright")
    assert (found["network.model"], found["network.version"]) == ("S9-28C", "7.1")


def test_what_a_ups_states_of_its_firmware_comes_before_the_words_about_its_card():
    lines = (
        "1.3.6.1.2.1.1.1.0|4|Thing SNMP card, Software Version 9.9",
        "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.318.1.3",
        "1.3.6.1.4.1.318.1.1.1.1.2.1.0|4|30.j2.I",
    )
    assert snmp_device.parse("\n".join(lines).encode()).facts["ups.firmware"] == "30.j2.I"
    assert snmp_device.parse("\n".join(lines[:2]).encode()).facts["ups.firmware"] == "9.9"


def test_a_switch_of_a_maker_of_printers_is_no_printer():
    assert facts("Dell Networking N9999, 6.2.6.6, Linux 3.6.5")["snmp.kind"] == "network"
