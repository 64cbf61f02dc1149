"""Runs the Windows probe on this Windows as the audit does: its command, the probe on standard input.

python tests/windows/run_probe.py powershell|pwsh ANSWER_FILE
"""

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from auditor.probes.windows import windows_command, windows_script

ASKS = {
    "files": ["C:\\Windows\\System32\\drivers\\etc\\hosts", "C:\\no such file"],
    "endpoints": [
        {"name": "tls", "url": "https://github.com/", "essential": True},
        {"name": "no-name", "url": "http://no-such-host.invalid/", "essential": False},
    ],
    "limits": {"endpoint_s": 5},
}


def main(shell: str, file: str) -> int:
    """The exit status of the probe's command; what it said is in *file*."""
    command = windows_command().replace("powershell ", f"{shell} ", 1)
    began = time.monotonic()
    done = subprocess.run(
        ["cmd", "/c", command], input=windows_script(ASKS), capture_output=True, check=False, timeout=300
    )
    Path(file).write_bytes(done.stdout)
    print(f"{shell}: status {done.returncode}, {len(done.stdout)} bytes in {time.monotonic() - began:.1f} s")  # noqa: T201
    print(done.stderr.decode("utf-8", "replace"))  # noqa: T201
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
