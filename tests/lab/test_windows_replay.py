"""What stands for PowerShell on the lab's PCs with Windows, without a lab."""

import base64
import json

import pytest

from auditor.lab import windows, windows_replay
from auditor.lab.windows_replay import LONGEST_COMMAND, asks_of, packed, refusal
from auditor.parsers.windows.answer import extract_answer
from auditor.probes.windows import windows_command, windows_script


def test_the_probes_own_command_is_run():
    assert refusal(windows_command()) == ""


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("python3 -I -S -", "not recognized"),
        ("", "not recognized"),
        ("powershell -Command -", "-EncodedCommand"),
        ("powershell -EncodedCommand =x=", "not properly encoded"),
        ("powershell -EncodedCommand " + "A" * LONGEST_COMMAND, "too long"),
    ],
)
def test_what_windows_would_not_run_is_refused_with_the_reason(command, why):
    assert why in refusal(command)


def test_what_the_probe_is_asked_is_read_out_of_its_script():
    asks = {"endpoints": [{"name": "cổng", "url": "https://a.test/", "essential": True}], "ntp": ["a"]}
    assert asks_of(windows_script(asks)) == asks


def test_another_script_than_the_probe_is_no_question():
    with pytest.raises(ValueError, match="not the probe"):
        asks_of(b"Get-Process\n#AUDITOR-END\n")


def test_an_answer_is_packed_as_the_products_parser_unpacks_it():
    assert json.loads(extract_answer(packed({"a": "ế"}).encode())) == {"a": "ế"}


def test_a_server_that_does_not_answer_is_told_as_w32tm_tells_it(monkeypatch):
    def silent(server):
        raise TimeoutError

    monkeypatch.setattr(windows_replay, "_server_time", silent)
    assert windows_replay._sampled("198.18.0.9", 0)["said"].endswith(", error: 0x800705B4")


@pytest.fixture
def machine(six_communes):
    return six_communes.plan.machine("pasc-03127-win01")


def test_two_pcs_with_windows_have_numbers_and_addresses_of_their_own(six_communes, machine):
    other = six_communes.plan.machine("pasc-03158-win01")
    answers = [windows.healthy(six_communes, each)["sections"] for each in (machine, other)]
    assert len({each["computer"]["product"][0]["UUID"] for each in answers}) == 2
    assert len({each["computer"]["bios"][0]["SerialNumber"] for each in answers}) == 2
    uris = {each["printing"]["printers"][0]["PortName"] for each in answers}
    assert uris == {"http://198.19.2.200:631/ipp/print", "http://198.19.1.200:631/ipp/print"}


def test_a_pc_with_windows_trusts_the_labs_root_and_holds_a_certificate_of_it(six_communes, machine):
    sections = windows.healthy(six_communes, machine)["sections"]
    assert six_communes.keys.root.sha256 in sections["roots"]["sha256"]
    (held,) = sections["certificates"]
    assert base64.b64decode(held["der"])


def test_nothing_of_the_recorded_commune_is_left_in_another_ones_answer(six_communes, machine):
    text = json.dumps(windows.healthy(six_communes, machine))
    assert "198.19.1." not in text
    assert "PASC-WIN01" not in text
