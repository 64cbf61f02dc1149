"""From judged findings to a plan: every failed one ends in exactly one item. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.model import Disposition, Finding, Kind, Manifest, Plan, PlanItem, PlanScope, PlanStep, Verdict
from auditor.remedy import communes, stale
from auditor.remedy.calls import Calls
from auditor.remedy.fates import Fate, Fates
from auditor.remedy.merging import Draft
from auditor.remedy.roles import Entry
from auditor.standard import Standard

_ENDS = tuple(Disposition)
MAX_WHY = 3
"""Findings that a step's reason names."""


@dataclass(frozen=True)
class Basis:
    """What a plan is made of: a judged run, the standard it was judged by, and the roles there are.

    ``families`` and ``identities`` are each device's os_family and what survives its rename, where it told.
    """

    findings: Sequence[Finding]
    manifest: Manifest
    standard: Standard
    entries: Mapping[str, Entry]
    families: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)


def make_plan(basis: Basis, blank: Plan) -> Plan:
    """*blank* (who, when, of which run, scope, language) with its steps and items filled in.

    Each failed finding of the scope gets one item; what must be closed beside it (a rule that another
    follows, a device's blockers behind a commune's count) comes with its own. Waived findings, and those that
    were not measured, get none.
    """
    failed = tuple(finding for finding in basis.findings if finding.verdict is Verdict.FAIL)
    calls = Calls(
        basis.standard, basis.entries, basis.manifest.devices, basis.families, _rules_by_device(failed)
    )
    everything = Fates(failed, calls)
    wanted = [finding for finding in failed if in_scope(finding, blank.scope)]
    needed = {finding.id for finding in wanted} | _behind(wanted, everything, basis)
    fates = Fates([finding for finding in failed if finding.id in needed], calls)
    steps = _steps(fates.drafts, basis, blank.language)
    items = _Items(basis, fates, steps, blank.language).of(wanted)
    return replace(blank, steps=steps, items=tuple(items))


def in_scope(finding: Finding, scope: PlanScope) -> bool:
    """Whether *finding* is within *scope*."""
    limits = ((scope.commune, finding.commune), (scope.device, finding.device), (scope.rule, finding.rule))
    return all(not limit or limit == told for limit, told in limits)


def _rules_by_device(failed: Iterable[Finding]) -> Mapping[str, set[str]]:
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in failed:
        rules[finding.device].add(finding.rule)
    return rules


def _behind(wanted: Iterable[Finding], fates: Fates, basis: Basis) -> set[str]:
    """Failed findings that must be closed so that *wanted* are."""
    ids: set[str] = set()
    for finding in wanted:
        behind = communes.behind(finding, basis.findings) if finding.kind == Kind.COMMUNE else [finding]
        ids |= {other.id for each in behind for other in (each, *fates.followed(each))}
    return ids


# --- steps --------------------------------------------------------------------------------------------------
def _steps(drafts: Iterable[Draft], basis: Basis, language: str) -> tuple[PlanStep, ...]:
    ordered = sorted(drafts, key=lambda draft: _order(draft, basis.manifest))
    return tuple(_step(f"S{number}", draft, basis, language) for number, draft in enumerate(ordered, start=1))


def _order(draft: Draft, manifest: Manifest) -> tuple[bool, str, str, int, tuple[str, str, str]]:
    """Network devices first: what is behind them may need them."""
    device = manifest.devices[draft.device]
    return (device.kind is not Kind.NETWORK, device.commune, device.id, draft.entry.order, draft.key)


def _step(id: str, draft: Draft, basis: Basis, language: str) -> PlanStep:
    device, entry = basis.manifest.devices[draft.device], draft.entry
    return PlanStep(
        id=id,
        device=device.id,
        kind=device.kind.value,
        commune=device.commune,
        role=entry.role,
        entry=entry.entry,
        os_family=basis.families.get(device.id, ""),
        variables=draft.variables,
        closes=tuple(finding.id for finding in draft.findings),
        rules=tuple(finding.rule for finding in draft.findings),
        why=_why(draft.findings, language),
        reversible=entry.reversible,
        reboot=entry.reboot,
        person=entry.person,
        touches=entry.touches,
        saw=stale.saw(draft.findings, basis.identities.get(device.id, "")),
    )


def _why(findings: Sequence[Finding], language: str) -> str:
    titles = [_text(finding.problem or finding.title, language) or finding.rule for finding in findings]
    more = f" (+{len(titles) - MAX_WHY})" if len(titles) > MAX_WHY else ""
    return "; ".join(titles[:MAX_WHY]) + more


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("vi") or next(iter(texts.values()), "")


# --- items --------------------------------------------------------------------------------------------------
class _Items:
    def __init__(self, basis: Basis, fates: Fates, steps: Sequence[PlanStep], language: str) -> None:
        self._fates, self._language = fates, language
        self._closing = {id: step.id for step in steps for id in step.closes}
        self._communes = communes.Communes(basis.findings, fates)
        self._failed = {finding.id: finding for finding in fates.failed}

    def of(self, wanted: Sequence[Finding]) -> Iterable[PlanItem]:
        """One for each of *wanted*, then for whatever else the steps close."""
        ids = dict.fromkeys((*(finding.id for finding in wanted), *self._closing))
        return sorted((self._item(self._failed[id]) for id in ids), key=lambda item: _ENDS.index(item.who))

    def _item(self, finding: Finding) -> PlanItem:
        fate = self._communes.fate(finding) if finding.kind == Kind.COMMUNE else self._fates.of(finding)
        automatic = fate.who is Disposition.AUTOMATIC
        return PlanItem(
            finding=finding.id,
            rule=finding.rule,
            device=finding.device,
            kind=finding.kind,
            commune=finding.commune,
            severity=finding.severity.value,
            who=fate.who,
            title=_text(finding.problem or finding.title, self._language),
            site=finding.site,
            counter=finding.counter,
            steps=self._steps(fate) if automatic else (),
            how="" if automatic else _text(finding.fix, self._language),
            reason=fate.reason,
            noun=fate.noun,
            count=fate.count,
        )

    def _steps(self, fate: Fate) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._closing[id] for id in fate.by))
