"""click's own texts in the active language.

click asks gettext's default domain, whose language the environment decides. Ours is decided by an option
and a setting, and an environment changed for click would reach the programs whose words we read.
"""

import sys

import click

from auditor.i18n import N_, _, ngettext


def plural(one: str, many: str) -> tuple[str, str]:
    """Mark both forms for the catalogues."""
    return one, many


TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show the version and exit."),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("required"),
    N_("Aborted!"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("file"),
    N_("directory"),
    N_("path"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
)
"""Those a user of ours can meet (click 8.2 to 8.5); another one stays in English."""


def translate() -> None:
    """Let click ask our catalogue. Once is enough: a language activated later holds as well."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            names = vars(module)
            names.update({key: ours for key, ours in (("_", _), ("ngettext", ngettext)) if key in names})


def translate_usage(command: click.Command) -> None:
    """The line of usage of *command* and its own commands: click does not ask a catalogue for these."""
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = (
            _("[COMMAND] [ARGS]...") if command.invoke_without_command else _("COMMAND [ARGS]...")
        )
        for child in command.commands.values():
            translate_usage(child)
