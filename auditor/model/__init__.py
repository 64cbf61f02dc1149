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
from auditor.model.judgement import Judgement
from auditor.model.observation import Failure, Observation
from auditor.model.people import ATTEST_PREFIX, WARN_DAYS, Attestation, Waiver, WaiverUse
from auditor.model.run import Manifest, RunData, RunHeader
from auditor.model.words import (
    DEVICE_KINDS,
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
    "NOUNS",
    "UNREACHED",
    "WARN_DAYS",
    "Area",
    "Attestation",
    "Commune",
    "CommuneAssessment",
    "CounterAssessment",
    "Device",
    "Endpoint",
    "Failure",
    "FailureKind",
    "Finding",
    "Judgement",
    "Kind",
    "Level",
    "Manifest",
    "Observation",
    "Quantity",
    "RunData",
    "RunHeader",
    "Scope",
    "Severity",
    "Source",
    "SourceKind",
    "Step",
    "Tally",
    "Texts",
    "Verdict",
    "Waiver",
    "WaiverUse",
]
