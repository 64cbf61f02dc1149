"""What could not be measured, as things to look at or to ask on the spot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.model import UNREACHED, FailureKind, Finding, Kind, Severity
from auditor.reports.view import gravity
from auditor.standard.reasons import ATTESTATION_EXPIRED, LINE_DOWN, NOT_ATTESTED


class LookKind(StrEnum):
    """What to look at on the spot, the most telling first."""

    LINE = "line"
    POWER = "power"
    LOGIN = "login"
    IDENTITY = "identity"
    NOT_ASKED = "not_asked"
    PROVINCE = "province"


_KINDS: Mapping[str, LookKind] = {
    LINE_DOWN: LookKind.LINE,
    **{kind.value: LookKind.POWER for kind in UNREACHED},
    FailureKind.AUTH_FAILED.value: LookKind.LOGIN,
    FailureKind.HOST_KEY_UNKNOWN.value: LookKind.IDENTITY,
    FailureKind.HOST_KEY_CHANGED.value: LookKind.IDENTITY,
    FailureKind.NOT_ASKED.value: LookKind.NOT_ASKED,
}
_IN_FRONT = (Kind.LINK, Kind.NETWORK)
_PEOPLE = (NOT_ATTESTED, ATTESTATION_EXPIRED)


@dataclass(frozen=True, slots=True)
class Silent:
    """One device of which something was not measured: its findings, the gravest first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """Its id stands for all of them."""
        return self.findings[0]

    @property
    def blockers(self) -> int:
        """How many of them would stop a counter if they failed."""
        return sum(finding.severity is Severity.BLOCKER for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Look:
    """Devices of which something was not measured for one *reason* (one of theirs), what hides most first."""

    kind: LookKind
    reason: str
    devices: tuple[Silent, ...]


def looks(unknown: Iterable[Finding], told: Collection[str]) -> tuple[Look, ...]:
    """What to look at because of *unknown* findings, without the devices *told* of already (by a job).

    A device is told of once, for the reason that hides most of it.
    """
    by_device: dict[str, list[Finding]] = defaultdict(list)
    for finding in unknown:
        if finding.kind != Kind.COMMUNE and finding.device not in told:
            by_device[finding.device].append(finding)
    groups: dict[tuple[LookKind, str], list[Silent]] = defaultdict(list)
    for findings in by_device.values():
        word = _word(_commonest(findings))
        if word in UNREACHED and any(_word(finding.reason) == LINE_DOWN for finding in findings):
            word = LINE_DOWN  # silent because of what is in front of it
        kind = _KINDS.get(word, LookKind.PROVINCE)
        groups[kind, "" if kind is LookKind.PROVINCE else word].append(Silent(_sorted(findings)))
    found = (
        Look(kind, devices[0].first.reason if kind is LookKind.PROVINCE else word, _worst_first(devices))
        for (kind, word), devices in groups.items()
    )
    return tuple(sorted(found, key=lambda look: (tuple(LookKind).index(look.kind), look.reason)))


def questions(unknown: Iterable[Finding]) -> tuple[Finding, ...]:
    """What only people can answer, and nobody has: to be asked while there."""
    return _sorted([finding for finding in unknown if _word(finding.reason) in _PEOPLE])


def _word(reason: str) -> str:
    return reason.partition(":")[0]


def _commonest(findings: Sequence[Finding]) -> str:
    reasons = [finding.reason for finding in findings]
    words = [_word(reason) for reason in reasons]
    return max(reasons, key=lambda reason: words.count(_word(reason)))


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=gravity))


def _worst_first(devices: Sequence[Silent]) -> tuple[Silent, ...]:
    """What others stand behind goes before them: the line, then the router."""

    def key(each: Silent) -> tuple[int, int, str]:
        kind = each.first.kind
        behind = _IN_FRONT.index(kind) if kind in _IN_FRONT else len(_IN_FRONT)
        return behind, -each.blockers, each.first.device

    return tuple(sorted(devices, key=key))
