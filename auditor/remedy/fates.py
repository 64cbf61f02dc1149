"""Where each failed finding of a device ends: with a role, after another finding's role, or with a person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.i18n import _
from auditor.model import Disposition, Finding, Kind
from auditor.model.who import Who, who
from auditor.remedy.calls import Call, Calls, Refusal
from auditor.remedy.merging import Draft

_PERSON = {
    Who.REMOTE: Disposition.PROVINCE,
    Who.OPERATOR: Disposition.PROVINCE,
    Who.STAFF: Disposition.TECHNICIAN,
    Who.VISIT: Disposition.TECHNICIAN,
    Who.BUYER: Disposition.PURCHASE,
}


@dataclass(frozen=True)
class Fate:
    """What becomes of a finding. ``by`` are the findings (it may be itself) whose steps close it; ``count``
    of ``noun`` are to be bought."""

    who: Disposition
    reason: str = ""
    by: tuple[str, ...] = ()
    noun: str = ""
    count: int = 0


class Fates:
    """The fates of *failed* findings, and the drafts of the steps that close those that a machine can."""

    def __init__(self, failed: Sequence[Finding], calls: Calls) -> None:
        self.failed = tuple(failed)
        self._calls = calls
        self._drafts: dict[tuple[str, str, str], Draft] = {}
        self._own: dict[str, Fate] = {}
        self._of_device: dict[str, dict[str, Finding]] = defaultdict(dict)
        for finding in self.failed:
            self._of_device[finding.device][finding.rule] = finding
            if finding.kind != Kind.COMMUNE:
                self._call(finding)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The steps, in no order yet."""
        return tuple(self._drafts.values())

    def of(self, finding: Finding) -> Fate:
        """What becomes of *finding*."""
        own = self._own.get(finding.id)
        if own is not None:
            return own
        followed = self.followed(finding)
        ends = [other for other in followed if not self._followable(other)]
        if ends and all(self._closes(other) for other in ends):
            return Fate(Disposition.AUTOMATIC, by=tuple(other.id for other in ends))
        return self.by_person(finding)

    def by_person(self, finding: Finding, reason: str = "") -> Fate:
        """Who must act, by the rule's own word, else by what failed."""
        said = self._calls.remedy(finding).who
        return Fate(Disposition(said) if said else _PERSON[who(finding)], reason)

    def followed(self, finding: Finding) -> tuple[Finding, ...]:
        """The failed findings of the same device whose remedies close *finding*, at any remove; in a circle
        of rules it is among them."""
        found: dict[str, Finding] = {}
        open = [finding]
        while open:
            for other in self._next(open.pop()):
                if other.id not in found:
                    found[other.id] = other
                    open.append(other)
        return tuple(found.values())

    def _next(self, finding: Finding) -> list[Finding]:
        if finding.id in self._own:
            return []
        there = self._of_device[finding.device]
        follows = self._calls.remedy(finding).follows
        return [there[rule] for rule in follows if rule in there]

    def _followable(self, finding: Finding) -> bool:
        """Whether what becomes of *finding* is for yet another one to say."""
        return bool(self._next(finding))

    def _closes(self, finding: Finding) -> bool:
        fate = self._own.get(finding.id)
        return fate is not None and fate.who is Disposition.AUTOMATIC

    def _call(self, finding: Finding) -> None:
        call = self._calls.call(finding)
        if isinstance(call, Refusal):
            left = Fate(Disposition.PROVINCE, call.reason)
            self._own[finding.id] = self.by_person(finding, call.reason) if call.person else left
        elif call is not None:
            self._own[finding.id] = self._drafted(finding, call)

    def _drafted(self, finding: Finding, call: Call) -> Fate:
        fresh = Draft(finding.device, call.entry, dict(call.variables))
        draft = self._drafts.get(fresh.key, fresh)
        contradicts = draft.take(finding, call)
        if contradicts:
            other = draft.findings[0].rule
            reason = _("{variable} of {name}: {rule} wants another value").format(
                variable=contradicts, name=call.entry.name, rule=other
            )
            return Fate(Disposition.PROVINCE, reason)
        self._drafts[draft.key] = draft
        return Fate(Disposition.AUTOMATIC, by=(finding.id,))
