"""Why a rule gave neither pass nor fail: a stable word, then the particular: ``not_stated: expect_dns``.

The word is stored, so that a report says it in its own language; see :func:`say_reason`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from auditor import matchers
from auditor.i18n import N_, _
from auditor.model import Attestation, FailureKind, Verdict, Waiver, times

MAX_DETAIL = 300

NOT_STATED = "not_stated"
SWITCHED_OFF = "switched_off"
CONDITION = "condition"
CONDITION_UNKNOWN = "condition_unknown"
OTHER_SYSTEM = "other_system"
NOT_OBSERVED = "not_observed"
NOT_COMPARABLE = "not_comparable"
LINE_DOWN = "line_down"
NO_SERVICE_ASKED = "no_service_asked"
NO_CERTIFICATE_SEEN = "no_certificate_seen"
NOT_ATTESTED = "not_attested"
ATTESTATION_EXPIRED = "attestation_expired"
LEFT_OUT = "left_out"
NOT_ALL_MEASURED = "not_all_measured"
NOT_LISTED = "not_listed"
WAIVED_FAIL = "waived_fail"
WAIVED_UNKNOWN = "waived_unknown"
ATTESTED = "attested"

_WORDS: Mapping[str, str] = {
    NOT_STATED: N_("the inventory does not state it"),
    SWITCHED_OFF: N_("the standard switches this rule off"),
    CONDITION: N_("only for devices with"),
    CONDITION_UNKNOWN: N_("whether it applies is not known"),
    OTHER_SYSTEM: N_("for another operating system"),
    NOT_OBSERVED: N_("was not observed"),
    NOT_COMPARABLE: N_("the answer cannot be compared"),
    LINE_DOWN: N_("the commune's line is down"),
    NO_SERVICE_ASKED: N_("no computer of the commune could be asked for it"),
    NO_CERTIFICATE_SEEN: N_("no service of the commune's computers showed a certificate"),
    NOT_ATTESTED: N_("nobody has attested it"),
    ATTESTATION_EXPIRED: N_("the attestation has expired"),
    LEFT_OUT: N_("some devices of the commune were not asked (--limit)"),
    NOT_ALL_MEASURED: N_("it depends on devices that were not measured"),
    NOT_LISTED: N_("the inventory lists no device for it, nor how many there must be"),
    WAIVED_FAIL: N_("it fails, and is waived"),
    WAIVED_UNKNOWN: N_("it is not known, and is waived"),
    ATTESTED: N_("attested"),
    FailureKind.DNS_FAILURE: N_("its name is not found"),
    FailureKind.NO_ROUTE: N_("no route to it"),
    FailureKind.REFUSED: N_("it refuses the connection"),
    FailureKind.CONNECT_TIMEOUT: N_("no answer to the connection"),
    FailureKind.SILENT: N_("connected, then silent"),
    FailureKind.LOST: N_("the connection broke"),
    FailureKind.AUTH_FAILED: N_("the log-in was refused"),
    FailureKind.HOST_KEY_UNKNOWN: N_("its host key is not on record"),
    FailureKind.HOST_KEY_CHANGED: N_("its host key has changed"),
    FailureKind.TOO_LARGE: N_("its answer is too large"),
    FailureKind.INVALID_ANSWER: N_("its answer cannot be read"),
    FailureKind.PROBE_FAILED: N_("the probe failed on it"),
    FailureKind.SUDO_FAILED: N_("the right to look (sudo) was refused"),
    FailureKind.INTERPRETER_MISSING: N_("it has no Python for the probe"),
    FailureKind.UNSUPPORTED: N_("the inventory's settings cannot be used"),
    FailureKind.NOT_ASKED: N_("it was not asked in this run"),
    FailureKind.INTERNAL: N_("an error of the auditor itself"),
}


def because(word: str, detail: str = "") -> str:
    """The reason as it is stored."""
    return f"{word}: {detail[:MAX_DETAIL]}" if detail else str(word)


def say_reason(
    reason: str,
    gettext: Callable[[str], str] = _,
    condition: Callable[[str, str], str] | None = None,
) -> str:
    """A stored reason in words; one that has no known word first is given back as it is.

    *condition* says a fact and what is wanted of it (``""``: only the fact) to who does not know its name.
    """
    word, _colon, detail = reason.partition(": ")
    if word not in _WORDS:
        return reason
    words = gettext(_WORDS[word])
    if word in _PEOPLE:
        detail = _PEOPLE[word](detail, gettext)
    if word == CONDITION:
        fact, _space, wanted = detail.partition(" ")
        detail = condition(fact, wanted) if condition else f"{fact} = {matchers.say(wanted, gettext)}"
    if condition and word in (CONDITION_UNKNOWN, NOT_OBSERVED) and " " not in detail:
        detail = condition(detail, "") if detail else ""
    return f"{words}: {detail}" if detail else words


# --- what people said -------------------------------------------------------------------------------------
def waived(was: Verdict, waiver: Waiver) -> str:
    """The reason of a finding that *waiver* excuses and that would else be FAIL or UNKNOWN."""
    word = WAIVED_FAIL if was is Verdict.FAIL else WAIVED_UNKNOWN
    return because(word, _fields(waiver.until.isoformat(), waiver.name, waiver.approver, waiver.reason))


def attested(said: Attestation) -> str:
    """The reason of a finding that goes by what a person *said*."""
    return because(
        ATTESTED, _fields(times.day(said.made).isoformat(), said.until.isoformat(), said.by, said.note)
    )


def verdict_unwaived(verdict: Verdict, reason: str) -> Verdict:
    """The verdict that a finding would have without any waiver."""
    if verdict is not Verdict.WAIVED:
        return verdict
    return Verdict.UNKNOWN if reason.startswith(WAIVED_UNKNOWN) else Verdict.FAIL


def _fields(*fields: str) -> str:
    *first, last = fields
    return "; ".join([*(field.replace(";", ",") for field in first), last])


def _say_waived(detail: str, gettext: Callable[[str], str]) -> str:
    until, name, approver, reason = (*detail.split("; ", 3), "", "", "", "")[:4]
    said = gettext("until {until}, approved by {approver}: {reason} ({name})")
    return said.format(until=_day(until), name=name, approver=approver, reason=reason)


def _say_attested(detail: str, gettext: Callable[[str], str]) -> str:
    made, until, by, note = (*detail.split("; ", 3), "", "", "", "")[:4]
    said = gettext("by {by} on {made}, valid until {until}")
    return said.format(by=by, made=_day(made), until=_day(until)) + (f": {note}" if note else "")


def _day(text: str) -> str:
    try:
        return times.day_shown(date.fromisoformat(text))
    except ValueError:
        return text


_PEOPLE: Mapping[str, Callable[[str, Callable[[str], str]], str]] = {
    WAIVED_FAIL: _say_waived,
    WAIVED_UNKNOWN: _say_waived,
    ATTESTED: _say_attested,
    ATTESTATION_EXPIRED: lambda detail, _gettext: _day(detail),
}
