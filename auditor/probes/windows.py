"""The Windows probe ready to be sent: its text with what it is asked, and the command that runs it.

A command line of Windows ends at 8,191 characters and ``powershell -Command -`` runs its input statement by
statement, so a small encoded command reads the whole probe from standard input (``$input``, as Ansible's own
bootstrap does, which works with cmd and PowerShell as sshd's shell) and runs it as one script block.
"""

import base64
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

_ASKS = "$AsksBase64 = ''"
_LAST = "#AUDITOR-END"

_BOOTSTRAP = f"""$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue'
$m=[string]$ExecutionContext.SessionState.LanguageMode
if($m -ne 'FullLanguage'){{'AUDITORW1 REFUSED LanguageMode '+$m;exit 65}}
try{{$s=@($input) -join "`n"
if(-not $s.TrimEnd().EndsWith('{_LAST}')){{'AUDITORW1 REFUSED stdin '+$s.Length;exit 66}}
foreach($l in @(& ([ScriptBlock]::Create($s)))){{[Console]::Out.WriteLine($l)}}
[Console]::Out.Flush()}}
catch{{'AUDITORW1 REFUSED '+$_.FullyQualifiedErrorId+' '+$_.Exception.Message;exit 67}}
[Environment]::Exit(0)
"""
"""In a process of its own: what still hangs after the answer (a WMI provider) ends with it."""


def windows_command() -> str:
    """The command that runs the probe which comes on its standard input."""
    encoded = base64.b64encode(_BOOTSTRAP.encode("utf-16-le")).decode("ascii")
    return f"powershell -NoProfile -NonInteractive -EncodedCommand {encoded}"


def windows_script(asks: Mapping[str, Any]) -> bytes:
    """:func:`windows_source` without comments and indentation: a third less over a thin line; pure ASCII.

    It is neither compressed nor encoded, because what unpacks and runs code looks like malware to AMSI.
    """
    lines = (line.strip() for line in windows_source(asks).decode("ascii").splitlines())
    kept = [line for line in lines if line and not line.startswith("#")]
    return ("\n".join([*kept, _LAST]) + "\n").encode("ascii")


def windows_source(asks: Mapping[str, Any]) -> bytes:
    """The Windows probe with what it shall look at, as a script file of PowerShell 5.1 or newer.

    *asks* as :func:`auditor.probes.linux_source` has them. Raises ValueError or TypeError for what JSON
    cannot hold.
    """
    told = json.dumps(asks, allow_nan=False).encode("ascii")
    # Base64 has no quote: whatever a name may hold, it cannot become code.
    line = _ASKS.replace("''", f"'{base64.b64encode(told).decode('ascii')}'")
    return _windows().replace(_ASKS, line, 1).encode("ascii")


@cache
def _windows() -> str:
    return resources.files("auditor.probes").joinpath("windows.ps1").read_text("ascii")
