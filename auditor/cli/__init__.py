"""The command line: one file a command, each with a ``command``; loaded when it is called, not before.

A command returns its exit code (None is 0); an AuditorError that leaves it becomes its message and its code.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from auditor import __version__
from auditor.cli import click_texts, common
from auditor.errors import EXIT_INTERRUPTED, AuditorError, did_you_mean
from auditor.i18n import LANGUAGES, _, activate

COMMANDS = {
    "audit": "audit",
    "runs": "runs",
    "findings": "findings",
    "diff": "diff",
    "history": "history",
    "plan": "plan",
    "fix": "fix",
    "fixes": "fixes",
    "asset": "asset",
    "report": "report",
    "notify": "notify",
    "schedule": "schedule",
    "serve": "serve",
    "account": "account",
    "provision": "provision",
    "handover": "handover",
    "attest": "attest",
    "waive": "waive",
    "standard": "standard",
    "inventory": "inventory",
    "init": "init",
    "lab": "lab",
    "parse": "parse",
    "doctor": "doctor",
    "completion": "completion",
}
"""Each command and the module of this package that has it, in the order of the help page."""


_OF_ALL = frozenset({"--lang", "--workspace"})
"""Options of every command, which stand before it."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"auditor.cli.{COMMANDS[cmd_name]}").command
        assert isinstance(command, click.Command)  # noqa: S101
        click_texts.translate_usage(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            unknown = _("there is no command “{name}”").format(name=name)
            raise click.UsageError(
                f"{unknown}; {did_you_mean(name, tuple(COMMANDS))}".removesuffix("; "), ctx
            )
        return super().resolve_command(ctx, args)


def build() -> click.Group:
    """The whole command line, its texts in the active language."""

    @click.group(
        cls=_LazyGroup,
        help=_(
            "Can this commune serve its citizens today? Audit its PCs, printers, router and line,"
            " and say what stops it and how it is fixed.\n\n\b\nExample:\n"
            "  auditor init --province 11 dien-bien && cd dien-bien && auditor audit"
        ),
        context_settings={
            "help_option_names": ["-h", "--help"],
            "color": False if os.environ.get("NO_COLOR") else None,
        },
    )
    @click.option(
        "--workspace",
        type=click.Path(file_okay=False),
        metavar=_("DIR"),
        help=_("The workspace (else AUDITOR_WORKSPACE, else the nearest auditor.toml upward)."),
    )
    @click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of messages and reports."))
    @click.version_option(__version__, "-V", "--version", prog_name="auditor", message="%(prog)s %(version)s")
    @click.pass_context
    def auditor(ctx: click.Context, workspace: str | None, lang: str | None) -> None:
        ctx.obj = common.Session.of(workspace, lang)

    click_texts.translate_usage(auditor)
    return auditor


def main(arguments: Sequence[str] | None = None) -> int:
    """Run *arguments* (default: the process's) and return the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    activate(common.language_of(argv))
    click_texts.translate()
    try:
        result: Any = build().main(argv, prog_name="auditor", standalone_mode=False)
    except AuditorError as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        common.complain(error)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.ctx and error.option_name in _OF_ALL:
            before = _("it stands before the command: auditor {option} … {command}")
            command = error.ctx.command_path.removeprefix("auditor ")
            click.echo("  → " + before.format(option=error.option_name, command=command), err=True)
        return error.exit_code
    except click.Abort:
        click.echo(_("interrupted"), err=True)
        return EXIT_INTERRUPTED
    return result if isinstance(result, int) else 0
