"""A printer's answer, and what its numbers mean."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.parsers import printer_ipp
from auditor.parsers.ipp import IppError, decode
from auditor.transports.connection import IppConnection
from auditor.transports.ipp import request

INTEGER, BOOLEAN, ENUM, TEXT, KEYWORD, NO_VALUE = 0x21, 0x22, 0x23, 0x41, 0x44, 0x13
COLLECTION, END, MEMBER = 0x34, 0x37, 0x4A


def value(tag, data):
    if tag in (INTEGER, ENUM):
        data = struct.pack(">i", data)
    elif tag == BOOLEAN:
        data = bytes([data])
    return data if isinstance(data, bytes) else data.encode()


def item(tag, name, data):
    name, data = name.encode(), value(tag, data)
    return bytes([tag]) + struct.pack(">H", len(name)) + name + struct.pack(">H", len(data)) + data


def answer(*attributes, status=0):
    """Attributes are (tag, name, value, …): further values have no name."""
    body = b"".join(
        item(tag, name if number == 0 else "", each)
        for tag, name, *values in attributes
        for number, each in enumerate(values)
    )
    return (
        struct.pack(">BBHi", 2, 0, status, 1)
        + b"\x01"
        + item(0x47, "attributes-charset", "utf-8")
        + b"\x04"
        + body
        + b"\x03"
    )


def facts(*attributes):
    return printer_ipp.parse(answer(*attributes)).facts


@pytest.mark.parametrize(("number", "word"), [(3, "idle"), (4, "processing"), (5, "stopped")])
def test_the_state_is_a_word(number, word):
    assert facts((ENUM, "printer-state", number))["printer.state"] == word


def test_a_state_that_nobody_defined_is_missing_not_idle():
    said = printer_ipp.parse(answer((ENUM, "printer-state", 9)))
    assert "printer.state" not in said.facts
    assert "printer-state" in said.missing["printer.state"]


def test_none_is_no_reason():
    assert facts((KEYWORD, "printer-state-reasons", "none"))["printer.state_reasons"] == []
    several = (KEYWORD, "printer-state-reasons", "media-empty-error", "toner-low-warning")
    assert facts(several)["printer.state_reasons"] == ["media-empty-error", "toner-low-warning"]


@pytest.mark.parametrize(
    ("level", "stated"),
    [
        (0, {"percent": 0.0}),
        (100, {"percent": 100.0}),
        (-1, {"word": "unrestricted"}),
        (-2, {"word": "unknown"}),
        (-3, {"word": "some"}),
        (-7, {"word": "unknown"}),
        (101, {"word": "unknown"}),
    ],
)
def test_a_level_is_a_percentage_only_where_the_printer_states_one(level, stated):
    supply = facts((TEXT, "marker-names", "Đen"), (INTEGER, "marker-levels", level))["printer.supplies"][0]
    assert {key: supply[key] for key in supply if key in ("percent", "word")} == stated
    assert supply["name"] == "Đen"


@pytest.mark.parametrize(
    ("level", "low", "is_low"),
    [
        (9, 0, True),
        (10, 0, False),
        (20, 25, True),
        (25, 25, True),
        (26, 25, False),
        (-2, 25, False),
        (-3, 25, False),
    ],
)
def test_low_is_what_the_printer_calls_low_or_under_ten_percent(level, low, is_low):
    said = facts(
        (TEXT, "marker-names", "Black"),
        (INTEGER, "marker-levels", level),
        (INTEGER, "marker-low-levels", low),
    )
    assert said["printer.supplies_low"] == (["Black"] if is_low else [])


def test_an_empty_waste_box_is_not_low():
    said = facts(
        (TEXT, "marker-names", "Waste"),
        (KEYWORD, "marker-types", "wasteToner"),
        (INTEGER, "marker-levels", 0),
    )
    assert said["printer.supplies_low"] == []
    assert said["printer.supplies"][0]["kind"] == "waste-toner"


def test_pwg_supplies_stand_in_where_there_are_no_markers():
    supply = "type=tonerCartridge;maxcapacity=50;level=20;colorantname=black;"
    said = facts((0x30, "printer-supply", supply), (TEXT, "printer-supply-description", "Black"))
    assert said["printer.supplies"] == [
        {"name": "Black", "kind": "toner-cartridge", "colour": "black", "percent": 40.0}
    ]


def test_paper_is_read_from_the_trays_where_media_ready_is_not_stated():
    size = (
        (MEMBER, "", "x-dimension"), (INTEGER, "", 21000), (MEMBER, "", "y-dimension"), (INTEGER, "", 29700)
    )  # fmt: skip
    inner = b"".join(item(*each) for each in size)
    raw = answer((KEYWORD, "media-default", "iso_a4_210x297mm"))[:-1]
    raw += (
        item(COLLECTION, "media-col-ready", b"") + item(MEMBER, "", "media-size") + item(COLLECTION, "", b"")
    )
    raw += inner + item(END, "", b"") + item(END, "", b"") + b"\x03"
    assert printer_ipp.parse(raw).facts["printer.media_ready"] == ["iso_a4_210x297mm"]


def test_empty_trays_are_an_empty_list_and_silence_about_them_is_missing():
    assert facts((NO_VALUE, "media-ready", b""))["printer.media_ready"] == []
    assert "printer.media_ready" not in facts((ENUM, "printer-state", 3))


def test_the_serial_number_comes_out_of_the_device_id_and_identifies_the_printer():
    said = printer_ipp.parse(answer((TEXT, "printer-device-id", "MFG:HP;MDL:X;SN:CN783F60W1;CMD:PDF;")))
    assert said.facts["printer.serial"] == "CN783F60W1"
    assert said.identity == "serial:CN783F60W1"


def test_the_time_of_day_is_no_up_time():
    assert "printer.uptime_s" not in facts((INTEGER, "printer-up-time", 1627225831))


def test_a_value_of_another_type_is_missing_not_believed():
    assert "printer.accepting_jobs" not in facts((TEXT, "printer-is-accepting-jobs", "true"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK",
        answer()[:10],
        answer((TEXT, "printer-info", "x"))[:-3],
        answer(),
        answer((TEXT, "printer-info", "x"), status=0x0503),
        answer()[:-1] + (item(COLLECTION, "x", b"") + item(MEMBER, "", "x")) * 20,
        answer()[:-1] + item(INTEGER, "x", 1)[:-2] + b"\x03",
        b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + item(INTEGER, "x", 1) * 20_001 + b"\x03",
        b"\x02\x00\x00\x00\x00\x00\x00\x01" + item(INTEGER, "x", 1) + b"\x03",
    ],
)
def test_what_is_no_answer_of_a_printer_is_a_typed_error(raw):
    with pytest.raises(IppError):
        printer_ipp.parse(raw)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_no_bytes_raise_anything_else(noise, cut):
    good = answer(
        (TEXT, "marker-names", "x"), (INTEGER, "marker-levels", 3), (TEXT, "printer-device-id", "SN:1;")
    )
    for raw in (noise, good[:cut] + noise, good[: -cut - 1] + noise, good[:9] + noise):
        with contextlib.suppress(IppError):
            printer_ipp.parse(raw)


def test_our_own_request_is_well_formed():
    said = decode(request(IppConnection("2001:db8::1", 631, "/ipp/print", tls=True), ("a", "b"), (2, 0)))
    ((_tag, attributes),) = said.groups
    assert attributes["printer-uri"] == ["ipps://[2001:db8::1]:631/ipp/print"]
    assert attributes["requested-attributes"] == ["a", "b"]
