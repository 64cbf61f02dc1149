"""A printer is asked in each way that its inventory states; one that fails is not the printer's failure."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import hostile
from support.connections import PATIENT
from support.ipp_server import ipp_printer
from support.snmp_agent import Agent, bound, recorded, serving
from support.sshd import free_port

from auditor.collectors import asking
from auditor.collectors.answers import Means, Raw
from auditor.collectors.printer import COLLECTOR
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.model import Device, FailureKind, Kind, times
from auditor.transports.connection import IppConnection, PrinterConnection, SnmpConnection
from auditor.transports.jump import Jumps

DATA = Path(__file__).parents[1] / "parsers" / "data"
IPP = (DATA / "printer" / "ippeveprinter.ipp").read_bytes()
SNMP_LINES = (DATA / "formats" / "snmprec" / "printer.snmprec").read_bytes()
ACCESS = b'{"version": "2c", "default_community": false}'
SNMP = recorded(DATA / "formats" / "snmprec" / "printer.snmprec")


def observed(ipp=0, snmp=0, community="public"):
    ways = PrinterConnection(
        IppConnection("127.0.0.1", ipp) if ipp else None,
        SnmpConnection("127.0.0.1", snmp, "2c", community) if snmp else None,
    )
    device = Device("03158-printer01", Kind.PRINTER, "03158")
    return asking.observe(Target(device, ways), Means(PATIENT, Jumps()))


@pytest.fixture
def ipp():
    with ipp_printer(IPP) as port:
        yield port


@pytest.fixture
def snmp():
    with serving(Agent(SNMP, b"quay")) as port:
        yield port


def test_both_ways_become_one_set_of_facts_and_both_raw_answers_are_kept(ipp, snmp):
    seen = observed(ipp, snmp, "quay")
    assert seen.failure is None
    assert seen.facts["printer.ways"] == ["ipp", "snmp"]
    assert {"get-printer-attributes", "snmp"} <= seen.raw.keys()
    assert {"ipp", "snmp"} == set(seen.facts["printer.sources"].values())
    assert [
        each["fact"] for each in seen.facts["printer.disagreements"]
    ]  # two different printers were recorded


def test_snmp_is_not_asked_where_the_inventory_states_none(ipp):
    seen = observed(ipp)
    assert seen.facts["snmp.asked"] is False
    assert not seen.facts.keys() & {"snmp.version", "snmp.default_community", "printer.disagreements"}


@pytest.mark.parametrize("way", ["ipp", "snmp"])
def test_one_silent_way_is_named_and_the_other_tells_what_it_knows(ipp, snmp, way):
    with bound() as nobody:
        seen = observed(ipp, nobody) if way == "snmp" else observed(free_port(), snmp, "quay")
    failed = {"snmp": "silent", "ipp": "refused"}
    assert seen.failure is None
    assert [(each["way"], each["kind"]) for each in seen.facts["printer.ways_failed"]] == [(way, failed[way])]
    assert seen.facts["answers"] is True
    assert "printer.make_model" in seen.facts
    assert "snmp.version" in seen.facts if way == "ipp" else "snmp.version" not in seen.facts


def test_when_no_way_works_the_device_failed_and_the_nearest_to_an_answer_says_why():
    with bound() as nobody, hostile.server(hostile.after(b"SSH-2.0-OpenSSH\r\n")) as odd:
        assert observed(odd, nobody).failure.kind is FailureKind.INVALID_ANSWER
        assert observed(0, nobody).failure.kind is FailureKind.SILENT


def test_an_answer_that_is_no_ipp_counts_as_that_ways_failure(snmp):
    with ipp_printer(b"<html>") as web:
        seen = observed(web, snmp, "quay")
    assert [each["kind"] for each in seen.facts["printer.ways_failed"]] == ["invalid_answer"]
    assert seen.facts["printer.ways"] == ["snmp"]


def test_a_default_community_is_told_and_no_community_is_kept(ipp):
    with serving(Agent(SNMP, b"public")) as port:
        assert observed(ipp, port, "public").facts["snmp.default_community"] is True
    with serving(Agent(SNMP, b"very-secret")) as port:
        seen = observed(ipp, port, "very-secret")
    assert seen.facts["snmp.default_community"] is False
    assert seen.facts["snmp.version"] == "2c"
    assert b"very-secret" not in b"".join(seen.raw.values()) + json.dumps(dict(seen.facts)).encode()


def test_the_facts_are_made_again_from_the_raw_answers_alone(ipp):
    with bound() as nobody:
        seen = observed(ipp, nobody)
    again = COLLECTOR.parse(Raw(seen.raw, seen.started, seen.ended))
    assert {**again.facts, "answers": True} == seen.facts
    assert again.missing == seen.missing


@pytest.mark.parametrize("name", ["snmp-access", "failures"])
@pytest.mark.parametrize("note", [b"[]", b"null", b"\xff", b"", b'{"ipp": 1, "odd": {}}', b'{"version": {}}'])
def test_a_note_of_a_recording_that_nobody_here_wrote_is_no_error_of_the_auditors_own(name, note):
    raw = {"get-printer-attributes": IPP, "snmp": SNMP_LINES, "snmp-access": ACCESS, name: note}
    try:
        found = COLLECTOR.parse(Raw(raw, times.now(), times.now()))
    except DeviceError as error:
        assert (error.kind, name in error.message) == ("invalid_answer", True)
    else:
        assert (name, found.facts["snmp.version"]) == ("failures", "2c")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    which=st.sampled_from(["get-printer-attributes", "snmp"]),
    changes=st.lists(st.tuples(st.integers(0, 1600), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_a_broken_answer_gives_what_is_left_of_it_or_a_typed_failure(which, changes):
    raw = {"get-printer-attributes": IPP, "snmp": SNMP_LINES, "snmp-access": ACCESS}
    broken = bytearray(raw[which])
    for at, octet in changes:
        broken[at % len(broken)] = octet
    with contextlib.suppress(DeviceError):
        found = COLLECTOR.parse(Raw({**raw, which: bytes(broken)}, times.now(), times.now()))
        assert found.facts["printer.ways"]
        json.dumps(dict(found.facts))
