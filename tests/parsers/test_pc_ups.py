"""The UPS that a PC watches."""

import pytest

from tests.support.kiosk_answers import kiosk

CONFIGURED = {"/etc/nut/ups.conf": ["[ups]"]}


def nut(status, **more):
    said = {"ups.status": status, **{key.replace("_", "."): value for key, value in more.items()}}
    lines = [f'VAR ups {name} "{value}"' for name, value in said.items()]
    text = "\n".join(["BEGIN LIST VAR ups", *lines, "END LIST VAR ups\n"])
    return {"configured": CONFIGURED, "nut": {"ups": text}}


def watched(section, errors=None):
    return kiosk(errors, ups=section).facts["pc_ups"]


def test_a_recorded_ups_has_model_state_charge_and_minutes():
    assert kiosk().facts["pc_ups"] == [
        {
            "name": "ups",
            "source": "nut",
            "model": "SANTAK TG500",
            "state": "mains",
            "battery": "ok",
            "charge_percent": 100.0,
            "runtime_min": 30.0,
            "load_percent": 18.0,
        }
    ]


@pytest.mark.parametrize(
    ("status", "state", "battery"),
    [
        ("OL CHRG", "mains", "ok"),
        ("OB DISCHRG", "battery", "ok"),
        ("OB LB", "battery", "low"),
        ("OL RB", "mains", "replace"),
        ("ALARM OL", "mains", "ok"),
    ],
)
def test_nuts_status_words_are_state_and_battery(status, state, battery):
    (ups,) = watched(nut(status))
    assert (ups["state"], ups["battery"]) == (state, battery)


@pytest.mark.parametrize("said", ["ERR DATA-STALE\n", "ERR DRIVER-NOT-CONNECTED\n", ""])
def test_a_ups_that_nut_lost_is_lost(said):
    assert watched({"configured": CONFIGURED, "nut": {"ups": said}}) == [
        {"name": "ups", "source": "nut", "state": "lost"}
    ]


def test_what_nut_is_set_up_for_and_does_not_run_for_is_lost():
    assert watched({"configured": CONFIGURED}, {"ups.nut": "Connection refused"})[0]["state"] == "lost"


def test_a_pc_that_is_set_up_for_none_watches_none():
    assert watched({"configured": {}}, {"ups.nut": "Connection refused"}) == []


def test_a_configuration_that_only_root_may_read_is_not_no_ups():
    errors = {"ups.configured": "needs root", "ups.nut": "Connection refused"}
    assert kiosk(errors, ups={"configured": {}}).missing["pc_ups"] == "needs root"


def test_apcupsds_status_is_read():
    lines = ["APC      : 001,036,0857\n", "UPSNAME  : quay1\n", "MODEL    : Back-UPS ES 700G \n"]
    lines += ["STATUS   : ONBATT LOWBATT \n", "BCHARGE  : 041.0 Percent\n", "TIMELEFT :   9.5 Minutes\n"]
    said = "".join(f"\0{chr(len(line))}{line}" for line in lines) + "\0\0"
    assert watched({"configured": {}, "apcupsd": said}) == [
        {
            "name": "quay1",
            "source": "apcupsd",
            "model": "Back-UPS ES 700G",
            "state": "battery",
            "battery": "low",
            "charge_percent": 41.0,
            "runtime_min": 9.5,
        }
    ]


def test_apcupsd_that_does_not_answer_is_not_no_ups():
    missing = kiosk({"ups.apcupsd": "Connection refused"}, ups={"configured": {}}).missing["pc_ups"]
    assert missing == "Connection refused"


UPOWER = """Device: /org/freedesktop/UPower/devices/battery_BAT0
  vendor:               SMP
  battery
    state:               discharging
    percentage:          88%

Device: /org/freedesktop/UPower/devices/ups_hiddev0
  vendor:               American Power Conversion
  model:                Back-UPS CS 500
  ups
    present:             yes
    state:               discharging
    warning-level:       low
    time to empty:       1.5 hours
    percentage:          30%
"""


def test_upowers_ups_is_told_from_a_notebooks_battery():
    assert watched({"configured": {}, "upower": UPOWER}) == [
        {
            "name": "ups_hiddev0",
            "source": "upower",
            "model": "American Power Conversion Back-UPS CS 500",
            "state": "battery",
            "battery": "low",
            "charge_percent": 30.0,
            "runtime_min": 90.0,
        }
    ]


def test_hostile_names_and_numbers_are_only_text():
    found = watched(nut("OL", battery_charge="9e999", ups_load="<script>"))
    assert found[0]["charge_percent"] == 9.0
    assert "load_percent" not in found[0]
