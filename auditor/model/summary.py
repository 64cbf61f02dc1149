"""What a commune's findings come to in short: enough for every page that does not open the commune."""

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.finding import CommuneAssessment, Finding, Tally
from auditor.model.words import Level, Step


class Remedy(StrEnum):
    """What a shortage needs: what is missing is bought, broken visited, misconfigured fixed remotely; a line
    that is down is its operator's (see ``model.who``)."""

    BUY = "buy"
    VISIT = "visit"
    REMOTE = "remote"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Shortage:
    """*count* of *noun* that a place (``""``: the commune) lacks, and the devices where they are there."""

    noun: str
    site: str
    count: int
    remedy: Remedy
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A blocker that fails: in which communes, on how many devices, at how many counters it keeps a step from
    being done. ``example`` is one of its findings, of the device that stops most counters."""

    rule: str
    example: Finding
    communes: tuple[str, ...]
    devices: int
    counters: int = 0


@dataclass(frozen=True, slots=True)
class Blind:
    """What was not measured for one reason: how many checks and blockers, of which devices and communes."""

    reason: str
    checks: int
    blockers: int
    devices: tuple[str, ...]
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommuneSummary:
    """What the findings of commune ``code`` come to.

    ``causes`` are its failing blockers by rule, what does most harm first: at most counters, then of most
    steps there, then on most devices, then by the rule's id. ``blind`` is what was not measured, what hides
    most blockers first, ``devices`` how many it has, ``measured`` the steps that some rule measured there.
    """

    code: str
    causes: tuple[Cause, ...] = ()
    blind: tuple[Blind, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    devices: int = 0
    measured: tuple[Step, ...] = ()


def unassessed(code: str) -> CommuneAssessment:
    """What is known of a commune that was not judged."""
    return CommuneAssessment(code, Level.NOT_MEASURED, Tally())
