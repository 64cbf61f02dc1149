"""How far an audit is, while it runs: a few bars on a terminal, plain lines anywhere else."""

from collections import Counter
from collections.abc import Collection
from threading import Lock
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from auditor.i18n import _
from auditor.model import Commune, Manifest
from auditor.reports.text import line
from auditor.standard.reasons import say_reason

MAX_BARS = 8
REFRESH_PER_SECOND = 2.0
"""45 bars at 4 Hz cost 40 % of a core; eight at 2 Hz are not felt."""


class AuditProgress:
    """A context manager that is told of each device; may be told from several threads.

    *done* are devices of *manifest* that an interrupted run has already asked.
    """

    def __init__(
        self, manifest: Manifest, console: Console | None = None, done: Collection[str] = ()
    ) -> None:
        devices = manifest.devices.values()
        self._communes = manifest.communes
        self._size = Counter(device.commune for device in devices)
        self._done = Counter(device.commune for device in devices if device.id in done)
        self._failures: dict[str, Counter[str]] = {}
        self._lock = Lock()
        self._console = console or Console(stderr=True)
        self._bars = _Bars(self._console, self.total, self.done) if self._console.is_terminal else None

    @property
    def total(self) -> int:
        """Devices to ask, those of *done* included."""
        return self._size.total()

    @property
    def done(self) -> int:
        """Devices asked so far, with or without success."""
        return self._done.total()

    @property
    def failed(self) -> int:
        """Devices that could not be asked, or not wholly."""
        return sum(counter.total() for counter in self._failures.values())

    def __enter__(self) -> "AuditProgress":
        if self._bars:
            self._bars.progress.start()
        else:
            self._say(
                _("asking {devices} devices in {communes} communes").format(
                    devices=self.total - self.done, communes=len(self._size)
                )
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.progress.stop()

    def device_done(self, device_id: str, commune: str, failure_kind: str | None = None) -> None:
        """*device_id* of *commune* was asked; *failure_kind* is a FailureKind's word when that went wrong."""
        with self._lock:
            self._done[commune] += 1
            self._size[commune] = max(self._size[commune], self._done[commune])
            if failure_kind:
                self._failures.setdefault(commune, Counter())[failure_kind] += 1
            if self._bars:
                self._bars.show(self._label(commune), self._done[commune], self._size[commune])
                self._bars.show_total(self.done, self.total, self.failed)
            elif self._done[commune] == self._size[commune]:
                self._say(self._commune_done(commune))

    def _label(self, code: str) -> str:
        return line(self._communes.get(code, Commune(code)).label, 40)

    def _commune_done(self, code: str) -> str:
        text = _("{done}/{total}  {commune}: {devices} devices asked").format(
            done=self.done, total=self.total, commune=self._label(code), devices=self._size[code]
        )
        failures = self._failures.get(code, Counter())
        kinds = ", ".join(
            f"{count} × {line(say_reason(kind), 80)}" for kind, count in sorted(failures.items())
        )
        return text + ("; " + _("not or not wholly answered: {kinds}").format(kinds=kinds) if kinds else "")

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


class _Bars:
    """At most MAX_BARS communes that are being asked, and the total; a finished one makes room."""

    def __init__(self, console: Console, total: int, done: int) -> None:
        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            refresh_per_second=REFRESH_PER_SECOND,
            transient=True,
            expand=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._total = self.progress.add_task(_("all devices"), total=total, completed=done)

    def show(self, label: str, done: int, size: int) -> None:
        if label not in self._tasks and not self._room():
            return
        if label not in self._tasks:
            self._tasks[label] = self.progress.add_task(label, total=size)
        self.progress.update(self._tasks[label], completed=done, total=size)

    def show_total(self, done: int, total: int, failed: int) -> None:
        text = _("all devices, {failed} without a whole answer").format(failed=failed)
        self.progress.update(
            self._total, completed=done, total=total, description=text if failed else _("all devices")
        )

    def _room(self) -> bool:
        if len(self._tasks) < MAX_BARS:
            return True
        finished = {task.id for task in self.progress.tasks if task.finished}
        label = next((label for label, task in self._tasks.items() if task in finished), None)
        if label is None:
            return False
        self.progress.remove_task(self._tasks.pop(label))
        return True
