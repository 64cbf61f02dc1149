"""``auditor handover``: the hand-over record of a center that was provisioned, again."""

from pathlib import Path

import click

from auditor.cli import common
from auditor.cli.inventory_options import inventory_option
from auditor.cli.provision import tell_record
from auditor.errors import EXIT_FINDINGS
from auditor.i18n import _
from auditor.model.text import printable


@click.command(
    help=_(
        "Write the hand-over record of a commune's center, as HTML and PDF, from the latest audit that asked"
        " it and from what was provisioned there. Nothing is asked or changed."
        "\n\nExit code: 0 when nothing is left to do, 100 otherwise."
    )
    + "\n\n\b\n"
    + _("Example:")
    + "\n  auditor handover --commune 03158"
)
@click.option("--commune", required=True, metavar=_("CODE"), help=_("The commune's code or name."))
@click.option("--run", default="", metavar=_("RUN"), help=_("Rest on this audit instead of the latest."))
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("The hand-over record (.html or .pdf; both are written), else reports/handover-CODE-DATE."),
)
@inventory_option
@common.vault_options
def command(
    commune: str,
    run: str,
    record: Path | None,
    inventory: str | None,
    vault_password_file: tuple[Path, ...],
    vault_id: tuple[str, ...],
) -> int:
    from auditor.audit.handover import handover
    from auditor.reports.handover import file_name, write_record

    workspace = common.workspace(inventory=inventory)
    made = handover(workspace, commune, run, common.vault_words(vault_password_file, vault_id))
    tell_record(made)
    for file in write_record(made, record or workspace.reports / file_name(made)):
        click.echo(_("written: {path}").format(path=printable(str(file))))
    return 0 if made.ready else EXIT_FINDINGS
