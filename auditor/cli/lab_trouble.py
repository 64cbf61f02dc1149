"""`auditor lab power|break|mark|changed|proof`: trouble on purpose while a lab is up, and what came of it."""

import click

from auditor.cli.lab_options import example, name_option
from auditor.i18n import _
from auditor.lab import state as labs


@click.command(
    "power",
    help=example(
        _(
            "Pull a machine's plug, or put it in again: it dies where it stands, and comes back with the disk"
            " it had."
        ),
        "auditor lab power pasc-03158-pc01 off",
    ),
)
@name_option
@click.argument("host", metavar=_("HOST"))
@click.argument("way", type=click.Choice(["off", "on"]), metavar="off|on")
def power_command(name: str, host: str, way: str) -> None:
    from auditor.lab.power import power_off, power_on

    labs.need_root()
    done = power_off(name, host) if way == "off" else power_on(name, host)
    now = _("{host} is up") if way == "on" else _("{host} is off")
    click.echo(now.format(host=host) if done else _("nothing to do: {now}").format(now=now.format(host=host)))
