"""Machines of a lab that runs and are no Linux PC: each asked by a program that is not ours, or refused."""

import base64
import gzip
import json
import shutil
import subprocess
import sys

import pytest
import yaml

from auditor.probes.windows import windows_command, windows_script

pytestmark = pytest.mark.lab

AUDITOR = [sys.executable, "-m", "auditor"]
WINDOWS, UPS, PRINTER, SCANNER = "198.19.1.233", "198.19.1.213", "198.19.1.200", "198.19.1.203"


def _at_controller(*words, **more):
    command = [*AUDITOR, "lab", "exec", "--name", "test", "--", *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, **more)


def _on_a_pc(*words):
    command = [*AUDITOR, "lab", "shell", "--name", "test", "pasc-03158-pc01", *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False).stdout.decode()


@pytest.fixture
def on_windows(small_lab, lab_dir):
    """Run a command on the PC with Windows over SSH, with a script on its standard input."""
    keys = lab_dir / "test" / "keys"
    options = ["-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={keys / 'known_hosts'}"]

    def run(command, stdin=b""):
        return _at_controller(
            "ssh", "-i", str(keys / "id_ed25519"), *options, f"auditor@{WINDOWS}", command, input=stdin
        )

    return run


@pytest.fixture
def told(on_windows):
    """What the PC with Windows answers to the probe that asks for the portal."""
    asks = {"endpoints": [{"name": "portal", "url": "https://portal.lab.test/", "essential": True}]}
    said = on_windows(windows_command(), windows_script(asks)).stdout
    packed = b"".join(said.partition(b"BEGIN\r\n")[2].partition(b"AUDITORW1 END")[0].split())
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_a_pc_with_windows_answers_the_probe_with_its_own_name_and_address(told):
    (system,) = told["sections"]["computer"]["system"]
    assert (system["Name"], system["DNSHostName"]) == ("PASC-03158-WIN0", "pasc-03158-win01")
    assert told["sections"]["net"]["configurations"][0]["IPAddress"] == [WINDOWS]


def test_a_pc_with_windows_really_reaches_the_services_it_is_asked_about(told):
    (portal,) = told["sections"]["endpoints"]
    assert (portal["stage"], portal["http_status"]) == ("ok", 200)
    assert portal["certificate"]


def test_a_pc_with_windows_knows_no_commands_of_linux(on_windows):
    said = on_windows("python3 -I -S -", b"print(1)")
    assert (said.returncode, b"not recognized" in said.stderr) == (1, True)


def test_a_script_that_arrives_in_part_is_not_run_on_windows(on_windows):
    half = windows_script({})[:2000]
    said = on_windows(windows_command(), half)
    assert (said.returncode, said.stdout.strip()) == (66, b"AUDITORW1 REFUSED stdin 2000")


def test_a_command_line_longer_than_windows_takes_is_refused(on_windows):
    said = on_windows("powershell -EncodedCommand " + "A" * 8192)
    assert b"too long" in said.stderr


@pytest.fixture
def community(small_lab):
    if not shutil.which("snmpget"):
        pytest.skip("net-snmp's tools are not here")
    return yaml.safe_load((small_lab / "group_vars" / "ups.yml").read_text())["snmp_community"]


def _snmp(address, community, oid):
    said = _at_controller("snmpget", "-v2c", "-c", community, "-t1", "-r1", "-On", "-Oqv", address, oid)
    return said.stdout.decode().strip()


def test_a_ups_answers_netsnmps_own_tool(community):
    assert _snmp(UPS, community, ".1.3.6.1.2.1.33.1.2.4.0") == "100"


def test_an_agent_of_the_lab_answers_nobody_else(community):
    assert community != "public"
    assert _snmp(UPS, "public", ".1.3.6.1.2.1.33.1.2.4.0") == ""


def test_a_printer_says_over_snmp_what_it_says_over_ipp(community):
    toner = _snmp(PRINTER, community, ".1.3.6.1.2.1.43.11.1.1.9.1.2")
    said = _on_a_pc("ipptool", "-tv", f"ipp://{PRINTER}:631/ipp/print", "get-printer-attributes.test")
    assert f"marker-levels (1setOf integer) = 25,{toner}" in said


def test_a_scanner_tells_what_it_can_over_escl(small_lab):
    said = _on_a_pc("curl", "-sS", f"http://{SCANNER}/eSCL/ScannerCapabilities")
    assert "ScannerCapabilities" in said
    assert "RGB24" in said
