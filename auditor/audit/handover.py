"""The hand-over record of a commune: from the inventory, the latest audit, the journal and the fixes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.audit.assets import register
from auditor.audit.planning import plan
from auditor.audit.provision_journal import Journal
from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import RunNotFound, UsageError
from auditor.i18n import _
from auditor.inventory.described import described
from auditor.model import (
    Commune,
    CommuneAssessment,
    Finding,
    Fix,
    Judgement,
    Level,
    PlanScope,
    RunData,
    Severity,
    StepStatus,
    Tally,
    Verdict,
    times,
)
from auditor.model.handover import Access, Handover, Left, Work
from auditor.store import Store
from auditor.workspace import Workspace

_UNKNOWN = "unknown"


def handover(workspace: Workspace, wanted: str, run: str = "", vault: Sequence[str] = ()) -> Handover:
    """The record of the commune *wanted* (code or name) after *run* (default: the latest that asked it).

    Raises UsageError where nothing was audited there, RunNotFound, StoreError, InventoryError.
    """
    commune = described(workspace.inventory, wanted, vault, workspace.ansible_settings)
    events = list(Journal.of(workspace, commune.code).events())
    fixes: list[Fix] = []
    with open_store(workspace) as store:
        data, judgement = _run(store, commune.code, run or _last_run(events))
        answers = {name: data.observations.get(name) for name in commune.own}
        fixes = _fixes(store, events)
    findings = tuple(each for each in judgement.findings if each.commune == commune.code)
    return Handover(
        commune=data.manifest.communes.get(commune.code, Commune(commune.code)),
        made=times.now(),
        by=who(),
        run=data.header.id,
        audited=data.header.ended or data.header.started,
        standard=judgement.standard_name,
        assessment=_assessment(judgement, commune.code),
        findings=findings,
        assets=register(workspace, commune=commune.code, vault=vault),
        addresses={name: str(each.get("ansible_host") or name) for name, each in commune.own.items()},
        silent=frozenset(name for name, each in answers.items() if each is None or not each.facts),
        work=_work(fixes, findings),
        left=_left(workspace, data.header.id, commune.code, findings, fixes),
        access=_access(events),
        seconds=_seconds(events),
    )


# ── the run ──────────────────────────────────────────────────────────────────────────────────────


def _last_run(events: Iterable[Mapping[str, Any]]) -> str:
    runs = [str(each["run"]) for each in events if each["event"] == "ended" and each.get("run")]
    return runs[-1] if runs else ""


def _run(store: Store, code: str, run: str) -> tuple[RunData, Judgement]:
    names = [run] if run else [each.header.id for each in store.runs()]
    for name in names:
        try:
            data, judgement = store.load(name), store.judgement(name)
        except RunNotFound:
            if run:
                raise
            continue
        if any(device.commune == code for device in data.manifest.devices.values()):
            return data, judgement
    raise UsageError(
        _("no audit asked the devices of commune {code} yet").format(code=code),
        _("run: auditor provision --commune {code}").format(code=code),
    )


def _assessment(judgement: Judgement, code: str) -> CommuneAssessment:
    found = (each for each in judgement.communes if each.code == code)
    return next(found, CommuneAssessment(code, Level.NOT_MEASURED, Tally()))


# ── the parts ────────────────────────────────────────────────────────────────────────────────────


def _fixes(store: Store, events: Iterable[Mapping[str, Any]]) -> list[Fix]:
    names = dict.fromkeys(str(each["fix"]) for each in events if each["event"] == "round" and each.get("fix"))
    return [store.fix(name) for name in names]


def _work(fixes: Sequence[Fix], findings: Sequence[Finding]) -> tuple[Work, ...]:
    """By device what was closed and is still right; a finding that has opened again was not done."""
    right = {each.id: each for each in findings if each.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)}
    closed: dict[str, dict[str, Finding]] = {}
    changed: dict[str, int] = {}
    for fix in fixes:
        for change in fix.proof.closed:
            if change.finding in right:
                closed.setdefault(change.device, {})[change.finding] = right[change.finding]
        for result in fix.results:
            changed[result.device] = changed.get(result.device, 0) + result.changed
    devices = sorted({*closed, *(device for device, count in changed.items() if count)})
    return tuple(Work(d, tuple(closed.get(d, {}).values()), changed.get(d, 0)) for d in devices)


def _left(
    workspace: Workspace, run: str, code: str, findings: Sequence[Finding], fixes: Sequence[Fix]
) -> tuple[Left, ...]:
    made = plan(workspace, run, PlanScope(commune=code))
    whose = {item.finding: item for item in made.items}
    tried = _tried(fixes)
    left = []
    for each in findings:
        if each.verdict is Verdict.FAIL and each.id in whose:
            left.append(Left(each, whose[each.id].who.value, tried.get(each.id, "")))
        elif each.verdict is Verdict.UNKNOWN and each.severity is Severity.BLOCKER:
            left.append(Left(each, _UNKNOWN))
    severities = list(Severity)
    return tuple(sorted(left, key=lambda x: (severities.index(x.finding.severity), x.finding.device)))


def _tried(fixes: Sequence[Fix]) -> dict[str, str]:
    """By finding, why the step that was to close it did not."""
    failed = (StepStatus.FAILED, StepStatus.UNREACHABLE, StepStatus.REFUSED, StepStatus.SKIPPED)
    found: dict[str, str] = {}
    for fix in fixes:
        steps = {step.id: step for step in fix.plan.steps}
        for result in fix.results:
            if result.status in failed and result.step in steps:
                found |= dict.fromkeys(steps[result.step].closes, result.reason)
    return found


def _access(events: Iterable[Mapping[str, Any]]) -> tuple[Access, ...]:
    """How each device lets us in, as it was last; one that was enrolled by us stays told as that."""
    latest: dict[str, Access] = {}
    for each in events:
        if each["event"] != "enrolment":
            continue
        told = Access(
            str(each.get("device", "")),
            str(each.get("account", "")),
            str(each.get("status", "")),
            str(each.get("reason", "")),
        )
        before = latest.get(told.device)
        if not (before and before.status == "enrolled" and told.status == "known"):
            latest[told.device] = told
    return tuple(latest[device] for device in sorted(latest))


def _seconds(events: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """By phase, all calls together: an interrupted one took its time as well."""
    found: dict[str, float] = {}
    for each in events:
        if each["event"] == "phase":
            name = str(each.get("name", ""))
            found[name] = found.get(name, 0.0) + float(each.get("seconds", 0))
    return found
