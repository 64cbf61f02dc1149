"""UPSes that state themselves in their makers' MIBs only."""

from auditor.parsers import snmp_device

XPPC, CYBER, MGE = "1.3.6.1.4.1.935.1.1.1", "1.3.6.1.4.1.3808.1.1.1", "1.3.6.1.4.1.705.1"


def facts(*lines: str):
    return snmp_device.parse("\n".join(lines).encode()).facts


def xppc(**values: int):
    named = {
        "charge": "2.2.1.0",
        "seconds": "2.2.4.0",
        "volts": "3.2.1.0",
        "source": "4.1.1.0",
        "load": "4.2.3.0",
    }
    return [f"{XPPC}.{named[name]}|2|{value}" for name, value in values.items()]


def test_a_netagent_states_charge_seconds_left_and_tenths_of_a_volt():
    found = facts(*xppc(charge=80, seconds=600, volts=2285, source=3, load=44))
    assert found["snmp.kind"] == "ups"
    assert (found["ups.charge_percent"], found["ups.runtime_min"], found["ups.load_percent"]) == (80, 10, 44)
    assert found["ups.inputs"] == [{"line": 1, "voltage_v": 228.5}]
    assert found["ups.output_source"] == "battery"


def test_of_three_phases_the_values_of_the_one_line_do_not_count():
    phases = [f"{XPPC}.8.2.{n}.0|2|{value}" for n, value in ((1, 499), (2, 2360), (3, 2367), (4, 2379))]
    inputs = facts(*xppc(volts=2545), *phases)["ups.inputs"]
    assert [(each["line"], each["voltage_v"]) for each in inputs] == [(1, 236.0), (2, 236.7), (3, 237.9)]


def test_makers_write_differently_that_a_battery_wants_to_be_replaced():
    assert facts(f"{CYBER}.2.2.5.0|2|2")["ups.battery_replace"] is True
    assert facts(f"{MGE}.5.11.0|2|2")["ups.battery_replace"] is False
    assert "ups.battery_replace" not in facts(f"{XPPC}.2.2.5.0|2|0")
