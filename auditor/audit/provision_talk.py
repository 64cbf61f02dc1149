"""What provisioning is asked to do, and what it asks and tells the technician while it goes on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from auditor.audit.follow import Watcher
from auditor.audit.trust import Trusted
from auditor.inventory.drafting import Draft
from auditor.transports.connection import SnmpConnection

ROUNDS = 3
"""Audit, plan and fix at most so often: what three rounds do not close, a person looks at."""


@dataclass(frozen=True)
class ProvisionWish:
    """What is to be provisioned: the *commune* (code or name), from *subnets* and a file of *devices*.

    ``vault`` are Ansible's words for its vault; ``sure``: subnets that are wide or public too.
    """

    commune: str
    subnets: Sequence[str] = ()
    devices: Path | None = None
    vault: Sequence[str] = ()
    snmp: SnmpConnection | None = None
    rate: float = 150
    sure: bool = False
    allow_reboot: bool = False
    rounds: int = ROUNDS


def _all(offered: Sequence[Draft]) -> Sequence[Draft]:
    return offered


def _nobody(keys: Sequence[Trusted]) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class Talk:
    """How the technician is asked and told; ``offered`` returns what is to be written, perhaps renamed.

    ``keys`` returns the devices whose host keys are right. Nobody's key is, unless somebody says so.
    """

    offered: Callable[[Sequence[Draft]], Sequence[Draft]] = _all
    keys: Callable[[Sequence[Trusted]], Collection[str]] = _nobody
    told: Callable[[str], None] = lambda line: None
    watcher: Watcher = field(default_factory=Watcher)


class Enrolled(StrEnum):
    """How a device came to let us in, or why not."""

    KNOWN = "known"
    ENROLLED = "enrolled"
    BY_PASSWORD = "by_password"
    """A network device that has no account of ours: the vault's password lets us in."""
    REFUSED = "refused"
    """The factory's account did not let us in either."""
    FAILED = "failed"
    """The account could not be made."""
    UNUSABLE = "unusable"
    """The account was made, and does not let us in."""
    UNTRUSTED = "untrusted"
    """It shows no host key, another than the recorded one, or one that was not accepted."""
    BY_HAND = "by_hand"
    """A kind of system that nobody enrols from afar."""

    @property
    def ready(self) -> bool:
        """Whether the device can be audited and changed."""
        return self in (Enrolled.KNOWN, Enrolled.ENROLLED, Enrolled.BY_PASSWORD)


@dataclass(frozen=True)
class Enrolment:
    """One device's enrolment; ``account`` is the one that lets us in, ``reason`` why it does not."""

    device: str
    status: Enrolled
    account: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Round:
    """One round of putting right: the run before it, its fix, findings closed, steps that failed."""

    number: int
    run: str
    fix: str = ""
    closed: int = 0
    steps: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Provisioned:
    """What came of it. ``seconds`` are by phase (find, enrol, configure), ``run`` is the last audit."""

    code: str
    label: str
    added: tuple[str, ...] = ()
    enrolments: Mapping[str, Enrolment] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    run: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
