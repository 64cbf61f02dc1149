"""PCs and kiosks with Windows: one exec of the probe, which comes on the standard input of PowerShell."""

import re
from xml.sax.saxutils import unescape

from auditor.collectors.answers import Raw
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers.linux import AnswerError
from auditor.parsers.parsed import Parsed
from auditor.parsers.windows import probe
from auditor.parsers.windows.answer import extract_answer, refusal
from auditor.transports.connection import Answer

SHELLS = ("powershell", "cmd")
"""What Ansible's ``ansible_shell_type`` says of a Windows machine."""
ANSWER = "windows"
"""The name of the raw answer."""
_NOT_THERE = (126, 127, 9009)
"""Of a POSIX shell, and of cmd when there is no such command."""
_MALWARE = "ScriptContainedMaliciousContent"
"""PowerShell's id of the error when AMSI lets the antivirus program refuse a script."""


def raw_of(answer: Answer) -> Raw:
    """The probe's JSON out of *answer*.

    Raises DeviceError: interpreter_missing, probe_failed, invalid_answer.
    """
    said = _words(answer.stderr_tail)
    if refused := refusal(answer.stdout):
        raise DeviceError("probe_failed", _why(refused))
    if _MALWARE in said:
        raise DeviceError("probe_failed", _why(_MALWARE))
    if answer.exit_status != 0 and (answer.exit_status in _NOT_THERE or _unknown_command(said)):
        raise DeviceError("interpreter_missing", _("there is no PowerShell: {error}").format(error=said))
    if answer.exit_status != 0:
        failed = _("the probe ended with status {status}: {error}")
        raise DeviceError("probe_failed", failed.format(status=answer.exit_status, error=said))
    try:
        return Raw({ANSWER: extract_answer(answer.stdout)}, answer.started, answer.ended)
    except AnswerError as error:
        raise DeviceError("invalid_answer", str(error)) from error


def _unknown_command(said: str) -> bool:
    """cmd names the word it does not know first, in every language; PowerShell gives the error's id."""
    return bool(re.match(r"['\"]powershell(\.exe)?['\"]", said, re.I)) or "CommandNotFoundException" in said


def _why(refused: str) -> str:
    """What keeps the probe from running, in words that say who can change it."""
    if refused.startswith("LanguageMode"):
        blocked = _("a policy of Windows (AppLocker, WDAC) lets PowerShell run in {mode} only")
        return blocked.format(mode=refused.partition(" ")[2])
    if refused.startswith(_MALWARE):
        return _("the antivirus program on the machine blocked the probe (AMSI)")
    if refused.startswith("stdin"):
        return _("the probe did not arrive whole")
    return _("PowerShell could not run the probe: {error}").format(error=refused)


def _words(stderr: bytes) -> str:
    """The end of stderr as a person reads it, out of CLIXML where PowerShell writes its errors so."""
    said = stderr.decode("utf-8", "replace").strip()
    if parts := re.findall(r'<S S="Error">([^<]{0,4000})</S>', said):
        said = unescape("".join(parts)).replace("_x000D_", "").replace("_x000A_", "\n").strip()
    return said[-500:]


def parse(answer: Raw) -> Parsed:
    """Facts of a raw answer."""
    return probe.parse(
        answer.raw[ANSWER], asked_at=answer.started.timestamp(), answered_at=answer.ended.timestamp()
    )
