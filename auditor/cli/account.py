"""``auditor account``: who may look at the dashboard."""

import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import common
from auditor.cli.saying import as_json
from auditor.i18n import _
from auditor.model import times
from auditor.model.accounts import Role
from auditor.reports.text import line
from auditor.store import AccountUse

_ROLES = [role.value for role in Role]


@click.group(
    help=_(
        "Accounts of the dashboard (auditor serve). Leadership reads summaries, a technician everything of"
        " own communes, provincial IT everything. A password is asked for, or read from standard input; it"
        " never stands on the command line."
        "\n\n\b\nExamples:\n  auditor account add mai --role it\n"
        "  auditor account add lo.van.b --role technician --commune 03158\n  auditor account list"
    )
)
def command() -> None:
    pass


@command.command(
    "add",
    help=_(
        "Make an account."
        "\n\n\b\nExamples:\n  auditor account add chutich --role leadership\n"
        "  auditor account add lo.van.b --role technician --commune 03158 --commune 03160"
    ),
)
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(_ROLES), help=_("What this reader may see."))
@click.option(
    "--commune",
    "communes",
    multiple=True,
    metavar=_("CODE"),
    help=_("A technician's commune; may be repeated."),
)
def add(name: str, role: str, communes: tuple[str, ...]) -> None:
    from auditor.audit import accounts

    made = accounts.add(common.workspace(), name, Role(role), communes, _password())
    click.echo(_("account {name} made: {role}").format(name=line(made.name, 80), role=_role(made.role)))


@command.command(
    "list", help=_("Every account, also disabled ones.\n\n\b\nExample:\n  auditor account list --json")
)
@click.option("--json", "json_", is_flag=True, help=_("JSON, for programs."))
def list_accounts(json_: bool) -> None:
    from auditor.audit import accounts

    uses = accounts.accounts(common.workspace())
    if json_:
        click.echo(as_json([_plain(use) for use in uses]))
    elif uses:
        Console(markup=False, emoji=False, highlight=False).print(_table(uses))
    else:
        click.echo(_("there is no account; make one: auditor account add NAME --role it"))


@command.command(
    "disable",
    help=_(
        "Let nobody in with this account any more; whoever is logged in with it is out at once. It stays on"
        " record.\n\n\b\nExample:\n  auditor account disable lo.van.b"
    ),
)
@click.argument("name")
def disable(name: str) -> None:
    from auditor.audit import accounts

    gone = accounts.disable(common.workspace(), name)
    click.echo(_("account {name} is disabled").format(name=line(gone.name, 80)))


@command.command(
    "enable",
    help=_("Let a disabled account in again.\n\n\b\nExample:\n  auditor account enable lo.van.b"),
)
@click.argument("name")
def enable(name: str) -> None:
    from auditor.audit import accounts

    back = accounts.enable(common.workspace(), name)
    click.echo(_("account {name} is enabled").format(name=line(back.name, 80)))


@command.command(
    "password",
    help=_(
        "Give an account another password; whoever is logged in with it is out at once."
        "\n\n\b\nExamples:\n  auditor account password mai\n"
        "  pass show auditor/mai | auditor account password mai"
    ),
)
@click.argument("name")
def password(name: str) -> None:
    from auditor.audit import accounts

    changed = accounts.set_password(common.workspace(), name, _password())
    click.echo(_("account {name} has another password").format(name=line(changed.name, 80)))


def _password() -> str:
    """Typed twice where somebody sits, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more"), err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _role(role: Role) -> str:
    return {
        Role.LEADERSHIP: _("leadership"),
        Role.TECHNICIAN: _("technician"),
        Role.IT: _("provincial IT"),
    }[role]


def _plain(use: AccountUse) -> dict[str, object]:
    account = use.account
    return {
        "name": account.name,
        "role": account.role.value,
        "communes": list(account.communes),
        "made": account.made,
        "made_by": account.made_by,
        "disabled": account.disabled,
        "last_login": use.last_login,
        "sessions": use.sessions,
    }


def _table(uses: Sequence[AccountUse]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for head in (_("account"), _("role"), _("communes"), _("last login"), _("sessions")):
        table.add_column(head, overflow="fold")
    for use in uses:
        account = use.account
        role = Text(_role(account.role))
        if account.disabled:
            role.append(f"\n{_('disabled {day}').format(day=times.shown(account.disabled))}", "dim")
        table.add_row(
            line(account.name, 80),
            role,
            line(", ".join(account.communes), 400),
            times.shown(use.last_login) if use.last_login else "",
            str(use.sessions),
        )
    return table
