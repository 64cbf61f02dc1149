"""The province: the answer, and a tile for each commune, what needs help first."""

from collections.abc import Iterable

from auditor.reports.view import ProvinceView
from auditor.reports.web.render import page
from auditor.reports.web.shapes import Filter
from auditor.reports.web.shell import Shell

_ALL = Filter()


def province(view: ProvinceView, shell: Shell, chosen: Filter = _ALL) -> Iterable[str]:
    """The province's page with the communes that *chosen* lets through."""
    return page("province.html", shell, view=view, chosen=chosen)


def nothing(shell: Shell) -> Iterable[str]:
    """The home page of a store that has no judged run: what to do for one."""
    return page("nothing.html", shell)
