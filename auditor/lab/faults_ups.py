"""Faults of a UPS: what its agent says of battery, mains, load and self-test."""

from typing import Any

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.ups import UpsSpec, describe, worse

_CUT = {"source": 5, "input_v": 0, "on_battery_s": 900}


def change(bed: Bed, device: str, *alarms: str, **fields: Any) -> None:
    """Change what the UPS says, on top of what faults before changed."""
    old = bed.specs.get(device, UpsSpec())
    assert isinstance(old, UpsSpec)  # noqa: S101  (what a UPS's machine has)
    bed.specs[device] = spec = worse(old, alarms, **fields)
    describe(bed.disks[device], bed.materials, bed.machine(device), spec)


@fault("ups-on-battery", "ups", minutes=18)
def ups_on_battery(bed: Bed, device: str, given: With) -> Effect:
    """The commune has no electricity, and nobody has told the province."""
    change(bed, device, "on-battery", "input-bad", **_CUT, runtime_min=int(given["minutes"]))
    return Effect(on(device, "ups.mains"), on(device, "ups.alarms", "ups.runtime", "ups.charge"))


@fault("ups-battery-low", "ups")
def ups_battery_low(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, "low-battery", battery=3, charge=14, runtime_min=3)
    return Effect(on(device, "ups.battery"), on(device, "ups.alarms", "ups.charge", "ups.runtime"))


@fault("ups-depleted", "ups")
def ups_depleted(bed: Bed, device: str, given: With) -> Effect:
    """Minutes before everything behind it goes dark."""
    change(bed, device, "on-battery", "depleted-battery", **_CUT, battery=4, charge=2, runtime_min=0)
    also = on(device, "ups.mains", "ups.battery", "ups.charge", "ups.runtime", "ups.alarms")
    return Effect(on(device, "ups.depleted"), also)


@fault("ups-replace-battery", "ups")
def ups_replace_battery(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, "battery-bad", replace=True)
    return Effect(on(device, "ups.replace"), on(device, "ups.alarms", "ups.battery"))


@fault("ups-worn", "ups", minutes=4)
def ups_worn(bed: Bed, device: str, given: With) -> Effect:
    """A full battery that lasts for minutes: it is old."""
    change(bed, device, runtime_min=int(given["minutes"]))
    return Effect(on(device, "ups.runtime"))


@fault("ups-uncharged", "ups", percent=31)
def ups_uncharged(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, charge=int(given["percent"]))
    return Effect(on(device, "ups.charge"))


@fault("ups-charger-failed", "ups")
def ups_charger_failed(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, "charger-failed")
    return Effect(on(device, "ups.alarms"))


@fault("ups-overload", "ups", percent=112)
def ups_overload(bed: Bed, device: str, given: With) -> Effect:
    """Somebody has plugged in a heater."""
    change(bed, device, "output-overload", load=int(given["percent"]))
    return Effect(on(device, "ups.load"), on(device, "ups.alarms"))


@fault("ups-self-test-failed", "ups")
def ups_self_test_failed(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, "diagnostic-test-failed", test=3)
    return Effect(on(device, "ups.self_test"), on(device, "ups.alarms"))


@fault("ups-hot", "ups", celsius=48)
def ups_hot(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, "temperature-bad", temperature=int(given["celsius"]))
    return Effect(on(device, "ups.temperature"), on(device, "ups.alarms"))


@fault("ups-bypass", "ups")
def ups_bypass(bed: Bed, device: str, given: With) -> Effect:
    """Somebody switched it to bypass while it was repaired: what hangs on it is not protected."""
    change(bed, device, source=4)
    return Effect(on(device, "ups.output"), hides=on(device, "ups.mains", "ups.depleted"))


@fault("ups-off", "ups")
def ups_off(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].off = True
    return Effect(on(device, "device.answers"), silences=frozenset({device}))
