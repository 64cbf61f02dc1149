"""One commune, its counters, and one counter's chain."""

from collections.abc import Iterable

from auditor.reports.view import CommuneView, CounterView, ProvinceView
from auditor.reports.web.render import page
from auditor.reports.web.shell import Shell


def commune(view: ProvinceView, shown: CommuneView, shell: Shell) -> Iterable[str]:
    """One commune: opened (a CommuneView) with its devices, or in brief (leadership) without."""
    return page("commune.html", shell, view=view, c=shown)


def counter(view: ProvinceView, of: CommuneView, shown: CounterView, shell: Shell) -> Iterable[str]:
    """One counter's chain receive → scan → sign → print → submit, with what stops each."""
    return page("counter.html", shell, view=view, c=of, counter=shown)
