"""`auditor lab rules`: which rules the lab's faults exercise."""

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from auditor.cli import common
from auditor.i18n import _

_SHOWN = 3


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" + {more}" if more > 0 else "")


@click.command(
    "rules",
    help=_(
        "Which rules the lab can make fail, and by which faults; those that no fault exercises first."
        " Nothing has to run."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor lab rules --json",
)
@common.json_option
def command(as_json: bool) -> None:
    from auditor.lab.coverage import coverage
    from auditor.standard import load_standard

    found = coverage([rule.id for rule in load_standard("baseline", []).rules])
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    idle = [each.rule for each in found if not each.must and not each.may]
    click.echo(
        _("{all} rules; {must} must fail by some fault, {may} only may; {none} by none:").format(
            all=len(found),
            must=sum(bool(each.must) for each in found),
            may=sum(bool(each.may and not each.must) for each in found),
            none=len(idle),
        )
    )
    for rule in idle:
        click.echo(f"  {rule}")
    table = Table(box=None, pad_edge=False)
    for title in (_("rule"), _("must fail by"), _("may fail by")):
        table.add_column(title)
    for each in found:
        if each.must or each.may:
            table.add_row(each.rule, ", ".join(each.must), _some(each.may) if not each.must else "")
    Console().print(table)
