"""What the user of a fix wants, and how its caller follows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from auditor.audit.follow import Watcher
from auditor.model import Fix, StepResult


@dataclass(frozen=True)
class FixWish:
    """``check``: only show what would change.

    ``force`` takes steps on devices that have changed since the plan was made, ``allow_reboot`` those that
    end in a reboot, ``on_site`` those for which somebody must be at the device.

    ``vault`` and ``extra_vars`` are as for an audit, beside what the plan was made with.
    """

    check: bool = True
    force: bool = False
    allow_reboot: bool = False
    on_site: bool = False
    vault: Sequence[str] = ()
    extra_vars: Sequence[str] = ()


@dataclass(frozen=True)
class FixWatcher:
    """How a caller follows a fix. ``audit`` follows each of its audits.

    ``begun``: the fix has its id; ``wave``: these devices are next (a dry run has no waves); ``step_begun``
    (step, device) and ``step_ended``; ``again``: these devices are audited once more; ``waiting``: for what
    a killed process left behind; ``stopping``: no device begins any more.
    """

    begun: Callable[[Fix], None] = lambda fix: None
    wave: Callable[[Sequence[str]], None] = lambda devices: None
    step_begun: Callable[[str, str], None] = lambda step, device: None
    step_ended: Callable[[StepResult], None] = lambda result: None
    again: Callable[[Sequence[str]], None] = lambda devices: None
    waiting: Callable[[], None] = lambda: None
    stopping: Callable[[], None] = lambda: None
    audit: Watcher = field(default_factory=Watcher)
