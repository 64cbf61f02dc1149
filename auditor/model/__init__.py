"""The words and shapes that every room shares; no behaviour beyond them."""

from auditor.model.devices import EXPECT_PREFIX, Commune, Device, Endpoint
from auditor.model.finding import (
    CommuneAssessment,
    CounterAssessment,
    Finding,
    Judgement,
    Source,
    Tally,
    Texts,
)
from auditor.model.observation import Failure, Observation
from auditor.model.run import Manifest, RunData, RunHeader
from auditor.model.words import (
    DEVICE_KINDS,
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
    "DEVICE_KINDS",
    "EXPECT_PREFIX",
    "UNREACHED",
    "Area",
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
]
