"""The words and shapes that every room shares; no behaviour beyond them."""

from auditor.model.devices import EXPECT_PREFIX, Commune, Device, Endpoint
from auditor.model.finding import (
    CommuneAssessment,
    CounterAssessment,
    Finding,
    Quantity,
    Source,
    Tally,
    Texts,
)
from auditor.model.fix import Change, Diff, Fix, Proof, StepResult, StepStatus
from auditor.model.judgement import Judgement
from auditor.model.observation import Failure, Observation
from auditor.model.people import ATTEST_PREFIX, WARN_DAYS, Attestation, Waiver, WaiverUse
from auditor.model.plan import Disposition, Plan, PlanItem, PlanScope, PlanStep
from auditor.model.run import Manifest, RunData, RunHeader
from auditor.model.words import (
    DEVICE_KINDS,
    NEEDS,
    NOUNS,
    UNREACHED,
    Area,
    FailureKind,
    Kind,
    Level,
    Scope,
    Severity,
    SourceKind,
    Step,
    Verdict,
)

__all__ = [
    "ATTEST_PREFIX",
    "DEVICE_KINDS",
    "EXPECT_PREFIX",
    "NEEDS",
    "NOUNS",
    "UNREACHED",
    "WARN_DAYS",
    "Area",
    "Attestation",
    "Change",
    "Commune",
    "CommuneAssessment",
    "CounterAssessment",
    "Device",
    "Diff",
    "Disposition",
    "Endpoint",
    "Failure",
    "FailureKind",
    "Finding",
    "Fix",
    "Judgement",
    "Kind",
    "Level",
    "Manifest",
    "Observation",
    "Plan",
    "PlanItem",
    "PlanScope",
    "PlanStep",
    "Proof",
    "Quantity",
    "RunData",
    "RunHeader",
    "Scope",
    "Severity",
    "Source",
    "SourceKind",
    "Step",
    "StepResult",
    "StepStatus",
    "Tally",
    "Texts",
    "Verdict",
    "Waiver",
    "WaiverUse",
]
