"""Options and places that the commands of ``auditor inventory`` share."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from auditor.cli import common
from auditor.errors import WorkspaceNotFound
from auditor.i18n import _
from auditor.model.text import printable


def inventory_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``-i``: another inventory than the workspace's."""
    text = _("Ansible inventory (file or folder) instead of the workspace's.")
    return click.option("-i", "--inventory", metavar=_("PATH"), help=text)(function)


def place(inventory: str | None) -> tuple[Path, dict[str, str]]:
    """The inventory, and Ansible's settings of the workspace; one that is named needs no workspace."""
    try:
        workspace = common.workspace(inventory=inventory)
    except WorkspaceNotFound:
        if not inventory:
            raise
        return Path(inventory), {}
    return workspace.inventory, workspace.ansible_settings


def columns(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """*rows* as lines with their cells under each other."""
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in shown) for i in range(len(shown[0]))]
    return (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    )
