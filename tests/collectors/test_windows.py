"""A Windows PC over a real SSH server: one exec, the probe on standard input, failures by their reason."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import runs, windows_answers
from support import sshd as servers
from support.connections import LIMITS, to

from auditor.collectors import asking, door, pc, windows
from auditor.collectors.answers import Means
from auditor.collectors.request import Request
from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.events.spool import Spool
from auditor.model import Device, Kind
from auditor.probes.windows import windows_script
from auditor.transports import replay
from auditor.transports.connection import Answer, ReplayConnection
from auditor.transports.jump import Jumps

# What the device has for a PowerShell: it keeps what it was sent and says what the test laid down.
POWERSHELL = """#!/bin/sh
printf '%s\\n' "$@" > {folder}/arguments
cat > {folder}/stdin
cat {folder}/stdout
cat {folder}/stderr >&2
exit $(cat {folder}/status)
"""


@dataclass(frozen=True)
class Machine:
    server: servers.Sshd
    folder: Path

    def says(self, stdout: bytes, stderr: bytes = b"", status: int = 0) -> None:
        (self.folder / "stdout").write_bytes(stdout)
        (self.folder / "stderr").write_bytes(stderr)
        (self.folder / "status").write_text(str(status))

    def target(self, shell: str = "powershell", **asks: object) -> Target:
        device = Device("pasc-03158-win01", Kind.PC, "03158")
        return Target(device, to(self.server, shell=shell), asks)


@pytest.fixture
def machine(tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    program = there / "powershell"
    program.write_text(POWERSHELL.format(folder=there))
    program.chmod(0o755)
    with servers.running(tmp_path / "sshd", f"SetEnv PATH={there}:/usr/bin:/bin") as server:
        yield Machine(server, there)


@pytest.fixture
def means():
    jumps = Jumps()
    yield Means(LIMITS, jumps)
    jumps.close()


@pytest.mark.parametrize("shell", ["powershell", "cmd"])
def test_one_exec_brings_the_facts_of_a_windows_pc(machine, means, shell):
    machine.says(b"a profile says hello\r\n" + windows_answers.packed(windows_answers.answer()) + b"PS> ")
    target = machine.target(shell, files=["C:\\x"], endpoints=[])
    seen = asking.observe(target, means)
    assert seen.failure is None
    assert (seen.facts["os.release"], seen.identity) == ("windows 11", "serial:5P0SLD3")
    assert (seen.facts["answers"], seen.facts["host_key"]) == (True, "known")
    assert list(seen.raw) == ["windows"]
    assert (machine.folder / "stdin").read_bytes() == windows_script(dict(sorted(target.asks.items())))
    arguments = (machine.folder / "arguments").read_text().split()
    assert arguments[:3] == ["-NoProfile", "-NonInteractive", "-EncodedCommand"]
    assert "$input" in base64.b64decode(arguments[3]).decode("utf-16-le")


def test_a_recorded_windows_pc_is_parsed_again_as_one(machine, means, tmp_path):
    machine.says(windows_answers.packed(windows_answers.answer()))
    seen = asking.observe(machine.target(), means)
    replay.record(seen, tmp_path / "recorded.json")
    again = Target(machine.target().device, ReplayConnection(tmp_path / "recorded.json"))
    assert asking.observe(again, means).facts == seen.facts


CLIXML = (
    b'#< CLIXML\r\n<Objs Version="1.1.0.1"><S S="Error">This script contains malicious content &amp; has been'
    b'_x000D__x000A_</S><S S="Error">    + FullyQualifiedErrorId : ScriptContainedMaliciousContent</S></Objs>'
)


@pytest.mark.parametrize(
    ("stdout", "stderr", "status", "kind", "word"),
    [
        (b"", b"'powershell' is not recognized as an internal command\r\n", 1, "interpreter_missing", "'pow"),
        (b"", b"sh: 1: powershell: not found\n", 127, "interpreter_missing", "not found"),
        (b"AUDITORW1 REFUSED LanguageMode ConstrainedLanguage\r\n", b"", 65, "probe_failed", "AppLocker"),
        (b"AUDITORW1 REFUSED stdin 4096\r\n", b"", 66, "probe_failed", "whole"),
        (b"AUDITORW1 REFUSED ScriptContainedMaliciousContent This\r\n", b"", 67, "probe_failed", "AMSI"),
        (b"", CLIXML, 1, "probe_failed", "AMSI"),
        (b"AUDITORW1 REFUSED OutOfMemory no memory\r\n", b"", 67, "probe_failed", "OutOfMemory"),
        (b"", b"Access is denied.\r\n", 5, "probe_failed", "denied"),
        (b"", b"", 0, "invalid_answer", ""),
        (windows_answers.packed({"version": 1})[:-9], b"", 0, "invalid_answer", "early"),
    ],
)
def test_what_goes_wrong_is_named(machine, means, stdout, stderr, status, kind, word):
    machine.says(stdout, stderr, status)
    failure = asking.observe(machine.target(), means).failure
    assert failure
    assert failure.kind == kind
    assert word in failure.message


def test_an_error_in_clixml_is_shown_as_text():
    at = datetime.now(UTC)
    with pytest.raises(DeviceError) as raised:
        windows.raw_of(Answer(b"", at, at, b'#< CLIXML\n<S S="Error">no &lt;x&gt;_x000D__x000A_</S>', 1))
    assert raised.value.message.endswith(": no <x>")


def test_a_windows_pc_that_the_inventory_takes_for_linux_says_what_to_state():
    at = datetime.now(UTC)
    stub = b"Python was not found; run without arguments to install from the Microsoft Store"
    with pytest.raises(DeviceError) as raised:
        pc.raw_of(Answer(b"", at, at, stub, 9009))
    assert raised.value.kind == "interpreter_missing"
    assert "ansible_shell_type" in raised.value.message


@pytest.mark.parametrize(
    "said",
    [
        b"'/usr/bin/python3' is not recognized as an internal or external command,",
        b"'python3' kh\xc3\xb4ng \xc4\x91\xc6\xb0\xe1\xbb\xa3c nh\xe1\xba\xadn ra",
        b"The system cannot find the path specified.",
        b"/usr/bin/python3 : The term ... + FullyQualifiedErrorId : CommandNotFoundException",
    ],
)
def test_a_windows_pc_that_is_asked_as_linux_is_told_what_to_state(said: bytes) -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    with pytest.raises(DeviceError, match="ansible_shell_type"):
        pc.raw_of(Answer(b"", at, at, said, 1))


def test_what_is_asked_goes_along(machine, means):
    machine.says(windows_answers.packed(windows_answers.answer()))
    asks = {"files": [], "endpoints": [{"name": "cổng", "url": "https://x/", "essential": True}]}
    asking.observe(machine.target(**asks), means)
    sent = (machine.folder / "stdin").read_text()
    line = next(line for line in sent.splitlines() if line.startswith("$AsksBase64 = '"))
    assert json.loads(base64.b64decode(line.split("'")[1])) == asks


# ── what Ansible itself carries (psrp, winrm) ────────────────────────────────────────────────────────


def test_ansible_gets_a_script_without_a_program_to_run_it_and_its_answer_is_that_of_windows(tmp_path):
    request = Request(runs.header(), spool=str(tmp_path / "spool"), language="en")
    Spool.create(request.spool_folder, runs.header(), runs.manifest()).close()
    name = next(iter(runs.manifest().devices))
    script, command = door.probe_for(request, name, {"ansible_connection": "psrp"}, on_windows=True)
    assert (command, script) == ("", windows_script({"endpoints": [], "files": []}))
    at = datetime.now(UTC)
    said = Answer(windows_answers.packed(windows_answers.answer()), at, at)
    assert door.record(request, name, said, at, on_windows=True) == ""
    seen = runs.spooled(request.spool_folder).observations[name]
    assert (seen.facts["os.family"], seen.facts["host_key"], list(seen.raw)) == (
        "windows",
        "not_ssh",
        ["windows"],
    )


def test_what_ansible_could_not_run_there_is_the_devices_failure(tmp_path):
    request = Request(runs.header(), spool=str(tmp_path / "spool"), language="en")
    Spool.create(request.spool_folder, runs.header(), runs.manifest()).close()
    name = next(iter(runs.manifest().devices))
    at = datetime.now(UTC)
    said = Answer(b"", at, at, b"ScriptContainedMaliciousContent", 1)
    assert door.record(request, name, said, at, on_windows=True) == "probe_failed"
