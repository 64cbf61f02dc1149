"""What changes a printer over IPP, against small servers on loopback."""

import base64

import pytest
from support.connections import HASTY, LIMITS
from support.ipp_server import remembering as printer
from support.tls import self_signed

from auditor.errors import DeviceError
from auditor.parsers import ipp as parser
from auditor.transports import ipp
from auditor.transports.connection import IppConnection

MEDIA = {"media-default": (ipp.KEYWORD, "iso_a4_210x297mm")}


def answer(status):
    return b"\x02\x00" + status.to_bytes(2, "big") + b"\x00\x00\x00\x01\x03"


def to(port, **more):
    return IppConnection("127.0.0.1", port, **more)


def kind_of(port, limits=HASTY, **more):
    with pytest.raises(DeviceError) as raised:
        ipp.set_printer_attributes(to(port, **more), MEDIA, limits)
    return raised.value.kind


def test_attributes_are_sent_in_the_printers_group_after_those_that_say_which_printer():
    with printer([answer(0)]) as (port, requests):
        ipp.set_printer_attributes(to(port, user="mai"), MEDIA, LIMITS)
    sent = parser.decode(requests[0][2])  # the operation stands where an answer has its status
    (operation, about), (group, values) = sent.groups
    assert (sent.status, operation, group) == (0x0013, 0x01, 0x04)
    assert about["printer-uri"] == [f"ipp://127.0.0.1:{port}/ipp/print"]
    assert about["requesting-user-name"] == ["mai"]
    assert values == {"media-default": ["iso_a4_210x297mm"]}


@pytest.mark.parametrize(("ask", "operation"), [(ipp.resume_printer, 0x0011), (ipp.enable_printer, 0x0022)])
def test_an_operation_without_values_has_no_group_of_them(ask, operation):
    with printer([answer(0)]) as (port, requests):
        ask(to(port), LIMITS)
    sent = parser.decode(requests[0][2])
    assert (sent.status, [tag for tag, _attributes in sent.groups]) == (operation, [0x01])


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param(0x0001, "unsupported", id="something was ignored"),
        pytest.param(0x0401, "auth_failed", id="forbidden"),
        pytest.param(0x0402, "auth_failed", id="not authenticated"),
        pytest.param(0x040B, "unsupported", id="no such value"),
        pytest.param(0x0413, "unsupported", id="not settable"),
        pytest.param(0x0501, "unsupported", id="no such operation"),
        pytest.param(0x0507, "invalid_answer", id="busy"),
    ],
)
def test_another_status_than_success_is_typed(status, kind):
    with printer([answer(status)]) as (port, _requests):
        assert kind_of(port, LIMITS) == kind


def test_an_answer_too_short_for_ipp_is_typed():
    with printer([b"\x02"]) as (port, _requests):
        assert kind_of(port, LIMITS) == "invalid_answer"


def test_a_password_never_goes_in_the_clear():
    with printer([answer(0)]) as (port, requests):
        assert kind_of(port, LIMITS, user="mai", password="S3CRET") == "unsupported"
    assert requests == []


def test_a_password_goes_over_tls(tmp_path):
    with printer([answer(0)], tls=self_signed(tmp_path)) as (port, requests):
        ipp.set_printer_attributes(to(port, tls=True, user="mai", password="S3CRET"), MEDIA, LIMITS)
    scheme, _space, both = requests[0][1]["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(both)) == ("Basic", b"mai:S3CRET")


def test_a_password_shows_nowhere():
    assert "S3CRET" not in repr(to(1, password="S3CRET"))
