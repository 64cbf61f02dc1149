"""What an SNMP agent says: recordings read, levels, states and reasons as words, hostile tables."""

import pytest

from auditor.parsers import snmp, snmp_device
from auditor.parsers.parsed import Unreadable

SUPPLY, INPUT, ALERT = "1.3.6.1.2.1.43.11.1.1", "1.3.6.1.2.1.43.8.2.1", "1.3.6.1.2.1.43.18.1.1"
DEVICE, PRINTER = "1.3.6.1.2.1.25.3.2.1", "1.3.6.1.2.1.25.3.5.1"


def facts(*lines: str):
    return snmp_device.parse("\n".join(lines).encode()).facts


def supply(level: int, capacity: int, kind: int = 3):
    return facts(f"{SUPPLY}.5.1.1|2|{kind}", f"{SUPPLY}.8.1.1|2|{capacity}", f"{SUPPLY}.9.1.1|2|{level}")[
        "printer.supplies"
    ][0]


# ── recordings ───────────────────────────────────────────────────────────────────────────────────


def test_text_hex_and_numbers_are_read_by_their_tags():
    agent = snmp.read(b"1.1.1|4|a b\n1.1.2|4x|c3a9\n1.1.3|65|7\n1.1.4|64x|c6130101\r\n.1.1.5|6|.1.3.6\n")
    assert [agent.text(f"1.1.{n}") for n in (1, 2, 4, 5)] == ["a b", "é", "198.19.1.1", "1.3.6"]
    assert agent.number("1.1.3") == 7


def test_text_that_is_no_utf8_is_read_as_latin1():
    assert snmp.read(b"1.1|4x|e9\n").text("1.1") == "é"


def test_values_that_snmpsim_would_invent_are_not_values():
    agent = snmp.read(b"1.1.1|2:numeric|rate=1\n1.1.2|4|x\n1.1.3|5|\n")
    assert (list(agent.by_oid), agent.unread) == (["1.1.2"], 2)


def test_rows_of_a_table_come_in_the_order_of_their_numbers():
    agent = snmp.read(b"1.1.10|2|3\n1.1.2|2|2\n1.1.1.5|2|1\n1.10.1|2|9\n")
    assert list(agent.column("1.1").items()) == [("1.5", 1), ("2", 2), ("10", 3)]


def test_a_json_map_is_a_recording_too():
    agent = snmp.read(b'{"1.1.1": "12", "1.1.2": ["0a", "ff"], "1.1.3": null, "x": 1}')
    assert (agent.number("1.1.1"), agent.by_oid["1.1.2"], agent.unread) == (12, b"\n\xff", 2)


@pytest.mark.parametrize("raw", [b"", b"nothing", b"{}", b'{"1.1": {}}', b"{" * 9999, b"1.1|2|x\n"])
def test_what_holds_no_variable_is_refused(raw):
    with pytest.raises(Unreadable):
        snmp.read(raw)


def test_an_agent_without_end_is_read_up_to_a_bound():
    raw = b"".join(b"1.3.%d|2|1\n" % n for n in range(snmp.MAX_VARIABLES + 500))
    assert len(snmp.read(raw).by_oid) == snmp.MAX_VARIABLES


# ── printers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("level", "capacity", "says"),
    [
        (-1, 100, {"word": "unrestricted", "capacity": 100}),
        (-2, 100, {"word": "unknown", "capacity": 100}),
        (-3, 100, {"word": "some", "capacity": 100}),
        (-3, -2, {"word": "some"}),
        (50, -2, {"word": "unknown", "level": 50}),
        (50, 0, {"word": "unknown", "level": 50}),
        (0, 100, {"percent": 0.0, "level": 0, "capacity": 100}),
        (30, 120, {"percent": 25.0, "level": 30, "capacity": 120}),
        (200, 100, {"word": "unknown", "level": 200, "capacity": 100}),
    ],
)
def test_a_level_is_a_percentage_only_where_both_numbers_are_known(level, capacity, says):
    assert supply(level, capacity) == {"name": "toner", "kind": "toner", "colour": "", **says}


