"""``auditor provision`` and ``auditor handover`` as they are called."""

import json
import os

import pexpect
import pytest

from tests.support import sshd, workspaces

CODE = "03158"


@pytest.fixture
def folder(tmp_path):
    """A workspace with a commune that needs two PCs and a printer, and has one PC so far."""
    made = workspaces.make(tmp_path / "w")
    group = {
        "vars": {
            "commune": CODE,
            "commune_name": "Xã Sín Thầu",
            "required": {"pc": 2, "printer": 1},
            "counters": ["1", "2"],
        },
        "hosts": {"pasc-03158-pc01": {"kind": "pc", "ansible_host": "127.0.0.1", "counter": "1"}},
    }
    hosts = {"all": {"children": {f"commune_{CODE}": group}}}
    (made / "inventories" / "hosts.yml").write_text(json.dumps(hosts))
    return made


def test_the_checklist_names_what_is_there_and_what_must_still_come(folder):
    done = workspaces.auditor(folder, "provision", "--commune", CODE, "--checklist")
    assert done.returncode == 0, done.stderr
    page = (folder / "reports" / "checklist-03158.html").read_text()
    for name in ("pasc-03158-pc01", "pasc-03158-pc02", "pasc-03158-printer01"):
        assert name in page
    assert 'class="box"' in page


def test_a_commune_that_is_none_is_told_of_with_what_to_do(folder):
    done = workspaces.auditor(folder, "provision", "--commune", "Atlantis")
    assert done.returncode == 2
    assert "Atlantis" in done.stderr


def test_a_bad_devices_file_ends_with_its_lines_and_code_3(folder, tmp_path):
    file = tmp_path / "devices.yml"
    file.write_text("- {address: 192.0.2.300, kind: pc}\n")
    done = workspaces.auditor(folder, "provision", "--commune", CODE, "--devices", str(file))
    assert done.returncode == 3
    assert "devices.yml:1" in done.stderr


def test_a_subnet_that_is_too_wide_is_not_looked_at(folder):
    done = workspaces.auditor(folder, "provision", "--commune", CODE, "--subnet", "10.0.0.0/8")
    assert done.returncode == 2
    assert "/22" in done.stderr


def test_a_record_needs_an_audit_first(folder):
    done = workspaces.auditor(folder, "handover", "--commune", CODE)
    assert done.returncode == 2
    assert "auditor provision --commune 03158" in done.stderr


def test_where_nobody_can_be_asked_a_new_host_key_stops_it(folder, tmp_path):
    with sshd.running(tmp_path / "sshd") as server:
        state(folder, server)
        done = workspaces.auditor(folder, "provision", "--commune", CODE, "--rounds", "0")
    assert done.returncode == 2
    assert "--yes" in done.stderr


def test_a_fingerprint_that_the_technician_denies_keeps_the_pc_out_and_in_the_record(folder, tmp_path):
    with sshd.running(tmp_path / "sshd") as server:
        state(folder, server)
        words = ["--workspace", str(folder), "provision", "--commune", CODE, "--rounds", "0"]
        asked = pexpect.spawn(
            workspaces.AUDITOR, words, timeout=120, encoding="utf-8", env={**os.environ, "COLUMNS": "200"}
        )
        asked.expect("SHA256:")
        asked.expect("are all of them right")
        asked.sendline("n")
        asked.expect("is it right")
        asked.sendline("n")
        asked.expect(pexpect.EOF)
        asked.close()
    assert asked.exitstatus == 100
    (page,) = (folder / "reports").glob("handover-03158-*.html")
    assert "not accepted" in page.read_text()
    assert not (folder / "known_hosts").exists()


def state(folder, server):
    """Let the commune's PC be *server*."""
    file = folder / "inventories" / "hosts.yml"
    data = json.loads(file.read_text())
    group = data["all"]["children"][f"commune_{CODE}"]
    group["hosts"]["pasc-03158-pc01"] |= {"ansible_port": server.port, "ansible_user": server.user}
    file.write_text(json.dumps(data))
