"""``python -m support.commands LANG``: every command's help, as docs/commands*.md holds it."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from auditor import cli
from auditor.i18n import activate

DOCS = Path(__file__).parents[2] / "docs"
FILES = {"vi": DOCS / "commands.md", "en": DOCS / "commands.en.md"}
_HEADS = {
    "vi": "# Các lệnh\n\nViết từ chính phần trợ giúp của chương trình. [English](commands.en.md)\n",
    "en": "# Commands\n\nWritten from the program's own help. [Tiếng Việt](commands.md)\n",
}


def _paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _paths(child, (*path, name))


def _help(path: tuple[str, ...]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        cli.main([*path, "--help"])
    return said.getvalue().rstrip()


def rendered(language: str) -> str:
    """The page in *language*; right only in a process that has loaded no command before."""
    activate(language)
    paths = list(_paths(cli.build()))
    parts = [f"## {' '.join(('auditor', *path))}\n\n```text\n{_help(path)}\n```\n" for path in paths]
    return _HEADS[language] + "\n" + "\n".join(parts)


if __name__ == "__main__":
    os.environ |= {"NO_COLOR": "1", "COLUMNS": "100", "AUDITOR_LANG": sys.argv[1]}
    sys.stdout.write(rendered(sys.argv[1]))
