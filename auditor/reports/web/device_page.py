"""One device and one finding, with the evidence."""

from collections.abc import Iterable, Sequence

from auditor.model import Commune, Device, Finding, Observation, Waiver
from auditor.reports.view import DeviceView, ProvinceView
from auditor.reports.web.render import page
from auditor.reports.web.shapes import CheckRow
from auditor.reports.web.shell import Shell


def device(
    view: ProvinceView,
    commune: Commune,
    shown: DeviceView,
    shell: Shell,
    history: Sequence[CheckRow] = (),
    observation: Observation | None = None,
) -> Iterable[str]:
    """One device. *history* is newest first; *observation* (raw answers included) for provincial IT alone."""
    more = {"view": view, "commune": commune, "d": shown, "history": history, "observation": observation}
    return page("device.html", shell, **more)


def finding(
    view: ProvinceView,
    commune: Commune,
    shown: Finding,
    shell: Shell,
    of: Device | None = None,
    waiver: Waiver | None = None,
    history: Sequence[CheckRow] = (),
) -> Iterable[str]:
    """One finding: found and expected, source, how it is fixed and by whom, the waiver if one covers it."""
    more = {"view": view, "commune": commune, "f": shown, "of": of, "waiver": waiver, "history": history}
    return page("finding.html", shell, **more)
