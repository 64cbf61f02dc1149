"""One device and one finding, with the evidence."""

from collections.abc import Iterable

from auditor.reports.web.render import page
from auditor.reports.web.shapes import DevicePage, FindingPage
from auditor.reports.web.shell import Shell


def device(shown: DevicePage, shell: Shell) -> Iterable[str]:
    """One device: what it is, what is wrong with it and how that is fixed, what it answered."""
    return page("device.html", shell, p=shown)


def finding(shown: FindingPage, shell: Shell) -> Iterable[str]:
    """One finding: found and expected, source, how it is fixed and by whom, the waiver if one covers it."""
    return page("finding.html", shell, p=shown)
