"""``auditor fix``: take the steps of a plan, first as a dry run, and prove by a new audit what came of it."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from auditor.cli import common
from auditor.cli.fix_telling import FixTelling
from auditor.errors import EXIT_FINDINGS, EXIT_INTERRUPTED, EXIT_READY, UsageError
from auditor.i18n import _, language
from auditor.model import Fix, Plan, PlanStep, StepStatus
from auditor.model.fix_codec import fix_to_json
from auditor.model.text import printable

if TYPE_CHECKING:
    from auditor.audit.fixing import FixWatcher, FixWish

_MAX_SHOWN = 40


@click.command(
    name="fix",
    help=_(
        "Take the steps of a plan on its devices. Without --apply nothing is changed: it shows what would be."
        "\n\nWith --apply network devices come first, one at a time; then one device of each kind; then the"
        " rest in batches. After each batch its devices are audited anew."
        "\n\nCtrl-C finishes the devices that are under way; --resume goes on from there, and"
        " takes what failed or was not reached again; what is done is not done again."
        "\n\nExit code: 0 all closed (dry run: every step would go through), 100 something is still open,"
        " failed or was left out."
        "\n\n\b\nExamples:\n  auditor fix plan.yml\n  auditor fix plan.yml --apply\n"
        "  auditor fix --resume latest"
    ),
)
@click.argument("plan", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help=_("Change the devices."))
@click.option("--yes", is_flag=True, help=_("Do not ask first (for scripts)."))
@click.option("--force", is_flag=True, help=_("Also where a device is not as it was when the plan was made."))
@click.option("--allow-reboot", is_flag=True, help=_("Also take steps that reboot the device."))
@click.option(
    "--on-site", is_flag=True, help=_("Somebody is at the devices: also take steps that need them.")
)
@click.option(
    "--serial", type=click.IntRange(1, 200), metavar=_("NUMBER"), help=_("Devices changed at once.")
)
@click.option("--standard", metavar=_("NAME"), help=_("Standard to judge by: its name or file."))
@common.vault_options
@click.option(
    "-e", "--extra-vars", multiple=True, metavar="@" + _("FILE"), help=_("File of extra variables.")
)
@click.option(
    "--resume", metavar=_("FIX"), help=_("Go on with a fix, also with what failed in it (an id, or latest).")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the outcome as JSON."))
def command(
    plan: Path | None,
    apply_: bool,
    yes: bool,
    force: bool,
    allow_reboot: bool,
    on_site: bool,
    serial: int | None,
    standard: str | None,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
    extra_vars: tuple[str, ...],
    resume: str | None,
    as_json: bool,
) -> int:
    from auditor.audit import fixing
    from auditor.remedy import plan_file

    workspace = common.workspace(standard=standard, fix_serial=serial)
    vault = tuple(common.vault_words(vault_password_file, vault_id))
    wish = fixing.FixWish(not apply_, force, allow_reboot, on_site, vault, extra_vars)
    if bool(plan) == bool(resume):
        raise UsageError(_("name a plan's file, or the fix to go on with: --resume FIX"))
    if resume and wish != fixing.FixWish():
        raise UsageError(
            _("--resume goes on with what the fix was started with"), _("leave out the other options")
        )
    if resume:
        with _progress(as_json) as watcher:
            done = fixing.resume(workspace, resume, watcher)
    else:
        assert plan is not None  # noqa: S101  (seen above)
        read = plan_file.read(plan)
        if apply_:
            _ask(read, wish, yes)
        with _progress(as_json) as watcher:
            done = fixing.fix(workspace, read, wish, watcher)
    _tell(done, as_json)
    return exit_code(done)


def _ask(plan: Plan, wish: "FixWish", yes: bool) -> None:
    """Show what will be done and have it confirmed. Raises UsageError where nobody can be asked, Abort."""
    for line in _will_be_done(plan, wish):
        click.echo(line, err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(_("--apply must be confirmed, and nobody is at a terminal"), _("for scripts: --yes"))
    click.confirm(_("change these devices?"), abort=True, err=True)


def _will_be_done(plan: Plan, wish: "FixWish") -> Iterator[str]:
    taken = [step for step in plan.steps if _allowed(step, wish)]
    by_device = Counter(step.device for step in taken)
    yield _("{steps} steps on {devices} devices:").format(steps=len(taken), devices=len(by_device))
    for device, count in list(by_device.items())[:_MAX_SHOWN]:
        does = ", ".join(step.does for step in taken if step.device == device)
        yield f"  {printable(device)}: {count} ({printable(does)})"
    if len(by_device) > _MAX_SHOWN:
        yield "  " + _("and {count} more").format(count=len(by_device) - _MAX_SHOWN)
    yield from _named(_("cannot be undone:"), [step for step in taken if not step.reversible])
    yield from _named(_("reboot:"), [step for step in taken if step.reboot])
    left = [step for step in plan.steps if step not in taken]
    yield from _named(_("left out, need a reboot (--allow-reboot):"), [step for step in left if step.reboot])
    there = [step for step in left if not step.reboot]
    yield from _named(_("left out, somebody must be at the device (--on-site):"), there)


def _allowed(step: PlanStep, wish: "FixWish") -> bool:
    return (wish.allow_reboot or not step.reboot) and (wish.on_site or not step.person)


def _named(title: str, steps: Sequence[PlanStep]) -> Iterator[str]:
    if steps:
        yield title
        yield from (f"  {printable(step.device)}: {step.does}  {printable(step.why)}" for step in steps)


@contextmanager
def _progress(quiet: bool) -> Iterator["FixWatcher"]:
    from auditor.audit.fixing import FixWatcher

    yield FixWatcher() if quiet else FixTelling().watcher


def _tell(fix: Fix, as_json: bool) -> None:
    from auditor.reports.fix_terminal import print_fix

    if as_json:
        click.echo(json.dumps(fix_to_json(fix), ensure_ascii=False, indent=1))
    else:
        print_fix(fix, Console(), language())


def exit_code(fix: Fix) -> int:
    """What the exit code says of a *fix*: interrupted, something left open, or all closed."""
    if fix.status == "interrupted":
        return EXIT_INTERRUPTED
    done = {result.step for result in fix.results if result.status in _DONE}
    planned = {finding for step in fix.plan.steps for finding in step.closes}
    opened = [*fix.proof.still_open, *fix.proof.unmeasured]
    left_open = any(change.finding in planned for change in opened) or fix.proof.newly_opened
    all_done = all(step.id in done for step in fix.plan.steps)
    return EXIT_READY if all_done and not left_open else EXIT_FINDINGS


_DONE = (StepStatus.CHANGED, StepStatus.UNCHANGED)
