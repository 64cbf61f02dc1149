"""Recordings of real devices with the expected facts beside them: a new case needs no Python.

What may not be redistributed lies beside the checkout, where the maintainers have it: it must at least parse.
"""

import json
from pathlib import Path

import pytest
import yaml

from auditor.model.dictionary import dictionary
from auditor.parsers import netcli, ping, printer_ipp
from auditor.parsers.ipp import IppError

DATA = Path(__file__).with_name("data")
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "realdata"


def _network(folder: Path):
    texts = {command: (folder / command).read_text("utf-8") for command in netcli.COMMANDS}
    return netcli.parse({name: netcli.blank_secrets(text) for name, text in texts.items()}, "cisco_ios")


PARSERS = {
    "network": _network,
    "ping": lambda file: ping.parse(file.read_bytes()),
    "printer": lambda file: printer_ipp.parse(file.read_bytes()),
}


def _recordings():
    for kind in PARSERS:
        for file in sorted((DATA / kind).iterdir()):
            if file.suffix != ".json":
                yield pytest.param(kind, file, id=f"{kind}-{file.stem}")


@pytest.mark.parametrize(("kind", "file"), list(_recordings()))
def test_a_recording_gives_the_facts_beside_it(kind, file):
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    said = PARSERS[kind](file)
    assert {"facts": said.facts, "missing": sorted(said.missing)} == expected


@pytest.mark.parametrize("kind", PARSERS)
def test_every_fact_stands_in_the_dictionary_and_none_is_both_known_and_missing(kind):
    for file in (DATA / kind).iterdir():
        if file.suffix != ".json":
            said = PARSERS[kind](file)
            assert set(said.facts) | set(said.missing) <= set(dictionary())
            assert not set(said.facts) & set(said.missing)


def _name(file):
    return getattr(file, "stem", "")


def _beside(pattern: str):
    files = sorted(BESIDE.glob(pattern))
    return files or [pytest.param(None, marks=pytest.mark.skip(f"no recordings at {BESIDE}"))]


@pytest.mark.parametrize("file", _beside("ipp/*Get-Printer-Attributes.ipp"), ids=_name)
def test_a_cups_queue_is_understood(file):
    facts = printer_ipp.parse(file.read_bytes()).facts
    assert facts["printer.state"] == "idle"
    assert facts["printer.supplies_low"] == ["black", "cyan", "magenta", "yellow", "imagingdrumhpcea"]


@pytest.mark.parametrize("name", ["Kyocera-ECOSYS-M2040dn", "Xerox-B235", "goipp_HP-OfficeJet_Pro_8730"])
def test_a_printer_with_values_that_nobody_registered_is_understood(name):
    file = BESIDE / "ipp" / f"{name}.ipp"
    if not file.exists():
        pytest.skip(f"no recordings at {BESIDE}")
    facts = printer_ipp.parse(file.read_bytes()).facts
    assert (facts["printer.state"], facts["printer.media_ready"]) == ("idle", ["iso_a4_210x297mm"])
    assert all("percent" in supply for supply in facts["printer.supplies"])


@pytest.mark.parametrize("file", _beside("ipp/*rror*.ipp"), ids=_name)
def test_an_ipp_error_is_no_printer(file):
    with pytest.raises(IppError, match="0x0"):
        printer_ipp.parse(file.read_bytes())


@pytest.mark.parametrize("file", _beside("net-cli/cisco_ios/show_interfaces/*.raw"), ids=_name)
def test_interfaces_of_ios_agree_with_what_others_read_out_of_them(file):
    wanted = yaml.safe_load(file.with_suffix(".yml").read_text("utf-8"))["parsed_sample"]
    found = netcli.parse({netcli.INTERFACES: file.read_text("utf-8")}, "cisco_ios").facts[
        "network.interfaces"
    ]
    assert [each["name"] for each in found] == [each["interface"] for each in wanted]
    for ours, theirs in zip(found, wanted, strict=True):
        assert ours["oper"] == ("up" if theirs["protocol_status"].startswith("up") else "down")
        assert ours.get("description", "") == theirs["description"]
        assert ours.get("errors_in", "") == (int(theirs["input_errors"]) if theirs["input_errors"] else "")


@pytest.mark.parametrize("file", _beside("link-quality/ping/*.out"), ids=_name)
def test_other_systems_ping_is_understood_or_refused_but_never_misread(file):
    text = file.read_text("utf-8", "replace")
    try:
        facts = ping.parse(text.encode()).facts
    except ping.PingError:
        return
    assert f"{facts['link.sent']} packets transmitted, {facts['link.received']} " in text
