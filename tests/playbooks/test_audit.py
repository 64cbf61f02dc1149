"""The audit's play as a user runs it: real ansible-playbook, ansible-runner and sshd."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import ansible_runner
import pytest
import yaml
from support import runs, windows_answers
from support import sshd as servers

from auditor.collectors.request import Request
from auditor.events.spool import asked
from auditor.model import Commune, FailureKind
from auditor.workspace.resources import playbooks

BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{BIN}:{os.environ['PATH']}",
    "AUDITOR_LANG": "en",
    "HOME": "/nonexistent",
}


class Province:
    """An inventory in a folder, and ways to run the play on it."""

    def __init__(self, folder: Path, server: servers.Sshd) -> None:
        self.folder, self.server = folder, server
        (folder / "inv" / "group_vars").mkdir(parents=True)
        server.known_hosts(folder / "known_hosts")
        self.hosts: dict[str, dict[str, object]] = {}
        self.group = {
            "kind": "pc",
            "commune": "03158",
            "ansible_host": "127.0.0.1",
            "ansible_port": server.port,
            "ansible_user": server.user,
            "ansible_ssh_private_key_file": str(server.client_key),
            "ansible_ssh_common_args": f"-o UserKnownHostsFile={folder}/known_hosts",
        }

    def add(self, name: str, **variables: object) -> str:
        self.hosts[f"pasc-03158-{name}"] = variables
        return f"pasc-03158-{name}"

    def write(self) -> Path:
        inventory = {"commune_03158": {"vars": self.group, "hosts": self.hosts}}
        (self.folder / "inv" / "hosts.yml").write_text(yaml.safe_dump(inventory))
        return self.folder / "inv"

    def play(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # A copy: what Ansible carries to a local «Windows» lands in a file beside the playbook.
        copy = shutil.copytree(playbooks(), self.folder / "playbooks", dirs_exist_ok=True)
        command = [BIN / "ansible-playbook", "-i", self.write(), copy / "audit.yml", *options]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=ENVIRONMENT | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def spool(self) -> Path:
        (spool,) = self.folder.glob("runs/*/artifacts/manual/spool")
        return spool

    def observed(self):
        return runs.spooled(self.spool).observations


@pytest.fixture
def province(openssh, tmp_path):
    return Province(tmp_path, openssh)


def ok(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_by_hand_every_pc_is_asked_and_the_run_is_complete(province):
    names = {province.add(f"pc0{number}") for number in range(3)}
    done = ok(province.play())
    data = runs.spooled(province.spool)
    assert set(data.observations) == set(data.manifest.devices) == names
    assert all("os.id" in each.facts for each in data.observations.values())
    assert data.header.status == "complete"
    assert f"auditor runs import {province.spool.parents[2]}" in done.stdout


def test_a_host_that_ansible_itself_must_reach_gives_the_same_facts_in_the_same_spool(province):
    far, near = province.add("pc01"), province.add("pc02", ansible_connection="local")
    ok(province.play())
    found = province.observed()
    assert found[near].failure is None
    assert found[far].facts.keys() == found[near].facts.keys()
    assert (found[far].facts["host_key"], found[near].facts["host_key"]) == ("known", "not_ssh")
    assert found[far].identity == found[near].identity


def test_an_unreachable_host_of_the_second_half_is_a_typed_failure(province):
    lost = province.add("pc01", ansible_connection="psrp", ansible_host="127.0.0.1", ansible_port=1)
    province.add("pc02")
    ok(province.play())
    assert province.observed()[lost].failure is not None
    assert runs.spooled(province.spool).header.status == "complete"


def test_a_host_that_ansible_reaches_but_where_it_cannot_work_is_not_said_to_have_no_route(province):
    name = province.add("pc01", ansible_connection="local", ansible_remote_tmp="/proc/nowhere")
    ok(province.play())
    observed = province.observed()[name]
    assert observed.failure.kind is FailureKind.PROBE_FAILED
    assert "temporary directory" in observed.failure.message
    assert observed.facts["answers"] is True


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("pypsrp or dependencies are not installed", "unsupported"),
        ("Caused by SSLError(certificate verify failed)", "invalid_answer"),
        ("Bad HTTP response returned from the server. Code: 500", "invalid_answer"),
    ],
)
def test_what_ansibles_windows_connections_say_has_its_own_word(province, said, kind):
    missing = "Error" if kind == "unsupported" else "ConnectionFailure"
    plugin = f"""
