"""What the lab's commands have in common: an example under the help, --name."""

from collections.abc import Callable
from typing import Any

import click

from auditor.i18n import _
from auditor.lab import state as labs


def example(text: str, *lines: str) -> str:
    """*text* of a help with *lines* that may be typed below it."""
    return text + "\n\n\b\n" + _("Example:") + "".join(f"\n  {line}" for line in lines)


def name_option(function: Callable[..., Any]) -> Callable[..., Any]:
    text = _("The lab's name, when there are several.")
    return click.option("--name", default=labs.DEFAULT_NAME, show_default=True, metavar=_("NAME"), help=text)(
        function
    )


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help=_("JSON, for programs."))(function)
