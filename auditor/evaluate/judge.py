"""A run against a standard: every finding, and what each commune's findings add up to. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from auditor.evaluate import commune as whole
from auditor.evaluate.assess import assess
from auditor.evaluate.derive import Derived, derive
from auditor.evaluate.excuse import Excuses
from auditor.evaluate.places import served
from auditor.evaluate.quantities import quantities, states
from auditor.evaluate.verdicts import Plan, Seen, finding
from auditor.model import (
    Attestation,
    Commune,
    CommuneAssessment,
    Device,
    Finding,
    Judgement,
    RunData,
    Waiver,
)
from auditor.standard import Standard


def judge(
    standard: Standard,
    run: RunData,
    at: datetime,
    waivers: Iterable[Waiver] = (),
    attestations: Iterable[Attestation] = (),
) -> Judgement:
    """Exactly one finding for each rule on each device or commune it is for, and each commune's assessment.

    Both are ordered by commune, then device, then the standard's order of rules; findings on the commune
    itself come last. *at* is when it is judged: of *waivers* and *attestations* those count that hold then.
    A past run may be judged by a standard other than its own.
    """
    excuses = Excuses(waivers, at)
    judging = _Judging(standard, run, at, derive(run), excuses, tuple(attestations), _Plans(standard))
    everything: list[Finding] = []
    assessments = []
    for commune, devices in _devices_by_commune(run).items():
        findings, assessment = judging.commune(commune, devices)
        everything += findings
        assessments.append(assessment)
    used = excuses.used(run.manifest)
    return Judgement(
        tuple(everything), tuple(assessments), standard.name, standard.digest, at=at, waivers=used
    )


@dataclass(frozen=True, slots=True)
class _Judging:
    """What one run is judged by."""

    standard: Standard
    run: RunData
    at: datetime
    derived: Mapping[str, Derived]
    excuses: Excuses
    attestations: Sequence[Attestation]
    plans: "_Plans"

    def commune(self, commune: Commune, devices: Sequence[Device]) -> tuple[list[Finding], CommuneAssessment]:
        """Its devices first, because what is known of the whole is worked out of their findings."""
        seen = self.run.observations
        findings = []
        for device in devices:
            findings += self._subject(Seen.of(device, seen.get(device.id), self.derived[device.id]))
        counted = quantities(commune, devices, states(devices, findings, seen), seen)
        serving = served(commune, devices, seen, self.standard.for_commune(commune.code).per_counter)
        told = whole.facts(commune, counted, serving, self.attestations, self.at)
        findings += self._subject(Seen.of(whole.subject(commune), None, told))
        return findings, assess(commune, devices, findings, counted, serving, self.standard)

    def _subject(self, seen: Seen) -> list[Finding]:
        return self.excuses.apply(finding(plan, seen) for plan in self.plans.for_device(seen.device))


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
