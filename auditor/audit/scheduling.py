"""An audit at a fixed time: as a systemd timer with its service (systemd.timer(5)), or as a line of cron."""

import os
import pwd
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditor.errors import EXIT_FINDINGS, EXIT_NOT_MEASURED, UsageError
from auditor.i18n import _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONE = "Asia/Ho_Chi_Minh"
_CLEAN = (EXIT_FINDINGS, EXIT_NOT_MEASURED)
"""Exit codes of an audit that was done, whatever it found."""
_LONGEST_COMMAND = 998
"""Bytes of a command for cron(8), which says of a longer one nothing but a line in the system's log."""


class Manager(StrEnum):
    """Who starts the audit."""

    SYSTEM = "system"
    USER = "user"
    CRON = "cron"


@dataclass(frozen=True)
class Job:
    """What is to be done when: ``day`` is one of DAYS (``""``: every day), *hour* and *minute* Viet Nam's.

    ``steps`` are the words of each call of auditor, one after the other.
    """

    workspace: Path
    hour: int
    minute: int
    name: str
    program: tuple[str, ...]
    day: str = ""
    steps: tuple[tuple[str, ...], ...] = (("audit",),)
    user: str = ""


@dataclass(frozen=True)
class File:
    """A file that is to be written: where and what; never a secret."""

    path: Path
    text: str


def program() -> tuple[str, ...]:
    """How this very auditor is called, wherever its caller's PATH leads."""
    beside = Path(sys.executable).with_name("auditor")
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "auditor")


def owner(folder: Path) -> str:
    """The user to whom *folder* belongs."""
    return pwd.getpwuid(folder.stat().st_uid).pw_name


def units(job: Job, manager: Manager) -> tuple[File, ...]:
    """The service and the timer of *job*. Raises UsageError for a path that no unit can hold."""
    folder = _folder(manager)
    return (
        File(folder / f"{job.name}.service", _service(job, manager)),
        File(folder / f"{job.name}.timer", _timer(job)),
    )


def _folder(manager: Manager) -> Path:
    if manager is Manager.SYSTEM:
        return Path("/etc/systemd/system")
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "systemd" / "user"


def _timer(job: Job) -> str:
    day = f"{job.day.capitalize()} " if job.day else ""
    return f"""\
# {when(job)}
[Unit]
Description={_plain(description(job))}

[Timer]
OnCalendar={day}*-*-* {job.hour:02}:{job.minute:02}:00 {ZONE}
# a computer that is off at that time makes up for it when it is switched on
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
"""


_SHARED = """\
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
"""
_SYSTEM = """\
# ping(8) needs it; nothing else is granted
AmbientCapabilities=CAP_NET_RAW
CapabilityBoundingSet=CAP_NET_RAW
ProtectSystem=strict
ProtectHome=read-only
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
"""
"""Of the system's manager alone: a user's has no right to it."""


def _service(job: Job, manager: Manager) -> str:
    root = str(job.workspace)
    lines = [f"ExecStart={_words((*job.program, '--workspace', root, *step))}" for step in job.steps]
    user = f"User={_plain(job.user)}\n" if manager is Manager.SYSTEM and job.user else ""
    system = _system(job.workspace) if manager is Manager.SYSTEM else ""
    return f"""\
[Unit]
Description={_plain(description(job))}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{user}WorkingDirectory={_plain(root)}
# secrets of the settings, one NAME=value a line, mode 0600; missing: there are none
EnvironmentFile=-{_plain(root)}/secrets.env
{chr(10).join(lines)}
# what an audit found is no failure of the service
SuccessExitStatus={" ".join(map(str, _CLEAN))}
TimeoutStartSec=12h
Nice=5
{_SHARED}{system}"""


def _system(workspace: Path) -> str:
    """What the system's manager alone can grant; a workspace in /tmp must stay in sight."""
    hidden = any(workspace.is_relative_to(folder) for folder in ("/tmp", "/var/tmp"))  # noqa: S108
    return f"{_SYSTEM}PrivateTmp={'no' if hidden else 'yes'}\nReadWritePaths={_word(str(workspace))}\n"


def description(job: Job) -> str:
    """What it is, for whoever lists the timers."""
    return _("auditor: audit of {folder}").format(folder=job.workspace.name)


def when(job: Job) -> str:
    """The time in words, Viet Nam's."""
    at = f"{job.hour:02}:{job.minute:02}"
    if not job.day:
        return _("every day at {time}, Viet Nam time").format(time=at)
    return _("every {day} at {time}, Viet Nam time").format(day=_DAY_NAMES[job.day](), time=at)


_DAY_NAMES = {
    "mon": lambda: _("Monday"),
    "tue": lambda: _("Tuesday"),
    "wed": lambda: _("Wednesday"),
    "thu": lambda: _("Thursday"),
    "fri": lambda: _("Friday"),
    "sat": lambda: _("Saturday"),
    "sun": lambda: _("Sunday"),
}


def _words(words: Sequence[str]) -> str:
    """A command line; a ``$`` would begin a variable everywhere but in the program's own path."""
    return " ".join([_word(words[0]), *(_word(word).replace("$", "$$") for word in words[1:])])


def _word(word: str) -> str:
    """*word* as systemd.syntax(7) quotes it; ``%`` would begin a specifier."""
    text = _plain(word).replace("\\", "\\\\").replace('"', '\\"')
    return text if text and not set(text) & set(" '\"\\;#") else f'"{text}"'


def _plain(text: str) -> str:
    """*text* as the rest of a line."""
    if not text.isprintable():
        raise UsageError(
            _("{text} cannot stand in a unit or a crontab").format(text=ascii(text)),
            _("move the workspace to a folder without control characters in its path"),
        )
    return text.replace("%", "%%")


def crontab(job: Job, offset_min: int, with_user: bool) -> str:
    """The lines for cron(8) of a machine whose clock is *offset_min* minutes ahead of UTC.

    *with_user*: as /etc/cron.d wants it, with the user's name. Cron makes up for nothing that it missed.
    Raises UsageError for a command that cron would not take.
    """
    if not str(job.workspace).isprintable():
        _plain(str(job.workspace))
    minute, hour, day = _clock(job, offset_min)
    audit, *rest = (
        shlex.join((*job.program, "--workspace", str(job.workspace), *step)) for step in job.steps
    )
    command = f"{audit} >/dev/null"
    if rest:
        clean = "|".join(map(str, (0, *_CLEAN)))
        command += f"; case $? in {clean}) {' && '.join(f'{each} >/dev/null' for each in rest)};; esac"
    user = f"{job.user} " if with_user else ""
    # cron ends a command at a % and gives it the rest as input
    command = _of_a_size(command.replace("%", "\\%"))
    return f"# {when(job)}\n{minute} {hour} * * {day} {user}{command}\n"


def _of_a_size(command: str) -> str:
    size = len(command.encode())
    if size > _LONGEST_COMMAND:
        raise UsageError(
            _("the line is too long for cron: {size} bytes, {most} at most").format(
                size=size, most=_LONGEST_COMMAND
            ),
            _("leave --cron out: a systemd timer takes it"),
        )
    return command


def _clock(job: Job, offset_min: int) -> tuple[int, int, str]:
    """Minute, hour and day of the week as that machine's clock shows them."""
    total = job.hour * 60 + job.minute - 7 * 60 + offset_min
    shift, inside = divmod(total, 24 * 60)
    hour, minute = divmod(inside, 60)
    if not job.day:
        return minute, hour, "*"
    return minute, hour, DAYS[(DAYS.index(job.day) + shift) % 7]