def test_a_full_waste_box_is_not_low():
    assert (
        facts(f"{SUPPLY}.5.1.1|2|4", f"{SUPPLY}.8.1.1|2|100", f"{SUPPLY}.9.1.1|2|1")["printer.supplies_low"]
        == []
    )


@pytest.mark.parametrize(
    ("device", "printer", "state"),
    [(2, 3, "idle"), (2, 4, "processing"), (3, 5, "processing"), (2, 1, "idle"), (5, 3, "stopped")],
)
def test_the_states_of_two_mibs_are_one_of_ipp(device, printer, state):
    assert facts(f"{DEVICE}.5.1|2|{device}", f"{PRINTER}.1.1|2|{printer}")["printer.state"] == state


def test_a_state_that_nobody_states_is_missing_not_idle():
    said = snmp_device.parse(f"{DEVICE}.5.1|2|2\n{PRINTER}.1.1|2|2\n".encode())
    assert "printer.state" not in said.facts
    assert said.missing["printer.state"]


@pytest.mark.parametrize(
    ("octets", "reasons"),
    [
        ("00", []),
        ("", []),
        ("80", ["media-low-warning"]),
        ("44", ["media-empty", "media-jam"]),
        ("0808", ["door-open", "output-area-full"]),
        ("0180", ["other-warning", "input-tray-missing"]),
    ],
)
def test_detected_error_bits_are_keywords_of_ipp(octets, reasons):
    assert facts(f"{PRINTER}.2.1|4x|{octets}")["printer.state_reasons"] == reasons


def test_an_alert_says_the_same_as_its_bit_and_how_bad_it_is():
    said = facts(f"{PRINTER}.2.1|4x|40", f"{ALERT}.2.1.1|2|4", f"{ALERT}.7.1.1|2|808")
    assert said["printer.state_reasons"] == ["media-empty-warning"]


def test_an_alert_that_is_no_reason_to_worry_is_none():
    assert facts(f"{ALERT}.2.1.1|2|1", f"{ALERT}.7.1.1|2|507")["printer.state_reasons"] == []


@pytest.mark.parametrize(
    ("unit", "feed", "across"), [(4, 297000, 210000), (3, 116929, 82677), (4, 210000, 297000)]
)
def test_paper_is_named_by_its_size_however_it_lies(unit, feed, across):
    said = facts(
        *(f"{INPUT}.3.1.1|2|{unit}", f"{INPUT}.4.1.1|2|{feed}", f"{INPUT}.5.1.1|2|{across}"),
        *(f"{INPUT}.9.1.1|2|250", f"{INPUT}.10.1.1|2|-3"),
    )
    assert said["printer.media_ready"] == ["iso_a4_210x297mm"]


def test_paper_of_an_empty_tray_is_not_ready():
    said = snmp_device.parse(
        f"{INPUT}.3.1.1|2|4\n{INPUT}.4.1.1|2|297000\n{INPUT}.5.1.1|2|210000\n"
        f"{INPUT}.9.1.1|2|250\n{INPUT}.10.1.1|2|0\n".encode()
    )
    assert "printer.media_ready" in said.missing


def test_brothers_own_record_is_read_at_any_length():
    care = "1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.8.0"
    long_form = facts(f"{care}|4x|6f010400001388ff")["printer.supplies"]
    tenths = facts(f"{care}|4x|a101020a14ff")["printer.supplies"]
    assert [each["percent"] for each in (*long_form, *tenths)] == [50.0, 50.0]
    assert "printer.supplies" not in facts(f"{care}|4x|31010101410101")
    assert "printer.supplies" not in facts(f"{care}|4x|31010101ff00006f010400001388")


@pytest.mark.parametrize(
    ("lines", "color"),
    [
        (["1.3.6.1.2.1.43.10.2.1.6.1.1|2|4"], True),
        (["1.3.6.1.2.1.43.10.2.1.6.1.1|2|1"], False),
        ([f"{SUPPLY}.6.1.1|4|Cyan toner", f"{SUPPLY}.9.1.1|2|5"], True),
        ([f"{SUPPLY}.6.1.1|4|Toner", f"{SUPPLY}.9.1.1|2|5"], None),
    ],
)
def test_a_printer_prints_in_colour_when_it_says_so_or_has_cyan(lines, color):
    assert facts(*lines).get("printer.color") == color


