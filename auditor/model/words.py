"""The fixed words of the product: kinds, verdicts, severities, areas, steps, levels, failure kinds."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a device is; ``commune`` is no device but the subject of rules on a commune as a whole."""

    PC = "pc"
    KIOSK = "kiosk"
    PRINTER = "printer"
    SCANNER = "scanner"
    UPS = "ups"
    NETWORK = "network"
    LINK = "link"
    COMMUNE = "commune"


DEVICE_KINDS = tuple(kind for kind in Kind if kind is not Kind.COMMUNE)
"""What a host of the inventory may be."""

NOUNS = (*(kind.value for kind in DEVICE_KINDS), "card_reader", "token")
"""What may be counted in a commune: devices, and what is plugged into its PCs."""


class Scope(StrEnum):
    """How far a waiver reaches."""

    DEVICE = "device"
    SITE = "site"
    COMMUNE = "commune"
    PROVINCE = "province"


class Step(StrEnum):
    """What a counter does for a citizen, in order."""

    RECEIVE = "receive"
    SCAN = "scan"
    SIGN = "sign"
    PRINT = "print"
    SUBMIT = "submit"


NEEDS: Mapping[Step, str] = {
    Step.RECEIVE: "pc",
    Step.SCAN: "scanner",
    Step.SIGN: "pc",
    Step.PRINT: "printer",
    Step.SUBMIT: "pc",
}
"""The noun without which a step cannot be done, where the standard's ``per_counter`` demands it."""


class Area(StrEnum):
    """Where a rule belongs, from the province's instruction of 26 June 2025 (people: by attestation)."""

    INFRASTRUCTURE = "infrastructure"
    EQUIPMENT = "equipment"
    SOFTWARE = "software"
    CONNECTIVITY = "connectivity"
    SECURITY = "security"
    PEOPLE = "people"


class Severity(StrEnum):
    """How much a failed rule matters: a blocker stops a citizen's paper."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"


class Verdict(StrEnum):
    """What judging one rule on one device gave. Not observed is UNKNOWN, never PASS."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Level(StrEnum):
    """How ready a commune is; see ``auditor.evaluate``."""

    READY = "ready"
    READY_WITH_GAPS = "ready_with_gaps"
    NOT_READY = "not_ready"
    NOT_MEASURED = "not_measured"


class SourceKind(StrEnum):
    """Where an expected value comes from: a law, the province, or only this product's default."""

    LAW = "law"
    PROVINCE = "province"
    DEFAULT = "default"


class FailureKind(StrEnum):
    """Why one device could not be asked, or not wholly."""

    DNS_FAILURE = "dns_failure"
    NO_ROUTE = "no_route"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    SILENT = "silent"
    LOST = "lost"
    AUTH_FAILED = "auth_failed"
    HOST_KEY_UNKNOWN = "host_key_unknown"
    HOST_KEY_CHANGED = "host_key_changed"
    TOO_LARGE = "too_large"
    INVALID_ANSWER = "invalid_answer"
    PROBE_FAILED = "probe_failed"
    SUDO_FAILED = "sudo_failed"
    INTERPRETER_MISSING = "interpreter_missing"
    UNSUPPORTED = "unsupported"
    NOT_ASKED = "not_asked"
    INTERNAL = "internal"


UNREACHED = frozenset(
    {
        FailureKind.DNS_FAILURE,
        FailureKind.NO_ROUTE,
        FailureKind.REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.SILENT,
        FailureKind.LOST,
    }
)
"""Failures in which the device did not answer at all (the network or the machine, not the credentials)."""
