"""PCs and kiosks: one exec of the probe, which comes on python3's stdin; on Windows on PowerShell's."""

import json
import re
from functools import lru_cache

from auditor.collectors import windows
from auditor.collectors.answers import Collector, Means, Raw
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers import linux
from auditor.parsers.parsed import Parsed
from auditor.probes import linux_script
from auditor.probes.windows import windows_command, windows_script
from auditor.transports import ssh
from auditor.transports.connection import Answer, SshConnection

COMMAND = "{interpreter} -I -S"
"""Neither the user's nor the site's modules: the probe needs none, and they could be anything."""
ANSWER = "linux"
"""The name of the raw answer."""
_NOT_FOUND, _NOT_EXECUTABLE = 127, 126
_NOT_ON_WINDOWS = 9009
"""Of cmd, and of the stub that stands for Python on Windows 10 and 11."""
_OF_WINDOWS = re.compile(
    r"['\"][^'\"]*python[^'\"]*['\"] |The system cannot find the path|.*CommandNotFoundException", re.S
)
"""What cmd and PowerShell say of a Python that is not there; cmd names it first, in every language."""


def _ask(target: Target, means: Means) -> Raw:
    assert isinstance(target.connection, SshConnection)  # noqa: S101  (targets makes nothing else of a PC)
    connection = target.connection
    on_windows = connection.shell in windows.SHELLS
    command = windows_command() if on_windows else f"{COMMAND.format(interpreter=connection.interpreter)} -"
    answer = ssh.run(connection, command, script(target, on_windows), means.limits, means.jumps)
    return windows.raw_of(answer) if on_windows else raw_of(answer)


def script(target: Target, on_windows: bool = False) -> bytes:
    """The probe with what is asked of *target*."""
    return _script(json.dumps(dict(target.asks), sort_keys=True), on_windows)


@lru_cache(maxsize=64)  # a commune's PCs are all asked the same
def _script(asks: str, on_windows: bool) -> bytes:
    return (windows_script if on_windows else linux_script)(json.loads(asks))


def raw_of(answer: Answer) -> Raw:
    """The probe's own line out of *answer*.

    Raises DeviceError: interpreter_missing, probe_failed, sudo_failed, invalid_answer.
    """
    said = answer.stderr_tail.decode("utf-8", "replace").strip()[-500:]
    if answer.exit_status in (_NOT_FOUND, _NOT_EXECUTABLE):
        raise DeviceError("interpreter_missing", _("there is no python3: {error}").format(error=said))
    if answer.exit_status == _NOT_ON_WINDOWS or _OF_WINDOWS.match(said):
        hint = _("this seems to be Windows: state ansible_shell_type: powershell (or cmd)")
        raise DeviceError("interpreter_missing", hint)
    if answer.exit_status != 0:
        raise _failed(answer, said)
    try:
        said_all = linux.extract_answer(answer.stdout)
    except linux.AnswerError as error:
        raise DeviceError("invalid_answer", str(error)) from error
    return Raw({ANSWER: said_all}, answer.started, answer.ended)


def _failed(answer: Answer, said: str) -> DeviceError:
    if said.startswith("sudo:") and not answer.stdout:
        return DeviceError("sudo_failed", said)
    failed = _("the probe ended with status {status}: {error}")
    return DeviceError("probe_failed", failed.format(status=answer.exit_status, error=said))


def _parse(answer: Raw) -> Parsed:
    if windows.ANSWER in answer.raw:
        return windows.parse(answer)
    return linux.parse(
        answer.raw[ANSWER], asked_at=answer.started.timestamp(), answered_at=answer.ended.timestamp()
    )


COLLECTOR = Collector(_ask, _parse)
