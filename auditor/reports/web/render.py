"""How a page of the dashboard becomes text: templates compiled once for each language."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from jinja2 import Environment

from auditor.model.accounts import Role
from auditor.reports import html
from auditor.reports.web import urls
from auditor.reports.web.shell import Shell


def page(template: str, shell: Shell, **more: Any) -> Iterable[str]:
    """*template* of ``templates/web`` in the frame of *shell*, in pieces."""
    made = environment(shell.language).get_template(f"web/{template}")
    return made.generate(shell=shell, **more)


@cache
def environment(language: str) -> Environment:
    """What every page of the dashboard in *language* is made with: the reports' own, and the addresses."""
    made = html.environment(language).overlay()
    made.globals = {**made.globals, "urls": urls, "Role": Role}
    return made
