"""Changing a network device's configuration, line by line, with the way back armed on the device first.

The way back must not need us: whoever cuts his own path cannot repair it. How each platform keeps it:

* FRR runs on Linux: a process of its own there takes the change back by vtysh (``frr_timer``).
* Cisco IOS has it built in: ``configure terminal revert timer`` and ``configure confirm``.

Others are refused before anything is touched.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import frr_timer
from auditor.transports.bounded import BoundedSocket
from auditor.transports.connection import Limits, SshConnection
from auditor.transports.jump import Jumps
from auditor.transports.netcli import as_device_error, platform, session_to
from auditor.transports.ssh_login import too_large

_ERROR = re.compile(r"(?m)^% ?(?![A-Z0-9_]+-\d-)(?!Warning)(\S.{0,300})$")
"""How IOS and vtysh begin a refusal; not what IOS logs, nor its warnings."""


class LineRefused(DeviceError):
    """Raised when the device does not take a line: its number (from 1), the line, what the device said."""

    def __init__(self, number: int, line: str, said: str) -> None:
        words = _("line {number} is refused: “{line}”: {said}")
        super().__init__("invalid_answer", words.format(number=number, line=line, said=said))
        self.number, self.line, self.said = number, line, said


@dataclass(frozen=True)
class Reach:
    """How a device is reached, and within which bounds."""

    connection: SshConnection
    limits: Limits
    jumps: Jumps


def say(reach: Reach, commands: Sequence[str]) -> list[str]:
    """What the device says to each of *commands*. Raises DeviceError."""
    return _in_session(reach, lambda session, seconds: [_said(session, each, seconds) for each in commands])


def _said(session: Any, command: str, seconds: float) -> str:
    return str(session.send_command(command, read_timeout=seconds))


def _in_session(reach: Reach, ask: Callable[[Any, float], list[str]]) -> list[str]:
    connection, limits = reach.connection, reach.limits
    seconds = connection.within(limits)
    sock = BoundedSocket(reach.jumps.way_to(connection, seconds), seconds)
    with (
        as_device_error(sock),
        session_to(platform(connection.platform), connection, sock, limits) as session,
    ):
        if connection.become:
            session.enable()
        said = ask(session, sock.remaining_s)
    if sum(map(len, said)) > limits.answer_bytes:
        raise too_large(limits)
    return said


def refusal(said: str) -> str:
    """The words by which a device refuses a line, out of all that it *said*; ``""`` when it took it."""
    found = _ERROR.search(said)
    return found[1].strip() if found else ""


def configure(reach: Reach, lines: Sequence[str], enter: str = "configure terminal") -> None:
    """Type *lines* (if any) in configuration mode, which *enter* opens; the first that is refused ends it.

    Raises LineRefused, DeviceError (lost or silent: perhaps a line cut our own path).
    """

    def type_all(session: Any, seconds: float) -> list[str]:
        opened = str(session.config_mode(enter))
        if refused := refusal(opened):
            raise LineRefused(0, enter, refused)
        said = []
        for number, line in enumerate(lines, 1):
            said.append(_typed(session, line, seconds))
            if refused := refusal(said[-1]):
                raise LineRefused(number, line, refused)
        session.exit_config_mode()
        return said

    if lines:
        _in_session(reach, type_all)


_LINE_S = 20.0
"""A device that says nothing to a line for so long will say nothing: most likely we are cut off."""


def _typed(session: Any, line: str, seconds: float) -> str:
    alone = {"enter_config_mode": False, "exit_config_mode": False}
    return str(session.send_config_set([line], read_timeout=min(seconds, _LINE_S), **alone))


# --- the way back -------------------------------------------------------------------------------------------
class Guard(Protocol):
    """How one platform keeps the way back while a change waits for its confirmation.

    ``replaces``: beginnings of lines of which a section has one, so that a new one takes its place.
    """

    replaces: tuple[str, ...]

    def ready(self, reach: Reach) -> None:
        """Raises DeviceError (unsupported) when this device could not return by itself."""

    def pending(self, reach: Reach) -> bool:
        """Whether a change waits for its confirmation."""

    def change(self, reach: Reach, lines: Sequence[str], inverse: Sequence[str], seconds: int) -> None:
        """Arm the way back, then type *lines*. What waited before is taken back with it.

        Raises as ``configure`` does; the way back is armed then.
        """

    def confirm(self, reach: Reach) -> None:
        """Keep the change and save it. Raises DeviceError when there is none to keep."""

    def revert(self, reach: Reach) -> None:
        """Take back now what was not confirmed."""


class _Frr:
    replaces: tuple[str, ...] = ("description ", "hostname ")

    def ready(self, reach: Reach) -> None:
        frr_timer.ready(reach.connection, reach.limits, reach.jumps)

    def pending(self, reach: Reach) -> bool:
        return frr_timer.pending(reach.connection, reach.limits, reach.jumps)

    def change(self, reach: Reach, lines: Sequence[str], inverse: Sequence[str], seconds: int) -> None:
        frr_timer.arm(reach.connection, reach.limits, reach.jumps, inverse, seconds)
        configure(reach, lines)

    def confirm(self, reach: Reach) -> None:
        frr_timer.confirm(reach.connection, reach.limits, reach.jumps)

    def revert(self, reach: Reach) -> None:
        frr_timer.revert(reach.connection, reach.limits, reach.jumps)


class _Ios:
    """Configuration Rollback Confirmed Change (Cisco IOS 12.4(23)T and later). The device counts minutes."""

    replaces: tuple[str, ...] = ("description ", "hostname ", "ip address ", "transport input ")
    _TIMER = "show archive config rollback timer"

    def ready(self, reach: Reach) -> None:
        archive, timer = say(reach, ["show archive", self._TIMER])
        if "Invalid" in timer or "%" in archive or "not enabled" in archive:
            lacks = _("it keeps no archive of its configuration: configure “archive”, “path flash:archive”")
            raise DeviceError("unsupported", lacks)

    def pending(self, reach: Reach) -> bool:
        (said,) = say(reach, [self._TIMER])
        return "Time configured" in said or "Timer value" in said

    def change(self, reach: Reach, lines: Sequence[str], inverse: Sequence[str], seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        if self.pending(reach):
            say(reach, [f"configure revert timer {minutes}"])
            configure(reach, lines)
        else:
            configure(reach, lines, f"configure terminal revert timer {minutes}")

    def confirm(self, reach: Reach) -> None:
        if not self.pending(reach):
            raise DeviceError("unsupported", _("no change waits for its confirmation: it was taken back"))
        _confirmed, saved = say(reach, ["configure confirm", "write memory"])
        if "[OK]" not in saved:
            raise DeviceError(
                "invalid_answer", _("the configuration was not saved: {said}").format(said=saved)
            )

    def revert(self, reach: Reach) -> None:
        if self.pending(reach):
            say(reach, ["configure revert now"])


_GUARDS: Mapping[str, Guard] = {"FRRouting": _Frr(), "Cisco IOS": _Ios()}
"""By what ``show version`` calls the system: FRR is asked as if it were Cisco's."""


def guard_of(version: str) -> Guard:
    """The way back of the device whose ``show version`` says *version*. Raises DeviceError unsupported."""
    for name, guard in _GUARDS.items():
        if name in version[:4000]:
            return guard
    unknown = _("its configuration is not changed from here: only FRR and Cisco IOS return by themselves")
    raise DeviceError("unsupported", unknown)
