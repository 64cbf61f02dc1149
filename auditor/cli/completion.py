"""`auditor completion`: the script that makes the shell complete commands, options and values."""

import click
from click.shell_completion import get_completion_class

from auditor.i18n import _


@click.command(
    help=_(
        "Print the completion script of a shell.\n\n\b\nExample:\n"
        "  auditor completion bash > ~/.local/share/bash-completion/completions/auditor"
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    script = get_completion_class(shell)
    assert script  # noqa: S101
    click.echo(script(ctx.find_root().command, {}, "auditor", "_AUDITOR_COMPLETE").source())