DOCUMENTATION = "name: fakewin\\ndescription: x\\nshort_description: x\\noptions: {{}}"
from ansible.errors import AnsibleError, AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase
class Connection(ConnectionBase):
    transport, module_implementation_preferences, allow_executable = "fakewin", (".ps1",), False
    def __init__(self, *args, **kwargs):
        self._shell_type = "powershell"
        super().__init__(*args, **kwargs)
    def _connect(self): raise Ansible{missing}("{said}")
    exec_command = put_file = fetch_file = lambda self, *args, **more: self._connect()
    def close(self): pass
"""
    (province.folder / "plugins").mkdir()
    (province.folder / "plugins" / "fakewin.py").write_text(plugin)
    name = province.add("pc01", ansible_connection="fakewin")
    ok(province.play(ANSIBLE_CONNECTION_PLUGINS=str(province.folder / "plugins")))
    assert province.observed()[name].failure.kind == kind


def test_a_pc_that_ansible_asks_and_that_never_ends_is_silent_and_the_others_are_asked(province, tmp_path):
    (tmp_path / "bin").mkdir()
    os.mkfifo(tmp_path / "never")
    (tmp_path / "bin" / "PowerShell").write_text(f"#!/bin/sh\nexec timeout 60 cat {tmp_path}/never\n")
    (tmp_path / "bin" / "PowerShell").chmod(0o755)
    (tmp_path / "auditor.toml").write_text("connect_timeout_s = 1\nanswer_timeout_s = 2\n")
    held = province.add("pc01", ansible_connection="local", ansible_shell_type="powershell")
    province.add("pc02")
    ok(province.play(PATH=f"{tmp_path}/bin:{ENVIRONMENT['PATH']}"))
    (spool,) = tmp_path.glob("runs/*/artifacts/*/spool")
    seen = runs.spooled(spool).observations
    assert (seen[held].failure.kind, seen[held].facts["answers"]) == ("silent", False)
    assert len(seen) == 2


def test_a_windows_pc_is_asked_by_ansible_with_the_same_probe(province, tmp_path):
    program, kept = tmp_path / "bin" / "PowerShell", tmp_path / "probe"
    program.parent.mkdir()
    (tmp_path / "answer").write_bytes(windows_answers.packed(windows_answers.answer()))
    program.write_text(f"#!/bin/sh\ncat > {kept}\ncat {tmp_path}/answer\n")
    program.chmod(0o755)
    name = province.add("pc01", ansible_connection="local", ansible_shell_type="powershell")
    ok(province.play("--limit", name, PATH=f"{program.parent}:{ENVIRONMENT['PATH']}"))
    assert province.observed()[name].failure is None
    assert province.observed()[name].facts["os.family"] == "windows"
    assert re.search(r"ansible\.builtin\.script\.\w+\.ps1", kept.read_text())


def test_what_ansible_cfg_asks_for_and_cannot_be_is_each_hosts_refusal(province):
    name = province.add("pc01")
    ok(province.play(ANSIBLE_SSH_EXECUTABLE="/opt/other/ssh"))
    failure = province.observed()[name].failure
    assert failure.kind is FailureKind.UNSUPPORTED
    assert "ansible_ssh_executable" in failure.message


def test_limit_asks_only_those_and_says_so(province):
    province.add("pc01"), province.add("pc02")
    ok(province.play("--limit", "pasc-03158-pc02"))
    data = runs.spooled(province.spool)
    assert set(data.manifest.devices) == set(data.observations) == {"pasc-03158-pc02"}
    assert data.header.limit == "pasc-03158-pc02"


def _with_two_more_communes(province):
    """One with a device, whose name and commune hide behind templates, and one without any."""
    inventory = {
        "commune_03160": {"vars": {**province.group, "commune": "{{ '031' ~ 60 }}"}, "hosts": {"far": {}}},
        "commune_03162": {"vars": {"lat": 22.0997}},
    }
    folder = province.folder / "inv"
    (folder / "more.yml").write_text(yaml.safe_dump(inventory))
    for code, name in (("03158", "Xã Sín Thầu"), ("03160", "Xã Mường Nhé"), ("03162", "Xã Nậm Kè")):
        about = {"commune": code, "commune_name": "{{ words }} " + name[3:], "region": "III"}
        (folder / "group_vars" / f"commune_{code}.yml").write_text(yaml.safe_dump(about))
    (folder / "group_vars" / "all.yml").write_text(yaml.safe_dump({"words": "Xã"}))


def test_a_limited_run_has_only_the_communes_it_touches_and_knows_what_it_left_out(province):
    names = {province.add("pc01"), province.add("pc02"), province.add("pc03")}
    _with_two_more_communes(province)
    ok(province.play("--limit", min(names)))
    data = runs.spooled(province.spool)
    assert {code: each.left_out for code, each in data.manifest.communes.items()} == {"03158": 2}
    assert data.header.status == "complete"


def test_a_limit_to_a_whole_commune_leaves_nothing_of_it_out(province):
    province.add("pc01"), province.add("pc02")
    _with_two_more_communes(province)
    ok(province.play("--limit", "commune_03158"))
    data = runs.spooled(province.spool)
    assert {code: each.left_out for code, each in data.manifest.communes.items()} == {"03158": 0}


def test_communes_without_devices_have_the_name_region_and_place_of_their_group(province):
    province.add("pc01")
    _with_two_more_communes(province)
    ok(province.play())
    communes = runs.spooled(province.spool).manifest.communes
    assert communes == {
        "03158": Commune("03158", "Xã Sín Thầu", "III"),
        "03160": Commune("03160", "Xã Mường Nhé", "III"),
        "03162": Commune("03162", "Xã Nậm Kè", "III", lat=22.0997),
    }


def test_check_mode_observes_as_well(province):
    names = {province.add("pc01"), province.add("pc02", ansible_connection="local")}
    ok(province.play("--check"))
    assert {name for name, each in province.observed().items() if each.failure is None} == names


def test_extra_vars_win_over_the_inventory(province):
    name = province.add("pc01", ansible_user="nobody-of-that-name")
    ok(province.play("-e", f"ansible_user={province.server.user}"))
    assert province.observed()[name].failure is None


def test_the_command_lines_user_and_key_are_honoured_where_the_inventory_says_nothing(province):
    for name in ("ansible_user", "ansible_ssh_private_key_file"):
        del province.group[name]
    name = province.add("pc01")
    ok(province.play("--user", province.server.user, "--private-key", str(province.server.client_key)))
    assert province.observed()[name].failure is None


def test_ansible_cfg_and_its_variables_are_honoured_where_the_inventory_says_nothing(province):
    common = province.group.pop("ansible_ssh_common_args")
    name = province.add("pc01")
    ok(province.play(ANSIBLE_SSH_COMMON_ARGS=common))
    assert province.observed()[name].failure is None


def test_a_vaulted_password_opens_a_key_and_appears_nowhere(province):
    key = servers.make_key(province.folder / "key", "sésame-42")
    with (province.server.folder / "authorized_keys").open("a") as file:
        file.write(key.with_suffix(".pub").read_text())
    (province.folder / "vault").write_text("open\n")
    options = ("--vault-password-file", str(province.folder / "vault"))
    encrypt = [
        BIN / "ansible-vault",
        "encrypt_string",
        "sésame-42",
        "-n",
        "ansible_ssh_private_key_passphrase",
    ]
    vaulted = subprocess.run(
        [*encrypt, *options], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    (province.folder / "inv" / "group_vars" / "all.yml").write_text(vaulted.stdout)
    name = province.add("pc01", ansible_ssh_private_key_file=str(key))
    done = ok(province.play(*options, "-vvv"))
    assert province.observed()[name].failure is None
    written = [
        file.read_text("utf-8", "replace") for file in province.folder.glob("runs/**/*") if file.is_file()
    ]
    assert "sésame-42" not in "".join([done.stdout, done.stderr, *written])


def test_a_device_behind_a_jump_host_is_reached(province, tmp_path):
    with servers.running(tmp_path / "jump") as jump:
        key = province.server.client_key.with_suffix(".pub").read_text()
        (jump.folder / "authorized_keys").write_text(key)
        jump.known_hosts(province.folder / "known_hosts")
        province.group["ansible_ssh_common_args"] += f" -o ProxyJump={jump.user}@127.0.0.1:{jump.port}"
        name = province.add("pc01")
        ok(province.play())
        assert province.observed()[name].failure is None
        assert "Accepted publickey" in (jump.folder / "log").read_text()


def test_each_hosts_own_trouble_is_its_own_typed_result(province):
    good = province.add("pc01")
    kinds = {
        province.add("pc02", ansible_host="{{ nowhere }}"): FailureKind.UNSUPPORTED,
        province.add("pc03", ansible_ssh_common_args="-o StrictHostKeyChecking=no"): FailureKind.UNSUPPORTED,
        province.add("pc04", ansible_ssh_common_args=""): FailureKind.HOST_KEY_UNKNOWN,
        province.add("pc05", ansible_port=servers.free_port()): FailureKind.REFUSED,
        province.add("pc06", ansible_host="nowhere.invalid"): FailureKind.DNS_FAILURE,
        province.add(
            "pc07", ansible_python_interpreter="/nonexistent/python3"
        ): FailureKind.INTERPRETER_MISSING,
    }
    ok(province.play())
    found = province.observed()
    assert {name: found[name].failure.kind for name in kinds} == kinds
    assert found[good].failure is None


def test_what_a_device_says_is_never_templated_and_never_passes_through_ansible(province, tmp_path):
    with servers.running(
        tmp_path / "evil", "ForceCommand echo '{{ 7*7 }} <script>'; echo '{{ 7*7 }}' >&2"
    ) as evil:
        evil.known_hosts(province.folder / "known_hosts")
        key = str(evil.client_key)
        name = province.add("pc01", ansible_port=evil.port, ansible_ssh_private_key_file=key)
        done = ok(province.play("-vvv"))
    failure = province.observed()[name].failure
    assert failure.kind is FailureKind.INVALID_ANSWER
    assert "{{ 7*7 }}" in failure.message
    assert "49 <script>" not in done.stdout
    assert "<script>" not in done.stdout


def test_an_inventory_that_states_no_commune_is_refused_with_the_host_named(province):
    del province.group["commune"]
    province.add("pc01")
    done = province.play()
    assert done.returncode != 0
    assert "pasc-03158-pc01" in done.stdout + done.stderr


def runner(province, request: Request, ident: str):
    private = province.folder / "private"
    private.mkdir(exist_ok=True)
    request.write(private / "request.json")
    return ansible_runner.run(
        private_data_dir=str(private),
        ident=ident,
        playbook=str(playbooks() / "audit.yml"),
        inventory=str(province.write()),
        extravars={"auditor_request": str(private / "request.json")},
        envvars=ENVIRONMENT | {"ANSIBLE_HOST_KEY_CHECKING": "True"},
        quiet=True,
    )


def test_under_ansible_runner_the_spool_is_among_the_artifacts(province):
    name = province.add("pc01")
    done = runner(province, Request(runs.header(), language="en"), "one")
    assert done.status == "successful", done.stdout.read()
    spool = Path(done.config.artifact_dir) / "spool"
    assert runs.spooled(spool).observations[name].failure is None
    assert (spool.parent / "run.log").exists()


def test_a_resumed_run_asks_only_whom_it_has_not_asked(province):
    first = province.add("pc01")
    spool = province.folder / "spool"
    request = Request(runs.header(), spool=str(spool), language="en")
    province.hosts["pasc-03158-pc02"] = {}
    ok(province.play("-e", f"auditor_request={_written(request, province)}", "--limit", "all"))
    before = runs.spooled(spool).observations[first]
    log = province.server.folder / "log"
    logins = log.read_text().count("Accepted publickey")
    _drop(spool, "pasc-03158-pc02")
    ok(province.play("-e", f"auditor_request={_written(request, province)}"))
    assert log.read_text().count("Accepted publickey") - logins == 1
    assert runs.spooled(spool).observations[first] == before
    assert asked(spool) == {first, "pasc-03158-pc02"}


def _written(request: Request, province) -> Path:
    request.write(province.folder / "request.json")
    return province.folder / "request.json"


def _drop(spool: Path, device: str) -> None:
    """As if the run had been killed before *device* answered."""
    file = spool / "spool.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    kept = [line for line in lines if line.get("observation", {}).get("device") != device]
    file.write_text("".join(json.dumps(line) + "\n" for line in kept if line["type"] != "finish"))


def test_the_play_works_in_a_workspace_by_its_settings(province):
    (province.folder / "auditor.toml").write_text('language = "en"\n')
    province.group.pop("ansible_ssh_common_args")  # the workspace's own known_hosts must do
    name = province.add("pc01")
    ok(province.play())
    data = runs.spooled(province.spool)
    assert data.observations[name].failure is None
    assert data.header.standard_name == "baseline"