@pytest.mark.parametrize(("type_", "duplex"), [(3, True), (4, True), (5, False)])
def test_a_path_that_turns_the_sheet_is_duplex(type_, duplex):
    said = facts("1.3.6.1.2.1.43.13.4.1.9.1.1|2|5", f"1.3.6.1.2.1.43.13.4.1.9.1.2|2|{type_}")
    assert said["printer.duplex"] == duplex


def test_interpreters_are_formats_of_ipp():
    said = facts(*(f"1.3.6.1.2.1.43.15.1.1.2.1.{n}|2|{n}" for n in (3, 5, 6, 54)))
    assert said["printer.formats"] == ["application/vnd.hp-PCL", "application/postscript", "application/pdf"]


# ── identity, interfaces, UPS ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("oid", "kind"),
    [
        ("1.3.6.1.4.1.2435.2.3.9.1", "printer"),
        ("1.3.6.1.4.1.367.1.1", "printer"),
        ("1.3.6.1.4.1.318.1.3.27", "ups"),
        ("1.3.6.1.2.1.33", "ups"),
        ("1.3.6.1.4.1.3180.1", "network"),
        ("1.3.6.1.4.1.9.1.615", "network"),
    ],
)
def test_what_a_device_is_follows_from_who_made_it(oid, kind):
    assert facts(f"1.3.6.1.2.1.1.2.0|6|{oid}")["snmp.kind"] == kind


def test_a_masked_serial_number_is_none():
    said = facts("1.3.6.1.4.1.318.1.1.1.1.2.3.0|4|FFFFFFFFFFFF")
    assert "ups.serial" not in said


@pytest.mark.parametrize(
    ("low", "high", "mbps"),
    [(100_000_000, 0, 100), (4_294_967_295, 10_000, 10_000), (4_294_967_295, 0, None), (0, 0, None)],
)
def test_a_speed_that_does_not_fit_is_taken_from_where_it_does(low, high, mbps):
    said = facts(
        "1.3.6.1.2.1.2.2.1.2.1|4|eth0",
        f"1.3.6.1.2.1.2.2.1.5.1|66|{low}",
        f"1.3.6.1.2.1.31.1.1.1.15.1|66|{high}",
    )
    assert said["network.interfaces"][0].get("speed_mbps") == mbps


@pytest.mark.parametrize(("state", "word"), [(1, "up"), (2, "down"), (7, "down"), (4, None), (0, None)])
def test_a_line_of_unknown_state_is_neither_up_nor_down(state, word):
    said = facts("1.3.6.1.2.1.2.2.1.2.1|4|eth0", f"1.3.6.1.2.1.2.2.1.8.1|2|{state}")
    assert said["network.interfaces"][0].get("oper") == word


def test_a_ups_that_sends_tenths_of_volts_says_no_voltage():
    said = facts("1.3.6.1.2.1.33.1.4.4.1.2.1|2|2302", "1.3.6.1.2.1.33.1.4.4.1.5.1|2|40")
    assert said["ups.outputs"] == [{"line": 1, "load_percent": 40.0}]


def test_the_load_of_a_ups_is_that_of_its_most_loaded_line():
    said = facts("1.3.6.1.2.1.33.1.4.4.1.5.1|2|40", "1.3.6.1.2.1.33.1.4.4.1.5.2|2|90")
    assert said["ups.load_percent"] == 90.0


def test_a_battery_without_a_sensor_has_no_temperature():
    assert "ups.battery_temperature_c" not in facts("1.3.6.1.2.1.33.1.2.7.0|2|-273")


def test_an_apc_without_the_standard_mib_is_read_by_its_own():
    base = "1.3.6.1.4.1.318.1.1.1"
    said = facts(
        f"{base}.2.2.1.0|66|88", f"{base}.2.2.3.0|67|180000", f"{base}.2.2.4.0|2|2", f"{base}.4.1.1.0|2|3"
    )
    assert (said["ups.charge_percent"], said["ups.runtime_min"]) == (88, 30)
    assert (said["ups.battery_replace"], said["ups.output_source"]) == (True, "battery")
