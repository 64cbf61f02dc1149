"""The third phase: audit, plan, put right what a machine can, audit again; what is left is a person's."""

from collections.abc import Callable

from auditor.audit import run as audits
from auditor.audit.fixing import FixWatcher, FixWish, fix
from auditor.audit.planning import plan
from auditor.audit.provision_talk import ProvisionWish, Round, Talk
from auditor.audit.run import Audited
from auditor.i18n import _
from auditor.inventory.described import Described
from auditor.model import Plan, PlanScope, StepResult, StepStatus
from auditor.workspace import Workspace

_NOT_TAKEN = (StepStatus.FAILED, StepStatus.UNREACHABLE, StepStatus.REFUSED)


def configure(
    workspace: Workspace,
    commune: Described,
    wish: ProvisionWish,
    talk: Talk,
    kept: Callable[[Round], None] = lambda done: None,
) -> tuple[Audited, tuple[Round, ...]]:
    """The last audit of *commune*, and the rounds before it; *kept* is told of each as it ends.

    Stops when no step is left, when a round closed nothing, or after ``wish.rounds``. Raises what an audit
    and a fix raise.
    """
    rounds: list[Round] = []
    done = _audit(workspace, commune, wish, talk)
    for number in range(1, wish.rounds + 1):
        made = plan(workspace, done.header.id, PlanScope(commune=commune.code))
        if not made.steps:
            break
        told = _("round {number}: {steps} steps on {devices} devices")
        talk.told(told.format(number=number, steps=len(made.steps), devices=len(made.devices)))
        rounds.append(_round(workspace, wish, talk, made, number))
        kept(rounds[-1])
        talk.told(_told(rounds[-1]))
        done = _audit(workspace, commune, wish, talk)
        if not rounds[-1].closed:
            break
    return done, tuple(rounds)


def _audit(workspace: Workspace, commune: Described, wish: ProvisionWish, talk: Talk) -> Audited:
    wanted = audits.Wish(limit=f"commune_{commune.code}", vault=wish.vault)
    done = audits.start(workspace, wanted, talk.watcher)
    if done.header.status != "complete":
        raise KeyboardInterrupt  # it has finished what it was asking; the next call asks anew
    return done


def _round(workspace: Workspace, wish: ProvisionWish, talk: Talk, made: Plan, number: int) -> Round:
    how = FixWish(check=False, allow_reboot=wish.allow_reboot, on_site=True, vault=tuple(wish.vault))
    does = {step.id: step.does for step in made.steps}

    def ended(result: StepResult) -> None:
        said = f": {result.reason}" if result.reason else ""
        talk.told(f"  {result.device}  {does.get(result.step, result.step)}  {result.status.value}{said}")

    stopped: list[bool] = []
    watcher = FixWatcher(step_ended=ended, stopping=lambda: stopped.append(True))
    done = fix(workspace, made, how, watcher)
    if stopped or done.status == "interrupted":
        raise KeyboardInterrupt
    return Round(
        number=number,
        run=made.run,
        fix=done.id,
        closed=len(done.proof.closed),
        steps=len(made.steps),
        failed=sum(result.status in _NOT_TAKEN for result in done.results),
    )


def _told(done: Round) -> str:
    told = _("round {number}: {closed} findings closed, {failed} of {steps} steps failed ({fix})")
    return told.format(
        number=done.number, closed=done.closed, failed=done.failed, steps=done.steps, fix=done.fix
    )
