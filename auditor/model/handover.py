"""A center as it is handed over: what stands there, what was done to it, what is left, and who does that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auditor.model.assets import Asset
from auditor.model.devices import Commune
from auditor.model.finding import CommuneAssessment, Finding
from auditor.model.words import Kind


@dataclass(frozen=True)
class Work:
    """What was done to one device: the findings that were closed, by their rules' titles."""

    device: str
    closed: tuple[Finding, ...] = ()
    changed: int = 0


@dataclass(frozen=True)
class Left:
    """A finding that is open, and who ends it: Disposition's word, or ``unknown`` where it was not measured.

    ``tried``: why the step that was to close it did not.
    """

    finding: Finding
    who: str
    tried: str = ""


@dataclass(frozen=True)
class Access:
    """How one device lets the auditing account in (``status``), or why not (``reason``); never a password."""

    device: str
    account: str
    status: str
    reason: str = ""


@dataclass(frozen=True)
class Handover:
    """The record of one commune. ``run`` is the audit that it rests on, ``seconds`` are by phase.

    ``addresses`` are those of the assets, by name; ``silent`` are the devices that did not answer the audit.
    """

    commune: Commune
    made: datetime
    by: str
    run: str
    audited: datetime
    standard: str
    assessment: CommuneAssessment
    findings: tuple[Finding, ...] = ()
    assets: tuple[Asset, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict, hash=False)
    silent: frozenset[str] = frozenset()
    work: tuple[Work, ...] = ()
    left: tuple[Left, ...] = ()
    access: tuple[Access, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def ready(self) -> bool:
        """Whether nothing is left for anybody to do."""
        return not self.left and all(each.status in LETS_IN for each in self.access)


LETS_IN = ("known", "enrolled", "by_password")
"""Words of Access.status that mean: the device can be audited and changed."""


@dataclass(frozen=True)
class Planned:
    """A device that is to stand in a center: known by now, or only wanted (``address`` is ``""``)."""

    name: str
    kind: Kind
    counter: str = ""
    site: str = ""
    address: str = ""
    serial: str = ""
    origin: str = ""
    host_key: str = ""


@dataclass(frozen=True)
class Checklist:
    """What hands must do in a commune, before and after provisioning."""

    commune: Commune
    made: datetime
    gateway: str = ""
    subnets: tuple[str, ...] = ()
    devices: tuple[Planned, ...] = ()

    @property
    def code(self) -> str:
        """The commune's code."""
        return self.commune.code
