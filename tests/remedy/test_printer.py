"""What of a printer is changed, by which way, and what is refused, against a small IPP server."""

import pytest
from support.connections import LIMITS
from support.ipp_server import remembering

from auditor.errors import DeviceError
from auditor.lab.printer_front import encoded
from auditor.parsers import ipp as parser
from auditor.remedy import printer
from auditor.transports.connection import IppConnection, PrinterConnection, SnmpConnection

ALL = "enum:17,19,34"
SET, RESUME, ENABLE = 0x13, 0x11, 0x22
DONE = b"\x02\x00\x00\x00\x00\x00\x00\x01\x03"
A4, LETTER = "iso_a4_210x297mm", "na_letter_8.5x11in"


def says(**attributes):
    named = {name.replace("_", "-"): said for name, said in attributes.items()}
    group = b"".join(encoded(name, said) for name, said in {"operations-supported": ALL, **named}.items())
    return b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + group + b"\x03"


def changed(change, *words, answer, apply=True, snmp=None):
    """Whether *change* found something to do, and the operations that it asked for after looking."""
    with remembering([answer, DONE]) as (port, sent):
        way = PrinterConnection(IppConnection("127.0.0.1", port), snmp)
        shown = change(way, *words, LIMITS, apply=apply)
    return shown.changed, [parser.decode(body).status for _path, _headers, body in sent[1:]]


def refused(change, *words, answer):
    with pytest.raises(DeviceError) as raised:
        changed(change, *words, answer=answer)
    assert raised.value.kind == "unsupported"
    return raised.value.message


def media(**more):
    return says(**{"media_default": f"keyword:{LETTER}", "media_supported": f"keyword:{A4},{LETTER}", **more})


def test_another_default_paper_is_set_and_the_right_one_left_alone():
    assert changed(printer.media, A4, answer=media()) == (True, [SET])
    assert changed(printer.media, A4, answer=media(), apply=False) == (True, [])
    assert changed(printer.media, LETTER, answer=media()) == (False, [])


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"media_supported": f"keyword:{LETTER}"}, id="it does not have that paper"),
        pytest.param({"operations-supported": "enum:2,11"}, id="nothing of it can be set"),
        pytest.param(
            {"printer_settable_attributes_supported": "keyword:printer-location"}, id="but not this"
        ),
    ],
)
def test_a_paper_that_cannot_be_chosen_is_refused_before_anything_is_sent(more):
    assert refused(printer.media, A4, answer=media(**more))


PAUSED = {"printer_state": "enum:5", "printer_state_reasons": "keyword:paused"}


@pytest.mark.parametrize(
    ("told", "operations"),
    [
        pytest.param(PAUSED, [RESUME], id="paused"),
        pytest.param(
            {**PAUSED, "printer_is_accepting_jobs": "boolean:0"}, [RESUME, ENABLE], id="and rejects"
        ),
        pytest.param(
            {"printer_state": "enum:3", "printer_is_accepting_jobs": "boolean:0"}, [ENABLE], id="rejects"
        ),
        pytest.param({"printer_state": "enum:3", "printer_state_reasons": "keyword:none"}, [], id="prints"),
        pytest.param(
            {**PAUSED, "printer_state_reasons": "keyword:paused,toner-low-warning"}, [RESUME], id="warns"
        ),
    ],
)
def test_a_printer_that_was_paused_or_shut_is_let_print_again(told, operations):
    assert changed(printer.resume, answer=says(**told)) == (bool(operations), operations)


@pytest.mark.parametrize(
    "reasons", ["keyword:paused,media-jam-error", "keyword:cover-open", "keyword:none", "keyword:"]
)
def test_a_printer_that_hands_must_help_is_not_resumed(reasons):
    assert refused(printer.resume, answer=says(printer_state="enum:5", printer_state_reasons=reasons))


def test_only_texts_that_differ_are_sent():
    answer = says(printer_location="textWithoutLanguage:Kho", printer_info="textWithoutLanguage:Máy in")
    with remembering([answer, DONE]) as (port, sent):
        way = PrinterConnection(IppConnection("127.0.0.1", port))
        printer.identity(way, {"location": "Quầy 1", "info": "Máy in", "contact": ""}, LIMITS, apply=True)
    assert dict(parser.decode(sent[1][2]).groups)[0x04] == {"printer-location": ["Quầy 1"]}


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"contact": "CNTT"}, id="no way states it"),
        pytest.param({"location": "two\nlines"}, id="two lines"),
        pytest.param({"location": "ầ" * 43}, id="too long in bytes"),
    ],
)
def test_a_text_that_no_way_takes_is_refused(wanted):
    assert refused(printer.identity, wanted, answer=says(printer_location="textWithoutLanguage:Kho"))


def test_a_location_that_ipp_takes_needs_no_snmp_that_may_not_write():
    answer = says(printer_location="textWithoutLanguage:Kho")
    readable = SnmpConnection("127.0.0.1", 1, community="quay")
    assert changed(printer.identity, {"location": "Quầy"}, answer=answer, snmp=readable) == (True, [SET])
