"""What several commands need: the workspace of this call, its language, and how an error is told."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from auditor.errors import AuditorError
from auditor.i18n import LANGUAGES, _, language_from_environment
from auditor.model.text import printable
from auditor.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Session:
    """The options that stand before the command."""

    workspace: Path | None = None
    language: str | None = None

    @classmethod
    def of(cls, workspace: str | None, language: str | None) -> "Session":
        """A session of the options as click gives them."""
        return cls(Path(workspace) if workspace else None, language)


def workspace(**options: Any) -> Workspace:
    """The workspace of this call. *options* are the command's own, by name of setting, None where not given.

    Raises WorkspaceNotFound and SettingsError.
    """
    session = click.get_current_context().find_object(Session) or Session()
    return open_workspace(session.workspace, {"language": session.language, **options})


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help=_("JSON, for programs."))(function)


def limit_option(help: str) -> Callable[..., Any]:
    """``--limit`` of a list that can be long."""
    return click.option(
        "--limit", type=click.IntRange(0), metavar=_("NUMBER"), default=20, show_default=True, help=help
    )


def vault_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of Ansible's vault; the command makes words of them with :func:`vault_words`."""
    file = click.option(
        "--vault-password-file",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar=_("FILE"),
        help=_("File with the vault's password."),
    )
    identity = click.option(
        "--vault-id",
        multiple=True,
        metavar=_("NAME") + "@" + _("FILE"),
        help=_("Ansible's vault identity, for example name@FILE."),
    )
    return file(identity(function))


def vault_words(files: Sequence[Path], identities: Sequence[str]) -> list[str]:
    """The words that say the same to Ansible."""
    words = [word for file in files for word in ("--vault-password-file", str(file.absolute()))]
    return words + [word for identity in identities for word in ("--vault-id", identity)]


def language_of(argv: Sequence[str]) -> str:
    """The language this call wants, known before click has read *argv* because help texts need it."""
    named = _option("--lang", argv) or os.environ.get("AUDITOR_LANG")
    if named in LANGUAGES:
        return named
    where = _option("--workspace", argv)
    try:
        return open_workspace(Path(where) if where else None).settings.language
    except AuditorError:  # told, where it matters, by the command that opens the workspace
        return language_from_environment()


def _option(name: str, argv: Sequence[str]) -> str | None:
    ours = list(argv[: argv.index("--")] if "--" in argv else argv)
    for index, word in enumerate(ours):
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
        if word == name and index + 1 < len(ours):
            return ours[index + 1]
    return None


def complain(error: AuditorError) -> None:
    """Tell *error* on stderr: what is wrong, and what to do."""
    colour = False if os.environ.get("NO_COLOR") else None
    label = click.style(_("error:"), fg="red", bold=True)
    click.echo(f"{label} {_lines(error.message)}", err=True, color=colour)
    if error.remedy:
        click.echo(f"  → {_lines(error.remedy)}", err=True, color=colour)


def _lines(text: str) -> str:
    return printable(text, keep="\n")
