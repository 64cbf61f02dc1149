"""The few variables that are asked for give the same facts as everything a recorded device has."""

import os
from pathlib import Path

import pytest
from support.connections import LIMITS
from support.snmp_agent import Agent, recorded, serving

from auditor.parsers import snmp_device
from auditor.parsers.snmp_asked import PRINTER, UPS
from auditor.transports import snmp
from auditor.transports.connection import SnmpConnection

BESIDE = Path(__file__).parents[3] / "shared" / "realdata"
RECORDINGS = Path(os.environ.get("AUDITOR_REALDATA", BESIDE))
OWN = Path(__file__).parent / "data" / "formats" / "snmprec"
ASKED = {"printer": PRINTER, "ups": UPS}
MOST_PACKETS = 10


def _found(kind):
    return [OWN / f"{kind}.snmprec", *sorted(RECORDINGS.glob(f"snmp-{kind}/*.snmprec"))]


@pytest.mark.parametrize(
    ("kind", "file"),
    [(kind, file) for kind in ASKED for file in _found(kind)],
    ids=lambda each: getattr(each, "stem", each),
)
def test_asking_for_little_loses_no_fact_and_takes_few_packets(kind, file):
    agent = Agent(recorded(file))
    with serving(agent) as port:
        asked = ASKED[kind]
        answer = snmp.ask(SnmpConnection("127.0.0.1", port, "2c", "public"), asked.names, asked.roots, LIMITS)
    all_of_it, asked_for = (snmp_device.parse_as(kind, raw) for raw in (file.read_bytes(), answer.stdout))
    for facts in (all_of_it.facts, asked_for.facts):
        facts.pop("network.interfaces", None)  # a printer's network card is not judged
    assert asked_for.facts == all_of_it.facts
    assert len(agent.asked) <= MOST_PACKETS


def test_recordings_of_real_devices_are_there_or_it_is_said_that_they_are_not():
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings of real devices in {RECORDINGS}")
    assert len(_found("printer")) + len(_found("ups")) > 90
