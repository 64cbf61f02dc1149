"""What an audit withstands: another audit beside it, a full disk, a home that cannot be written, secrets."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from auditor.audit.stored import findings_of
from auditor.events import spool
from auditor.workspace import open_workspace
from auditor.workspace.resources import playbooks
from tests.support import sshd, workspaces

SECRET = "Mật-khẩu-Tủa-Chùa-7391"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if not sshd.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with sshd.running(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def workspace(tmp_path):
    return workspaces.make(tmp_path / "workspace")


def _outcome(done):
    assert done.returncode in (100, 101), done.stderr
    return json.loads(done.stdout)


def test_two_audits_at_once_on_one_store_are_both_whole(server, workspace):
    workspaces.pcs(workspace, server, 4)
    command = [workspaces.AUDITOR, "--workspace", str(workspace), "audit", "--json"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outcomes = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert [outcome["status"] for outcome in outcomes] == ["complete", "complete"]
    opened = open_workspace(workspace, env={})
    judged = [Counter(f.rule for f in findings_of(opened, outcome["run"])) for outcome in outcomes]
    assert judged[0] == judged[1]
    assert judged[0]["pc.time.zone"] == 4


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to mount a small disk")
def test_a_full_disk_is_said_and_what_was_answered_is_kept(server, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], check=True)
    try:
        workspace = workspaces.make(disk / "workspace", f'store_url = "sqlite:///{tmp_path}/auditor.db"')
        workspaces.pcs(workspace, server, 24)
        stopped = workspaces.auditor(workspace, "audit")
        assert stopped.returncode == 5, stopped.stderr
        assert "no space left" in stopped.stderr
        assert "Traceback" not in stopped.stderr
        kept = {seen.device for seen in spool.stream(next((workspace / "runs").glob("*/artifacts/*/spool")))}
        assert 0 < len(kept) < 24
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        resumed = _outcome(workspaces.auditor(workspace, "audit", "--resume", "latest", "--json"))
        assert resumed["status"] == "complete"
        assert resumed["answered"] == 24
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_home_that_cannot_be_written_does_not_matter(server, workspace):
    workspaces.pcs(workspace, server, 1)
    command = [workspaces.AUDITOR, "--workspace", str(workspace), "audit", "--json"]
    environment = {**os.environ, "HOME": "/proc"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert _outcome(done)["answered"] == 1


def _vaulted(workspace: Path, folder: Path) -> Path:
    password = folder / "vault-password"
    password.write_text("con trâu là đầu cơ nghiệp")
    sealed = subprocess.run(
        [
            str(Path(sys.executable).with_name("ansible-vault")), "encrypt_string",
            "--vault-password-file", str(password), "--name", "ansible_password", SECRET,
        ],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    variables = workspace / "inventories" / "group_vars"
    variables.mkdir()
    (variables / "all.yml").write_text(sealed)
    return password


def test_a_secret_in_the_vault_is_used_and_stands_nowhere(server, workspace, tmp_path):
    workspaces.pcs(workspace, server, 2)
    password = _vaulted(workspace, tmp_path)
    done = workspaces.auditor(workspace, "audit", "--json", "--vault-password-file", str(password))
    assert _outcome(done)["answered"] == 2
    everything = [file.read_bytes() for file in workspace.rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in content for content in everything)


def test_a_vault_without_its_password_is_refused_with_the_reason(server, workspace, tmp_path):
    workspaces.pcs(workspace, server, 1)
    _vaulted(workspace, tmp_path)
    refused = workspaces.auditor(workspace, "audit", "--json")
    assert refused.returncode == 6
    assert "no vault secrets found" in refused.stderr
    assert "--vault-password-file" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_start_that_asks_nobody_says_why_and_is_no_run(server, workspace):
    workspaces.pcs(workspace, server, 1)
    good = _outcome(workspaces.auditor(workspace, "audit", "--json"))
    (workspace / "inventories" / "more.yml").write_text("all:\n  hosts:\n    printer-x: {}\n")
    refused = workspaces.auditor(workspace, "audit")
    assert refused.returncode == 3
    assert "more.yml:3:5: printer-x: states no kind" in refused.stderr
    (workspace / "inventories" / "more.yml").unlink()
    nobody = workspaces.auditor(workspace, "audit", "--limit", "nowhere")
    assert nobody.returncode in (3, 6)
    opened = open_workspace(workspace, env={})
    assert {finding.device for finding in findings_of(opened, "latest")} == {"pc01", "commune_03158"}
    assert json.loads(workspaces.auditor(workspace, "runs", "list", "--json").stdout)[0]["id"] == good["run"]


def test_a_workspace_that_cannot_be_written_is_said(server, workspace):
    workspaces.pcs(workspace, server, 1)
    (workspace / "runs").write_text("in the way")
    refused = workspaces.auditor(workspace, "audit")
    assert refused.returncode == 6
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_limit_is_ansibles_own(server, workspace):
    workspaces.pcs(workspace, server, 3)
    outcome = _outcome(workspaces.auditor(workspace, "audit", "--json", "--limit", "pc*,!pc02,!pc03"))
    assert outcome["devices"] == outcome["answered"] == 1


def test_a_value_of_extra_vars_on_the_command_line_is_refused(server, workspace):
    workspaces.pcs(workspace, server, 1)
    refused = workspaces.auditor(workspace, "audit", "--extra-vars", "ansible_password=x")
    assert refused.returncode == 2
    assert "process list" in refused.stderr


def test_the_environment_never_stays_on_the_disk(server, workspace):
    workspaces.pcs(workspace, server, 1)
    command = [workspaces.AUDITOR, "--workspace", str(workspace), "audit", "--json"]
    environment = {**os.environ, "SOME_TOKEN": SECRET}
    _outcome(subprocess.run(command, capture_output=True, text=True, env=environment, check=False))
    everything = [file.read_bytes() for file in workspace.rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in content for content in everything)


def test_a_run_made_by_ansible_playbook_itself_is_taken_in_and_judged_alike(server, workspace):
    inventory = workspaces.pcs(workspace, server, 2)
    _outcome(workspaces.auditor(workspace, "audit", "--json"))
    playbook = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory)]
    by_hand = subprocess.run(
        [*playbook, str(playbooks() / "audit.yml")],
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert by_hand.returncode == 0, by_hand.stdout
    run = next((workspace / "runs").glob("*/artifacts/manual")).parent.parent
    taken = workspaces.auditor(workspace, "runs", "import", str(run))
    assert taken.returncode == 0, taken.stderr
    opened = open_workspace(workspace, env={})
    both = [
        {(f.rule, f.device, f.verdict) for f in findings_of(opened, name.name)}
        for name in (workspace / "runs").iterdir()
    ]
    assert both[0] == both[1]
    assert len(both) == 2


def test_a_past_run_is_judged_again_by_the_standard_as_it_is_now(server, workspace):
    workspaces.pcs(workspace, server, 1)
    _outcome(workspaces.auditor(workspace, "audit", "--json"))
    stricter = workspace / "standard" / "stricter.yml"
    stricter.write_text(
        "name: stricter\nextends: baseline\nvalues:\n"
        "  time_zones: {value: [Antarctica/Troll], source: {kind: province, reference: test}}\n"
    )
    again = workspaces.auditor(workspace, "runs", "judge", "latest", "--standard", str(stricter))
    assert again.returncode == 0, again.stderr
    found = findings_of(open_workspace(workspace, env={}), "latest")
    assert {f.verdict.value for f in found if f.rule == "pc.time.zone"} == {"fail"}
