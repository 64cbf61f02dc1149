"""Every fault there is, by name."""

from collections.abc import Mapping

from auditor.errors import LabError, did_you_mean
from auditor.i18n import _
from auditor.lab import (  # noqa: F401 (importing a module of faults registers them)
    faults,
    faults_desktop,
    faults_inventory,
    faults_kiosk,
    faults_line,
    faults_pc,
    faults_printer,
    faults_router,
    faults_scanner,
    faults_snmp,
    faults_ups,
    faults_windows,
    faults_windows_work,
)
from auditor.lab.faults import Fault

FAULTS: Mapping[str, Fault] = dict(sorted(faults.FAULTS.items()))


def find(name: str) -> Fault:
    """The fault *name*. Raises LabError with the nearest name when there is none."""
    if name not in FAULTS:
        near = did_you_mean(name, tuple(FAULTS))
        raise LabError(_("there is no fault “{name}”").format(name=name), near or ", ".join(FAULTS))
    return FAULTS[name]
