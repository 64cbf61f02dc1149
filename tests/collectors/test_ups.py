"""A UPS is asked over SNMP, in UPS-MIB or its vendor's, and says what a rule can be held to."""

from pathlib import Path

import pytest
from support.connections import PATIENT
from support.snmp_agent import Agent, bound, integer, oid_of, recorded, serving

from auditor.collectors import asking
from auditor.collectors.answers import Means
from auditor.collectors.targets import Target
from auditor.model import Device, FailureKind, Kind
from auditor.transports.connection import SnmpConnection
from auditor.transports.jump import Jumps

RECORDED = recorded(Path(__file__).parents[1] / "parsers" / "data" / "formats" / "snmprec" / "ups.snmprec")
STATUS, SOURCE = oid_of("1.3.6.1.2.1.33.1.2.1.0"), oid_of("1.3.6.1.2.1.33.1.4.1.0")
NORMAL, LOW, DEPLETED, UNKNOWN = 2, 3, 4, 1
MAINS, BATTERY = 3, 5


def observed(changed=None, without=()):
    variables = {oid: value for oid, value in {**RECORDED, **(changed or {})}.items() if oid not in without}
    with serving(Agent(variables, b"quay")) as port:
        return _asked(port)


def _asked(port):
    device = Device("03158-ups01", Kind.UPS, "03158")
    target = Target(device, SnmpConnection("127.0.0.1", port, "2c", "quay"))
    return asking.observe(target, Means(PATIENT, Jumps()))


def test_a_ups_is_asked_and_answers():
    seen = observed()
    assert seen.failure is None
    assert seen.facts["ups.charge_percent"] > 0
    assert (seen.facts["snmp.asked"], seen.facts["snmp.version"]) == (True, "2c")
    assert "snmp" in seen.raw


@pytest.mark.parametrize(
    ("status", "source", "depleted"),
    [(DEPLETED, BATTERY, True), (LOW, BATTERY, False), (DEPLETED, MAINS, False), (NORMAL, MAINS, False)],
)
def test_depleted_on_battery_takes_both(status, source, depleted):
    seen = observed({STATUS: integer(status), SOURCE: integer(source)})
    assert seen.facts["ups.depleted_on_battery"] is depleted


def test_what_the_ups_itself_does_not_know_is_unknown():
    seen = observed({STATUS: integer(UNKNOWN), SOURCE: integer(BATTERY)})
    assert not seen.facts.keys() & {"ups.battery_status", "ups.depleted_on_battery"}
    assert {"ups.battery_status", "ups.depleted_on_battery"} <= seen.missing.keys()


def test_without_vendors_indicator_the_alarm_says_that_the_battery_is_bad():
    alarm = {oid_of("1.3.6.1.2.1.33.1.6.2.1.2.9"): b"\x06\x0a\x2b\x06\x01\x02\x01\x21\x01\x06\x03\x01"}
    assert observed().facts["ups.battery_replace"] is False
    assert observed(alarm).facts["ups.battery_replace"] is True


def test_a_ups_that_does_not_answer_failed():
    with bound() as nobody:
        assert _asked(nobody).failure.kind is FailureKind.SILENT


def test_an_agent_that_has_nothing_of_a_ups_gave_no_answer():
    with serving(Agent({}, b"quay")) as port:
        assert _asked(port).failure.kind is FailureKind.INVALID_ANSWER
