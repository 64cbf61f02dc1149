"""``auditor history``: a commune or a device, run by run."""

import json

import click
from rich.console import Console

from auditor.cli import common
from auditor.errors import UsageError
from auditor.i18n import _


@click.command(
    help=_(
        "A commune's level, counters and score run by run; or what was found and closed on a device, when,"
        " under whatever name and in whatever commune it was then."
        "\n\n\b\nExamples:\n  auditor history --commune 03158\n"
        "  auditor history --device pasc-03158-pc01\n  auditor history --device 5CD2101XYZ --json"
    )
)
@click.option("--commune", metavar=_("CODE"), help=_("This commune."))
@click.option(
    "--device", metavar=_("NAME"), help=_("This device: its name, now or once, or its serial number.")
)
@common.limit_option(_("The last runs; 0 is all."))
@common.json_option
def command(commune: str | None, device: str | None, limit: int, as_json: bool) -> None:
    from auditor.audit.history import commune_history, device_history
    from auditor.cli import history_shown as shown

    if (commune is None) == (device is None):
        raise UsageError(_("name one of the two: --commune CODE or --device NAME"))
    workspace = common.workspace()
    console, language = Console(markup=False, emoji=False, highlight=False), workspace.settings.language
    if commune is not None:
        place = commune_history(workspace, commune, limit)
        if as_json:
            _print_json(shown.commune_data(place))
        else:
            shown.print_commune(place, console, language)
        return
    machine = device_history(workspace, str(device), limit)
    if as_json:
        _print_json(shown.device_data(machine))
    else:
        shown.print_device(machine, console, language)


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
