"""What the lab's commands have in common: an example under the help, --name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from auditor.errors import LabError
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


def read_truth(path: Path) -> dict[str, Any]:
    """What truth.json at *path* says was put in. Raises LabError."""
    try:
        content = json.loads(path.read_text())
        return {"faults": content["faults"]}
    except OSError as error:
        raise LabError(
            _("there is no truth at {path}").format(path=path), _("`auditor lab up` writes it")
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(_("{path} is not a truth.json").format(path=path)) from error
