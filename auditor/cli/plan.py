"""``auditor plan``: what is to be done about what failed, by a machine or by whom else."""

import json
from pathlib import Path

import click
from rich.console import Console

from auditor.cli import common
from auditor.errors import PlanError, UsageError
from auditor.i18n import _
from auditor.model import Disposition, Plan, PlanScope
from auditor.model.plan_codec import plan_to_json
from auditor.model.text import printable


@click.command(
    help=_(
        "What is to be done about what failed in a run: by a machine, by a technician, by buying, by the"
        " province. Each failed finding is in it once."
        "\n\nRUN is an id, the beginning of one, or latest."
        "\n\n\b\nExamples:\n  auditor plan\n"
        "  auditor plan latest --commune 03158 -o plan.yml\n"
        "  auditor plan --for technician"
    )
)
@click.argument("run", default="latest")
@click.option("--commune", default="", metavar=_("CODE"), help=_("Only this commune."))
@click.option("--device", default="", metavar=_("NAME"), help=_("Only this device."))
@click.option("--rule", default="", metavar=_("ID"), help=_("Only this rule."))
@click.option(
    "--for",
    "who",
    type=click.Choice([word.value for word in Disposition]),
    help=_("Show only what is for them; the file has everything."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Write the plan to this file (YAML), to be read, signed off and given to: auditor fix FILE"),
)
@common.json_option
def command(
    run: str, commune: str, device: str, rule: str, who: str | None, output: Path | None, as_json: bool
) -> None:
    from auditor.audit.planning import planned
    from auditor.reports.plan_terminal import Around, print_plan

    made = planned(common.workspace(), run, PlanScope(commune, device, rule))
    if output:
        _write(made.plan, output)
    if as_json:
        click.echo(json.dumps(plan_to_json(made.plan), indent=1))
        return
    console = Console(markup=False, emoji=False, highlight=False)
    around = Around(made.unknown, made.waived, made.run.status, made.communes)
    print_plan(made.plan, console, around=around, who=Disposition(who) if who else None)
    _hint(made.plan, output)


def _write(plan: Plan, file: Path) -> None:
    from auditor.remedy import plan_file
    from auditor.reports.files import write

    _keep_signed(file)
    write(file, [plan_file.write(plan)])


def _keep_signed(file: Path) -> None:
    """Raise UsageError where *file* is a plan that somebody signed off: that is a record."""
    from auditor.remedy import plan_file

    try:
        signed = file.exists() and plan_file.read(file).approved_by
    except PlanError:
        return
    if signed:
        raise UsageError(
            _("{file} is signed off by {name}").format(file=file, name=signed),
            _("write to another file: -o FILE"),
        )


def _hint(plan: Plan, file: Path | None) -> None:
    if not plan.steps and not file:
        return
    next_ = f"auditor fix {file}" if file else f"auditor plan {plan.run} -o plan.yml"
    meaning = _("a dry run, which shows what would change:") if file else _("a file to read and sign off:")
    if file:
        click.echo(_("the plan is in {file}").format(file=printable(str(file))))
    if plan.steps or not file:
        click.echo(_("next, {what}").format(what=meaning))
        click.echo(f"  {printable(next_)}")
