"""Ending the play early: what is in flight is recorded, the rest is left, nobody goes on unseen."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from support import hostile, runs

from auditor.collectors.request import Request
from auditor.events.spool import asked, collecting, read_run, request_stop
from auditor.workspace.resources import playbooks

BIN = Path(sys.executable).parent


@pytest.fixture
def play(openssh, tmp_path):
    """A started play whose only fork is held by a device that never answers; three more would."""
    in_flight = threading.Event()

    def behave(connection):
        in_flight.set()
        hostile.silent(connection)

    with hostile.server(behave) as silent:
        openssh.known_hosts(tmp_path / "known_hosts")
        shared = {
            "kind": "pc",
            "commune": "03158",
            "ansible_host": "127.0.0.1",
            "ansible_port": openssh.port,
            "ansible_user": openssh.user,
            "ansible_ssh_private_key_file": str(openssh.client_key),
        }
        hosts = {"pc00": {"ansible_port": silent}, "pc01": {}, "pc02": {}, "pc03": {}}
        inventory = {"all": {"vars": shared, "hosts": hosts}}
        (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory))
        request = Request(
            runs.header(),
            spool=str(tmp_path / "spool"),
            known_hosts=(str(tmp_path / "known_hosts"),),
            forks=1,
            connect_timeout_s=3,
        )
        request.write(tmp_path / "request.json")
        command = [BIN / "ansible-playbook", "-i", "hosts.yml", playbooks() / "audit.yml"]
        options = ["-e", f"auditor_request={tmp_path}/request.json"]
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
        output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([*command, *options], cwd=tmp_path, env=environment, **output) as process:
            assert in_flight.wait(60), "the play ended before it asked"
            yield process, tmp_path / "spool"
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_after_a_signal_what_is_in_flight_is_recorded_and_nobody_else_is_asked(play, number):
    process, spool = play
    process.send_signal(number)
    process.wait(60)
    with collecting(spool, wait_s=60):  # as a resumed run does: the worker's lock is free when it has ended
        assert asked(spool) == {"pc00"}


def test_a_wish_to_stop_ends_the_run_as_interrupted(play):
    process, spool = play
    request_stop(spool)
    assert process.wait(60) == 0
    assert asked(spool) == {"pc00"}
    assert read_run(spool)[0].status == "interrupted"


def test_a_wish_to_stop_holds_for_those_whom_ansible_itself_asks(tmp_path):
    (tmp_path / "PowerShell").write_text(f"#!/bin/sh\ntouch {tmp_path}/spool/stop\n")  # while it is asked
    (tmp_path / "PowerShell").chmod(0o755)
    shared = {"kind": "pc", "commune": "03158", "ansible_connection": "local"}
    windows = {**shared, "ansible_shell_type": "powershell"}
    inventory = {"all": {"vars": windows, "hosts": {f"pc0{number}": {} for number in range(3)}}}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory))
    Request(runs.header(), spool=str(tmp_path / "spool")).write(tmp_path / "request.json")
    copy = shutil.copytree(playbooks(), tmp_path / "playbooks")  # what Ansible carries over lands beside it
    command = [BIN / "ansible-playbook", "-f", "1", "-i", "hosts.yml", copy / "audit.yml"]
    options = ["-e", f"auditor_request={tmp_path}/request.json"]
    environment = {**os.environ, "PATH": f"{tmp_path}:{BIN}:{os.environ['PATH']}"}
    subprocess.run([*command, *options], cwd=tmp_path, env=environment, check=True, timeout=60)
    assert asked(tmp_path / "spool") == {"pc00"}
    assert read_run(tmp_path / "spool")[0].status == "interrupted"
