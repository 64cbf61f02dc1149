"""FRR's way back: a process on the router itself that gives vtysh the inverse of a change after a time.

FRR 8 has no confirmed commit in vtysh, and Debian builds it without ``start-shell``; so the login must give
a shell to commands (its interactive session may be vtysh). The state is a folder in the login's home:

    before      the running configuration before the first of the changes, as vtysh shows it
    inverse     what takes back all that is not confirmed; whoever moves it away owns it, timer or we
    timer       the process id of the timer, and the boot in which it runs

The inverse takes away what was added; then all of ``before`` is said again, as at the router's start: a line
that a new one replaced without our knowing comes back so. A router that restarts has its saved configuration
again: then the folder is of another boot, and nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import ssh
from auditor.transports.connection import Limits, SshConnection
from auditor.transports.jump import Jumps

_HEAD = r"""
set -u
umask 077
d="$HOME/.auditor-rollback"
boot=$(cat /proc/sys/kernel/random/boot_id)
cd "$d" 2>/dev/null || cd /
alive() { [ -f timer ] && read -r pid of < timer && [ "$of" = "$boot" ] && kill -0 "$pid" 2>/dev/null; }
[ -f timer ] && { read -r pid of < timer; [ "$of" = "$boot" ] || rm -f timer inverse; }
stop() { alive && kill -- "-$pid" 2>/dev/null; rm -f timer; }
clean() { cd / && rm -rf "$d"; }
"""
_READY = """
[ -w "$HOME" ] && command -v setsid >/dev/null && vtysh -c 'show version' >/dev/null && echo ready
"""
_PENDING = "if [ -f inverse ]; then echo pending; else echo none; fi\n"
# The new timer first, then the old one goes: at no time is there none. Either finds the whole inverse.
_ARM = r"""
mkdir -p "$d" && cd "$d" && [ -O . ] || exit 0
[ -f inverse ] || vtysh -c 'show running-config' | sed '1,/^!/d; /^end$/d' > before
[ -s before ] || exit 0
cat > next <<'{end}'
{inverse}
{end}
[ -f inverse ] && cat inverse >> next
mv next inverse || exit 0
old=; alive && old=$pid
setsid sh -c 'sleep {seconds}; mv inverse fired || exit; cat before >> fired
vtysh -f fired > said 2>&1; echo done >> said' </dev/null >/dev/null 2>&1 &
echo "$! $boot" > timer
[ -n "$old" ] && kill -- "-$old" 2>/dev/null
alive && echo armed
"""
# A change that cannot be saved is taken back: what nobody knows to be saved is gone after the next power cut.
_CONFIRM = r"""
mv inverse kept 2>/dev/null || { echo gone; exit 0; }
if vtysh -c 'write memory' > said 2>&1 && grep -q '\[OK\]' said; then stop; clean; echo saved; exit 0; fi
cat before >> kept; vtysh -f kept >/dev/null 2>&1; stop; tail -c 300 said
"""
_REVERT = r"""
mv inverse fired 2>/dev/null || { echo none; exit 0; }
cat before >> fired; stop; vtysh -f fired > said 2>&1; clean; echo reverted
"""


def ready(connection: SshConnection, limits: Limits, jumps: Jumps) -> None:
    """Raises DeviceError (unsupported) when the router cannot keep a timer for this login."""
    if _told(connection, limits, jumps, _READY) != "ready":
        raise DeviceError("unsupported", _("its login gives no shell in which the way back could wait"))


def pending(connection: SshConnection, limits: Limits, jumps: Jumps) -> bool:
    """Whether a change waits for its confirmation. Raises DeviceError."""
    return _told(connection, limits, jumps, _PENDING) == "pending"


def arm(
    connection: SshConnection, limits: Limits, jumps: Jumps, inverse: Sequence[str], seconds: int
) -> None:
    """Have the router take back by *inverse*, in *seconds*, and what waited before with it.

    *inverse* are configuration lines of printable text. Raises DeviceError when the timer does not run.
    """
    end = secrets.token_hex(16)
    script = _ARM.format(end=end, inverse="\n".join(inverse), seconds=int(seconds))
    if _told(connection, limits, jumps, script) != "armed":
        raise DeviceError("unsupported", _("the way back could not be armed; nothing was changed"))


def confirm(connection: SshConnection, limits: Limits, jumps: Jumps) -> None:
    """Stop the timer and save the configuration. Raises DeviceError when it was too late, or not saved."""
    said = _told(connection, limits, jumps, _CONFIRM)
    if said == "gone":
        raise DeviceError("unsupported", _("no change waits for its confirmation: it was taken back"))
    if said != "saved":
        raise DeviceError("invalid_answer", _("the configuration was not saved: {said}").format(said=said))


def revert(connection: SshConnection, limits: Limits, jumps: Jumps) -> None:
    """Take back now what is not confirmed. Raises DeviceError."""
    if _told(connection, limits, jumps, _REVERT) not in ("reverted", "none"):
        raise DeviceError("invalid_answer", _("the change could not be taken back at once: its timer will"))


def _told(connection: SshConnection, limits: Limits, jumps: Jumps, script: str) -> str:
    """The last line that *script* says; what it is given is data on stdin, never words of a command."""
    itself = replace(connection, become=None)  # Cisco's enable is none of a shell's
    answer = ssh.run(itself, "sh", (_HEAD + script).encode(), limits, jumps)
    lines = answer.stdout.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
