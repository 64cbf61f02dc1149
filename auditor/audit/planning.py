"""A plan for a stored run: judged as of today, by the standard as it is now."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.audit.judging import judge_and_save
from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import UsageError, did_you_mean
from auditor.evaluate import SUBJECT, judge
from auditor.i18n import _
from auditor.model import Commune, Judgement, Plan, PlanScope, RunData, RunHeader, Verdict, times
from auditor.remedy.planning import Basis, in_scope, make_plan
from auditor.remedy.roles import catalogue
from auditor.standard import Standard, load_standard
from auditor.store import Store
from auditor.workspace import Workspace

_EVERYTHING = PlanScope()


@dataclass(frozen=True)
class Planned:
    """A plan, and how many findings of its scope are not in it because they were not measured (``unknown``)
    or are waived; of which run it is, and the communes that were asked."""

    plan: Plan
    unknown: int
    waived: int
    run: RunHeader
    communes: Mapping[str, Commune]


def plan(workspace: Workspace, run: str = "latest", scope: PlanScope = _EVERYTHING) -> Plan:
    """What is to be done about the failed findings of *run* (an id, its beginning, ``latest``).

    Raises RunNotFound, StoreError, StandardError, and UsageError where *scope* names what the run has not.
    """
    return planned(workspace, run, scope).plan


def planned(workspace: Workspace, run: str = "latest", scope: PlanScope = _EVERYTHING) -> Planned:
    """:func:`plan`, with how many findings of *scope* are in no plan."""
    standard = load_standard(workspace.standard, [workspace.standards])
    with open_store(workspace) as store:
        data = store.load(store.header(run).id)
        _check(scope, data, standard)
        judgement = _judged(store, data, standard)
        # observations are read from the store one by one, so while it is open
        basis = _basis(data, judgement, standard)
    blank = _blank(workspace, data, standard, scope)
    left = [finding.verdict for finding in judgement.findings if in_scope(finding, scope)]
    unknown, waived = left.count(Verdict.UNKNOWN), left.count(Verdict.WAIVED)
    return Planned(make_plan(basis, blank), unknown, waived, data.header, data.manifest.communes)


def _judged(store: Store, data: RunData, standard: Standard) -> Judgement:
    """The run as it is judged today: a waiver given since it was audited must not be fixed away.

    It is kept where the run has no judgement by this standard yet, so that findings and plan tell the same.
    """
    summary = store.run(data.header.id)
    if all(made.standard_digest != standard.digest for made in summary.judgements):
        return judge_and_save(store, data.header.id, standard)
    return judge(standard, data, times.now(), store.waivers(), store.attestations())


def _basis(data: RunData, judgement: Judgement, standard: Standard) -> Basis:
    families, identities = {}, {}
    failed = {finding.device for finding in judgement.findings if finding.verdict is Verdict.FAIL}
    for device in failed & set(data.manifest.devices):
        seen = data.observations.get(device)
        family = seen.facts.get("os.family") if seen else None
        if isinstance(family, str):
            families[device] = family
        if seen and seen.identity:
            identities[device] = seen.identity
    return Basis(judgement.findings, data.manifest, standard, catalogue(), families, identities)


def _blank(workspace: Workspace, data: RunData, standard: Standard, scope: PlanScope) -> Plan:
    now = times.now()
    inventories, words = _asked_with(workspace, data.header.id)
    return Plan(
        id=f"P-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}",
        made=now,
        by=who(),
        run=data.header.id,
        standard_name=standard.name,
        standard_digest=standard.digest,
        scope=scope,
        inventories=tuple(inventories),
        words=tuple(_without_limit(words)),
        language=workspace.settings.language,
    )


def _asked_with(workspace: Workspace, run: str) -> tuple[list[str], list[str]]:
    """Inventories and words that the run was made with; the workspace's where it was made elsewhere."""
    try:
        kept = json.loads((workspace.runs / run / "ansible.json").read_text("utf-8"))
        return [str(path) for path in kept["inventories"]], [str(word) for word in kept["words"]]
    except (OSError, ValueError, KeyError, TypeError):
        return [str(workspace.inventory)], []


def _without_limit(words: Sequence[str]) -> list[str]:
    kept = []
    following = iter(words)
    for word in following:
        if word in ("--limit", "-l"):
            next(following, None)
        else:
            kept.append(word)
    return kept


def _check(scope: PlanScope, data: RunData, standard: Standard) -> None:
    """Raise UsageError for a name that the run does not know: an empty plan would look like good news."""
    manifest = data.manifest
    subjects = (*manifest.devices, *(SUBJECT + code for code in manifest.communes))
    rules = tuple(rule.id for rule in standard.rules)
    for name, known, message in (
        (scope.commune, tuple(manifest.communes), _("the run has no commune “{name}”")),
        (scope.device, subjects, _("the run has no device “{name}”")),
        (scope.rule, rules, _("the standard has no rule “{name}”")),
    ):
        if name and name not in known:
            raise UsageError(message.format(name=name), did_you_mean(name, known))
