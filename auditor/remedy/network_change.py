"""Making a network device's configuration as it is wanted: looked at, changed with a way back, seen again."""

from dataclasses import dataclass

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import UNREACHED
from auditor.parsers import netcli
from auditor.remedy.network import Candidate, Refused, Wanted, candidate
from auditor.transports import netchange
from auditor.transports.netchange import Guard, LineRefused, Reach


@dataclass(frozen=True)
class Looked:
    """What is to be typed; whether an earlier change still ``waits`` for its confirmation, which would be
    taken back although all seems right: whoever made it died before he could confirm."""

    candidate: Candidate
    waits: bool

    @property
    def changed(self) -> bool:
        """Whether the device is not, or would not stay, as it is wanted."""
        return bool(self.candidate.commands) or self.waits


def look(reach: Reach, wanted: Wanted) -> Looked:
    """What would be changed; nothing is. Raises DeviceError (unsupported: it is not changed from here)."""
    guard, found = _looked(reach, wanted)
    return Looked(found, not found.commands and guard.pending(reach))


_ASKED = (netcli.VERSION, netcli.CONFIG, netcli.INTERFACES)


def _off(ports: str, wanted: Wanted) -> list[str]:
    """Of the interfaces that must be up, those that are switched off."""
    told = netcli.parse({netcli.INTERFACES: ports}, "").facts.get("network.interfaces", [])
    return [each["name"] for each in told if each["admin"] == "down" and each["name"] in wanted.up]


def _looked(reach: Reach, wanted: Wanted) -> tuple[Guard, Candidate]:
    version, running, ports = netchange.say(reach, _ASKED)
    guard = netchange.guard_of(version)
    try:
        found = candidate(running, wanted, guard.replaces, _off(ports, wanted))
    except Refused as error:
        raise DeviceError("unsupported", str(error)) from error
    if found.commands:
        guard.ready(reach)
    return guard, found


def change(reach: Reach, wanted: Wanted, seconds: int) -> Looked:
    """Type what is missing; the device takes it back in *seconds* unless it is confirmed. What already waits
    is given as long again.

    Raises DeviceError: a line that the device refuses (all is taken back at once), a connection that the
    change itself cut (the device takes it back by itself).
    """
    guard, found = _looked(reach, wanted)
    looked = Looked(found, not found.commands and guard.pending(reach))
    if looked.changed:
        _changed(reach, guard, found, seconds)
    return looked


def _changed(reach: Reach, guard: Guard, found: Candidate, seconds: int) -> None:
    try:
        guard.change(reach, found.commands, found.inverse, seconds)
    except LineRefused as error:
        guard.revert(reach)
        back = _("{error}; all of it was taken back").format(error=error.message)
        raise DeviceError(error.kind, back) from error
    except DeviceError as error:
        raise _cut_off(error, seconds) from error


def _cut_off(error: DeviceError, seconds: int) -> DeviceError:
    if error.kind not in UNREACHED:
        return error
    waits = _("lost during the change: {error}; if it took any of it, it takes it back within {n} seconds")
    return DeviceError(error.kind, waits.format(error=error.message, n=seconds))


def verify(reach: Reach, wanted: Wanted) -> None:
    """See that the device has what is wanted; what waits for its confirmation is taken back where not.

    Raises DeviceError (invalid_answer) with the first line that is not so.
    """
    guard, found = _looked(reach, wanted)
    if found.commands:
        guard.revert(reach)
        told = _("the device took the lines but does not have “{line}”; all of it was taken back")
        raise DeviceError("invalid_answer", told.format(line=found.commands[0]))


def confirm(reach: Reach, wanted: Wanted) -> bool:
    """Keep what waits, and save it; False where nothing waits, and all is as it is *wanted*.

    Raises DeviceError when the device has already taken it back, or cannot save.
    """
    guard, found = _looked(reach, wanted)
    if not found.commands and not guard.pending(reach):
        return False
    guard.confirm(reach)
    return True


def rollback(reach: Reach) -> bool:
    """Take back now what waits; False when nothing does. Raises DeviceError."""
    guard = _guard(reach)
    if not guard.pending(reach):
        return False
    guard.revert(reach)
    return True


def pending(reach: Reach) -> bool:
    """Whether a change waits for its confirmation. Raises DeviceError."""
    return _guard(reach).pending(reach)


def _guard(reach: Reach) -> Guard:
    (version,) = netchange.say(reach, [netcli.VERSION])
    return netchange.guard_of(version)
