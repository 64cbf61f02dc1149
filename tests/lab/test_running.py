"""A lab that runs: that it is real, closed, and leaves nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.lab import build, state
from auditor.lab.scenario import Scenario, Wanted

pytestmark = pytest.mark.lab

AUDITOR = [sys.executable, "-m", "auditor"]
PC = "pasc-03158-pc01"


def _ours(*words, **more):
    return subprocess.run(
        [*AUDITOR, "lab", *words], capture_output=True, text=True, timeout=120, check=False, **more
    )


def _at_controller(*words, name="test"):
    return _ours("exec", "--name", name, "--", *words)


def _in_machine(host, *words, name="test"):
    return _ours("shell", "--name", name, host, *words)


def _ssh(lab_dir, address, command, user="auditor"):
    keys = lab_dir / "test" / "keys"
    options = ["-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={keys / 'known_hosts'}"]
    return _at_controller("ssh", "-i", str(keys / "id_ed25519"), *options, f"{user}@{address}", command)


def _footprint():
    """What a lab could leave on this machine."""
    mounts = Path("/proc/self/mountinfo").read_text().count("\n")
    links = sorted(path.name for path in Path("/sys/class/net").iterdir())
    routes = Path("/proc/net/route").read_text()
    names = sorted(path.name for path in Path("/run/netns").glob("*"))
    resolver = Path("/etc/resolv.conf").read_text()
    forwarding = Path("/proc/sys/net/ipv4/ip_forward").read_text()
    return mounts, links, routes, names, resolver, forwarding


def _leftovers(lab_dir, name):
    """Processes, loop devices and control groups of the lab *name* that are still there."""
    folder = str(lab_dir / name)
    loops = subprocess.run(
        ["losetup", "--list", "--noheadings"], capture_output=True, text=True, check=True
    ).stdout
    groups = [group for group in state.cgroup_dirs(name) if group.exists()]
    processes = [
        entry for entry in Path("/proc").iterdir() if entry.name.isdigit() and f"aud-{name}-" in _words(entry)
    ]
    return (
        list(state.holders(name)),
        [line for line in loops.splitlines() if folder in line],
        groups,
        processes,
    )


def _words(entry):
    try:
        return (entry / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


NOTHING = ([], [], [], [])


def test_a_pc_is_a_whole_system_that_the_controller_logs_in_to(small_lab, lab_dir):
    said = _ssh(lab_dir, "198.19.1.11", "hostname; systemctl is-system-running; sudo -n id -u; echo $LANG")
    assert said.stdout.split() == [PC, "running", "0", "vi_VN.UTF-8"]


def test_a_pc_prints_by_the_communes_printer(small_lab):
    said = _in_machine(PC, "ipptool", "-t", "ipp://198.19.1.200:631/ipp/print", "get-printer-attributes.test")
    assert "PASS" in said.stdout


def test_the_router_is_driven_as_a_cisco_and_routes_by_its_configuration(small_lab, lab_dir):
    script = (
        "import sys, warnings; warnings.simplefilter('ignore'); from netmiko import ConnectHandler\n"
        "with ConnectHandler(device_type='cisco_ios', host='198.19.1.1', username='netadmin', use_keys=True,"
        " key_file=sys.argv[1]) as router: print(router.send_command('show running-config'))"
    )
    key = str(lab_dir / "test" / "keys" / "id_ed25519")
    said = _at_controller(sys.executable, "-c", script, key).stdout
    assert "hostname pasc-03158-rt01" in said
    assert "ip route 0.0.0.0/0 198.18.128.13" in said


def test_names_services_and_time_come_from_the_province(small_lab):
    assert "phong thi nghiem" in _in_machine(PC, "curl", "-sS", "https://portal.lab.test/").stdout
    assert _in_machine(PC, "chronyc", "-n", "waitsync", "1").returncode == 0


@pytest.mark.parametrize("host", ["province", PC, "pasc-03158-printer01", "pasc-03158-rt01"])
def test_no_machine_has_a_way_out(small_lab, host):
    connect = "import socket; socket.create_connection(('192.0.2.1', 443), 3)"
    said = _in_machine(host, "python3", "-c", connect)
    assert "unreachable" in said.stderr or "timed out" in said.stderr


def test_the_controllers_end_has_no_way_out(small_lab):
    said = _at_controller("ip", "route", "get", "192.0.2.1")
    assert "unreachable" in said.stderr


def test_a_command_at_the_controllers_end_has_its_own_names_and_keeps_its_exit_code(small_lab):
    before = Path("/etc/resolv.conf").read_text()
    said = _at_controller("sh", "-c", "getent hosts portal.lab.test; exit 7")
    assert ("198.18.0.80" in said.stdout, said.returncode) == (True, 7)
    assert Path("/etc/resolv.conf").read_text() == before


def test_status_lists_every_machine(small_lab):
    (lab,) = json.loads(_ours("status", "--name", "test", "--json").stdout)
    assert lab["phase"] == "up"
    assert {machine["state"] for machine in lab["machines"]} == {"up"}
    roles = sorted(machine["role"] for machine in lab["machines"])
    others = ["kiosk", "printer", "province", "router", "scanner", "ups", "windows"]
    assert roles == sorted(["pc", "pc", *others])


def test_a_second_lab_beside_it_comes_goes_and_leaves_the_machine_as_it_was(small_lab, lab_dir, tmp_path):
    before = _footprint()
    faults = (Wanted("link-jitter", "link"), Wanted("host-down", "printer"), Wanted("disk-full", "pc"))
    build.up("second", Scenario(communes=1, pcs=1, faults=faults), tmp_path)
    assert _footprint() == before
    assert "9" in _in_machine(PC, "df", "--output=pcent", "/", name="second").stdout
    assert state.take_down("second")
    assert (_footprint(), _leftovers(lab_dir, "second")) == (before, NOTHING)
    assert _in_machine(PC, "true").returncode == 0


def test_a_lab_whose_holder_was_killed_leaves_nothing_running_and_comes_up_again(lab_dir, tmp_path):
    before = _footprint()
    build.up("crash", Scenario(communes=1, pcs=1, faults=(Wanted("link-delay", "link"),)), tmp_path)
    (holder,) = state.holders("crash")
    os.kill(holder, signal.SIGKILL)
    _until(lambda: not any(state.holders("crash")))
    build.up("crash", Scenario(communes=1, pcs=1), tmp_path)
    assert list(state.holders("crash")) != [holder]
    assert state.take_down("crash")
    assert (_footprint(), _leftovers(lab_dir, "crash")) == (before, NOTHING)


def test_down_cleans_up_after_an_up_that_was_killed(lab_dir, tmp_path):
    before = _footprint()
    folder = tmp_path / "province"
    folder.mkdir()
    (folder / "auditor.toml").write_text("")
    started = subprocess.Popen(
        [
            *AUDITOR,
            "lab",
            "up",
            "--name",
            "killed",
            "--communes",
            "1",
            "--pcs",
            "1",
            "--workspace",
            str(folder),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _until(lambda: any(state.holders("killed")))
    started.kill()
    started.wait()
    assert _ours("down", "--name", "killed").returncode == 0
    assert (_footprint(), _leftovers(lab_dir, "killed")) == (before, NOTHING)


def test_an_up_that_fails_leaves_nothing(lab_dir, tmp_path, monkeypatch):
    before = _footprint()
    monkeypatch.setattr("auditor.lab.machines.READY", "a word that no machine says")
    monkeypatch.setattr("auditor.lab.machines.PATIENCE_S", 3)
    with pytest.raises(build.LabError):
        build.up("failing", Scenario(communes=1, pcs=1), tmp_path)
    assert (_footprint(), _leftovers(lab_dir, "failing")) == (before, NOTHING)


def test_a_lab_that_is_up_is_not_built_over(small_lab, tmp_path):
    with pytest.raises(build.LabError, match="test"):
        build.up("test", Scenario(communes=1, pcs=1), tmp_path)
    assert _in_machine(PC, "true").returncode == 0


def test_two_commands_never_build_the_same_lab_at_once(lab_dir, tmp_path):
    code = "from auditor.lab.state import building\nwith building('one'): print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(build.LabError, match="building"):
            build.up("one", Scenario(communes=1, pcs=1), tmp_path)
        other.communicate("\n")


def _until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
