"""How far a fix is, while it runs: a line for what begins and for how each step ended."""

from collections.abc import Sequence

import click

from auditor.audit.fixing import CONFIRM, FixWatcher
from auditor.audit.follow import Watcher
from auditor.i18n import _, language
from auditor.model import Fix, Manifest, StepResult
from auditor.model.text import printable
from auditor.reports import fix_words as said
from auditor.reports.words import words_of

_MAX_NAMES = 10


class FixTelling:
    """Tells on stderr; ``watcher`` is what a fix is given."""

    def __init__(self) -> None:
        self._check, self._does = True, dict[str, str]()
        self._waited = False
        self.watcher = FixWatcher(
            begun=self._begun,
            wave=self._wave,
            step_ended=self._ended,
            again=self._again,
            waiting=self._waiting,
            stopping=lambda: _say(_("finishing the devices that are under way; the rest can be resumed")),
            audit=Watcher(begun=self._auditing),
        )

    def _begun(self, fix: Fix) -> None:
        self._check = fix.check
        self._does = {step.id: step.does for step in fix.plan.steps}
        told = _("{fix}: a dry run, nothing is changed") if fix.check else _("{fix}: changing devices")
        _say(told.format(fix=fix.id))

    def _auditing(self, manifest: Manifest) -> None:
        _say(_("auditing {names}").format(names=_names(list(manifest.devices))))

    def _wave(self, devices: Sequence[str]) -> None:
        _say(_("now {names}").format(names=_names(devices)))

    def _again(self, devices: Sequence[str]) -> None:
        _say(_("asking once more, to be sure: {names}").format(names=_names(devices)))

    def _ended(self, result: StepResult) -> None:
        words = words_of(language())
        shape, _colour = said.SHAPES[result.status]
        status = said.status(result.status, self._check, words)
        line = f"  {shape} {result.device}  {self._named(result.step)}  {status}"
        _say(f"{line}: {result.reason}" if result.reason else line)

    def _named(self, step: str) -> str:
        if step.endswith(CONFIRM):
            return _("confirmation of {step}").format(step=self._does.get(step.removesuffix(CONFIRM), step))
        return self._does.get(step, step)

    def _waiting(self) -> None:
        if not self._waited:
            _say(_("waiting for what a killed fix left at work"))
        self._waited = True


def _names(devices: Sequence[str]) -> str:
    shown = ", ".join(devices[:_MAX_NAMES])
    more = len(devices) - _MAX_NAMES
    return shown if more <= 0 else _("{names} and {count} more").format(names=shown, count=more)


def _say(text: str) -> None:
    click.echo(printable(text), err=True)
