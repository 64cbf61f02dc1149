"""Provisioning up to where devices would be changed: who lets us in, whose key is trusted, what is kept.

Nothing is put right here (rounds=0): the PC is this machine.
"""

import json
import stat

import pytest

from auditor.audit.handover import handover
from auditor.audit.provision import provision
from auditor.audit.provision_enrol import PASSWORD, enrol, make_key
from auditor.audit.provision_find import find
from auditor.audit.provision_journal import Journal
from auditor.audit.provision_talk import Enrolled, ProvisionWish, Talk
from auditor.errors import InventoryError, UsageError
from auditor.i18n import activate
from auditor.inventory.described import described
from auditor.transports.hostkeys import fingerprint
from auditor.workspace import open_workspace
from tests.support import sshd, workspaces

CODE = "03158"
ACCEPT = Talk(keys=lambda shown: [each.device for each in shown])


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Reasons are compared in English."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    activate("en")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An SSH server that lets its client key in, and nobody by password."""
    with sshd.running(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def workspace(tmp_path, server):
    """A workspace whose commune has the PC pc01, which knows us."""
    folder = workspaces.make(tmp_path / "w")
    put(folder, server, {"pc01": {}})
    return open_workspace(folder)


def put(folder, server, hosts):
    """*hosts* of the commune, each that server."""
    shared = {
        "commune": CODE,
        "ansible_host": "127.0.0.1",
        "ansible_port": server.port,
        "ansible_user": server.user,
        "ansible_ssh_private_key_file": str(server.client_key),
    }
    group = {"vars": shared, "hosts": {name: {"kind": "pc", **more} for name, more in hosts.items()}}
    file = folder / "inventories" / "hosts.yml"
    file.write_text(json.dumps({"all": {"children": {f"commune_{CODE}": group}}}))


def test_a_pc_that_knows_us_is_left_alone_and_stands_in_the_record(workspace):
    done = provision(workspace, ProvisionWish(CODE, rounds=0), ACCEPT)
    assert done.enrolments["pc01"].status is Enrolled.KNOWN
    assert done.rounds == ()
    made = handover(workspace, CODE)
    assert [(each.device, each.status) for each in made.access] == [("pc01", "known")]
    assert [asset.device for asset in made.assets] == ["pc01"]
    assert made.run == done.run
    assert set(made.seconds) == {"find", "enrol", "configure"}


def enrolled(workspace, talk=ACCEPT, fingerprints=None):
    """How each device lets us in."""
    commune = described(workspace.inventory, CODE)
    return enrol(workspace, commune, fingerprints or {}, ProvisionWish(CODE), talk)


def test_one_pc_that_lets_nobody_in_does_not_stop_the_others(workspace, server, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSWORD, "Sai-mat-khau-9")
    with sshd.running(tmp_path / "other") as other, sshd.running(tmp_path / "third") as third:
        put(workspace.root, server, {
            "pc01": {},
            "pc02": {"ansible_port": other.port, "enrol_user": server.user},
            "pc03": {"ansible_port": third.port},
        })  # fmt: skip
        done = enrolled(workspace)
    assert {name: each.status for name, each in done.items()} == {
        "pc01": Enrolled.KNOWN,
        "pc02": Enrolled.REFUSED,
        "pc03": Enrolled.FAILED,
    }
    assert "Permission denied" in done["pc02"].reason
    assert "enrol_user" in done["pc03"].reason


def test_the_factory_password_is_nowhere_in_the_workspace(workspace, server, tmp_path, monkeypatch):
    secret = "Sai-mat-khau-9"
    monkeypatch.setenv(PASSWORD, secret)
    with sshd.running(tmp_path / "other") as other:
        put(workspace.root, server, {"pc01": {"ansible_port": other.port, "enrol_user": server.user}})
        assert enrolled(workspace)["pc01"].status is Enrolled.REFUSED
    files = [file for file in workspace.root.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if secret.encode() in file.read_bytes()] == []


def test_a_host_key_that_nobody_accepts_is_not_recorded_and_its_pc_not_asked(workspace):
    assert enrolled(workspace, Talk())["pc01"].status is Enrolled.UNTRUSTED
    assert not workspace.known_hosts.exists()


def test_a_fingerprint_read_off_the_device_needs_no_question_and_another_one_is_refused(workspace, server):
    def asked(keys):
        raise AssertionError("nobody is to be asked")

    shown = fingerprint(server.host_key.split()[1])
    for stated, status in (("SHA256:" + "A" * 43, Enrolled.UNTRUSTED), (shown, Enrolled.KNOWN)):
        told = []
        done = enrolled(workspace, Talk(keys=asked, told=told.append), {"127.0.0.1": stated})
        assert done["pc01"].status is status
        assert any(shown in line for line in told) is (status is Enrolled.UNTRUSTED)


def test_the_workspace_gets_one_key_of_its_own_that_only_its_owner_reads(workspace):
    file = make_key(workspace)
    before = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert make_key(workspace).read_bytes() == before
    assert file.with_suffix(".pub").read_text().startswith("ssh-ed25519 ")


def test_a_devices_file_is_taken_in_once_however_often_the_command_is_called(workspace, tmp_path):
    file = tmp_path / "devices.csv"
    file.write_text("Tên máy;Loại;Mã xã;Địa chỉ IP;Số sê-ri;Xã cũ\n;Máy in;03158;192.0.2.3;CN-1;03190\n")
    wish = ProvisionWish(CODE, devices=file)
    assert find(workspace, described(workspace.inventory, CODE), wish, ACCEPT).added == (
        "pasc-03158-printer01",
    )
    written = workspace.inventory / "devices-03158.yml"
    text = written.read_text()
    assert 'origin: "03190"' in text
    assert find(workspace, described(workspace.inventory, CODE), wish, ACCEPT).added == ()
    assert written.read_text() == text


def test_a_new_pc_gets_the_login_that_its_group_does_not_state(workspace, tmp_path):
    file = tmp_path / "devices.yml"
    file.write_text('- {address: 192.0.2.4, kind: pc, name: pc09, counter: "1"}\n')
    find(workspace, described(workspace.inventory, CODE), ProvisionWish(CODE, devices=file), ACCEPT)
    host = described(workspace.inventory, CODE).own["pc09"]
    # user and key come from the commune's group, which states them
    assert (host["ansible_become"], host["counter"]) == (True, "1")
    assert "ansible_user" not in (workspace.inventory / "devices-03158.yml").read_text()


def test_mistakes_in_a_devices_file_are_told_by_cell_and_nothing_is_written(workspace, tmp_path):
    file = tmp_path / "devices.csv"
    file.write_text("Tên máy;Loại;Địa chỉ IP\npc07;Máy tính;10.0.0.300\npc08;Ghế tựa;10.0.0.2\n")
    with pytest.raises(InventoryError) as told:
        provision(workspace, ProvisionWish(CODE, devices=file), ACCEPT)
    assert "C2" in str(told.value)
    assert not (workspace.root / "inventories" / "devices-03158.yml").exists()


def test_without_subnets_file_or_devices_it_says_where_to_state_them(workspace, server):
    put(workspace.root, server, {})
    with pytest.raises(UsageError) as told:
        provision(workspace, ProvisionWish(CODE), ACCEPT)
    assert "subnets" in told.value.remedy


def test_a_journal_cut_off_by_a_power_loss_is_read_up_to_there(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write("added", device="pc01")
    with journal.file.open("a") as stream:
        stream.write('{"at": "2026-')
    assert [each["device"] for each in journal.events()] == ["pc01"]
