"""The store room: what runs asked, what came back and what was judged, in SQLite or PostgreSQL."""

from auditor.store.results import (
    DeviceCheck,
    DeviceFix,
    FindingFilter,
    FixSummary,
    JudgedCommune,
    JudgementSummary,
    OpenedCommune,
    PruneResult,
    RunSummary,
    Sighting,
)
from auditor.store.results_web import AccountUse, Attempts, OpenSession, Secret
from auditor.store.snapshot import Snapshot
from auditor.store.store import Store

__all__ = [
    "AccountUse",
    "Attempts",
    "DeviceCheck",
    "DeviceFix",
    "FindingFilter",
    "FixSummary",
    "JudgedCommune",
    "JudgementSummary",
    "OpenSession",
    "OpenedCommune",
    "PruneResult",
    "RunSummary",
    "Secret",
    "Sighting",
    "Snapshot",
    "Store",
]
