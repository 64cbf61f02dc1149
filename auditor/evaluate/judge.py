"""A run against a standard: every finding, and what each commune's findings add up to. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from auditor.evaluate.assess import assess
from auditor.evaluate.derive import derive
from auditor.evaluate.verdicts import Plan, Seen, finding
from auditor.model import Commune, Device, Finding, Judgement, RunData
from auditor.standard import Standard


def judge(standard: Standard, run: RunData, at: datetime) -> Judgement:
    """Exactly one finding for each rule on each device it is for, and every commune's assessment.

    Both are ordered by commune, then device, then the standard's order of rules. *at* is when it is judged:
    what expires (waivers) is meant then. A past run may be judged by a standard other than its own.
    """
    plans = _Plans(standard)
    derived = derive(run)
    communes = _devices_by_commune(run)
    everything: list[Finding] = []
    assessments = []
    for commune, devices in communes.items():
        findings: list[Finding] = []
        for device in devices:
            seen = Seen.of(device, run.observations.get(device.id), derived[device.id])
            findings += [finding(plan, seen) for plan in plans.for_device(device)]
        assessments.append(assess(commune, devices, findings, standard.weights, standard.coverage))
        everything += findings
    return Judgement(tuple(everything), tuple(assessments), standard.name, standard.digest)


def _devices_by_commune(run: RunData) -> Mapping[Commune, list[Device]]:
    known = run.manifest.communes
    devices: dict[str, list[Device]] = defaultdict(list)
    for device in run.manifest.devices.values():
        devices[device.commune].append(device)
    return {
        known.get(code) or Commune(code): sorted(devices.get(code, []), key=lambda device: device.id)
        for code in sorted({*known, *devices})
    }


class _Plans:
    """The rules for a device, made once for all devices that are alike to the standard."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.standards: dict[tuple[str, str], Standard] = {}
        self.plans: dict[tuple[str, str, str, str], tuple[Plan, ...]] = {}

    def for_device(self, device: Device) -> tuple[Plan, ...]:
        profile = self.standard.profile_of(device)
        commune = device.commune if device.commune in self.standard.communes else ""
        key = (profile, commune, device.kind.value, device.role)
        if key not in self.plans:
            standard = self.standards.setdefault((profile, commune), self.standard.for_device(device))
            rules = (rule for rule in standard.rules if rule.applies_to.is_for(device))
            self.plans[key] = tuple(Plan.of(standard, rule) for rule in rules)
        return self.plans[key]
